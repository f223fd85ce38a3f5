// The methods that a client may name stand in a table.

// @file: src/actions.ts
import express from 'express';

const app = express();
const actions = { open() {}, close() {} } as Record<string, () => void>;

// @example: bad
app.post('/act', (req, res) => {
  actions[req.body.action](); // ruleid: dynamic-method-call
  res.end();
});
// @end

// @example: good
const allowed = new Map([['open', () => {}]]);
app.post('/act/safe', (req, res) => {
  allowed.get(req.body.action)?.(); // ok: dynamic-method-call
  res.end();
});
// @end

app.post('/more', (req, res) => {
  const action = String(req.query.action);
  if (!Object.hasOwn(actions, action)) return res.sendStatus(404);
  actions[action](); // ok: dynamic-method-call
  actions[Number(req.query.n)](); // ok: dynamic-method-call
  return res.end();
});
