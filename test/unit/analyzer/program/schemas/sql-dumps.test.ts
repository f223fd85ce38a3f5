/** Dumps of databases: tables behind millions of rows, and more statements than are read. */
import assert from 'node:assert/strict';
import { readSchemaFiles } from '../../../../../server/src/analyzer/program/schemas/schema-files.ts';

describe('a long file of SQL', () => {
  const rows = `INSERT INTO visits VALUES ${'(1, "a note about a table"),'.repeat(400_000)} (2, "end");\n`;

  it('is read for its tables, those behind 10 MB of rows too', () => {
    const dump = `CREATE TABLE visits (id int, note text);\n${rows}CREATE TABLE patients (id int, ssn varchar(11));\n`;
    assert.ok(dump.length > 10_000_000);
    const { schemas, gaps } = readSchemaFiles(new Map([['db/dump.sql', dump]]));
    const tables = schemas.flatMap(({ models }) => models.map(({ name, fields }) => [name, fields.length]));
    assert.deepEqual(tables, [
      ['visits', 2],
      ['patients', 2],
    ]);
    assert.deepEqual(gaps, []);
  });

  it('says so if it has more tables than are read', () => {
    const table = (n: number): string => `CREATE TABLE t${n} (id int, ${'x'.repeat(900)} text);\n`;
    const dump = Array.from({ length: 4_000 }, (_, n) => table(n)).join('');
    const { schemas, gaps } = readSchemaFiles(new Map([['db/wide.sql', dump]]));
    assert.ok((schemas[0]?.models.length ?? 0) > 100);
    assert.deepEqual(
      gaps.map(({ path }) => path),
      ['db/wide.sql'],
    );
  });
});
