// Encryption protects only when the other side is known.

// @file: src/clients.ts
import { readFileSync } from 'node:fs';
import https from 'node:https';
import tls from 'node:tls';
import axios from 'axios';
import { Pool } from 'pg';
import { Agent } from 'undici';

// @example: bad
export const insecure = new https.Agent({ rejectUnauthorized: false }); // ruleid: tls-verification-off
// @end

// @example: good
export const own = new https.Agent({ ca: readFileSync('certificates/care.pem') }); // ok: tls-verification-off
// @end

export const journal = axios.create({
  baseURL: 'https://journal.example.com',
  httpsAgent: new https.Agent({ keepAlive: true, rejectUnauthorized: false }), // ruleid: tls-verification-off
});
export const pool = new Pool({
  connectionString: process.env.DATABASE_URL,
  ssl: { rejectUnauthorized: false }, // ruleid: tls-verification-off
});
export const strict = new Pool({ ssl: { rejectUnauthorized: true } }); // ok: tls-verification-off
export const plain = new https.Agent({ keepAlive: true }); // ok: tls-verification-off
export const undici = new Agent({ connect: { rejectUnauthorized: false } }); // ruleid: tls-verification-off
export const request = { url: 'https://lab.example.com', strictSSL: false }; // ruleid: tls-verification-off
export const requestStrict = { url: 'https://lab.example.com', strictSSL: true }; // ok: tls-verification-off
export const anyName = tls.connect({ host: 'lab.example.com', checkServerIdentity: () => undefined }); // ruleid: tls-verification-off
export const anyNameToo = tls.connect({ host: 'lab.example.com', checkServerIdentity: () => {} }); // ruleid: tls-verification-off
export const pinned = tls.connect({
  host: 'lab.example.com',
  checkServerIdentity: (host, certificate) => tls.checkServerIdentity(host, certificate), // ok: tls-verification-off
});
const options: https.AgentOptions = {};
options.rejectUnauthorized = false; // ruleid: tls-verification-off
export const later = new https.Agent(options);
process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'; // ruleid: tls-verification-off
process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'; // ruleid: tls-verification-off
process.env.NODE_TLS_REJECT_UNAUTHORIZED = '1'; // ok: tls-verification-off
export const choice = new https.Agent({ rejectUnauthorized: process.env.NODE_ENV === 'production' }); // ok: tls-verification-off
export const written = '{rejectUnauthorized: false}'; // ok: tls-verification-off
// new https.Agent({ rejectUnauthorized: false }) ok: a comment is no code
export const legacy = https.request({ host: 'lab.example.com', 'rejectUnauthorized': false }); // ruleid: tls-verification-off
const off = false;
export const byName = new https.Agent({ rejectUnauthorized: off }); // ruleid: tls-verification-off
