function gather(source) {
  const seen = { list: [] };
  source.forEach((it) => {
    seen.last = it;
    seen.list.push(it);
  });
  return seen.last;
}
