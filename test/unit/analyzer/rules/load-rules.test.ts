/**
 * Reading rule files: what is accepted and how it is understood, and for every mistake the message with its place.
 */
import assert from 'node:assert/strict';
import type { DataTypeCatalog } from '../../../../server/src/analyzer/rules/data-type.ts';
import type { Kind } from '../../../../server/src/analyzer/rules/kind.ts';
import { loadDataTypes } from '../../../../server/src/analyzer/rules/load-data-types.ts';
import { loadRules } from '../../../../server/src/analyzer/rules/load-rules.ts';
import { loadKnowledge } from '../../../support/knowledge.ts';

const kind = (id: string, role: Kind['role']): [string, Kind] => [id, { id, role, sentence: 'A test kind.' }];
const kinds = new Map([kind('remote', 'source'), kind('log', 'sink'), kind('deidentify', 'sanitizer')]);

const catalog: DataTypeCatalog = loadDataTypes(
  loadKnowledge().files.filter(({ path }) => path.startsWith('data-types/')),
).catalog;

const load = (text: string) => loadRules([{ path: 'rules/a.yaml', text }], kinds, catalog);

/** A rule with the four required keys, followed by the given lines. */
const rule = (...lines: readonly string[]): string =>
  [
    'rules:',
    '- id: r',
    '  message: m',
    '  languages: [typescript]',
    '  severity: ERROR',
    ...lines.map((line) => `  ${line}`),
  ].join('\n');

/** Problems as `line:column rule key: message`. */
const printed = (text: string): readonly string[] =>
  load(text).problems.map(
    ({ line, column, ruleId, key, message }) =>
      `${line}:${column} ${ruleId ?? '-'} ${key ?? '-'}: ${message}`,
  );

/** What is wrong, as text and the beginning of the only problem. */
const mistakes: readonly (readonly [name: string, text: string, problem: string])[] = [
  ['no YAML', 'rules:\n  - id: "x', '2:'],
  ['empty file', '', '1:1 - -: The file is empty.'],
  ['no rules', 'rule: []', '1:1 - rules: This is no rule file: there is no key "rules" at the top.'],
  ['rules no list', 'rules: {}', '1:8 - rules: This is no rule file: "rules" is a map.'],
  ['a rule that is no map', 'rules: [1]', '1:9 - rules: Each item of "rules" must be a map'],
  [
    'no id',
    'rules:\n- message: m\n  languages: [ts]\n  severity: ERROR\n  pattern: a',
    '2:3 - id: This rule has no "id".',
  ],
  [
    'no message',
    'rules:\n- id: r\n  languages: [ts]\n  severity: ERROR\n  pattern: a',
    '2:3 r message: This rule has no "message".',
  ],
  [
    'no languages',
    'rules:\n- id: r\n  message: m\n  severity: ERROR\n  pattern: a',
    '2:3 r languages: This rule has no "languages".',
  ],
  [
    'no severity',
    'rules:\n- id: r\n  message: m\n  languages: [ts]\n  pattern: a',
    '2:3 r severity: This rule has no "severity".',
  ],
  ['odd id', rule('pattern: a').replace('id: r', 'id: "r s"'), '2:7 r s id: Rule id "r s" holds characters'],
  ['odd severity', rule('pattern: a').replace('ERROR', 'HUGE'), '5:13 r severity: "severity" must be one of'],
  [
    'odd mode',
    rule('mode: magic', 'pattern: a'),
    '6:9 r mode: "mode" must be one of search, taint, x-guard, x-literal',
  ],
  [
    'mode join',
    rule('mode: join', 'pattern: a'),
    '6:3 r mode: mode "join" is not supported yet, so this rule is left out.',
  ],
  ['mode extract', rule('mode: extract', 'pattern: a'), '6:3 r mode: mode "extract" is not supported yet'],
  [
    'unknown key',
    rule('patern: a', 'pattern: a'),
    '6:3 r patern: "patern" is no key of a rule, so the rule would not do what it says. Did you mean "pattern"?',
  ],
  [
    'a key that needs the network',
    rule('pattern: a', 'validators: []'),
    '7:3 r validators: "validators" (it would need the network) is not supported yet',
  ],
  [
    'code in a rule',
    rule('pattern: a', 'pattern-where-python: b'),
    '7:3 r pattern-where-python: "pattern-where-python" (it would execute code of the rule) is not supported yet',
  ],
  ['nothing to match', rule('metadata: {}'), '2:3 r pattern: This rule says nothing to match.'],
  [
    'two formulas',
    rule('pattern: a', 'pattern-regex: b'),
    '7:3 r pattern-regex: "pattern-regex" stands beside "pattern"',
  ],
  ['empty pattern', rule('pattern: ""'), '6:12 r pattern: "pattern" is empty.'],
  [
    'pattern that is a list',
    rule('pattern: [a]'),
    '6:12 r pattern: "pattern" must be a text, but is a list.',
  ],
  ['empty list', rule('patterns: []'), '6:13 r patterns: "patterns" is an empty list'],
  ['list that is a text', rule('patterns: a'), '6:13 r patterns: "patterns" must be a list, but is "a".'],
  [
    'item that is a text',
    rule('patterns: [a]'),
    '6:14 r patterns: Each item of "patterns" must be a map with one pattern key',
  ],
  [
    'item with two keys',
    rule('patterns:', '- pattern: a', '  pattern-not: b'),
    '8:5 r pattern-not: "pattern-not" stands in the same item as "pattern".',
  ],
  [
    'unknown operator',
    rule('patterns:', '- pattern-nott: a'),
    '7:5 r pattern-nott: "pattern-nott" is no key of a "patterns" list, so the rule would not do what it says. Did you mean "pattern-not"?',
  ],
  [
    'only negative terms',
    rule('patterns:', '- pattern-not: a'),
    '7:3 r patterns: "patterns" has no term that says what to match',
  ],
  ['negative term alone', rule('pattern-not: a'), '6:3 r pattern-not: "pattern-not" is no key of a rule'],
  [
    'bad regex',
    rule('pattern-regex: "a("'),
    '6:18 r pattern-regex: The regular expression of "pattern-regex" cannot be used: it has an unclosed parenthesis.',
  ],
  [
    'possessive regex',
    rule('pattern-regex: "a++"'),
    '6:18 r pattern-regex: The regular expression of "pattern-regex" cannot be used: it has a possessive quantifier',
  ],
  [
    'atomic regex',
    rule('pattern-regex: "(?>a)b"'),
    '6:18 r pattern-regex: The regular expression of "pattern-regex" cannot be used: it has an atomic group',
  ],
  [
    'catastrophic regex',
    rule('pattern-regex: "(a+)+(?=b)"'),
    '6:18 r pattern-regex: The regular expression of "pattern-regex" cannot be used: it may take exponential time',
  ],
  [
    'metavariable-analysis',
    rule('patterns:', '- pattern: a($X)', '- metavariable-analysis: {metavariable: $X, analyzer: luck}'),
    '8:57 r analyzer: "analyzer" must be one of entropy, entropy_v2, redos, but is "luck".',
  ],
  [
    'condition without regex',
    rule('patterns:', '- pattern: a', '- metavariable-regex: {metavariable: $X}'),
    '8:25 r metavariable-regex: "metavariable-regex" has no "regex".',
  ],
  [
    'condition with unknown key',
    rule('patterns:', '- pattern: a', '- metavariable-regex: {metavariable: $X, regexp: b, regex: c}'),
    '8:44 r regexp: "regexp" is no key of "metavariable-regex"',
  ],
  [
    'no metavariable',
    rule('patterns:', '- pattern: a', '- focus-metavariable: X'),
    '8:25 r focus-metavariable: "X" is no metavariable.',
  ],
  [
    'metavariable-pattern without pattern',
    rule('patterns:', '- pattern: a', '- metavariable-pattern: {metavariable: $X}'),
    '8:27 r metavariable-pattern: "metavariable-pattern" holds no pattern.',
  ],
  [
    'comparison with odd base',
    rule('patterns:', '- pattern: a', '- metavariable-comparison: {comparison: "$X > 1", base: ten}'),
    '8:59 r base: "base" must be a whole number, but is "ten".',
  ],
  [
    'x-model of no kind',
    rule('mode: taint', 'pattern-sources: [{x-model: nothing}]', 'pattern-sinks: [{x-model: log}]'),
    '7:31 r x-model: Kind "nothing" is not registered in kinds.yaml, so no model can match it. Use one of: remote.',
  ],
  [
    'x-model of the wrong role',
    rule('mode: taint', 'pattern-sources: [{x-model: log}]', 'pattern-sinks: [{x-model: log}]'),
    '7:31 r x-model: Kind "log" is a sink, but stands where a source is meant.',
  ],
  [
    'x-data of no type',
    rule('mode: taint', 'pattern-sources: [{x-data: nid.xx}]', 'pattern-sinks: [{x-model: log}]'),
    '7:30 r x-data: Data type "nid.xx" is not in the vocabulary',
  ],
  [
    'x-data of no prefix',
    rule('mode: taint', 'pattern-sources: [{x-data: "nix.*"}]', 'pattern-sinks: [{x-model: log}]'),
    '7:30 r x-data: Data type "nix.*" is not in the vocabulary',
  ],
  [
    'x-data of no level',
    rule('mode: taint', 'pattern-sources: [{x-data: {levels: [odd]}}]', 'pattern-sinks: [{x-model: log}]'),
    '7:39 r levels: "odd" is no level of the data vocabulary.',
  ],
  [
    'x-data on a sink',
    rule('mode: taint', 'pattern-sources: [{x-model: remote}]', 'pattern-sinks: [{x-data: "nid.*"}]'),
    '8:20 r x-data: "x-data" is no key of "pattern-sinks"',
  ],
  [
    'x-model beside pattern',
    rule(
      'mode: taint',
      'pattern-sources: [{pattern: a, x-model: remote}]',
      'pattern-sinks: [{x-model: log}]',
    ),
    '7:22 r pattern: "pattern" stands beside "x-model"',
  ],
  [
    'no sinks',
    rule('mode: taint', 'pattern-sources: [{pattern: a}]'),
    '2:3 r pattern-sinks: This taint rule has no sinks',
  ],
  [
    'empty source',
    rule('mode: taint', 'pattern-sources: [{label: A}]', 'pattern-sinks: [{pattern: b}]'),
    '7:21 r pattern-sources: This item of "pattern-sources" says nothing to match.',
  ],
  [
    'odd label',
    rule('mode: taint', 'pattern-sources: [{pattern: a, label: "A B"}]', 'pattern-sinks: [{pattern: b}]'),
    '7:41 r label: Label "A B" is no plain word',
  ],
  [
    'odd requires',
    rule(
      'mode: taint',
      'pattern-sources: [{pattern: a}]',
      'pattern-sinks: [{pattern: b, requires: "A and"}]',
    ),
    '8:42 r requires: "requires" cannot be read: it ends where a label is expected.',
  ],
  [
    'requires as a list on a source',
    rule(
      'mode: taint',
      'pattern-sources: [{pattern: a, requires: [{$X: A}]}]',
      'pattern-sinks: [{pattern: b}]',
    ),
    '7:44 r requires: "requires" must be a text such as "A and not B", but is a list.',
  ],
  [
    'exact that is no boolean',
    rule('mode: taint', 'pattern-sources: [{pattern: a, exact: yes}]', 'pattern-sinks: [{pattern: b}]'),
    '7:41 r exact: "exact" must be true or false, but is "yes".',
  ],
  [
    'propagator without to',
    rule(
      'mode: taint',
      'pattern-sources: [{pattern: a}]',
      'pattern-sinks: [{pattern: b}]',
      'pattern-propagators: [{pattern: c, from: $X}]',
    ),
    '9:25 r pattern-propagators: A propagator needs "from" and "to"',
  ],
  [
    'x-clears of some types only',
    rule(
      'mode: taint',
      'pattern-sources: [{pattern: a}]',
      'pattern-sinks: [{pattern: b}]',
      'pattern-sanitizers: [{pattern: c, x-clears: {levels: [direct]}}]',
    ),
    '9:37 r x-clears: "x-clears" is not supported yet, so this rule is left out.',
  ],
  [
    'x-clears that is a text',
    rule(
      'mode: taint',
      'pattern-sources: [{pattern: a}]',
      'pattern-sinks: [{pattern: b}]',
      'pattern-sanitizers: [{pattern: c, x-clears: all}]',
    ),
    '9:47 r x-clears: "x-clears" must be a map with types or levels',
  ],
  [
    'key of another mode',
    rule('pattern: a', 'x-require: [tie]'),
    '7:3 r x-require: "x-require" belongs to rules of mode "x-guard", but this rule has mode "search".',
  ],
  [
    'odd operation',
    rule('mode: x-guard', 'x-operations: [look]'),
    '7:17 r x-operations: "look" is no word of "x-operations".',
  ],
  ['odd family', rule('pattern: a', 'x-family: other'), '7:13 r x-family: "x-family" must be one of'],
  [
    'odd literal',
    rule('mode: x-literal', 'x-literals: [abc.def]'),
    '7:15 r x-literals: Data type "abc.def" is not in the vocabulary',
  ],
  [
    'odd paths',
    rule('pattern: a', 'paths: {includes: [a]}'),
    '7:11 r includes: "includes" is no key of "paths", so the rule would not do what it says. Did you mean "include"?',
  ],
];

describe('loadRules', () => {
  describe('names each mistake with rule, key, line and column', () => {
    for (const [name, text, problem] of mistakes)
      it(name, () => {
        const [first] = printed(text);
        assert.ok(first?.startsWith(problem), `${first}`);
        assert.deepEqual(load(text).rules, []);
        assert.equal(load(text).problems[0]?.path, 'rules/a.yaml');
      });
  });

  it('leaves out only the rule with the mistake', () => {
    const text = `${rule('pattern: a')}\n${rule('patern: b').replace('rules:\n', '').replace('id: r', 'id: s')}\n${rule('pattern: c').replace('rules:\n', '').replace('id: r', 'id: t')}`;
    assert.deepEqual(
      load(text).rules.map(({ id }) => id),
      ['r', 't'],
    );
  });

  it('refuses the later of two rules with one id, across files', () => {
    const { rules, problems } = loadRules(
      [
        { path: 'a.yaml', text: rule('pattern: a') },
        { path: 'b.yaml', text: rule('pattern: b') },
      ],
      kinds,
      catalog,
    );
    assert.deepEqual(
      rules.map(({ at }) => at.path),
      ['a.yaml'],
    );
    assert.equal(problems[0]?.path, 'b.yaml');
    assert.match(problems[0]?.message ?? '', /exists already \(a\.yaml:2\)/);
  });

  it('skips rules of other languages with a warning', () => {
    const { rules, problems } = load(rule('pattern: a', 'odd: key').replace('typescript', 'python'));
    assert.deepEqual(rules, []);
    assert.deepEqual(
      problems.map(({ severity, key }) => [severity, key]),
      [['warning', 'languages']],
    );
  });

  it('knows all names of our languages', () => {
    const names = 'js, jsx, javascript, ts, tsx, typescript, regex, python';
    assert.deepEqual(load(rule('pattern-regex: a').replace('typescript', names)).rules[0]?.languages, [
      'javascript',
      'python',
      'regex',
      'typescript',
    ]);
  });

  it('maps severities', () => {
    const severityOf = (word: string) => load(rule('pattern: a').replace('ERROR', word)).rules[0]?.severity;
    assert.deepEqual(
      ['ERROR', 'WARNING', 'INFO', 'CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'low'].map(severityOf),
      ['high', 'medium', 'low', 'critical', 'high', 'medium', 'low', 'low'],
    );
  });

  it('leaves out rules for other versions, and of severities that are not shown', () => {
    const idsOf = (line: string) => load(rule('pattern: a', line)).rules.length;
    assert.deepEqual(
      ['min-version: 1.50.0', 'max-version: 99.0.0', 'min-version: 99.0.0', 'max-version: 1.0.0'].map(idsOf),
      [1, 1, 0, 0],
    );
    assert.equal(load(rule('pattern: a', 'min-version: soon')).problems[0]?.severity, 'error');
    const hidden = load(rule('pattern: a').replace('ERROR', 'INVENTORY'));
    assert.deepEqual([hidden.rules.length, hidden.problems[0]?.severity], [0, 'warning']);
  });

  it('reads formulas with positions', () => {
    const [one] = load(
      rule(
        'patterns:',
        '- pattern: foo($X, $Y)',
        '- pattern-not-inside: {pattern: bar}',
        '- focus-metavariable: [$X, $Y]',
      ),
    ).rules;
    assert.deepEqual(one?.search, {
      kind: 'all',
      formulas: [
        { kind: 'pattern', text: 'foo($X, $Y)', at: { path: 'rules/a.yaml', line: 7, column: 14 } },
        {
          kind: 'not-inside',
          formula: { kind: 'pattern', text: 'bar', at: { path: 'rules/a.yaml', line: 8, column: 35 } },
          at: { path: 'rules/a.yaml', line: 8, column: 25 },
        },
      ],
      conditions: [],
      focus: [['$X', '$Y']],
      at: { path: 'rules/a.yaml', line: 7, column: 3 },
    });
  });

  it('reads the newer syntax as the older', () => {
    // The newer looks at constants of its own accord, which the older says with a key.
    const skipped = ['at', 'constantPropagation'];
    const strip = (value: unknown): unknown =>
      JSON.parse(JSON.stringify(value, (key, inner: unknown) => (skipped.includes(key) ? undefined : inner)));
    const search = (...lines: readonly string[]) => strip(load(rule(...lines)).rules[0]?.search);
    assert.deepEqual(
      search(
        'match:',
        '  all:',
        '  - foo($X)',
        '  - inside: bar',
        '  - not: {inside: baz}',
        '  - not: {regex: q}',
        '  where:',
        '  - metavariable: $X',
        '    regex: a',
        '  - focus: $X',
      ),
      search(
        'patterns:',
        '- pattern: foo($X)',
        '- pattern-inside: bar',
        '- pattern-not-inside: baz',
        '- pattern-not-regex: q',
        '- metavariable-regex: {metavariable: $X, regex: a}',
        '- focus-metavariable: $X',
      ),
    );
  });

  it('fills in the defaults of taint', () => {
    const [one] = load(
      rule(
        'mode: taint',
        'pattern-sources: [{x-data: ["nid.*", contact.address]}]',
        'pattern-sinks: [{x-model: log}]',
        'pattern-sanitizers: [{pattern: c, by-side-effect: only}]',
        'pattern-propagators: [{pattern: "$A.add($B)", from: $B, to: $A}]',
      ),
    ).rules;
    const taint = one?.taint;
    assert.deepEqual(taint?.sources[0]?.data, {
      types: ['nid.*', 'contact.address'],
      levels: [],
      minConfidence: 'medium',
    });
    assert.deepEqual(
      [taint?.sources[0]?.exact, taint?.sinks[0]?.exact, taint?.sanitizers[0]?.exact],
      [false, true, false],
    );
    assert.equal(taint?.sinks[0]?.modelKind, 'log');
    assert.equal(taint?.sanitizers[0]?.bySideEffect, 'only');
    assert.deepEqual(
      [taint?.propagators[0]?.from, taint?.propagators[0]?.to, taint?.propagators[0]?.bySideEffect],
      ['$B', '$A', true],
    );
  });

  it('reads guard and literal rules', () => {
    const [guard] = load(
      rule(
        'mode: x-guard',
        'x-resource: {levels: [special], min-confidence: high}',
        'x-require: [tie, role]',
        'x-identifier: national-id',
      ),
    ).rules;
    assert.equal(guard?.mode, 'guard');
    assert.equal(guard?.family, 'guard');
    assert.deepEqual(guard?.guard, {
      resource: { types: [], levels: ['special'], minConfidence: 'high' },
      operations: ['read', 'list', 'update', 'delete', 'create'],
      require: ['tie', 'role'],
      identifier: 'national-id',
    });
    const [literal] = load(rule('mode: x-literal', 'x-literals: ["nid.*"]', 'x-tests: true')).rules;
    assert.equal(literal?.mode, 'literal');
    assert.deepEqual([literal?.literals, literal?.onTests], [['nid.*'], true]);
  });

  it('keeps metadata, paths, options, fix and supersedes', () => {
    const [one] = load(
      rule(
        'pattern: a',
        'metadata: {cwe: [CWE-79], likelihood: 3}',
        'paths: {include: ["src/**"], exclude: test}',
        'options: {symmetric_eq: true}',
        'fix: b($X)',
        'x-supersedes: other',
        'min-version: 1.50.0',
      ),
    ).rules;
    assert.deepEqual(one?.metadata, { cwe: ['CWE-79'], likelihood: 3 });
    assert.deepEqual([one?.include, one?.exclude], [['src/**'], ['test']]);
    assert.deepEqual([one?.options, one?.fix, one?.supersedes], [{ symmetric_eq: true }, 'b($X)', ['other']]);
  });

  it('applies anchors and merge keys', () => {
    const text = `x: &base\n  message: m\n  languages: [ts]\n  severity: ERROR\nrules:\n- <<: *base\n  id: a\n  pattern: b\n- <<: *base\n  id: c\n  pattern: d`;
    assert.deepEqual(
      load(text).rules.map(({ id, severity }) => [id, severity]),
      [
        ['a', 'high'],
        ['c', 'high'],
      ],
    );
  });

  it('survives hostile YAML', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (const [name, last] of ['b', 'c', 'd', 'e', 'f', 'g', 'h'].map((letter, index, all) => [
      letter,
      all[index - 1] ?? 'a',
    ]))
      bomb.push(`${name}: &${name} [${`*${last}, `.repeat(9)}]`);
    assert.match(
      printed(`${bomb.join('\n')}\nrules: *h`)[0] ?? '',
      /more than 500000 nodes once its aliases are expanded/,
    );
    assert.match(
      printed(`rules: ${'['.repeat(5000)}`)[0] ?? '',
      /not valid YAML|nested too deeply|nested deeper/,
    );
    assert.match(
      printed(`rules: ${'['.repeat(300)}${']'.repeat(300)}`)[0] ?? '',
      /nested deeper than 100 levels/,
    );
    assert.match(printed(`rules: []\n${'# '.repeat(2_100_000)}`)[0] ?? '', /at most 4000000 are read/);
    assert.match(printed('rules: &a [*a]')[0] ?? '', /nested deeper|not valid YAML|must be a map/);
  });
});
