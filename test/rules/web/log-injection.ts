// A line of a log is written by us.

// @file: src/login.ts
import express from 'express';

const app = express();

// @example: bad
app.post('/login', (req, res) => {
  console.log(`Login of ${req.query.login}`); // ruleid: log-injection
  res.end();
});
// @end

// @example: good
app.post('/login/safe', (req, res) => {
  console.log(`Login of ${String(req.query.login).replace(/[\r\n]/g, '')}`); // ok: log-injection
  console.log(JSON.stringify({ event: 'login', from: req.query.from })); // ok: log-injection
  console.log(`Page ${Number(req.query.page)}`); // ok: log-injection
  res.end();
});
// @end
