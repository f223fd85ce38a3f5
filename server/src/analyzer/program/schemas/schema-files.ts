/**
 * Schema files of a workspace, whatever their language: which files they are, and the record types they declare.
 */
import type { CoverageGap } from '../../base/problem.ts';
import type { DataSchema } from '../schema.ts';
import { compareText } from '../workspace-path.ts';
import { readPrismaSchemas } from './prisma.ts';
import { readSqlTables } from './sql-tables.ts';

/** What schema files say. */
export interface SchemaFiles {
  /** In order of path, one language after the other. */
  readonly schemas: readonly DataSchema[];
  readonly gaps: readonly CoverageGap[];
}

/** Characters read of one file of SQL; a dump is mostly data. */
const maxSqlLength = 2_000_000;

/** Whether the engine must be given this file because it may declare record types. */
export function isSchemaPath(path: string): boolean {
  return path.endsWith('.prisma') || path.endsWith('.sql');
}

/** Reads all files, by path. */
export function readSchemaFiles(texts: ReadonlyMap<string, string>): SchemaFiles {
  const files = [...texts]
    .map(([path, text]) => ({ path, text }))
    .sort((a, b) => compareText(a.path, b.path));
  const prisma = readPrismaSchemas(files.filter(({ path }) => path.endsWith('.prisma')));
  const tables = files
    .filter(({ path }) => path.endsWith('.sql'))
    .map(({ path, text }) => readSqlTables(path, text.slice(0, maxSqlLength)));
  return {
    schemas: [...prisma.map(({ schema }) => schema), ...tables].filter((schema) => schema !== undefined),
    gaps: prisma.flatMap(({ gaps }) => gaps),
  };
}
