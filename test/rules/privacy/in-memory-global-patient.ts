// Two requests at a time have two people.

// @file: src/handlers.ts
import type { Request, Response } from 'express';

declare function load(id: string): Promise<{ id: string; name: string }>;
let currentPatient;
let counter = 0;

// @example: bad
export async function show(req: Request, res: Response) {
  currentPatient = await load(req.params.id); // ruleid: in-memory-global-patient
  res.render('patient', { name: currentPatient.name });
}
// @end

// @example: good
export async function showOne(req: Request, res: Response) {
  const patient = await load(req.params.id); // ok: in-memory-global-patient
  res.render('patient', { name: patient.name });
}
// @end

export async function count(_req: Request, res: Response) {
  counter = counter + 1; // ok: in-memory-global-patient
  currentPatient = null; // ok: in-memory-global-patient
  res.send(String(counter));
}
