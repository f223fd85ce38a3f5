import assert from 'node:assert/strict';
import { toUri } from '../../../server/src/report/sarif-location.ts';
import { toSarif } from '../../../server/src/report/to-sarif.ts';
import { sampleReport } from '../../support/sample-report.ts';
import { parseValidSarif } from '../../support/sarif-schema.ts';

describe('toSarif', () => {
  const [run] = parseValidSarif(toSarif(sampleReport)).runs;
  const results = run?.results ?? [];
  const rules = run?.tool.driver.rules ?? [];

  it('is valid against the schema, also with nothing in it and for a folder of a repository', () => {
    parseValidSarif(toSarif({ ...sampleReport, findings: [], rules: [], problems: [] }));
    const [inside] = parseValidSarif(toSarif({ ...sampleReport, pathInRepository: 'apps/my app' })).runs;
    assert.deepEqual(inside?.originalUriBaseIds?.['%SRCROOT%']?.uri, 'apps/my%20app/');
    assert.equal(inside?.originalUriBaseIds?.['%SRCROOT%']?.uriBaseId, 'REPOROOT');
  });

  it('says how columns are counted and where paths begin, without a path of this machine', () => {
    assert.equal(run?.columnKind, 'utf16CodeUnits');
    assert.deepEqual(run?.originalUriBaseIds, {
      '%SRCROOT%': { description: { text: 'The scanned folder.' } },
    });
    assert.doesNotMatch(toSarif(sampleReport), /file:\/\//);
  });

  it('describes each rule the way code scanning sorts and shows it', () => {
    assert.deepEqual(
      rules.map(({ id }) => id),
      ['patient-record-by-request-id', 'phi-to-log', 'tls-verification-off'],
    );
    const [guard, log, tls] = rules;
    assert.deepEqual(guard?.properties, {
      tags: ['security', 'external/cwe/cwe-639', 'external/cwe/cwe-862', 'guard', 'A01:2021'],
      precision: 'medium',
      'problem.severity': 'error',
      'security-severity': '9.5',
      severity: 'critical',
    });
    assert.equal(guard?.shortDescription?.text, 'Record handed to the wrong person');
    assert.equal(log?.properties?.['security-severity'], '8.0');
    assert.equal(log?.properties?.precision, 'high');
    assert.match(log?.help?.markdown ?? '', /## Why it matters\n\nLogs are read\.\n\n## What to do/);
    assert.equal(tls?.fullDescription?.text.length, 1024);
    assert.equal(tls?.defaultConfiguration?.level, 'note');
  });

  it('gives every result its rule, level, place, fingerprint and properties', () => {
    const flow = results[2];
    assert.equal(flow?.ruleId, 'phi-to-log');
    assert.equal(flow?.ruleIndex, 1);
    assert.equal(flow?.level, 'error');
    assert.deepEqual(flow?.locations?.[0]?.physicalLocation, {
      artifactLocation: { uri: 'src/lib/logger.ts', uriBaseId: '%SRCROOT%' },
      region: { startLine: 4, startColumn: 15, endLine: 4, endColumn: 24 },
    });
    assert.deepEqual(flow?.partialFingerprints, { 'sekretess/v1': '0123456789abcdef0123456789abcdef' });
    assert.equal(flow?.properties?.confidence, 'medium');
    assert.deepEqual(flow?.properties?.dataTypes, ['clinical.note']);
    assert.equal(results[0]?.properties?.endpoint, 'GET /patients/:id');
    assert.equal(flow?.fixes?.[0]?.artifactChanges[0]?.replacements[0]?.insertedContent?.text, 'note.id');
  });

  it('writes a flow as one code flow with one thread flow, nested by call depth', () => {
    assert.equal(results[2]?.codeFlows?.length, 1);
    const steps = results[2]?.codeFlows?.[0]?.threadFlows[0]?.locations ?? [];
    assert.deepEqual(
      steps.map(({ nestingLevel, importance, location }) => [
        nestingLevel,
        importance,
        location?.message?.text,
      ]),
      [
        [1, 'essential', 'a journal note is read'],
        [1, 'important', 'it is returned'],
        [0, 'important', 'it is passed as note'],
        [0, 'essential', 'sink'],
      ],
    );
    assert.equal(results[1]?.codeFlows, undefined);
    assert.deepEqual(
      results[2]?.relatedLocations?.map(({ id, message }) => [id, message?.text]),
      [[1, 'a journal note is read']],
    );
    assert.equal(results[0]?.relatedLocations?.[0]?.message?.text, 'endpoint GET /patients/:id');
  });

  it('leaves suppressed results out, because code scanning would open them', () => {
    assert.equal(results.length, 3);
    assert.doesNotMatch(toSarif(sampleReport), /suppress/);
  });

  it('turns coverage gaps and problems into notifications', () => {
    const invocation = run?.invocations?.[0];
    assert.equal(invocation?.executionSuccessful, false);
    assert.equal(invocation?.exitCode, 2);
    assert.deepEqual(
      invocation?.toolExecutionNotifications?.map(({ descriptor, locations }) => [
        descriptor?.id,
        locations?.[0]?.physicalLocation?.region?.startColumn,
      ]),
      [
        ['syntax-error', 5],
        ['file-unreadable', undefined],
        ['unresolved-call', 1],
      ],
    );
    assert.match(
      invocation?.toolConfigurationNotifications?.[0]?.message.text ?? '',
      /^my rules\/a\.yaml:3:5: There is no kind/,
    );
    assert.equal(run?.properties?.coverage.percent, 99.8);
  });

  it('counts gaps of one kind beyond two hundred', () => {
    const gap = { kind: 'unresolved-call' as const, path: 'a.ts', message: 'No callee is known.' };
    const gaps = Array.from({ length: 250 }, () => gap);
    const [many] = parseValidSarif(
      toSarif({ ...sampleReport, coverage: { ...sampleReport.coverage, gaps } }),
    ).runs;
    const notifications = many?.invocations?.[0]?.toolExecutionNotifications ?? [];
    assert.equal(notifications.length, 201);
    assert.equal(notifications.at(-1)?.message.text, '50 more gaps of kind unresolved-call.');
  });

  it('shortens a flow of more steps than code scanning keeps', () => {
    const flow = sampleReport.findings[2];
    assert.ok(flow?.evidence.kind === 'flow');
    const [step] = flow.evidence.steps;
    assert.ok(step);
    const steps = Array.from({ length: 5000 }, () => step);
    const [long] = parseValidSarif(
      toSarif({ ...sampleReport, findings: [{ ...flow, evidence: { kind: 'flow', steps } }] }),
    ).runs;
    assert.equal(long?.results?.[0]?.codeFlows?.[0]?.threadFlows[0]?.locations.length, 1000);
  });

  it('gives the same bytes for the same report', () => {
    assert.equal(
      toSarif(sampleReport),
      toSarif(structuredClone({ ...sampleReport, textOf: undefined }) as never),
    );
  });
});

describe('toUri', () => {
  it('encodes what a URI cannot hold and leaves the rest readable', () => {
    assert.equal(toUri('app/[id]/(group)/@modal/a b#?%.ts'), 'app/%5Bid%5D/(group)/@modal/a%20b%23%3F%25.ts');
    assert.equal(toUri('c:/x.ts'), 'c%3A/x.ts');
    assert.equal(toUri('å\uD800.ts'), '%C3%A5%EF%BF%BD.ts');
  });
});
