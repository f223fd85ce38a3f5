/**
 * Which fields of a stored record a query takes out, and which data they hold.
 *
 * Record types are classified once: a field by its name below the type's, by its column, or by its comment. A query
 * narrows them by what it selects and omits, and widens them by the relations it reads along; a selection that is not
 * literal takes everything out, at lower confidence. `_count` and other computed members hold nothing.
 */

import type { DataSchema, SchemaField, SchemaLanguage, SchemaModel } from '../program/schema.ts';
import type { DataTypeCatalog } from '../rules/data-type.ts';
import type { NameClassifier, NameEvidence } from './classify-name.ts';
import { elementSegment } from './seed-collector.ts';
import { tokenizeName } from './tokenize.ts';
import { ofAccount, type People } from './whose.ts';

/** Data in a field of a record. */
export interface RecordField {
  readonly path: readonly string[];
  readonly type: number;
  readonly confidence: number;
  readonly evidence: string;
}

/** What a query takes out of a record. Nested selections are those of relations and of records inside the record. */
export interface Selection {
  /** The only fields, with what is taken out below them; undefined for all fields. */
  readonly only: ReadonlyMap<string, Selection> | undefined;
  readonly without: ReadonlySet<string>;
  /** Hidden fields that are asked for. */
  readonly shown: ReadonlySet<string>;
  /** Relations that are read along. */
  readonly relations: ReadonlyMap<string, Selection>;
  /** Whether some part could not be read, so that more may be taken out than said. */
  readonly isUnsure: boolean;
  /** Whether a relation that is named in `only` gives its key alone. */
  readonly namesKeys?: boolean;
  /** Relations whose record type is named by its table. */
  readonly relatedTables?: ReadonlyMap<string, string>;
  /** Fields that come out under another name: the name in the result → that of the field. */
  readonly renamed?: ReadonlyMap<string, string>;
  /** Fields whose value has another record type than the schema tells (`include: [Visit]`). */
  readonly types?: ReadonlyMap<string, StoredModel>;
}

/** All fields, no relations. */
export const everything: Selection = {
  only: undefined,
  without: new Set(),
  shown: new Set(),
  relations: new Map(),
  isUnsure: false,
};

/** Code systems and lists of what can be ordered or prescribed. */
const codeCatalog =
  /^(?:icd\d*|icpc\d*|snomed|sno_med|loinc|cpt|hcpcs|rxnorm|rx_norm|cvx|atc|ndc)(?:_(?:\d+|cm|pcs|ct))*(?:_(?:codes?|terms?|concepts?|lookup|catalog(?:ue)?))?s?$|_(?:catalog(?:ue)?|formulary|terminology|dictionary|code_?sets?)$/;

/** Whether the records of a model are entries of a code system (`IcdCode`, `DrugCatalog`), which are nobody's. */
function isCodeCatalog(name: string): boolean {
  return codeCatalog.test(tokenizeName(name).join('_'));
}

/** What a `DoctorInvite` or a `NurseApplication` says of people, it says of doctors and nurses. */
const aboutAccount =
  /[-_]?(?:invite|invitation|application|registration|verification|profile|account|credential|shift|contract|availability|schedule)s?$/i;

/** Categories of data that staff has too. */
const personalCategories: ReadonlySet<string> = new Set(['name', 'contact', 'demographic']);
/** Relations inside one another that are followed. */
const maxNesting = 5;
/** Fields listed of one record; a schema may be a graph. */
const maxFields = 400;
/** What is left of a confidence when a projection is not known. */
const unknownProjectionFactor = 0.75;
/** Added to what a name says: a stored field is no label and no counter. */
const storedBonus = 10;
const maxConfidence = 95;
const commentConfidence = 75;

/** What a record type is called in sentences. */
const languageNames: Readonly<Record<SchemaLanguage, string>> = {
  prisma: 'Prisma model',
  mongoose: 'Mongoose model',
  typeorm: 'TypeORM entity',
  mikroorm: 'MikroORM entity',
  sequelize: 'Sequelize model',
  objection: 'Objection model',
  drizzle: 'Drizzle table',
  sql: 'table',
  type: 'type',
  graphql: 'GraphQL type',
  'json-schema': 'schema',
  protobuf: 'message',
  'security-rules': 'rules of access',
};

/** Classifies records of the schemas of one program. */
export interface RecordClassifier {
  /** The model that `client.<member>` stands for, nearest schema first; undefined if there is none. */
  readonly modelOf: (member: string, modulePath: string) => StoredModel | undefined;
  /** The model of a name as its declaration or its table writes it, nearest schema first. */
  readonly modelNamed: (
    name: string,
    modulePath: string,
    languages?: readonly SchemaLanguage[],
  ) => StoredModel | undefined;
  /**
   * The classified fields that a query on the model takes out. What the record is called where it is kept may say that
   * it is that of somebody who works in care: `const doctor = await users.findOne(…)`.
   */
  readonly fieldsOf: (model: StoredModel, selection: Selection, whose?: Whose) => readonly RecordField[];
}

/** What is known of the people whose records are read. */
export interface Whose {
  /** The name of what holds them; empty if there is none. */
  readonly as: string;
  /** Whether those of accounts are people who work there. */
  readonly isOfStaff: boolean;
}

/** A model and the schema it belongs to. */
export interface StoredModel {
  readonly model: SchemaModel;
  readonly schema: DataSchema;
}

interface Hit {
  readonly type: number;
  readonly confidence: number;
}

const modelsByName = new WeakMap<
  DataSchema,
  { readonly count: number; readonly models: ReadonlyMap<string, SchemaModel> }
>();

/** The first model of a schema that has a name. Schemas may have hundreds, and each field asks. */
function modelIn(schema: DataSchema, name: string): SchemaModel | undefined {
  let known = modelsByName.get(schema);
  if (known?.count !== schema.models.length) {
    const models = new Map([...schema.models].reverse().map((model) => [model.name, model]));
    known = { count: schema.models.length, models };
    modelsByName.set(schema, known);
  }
  return known.models.get(name);
}

/** See {@link RecordClassifier}. */
export function createRecordClassifier(input: {
  readonly schemas: readonly DataSchema[];
  readonly catalog: DataTypeCatalog;
  readonly people: People;
  readonly names: NameClassifier;
}): RecordClassifier {
  const hits = new Map<SchemaField, Hit | null>();
  const byMember = new Map<string, StoredModel[]>();
  const byName = new Map<string, StoredModel[]>();
  for (const schema of input.schemas)
    for (const model of schema.models) {
      const stored = { model, schema };
      if (schema.language === 'prisma')
        append(byMember, model.name.charAt(0).toLowerCase() + model.name.slice(1), stored);
      append(byName, model.name, stored);
      if (model.table !== model.name) append(byName, model.table, stored);
    }
  const hitOf = (model: SchemaModel, field: SchemaField): Hit | undefined => {
    const known = hits.get(field);
    if (known !== undefined) return known ?? undefined;
    const hit = classifyField(input.catalog, input.names, model, field);
    hits.set(field, hit ?? null);
    return hit;
  };
  const related = (schema: DataSchema, name: string): StoredModel | undefined => {
    const model = modelIn(schema, name);
    if (model !== undefined) return { model, schema };
    const others = byName.get(name)?.filter((stored) => stored.schema.language === schema.language);
    return nearest(others, schema.path);
  };

  /** The model a relation leads to; a schema of several files may not have told that the field is one. */
  const relationOf = ({ schema }: StoredModel, field: SchemaField): StoredModel | undefined => {
    const isComposite = !field.isRelation && modelIn(schema, field.type) !== undefined;
    return isComposite ? undefined : related(schema, field.type);
  };

  const staffType = input.catalog.byId.get('rel.caregiver_staff')?.index;
  const staffNames = new Map<string, boolean>();
  /** Whether a relation is called after people who work in care. */
  const isStaffName = (name: string): boolean => {
    const known = staffNames.get(name);
    if (known !== undefined) return known;
    const isStaff =
      staffType !== undefined &&
      input.names.classify([name.replace(aboutAccount, ''), 'name'])?.type === staffType;
    staffNames.set(name, isStaff);
    return isStaff;
  };

  const isAccountName = (name: string): boolean =>
    tokenizeName(name).every((token) => input.catalog.hints?.accountOwners.has(token) === true);

  const isPatientName = (path: readonly string[]): boolean =>
    path.some((name) => input.names.classifyRecordName(name) !== undefined);

  interface Reading {
    readonly stored: StoredModel;
    readonly path: readonly string[];
    readonly factor: number;
    readonly depth: number;
    /** Whether the record was reached as that of somebody who works in care: `appointment.doctor`. */
    readonly isStaff: boolean;
  }
  const found: RecordField[] = [];
  const add = (reading: Reading, field: SchemaField, hit: Hit, as: string): void => {
    const { model, schema } = reading.stored;
    const isPersonal = personalCategories.has(input.catalog.types[hit.type]?.category ?? '');
    const read: RecordField = {
      path: [...reading.path, as],
      type: reading.isStaff && isPersonal && staffType !== undefined ? staffType : hit.type,
      confidence: Math.round(hit.confidence * reading.factor),
      evidence: `field ${field.name} of ${languageNames[schema.language]} ${model.name}`,
    };
    // A patient who is a user is reached as the patient: `appointment.patient`.
    const isAccount = isAccountName(model.name) && !isPatientName(reading.path);
    found.push(isAccount ? ofAccount(input.people, schema.path, read) : read);
  };
  const addField = (reading: Reading, field: SchemaField, selection: Selection, as = field.name): void => {
    if (found.length >= maxFields) return;
    const { model, schema } = reading.stored;
    // A code that is reached from the record of a patient is that patient's.
    if (reading.depth === 0 && isCodeCatalog(model.name)) return;
    // A composite type is stored inside the record.
    const inner = field.isRelation ? undefined : modelIn(schema, field.type);
    const hit = hitOf(model, field);
    // An address is data as a whole; health records inside a record are records, if their fields say so.
    const isWhole = hit !== undefined && (inner === undefined || !isHealth(input.catalog, hit.type));
    const before = found.length;
    if (!isWhole && inner !== undefined && reading.depth < maxNesting)
      addSelected(below(reading, field, { model: inner, schema }, as), selection);
    if (hit !== undefined && found.length === before) add(reading, field, hit, as);
  };
  const below = (
    reading: Reading,
    field: SchemaField,
    stored: StoredModel,
    as: string = field.name,
  ): Reading => ({
    stored,
    path: field.isList ? [...reading.path, as, elementSegment] : [...reading.path, as],
    factor: reading.factor,
    depth: reading.depth + 1,
    // The account of a doctor is the doctor's: `appointment.doctor.user`.
    isStaff: isStaffName(field.name) || (reading.isStaff && isAccountName(field.name)),
  });
  const addAll = (reading: Reading, selection: Selection): void => {
    for (const field of reading.stored.model.fields) {
      if (selection.without.has(field.name)) continue;
      if (field.isHidden === true && !selection.shown.has(field.name)) continue;
      const target = relationOf(reading.stored, field);
      if (target === undefined) addField(reading, field, everything);
      else if (field.isEager === true && reading.depth < 2)
        addSelected(below(reading, field, target), everything);
    }
  };
  const addNamed = (
    reading: Reading,
    name: string,
    selection: Selection,
    told?: StoredModel,
    as = name,
  ): void => {
    const field = reading.stored.model.fields.find((candidate) => candidate.name === name);
    const known = field === undefined ? undefined : relationOf(reading.stored, field);
    const target = told ?? known;
    if (target === undefined) {
      if (field !== undefined) addField(reading, field, selection, as);
      return;
    }
    if (reading.depth >= maxNesting || found.length >= maxFields) return;
    addSelected(below(reading, field ?? listField(name, target), target, as), selection);
    // Whether a relation that the schema does not declare is one record or a list of them is not known.
    if (field === undefined)
      addSelected(below(reading, { ...listField(name, target), isList: false }, target, as), selection);
  };
  /** What the record calls a relation of which only the record type was told. */
  const nameOfRelation = ({ stored }: Reading, said: string, told: StoredModel): string => {
    const { fields } = stored.model;
    if (fields.some(({ name }) => name === said)) return said;
    return fields.find(({ isRelation: is, type }) => is && type === told.model.name)?.name ?? said;
  };
  const isRelation = ({ stored }: Reading, name: string): boolean => {
    const field = stored.model.fields.find((candidate) => candidate.name === name);
    return field !== undefined && relationOf(stored, field) !== undefined;
  };
  const addSelected = (reading: Reading, selection: Selection): void => {
    const sure = selection.isUnsure
      ? { ...reading, factor: reading.factor * unknownProjectionFactor }
      : reading;
    if (selection.only !== undefined)
      for (const [name, inner] of selection.only)
        if (selection.namesKeys !== true || !isRelation(reading, name))
          addNamed(reading, selection.renamed?.get(name) ?? name, inner, selection.types?.get(name), name);
    if (selection.only === undefined || selection.isUnsure) addAll(sure, selection);
    const followed = new Set<string>();
    for (const [said, inner] of selection.relations) {
      const table = selection.relatedTables?.get(said);
      const told =
        selection.types?.get(said) ??
        (table === undefined ? undefined : related(reading.stored.schema, table));
      const name = told === undefined ? said : nameOfRelation(reading, said, told);
      if (followed.has(name)) continue;
      followed.add(name);
      if (told !== undefined || isRelation(reading, name)) addNamed(reading, name, inner, told);
    }
  };
  return {
    modelOf: (member, modulePath) => nearest(byMember.get(member), modulePath),
    modelNamed: (name, modulePath, languages) =>
      nearest(
        byName.get(name)?.filter(({ schema }) => languages?.includes(schema.language) !== false),
        modulePath,
      ),
    fieldsOf: (stored, selection, { as, isOfStaff } = { as: '', isOfStaff: false }) => {
      found.length = 0;
      // The account that a record of a doctor refers to is the doctor's.
      const isStaff =
        isStaffName(stored.model.name) ||
        (isAccountName(stored.model.name) && (isOfStaff || (as !== '' && isStaffName(as))));
      addSelected({ stored, path: [], factor: 1, depth: 0, isStaff }, selection);
      return [...found];
    },
  };
}

function listField(name: string, { model }: StoredModel): SchemaField {
  return {
    name,
    column: name,
    type: model.name,
    isList: true,
    isOptional: false,
    isRelation: true,
    isKey: false,
    foreignKey: [],
    comment: '',
  };
}

function isHealth(catalog: DataTypeCatalog, type: number): boolean {
  const level = catalog.types[type]?.level;
  return level === 'special' || level === 'acute';
}

function append<T>(map: Map<string, T[]>, key: string, item: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [item]);
  else list.push(item);
}

/** The model whose schema lies closest to a path; the first one among equals. */
function nearest(models: readonly StoredModel[] | undefined, path: string): StoredModel | undefined {
  let best: StoredModel | undefined;
  let bestLength = -1;
  for (const stored of models ?? []) {
    const length = sharedLength(stored.schema.path, path);
    if (length <= bestLength) continue;
    best = stored;
    bestLength = length;
  }
  return best;
}

/** Folders that two paths share, from the root. */
function sharedLength(left: string, right: string): number {
  const a = left.split('/');
  const b = right.split('/');
  let length = 0;
  while (length < a.length - 1 && length < b.length - 1 && a[length] === b[length]) length++;
  return length;
}

/** Whether a record is that of somebody who cares for patients; employees may be ill as well. */
function isOfCarer({ hints }: DataTypeCatalog, name: string): boolean {
  const words = tokenizeName(name).map((token) => (token.length > 3 ? token.replace(/s$/, '') : token));
  const last = words.at(-1) ?? '';
  return (
    words.length <= 2 && hints?.staffPlaces.has(last) === true && !/^(?:staff|employee|personnel)$/.test(last)
  );
}

function classifyField(
  catalog: DataTypeCatalog,
  names: NameClassifier,
  model: SchemaModel,
  field: SchemaField,
): Hit | undefined {
  if (field.isRelation) return undefined;
  const evidence =
    names.classify([...model.name.split('.'), field.name]) ??
    (field.column === field.name && model.table === model.name
      ? undefined
      : names.classify([model.table, field.column])) ??
    healthOfPatient(catalog, names, model, field);
  const type = evidence === undefined ? undefined : catalog.types[evidence.type];
  // What a doctor treats is no disease of theirs.
  if (type?.category === 'clinical' && isOfCarer(catalog, model.name)) return undefined;
  // A flag about an address is no address; a flag about health is health data.
  if (type !== undefined && field.type === 'Boolean' && type.level !== 'special' && type.level !== 'acute')
    return undefined;
  const isKey = type?.level === 'pseudonym';
  const fromComment = type === undefined || isKey ? classifyComment(catalog, names, field) : undefined;
  if (fromComment !== undefined) return fromComment;
  if (evidence === undefined) return undefined;
  const bonus = isKey ? 0 : storedBonus;
  return { type: evidence.type, confidence: Math.min(maxConfidence, evidence.confidence + bonus) };
}

/** `notes`, `result` of a record that belongs to a patient are about that patient's health, whatever it is called. */
function healthOfPatient(
  catalog: DataTypeCatalog,
  names: NameClassifier,
  model: SchemaModel,
  field: SchemaField,
): NameEvidence | undefined {
  if (field.type === 'Boolean' || field.type === 'DateTime') return undefined;
  const found = names.classify(['patient', field.name]);
  if (found === undefined || !isHealth(catalog, found.type)) return undefined;
  const isPatient = (name: string): boolean => names.classifyRecordName(name) !== undefined;
  return model.fields.some(({ name }) => isPatient(name.replace(/_?(?:id|uuid)$/i, ''))) ? found : undefined;
}

/** `/// The patient's personnummer` makes an `externalId` one. Only identifiers: other words are named in passing. */
function classifyComment(
  catalog: DataTypeCatalog,
  names: NameClassifier,
  field: SchemaField,
): Hit | undefined {
  if (field.comment === '' || field.type === 'Boolean' || field.type === 'DateTime') return undefined;
  for (const match of field.comment.slice(0, 500).matchAll(/[\p{L}\d_]{3,60}/gu)) {
    if (tokenizeName(match[0]).length === 0) continue;
    const evidence = names.classify([match[0]]);
    const category = evidence === undefined ? '' : catalog.types[evidence.type]?.category;
    if (evidence !== undefined && category === 'nid' && evidence.confidence >= commentConfidence)
      return { type: evidence.type, confidence: commentConfidence };
  }
  return undefined;
}
