/**
 * Data that calls give: records of Prisma queries, rows of SQL texts, resources of FHIR clients.
 *
 * Queries are known by the library states of the call; where the receiver was not resolved (a generated or injected
 * client), a query method on a member named like a model of the schema counts too, at lower confidence.
 */
import type { CallGraph } from '../callgraph/call-graph.ts';
import type { IrModule } from '../ir/module.ts';
import { Op } from '../ir/opcode.ts';
import { callArguments } from '../ir/operands.ts';
import type { Program } from '../program/program.ts';
import { constantOf, moduleAtValue } from '../program/value-lookup.ts';
import type { DataTypeCatalog, FhirRead } from '../rules/data-type.ts';
import type { AccessStep, ModelSet, PortPath, QueryModel } from '../rules/model.ts';
import type { NameClassifier, NameEvidence } from './classify-name.ts';
import { type Projection, projectionIn, type RecordClassifier } from './classify-records.ts';
import type { TypeClassifier } from './classify-types.ts';
import { knownFields, type ModuleScan } from './module-scan.ts';
import type { ShapeReader } from './object-shape.ts';
import { createGlobMatcher } from './package-glob.ts';
import { readSql, type SqlTable } from './read-sql.ts';
import { recordSegment, type Seed } from './seed-collector.ts';
import { calleeNameOf } from './value-names.ts';

/** What classifying calls needs. */
export interface CallClassifierInput {
  readonly program: Program;
  readonly callGraph: CallGraph;
  readonly models: ModelSet;
  readonly records: RecordClassifier;
  readonly types: TypeClassifier;
  readonly shapes: ShapeReader;
  readonly reads: readonly FhirRead[];
  readonly catalog: DataTypeCatalog;
  readonly names: NameClassifier;
}

/** What is left of a confidence when the client was recognised by its method and member only. */
const unresolvedClientFactor = 0.85;

/** Added to what the name of a column says: a stored field is no label. */
const storedBonus = 10;
const maxStoredConfidence = 95;
/** All columns of a table that is called like records of patients or of their health. */
const wholeTableConfidence = 75;

/** Prisma methods that give records; the value says whether they give a list. */
const prismaMethods: ReadonlyMap<string, boolean> = new Map([
  ['findUnique', false],
  ['findUniqueOrThrow', false],
  ['findFirst', false],
  ['findFirstOrThrow', false],
  ['findMany', true],
  ['create', false],
  ['createManyAndReturn', true],
  ['update', false],
  ['updateManyAndReturn', true],
  ['upsert', false],
  ['delete', false],
]);

/** A function that adds the seeds of the calls of a module and marks what is known of their results. */
export function createCallClassifier(
  input: CallClassifierInput,
): (scan: ModuleScan, add: (seed: Seed) => void) => void {
  const reads = new Map<
    string,
    { readonly read: FhirRead; readonly isPackage: (name: string) => boolean }[]
  >();
  for (const read of input.reads) {
    const list = reads.get(read.call) ?? [];
    list.push({ read, isPackage: createGlobMatcher(read.packages) });
    reads.set(read.call, list);
  }
  return (scan, add) => {
    const { ir } = scan;
    for (let call = 0; call < ir.op.length; call++) {
      if (ir.op[call] !== Op.Call) continue;
      const name = calleeNameOf(ir, ir.a[call] ?? -1);
      if (addQuery(input, scan, call, name, add) || addRows(input, scan, call, add))
        scan.isKnown[call] = knownFields;
      for (const { read, isPackage } of reads.get(name) ?? [])
        if (addRead(input, scan, call, { read, isPackage }, add)) scan.isKnown[call] = knownFields;
    }
  };
}

function addQuery(
  input: CallClassifierInput,
  scan: ModuleScan,
  call: number,
  name: string,
  add: (seed: Seed) => void,
): boolean {
  const { ir, module } = scan;
  const query = modelledQuery(input, module.valueBase + call);
  const isList = prismaMethods.get(name);
  if (query === undefined && isList === undefined) return false;
  const member = memberOf(ir, ir.b[call] ?? -1);
  const stored = member === '' ? undefined : input.records.modelOf(member, ir.path);
  if (stored === undefined) return false;
  if (query !== undefined && query.result?.port !== 'return') return false;
  const path = query?.result === undefined ? (isList === true ? ['*'] : []) : query.result.path.map(stepName);
  const projection =
    query === undefined ? firstArgument(input, scan, call) : projectionOf(input, scan, call, query);
  for (const field of input.records.fieldsOf(stored, projection))
    add({
      value: module.valueBase + call,
      path: [...path, ...field.path],
      type: field.type,
      confidence:
        query === undefined ? Math.round(field.confidence * unresolvedClientFactor) : field.confidence,
      evidence: field.evidence,
    });
  return true;
}

/** The query on Prisma records that a state of the callee describes. */
function modelledQuery(input: CallClassifierInput, value: number): QueryModel | undefined {
  return queriesAt(input, value).find(
    ({ schema, resource }) => schema === 'prisma' && resource.from === 'receiver-member',
  );
}

function queriesAt({ callGraph, models }: CallClassifierInput, value: number): readonly QueryModel[] {
  const site = callGraph.siteOfValue[value] ?? -1;
  const queries: QueryModel[] = [];
  if (site >= 0)
    for (let i = callGraph.stateStart[site] ?? 0; i < (callGraph.stateStart[site + 1] ?? 0); i++)
      queries.push(...(models.states[callGraph.states[i] ?? 0]?.call?.queries ?? []));
  return queries;
}

/** Rows of a query written in SQL: columns by their names below their table's, `*` by the table's name. */
function addRows(
  input: CallClassifierInput,
  scan: ModuleScan,
  call: number,
  add: (seed: Seed) => void,
): boolean {
  const { ir, module } = scan;
  const query = queriesAt(input, module.valueBase + call).find(
    ({ resource }) => resource.from === 'sql-text',
  );
  if (query?.result?.port !== 'return') return false;
  const argument = callArguments(ir, call)[query.resource.argument] ?? -1;
  const result = argument < 0 ? undefined : readSql(sqlAt(input, module.valueBase + argument));
  if (result === undefined) return false;
  const row = query.result.path.map(stepName);
  const value = module.valueBase + call;
  const type = ({ type: index }: NameEvidence) => input.catalog.types[index];
  for (const { name, column, table } of result.columns) {
    const owners = table === undefined ? result.tables.slice(0, 1) : [table];
    if (name === '*') {
      for (const one of table === undefined ? result.tables : owners) {
        const found = recordsIn(input, one);
        if (found !== undefined)
          add({
            value,
            path: [...row, recordSegment],
            type: found.type,
            confidence: wholeTableConfidence,
            evidence: `rows of table ${one.name}`,
          });
      }
      continue;
    }
    const owner = owners.map((one) => one.name);
    const found = input.names.classify([...owner, name]) ?? input.names.classify([...owner, column]);
    if (found === undefined) continue;
    const bonus = type(found)?.level === 'pseudonym' ? 0 : storedBonus;
    add({
      value,
      path: [...row, name],
      type: found.type,
      confidence: Math.min(maxStoredConfidence, found.confidence + bonus),
      evidence: `column ${[...owner, column === '' ? name : column].join('.')}`,
    });
  }
  return result.columns.length > 0 && !result.columns.some(({ name }) => name === '*');
}

/** What the rows of a table are records of: patients, or health data of somebody. */
function recordsIn({ names, catalog }: CallClassifierInput, table: SqlTable): NameEvidence | undefined {
  const record = names.classifyRecordName(table.name);
  if (record !== undefined) return record;
  const named = names.classify([table.name]);
  const level = named === undefined ? undefined : catalog.types[named.type]?.level;
  return level === 'special' || level === 'acute' ? named : undefined;
}

/** A constant text, or the constant parts of a template; what is put in between reads as a question mark. */
function sqlAt({ program, shapes }: CallClassifierInput, value: number): string {
  const origin = shapes.originOf(value);
  const constant = constantOf(program, origin);
  if (constant?.kind === 'string') return constant.value;
  const module = moduleAtValue(program, origin);
  const local = origin - (module?.valueBase ?? 0);
  if (module === undefined || module.ir.op[local] !== Op.Tpl) return '';
  const list = module.ir.a[local] ?? 0;
  const parts: string[] = [];
  for (let k = 1; k <= (module.ir.args[list] ?? 0); k += 2)
    parts.push(module.ir.strings[module.ir.args[list + k] ?? -1] ?? '');
  return parts.join(' ? ');
}

/** The last member by which a receiver was reached: `patient` of `this.prisma.patient`. */
function memberOf(ir: IrModule, receiver: number): string {
  let value = receiver;
  for (let step = 0; step < 8 && value >= 0; step++) {
    const op = ir.op[value];
    if (op === Op.Load) return ir.strings[ir.b[value] ?? -1] ?? '';
    if (op === Op.CellGet) value = ir.cells[ir.a[value] ?? -1]?.singleValue ?? -1;
    else if (op === Op.Copy || op === Op.Pi || op === Op.Post) value = ir.a[value] ?? -1;
    else return '';
  }
  return '';
}

function stepName(step: AccessStep): string {
  return step.kind === 'member' ? step.name : '*';
}

function firstArgument(input: CallClassifierInput, scan: ModuleScan, call: number): Projection {
  const argument = callArguments(scan.ir, call)[0] ?? -1;
  return projectionIn(input.shapes, argument < 0 ? -1 : scan.module.valueBase + argument);
}

function projectionOf(
  input: CallClassifierInput,
  scan: ModuleScan,
  call: number,
  query: QueryModel,
): Projection {
  const at = (style: string): number => {
    const found = query.projections.find((projection) => projection.style === style);
    return found === undefined ? -1 : valueAt(input, scan, call, found.port);
  };
  return { select: at('select'), include: at('include'), omit: at('omit') };
}

/** The global value at a place of a call, read out of literals; -1 if it is not there. */
function valueAt(input: CallClassifierInput, scan: ModuleScan, call: number, port: PortPath): number {
  if (port.port !== 'argument') return -1;
  const argument = callArguments(scan.ir, call)[port.argument] ?? -1;
  let value = argument < 0 ? -1 : scan.module.valueBase + argument;
  for (const step of port.path) {
    const shape = value < 0 ? undefined : input.shapes.shapeOf(value);
    value = step.kind === 'member' ? (shape?.fields.get(step.name) ?? -1) : -1;
  }
  return value;
}

function addRead(
  input: CallClassifierInput,
  scan: ModuleScan,
  call: number,
  { read, isPackage }: { readonly read: FhirRead; readonly isPackage: (name: string) => boolean },
  add: (seed: Seed) => void,
): boolean {
  const { ir, module } = scan;
  const value = module.valueBase + call;
  if (read.packages.length > 0 && !isPackage(packageOf(input.callGraph, value))) return false;
  const argument = callArguments(ir, call)[read.argument] ?? -1;
  if (argument < 0) return false;
  const named = resourceNamed(input, module.valueBase + argument);
  const data = named === undefined ? [] : input.types.resourceData(named.resource);
  const path = named?.isSearch === true && read.path.length === 0 ? ['entry', '*', 'resource'] : read.path;
  for (const one of data) add({ ...one, value, path: [...path, ...one.path] });
  return data.length > 0;
}

function packageOf(callGraph: CallGraph, value: number): string {
  const site = callGraph.siteOfValue[value] ?? -1;
  return site < 0 ? '' : (callGraph.packageNames[callGraph.externalPackage[site] ?? -1] ?? '');
}

/** `'Patient'`, `'Patient/123'`, `'Patient?name=x'`, `{ resourceType: 'Patient' }`. */
function resourceNamed(
  input: CallClassifierInput,
  value: number,
): { readonly resource: string; readonly isSearch: boolean } | undefined {
  const field = input.shapes.shapeOf(value)?.fields.get('resourceType');
  const text = textAt(input, field ?? value);
  const match = text === undefined ? null : /^\/?([A-Z][A-Za-z]+)(?=$|[/?])/.exec(text);
  return match?.[1] === undefined
    ? undefined
    : { resource: match[1], isSearch: text?.includes('?') === true };
}

/** A constant text, or the constant beginning of a template. */
function textAt(input: CallClassifierInput, value: number): string | undefined {
  const { program, shapes } = input;
  const origin = shapes.originOf(value);
  const constant = constantOf(program, origin);
  if (constant?.kind === 'string') return constant.value;
  const module = moduleAtValue(program, origin);
  if (module === undefined || module.ir.op[origin - module.valueBase] !== Op.Tpl) return undefined;
  const list = module.ir.a[origin - module.valueBase] ?? -1;
  return module.ir.strings[module.ir.args[list + 1] ?? -1];
}
