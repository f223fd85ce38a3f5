function a() {
  foo(one);
  foo(bar) ;
}
function b() {
  foo(two);
  foo("a bar"); x(foo(bar)); foo(bar) ; x
}
foo(three);
