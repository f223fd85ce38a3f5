/**
 * Record schemas: which fields a stored record has. Read from schema files (Prisma first), never from code bodies.
 */

/** One field of a stored record. */
export interface SchemaField {
  /** Name in code. */
  readonly name: string;
  /** Column name when mapped to another, else the same. */
  readonly column: string;
  /** Type as the schema names it: `String`, `Int`, `Patient`. */
  readonly type: string;
  readonly isList: boolean;
  readonly isOptional: boolean;
  /** Whether `type` is another model of the schema. */
  readonly isRelation: boolean;
  /** Primary key, unique, or part of a composite of these. */
  readonly isKey: boolean;
  /** Relation fields: the local columns that hold the foreign key. */
  readonly foreignKey: readonly string[];
  /** Documentation comment (`///`) of the field. */
  readonly comment: string;
}

/** One stored record type. */
export interface SchemaModel {
  readonly name: string;
  readonly table: string;
  readonly fields: readonly SchemaField[];
  readonly comment: string;
}

/** One schema file. */
export interface DataSchema {
  readonly language: 'prisma';
  readonly path: string;
  readonly models: readonly SchemaModel[];
}
