// The format of a line is constant.

// @file: src/visits.ts
import util from 'node:util';
import express from 'express';

const app = express();

// @example: bad
app.get('/visits', (req, res) => {
  console.log(`ward ${req.query.ward} %d`, 12); // ruleid: format-string
  res.end();
});
// @end

// @example: good
app.get('/visits/safe', (req, res) => {
  console.log('ward %s %d', req.query.ward, 12); // ok: format-string
  res.end();
});
// @end

app.get('/more', (req, res) => {
  res.json(util.format(String(req.query.text), 1)); // ruleid: format-string
  console.log(String(req.query.text)); // ok: format-string
});
