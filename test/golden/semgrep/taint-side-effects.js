function a(x) { x = fill(x); sink(x); }
function b(x) { const y = fill(x); sink(y); sink(x); }
function c(x) { fill(x); sink(x); }
function d(x) { x = wrap(fill(x)); sink(x); }
function e(x) { let z = x; fill(z); sink(x); sink(z); }
function f(o) { o.p = fill(o.p); sink(o.p); sink(o); }
function g(o) { fill(o.p); sink(o.p); sink(o.q); sink(o); }
function h(x) { sink(fill(x)); }
function i(x) { fill(x + 1); sink(x); }
function j(x) { x = fill(x) + 1; sink(x); }
function k(x) { x += fill(x); sink(x); }
function l(x) { x = [fill(x)]; sink(x); }
function m(x) { x = {a: fill(x)}; sink(x.a); sink(x); }
function n(x) { x = fill(y); sink(x); sink(y); }
function o(x) { x = await1(x), fill(x); sink(x); }
function p(x) { x = fill(x); x = fill(x); sink(x); }
function q(x) { if (fill(x)) { sink(x); } sink(x); }
function r(x) { let w = x; x = fill(x); sink(w); sink(x); }
function s(x) { x = fill(g(x)); sink(x); }
async function t(x) { x = await fill(x); sink(x); }
