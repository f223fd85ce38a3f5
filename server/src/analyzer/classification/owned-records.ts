/**
 * Whose a stored record is, where its fields say nothing of health: that of a patient by the name of its type, or by a
 * reference that leads to one.
 *
 * That somebody has an appointment, a conversation or a bill says where they are cared for, and a result belongs to the
 * patient of the order that it refers to. References are followed by what the schema declares, else by the names of keys.
 */
import type { SchemaField, SchemaModel } from '../program/schema.ts';
import type { DataTypeCatalog } from '../rules/data-type.ts';
import type { NameClassifier, NameEvidence } from './classify-name.ts';
import type { RecordClassifier, StoredModel } from './classify-records.ts';
import { recordSegment, type Seed } from './seed-collector.ts';
import { tokenizeName } from './tokenize.ts';

/** What it takes to say whose records are. */
export interface OwnerInput {
  readonly records: RecordClassifier;
  readonly catalog: DataTypeCatalog;
  readonly names: NameClassifier;
}

/** All fields of a record whose type is called like records of patients or of their health. */
export const wholeRecordConfidence = 75;

/** A record that only refers to a patient: whose it is matters to who may see it, and little to where it is written. */
const ownedRecordConfidence = 55;

const workers = /employ|staff|worker|personnel/i;

/** How sure the name of a record type must be to say what its records are. */
const minNameConfidence = 50;

/** References that are followed one after another until a patient is found. */
const maxReferences = 3;

/**
 * A record whose fields say little of health, if it is one of a patient: its type is called like records of health, or
 * it refers to a patient. That somebody has an appointment, a conversation or a bill says where they are cared for.
 */
export function addOwned(
  input: OwnerInput,
  value: number,
  stored: StoredModel,
  path: readonly string[],
  add: (seed: Seed) => void,
): void {
  const care = input.catalog.byId.get('clin.encounter')?.index;
  const about = aboutOf(input, stored);
  if (about === 'nobody' || care === undefined) return;
  add({
    value,
    path: [...path, recordSegment],
    type: care,
    confidence: about === '' ? wholeRecordConfidence : ownedRecordConfidence,
    evidence: `records of ${stored.model.name}${about}`,
  });
}

/** Chosen columns of a table of patients, or of one that refers to a patient: data of health by whose they are. */
export function addOwnedRows(
  input: OwnerInput,
  value: number,
  table: string,
  modulePath: string,
  row: readonly string[],
  add: (seed: Seed) => void,
): void {
  const care = input.catalog.byId.get('clin.encounter')?.index;
  const stored = input.records.modelNamed(table, modulePath);
  if (care === undefined || stored === undefined) return;
  const isOfPatients = input.names.classifyRecordName(table) !== undefined;
  const owner = isOfPatients ? undefined : ownerOf(input, stored);
  if (!isOfPatients && owner === undefined) return;
  add({
    value,
    path: [...row, recordSegment],
    type: care,
    confidence: ownedRecordConfidence,
    evidence: `rows of table ${table}${owner === undefined ? '' : `, which belong to a patient (${owner})`}`,
  });
}

/** The field by which a record refers to a patient. */
function patientField({ names }: OwnerInput, { fields }: SchemaModel): SchemaField | undefined {
  return fields.find(
    ({ name, isList }) =>
      !isList && names.classifyRecordName(name.replace(/_?(?:uu|gu)?[iI]d$/, '')) !== undefined,
  );
}

/** The fields by which a record refers to a patient, one behind the other with dots between; undefined if none does. */
function ownerOf(input: OwnerInput, { model, schema }: StoredModel, depth = 0): string | undefined {
  const own = patientField(input, model);
  if (own !== undefined) return own.name;
  if (depth >= maxReferences) return undefined;
  for (const field of model.fields) {
    const name = field.isList ? '' : referredTo(field);
    // Those who work there may be patients too; their pay and their holidays are no records of care.
    if (name === '' || workers.test(name)) continue;
    const target =
      input.records.modelNamed(name, schema.path, [schema.language]) ??
      input.records.modelNamed(capitalized(name), schema.path, [schema.language]);
    if (target === undefined || target.model === model) continue;
    if (input.names.classifyRecordName(target.model.name) !== undefined) return field.name;
    if (recordsNamed(input, target.model.name) !== undefined && isSomebodys(input, target.model))
      return field.name;
    const beyond = ownerOf(input, target, depth + 1);
    if (beyond !== undefined) return `${field.name}.${beyond}`;
  }
  return undefined;
}

/** The record type that a field refers to, by its declaration or by its name as a key; empty if it refers to none. */
function referredTo({ name, type, isRelation, refersTo }: SchemaField): string {
  if (isRelation) return type;
  if (refersTo !== undefined) return refersTo;
  const bare = name.replace(/_?(?:uu|gu)?[iI]d$/, '');
  return bare === name ? '' : bare;
}

/** Whether the records of a model belong to accounts: there are lists of drugs and of diagnoses as well. */
function isSomebodys({ catalog }: OwnerInput, { fields }: SchemaModel): boolean {
  const owners = catalog.hints?.accountOwners;
  return fields.some((field) => {
    const words = field.isList ? [] : tokenizeName(referredTo(field));
    return words.length > 0 && words.every((word) => owners?.has(word) === true);
  });
}

function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Why the records of a model are those of patients, to follow its name. */
function aboutOf(input: OwnerInput, stored: StoredModel): string {
  const { model } = stored;
  const knownOnes = aboutModels.get(input.names) ?? new WeakMap<SchemaModel, string>();
  aboutModels.set(input.names, knownOnes);
  const known = knownOnes.get(model);
  if (known !== undefined) return known;
  const said = new Set<number>();
  for (const field of model.fields) {
    const type = input.catalog.types[input.names.classify([model.name, field.name])?.type ?? -1];
    if (type?.level === 'special' || type?.level === 'acute' || type?.level === 'direct')
      said.add(type.index);
  }
  const owner = ownerOf(input, stored);
  const isHealth = recordsNamed(input, model.name) !== undefined;
  // Beside a visit of a patient, one telling field is a part of it; in a list of codes it is all there is.
  const about =
    said.size > (isHealth && owner !== undefined ? 1 : 0) || (!isHealth && owner === undefined)
      ? 'nobody'
      : isHealth || owner === undefined
        ? ''
        : `, which belong to a patient (${owner})`;
  knownOnes.set(model, about);
  return about;
}

const aboutModels = new WeakMap<NameClassifier, WeakMap<SchemaModel, string>>();

/** What the records of a table, collection or model are about: patients, or the health of somebody. */
export function recordsNamed(
  { names, catalog }: Pick<OwnerInput, 'names' | 'catalog'>,
  name: string,
): NameEvidence | undefined {
  const record = names.classifyRecordName(name);
  if (record !== undefined) return record;
  const named = names.classify([name]);
  const level = named === undefined ? undefined : catalog.types[named.type]?.level;
  // `AnamnesisTemplate`: what a hit is only part of is not a record of anybody's health.
  const isSure = (named?.confidence ?? 0) >= minNameConfidence;
  if (isSure && (level === 'special' || level === 'acute')) return named;
  const care = catalog.byId.get('clin.encounter');
  const isCare =
    catalog.hints?.careRecords.has(tokenizeName(name.replace(storeSuffix, '')).join('')) === true;
  return care !== undefined && isCare
    ? {
        type: care.index,
        confidence: wholeRecordConfidence,
        evidence: `records of ${name}`,
        isAnybodys: false,
        isOfAccount: false,
        isOfCaller: false,
      }
    : undefined;
}

/** What variables that hold a table or collection are called after it. */
const storeSuffix = /(?:Model|Repository|Repo|Collection|Entity|Table|Schema|Ref)$/;
