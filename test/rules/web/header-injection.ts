// What a header says is ours.

// @file: src/headers.ts
import express from 'express';

const app = express();

// @example: bad
app.get('/unit', (req, res) => {
  res.set('x-unit', String(req.query.unit)); // ruleid: header-injection
  res.end();
});
// @end

// @example: good
const units: Record<string, string> = { a: 'a', b: 'b' };
app.get('/unit/safe', (req, res) => {
  res.set('x-unit', units[String(req.query.unit)] ?? 'a'); // ok: header-injection
  res.set('x-name', encodeURIComponent(String(req.query.name))); // ok: header-injection
  res.set('x-page', String(Number(req.query.page))); // ok: header-injection
  res.end();
});
// @end
