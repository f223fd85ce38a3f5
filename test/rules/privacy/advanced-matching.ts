// An advertising service gets no identities, hashed or not.

// @file: src/pixel.ts
declare function fbq(...args: unknown[]): void;
declare function gtag(...args: unknown[]): void;

// @example: bad
export function start(hashOfMail: string) {
  fbq('init', '1234567890', { em: hashOfMail }); // ruleid: advanced-matching
}
// @end

// @example: good
export function startSafely() {
  fbq('init', '1234567890'); // ok: advanced-matching
}
// @end

export function more(data: object) {
  gtag('set', 'user_data', data); // ruleid: advanced-matching
  gtag('set', 'language', 'sv'); // ok: advanced-matching
}
