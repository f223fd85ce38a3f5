function pick(a, b, c) {
  const first = a && b;
  const second = a || c;
  const third = b ?? c;
  const fourth = a ? b : c;
  return [first, second, third, fourth];
}
