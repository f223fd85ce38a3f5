// A password is sent once, and kept nowhere.

// @file: src/login.ts
import fs from 'node:fs';

declare const user: { name: string; password: string };

// @example: bad
export function remember(password: string) {
  localStorage.setItem('password', password); // ruleid: clear-text-credential
}
// @end

// @example: good
export function rememberName(name: string) {
  localStorage.setItem('name', name); // ok: clear-text-credential
}
// @end

export function more(password: string) {
  localStorage.setItem('showPassword', 'true'); // ok: clear-text-credential
  sessionStorage.last = password; // ruleid: clear-text-credential
  document.cookie = 'password=' + password; // ruleid: clear-text-credential
  document.cookie = 'theme=dark'; // ok: clear-text-credential
  console.log(process.env); // ruleid: clear-text-credential
  console.log(process.env.PORT); // ok: clear-text-credential
  console.log('signed in with ' + user.password); // ruleid: clear-text-credential
  console.log('signed in as ' + user.name); // ok: clear-text-credential
  fs.writeFileSync('a.json', JSON.stringify({ password: user.password })); // ruleid: clear-text-credential
  fs.writeFileSync('a.json', JSON.stringify({ name: user.name })); // ok: clear-text-credential
}

const describe = (account: { name: string; password: string }) => ({ who: account.name, with: account.password });
export function through(request: { body: { password: string } }) {
  const { password } = request.body;
  const entry = { event: 'sign-in', password };
  console.log(entry); // ruleid: clear-text-credential
  console.log(entry.event); // ok: clear-text-credential
  console.log(describe(user)); // ruleid: clear-text-credential
  console.log(describe(user).who); // ok: clear-text-credential
  console.log('length', password.length); // ok: clear-text-credential
  console.log(hashOf(password)); // ok: clear-text-credential
  console.log(password ? 'given' : 'missing'); // ok: clear-text-credential
  console.log(password === user.password); // ok: clear-text-credential
  const settings = process.env;
  console.log(settings); // ruleid: clear-text-credential
  console.log(settings.PORT); // ok: clear-text-credential
  console.log(process.env.MAIL_PASSWORD); // ruleid: clear-text-credential
}
declare function hashOf(text: string): string;
