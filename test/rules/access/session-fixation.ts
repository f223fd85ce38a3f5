// Sessions that begin anew when somebody logs in, and sessions that go on.

// @file: src/app.ts
import bcrypt from 'bcrypt';
import express from 'express';
import session from 'express-session';
import { findUser } from './users';
import { startSession, startSessionAnew } from './start';

const app = express();
app.use(express.json(), session({ secret: String(process.env.SESSION_KEY), resave: false, saveUninitialized: false }));

// @example: bad
app.post('/login', async (req, res) => {
  const user = await findUser(req.body.email);
  if (!user || !(await bcrypt.compare(req.body.password, user.hash))) return res.sendStatus(401);
  req.session.userId = user.id; // ruleid: session-fixation
  res.sendStatus(204);
});
// @end
// @example: good
app.post('/login/anew', async (req, res) => {
  const user = await findUser(req.body.email);
  if (!user || !(await bcrypt.compare(req.body.password, user.hash))) return res.sendStatus(401);
  req.session.regenerate(() => {
    req.session.userId = user.id; // ok: session-fixation
    res.sendStatus(204);
  });
});
// @end
app.post('/bankid/collect', async (req, res) => {
  const user = await findUser(req.body.orderRef);
  if (!user) return res.sendStatus(401);
  startSession(req, user);
  res.sendStatus(204);
});
app.post('/freja/collect', async (req, res) => {
  const user = await findUser(req.body.orderRef);
  if (!user) return res.sendStatus(401);
  startSessionAnew(req, user);
  res.sendStatus(204);
});
app.post('/login/language', (req, res) => {
  req.session.language = req.body.language; // ok: session-fixation
  res.sendStatus(204);
});
app.post('/settings', (req, res) => {
  req.session.user = { ...req.session.user, language: req.body.language }; // ok: session-fixation
  res.sendStatus(204);
});

// @file: src/start.ts
import type { Request } from 'express';

export function startSession(req: Request, user: { id: string }) {
  req.session.user = user; // ruleid: session-fixation
}
export function startSessionAnew(req: Request, user: { id: string }) {
  req.session.regenerate(() => {
    req.session.user = user; // ok: session-fixation
  });
}

// @file: src/users.ts
export async function findUser(name: string): Promise<{ id: string; hash: string } | undefined> {
  return name === '' ? undefined : { id: name, hash: '' };
}
