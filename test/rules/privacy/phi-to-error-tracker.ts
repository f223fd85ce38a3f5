// What an error tracker may learn: that something failed, where, and for which pseudonym.

// @file: src/handlers.ts
import * as Sentry from '@sentry/node';
import { addBreadcrumb, captureMessage, setUser } from '@sentry/browser';
import { createHmac } from 'node:crypto';

interface Patient {
  id: string;
  personnummer: string;
  email: string;
  diagnosis: string;
  unit: string;
}

// @example: bad
export function reportFailure(error: Error, patient: Patient) {
  Sentry.captureException(error, { extra: { patient } }); // ruleid: phi-to-error-tracker
}
// @end

const key = process.env.PSEUDONYM_KEY ?? '';
const pseudonymOf = (personnummer: string) => createHmac('sha256', key).update(personnummer).digest('hex');

// @example: good
export function reportFailureSafely(error: Error, patient: Patient) {
  Sentry.captureException(error, { tags: { unit: patient.unit }, user: { id: pseudonymOf(patient.personnummer) } }); // ok: phi-to-error-tracker
}
// @end

export function everyCall(patient: Patient, attempts: number) {
  Sentry.setUser({ id: patient.personnummer, email: patient.email }); // ruleid: phi-to-error-tracker
  Sentry.setContext('patient', { diagnosis: patient.diagnosis }); // ruleid: phi-to-error-tracker {clin.diagnosis}
  Sentry.setExtra('email', patient.email); // ruleid: phi-to-error-tracker {contact.email}
  Sentry.setTag('diagnosis', patient.diagnosis); // ruleid: phi-to-error-tracker {clin.diagnosis}
  Sentry.captureMessage(`no answer for ${patient.personnummer}`); // ruleid: phi-to-error-tracker {nid.se.personnummer}
  captureMessage('no answer', { extra: { patient } }); // ruleid: phi-to-error-tracker
  addBreadcrumb({ category: 'form', data: { email: patient.email } }); // ruleid: phi-to-error-tracker
  Sentry.withScope((scope) => {
    scope.setExtra('patient', patient); // ruleid: phi-to-error-tracker
    scope.setTag('unit', patient.unit); // ok: phi-to-error-tracker
    Sentry.captureException(new Error('failed')); // ok: phi-to-error-tracker
  });
  setUser({ id: patient.id }); // ok: phi-to-error-tracker
  setUser(null); // ok: phi-to-error-tracker
  Sentry.setTag('attempts', attempts); // ok: phi-to-error-tracker
  Sentry.captureMessage('no answer'); // ok: phi-to-error-tracker
  Sentry.setContext('form', { hasEmail: Boolean(patient.email), fields: Object.keys(patient).length }); // ok: phi-to-error-tracker
}

export function inTheMessage(patient: Patient) {
  const error = new Error(`${patient.email} is not unique`); // ruleid: phi-in-exception {contact.email}
  Sentry.captureException(error); // ruleid: phi-to-error-tracker {contact.email}
}

export async function caught(patient: Patient, save: (patient: Patient) => Promise<void>) {
  try {
    await save(patient);
  } catch (error) {
    Sentry.captureException(error); // ok: phi-to-error-tracker
    Sentry.captureException(error, { contexts: { form: { ...patient } } }); // ruleid: phi-to-error-tracker
  }
}

// @file: src/express-errors.ts
import * as Sentry from '@sentry/node';
import type { NextFunction, Request, Response } from 'express';

class ValidationError extends Error {
  constructor(
    message: string,
    readonly details: unknown,
  ) {
    super(message);
  }
}

export function validate(req: Request, _res: Response, next: NextFunction) {
  const { personnummer } = req.body;
  if (personnummer.length !== 12) next(new ValidationError('length', { personnummer }));
  else next();
}

export function report(error: Error, req: Request, res: Response, next: NextFunction) {
  Sentry.captureException(error, { extra: { route: req.path, method: req.method } }); // ok: phi-to-error-tracker
  res.status(500).json({ code: 'internal' });
  next();
}

// @file: src/by-hand.ts
// Requests by hand to the address of such a service.
import axios from 'axios';

export async function byHand(patient: { id: string; diagnosis: string }) {
  await axios({ method: 'post', url: 'https://http-intake.logs.datadoghq.com/v1/input', data: { d: patient.diagnosis } }); // ruleid: phi-to-error-tracker {clin.diagnosis}
  await axios({ method: 'post', url: 'https://http-intake.logs.datadoghq.com/v1/input', data: { d: patient.id } }); // ok: phi-to-error-tracker
}
