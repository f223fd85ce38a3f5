/** `sekretess debug-flow`, as built: for each way in which something is not reported, the sentence that says so. */
import assert from 'node:assert/strict';
import { type BuiltWorkspace, createBuiltWorkspace, isBuilt } from '../support/built-program.ts';

const code = `import { send } from '@example/unknown';
function mask(text: string) { return text.slice(-4); }
export function show(patient: { personnummer: string; id: number }, other: string) {
  console.log(other);
  console.log(patient.id);
  console.log({ ...patient, personnummer: undefined });
  send(patient.personnummer);
  console.log('constant');
  console.log(patient.personnummer); // nosemgrep: phi-to-log
  console.log(load());
  console.log(mask(patient.personnummer));
  console.log(redactAll(patient.personnummer));
  const nothing = 1;
  console.error(patient.personnummer);
  inner(patient.personnummer);
}
function load() { return fetchIt(); }
function inner(text: string) { return text; }
`;

describe('sekretess debug-flow', function () {
  this.timeout(60_000);
  let workspace: BuiltWorkspace;
  before(function () {
    if (!isBuilt()) this.skip();
    workspace = createBuiltWorkspace({
      'package.json': '{}',
      'src/a.ts': code,
      'src/a.test.ts': code,
      'src/broken.ts': 'function ((( {\n',
      'dist/out.ts': code,
      'sekretess.yml': [
        'rules: {verbose-error-with-phi: off}',
        'sanitizers: [redactAll]',
        'suppressions: [{rule: phi-to-log, path: src/b.ts, reason: accepted}]',
        '',
      ].join('\n'),
      'other/sekretess.yml': 'rules: {phi-to-log: off}\n',
      'other/src/c.ts':
        'export const f = (patient: { personnummer: string }) => {\n  console.log(patient.personnummer);\n};\n',
      'src/b.ts':
        'export const f = (patient: { personnummer: string }) => {\n  console.log(patient.personnummer);\n};\n',
    });
  });
  after(() => workspace?.remove());

  const ask = (place: string, ...args: readonly string[]): string => {
    const { stdout, stderr, exitCode } = workspace.run('debug-flow', place, '--rule', 'phi-to-log', ...args);
    assert.deepEqual([stderr, exitCode], ['', 0]);
    return stdout;
  };

  const answers: readonly (readonly [string, string, RegExp])[] = [
    [
      'no source',
      'src/a.ts:4',
      /^src\/a\.ts:4:3 {2}phi-to-log has a sink here \(kind log\), and reports nothing\.\n {2}Nothing that the rule takes for a source leads here\. What comes here begins at:\n {4}src\/a\.ts:3:69 {2}parameter "other" of "show": no known call hands over such data\.\n$/,
    ],
    [
      'another field',
      'src/a.ts:5',
      /personnummer .* could come here, but does not:\n {4}src\/a\.ts:5:15 {2}only the field "id" is read here/,
    ],
    [
      'an overwritten field',
      'src/a.ts:6',
      /could come here, but does not:\n {4}src\/a\.ts:6:\d+ {2}the field "personnummer" that held it is overwritten or removed here\.\n/,
    ],
    [
      'a call without a model',
      'src/a.ts:7',
      /No sink of a rule is here: "send" belongs to the package "@example\/unknown", which has no model, .* sekretess model init @example\/unknown\n/,
    ],
    ['a constant', 'src/a.ts:8', /begins at:\n {4}constants of the code, which carry no data\.\n$/],
    ['a comment', 'src/a.ts:9', /^src\/a\.ts:9:\d+ {2}phi-to-log is suppressed by nosemgrep\.\n/],
    [
      'an unknown call',
      'src/a.ts:10',
      /src\/a\.ts:17:26 {2}"fetchIt" is a global of which nothing is known\.\n$/,
    ],
    [
      'low confidence',
      'src/a.ts:11',
      /phi-to-log is reported here, high, with low confidence \(goes through "mask".*--min-confidence low\.\n$/s,
    ],
    [
      'a sanitizer of sekretess.yml',
      'src/a.ts:12',
      /src\/a\.ts:12:\d+ {2}a sanitizer .* clears it here \("redactAll"\)\.\n/,
    ],
    ['nothing at all', 'src/a.ts:13', /^Nothing is called at this place, and no rule has a sink here\.\n$/],
    [
      'what is reported',
      'src/a.ts:14',
      /^src\/a\.ts:14:3 {2}phi-to-log is reported here, high, with high confidence\.\n/,
    ],
    ['a call of the code', 'src/a.ts:15', /"inner" is "inner" of the code \(src\/a\.ts:18\)\.\n/],
    [
      'a suppression of sekretess.yml',
      'src/b.ts:2',
      /^src\/b\.ts:2:3 {2}phi-to-log is suppressed in sekretess\.yml: accepted\.\n/,
    ],
    ['test code', 'src/a.test.ts:14', /^This is test code: only rules about fixtures look at it\./],
    [
      'a file that is left out',
      'dist/out.ts:14',
      /^This file was not scanned\. It is left out \(build-output\)\.\n$/,
    ],
    ['a broken file', 'src/broken.ts:1', /^Gap in this file \(syntax-error\): /],
  ];
  it('asks the project of the file, not that of the folder around both', () => {
    assert.match(ask('other/src/c.ts:2'), /Rule "phi-to-log" does not run/);
    assert.match(ask('other/src/c.ts:2', '.'), /is reported here|reports/);
  });

  for (const [what, place, expected] of answers)
    it(`names ${what}`, () => assert.match(ask(place), expected));

  it('says when a rule does not run', () => {
    assert.match(
      workspace.run('debug-flow', 'src/a.ts:14', '--rule', 'verbose-error-with-phi').stdout,
      /^Rule "verbose-error-with-phi" does not run: .* off in sekretess\.yml/,
    );
  });

  it('tells rules with one answer together, and takes a column', () => {
    const all = workspace.run('debug-flow', 'src/a.ts:4').stdout;
    assert.match(all, /phi-to-log, .* have a sink here/);
    assert.match(ask('src/a.ts:15:9'), /"inner" of the code/);
    assert.match(ask('src/a.ts:15:1'), /^Nothing is called at this place/);
  });

  it('prints JSON', () => {
    const { place, notes } = JSON.parse(ask('src/a.ts:5', '--json'));
    assert.deepEqual(place, { path: 'src/a.ts', line: 5 });
    assert.deepEqual(notes.map(({ kind }: { kind: string }) => kind).slice(0, 3), ['sink', 'source', 'cut']);
  });

  it('refuses what is no place', () => {
    for (const place of ['src/a.ts', 'src/none.ts:3', 'src/a.ts:x']) {
      const { exitCode, stderr } = workspace.run('debug-flow', place);
      assert.equal(exitCode, 2);
      assert.match(stderr, /^error: /);
    }
  });
});
