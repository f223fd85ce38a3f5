// Who is calling, as the libraries of authentication say it.
import { getAuth } from '@clerk/express';
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { betterAuth } from 'better-auth';
import express, { type Request } from 'express';
import { expressjwt } from 'express-jwt';
import admin from 'firebase-admin';
import { getIronSession } from 'iron-session';
import * as jose from 'jose';
import { Lucia } from 'lucia';
import passport from 'passport';
import { db, view } from './db';

const app = express();
const cognito = CognitoJwtVerifier.create({ userPoolId: 'pool', tokenUse: 'access', clientId: 'client' });
const auth = betterAuth({});
const lucia = new Lucia({}, {});
const tokenOf = (req: Request) => req.headers.authorization?.slice(7) ?? '';

app.get('/firebase/:id', async (req, res) => {
  const caller = await admin.auth().verifyIdToken(tokenOf(req));
  res.json(await db.patient.findFirst({ where: { id: req.params.id, userId: caller.uid }, select: view })); // ok: patient-record-by-request-id
});
app.get('/firebase/any/:id', async (req, res) => {
  const caller = await admin.auth().verifyIdToken(tokenOf(req));
  console.info(caller.uid);
  res.json(await db.patient.findFirst({ where: { id: req.params.id }, select: view })); // ruleid: patient-record-by-request-id
});
app.get('/cognito/:id', async (req, res) => {
  const claims = await cognito.verify(tokenOf(req));
  res.json(await db.patient.findFirst({ where: { id: req.params.id, userId: claims.sub }, select: view })); // ok: patient-record-by-request-id
});
app.get('/better/:id', async (req, res) => {
  const session = await auth.api.getSession({ headers: req.headers });
  res.json(await db.patient.findFirst({ where: { id: req.params.id, userId: session?.user.id }, select: view })); // ok: patient-record-by-request-id
});
app.get('/lucia/:id', async (req, res) => {
  const { user } = await lucia.validateSession(req.cookies.session);
  if (!user) return res.sendStatus(401);
  res.json(await db.patient.findFirst({ where: { id: req.params.id, userId: user.id }, select: view })); // ok: patient-record-by-request-id
});
app.get('/iron/:id', async (req, res) => {
  const session = await getIronSession(req, res, { password: 'x', cookieName: 's' });
  const patient = await db.patient.findUnique({ where: { id: req.params.id }, select: view });
  if (patient?.userId !== session.userId) return res.sendStatus(403);
  res.json(patient); // ok: patient-record-by-request-id
});
app.get('/clerk/:id', async (req, res) => {
  const { userId } = getAuth(req);
  res.json(await db.patient.findFirst({ where: { id: req.params.id, userId }, select: view })); // ok: patient-record-by-request-id
});
app.get('/jose/:id', async (req, res) => {
  const { payload } = await jose.jwtVerify(tokenOf(req), new Uint8Array());
  res.json(await db.patient.findFirst({ where: { id: req.params.id, userId: payload.sub }, select: view })); // ok: patient-record-by-request-id
});
app.get('/jose/decoded/:id', async (req, res) => {
  // Nobody checked the signature.
  const payload = jose.decodeJwt(tokenOf(req));
  res.json(await db.patient.findFirst({ where: { id: req.params.id, userId: payload.sub }, select: view })); // ruleid: patient-record-by-request-id
});
app.get('/express-jwt/:id', expressjwt({ secret: 'x', algorithms: ['HS256'] }), async (req: Request, res) => {
  res.json(await db.patient.findFirst({ where: { id: req.params.id, userId: req.auth.sub }, select: view })); // ok: patient-record-by-request-id
});
app.get('/passport/:id', (req, res, next) => {
  passport.authenticate('jwt', async (error: unknown, user: { id: string } | false) => {
    if (error || !user) return res.sendStatus(401);
    res.json(await db.patient.findFirst({ where: { id: req.params.id, userId: user.id }, select: view })); // ok: patient-record-by-request-id
  })(req, res, next);
});
