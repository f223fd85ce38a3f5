import { q } from "lib";
f(1);
f(2);
f("hello world");
f("aGVsbG8x9Zq82jKsL0pQwz");
f("password");
f("plain words");
f("correct-horse-battery");
g(1);
g(33);
f(g(3));
f(g(4));
h(1, g(2));
h(g(1), 2);
function abc() {
  f(1);
  f(x);
}
function def() {
  f(2);
  f(y);
}
function bcd() {
  f(y);
  known(y);
}
g(f(5));
q(1);
const s = "text";
f(s);
f(10);
