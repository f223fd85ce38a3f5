function first(store) {
  for (const item of store) {
    try {
      if (item.done) return item;
      if (item.skip) continue;
      throw new Error('bad');
    } finally {
      item.release();
    }
  }
}
