import ejs from 'ejs';
import express from 'express';

const app = express();
const page = '<p><%= name %></p>';

app.post('/letters', (req, res) => {
  // @example: bad
  res.render('letter', req.body); // ruleid: template-object-injection
  // @end
  // @example: good
  res.render('letter', { name: req.body.name }); // ok: template-object-injection
  // @end
  const data = req.query;
  res.render('letter', data); // ruleid: template-object-injection
  res.render('letter', req.body.letter); // ruleid: template-object-injection
  res.render('letter', { ...req.body, date: '2024-01-01' }); // ruleid: template-object-injection
  ejs.render(page, req.body); // ruleid: template-object-injection
  ejs.render(page, { name: String(req.body.name) }); // ok: template-object-injection
});
