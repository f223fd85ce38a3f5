// What a logger or tracker was told to remove is read: what it covers is clean, what it misses is named.

// @file: src/paths.ts
import pino from 'pino';
interface Patient {
  id: string;
  ssn: string;
  diagnosis: string;
  contact: { email: string; phone: string };
}
const listed = pino({ redact: ['ssn', 'patient.ssn', 'patient.contact', '*.diagnosis', 'people[*].ssn'] });
export function paths(patient: Patient, patients: Patient[]) {
  listed.info({ ssn: patient.ssn }); // ok: phi-to-log
  listed.info({ patient: { ssn: patient.ssn } }, 'saved'); // ok: phi-to-log
  listed.info({ visit: { diagnosis: patient.diagnosis } }); // ok: phi-to-log
  listed.info({ patient: { contact: patient.contact } }); // ok: phi-to-log
  listed.info({ people: patients.map((each) => ({ ssn: each.ssn })) }); // ok: phi-to-log
  listed.child({ ssn: patient.ssn }).warn('late'); // ok: phi-to-log
  listed.info({ person: { ssn: patient.ssn } }); // ruleid: phi-to-log {nid.us.ssn}
  listed.info({ contact: patient.contact }); // ruleid: phi-to-log {contact.email, contact.phone}
  listed.info(`saved ${patient.ssn}`); // ruleid: phi-to-log {nid.us.ssn}
  listed.info('saved %o', { ssn: patient.ssn }); // ruleid: phi-to-log {nid.us.ssn}
}

// @file: src/options.ts
import pino from 'pino';
export const strict = pino({ redact: { paths: ['*.ssn', 'headers["x-ssn"]'], remove: true, censor: '***' } });
const open = pino({ level: 'info' });
export function options(patient: { ssn: string }) {
  strict.info({ patient: { ssn: patient.ssn } }); // ok: phi-to-log
  strict.info({ headers: { 'x-ssn': patient.ssn } }); // ok: phi-to-log
  open.info({ patient: { ssn: patient.ssn } }); // ruleid: phi-to-log {nid.us.ssn}
}

// @file: src/walker.ts
import pino from 'pino';
const hiddenKeys = new Set(['ssn', 'first_name']);
function hide(value: Record<string, unknown>): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(value)) {
    const lower = key.toLowerCase();
    if (hiddenKeys.has(lower) || lower.includes('phone')) copy[key] = '[removed]';
    else copy[key] = typeof entry === 'object' ? hide(entry as Record<string, unknown>) : entry;
  }
  return copy;
}
const walking = pino({ formatters: { log: (object) => hide(object) } });
const stamping = pino({ formatters: { log: (object) => ({ ...object, at: Date.now() }) } });
export function walked(patient: { ssn: string; email: string; homePhone: string }) {
  walking.info({ ssn: patient.ssn }, 'saved'); // ok: phi-to-log
  walking.info({ visit: { homePhone: patient.homePhone } }); // ok: phi-to-log
  walking.info({ email: patient.email }); // ruleid: phi-to-log {contact.email}
  walking.info(`saved ${patient.ssn}`); // ruleid: phi-to-log {nid.us.ssn}
  stamping.info({ ssn: patient.ssn }); // ruleid: phi-to-log {nid.us.ssn}
}

// @file: src/elsewhere.ts
import { strict } from './options.ts';
export function elsewhere(patient: { ssn: string; firstName: string }) {
  strict.child({ module: 'a' }).info({ patient: { ssn: patient.ssn } }); // ok: phi-to-log
  strict.info({ patient: { firstName: patient.firstName } }); // ruleid: phi-to-log {name.person}
}

// @file: src/format.ts
import winston from 'winston';
const redact = winston.format((info) => {
  delete info.ssn;
  if (info.patient) info.patient.diagnosis = '[removed]';
  info.user = { id: info.user?.id };
  return info;
});
const logger = winston.createLogger({ format: winston.format.combine(redact(), winston.format.json()) });
export function formats(patient: { ssn: string; diagnosis: string; email: string; id: string }) {
  logger.info('saved', { ssn: patient.ssn }); // ok: phi-to-log
  logger.info('saved', { patient: { diagnosis: patient.diagnosis } }); // ok: phi-to-log
  logger.info('saved', { user: { email: patient.email } }); // ok: phi-to-log
  logger.info('saved', { patient: { ssn: patient.ssn } }); // ruleid: phi-to-log {nid.us.ssn}
  logger.info('saved ' + patient.ssn); // ruleid: phi-to-log {nid.us.ssn}
}

// @file: src/tracker.ts
import * as Sentry from '@sentry/node';
Sentry.init({
  dsn: 'https://example.com',
  beforeSend(event) {
    delete event.user?.email;
    if (event.extra) delete event.extra.ssn;
    return event;
  },
});
export function tracker(patient: { email: string; phone: string; ssn: string }, error: Error) {
  Sentry.setUser({ email: patient.email }); // ok: phi-to-error-tracker
  Sentry.setUser({ phone: patient.phone }); // ruleid: phi-to-error-tracker {contact.phone}
  Sentry.captureException(error, { extra: { ssn: patient.ssn } }); // ok: phi-to-error-tracker
  Sentry.captureException(error, { tags: { ssn: patient.ssn } }); // ruleid: phi-to-error-tracker {nid.us.ssn}
}

// @file: src/names.ts
import Rollbar from 'rollbar';
const rollbar = new Rollbar({ accessToken: process.env.TOKEN, scrubFields: ['ssn', 'diagnosis'] });
export function names(patient: { ssn: string; diagnosis: string; phone: string }, error: Error) {
  rollbar.error(error, { patient: { ssn: patient.ssn }, diagnosis: patient.diagnosis }); // ok: phi-to-error-tracker
  rollbar.error(error, { patient: { ssn: patient.ssn, phone: patient.phone } }); // ruleid: phi-to-error-tracker {contact.phone}
}

// @file: src/serializers.ts
import bunyan from 'bunyan';
const reduced = bunyan.createLogger({
  name: 'app',
  serializers: { patient: (patient) => ({ key: patient.id, phone: patient.phone }), visit: (visit) => ({ ...visit }) },
});
export function serialized(patient: { id: string; ssn: string; phone: string }, visit: { diagnosis: string }) {
  reduced.info({ patient: { ssn: patient.ssn } }, 'saved'); // ok: phi-to-log
  reduced.info({ patient: { phone: patient.phone } }, 'saved'); // ruleid: phi-to-log {contact.phone}
  reduced.info({ visit: { diagnosis: visit.diagnosis } }, 'saved'); // ruleid: phi-to-log {clin.diagnosis}
  reduced.info({ person: { ssn: patient.ssn } }, 'saved'); // ruleid: phi-to-log {nid.us.ssn}
}

// @file: src/before-send.ts
import { datadogRum } from '@datadog/browser-rum';
datadogRum.init({
  applicationId: 'a',
  clientToken: 'b',
  beforeSend: (event) => {
    delete event.context.ssn;
    return true;
  },
});
export function actions(patient: { ssn: string; phone: string }) {
  datadogRum.addAction('saved', { ssn: patient.ssn }); // ok: apm-span-attribute-phi
  datadogRum.addAction('saved', { phone: patient.phone }); // ruleid: apm-span-attribute-phi {contact.phone}
}

// @file: src/blocklist.ts
import { Notifier } from '@airbrake/node';
const airbrake = new Notifier({ projectId: 1, projectKey: 'k', keysBlocklist: ['ssn'] });
export function notice(patient: { ssn: string; phone: string }, error: Error) {
  airbrake.notify({ error, params: { ssn: patient.ssn } }); // ok: phi-to-error-tracker
  airbrake.notify({ error, params: { phone: patient.phone } }); // ruleid: phi-to-error-tracker {contact.phone}
}

// @file: src/processor.ts
import { trace } from '@opentelemetry/api';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { NodeSDK } from '@opentelemetry/sdk-node';
declare const exporter: object;
class Reducer {
  onStart() {}
  onEnd(span: { attributes: Record<string, unknown>; name: string }) {
    delete span.attributes.ssn;
    span.attributes.email = '[removed]';
    span.name = 'load';
  }
}
export const sdk = new NodeSDK({ spanProcessors: [new Reducer(), new BatchSpanProcessor(exporter)] });
export function spans(patient: { ssn: string; email: string; firstName: string }, key: string) {
  const span = trace.getActiveSpan();
  span?.setAttribute('ssn', patient.ssn); // ok: apm-span-attribute-phi
  span?.setAttributes({ email: patient.email }); // ok: apm-span-attribute-phi
  span?.setAttribute('name', patient.firstName); // ruleid: apm-span-attribute-phi {name.person}
  span?.setAttribute(key, patient.ssn); // ruleid: apm-span-attribute-phi {nid.us.ssn}
  span?.setAttributes({ patient: patient.ssn }); // ruleid: apm-span-attribute-phi {nid.us.ssn}
}
