// What a message over open networks may say: that there is something to read, not what and about whom.

// @file: src/mail.ts
import sgMail from '@sendgrid/mail';
import nodemailer from 'nodemailer';
import * as postmark from 'postmark';
import { Resend } from 'resend';

const transport = nodemailer.createTransport({ host: 'smtp.example.com' });
const resend = new Resend('test');
const client = new postmark.ServerClient('test');

interface Answer {
  patient: { firstName: string; email: string; personnummer: string; phoneNumber: string };
  analysis: { labResult: string };
  reference: string;
}

// @example: bad
export async function answerReady(answer: Answer) {
  await transport.sendMail({ to: answer.patient.email, subject: 'Your answer', text: `Result: ${answer.analysis.labResult}` }); // ruleid: phi-in-sms-email-push {clin.lab}
}
// @end

// @example: good
export async function somethingToRead(answer: Answer) {
  await transport.sendMail({ to: answer.patient.email, subject: 'New message', text: 'Log in to read it.' }); // ok: phi-in-sms-email-push
}
// @end

export async function everyMailer(answer: Answer) {
  await transport.sendMail({ to: 'lab@example.com', subject: `Answer for ${answer.patient.personnummer}`, text: '' }); // ruleid: phi-in-sms-email-push {nid.se.personnummer}
  await transport.sendMail({ to: 'lab@example.com', subject: 'x', html: '<p>' + answer.patient.firstName + '</p>' }); // ok: phi-in-sms-email-push
  await transport.sendMail({ to: 'lab@example.com', subject: 'x', attachments: [{ content: answer.analysis.labResult }] }); // ruleid: phi-in-sms-email-push {clin.lab}
  await sgMail.send({ to: 'a@example.com', from: 'b@example.com', subject: 'x', text: answer.analysis.labResult }); // ruleid: phi-in-sms-email-push {clin.lab}
  await sgMail.send({ to: answer.patient.email, from: 'b@example.com', templateId: 't', dynamicTemplateData: { name: answer.patient.firstName } }); // ok: phi-in-sms-email-push
  await resend.emails.send({ to: answer.patient.email, from: 'b@example.com', subject: 'x', text: answer.analysis.labResult }); // ruleid: phi-in-sms-email-push {clin.lab}
  await client.sendEmail({ To: answer.patient.email, From: 'b@example.com', Subject: 'x', TextBody: answer.analysis.labResult }); // ruleid: phi-in-sms-email-push {clin.lab}
  await sgMail.send({ to: answer.patient.email, from: 'b@example.com', subject: 'New message', text: 'Log in to read it.' }); // ok: phi-in-sms-email-push
  await resend.emails.send({ to: answer.patient.email, from: 'b@example.com', subject: 'New message', text: `Reference ${answer.reference}` }); // ok: phi-in-sms-email-push
  await transport.sendMail({ to: answer.patient.email, cc: 'lab@example.com', subject: 'New message' }); // ok: phi-in-sms-email-push
}

// @file: src/phone.ts
import { getMessaging } from 'firebase-admin/messaging';
import { Expo } from 'expo-server-sdk';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import twilio from 'twilio';
import webpush, { type PushSubscription } from 'web-push';

const sms = twilio('sid', 'token');
const expo = new Expo();
const sns = new SNSClient({});

interface Booking {
  patient: { phoneNumber: string; firstName: string; pushToken: string };
  visitReason: string;
  time: string;
}

export async function remind(booking: Booking, subscription: PushSubscription) {
  await sms.messages.create({ to: booking.patient.phoneNumber, from: '+46700000000', body: `${booking.patient.firstName}: ${booking.visitReason}` }); // ruleid: phi-in-sms-email-push
  await webpush.sendNotification(subscription, JSON.stringify({ title: booking.visitReason })); // ruleid: phi-in-sms-email-push {clin.encounter}
  await expo.sendPushNotificationsAsync([{ to: booking.patient.pushToken, body: booking.visitReason }]); // ruleid: phi-in-sms-email-push {clin.encounter}
  await getMessaging().send({ token: booking.patient.pushToken, notification: { title: booking.visitReason } }); // ruleid: phi-in-sms-email-push {clin.encounter}
  await sns.send(new PublishCommand({ PhoneNumber: booking.patient.phoneNumber, Message: booking.visitReason })); // ruleid: phi-in-sms-email-push {clin.encounter}
  await sms.messages.create({ to: booking.patient.phoneNumber, from: '+46700000000', body: `You have a time at ${booking.time}. Log in to see more.` }); // ok: phi-in-sms-email-push
  await webpush.sendNotification(subscription, JSON.stringify({ title: 'New message' })); // ok: phi-in-sms-email-push
  await expo.sendPushNotificationsAsync([{ to: booking.patient.pushToken, body: 'New message' }]); // ok: phi-in-sms-email-push
}

// @file: src/chat.ts
import { IncomingWebhook } from '@slack/webhook';
import { WebClient } from '@slack/web-api';

const hook = new IncomingWebhook('https://hooks.example.com/a');
const slack = new WebClient('test');

export async function alarm(patient: { id: string; name: string }, error: Error, waiting: string[]) {
  await hook.send(`Import of ${patient.name} failed`); // ruleid: phi-in-sms-email-push {name.person}
  await slack.chat.postMessage({ channel: 'ops', text: `Import of ${patient.name} failed` }); // ruleid: phi-in-sms-email-push {name.person}
  await hook.send(`Import of ${patient.id} failed`); // ok: phi-in-sms-email-push
  await slack.chat.postMessage({ channel: 'ops', text: `${waiting.length} answers are waiting` }); // ok: phi-in-sms-email-push
}

// @file: src/notify.ts
import nodemailer, { type Transporter } from 'nodemailer';

interface Message {
  to: string;
  subject: string;
  text: string;
}

export class Notifier {
  private readonly transport: Transporter;
  constructor(url: string) {
    this.transport = nodemailer.createTransport(url);
  }
  async send(message: Message) {
    await this.transport.sendMail({ from: 'care@example.com', ...message }); // ruleid: phi-in-sms-email-push {clin.diagnosis}
  }
}

const templates = {
  diagnosis: (diagnosis: string) => ({ subject: 'From your clinic', text: `Your diagnosis is ${diagnosis}.` }),
  neutral: () => ({ subject: 'From your clinic', text: 'Log in to read a new message.' }),
};

export async function tell(notifier: Notifier, visit: { diagnosis: string }, to: string) {
  await notifier.send({ to, ...templates.diagnosis(visit.diagnosis) });
  await notifier.send({ to, ...templates.neutral() });
}

// @file: src/by-hand.ts
// Requests by hand to the address of such a service.
import axios from 'axios';

const hook = 'https://hooks.slack.com/services/T/B/x';

export async function byHand(patient: { id: string; personnummer: string; diagnosis: string }) {
  await fetch(hook, { method: 'POST', body: JSON.stringify({ text: `New visit: ${patient.diagnosis}` }) }); // ruleid: phi-in-sms-email-push {clin.diagnosis}
  await axios.post('https://discord.com/api/webhooks/1/x', { content: patient.personnummer }); // ruleid: phi-in-sms-email-push {nid.se.personnummer}
  await fetch(hook, { method: 'POST', body: JSON.stringify({ text: `New visit ${patient.id}` }) }); // ok: phi-in-sms-email-push
}
