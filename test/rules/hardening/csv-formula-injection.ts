// A cell holds a text, and no formula of others.

// @file: src/export.ts
import express from 'express';
import Papa from 'papaparse';

const app = express();

// @example: bad
app.post('/export', (req, res) => {
  res.json({ csv: Papa.unparse([{ note: req.body.note }]) }); // ruleid: csv-formula-injection
});
// @end

// @example: good
const escapeFormula = (text: string) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
app.post('/export/safe', (req, res) => {
  res.json({ csv: Papa.unparse([{ note: escapeFormula(String(req.body.note)) }]) }); // ok: csv-formula-injection
  res.json({ csv: Papa.unparse([{ size: Number(req.body.size) }]) }); // ok: csv-formula-injection
});
// @end
