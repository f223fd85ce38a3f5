// What an analytics or advertising service may learn: nothing about a person, hashed or not.

// @file: src/tags.ts
declare function gtag(...args: unknown[]): void;
declare function fbq(...args: unknown[]): void;
declare const dataLayer: unknown[];
declare const _paq: unknown[];

interface Order {
  id: string;
  total: number;
  patient: { personnummer: string; email: string; phoneNumber: string };
  prescription: { medication: string };
}

// @example: bad
export function ordered(order: Order) {
  gtag('event', 'purchase', { value: order.total, medication: order.prescription.medication }); // ruleid: phi-to-analytics {clin.medication}
}
// @end

// @example: good
const events = { ordered: 'order_completed', cancelled: 'order_cancelled' } as const;

export function orderedQuietly(_order: Order) {
  gtag('event', events.ordered); // ok: phi-to-analytics
}
// @end

export function globals(order: Order) {
  gtag('set', 'user_data', { email: order.patient.email }); // ruleid: phi-to-analytics {contact.email}
  gtag('config', 'G-TEST', { user_id: order.patient.personnummer }); // ruleid: phi-to-analytics {nid.se.personnummer}
  fbq('track', 'AddToCart', { content_name: order.prescription.medication }); // ruleid: phi-to-analytics {clin.medication}
  fbq('init', '1', { em: order.patient.email, ph: order.patient.phoneNumber }); // ruleid: phi-to-analytics
  dataLayer.push({ event: 'order', patient: order.patient }); // ruleid: phi-to-analytics
  window.dataLayer.push({ event: 'order', total: order.total }); // ok: phi-to-analytics
  _paq.push(['setUserId', order.patient.personnummer]); // ruleid: phi-to-analytics {nid.se.personnummer}
  _paq.push(['trackPageView']); // ok: phi-to-analytics
  gtag('event', 'purchase', { value: order.total, order: order.id }); // ok: phi-to-analytics
  fbq('track', 'PageView'); // ok: phi-to-analytics
  gtag('event', 'has_prescription', { known: order.prescription !== undefined }); // ok: phi-to-analytics
}

// @file: src/hashed.ts
import { createHash } from 'node:crypto';

declare function fbq(...args: unknown[]): void;
const sha256 = (value: string) => createHash('sha256').update(value.trim().toLowerCase()).digest('hex'); // ruleid: unsalted-hash-of-national-id

export function match(user: { email: string; personnummer: string }) {
  fbq('init', '1', { em: sha256(user.email), external_id: sha256(user.personnummer) }); // ruleid: phi-to-analytics
}

// @file: src/libraries.ts
import { Analytics } from '@segment/analytics-node';
import * as amplitude from '@amplitude/analytics-browser';
import { getAnalytics, logEvent, setUserProperties } from 'firebase/analytics';
import mixpanel from 'mixpanel-browser';
import posthog from 'posthog-js';
import ReactGA from 'react-ga4';

const segment = new Analytics({ writeKey: 'test' });

interface Visit {
  id: string;
  symptoms: string;
  diagnosis: string;
  patient: { id: string; personnummer: string; dateOfBirth: string };
}

export function visited(visit: Visit) {
  segment.track({ userId: visit.patient.personnummer, event: 'Visited' }); // ruleid: phi-to-analytics {nid.se.personnummer}
  segment.identify({ userId: visit.patient.id, traits: { birthDate: visit.patient.dateOfBirth } }); // ruleid: phi-to-analytics {demo.birthdate}
  mixpanel.track('Visited', { symptoms: visit.symptoms }); // ruleid: phi-to-analytics {clin.note}
  mixpanel.people.set({ diagnosis: visit.diagnosis }); // ruleid: phi-to-analytics {clin.diagnosis}
  posthog.capture('visited', { ...visit }); // ruleid: phi-to-analytics
  amplitude.track('visited', { diagnosis: visit.diagnosis }); // ruleid: phi-to-analytics {clin.diagnosis}
  ReactGA.event('visited', { diagnosis: visit.diagnosis }); // ruleid: phi-to-analytics {clin.diagnosis}
  logEvent(getAnalytics(), 'visited', { symptoms: visit.symptoms }); // ruleid: phi-to-analytics {clin.note}
  setUserProperties(getAnalytics(), { diagnosis: visit.diagnosis }); // ruleid: phi-to-analytics {clin.diagnosis}
  segment.track({ anonymousId: 'a', event: 'Visited' }); // ok: phi-to-analytics
  mixpanel.track('Visited', { symptomCount: visit.symptoms.split(',').length }); // ok: phi-to-analytics
  posthog.capture('visited'); // ok: phi-to-analytics
  amplitude.track('visited', { long: visit.symptoms.length > 500 }); // ok: phi-to-analytics
  logEvent(getAnalytics(), 'visited'); // ok: phi-to-analytics
}

// @file: src/track.tsx
declare const analytics: { track(name: string, traits?: object): void };

type EventProperties = Record<string, unknown>;

export function track(name: string, properties: EventProperties = {}) {
  analytics.track(name, { ...properties, app: 'journal' }); // ruleid: phi-to-analytics {acute.sexual_reproductive}
}
export function PregnancyCard({ pregnancyWeek }: { pregnancyWeek: number }) {
  return (
    <section>
      <button onClick={() => track('week_chosen', { pregnancyWeek })}>week</button>
      <button onClick={() => track('closed')}>close</button>
    </section>
  );
}

// @file: src/by-hand.ts
// Requests by hand to the address of such a service.
export function byHand(patient: { id: string; diagnosis: string }) {
  navigator.sendBeacon('https://www.google-analytics.com/collect', JSON.stringify({ d: patient.diagnosis })); // ruleid: phi-to-analytics {clin.diagnosis}
  navigator.sendBeacon('https://www.google-analytics.com/collect', JSON.stringify({ d: patient.id })); // ok: phi-to-analytics
}
