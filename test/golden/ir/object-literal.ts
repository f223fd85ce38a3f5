function build(name, key, rest) {
  return {
    name,
    'full name': name,
    1: 'one',
    [key]: name,
    nested: { inner: name },
    ...rest,
    greet() {
      return name;
    },
    get upper() {
      return name;
    },
  };
}
