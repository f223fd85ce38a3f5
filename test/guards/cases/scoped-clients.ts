// Clients that add the tenant of the caller to whatever they are asked.

// @file: scoped.ts
import { AsyncLocalStorage } from 'node:async_hooks';
import { Prisma, PrismaClient } from '@prisma/client';
import express from 'express';
import { authenticate } from './authenticate';
import { db, view } from './db';

const app = express();
app.use(authenticate);

const inClinic = (clinicId: string) =>
  db.$extends({
    query: {
      $allModels: {
        async $allOperations({ args, query }) {
          args.where = { ...args.where, clinicId };
          return query(args);
        },
      },
    },
  });
app.get('/scoped/:id', async (req, res) => {
  const client = inClinic(req.user.clinicId);
  res.json(await client.patient.findFirst({ where: { id: req.params.id }, select: view })); // ok: patient-record-by-request-id
});
app.get('/scoped/plain/:id', async (req, res) => {
  res.json(await db.patient.findFirst({ where: { id: req.params.id }, select: view })); // ruleid: patient-record-by-request-id
});
app.get('/scoped/wished/:id', async (req, res) => {
  const client = inClinic(String(req.query.clinic));
  res.json(await client.patient.findFirst({ where: { id: req.params.id }, select: view })); // ruleid: client-supplied-identity
});

app.get('/scoped/chosen/:id', async (req, res) => {
  const client = req.query.mine ? inClinic(req.user.clinicId) : db;
  res.json(await client.patient.findFirst({ where: { id: req.params.id }, select: view })); // ruleid: patient-record-by-request-id
});
const sometimes = (clinicId: string | undefined) =>
  db.$extends({
    query: {
      $allModels: {
        async $allOperations({ args, query, model }) {
          if (model === 'Article') return query(args);
          return query({ ...args, where: { ...args.where, clinicId } });
        },
      },
    },
  });
app.get('/scoped/sometimes/:id', async (req, res) => {
  // It goes on in two ways: said at low confidence.
  const client = sometimes(req.user.clinicId);
  res.json(await client.patient.findFirst({ where: { id: req.params.id }, select: view })); // ok: patient-record-by-request-id
});

// Only some models, or some operations.
const ofModels = (clinicId: string) =>
  db.$extends(
    Prisma.defineExtension({
      query: {
        patient: {
          findFirst: ({ args, query }) => query({ ...args, where: { ...args.where, clinicId } }),
        },
        article: {
          findMany: ({ args, query }) => query({ ...args, where: { ...args.where, clinicId } }),
        },
      },
    }),
  );
app.get('/models/:id', async (req, res) => {
  res.json(await ofModels(req.user.clinicId).patient.findFirst({ where: { id: req.params.id }, select: view })); // ok: patient-record-by-request-id
});
app.get('/models/other/:id', async (req, res) => {
  res.json(await ofModels(req.user.clinicId).patient.findUnique({ where: { id: req.params.id }, select: view })); // ruleid: patient-record-by-request-id
});
app.get('/models/lab/:id', async (req, res) => {
  res.json(await ofModels(req.user.clinicId).lab.findFirst({ where: { id: req.params.id } })); // ruleid: patient-record-by-request-id
});

// An extension that measures.
const measured = db.$extends({
  query: { $allModels: { $allOperations: ({ args, query }) => query({ ...args, take: 10 }) } },
  model: {},
});
app.get('/measured/:id', async (req, res) => {
  // Said at low confidence.
  res.json(await measured.patient.findFirst({ where: { id: req.params.id }, select: view })); // ok: patient-record-by-request-id
});

// The caller is kept beside the request.
const storage = new AsyncLocalStorage<{ clinicId: string }>();
app.use('/kept', (req, res, next) => storage.run({ clinicId: req.user.clinicId }, next));
const kept = new PrismaClient().$extends({
  query: {
    $allModels: {
      async $allOperations({ args, query }) {
        const clinicId = storage.getStore()?.clinicId;
        if (!clinicId) throw new Error('nobody asks');
        return query({ ...args, where: { ...args.where, clinicId } });
      },
    },
  },
});
app.get('/kept/:id', async (req, res) => {
  res.json(await kept.patient.findFirst({ where: { id: req.params.id }, select: view })); // ok: patient-record-by-request-id
});

// Middleware of a client.
const used = new PrismaClient();
used.$use(async (params, next) => {
  params.args.where = { ...params.args.where, clinicId: storage.getStore()?.clinicId };
  return next(params);
});
app.get('/kept/used/:id', async (req, res) => {
  res.json(await used.patient.findFirst({ where: { id: req.params.id }, select: view })); // ok: patient-record-by-request-id
});
