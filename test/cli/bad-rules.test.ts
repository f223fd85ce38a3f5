/** Rules that cannot run: what is said, with which exit code, and that the rules beside them run all the same. */
import assert from 'node:assert/strict';
import { type BuiltWorkspace, createBuiltWorkspace, isBuilt } from '../support/built-program.ts';

const good = 'rules:\n  - {id: good, languages: [ts], severity: LOW, message: m, pattern: foo(...)}\n';

/** A rule file whose only rule has these lines after its first five. */
const rule = (body: string, language = 'ts'): string =>
  `rules:\n  - id: bad\n    languages: [${language}]\n    severity: LOW\n    message: m\n    ${body}\n`;

/** Nine lists, each holding the one before nine times. */
const bomb = `a: &a [${Array(9).fill('x').join()}]\n${[...'bcdefgh'].map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[index]}`).join()}]\n`).join('')}rules: *h\n`;

const refused: readonly (readonly [what: string, file: string, message: string])[] = [
  [
    'a file that is not YAML',
    'rules: [\n  a: {',
    'error: bad.yaml:2:7: This is not valid YAML: Flow map in block collection must be sufficiently indented and end with a }. Correct the syntax here.\n',
  ],
  [
    'a file with something else in it',
    'just text',
    'error: bad.yaml:1:1: This is no rule file: there is no key "rules" at the top. Write `rules:` and one `- id: …` item a rule.\n',
  ],
  [
    'a key that does not exist',
    rule('patern: foo($X)'),
    'error: bad.yaml:6:5: "patern" is no key of a rule, so the rule would not do what it says. Did you mean "pattern"? [bad]\n',
  ],
  [
    'an id that exists already',
    good,
    'error: bad.yaml:2:5: Rule "good" exists already (good.yaml:2), so this one is left out. Rename or remove one of them.\n',
  ],
  [
    'a pattern that cannot be parsed',
    rule('pattern: "foo(("'),
    'error: bad.yaml:6:14: The pattern cannot be parsed: Expression expected. Write it as TypeScript with Semgrep\'s "..." and metavariables such as $X. [bad]\n',
  ],
  [
    'a metavariable that is used and never bound',
    rule('patterns:\n      - pattern: foo($X)\n      - metavariable-regex: {metavariable: $Y, regex: a}'),
    'error: bad.yaml:8:29: No pattern of the rule binds $Y, so it could never report anything. Use $Y in a pattern, or remove it here. [bad]\n',
  ],
  [
    'a label that no source gives',
    rule(
      'mode: taint\n    pattern-sources:\n      - {pattern: s(), label: A}\n    pattern-sinks:\n      - {pattern: t($X), requires: A and B}',
    ),
    'error: bad.yaml:10:9: "requires" names the label "B", which no source gives. The labels are A. Correct the name, or add `label: B` to a source. [bad]\n',
  ],
  [
    'a catastrophic regular expression',
    rule("pattern-regex: '(a+)+(?=b)'"),
    'error: bad.yaml:6:20: The regular expression of "pattern-regex" cannot be used: it may take exponential time (a repetition inside a repetition) and uses look-around or back references, which no linear-time engine has. Rewrite it. [bad]\n',
  ],
  [
    'aliases of YAML that grow without end',
    bomb,
    'error: bad.yaml:1:18: The file has more than 500000 nodes once its aliases are expanded. Remove nested aliases (*name).\n',
  ],
  [
    'a mode that we do not have',
    rule('mode: join'),
    'error: bad.yaml:6:5: mode "join" is not supported yet, so this rule is left out. Rewrite it without mode "join", or run it with another tool. [bad]\n',
  ],
  [
    'a pattern in another language',
    rule('pattern-where-python: "True"'),
    'error: bad.yaml:6:5: "pattern-where-python" (it would execute code of the rule) is not supported yet, so this rule is left out. Rewrite it without "pattern-where-python", or run it with another tool. [bad]\n',
  ],
  [
    'a pattern of a Docker file that holds nothing',
    rule('pattern: "..."', 'dockerfile'),
    'error: bad.yaml:6:14: The pattern cannot be parsed: it holds nothing but "...". Write it as instructions of a Dockerfile, or a piece of a shell, with Semgrep\'s "..." and metavariables such as $X. [bad]\n',
  ],
  [
    'a pattern of HTML without an element',
    rule('pattern: just words', 'html'),
    'error: bad.yaml:6:14: The pattern cannot be parsed: it holds no element. Write it as HTML with Semgrep\'s "..." and metavariables such as $X. [bad]\n',
  ],
];

const skipped: readonly (readonly [what: string, file: string, message: string])[] = [
  [
    'a rule for a language that we do not have',
    rule('pattern: foo(...)', 'python'),
    'warning: bad.yaml:3:16: The rule is skipped, because it is for python only. Patterns are matched in javascript, typescript, json, yaml, html, dockerfile and generic, regular expressions alone in other languages too. [bad]\n',
  ],
];

describe('rules that cannot run', function () {
  this.timeout(120_000);
  let workspace: BuiltWorkspace;

  before(function () {
    if (!isBuilt()) this.skip();
  });
  beforeEach(() => {
    workspace = createBuiltWorkspace({ 'good.yaml': good, 'src/a.ts': 'foo(1);\n' });
  });
  afterEach(() => workspace.remove());

  const scan = (rules: string) => {
    const { stdout, stderr, exitCode } = workspace.run(
      ...['scan', 'src', '-c', 'good.yaml', '-c', rules, '-q', '-f', 'json', '--fail-on', 'none'],
    );
    const { findings, summary } = JSON.parse(stdout) as {
      readonly findings: readonly { readonly ruleId: string }[];
      readonly summary: { readonly rulesRun: number };
    };
    return { stderr, exitCode, rulesRun: summary.rulesRun, ruleIds: findings.map(({ ruleId }) => ruleId) };
  };

  for (const [what, file, message] of refused)
    it(`${what}: an error with its place, and exit code 2`, () => {
      workspace.write('bad.yaml', file);
      assert.deepEqual(scan('bad.yaml'), { stderr: message, exitCode: 2, rulesRun: 1, ruleIds: ['good'] });
    });

  for (const [what, file, message] of skipped)
    it(`${what}: a warning with its place`, () => {
      workspace.write('bad.yaml', file);
      assert.deepEqual(scan('bad.yaml'), { stderr: message, exitCode: 0, rulesRun: 1, ruleIds: ['good'] });
    });

  it('a folder of 10,000 rules, one of them broken: all others run', () => {
    for (let at = 0; at < 10_000; at++) {
      const pattern = at === 77 ? 'foo((' : `call${at}($X)`;
      workspace.write(
        `many/${at % 20}/r${at}.yaml`,
        `rules:\n  - {id: many-${at}, languages: [ts], severity: LOW, message: m, pattern: "${pattern}"}\n`,
      );
    }
    workspace.write('src/b.ts', 'call9999(1);\ncall0(1);\n');
    const { stderr, exitCode, ruleIds } = scan('many');
    assert.match(stderr, /^error: many\/17\/r77\.yaml:2:\d+: The pattern cannot be parsed: .*\[many-77\]\n$/);
    assert.equal(exitCode, 2);
    assert.deepEqual(ruleIds, ['good', 'many-9999', 'many-0']);
  });

  it('a slow expression that a linear engine can run is bounded, and reports', () => {
    workspace.write('bad.yaml', rule("pattern-regex: '(a+)+[$]x'", 'regex').replace('id: bad', 'id: slow'));
    const line = `// ${'a'.repeat(300)}\n`;
    workspace.write('src/a.ts', `${line.repeat(300)}foo('aa$x');\n`);
    const { ruleIds, exitCode } = scan('bad.yaml');
    assert.deepEqual([ruleIds, exitCode], [['good', 'slow'], 0]);
  });
});
