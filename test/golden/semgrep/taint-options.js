function sideSources(a, b) {
  fill(a);
  sink(a);
  sink(b.x);
  fill(b.x);
  sink(b.x);
  sink(b.x.y);
  sink(b);
  sink(fill(a));
  if (b) fill(b.z); else b.z = 1;
  sink(b.z);
  sink([a]);
  a = 1;
  sink(a);
  fill(c.d[0]);
  sink(c.d[1]);
  fill(this.q);
  sink(this.q);
}
function sideSanitizers() {
  let a = src();
  sink(check(a));
  sink(a);
  a = src();
  if (check(a)) sink(a);
  sink(a);
  const o = src();
  check(o.x);
  sink(o.x);
  sink(o);
  sink(o.y);
  const d = src();
  while (check(d)) sink(d);
  sink(d);
  sink(check(src()) + src());
  const { e } = src();
  check(e);
  sink(e);
}
function propagators(list, map) {
  const a = src();
  list.put(a);
  sink(list);
  sink(list.get(0));
  map.inner.put(a);
  sink(map.inner);
  sink(map.other);
  sink(map);
  sink(list.put(1));
  const other = new Box();
  const c = other.put(a).put(2);
  sink(c);
  sink(other);
  if (a) { const deep = []; deep.put(a); sink(deep); }
  new Box().put(a);
}
function exactness() {
  const a = src();
  sink(a);
  sink(g(a));
  sink([a]);
  sink({ k: a });
  sink(a ? 1 : 2);
  sink(a && b);
  sink(() => a);
  sink(`x${a}`);
  sink(1, a);
  sink(...a);
  sink(a).then();
  x.sink(a);
  sink(src());
  a.sink(1);
}
function exactSources() {
  const o = { key: src(), other: 1 };
  sink(o);
  sink(o.key);
  sink(o.other);
  sink({ key: src() });
  const p = f({ key: src(), k: k2 });
  sink(p);
}
function controlled(b) {
  sink(0);
  enter();
  sink(1);
  if (b) { leave(); sink(2); }
  sink(3);
  leave();
  sink(4);
  if (b) { enter(); return 1; }
  sink(5);
  for (const i of b) { sink(6); enter(); }
  sink(7);
  return 2;
}
function labels(b) {
  let a = src();
  sink(a);
  sink(check(a));
  sink(other());
  sink(other() + a);
  sink(other() + check(a));
  if (b) a = other();
  sink(a);
}
function safe(p) {
  const a = src();
  sink(a.length);
  sink(a.size);
  sink(+a);
  sink(-a);
  sink(Number(a));
  sink(parseInt(a));
  sink(a * 2);
  sink(a - 1);
  sink(a + 1);
  sink(a | 0);
  sink(~a);
  sink(a++);
  sink(!a);
  sink(!!a);
  sink(Boolean(a));
  sink(a > 1);
  sink(a === 'x');
  sink(a == 1);
  sink(a != 1);
  sink(a in p);
  sink(a instanceof P);
  sink(p[a]);
  sink(p[a].x);
  sink(p[a](1));
  sink(p.q[a + 1]);
  sink(f(a));
  sink(f(1, g(a)));
  sink(a.f());
  sink(p.m(a));
  sink(new F(a));
  sink(typeof a);
  sink(void a);
  sink(await a);
  sink((1, a));
  sink(a ?? 1);
  sink(a || 1);
  sink(1 && a);
  sink(p ? a : 1);
  sink(a ? 1 : p);
  sink(`${a}`);
  sink(tag`${a}`);
  sink([...a]);
  sink({ ...a });
  sink({ [a]: 1 });
  sink(a?.b);
  sink(a?.());
  sink(a[0]);
  sink(async () => a);
  sink(function () { return a; });
  sink(class { m() { return a; } });
  sink(<div>{a}</div>);
  sink(<div x={a} />);
  sink(/x/.test(a));
  sink(JSON.stringify(a));
  const n = a.length;
  sink(n);
  const q = a === 1;
  sink(q);
  const { x, ...rest } = a;
  sink(rest);
  sink(x);
  let y;
  y ||= a;
  sink(y);
  delete a.x;
  sink(a.x);
  let z = a, w = z;
  sink(w);
}
