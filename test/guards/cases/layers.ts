// Back ends in layers: base controllers, services and repositories with a subclass for each entity.

// @file: layers/base.ts
import type { NextFunction, Request, Response } from 'express';
import type { FilterQuery, Model } from 'mongoose';

export abstract class BaseRepository<T> {
  constructor(protected readonly model: Model<T>) {}
  findById(id: string) {
    return this.model.findById(id).exec();
  }
  findOne(filter: FilterQuery<T>) {
    return this.model.findOne(filter).exec();
  }
  remove(id: string) {
    return this.model.findByIdAndDelete(id).exec(); // ruleid: patient-record-changed-by-request-id
  }
}
export abstract class BaseService<T> {
  constructor(protected readonly repository: BaseRepository<T>) {}
  async get(id: string) {
    const found = await this.repository.findById(id);
    if (!found) throw new Error('not found');
    return found;
  }
  getOwn(id: string, owner: string) {
    return this.repository.findOne({ _id: id, owner } as FilterQuery<T>);
  }
  remove(id: string) {
    return this.repository.remove(id);
  }
}
export abstract class BaseController<T> {
  constructor(protected readonly service: BaseService<T>) {}
  getOne = async (req: Request, res: Response, next: NextFunction) => {
    try {
      res.json(await this.service.get(req.params.id)); // ruleid: patient-record-by-request-id
    } catch (error) {
      next(error);
    }
  };
  getOwn = async (req: Request, res: Response) => {
    res.json(await this.service.getOwn(req.params.id, req.user.id)); // ok: patient-record-by-request-id
  };
  async remove(req: Request, res: Response) {
    await this.service.remove(req.params.id);
    res.sendStatus(204);
  }
}

// @file: layers/models.ts
import { model, Schema } from 'mongoose';
export const Encounter = model('Encounter', new Schema({ diagnosis: String, patientName: String, owner: String }));
export const Supplier = model('Supplier', new Schema({ label: String, owner: String }));

// @file: layers/encounters.ts
import { BaseController, BaseRepository, BaseService } from './base';
import { Encounter } from './models';
export class EncounterRepository extends BaseRepository<typeof Encounter> {
  constructor() {
    super(Encounter);
  }
}
export class EncounterService extends BaseService<typeof Encounter> {
  constructor() {
    super(new EncounterRepository());
  }
}
export class EncounterController extends BaseController<typeof Encounter> {
  constructor() {
    super(new EncounterService());
  }
}

// @file: layers/app.ts
import express from 'express';
import { authenticate } from '../authenticate';
import { EncounterController } from './encounters';
const app = express();
app.use(authenticate);
const controller = new EncounterController();
app.get('/encounters/:id', controller.getOne);
app.get('/encounters/own/:id', controller.getOwn);
app.delete('/encounters/:id', controller.remove.bind(controller));

// @file: crud/factory.ts
import { Router, type NextFunction, type Request, type Response } from 'express';
import type { Model } from 'mongoose';

export const asyncHandler = (f: (req: Request, res: Response, next: NextFunction) => Promise<unknown>) => (req: Request, res: Response, next: NextFunction) =>
  Promise.resolve(f(req, res, next)).catch(next);

export function makeCrudRouter(Model: Model<unknown>) {
  const router = Router();
  router.get(
    '/:id',
    asyncHandler(async (req, res) => {
      const found = await Model.findById(req.params.id);
      res.json(found); // ruleid: patient-record-by-request-id
    }),
  );
  router.put(
    '/:id',
    asyncHandler(async (req, res) => {
      await Model.findByIdAndUpdate(req.params.id, { label: req.body.label }); // ruleid: patient-record-changed-by-request-id
      res.sendStatus(204);
    }),
  );
  router.get(
    '/own/:id',
    asyncHandler(async (req, res) => {
      const found = await Model.findOne({ _id: req.params.id, owner: req.user.id });
      res.json(found); // ok: patient-record-by-request-id
    }),
  );
  return router;
}

// @file: crud/app.ts
import express from 'express';
import { authenticate } from '../authenticate';
import { Encounter, Supplier } from '../layers/models';
import { makeCrudRouter } from './factory';
const app = express();
app.use(authenticate);
app.use('/encounters', makeCrudRouter(Encounter));
app.use('/suppliers', makeCrudRouter(Supplier));

// @file: table/routes.ts
import express, { type NextFunction, type Request, type Response } from 'express';
import { authenticate } from '../authenticate';
import { db, view } from '../db';

interface Route {
  method: 'get' | 'put' | 'delete';
  path: string;
  handler: (req: Request, res: Response) => Promise<void>;
  middlewares?: ((req: Request, res: Response, next: NextFunction) => void)[];
}
const sameUser = async (req: Request, res: Response, next: NextFunction) => {
  const patient = await db.patient.findUnique({ where: { id: req.params.id }, select: { userId: true } });
  if (patient?.userId !== req.user.id) return res.sendStatus(403);
  next();
};
const routes: Route[] = [
  { method: 'get', path: '/table/:id', middlewares: [authenticate], handler: open },
  { method: 'get', path: '/table/checked/:id', middlewares: [authenticate, sameUser], handler: checked },
];
async function open(req: Request, res: Response) {
  res.json(await db.patient.findUnique({ where: { id: req.params.id }, select: view })); // ruleid: patient-record-by-request-id
}
async function checked(req: Request, res: Response) {
  res.json(await db.patient.findUnique({ where: { id: req.params.id }, select: view })); // ok: patient-record-by-request-id
}
const app = express();
for (const { method, path, handler, middlewares = [] } of routes) app[method](path, ...middlewares, handler);

// @file: kinds/app.ts
import express, { Router } from 'express';
import { authenticate } from '../authenticate';
import * as labs from './labs';
import * as patients from './patients';

// A router for each kind of records, made in a loop: the check of one kind stands before that kind alone.
const app = express();
app.use(authenticate);
const kinds = { patients: { handlers: patients, before: [patients.mayRead] }, labs: { handlers: labs, before: [] } };
for (const [kind, { handlers, before }] of Object.entries(kinds)) {
  const router = Router();
  router.get('/:id', ...before, handlers.read);
  router.get('/own/:id', handlers.readOwn);
  app.use(`/kinds/${kind}`, router);
}

// @file: kinds/patients.ts
import type { NextFunction, Request, Response } from 'express';
import { db, view } from '../db';
export async function mayRead(req: Request, res: Response, next: NextFunction) {
  const patient = await db.patient.findUnique({ where: { id: req.params.id }, select: { userId: true } });
  if (patient?.userId !== req.user.id) return res.sendStatus(403);
  next();
}
export async function read(req: Request, res: Response) {
  res.json(await db.patient.findUnique({ where: { id: req.params.id }, select: view })); // ok: patient-record-by-request-id
}
export async function readOwn(req: Request, res: Response) {
  res.json(await db.patient.findFirst({ where: { id: req.params.id, userId: req.user.id }, select: view })); // ok: patient-record-by-request-id
}

// @file: kinds/labs.ts
import type { Request, Response } from 'express';
import { db } from '../db';
const select = { result: true, diagnosis: true };
export async function read(req: Request, res: Response) {
  res.json(await db.lab.findUnique({ where: { id: req.params.id }, select })); // ruleid: patient-record-by-request-id
}
export async function readOwn(req: Request, res: Response) {
  res.json(await db.lab.findFirst({ where: { id: req.params.id, patient: { userId: req.user.id } }, select })); // ok: patient-record-by-request-id
}
