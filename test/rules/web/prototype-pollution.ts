// Keys of others belong into a Map, and not into objects that inherit.

// @file: src/settings.ts
import deepmerge from 'deepmerge';
import express from 'express';
import _ from 'lodash';
import setValue from 'set-value';

const app = express();
const settings: Record<string, unknown> = {};

// @example: bad
app.patch('/settings', (req, res) => {
  _.merge(settings, req.body); // ruleid: prototype-pollution
  res.end();
});
// @end

// @example: good
app.patch('/settings/safe', (req, res) => {
  _.merge(settings, { theme: String(req.body.theme), size: Number(req.body.size) }); // ok: prototype-pollution
  res.end();
});
// @end

app.patch('/more', (req, res) => {
  _.defaultsDeep(settings, req.body.defaults); // ruleid: prototype-pollution
  _.set(settings, req.body.path, 1); // ruleid: prototype-pollution
  _.set(settings, 'theme.name', req.body.name); // ok: prototype-pollution
  setValue(settings, req.body.path, 1); // ruleid: prototype-pollution
  Object.assign({}, req.body); // ok: prototype-pollution
  _.pick(req.body, ['a']); // ok: prototype-pollution
  _.merge(settings, _.pick(req.body, ['theme'])); // ok: prototype-pollution
  const { path } = req.body;
  if (!['theme', 'size'].includes(path)) return res.sendStatus(400);
  _.set(settings, path, 1); // ok: prototype-pollution
  deepmerge(settings, req.body); // ok: prototype-pollution
  return res.end();
});
