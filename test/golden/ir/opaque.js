function run(code, scope) {
  eval(code);
  with (scope) {
    print(name);
  }
  const proxy = new Proxy(scope, {});
  return new Function('a', code)(proxy);
}
