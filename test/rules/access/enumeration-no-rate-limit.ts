// A number that may be tried as often as one likes will be found.

// @file: src/routes.ts
import express, { type RequestHandler } from 'express';

declare const attempts: { consume(key: string): Promise<void> };
declare const fewAttempts: RequestHandler;
declare const attemptLimiter: RequestHandler;
declare function resultOf(code: string): Promise<string>;
const app = express();
const router = express.Router();

// @example: bad
router.get('/results/:code', async (req, res) => { // ruleid: enumeration-no-rate-limit
  res.send(await resultOf(req.params.code));
});
// @end

// @example: good
router.get('/provsvar/:kod', attemptLimiter, async (req, res) => { // ok: enumeration-no-rate-limit
  res.send(await resultOf(req.params.kod));
});
// @end

app.post('/api/login', fewAttempts, async (_req, res) => { // ruleid: enumeration-no-rate-limit
  res.end();
});
app.post('/api/verify-otp', async (req, res) => { // ok: enumeration-no-rate-limit
  await attempts.consume(req.ip ?? '');
  res.end();
});
app.get('/units/:id', async (_req, res) => { // ok: enumeration-no-rate-limit
  res.end();
});

// @file: src/limited.ts
import express from 'express';
import rateLimit from 'express-rate-limit';

const app = express();
app.use(rateLimit({ limit: 5 }));
app.post('/login', (_req, res) => { // ok: enumeration-no-rate-limit
  res.end();
});
