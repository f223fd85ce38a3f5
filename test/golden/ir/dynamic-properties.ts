function copy(source, key) {
  const target = {};
  target[key] = source[key];
  target['fixed'] = source['fixed'];
  for (const name of Object.keys(source)) target[name] = source[name];
  return target.fixed;
}
