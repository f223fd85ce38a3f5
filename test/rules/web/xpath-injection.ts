// The expression is constant; values are compared by code.

// @file: src/people.ts
import { DOMParser } from '@xmldom/xmldom';
import express from 'express';
import xpath from 'xpath';

const app = express();
const document = new DOMParser().parseFromString('<units/>');

// @example: bad
app.get('/units', (req, res) => {
  res.json(xpath.select(`//unit[@name='${req.query.name}']`, document).length); // ruleid: xpath-injection
});
// @end

// @example: good
app.get('/units/safe', (req, res) => {
  const find = xpath.parse('//unit[@name=$name]');
  res.json(find.select({ node: document, variables: { name: req.query.name } }).length); // ok: xpath-injection
});
// @end

app.get('/more', (req, res) => {
  xpath.parse(String(req.query.path)); // ruleid: xpath-injection
  xpath.select(`//unit[${Number(req.query.position)}]`, document); // ok: xpath-injection
  res.end();
});
