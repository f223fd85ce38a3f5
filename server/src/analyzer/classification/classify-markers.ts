/**
 * Data that a literal beside it names: `{ system: 'urn:oid:1.2.752.129.2.1.3.1', value }`,
 * `identifiers.find((i) => i.system === personnummerSystem)?.value`, `{ resourceType: 'Patient', birthDate }`.
 *
 * The strongest evidence there is, whatever variables are called. Constants may come from other modules.
 */
import { CmpOp, Op } from '../ir/opcode.ts';
import { callArguments, listAt } from '../ir/operands.ts';
import type { Program } from '../program/program.ts';
import { constantOf } from '../program/value-lookup.ts';
import type { DataTypeCatalog } from '../rules/data-type.ts';
import type { TypeClassifier } from './classify-types.ts';
import type { ModuleScan } from './module-scan.ts';
import type { ShapeReader } from './object-shape.ts';
import type { Seed } from './seed-collector.ts';

/** What looking for markers needs. */
export interface MarkerInput {
  readonly program: Program;
  readonly catalog: DataTypeCatalog;
  readonly types: TypeClassifier;
  readonly shapes: ShapeReader;
}

const systemFields: ReadonlySet<string> = new Set([
  'system',
  'root',
  'oid',
  'codeSystem',
  'namespace',
  'type',
]);
const valueFields: ReadonlySet<string> = new Set(['value', 'extension', 'id']);
const selectingMethods: ReadonlySet<string> = new Set(['find', 'findLast', 'filter']);
const markerConfidence = 95;
const resourceConfidence = 90;

/** Adds the seeds that markers of a module give. */
export function classifyMarkers(input: MarkerInput, scan: ModuleScan, add: (seed: Seed) => void): void {
  const { ir, module } = scan;
  const field = (value: number): string => ir.strings[ir.b[value] ?? -1] ?? '';
  if (!mayHaveMarkers(ir.strings)) return;
  const systemOf = (local: number): number => {
    const constant =
      local < 0 ? undefined : constantOf(input.program, input.shapes.originOf(module.valueBase + local));
    return constant?.kind === 'string' ? systemType(input.catalog, constant.value) : -1;
  };
  const typeByRoot = new Map<number, number>();
  const resourceByRoot = new Map<number, string>();
  const typeByFunction = new Map<number, number>();
  for (let value = 0; value < ir.op.length; value++) {
    const op = ir.op[value];
    if (op === Op.Store && systemFields.has(field(value))) {
      const type = systemOf(ir.c[value] ?? -1);
      if (type >= 0) typeByRoot.set(scan.root[value] ?? value, type);
    } else if (op === Op.Store && field(value) === 'resourceType') {
      const constant = constantOf(input.program, module.valueBase + (ir.c[value] ?? -1));
      if (constant?.kind === 'string') resourceByRoot.set(scan.root[value] ?? value, constant.value);
    } else if (op === Op.Cmp && (ir.c[value] === CmpOp.StrictEqual || ir.c[value] === CmpOp.LooseEqual)) {
      const [left, right] = [ir.a[value] ?? -1, ir.b[value] ?? -1];
      const type = isSystemLoad(scan, left)
        ? systemOf(right)
        : isSystemLoad(scan, right)
          ? systemOf(left)
          : -1;
      if (type >= 0) typeByFunction.set(ir.functionOf[value] ?? -1, type);
    }
  }
  for (let value = 0; value < ir.op.length; value++) {
    const op = ir.op[value];
    if (op === Op.Store) addStored(value);
    else if (op === Op.Load && valueFields.has(field(value))) {
      const type = selectedType(scan, typeByFunction, ir.a[value] ?? -1);
      if (type >= 0) addIdentifier(value, [], type);
    }
  }

  function addStored(value: number): void {
    const root = scan.root[value] ?? value;
    const name = field(value);
    const type = typeByRoot.get(root);
    if (type !== undefined && valueFields.has(name) && !isWrittenOut(input, scan, ir.c[value] ?? -1))
      addIdentifier(value, [name], type);
    const resource = resourceByRoot.get(root);
    if (resource === undefined || isWrittenOut(input, scan, ir.c[value] ?? -1)) return;
    for (const { path, type: element, evidence } of input.types.resourceData(resource))
      if (path[0] === name)
        add({
          value: module.valueBase + value,
          path,
          type: element,
          confidence: resourceConfidence,
          evidence,
        });
  }

  function addIdentifier(value: number, path: readonly string[], type: number): void {
    const label = input.catalog.types[type]?.label ?? '';
    const evidence = `beside the identifier system of a ${label}`;
    add({ value: module.valueBase + value, path, type, confidence: markerConfidence, evidence });
  }
}

/** The data type that an OID or URL names, -1 if none. */
export function systemType(catalog: DataTypeCatalog, text: string): number {
  const bare = text.startsWith('urn:oid:') ? text.slice('urn:oid:'.length) : text;
  const id = catalog.identifierSystems.get(bare) ?? catalog.identifierSystems.get(text);
  return id === undefined ? -1 : (catalog.byId.get(id)?.index ?? -1);
}

function mayHaveMarkers(strings: readonly string[]): boolean {
  return strings.some(
    (text) => text === 'resourceType' || text === 'system' || text === 'root' || text === 'oid',
  );
}

function isSystemLoad(scan: ModuleScan, value: number): boolean {
  return scan.ir.op[value] === Op.Load && systemFields.has(scan.ir.strings[scan.ir.b[value] ?? -1] ?? '');
}

/** The type that a callback asked for, when `value` is what find or filter gave for it. */
function selectedType(scan: ModuleScan, typeByFunction: ReadonlyMap<number, number>, value: number): number {
  const { ir } = scan;
  let at = value;
  for (let step = 0; step < 6 && at >= 0; step++) {
    const a = ir.a[at] ?? -1;
    switch (ir.op[at]) {
      case Op.Copy:
      case Op.Pi:
      case Op.Post:
      case Op.LoadX:
      case Op.Iter:
        at = a;
        break;
      case Op.Call: {
        const isSelecting = ir.op[a] === Op.Load && selectingMethods.has(ir.strings[ir.b[a] ?? -1] ?? '');
        const callback = isSelecting ? (callArguments(ir, at)[0] ?? -1) : -1;
        return ir.op[callback] === Op.Func ? (typeByFunction.get(ir.a[callback] ?? -1) ?? -1) : -1;
      }
      default:
        return -1;
    }
  }
  return -1;
}

/** Lists and objects inside one another that are looked into. */
const maxLiteralDepth = 8;

/** Whether a value stands in the code as a whole: constants, and lists and objects of constants. Nobody's data does. */
function isWrittenOut(
  { shapes }: Pick<MarkerInput, 'shapes'>,
  scan: ModuleScan,
  value: number,
  depth = 0,
): boolean {
  const { ir, module } = scan;
  const root = value < 0 ? -1 : (scan.root[value] ?? value);
  switch (ir.op[root]) {
    case Op.Const:
    case Op.Func:
    case Op.Class:
      return true;
    case Op.Arr:
      return (
        root === value &&
        depth < maxLiteralDepth &&
        listAt(ir, ir.a[root] ?? -1).every((entry) => isWrittenOut({ shapes }, scan, entry, depth + 1))
      );
    case Op.Obj: {
      const shape = shapes.shapeOf(module.valueBase + value);
      if (shape?.isComplete !== true || depth >= maxLiteralDepth) return false;
      const { valueBase } = module;
      return [...shape.fields.values()].every(
        (field) =>
          field >= valueBase &&
          field < valueBase + ir.op.length &&
          isWrittenOut({ shapes }, scan, field - valueBase, depth + 1),
      );
    }
    default:
      return false;
  }
}
