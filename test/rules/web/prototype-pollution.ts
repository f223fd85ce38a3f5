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

// @file: packages/tools/package.json
{ "name": "care-tools", "version": "1.0.0", "main": "index.js" }
// @file: packages/tools/index.js
const isObject = (value) => value !== null && typeof value === 'object';

exports.set = function (object, path, value) {
  const keys = path.split('.');
  let place = object;
  for (let i = 0; i < keys.length - 1; i++) {
    if (!place[keys[i]]) place[keys[i]] = {};
    place = place[keys[i]];
  }
  place[keys[keys.length - 1]] = value; // ruleid: prototype-pollution
};

exports.setSafely = function (object, path, value) {
  const keys = path.split('.');
  let place = object;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (key === '__proto__' || key === 'constructor' || key === 'prototype') return;
    if (i === keys.length - 1) place[key] = value; // ok: prototype-pollution
    else place = place[key] = place[key] || {};
  }
};

exports.put = (object, path, value) =>
  path.split('.').reduce((place, key, at, all) => {
    if (at === all.length - 1) place[key] = value; // ruleid: prototype-pollution
    return (place[key] = place[key] || {});
  }, object);

function extend(target, source) {
  for (const key in source) {
    if (isObject(source[key])) {
      if (!isObject(target[key])) target[key] = {};
      extend(target[key], source[key]);
    } else {
      target[key] = source[key]; // ruleid: prototype-pollution
    }
  }
  return target;
}
exports.extend = extend;

exports.extendAll = function () {
  const target = arguments[0];
  for (let i = 1; i < arguments.length; i++) extend(target, arguments[i]);
  return target;
};

exports.extendOwn = function merge(target, source) {
  Object.keys(source).forEach((key) => {
    if (Object.prototype.hasOwnProperty.call(target, key) && isObject(target[key])) merge(target[key], source[key]);
    else target[key] = source[key]; // ok: prototype-pollution
  });
  return target;
};

exports.assign = function (target, source) {
  for (const key in source) target[key] = source[key]; // ok: prototype-pollution
  return target;
};

exports.cell = function (table, row, column, value) {
  table[row][column] = value; // ok: prototype-pollution
};

exports.section = function (settings, section, name, value) {
  settings[section][name] = value; // ruleid: prototype-pollution
};

exports.sections = function (lines) {
  const out = Object.create(null);
  const found = {};
  for (const line of lines) {
    const [section, name, value] = line.split(':');
    if (!out[section]) out[section] = {};
    out[section][name] = value; // ok: prototype-pollution
    if (!found[section]) found[section] = {};
    found[section][name] = value; // ruleid: prototype-pollution
  }
  return [out, found];
};

exports.sectionsInMap = function (lines) {
  const out = new Map();
  for (const line of lines) {
    const [section, name, value] = line.split(':');
    if (!out.has(section)) out.set(section, new Map());
    out.get(section).set(name, value); // ok: prototype-pollution
  }
  return out;
};

exports.grouped = function (table, kind, name, value) {
  if (!table[`${kind}:all`]) table[`${kind}:all`] = {};
  table[`${kind}:all`][name] = value; // ok: prototype-pollution
  table['all ' + kind][name] = value; // ok: prototype-pollution
  table[`${kind}`][name] = value; // ruleid: prototype-pollution
};

exports.setByReduce = function (object, path, value) {
  const names = path.split('.');
  const last = names.pop();
  const parent = names.reduce((at, name) => (at[name] === undefined ? (at[name] = {}) : at[name]), object);
  parent[last] = value; // ruleid: prototype-pollution
};

function lookUp(object, name) {
  return object[name];
}
exports.setByHelper = function (object, path, value) {
  lookUp(object, path[0])[path[1]] = value; // ruleid: prototype-pollution
};

exports.mergeEntries = function mergeEntries(target, source) {
  Object.entries(source).forEach(([key, value]) => {
    if (value instanceof Object) target[key] = mergeEntries(target[key] || {}, value); // ruleid: prototype-pollution
    else target[key] = value; // ruleid: prototype-pollution
  });
  return target;
};

const refused = ['__proto__', 'constructor', 'prototype'];
exports.setIfNoneRefused = function (object, path, value) {
  const names = path.split('.');
  if (names.some((name) => refused.includes(name))) throw new Error('refused');
  for (let i = 0; i < names.length - 1; i++) object = object[names[i]];
  object[names[names.length - 1]] = value; // ok: prototype-pollution
};
exports.setIfAllAreFine = function (object, path, value) {
  const names = path.split('.');
  if (!names.every((name) => name !== '__proto__' && name !== 'constructor')) return;
  for (let i = 0; i < names.length - 1; i++) object = object[names[i]];
  object[names[names.length - 1]] = value; // ok: prototype-pollution
};
exports.setIfPathIsFine = function (object, path, value) {
  if (/__proto__|constructor|prototype/.test(path)) return;
  const names = path.split('.');
  for (let i = 0; i < names.length - 1; i++) object = object[names[i]];
  object[names[names.length - 1]] = value; // ok: prototype-pollution
};
exports.setWhatIsLeft = function (object, path, value) {
  const names = path.split('.').filter((name) => name !== '__proto__' && name !== 'constructor');
  for (let i = 0; i < names.length - 1; i++) object = object[names[i]];
  object[names[names.length - 1]] = value; // ok: prototype-pollution
};
exports.setIfLongEnough = function (object, path, value) {
  const names = path.split('.');
  if (names.some((name) => name === '')) throw new Error('empty');
  for (let i = 0; i < names.length - 1; i++) object = object[names[i]];
  object[names[names.length - 1]] = value; // ruleid: prototype-pollution
};

exports.setIfNotOneOfThem = function (object, path, value) {
  const names = path.split('.');
  for (let i = 0; i < names.length - 1; i++) {
    const name = names[i];
    if (name === '__proto__') return;
    object = object[name];
  }
  object[names[names.length - 1]] = value; // todoruleid: prototype-pollution -- a test for one of the names counts for all
};
