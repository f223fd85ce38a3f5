// The address of a service is configuration.

// @file: src/app.ts
import express from 'express';
import nodemailer from 'nodemailer';

const app = express();
const transport = nodemailer.createTransport({});
const base = process.env.BASE_URL ?? '';
const hosts = ['care.example.com'];
declare function tokenFor(mail: string): string;

app.post('/reset', async (req, res) => {
  const token = tokenFor(String(req.body.mail));
  // @example: bad
  const link = `https://${req.headers.host}/reset/${token}`;
  await transport.sendMail({ to: req.body.mail, text: link }); // ruleid: host-header-in-mail
  // @end
  res.end();
});

app.post('/reset/safe', async (req, res) => {
  const token = tokenFor(String(req.body.mail));
  // @example: good
  await transport.sendMail({ to: req.body.mail, text: `${base}/reset/${token}` }); // ok: host-header-in-mail
  // @end
  const host = req.headers.host ?? '';
  if (!hosts.includes(host)) return res.sendStatus(400);
  await transport.sendMail({ to: req.body.mail, text: `https://${host}/reset/${token}` }); // ok: host-header-in-mail
  return res.end();
});
