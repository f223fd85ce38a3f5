// Whether data is protected is not for the client to say.

// @file: src/documents.ts
import type { Request, Response } from 'express';

declare function load(id: string): Promise<string>;
declare function encrypt(text: string): string;
declare function mask(text: string): string;

export async function show(req: Request, res: Response) {
  const found = await load('1');
  // @example: bad
  const out = req.query.enc === 'off' ? found : encrypt(found); // ruleid: client-disables-masking
  // @end
  // @example: good
  const safe = encrypt(found); // ok: client-disables-masking
  // @end
  let text = found;
  if (!req.query.raw) { // ruleid: client-disables-masking
    text = mask(text);
  }
  const long = req.query.long ? found : found.slice(0, 9); // ok: client-disables-masking
  res.send(out.length + safe.length + text.length + long.length);
}
