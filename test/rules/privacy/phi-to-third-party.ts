// Services of other companies keep what they are given.

// @file: src/services.ts
import { Client as HubSpot } from '@hubspot/api-client';
import axios from 'axios';
import Stripe from 'stripe';

const stripe = new Stripe(process.env.STRIPE_KEY ?? '');
const hubspot = new HubSpot({});
const table = 'https://api.airtable.com/v0/visits';

interface Patient {
  id: string;
  personnummer: string;
  diagnosis: string;
  email: string;
}

// @example: bad
export async function customerFor(patient: Patient) {
  await stripe.customers.create({ metadata: { personnummer: patient.personnummer } }); // ruleid: phi-to-third-party {nid.se.personnummer}
}
// @end

// @example: good
export async function opaqueCustomer(patient: Patient) {
  await stripe.customers.create({ metadata: { reference: patient.id } }); // ok: phi-to-third-party
}
// @end

export async function contacts(patient: Patient) {
  await hubspot.crm.contacts.basicApi.create({ properties: { reason: patient.diagnosis } }); // ruleid: phi-to-third-party {clin.diagnosis}
  await stripe.customers.create({ email: patient.email }); // ok: phi-to-third-party
  await fetch(table, { method: 'POST', body: JSON.stringify({ diagnosis: patient.diagnosis }) }); // ruleid: phi-to-third-party {clin.diagnosis}
  await axios.post('https://hooks.zapier.com/hooks/catch/1/x', { email: patient.email }); // ruleid: phi-to-third-party {contact.email}
  await axios.post('/api/visits', { diagnosis: patient.diagnosis }); // ok: phi-to-third-party
  await fetch('https://api.example.com/visits', { method: 'POST', body: patient.diagnosis }); // ok: phi-to-third-party
  await fetch(table, { method: 'POST', body: JSON.stringify({ id: patient.id }) }); // ok: phi-to-third-party
}

// @file: src/by-hand.ts
// Requests by hand to services that other rules are about.
import axios from 'axios';

export async function byHand(patient: { id: string; personnummer: string; diagnosis: string }) {
  await fetch('https://api.openai.com/v1/chat/completions', { method: 'POST', body: JSON.stringify({ messages: [{ role: 'user', content: patient.diagnosis }] }) }); // ruleid: phi-to-llm
  await fetch('https://hooks.slack.com/services/T/B/x', { method: 'POST', body: JSON.stringify({ text: `New visit: ${patient.diagnosis}` }) }); // ruleid: phi-in-sms-email-push
  await axios.post('https://discord.com/api/webhooks/1/x', { content: patient.personnummer }); // ruleid: phi-in-sms-email-push
  navigator.sendBeacon('https://www.google-analytics.com/collect', JSON.stringify({ d: patient.diagnosis })); // ruleid: phi-to-analytics
  await axios({ method: 'post', url: 'https://http-intake.logs.datadoghq.com/v1/input', data: { d: patient.diagnosis } }); // ruleid: phi-to-error-tracker
  await fetch('https://hooks.slack.com/services/T/B/x', { method: 'POST', body: JSON.stringify({ text: `New visit ${patient.id}` }) }); // ok: phi-in-sms-email-push
  await fetch('https://api.openai.com/v1/models'); // ok: phi-to-llm
}
