// Routes of a contract of ts-rest: handlers by their name in the contract.
import { initContract } from '@ts-rest/core';
import { createExpressEndpoints, initServer } from '@ts-rest/express';
import express from 'express';
import { z } from 'zod';
import { authenticate } from './authenticate';
import { db, view } from './db';

const c = initContract();
export const contract = c.router({
  getPatient: { method: 'GET', path: '/patients/:id', responses: { 200: z.any() } },
  getOwn: { method: 'GET', path: '/own/:id', responses: { 200: z.any() } },
});
const s = initServer();
const router = s.router(contract, {
  getPatient: async ({ params: { id } }) => {
    const body = await db.patient.findUnique({ where: { id }, select: view });
    return { status: 200, body }; // ruleid: patient-record-by-request-id
  },
  getOwn: async ({ params: { id }, req }) => {
    const body = await db.patient.findFirst({ where: { id, userId: req.user.id }, select: view });
    return { status: 200, body }; // ok: patient-record-by-request-id
  },
});
const app = express();
app.use(authenticate);
createExpressEndpoints(contract, router, app);
