let y; y = source(); foo(() => pk(y));
foo(function () { pk(y); });
class C { z = pk(source()); static w = pk(source()); static { pk(source()); } constructor(q = source()) { pk(q); } }
function a1() { let x = source(); let o = {}; o.a = x; pk(o['a']); pk(o[k]); pk(o[0]); for (const q of o) pk(q); for (const q of [x]) pk(q); for (const q of [[x]]) pk(q[0]); }
function a2() { let x = source(); x(); pk(x()); pk(x.a()); const {a} = foo(x); pk(a); pk((0, x)); pk(function () { return x; }); pk(async () => x); }
function a3() { x.ih = source(); let y = source(); y.ih = 1; pk(y.ih); y.oh = 2; z.oh = y; if (y === 1) {} }
function a4() { let x = source(); if (x) { return pk(x) } else if (x === 2) { pk(x); } else { x = 1; } pk(x); }
export const e1 = source(); export default pk(e1);
function a6() { pk(e1); pk(E.x); let [p, q] = e1; pk(q); }
namespace N { const n1 = source(); pk(n1); function f() { pk(n1); } }
enum E { x = source() }
function a7(this: Foo, ...rest) { rest = source(); pk(...rest); const r = [1, ...rest]; pk(r); pk(arguments[0]); }
async function a8() { for await (const x of source()) { pk(x); } }
function a9() { let x = 1; function g() { x = source(); } pk(x); g(); pk(x); function h() { pk(x); } }
function b1() { pk(z); var z = source(); { let z = 1; pk(z); } pk(z); }
function b2() { let a = [1, 2]; a[0] = source(); a[1] = 3; pk(a[0]); pk(a); let b = {}; b['x'] = source(); b['y'] = 1; pk(b['x']); b.q = source(); b['z'] = 1; pk(b.q); }
function b3(r) { const w = { ...r, a: source() }; pk(w.a); pk(w.b); const { a, ...rest } = w; pk(a); pk(rest); const u = Object.assign({}, w); pk(u.a); pk(u.b); pk(JSON.stringify(w)); }
