// Of an address, the host is compared, and as a whole.

// @file: src/address.ts
// @example: bad
export const isOurs = (url: string) => url.includes('care.example.com'); // ruleid: incomplete-address-check
// @end

// @example: good
export const isOursReally = (url: string) => new URL(url).hostname === 'care.example.com'; // ok: incomplete-address-check
// @end

export const begins = (url: string) => url.startsWith('https://care.example.com'); // ruleid: incomplete-address-check
export const beginsWell = (url: string) => url.startsWith('https://care.example.com/'); // ok: incomplete-address-check
export const ends = (host: string) => host.endsWith('example.com'); // ruleid: incomplete-address-check
export const endsWell = (host: string) => host.endsWith('.example.com'); // ok: incomplete-address-check
export const stands = (url: string) => url.indexOf('https://care.example.com') >= 0; // ruleid: incomplete-address-check
export const listed = (hosts: string[]) => hosts.includes('care.example.com'); // ok: incomplete-address-check
export const path = (url: string) => url.includes('/visits'); // ok: incomplete-address-check
export const mail = (text: string) => text.endsWith('@example.com'); // ok: incomplete-address-check
