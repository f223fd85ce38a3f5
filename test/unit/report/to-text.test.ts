import assert from 'node:assert/strict';
import { createTextStyle } from '../../../server/src/report/text-style.ts';
import { toText } from '../../../server/src/report/to-text.ts';
import { rangeAt, sampleReport } from '../../support/sample-report.ts';

const plain = createTextStyle(false, '');
const expected = `CRITICAL  patient-record-by-request-id  app/[id]/route & co.ts:1:20
  The record is handed out to any caller.

  > 1 │ export const GET = handler;
      │                    ^^^^^^^

  Endpoint  GET /patients/:id (express)  app/[id]/route & co.ts:1:20
  Ties to the caller that were found
    - the caller is logged in
  Ties to the caller that are missing
    - the clinic of the record
  Endpoints beside it that have one
    - GET /patients/:id/card
  Path (1 step)
    1. app/[id]/route & co.ts:1:20  export const GET = handler;  — sink: the record is answered
  Confidence  high
  Fingerprint  fedcba9876543210fedcba9876543210

LOW  tls-verification-off  src/lib/logger.ts:1:1
  Certificates are not checked.

  > 1 │ import pino from 'pino';
      │ ^^^^^^
    2 │
    3 │ export function detail(note: Note) {

  Confidence  high
  Fingerprint  00000000000000000000000000000001

HIGH  phi-to-log  src/lib/logger.ts:4:15
  A journal note is written to a log.

    2 │
    3 │ export function detail(note: Note) {
  > 4 │   logger.info(note.text);
      │               ^^^^^^^^^
    5 │ }

  Data
    journal note (clinical.note, special; high confidence): field text of type Note
  Path (4 steps)
    1. src/services/journal.ts:2:15  const note = await notes.get(id);  — source: a journal note is read
    2. src/services/journal.ts:3:9   return note;  — it is returned
    3. src/lib/logger.ts:3:24        export function detail(note: Note) {  — it is passed as note
    4. src/lib/logger.ts:4:15        logger.info(note.text);  — sink
  Confidence  medium (format is a library without a model; the name alone says what it holds)
  Fingerprint  0123456789abcdef0123456789abcdef

3 findings (1 critical, 1 high, 1 low). 3 rules ran. Not shown: 1 suppressed, 2 below --min-confidence.
  1  critical  patient-record-by-request-id
  1  high      phi-to-log
  1  low       tls-verification-off

Coverage
  Files       1,203 (45,678 lines), 1,200 of 1,202 fully analyzed (99.8 %), 1 with problems, 1 not analyzed as code
  Functions   5,000, 1 over budget
  Calls       9,000: 7,000 resolved, 1,800 to libraries, 200 unresolved
  No model    left-pad (12 calls)
  Left out    installed packages (2 folders)
  Gaps
    src/locked.ts  The file could not be read: permission denied.
    src/broken.ts:1:5  Expression expected.
    1 call not resolved

2 findings at or above --fail-on high.
Only 99.8 % of the files were fully analyzed; --require-coverage asks for 99.9 %.
`;

describe('toText', () => {
  it('shows code, data, the whole path one line a step, the summary and the coverage', () => {
    assert.equal(toText(sampleReport, plain, false), expected);
  });

  it('shows findings alone when quiet', () => {
    const text = toText(sampleReport, plain, true);
    assert.equal(`${text}\n`, expected.slice(0, expected.indexOf('3 findings')));
    assert.equal(toText({ ...sampleReport, findings: [] }, plain, true), '');
  });

  it('says that there is nothing, and what was looked at all the same', () => {
    const text = toText({ ...sampleReport, findings: [], suppressed: [] }, plain, false);
    assert.match(text, /^No findings\. 3 rules ran\./);
    assert.match(text, /Coverage\n {2}Files/);
  });

  it('puts the way to the scanned folder in front of every path', () => {
    const text = toText(sampleReport, createTextStyle(false, 'apps/api/'), false);
    assert.match(text, /HIGH {2}phi-to-log {2}apps\/api\/src\/lib\/logger\.ts:4:15/);
    assert.match(text, /1\. apps\/api\/src\/services\/journal\.ts:2:15/);
    assert.match(text, /apps\/api\/src\/broken\.ts:1:5/);
  });

  it('colors only when told to', () => {
    const escapeCode = '\u001B[';
    assert.ok(!toText(sampleReport, plain, false).includes(escapeCode));
    assert.ok(toText(sampleReport, createTextStyle(true, ''), false).includes(escapeCode));
  });

  it('lets no text of the scanned code reach the terminal as a command', () => {
    const [finding] = sampleReport.findings;
    assert.ok(finding);
    const text = toText(
      {
        ...sampleReport,
        findings: [
          {
            ...finding,
            message: 'a\u001B[2Jb',
            location: rangeAt('evil\u0007.ts', 0, 0, 1),
            evidence: { kind: 'match' },
          },
        ],
        textOf: () => 'x\u001B]0;owned\u0007\u202Ey',
      },
      plain,
      true,
    );
    assert.match(text, /a·\[2Jb/);
    assert.match(text, /evil·\.ts/);
    assert.match(text, /x·\]0;owned··y/);
  });

  it('clips lines without end around the finding', () => {
    const [finding] = sampleReport.findings;
    assert.ok(finding);
    const location = { ...rangeAt('m.js', 0, 5000, 4), start: 5000 };
    const text = toText(
      {
        ...sampleReport,
        findings: [{ ...finding, location, evidence: { kind: 'match' } }],
        textOf: () => `${'a'.repeat(5000)}leak${'b'.repeat(5000)}`,
      },
      plain,
      true,
    );
    const [, code = '', marks = ''] = /> 1 │ (.*)\n *│ (.*)/.exec(text) ?? [];
    assert.ok(code.length < 200);
    assert.equal(code.slice(marks.indexOf('^'), marks.indexOf('^') + 4), 'leak');
  });

  it('marks the first lines of a finding of many lines, and none of a file that was not read', () => {
    const [finding] = sampleReport.findings;
    assert.ok(finding);
    const location = { ...rangeAt('m.js', 0, 2, 1), endLine: 9, endColumn: 1 };
    const report = {
      ...sampleReport,
      findings: [{ ...finding, location, evidence: { kind: 'match' as const } }],
    };
    const text = toText({ ...report, textOf: () => 'a(b\n  c\n'.repeat(5) }, plain, true);
    assert.equal(text.match(/^ {2}>/gm)?.length, 4);
    assert.doesNotMatch(toText({ ...report, textOf: () => undefined }, plain, true), /│/);
  });

  it('leaves out ties that the message tells', () => {
    const [finding] = sampleReport.findings;
    assert.ok(finding);
    const message = 'Anybody gets the record. Missing: the clinic of the record.';
    const text = toText({ ...sampleReport, findings: [{ ...finding, message }] }, plain, false);
    assert.match(
      text,
      /Ties to the caller that were found\n {4}- the caller is logged in\n {2}Endpoints beside/,
    );
    assert.equal(text.split('the clinic of the record').length, 2);
  });
});
