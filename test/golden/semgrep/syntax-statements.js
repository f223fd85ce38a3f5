a.b;
a?.b;
a.b();
a?.b();
a.b?.();
a?.b?.();
a.b.c;
a?.b.c;
a.b?.c;
a?.b?.c;
a?.b.c();
a.b?.c();
a[0];
a?.[0];
f(a?.b);
f(a.b);
x = a?.b;
x = a.b;
switch (v) { case 1: one(); }
switch (v) { case 1: one(); break; default: two(); }
switch (v) { }
switch (v) { default: d(); }
switch (v) { case 1: case 2: both(); break; case 3: three(); }
for (const v of list) loop(v);
for (const v of list) { loop(v); }
for (const k in list) loop(k);
for (let i = 0; i < 1; i++) loop(i);
for (let i = 0; i < 1; i++) { loop(i); }
for (;;) { loop(); }
for (i = 0; i < 1; i++) { loop(i); }
for (i of list) { loop(i); }
for (i in list) { loop(i); }
while (a) b();
while (a) { b(); }
do b(); while (a);
if (a) b();
if (a) { b(); }
if (a) b(); else c();
if (a) { b(); c(); }
`one ${a}`;
`one ${a} two ${b}`;
g(`one ${a}`);
g(`one`);
g("one");
g(tag`one ${a}`);
g(tag`one`);
s = "one " + a;
s = "one " + "two";
s = 'one' + a + 'two';
try { t(); } catch (e) { h(); }
try { t(); } catch (err) { h(); }
try { t(); } catch { h(); }
try { t(); } catch (e) { }
try { t(); } finally { h(); }
try { t(); } catch (e) { h(); } finally { k(); }
const {d1} = q();
const {d2: d3} = q();
const {d4, d5} = q();
const [e1] = q();
const [e2, e3] = q();
const f0 = q();
let g0 = q(), g1 = r();
var h0;
let h1;
({i1} = q());
[i2] = q();
function p1({x1, y1}) { return x1; }
function p2({x1 = 3}) { return x1; }
function p3(z1 = 3) { return z1; }
function p4(...z2) { return z2; }
const p5 = ({x1}) => x1;
const p6 = async ({x1}) => { return x1; };
class A1 { m1 = () => { k(); }; m2 = async () => 1; m3 = function () {}; m4() {} static m5 = (x) => x; m6 = 5; }
const o = { m1: () => { k(); }, m2: function () {}, m3() {}, async m4() {}, m5: async () => {}, 'm6': 1, [m7]: 2, m8, get m9() { return 1; } };
delete a.b;
a ||= b;
a &&= b;
a ??= b;
a += b;
a = a + b;
h(a, function () { cb(); });
h(a, () => cb());
h(a, () => { cb(); });
h(a, async () => { await cb(); });
h(a, async function () { await cb(); });
h(a, cb);
h(...a);
h([...a]);
h({...a});
new H;
new H();
new H(1);
return_(a);
foo.then(function (r) { return r; });
foo.then(r => r);
foo.then(r => { return r; });
foo.then(r => { use(r); });
