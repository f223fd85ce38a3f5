// Two services of one workspace: what the handlers of one throw does not arrive at the handler of errors of the other.

// @file: bookings/package.json
{ "name": "bookings" }

// @file: bookings/src/server.ts
import express, { type NextFunction, type Request, type Response } from 'express';
const app = express();
app.post('/bookings', (req, res, next) => {
  next(new Error(`nobody with ${req.body.personnummer}`)); // ruleid: phi-in-exception {nid.se.personnummer}
});
app.use((error: Error, req: Request, res: Response, next: NextFunction) => {
  console.error(error.message); // ruleid: phi-to-log {nid.se.personnummer}
});

// @file: statistics/package.json
{ "name": "statistics" }

// @file: statistics/src/server.ts
import express, { type NextFunction, type Request, type Response } from 'express';
const app = express();
app.get('/counts', (req, res, next) => {
  next(new Error('no counts'));
});
app.use((error: Error, req: Request, res: Response, next: NextFunction) => {
  console.error(error.message); // ok: phi-to-log
});

// @file: letters/package.json
{ "name": "letters" }

// @file: letters/src/server.ts
import express from 'express';
import { onError } from '../../shared-errors/src/on-error';
const app = express();
app.post('/letters', (req, res, next) => {
  next(new Error(`no address of ${req.body.personnummer}`)); // ruleid: phi-in-exception {nid.se.personnummer}
});
app.use(onError);

// @file: shared-errors/package.json
{ "name": "shared-errors" }

// @file: shared-errors/src/on-error.ts
import type { NextFunction, Request, Response } from 'express';
export function onError(error: Error, req: Request, res: Response, next: NextFunction) {
  console.error(error.message); // ruleid: phi-to-log {nid.se.personnummer}
}
