// Tables of visits with as many rows as are asked for.

// @file: src/rows.ts
import express from 'express';

const app = express();

// @example: bad
app.get('/rows', (req, res) => {
  const count = Number(req.query.count);
  res.json(new Array(count).fill('')); // ruleid: resource-exhaustion
});
// @end

// @example: good
app.get('/rows/safe', (req, res) => {
  const count = Number(req.query.count);
  if (!(count > 0) || count > 1000) return res.status(400).end();
  res.json(new Array(count).fill('')); // ok: resource-exhaustion
});
// @end

app.get('/more', (req, res) => {
  const size = parseInt(String(req.query.size), 10);
  Buffer.alloc(Math.min(size, 4096)); // ok: resource-exhaustion
  'x'.repeat(Number(req.query.width)); // ruleid: resource-exhaustion
  ''.padEnd(+req.params.width); // ruleid: resource-exhaustion
  setTimeout(() => res.end(), Number(req.query.wait)); // ruleid: resource-exhaustion
  setTimeout(() => res.end(), 1000); // ok: resource-exhaustion
  const width = Number(req.query.width);
  if (width <= 64) {
    'x'.repeat(width); // ok: resource-exhaustion
  }
});
