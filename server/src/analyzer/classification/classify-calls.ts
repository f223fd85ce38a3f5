/**
 * Data that calls give: stored records (see classify-queries), rows of SQL texts, resources of FHIR clients.
 */
import type { CallGraph } from '../callgraph/call-graph.ts';
import { isRecordQuery, queriesOf, queryChain } from '../callgraph/query-chain.ts';
import { statementOf } from '../callgraph/statement-text.ts';
import { Op } from '../ir/opcode.ts';
import { callArguments } from '../ir/operands.ts';
import type { DeclaredTypes } from '../program/declared-types.ts';
import type { Program } from '../program/program.ts';
import { constantOf, moduleAtValue } from '../program/value-lookup.ts';
import type { DataTypeCatalog, FhirRead } from '../rules/data-type.ts';
import type { AccessStep, ModelSet } from '../rules/model.ts';
import type { NameClassifier, NameEvidence } from './classify-name.ts';
import { classifyQuery, type QueriesByName } from './classify-queries.ts';
import { everything, type RecordClassifier } from './classify-records.ts';
import { fhirSegment, type TypeClassifier } from './classify-types.ts';
import { knownFields, type ModuleScan } from './module-scan.ts';
import type { ShapeReader } from './object-shape.ts';
import { addOwnedRows, recordsNamed } from './owned-records.ts';
import { createGlobMatcher } from './package-glob.ts';
import type { LiteralReader } from './read-literal.ts';
import { readSql } from './read-sql.ts';
import type { ModelLookup } from './schemas/code-schemas.ts';
import { elementSegment, keySegment, recordSegment, type Seed } from './seed-collector.ts';
import { calleeNameOf } from './value-names.ts';
import { inPlace, type People } from './whose.ts';

/** What classifying calls needs. */
export interface CallClassifierInput {
  readonly program: Program;
  readonly callGraph: CallGraph;
  readonly models: ModelSet;
  readonly records: RecordClassifier;
  readonly codeSchemas: ModelLookup;
  readonly byName: QueriesByName;
  readonly declared: DeclaredTypes;
  readonly literals: LiteralReader;
  readonly types: TypeClassifier;
  readonly shapes: ShapeReader;
  readonly reads: readonly FhirRead[];
  readonly catalog: DataTypeCatalog;
  readonly people: People;
  readonly names: NameClassifier;
}

/** Added to what the name of a column says: a stored field is no label. */
const storedBonus = 10;
const maxStoredConfidence = 95;
/** All columns of a table that is called like records of patients or of their health. */
const wholeTableConfidence = 75;

/** From here on a name says something by itself. */
const minSpeakingConfidence = 60;

/** Columns beside keys that a query must take out before its rows stand for their record: a count or a status do not. */
const minShownColumns = 2;

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
      classifyQuery(input, scan, call, name, add);
      if (addRows(input, scan, call, add)) scan.isKnown[call] = knownFields;
      for (const { read, isPackage } of reads.get(name) ?? [])
        if (addRead(input, scan, call, { read, isPackage }, add)) scan.isKnown[call] = knownFields;
    }
  };
}

/** Rows of a query written in SQL: columns by their names below their table's, `*` by the table's name. */
function addRows(
  input: CallClassifierInput,
  scan: ModuleScan,
  call: number,
  add: (seed: Seed) => void,
): boolean {
  const { ir, module } = scan;
  const queries = queriesOf(input.callGraph, input.models, module.valueBase + call);
  const query = queries.find((row) => isRecordQuery(row) && row.schema === 'sql');
  if (query?.result?.port !== 'return') return false;
  const written =
    query.resource.from === 'sql-text'
      ? { call, model: query }
      : queryChain(module, input.callGraph, input.models, call).links.find(
          ({ model }) => model.resource.from === 'sql-text',
        );
  const argument =
    written === undefined ? -1 : (callArguments(ir, written.call)[written.model.resource.argument] ?? -1);
  const result = argument < 0 ? undefined : readSql(sqlAt(input, module.valueBase + argument));
  if (result === undefined) return false;
  const row = query.result.path.map(stepName);
  const value = module.valueBase + call;
  const type = ({ type: index }: NameEvidence) => input.catalog.types[index];
  const [first] = result.tables;
  let isData = false;
  for (const { name, column, table } of result.columns) {
    const owners = table === undefined ? result.tables.slice(0, 1) : [table];
    if (name === '*') {
      for (const one of table === undefined ? result.tables : owners) {
        const stored = input.records.modelNamed(one.name, ir.path);
        for (const field of stored === undefined ? [] : input.records.fieldsOf(stored, everything))
          add({ ...field, value, path: [...row, ...field.path] });
        const found = stored !== undefined ? undefined : recordsNamed(input, one.name);
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
    const named = input.names.classify([...owner, name]);
    const told = named ?? input.names.classify([...owner, column]);
    if (told === undefined || isDoubtfulLabel(input, name, column, told)) continue;
    const found = inPlace(input.people, scan, told);
    const isKey = type(found)?.level === 'pseudonym';
    // What a statement calls an expression, or another column, is a label.
    const bonus = isKey || (named !== undefined && name !== column) ? 0 : storedBonus;
    // Who wrote a row says nothing of whom the row is about.
    const isOfWriter = found.isOfAccount && owners.some((one) => one !== first);
    if (!isKey && found === told && !isOfWriter) isData = true;
    add({
      value,
      path: [...row, name],
      type: found.type,
      confidence: Math.min(maxStoredConfidence, found.confidence + (found === told ? bonus : 0)),
      evidence: found.evidence.replace(
        told.evidence,
        `column ${[...owner, column === '' ? name : column].join('.')}`,
      ),
    });
  }
  const shown = result.columns.filter(({ column }) => column !== '' && !/(?:^|_)(?:uu|gu)?id$/i.test(column));
  if (!isData && first !== undefined && shown.length >= minShownColumns)
    addOwnedRows(input, value, first.name, ir.path, row, add);
  return result.columns.length > 0 && !result.columns.some(({ name }) => name === '*');
}

/** Whether a word that may mean many things is only what a statement calls an expression: `DATE(p.start) AS period_start`. */
function isDoubtfulLabel(
  { catalog, names }: CallClassifierInput,
  name: string,
  column: string,
  { type }: NameEvidence,
): boolean {
  if (name === column || catalog.types[type]?.level !== 'acute') return false;
  return (names.classify([name])?.confidence ?? 0) < minSpeakingConfidence;
}

/** A constant text, or what is constant of a text; what is put in between reads as a question mark. */
function sqlAt(input: CallClassifierInput, value: number): string {
  const { program, shapes } = input;
  const origin = shapes.originOf(value);
  const constant = constantOf(program, origin);
  if (constant?.kind === 'string') return constant.value;
  const module = moduleAtValue(program, origin);
  const local = origin - (module?.valueBase ?? 0);
  // The texts of a tagged template.
  const texts = input.literals.elementsOf(value);
  if (texts !== undefined) return texts.map((text) => input.literals.textAt(text) ?? '').join(' ? ');
  return module === undefined ? '' : (statementOf(module, local)?.text ?? '');
}

function stepName(step: AccessStep): string {
  return step.kind === 'member' ? step.name : step.kind === 'element' ? elementSegment : keySegment;
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
  const path =
    named?.isSearch === true && read.path.length === 0
      ? ['entry', elementSegment, 'resource']
      : read.path.map(fhirSegment);
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
