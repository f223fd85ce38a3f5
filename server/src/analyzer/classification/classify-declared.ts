/**
 * Seeds of declared types: annotated values and parameters, and results that a function promises but does not make.
 *
 * An object literal needs none: what it holds is seen. A returned value gets the declared return type only where it
 * comes out of an unknown call, such as `response.json()`.
 */
import type { CallGraph } from '../callgraph/call-graph.ts';
import { Op } from '../ir/opcode.ts';
import { phiOperands } from '../ir/operands.ts';
import type { DeclaredTypes } from '../program/declared-types.ts';
import type { ResolvedType } from '../program/program.ts';
import type { TypeClassifier, TypeEvidence } from './classify-types.ts';
import { knownFields, knownRecord, type ModuleScan } from './module-scan.ts';
import type { Seed } from './seed-collector.ts';
import { calleeNameOf } from './value-names.ts';
import { inPlace, type People } from './whose.ts';

/** What classifying declared types needs. */
export interface DeclaredInput {
  readonly callGraph: CallGraph;
  readonly types: TypeClassifier;
  readonly resolveType: (module: number, typeIndex: number) => ResolvedType;
  readonly people: People;
}

/** What classifying results of calls needs. */
export interface TypedCallsInput extends DeclaredInput {
  readonly declared: DeclaredTypes;
  /** Functions whose result holds a value of their type argument, and the path to it. */
  readonly places: ReadonlyMap<string, readonly string[]>;
  readonly isWanted: (value: number) => boolean;
}

/** Adds the seeds of a module's annotations, and marks values whose fields are known by them. */
export function classifyDeclared(input: DeclaredInput, scan: ModuleScan, add: (seed: Seed) => void): void {
  const { ir, module } = scan;
  const declare = (value: number, type: number): void => {
    if (value < 0 || type < 0 || scan.isKnown[value] === knownFields || isLiteral(scan, value)) return;
    const owner = scan.names.typeNameOf(value) || scan.names.nameOf(value);
    const evidence = input.types.classifyType(input.resolveType(module.index, type), owner);
    const isPerson = tellsPerson(input.people, evidence);
    for (const one of evidence.data)
      add({ ...(isPerson ? one : inPlace(input.people, scan, one)), value: module.valueBase + value });
    if (evidence.isRecord) scan.isKnown[value] = evidence.data.length > 0 ? knownFields : knownRecord;
  };
  for (let i = 0; i + 1 < ir.valueTypes.length; i += 2)
    declare(ir.valueTypes[i] ?? -1, ir.valueTypes[i + 1] ?? -1);
  for (const { params } of ir.functions) for (const { value, type } of params) declare(value, type);
  for (let value = 0; value < ir.op.length; value++) {
    if (ir.op[value] === Op.CellGet) {
      const cell = ir.cells[ir.a[value] ?? -1];
      // The one value in the cell carries the annotation already.
      if (cell !== undefined && cell.singleValue < 0) declare(value, cell.type);
    }
    if (ir.op[value] !== Op.Ret) continue;
    const type = ir.functions[ir.functionOf[value] ?? -1]?.returnType ?? -1;
    if (type >= 0)
      for (const returned of unknownResults(input.callGraph, scan, ir.a[value] ?? -1))
        declare(returned, type);
  }
}

/**
 * Results of calls without a body in the workspace: what a type argument says (`useState<Patient>()`), or what the
 * callee is declared to return (a method of an interface).
 */
export function classifyTypedCalls(
  input: TypedCallsInput,
  scan: ModuleScan,
  add: (seed: Seed) => void,
): void {
  const { ir, module } = scan;
  const declare = (call: number, type: ResolvedType, path: readonly string[]): void => {
    const evidence = input.types.classifyType(type, '');
    const isPerson = tellsPerson(input.people, evidence);
    for (const one of evidence.data)
      add({
        ...(isPerson ? one : inPlace(input.people, scan, one)),
        value: module.valueBase + call,
        path: [...path, ...one.path],
      });
    if (path.length === 0 && evidence.isRecord)
      scan.isKnown[call] = evidence.data.length > 0 ? knownFields : knownRecord;
  };
  for (let i = 0; i + 1 < ir.typeArguments.length; i += 2) {
    const call = ir.typeArguments[i] ?? -1;
    const path = input.places.get(calleeNameOf(ir, ir.a[call] ?? -1));
    const types = ir.types[ir.typeArguments[i + 1] ?? -1];
    const type = types?.kind === 'tuple' ? (types.elements[0] ?? -1) : -1;
    if (path === undefined || type < 0 || scan.isKnown[call] === knownFields) continue;
    if (input.isWanted(module.valueBase + call) && !hasBody(input.callGraph, module.valueBase + call))
      declare(call, input.resolveType(module.index, type), path);
  }
  for (let call = 0; call < ir.op.length; call++) {
    if (ir.op[call] !== Op.Call || scan.isKnown[call] !== 0) continue;
    const callee = ir.a[call] ?? -1;
    if (ir.op[callee] !== Op.Load || !input.isWanted(module.valueBase + call)) continue;
    if (hasBody(input.callGraph, module.valueBase + call)) continue;
    const type = input.declared.typeOf(module, call);
    if (type.kind !== 'unknown') declare(call, type, []);
  }
}

/** Whether a type holds what no mere account does: an identity number, a birth date, data of health. */
function tellsPerson({ catalog }: People, { data }: TypeEvidence): boolean {
  return data.some(({ type }) => {
    const found = catalog.types[type];
    const isHealth = found?.level === 'special' || found?.level === 'acute';
    return isHealth || found?.category === 'nid' || found?.id === 'demo.birthdate';
  });
}

function hasBody(callGraph: CallGraph, call: number): boolean {
  const site = callGraph.siteOfValue[call] ?? -1;
  return site >= 0 && (callGraph.targetStart[site + 1] ?? 0) > (callGraph.targetStart[site] ?? 0);
}

/** Values without a body in the workspace behind them that a value comes from: unknown calls, and parts of their results. */
export function unknownResults(
  callGraph: CallGraph,
  scan: ModuleScan,
  value: number,
  visited: Set<number> = new Set(),
): readonly number[] {
  const { ir, module } = scan;
  // Each value counts once, so merges of merges cost no more than their operands.
  if (value < 0 || visited.has(value)) return [];
  visited.add(value);
  const a = ir.a[value] ?? -1;
  switch (ir.op[value]) {
    case Op.Await:
    case Op.Copy:
    case Op.Pi:
    case Op.Post:
      return unknownResults(callGraph, scan, a, visited);
    case Op.Phi:
      return [...phiOperands(ir, value)].flatMap((entry) => unknownResults(callGraph, scan, entry, visited));
    case Op.Load:
    case Op.LoadX:
      // response.data, rows[0]: unknown if what it is read from is.
      return unknownResults(callGraph, scan, a, visited).length > 0 ? [value] : [];
    case Op.Call: {
      const site = callGraph.siteOfValue[module.valueBase + value] ?? -1;
      const hasBody =
        site >= 0 && (callGraph.targetStart[site + 1] ?? 0) > (callGraph.targetStart[site] ?? 0);
      return hasBody ? [] : [value];
    }
    default:
      return [];
  }
}

function isLiteral(scan: ModuleScan, value: number): boolean {
  const op = scan.ir.op[scan.root[value] ?? value];
  return op === Op.Obj || op === Op.Arr || op === Op.Const || op === Op.Func || op === Op.Class;
}
