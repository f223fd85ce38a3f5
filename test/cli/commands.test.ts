/** The commands beside `scan`, with a small engine, and `--help` of the built program. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTemporaryWorkspace, type TemporaryWorkspace } from '../support/cli-runner.ts';
import { repositoryRoot } from '../support/repository.ts';

describe('sekretess', () => {
  let workspace: TemporaryWorkspace;
  beforeEach(() => {
    workspace = createTemporaryWorkspace({ 'mine.yaml': '- id: my-rule\n', 'bad.yaml': 'broken' });
  });
  afterEach(() => workspace.remove());

  it('rules lists what a scan would run', async () => {
    const { exitCode, stdout } = await workspace.run(['rules']);
    assert.equal(exitCode, 0);
    assert.match(stdout, /^demo-hint {2}medium {4}taint {4}privacy {4}Demo hint\n/);
    assert.match(stdout, /\n3 rules\. Run: sekretess explain-rule ID\n$/);
    const json = JSON.parse((await workspace.run(['rules', '-f', 'json', '-c', 'mine.yaml'])).stdout);
    assert.deepEqual(
      json.map(({ id }: { id: string }) => id),
      ['my-rule'],
    );
  });

  it('explain-rule says what, why and what to do, and what the kinds mean', async () => {
    const { exitCode, stdout } = await workspace.run(['explain-rule', 'demo-leak']);
    assert.equal(exitCode, 0);
    for (const text of [
      'demo-leak: Demo leak',
      'What it reports\n  Patient data reaches a place where it must not be.',
      'Why it matters\n  Whoever reads it learns who the patient is.',
      'What to do\n  Leave it out.',
      'Relevant to\n  - GDPR Art. 32',
      'To\n  - log: Text written to a log.',
    ])
      assert.ok(stdout.includes(text), text);
  });

  it('validate checks rule files', async () => {
    const right = await workspace.run(['validate', 'mine.yaml']);
    assert.deepEqual([right.exitCode, right.stdout], [0, '1 rule can run, 0 errors.\n']);
    const wrong = await workspace.run(['validate', 'mine.yaml', 'bad.yaml']);
    assert.deepEqual([wrong.exitCode, wrong.stdout], [2, '1 rule can run, 1 error.\n']);
    assert.match(wrong.stderr, /^error: bad\.yaml:2:3: /);
  });

  it('lsp starts the server and leaves the process to it', async () => {
    const { exitCode, stdout } = await workspace.run(['lsp', '--stdio']);
    assert.deepEqual([exitCode, stdout], [undefined, 'server started']);
  });

  it('--version and --help answer on the standard output', async () => {
    const version = await workspace.run(['--version']);
    assert.deepEqual([version.exitCode, version.stdout], [0, '1.2.3\n']);
    const help = await workspace.run(['scan', '--help']);
    assert.equal(help.exitCode, 0);
    assert.match(help.stdout, /--require-coverage <percent>/);
    assert.match(help.stdout, /Exit codes:\n {2}0 {2}Nothing at the gate\./);
  });

  it('answers --help and --version of the built program without loading the analyzer', function () {
    const program = path.join(repositoryRoot, 'dist', 'server', 'cli.js');
    if (!existsSync(program)) this.skip();
    // Nothing lies beside it: whatever these needed of the analyzer would be missed.
    const folder = mkdtempSync(path.join(tmpdir(), 'sekretess-'));
    try {
      const alone = path.join(folder, 'cli.js');
      copyFileSync(program, alone);
      for (const flag of ['--help', '--version']) {
        const { status, stdout, stderr } = spawnSync(process.execPath, [alone, flag], { encoding: 'utf8' });
        assert.deepEqual([status, stderr], [0, '']);
        assert.notEqual(stdout, '');
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
