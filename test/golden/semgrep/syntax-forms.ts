import def from 'mod-a';
import * as ns from 'mod-b';
import { one } from 'mod-c';
import { two as deux, three } from 'mod-d';
import def2, { four } from 'mod-e';
import def3, * as ns3 from 'mod-f';
import type { T1 } from 'types-a';
import { type T2, real } from 'types-b';
import 'side-effect';
import fs = require('fs');
const cp = require('child_process');
const { exec, spawn: sp } = require('child_process');
const path = require('path').posix;
let dyn = await import('dyn-mod');
export { one };
export { deux as zwei };
export * from 'mod-g';
export * as g from 'mod-g';
export { h } from 'mod-h';
export default function main(a: string, b = 1, ...rest: any[]): void { return; }
export const K1 = 1, K2 = 2;
export async function asyncFn(x) { await x; }
export class Exported { }
function* gen() { yield 1; yield* other(); }
async function* agen() { for await (const x of y) { use(x); } }
enum Color { Red, Green = 2 }
const enum CE { A = 'a' }
interface Shape extends Base { name: string; area(): number; readonly id?: string; }
type Alias = string | number;
type Gen<T> = Map<string, T>;
abstract class Animal extends Base implements Shape, Other {
  private name: string = 'x';
  static count = 0;
  #secret = 1;
  @Input() field: string;
  constructor(private readonly svc: Service, public y?: number) { super(); this.name = 'a'; }
  get size() { return 1; }
  set size(v) { }
  static create(): Animal { return new Animal(); }
  async run(@Body() body: Dto, id: string): Promise<void> { await this.svc.call(body); }
  arrow = (e) => { handle(e); };
  abstract foo(): void;
  private helper(a, b) { return a + b; }
  static { init(); }
}
@Controller('users')
class UserController { @Get(':id') getUser(@Param('id') id: string) { return this.users.find(id); } @Post() create() {} }
namespace NS { export const inner = 1; }
declare module 'x' { }
declare function dfn(a: string): void;
let a1: string = 'lit';
let a2 = <string>cast1;
let a3 = cast2 as string;
let a4 = nonnull!;
let a5 = sat satisfies T;
const o1 = { a: 1, b: 'two', c, d() { return 1; }, get e() { return 2; }, [f]: 3, 'g-h': 4, ...spread, async i() {}, 5: 6 };
const { p1, p2: renamed, p3 = 3, ...others } = o1;
const [q1, , q2 = 5, ...q3] = arr;
foo(a, b, c);
foo();
foo(1);
foo('str');
foo("str2", 1);
foo(...args);
foo(a, ...args);
foo`tmpl`;
foo`tmpl ${x} end`;
foo(x => x);
foo((x) => { return x; });
foo(function () { });
foo(function named(a, b) { return a; });
foo(async () => { await bar(); });
foo?.(1);
obj?.prop;
obj?.method(1);
obj.method?.(1);
obj?.[key];
obj[key];
obj['lit'];
obj.a.b.c.d();
obj.a().b().c();
a ?? b;
a || b;
a && b;
a = b;
a += b;
a ??= b;
a ||= b;
a++;
--a;
!a;
-a;
+a;
~a;
typeof a;
void 0;
delete a.b;
new Foo();
new Foo;
new Foo(1, 2);
new ns.Foo(1);
a ? b : c;
a, b;
a in b;
a instanceof b;
a == b; a === b; a != b; a !== b; a < b; a >= b;
a ** b; a % b; a << b; a >>> b; a & b; a | b; a ^ b;
`plain`;
`one ${a}`;
`one ${a} two ${b}`;
/re/g;
/a+b/;
123; 0x1F; 1_000; 10n; 1.5;
true; null; undefined; NaN;
'single'; "double";
this.x; super.y();
import.meta.url;
if (a) b();
if (a) { b(); } else c();
if (a) { b(); } else if (d) { e(); } else { f(); }
for (let i = 0; i < 10; i++) { loop(i); }
for (const k in obj) { loop(k); }
for (const v of list) loop(v);
while (a) { b(); }
do { b(); } while (a);
switch (v) { case 1: one(); break; case 2: case 3: two(); default: def(); }
try { risky(); } catch (e) { handle(e); } finally { done(); }
try { risky(); } catch { ignore(); }
throw new Error('boom');
label: for (;;) { break label; continue label; }
return1: { }
debugger;
with1;
(function () { iife(); })();
(() => { iife2(); })();
(async () => { await iife3(); })();
const f1 = function () { return 1; };
const f2 = () => 1;
const f3 = async (x) => { return x; };
const f4 = function nm(x) { };
const f5 = x => ({ y: x });
var v1, v2 = 2;
let l1;
function over(a: string): void;
function over(a: any) { }
function deflt(a = 1, { b, c } = {}, [d] = []) { }
function typed(req: Request, res: Response<string>): Promise<number> { }
x.on('data', (chunk) => { consume(chunk); });
x.then(r => r.json()).then(d => use(d)).catch(err => {});
app.get('/path', auth, async (req, res) => { res.send(req.query.x); });
process.env.SECRET;
process.env['SECRET'];
eval("code" + user);
setTimeout("code", 100);
document.getElementById('x').innerHTML = user;
$('#x').html(data);
const big = { nested: { deep: { value: 1 } }, list: [1, 2, 3] };
foo({ a: 1 });
foo({ a: 1, b: 2 });
foo({});
foo([1, 2]);
foo([]);
foo(a)(b);
foo.bar = function () { };
foo.prototype.baz = (x) => x;
module.exports = { a, b };
module.exports.x = 1;
exports.y = function () {};
await foo(1);
yieldy;
a = b = c;
if (!(await check())) { return; }
const re = new RegExp("a" + b, 'g');
foo(null, undefined, true);
foo(-1);
foo(a.b.c);
foo(a?.b);
foo(a!);
foo(a as any);
foo(<any>a);
foo((a));
