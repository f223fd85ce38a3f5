/**
 * Hashes: a fast 64-bit one for keys in memory, and SHA-256 for keys on disk.
 *
 * The fast hash runs two 32-bit multiply-mix lanes with different seeds and constants over UTF-16 units, two units a
 * step, and mixes them into each other at the end. With n different texts the chance that any two collide is about
 * n² / 2^65: 3·10^-8 for a million. It does not resist somebody who builds collisions on purpose; whatever outlives
 * the process is keyed by {@link contentDigest}.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

const seedA = 0x9e3779b9;
const seedB = 0x7f4a7c15;
const multiplyA1 = 0xcc9e2d51;
const multiplyA2 = 0x1b873593;
const multiplyB1 = 0x85ebca77;
const multiplyB2 = 0xc2b2ae3d;

/** 64-bit hash of the UTF-16 units of a text, 16 hex digits. Same text, same hash, in every process. */
export function hashText(text: string): string {
  const length = text.length;
  const even = length & ~1;
  let a = seedA | 0;
  let b = seedB | 0;
  for (let i = 0; i < even; i += 2) {
    const word = text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16);
    a = stepA(a, word);
    b = stepB(b, word);
  }
  if (even !== length) {
    const word = text.charCodeAt(even);
    a = stepA(a, word);
    b = stepB(b, word);
  }
  return finish(a, b, length);
}

/** SHA-256 of the UTF-8 bytes of a text, 64 hex digits. For keys that are stored. */
export function contentDigest(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

function stepA(state: number, word: number): number {
  let k = Math.imul(word, multiplyA1);
  k = (k << 15) | (k >>> 17);
  const mixed = state ^ Math.imul(k, multiplyA2);
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}

function stepB(state: number, word: number): number {
  const mixed = Math.imul(state ^ Math.imul(word ^ (word >>> 15), multiplyB1), multiplyB2);
  return ((mixed ^ (mixed >>> 13)) + 0x165667b1) | 0;
}

function finish(stateA: number, stateB: number, count: number): string {
  const a = avalanche(stateA ^ count);
  const b = avalanche(stateB ^ Math.imul(count, multiplyB1) ^ a);
  const mixed = avalanche((a + Math.imul(b, multiplyA2)) | 0);
  return hex32(mixed) + hex32(b);
}

/** Every input bit flips every output bit with probability near one half. */
function avalanche(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function hex32(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}
