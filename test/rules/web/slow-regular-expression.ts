// What a text may be held against depends on how long it may be.

// @file: src/routes.ts
import express from 'express';

const app = express();
const limit = 200;
const forms = { slug: /^([a-z0-9]+-?)+$/, date: /^\d{4}-\d{2}-\d{2}$/ };

// @example: bad
app.post('/names', (req, res) => {
  const name = req.body.name as string;
  if (!/^(\w+\s?)+$/.test(name)) return res.sendStatus(400); // ruleid: slow-regular-expression
  return res.end();
});
// @end

// @example: good
app.post('/names/safe', (req, res) => {
  const name = req.body.name as string;
  if (name.length > 200 || !/^(\w+\s?)+$/.test(name)) return res.sendStatus(400); // ok: slow-regular-expression
  return res.end();
});
// @end

app.post('/more', (req, res) => {
  const text = req.body.text as string;
  text.replace(/\s+$/, ''); // ruleid: slow-regular-expression
  text.replace(/^\s+/, ''); // ok: slow-regular-expression
  text.split(/\s*,\s*/); // ruleid: slow-regular-expression
  text.split(/,/); // ok: slow-regular-expression
  text.match(/<!--[^]*?-->/); // ruleid: slow-regular-expression
  forms.slug.test(text); // ruleid: slow-regular-expression
  forms.date.test(text); // ok: slow-regular-expression
  new RegExp('^(a|a)*$').exec(text); // ruleid: slow-regular-expression
  text.slice(0, limit).match(/\s+$/); // ok: slow-regular-expression
  if (text.length < limit) text.match(/\s+$/); // ok: slow-regular-expression
  if (text.length > limit) throw new Error('too long');
  text.match(/\d+$/); // ok: slow-regular-expression
  'fixed'.match(/\d+$/); // ok: slow-regular-expression
  return res.end();
});

// @file: packages/format/package.json
{ "name": "care-format", "version": "1.0.0", "main": "index.js" }
// @file: packages/format/index.js
module.exports = (text) => text.replace(/_+$/, ''); // ruleid: slow-regular-expression
module.exports.trimmed = (text) => text.trim().replace(/_/g, ''); // ok: slow-regular-expression
