/**
 * Schema files of a workspace, whatever their language: which files they are, and the record types they declare.
 */
import { buildLineStarts } from '../../base/line-index.ts';
import type { CoverageGap } from '../../base/problem.ts';
import type { DataSchema } from '../schema.ts';
import { compareText } from '../workspace-path.ts';
import { readGraphql } from './graphql.ts';
import { readJsonSchema } from './json-schema.ts';
import { readPrismaSchemas } from './prisma.ts';
import { readProtobuf } from './protobuf.ts';
import { isSecurityRulesPath, readSecurityRules } from './security-rules.ts';
import { tableStatements } from './sql-dumps.ts';
import { maySayPolicies, readSqlPolicies } from './sql-policies.ts';
import { readSqlTables } from './sql-tables.ts';

/** What schema files say. */
export interface SchemaFiles {
  /** In order of path, one language after the other. */
  readonly schemas: readonly DataSchema[];
  readonly gaps: readonly CoverageGap[];
}

interface SchemaFile {
  readonly schema: DataSchema | undefined;
  readonly gaps: readonly CoverageGap[];
}

/** Files that are remembered before the memory is emptied. */
const maxRemembered = 5_000;

const messageNames =
  /\.(?:graphqls?|gql|proto)$|(?:^|[/.-])(?:openapi|swagger)(?:[.-][\w-]+)*\.(?:json|ya?ml)$|\.schema\.json$/i;

/** Whether the engine must be given this file because it may declare record types. */
export function isSchemaPath(path: string): boolean {
  return (
    path.endsWith('.prisma') || path.endsWith('.sql') || isSecurityRulesPath(path) || messageNames.test(path)
  );
}

/** Reads all files, by path. */
export function readSchemaFiles(texts: ReadonlyMap<string, string>): SchemaFiles {
  const files = [...texts]
    .map(([path, text]) => ({ path, text }))
    .sort((a, b) => compareText(a.path, b.path));
  const prisma = readPrismaSchemas(files.filter(({ path }) => path.endsWith('.prisma')));
  const others = files
    .filter(({ path }) => !path.endsWith('.prisma'))
    .map(({ path, text }) => readOnce(path, text));
  const all = [...prisma, ...others];
  return {
    schemas: all.map(({ schema }) => schema).filter((schema) => schema !== undefined),
    gaps: all.flatMap(({ gaps }) => gaps),
  };
}

const remembered = new Map<string, { readonly text: string; readonly file: SchemaFile }>();

/** What a file says, as long as its text is the same: large ones would be read again after every edit elsewhere. */
function readOnce(path: string, text: string): SchemaFile {
  const known = remembered.get(path);
  if (known?.text === text) return known.file;
  const file = readFile(path, text);
  if (remembered.size >= maxRemembered) remembered.clear();
  remembered.set(path, { text, file });
  return file;
}

/** A file may say who may see rows of tables that others make. */
function withPolicies(path: string, schema: DataSchema | undefined, text: string): DataSchema | undefined {
  const policies = maySayPolicies(text) ? readSqlPolicies(text) : [];
  return policies.length === 0 ? schema : { language: 'sql', path, models: [], ...schema, policies };
}

function readFile(path: string, text: string): SchemaFile {
  if (path.endsWith('.sql')) {
    const statements = tableStatements(text);
    const message = 'The file has more statements about tables than are read; the rest of them is left out.';
    return {
      schema: withPolicies(path, readSqlTables(path, statements.text), statements.text),
      gaps: statements.isCut ? [{ kind: 'file-too-large', path, message }] : [],
    };
  }
  if (path.endsWith('.proto')) {
    const { models, gaps } = readProtobuf(path, text);
    return { schema: models.length === 0 ? undefined : { language: 'protobuf', path, models }, gaps };
  }
  if (/\.(?:graphqls?|gql)$/i.test(path)) {
    const { models, documents, gaps } = readGraphql(path, text);
    const isEmpty = models.length + documents.length === 0;
    return { schema: isEmpty ? undefined : { language: 'graphql', path, models, documents }, gaps };
  }
  if (isSecurityRulesPath(path)) {
    const rules = readSecurityRules(path, text);
    const access = { rules, lineStarts: buildLineStarts(text) };
    return {
      schema: rules.length === 0 ? undefined : { language: 'security-rules', path, models: [], access },
      gaps: [],
    };
  }
  const { models, operations, gaps } = readJsonSchema(path, text);
  return {
    schema: models.length === 0 ? undefined : { language: 'json-schema', path, models, operations },
    gaps,
  };
}
