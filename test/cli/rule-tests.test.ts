/** `sekretess test` and `sekretess validate`, as built. */
import assert from 'node:assert/strict';
import { type BuiltWorkspace, createBuiltWorkspace, isBuilt } from '../support/built-program.ts';

const rule = (id: string, body = 'pattern: foo($X)'): string =>
  `  - id: ${id}\n    languages: [typescript, javascript]\n    severity: ERROR\n    message: Found $X.\n    ${body}\n`;

const target = `// ruleid: calls-foo
foo(1);
// ok: calls-foo
bar(1);
// todoruleid: calls-foo
globalThis['foo'](2);
// todook: calls-foo
foo(3);
foo(4); // ruleid: calls-foo
`;

describe('sekretess test', function () {
  this.timeout(60_000);
  before(function () {
    if (!isBuilt()) this.skip();
  });
  let workspace: BuiltWorkspace;
  beforeEach(() => {
    workspace = createBuiltWorkspace({ 'rules/foo.yaml': `rules:\n${rule('calls-foo')}` });
  });
  afterEach(() => workspace.remove());

  it('passes where lines agree, and says which rules have no test', () => {
    workspace.write('rules/foo.yaml', `rules:\n${rule('calls-foo')}${rule('calls-qux', 'pattern: qux($X)')}`);
    workspace.write('rules/foo.ts', target);
    const { exitCode, stdout, stderr } = workspace.run('test', 'rules');
    assert.equal(
      stdout,
      [
        'passed    calls-foo  rules/foo.ts',
        'untested  calls-qux  rules/foo.yaml',
        '2 rules: 1 passed, 0 failed, 1 without a test.',
        '',
      ].join('\n'),
    );
    assert.deepEqual([exitCode, stderr], [0, '']);
  });

  it('shows missing and unexpected lines with their code, and exits with 1', () => {
    workspace.write('rules/foo.ts', '// ruleid: calls-foo\nbar(1);\n// ok: calls-foo\nfoo(2);\nfoo(3);\n');
    const { exitCode, stdout } = workspace.run('test', 'rules');
    assert.equal(
      stdout,
      [
        'FAILED    calls-foo  rules/foo.yaml',
        '  - rules/foo.ts:2: not reported',
        '      bar(1);',
        '  + rules/foo.ts:4: reported, but must not be',
        '      foo(2);',
        '  + rules/foo.ts:5: reported, but not expected',
        '      foo(3);',
        '1 rule: 0 passed, 1 failed.',
        '',
      ].join('\n'),
    );
    assert.equal(exitCode, 1);
  });

  it('says when a known failing has been mended', () => {
    workspace.write('rules/foo.ts', '// todoruleid: calls-foo\nfoo(1);\n// todook: calls-foo\nbar(1);\n');
    const { exitCode, stdout } = workspace.run('test', 'rules');
    assert.match(stdout, /rules\/foo\.ts:2: is reported now; write ruleid instead of todoruleid\n/);
    assert.match(stdout, /rules\/foo\.ts:4: is no longer reported; write ok instead of todook\n/);
    assert.equal(exitCode, 0);
  });

  it('tests every target of a rule, and prints what Semgrep prints', () => {
    workspace.write('rules/foo.ts', target);
    workspace.write('rules/foo.1.js', '/* ruleid: lib.calls-foo */\nfoo(1);\n');
    workspace.write('rules/foo.test.jsx', '// ruleid: calls-foo\n// ok: calls-foo\nbar(<b/>);\n');
    const { exitCode, stdout } = workspace.run('test', '--json', 'rules');
    const { results, ...rest } = JSON.parse(stdout);
    assert.deepEqual(results['rules/foo.yaml'].checks['calls-foo'], {
      passed: false,
      matches: {
        [`${workspace.root}/rules/foo.1.js`]: { expected_lines: [2], reported_lines: [2] },
        [`${workspace.root}/rules/foo.test.jsx`]: { expected_lines: [3], reported_lines: [] },
        [`${workspace.root}/rules/foo.ts`]: { expected_lines: [2, 9], reported_lines: [2, 9] },
      },
      errors: [],
    });
    assert.deepEqual(rest, {
      fixtest_results: {},
      config_missing_tests: [],
      config_missing_fixtests: [],
      config_with_errors: [],
    });
    assert.equal(exitCode, 1);
  });

  it('stacks comments of several rules above one line, and finds comments that are code to a rule', () => {
    workspace.write(
      'rules/foo.yaml',
      `rules:\n${rule('calls-foo')}${rule('has-note', "pattern-regex: 'NOTE.*'")}`,
    );
    workspace.write(
      'rules/foo.ts',
      '// ruleid: calls-foo\n// ok: has-note\nfoo(1);\n// ruleid: has-note\n// NOTE later\nbar();\n',
    );
    const { exitCode, stdout } = workspace.run('test', 'rules');
    assert.match(stdout, /2 rules: 2 passed, 0 failed\./);
    assert.equal(exitCode, 0);
  });

  it('compares fixes with the .fixed file', () => {
    workspace.write('rules/foo.yaml', `rules:\n${rule('calls-foo', 'pattern: foo($X)\n    fix: bar($X)')}`);
    workspace.write('rules/foo.ts', '// ruleid: calls-foo\nfoo(1);\n');
    workspace.write('rules/foo.fixed.ts', '// ruleid: calls-foo\nbar(1);\n');
    const right = workspace.run('test', 'rules');
    assert.match(right.stdout, /passed {4}fix {2}rules\/foo\.ts\n.*1 fix test: 1 passed, 0 failed\.\n$/s);
    assert.equal(right.exitCode, 0);
    workspace.write('rules/foo.fixed.ts', '// ruleid: calls-foo\nbaz(1);\n');
    const wrong = workspace.run('test', 'rules');
    assert.match(
      wrong.stdout,
      /FAILED {4}fix {2}rules\/foo\.ts is not rules\/foo\.fixed\.ts after its fixes/,
    );
    assert.match(wrong.stdout, / 2 - baz\(1\);\n +2 \+ bar\(1\);\n/);
    assert.equal(wrong.exitCode, 1);
  });

  it('applies fix-regex, with groups and a count', () => {
    workspace.write(
      'rules/foo.yaml',
      `rules:\n${rule('calls-foo', `pattern: foo(...)\n    fix-regex:\n      regex: 'a(\\d)'\n      replacement: 'b\\1'\n      count: 1`)}`,
    );
    workspace.write('rules/foo.ts', '// ruleid: calls-foo\nfoo(a1, a2);\n');
    workspace.write('rules/foo.fixed.ts', '// ruleid: calls-foo\nfoo(b1, a2);\n');
    const { exitCode, stdout } = workspace.run('test', 'rules');
    assert.match(stdout, /1 fix test: 1 passed, 0 failed/);
    assert.equal(exitCode, 0);
  });

  it('takes targets from a folder of the same shape, and ignores the paths of rules', () => {
    workspace.write(
      'rules/deep/foo.yaml',
      `rules:\n${rule('deep-foo', 'pattern: foo($X)\n    paths: {include: [nowhere/]}')}`,
    );
    workspace.write('targets/deep/foo.test.ts', '// ruleid: deep-foo\nfoo(1);\n');
    const { exitCode, stdout } = workspace.run('test', '--config', 'rules', 'targets');
    assert.match(stdout, /passed {4}deep-foo {2}targets\/deep\/foo\.test\.ts\n/);
    assert.equal(exitCode, 0);
  });

  it('follows data across targets that import each other', () => {
    workspace.write(
      'rules/foo.yaml',
      'rules:\n  - id: flow\n    mode: taint\n    languages: [typescript]\n    severity: ERROR\n    message: m\n    pattern-sources: [{pattern: source()}]\n    pattern-sinks: [{pattern: sink($X)}]\n',
    );
    workspace.write('rules/foo.ts', "import { get } from './foo.2';\n// ruleid: flow\nsink(get());\n");
    workspace.write('rules/foo.2.ts', 'export const get = () => source();\n');
    assert.equal(workspace.run('test', 'rules').exitCode, 0);
  });

  it('exits with 2 for what the author must mend, and still tests the rest', () => {
    workspace.write('rules/foo.ts', target);
    workspace.write('rules/bad.yaml', `rules:\n${rule('bad', 'pattern: foo((')}${rule('fine')}`);
    workspace.write('rules/bad.ts', '// ruleid: fine\nfoo(1);\n// ruleid: unknown\nfoo(1);\n');
    const { exitCode, stdout, stderr } = workspace.run('test', 'rules');
    assert.match(stdout, /passed {4}calls-foo/);
    assert.match(stdout, /FAILED {4}fine/);
    assert.match(stderr, /error: rules\/bad\.yaml:6:14: The pattern cannot be parsed/);
    assert.match(stderr, /error: rules\/bad\.ts:3:1: There is no rule "unknown" in rules\/bad\.yaml/);
    assert.equal(exitCode, 2);
  });

  it('does not take a target without expectations, or none at all, for a passed test', () => {
    const none = workspace.run('test', 'rules');
    assert.match(none.stderr, /The rule file has no target, so nothing was tested/);
    assert.equal(none.exitCode, 2);
    workspace.write('rules/foo.ts', 'foo(1);\n');
    const silent = workspace.run('test', 'rules/foo.yaml');
    assert.match(
      silent.stderr,
      /error: rules\/foo\.ts:1:1: No comment here says what the rules of rules\/foo\.yaml/,
    );
    assert.equal(silent.exitCode, 2);
    assert.equal(workspace.run('test', 'nowhere').exitCode, 2);
  });
});

describe('sekretess validate', function () {
  this.timeout(60_000);
  before(function () {
    if (!isBuilt()) this.skip();
  });

  it('names every mistake with its place, and counts the rules that are right', () => {
    const workspace = createBuiltWorkspace({
      'a.yaml': `rules:\n${rule('fine')}${rule('focus', 'patterns:\n      - pattern: foo($X)\n      - focus-metavariable: $Y')}${rule('parse', 'pattern: foo((')}`,
      'b.yaml': `rules:\n${rule('key', 'patern: foo($X)')}${rule('fine')}${rule('slow', "pattern-regex: '(a+)+(?=b)\\1$'")}`,
      'c.yaml':
        'rules:\n  - id: label\n    mode: taint\n    languages: [js]\n    severity: LOW\n    message: m\n    pattern-sources: [{pattern: s(), label: A}]\n    pattern-sinks: [{pattern: t($X), requires: B}]\n',
      'd.yaml': `rules:\n${rule('foreign').replace('[typescript, javascript]', '[python]')}`,
      'e.yaml': `a: &a [${'x,'.repeat(99)}x]\n${['b', 'c', 'd', 'e'].map((name, index) => `${name}: &${name} [${`*${'abcd'[index]},`.repeat(30)}x]\n`).join('')}rules: *e\n`,
      'f.yaml': 'rules: [\n',
      'g.yaml': 'hello\n',
    });
    try {
      const { exitCode, stdout, stderr } = workspace.run(
        'validate',
        ...['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => `${name}.yaml`),
      );
      assert.equal(stdout, '1 rule can run, 9 errors.\n');
      assert.equal(exitCode, 2);
      const lines = stderr.trimEnd().split('\n');
      for (const [index, expected] of [
        /^error: a\.yaml:12:7: No pattern of the rule binds \$Y/,
        /^error: a\.yaml:18:14: The pattern cannot be parsed/,
        /^error: b\.yaml:6:5: "patern" is no key of a rule.*Did you mean "pattern"/,
        /^error: b\.yaml:7:5: Rule "fine" exists already \(a\.yaml:2\)/,
        /^error: b\.yaml:16:20: The regular expression of "pattern-regex" cannot be used/,
        /^error: c\.yaml:8:21: "requires" names the label "B"/,
        /^warning: d\.yaml:3:16: The rule is skipped, because it is for python only/,
        /^error: e\.yaml:1:\d+: The file has more than 500000 nodes/,
        /^error: f\.yaml:2:1: This is not valid YAML/,
        /^error: g\.yaml:1:1: This is no rule file/,
      ].entries())
        assert.match(lines[index] ?? '', expected);
    } finally {
      workspace.remove();
    }
  });

  it('refuses names of a registry with an explanation', () => {
    const workspace = createBuiltWorkspace({});
    try {
      for (const name of ['p/javascript', 'r/some.rule', 'auto', 'https://example.com/rules.yaml']) {
        const { exitCode, stderr } = workspace.run('validate', name);
        assert.match(stderr, /names rules on the network\. Sekretess never uses the network/);
        assert.equal(exitCode, 2);
      }
    } finally {
      workspace.remove();
    }
  });
});
