function list(a, more) {
  const items = [a, , 2, ...more];
  items.push(a);
  items[0] = a;
  return items[1];
}
