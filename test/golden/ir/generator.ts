function* walk(tree) {
  const reply = yield tree.value;
  yield* walk(tree.next);
  yield;
  return reply;
}
