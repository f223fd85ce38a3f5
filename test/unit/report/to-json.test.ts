import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { toJson } from '../../../server/src/report/to-json.ts';
import { repositoryRoot } from '../../support/repository.ts';
import { sampleReport } from '../../support/sample-report.ts';

const schemaFile = path.join(repositoryRoot, 'rules', 'schema', 'findings.schema.json');
const isValid = new Ajv({ allErrors: true }).compile(JSON.parse(readFileSync(schemaFile, 'utf8')));

describe('toJson', () => {
  it('is valid against its schema, with and without statistics', () => {
    assert.equal(isValid(JSON.parse(toJson(sampleReport))), true, JSON.stringify(isValid.errors));
    assert.equal(isValid(JSON.parse(toJson(sampleReport, { totalMilliseconds: 1 }))), true);
  });

  it('counts lines and columns from 1 and offsets from 0', () => {
    const { findings } = JSON.parse(toJson(sampleReport));
    assert.deepEqual(findings[2].location, {
      path: 'src/lib/logger.ts',
      line: 4,
      column: 15,
      endLine: 4,
      endColumn: 24,
      offset: 77,
      length: 9,
    });
    assert.deepEqual(findings[2].evidence.steps[3].kind, 'sink');
  });

  it('keeps suppressed findings apart, with their reason', () => {
    const { suppressed, summary } = JSON.parse(toJson(sampleReport));
    assert.equal(suppressed[0].suppression.reason, 'test server');
    assert.equal(summary.suppressed, 1);
    assert.equal(summary.findings, 3);
  });
});
