// A search for a text is no expression.

// @file: src/search.ts
import escapeStringRegexp from 'escape-string-regexp';
import express from 'express';
import _ from 'lodash';

const app = express();
const names = ['Ada', 'Bo'];

// @example: bad
app.get('/names', (req, res) => {
  const wanted = new RegExp(String(req.query.name), 'i'); // ruleid: regular-expression-injection
  res.json(names.filter((name) => wanted.test(name)).length);
});
// @end

// @example: good
app.get('/names/safe', (req, res) => {
  const wanted = String(req.query.name).toLowerCase();
  res.json(names.filter((name) => name.toLowerCase().includes(wanted)).length); // ok: regular-expression-injection
});
// @end

app.get('/more', (req, res) => {
  const name = String(req.query.name);
  RegExp('^' + name); // ruleid: regular-expression-injection
  new RegExp(`^${name}`, 'i'); // ruleid: regular-expression-injection
  new RegExp(escapeStringRegexp(name)); // ok: regular-expression-injection
  new RegExp(_.escapeRegExp(name)); // ok: regular-expression-injection
  new RegExp(name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')); // ok: regular-expression-injection
  new RegExp(escapeRegex(name)); // ok: regular-expression-injection
  new RegExp('^' + Number(req.query.page)); // ok: regular-expression-injection
  new RegExp('^a+$').test(name); // ok: regular-expression-injection
  res.end();
});

function escapeRegex(text: string) {
  return text.replace(/[-/\\^$*+?.()|[\]{}]/g, '\\$&');
}
