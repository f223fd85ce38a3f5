// What a log may hold of a request: route, method and chosen fields, not whatever the client sent.

// @file: src/express-app.ts
import express, { type NextFunction, type Request, type Response } from 'express';
import morgan from 'morgan';
import pino from 'pino';
import winston from 'winston';

const app = express();
const log = pino();
app.use(express.json());

// @example: bad
app.post('/visits', (req, res) => {
  console.log('new visit', req.body); // ruleid: request-body-to-log
  res.status(201).end();
});
// @end

// @example: good
app.post('/bookings', (req, res) => {
  log.info({ route: req.route.path, method: req.method, fields: Object.keys(req.body).length }, 'new booking'); // ok: request-body-to-log
  res.status(201).end();
});
// @end

app.use(morgan((tokens, req, res) => `${tokens.method(req, res)} ${tokens.status(req, res)}`));

export function logAll(req: Request, _res: Response, next: NextFunction) {
  log.debug({ body: req.body }, 'request'); // ruleid: request-body-to-log
  winston.info(JSON.stringify(req.body)); // ruleid: request-body-to-log
  log.info(`request ${JSON.stringify({ url: req.path, body: req.body })}`); // ruleid: request-body-to-log
  const { body } = req;
  console.debug(body); // ruleid: request-body-to-log
  console.dir({ ...req.body }); // ruleid: request-body-to-log
  const copy = structuredClone(req.body);
  console.log(copy); // ruleid: request-body-to-log
  log.info(req.body.theme); // ok: request-body-to-log
  log.info({ theme: req.body.theme, size: req.body.size }); // ok: request-body-to-log
  log.info({ keys: Object.keys(req.body) }); // ok: request-body-to-log
  log.info({ hasBody: req.body !== undefined }); // ok: request-body-to-log
  log.info(typeof req.body); // ok: request-body-to-log
  log.info({ length: req.headers['content-length'] }); // ok: request-body-to-log
  next();
}

export function failed(error: Error, req: Request, res: Response, _next: NextFunction) {
  log.error({ message: error.message, payload: req.body }); // ruleid: request-body-to-log
  log.error({ code: 'internal', method: req.method }); // ok: request-body-to-log
  res.status(500).json({ code: 'internal' });
}

// @file: src/log-request.ts
import pino from 'pino';

const log = pino();

export function trace(what: string, payload: unknown) {
  log.trace({ what, payload }); // ruleid: request-body-to-log
}

// @file: src/routes.ts
import { Router } from 'express';
import { trace } from './log-request';

export const router = Router();

router.put('/visits/:id', async (req, res) => {
  trace('update', req.body);
  trace('id', req.params.id);
  res.sendStatus(204);
});

// @file: src/fastify-app.ts
import Fastify from 'fastify';

const app = Fastify({ logger: true });

app.post('/referrals', async (request, reply) => {
  request.log.info({ body: request.body }, 'referral'); // ruleid: request-body-to-log
  app.log.info(request.body); // ruleid: request-body-to-log
  request.log.info({ id: request.id }); // ok: request-body-to-log
  return reply.code(201).send();
});

// @file: src/app/api/route.ts
import { type NextRequest, NextResponse } from 'next/server';

export async function POST(request: NextRequest) {
  const body = await request.json();
  console.log('received', body); // ruleid: request-body-to-log
  console.log('kind', body.kind); // ok: request-body-to-log
  return NextResponse.json({ ok: true });
}

// @file: src/shared-helper.ts
import express from 'express';

const app = express();

function stored(docs: unknown[], done: (saved: unknown[]) => void) {
  done(docs);
}

app.put('/themes', (req, res) => {
  stored(req.body, () => res.status(201).end());
});

app.get('/themes', (_req, res) => {
  stored(['light', 'dark'], (saved) => {
    saved.forEach(function (doc) {
      console.log(doc); // ok: request-body-to-log
    });
    res.status(200).end();
  });
  keep(['light'], (kept) => {
    kept.then(function (names) {
      console.log(names); // ok: request-body-to-log
    });
  });
});

function keep(docs: unknown[], done: (kept: Promise<unknown[]>) => void) {
  done(Promise.resolve(docs));
}

app.put('/colours', (req, res) => {
  keep(req.body, () => res.status(201).end());
});

// What a browser says about a page, and what a form says about a person.
app.post('/report-violation', (req, res) => {
  if (req.query.csp) console.log('CSP Violation: ', req.body); // ok: request-body-to-log
  else console.log('Intake: ', req.body); // ruleid: request-body-to-log
  res.status(204).end();
});
