// Markup is ours; what a request says is escaped, or is data.

// @file: src/pages.ts
import { createServer } from 'node:http';
import escapeHtml from 'escape-html';
import express from 'express';
import he from 'he';
import sanitizeHtml from 'sanitize-html';
import xss from 'xss';

const app = express();

// @example: bad
app.get('/hello', (req, res) => {
  res.send(`<h1>Hello ${req.query.name}</h1>`); // ruleid: cross-site-scripting
});
// @end

// @example: good
app.get('/hello/safe', (req, res) => {
  res.send(`<h1>Hello ${escapeHtml(String(req.query.name))}</h1>`); // ok: cross-site-scripting
});
// @end

app.get('/more', (req, res) => {
  const name = String(req.query.name);
  res.status(404).send('Not found: ' + name); // ruleid: cross-site-scripting
  res.write('<p>' + name + '</p>'); // ruleid: cross-site-scripting
  res.end(`<p>${name}</p>`); // ruleid: cross-site-scripting
  res.send(`<p>${sanitizeHtml(name)}</p>`); // ok: cross-site-scripting
  res.send(`<p>${he.encode(name)}</p>`); // ok: cross-site-scripting
  res.send(`<p>${xss(name)}</p>`); // ok: cross-site-scripting
  res.send(`<p>${encodeURIComponent(name)}</p>`); // ok: cross-site-scripting
  res.send(`<p>${Number(req.query.page)}</p>`); // ok: cross-site-scripting
  res.send({ name }); // ok: cross-site-scripting
  res.json({ name }); // ok: cross-site-scripting
  res.render('page', { name }); // ok: cross-site-scripting
  res.send(`<p>${escapeHTML(name)}</p>`); // ok: cross-site-scripting
});

function escapeHTML(text: string) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

createServer((req, res) => {
  res.setHeader('content-type', 'text/html');
  res.end(`<p>No page ${req.url}</p>`); // ruleid: cross-site-scripting
}).listen(80);

// @file: src/layout.ts
export const layout = (title: string, body: string) => `<html><title>${title}</title><body>${body}</body></html>`;

// @file: src/search.ts
import express from 'express';
import { layout } from './layout';

const router = express.Router();
router.get('/search', (req, res) => {
  res.send(layout('Search', `Results for ${req.query.q}`)); // ruleid: cross-site-scripting
});
router.get('/about', (req, res) => {
  res.send(layout('About', 'Us')); // ok: cross-site-scripting
});

// @file: src/records.ts
import express from 'express';
import { store } from 'some-store';

const records = express.Router();
records.post('/records', async (req, res) => {
  const created = await store.create(req.body);
  res.send(created); // ok: cross-site-scripting
  res.send(created.fields); // ok: cross-site-scripting
  res.send({ ...req.body, seen: true }); // ok: cross-site-scripting
  res.send(req.query.name); // ruleid: cross-site-scripting
  res.send(['<p>', req.query.name, '</p>'].join('')); // ruleid: cross-site-scripting
  res.send(req.query.kind ? `<p>${req.query.name}</p>` : 'none'); // ruleid: cross-site-scripting
});
export default records;

// @file: src/reports.ts
import express from 'express';
declare function render(query: unknown): Promise<{ headers: Record<string, string>; report: string }>;

const reports = express.Router();
reports.get('/reports', async (req, res) => {
  // Headers that a renderer made come with whatever it renders.
  const headers = await render(req.query);
  res.set(headers).send(`name;${req.query.name}`); // ok: cross-site-scripting
  res.set('X-Frame-Options', 'DENY').send(`<p>${req.query.name}</p>`); // ruleid: cross-site-scripting
});
export { reports };
