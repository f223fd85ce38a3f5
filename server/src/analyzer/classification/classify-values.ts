/**
 * Seeds of names: fields read, parameters, variables, properties written, results of functions named after data.
 *
 * One pass over the instructions of a module. A name that stands for no value of data is left out: functions,
 * classes, imports, constants, comparisons, props of host elements, values of libraries that describe, translate or
 * make up data. Values whose fields are known by a schema or a declared type get no seed by their variable's name.
 */
import type { CallGraph } from '../callgraph/call-graph.ts';
import type { IrModule } from '../ir/module.ts';
import { BinOp, Flag, Op } from '../ir/opcode.ts';
import { callArguments, listAt, phiOperands } from '../ir/operands.ts';
import { usesOf } from '../ir/uses.ts';
import type { Program } from '../program/program.ts';
import type { DataTypeCatalog } from '../rules/data-type.ts';
import { unknownResults } from './classify-declared.ts';
import type { NameClassifier, NameEvidence } from './classify-name.ts';
import { knownFields, type ModuleScan } from './module-scan.ts';
import { isDescription, isFlagOrFunction, isNoData, isSchemaLike } from './not-data.ts';
import type { ShapeReader } from './object-shape.ts';
import { keySegment, recordSegment, type Seed } from './seed-collector.ts';
import { tokenizeName } from './tokenize.ts';
import { calleeNameOf } from './value-names.ts';
import {
  hasElementsWithFields,
  hasFieldsRead,
  hasOwnFields,
  hasStateFields,
  isUsedAsObject,
  makesObjects,
} from './value-uses.ts';
import { inPlace, isAccountFunction, isStaffFunction, type People } from './whose.ts';

/** What classifying names needs. */
export interface ValueClassifierInput {
  readonly program: Program;
  readonly callGraph: CallGraph;
  readonly catalog: DataTypeCatalog;
  readonly names: NameClassifier;
  readonly shapes: ShapeReader;
  readonly isNotDataPackage: (name: string) => boolean;
  readonly people: People;
  /** Whether seeds of a global value matter; asked before any work is done for it. */
  readonly isWanted: (value: number) => boolean;
  /** The module of a global function, for what it returns. */
  readonly scanOf: (module: number) => ModuleScan | undefined;
}

/** Most a name may say, by what it is the name of. */
const ceilings = { variable: 80, parameter: 85, property: 85, result: 70, recordByResult: 60 } as const;
/** Added to doubtful names in modules that deal with health records; lifts them over the threshold of findings. */
const healthModuleBonus = 10;
const healthModuleRange = { from: 50, below: 60 } as const;
/** A record by name that nothing in the function treats as an object. */
const unusedRecordConfidence = 55;
/** A record by name whose content is seen, because the function that makes it is. */
const seenRecordConfidence = 50;

/** 1 for operations that the pass looks at. */
const mayBeNamed = new Uint8Array(64);
for (const op of [
  Op.Load,
  Op.Param,
  Op.Store,
  Op.Call,
  Op.Bin,
  Op.CellGet,
  Op.Copy,
  Op.Phi,
  Op.Await,
  Op.LoadX,
  Op.Iter,
  Op.Tpl,
  Op.Yield,
  Op.Rest,
  Op.Opaque,
])
  mayBeNamed[op] = 1;

/** Adds the seeds of the names in a module. */
export function classifyValues(
  input: ValueClassifierInput,
  scan: ModuleScan,
  add: (seed: Seed) => void,
): void {
  const { ir } = scan;
  const pass: Pass = {
    input,
    scan,
    add,
    silent: scan.silent,
    records: scan.records,
  };
  const { valueBase } = scan.module;
  for (let value = 0; value < ir.op.length; value++) {
    const op = ir.op[value] ?? 0;
    if (mayBeNamed[op] !== 1 || !input.isWanted(valueBase + value)) continue;
    switch (op) {
      case Op.Load:
        classifyLoad(pass, value);
        break;
      case Op.Param:
        classifyParameter(pass, value);
        break;
      case Op.Store:
        classifyStore(pass, value);
        break;
      case Op.Call:
        classifyCall(pass, value);
        break;
      case Op.Bin:
        if (ir.c[value] === BinOp.Add) classifyVariable(pass, value, ir.name[value] ?? -1);
        break;
      case Op.CellGet: {
        const cell = ir.cells[ir.a[value] ?? -1];
        const symbol = cell === undefined ? -1 : symbolOf(ir, cell.name);
        if (cell !== undefined && !isTold(pass, cell.singleValue, symbol))
          classifyVariable(pass, value, symbol);
        break;
      }
      case Op.Copy:
      case Op.Phi:
        classifyAlias(pass, value);
        break;
      case Op.Await:
      case Op.LoadX:
      case Op.Iter:
      case Op.Tpl:
      case Op.Yield:
      case Op.Rest:
      case Op.Opaque:
        classifyVariable(pass, value, ir.name[value] ?? -1);
        break;
      default:
        break;
    }
  }
}

interface Pass {
  readonly input: ValueClassifierInput;
  readonly scan: ModuleScan;
  readonly add: (seed: Seed) => void;
  /** Per symbol: 1 says nothing whatever its owner, 2 may say something, 0 not asked yet. */
  readonly silent: Int8Array;
  /** Per symbol: 1 is no record name, 2 is one, 0 not asked yet. */
  readonly records: Int8Array;
}

const symbolIds = new WeakMap<IrModule, Map<string, number>>();

function symbolOf(ir: IrModule, name: string): number {
  let ids = symbolIds.get(ir);
  if (ids === undefined) {
    ids = new Map(ir.strings.map((text, id) => [text, id]));
    symbolIds.set(ir, ids);
  }
  return ids.get(name) ?? -1;
}

/** Whether the name may say something below some owner. Asked per symbol, so owners are only walked for few names. */
function maySpeak({ input, scan, silent }: Pass, symbol: number): boolean {
  if (symbol < 0) return false;
  if (silent[symbol] === 0) silent[symbol] = input.names.maySpeak(scan.ir.strings[symbol] ?? '') ? 2 : 1;
  return silent[symbol] === 2;
}

function isRecordName({ input, scan, records }: Pass, symbol: number): boolean {
  if (symbol < 0) return false;
  if (records[symbol] === 0) {
    const name = scan.ir.strings[symbol] ?? '';
    // A capital begins the name of a class or a model.
    const isRecord = !/^\p{Lu}/u.test(name) && input.names.classifyRecordName(name) !== undefined;
    records[symbol] = isRecord ? 2 : 1;
  }
  return records[symbol] === 2;
}

/** Another name of a value: `email = x`, or a variable that several assignments meet in. */
function classifyAlias(pass: Pass, value: number): void {
  const { ir, seeded } = pass.scan;
  const symbol = ir.name[value] ?? -1;
  if (!maySpeak(pass, symbol) && !isRecordName(pass, symbol)) return;
  const sources = ir.op[value] === Op.Phi ? [...phiOperands(ir, value)] : [ir.a[value] ?? -1];
  const isToldBefore = sources.every(
    (source) => source >= 0 && ((seeded[source] ?? -1) >= 0 || (ir.name[source] ?? -1) === symbol),
  );
  if (!isToldBefore && !isSchemaLike(pass, value)) classifyVariable(pass, value, symbol);
}

/** Whether the one value of a cell has the cell's name itself, or is no data by what it is. */
function isTold(pass: Pass, single: number, symbol: number): boolean {
  if (single < 0) return false;
  const { ir } = pass.scan;
  return (ir.name[single] ?? -1) === symbol || isSchemaLike(pass, single);
}

function classifyLoad(pass: Pass, value: number): void {
  const { ir, isCallee, names } = pass.scan;
  if (isCallee[value] === 1) return;
  const field = ir.b[value] ?? -1;
  const variable = ir.name[value] ?? -1;
  const object = ir.a[value] ?? -1;
  // How many there are, whatever the variable is called: `prescriptions = moved.count`.
  if (pass.input.catalog.memberKill.has(ir.strings[field] ?? '')) return;
  if (
    (maySpeak(pass, field) || isRecordName(pass, field)) &&
    (isStoreOfRecords(pass, value) ||
      isModelClass(pass, value) ||
      isConstantOfTable(pass, value) ||
      pass.input.callGraph.functionsOf(pass.scan.module.valueBase + value).length > 0 ||
      isNameOfCode(pass, value))
  )
    return;
  if (maySpeak(pass, field) && !isDescription(pass, value, object)) {
    const owners = names.chainOf(object);
    const evidence = tell(pass, [...owners, ir.strings[field] ?? '']);
    if (evidence !== undefined) {
      // Whose account it is, its declared type or its record says better.
      if (evidence.isOfAccount && pass.scan.isKnown[object] === knownFields) return;
      if (evidence.isAnybodys && isKeptForStaff(pass, value, 0)) return;
      seedValue(pass, value, evidence, 100, `field ${evidence.evidence}`);
      return;
    }
  }
  if (isRecordName(pass, field)) addRecord(pass, value, ir.strings[field] ?? '');
  // An entry of a table of constants is none of what it is kept as: `errors.birthDate = INVALID_DATE`.
  if (variable !== field && !/^[\p{Lu}\d]+_[\p{Lu}\d_]+$/u.test(ir.strings[field] ?? ''))
    classifyVariable(pass, value, variable);
}

/** What a name says below its owners or, a word of many meanings, in a file that is called after such data. */
function tell({ input, scan }: Pass, chain: readonly string[]): NameEvidence | undefined {
  return input.names.classify(chain) ?? input.names.classifyTopical(chain.at(-1) ?? '', scan.topics);
}

function classifyParameter(pass: Pass, value: number): void {
  const { ir, isKnown, names } = pass.scan;
  const symbol = ir.b[value] ?? -1;
  const name = ir.strings[symbol] ?? '';
  if (isFlagOrFunction(pass.scan, value)) return;
  if (maySpeak(pass, symbol) && isKnown[value] !== knownFields) {
    const evidence = tell(
      pass,
      [names.typeNameOf(value), name].filter((part) => part !== ''),
    );
    if (evidence !== undefined) {
      seedValue(pass, value, evidence, ceilings.parameter, `parameter ${evidence.evidence}`);
      return;
    }
  }
  if (isRecordName(pass, symbol)) addRecord(pass, value, name);
}

/** A value by the variable it is bound to. */
function classifyVariable(pass: Pass, value: number, symbol: number): void {
  const { ir, isKnown, isCallee } = pass.scan;
  if (symbol < 0 || isKnown[value] === knownFields || isCallee[value] === 1) return;
  const name = ir.strings[symbol] ?? '';
  if (maySpeak(pass, symbol) && !isNoData(pass, value)) {
    const evidence = tell(pass, [name]);
    if (evidence?.isAnybodys === true && isMadeOfStaff(pass, value)) return;
    if (evidence !== undefined) {
      seedValue(pass, value, evidence, ceilings.variable, `variable ${evidence.evidence}`);
      return;
    }
  }
  if (isRecordName(pass, symbol) && !isNoData(pass, value)) addRecord(pass, value, name);
}

/** A text made of what is staff's: `${doctor.firstName} ${doctor.lastName}`, `format(visit.doctorPhone)`. */
function isMadeOfStaff(pass: Pass, value: number): boolean {
  const { ir, names } = pass.scan;
  const op = ir.op[value];
  if (op !== Op.Tpl && op !== Op.Bin && op !== Op.Call) return false;
  const parts =
    op === Op.Call
      ? callArguments(ir, value)
      : op === Op.Tpl
        ? listAt(ir, ir.a[value] ?? -1)
        : [ir.a[value] ?? -1, ir.b[value] ?? -1];
  return [...parts].some((part, index) => {
    // Texts and values take turns in a template.
    if ((op === Op.Tpl && index % 2 === 0) || part < 0 || ir.op[part] !== Op.Load) return false;
    const field = ir.strings[ir.b[part] ?? -1] ?? '';
    const told = pass.input.names.classify([...names.chainOf(ir.a[part] ?? -1), field]);
    return told !== undefined && pass.input.catalog.types[told.type]?.id === 'rel.caregiver_staff';
  });
}

/** `const doctorEmail = user.email`, `{ approvedByName: account.name ?? '' }`: what it is kept as says whose it is. */
function isKeptForStaff(pass: Pass, value: number, depth: number): boolean {
  const { ir } = pass.scan;
  const isOfStaff = (symbol: number): boolean => {
    const told = maySpeak(pass, symbol) ? pass.input.names.classify([ir.strings[symbol] ?? '']) : undefined;
    return told !== undefined && pass.input.catalog.types[told.type]?.neverPatient === true;
  };
  if (isOfStaff(ir.name[value] ?? -1)) return true;
  const { start, users } = usesOf(ir);
  for (let i = start[value] ?? 0; i < (start[value + 1] ?? 0); i++) {
    const user = users[i] ?? -1;
    const op = ir.op[user];
    if (op === Op.Store && ir.c[user] === value && isOfStaff(ir.b[user] ?? -1)) return true;
    if (
      depth < 3 &&
      (op === Op.Phi || op === Op.Copy || op === Op.Pi) &&
      isKeptForStaff(pass, user, depth + 1)
    )
      return true;
  }
  return false;
}

function classifyCall(pass: Pass, value: number): void {
  const { ir, isKnown, seeded, names, module } = pass.scan;
  const flags = ir.flags[value] ?? 0;
  if ((flags & (Flag.Jsx | Flag.HostElement)) !== 0) return;
  classifyVariable(pass, value, ir.name[value] ?? -1);
  if (isKnown[value] === knownFields || (seeded[value] ?? -1) >= 0) return;
  const callee = ir.a[value] ?? -1;
  const name = calleeNameOf(ir, callee);
  const rest = pass.input.names.stripCallVerb(name);
  if (rest === undefined || isNoData(pass, value)) return;
  const receiver = ir.b[value] ?? -1;
  const evidence = pass.input.names.classify([...(receiver < 0 ? [] : names.chainOf(receiver)), rest]);
  if (evidence !== undefined) {
    seedValue(pass, value, evidence, ceilings.result, `result of ${name}`);
    return;
  }
  const record = pass.input.names.classifyRecordName(rest);
  if (record === undefined || hasBody(pass, value)) return;
  const path = isPlural(pass, value, rest) ? [keySegment, recordSegment] : [recordSegment];
  pass.add({
    value: module.valueBase + value,
    path,
    type: record.type,
    confidence: Math.min(record.confidence, ceilings.recordByResult),
    evidence: `object given by ${name}`,
  });
}

function classifyStore(pass: Pass, value: number): void {
  const { ir, root, isHostProps, names, seeded } = pass.scan;
  const symbol = ir.b[value] ?? -1;
  const stored = ir.c[value] ?? -1;
  // A weak store is the echo of a change made elsewhere.
  const isEcho = ((ir.flags[value] ?? 0) & Flag.Weak) !== 0;
  if (isEcho || !maySpeak(pass, symbol) || stored < 0) return;
  const object = root[value] ?? value;
  if (isHostProps[object] === 1 || isSchemaLike(pass, stored)) return;
  const field = ir.strings[symbol] ?? '';
  const evidence = pass.input.names.classify([...names.chainOf(object), field]);
  if (evidence === undefined || seeded[stored] === evidence.type) return;
  // Where nothing tells whose it is, the value itself may have told.
  const isOfStaff = pass.input.catalog.types[seeded[stored] ?? -1]?.neverPatient === true;
  if (evidence.isAnybodys && isOfStaff) return;
  seed(pass, value, [field], evidence, ceilings.property, `property ${evidence.evidence}`);
}

/**
 * A health record used as an object (`provsvar.id`, `provsvar.svar`) holds its data in fields of its own: the whole
 * is a record, and reading one field of it says nothing yet. Where its content is seen, its name adds nothing.
 */
function seedValue(pass: Pass, value: number, found: NameEvidence, ceiling: number, evidence: string): void {
  const category = pass.input.catalog.types[found.type]?.category;
  const isHealth = category === 'clinical' || category === 'acute_health';
  const isRecord = isHealth && hasFieldsRead(pass.scan, value);
  const isList =
    isHealth && !isRecord && (hasElementsWithFields(pass.scan, value) || isNamedList(pass, value));
  if ((isRecord || isList) && !isContentUnknown(pass, value)) return;
  const isScalar = !isHealth && scalarTypes.test(pass.input.catalog.types[found.type]?.id ?? '');
  // A number or an address has no fields: what has some is something about it, such as the state of a phone.
  if (isScalar && (hasOwnFields(pass.scan, value) || hasElementsWithFields(pass.scan, value))) return;
  if (isScalar && hasStateFields(pass.scan, value)) {
    for (const field of textFields) seed(pass, value, [field], found, ceiling, evidence);
    return;
  }
  const path = isRecord ? [recordSegment] : isList ? [keySegment, recordSegment] : [];
  seed(pass, value, path, found, ceiling, evidence);
}

/** `cgmRecords`, `labEntries`: a list of records by its name, whichever field of an entry is read elsewhere. */
function isNamedList({ scan: { ir } }: Pass, value: number): boolean {
  const symbol = ir.op[value] === Op.Param || ir.op[value] === Op.Load ? ir.b[value] : ir.name[value];
  return /[a-z\d](?:Records|Rows|Entries)$|_(?:records|rows|entries)$/.test(ir.strings[symbol ?? -1] ?? '');
}

/** Fields that hold the text of a field of a form or of a parsed number, beside its state. */
const textFields: readonly string[] = [
  'value',
  'number',
  'text',
  'address',
  'raw',
  'formatted',
  'normalized',
];

function seed(
  pass: Pass,
  value: number,
  path: readonly string[],
  told: NameEvidence,
  ceiling: number,
  evidence: string,
): void {
  const { scan, input, add } = pass;
  const isOfStaff =
    told.isAnybodys && isStaffFunction(scan.ir, scan.ir.functionOf[value] ?? -1, input.catalog);
  const isBareAddress = told.isAnybodys && input.catalog.types[told.type]?.id === 'contact.email';
  const found = inPlace(
    input.people,
    isOfStaff ? { ...scan, isStaffModule: true } : scan,
    told,
    isBareAddress && isAccountFunction(scan.ir, scan.ir.functionOf[value] ?? -1, input.catalog),
  );
  let confidence = Math.min(found.confidence, ceiling);
  const isKey = input.catalog.types[found.type]?.level === 'pseudonym';
  if (
    scan.isHealthModule &&
    // What is said of somebody's account is said of accounts here too.
    found.evidence === told.evidence &&
    !isKey &&
    confidence >= healthModuleRange.from &&
    confidence < healthModuleRange.below
  )
    confidence += healthModuleBonus;
  if (path.length === 0) scan.seeded[value] = found.type;
  add({
    value: scan.module.valueBase + value,
    path,
    type: found.type,
    confidence,
    evidence:
      found.evidence === told.evidence
        ? evidence
        : `${evidence}${found.evidence.slice(told.evidence.length)}`,
  });
}

/** A value called like a whole record, if it may be an object. */
function addRecord(pass: Pass, value: number, name: string): void {
  const { scan, input, add } = pass;
  const record = input.names.classifyRecordName(name);
  if (record === undefined || scan.isKnown[value] !== 0 || isPlace(pass, value)) return;
  if (isIdentifierByCall(pass, value)) return;
  const isUsed = isUsedAsObject(scan, value);
  let confidence = isUsed || makesObjects(scan, value) ? record.confidence : unusedRecordConfidence;
  if (!isContentUnknown(pass, value)) confidence = Math.min(confidence, seenRecordConfidence);
  add({
    value: scan.module.valueBase + value,
    path: isPlural(pass, value, name) ? [keySegment, recordSegment] : [recordSegment],
    type: record.type,
    confidence,
    evidence: record.evidence,
  });
}

/** Data types whose values are texts, so that they have no fields. */
const scalarTypes = /^(?:nid\.|contact\.(?:phone|email)$|demo\.birthdate$)/;

/** `prisma.patient`, `req.params.patient`, `labels.patient`: a place, a key or a text, not a record. */
function isPlace(pass: Pass, value: number): boolean {
  const { ir, module, names } = pass.scan;
  if (ir.op[value] !== Op.Load) return false;
  if (pass.input.callGraph.statesOf(module.valueBase + value).length > 0) return true;
  const owner = names.chainOf(ir.a[value] ?? -1).at(-1) ?? '';
  const last = tokenizeName(owner).at(-1) ?? '';
  if (keyOwners.has(last) || pass.input.names.isMetadataName(owner)) return true;
  return false;
}

/** `prisma.provsvar`, `models.diagnosis`: where records are kept, by what is done with it. */
function isStoreOfRecords({ scan }: Pass, value: number): boolean {
  const { ir, isCallee } = scan;
  const { start, users } = usesOf(ir);
  for (let i = start[value] ?? 0; i < (start[value + 1] ?? 0); i++) {
    const user = users[i] ?? -1;
    if (ir.op[user] !== Op.Load || isCallee[user] !== 1) continue;
    if (storeMethods.has(ir.strings[ir.b[user] ?? -1] ?? '')) return true;
  }
  return false;
}

/** `const { Prescription } = this.models`: the class of a kind of record, which holds no record. */
function isModelClass({ scan }: Pass, load: number): boolean {
  const { ir, names } = scan;
  if (!/^\p{Lu}\p{Ll}/u.test(ir.strings[ir.b[load] ?? -1] ?? '')) return false;
  const owner = names.chainOf(ir.a[load] ?? -1).at(-1) ?? '';
  return modelOwners.has(tokenizeName(owner).at(-1) ?? '');
}

/** `CacheTTL.MEDICAL_HISTORY`, `Keys.PATIENT_NAME`: an entry of a table of constants. Rows of a database are not `Keys`. */
function isConstantOfTable({ scan }: Pass, load: number): boolean {
  const { ir, names } = scan;
  if (!/^[\p{Lu}\d]+(?:_[\p{Lu}\d]+)*$/u.test(ir.strings[ir.b[load] ?? -1] ?? '')) return false;
  return /^\p{Lu}/u.test(names.nameOf(ir.a[load] ?? -1));
}

/** `loadPatients.name`: what a function or a class is called in the program. */
function isNameOfCode({ input, scan }: Pass, load: number): boolean {
  const { ir, module } = scan;
  const object = ir.a[load] ?? -1;
  if (object < 0 || ir.strings[ir.b[load] ?? -1] !== 'name') return false;
  const value = module.valueBase + object;
  return input.callGraph.functionsOf(value).length > 0;
}

/** `const patient = patientIdOf(token)`: what a function that is called after an identifier gives is no record. */
function isIdentifierByCall({ scan }: Pass, value: number): boolean {
  const { ir } = scan;
  const call = ir.op[value] === Op.Await ? (ir.a[value] ?? -1) : value;
  return ir.op[call] === Op.Call && /(?:Id|ID|Ids|Uuid|UUID|_id)$/.test(calleeNameOf(ir, ir.a[call] ?? -1));
}

const modelOwners: ReadonlySet<string> = new Set([
  'models',
  'model',
  'entities',
  'schemas',
  'db',
  'database',
  'sequelize',
  'mongoose',
  'prisma',
]);

const keyOwners: ReadonlySet<string> = new Set([
  'params',
  'query',
  'headers',
  'prisma',
  'models',
  'routes',
  'endpoints',
  'urls',
  'paths',
  'queries',
  'mutations',
  'repositories',
  'collections',
  'tables',
  'roles',
  'subjects',
  'resources',
  'api',
  'apis',
  'service',
  'services',
  'controller',
  'controllers',
]);
/** Methods of repositories and collections that an array of records does not have. */
const storeMethods: ReadonlySet<string> = new Set([
  'findUnique',
  'findUniqueOrThrow',
  'findFirst',
  'findFirstOrThrow',
  'findMany',
  'findOne',
  'findById',
  'findAll',
  'create',
  'createMany',
  'update',
  'updateMany',
  'upsert',
  'delete',
  'deleteMany',
  'count',
  'aggregate',
  'groupBy',
  'insertOne',
  'insertMany',
  'updateOne',
  'deleteOne',
  'useQuery',
  'useMutation',
  'query',
  'mutate',
]);

/** False if the value is made by functions whose bodies are seen, so that what it holds is followed. */
function isContentUnknown(pass: Pass, value: number): boolean {
  const { ir } = pass.scan;
  let at = value;
  for (let step = 0; step < 6; step++) {
    const op = ir.op[at];
    if (op !== Op.Await && op !== Op.Copy && op !== Op.Pi) break;
    at = ir.a[at] ?? -1;
  }
  return ir.op[at] !== Op.Call || !hasBody(pass, at);
}

/** Whether a call's result is made by functions of the workspace that do not just hand on an unknown call's. */
function hasBody({ input, scan }: Pass, call: number): boolean {
  const { callGraph, program } = input;
  const site = callGraph.siteOfValue[scan.module.valueBase + call] ?? -1;
  if (site < 0) return false;
  const targets = callGraph.targets.subarray(
    callGraph.targetStart[site] ?? 0,
    callGraph.targetStart[site + 1] ?? 0,
  );
  if (targets.length === 0) return false;
  for (const target of targets) {
    const owner = input.scanOf(program.moduleOfFunction[target] ?? -1);
    const record = owner?.ir.functions[target - (owner?.module.functionBase ?? 0)];
    if (owner === undefined || record === undefined) return false;
    const end = record.firstInstruction + record.instructionCount;
    for (let value = record.firstInstruction; value < end; value++)
      if (
        owner.ir.op[value] === Op.Ret &&
        unknownResults(callGraph, owner, owner.ir.a[value] ?? -1).length > 0
      )
        return false;
  }
  return true;
}

function isPlural(pass: Pass, value: number, name: string): boolean {
  const { ir } = pass.scan;
  const tokens = tokenizeName(name);
  const last = tokens.at(-1) ?? '';
  if (/^(?:list|rows|records|array|all)$/.test(last)) return true;
  if (/(?:patients|patienter|patienterna|pasienter|potilaat)$/.test(tokens.join(''))) return true;
  const { start, users } = usesOf(ir);
  for (let i = start[value] ?? 0; i < (start[value + 1] ?? 0); i++)
    if (ir.op[users[i] ?? -1] === Op.Iter) return true;
  return false;
}
