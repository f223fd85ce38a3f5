// What the chain writes over a field of the request is no longer the sender's.
import express, { type NextFunction, type Request, type Response } from 'express';
import { db, view } from './db';

const app = express();
const tokens = new Map<string, { id: string }>();

const appendUserId = () => (req: Request, res: Response, next: NextFunction) => {
  try {
    req.body.userId = tokens.get(req.get('authorization') ?? '')?.id;
    next();
  } catch {
    res.sendStatus(401);
  }
};
const appendSometimes = (req: Request, res: Response, next: NextFunction) => {
  const session = tokens.get(req.get('authorization') ?? '');
  if (session) req.body.userId = session.id;
  next();
};
const copyFromQuery = (req: Request, res: Response, next: NextFunction) => {
  req.body.userId = req.query.userId;
  next();
};

app.get('/a/:id', appendUserId(), async (req, res) => {
  res.json(await db.patient.findFirst({ where: { id: req.params.id, userId: req.body.userId }, select: view })); // ok: patient-record-by-request-id
});
app.get('/b/:id', async (req, res) => {
  res.json(await db.patient.findFirst({ where: { id: req.params.id, userId: req.body.userId }, select: view })); // ruleid: patient-record-by-request-id
});
app.get('/c/:id', appendSometimes, async (req, res) => {
  res.json(await db.patient.findFirst({ where: { id: req.params.id, userId: req.body.userId }, select: view })); // ruleid: client-supplied-identity
});
app.get('/d/:id', copyFromQuery, async (req, res) => {
  res.json(await db.patient.findFirst({ where: { id: req.params.id, userId: req.body.userId }, select: view })); // ruleid: patient-record-by-request-id
});
app.get('/e/:id', appendUserId(), async (req, res) => {
  res.json(await db.patient.findFirst({ where: { id: req.params.id }, select: view })); // ruleid: patient-record-by-request-id
});
