// A session holds an opaque id.

// @file: src/session.ts
import express from 'express';

const app = express();

// @example: bad
export function remember(patient: { id: string; personnummer: string }) {
  app.post('/choose', (req, res) => {
    req.session.personnummer = patient.personnummer; // ruleid: phi-in-session {nid.se.personnummer}
    res.sendStatus(204);
  });
}
// @end

// @example: good
export function rememberId(patient: { id: string; personnummer: string }) {
  app.post('/choose', (req, res) => {
    req.session.patientId = patient.id; // ok: phi-in-session
    res.sendStatus(204);
  });
}
// @end
