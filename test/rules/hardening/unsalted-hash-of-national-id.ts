// A pseudonym of an identity number needs a key: there are too few numbers for a plain hash.

// @file: src/pseudonym.ts
import { createHash, createHmac, hash, pbkdf2Sync, randomUUID, scryptSync } from 'node:crypto';
import * as crypto from 'crypto';

// @example: bad
export function referenceOf(personnummer: string) {
  return createHash('sha256').update(personnummer).digest('hex'); // ruleid: unsalted-hash-of-national-id {nid.se.personnummer}
}
// @end

// @example: good
const key = process.env.PSEUDONYM_KEY ?? '';

export function keyedReferenceOf(personnummer: string) {
  return createHmac('sha256', key).update(personnummer).digest('hex'); // ok: unsalted-hash-of-national-id
}
// @end

export function more(person: { cpr: string; ssn: string; hetu: string; id: string; email: string }) {
  const digest = crypto.createHash('md5');
  digest.update(person.cpr); // ruleid: unsalted-hash-of-national-id {nid.dk.cpr}
  const short = crypto.createHash('sha1').update(person.ssn.replace(/-/g, '')).digest('base64').slice(0, 8); // ruleid: unsalted-hash-of-national-id {nid.us.ssn}
  const once = hash('sha256', person.hetu); // ruleid: unsalted-hash-of-national-id {nid.fi.hetu}
  const salted = createHash('sha512').update(`fixed-salt:${person.ssn}`).digest('hex'); // ruleid: unsalted-hash-of-national-id {nid.us.ssn}
  const slow = pbkdf2Sync(person.ssn, 'salt', 210_000, 32, 'sha256'); // ruleid: unsalted-hash-of-national-id {nid.us.ssn}
  const slower = scryptSync(person.hetu, 'salt', 32); // ruleid: unsalted-hash-of-national-id {nid.fi.hetu}
  const ofId = createHash('sha256').update(person.id).digest('hex'); // ok: unsalted-hash-of-national-id
  const ofMail = createHash('sha256').update(person.email).digest('hex'); // ok: unsalted-hash-of-national-id
  const ofLength = createHash('sha256').update(String(person.ssn.length)).digest('hex'); // ok: unsalted-hash-of-national-id
  const table = new Map([[person.ssn, randomUUID()]]);
  const pseudonym = table.get(person.ssn); // ok: unsalted-hash-of-national-id
  const fingerprint = createHash('sha256').update(pseudonym ?? '').digest('hex'); // ok: unsalted-hash-of-national-id
  return [digest.digest('hex'), short, once, salted, slow, slower, ofId, ofMail, ofLength, fingerprint];
}

export const etagOf = (body: string) => createHash('sha1').update(body).digest('base64'); // ok: unsalted-hash-of-national-id

// @file: src/web.ts
export async function subtle(personnummer: string) {
  const bytes = new TextEncoder().encode(personnummer);
  return crypto.subtle.digest('SHA-256', bytes); // ruleid: unsalted-hash-of-national-id {nid.se.personnummer}
}
export async function signed(personnummer: string, key: CryptoKey) {
  return crypto.subtle.sign('HMAC', key, new TextEncoder().encode(personnummer)); // ok: unsalted-hash-of-national-id
}

// @file: src/libraries.ts
import bcrypt from 'bcrypt';
import CryptoJS from 'crypto-js';
import sha256 from 'js-sha256';
import objectHash from 'object-hash';

export async function libraries(user: { personnummer: string; password: string }) {
  const a = CryptoJS.SHA256(user.personnummer).toString(); // ruleid: unsalted-hash-of-national-id {nid.se.personnummer}
  const b = sha256(user.personnummer); // ruleid: unsalted-hash-of-national-id {nid.se.personnummer}
  const c = objectHash({ personnummer: user.personnummer }); // ruleid: unsalted-hash-of-national-id {nid.se.personnummer}
  const d = await bcrypt.hash(user.personnummer, 10); // ruleid: unsalted-hash-of-national-id {nid.se.personnummer}
  const e = await bcrypt.hash(user.password, 10); // ok: unsalted-hash-of-national-id
  const f = CryptoJS.HmacSHA256(user.personnummer, process.env.KEY ?? '').toString(); // ok: unsalted-hash-of-national-id
  return [a, b, c, d, e, f];
}

// @file: src/digest.ts
import { createHash } from 'node:crypto';

export function digest(text: string) {
  return createHash('sha256').update(text, 'utf8').digest('hex'); // ruleid: unsalted-hash-of-national-id {nid.no.fnr}
}

// @file: src/index-key.ts
import { digest } from './digest';

export function indexKey(pasient: { fodselsnummer: string; journal: string }) {
  return `${digest(pasient.fodselsnummer)}:${digest(pasient.journal)}`;
}

// @file: src/fhir.ts
import { createHash } from 'node:crypto';
import type { Patient } from 'fhir/r4';

const personnummerSystem = 'http://electronichealth.se/identifier/personnummer';

export function hashOfPatient(patient: Patient) {
  const number = patient.identifier?.find(({ system }) => system === personnummerSystem)?.value ?? '';
  return createHash('sha256').update(number).digest('hex'); // ruleid: unsalted-hash-of-national-id
}
