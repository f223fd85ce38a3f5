// Secrets are compared in a time that tells nothing.

// @file: src/hook.ts
import { createHmac, timingSafeEqual } from 'node:crypto';

const key = process.env.HOOK_KEY ?? '';

// @example: bad
export function isGenuine(body: string, signature: string) {
  const digest = createHmac('sha256', key).update(body).digest('hex');
  return signature === digest; // ruleid: timing-unsafe-comparison
}
// @end

// @example: good
export function isGenuineSafely(body: string, signature: string) {
  const digest = createHmac('sha256', key).update(body).digest();
  return timingSafeEqual(Buffer.from(signature, 'hex'), digest); // ok: timing-unsafe-comparison
}
// @end

export const isMissing = (signature: string | undefined) => signature === undefined; // ok: timing-unsafe-comparison
export const isName = (name: string, other: string) => name === other; // ok: timing-unsafe-comparison
