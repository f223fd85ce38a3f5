const sql = (strings, ...values) => ({ strings, values });
function query(id, table) {
  const plain = `select`;
  return sql`${plain} * from ${table} where id = ${id}`;
}
