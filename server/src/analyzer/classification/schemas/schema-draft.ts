/**
 * Making record types while reading code: fields with everything they usually are not, names that tell nested ones apart.
 */
import type { SchemaField, SchemaModel } from '../../program/schema.ts';

/** Records inside one another that are read. */
export const maxSchemaDepth = 6;
/** Fields read of one record type. */
export const maxSchemaFields = 500;

/** A field of a record type; what is not said is a plain, required field that is no relation. */
export function schemaField(
  said: Partial<SchemaField> & { readonly name: string; readonly type: string },
): SchemaField {
  return {
    column: said.name,
    isList: false,
    isOptional: false,
    isRelation: false,
    isKey: false,
    foreignKey: [],
    comment: '',
    ...said,
  };
}

/** A record type. */
export function schemaModel(name: string, fields: readonly SchemaField[], table = name): SchemaModel {
  return { name, table, fields, comment: '' };
}
