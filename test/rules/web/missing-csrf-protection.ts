// Requests of other sites come without the cookie.

// @file: src/sessions.ts
import express from 'express';
import session from 'express-session';

const secret = process.env.SESSION_SECRET ?? '';

export function unprotected() {
  const app = express();
  // @example: bad
  app.use(session({ secret, cookie: { httpOnly: true, secure: true } })); // ruleid: missing-csrf-protection
  // @end
  return app;
}

export function bySite() {
  const app = express();
  // @example: good
  app.use(session({ secret, cookie: { httpOnly: true, secure: true, sameSite: 'lax' } })); // ok: missing-csrf-protection
  // @end
  return app;
}

// @file: src/token.ts
import express from 'express';
import session from 'express-session';
import csurf from 'csurf';

const app = express();
app.use(session({ secret: process.env.SESSION_SECRET ?? '' })); // ok: missing-csrf-protection
app.use(csurf());
