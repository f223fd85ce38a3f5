function f(c) {
  let o = {};
  if (c) {
    o = { a: 1 };
    o.b = source();
  } else {
    o.b = 2;
  }
  sink(o);
}
function g(c) {
  let o = null;
  if (c) {
    o = make();
    fill(o);
  }
  sink(o);
}
function h(items) {
  let last = null;
  for (const it of items) {
    last = {};
    last.x = it;
  }
  return last;
}
