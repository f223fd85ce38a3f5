function load(store, id) {
  let record = null;
  try {
    record = store.get(id);
    check(record);
  } catch (error) {
    log(error, record);
  } finally {
    store.close();
  }
  return record;
}
