/**
 * Record types of Sequelize: the attributes of `define` and `init`, each a data type or options with one.
 *
 * `{ firstName: DataTypes.STRING, ssn: { type: DataTypes.STRING, field: 'social_security_number' } }`. Associations are
 * made elsewhere; a query names the models that it includes.
 */
import { Op } from '../../ir/opcode.ts';
import type { SchemaField, SchemaModel } from '../../program/schema.ts';
import type { LiteralReader } from '../read-literal.ts';
import { calleeNameOf } from '../value-names.ts';
import { maxSchemaFields, schemaField, schemaModel } from './schema-draft.ts';

/** The record type that attributes describe; undefined if they are no literal. */
export function readSequelizeModel(
  literals: LiteralReader,
  name: string,
  attributes: number,
): SchemaModel | undefined {
  const shape = literals.shapeOf(attributes);
  if (shape === undefined) return undefined;
  const fields = [...shape.fields].slice(0, maxSchemaFields).map(([field, value]): SchemaField => {
    const options = literals.shapeOf(value)?.fields;
    const column = literals.textAt(options?.get('field') ?? -1);
    return schemaField({
      name: field,
      type: typeName(literals, options?.get('type') ?? value),
      ...(column === undefined ? {} : { column }),
    });
  });
  return schemaModel(name, fields);
}

/** `DataTypes.BOOLEAN`, `DataTypes.STRING(64)`, `Sequelize.DATE`. */
function typeName(literals: LiteralReader, value: number): string {
  const place = literals.placeOf(value);
  if (place === undefined) return 'Mixed';
  const { ir } = place.module;
  const local = ir.op[place.local] === Op.Call ? (ir.a[place.local] ?? -1) : place.local;
  switch (calleeNameOf(ir, local)) {
    case 'BOOLEAN':
    case 'VIRTUAL':
      return calleeNameOf(ir, local) === 'BOOLEAN' ? 'Boolean' : 'String';
    case 'DATE':
    case 'DATEONLY':
      return 'DateTime';
    case 'INTEGER':
    case 'BIGINT':
    case 'FLOAT':
    case 'DECIMAL':
    case 'DOUBLE':
      return 'Number';
    default:
      return 'String';
  }
}
