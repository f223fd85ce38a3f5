/**
 * Formulas: intersection, exclusion, conditions on metavariables, focus. Every row was compared with Semgrep 1.182; where
 * we differ on purpose, `differs` says what we do.
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the tables hold code, and code has templates.
import { assertMarked, type MarkedCode } from './match-cases.ts';

interface Row {
  readonly name: string;
  readonly rule: Readonly<Record<string, unknown>>;
  readonly code: MarkedCode;
  readonly extension?: string;
  readonly differs?: string;
}

const rows: readonly Row[] = [
  {
    name: 'mregex anchor',
    rule: {
      patterns: [{ pattern: 'foo($X)' }, { 'metavariable-regex': { metavariable: '$X', regex: 'bc' } }],
    },
    code: [
      '  foo(abc);',
      '> foo(bcd);',
      "  foo('bcd');",
      "  foo('abcd');",
      "  const q='bcx';",
      '  foo(q);',
      '  foo(`bcd`);',
      '  foo(`bc${d}`);',
      '> foo(bc.d);',
      '> foo((bcd))',
    ],
  },
  {
    name: 'mregex quote',
    rule: {
      patterns: [{ pattern: 'foo($X)' }, { 'metavariable-regex': { metavariable: '$X', regex: '^[\'"]bc' } }],
    },
    code: [
      '  foo(abc);',
      '  foo(bcd);',
      "> foo('bcd');",
      "  foo('abcd');",
      "  const q='bcx';",
      '  foo(q);',
      '> foo("bcd");',
      '  foo(`bc${d}`);',
    ],
  },
  {
    name: 'mregex quote2',
    rule: {
      patterns: [{ pattern: 'foo("$X")' }, { 'metavariable-regex': { metavariable: '$X', regex: '^bc' } }],
    },
    code: [
      "> foo('bcd');",
      "  foo('abcd');",
      "  const q='bcx';",
      '> foo(q);',
      '> foo("bcd");',
      '  foo(`bc${d}`);',
    ],
  },
  {
    name: 'mregex constprop',
    rule: {
      patterns: [
        { pattern: 'foo($X)' },
        { 'metavariable-regex': { metavariable: '$X', regex: '^bc', 'constant-propagation': true } },
      ],
    },
    code: ["> foo('bcd');", "  foo('abcd');", "  const q='bcx';", '> foo(q);', '> foo("bcd");'],
  },
  {
    name: 'mregex groups',
    rule: {
      patterns: [
        { pattern: 'foo("$X")' },
        { 'metavariable-regex': { metavariable: '$X', regex: '(?P<Y>b+)(c)' } },
      ],
    },
    code: ["> foo('bbc');"],
  },
  {
    name: 'regex groups',
    rule: { 'pattern-regex': 'foo\\((?<X>\\w+), (\\w+)\\)' },
    code: ['> foo(ab, cd);'],
  },
  {
    name: 'regex and',
    rule: { patterns: [{ pattern: 'bar($X)' }, { 'pattern-regex': 'a+b' }] },
    code: ['> bar(aab);', '  bar(ccc);', '  aab'],
  },
  {
    name: 'regex and2',
    rule: { patterns: [{ 'pattern-regex': 'b(a+)b' }, { 'pattern-inside': 'bar(...)' }] },
    code: ['> bar(baab);', '  bar(ccc);', '  baab'],
  },
  {
    name: 'regex not',
    rule: { patterns: [{ pattern: 'bar(...)' }, { 'pattern-not-regex': 'a+b' }] },
    code: ['  bar(aab);', '> bar(ccc);', '  aab'],
  },
  {
    name: 'regex unify',
    rule: { patterns: [{ pattern: 'bar($X)' }, { 'pattern-regex': 'bar\\((?<X>\\w+)\\)' }] },
    code: ['> bar(aab);'],
  },
  {
    name: 'not',
    rule: { patterns: [{ pattern: 'bar(...)' }, { 'pattern-not': 'bar(1)' }] },
    code: ['  bar(1);', '> bar(2);'],
  },
  {
    name: 'not mvar',
    rule: { patterns: [{ pattern: 'bar($X, $Y)' }, { 'pattern-not': 'bar($X, $X)' }] },
    code: ['  bar(1, 1);', '> bar(2, 3);'],
  },
  {
    name: 'not mvar2',
    rule: { patterns: [{ pattern: 'bar($X, $Y)' }, { 'pattern-not': 'bar($A, $A)' }] },
    code: ['  bar(1, 1);', '> bar(2, 3);'],
  },
  {
    name: 'not wider',
    rule: { patterns: [{ pattern: 'bar(...)' }, { 'pattern-not': 'x = bar(1)' }] },
    code: ['> x = bar(1);', '> bar(2);'],
  },
  {
    name: 'not string',
    rule: { patterns: [{ pattern: 'bar($X)' }, { 'pattern-not': 'bar("...")' }] },
    code: [
      "  bar('a');",
      '> bar(b);',
      "  const c='d'; bar(c);",
      '  bar(`e`);',
      '> bar(`f${g}`);',
      "> bar('a'+b)",
    ],
  },
  {
    name: 'inside',
    rule: { patterns: [{ pattern: 'bar(...)' }, { 'pattern-inside': 'function $F(...) { ... }' }] },
    code: ['> function f() { bar(1); }', '  bar(2);', '  const g = () => { bar(3) }'],
  },
  {
    name: 'inside mvar',
    rule: { patterns: [{ pattern: 'bar($X)' }, { 'pattern-inside': 'function $F($X) { ... }' }] },
    code: ['> function f(a) { bar(a); bar(b) }', '  bar(2);', '> function g(a) { function h(a) { bar(a) } }'],
  },
  {
    name: 'inside stmts',
    rule: { patterns: [{ pattern: 'bar($X)' }, { 'pattern-inside': 'const $X = foo();\n...' }] },
    code: ['  const a = foo();', '> bar(a);', '> function f() { bar(a); bar(b); }'],
  },
  {
    name: 'inside stmts nosemi',
    rule: { patterns: [{ pattern: 'bar($X)' }, { 'pattern-inside': '$X = foo()\n...\n' }] },
    code: [
      '  const a = foo();',
      '> bar(a);',
      '> function f() { bar(a); bar(b); }',
      '  z = foo();',
      '> bar(z)',
    ],
  },
  {
    name: 'inside import',
    rule: { patterns: [{ pattern: '$X()' }, { 'pattern-inside': 'import $X from "foo"\n...\n' }] },
    code: ["  import a from 'foo';", '> a();', '> function f() { a(); b(); }'],
  },
  {
    name: 'inside require',
    rule: { patterns: [{ pattern: '$X()' }, { 'pattern-inside': 'import $X from "foo"\n...\n' }] },
    code: [
      "  const a = require('foo');",
      '  a();',
      "  import * as b from 'foo';",
      '  b();',
      "  import {c} from 'foo'; c()",
    ],
  },
  {
    name: 'inside either',
    rule: {
      patterns: [
        { pattern: '$X.y()' },
        {
          'pattern-either': [
            { 'pattern-inside': '$X = require("foo")\n...\n' },
            { 'pattern-inside': 'import $X from "foo"\n...\n' },
            { 'pattern-inside': 'import * as $X from "foo"\n...\n' },
          ],
        },
      ],
    },
    code: [
      "  const a = require('foo');",
      '> a.y();',
      "  import * as b from 'foo';",
      '> b.y();',
      "> import c from 'foo'; c.y()",
    ],
  },
  {
    name: 'inside only',
    rule: { patterns: [{ 'pattern-inside': 'function $F(...) { ... }' }] },
    code: ['> function f() { bar(1); }'],
  },
  {
    name: 'inside two',
    rule: {
      patterns: [{ 'pattern-inside': 'function $F(...) { ... }' }, { 'pattern-inside': 'class $X { ... }' }],
    },
    code: ['> class A { m() { bar(1); } }', '> function f() { class B {} }'],
  },
  {
    name: 'inside smaller',
    rule: { patterns: [{ pattern: 'function $F(...) { ... }' }, { 'pattern-inside': 'bar(...)' }] },
    code: ['  bar(function f() { a });', '  function g() { bar(1) }'],
  },
  {
    name: 'either',
    rule: { 'pattern-either': [{ pattern: 'foo($X)' }, { pattern: 'bar($X)' }] },
    code: ['> foo(1);', '> bar(2);', '  baz(3)'],
  },
  {
    name: 'and either',
    rule: {
      patterns: [
        { pattern: '$F($X)' },
        { 'pattern-either': [{ pattern: 'foo(...)' }, { pattern: 'bar(...)' }] },
      ],
    },
    code: ['> foo(1);', '> bar(2);', '  baz(3)'],
  },
  {
    name: 'and same',
    rule: { patterns: [{ pattern: '$F($X)' }, { pattern: 'foo(...)' }] },
    code: ['> foo(1);', '> bar(foo(2));'],
  },
  {
    name: 'and nested larger',
    rule: { patterns: [{ pattern: 'bar(...)' }, { pattern: 'foo(...)' }] },
    code: ['> bar(foo(2));', '> foo(bar(3))'],
  },
  {
    name: 'focus',
    rule: { patterns: [{ pattern: 'foo($X, $Y)' }, { 'focus-metavariable': '$Y' }] },
    code: ['> foo(a, b);'],
  },
  {
    name: 'focus list',
    rule: { patterns: [{ pattern: 'foo($X, $Y)' }, { 'focus-metavariable': ['$X', '$Y'] }] },
    code: ['> foo(a, b);'],
  },
  {
    name: 'focus two',
    rule: {
      patterns: [{ pattern: 'foo($X, $Y)' }, { 'focus-metavariable': '$X' }, { 'focus-metavariable': '$Y' }],
    },
    code: ['  foo(a, b);', '  foo(c,c)'],
  },
  {
    name: 'focus param',
    rule: {
      patterns: [{ 'pattern-inside': 'function $F(..., $X, ...) { ... }' }, { 'focus-metavariable': '$X' }],
    },
    code: ['> function f(a, b: T) { a }'],
  },
  {
    name: 'focus string',
    rule: { patterns: [{ pattern: 'foo("$X")' }, { 'focus-metavariable': '$X' }] },
    code: ["> foo('abc')"],
  },
  {
    name: 'focus fname',
    rule: { patterns: [{ pattern: 'function $F(...) { ... }' }, { 'focus-metavariable': '$F' }] },
    code: ['> function abc() {}'],
  },
  {
    name: 'focus args',
    rule: { patterns: [{ pattern: 'foo($...X)' }, { 'focus-metavariable': '$...X' }] },
    code: ['> foo(a, b)'],
  },
  {
    name: 'cmp',
    rule: {
      patterns: [
        { pattern: 'foo($X)' },
        { 'metavariable-comparison': { metavariable: '$X', comparison: '$X > 10' } },
      ],
    },
    code: [
      '  foo(1);',
      '> foo(11);',
      '  foo(a);',
      '> const n=12; foo(n);',
      "  foo('13');",
      '> foo(5+6);',
      '  foo(-1)',
    ],
  },
  {
    name: 'cmp strip',
    rule: {
      patterns: [
        { pattern: 'foo($X)' },
        { 'metavariable-comparison': { metavariable: '$X', comparison: '$X > 10', strip: true } },
      ],
    },
    code: ["> foo('13');", "  foo('9');", '  foo(11)'],
  },
  {
    name: 'cmp base',
    rule: {
      patterns: [
        { pattern: 'foo($X)' },
        { 'metavariable-comparison': { metavariable: '$X', comparison: '$X >= 8', base: 8 } },
      ],
    },
    code: ['> foo(10);', '  foo(7);', '> foo(0o10);', '> foo(8)'],
    differs: 'numbers in other notations are numbers',
  },
  {
    name: 'cmp int',
    rule: {
      patterns: [{ pattern: 'foo($X)' }, { 'metavariable-comparison': { comparison: 'int($X) > 10' } }],
    },
    code: ["> foo('13');", "  foo('9');", '  foo(11)'],
  },
  {
    name: 'cmp str',
    rule: {
      patterns: [{ pattern: 'foo($X)' }, { 'metavariable-comparison': { comparison: 'str($X) == "a"' } }],
    },
    code: ["> foo('a');", '> foo(a);', '  foo(b)'],
  },
  {
    name: 'cmp str2',
    rule: { patterns: [{ pattern: 'foo($X)' }, { 'metavariable-comparison': { comparison: '$X == "a"' } }] },
    code: ["> foo('a');", '  foo(a);', '  foo(b)'],
  },
  {
    name: 'cmp two',
    rule: {
      patterns: [{ pattern: 'foo($X, $Y)' }, { 'metavariable-comparison': { comparison: '$X > $Y * 2' } }],
    },
    code: ['> foo(5,2);', '  foo(4,2)'],
  },
  {
    name: 'cmp re',
    rule: {
      patterns: [
        { pattern: 'foo($X)' },
        { 'metavariable-comparison': { comparison: 're.match("a.*", str($X))' } },
      ],
    },
    code: ['> foo(abc);', "> foo('abc');", '  foo(b)'],
  },
  {
    name: 'cmp in',
    rule: {
      patterns: [{ pattern: 'foo($X)' }, { 'metavariable-comparison': { comparison: '$X in [1, 2]' } }],
    },
    code: ['  foo(1);', '  foo(3)'],
  },
  {
    name: 'cmp notin',
    rule: {
      patterns: [
        { pattern: 'foo($X)' },
        { 'metavariable-comparison': { comparison: 'not ($X == 1 or $X == 3)' } },
      ],
    },
    code: ['  foo(1);', '> foo(2)'],
  },
  {
    name: 'mpattern',
    rule: {
      patterns: [
        { pattern: 'foo($X)' },
        { 'metavariable-pattern': { metavariable: '$X', pattern: 'bar(...)' } },
      ],
    },
    code: ['> foo(bar(1));', '> foo(q(bar(1)));', '  foo(q)'],
  },
  {
    name: 'mpattern either',
    rule: {
      patterns: [
        { pattern: 'foo($X)' },
        {
          'metavariable-pattern': {
            metavariable: '$X',
            'pattern-either': [{ pattern: 'bar(...)' }, { pattern: 'q' }],
          },
        },
      ],
    },
    code: ['> foo(bar(1));', '> foo(q(bar(1)));', '> foo(q)'],
  },
  {
    name: 'mpattern not',
    rule: {
      patterns: [
        { pattern: 'foo($X)' },
        { 'metavariable-pattern': { metavariable: '$X', patterns: [{ 'pattern-not': 'bar(...)' }] } },
      ],
    },
    code: ['  foo(bar(1));', '> foo(q(bar(1)));', '> foo(q)'],
  },
  {
    name: 'mpattern not str',
    rule: {
      patterns: [
        { pattern: 'foo($X)' },
        { 'metavariable-pattern': { metavariable: '$X', patterns: [{ 'pattern-not': '"..."' }] } },
      ],
    },
    code: ["  foo('a');", '> foo(b);', "  const k='s';foo(k)"],
  },
  {
    name: 'mpattern notinside',
    rule: {
      patterns: [
        { pattern: 'foo($X)' },
        { 'metavariable-pattern': { metavariable: '$X', patterns: [{ 'pattern-not-inside': 'bar(...)' }] } },
      ],
    },
    code: ['  foo(bar(1));', '> foo(q(bar(1)));', '> foo(q)'],
  },
  {
    name: 'mpattern notregex',
    rule: {
      patterns: [
        { pattern: 'foo($X)' },
        { 'metavariable-pattern': { metavariable: '$X', patterns: [{ 'pattern-not-regex': 'b.r' }] } },
      ],
    },
    code: ['  foo(bar(1));', '  foo(q(bar(1)));', '> foo(q)'],
  },
  {
    name: 'mpattern regex',
    rule: {
      patterns: [
        { pattern: 'foo($X)' },
        { 'metavariable-pattern': { metavariable: '$X', 'pattern-regex': 'b.r' } },
      ],
    },
    code: ['> foo(bar(1));', '> foo(q(bar(1)));', '  foo(q)'],
  },
  {
    name: 'mpattern bind',
    rule: {
      patterns: [
        { pattern: 'foo($X)' },
        { 'metavariable-pattern': { metavariable: '$X', pattern: 'bar($Y)' } },
      ],
    },
    code: ['> foo(bar(1));', '> foo(bar(2));'],
  },
  {
    name: 'mpattern fn',
    rule: {
      patterns: [
        { pattern: 'foo($X)' },
        { 'metavariable-pattern': { metavariable: '$X', pattern: '(...) => { ... bar(); ... }' } },
      ],
    },
    code: ['> foo(() => { bar() });', '  foo(() => { q() });'],
  },
  {
    name: 'mpattern id',
    rule: {
      patterns: [
        { pattern: '$F($X)' },
        {
          'metavariable-pattern': {
            metavariable: '$F',
            'pattern-either': [{ pattern: 'foo' }, { pattern: '$Y.bar' }],
          },
        },
      ],
    },
    code: ['> foo(1);', '> a.bar(2);', '  baz(3)'],
  },
  {
    name: 'mpattern propname',
    rule: {
      patterns: [
        { pattern: '$X.$F(...)' },
        {
          'metavariable-pattern': {
            metavariable: '$F',
            'pattern-either': [{ pattern: 'foo' }, { pattern: 'bar' }],
          },
        },
      ],
    },
    code: ['> a.foo(1);', '> a.bar(2);', '  a.baz(3)'],
  },
  {
    name: 'mpattern str lang',
    rule: {
      patterns: [
        { pattern: 'foo("$X")' },
        { 'metavariable-pattern': { metavariable: '$X', language: 'js', pattern: 'eval(...)' } },
      ],
    },
    code: ["> foo('eval(1)');", "  foo('q')"],
  },
  {
    name: 'mpattern str regex lang',
    rule: {
      patterns: [
        { pattern: 'foo($X)' },
        { 'metavariable-pattern': { metavariable: '$X', language: 'regex', 'pattern-regex': 'ev' } },
      ],
    },
    code: ["> foo('eval(1)');", "  foo('q');", '  foo(eval)'],
  },
  {
    name: 'mpattern str regex lang anchor',
    rule: {
      patterns: [
        { pattern: 'foo($X)' },
        { 'metavariable-pattern': { metavariable: '$X', language: 'regex', 'pattern-regex': '^ev' } },
      ],
    },
    code: ["> foo('eval(1)');", "  foo('q');", '  foo(eval)'],
  },
  {
    name: 'mtype',
    rule: {
      patterns: [{ pattern: 'foo($X)' }, { 'metavariable-type': { metavariable: '$X', type: 'Bar' } }],
    },
    code: [
      '> const a: Bar = q; foo(a);',
      '  foo(b);',
      '> function f(c: Bar) { foo(c) }',
      '  function g(d: Baz) { foo(d) }',
    ],
    extension: 'ts',
  },
  {
    name: 'mtype str',
    rule: {
      patterns: [
        { pattern: 'foo($X)' },
        { 'metavariable-type': { metavariable: '$X', types: ['string', 'number'] } },
      ],
    },
    code: ['> const a: string = q; foo(a);', "> foo('b');", '> foo(1);', '  function g(d: Baz) { foo(d) }'],
    extension: 'ts',
  },
  {
    name: 'not inside',
    rule: { patterns: [{ pattern: 'bar(...)' }, { 'pattern-not-inside': 'function $F(...) { ... }' }] },
    code: ['  function f() { bar(1); }', '> bar(2);'],
  },
  {
    name: 'not inside seq',
    rule: { patterns: [{ pattern: 'bar($X)' }, { 'pattern-not-inside': 'check($X);\n...' }] },
    code: ['  check(a);', '  bar(a);', '> bar(b)'],
  },
  {
    name: 'state2',
    rule: {
      patterns: [{ pattern: '$Y($X);' }, { 'pattern-inside': 'const [$X, $Y] = useState(...);\n...\n' }],
    },
    code: [
      "  import React, {useState} from 'react';",
      '  function A() {',
      '  const [a, setA] = useState(false);',
      '  foo();',
      '>  return <a onClick={() => { setA(a); }}/>',
      '  }',
    ],
  },
  {
    name: 'path',
    rule: {
      patterns: [
        { pattern: 'path.join(...,$X,...)' },
        { 'pattern-inside': "import 'path';\n...\n" },
        { 'focus-metavariable': '$X' },
      ],
    },
    code: [
      "  const path = require('path')",
      "  const express = require('express')",
      '  ',
      "  app.get('/t', (req, res) => {",
      '>  var e = path.join(a.b, req.c);',
      '  })',
    ],
  },
  {
    name: 'not deep',
    rule: {
      patterns: [{ pattern: '$X = $Y;\n$X = $A;' }, { 'pattern-not': '$X = $Y;\n$X = <... $X ...>;' }],
    },
    code: [
      '> a.b = foo(1);',
      "  a.b = foo('x');",
      '> c.d = s.t(u);',
      '  ',
      "  c.d = s.t('lit');",
      '> function q() { z.d = s.t(u.h);',
      "   z.d = s.t('lit');",
      '   }',
    ],
  },
  {
    name: 'float',
    rule: {
      patterns: [
        { pattern: 'foo($X)' },
        { 'metavariable-pattern': { metavariable: '$X', patterns: [{ 'pattern-not': '($A: float)' }] } },
      ],
    },
    code: ['  foo(1);', '> foo(a);', "> foo('s');", '  const n = 2; foo(n)'],
  },
];

describe('formulas', () => {
  for (const { name, rule, code, extension, differs } of rows)
    it(`${name}${differs === undefined ? '' : ` (${differs})`}`, () => {
      assertMarked(rule, code, extension);
    });
});
