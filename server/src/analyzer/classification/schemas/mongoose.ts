/**
 * Record types of Mongoose: the object that a schema is made of, with nested schemas, lists, references and options.
 *
 * `{ name: String, ssn: { type: String, select: false }, visits: [{ type: ObjectId, ref: 'Visit' }], address: { … } }`.
 * A nested object or schema is stored inside the record; a reference is a relation, which only `populate` reads along.
 */
import { Op } from '../../ir/opcode.ts';
import { callArguments } from '../../ir/operands.ts';
import { usesOf } from '../../ir/uses.ts';
import type { SchemaField, SchemaModel } from '../../program/schema.ts';
import type { LiteralReader } from '../read-literal.ts';
import { maxSchemaDepth, maxSchemaFields, schemaField, schemaModel } from './schema-draft.ts';

/** What reading needs. */
export interface MongooseReader {
  readonly literals: LiteralReader;
  /** The argument that holds the fields, if the value is a call that makes a schema; -1 if not. Values are global. */
  readonly fieldsOfSchema: (value: number) => number;
}

/** The record type that a schema (or the object it would be made of) describes, and those inside it. */
export function readMongooseModel(reader: MongooseReader, name: string, schema: number): SchemaModel[] {
  const models: SchemaModel[] = [];
  readObject(reader, name, schema, models, 0);
  return models;
}

/** Adds the type of an object or schema under a name; false if the value is neither. */
function readObject(
  reader: MongooseReader,
  name: string,
  value: number,
  models: SchemaModel[],
  depth: number,
): boolean {
  const made = reader.fieldsOfSchema(value);
  const shapes = [reader.literals.shapeOf(made >= 0 ? made : value)];
  if (made >= 0) for (const added of addedTo(reader, value)) shapes.push(reader.literals.shapeOf(added));
  if (depth > maxSchemaDepth || shapes[0] === undefined) return false;
  const fields: SchemaField[] = [];
  const index = models.push(schemaModel(name, fields)) - 1;
  for (const shape of shapes)
    for (const [field, type] of [...(shape?.fields ?? [])].slice(0, maxSchemaFields))
      fields.push(readField(reader, name, field, type, models, depth));
  models[index] = schemaModel(name, fields);
  return true;
}

function readField(
  reader: MongooseReader,
  owner: string,
  name: string,
  value: number,
  models: SchemaModel[],
  depth: number,
): SchemaField {
  const { literals } = reader;
  const elements = literals.elementsOf(value);
  if (elements !== undefined) {
    const element = elements[0];
    const inner =
      element === undefined
        ? schemaField({ name, type: 'Mixed' })
        : readField(reader, owner, name, element, models, depth + 1);
    return { ...inner, isList: true };
  }
  const made = reader.fieldsOfSchema(value);
  const options = made < 0 ? literals.shapeOf(value)?.fields : undefined;
  const type = options?.get('type');
  // An object with a field called `type` that says a type is options; otherwise it is a record of its own.
  const isOptions = type !== undefined && literals.shapeOf(type)?.fields.has('type') !== true;
  if (made >= 0 || (options !== undefined && !isOptions)) {
    const inner = `${owner}.${name}`;
    const isRead = readObject(reader, inner, value, models, depth + 1);
    return schemaField({ name, type: isRead ? inner : 'Mixed' });
  }
  if (type === undefined) return schemaField({ name, type: typeName(reader, value) });
  const field = readField(reader, owner, name, type, models, depth + 1);
  const reference = options?.get('ref');
  const related = reference === undefined ? undefined : referencedName(reader, reference);
  const select = literals.constantAt(options?.get('select') ?? -1);
  return {
    ...field,
    ...(related === undefined ? {} : { type: related, isRelation: true }),
    ...(select?.kind === 'boolean' && !select.value ? { isHidden: true } : {}),
  };
}

/** `ref: 'Visit'`, `ref: Visit.name`. */
function referencedName({ literals }: MongooseReader, value: number): string | undefined {
  const text = literals.textAt(value);
  if (text !== undefined) return text;
  const place = literals.placeOf(value);
  if (place === undefined) return undefined;
  const { ir } = place.module;
  const isName = ir.op[place.local] === Op.Load && ir.strings[ir.b[place.local] ?? -1] === 'name';
  const owner = isName ? (ir.a[place.local] ?? -1) : place.local;
  if (ir.op[owner] === Op.Class) return ir.classes[ir.a[owner] ?? -1]?.name;
  if (ir.op[owner] === Op.Import) return ir.imports[ir.a[owner] ?? -1]?.name;
  return undefined;
}

/** `String`, `Schema.Types.ObjectId`, `'Boolean'`: its last name, in the words that classification knows. */
function typeName({ literals }: MongooseReader, value: number): string {
  const text = literals.textAt(value);
  const place = literals.placeOf(value);
  const ir = place?.module.ir;
  const local = place?.local ?? -1;
  const name =
    text ??
    (ir?.op[local] === Op.Load
      ? ir.strings[ir.b[local] ?? -1]
      : ir?.op[local] === Op.Global
        ? ir.strings[ir.a[local] ?? -1]
        : undefined) ??
    'Mixed';
  return name === 'Date' ? 'DateTime' : name;
}

/** Objects given to `schema.add(…)` later in the same function. */
function addedTo({ literals }: MongooseReader, schema: number): number[] {
  const place = literals.placeOf(schema);
  if (place === undefined) return [];
  const { ir, valueBase } = place.module;
  const { start, users } = usesOf(ir);
  const added: number[] = [];
  const next = [place.local];
  for (let step = 0; step < 100 && next.length > 0; step++) {
    const value = next.pop() ?? -1;
    for (let i = start[value] ?? 0; i < (start[value + 1] ?? 0); i++) {
      const user = users[i] ?? -1;
      if (ir.op[user] === Op.Post && ir.a[user] === value) next.push(user);
      if (ir.op[user] !== Op.Call || ir.b[user] !== value) continue;
      const callee = ir.a[user] ?? -1;
      const argument = callArguments(ir, user)[0] ?? -1;
      if (ir.op[callee] === Op.Load && ir.strings[ir.b[callee] ?? -1] === 'add' && argument >= 0)
        added.push(valueBase + argument);
    }
  }
  return added;
}
