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
  await axios.post('https://api.partner.example.com/visits', { patient }); // ruleid: phi-to-third-party
  await axios.post('https://lab.example.com/webhook', { number: patient.personnummer }); // ruleid: phi-to-third-party {nid.se.personnummer}
  await axios.post('http://localhost:3000/webhook', { number: patient.personnummer }); // ok: phi-to-third-party
}
