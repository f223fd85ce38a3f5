/** The whole program with the real engine and the shipped rules: what users hand in by mistake loses no finding. */
import assert from 'node:assert/strict';
import { createEngine } from '../../server/src/analyzer/engine/create-engine.ts';
import { createTemporaryWorkspace, type TemporaryWorkspace } from '../support/cli-runner.ts';
import { loadKnowledge } from '../support/knowledge.ts';
import { parseValidSarif } from '../support/sarif-schema.ts';

const leak =
  'export function show(patient: { personnummer: string }) {\n  console.log(patient.personnummer);\n}\n';
const evalRule = (id: string, pattern = 'pattern: eval($X)') =>
  `rules:\n  - id: ${id}\n    languages: [typescript]\n    severity: ERROR\n    message: No eval.\n    ${pattern}\n`;

interface JsonReport {
  readonly findings: readonly {
    readonly ruleId: string;
    readonly location: { readonly path: string; readonly line: number };
  }[];
  readonly coverage: {
    readonly percent: number;
    readonly gaps: readonly { readonly kind: string; readonly path: string; readonly line?: number }[];
  };
}

describe('sekretess scan with the real engine', function () {
  this.timeout(30_000);
  const { files: knowledge } = loadKnowledge();
  let workspace: TemporaryWorkspace;
  beforeEach(() => {
    workspace = createTemporaryWorkspace({ 'package.json': '{}', 'src/a.ts': leak });
  });
  afterEach(() => workspace.remove());

  const run = (...args: readonly string[]) => workspace.run(['scan', ...args], { createEngine, knowledge });
  async function scan(...args: readonly string[]) {
    const { exitCode, stdout, stderr } = await run('-f', 'json', ...args);
    const report: JsonReport = JSON.parse(stdout);
    const findings = report.findings.map(
      ({ ruleId, location }) => `${location.path}:${location.line} ${ruleId}`,
    );
    const gaps = report.coverage.gaps.map(
      ({ kind, path, line }) => `${path}${line === undefined ? '' : `:${line}`} ${kind}`,
    );
    return { exitCode, stderr, findings, gaps, percent: report.coverage.percent };
  }

  it('finds a personnummer in a log, in every format', async () => {
    const { exitCode, stdout } = await run();
    assert.equal(exitCode, 1);
    assert.match(stdout, /phi-to-log {2}src\/a\.ts:2:3\n/);
    const sarif = await run('-f', 'sarif');
    const [result] = parseValidSarif(sarif.stdout).runs[0]?.results ?? [];
    assert.equal(result?.ruleId, 'phi-to-log');
    assert.ok((result?.codeFlows?.[0]?.threadFlows[0]?.locations.length ?? 0) > 0);
    assert.deepEqual((await scan()).findings, ['src/a.ts:2 phi-to-log']);
  });

  it('has no problem with a shipped rule, model or data type', async () => {
    const { exitCode, stderr } = await workspace.run(['validate', 'default'], { createEngine, knowledge });
    assert.deepEqual([exitCode, stderr.split('\n').filter((line) => line.startsWith('error'))], [0, []]);
  });

  it('survives broken and half-typed source', async () => {
    workspace.write('src/half.ts', 'export function f( {\n  const x = ;\n  if (a. ');
    workspace.write('src/leaky.ts', `${leak}\nconst y = \n`);
    const { exitCode, findings, gaps, percent } = await scan();
    assert.equal(exitCode, 1);
    assert.deepEqual(findings, ['src/a.ts:2 phi-to-log', 'src/leaky.ts:2 phi-to-log']);
    assert.ok(gaps.some((gap) => /^src\/half\.ts:\d+ syntax-error$/.test(gap)));
    assert.equal(percent, 33.3);
  });

  it('survives a minified file of 5 MB, bytes that are not UTF-8, CRLF and a byte order mark', async () => {
    workspace.write('src/vendor.js', 'a=1;'.repeat(1_300_000));
    workspace.write('src/small.js', `!function(){${'var a=1;'.repeat(2000)}}();`);
    workspace.write('src/latin1.ts', Buffer.from(`// å\n${leak}`, 'latin1'));
    workspace.write('src/windows.ts', `\uFEFF${leak.replaceAll('\n', '\r\n')}`);
    const { findings, gaps } = await scan();
    assert.deepEqual(findings, [
      'src/a.ts:2 phi-to-log',
      'src/latin1.ts:3 phi-to-log',
      'src/windows.ts:2 phi-to-log',
    ]);
    assert.deepEqual(gaps, [
      'src/latin1.ts file-not-utf8',
      'src/small.js file-minified',
      'src/vendor.js file-too-large',
    ]);
  });

  it('survives a broken tsconfig.json and a broken package.json', async () => {
    workspace.write('tsconfig.json', '{"compilerOptions": {');
    workspace.write('package.json', '{"name": ');
    const { exitCode, findings, gaps, percent } = await scan();
    assert.equal(exitCode, 1);
    assert.deepEqual(findings, ['src/a.ts:2 phi-to-log']);
    assert.deepEqual(gaps, ['package.json configuration', 'tsconfig.json configuration']);
    assert.equal(percent, 100);
  });

  it('runs the rules that are right beside one that is not YAML, has an unknown key, a bad pattern or a used id', async () => {
    workspace.write('src/e.ts', 'eval(x);\n');
    workspace.write('rules/a.yaml', evalRule('my-eval'));
    const cases: readonly (readonly [string, RegExp])[] = [
      ['rules: [\n', /^error: rules\/b\.yaml:\d+:\d+: This is not valid YAML: .* Correct the syntax here\./],
      [
        evalRule('other', 'patern: eval($X)'),
        /^error: rules\/b\.yaml:6:5: "patern" is no key of a rule.* Did you mean "pattern"\?/,
      ],
      [
        evalRule('other', 'pattern: "eval(((("'),
        /^error: rules\/b\.yaml:6:\d+: The pattern cannot be parsed: .*\[other\]/,
      ],
      [
        evalRule('my-eval'),
        /^error: rules\/b\.yaml:2:5: Rule "my-eval" exists already \(rules\/a\.yaml:2\).* Rename or remove/,
      ],
    ];
    for (const [text, message] of cases) {
      workspace.write('rules/b.yaml', text);
      const { exitCode, findings, stderr } = await scan('-c', 'rules');
      assert.equal(exitCode, 2);
      assert.deepEqual(findings, ['src/e.ts:1 my-eval']);
      assert.match(stderr, message);
    }
  });

  it('runs the shipped rules beside others for "default"', async () => {
    workspace.write('src/e.ts', 'eval(x);\n');
    workspace.write('mine.yaml', evalRule('my-eval'));
    const { findings } = await scan('-c', 'mine.yaml', '-c', 'default');
    assert.deepEqual(findings, ['src/a.ts:2 phi-to-log', 'src/e.ts:1 my-eval']);
  });

  it('switches rules off and gives them another severity', async () => {
    workspace.write('sekretess.yml', 'rules:\n  phi-to-log: low\n');
    const lower = await scan();
    assert.deepEqual([lower.exitCode, lower.findings], [0, ['src/a.ts:2 phi-to-log']]);
    workspace.write('sekretess.yml', 'rules:\n  phi-to-log: off\n');
    const off = await scan();
    assert.deepEqual([off.exitCode, off.findings, off.stderr.includes('There is no rule')], [0, [], false]);
  });

  it('honors a suppression until its day', async () => {
    const suppressed = (until: string) =>
      leak.replace('  console', `  // sekretess-ignore phi-to-log: test until ${until}\n  console`);
    workspace.write('src/a.ts', suppressed('2026-12-31'));
    assert.deepEqual((await scan()).findings, []);
    workspace.write('src/a.ts', suppressed('2026-01-30'));
    assert.deepEqual((await scan()).findings, ['src/a.ts:3 phi-to-log']);
  });

  it('resolves imports of a scanned subfolder through the tsconfig above it', async () => {
    workspace.write('tsconfig.json', '{"compilerOptions": {"paths": {"@/*": ["./src/*"]}}}');
    workspace.write('src/api/log.ts', 'export function log(text: string) {\n  console.log(text);\n}\n');
    workspace.write(
      'src/api/show.ts',
      "import { log } from '@/api/log';\nexport function show(patient: { personnummer: string }) {\n  log(patient.personnummer);\n}\n",
    );
    assert.deepEqual((await scan('src/api')).findings, ['log.ts:2 phi-to-log']);
  });

  it('gives the same bytes every time', async () => {
    for (const format of ['text', 'json', 'sarif'])
      assert.equal((await run('-f', format)).stdout, (await run('-f', format)).stdout);
  });
});
