/** What users hand in by mistake: a message that says what, why and what to do, the right exit code, nothing lost. */
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import type { Host } from '../../server/src/hosts/host.ts';
import { nodeHost } from '../../server/src/hosts/node/node-host.ts';
import { createTemporaryWorkspace, type TemporaryWorkspace } from '../support/cli-runner.ts';

/** The disk, but these files cannot be read: also where the tests run as root, who may read everything. */
function hostWithout(...names: readonly string[]): Host {
  return {
    ...nodeHost,
    readText: async (file, maxBytes) =>
      names.some((name) => file.endsWith(`/${name}`))
        ? { kind: 'unreadable', why: 'permission denied' }
        : nodeHost.readText(file, maxBytes),
  };
}

describe('bad input', () => {
  let workspace: TemporaryWorkspace;
  beforeEach(() => {
    workspace = createTemporaryWorkspace({ 'src/good.ts': 'leak(1);\n' });
  });
  afterEach(() => workspace.remove());
  const at = (file: string): string => path.join(workspace.root, file);

  /** The finding of the good file is there in spite of everything. */
  async function scanAll(args: readonly string[] = [], host?: Host) {
    const run = await workspace.run(['scan', '-f', 'json', ...args], host === undefined ? {} : { host });
    const report = run.stdout === '' ? undefined : JSON.parse(run.stdout);
    return { ...run, report };
  }
  const assertNothingLost = (report: { findings: { location: { path: string } }[] }): void =>
    assert.ok(report.findings.some(({ location }) => location.path.endsWith('good.ts')));

  it('a path that does not exist', async () => {
    const { exitCode, stdout, stderr } = await workspace.run(['scan', 'src', 'scr']);
    assert.deepEqual([exitCode, stdout], [2, '']);
    assert.equal(
      stderr,
      'error: There is no file or folder "scr". So there is nothing to scan. Check the spelling; relative paths start at the current folder.\n',
    );
  });

  it('a file that cannot be read', async () => {
    workspace.write('src/locked.ts', 'leak(2)');
    const { exitCode, report } = await scanAll([], hostWithout('locked.ts'));
    assert.equal(exitCode, 1);
    assertNothingLost(report);
    assert.deepEqual(report.coverage.gaps, [
      {
        kind: 'file-unreadable',
        path: 'src/locked.ts',
        message: 'The file could not be read: permission denied. Nothing in it was analyzed.',
      },
    ]);
    assert.equal(report.coverage.percent, 50);
    const alone = await workspace.run(['scan', 'src/locked.ts'], { host: hostWithout('locked.ts') });
    assert.equal(alone.exitCode, 2);
    assert.match(alone.stderr, /could be read\. locked\.ts: .*permission denied.* Check the permissions\./);
  });

  it('a folder that cannot be opened', async function () {
    if (process.getuid?.() === 0 || process.platform === 'win32') this.skip();
    mkdirSync(at('locked'));
    chmodSync(at('locked'), 0);
    const { exitCode, report } = await scanAll();
    chmodSync(at('locked'), 0o700);
    assert.equal(exitCode, 1);
    assertNothingLost(report);
    assert.match(report.coverage.gaps[0].message, /could not be opened: permission denied/);
  });

  it('an empty folder', async () => {
    mkdirSync(at('empty'));
    const { exitCode, stdout, stderr } = await workspace.run(['scan', 'empty']);
    assert.deepEqual([exitCode, stdout], [2, '']);
    assert.match(
      stderr,
      /There is no file of a supported kind in "empty"\. Sekretess reads \.ts, .* so nothing was scanned\. Name the folder/,
    );
  });

  it('a folder with no supported file, and one where everything is left out', async () => {
    workspace.write('docs/readme.md', '# Read me');
    assert.equal((await workspace.run(['scan', 'docs'])).exitCode, 2);
    workspace.write('web/app.min.js', 'leak(1)');
    const { exitCode, stderr } = await workspace.run(['scan', 'web']);
    assert.equal(exitCode, 2);
    assert.match(
      stderr,
      /is left out: app\.min\.js \(minified\)\. So nothing was scanned\. Name files one by one/,
    );
  });

  it('a file of another kind among others', async () => {
    workspace.write('readme.md', '');
    const { exitCode, stderr, report } = await scanAll(['src/good.ts', 'readme.md']);
    assert.equal(exitCode, 1);
    assertNothingLost(report);
    assert.match(
      stderr,
      /^warning: readme\.md:1:1: This file is of no kind that Sekretess reads, so it was not scanned\./,
    );
  });

  it('broken and half-typed source', async () => {
    workspace.write('src/half.ts', 'leak(2)\nconst x = ???');
    const { exitCode, report } = await scanAll();
    assert.equal(exitCode, 1);
    assertNothingLost(report);
    assert.equal(report.findings.length, 2);
    assert.equal(report.coverage.filesWithProblems, 1);
    assert.deepEqual(
      report.coverage.gaps.map((gap: { kind: string; line: number; column: number }) => [
        gap.kind,
        gap.line,
        gap.column,
      ]),
      [['syntax-error', 2, 11]],
    );
  });

  it('a minified file of 5 MB', async () => {
    workspace.write('src/big.js', 'a=1;'.repeat(1_300_000));
    const { exitCode, report } = await scanAll();
    assert.equal(exitCode, 1);
    assertNothingLost(report);
    assert.equal(report.coverage.filesSkipped, 1);
  });

  it('a file too large to be read at all', async () => {
    workspace.write('src/huge.ts', ' '.repeat(6_000_001));
    const { report } = await scanAll();
    assertNothingLost(report);
    assert.equal(report.coverage.gaps[0].kind, 'file-too-large');
    assert.match(report.coverage.gaps[0].message, /6000001 bytes; files over 6000000 are not read/);
  });

  it('bytes that are not UTF-8', async () => {
    workspace.write('src/latin1.ts', Buffer.from('leak("å")', 'latin1'));
    const { exitCode, report } = await scanAll();
    assert.equal(exitCode, 1);
    assert.equal(report.findings.length, 2);
    assert.equal(report.coverage.gaps[0].kind, 'file-not-utf8');
    assert.match(report.coverage.gaps[0].message, /not UTF-8.*Save it as UTF-8\.$/);
  });

  it('CRLF and a byte order mark', async () => {
    workspace.write('src/windows.ts', '\uFEFF// one\r\n  leak(2);\r\n');
    const text = await workspace.run(['scan', 'src/windows.ts']);
    assert.match(text.stdout, /> 2 │ {3}leak\(2\);\n {6}│ {3}\^\^\^\^\^\n/);
    const { report } = await scanAll();
    const finding = report.findings.find(({ location }: { location: { path: string } }) =>
      location.path.endsWith('windows.ts'),
    );
    assert.deepEqual([finding.location.line, finding.location.column, finding.location.offset], [2, 3, 10]);
  });

  it('links in a circle', async () => {
    symlinkSync('..', at('src/up'));
    symlinkSync('self', at('src/self'));
    const { exitCode, report } = await scanAll();
    assert.equal(exitCode, 1);
    assert.equal(report.findings.length, 1);
    const named = await workspace.run(['scan', 'src/self']);
    assert.equal(named.exitCode, 2);
    assert.match(
      named.stderr,
      /"src\/self" cannot be opened\. .* links lead in a circle\. Check its permissions and links\./,
    );
  });

  it('a broken configuration file', async () => {
    workspace.write('sekretess.yml', 'rules:\n  demo-leak: loud\nrulez: {}\n');
    const { exitCode, stderr, report } = await scanAll();
    assert.equal(exitCode, 2);
    assertNothingLost(report);
    assert.match(stderr, /error: sekretess\.yml:2:14: "loud" says nothing about rule "demo-leak"/);
    assert.match(stderr, /error: sekretess\.yml:3:1: There is no setting "rulez"/);
  });

  it('a rule file with an error', async () => {
    workspace.write('rules/bad.yaml', 'broken');
    workspace.write('rules/good.yaml', 'rules:\n  - id: demo-leak\n');
    const { exitCode, stderr, report } = await scanAll(['-c', 'rules']);
    assert.equal(exitCode, 2);
    assertNothingLost(report);
    assert.match(
      stderr,
      /^error: rules\/bad\.yaml:2:3: This rule is broken\. It was left out\. Repair it\. \[demo-broken\]\n/,
    );
    assert.equal(report.problems.length, 1);
  });

  it('a rule file that is not there, and rules on the network', async () => {
    const missing = await workspace.run(['scan', '-c', 'nope.yaml']);
    assert.equal(missing.exitCode, 2);
    assert.match(
      missing.stderr,
      /There is no rule file or folder "nope\.yaml"\. .* write "default" for the shipped rules\./,
    );
    assert.match((await workspace.run(['scan', '-c', 'p/javascript'])).stderr, /never uses the network/);
    const inFolder = await workspace.run(['scan', '-c', 'r/nope.yaml']);
    assert.match(inFolder.stderr, /There is no rule file or folder "r\/nope\.yaml"\./);
  });

  it('rule files without a rule', async () => {
    workspace.write('empty.yaml', 'rules: []\n');
    const { exitCode, stderr } = await scanAll(['-c', 'empty.yaml']);
    assert.equal(exitCode, 2);
    assert.match(stderr, /empty\.yaml:1:1: No rule ran, so nothing was looked for\./);
  });

  it('options that make no sense', async () => {
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [
        ['scan', '--formt', 'json'],
        /unknown option '--formt'\n\(Did you mean --format\?\)\nRun: sekretess scan --help/,
      ],
      [
        ['scan', '--severity', 'loud'],
        /argument 'loud' is invalid\. Allowed choices are critical, high, medium, low\./,
      ],
      [['scan', '--require-coverage', '101'], /argument '101' is invalid\. Write a number from 0 to 100\./],
      [['scan', '--require-coverage', 'most'], /Write a number from 0 to 100/],
      [['scan', '--output'], /argument missing/],
      [['scna'], /unknown command 'scna'\n\(Did you mean scan\?\)/],
      [['explain-rule'], /missing required argument 'id'/],
      [
        ['explain-rule', 'demo-leek'],
        /There is no rule "demo-leek"\. Near it are demo-hint, demo-leak, demo-note\./,
      ],
      [['lsp'], /no transport\. .* Add --stdio/],
      [[], /^Usage: sekretess/],
    ];
    for (const [args, message] of cases) {
      const { exitCode, stdout, stderr } = await workspace.run(args);
      assert.deepEqual([exitCode, stdout], [2, ''], args.join(' '));
      assert.match(stderr, message);
    }
  });
});
