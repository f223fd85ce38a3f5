/**
 * Record schemas: which fields a stored record has. One form for all of them, whether they were read from a schema file
 * (Prisma) or from code that makes record types (Mongoose and the like, see classification/schemas). Schemas of messages
 * (GraphQL, OpenAPI, JSON Schema, Protocol Buffers) have the same form, and what operations ask for and answer beside.
 */
import type { AccessRule } from './schemas/security-rules.ts';
import type { PolicyStatement } from './schemas/sql-policies.ts';

/** How the record type is declared. */
export type SchemaLanguage =
  | 'prisma'
  | 'mongoose'
  | 'typeorm'
  | 'mikroorm'
  | 'sequelize'
  | 'objection'
  | 'drizzle'
  /** A table, made by SQL or by a migration. */
  | 'sql'
  /** A declared type that a repository or a collection is of. */
  | 'type'
  /** No record types: who may see the documents of a store that clients read by themselves. */
  | 'security-rules'
  | MessageLanguage;

/** Languages that say what is sent, not what is stored. */
export type MessageLanguage = 'graphql' | 'json-schema' | 'protobuf';

/** Whether a schema says what is sent, not what is stored. */
export function isMessageSchema({ language }: Pick<DataSchema, 'language'>): boolean {
  return language === 'graphql' || language === 'json-schema' || language === 'protobuf';
}

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
  /** A key of another record type, by the name of the type or of the variable that holds it. */
  readonly refersTo?: string;
  /** Read only where a query asks for it (`select: false`). */
  readonly isHidden?: boolean;
  /** A relation that every query reads along. */
  readonly isEager?: boolean;
}

/** One stored record type, or one that is stored inside another; the name of such a one is dotted (`Patient.address`). */
export interface SchemaModel {
  readonly name: string;
  readonly table: string;
  readonly fields: readonly SchemaField[];
  readonly comment: string;
}

/** One field that a selection asks for, or fragments whose fields it asks for. */
export interface GraphqlSelection {
  /** Name of the field; empty for an inline fragment. */
  readonly name: string;
  /** Name in the answer. */
  readonly as: string;
  /** Type condition of an inline fragment; empty if none. */
  readonly on: string;
  /** Name of a fragment that is spread here; empty if none. */
  readonly fragment: string;
  readonly below: readonly GraphqlSelection[];
}

/** An operation or a fragment. */
export interface GraphqlDocument {
  readonly kind: 'query' | 'mutation' | 'subscription' | 'fragment';
  /** Empty for an operation without a name. */
  readonly name: string;
  /** The type that a fragment is on. */
  readonly on: string;
  readonly selections: readonly GraphqlSelection[];
}

/** What an operation of an API answers. */
export interface ApiOperation {
  /** Upper case. */
  readonly method: string;
  /** As declared: `/patients/{id}`. */
  readonly path: string;
  readonly id: string;
  /** Name of the type that it answers; a list of it if `isList`. */
  readonly answer: string;
  readonly isList: boolean;
}

/** One schema file, or the record types of one module. */
export interface DataSchema {
  readonly language: SchemaLanguage;
  readonly path: string;
  readonly models: readonly SchemaModel[];
  /** Operations and fragments of GraphQL. */
  readonly documents?: readonly GraphqlDocument[];
  /** Operations of an API over HTTP. */
  readonly operations?: readonly ApiOperation[];
  /** What SQL says about who may see the rows of its tables, in the order of the text. */
  readonly policies?: readonly PolicyStatement[];
  /** What security rules of Firebase allow, and the offsets of the lines of the file. */
  readonly access?: { readonly rules: readonly AccessRule[]; readonly lineStarts: Int32Array };
}
