function f1() {
  let x = start();
  fill(x);
  sink(x);
}
function f2() {
  let x = start();
  sink(x);
  fill(x);
}
function f3() {
  let x = start();
  sink(fill(x));
}
function f4() {
  let o = {};
  fill(o.p);
  sink(o.p);
  sink(o);
  sink(o.q);
}
function f5() {
  let y = fill(x);
  sink(y);
  sink(x);
}
function f6(o) {
  o.load(1);
  sink(o);
  sink(o.a);
}
function f7(o) {
  let v = o.load(1);
  sink(v);
}
function f8(o) {
  o.inner.load(1);
  sink(o.inner);
  sink(o);
}
function f9() {
  let list = [];
  list.add(source());
  sink(list);
}
function f10() {
  let list = [];
  let more = list.add(source());
  sink(more);
  sink(list);
}
function f11() {
  let x = source();
  check(x);
  sink(x);
}
function f12() {
  let x = source();
  sink(check(x));
}
function f13() {
  let x = source();
  let y = check(x);
  sink(y);
  sink(x);
}
function f14() {
  return source();
}
const f15 = () => source();
function f16() {
  fill(x + 1);
  sink(x);
}
function f17(c) {
  let x = start();
  if (c) { fill(x); }
  sink(x);
}
function f18() {
  sink(other(source()));
  log(source());
}
