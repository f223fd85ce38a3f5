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

app.get('/checked', (req, res) => {
  const name = String(req.query.name);
  const target = path.resolve(folder, name);
  if (!target.startsWith(folder + path.sep)) return res.sendStatus(400);
  fs.readFileSync(target); // ok: path-traversal
  fs.readFileSync(path.join(folder, name)); // ruleid: path-traversal
  return res.end();
});

app.get('/checked/more', (req, res) => {
  const { name, kind, page } = req.query as Record<string, string>;
  if (name.includes('..')) throw new Error('bad name');
  fs.readFileSync(path.join(folder, name)); // ok: path-traversal
  if (!['terms', 'help'].includes(kind)) res.sendStatus(404);
  else fs.readFileSync(path.join(folder, `${kind}.pdf`)); // ok: path-traversal
  if (!/^[\w-]+$/.test(page)) return;
  setTimeout(() => fs.readFileSync(path.join(folder, page)), 1); // ok: path-traversal
});

app.get('/checked/badly', (req, res) => {
  const { name, kind, page } = req.query as Record<string, string>;
  if (!/\w+/.test(name)) return;
  fs.readFileSync(path.join(folder, name)); // ruleid: path-traversal
  if (kind.includes('..')) console.error('strange name');
  fs.readFileSync(path.join(folder, kind)); // ruleid: path-traversal
  if (!(folder + page).startsWith(folder)) return;
  fs.readFileSync(folder + page); // ruleid: path-traversal
});

app.get('/cleaned', (req, res) => {
  const name = String(req.query.name).replace(/[^a-z0-9]/gi, '');
  fs.readFileSync(path.join(folder, name)); // ok: path-traversal
  const once = String(req.query.name).replace(/[^a-z]/i, '');
  fs.readFileSync(path.join(folder, once)); // ruleid: path-traversal
  const file = req.query.file === 'terms' ? req.query.file : 'help';
  fs.readFileSync(path.join(folder, file)); // ok: path-traversal
  switch (req.query.kind) {
    case 'a':
    case 'b':
      break;
    case 'c':
      fs.readFileSync(path.join(folder, req.query.kind)); // ok: path-traversal
      break;
    default:
      fs.readFileSync(path.join(folder, String(req.query.kind))); // ruleid: path-traversal
  }
});
