// The report is put together in a folder that nobody else can open.

// @file: src/report.ts
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

// @example: bad
export function keep(text: string) {
  const file = path.join(os.tmpdir(), 'report.txt');
  fs.writeFileSync(file, text); // ruleid: insecure-temporary-file
}
// @end

// @example: good
export function keepSafely(text: string) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'report-'));
  fs.writeFileSync(path.join(folder, 'report.txt'), text); // ok: insecure-temporary-file
}
// @end

export function more(text: string) {
  fs.writeFileSync('/tmp/lock', text); // ruleid: insecure-temporary-file
  fs.writeFileSync('/var/lib/app/lock', text); // ok: insecure-temporary-file
  const named = path.join(os.tmpdir(), `${randomUUID()}.txt`);
  fs.writeFileSync(named, text); // ok: insecure-temporary-file
}
