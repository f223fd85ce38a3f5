// What a request says is data; it is parsed, and never run.

// @file: src/formula.ts
import vm from 'node:vm';
import express from 'express';
import mongoose from 'mongoose';

const app = express();
const Visit = mongoose.model('Visit', new mongoose.Schema({ unit: String }));

// @example: bad
app.post('/score', (req, res) => {
  res.json({ score: eval(req.body.formula) }); // ruleid: code-injection
});
// @end

// @example: good
const formulas: Record<string, (weight: number, height: number) => number> = {
  bmi: (weight, height) => weight / height ** 2,
};
app.post('/score/safe', (req, res) => {
  const formula = formulas[String(req.body.formula)];
  res.json({ score: formula?.(Number(req.body.weight), Number(req.body.height)) }); // ok: code-injection
});
// @end

app.post('/more', (req, res) => {
  const { code, name } = req.body;
  new Function('a', code)(1); // ruleid: code-injection
  Function(code)(); // ruleid: code-injection
  vm.runInNewContext(code, {}); // ruleid: code-injection
  vm.runInThisContext('score(' + code + ')'); // ruleid: code-injection
  new vm.Script(code).runInThisContext(); // ruleid: code-injection
  setTimeout('show("' + name + '")', 100); // ruleid: code-injection
  setInterval(`show("${name}")`, 100); // ruleid: code-injection
  setTimeout(() => show(name), 100); // ok: code-injection
  require(name); // ruleid: code-injection
  const parsed = JSON.parse(code); // ok: code-injection
  eval('1 + ' + Number(code)); // ok: code-injection
  eval('2 + 2'); // ok: code-injection
  Visit.countDocuments({ $where: `this.unit == '${name}'` }); // ruleid: code-injection
  res.json(parsed);
});
declare function show(text: string): void;

// @file: src/page.ts
// The address of a page as code of the page.
eval(location.hash.slice(1)); // ruleid: code-injection
window.addEventListener('message', (event) => {
  setTimeout('show(' + event.data + ')', 1); // ruleid: code-injection
});

// @file: packages/formula/package.json
{ "name": "care-formula", "version": "1.0.0", "exports": "./index.mjs" }
// @file: packages/formula/index.mjs
export default function evaluate(formula, values) {
  return new Function('values', 'return ' + formula)(values); // ruleid: code-injection
}
export class Sheet {
  constructor(code) {
    this.code = code;
  }
  run() {
    return eval(this.code); // ruleid: code-injection
  }
  static load(name) {
    return require(name); // ok: code-injection
  }
}
export const parse = (text) => JSON.parse(text); // ok: code-injection
