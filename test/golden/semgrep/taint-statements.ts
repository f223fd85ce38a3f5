function x1() { let x = source(); sx(safe(x)); sx(safe(foo(x))); sx(foo(safe(x))); if (ok(x)) { sx(x); sx(x.a); sx(x + 1); let y = x; sx(y); } sx(x); }
function x2() { let x = source(); sx(check(x)); sx(x); }
function x3() { let x = source(); check(x.a); sx(x.a); sx(x); }
function x4() { let x = source(); sx(x + 'ok'); sx(source('z')); sx(source('y')); }
function x5() { let x = source(); if (check(x)) { sx(x); } }
const g1 = source(); var g2 = source(); let g3 = 1; g3 = source(); var g4 = source(); g4 = 2; g5 = source(); const g6 = foo(source()); const {g7} = source(); if (c) { const g8 = source(); }
function gg() { pk(g1); pk(g2); pk(g3); pk(g4); pk(g5); pk(g6); pk(g7); pk(g8); }
class K { a = source(); static b = source(); constructor() { this.c = source(); this.d = source(); this.d = 1; } m() { pk(this.a); pk(K.b); pk(this.c); pk(this.d); pk(this.e); } n() { this.e = source(); } }
function nest() { let x = source(); function inner() { pk(x); } function inner2(x) { pk(x); } inner(); class Q { m() { pk(x); } } let o = { m() { pk(x); }, n: function () { pk(x); }, p: () => pk(x), get q() { pk(x); } }; }
function h1() { let x; const f = () => { x = source(); }; pk(x); }
function h2() { let x = source(); const f = (x) => { pk(x); }; foo((x) => pk(x)); foo(function (y = x) { pk(y); }); }
function h3() { let x = source(); (() => { pk(x); })(); (function () { x = 1; })(); pk(x); }
function h4() { let x = source(); return () => pk(x); }
function h5() { let x = source(); return { a: () => { pk(x); } }; }
function h6() { foo(() => { let x = source(); bar(() => { pk(x); }); }); }
function h7() { const [s, setS] = useState(source()); pk(s); pk(setS); }
function h8() { let x = source(); let o = {x}; pk(o.x); let p = {...x}; pk(p.a); let q = {...o}; pk(q.x); pk(q.y); let r = [...x]; pk(r[0]); }
function h9() { let x = source(); let o = {}; o['a'] = x; pk(o.a); pk(o['a']); pk(o['b']); pk(o[0]); let p = []; p[0] = x; pk(p[0]); pk(p[1]); pk(p); }
function k1() { let x = source(); for (let i = 0; i < 3; i++) { pk(x); x = 1; } pk(x); }
function k2() { let x = 1; do { pk(x); x = source(); } while (c); pk(x); }
function k3() { let x = source(); if (a) { x = 1; } else { x = 2; } pk(x); }
function k4() { let x = source(); try { x = 1; } catch { pk(x); } finally { pk(x); } pk(x); }
function k5() { lab: for (;;) { let x = source(); if (c) break lab; continue; } pk(x); }
function k6() { let x; switch (c) { case 1: x = source(); case 2: pk(x); break; case 3: pk(x); } pk(x); }
function k7() { var x = source(), y = x; pk(y); let z = y ?? 1; pk(z); z ||= 1; pk(z); let [a, b] = [x, 1]; pk(a); pk(b); let {c, d} = {c: x, d: 1}; pk(c); pk(d); [a, b] = [1, x]; pk(a); pk(b); ({c} = x); pk(c); }
function k8() { let x = source(); x++; pk(x); let y = x++; pk(y); delete x.a; pk(x.a); void pk(x); throw pk(x); }
function* k9() { let x = source(); yield pk(x); const y = yield x; pk(y); }
const k10 = async () => { const x = await fetch(source()); const j = await x.json(); pk(j); const {data} = await axios(source()); pk(data); };
function k11() { return pk(source()); }
function k12() { if (pk(source())) { } while (pk(source())) {} for (const a of pk(source())) {} switch (pk(source())) {} }
export default function () { pk(source()); }
export const k14 = function () { pk(source()); };
module.exports = { k15() { pk(source()); }, k16: async (a) => { pk(source()); } };
class K17 { static { pk(source()); } #p = source(); m() { pk(this.#p); } f = () => { pk(source()); } }

function s4(n: number, b: boolean, s: string) { pk(n); n = source(); pk(n); pk2(n); b = source(); pk2(b); s = source(); pk2(s); const z: number = source(); pk2(z); pk2(x.length); }
function y1() { let x = source(); pk(x!); pk(x as Foo); pk(<Foo>x); pk((x)); pk(x satisfies Foo); }
let k18 = source() as any; pk(k18);
function y2() { let x = source(); pk(`a` + x.a.b['c'].d(1).e); pk(foo?.(x)); pk(x?.[0]); pk(import(x)); pk(new.target); pk(/a/.test(x)); }
function y3() { let x = source(); let a; a = b = x; pk(a); pk(b); let o = { get p() { return x; }, [x]: 1 }; pk(o); pk(o.p); let r = { f() { return x; } }; pk(r); }
function y4() { foo(function (x = source()) { pk(x); }); const {q = source()} = z; pk(q); for (const [k, v] of Object.entries(source())) { pk(k); pk(v); } for (const {k} of source()) { pk(k); } for (x of source()) pk(x); for (x.y of source()) pk(x.y); }
function y5() { try { foo(source()); } catch (e) { pk(e); } let x; try { throw 1; x = source(); } catch { } pk(x); try { x = source(); } finally { pk(x); } pk(x); }
function y6(a) { if (a) { throw new Error('x'); } var x = source(); if (a) return pk(x); else pk(x); }
function y7() { let x = source(); function g() { x = 1; } g(); pk(x); let h = () => { x = 1; }; pk(x); }
function y8() { let p = source; pk(p()); let f = { source }; pk(f.source()); pk(this.source()); }
function y9() { const a = source(); const b = a.map((q) => q.z); pk(b); const c = arr.map((q) => a); pk(c); const d = arr.map((q) => { return a; }); pk(d); const e = foo(() => 1, a); pk(e); }
function z1() { let x = source(); pk(x.y.z); x.y = 1; pk(x.y.z); pk(x.w); pk(x); x.y.z = source(); pk(x.y); pk(x.y.z); pk(x.y.w); }
function z2() { let x = source(); x = {...x, a: 1}; pk(x.a); pk(x.b); pk(x); let y = {a: source()}; y = {...y, b: 1}; pk(y.a); pk(y.b); pk(y); }
function z3() { let o = new Foo(); o.a = source(); pk(o.m()); pk(foo(o)); pk(foo(o).b); pk(o.a.m()); pk(o.b.m()); pk([o]); pk({o}); pk(o + 1); pk(`${o}`); }
function z4() { let x = source(); x.foo(); pk(x); x = x.foo; pk(x); x.push(1); pk(x); let a = []; a.push(x); pk(a); a[0] = x; pk(a); a = a.concat(x); pk(a); a = a.length; pk(a); }
function z5() { var x = source(); var x; pk(x); var y = x, x = 1; pk(y); pk(x); { let y = 1; pk(y); } pk(y); }
function z6() { while (true) { var x = source(); if (x) break; } pk(x); for (;;) { x = 1; if (c) continue; x = source(); } pk(x); }
