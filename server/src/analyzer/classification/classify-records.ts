/**
 * Which fields of a stored record a Prisma query takes out, and which data they hold.
 *
 * Models of the schema are classified once: a field by its name below the model's, by its column, or by its comment.
 * A query narrows them by literal `select`, `include` and `omit`, which are followed into relations; what is not
 * literal takes everything out, at lower confidence. `_count` and other computed members hold nothing.
 */
import type { Constant } from '../ir/module.ts';
import type { DataSchema, SchemaField, SchemaModel } from '../program/schema.ts';
import type { DataTypeCatalog } from '../rules/data-type.ts';
import type { NameClassifier } from './classify-name.ts';
import type { ShapeReader } from './object-shape.ts';
import { tokenizeName } from './tokenize.ts';

/** Data in a field of a record. */
export interface RecordField {
  readonly path: readonly string[];
  readonly type: number;
  readonly confidence: number;
  readonly evidence: string;
}

/** Values (global, -1 for none) that narrow a query. */
export interface Projection {
  readonly select: number;
  readonly include: number;
  readonly omit: number;
}

/** Relations inside one another that are followed. */
const maxNesting = 5;
/** What is left of a confidence when a projection is not known. */
const unknownProjectionFactor = 0.75;
/** Added to what a name says: a stored field is no label and no counter. */
const storedBonus = 10;
const maxConfidence = 95;
const commentConfidence = 75;

/** Classifies records of the schemas of one program. */
export interface RecordClassifier {
  /** The model that `client.<member>` stands for, nearest schema first; undefined if there is none. */
  readonly modelOf: (member: string, modulePath: string) => StoredModel | undefined;
  /** The classified fields that a query on the model takes out. */
  readonly fieldsOf: (model: StoredModel, projection: Projection) => readonly RecordField[];
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

/** See {@link RecordClassifier}. */
export function createRecordClassifier(input: {
  readonly schemas: readonly DataSchema[];
  readonly catalog: DataTypeCatalog;
  readonly names: NameClassifier;
  readonly shapes: ShapeReader;
  readonly constantOf: (value: number) => Constant | undefined;
}): RecordClassifier {
  const hits = new Map<SchemaField, Hit | null>();
  const byMember = new Map<string, StoredModel[]>();
  const byName = new Map<string, StoredModel[]>();
  for (const schema of input.schemas)
    for (const model of schema.models) {
      append(byMember, model.name.charAt(0).toLowerCase() + model.name.slice(1), { model, schema });
      append(byName, model.name, { model, schema });
    }
  const hitOf = (model: SchemaModel, field: SchemaField): Hit | undefined => {
    const known = hits.get(field);
    if (known !== undefined) return known ?? undefined;
    const hit = classifyField(input.catalog, input.names, model, field);
    hits.set(field, hit ?? null);
    return hit;
  };
  const related = (schema: DataSchema, name: string): StoredModel | undefined => {
    const model = schema.models.find((candidate) => candidate.name === name);
    return model === undefined ? nearest(byName.get(name), schema.path) : { model, schema };
  };

  /** The model a relation leads to; a schema of several files may not have told that the field is one. */
  const relationOf = ({ schema }: StoredModel, field: SchemaField): StoredModel | undefined => {
    const isComposite = !field.isRelation && schema.models.some(({ name }) => name === field.type);
    return isComposite ? undefined : related(schema, field.type);
  };

  interface Reading {
    readonly stored: StoredModel;
    readonly path: readonly string[];
    readonly factor: number;
    readonly depth: number;
  }
  const found: RecordField[] = [];
  const addField = (reading: Reading, field: SchemaField): void => {
    const { model, schema } = reading.stored;
    const hit = hitOf(model, field);
    if (hit !== undefined) {
      found.push({
        path: [...reading.path, field.name],
        type: hit.type,
        confidence: Math.round(hit.confidence * reading.factor),
        evidence: `field ${field.name} of Prisma model ${model.name}`,
      });
      return;
    }
    // A composite type is stored inside the record.
    const inner = field.isRelation ? undefined : schema.models.find(({ name }) => name === field.type);
    if (inner !== undefined && reading.depth < maxNesting)
      addAll(below(reading, field, { model: inner, schema }));
  };
  const below = (reading: Reading, field: SchemaField, stored: StoredModel): Reading => ({
    stored,
    path: field.isList ? [...reading.path, field.name, '*'] : [...reading.path, field.name],
    factor: reading.factor,
    depth: reading.depth + 1,
  });
  const addAll = (reading: Reading, omitted: ReadonlySet<string> = new Set()): void => {
    for (const field of reading.stored.model.fields)
      if (!omitted.has(field.name) && relationOf(reading.stored, field) === undefined)
        addField(reading, field);
  };
  const addNamed = (reading: Reading, name: string, value: number): void => {
    const field = reading.stored.model.fields.find((candidate) => candidate.name === name);
    if (field === undefined || isFalse(input.constantOf(value))) return;
    const target = relationOf(reading.stored, field);
    if (target === undefined) {
      addField(reading, field);
      return;
    }
    if (reading.depth >= maxNesting) return;
    addProjected(below(reading, field, target), projectionIn(input.shapes, value));
  };
  const addProjected = (reading: Reading, projection: Projection): void => {
    if (projection.select >= 0) {
      const shape = input.shapes.shapeOf(projection.select);
      if (shape === undefined || !shape.isComplete)
        addAll({ ...reading, factor: reading.factor * unknownProjectionFactor });
      for (const [name, value] of shape?.fields ?? []) addNamed(reading, name, value);
      return;
    }
    const omitted = input.shapes.shapeOf(projection.omit);
    const isOmitted = (value: number): boolean => isTrue(input.constantOf(value));
    addAll(
      reading,
      new Set([...(omitted?.fields ?? [])].filter(([, value]) => isOmitted(value)).map(([name]) => name)),
    );
    for (const [name, value] of input.shapes.shapeOf(projection.include)?.fields ?? []) {
      const field = reading.stored.model.fields.find((candidate) => candidate.name === name);
      if (field !== undefined && relationOf(reading.stored, field) !== undefined)
        addNamed(reading, name, value);
    }
  };
  return {
    modelOf: (member, modulePath) => nearest(byMember.get(member), modulePath),
    fieldsOf: (stored, projection) => {
      found.length = 0;
      addProjected({ stored, path: [], factor: 1, depth: 0 }, projection);
      return [...found];
    },
  };
}

/** The projections an options object holds: the argument of a query, or what stands under a relation. */
export function projectionIn(shapes: ShapeReader, options: number): Projection {
  const fields = shapes.shapeOf(options)?.fields;
  const at = (name: string): number => fields?.get(name) ?? -1;
  return { select: at('select'), include: at('include'), omit: at('omit') };
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

function isTrue(constant: Constant | undefined): boolean {
  return constant?.kind === 'boolean' && constant.value;
}

function isFalse(constant: Constant | undefined): boolean {
  return (constant?.kind === 'boolean' && !constant.value) || constant?.kind === 'undefined';
}

function classifyField(
  catalog: DataTypeCatalog,
  names: NameClassifier,
  model: SchemaModel,
  field: SchemaField,
): Hit | undefined {
  if (field.isRelation) return undefined;
  const evidence =
    names.classify([model.name, field.name]) ??
    (field.column === field.name ? undefined : names.classify([model.table, field.column]));
  const type = evidence === undefined ? undefined : catalog.types[evidence.type];
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
