// The role of somebody whom the request names is not that of the caller.
import express, { type NextFunction, type Request, type Response } from 'express';
import { authenticate } from './authenticate';
import { db, view } from './db';

const app = express();
app.get('/role/:id', authenticate, async (req, res) => {
  const user = await db.user.findUnique({ where: { id: String(req.query.userId) } });
  if (user?.role !== 'doctor') return res.sendStatus(403);
  res.json(await db.patient.findUnique({ where: { id: req.params.id }, select: view })); // ruleid: client-supplied-identity
});
app.get('/role/own/:id', authenticate, async (req, res) => {
  // The caller's own: said at low confidence.
  const user = await db.user.findUnique({ where: { id: req.user.id } });
  if (user?.role !== 'doctor') return res.sendStatus(403);
  res.json(await db.patient.findUnique({ where: { id: req.params.id }, select: view })); // ok: patient-record-by-request-id
});
app.get('/role/credential/:id', async (req, res) => {
  // Found by a credential: said at low confidence.
  const [session] = await db.session.findMany({ where: { sessionToken: req.headers['x-session-token'] }, include: { user: true } });
  if (session?.user.role !== 'doctor') return res.sendStatus(403);
  res.json(await db.patient.findUnique({ where: { id: req.params.id }, select: view })); // ok: patient-record-by-request-id
});
const onlyDoctors = async (req: Request, res: Response, next: NextFunction) => {
  const user = await db.user.findUnique({ where: { id: req.body.doctorId } });
  if (!user || !['doctor', 'nurse'].includes(user.role)) return res.sendStatus(403);
  next();
};
app.put('/role/:id', authenticate, onlyDoctors, async (req, res) => {
  await db.patient.update({ where: { id: req.params.id }, data: { address: req.body.address } }); // ruleid: client-supplied-identity
  res.sendStatus(204);
});
