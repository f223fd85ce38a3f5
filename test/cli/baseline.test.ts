/** `sekretess scan --baseline`, as built: only what is new is shown and counts at the gate. */
import assert from 'node:assert/strict';
import { type BuiltWorkspace, createBuiltWorkspace, isBuilt } from '../support/built-program.ts';

const leak = (name: string): string =>
  `export function ${name}(patient: { personnummer: string }) {\n  console.log(patient.personnummer);\n}\n`;

describe('sekretess scan --baseline', function () {
  this.timeout(60_000);
  before(function () {
    if (!isBuilt()) this.skip();
  });
  let workspace: BuiltWorkspace;
  beforeEach(() => {
    workspace = createBuiltWorkspace({ 'package.json': '{}', 'src/a.ts': leak('f') });
  });
  afterEach(() => workspace.remove());

  const found = (baseline: string) => {
    const { exitCode, stdout } = workspace.run('scan', '-f', 'json', '-q', '--baseline', baseline, '.');
    const { findings, summary } = JSON.parse(stdout);
    return {
      exitCode,
      hidden: summary.inBaseline,
      places: findings.map(
        ({ location }: { location: { path: string; line: number } }) => `${location.path}:${location.line}`,
      ),
    };
  };

  for (const format of ['json', 'sarif', 'semgrep-json'])
    it(`knows the findings of an earlier report in ${format}, wherever their lines are now`, () => {
      workspace.run('scan', '-f', format, '-o', 'before.report', '.');
      assert.deepEqual(found('before.report'), { exitCode: 0, hidden: 1, places: [] });
      workspace.write('src/a.ts', `// A line more.\n\n${leak('f')}`);
      workspace.write('src/b.ts', leak('g'));
      assert.deepEqual(found('before.report'), { exitCode: 1, hidden: 1, places: ['src/b.ts:2'] });
    });

  it('shows a second finding of a file that had one', () => {
    workspace.run('scan', '-f', 'json', '-o', 'before.json', '.');
    workspace.write('src/a.ts', leak('f') + leak('g'));
    assert.deepEqual(found('before.json'), { exitCode: 1, hidden: 1, places: ['src/a.ts:5'] });
  });

  it('does not take a finding for new when its suppression goes', () => {
    workspace.write('src/a.ts', leak('f').replace(';\n}', '; // sekretess-ignore phi-to-log: seen\n}'));
    workspace.run('scan', '-f', 'json', '-o', 'before.json', '.');
    workspace.write('src/a.ts', leak('f'));
    assert.deepEqual(found('before.json').places, []);
  });

  it('says how many are in the baseline', () => {
    workspace.run('scan', '-f', 'json', '-o', 'before.json', '.');
    assert.match(workspace.run('scan', '--baseline', 'before.json', '.').stdout, /1 in the baseline/);
  });

  it('refuses what is no report', () => {
    workspace.write('text.json', 'no json');
    workspace.write('other.json', '{"a": []}');
    for (const file of ['none.json', 'text.json', 'other.json']) {
      const { exitCode, stderr, stdout } = workspace.run('scan', '--baseline', file, '.');
      assert.match(stderr, /^error: The baseline ".*So nobody could say what is new/);
      assert.deepEqual([exitCode, stdout], [2, '']);
    }
  });
});
