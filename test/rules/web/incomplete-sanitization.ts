// What is taken out of a text is taken out everywhere.

// @file: src/escape.ts
// @example: bad
export const quote = (text: string) => text.replace("'", "''"); // ruleid: incomplete-sanitization
// @end

// @example: good
export const quoteAll = (text: string) => text.replaceAll("'", "''"); // ok: incomplete-sanitization
// @end

export const plain = (text: string) => text.replace(/</, '&lt;'); // ruleid: incomplete-sanitization
export const plainAll = (text: string) => text.replace(/</g, '&lt;'); // ok: incomplete-sanitization
export const inside = (name: string) => name.replace('../', ''); // ruleid: incomplete-sanitization
export const insideAll = (name: string) => name.replace(/\.\.\//g, ''); // ok: incomplete-sanitization
export const dashed = (text: string) => text.replace(' ', '-'); // ok: incomplete-sanitization
export const first = (text: string) => text.replace('-', ''); // ok: incomplete-sanitization
export const known = 'a<b'.replace('<', '&lt;'); // ok: incomplete-sanitization
