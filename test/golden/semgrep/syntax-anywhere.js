f(1);
f(2);
f(y);
f(z);
known(y);
