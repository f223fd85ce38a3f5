function open(source) {
  const { id, name: { given, family = 'unknown' }, ...others } = source;
  const [first, , third = id, ...tail] = source.items;
  let swap;
  [swap, others.x] = [first, third];
  return { id, given, family, others, tail, swap };
}
