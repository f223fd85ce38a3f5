// A person found by an identity number of the request: only for those who care for that person, or the person itself.

// @file: prisma/schema.prisma
model Person {
  id           String  @id
  personnummer String  @unique
  fornamn      String
  efternamn    String
  adress       String?
  telefon      String?
  skyddad      Boolean
}

model CareRelation {
  id           String @id
  staffId      String
  personnummer String
}

model Booking {
  id        String @id
  reference String @unique
  time      DateTime
}

// @file: src/authenticate.ts
import jwt from 'jsonwebtoken';
import type { NextFunction, Request, Response } from 'express';

export function authenticate(req: Request, res: Response, next: NextFunction) {
  const token = req.headers.authorization?.slice(7);
  if (!token) {
    res.sendStatus(401);
    return;
  }
  req.user = jwt.verify(token, process.env.JWT_KEY ?? '') as { id: string; personnummer: string };
  next();
}

// @file: src/persons.ts
import { PrismaClient } from '@prisma/client';
import express from 'express';
import { authenticate } from './authenticate';

const db = new PrismaClient();
const app = express();
app.use(express.json(), authenticate);

const view = { fornamn: true, efternamn: true, adress: true } as const;

// @example: bad
app.get('/persons/:personnummer', async (req, res) => {
  const person = await db.person.findUnique({ where: { personnummer: req.params.personnummer }, select: view });
  if (!person) return res.sendStatus(404);
  res.json(person); // ruleid: lookup-by-national-id {contact.address, name.person}
});
// @end

// @example: good
app.get('/care/persons/:personnummer', async (req, res) => {
  const { personnummer } = req.params;
  const relation = await db.careRelation.findFirst({ where: { staffId: req.user.id, personnummer } });
  if (!relation) return res.sendStatus(403);
  const person = await db.person.findUnique({ where: { personnummer }, select: view });
  res.json(person); // ok: lookup-by-national-id
});
// @end

app.post('/lookup', async (req, res) => {
  const { personnummer } = req.body;
  const person = await db.person.findFirst({ where: { personnummer: { equals: personnummer } }, select: view });
  res.json({ found: person }); // ruleid: lookup-by-national-id {contact.address, name.person}
});
app.get('/lookup', async (req, res) => {
  const pnr = String(req.query.pnr).replace('-', '');
  const person = await db.person.findFirst({ where: { personnummer: pnr } });
  res.json({ name: `${person?.fornamn} ${person?.efternamn}` }); // ruleid: lookup-by-national-id {name.person}
});
app.post('/many', async (req, res) => {
  const persons = await db.person.findMany({ where: { personnummer: { in: req.body.numbers } }, select: view });
  res.json(persons); // ruleid: lookup-by-national-id
});
app.get('/phone', async (req, res) => {
  const person = await find(req.query.cpr as string);
  res.send(person?.telefon); // ruleid: lookup-by-national-id {contact.phone}
});
function find(personnummer: string) {
  return db.person.findUnique({ where: { personnummer } });
}

app.get('/self/:personnummer', async (req, res) => {
  if (req.params.personnummer !== req.user.personnummer) return res.sendStatus(403);
  const person = await db.person.findUnique({ where: { personnummer: req.params.personnummer }, select: view });
  res.json(person); // ok: lookup-by-national-id
});
app.get('/me', async (req, res) => {
  const person = await db.person.findUnique({ where: { personnummer: req.user.personnummer }, select: view });
  res.json(person); // ok: lookup-by-national-id
});
app.get('/known/:personnummer', async (req, res) => {
  const person = await db.person.findUnique({ where: { personnummer: req.params.personnummer }, select: { id: true } });
  res.json({ known: person !== null }); // ok: lookup-by-national-id
});
app.get('/persons/by-id/:id', async (req, res) => {
  const person = await db.person.findUnique({ where: { id: req.params.id }, select: view });
  // ok: lookup-by-national-id
  res.json(person); // ruleid: patient-record-by-request-id
});
app.get('/bookings/:reference', async (req, res) => {
  const booking = await db.booking.findUnique({ where: { reference: req.params.reference } });
  res.json({ time: booking?.time }); // ok: lookup-by-national-id
});
app.get('/count/:personnummer', async (req, res) => {
  res.json(await db.person.count({ where: { personnummer: req.params.personnummer } })); // ok: lookup-by-national-id
});

// @file: src/sql.ts
import express from 'express';
import { Pool } from 'pg';
import { authenticate } from './authenticate';

const pool = new Pool();
const router = express.Router();
router.use(authenticate);

router.post('/register/search', async (req, res) => {
  const { rows } = await pool.query('SELECT fornamn, efternamn, adress FROM person WHERE personnummer = $1', [req.body.personnummer]);
  res.json(rows[0]); // ruleid: lookup-by-national-id
});
router.post('/register/own', async (req, res) => {
  const { rows } = await pool.query('SELECT fornamn, efternamn, adress FROM person WHERE personnummer = $1', [req.user.personnummer]);
  res.json(rows[0]); // ok: lookup-by-national-id
});

export { router };
