// A secret is made of numbers that nobody can compute.

// @file: src/tokens.ts
import { randomBytes, randomInt } from 'node:crypto';

// @example: bad
export function createToken() {
  return Math.random().toString(36).slice(2); // ruleid: insecure-randomness
}
// @end

// @example: good
export function createTokenSafely() {
  return randomBytes(32).toString('hex'); // ok: insecure-randomness
}
// @end

const resetToken = String(Math.random()); // ruleid: insecure-randomness
const otp = Math.floor(100000 + Math.random() * 900000); // ruleid: insecure-randomness
const otpSafely = randomInt(100000, 999999); // ok: insecure-randomness
const user = { salt: Math.random().toString(16), name: 'a' }; // ruleid: insecure-randomness
const color = Math.floor(Math.random() * 255); // ok: insecure-randomness
const tokenIndex = Math.floor(Math.random() * 10); // ok: insecure-randomness
const delay = Math.random() * 100; // ok: insecure-randomness
export const all = [resetToken, otp, otpSafely, user, color, tokenIndex, delay];
