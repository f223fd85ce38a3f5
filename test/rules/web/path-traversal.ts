// The name of a file comes from us, or it is only a name.

// @file: src/files.ts
import fs from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import express from 'express';
import fsExtra from 'fs-extra';

const app = express();
const folder = '/srv/documents';

// @example: bad
app.get('/documents/:name', (req, res) => {
  res.sendFile(path.join(folder, req.params.name)); // ruleid: path-traversal
});
// @end

// @example: good
app.get('/documents/safe/:name', (req, res) => {
  res.sendFile(path.join(folder, path.basename(req.params.name))); // ok: path-traversal
});
// @end

app.get('/more', async (req, res) => {
  const name = String(req.query.name);
  const text = await readFile(folder + '/' + name, 'utf8'); // ruleid: path-traversal
  fs.createReadStream(path.resolve(folder, name)).pipe(res); // ruleid: path-traversal
  fs.unlinkSync(`${folder}/${name}.pdf`); // ruleid: path-traversal
  fs.promises.rm(path.normalize(name)); // ruleid: path-traversal
  await fsExtra.remove(path.join(folder, name)); // ruleid: path-traversal
  res.download(name); // ruleid: path-traversal
  fs.writeFileSync(path.join(folder, name), text); // ruleid: path-traversal
  fs.writeFileSync(path.join(folder, 'note.txt'), name); // ok: path-traversal
  fs.readFileSync(path.join(folder, `${Number(req.query.page)}.pdf`)); // ok: path-traversal
  fs.readFileSync(path.join(folder, path.basename(name))); // ok: path-traversal
  const files: Record<string, string> = { terms: 'terms.pdf', help: 'help.pdf' };
  fs.readFileSync(path.join(folder, files[name] ?? 'help.pdf')); // ok: path-traversal
  res.end();
});
