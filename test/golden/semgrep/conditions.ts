import { readFile } from 'fs';
import express, { Request, Response as Res } from 'express';
f(1);
f(10);
f(0x10);
f(0o17);
f(0b11);
f('5');
f("abc");
f('2024-01-02');
f('2099-01-02');
f(-3);
f(1.5);
f(2 * 8);
f(K);
f(`t`);
f(true);
f(null);
f([1, 2, 3]);
f("hello world");
f(x.y.z);
f(g(h(1)));
f(g(h(2)), 'x');
const K = 42;
const S = 'const' + 'ant';
f(S);
f(S + 'x');
f("8080");
f('0x1F');
f("   ");
f("");
p("sha1", 'md5');
p('md5', "sha1");
p(a, a);
p(a, b);
p(a.b, a.b);
p("x", 'x');
function t1(req: Request, res: Res) { q(req); q(res); res.send(req.body); q(req.params); }
function t2(s: string, n: number, b: boolean, a: string[], u: string | number, o?: string, m: Map<string, number>, r: Array<string>) { q(s); q(n); q(b); q(a); q(u); q(o); q(m); q(r); }
class Ctl { private svc: Service; static st: Other = mk(); constructor(private readonly repo: Repo<User>, plain: Plain) { q(this.svc); q(this.repo); q(plain); q(repo); } m() { q(this.svc); q(this.repo); q(this.st); } }
let v1: Foo = mk(); q(v1);
const v2 = new Bar(); q(v2);
const v3 = 'lit'; q(v3);
const v4 = 5; q(v4);
const v5 = x as Foo; q(v5);
const v6 = <Foo>x; q(v6);
const v7 = new ns.Baz(); q(v7);
const v8 = mk(); q(v8);
q(new Bar());
q('str');
q(5);
q(x as Foo);
q(true);
q(/re/);
q({});
q([]);
q(() => 1);
if (a && b && c) {}
if (b && a) {}
if (a || b) {}
if (b || a) {}
x == null;
null == x;
x === undefined;
r1 = x + y + z;
r2 = x * y;
outer(function () { inner(1); });
outer2(() => { inner(2); });
function w1() { enter(); use1(); leave(); }
function w2() { enter(); if (c) { use1(); } leave(); }
function w3() { leave(); use1(); enter(); }
function w4() { use1(); }
const obj = { k: 1, nested: { k: 2, deep: { k: 3 } } };
eval(userInput);
eval("lit");
db.query("SELECT * FROM " + t);
db.query(`SELECT * FROM ${t}`);
db.query("SELECT 1");
const q1 = "SELECT * FROM " + t; db.query(q1);
let q2 = "SELECT"; q2 += t; db.query(q2);
el.innerHTML = "<b>" + name;
el.innerHTML = safe(name);
el.innerHTML = 'static';
password = "hunter2";
const apiKey = 'AKIA1234567890ABCDEF';
const secret = process.env.SECRET;
jwt.sign(payload, 'secret', { algorithm: 'none', expiresIn: 3600 });
jwt.sign(payload, key, { expiresIn: "1h" });
crypto.createHash('md5').update(x).digest('hex');
crypto.createHash("sha256");
app.use(cors({ origin: '*' }));
app.use(cors());
app.use(cors({ origin: '*', credentials: true }));
app.get('/a', (req, res) => { res.redirect(req.query.u); });
app.get('/b', auth, function (req, res) { const u = req.query.u; res.redirect(u); });
new RegExp(pattern);
new RegExp("^a+$");
setTimeout("x()", 1);
setTimeout(fn, 1);
cookie.set('a', 1, { secure: false });
cookie.set('a', 1, { secure: true, httpOnly: true });
cookie.set('a', 1);
let cnt = 0; cnt = cnt + 1; f(cnt);
