export const handler = async (req, res) => {
  const patients = await db.find({ where: { owner: req.user.id } });
  res.json(patients.filter(({ active }) => active).map((p) => p.name));
};
router.get('/patients/:id', handler);
