function a1() { const x = source(); x.forEach((q) => { pk(q); }); x.each(function (q) { pk(q) }); y.forEach((q) => { pk(q); }); }
function a2() { const x = source(); let y = {}; cp(y, x); pk(y); cp(z.a, x); pk(z.a); pk(z); w = conv(x); pk(w); }
function a3() { const x = csource(); foo(x); bar(1); const y = foo(bar(x)); x.baz(); }
function a4() { const x = esource(); foo(x.a + 1); let z = {a: x}; return x; }
function a5() { db.query('a' + isource + 'b', isource); foo('a' + isource); o.exec(isource.a, 1); o.run(isource); location.href = isource; location.href = 'a' + isource; x = {secret: isource}; y = {a: 1, secret: isource}; y = {secret: 1, other: isource}; new Foo(isource); }
function f6() { throw isource; }
function f7() { foo(); throw new Error(isource); }
function f(a) { foo(isource); return isource; }
function a6() { const v = isource.z; if (isource) { foo(); } for (const q of isource) { foo(q); } foo(isource['k']); foo(isource[k]); foo(arr[isource]); }
function a7() { xs(xopen()); foo(); }
function a8() { foo(); xs(xopen()); }
function a9() { if (c) { xs(xopen()); } }
function a10() { if (c) { xs(xopen()); return; } return xs(xopen()); }
function handler(a, b) { fk(1); fk(a); fk(z); fk(foo.bar); fk(`x`); const q = 'k'; fk(q); fk(q + '1'); }
foo(function (req, res) { fk(req.a); fk(res); });
const h = (ev: Event) => { fk(ev); fk(ev.target.value); };
class Z { m(a: string) { fk(a); fk(b); } }
function a11() { let x = y.qq; sk(x); dd(x); sk(x); sk(dd(x)); sk(dd(x.a)); sk(req.params); sk(req.params.id); sk(req.a.deep); let {params} = req; sk(params); let {params: {id}} = req; sk(id); const {deep} = req.a; sk(deep); }
function a12({ params }, b) { sk(params); const q = b; sk(q.params); const r = q.params; sk(r.z); sk(foo(req).params); sk(this.params); sk(req['params']); sk(req?.params?.id); }
function b1() { let x = source(); let a = []; a[0] = x; a[0] = 1; pk(a[0]); pk(a); a['k'] = x; pk(a.k); a.k = 1; pk(a.k); pk(a['k']); }
function b2() { let x = source(); x[0] = 1; pk(x[0]); pk(x[1]); pk(x); let o = {a: x}; pk(o['a']); pk(o[k]); let p = [{a: x}]; pk(p[0].a); pk(p[0].b); pk(p.length); }
function b3() { const {a, b: {c}} = {a: 1, b: {c: source()}}; pk(a); pk(c); function g({a}) { pk(a); } const [d, ...e] = source(); pk(d); pk(e); let y = source(), z; pk(z); }
function b4(x = source(), {y} = source()) { pk(x); pk(y); }
function b5() { const self = this; self.x = source(); pk(self.x); pk(this.x); pk(self); this.a.b = source(); pk(this.a); pk(this.a.b); pk(this.a.c); }
function b6() { let x = foo; x = x ? source() : 1; pk(x); let y = 'a'; y = y + source(); pk(y); y = `${y}`; pk(y); y = String(y); pk(y); y = y.trim().split(',')[0]; pk(y); y = (y as any).foo; pk(y); y = y || 'a'; pk(y); y &&= 1; pk(y); }
function b7() { const fn = async () => { const r = await source(); return r; }; const q = fn(); pk(q); const r = (() => source())(); pk(r); }
function b8() { source().then((r) => { pk(r); return r; }).then(q => pk(q)); pk(source().then(r => 1)); Promise.all([source()]).then(([a]) => pk(a)); new Promise((res) => { res(source()); pk(source()); }); }
function b9() { let s = ''; for (const k of Object.keys(source())) { s += k; } pk(s); let t = ''; arr.forEach((z) => { t += source(); }); pk(t); [1].forEach(function () { pk(t); }); }
