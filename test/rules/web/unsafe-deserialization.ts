// Data is read by readers that make data only.

// @file: src/profile.ts
import express from 'express';
import yaml from 'js-yaml';
import serialize from 'node-serialize';

const app = express();

// @example: bad
app.post('/profile', (req, res) => {
  const profile = serialize.unserialize(req.body.profile); // ruleid: unsafe-deserialization
  res.json({ has: profile !== undefined });
});
// @end

// @example: good
app.post('/profile/safe', (req, res) => {
  const profile = JSON.parse(req.body.profile); // ok: unsafe-deserialization
  res.json({ has: profile !== undefined });
});
// @end

app.post('/more', (req, res) => {
  yaml.load(req.body.text, { schema: yaml.DEFAULT_FULL_SCHEMA }); // ruleid: unsafe-deserialization
  yaml.load(req.body.text); // ok: unsafe-deserialization
  serialize.unserialize('{}'); // ok: unsafe-deserialization
  res.end();
});
