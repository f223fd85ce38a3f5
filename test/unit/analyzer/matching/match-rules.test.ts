/**
 * Matching a rule set on a file: values, roles, filters, anchors, fences, order; and regular expressions on any text.
 */
import assert from 'node:assert/strict';
import { lowerModule } from '../../../../server/src/analyzer/frontends/javascript/lower-module.ts';
import { parseModule } from '../../../../server/src/analyzer/frontends/javascript/parse.ts';
import { Op } from '../../../../server/src/analyzer/ir/opcode.ts';
import { requirementOf } from '../../../../server/src/analyzer/matching/anchor-index.ts';
import { matchRules, prepareRules } from '../../../../server/src/analyzer/matching/match-rules.ts';
import { matchTexts } from '../../../../server/src/analyzer/matching/match-texts.ts';
import { createWordBag } from '../../../../server/src/analyzer/matching/word-bag.ts';
import { loadRules } from '../../../../server/src/analyzer/rules/load-rules.ts';
import { matchOn } from './match-cases.ts';

type Body = Readonly<Record<string, unknown>>;

const prepare = (...bodies: readonly Body[]) => {
  const rules = bodies.map((body, index) => ({
    id: `r${index}`,
    message: 'm',
    languages: ['ts'],
    severity: 'INFO',
    ...body,
  }));
  const loaded = loadRules([{ path: 'r.yaml', text: JSON.stringify({ rules }) }], new Map(), undefined);
  assert.deepEqual(loaded.problems, []);
  return prepareRules(loaded.rules);
};

const run = (prepared: ReturnType<typeof prepare>, code: string, path = 'src/a.ts') => {
  const parsed = parseModule(path, code);
  const lowered = lowerModule(parsed);
  return {
    ...matchRules(prepared, parsed, lowered.expressionValues, lowered.ir),
    ir: lowered.ir,
    values: lowered.expressionValues,
  };
};

/** Ids of the rules that match. */
const matching = (prepared: ReturnType<typeof prepare>, code: string, path?: string) => [
  ...new Set(run(prepared, code, path).facts.matches.map(({ rule }) => rule)),
];

describe('matchRules', () => {
  it('maps matches to values: calls, statements, declarations, arguments', () => {
    const code = 'const x = source(a);\nsink(x);\nreturn1(x as any);';
    for (const [pattern, snippet] of [
      ['source(...)', 'source(a)'],
      ['sink(...);', 'sink(x)'],
      ['$X = source(...)', 'source(a)'],
      ['const $X = source(...)', 'source(a)'],
    ] as const) {
      const { facts, values } = run(prepare({ pattern }), code);
      const start = code.indexOf(snippet);
      assert.equal(facts.matches.length, 1, pattern);
      assert.ok((facts.matches[0]?.value ?? -1) >= 0, pattern);
      assert.equal(facts.matches[0]?.value, values.lookup(start, start + snippet.length), pattern);
    }
  });

  it('maps a focused parameter to its value', () => {
    const { facts, ir } = run(
      prepare({
        patterns: [{ 'pattern-inside': 'function $F($REQ, ...) { ... }' }, { 'focus-metavariable': '$REQ' }],
      }),
      'function handler(req: Request, res) { send(req); }',
    );
    const [match] = facts.matches;
    assert.equal(match?.start, 'function handler('.length);
    assert.equal(ir.op[match?.value ?? -1], Op.Param);
  });

  it('gives roles, specs and the ends of propagators', () => {
    const prepared = prepare({
      mode: 'taint',
      'pattern-sources': [{ pattern: 'a()' }, { pattern: 'b()' }],
      'pattern-sinks': [{ pattern: 'c(...)' }],
      'pattern-sanitizers': [{ pattern: 'd(...)' }],
      'pattern-propagators': [{ pattern: '$TO.add($FROM)', from: '$FROM', to: '$TO' }],
    });
    const code = 'const x = b();\nlist.add(x);\nc(d(list));';
    const { facts, values } = run(prepared, code);
    assert.deepEqual(
      facts.matches.map(({ role, spec, start, end }) => [role, spec, code.slice(start, end)]),
      [
        ['source', 1, 'b()'],
        ['sink', 0, 'c(d(list))'],
        ['sanitizer', 0, 'd(list)'],
        ['propagator', 0, 'list.add(x)'],
      ],
    );
    const add = facts.matches[3];
    const at = code.indexOf('list.add(x)');
    assert.equal(add?.to, values.lookup(at, at + 4));
    assert.equal(add?.from, values.lookup(at + 9, at + 10));
    assert.ok((add?.from ?? -1) >= 0 && (add?.to ?? -1) >= 0);
  });

  it('names what metavariables are bound to', () => {
    const { matches } = matchOn({ pattern: '$F("$X", $...REST)' }, 'foo("abc", 1, 2)');
    assert.deepEqual(
      matches[0]?.metavariables.map(({ name, text, start, end }) => [name, text, start, end]),
      [
        ['$...REST', '1, 2', 11, 15],
        ['$F', 'foo', 0, 3],
        ['$X', 'abc', 5, 8],
      ],
    );
    const long = matchOn({ pattern: 'foo($X)' }, `foo("${'a'.repeat(500)}")`);
    assert.equal(long.matches[0]?.metavariables[0]?.text.length, 200);
  });

  it('binds groups of regular expressions without a place', () => {
    const { matches } = matchOn(
      {
        patterns: [
          { pattern: 'foo($X)' },
          { 'metavariable-regex': { metavariable: '$X', regex: '(?<Y>b)(.)' } },
        ],
      },
      'foo(bc)',
    );
    assert.deepEqual(
      matches[0]?.metavariables.map(({ name, text, start }) => [name, text, start]),
      [
        ['$1', 'b', -1],
        ['$2', 'c', -1],
        ['$X', 'bc', 4],
        ['$Y', 'b', -1],
      ],
    );
  });

  it('filters by language', () => {
    const prepared = prepare({ pattern: 'foo()' }, { pattern: 'foo()', languages: ['js'] });
    assert.deepEqual(matching(prepared, 'foo()', 'a.ts'), [0, 1]);
    assert.deepEqual(matching(prepared, 'foo()', 'a.jsx'), [1]);
    assert.deepEqual(matching(prepared, 'foo()', 'a.mts'), [0, 1]);
  });

  it('filters by path', () => {
    const isRun = (paths: Body, path: string) =>
      matching(prepare({ pattern: 'foo()', paths }), 'foo()', path).length > 0;
    assert.equal(isRun({ include: ['src'] }, 'src/x/a.ts'), true);
    assert.equal(isRun({ include: ['src'] }, 'lib/src/a.ts'), true);
    assert.equal(isRun({ include: ['/src'] }, 'lib/src/a.ts'), false);
    assert.equal(isRun({ include: ['*.spec.ts'] }, 'a/b.spec.ts'), true);
    assert.equal(isRun({ include: ['*.spec.ts'] }, 'a/b.ts'), false);
    assert.equal(isRun({ exclude: ['**/generated/**'] }, 'a/generated/b.ts'), false);
    assert.equal(isRun({ include: ['src'], exclude: ['src/x'] }, 'src/x/a.ts'), false);
  });

  it('honors options', () => {
    const lines = (options: Body, pattern: string, code: string) => matchOn({ pattern, options }, code).lines;
    assert.deepEqual(lines({ symmetric_eq: true }, '$X == null', 'null == a'), [1]);
    assert.deepEqual(lines({ commutative_boolop: true }, 'a && b', 'b && a'), [1]);
    assert.deepEqual(
      lines({ constant_propagation: false }, 'foo("a")', 'const x = "a";\nfoo(x);\nfoo("a")'),
      [3],
    );
    assert.deepEqual(lines({ vardef_assign: false }, '$X = foo()', 'const x = foo();\nx = foo()'), [2]);
    assert.deepEqual(
      lines({ implicit_ellipsis: false }, 'foo({a: 1})', 'foo({a: 1, b: 2});\nfoo({a: 1})'),
      [2],
    );
    assert.deepEqual(lines({ symbolic_propagation: true }, 'foo(bar(...))', 'const x = bar();\nfoo(x)'), [2]);
  });

  it('follows constants through the flow', () => {
    const code = 'let x = "a";\nfoo(x);\nx = "b";\nfoo(x);\nif (q) x = "c";\nfoo(x);\nx = other();\nfoo(x);';
    assert.deepEqual(matchOn({ pattern: 'foo("a")' }, code).lines, [2]);
    assert.deepEqual(matchOn({ pattern: 'foo("b")' }, code).lines, [4]);
    assert.deepEqual(matchOn({ pattern: 'foo("...")' }, code).lines, [2, 4, 6]);
  });

  it('reports what cannot be compiled, with rule and position, and keeps the other rules', () => {
    const text = `rules:
- {id: a, message: m, languages: [ts], severity: INFO, pattern: "foo((("}
- {id: b, message: m, languages: [ts], severity: INFO, patterns: [{pattern: $X}, {metavariable-comparison: {comparison: "$X >"}}]}
- {id: c, message: m, languages: [ts], severity: INFO, pattern: "foo('=~/(/')"}
- {id: d, message: m, languages: [ts], severity: INFO, patterns: [{pattern: $X}, {metavariable-type: {metavariable: $X, type: "a b"}}]}
- {id: e, message: m, languages: [ts], severity: INFO, pattern: "foo()"}`;
    const { rules, problems } = loadRules([{ path: 'r.yaml', text }], new Map(), undefined);
    assert.deepEqual(problems, []);
    const prepared = prepareRules(rules);
    assert.deepEqual(
      prepared.problems.map(({ ruleId, line, column, key, message }) => [
        ruleId,
        line,
        column,
        key,
        message.split(':')[0],
      ]),
      [
        ['a', 2, 65, 'pattern', 'The pattern cannot be parsed'],
        ['b', 3, 108, 'metavariable-comparison', 'The comparison "$X >" cannot be read'],
        ['c', 4, 65, 'pattern', 'The pattern cannot be parsed'],
        [
          'd',
          5,
          102,
          'metavariable-type',
          '"a b" is no TypeScript type. Write it as in an annotation, such as "string" or "express.Request".',
        ],
      ],
    );
    assert.deepEqual(matching(prepared, 'foo()'), [4]);
  });

  it('turns a rule that explodes into a gap, and goes on with the others', () => {
    const code = Array.from({ length: 400 }, (_, index) => `f(a${index}, b${index});`).join('\n');
    const { facts, gaps } = run(
      prepare({ pattern: '$A($B, $C);\n...\n$D($E, $F);\n...\n$G($H, $I);' }, { pattern: 'f(a7, ...)' }),
      code,
    );
    assert.deepEqual(
      gaps.map(({ kind, path }) => [kind, path]),
      [['budget', 'src/a.ts']],
    );
    assert.deepEqual(
      facts.matches.map(({ rule }) => rule),
      [1],
    );
  });

  it('is deterministic and sorted', () => {
    const prepared = prepare(
      { 'pattern-either': [{ pattern: 'b()' }, { pattern: 'a()' }] },
      { pattern: '$F()' },
    );
    const code = 'b(); a(); b();';
    const once = JSON.stringify(run(prepared, code).facts);
    assert.equal(JSON.stringify(run(prepared, code).facts), once);
    assert.deepEqual(
      run(prepared, code).facts.matches.map(({ rule, start }) => [rule, start]),
      [
        [0, 0],
        [0, 5],
        [0, 10],
        [1, 0],
        [1, 5],
        [1, 10],
      ],
    );
    const digests = new Set([
      prepared.digest,
      prepare({ pattern: 'b()' }).digest,
      prepare({ pattern: 'b()' }).digest,
    ]);
    assert.equal(digests.size, 2);
  });

  it('survives half-typed code', () => {
    for (const code of [
      'foo(',
      'foo(a, {b: ',
      'class A { m( { foo() ',
      'import { from',
      '<div foo={',
      'foo(`${',
    ])
      assert.deepEqual(run(prepare({ pattern: 'foo(...)' }, { pattern: '$X' }), code, 'a.tsx').gaps, []);
  });

  it('survives deep nesting', () => {
    const deep = `x = ${'['.repeat(3000)}${']'.repeat(3000)};\nfoo();`;
    const { gaps } = run(prepare({ pattern: 'foo()' }), deep);
    assert.ok(gaps.every(({ kind }) => kind === 'internal-error' || kind === 'budget'));
  });
});

describe('anchors', () => {
  const passes = (body: Body, code: string): boolean => {
    const [rule] = prepare(body).rules;
    const [spec] = rule?.specs ?? [];
    assert.ok(spec !== undefined);
    return createWordBag(parseModule('a.tsx', code).sourceFile).has(requirementOf(spec.program));
  };
  it('asks for the names of a pattern', () => {
    assert.equal(passes({ pattern: 'foo.bar(...)' }, 'foo.bar()'), true);
    assert.equal(passes({ pattern: 'foo.bar(...)' }, 'foo.baz()'), false);
    assert.equal(passes({ pattern: '$X.bar($Y)' }, 'a.b()'), false);
    assert.equal(passes({ pattern: '$X == $X' }, 'a'), true);
  });
  it('lets aliases through', () => {
    assert.equal(
      passes({ pattern: 'child_process.exec(...)' }, 'import {exec as e} from "child_process"; e()'),
      true,
    );
    assert.equal(
      passes({ pattern: 'child_process.exec(...)' }, 'const c = require("node:child_process"); c.exec()'),
      true,
    );
    assert.equal(
      passes({ pattern: 'client.query(...)' }, 'import * as c from "./db/client.js"; c.query()'),
      true,
    );
    assert.equal(
      passes({ pattern: 'client.query(...)' }, 'import * as c from "./db/other.js"; c.query()'),
      false,
    );
  });
  it('combines with and, or', () => {
    const either = { 'pattern-either': [{ pattern: 'foo()' }, { pattern: 'bar()' }] };
    assert.equal(passes(either, 'bar()'), true);
    assert.equal(passes(either, 'baz()'), false);
    const both = {
      patterns: [{ pattern: 'foo($X)' }, { 'pattern-inside': 'bar(...)' }, { 'pattern-not': 'foo(baz)' }],
    };
    assert.equal(passes(both, 'foo(); bar()'), true);
    assert.equal(passes(both, 'foo()'), false);
  });
  it('asks for strings and regular expressions as text', () => {
    assert.equal(passes({ pattern: 'foo("secret word")' }, 'foo("secret word")'), true);
    assert.equal(passes({ pattern: 'foo("secret word")' }, 'foo("other word")'), false);
    assert.equal(passes({ 'pattern-regex': 'pass(word|phrase)=' }, 'passing(phrase)'), true);
    assert.equal(passes({ 'pattern-regex': 'pass(word|phrase)=' }, 'pass'), false);
    assert.equal(passes({ 'pattern-regex': '(?i)pass(word|phrase)=' }, 'PASSING(Phrase)'), true);
    const named = {
      patterns: [
        { pattern: '$NAME = $VALUE' },
        { 'metavariable-regex': { metavariable: '$NAME', regex: '(?i).*(secret|api_?key)' } },
      ],
    };
    assert.equal(passes(named, 'config.clientSecret = 1'), true);
    assert.equal(passes(named, 'config.client = 1'), false);
  });
  it('asks for what strings mean, however they are written', () => {
    const script = { pattern: 'foo("=~/.*<script.*/")' };
    for (const code of [
      'foo("a <script>")',
      'foo("a \\x3cscript>")',
      'foo("a <\\script>")',
      "foo('a <' + 'script>')",
      'const tag = "script"; foo("a <" + tag)',
      'const s = "s", t = "t"; foo("<" + s + "crip" + t)',
      `foo(\`<\${"script"}\`)`,
    ])
      assert.equal(passes(script, code), true, code);
    assert.equal(passes(script, 'foo("a script < b")'), false);
    assert.equal(passes(script, 'foo("a < script")'), false);
    assert.equal(passes({ pattern: 'foo("=~/(?i)secret/")' }, 'foo("My" + "SECRET")'), true);
    assert.equal(passes({ pattern: 'foo("=~/(?i)secret/")' }, 'foo("My" + "Security")'), false);
    assert.deepEqual(
      matchOn({ pattern: 'foo("=~/<script/")' }, 'const tag = "script>";\nfoo("<" + tag);\nfoo("<" + other);')
        .lines,
      [2],
    );
  });
  it('never loses a match of the tables', () => {
    // The tables run through the same anchors; a name that only Semgrep's equivalences bring in is the risk.
    assert.deepEqual(matchOn({ pattern: 'function foo() {}' }, 'function foo() {}').lines, [1]);
    assert.deepEqual(
      matchOn({ pattern: 'f(function named(...) {...})' }, 'f(function other() {})').lines,
      [1],
    );
    assert.deepEqual(
      matchOn({ pattern: 'try { ... } catch ($ERR) { ... }' }, 'try { a } catch { b }').lines,
      [1],
    );
    assert.deepEqual(matchOn({ pattern: '{"key": $X}' }, 'x = {key: 1}').lines, [1]);
    assert.deepEqual(matchOn({ pattern: 'a["key"]' }, 'a[`key`]').lines, [1]);
  });
});

describe('matchTexts', () => {
  it('runs regular expressions on any text', () => {
    const prepared = prepare(
      {
        languages: ['regex'],
        patterns: [{ 'pattern-regex': 'key=(\\w+)' }, { 'pattern-not-regex': 'key=test' }],
      },
      { languages: ['generic'], 'pattern-regex': '^secret' },
      { languages: ['regex', 'ts'], 'pattern-regex': 'key' },
      { pattern: 'key' },
      { languages: ['regex'], pattern: 'ke.' },
    );
    const text = 'a\nkey=abc\nkey=test\nsecret';
    const { matches, gaps } = matchTexts(prepared, { path: 'notes.txt', text });
    assert.deepEqual(gaps, []);
    assert.deepEqual(
      matches.map(({ rule, start, end, metavariables }) => [
        rule,
        text.slice(start, end),
        metavariables[0]?.text,
      ]),
      [
        [0, 'key=abc', 'abc'],
        [1, 'secret', undefined],
        [2, 'key', undefined],
        [2, 'key', undefined],
        [4, 'key', undefined],
        [4, 'key', undefined],
      ],
    );
  });

  it('leaves files of the rule’s language to matchRules', () => {
    const prepared = prepare({ languages: ['regex', 'ts'], 'pattern-regex': 'key' });
    assert.deepEqual(matchTexts(prepared, { path: 'a.ts', text: 'key' }).matches, []);
    assert.equal(matchTexts(prepared, { path: 'a.env', text: 'key' }).matches.length, 1);
    assert.deepEqual(matching(prepared, 'key'), [0]);
  });
});
