f(1);
f(12);
f("12");
f(x.y);
g1(1);
const C = "cval"; f(C);
f(a && b);
f("in" + "fix");
f(fn(1));
z = a && b && c;
z = c && a;
z = a && c;
z = a && c && b && d;
z = c || d || a;
z = a | b | c;
z = c | a;
z = a + b + c;
z = c + a;
z = a * c;
z = c * a;
z = a ^ b ^ c;
z = "s" + a;
z = "s" + a + b;
z = "s" + a + b + "t";
z = a + "t";
z = a + b + "t";
z = { h1: (req, res) => { k(req); }, h2: function (req, res) { k(req); }, h3(req, res) { k(req); }, h4: async (req, res) => { k(req); } };
class Q { h5 = async (req, res) => { k(req); }; h6 = wrap((req, res) => { k(req); }); async h7(req, res) { k(req); } }
reg({ handler: (req, res) => { k(req); } });
reg({ handler: wrap((req, res) => { k(req); }) });
reg({ handler });
reg({ handler: named });
reg({ handler: named.bind(this) });
export const route = { get: async (req, res) => { k(req); } };
arr.map((req, res) => { k(req); });
function decl(req, res) { k(req); }
const fe = function (req, res) { k(req); };
const ar = (req, res) => { k(req); };
export default (req, res) => { k(req); };
export default function (req, res) { k(req); }
export default async function named2(req, res) { k(req); }
module.exports = function (req, res) { k(req); };
module.exports = { a: function (req, res) { k(req); } };
exports.x = async (req, res) => { k(req); };
router.post('/', (req, res) => k(req));
router.post('/', (req, res) => { return k(req); });
router.post('/', async function handler(req, res) { await k(req); });
router.route('/').get((req, res) => { k(req); }).post((req, res) => { k(req); });
if (x) { y(); return; }
function early(a) { if (!a) return; use(a); }
function early2(a) { if (!a) { return; } use(a); }
function early3(a) { if (!a) throw new Error('x'); use(a); }
async function aw() { const r = await fetch(u); const j = await r.json(); return j; }
fetch(u).then(r => r.json());
const { data } = await axios.get(url);
const { data: { user } } = await axios.get(url);
const [first] = await q();
let { a1, ...rest1 } = obj;
for (const [k1, v1] of Object.entries(o)) { use(k1, v1); }
for (const { id } of list) { use(id); }
function dflt({ a = 1, b: { c } }, [d], ...e) { use(a); }
obj.method().prop.other();
obj["key"].call(x);
obj?.["key"];
a?.b?.c;
new (getClass())();
new a.b.C(x);
(a, b);
x = y = z;
x += 1;
x -= "s";
`a${b}c`;
tag`a${b}c`;
String.raw`a`;
/ab+c/i.test(s);
async () => { for await (const c of s) {} };
label1: while (1) { continue label1; }
var undefinedVar;
let u1, u2 = 3, u3;
type A = { b: string };
interface I { b(): void }
enum E { A, B }
declare const dc: string;
abstract class AC { abstract m(): void; }
const as1 = x as const;
const nn = x!.y!.z;
const gen = foo<string>(x);
const gen2 = new Map<string, number>();
function over<T extends Foo>(x: T): T { return x; }
@Dec() class D1 { @Prop() p: string; @Inject() private readonly s: S; @Meth({ a: 1 }) m(@Arg('x') x: string) {} }
