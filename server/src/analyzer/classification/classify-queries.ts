/**
 * Data of stored records that queries take out: the fields of the record type, as far as the query reads them.
 *
 * Queries are known by the library states of the call. Which record type they read is said by a name in the chain
 * (`collection('patients')`), by the value that the chain begins at (`Patient` of `mongoose.model`), or by the name of
 * that value. A generated or injected Prisma client that was not resolved is known by its methods and members, at lower
 * confidence. Where no record type is known, a name of patients or of health records says what the whole record is.
 */
import type { CallGraph } from '../callgraph/call-graph.ts';
import { convexSchema, tableOfId } from '../callgraph/document-ids.ts';
import { firstTextOfLoop } from '../callgraph/loop-texts.ts';
import { isRecordQuery, nameHandedIn, queriesOf, queryChain } from '../callgraph/query-chain.ts';
import { recordsToldBy } from '../callgraph/query-sites.ts';
import { makersOfQuery, toldStep } from '../callgraph/told-records.ts';
import type { IrModule } from '../ir/module.ts';
import { Op } from '../ir/opcode.ts';
import { callArguments } from '../ir/operands.ts';
import type { DeclaredTypes } from '../program/declared-types.ts';
import type { Program } from '../program/program.ts';
import type { SchemaLanguage } from '../program/schema.ts';
import type { DataTypeCatalog } from '../rules/data-type.ts';
import type { AccessStep, ModelSet, PortPath, QueryModel, RecordQuery } from '../rules/model.ts';
import type { NameClassifier } from './classify-name.ts';
import type { RecordClassifier, StoredModel } from './classify-records.ts';
import { type FoundPeople, isStoredAsStaff, nameOfResult, peopleFound } from './found-people.ts';
import { knownFields, type ModuleScan } from './module-scan.ts';
import { addOwned, recordsNamed, wholeRecordConfidence } from './owned-records.ts';
import type { LiteralReader } from './read-literal.ts';
import type { ModelLookup } from './schemas/code-schemas.ts';
import { elementSegment, keySegment, recordSegment, type Seed } from './seed-collector.ts';
import { isOff, type ProjectionPart } from './selection-draft.ts';
import { selectionOf } from './selections.ts';
import { isStaffFunction } from './whose.ts';

/** What classifying queries needs. */
export interface QueryClassifierInput {
  readonly program: Program;
  readonly callGraph: CallGraph;
  readonly models: ModelSet;
  readonly records: RecordClassifier;
  readonly codeSchemas: ModelLookup;
  readonly byName: QueriesByName;
  readonly declared: DeclaredTypes;
  readonly literals: LiteralReader;
  readonly catalog: DataTypeCatalog;
  readonly names: NameClassifier;
}

/** What is left of a confidence when the client or the record type was recognised by its name only. */
const byNameFactor = 0.85;
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

/** Queries by the name of the method, for receivers that nothing is known of but their name. */
export type QueriesByName = ReadonlyMap<string, readonly RecordQuery[]>;

/** The methods of all models, repositories and collections that the models of libraries know. */
export function queriesByName(models: ModelSet): QueriesByName {
  const known = byNames.get(models);
  if (known !== undefined) return known;
  const made = groupByName(models);
  byNames.set(models, made);
  return made;
}

const byNames = new WeakMap<ModelSet, QueriesByName>();

function groupByName({ states, types }: ModelSet): QueriesByName {
  const found = new Map<string, RecordQuery[]>();
  for (const state of types.values())
    for (const [name, member] of states[state]?.members ?? [])
      for (const query of states[member]?.call?.queries ?? []) {
        if (!isRecordQuery(query) || query.resource.from !== 'receiver-class') continue;
        const known = found.get(name) ?? [];
        if (!known.some(({ schema }) => schema === query.schema)) known.push(query);
        found.set(name, known);
      }
  return found;
}

/** Which record type is read, and how sure that is. */
interface Resource {
  readonly stored: StoredModel | undefined;
  readonly name: string;
  readonly factor: number;
}

/** Adds the seeds of a call, if it reads records; true if its fields are known by them. */
export function classifyQuery(
  input: QueryClassifierInput,
  scan: ModuleScan,
  call: number,
  calleeName: string,
  add: (seed: Seed) => void,
): void {
  const query = queriesOf(input.callGraph, input.models, scan.module.valueBase + call).find(isRecordQuery);
  if (query === undefined) {
    if (prismaMethods.has(calleeName) && addUnresolved(input, scan, call, calleeName, add)) return;
    const byName = input.byName.get(calleeName);
    if (byName !== undefined) addByName(input, scan, call, byName, add);
    return;
  }
  if (query.resource.from === 'sql-text' || query.result?.port !== 'return') return;
  const { links } = queryChain(scan.module, input.callGraph, input.models, call);
  const resource = resourceOf(input, scan, call, query);
  const path = query.result.path.map(stepName);
  const parts = [{ call, model: query }, ...links].flatMap((link) =>
    projectionParts(input, scan, link.call, link.model),
  );
  if (resource.stored === undefined) {
    const told = toldRecords(input, scan, call, query);
    if (told.length === 0) addWhole(input, scan, call, resource.name, path, add);
    for (const one of told) {
      // Once for whoever asks what the call gives, and once apart from what it gives of other types.
      addTold(input, scan, call, one, parts, path, add);
      addTold(input, scan, call, one, parts, [`${toldStep}${one.name}`, ...path], add);
    }
    return;
  }
  const people = peopleOf(input, scan, call, query);
  if (people === 'fixed') {
    scan.isKnown[call] = knownFields;
    return;
  }
  // Documents of a pipeline that groups or counts are others.
  if (calleeName === 'aggregate' && isAggregated(input, scan, call)) return;
  const selection = selectionOf(
    { literals: input.literals, modelOf: input.codeSchemas.modelOf },
    query.schema,
    parts,
  );
  // An account that is looked up in a file about doctors is theirs.
  const isOfStaff =
    people === 'staff' ||
    scan.isStaffModule ||
    isStaffFunction(scan.ir, scan.ir.functionOf[call] ?? -1, input.catalog);
  addFields(input, scan, call, path, resource, selection, add, isOfStaff);
  scan.isKnown[call] = knownFields;
  if (selection.only === undefined) addOwned(input, scan.module.valueBase + call, resource.stored, path, add);
}

/** The types of records that the function around a query is made for. */
function toldRecords(
  input: QueryClassifierInput,
  scan: ModuleScan,
  call: number,
  query: RecordQuery,
): readonly Resource[] {
  const { program, callGraph, models, codeSchemas } = input;
  const chain = queryChain(scan.module, callGraph, models, call);
  const found = new Map<string, Resource>();
  for (const maker of makersOfQuery(program, callGraph, scan.module, { call, model: query }, chain)) {
    const name = recordsToldBy(maker);
    if (found.has(name)) continue;
    const stored =
      codeSchemas.modelOf(maker.module.valueBase + maker.records) ??
      codeSchemas.modelOfType(input.declared.typeOf(maker.module, maker.records)) ??
      input.records.modelNamed(name, maker.module.ir.path, [query.schema as SchemaLanguage]);
    found.set(name, { stored, name, factor: 1 });
  }
  return [...found.values()];
}

/** What a call gives if the function around it was made for one type of records. */
function addTold(
  input: QueryClassifierInput,
  scan: ModuleScan,
  call: number,
  told: Resource,
  parts: readonly ProjectionPart[],
  path: readonly string[],
  add: (seed: Seed) => void,
): void {
  if (told.stored === undefined) {
    addWhole(input, scan, call, told.name, path, add);
    return;
  }
  const reader = { literals: input.literals, modelOf: input.codeSchemas.modelOf };
  const selection = selectionOf(reader, told.stored.schema.language, parts);
  addFields(input, scan, call, path, told, selection, add);
  scan.isKnown[call] = knownFields;
  if (selection.only === undefined) addOwned(input, scan.module.valueBase + call, told.stored, path, add);
}

function addFields(
  input: QueryClassifierInput,
  scan: ModuleScan,
  call: number,
  path: readonly string[],
  { stored, factor }: Resource,
  selection: ReturnType<typeof selectionOf>,
  add: (seed: Seed) => void,
  isOfStaff = false,
): void {
  if (stored === undefined) return;
  const whose = {
    as: nameOfResult(scan, call),
    isOfStaff: isOfStaff || isStoredAsStaff(scan, call),
  };
  for (const field of input.records.fieldsOf(stored, selection, whose))
    add({
      value: scan.module.valueBase + call,
      path: [...path, ...field.path],
      type: field.type,
      confidence: Math.round(field.confidence * factor),
      evidence: field.evidence,
    });
}

/** Whose records a query looks for, by its filter. */
function peopleOf(
  input: QueryClassifierInput,
  scan: ModuleScan,
  call: number,
  query: QueryModel,
): FoundPeople {
  const given = [...callArguments(scan.ir, call)].map((argument) =>
    argument < 0 ? -1 : scan.module.valueBase + argument,
  );
  return peopleFound(
    input,
    query.filters.flatMap((port) => valuesAt(input, given, port)),
  );
}

/** `this.db.patient.findMany(…)`, where nothing says that `db` is a Prisma client. */
function addUnresolved(
  input: QueryClassifierInput,
  scan: ModuleScan,
  call: number,
  calleeName: string,
  add: (seed: Seed) => void,
): boolean {
  const { ir, module } = scan;
  const member = memberOf(ir, ir.b[call] ?? -1);
  const stored = member === '' ? undefined : input.records.modelOf(member, ir.path);
  if (stored === undefined) return false;
  const path = prismaMethods.get(calleeName) === true ? [elementSegment] : [];
  const argument = callArguments(ir, call)[0] ?? -1;
  const options = argument < 0 ? undefined : input.literals.shapeOf(module.valueBase + argument)?.fields;
  const parts = (['select', 'include', 'omit'] as const).flatMap((style): ProjectionPart[] => {
    const value = options?.get(style) ?? -1;
    return value < 0 ? [] : [{ style, value, arguments: [] }];
  });
  const selection = selectionOf(
    { literals: input.literals, modelOf: input.codeSchemas.modelOf },
    'prisma',
    parts,
  );
  addFields(input, scan, call, path, { stored, name: member, factor: byNameFactor }, selection, add);
  scan.isKnown[call] = knownFields;
  return true;
}

/** `req.models.Patient.findByPk(…)`, where nothing says what `models` is: a method of models on the name of one. */
function addByName(
  input: QueryClassifierInput,
  scan: ModuleScan,
  call: number,
  queries: readonly RecordQuery[],
  add: (seed: Seed) => void,
): void {
  const { callGraph, records } = input;
  const site = callGraph.siteOfValue[scan.module.valueBase + call] ?? -1;
  const isOwn = (callGraph.targetStart[site + 1] ?? 0) > (callGraph.targetStart[site] ?? 0);
  const name = nameOfRoot(scan, scan.ir.b[call] ?? -1);
  if (site < 0 || isOwn || name === '') return;
  for (const query of queries) {
    const stored = records.modelNamed(name, scan.ir.path, [query.schema as SchemaLanguage]);
    if (stored === undefined || query.result?.port !== 'return') continue;
    const selection = selectionOf(
      { literals: input.literals, modelOf: input.codeSchemas.modelOf },
      query.schema,
      projectionParts(input, scan, call, query),
    );
    const path = query.result.path.map(stepName);
    addFields(input, scan, call, path, { stored, name, factor: byNameFactor }, selection, add);
    scan.isKnown[call] = knownFields;
    return;
  }
}

/** The record as a whole, if its type is called like records of patients or of somebody's health. */
function addWhole(
  input: QueryClassifierInput,
  scan: ModuleScan,
  call: number,
  name: string,
  path: readonly string[],
  add: (seed: Seed) => void,
): void {
  const found = name === '' ? undefined : recordsNamed(input, name);
  if (found === undefined) return;
  add({
    value: scan.module.valueBase + call,
    path: [...path, recordSegment],
    type: found.type,
    confidence: wholeRecordConfidence,
    evidence: `records of ${name}`,
  });
}

function resourceOf(
  input: QueryClassifierInput,
  scan: ModuleScan,
  call: number,
  query: QueryModel,
): Resource {
  const { ir, module } = scan;
  const { records, codeSchemas } = input;
  // A table may as well be declared by an ORM.
  const languages =
    query.schema === 'sql' || query.schema === 'supabase' ? undefined : [query.schema as SchemaLanguage];
  const { roots, links } = queryChain(module, input.callGraph, input.models, call);
  if (query.schema === 'prisma' && query.resource.from === 'receiver-member') {
    const receiver = ir.b[call] ?? -1;
    const member = memberOf(ir, receiver) || delegateOf(input, module.valueBase + receiver);
    return { stored: member === '' ? undefined : records.modelOf(member, ir.path), name: '', factor: 1 };
  }
  const named = [{ call, model: query }, ...links].filter(({ model }) => model.resource.from === 'argument');
  for (const link of named) {
    const argument = callArguments(ir, link.call)[link.model.resource.argument] ?? -1;
    if (argument < 0) continue;
    const ofId = link.model.schema === convexSchema ? tableOfId(module, argument) : '';
    const name =
      ofId || firstTextOfLoop(module, argument) || nameBehind(input, module.valueBase + argument, 0);
    const stored =
      codeSchemas.modelOf(module.valueBase + argument) ??
      records.modelNamed(name, ir.path, languages) ??
      records.modelNamed(name.slice(name.lastIndexOf('.') + 1), ir.path, languages) ??
      codeSchemas.modelOfType(input.declared.typeOf(module, argument));
    if (stored !== undefined || name !== '') return { stored, name, factor: 1 };
  }
  for (const root of roots) {
    const stored = codeSchemas.modelOf(module.valueBase + root);
    if (stored !== undefined) return { stored, name: stored.model.name, factor: 1 };
  }
  for (const root of roots) {
    const stored = codeSchemas.modelOfType(input.declared.typeOf(module, root));
    if (stored !== undefined) return { stored, name: stored.model.name, factor: 1 };
  }
  for (const root of roots) {
    const given = nameHandedIn(input.program, input.callGraph, input.models, module, root);
    const name = given < 0 ? '' : nameBehind(input, given, 0) || (input.literals.memberAt(given) ?? '');
    if (name !== '') return { stored: records.modelNamed(name, ir.path, languages), name, factor: 1 };
  }
  const names = roots.map((root) => nameOfRoot(scan, root)).filter((name) => name !== '');
  for (const name of names) {
    const bare = name.replace(/(?:Model|Repository|Repo|Collection|Entity|Table)$/, '');
    const stored = [name, bare, bare.charAt(0).toUpperCase() + bare.slice(1)]
      .map((one) => records.modelNamed(one, ir.path, languages))
      .find((one) => one !== undefined);
    const factor = query.resource.from === 'receiver-member' ? 1 : byNameFactor;
    if (stored !== undefined) return { stored, name, factor };
  }
  return { stored: undefined, name: names[0] ?? '', factor: byNameFactor };
}

/** `'patients'`, `doc(db, 'patients', id)`, `collection(db, `patients/${id}/visits`)`: the collection that is meant. */
function nameBehind(input: QueryClassifierInput, value: number, depth: number): string {
  const { literals, callGraph, models } = input;
  const text = literals.textAt(value) ?? templateAt(literals, value);
  // `items as i` of a builder.
  if (text !== undefined) return text.split(/[/\s]/).filter((part) => part !== '')[0] ?? '';
  const place = literals.placeOf(value);
  if (place === undefined || depth > 4 || place.module.ir.op[place.local] !== Op.Call) return '';
  const { ir, valueBase } = place.module;
  for (const { operation, resource } of queriesOf(callGraph, models, valueBase + place.local)) {
    if (operation !== 'refine' || resource.from !== 'argument') continue;
    const given = callArguments(ir, place.local);
    // `doc(collection(db, 'patients'), id)`, `query(collection(…), …)`: what is inside says more.
    for (const argument of [given[0] ?? -1, given[resource.argument] ?? -1]) {
      const name = argument < 0 ? '' : nameBehind(input, valueBase + argument, depth + 1);
      if (name !== '') return name;
    }
  }
  return '';
}

/** The constant beginning of a template. */
function templateAt(literals: LiteralReader, value: number): string | undefined {
  const place = literals.placeOf(value);
  if (place === undefined || place.module.ir.op[place.local] !== Op.Tpl) return undefined;
  const { ir } = place.module;
  return ir.strings[ir.args[(ir.a[place.local] ?? -1) + 1] ?? -1];
}

/** `Patient`, `patientModel` of `this.patientModel`. */
function nameOfRoot(scan: ModuleScan, root: number): string {
  return memberOf(scan.ir, root) || scan.names.nameOf(root);
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

/** `visits` of `export const Visits = client.visits`, wherever that is imported. */
function delegateOf({ literals }: QueryClassifierInput, receiver: number): string {
  const place = receiver < 0 ? undefined : literals.placeOf(receiver);
  return place === undefined ? '' : memberOf(place.module.ir, place.local);
}

/** `aggregate([{ $match: … }, { $group: … }])`. */
function isAggregated({ literals }: QueryClassifierInput, scan: ModuleScan, call: number): boolean {
  const pipeline = callArguments(scan.ir, call)[0] ?? -1;
  const stages = pipeline < 0 ? undefined : literals.elementsOf(scan.module.valueBase + pipeline);
  return (
    stages?.some((stage) => {
      const fields = literals.shapeOf(stage)?.fields;
      return (
        fields?.has('$group') === true ||
        fields?.has('$count') === true ||
        isChosen(literals, fields?.get('$project'))
      );
    }) === true
  );
}

/** Whether a projection names what is left; `{ visits: 0 }` only says what is not. */
function isChosen(literals: LiteralReader, projection: number | undefined): boolean {
  if (projection === undefined) return false;
  const fields = literals.shapeOf(projection)?.fields;
  return (
    fields === undefined ||
    fields.size === 0 ||
    ![...fields.values()].every((value) => isOff(literals, value))
  );
}

/** What one call says of what it takes out. */
function projectionParts(
  input: QueryClassifierInput,
  scan: ModuleScan,
  call: number,
  model: QueryModel,
): readonly ProjectionPart[] {
  const given = [...callArguments(scan.ir, call)].map((argument) =>
    argument < 0 ? -1 : scan.module.valueBase + argument,
  );
  return model.projections.flatMap(({ port, style }) =>
    valuesAt(input, given, port).map((value) => ({ style, value, arguments: given })),
  );
}

/** Global values at a place of a call, read out of literals. */
function valuesAt(input: QueryClassifierInput, given: readonly number[], port: PortPath): readonly number[] {
  if (port.port !== 'argument') return [];
  const from = Math.max(0, port.argument);
  const end = port.argument < 0 ? given.length - 1 : Math.min(port.argumentEnd, given.length - 1);
  const values: number[] = [];
  for (let k = from; k <= end; k++) {
    let value = given[k] ?? -1;
    for (const step of port.path) {
      const shape = value < 0 ? undefined : input.literals.shapeOf(value);
      value = step.kind === 'member' ? (shape?.fields.get(step.name) ?? -1) : -1;
    }
    if (value >= 0) values.push(value);
  }
  return values;
}

function stepName(step: AccessStep): string {
  return step.kind === 'member' ? step.name : step.kind === 'element' ? elementSegment : keySegment;
}
