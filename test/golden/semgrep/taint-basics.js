function a1() { sink(source()); }
function a2() { let x = source(); sink(x); }
function a3() { let x = source(); x = 'a'; sink(x); }
function a4() { let x = source(); sink(x.a); }
function a5() { let o = {}; o.a = source(); sink(o); }
function a6() { let o = {}; o.a = source(); sink(o.a); }
function a7() { let o = {}; o.a = source(); sink(o.b); }
function a8() { let o = {a: source(), b: 1}; sink(o.b); }
function a9() { let o = {a: source(), b: 1}; sink(o.a); }
function a10() { let o = {a: source(), b: 1}; sink(o); }
function a11() { let x = source(); x.a = 'k'; sink(x.a); }
function a12() { let x = source(); x.a = 'k'; sink(x.b); }
function a13() { let x = [source(), 1]; sink(x[1]); }
function a14() { let x = [source(), 1]; sink(x[0]); }
function a15() { let x = [source(), 1]; sink(x[i]); }
function a16() { let x = {}; x[k] = source(); sink(x.b); }
function a17() { let x = {}; x[k] = source(); sink(x[k]); }
function a18() { let x = {}; x[k] = source(); sink(x[j]); }
function a19() { let i = source(); sink(arr[i]); }
function a20() { let x = source(); sink(x.length); }
function a21() { let x = source(); sink(x == 1); }
function a22() { let x = source(); sink(x > 1); }
function a23() { let x = source(); sink(!x); }
function a24() { let x = source(); sink(-x); }
function a25() { let x = source(); sink(typeof x); }
function a26() { let x = source(); sink(x + 'a'); }
function a27() { let x = source(); sink(`a${x}b`); }
function a28() { let x = source(); sink(x ? 1 : 2); }
function a29() { let x = source(); sink(c ? x : 2); }
function a30() { let x = source(); sink(c && x); }
function a31() { let x = source(); sink(x && 'a'); }
function a32() { let x = source(); sink(foo(x)); }
function a33() { let x = source(); sink(x.foo()); }
function a34() { let x = source(); sink(o.foo(x)); }
function a35() { let x = source(); sink(foo(1, x).bar()); }
function a36() { let x = source(); foo(x); o.foo(x); sink(o); }
function a37() { let x = source(); sink(new Foo(x)); }
function a38() { let x = source(); sink(clean(x)); }
function a39() { let x = source(); sink(clean(x) + x); }
function a40() { let x = clean(source()); sink(x); }
function a41() { let x = source(); let {b} = x; sink(b); }
function a42() { let x = source(); let {b: c} = x; sink(c); }
function a43() { let [x] = source(); sink(x); }
function a44() { let {a, ...r} = source(); sink(r); }
function a45() { let x; if (c) { x = source(); } sink(x); }
function a46() { let x; while (c) { sink(x); x = source(); } }
function a47() { for (const y of source()) { sink(y); } }
function a48() { for (const y in source()) { sink(y); } }
function a49() { let x = source(); foo(function () { sink(x); }); }
function a50() { let x = source(); foo(() => sink(x)); }
function a51() { let x = source(); x.map((y) => sink(y)); }
function a52() { let x = source(); foo(x, (y) => sink(y)); }
function a53() { let x = source(); x.then(function (y) { sink(y); }); }
function a54() { let x; foo(() => { x = source(); }); sink(x); }
function a55() { const f = (y) => sink(y); f(source()); }
function a56() { function g(y) { sink(y); } g(source()); }
function a57() { function g() { return source(); } sink(g()); }
function a58() { try { x = source(); } catch (e) { sink(x); } }
function a59() { try { throw source(); } catch (e) { sink(e); } }
async function a60() { let x = await source(); sink(await x); }
function a61() { let x = source(); sink({a: x}); }
function a62() { let x = source(); sink([x]); }
function a63() { let x = source(); sink(...x); }
function a64() { let x = source(); sink(x, 1); }
function a65() { let x = source(); x.sink(1); }
function a66() { let x = source(); sink`${x}`; }
function a67() { let x = source(); let y = (1, x); sink(y); }
function a68() { let x = 'a'; x += source(); sink(x); }
function a69() { switch (source()) { case 1: sink(1); } }
function a70() { let x = source(); switch (x) { case 1: sink(x); break; default: sink(x) } }
function a71() { this.x = source(); sink(this.x); }
function a72() { this.x = source(); sink(this.y); sink(this); }
class A73 { x = source(); m() { sink(this.x); } }
let t74 = source();
sink(t74);
function a76() { sink(t74); }
function a77() { let x = source(); sink(x?.a?.b); }
function a78() { let x = source(); sink(x!==null); }
function a79() { let x = source(); sink(delete x.a); }
function a80() { let x = source(); sink(x instanceof Foo); sink(x in y); }
function a81() { let x = source(); sink(() => x); }
function a82() { let x = source(); const f = () => { sink(x); }; }
function a83() { let x = source(); const f = () => { sink(x); }; f(); }
function a84() { const f = () => { sink(x); }; let x = source(); f(); }
function a85(x = source()) { sink(x); }
function a86({y = source()}) { sink(y); }
function a87() { let x = req.body; sink(x); sink(req.body.foo); sink(req.bar); sink(req); }
function a88() { req.body = 1; sink(req.body); }
function a89() { let x = source(sink(1)); }
function a90() { let x = 1; sink(x = source()); }
function a91() { var x = source(); if (x) { sink(1); } }
function a92() { let x = source(); x = x; sink(x); let y = x; x = 1; sink(y); }
function a93() { let o = {}; o.p.q = source(); sink(o.p); sink(o.p.q.r); sink(o.p.z); }
function a94() { let x = source(); x = clean(x); sink(x); }
function a95() { let x = source(); clean(x); sink(x); }
function a96() { let x = source(); return x; sink(x); }
function a97() { if (c) { return; } else { var y = source(); } sink(y); }
function a98() { let o = source(); o.x = clean(o.x); sink(o.x); sink(o); sink(o.y); }
function a99() { let x = source(); sink(parseInt(x)); sink(Number(x)); sink(Boolean(x)); }
function m1() { source().msink(1); }
function m2() { o.msink(source()); }
function m3() { let x = source(); x.a.msink(1); }
function m4() { source(); o.msink(() => source()); }
function f1() { fsink(source(), 1); fsink(1, source()); }
function f2() { fsink(1, foo(source())); }
function f3() { fsink(1, {a: source()}); }
function f4() { fsink(1, () => source()); }
function q1(a, req, res) { psink(req); }
function q2(req, res) { psink(req.a.b); psink(res); }
app.get(function (req, res) { psink(req.x); });
app.get((req, res) => { psink(req.x); });
function q3(req, res) { foo(() => { psink(req.x); }); }
function q4({req}, res) { psink(req); }
function s1() { taint(x); ssink(x); }
function s2() { ssink(taint(x)); }
function s3() { taint(x.a); ssink(x.a); ssink(x); }
function s4() { taint(x); untaint(x); ssink(x); }
function s5() { taint(x); untaint(x.a); ssink(x.a); ssink(x.b); }
function s6() { taint(x); if (c) { untaint(x); } ssink(x); }
function s7() { taint(x); if (!c) { untaint(x); return } ssink(x); }
function s8() { taint(foo(x)); ssink(x); }
function i1() { e.innerHTML = source(); e.outerHTML = source(); }
function i2() { let x = source(); e.innerHTML = x + 1; e.outerHTML = x + 1; }
function i3() { let x = source(); e.innerHTML = x.a; x.innerHTML = 1; x.outerHTML = 1; }
function i4() { let x = source(); e.innerHTML += x; e.outerHTML += x; }
function i5() { let x = source(); foo(e.innerHTML = x); }
function p1() { let l = []; l.add(source()); sink2(l); }
function p2() { let l = []; copy(source(), l); sink2(l); }
function p3() { let l = []; sink2(copy(source(), l)); }
function p4() { let l = []; l.add(1); sink2(l); l.a.add(source()); sink2(l.a); sink2(l); sink2(l.b); }
function x1() { sinkx(srcx(1)); sinkx(srcx(1).a); sinkx(foo(srcx(1))); }
function x2() { sinkx(foo.bar.baz); sinkx(foo.bar); sinkx(foo); sinkx(foo.bar.baz.q); }
function r1() { return source(); }
function r2() { const x = source(); return foo(x); }
const r3 = () => source();
function r4() { const x = source(); const y = `a${x}b`; return 1; }
const r5 = (x) => { return `a${source()}`; };
