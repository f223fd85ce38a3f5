// A credential comes from outside of the code.

// @file: src/token.ts
import { createHmac } from 'node:crypto';
import session from 'express-session';
import jwt from 'jsonwebtoken';
import { Pool } from 'pg';

// @example: bad
export const issue = (id: string) => jwt.sign({ id }, 'kalle-anka-13'); // ruleid: hard-coded-credential
// @end

// @example: good
const key = process.env.TOKEN_KEY ?? '';
export const issueSafely = (id: string) => jwt.sign({ id }, key); // ok: hard-coded-credential
// @end

const fixed = 'kalle-anka-13';
export const issueByName = (id: string) => jwt.sign({ id }, fixed); // ruleid: hard-coded-credential
export const signed = (text: string) => createHmac('sha256', 'kalle-anka-13').update(text).digest('hex'); // ruleid: hard-coded-credential
export const signedSafely = (text: string) => createHmac('sha256', key).update(text).digest('hex'); // ok: hard-coded-credential
export const sessions = session({ secret: 'kalle-anka-13', resave: false }); // ruleid: hard-coded-credential
export const sessionsSafely = session({ secret: key, resave: false }); // ok: hard-coded-credential
export const pool = new Pool({ host: 'db.care.example', password: 'kalle-anka-13' }); // ruleid: hard-coded-credential
export const poolSafely = new Pool({ host: 'db.care.example', password: process.env.PGPASSWORD }); // ok: hard-coded-credential
export const address = 'postgres://care:kalleanka13@db1.care.internal/care'; // ruleid: hard-coded-credential
export const local = 'postgres://care:kalleanka13@localhost/care'; // ok: hard-coded-credential
export const filled = `postgres://care:${process.env.PGPASSWORD}@db1.care.internal/care`; // ok: hard-coded-credential
export const labApiKey = '9f86d081884c7d659a2feaa0c55ad015'; // ruleid: hard-coded-credential
export const settings = { clientSecret: 'q7Hs82Jd01LkzPpw93xV' }; // ruleid: hard-coded-credential
export const apiKeyName = 'x-api-key'; // ok: hard-coded-credential
export const passwordLabel = { password: 'Password' }; // ok: hard-coded-credential
export const placeholder = { apiKey: 'your-api-key-12345678' }; // ok: hard-coded-credential
// ruleid: hard-coded-credential
export const privateKey = `-----BEGIN PRIVATE KEY-----
QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2
-----END PRIVATE KEY-----`;
export const heading = '-----BEGIN PRIVATE KEY-----'; // ok: hard-coded-credential
