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

// @file: src/merge.ts
import express from 'express';

type Json = Record<string, any>;

function merge(target: Json, source: Json): Json {
  for (const key in source) {
    if (typeof source[key] === 'object') merge(target[key], source[key]);
    else target[key] = source[key]; // ruleid: prototype-pollution
  }
  return target;
}
function mergeSafely(target: Json, source: Json): Json {
  for (const key in source) {
    if (key === '__proto__' || key === 'constructor') continue;
    if (typeof source[key] === 'object') mergeSafely(target[key], source[key]);
    else target[key] = source[key]; // ok: prototype-pollution
  }
  return target;
}
function setByPath(target: Json, path: string, value: unknown) {
  const parts = path.split('.');
  let place = target;
  while (parts.length > 1) {
    const part = parts.shift() ?? '';
    place = place[part];
  }
  place[parts[0] ?? ''] = value; // ruleid: prototype-pollution
}
function copy(source: Json): Json {
  const out: Json = {};
  for (const key in source) out[key] = source[key]; // ok: prototype-pollution
  return out;
}

const app = express();
app.patch('/settings', (req, res) => {
  merge({}, req.body);
  mergeSafely({}, req.body);
  setByPath({}, req.body.path, 1);
  res.json(copy(req.body));
});
