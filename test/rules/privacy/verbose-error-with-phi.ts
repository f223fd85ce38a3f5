// What an error answer may say: a code and a correlation id, not the data that caused it.

// @file: src/answers.ts
import { randomUUID } from 'node:crypto';
import express, { type Request, type Response } from 'express';

interface Patient {
  id: string;
  personnummer: string;
  name: string;
  diagnosis: string;
}
declare function load(personnummer: string): Promise<Patient | undefined>;

const app = express();

// @example: bad
app.post('/register', async (req, res) => {
  const { personnummer } = req.body;
  try {
    if (await load(personnummer)) throw new Error(`${personnummer} is registered already`); // ruleid: phi-in-exception {nid.se.personnummer}
    res.status(201).end();
  } catch (error) {
    res.status(409).json({ error: (error as Error).message }); // ruleid: verbose-error-with-phi {nid.se.personnummer}
  }
});
// @end

// @example: good
app.post('/register-quietly', async (req, res) => {
  const { personnummer } = req.body;
  const correlation = randomUUID();
  try {
    if (await load(personnummer)) throw new Error('registered already');
    res.status(201).end();
  } catch {
    res.status(409).json({ code: 'registered', correlation }); // ok: verbose-error-with-phi
  }
});
// @end

export async function inline(req: Request, res: Response, patient: Patient) {
  try {
    check(patient);
    res.end(); // ok: verbose-error-with-phi
  } catch (error) {
    res.status(400).send(String(error)); // ruleid: verbose-error-with-phi
  }
}

function check(patient: Patient) {
  if (patient.name === '') throw new TypeError(`no name for ${patient.personnummer}`); // ruleid: phi-in-exception {nid.se.personnummer}
  if (patient.diagnosis === '') throw new RangeError('no diagnosis');
}

class ConflictError extends Error {
  constructor(
    message: string,
    readonly patient: Patient,
  ) {
    super(message);
  }
}

export async function withDetails(res: Response, patient: Patient) {
  try {
    throw new ConflictError('conflict', patient);
  } catch (error) {
    if (error instanceof ConflictError) res.status(409).json({ details: error.patient.diagnosis }); // ruleid: verbose-error-with-phi {clin.diagnosis}
    else res.status(500).json({ code: 'internal' }); // ok: verbose-error-with-phi
  }
}

export function made(res: Response, patient: Patient) {
  const error = new Error(`cannot merge ${patient.name}`); // ruleid: phi-in-exception {name.person}
  res.status(422).json({ message: error.message }); // ruleid: verbose-error-with-phi {name.person}
  const plain = new Error('cannot merge');
  res.status(422).json({ message: plain.message }); // ok: verbose-error-with-phi
  res.status(422).json({ id: patient.id }); // ok: verbose-error-with-phi
}

// @file: src/error-handler.ts
import type { NextFunction, Request, Response } from 'express';
import express from 'express';

const app = express();

export class NotFoundError extends Error {}

app.get('/people/:personnummer', (req, _res, next) => {
  next(new NotFoundError(`nobody has ${req.params.personnummer}`)); // ruleid: phi-in-exception {nid.se.personnummer}
});

app.use((error: Error, _req: Request, res: Response, _next: NextFunction) => {
  res.status(404).json({ message: error.message }); // ruleid: verbose-error-with-phi {nid.se.personnummer}
});

// @file: src/safe-handler.ts
import type { NextFunction, Request, Response } from 'express';

export function safe(_error: Error, _req: Request, res: Response, _next: NextFunction) {
  res.status(500).json({ code: 'internal', at: new Date().toISOString() }); // ok: verbose-error-with-phi
}
