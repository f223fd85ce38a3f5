function l1() { let x = srcA(); sA(x); sAB(x); sAnotB(x); sAny(x); }
function l2() { let x = srcA() * srcB(); sA(x); sAB(x); sAnotB(x); sAny(x); sOr(x); }
function l3() { let x = srcA() + 1; sC(x); sA(x); sOr(x); }
function l4() { let x = srcB() + 1; sC(x); }
function l5() { sD(conv(srcA())); sD(conv(srcB())); sD(conv(foo(srcA(), srcB()))); sA(conv(srcA())); }
function l6() { let a = srcA(); let b = srcB(); sm(a, b); sm(b, a); sm(a, 1); sm(foo(a), b.c); }
function l7() { sAB(srcA(), srcB()); sA(srcB()); }
function l8() { let x; if (c) x = srcA(); else x = srcB(); sAB(x); sAnotB(x); }
function l9() { let x = conv(1 + srcA()); sD(x); sC(x); }
function c1() { csink(1); checked(); csink(1); }
function c2() { if (checked()) { csink(1); } else { csink(2); } csink(3); }
function c3() { if (c) { checked(); } csink(3); }
function c4() { checked(); foo(() => csink(1)); return 1; }
function c5() { while (c) { csink(0); checked(); } }
function e1() { f = open(); foo(f); close(f); bar(); }
function e2() { f = open(); foo(f); }
function e3() { f = open(); if (c) { return f; } close(f); return 1; }
function e4() { const f = open(); return f; }
function e5() { f = open(); foo(f); if (c) { bar(f); } }
function s1() { let x = source(); si(arr[x]); si(foo(x)); si(x.foo()); si(x == 1); si(x.includes(1)); si(x.a); si(x[1]); }
function s2(n, b) { let x = source(); si(x > 1); si(!x); si(parseInt(x)); si(x + 1); si(x * 2); si(x && 1); si(x instanceof Y); si(Boolean(x)); si(Number(x)); si(typeof x); }
function s3() { let x = source(); si(`a${x}`); si([x]); si({a: x}); si(new Foo(x)); si(1); si(c ? x : 1); si(-x); si(x.length); si(x.indexOf(2)); }
function o1() { let x = source(); oa(x); oa(x.a); oa(x + 1); oa(foo(x)); oa(x[1]); oa({a: x}); oa([x]); let y = x; oa(y); let z = x + 1; oa(z); let w = foo(x); oa(w); oa(`a${x}`); oa(x.f()); oa(1); oa(c ? x : 1); oa(a[x]); oa(x||1); oa(new F(x)); }
function u1() { let t = usrc(a); us(a, t); us(b, t); us(t); }
function n1() { ne(source()); ne(foo(source())); ne(a, {b: source()}); ne(() => source()); ne(source().a); }
function n2() { ni(source()); ni(foo(source())); ni(a, {b: source()}); let x = source(); ni(x.a); ni(x + 1); ni(() => x); }
function n3() { nj(source()); nj(foo(source())); nj(a, {b: source()}); let x = source(); nj(x.a); nj(x + 1); nj(() => x); }
function x1() { let x = source(); sx(safe(x)); sx(safe(foo(x))); sx(foo(safe(x))); if (ok(x)) { sx(x); sx(x.a); sx(x + 1); let y = x; sx(y); } sx(x); }
function x2() { let x = source(); sx(check(x)); sx(x); }
function x3() { let x = source(); check(x.a); sx(x.a); sx(x); }
function x4() { let x = source(); sx(x + 'ok'); sx(source('z')); sx(source('y')); }
function x5() { let x = source(); if (check(x)) { sx(x); } }
function z1() { ms(mark(x)); ms(x); ms(mark2(y)); ms(y); let q = foo(mark2(y)); ms(q); ms(v.tt); ms(v); ms(v.tt.x); }
const g1 = source(); var g2 = source(); let g3 = 1; g3 = source(); var g4 = source(); g4 = 2; g5 = source(); const g6 = foo(source()); const {g7} = source(); if (c) { const g8 = source(); }
function gg() { si(g1); si(g2); si(g3); si(g4); si(g5); si(g6); si(g7); si(g8); }
class K { a = source(); static b = source(); constructor() { this.c = source(); this.d = source(); this.d = 1; } m() { si(this.a); si(K.b); si(this.c); si(this.d); si(this.e); } n() { this.e = source(); } }
function nest() { let x = source(); function inner() { si(x); } function inner2(x) { si(x); } inner(); class Q { m() { si(x); } } let o = { m() { si(x); }, n: function () { si(x); }, p: () => si(x), get q() { si(x); } }; }
function h1() { let x; const f = () => { x = source(); }; si(x); }
function h2() { let x = source(); const f = (x) => { si(x); }; foo((x) => si(x)); foo(function (y = x) { si(y); }); }
function h3() { let x = source(); (() => { si(x); })(); (function () { x = 1; })(); si(x); }
function h4() { let x = source(); return () => si(x); }
function h5() { let x = source(); return { a: () => { si(x); } }; }
function h6() { foo(() => { let x = source(); bar(() => { si(x); }); }); }
function h7() { const [s, setS] = useState(source()); si(s); si(setS); }
function h8() { let x = source(); let o = {x}; si(o.x); let p = {...x}; si(p.a); let q = {...o}; si(q.x); si(q.y); let r = [...x]; si(r[0]); }
function h9() { let x = source(); let o = {}; o['a'] = x; si(o.a); si(o['a']); si(o['b']); si(o[0]); let p = []; p[0] = x; si(p[0]); si(p[1]); si(p); }
function k1() { let x = source(); for (let i = 0; i < 3; i++) { si(x); x = 1; } si(x); }
function k2() { let x = 1; do { si(x); x = source(); } while (c); si(x); }
function k3() { let x = source(); if (a) { x = 1; } else { x = 2; } si(x); }
function k4() { let x = source(); try { x = 1; } catch { si(x); } finally { si(x); } si(x); }
function k5() { lab: for (;;) { let x = source(); if (c) break lab; continue; } si(x); }
function k6() { let x; switch (c) { case 1: x = source(); case 2: si(x); break; case 3: si(x); } si(x); }
function k7() { var x = source(), y = x; si(y); let z = y ?? 1; si(z); z ||= 1; si(z); let [a, b] = [x, 1]; si(a); si(b); let {c, d} = {c: x, d: 1}; si(c); si(d); [a, b] = [1, x]; si(a); si(b); ({c} = x); si(c); }
function k8() { let x = source(); x++; si(x); let y = x++; si(y); delete x.a; si(x.a); void si(x); throw si(x); }
function* k9() { let x = source(); yield si(x); const y = yield x; si(y); }
const k10 = async () => { const x = await fetch(source()); const j = await x.json(); si(j); const {data} = await axios(source()); si(data); };
function k11() { return si(source()); }
function k12() { if (si(source())) { } while (si(source())) {} for (const a of si(source())) {} switch (si(source())) {} }
function k13() { var html = <div a={si(source())}>{si(source())}</div>; let x = source(); si(<div>{x}</div>); si(<div a={x}/>); }
export default function () { si(source()); }
export const k14 = function () { si(source()); };
module.exports = { k15() { si(source()); }, k16: async (a) => { si(source()); } };
class K17 { static { si(source()); } #p = source(); m() { si(this.#p); } f = () => { si(source()); } }
