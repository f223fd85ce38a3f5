/**
 * Patterns, each with code that it matches and code that it does not. Every row was compared with Semgrep 1.182; where
 * we differ on purpose, `differs` says what we do.
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the tables hold code, and code has templates.
import { assertMarked, type MarkedCode } from './match-cases.ts';

interface Row {
  readonly pattern: string;
  readonly code: MarkedCode;
  readonly extension?: string;
  readonly differs?: string;
}

const tables: Readonly<Record<string, readonly Row[]>> = {
  'imports and modules': [
    {
      pattern: '$X.exec(...)',
      code: ["  import {exec} from 'child_process';", '> exec(a);', '> foo.exec(b)'],
    },
    {
      pattern: 'child_process.$F(...)',
      code: [
        "  import {exec as e} from 'child_process';",
        '> e(a);',
        "> import * as z from 'child_process'; z.spawn(b)",
      ],
    },
    {
      pattern: 'express()',
      code: [
        "  import ex from 'express';",
        '> ex();',
        "  const e2=require('express');",
        '> e2();',
        "  import * as e3 from 'express';",
        '> e3()',
      ],
      differs: 'a default import stands for the module too, as `esModuleInterop` has it',
    },
    {
      pattern: 'child_process.exec(...)',
      code: [
        "  const {exec: x, spawn} = require('child_process');",
        '> x(1);',
        '  spawn(2);',
        "  const cp = require('child_process');",
        '> cp.exec(4);',
        '  const {exec} = cp;',
        '  exec(7)',
      ],
    },
    {
      pattern: 'foo.baz(...)',
      code: [
        "  import {baz} from './foo';",
        '> baz(1);',
        "  import {baz as b2} from '../x/foo';",
        '> b2(1);',
      ],
    },
    { pattern: 'core.baz(...)', code: ["  import {baz} from '@x/core';", '> baz(1);'] },
    {
      pattern: 'express.foo(...)',
      code: ["  import ex from 'express';", '> ex.foo();', '  ex();'],
      differs: 'a default import stands for the module too',
    },
    {
      pattern: '$F(express)',
      code: ["  import ex from 'express';", '> f(ex);', '> g(express)'],
      differs: 'a default import stands for the module too',
    },
    {
      pattern: 'new express(...)',
      code: ["  import ex from 'express';", '> new ex();'],
      differs: 'a default import stands for the module too',
    },
    {
      pattern: 'import $X from "foo"',
      code: [
        "> import a from 'foo';",
        "  import {b} from 'foo';",
        "  import * as c from 'foo';",
        "> import d, {e} from 'foo';",
        "  import 'foo';",
        "  const f = require('foo')",
      ],
    },
    {
      pattern: 'import {$X} from "foo"',
      code: [
        "> import a from 'foo';",
        "> import {b} from 'foo';",
        "> import {b, c} from 'foo';",
        "> import {b as z} from 'foo';",
        "> import d, {e} from 'foo';",
      ],
    },
    {
      pattern: 'import * as $X from "foo"',
      code: [
        "  import a from 'foo';",
        "  import {b} from 'foo';",
        "> import * as c from 'foo';",
        "> import type * as d from 'foo'",
      ],
    },
    {
      pattern: 'import "foo"',
      code: ["> import a from 'foo';", "> import 'foo';", "> import {b} from 'foo'"],
    },
    {
      pattern: 'import {b} from "$X"',
      code: [
        "  import a from 'foo';",
        "> import {b} from 'foo';",
        "> import {b as c, d} from 'bar';",
        "> import type {b} from 'e'",
      ],
    },
    {
      pattern: 'import {..., b, ...} from "foo"',
      code: ["> import {b} from 'foo';", "> import {a,b,c} from 'foo';", "> import {b as c, d} from 'foo'"],
    },
    {
      pattern: 'import {b as $X} from "foo"',
      code: ["  import {b} from 'foo';", "> import {b as c, d} from 'foo'"],
    },
    {
      pattern: 'const $X = require("foo")',
      code: [
        "  import a from 'foo';",
        "> const b = require('foo');",
        "  let c = require('foo');",
        "  const {d} = require('foo')",
      ],
    },
    {
      pattern: '$X = require("foo")',
      code: [
        "  import a from 'foo';",
        "> const b = require('foo');",
        "> let c = require('foo');",
        "> const {d} = require('foo');",
        "  import z = require('foo')",
      ],
    },
    {
      pattern: 'require("foo")',
      code: [
        "  import a from 'foo';",
        "> const b = require('foo');",
        "> x(require('foo'));",
        "> const {d} = require('foo')",
      ],
    },
    {
      pattern: 'import $X from "foo"',
      code: [
        "> import a from 'foo';",
        "> import b from 'foo/bar';",
        "  import c from 'foobar';",
        "  import d from './foo';",
        "  import e from 'x/foo'",
      ],
    },
    {
      pattern: 'import "foo"',
      code: [
        "> import a from 'foo';",
        "> import b from 'foo/bar';",
        "> import {c} from 'foo/baz';",
        "> import 'foo/q';",
        "> const r = require('foo');",
        "> const {s} = require('foo');",
        "> import t = require('foo');",
        "  require('foo');",
        "  const u = await import('foo');",
        "  let v = require('foo').w;",
        "  var y = require('foo/x')",
      ],
    },
    {
      pattern: 'import * as $X from "foo"',
      code: [
        "  import a from 'foo';",
        "> import * as c from 'foo';",
        "  const r = require('foo');",
        "  const {s} = require('foo');",
        "> import t = require('foo');",
      ],
    },
    {
      pattern: 'import $X from "foo"',
      code: [
        "> import a from 'foo';",
        "  import * as c from 'foo';",
        "  const r = require('foo');",
        "  const {s} = require('foo');",
        "  import t = require('foo');",
      ],
    },
    {
      pattern: 'const {$X} = require("foo")',
      code: [
        "  import {a} from 'foo';",
        "> const {s} = require('foo');",
        "  const {u: w} = require('foo')",
        "  let {s2} = require('foo');",
      ],
    },
    { pattern: 'require("foo");\n...\nbar()', code: ["  import a = require('foo');", '  bar();'] },
    {
      pattern: 'require("foo");',
      code: [
        "  import a = require('foo');",
        "> const b = require('foo');",
        "> require('foo');",
        "> c(require('foo'));",
        "  import 'foo';",
        "> const {d} = require('foo');",
      ],
    },
    { pattern: 'require("foo")\n...\n', code: ["> const a = require('foo');", '  bar();'] },
    { pattern: '$X = require("foo")\n...\n', code: ["> const {a} = require('foo');", '  bar();'] },
    {
      pattern: 'var $X = ...',
      code: [
        "> const {a} = require('foo');",
        '> const {b} = foo();',
        '> const [c] = foo();',
        '  let d;',
        "> const e = require('x');",
        '> const {f, g} = await foo();',
        '> var h = 1, i = 2;',
      ],
    },
    {
      pattern: 'new a.B(...)',
      code: [
        '> new a.B();',
        "  import {B} from 'a';",
        '> new B();',
        "  import * as z from 'a';",
        '> new z.B()',
      ],
    },
  ],
  JSX: [
    {
      pattern: '<div />',
      code: [
        '> a=<div/>;',
        '> b=<div></div>;',
        "> c=<div a='b'/>;",
        '> d=<div>x</div>;',
        '> e=<p><div/></p>;',
        '  f=<Div/>',
      ],
    },
    {
      pattern: '<div ...>...</div>',
      code: [
        '> a=<div/>;',
        '> b=<div></div>;',
        "> c=<div a='b'/>;",
        '> d=<div>x</div>;',
        '> e=<p><div/></p>;',
      ],
    },
    {
      pattern: '<div></div>',
      code: [
        '> a=<div/>;',
        '> b=<div></div>;',
        "> c=<div a='b'/>;",
        '> d=<div>x</div>;',
        '> e=<p><div/></p>;',
      ],
    },
    {
      pattern: '<$E ... dangerouslySetInnerHTML={$X} ... />',
      code: [
        '> a=<div dangerouslySetInnerHTML={x}/>;',
        "> b=<div a='c' dangerouslySetInnerHTML={{__html: q}} z>t</div>;",
        '  c=<p/>;',
        '> d=<A.B dangerouslySetInnerHTML={x}/>;',
        "> e=<div dangerouslySetInnerHTML='s'/>",
      ],
    },
    {
      pattern: '<a href="$X" />',
      code: [
        "> a=<a href='x'/>;",
        "> b=<a href={'y'}/>;",
        '  c=<a href={z}/>;',
        "> d=<a href='x' target='q'>t</a>;",
        '  e=<a/>',
      ],
    },
    {
      pattern: '<a href="..." />',
      code: [
        "> a=<a href='x'/>;",
        "> b=<a href={'y'}/>;",
        '  c=<a href={z}/>;',
        "> const u='lit'; d=<a href={u}/>",
      ],
    },
    { pattern: '<$E {...$X} />', code: ['> a=<a {...p}/>;', "> b=<a b='c' {...p}>q</a>;", '  c=<a/>'] },
    {
      pattern: '<div>{$X}</div>',
      code: [
        '> a=<div>{x}</div>;',
        '  b=<div>a {x}</div>;',
        '> c=<div>{x} {y}</div>;',
        '> d=<div>',
        '   {x}',
        '  </div>;',
        '  e=<div><b>{x}</b></div>',
      ],
    },
    {
      pattern: '<div>... {$X} ...</div>',
      code: [
        '> a=<div>{x}</div>;',
        '> b=<div>a {x}</div>;',
        '> c=<div>{x} {y}</div>;',
        '> d=<div>',
        '   {x}',
        '  </div>;',
        '  e=<div><b>{x}</b></div>',
      ],
    },
    {
      pattern: '<input disabled />',
      code: ['> a=<input disabled/>;', '> b=<input disabled={true}/>;', "  c=<input a disabled='x'/>"],
    },
    { pattern: '<$X />', code: ['> a=<input disabled/>;', '> b=<A.B/>;', '  c=<></>;', '> d=<p>q</p>'] },
    { pattern: '<>...</>', code: ['> c=<></>;', '  d=<p>q</p>;', '> e=<>a</>'] },
    { pattern: '$X(...)', code: ['> a=<input onClick={() => foo(1)}/>;'] },
    {
      pattern: '<div>hello</div>',
      code: ['> a=<div>hello</div>;', '> b=<div> hello </div>;', '  c=<div>hello world</div>'],
      differs: 'layout around text does not count',
    },
    {
      pattern: '<a.B />',
      code: ["  import {B} from 'a';", '> x=<B/>;', "  import * as a from 'a';", '> y=<a.B/>'],
      differs: 'components are names too',
    },
    {
      pattern: '<$E>$X</$E>',
      code: ['> a=<b>hello</b>;', '  b=<b>{c}</b>;', '  d=<b><i/></b>;', '> e=<b>x{y}</b>;', '  f=<b/>'],
    },
  ],
  'classes, decorators and types': [
    {
      pattern: '$F(...) { ... }',
      code: [
        '> class A { m(a) { bar() }',
        '>  async k() {}',
        '  }',
        '> const o = { m() { bar() } }',
        '  function f() {}',
      ],
    },
    {
      pattern: 'class $X { ... }',
      code: [
        '> class A {}',
        '> class B extends C {}',
        '> export class D implements E {}',
        '  const e = class {};',
        '> export default class F {}',
        '> abstract class G {}',
        '> @Dec() class H {}',
      ],
    },
    {
      pattern: 'class $X extends $Y { ... }',
      code: [
        '  class A {}',
        '> class B extends C {}',
        '> export class D extends E {}',
        '  const e = class extends X {};',
        '> class G extends a.b {}',
        '> class I extends J implements K {}',
        '> class Q extends f(x) {}',
      ],
    },
    {
      pattern: 'class $X implements $Y { ... }',
      code: [
        '  class A {}',
        '> class D implements E {}',
        '  class B extends C {}',
        '> class D implements E, G {}',
      ],
    },
    {
      pattern: 'class $X { ... foo(...) { ... } ... }',
      code: [
        '> class A { foo() {} }',
        '> class B { a; foo(x) {q()} b() {} }',
        '  class C { bar() {} }',
        '> class D { async foo() {} }',
        '> class E { static foo() {} }',
        '> class F { foo = () => {} }',
      ],
    },
    {
      pattern: 'class $X { a() {...} b() {...} }',
      code: [
        '> class A { a() {} b() {} }',
        '> class B { b() {} a() {} }',
        '> class C { a() {} b() {} c() {} }',
        '> class D { a() {} x; b() {} }',
      ],
    },
    {
      pattern: '@Foo(...) class $X { ... }',
      code: [
        '> @Foo() class A {}',
        '> @Foo({a: 1}) @Bar class B {}',
        '  @Bar class C {}',
        '> @Foo class D {}',
        '> @Foo()',
        '  export class E {}',
        '> export @Foo() class G {}',
      ],
    },
    {
      pattern: 'class $X { ... @Get(...) $F(...) { ... } ... }',
      code: [
        '> class A { @Get() foo() {} }',
        "> class B { @Get('x') @Use(q) async bar(@Req() r) { return 1 } }",
        '  class C { @Post() foo() {} }',
      ],
    },
    {
      pattern: '@Get(...) $F(...) { ... }',
      code: [
        '> class A { @Get() foo() {} }',
        "> class B { @Get('x') @Use(q) async bar(@Req() r) { return 1 } }",
        '  class C { @Post() foo() {} }',
      ],
    },
    {
      pattern: 'Get(...)',
      code: [
        '> class A { @Get() foo() {} }',
        "> class B { @Get('x') @Use(q) async bar(@Req() r) { return 1 } }",
        '> Get()',
      ],
    },
    {
      pattern: '$F(@Req() $X) { ... }',
      code: ['> class B { async bar(@Req() r) { return 1 }', '   baz(q) {} }'],
    },
    {
      pattern: '$F(..., @Req() $X, ...) { ... }',
      code: ['> class B { async bar(@Req() r, z) { return 1 }', '   baz(q) {} }'],
    },
    {
      pattern: 'function $F($X: Request, ...) { ... }',
      code: [
        '> function f(a: Request) {}',
        '  function g(a) {}',
        '  function h(a: Response) {}',
        '  function i(a: express.Request) {}',
        '> function j(a?: Request) {}',
        '> function k(a: Request = z) {}',
      ],
    },
    {
      pattern: 'function $F($X) { ... }',
      code: [
        '> function f(a: Request) {}',
        '> function g(a) {}',
        '> function h(a = 1) {}',
        '> function i({a}) {}',
        '> function j(...a) {}',
        '> function k(a?) {}',
        '> function l(this: X) {}',
      ],
    },
    { pattern: 'function $F(...): Foo { ... }', code: ['> function f(): Foo {}', '  function g() {}'] },
    {
      pattern: 'foo(($X: Bar))',
      code: [
        '> const a: Bar = 1; foo(a);',
        '> function f(b: Bar) { foo(b); }',
        '  foo(c);',
        '> const d = new Bar(); foo(d);',
        '> foo(x as Bar);',
        '> class K { constructor(private q: Bar) {} m() { foo(this.q) } }',
        '> let e: Bar; foo(e);',
        '  let g: Bar | null; foo(g)',
      ],
      extension: 'ts',
      differs: 'parameter properties have types too',
    },
    {
      pattern: 'foo(($X: string))',
      code: [
        '> const a: string = q; foo(a);',
        "> foo('x');",
        "> const b = 'z'; foo(b);",
        '  foo(`q${a}`);',
        "  foo(1 + 'x');",
        '  foo(c)',
      ],
      extension: 'ts',
    },
    {
      pattern: 'class $X { constructor(...) { ... } }',
      code: ['> class A { constructor() {} }', '  class B {}'],
    },
    {
      pattern: 'class $X { $A = foo(); }',
      code: [
        '> class A { b = foo() }',
        '  class B { c = 1 }',
        '> class D { private readonly d: T = foo(); e() {} }',
      ],
    },
    {
      pattern: 'interface $X { ... }',
      code: ['> interface A {}', '> interface B extends C { d: string }', '  type D = {}'],
      differs: 'type declarations are no patterns of Semgrep',
    },
    {
      pattern: 'type $X = ...',
      code: ['  interface A {}', '> type D = {}', '> type E = string'],
      differs: 'type declarations are no patterns of Semgrep',
    },
    {
      pattern: 'enum $X { ... }',
      code: ['> enum A { B }', '> const enum C { D }'],
      differs: 'type declarations are no patterns of Semgrep',
    },
    {
      pattern: 'namespace $X { ... }',
      code: ['> namespace A { b() }', "> declare module 'x' {}"],
      differs: 'namespaces are matched as such',
    },
    { pattern: 'this.#x', code: ['> class A { #x; m() { this.#x } }'] },
    {
      pattern: 'class $X { get $F() { ... } }',
      code: ['> class A { get b() { return 1 } }', '  class B { b() {} }', '  class C { set b(x) {} }'],
    },
    {
      pattern: 'class $X { static $F() { ... } }',
      code: ['> class A { static b() { return 1 } }', '  class B { b() {} }'],
    },
    { pattern: 'const $X: $T = $Y', code: ['> const a: Foo = 1;', '  const b = 2;', '  let c: D = 3'] },
    {
      pattern: '@Foo',
      code: [
        '> @Foo class A {}',
        '> @Foo() class B {}',
        '  @Foo(1) class D {}',
        '> class C { @Foo x; @Foo() m() {} }',
      ],
      differs: 'a decorator alone is a pattern',
    },
    {
      pattern: 'function $F(...) { ... foo(); ... }',
      code: [
        '> class A { constructor(a) { foo(); } get b() { foo() } set c(d) { foo() } static e() { foo() } }',
      ],
    },
    {
      pattern: 'foo(($X: number))',
      code: [
        '> foo(1);',
        '  foo(a);',
        "  foo('s');",
        '> const n = 2; foo(n);',
        '> const m: number = q; foo(m)',
      ],
      extension: 'ts',
    },
    {
      pattern: '(req: Request, $X) => {...}',
      code: ['> const a = (req: Request, res: Response) => {};', '  const b = (req, res) => {};'],
    },
  ],
  functions: [
    {
      pattern: 'function $F(...) { ... bar(); ... }',
      code: [
        '> function f(){ a(); if (x) { bar(); } c() }',
        '  const g = function(){ bar() }',
        '  const h = () => { bar() }',
        '> class A { m() { bar() } }',
        '> const o = { m() { bar() } }',
        '  export default function() { bar() }',
        '  const k = () => bar()',
        '> async function z() { bar() }',
        '> function* y() { bar() }',
        '> function rr() { return bar() }',
      ],
    },
    {
      pattern: 'function (...) { ... }',
      code: [
        '  function f(){ a(); }',
        '> const g = function(){ bar() }',
        '> const h = () => { bar() }',
        '  class A { m() { bar() } }',
        '  const o = { m() { bar() } }',
        '> export default function() { bar() }',
        '> const k = () => bar()',
      ],
    },
    {
      pattern: 'function ...(...) { ... }',
      code: [
        '> function f(){ a(); }',
        '> const g = function(){ bar() }',
        '> const h = () => { bar() }',
        '> class A { m() { bar() } }',
        '> const o = { m() { bar() } }',
        '> export default function() { bar() }',
        '> const k = () => bar()',
      ],
    },
    {
      pattern: '(...) => { ... }',
      code: [
        '  function f(){ a(); }',
        '> const g = function(){ bar() }',
        '> const h = () => { bar() }',
        '  class A { m() { bar() } }',
        '  const o = { m() { bar() } }',
        '> const k = () => bar()',
        '> const z = async () => { }',
      ],
    },
    {
      pattern: '(...) => bar()',
      code: ['  const h = () => { bar() }', '> const h2 = () => { return bar() }', '> const k = () => bar()'],
    },
    {
      pattern: 'export const $X = $Y',
      code: ['> export const a = 1;', '  const b = 2;', '  export let c = 3'],
    },
    {
      pattern: 'export default $X',
      code: ['> export default foo;', '> export default function f() {}', '> export default class {}'],
    },
    {
      pattern: 'export function $F(...) { ... }',
      code: [
        '> export function f() {}',
        '  function g() {}',
        '> export async function h() {}',
        '  export default function i() {}',
      ],
    },
    {
      pattern: 'export async function $F(...) { ... }',
      code: [
        '  export function f() {}',
        '  async function g() {}',
        '> export async function h() {}',
        '  export default async function i() {}',
      ],
    },
    {
      pattern: 'async function $F(...) { ... }',
      code: ['  function f() {}', '> async function g() {}', '> export async function h() {}'],
    },
    {
      pattern: 'function $F(..., $X, ...) { ... foo($X); ... }',
      code: [
        '> function f(a, b) { foo(a); }',
        '> function g(a, b) { if (q) { foo(b) } }',
        '  function h(a) { const c = a; foo(c) }',
        '> function i(a) { return foo(a) }',
        '> function j(a) { x = () => foo(a); }',
      ],
    },
    { pattern: '$X => $Y', code: ['> a => b;', '> (a) => b;', '  (a, b) => c;', '> async a => b'] },
    {
      pattern: 'foo(function($X) { ... })',
      code: [
        '> foo(function(a) {});',
        '> foo((a) => {});',
        '> foo(async a => b);',
        '> foo(function bar(a) {})',
      ],
    },
    {
      pattern: 'foo(function $F($X) { ... })',
      code: ['> foo(function(a) {});', '> foo((a) => {});', '> foo(function bar(a) {})'],
    },
    { pattern: 'foo();', code: ['> const a = () => foo();', '> b.map(x => foo(x) || foo())'] },
    {
      pattern: 'Query: {\n $M(a, b) { ... return $X(...) } }',
      code: [
        '> const r = { Query: { m(a, b) { const x = 1; return foo(x) } } };',
        '> const s = { Query: { async n(a, b) { return foo(x) } } };',
        '> const t = { Query: { n: (a, b) => { return foo(x) } } };',
      ],
    },
    {
      pattern: 'function $F(...) { ... async function $G(...) { ... } ... }',
      code: [
        '> function f() { async function g() {} }',
        '  function h() { function g() {} }',
        '> function i() { x(); async function g(a) { return 1 } return 2 }',
      ],
    },
    {
      pattern: 'x => foo(x)',
      code: ['> a(x => foo(x));', '> b(x => { return foo(x) });', '> c(function(x) { return foo(x) })'],
    },
    { pattern: 'function $F() {}', code: ['> function a() {}', '  function b() { c }'] },
    {
      pattern: '$D = args.$V;\n...\nasync function $I(...) { ... }\n...\nreturn $I(..., $D, ...)',
      code: [
        '  function m(args) {',
        '>  url = args.url;',
        '   async function g(url) { try { x } catch(e) {} }',
        '   return g(url)',
        '  }',
      ],
    },
    {
      pattern: 'foo(..., ($X) => {...}, ...)',
      code: ['> foo((a) => {});', '> foo(1, a => b, 2);', '> foo(function(a){})'],
    },
    {
      pattern: 'throw new Error(...)',
      code: ["> throw new Error('a');", '> function f() { throw new Error() }', '  throw e'],
    },
  ],
  statements: [
    {
      pattern: 'foo();',
      code: [
        '> foo();',
        '> x = foo();',
        '> return foo();',
        '  if (foo()) {}',
        '> const y = foo();',
        '> bar(foo());',
        '> foo()',
      ],
    },
    {
      pattern: 'const $X = foo()',
      code: [
        '> const a = foo();',
        '  let b = foo();',
        '  var c = foo()',
        '  d = foo();',
        '> export const e = foo();',
        '> const f = foo(), g = 1, h = foo();',
      ],
    },
    {
      pattern: 'var $X = foo()',
      code: ['> const a = foo();', '> let b = foo();', '> var c = foo()', '  d = foo();'],
    },
    {
      pattern: 'let $X = foo()',
      code: ['  const a = foo();', '> let b = foo();', '  var c = foo()', '  d = foo();'],
    },
    {
      pattern: 'foo();\n...\nbar();',
      code: ['> foo();', '  x();', '  bar();', '  y();', '  bar();', '  if (a) { bar(); z(); }'],
    },
    { pattern: 'foo();\n...\nbar();', code: ['> foo();', '  if (a) { bar(); z(); }', '  q();'] },
    { pattern: 'foo();\n...\nbar();', code: ['> foo();', '  g(() => { bar(); z(); });', '  q();'] },
    { pattern: 'foo();\n...\nbar();', code: ['> foo();', '  function h() { bar(); z(); }', '  q();'] },
    { pattern: 'foo();\n...\nbar();', code: ['> function f() { foo();', '  return 1 + bar();', '  }'] },
    { pattern: 'foo();\n...\nbar();', code: ['  function f() { foo();', '  if (bar()) { q() }', '  }'] },
    { pattern: 'foo();\n...', code: ['  a();', '> foo();', '  b();', '  c();'] },
    { pattern: '...\nfoo();', code: ['> a();', '> foo();', '  b();', '  c();'] },
    {
      pattern: 'foo("abc")',
      code: [
        "  const a = 'abc';",
        '> foo(a);',
        "  let b = 'abc';",
        '> foo(b);',
        "  b = 'd';",
        '  foo(b);',
        "> foo('a' + 'bc');",
        '> foo(`abc`);',
        "  const z = 'a' + 'bc';",
        '> foo(z);',
        '> function f() { foo(a); }',
        "> foo(`ab${'c'}`);",
        "  const o = {k: 'abc'};",
        '  foo(o.k);',
        "> let w; if (q) { w = 'abc' } foo(w)",
      ],
    },
    {
      pattern: 'foo("...")',
      code: [
        "  const a = 'abc';",
        '> foo(a);',
        "  let b = 'abc';",
        '> foo(b);',
        '  b = d;',
        '  foo(b);',
        "> foo('a' + 'bc');",
        '> foo(`abc`);',
        '  foo(`ab${q}`);',
        "  foo('x' + y);",
        "  let w; if (q) { w = 'abc' } else { w = 'q' }",
        '>  foo(w);',
        "> class A { k = 'abc'; m() { foo(this.k) } }",
        '  const e = E.X; foo(e);',
        "  enum E { X = 'a' }",
        '  foo(E.X);',
        "  function g(p = 'abc') { foo(p) }",
      ],
    },
    { pattern: 'if ($X) $Y', code: ['> if (a) b;', '> if (a) { b }', '> if (a) { b; c }'] },
    {
      pattern: 'if ($X) { $Y }',
      code: ['> if (a) b;', '> if (a) { b }', '  if (a) { b; c }', '> if (a) { return 1 }'],
    },
    {
      pattern: 'if ($X) { $Y; ... }',
      code: ['  if (a) b;', '> if (a) { b }', '> if (a) { b; c }', '> if (a) { return 1 }'],
    },
    {
      pattern: 'if ($X) { foo() } else { $Y }',
      code: ['  if (a) { foo() }', '> if (a) { foo() } else { c }', '> if (a) foo(); else if (b) { q() }'],
    },
    {
      pattern: 'return $X',
      code: ['> function f() { return 1; }', '  function g() { return; }', '> const h = () => 3;'],
    },
    {
      pattern: 'return $X;',
      code: ['> function f() { return 1; }', '  function g() { return; }', '> const h = () => 3;'],
    },
    { pattern: 'return ...;', code: ['> function f() { return 1; }', '> function g() { return; }'] },
    { pattern: 'return;', code: ['  function f() { return 1; }', '> function g() { return; }'] },
    {
      pattern: 'try { ... } catch ($X) { ... }',
      code: [
        '> try { a } catch (e) { b }',
        '> try { a } catch { b }',
        '  try { a } finally { c }',
        '  try { a } catch (e) { b } finally { d }',
      ],
    },
    {
      pattern: 'try { ... foo(); ... } catch ($X) { ... $Y($X); ... }',
      code: [
        '> try { a; foo() } catch (e) { log(e) }',
        '  try { a } catch { b }',
        '  try { foo() } catch (e) { b } finally { d }',
      ],
    },
    { pattern: 'catch ($X) { ... }', code: ['> try { a } catch (e) { b }', '> try { a } catch { b }'] },
    {
      pattern: 'switch ($X) { case "a": ... }',
      code: [
        "> switch (q) { case 'a': x(); break; case 'b': y(); }",
        "> switch (q) { case 'a': z(); }",
        "  switch (q) { case 'b': z(); }",
      ],
    },
    {
      pattern: 'switch ($X) { ... case "a": foo(); ... }',
      code: [
        "> switch (q) { case 'a': foo(); break; case 'b': y(); }",
        "> switch (q) { case 'a': foo(); }",
        "  switch (q) { case 'b': z(); }",
        "> switch (q) { case 'b': z(); case 'a': foo() }",
      ],
      differs: '`...` between cases is no syntax of Semgrep',
    },
    {
      pattern: 'for (let $X = 0; ...; ...) { ... }',
      code: ['> for (let i=0;i<n;i++) { a }', '  for (var i=0;;) {}', '  for (const x of y) {}'],
    },
    {
      pattern: 'for (...) { ... }',
      code: [
        '> for (let i=0;i<n;i++) { a }',
        '> for (var i=0;;) {}',
        '> for (const x of y) {}',
        '> for (const x in y) {}',
        '  for (x of y) z()',
        '> for (x of y) { z() }',
      ],
    },
    {
      pattern: 'for (const $X of $Y) { ... }',
      code: [
        '  for (let i=0;i<n;i++) { a }',
        '> for (let i of q) {}',
        '> for (const x of y) {}',
        '  for (const x in y) {}',
        '  for (x of y) z()',
        '> for (x of y) { z() }',
      ],
    },
    {
      pattern: 'for ($X of $Y) { ... }',
      code: ['> for (let i of q) {}', '> for (const x of y) {}', '  for (x of y) z()'],
    },
    {
      pattern: 'while ($X) { ... }',
      code: ['> while (a) { b }', '  while (a) b;', '  do { c } while (a)'],
    },
    { pattern: 'throw $X', code: ['> throw new E();', '> function f() { throw 1 }'] },
    { pattern: 'throw new $X(...)', code: ['> throw new E();', '  function f() { throw 1 }'] },
    {
      pattern: '$X = foo();\n...\nbar($X);',
      code: ['> const a = foo();', '  bar(a);', '  let b = foo();', '  bar(c);'],
    },
    {
      pattern: '$X = foo();\n...\nbar($X);',
      code: ['> function f() { const a = foo();', '  bar(x, a); bar(a) }'],
    },
    { pattern: 'function $F($X) { ... }\n...\n$F($A);', code: ['> function f(a) {}', '  f(1);'] },
    { pattern: 'function $F() {...}\n...\n$F()', code: ['> function f() {}', '  f()'] },
    {
      pattern: '{ ... foo(); ... }',
      code: ['> { foo() }', '> if (a) { foo() }', '> function f() { foo() }', '> () => { foo() }'],
    },
    {
      pattern: 'const $X = ...',
      code: [
        "> const {a} = require('foo');",
        '> const {b} = foo();',
        '> const [c] = foo();',
        '  let d;',
        "> const e = require('x');",
        '> const {f, g} = await foo();',
        '  var h = 1, i = 2;',
      ],
    },
    {
      pattern: 'const $X = foo()',
      code: ['  const {b} = foo();', '  const [c] = foo();', '> const d = foo();'],
    },
    {
      pattern: 'function $F(...) { ... <... $Y.indexOf(...) ...> ... }',
      code: [
        '> function f() { if (a.indexOf(1) > 2) { b } }',
        '> function g() { while (a.indexOf(1)) {} }',
        '> function h() { return a.indexOf(2) }',
        '> function i() { x(() => { a.indexOf() }) }',
        '> function j() { for (;a.indexOf();) {} }',
        '> function k() { try { a.indexOf() } catch (e) {} }',
      ],
      differs: 'the pattern may stand on one line',
    },
    {
      pattern: '$X = $Y;\n$X = $Z;',
      code: [
        '> a.b = 1;',
        '  a.b = 2;',
        '> c = 1;',
        '  c = 3;',
        '> let d = 1;',
        '  d = 3;',
        '  e.f = 1;',
        '  e.g = 2;',
      ],
    },
    {
      pattern: 'function $F() { ... foo(); }',
      code: [
        '> function a() { foo(); bar(); }',
        '> function b() { foo(); }',
        '> function c() { x(); foo(); }',
        '> function d() { if (q) { foo(); } }',
        '> function e() { if (q) { foo(); } bar() }',
        '  function g() { bar() }',
      ],
    },
    {
      pattern: 'function $F() { foo(); ... }',
      code: [
        '> function a() { foo(); bar(); }',
        '> function b() { foo(); }',
        '  function c() { x(); foo(); }',
      ],
    },
    {
      pattern: 'function $F() { foo(); }',
      code: [
        '  function a() { foo(); bar(); }',
        '> function b() { foo(); }',
        '  function c() { x(); foo(); }',
      ],
    },
    {
      pattern: 'function $F() { foo(); bar(); }',
      code: ['  function a() { foo(); bar(); baz() }', '> function b() { foo(); bar(); }'],
    },
    { pattern: 'if ($X) { ... foo(); }', code: ['> if (a) { foo(); bar() }', '> if (a) { b(); foo(); }'] },
    {
      pattern: 'function $F() { ... return $X; }',
      code: [
        '> function a() { if (b) { return 1; } return 2; }',
        '> function c() { return 1; foo() }',
        '> function d() { x(() => { return 1; }); }',
      ],
    },
    {
      pattern: 'function $F() { ... foo(); bar(); ... }',
      code: [
        '> function a() { foo(); bar(); }',
        '  function b() { foo(); x(); bar(); }',
        '> function c() { if (y) { foo(); } bar(); }',
      ],
    },
    { pattern: 'foo();\nbar();', code: ['> foo();', '  bar();', '  baz();', '> if (q) { foo(); bar() }'] },
    {
      pattern: 'const [$X, $Y] = useState(...);\n...',
      code: [
        "  import React, {useState} from 'react';",
        '  function A() {',
        '> const [a, setA] = useState(false);',
        '  foo();',
        '  }',
      ],
    },
    {
      pattern: 'foo("...")',
      code: [
        "  let a = 'x';",
        '> foo(a);',
        '> function f() { foo(a) }',
        "  var b = 'y';",
        '> function g() { foo(b) }',
        "  const c = 'z';",
        '> function h() { foo(c) }',
        '> app.get(function() { foo(a) });',
      ],
    },
    {
      pattern: 'return {a: $X};',
      code: ['> function f() { return {a: 1, b: 2}; }', '> const g = () => ({a: 3});'],
    },
  ],
  'objects and arrays': [
    { pattern: 'a: $X', code: ['> x = {a: 1, b: 2};', "> y = {'a': 3};", '> z={b:1, a}'] },
    {
      pattern: '{a: $X}',
      code: [
        '> x = {a: 1, b: 2};',
        "> y = {'a': 3};",
        '> z={b:1, a};',
        '  q={c:1};',
        '> f({a: 5});',
        '> function g({a}) {}',
        '> const {a} = x;',
        '> w={...x, a:1}',
      ],
    },
    { pattern: 'foo({})', code: ['> foo({a:1});', '> foo({});', '  foo()'] },
    { pattern: 'foo({..., a: 1, ...})', code: ['> foo({a:1});', '> foo({b:2, a:1, c:3});', '  foo({})'] },
    { pattern: 'foo({a: 1, b: 2})', code: ['> foo({b:2,a:1});', '> foo({a:1,b:2})'] },
    { pattern: 'foo([$A, $B])', code: ['> foo([1,2]);', '  foo([1,2,3]);', '  foo([1])'] },
    { pattern: 'foo([..., 2, ...])', code: ['> foo([1,2]);', '> foo([1,2,3]);', '  foo([1])'] },
    {
      pattern: '$X.foo',
      code: ['> (a as any).foo;', '> a!.foo;', '> a?.foo;', '> (a).foo'],
      extension: 'ts',
    },
    {
      pattern: '{ foo($X) {...} }',
      code: [
        '> x = { foo(a) {} };',
        '> y = { foo: function(a) {} };',
        '> z = { foo: (a) => {} };',
        '> w={async foo(a) {}}',
      ],
    },
    {
      pattern: '{ foo: function(...) {...} }',
      code: [
        '> x = { foo(a) {} };',
        '> y = { foo: function(a) {} };',
        '> z = { foo: (a) => {} };',
        '> w={async foo(a) {}}',
      ],
    },
    { pattern: '{"foo": $X}', code: ['> x = { foo: 1 };', "> y = { 'foo': 2 };", "  z={['foo']: 3}"] },
    {
      pattern: '{$F: $X}',
      code: [
        '> x = { foo: 1 };',
        "> y = { 'foo': 2 };",
        "> z={['foo']: 3};",
        '> w={[k]: 4}; v={5:6}; u={s}; t={a:1,b:2}',
      ],
    },
    { pattern: '{...$X}', code: ['> x = {...a};', '> y = {...a, b};', '  z={c}'] },
    {
      pattern: '{type: $X.y}\n...\n',
      code: ['> const a = {type: b.y, z: 1};', '  foo(a);', '> bar({type: c.y})'],
    },
    { pattern: '{type: $X.y}', code: ['> const a = {type: b.y, z: 1};', '  foo(a);', '> bar({type: c.y})'] },
    { pattern: '{a: "b"}', code: ["> x = {a: 'b'} as const;"] },
    { pattern: '{a: {b: $X}}', code: ['> x={a:{b:1,c:2},d:3};', '  y={a:1}'] },
    {
      pattern: '$V = {...,a: "b"};\n...\nfoo($V);',
      code: ["> const o = {a: 'b'};", '  foo(o);', "  const p = {a: 'c'};", '  foo(p);'],
    },
    {
      pattern: 'foo({secret: "..."})',
      code: ["  let a = 'x';", '> foo({secret: a});', "> app.get('/p', foo({secret: a}), function() {});"],
    },
  ],
  'constants, strings and templates': [
    { pattern: '"a" + $X', code: ["> 'a' + b;", "  b + 'a';", "> 'a' + b + c;", "> 'a' + 'b'"] },
    {
      pattern: 'foo("$X")',
      code: ["> foo('abc');", '> foo(`q`);', '  foo(a);', "> const b='zz';foo(b);", "> foo('')"],
    },
    { pattern: 'foo("=~/ab/")', code: ["> foo('abc');", "> foo('xab');", '  foo(`ab${c}`)'] },
    {
      pattern: 'foo({"=~/^lo/i": $X})',
      code: ['> foo({ Location: a });', "> foo({ 'location': a, b });", '  foo({ slow: a });'],
    },
    {
      pattern: '$X = f();\n...\n/.../.exec($X)',
      code: ['> a = f(); g(); /b+/.exec(a);', '  a = f(); /b+/.exec(b);'],
    },
    { pattern: 'if ($A.b())', code: ['> if (a.b()) c();', '  if (b) c();', '  a.b();'] },
    {
      pattern: 'foo(`...${$X}...`)',
      code: ['> foo(`a${b}c`);', '> foo(`${b}`);', '> foo(`${b}${c}`);', '  foo(`a`);', "  foo('a'+b)"],
    },
    { pattern: '`...`', code: ['> x=`a${b}c`;', '> y=`q`;', "  z='a'"] },
    { pattern: '`a${$X}`', code: ['> x=`a${b}`;', '  y=`a${b}c`;'] },
    { pattern: '`${$X}...`', code: ['  x=`a${b}`;', '> y=`${b}c`;', '> z=`${b}`'] },
    {
      pattern: 'foo(1)',
      code: ['> foo(1);', '> foo(1.0);', '> foo(0x1);', '> const a = 1; foo(a);', '  foo(1n);', "  foo('1')"],
    },
    { pattern: '/foo/', code: ['> x=/foo/;', '> y=/foo/g;', '  z=/bar/'] },
    { pattern: '/.../', code: ['> x=/foo/;', '> y=/foo/g;'] },
    { pattern: '/$X/', code: ['> x=/foo/;', '> y=/foo/g;'] },
    { pattern: '$X`...`', code: ['> a`b`;', '> sql`c ${d}`'] },
    { pattern: 'sql`...${$X}...`', code: ['  a`b`;', '> sql`c ${d}`;', '  sql`q`'] },
    { pattern: 'null', code: ['> a = null;', '  b = undefined;'] },
    { pattern: 'foo(true)', code: ['> foo(true);', '  foo(false);', '> const b = true; foo(b)'] },
    { pattern: 'foo($X)', code: ['> foo(true);'] },
    {
      pattern: 'foo("it\'s")',
      code: ["> foo('it\\'s');", '> foo("it\'s")'],
      differs: 'strings are compared by value',
    },
    {
      pattern: "foo('a\\nb')",
      code: ["> foo('a\\nb');", '> foo("a\\x0ab")'],
      differs: 'strings are compared by value',
    },
    { pattern: 'foo(`$X${$Y}`)', code: ['> foo(`abc${d}`);', '  foo(`${d}`);', '  foo(`abc${d}e`)'] },
    {
      pattern: 'foo(`$X${$Y}...`)',
      code: ['> foo(`abc${d}`);', '  foo(`${d}`);', '> foo(`abc${d}e`);', '  foo(`${d}e`)'],
    },
    { pattern: '$X + $Y', code: ['> q += foo;', '> q = q + bar;', '  a -= b'] },
    {
      pattern: '"abc"',
      code: [
        "> const a = 'abc';",
        '> foo(a);',
        "  import x from 'abc';",
        "  b = {'abc': 1};",
        "> c['abc'];",
        "> <a href='abc'/>;",
        "  type T = 'abc';",
        "> switch (x) { case 'abc': }",
        '> foo(`abc`);',
        "  let z: 'abc' = y;",
        "> enum E { A = 'abc' }",
      ],
      differs: 'a constant is matched in an enum',
    },
    {
      pattern: '1',
      code: ['> const a = 1;', '> foo(a);', '> b = {1: 2};', '> c[1];'],
      differs: 'a constant is matched where it is declared and in keys',
    },
    { pattern: 'foo(-1)', code: ['> foo(-1);', '  foo(1)'] },
    { pattern: '$X ?? $Y', code: ['> a ?? b;', '  a || b'] },
    { pattern: '/a.*b/', code: ['> /a.*b/.test(x);', '> x.match(/a.*b/i)'] },
  ],
  expressions: [
    { pattern: 'foo()', code: ['> foo();', '> x = foo();'] },
    {
      pattern: '$X = foo()',
      code: [
        '> const a = foo();',
        '> let b = foo();',
        '> var c = foo()',
        '> d = foo();',
        '> class A { x = foo(); }',
        '  function f(x = foo()) {}',
        '> const {p} = foo();',
        '> const [q] = foo();',
        '  o = {x: foo()};',
        '  z += foo();',
        '> const t: T = foo();',
        '  for (const w = foo();;) {}',
      ],
    },
    {
      pattern: 'const {$A} = foo()',
      code: [
        '> const {p} = foo();',
        '> const {p, q} = foo();',
        '  const {p: q} = foo();',
        '  const {p=1} = foo();',
        '  ({p} = foo());',
        '> const {q,...r}=foo()',
      ],
    },
    {
      pattern: '({$A} = foo())',
      code: [
        '> const {p} = foo();',
        '> const {p, q} = foo();',
        '  const {p: q} = foo();',
        '  const {p=1} = foo();',
        '> ({p} = foo());',
      ],
    },
    { pattern: 'foo($X)', code: ['> x = (foo(1));', '> (foo(2)).bar;', '> foo((3));', '> (foo)(4);'] },
    {
      pattern: 'foo(bar)',
      code: [
        '> foo(bar as any);',
        '  foo(bar!);',
        '> foo(<any>bar);',
        '> foo((bar));',
        '  foo(bar satisfies T);',
        '> (foo as any)(bar);',
        '  foo!(bar)',
      ],
      extension: 'ts',
    },
    {
      pattern: 'foo.bar(...)',
      code: ['  foo?.bar();', '> foo.bar?.();', '  foo?.bar?.()'],
    },
    { pattern: '$X as any', code: ['> (a as any).foo;', '  b as string;', '> c as any'], extension: 'ts' },
    { pattern: '$X!', code: ['> a!.foo;', '> b!;', '  c'], extension: 'ts' },
    { pattern: '$A && b', code: ['  b && a;', '> a && b;', '> a && c && b'] },
    { pattern: 'a + $X + c', code: ['> a + b + c;', '  a + (b + c);', '  c + b + a;', '  a + b + d + c'] },
    { pattern: '$X == null', code: ['> a == null;', '  null == a;', '  a === null'] },
    {
      pattern: '$X == $X',
      code: [
        '> a == a;',
        '> a.b == a.b;',
        '  a.b == a.c;',
        '> f(1) == f(1);',
        '> f( 1 ) == f(1);',
        '> \'a\' == "a";',
        '> (a) == a',
      ],
    },
    {
      pattern: 'foo(<... bar ...>)',
      code: [
        '> foo(bar);',
        '> foo(a + bar);',
        '  foo(() => { bar });',
        '  foo(x.bar);',
        '> foo({a: bar});',
        '> foo(bar.x);',
        '  foo(() => bar)',
        '  foo(function() { return q(bar) })',
      ],
    },
    {
      pattern: 'if (<... $X.auth ...>) { ... }',
      code: ['> if (a.auth) {}', '> if (b && a.auth.x) {}', '> if (!f(a.auth)) { q } else {}'],
    },
    {
      pattern: '$O. ... .foo()',
      code: ['> a.foo();', '> a.b.foo();', '> a.b().c.foo();', '  foo();', '> a[1].foo();', '> a?.b.foo()'],
    },
    {
      pattern: 'app(...). ... .foo(...)',
      code: ['> app().foo();', '> app().b.foo();', '> app().b().c().foo();', '  app.foo()'],
    },
    { pattern: 'foo(..., $X, ...)', code: ['> foo(1,2);', '  foo();', '> foo(...a);'] },
    { pattern: 'foo($...ARGS)', code: ['> foo(1,2);', '> foo();', '> foo(...a);'] },
    { pattern: 'foo($X, $...Y)', code: ['> foo(1,2,3);', '> foo(1);', '  foo()'] },
    { pattern: 'foo(...$X)', code: ['> foo(...a);', '  foo(a);'] },
    { pattern: 'foo($X)', code: ['> foo(...a);', '> foo(a);'] },
    { pattern: 'new Foo', code: ['> new Foo;', '> new Foo();', '  new Foo(1);', '  Foo()'] },
    { pattern: 'new Foo(...)', code: ['> new Foo;', '> new Foo();', '> new Foo(1);', '  Foo()'] },
    { pattern: 'new Foo()', code: ['> new Foo;', '> new Foo();', '  new Foo(1);', '  Foo()'] },
    {
      pattern: '$X(...)',
      code: [
        '  new Foo;',
        '> Foo();',
        '> @Dec() class A {}',
        '> tag`a`;',
        "> import('a');",
        '> super.x();',
        '  <div/>',
      ],
    },
    { pattern: 'await $X', code: ['> async function f() { await a; await b(); }'] },
    { pattern: 'foo()', code: ['> async function f() { await foo(); }'] },
    { pattern: '$X ? $Y : $A', code: ['> a ? b : c'] },
    { pattern: '$X[$Y]', code: ['> a[b];', '  a.b;', "> a['c'];", '> a?.[d];', '> a[0][1]'] },
    { pattern: '$X["foo"]', code: ['  a.foo;', "> a['foo'];", "> const k='foo'; a[k]"] },
    { pattern: 'delete $X', code: ['> delete a.b;', '  void c'] },
    { pattern: 'typeof $X', code: ['> typeof a;', "> typeof a.b === 'string'"] },
    { pattern: '$X++', code: ['> a++;', '  ++b;', '  a+=1'] },
    { pattern: '$X += $Y', code: ['> a += 1;', '> a = a + 1;', '  a -= 1'] },
    { pattern: '$X = $X + $Y', code: ['> a += 1;', '> a = a + 1;'] },
    { pattern: '$X, $Y', code: ['> a, b;', '  f(c, d)'] },
    { pattern: 'yield $X', code: ['> function* g() { yield 1; yield* q; }'] },
    { pattern: '$X in $Y', code: ['> a in b;', '  for (x in y) {}'] },
    { pattern: '$X instanceof $Y', code: ['> a instanceof b'] },
    { pattern: '!$X', code: ['> !a;', '> !!b;', '  -c'] },
    { pattern: 'this.$X', code: ['> this.a;', '  b.a;', '> this.c()'] },
    {
      pattern: 'super(...)',
      code: ['> class A extends B { constructor() { super(1); } m() { super.m() } }'],
    },
    { pattern: 'import($X)', code: ["> import('a');", '> import(b)'] },
    { pattern: '$X => $X', code: ['> a => a;', '  a => b'] },
    { pattern: 'foo(($X) => {...}, $X)', code: ['> foo((a) => {}, a)'] },
    { pattern: 'foo($_, $_)', code: ['> foo(1,2);', '> foo(1,1)'] },
    { pattern: 'foo($X); bar("$X");', code: ['> foo(a);', "  bar('a')"] },
    { pattern: '$X + ...', code: ['> a + b;', '> a + b + c'] },
    { pattern: 'a && $X', code: ['> a && b && c;', '> a && b;', '  (b && a) && c; b && a && c'] },
    { pattern: '$X || b', code: ['> a || b || c;', '> a || b;', '> a || c || b'] },
    { pattern: 'foo($X + $...A)', code: ['> foo(a + b);', '> foo(a+b+c);', '  foo(a)'] },
    { pattern: 'foo($X + $Y + $...A)', code: ['  foo(a + b);', '> foo(a+b+c);', '> foo(a+b+c+d)'] },
    { pattern: '$X.foo.$Y(...)', code: ['> a.foo.bar();', '  a.foo.bar.baz();', '> a.b.foo.c(1)'] },
    { pattern: '$X.foo(...).bar(...)', code: ['> a.foo().bar();', '  a.foo().b().bar()'] },
    {
      pattern: '$X.y(...)',
      code: [
        '> a.b.y();',
        '  y();',
        '> this.y();',
        '> super.y();',
        '> a().y();',
        '> a[0].y();',
        '> new A().y()',
      ],
    },
    { pattern: 'foo()', code: ['> foo();', '  foo(1)'] },
    {
      pattern: '$X = await foo()',
      code: ['> const a = await foo();', '> b = await foo();', '  const c = foo()'],
    },
    { pattern: '$X?.foo', code: ['> a?.foo;', '  a.foo'] },
    { pattern: '$X?.()', code: ['> a?.();', '> a()'] },
    { pattern: 'foo($X, $Y)', code: ['> foo(a, ...b);', '> foo(...a, b)'] },
    { pattern: '$X = <... foo ...>', code: ['> a = b(foo);', '> const c = foo.d;', '  e = 1'] },
    {
      pattern: '$X = "..."',
      code: ["> let q = 'a';", "> q += 'b';", '  q += c;', "> x.y = 'z';", "  q += 'd'"],
    },
  ],
};

describe('patterns', () => {
  for (const [group, rows] of Object.entries(tables))
    describe(group, () => {
      for (const { pattern, code, extension, differs } of rows)
        it(`${pattern.replaceAll('\n', ' ⏎ ')}${differs === undefined ? '' : ` (${differs})`} on ${code[0]?.slice(2)}`, () => {
          assertMarked({ pattern }, code, extension);
        });
    });
});
