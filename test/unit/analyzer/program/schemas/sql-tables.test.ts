/** Tables read from SQL: columns and types, what stands around them, broken and huge texts. */
import assert from 'node:assert/strict';
import { readSqlTables } from '../../../../../server/src/analyzer/program/schemas/sql-tables.ts';

function tablesOf(text: string): Record<string, string[]> {
  const models = readSqlTables('a.sql', text)?.models ?? [];
  return Object.fromEntries(
    models.map(({ name, fields }) => [name, fields.map((field) => `${field.name} ${field.type}`)]),
  );
}

describe('readSqlTables', () => {
  it('reads columns, their types and their quotes, and no constraints', () => {
    assert.deepEqual(
      tablesOf(`create table if not exists care."Patients" (
        id bigserial primary key, -- number, not name
        "first name" varchar(20) default 'a, b) c' not null,
        \`born\` date, price numeric(10, 2) check (price > 0),
        smoker boolean,
        primary key (id), constraint c foreign key (id) references other (id)
      );`),
      {
        Patients: ['id Number', 'first name String', 'born DateTime', 'price Number', 'smoker Boolean'],
      },
    );
  });

  it('adds columns that are added later, each once', () => {
    assert.deepEqual(
      tablesOf(
        'CREATE TABLE a (x int); ALTER TABLE a ADD COLUMN y numeric(2, 1), ADD IF NOT EXISTS x int; ALTER TABLE b ADD z int',
      ),
      { a: ['x Number', 'y Number'], b: ['z Number'] },
    );
  });

  it('makes nothing of texts, comments and data', () => {
    assert.deepEqual(
      tablesOf(
        "-- create table a (x int)\n/* create table b (x int) */ INSERT INTO c VALUES ('create table d (x int)');",
      ),
      {},
    );
  });

  it('keeps what it understood of a broken text', () => {
    assert.deepEqual(tablesOf('CREATE TABLE a (x int, , ) CREATE TABLE (y int); CREATE TABLE b (z int, (('), {
      a: ['x Number'],
      b: ['z Number'],
    });
    assert.deepEqual(tablesOf("CREATE TABLE a (x int, y 'unended"), { a: ['x Number'] });
  });

  it('is linear in a long text', () => {
    const text = `CREATE TABLE a (x int);\n${"INSERT INTO a VALUES ('((((''--/*', 1);\n".repeat(40_000)}`;
    assert.deepEqual(tablesOf(text), { a: ['x Number'] });
    assert.deepEqual(tablesOf('create table '.repeat(20_000)), {});
    assert.deepEqual(tablesOf(`create table a (${'('.repeat(100_000)}`), {});
  });
});
