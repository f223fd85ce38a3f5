function operate(a, b) {
  return [
    a === b,
    a != null,
    a < b,
    'x' in a,
    a instanceof Date,
    typeof a,
    void a,
    -a,
    +a,
    ~a,
    !a,
    a + b,
    a * b,
    a | b,
    (a, b),
    /x+/g,
    10n,
    null,
    undefined,
    true,
  ];
}
