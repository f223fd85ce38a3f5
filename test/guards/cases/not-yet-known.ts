// Ways in and stores that are not followed yet: files by their name, proxies, collections that the request names,
// decorators of the program's own, and frameworks without a model.
import path from 'node:path';
import express from 'express';
import { createProxyMiddleware } from 'http-proxy-middleware';
import { MongoClient } from 'mongodb';
import { authenticate } from './authenticate';

const app = express();
app.use(authenticate);
app.get('/reports/:name', (req, res) => {
  res.sendFile(path.join('/data/patient-reports', path.basename(req.params.name))); // todoruleid: patient-record-by-request-id -- a file that is sent by its name is no record
});
app.get('/reports/own/:name', (req, res) => {
  res.sendFile(path.join('/data/patient-reports', req.user.id, path.basename(req.params.name))); // ok: patient-record-by-request-id
});

const mongo = new MongoClient('mongodb://localhost').db('fhir');
app.get('/any/:kind/:id', async (req, res) => {
  const found = await mongo.collection(req.params.kind).findOne({ id: req.params.id });
  res.json(found); // todoruleid: patient-record-by-request-id -- the collection is named by the request
});

const headers = { authorization: `Bearer ${process.env.FHIR_TOKEN}` };
app.use('/proxy', createProxyMiddleware({ target: 'https://fhir.example.com/r4', headers })); // todoruleid: fhir-search-unscoped -- a proxy that a library makes is no way in
app.use('/assets', createProxyMiddleware({ target: 'https://cdn.example.com', headers })); // ok: fhir-search-unscoped

// @file: decorated/patients.ts
import type { Request, Response } from 'express';
import { db, view } from '../db';
import { Controller, Get } from './decorators';

@Controller('/decorated')
export class PatientController {
  @Get('/:id')
  async read(req: Request, res: Response) {
    res.json(await db.patient.findUnique({ where: { id: req.params.id }, select: view })); // todoruleid: patient-record-by-request-id -- routes that decorators of the program keep are not read
  }
  @Get('/own/:id')
  async own(req: Request, res: Response) {
    res.json(await db.patient.findFirst({ where: { id: req.params.id, userId: req.user.id }, select: view })); // ok: patient-record-by-request-id
  }
}

// @file: decorated/decorators.ts
import express, { type Request, type Response } from 'express';
import 'reflect-metadata';
import { authenticate } from '../authenticate';

const key = Symbol('routes');
export const Controller = (prefix: string): ClassDecorator => (target) => Reflect.defineMetadata('prefix', prefix, target);
export const Get = (path: string): MethodDecorator => (target, name) => {
  const routes = Reflect.getMetadata(key, target.constructor) ?? [];
  Reflect.defineMetadata(key, [...routes, { path, name }], target.constructor);
};
export function register(types: (new () => Record<string, (req: Request, res: Response) => void>)[]) {
  const app = express();
  app.use(authenticate);
  for (const type of types) {
    const instance = new type();
    for (const { path, name } of Reflect.getMetadata(key, type)) app.get(path, (req, res) => instance[name](req, res));
  }
  return app;
}

// @file: services/patients.ts
import { authenticate } from '@feathersjs/authentication';
import express, { rest } from '@feathersjs/express';
import { feathers } from '@feathersjs/feathers';
import { db, view } from '../db';

class Patients {
  async get(id: string) {
    return await db.patient.findUnique({ where: { id }, select: view }); // todoruleid: patient-record-by-request-id -- services of Feathers are no ways in
  }
}
const app = express(feathers());
app.configure(rest());
app.use('/patients', new Patients());
app.service('patients').hooks({ before: { all: [authenticate('jwt')] } });

// @file: app/controllers/patients_controller.ts
import type { HttpContext } from '@adonisjs/core/http';
import { db, view } from '../../db';
export default class PatientsController {
  async show({ params }: HttpContext) {
    return await db.patient.findUnique({ where: { id: params.id }, select: view }); // todoruleid: patient-record-by-request-id -- controllers of AdonisJS and Sails are no ways in
  }
}
