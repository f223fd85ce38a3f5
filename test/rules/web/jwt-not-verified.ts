// A token is verified with a key, an algorithm and its end.

// @file: src/auth.ts
import jwt from 'jsonwebtoken';

const key = process.env.TOKEN_KEY ?? '';

// @example: bad
export const callerOf = (token: string) => jwt.verify(token, key, { ignoreExpiration: true }); // ruleid: jwt-not-verified
// @end

// @example: good
export const callerOfSafely = (token: string) => jwt.verify(token, key, { algorithms: ['HS256'] }); // ok: jwt-not-verified
// @end

export const none = (token: string) => jwt.verify(token, key, { algorithms: ['HS256', 'none'] }); // ruleid: jwt-not-verified
export const noKey = (token: string) => jwt.verify(token, null, {}); // ruleid: jwt-not-verified
export const unsigned = (id: string) => jwt.sign({ id }, '', { algorithm: 'none' }); // ruleid: jwt-not-verified, hard-coded-credential
export const plain = (token: string) => jwt.verify(token, key); // ok: jwt-not-verified
export const strict = (token: string) => jwt.verify(token, key, { ignoreExpiration: false }); // ok: jwt-not-verified

const lenient = { issuer: 'clinic', ignoreExpiration: true };
export const byOptions = (token: string) => {
  return jwt.verify(token, key, lenient); // ruleid: jwt-not-verified
};
const careful = { issuer: 'clinic', algorithms: ['RS256'] as const };
export const byCarefulOptions = (token: string) => jwt.verify(token, key, careful as any); // ok: jwt-not-verified
export const byOtherOptions = (token: string) => {
  const lenient = { issuer: 'clinic' };
  return jwt.verify(token, key, lenient); // ok: jwt-not-verified
};
