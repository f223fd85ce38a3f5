// Keys are for the service alone.

// @file: src/keys.ts
import fs from 'node:fs';

// @example: bad
export function keep(key: string) {
  fs.writeFileSync('/srv/keys/a', key, { mode: 0o666 }); // ruleid: world-writable-file
}
// @end

// @example: good
export function keepSafely(key: string) {
  fs.writeFileSync('/srv/keys/a', key, { mode: 0o600 }); // ok: world-writable-file
}
// @end

export function more() {
  fs.chmodSync('/srv/keys', 0o777); // ruleid: world-writable-file
  fs.chmodSync('/srv/keys', '777'); // ruleid: world-writable-file
  fs.chmodSync('/srv/keys', 0o755); // ok: world-writable-file
  fs.mkdirSync('/srv/keys', { mode: 0o777, recursive: true }); // ruleid: world-writable-file
}
