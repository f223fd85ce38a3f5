// A session cookie is out of reach of scripts and plain connections.

// @file: src/app.ts
import express from 'express';
import session from 'express-session';

const app = express();
const secret = process.env.SESSION_KEY ?? '';

// @example: bad
app.use(session({ secret, cookie: { httpOnly: false } })); // ruleid: insecure-cookie, missing-csrf-protection
// @end

// @example: good
app.use(session({ secret, cookie: { httpOnly: true, secure: true, sameSite: 'lax' } })); // ok: insecure-cookie
// @end

app.get('/login', (req, res) => {
  const token = secret.slice(0, 4);
  res.cookie('session', token); // ruleid: insecure-cookie
  res.cookie('auth_token', token, { httpOnly: false }); // ruleid: insecure-cookie
  res.cookie('session', token, { httpOnly: true, secure: true }); // ok: insecure-cookie
  res.cookie('language', 'sv'); // ok: insecure-cookie
  res.cookie('csrf-token', token, { httpOnly: false }); // ok: insecure-cookie
  res.end();
});
