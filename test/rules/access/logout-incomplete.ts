// What is left of a session after its end.

// @file: src/app.ts
import express from 'express';
import session from 'express-session';
import { endSession } from './end';

const app = express();
app.use(session({ cookie: { sameSite: 'lax' }, secret: String(process.env.SESSION_KEY), resave: false, saveUninitialized: false }));

// @example: bad
app.post('/logout', (req, res) => {
  res.clearCookie('connect.sid'); // ruleid: logout-incomplete
  res.redirect('/');
});
// @end
// @example: good
app.post('/logout/all', (req, res) => {
  req.session.destroy(() => {
    res.clearCookie('connect.sid'); // ok: logout-incomplete
    res.redirect('/');
  });
});
// @end
app.post('/api/logout', (req, res) => { // ok: logout-incomplete
  endSession(req);
  res.clearCookie('ui');
  res.sendStatus(204);
});
app.post('/api/sign-out', (req, res, next) => {
  req.logout(next); // ok: logout-incomplete
});
app.post('/api/logga-ut', (req, res) => {
  delete req.session.user;
  res.clearCookie('ui'); // ok: logout-incomplete
  res.sendStatus(204);
});
app.get('/logoff', (req, res) => { // ruleid: logout-incomplete
  res.redirect('/bye');
});
app.post('/theme', (req, res) => {
  res.clearCookie('theme'); // ok: logout-incomplete
  res.sendStatus(204);
});

// @file: src/end.ts
import type { Request } from 'express';

export function endSession(req: Request) {
  req.session.destroy(() => {});
}
