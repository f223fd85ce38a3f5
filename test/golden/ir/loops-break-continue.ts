function search(rows) {
  let hit = null;
  outer: while (true) {
    const row = rows.next();
    if (!row) break;
    do {
      if (row.skip) continue outer;
      hit = row;
    } while (hit === null);
  }
  return hit;
}
