function show(user, record) {
  if (!user) return null;
  if (user.id !== record.owner && !user.isAdmin) {
    throw new Error('forbidden');
  }
  if (typeof record.note === 'string') return record.note;
  return record;
}
