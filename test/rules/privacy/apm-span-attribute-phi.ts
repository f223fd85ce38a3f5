// What a trace says about a person is at most a pseudonym.

// @file: src/trace.ts
import { createHmac } from 'node:crypto';
import { trace } from '@opentelemetry/api';
import tracer from 'dd-trace';
import newrelic from 'newrelic';
import { Counter } from 'prom-client';

interface Patient {
  id: string;
  personnummer: string;
  diagnosis: string;
}
const key = process.env.PSEUDONYM_KEY ?? '';
const reads = new Counter({ name: 'reads', help: 'Reads', labelNames: ['kind'] });

// @example: bad
export function read(patient: Patient) {
  trace.getActiveSpan()?.setAttribute('patient.number', patient.personnummer); // ruleid: apm-span-attribute-phi {nid.se.personnummer}
}
// @end

// @example: good
export function readSafely(patient: Patient) {
  const reference = createHmac('sha256', key).update(patient.personnummer).digest('hex');
  trace.getActiveSpan()?.setAttribute('patient.reference', reference); // ok: apm-span-attribute-phi
}
// @end

export function more(patient: Patient) {
  const span = tracer.startSpan('read');
  span.setTag('diagnosis', patient.diagnosis); // ruleid: apm-span-attribute-phi {clin.diagnosis}
  span.setTag('kind', 'read'); // ok: apm-span-attribute-phi
  newrelic.addCustomAttribute('number', patient.personnummer); // ruleid: apm-span-attribute-phi {nid.se.personnummer}
  reads.inc({ kind: patient.diagnosis }); // ruleid: apm-span-attribute-phi {clin.diagnosis}
  reads.inc({ kind: 'patient' }); // ok: apm-span-attribute-phi
}
