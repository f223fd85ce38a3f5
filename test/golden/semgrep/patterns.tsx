@Foo class A {}
@Foo() class B {}
class C { @Foo m() {} }
class D { @Foo(1) m() {} }
a?.foo;
a.foo;
const one = 'x';
if (one === 'x') log(one);
log(c ? 'a' : 'b');
log(c);
implicit = 'text';
function f() { log(implicit); }
const r1 = /a/; const r2 = /a/g;
sql(`a${b}`);
sql`a${b}`;
const link = <a href="/x">y</a>;
class E { field = foo(); }
size(9); size(11);
run(1); run(2); run(33);
pair(
  1,
  2,
);
function g(res: Response, other: Other) { res.send(); other.send(); }
if (q == null) {}
if (b && isAdmin()) { go(); }
