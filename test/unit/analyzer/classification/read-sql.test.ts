/** What query texts take out. */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { readSql } from '../../../../server/src/analyzer/classification/read-sql.ts';

/** `patients p: first_name, p.*`: tables with their aliases, then columns with the names of rows. */
function shown(text: string): string {
  const result = readSql(text);
  if (result === undefined) return 'none';
  const tables = result.tables.map(({ name, alias }) => (name === alias ? name : `${name} ${alias}`));
  const columns = result.columns.map(({ name, column, table }) => {
    const source = `${table === undefined ? '' : `${table.name}.`}${name === '*' ? '*' : column}`;
    return source === name ? name : `${source}>${name}`;
  });
  return `${tables.join(', ')}: ${columns.join(', ')}`;
}

describe('readSql', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['SELECT first_name, last_name FROM patients WHERE id = $1', 'patients: first_name, last_name'],
    ['select * from patients', 'patients: *'],
    [
      'SELECT lr.*, p.first_name as patient_first_name FROM lab_results lr JOIN users p ON lr.patient_id = p.id',
      'lab_results lr, users p: lab_results.*>*, users.first_name>patient_first_name',
    ],
    ['SELECT "Name", `ssn` FROM "public"."Patient" AS x', 'Patient x: Name, ssn'],
    ['SELECT COUNT(*) AS total, lower(email) mail FROM users', 'users: >total, >mail'],
    ['SELECT DISTINCT p.ssn FROM app.patients p ORDER BY p.ssn', 'patients p: patients.ssn>ssn'],
    ['UPDATE patients SET name = ? WHERE id = ? RETURNING id, name', 'patients: id, name'],
    ['INSERT INTO notes (text) VALUES (?) RETURNING *', 'notes: *'],
    ['WITH a AS (SELECT x FROM t) SELECT ssn FROM a', 't, a: ssn'],
    ["SELECT 'from' AS x, ssn /* , y */ -- , z\n FROM patients", 'patients: ssn'],
    ['SELECT (SELECT max(v) FROM lab) AS top, name FROM patients', 'lab, patients: >top, name'],
    ['DELETE FROM patients WHERE id = ?', 'none'],
    ['SELECT', ': '],
    ['SELECT 1', ': '],
    ['', 'none'],
  ];
  for (const [text, expected] of cases) it(text, () => assert.equal(shown(text), expected));

  it('stays linear on hostile texts', () => {
    for (const text of ["'", '/*', '"', '(', ',', '--', '.'])
      assert.doesNotThrow(() => readSql(`select ${text.repeat(200_000)}`));
  });
});
