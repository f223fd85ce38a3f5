// The host of a request is ours; what a client says stands behind it.

// @file: src/proxy.ts
import http from 'node:http';
import https from 'node:https';
import axios from 'axios';
import express from 'express';
import got from 'got';
import request from 'request';
import { request as undiciRequest } from 'undici';

const app = express();
const base = 'https://register.example.com/api/';

// @example: bad
app.get('/picture', async (req, res) => {
  const answer = await fetch(String(req.query.address)); // ruleid: server-side-request-forgery
  res.send(await answer.arrayBuffer());
});
// @end

// @example: good
app.get('/unit/:id', async (req, res) => {
  const answer = await fetch(`https://register.example.com/units/${req.params.id}`); // ok: server-side-request-forgery
  res.json(await answer.json());
});
// @end

app.get('/more', async (req, res) => {
  const { address, host, path } = req.query as Record<string, string>;
  await axios.get(address); // ruleid: server-side-request-forgery
  await axios({ url: address, method: 'post' }); // ruleid: server-side-request-forgery
  await axios.create({ baseURL: address }).get('/a'); // ruleid: server-side-request-forgery
  await got(`https://${host}/api`); // ruleid: server-side-request-forgery
  await got(`https://${host}.example.com/api`); // ruleid: server-side-request-forgery
  request(address, () => {}); // ruleid: server-side-request-forgery
  request({ uri: address }, () => {}); // ruleid: server-side-request-forgery
  await undiciRequest(address); // ruleid: server-side-request-forgery
  http.get(address); // ruleid: server-side-request-forgery
  https.request({ hostname: host, path: '/' }); // ruleid: server-side-request-forgery
  await fetch(new URL(address)); // ruleid: server-side-request-forgery
  await fetch('https://register.example.com' + address); // ruleid: server-side-request-forgery
  await fetch('https://register.example.com/' + path); // ok: server-side-request-forgery
  await fetch(base + path); // ok: server-side-request-forgery
  await fetch(`${process.env.REGISTER}/units/${path}`); // ok: server-side-request-forgery
  await fetch(`https://register.example.com?name=${path}`); // ok: server-side-request-forgery
  await axios.get('https://register.example.com', { params: { path } }); // ok: server-side-request-forgery
  await axios.post('https://register.example.com', { address }); // ok: server-side-request-forgery
  https.request({ hostname: 'register.example.com', path: `/${path}` }); // ok: server-side-request-forgery
  res.end();
});

// @file: src/client.ts
export class RegisterClient {
  constructor(private readonly address: string) {}
  unit(id: string) {
    return fetch(`${this.address}/units/${id}`); // ok: server-side-request-forgery
  }
  follow(link: string) {
    return fetch(link); // ruleid: server-side-request-forgery
  }
}

// @file: src/routes.ts
import express from 'express';
import { RegisterClient } from './client';

const router = express.Router();
const client = new RegisterClient('https://register.example.com');
router.post('/follow', async (req, res) => {
  await client.unit(req.body.id);
  await client.follow(req.body.link);
  res.end();
});

// @file: src/checked.ts
import express from 'express';

const router = express.Router();
const allowedHosts = new Set(['register.example.com', 'lab.example.com']);

router.get('/checked', async (req, res) => {
  const address = new URL(String(req.query.address));
  if (!allowedHosts.has(address.hostname)) return res.sendStatus(400);
  await fetch(address); // ok: server-side-request-forgery
  return res.end();
});
router.get('/checked/text', async (req, res) => {
  const address = String(req.query.address);
  if (!address.startsWith('https://register.example.com/')) return res.sendStatus(400);
  await fetch(address); // ok: server-side-request-forgery
  return res.end();
});
router.get('/checked/badly', async (req, res) => {
  const address = String(req.query.address);
  if (!address.startsWith('https://')) return res.sendStatus(400);
  await fetch(address); // ruleid: server-side-request-forgery
  return res.end();
});
router.get('/checked/list', async (req, res) => {
  const host = String(req.query.host);
  if (['register.example.com', 'lab.example.com'].indexOf(host) === -1) return res.sendStatus(400);
  await fetch(`https://${host}/units`); // ok: server-side-request-forgery
  return res.end();
});
export default router;
