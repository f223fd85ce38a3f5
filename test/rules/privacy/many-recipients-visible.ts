// Each mail goes to one person.

// @file: src/notice.ts
import nodemailer from 'nodemailer';

const mailer = nodemailer.createTransport({ host: 'mail.example.com' });

// @example: bad
export async function notify(people: { email: string }[]) {
  await mailer.sendMail({ to: people.map(({ email }) => email), subject: 'News' }); // ruleid: many-recipients-visible
}
// @end

// @example: good
export async function notifySafely(people: { email: string }[]) {
  for (const { email } of people) await mailer.sendMail({ to: email, subject: 'News' }); // ok: many-recipients-visible
}
// @end

export async function more(addresses: string[]) {
  await mailer.sendMail({ from: 'care@example.com', to: addresses.join(','), subject: 'News' }); // ruleid: many-recipients-visible
  await mailer.sendMail({ to: 'care@example.com', bcc: addresses.join(','), subject: 'News' }); // ok: many-recipients-visible
}
