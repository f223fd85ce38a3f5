function collect(items) {
  const found = [];
  for (let i = 0; i < items.length; i++) {
    found.push(items[i]);
  }
  return found;
}
