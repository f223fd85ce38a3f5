function update(record) {
  const local = { id: 1 };
  local.id = 2;
  local.name = record.name;
  const alias = local;
  alias.id = 3;
  delete local.name;
  record.seen = true;
  send(local);
  return local.id;
}
