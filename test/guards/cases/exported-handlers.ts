// Handlers that are wrapped where they are exported: what a wrapper is given there runs for one endpoint each.

// @file: package.json
{ "name": "clinic", "dependencies": { "express": "5", "@prisma/client": "6" } }

// @file: prisma/schema.prisma
model Visits {
  id        Int    @id
  note      String
  patientId Int
}

// @file: src/records.ts
import { PrismaClient } from '@prisma/client';

const client = new PrismaClient();
export const Visits = client.visits;

// @file: src/wrap.ts
export const wrap = (handler) => (req, res, next) => {
  handler(req, res, next).catch(next);
};

// @file: src/controllers.ts
import { Visits } from './records';
import { wrap } from './wrap';

export class VisitController {
  static one = wrap(async (req, res) => {
    const visit = await Visits.findFirst({ where: { id: Number(req.params.id) } });
    res.json({ visit }); // ruleid: patient-record-by-request-id
  });

  static mine = wrap(async (req, res) => {
    const visit = await Visits.findFirst({ where: { id: Number(req.params.id), patientId: req.user.id } });
    res.json({ visit }); // ok: patient-record-by-request-id
  });

  static remove = wrap(async (req, res) => {
    // The check before it is about another field of the request.
    await Visits.delete({ where: { id: Number(req.params.id) } }); // ruleid: patient-record-changed-by-request-id
    res.sendStatus(204);
  });

  static ofPatient = wrap(async (req, res) => {
    res.json(await Visits.findMany({ where: { patientId: Number(req.params.patientId) } })); // ok: patient-record-by-request-id
  });
}

export const free = wrap(async (req, res) => {
  const visit = await Visits.findFirst({ where: { id: Number(req.query.id) } });
  res.json({ visit }); // ruleid: patient-record-by-request-id
});

// @file: src/app.ts
import express from 'express';
import { authenticate } from './authenticate';
import { free, VisitController } from './controllers';

function isOwn(req, res, next) {
  if (req.user.id !== Number(req.params.patientId)) return res.sendStatus(403);
  next();
}

function saysSo(req, res, next) {
  if (req.user.id !== Number(req.body.patientId)) return res.sendStatus(403);
  next();
}

const app = express();
app.get('/visits', authenticate, free);
app.get('/visits/:id', authenticate, VisitController.one);
app.get('/visits/:id/mine', authenticate, VisitController.mine);
app.delete('/visits/:id', authenticate, saysSo, VisitController.remove);
app.get('/patients/:patientId/visits', authenticate, isOwn, VisitController.ofPatient);
