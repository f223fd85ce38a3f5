/** `sekretess scan` with a small engine: options, formats, exit codes, streams. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createTemporaryWorkspace, type TemporaryWorkspace } from '../support/cli-runner.ts';
import { parseValidSarif } from '../support/sarif-schema.ts';

describe('sekretess scan', () => {
  let workspace: TemporaryWorkspace;
  beforeEach(() => {
    workspace = createTemporaryWorkspace({
      'package.json': '{}',
      'src/a.ts': 'leak(1);\n',
      'src/b.ts': 'hint(1);\nnote(1);\n',
    });
  });
  afterEach(() => workspace.remove());

  it('scans the current folder, prints text and exits with 1 at high', async () => {
    const { exitCode, stdout, stderr } = await workspace.run(['scan']);
    assert.equal(exitCode, 1);
    assert.match(stdout, /^HIGH {2}demo-leak {2}src\/a\.ts:1:1\n/);
    assert.match(
      stdout,
      /2 findings \(1 high, 1 low\)\. 3 rules ran\. Not shown: 1 below --min-confidence\./,
    );
    assert.match(stdout, /Coverage\n {2}Files {7}2 \(5 lines\), 2 of 2 fully analyzed \(100 %\)/);
    assert.equal(stderr, '');
  });

  it('gates by --fail-on among what is shown', async () => {
    const exitCodes = async (...args: readonly string[]) => (await workspace.run(['scan', ...args])).exitCode;
    assert.equal(await exitCodes('--fail-on', 'none'), 0);
    assert.equal(await exitCodes('--fail-on', 'critical'), 0);
    assert.equal(await exitCodes('--fail-on', 'low', 'src/b.ts'), 1);
    assert.equal(await exitCodes('--fail-on', 'medium', 'src/b.ts'), 0);
    assert.equal(await exitCodes('--fail-on', 'medium', '--min-confidence', 'low', 'src/b.ts'), 1);
    assert.equal(await exitCodes('--fail-on', 'low', '--severity', 'critical'), 0);
  });

  it('asks for coverage, but findings win over it', async () => {
    workspace.write('src/c.ts', '???');
    const missed = await workspace.run(['scan', '--require-coverage', '90', '--fail-on', 'none']);
    assert.equal(missed.exitCode, 4);
    assert.match(
      missed.stdout,
      /Only 66\.6 % of the files were fully analyzed; --require-coverage asks for 90 %\./,
    );
    assert.equal(
      (await workspace.run(['scan', '--require-coverage', '66', '--fail-on', 'none'])).exitCode,
      0,
    );
    assert.equal((await workspace.run(['scan', '--require-coverage', '90'])).exitCode, 1);
  });

  it('puts nothing but the report on the standard output', async () => {
    const json = await workspace.run(['scan', '-f', 'json']);
    assert.equal(JSON.parse(json.stdout).summary.exitCode, 1);
    assert.equal(json.stderr, '2 findings (1 high, 1 low) in 2 files, 100 % fully analyzed.\n');
    const sarif = await workspace.run(['scan', '-f', 'sarif', '-q']);
    assert.equal(parseValidSarif(sarif.stdout).runs[0]?.results?.length, 2);
    assert.equal(sarif.stderr, '');
  });

  it('writes a file whole, and says so', async () => {
    const { stdout, stderr, exitCode } = await workspace.run(['scan', '-f', 'sarif', '-o', 'out.sarif']);
    assert.deepEqual([stdout, exitCode], ['', 1]);
    assert.match(stderr, /Written to out\.sarif\.\n$/);
    parseValidSarif(readFileSync(path.join(workspace.root, 'out.sarif'), 'utf8'));
    assert.deepEqual(readdirSync(workspace.root).sort(), ['out.sarif', 'package.json', 'src']);
  });

  it('refuses a file that it could not write before it scans', async () => {
    const { stdout, stderr, exitCode } = await workspace.run(['scan', '-o', 'nope/out.txt']);
    assert.deepEqual([stdout, exitCode], ['', 2]);
    assert.match(
      stderr,
      /^error: The report cannot be written to "nope\/out\.txt": the folder .* does not exist\. So nothing was scanned\. Name a file/,
    );
  });

  it('gives the same bytes every time', async () => {
    for (const format of ['text', 'json', 'sarif']) {
      const [first, second] = [
        await workspace.run(['scan', '-f', format]),
        await workspace.run(['scan', '-f', format]),
      ];
      assert.equal(first.stdout, second.stdout);
    }
  });

  it('is quiet when told to', async () => {
    const { stdout, stderr } = await workspace.run(['scan', '-q']);
    assert.doesNotMatch(stdout, /Coverage|findings/);
    assert.equal(stderr, '');
  });

  it('prints figures to the standard error only when asked', async () => {
    const { stdout, stderr } = await workspace.run(['scan', '-f', 'json', '--stats']);
    assert.match(stderr, /Statistics\n {2}time +[\d,]+ ms\n/);
    assert.equal(JSON.parse(stdout).statistics.peakMemoryMebibytes, 1);
    assert.equal(JSON.parse((await workspace.run(['scan', '-f', 'json'])).stdout).statistics, undefined);
  });

  it('colors a terminal, unless told not to', async () => {
    const isColored = async (args: readonly string[], variables = {}, isTerminal = true) =>
      (await workspace.run(['scan', ...args], { isTerminal, variables })).stdout.includes('\u001B[');
    assert.equal(await isColored([]), true);
    assert.equal(await isColored(['--no-color']), false);
    assert.equal(await isColored([], { NO_COLOR: '1' }), false);
    assert.equal(await isColored([], { TERM: 'dumb' }), false);
    assert.equal(await isColored([], {}, false), false);
    assert.equal(await isColored([], { FORCE_COLOR: '1' }, false), true);
    assert.equal(await isColored(['-f', 'sarif']), false);
  });

  it('shows paths from where the user is, and relative to the scanned folder for machines', async () => {
    const text = await workspace.run(['scan', '../src'], { currentFolder: 'src' });
    assert.match(text.stdout, /demo-leak {2}a\.ts:1:1/);
    const outer = await workspace.run(['scan', 'src']);
    assert.match(outer.stdout, /demo-leak {2}src\/a\.ts:1:1/);
    const { findings } = JSON.parse((await workspace.run(['scan', 'src', '-f', 'json'])).stdout);
    assert.equal(findings[0].location.path, 'a.ts');
  });

  it('scans a folder outside of the current one, and several places', async () => {
    const other = createTemporaryWorkspace({ 'x.ts': 'leak(1)' });
    const { exitCode, stdout } = await workspace.run(['scan', other.root, '-q']);
    assert.equal(exitCode, 1);
    assert.match(stdout, /demo-leak {2}\.\.\/.*x\.ts:1:1/);
    other.remove();
    const { findings } = JSON.parse(
      (await workspace.run(['scan', 'src/b.ts', 'src/a.ts', '-f', 'json'])).stdout,
    );
    assert.deepEqual(
      findings.map(({ location }: { location: { path: string } }) => location.path),
      ['a.ts', 'b.ts'],
    );
  });

  it('runs only the rules of --config, and the shipped ones beside them for default', async () => {
    workspace.write('mine.yaml', 'rules:\n  - id: demo-note\n');
    const rulesOf = async (...args: readonly string[]) =>
      JSON.parse((await workspace.run(['scan', '-f', 'json', ...args])).stdout).findings.map(
        ({ ruleId }: { ruleId: string }) => ruleId,
      );
    assert.deepEqual(await rulesOf('-c', 'mine.yaml'), ['demo-note']);
    assert.deepEqual(await rulesOf('-c', 'default'), ['demo-leak', 'demo-note']);
  });

  it('says where it stopped when it is to blame, and exits with 3', async () => {
    workspace.write('src/a.ts', 'crash()');
    const { exitCode, stderr } = await workspace.run(['scan']);
    assert.equal(exitCode, 3);
    assert.match(
      stderr,
      /^error: Sekretess stopped because of an error of its own.*\nError: the fake engine was told to crash\n {4}at /,
    );
  });

  it('blames itself for a broken shipped rule, and still shows findings', async () => {
    const knowledge = [
      { path: 'packs/demo/demo-leak.yaml', text: '- id: demo-leak\n' },
      { path: 'packs/demo/x.yaml', text: 'broken' },
    ];
    const { exitCode, stdout } = await workspace.run(['scan'], { knowledge });
    assert.equal(exitCode, 3);
    assert.match(stdout, /HIGH {2}demo-leak/);
  });
});
