// Records where small applications keep them: a file of JSON that is read anew each time, functions of Convex.

// @file: store/app.ts
import fs from 'node:fs';
import express from 'express';
import { authenticate } from '../authenticate';

const app = express();
app.use(authenticate);
const readAll = () => JSON.parse(fs.readFileSync('db.json', 'utf8')) as { patients: { id: string; owner: string }[] };

app.get('/patients/:id', (req, res) => {
  const found = readAll().patients.find(({ id }) => id === req.params.id);
  res.json(found); // todoruleid: patient-record-by-request-id -- what is parsed out of a file is no record
});
app.get('/patients/mine/:id', (req, res) => {
  const found = readAll().patients.find(({ id, owner }) => id === req.params.id && owner === req.user.id);
  res.json(found); // ok: patient-record-by-request-id
});

// @file: convex/patients.ts
import { v } from 'convex/values';
import { queryGeneric as query } from 'convex/server';

export const one = query({
  args: { id: v.id('patients') },
  handler: async (ctx, args) => {
    return await ctx.db.get(args.id); // todoruleid: patient-record-by-request-id -- functions of Convex are no ways in
  },
});
