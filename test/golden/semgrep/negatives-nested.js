foo(bar);
y(foo(q) + 1);
y(foo(bar));
foo(c); foo(bar);
y(foo(z)); d;
