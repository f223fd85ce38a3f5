// Which fields of a health record may be written is for the service to say.

// @file: src/labs.ts
import { PrismaClient } from '@prisma/client';
import type { Request, Response } from 'express';
import _ from 'lodash';
import { z } from 'zod';

declare const LabResult: any;
declare const unitRepository: any;
const db = new PrismaClient();
const Update = z.object({ note: z.string() });

export async function update(req: Request, res: Response) {
  // @example: bad
  await db.labResult.update({ where: { id: req.params.id, ownerId: req.user.id }, data: req.body }); // ruleid: mass-assignment-health
  // @end
  // @example: good
  await db.labResult.update({ where: { id: req.params.id, ownerId: req.user.id }, data: { note: req.body.note } }); // ok: mass-assignment-health
  // @end
  await LabResult.create({ ...req.body, owner: req.user.id }); // ruleid: mass-assignment-health
  await db.labResult.create({ data: { ...req.body, owner: { connect: { id: req.user.id } } } }); // ruleid: mass-assignment-health
  await LabResult.create(Update.parse(req.body)); // ok: mass-assignment-health
  await LabResult.create(_.pick(req.body, ['note'])); // ok: mass-assignment-health
  await unitRepository.save(req.body); // ok: mass-assignment-health
  res.sendStatus(204);
}
