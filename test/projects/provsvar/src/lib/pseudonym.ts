import { createHash, createHmac } from 'node:crypto';
import { config } from '@/config';

/** Twelve digits, no separator. */
export function normalise(personnummer: string): string {
  return personnummer.replace(/[-+\s]/g, '');
}

/** Pseudonym of the first research export. Kept because the receivers have joined on it. */
export function legacyPseudonym(personnummer: string): string {
  // ruleid: unsalted-hash-of-national-id {nid.se.personnummer} -- forty million candidates, no key
  return createHash('sha256').update(normalise(personnummer)).digest('hex');
}

/** Keyed pseudonym; the key never leaves the service. */
export function pseudonym(personnummer: string): string {
  // ok: unsalted-hash-of-national-id
  return createHmac('sha256', config.pseudonymKey).update(normalise(personnummer)).digest('hex');
}

/** Fingerprint of a random session token, so that the database holds no usable tokens. */
export function tokenHash(token: string): string {
  // ok: unsalted-hash-of-national-id -- a random token is not an identity number
  return createHash('sha256').update(token).digest('hex');
}
