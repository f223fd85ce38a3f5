// A template is a file of ours; values of a request are its data.

// @file: src/letters.ts
import ejs from 'ejs';
import express from 'express';
import Handlebars from 'handlebars';
import _ from 'lodash';
import nunjucks from 'nunjucks';
import pug from 'pug';

const app = express();

// @example: bad
app.post('/letter', (req, res) => {
  res.json({ text: ejs.render(req.body.template, {}) }); // ruleid: template-injection
});
// @end

// @example: good
app.post('/letter/safe', (req, res) => {
  res.json({ text: ejs.render('Dear <%= name %>', { name: req.body.name }) }); // ok: template-injection
});
// @end

app.post('/more', (req, res) => {
  const { text, name } = req.body;
  pug.compile(text); // ruleid: template-injection
  pug.render('p= ' + name); // ruleid: template-injection
  Handlebars.compile(`Dear ${name}`)({}); // ruleid: template-injection
  nunjucks.renderString(text, {}); // ruleid: template-injection
  _.template(text)(); // ruleid: template-injection
  Handlebars.compile('Dear {{name}}')({ name }); // ok: template-injection
  pug.render('p= name', { name }); // ok: template-injection
  res.end();
});
