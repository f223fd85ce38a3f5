import 'side-effect';
import express, { type Request, Router as R } from 'express';
import type { Patient } from './types';
import * as path from 'node:path';
import fs = require('node:fs');

const app = express();
app.use(R());
export async function run(request: Request, patient: Patient) {
  const lazy = await import('./lazy');
  const named = await import(`./locales/${request.language}.js`);
  return [lazy.default, named, path.join(fs, patient.id)];
}
