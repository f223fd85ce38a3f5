// What a tracker finds by itself is more than was meant.

// @file: src/instrument.ts
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import * as Sentry from '@sentry/node';
import apm from 'elastic-apm-node';

export function start() {
  // @example: bad
  Sentry.init({ dsn: process.env.DSN, sendDefaultPii: true }); // ruleid: tracker-default-pii-on
  // @end
  // @example: good
  Sentry.init({ dsn: process.env.DSN, sendDefaultPii: false }); // ok: tracker-default-pii-on
  // @end
  apm.start({ serviceName: 'journal', captureBody: 'all' }); // ruleid: tracker-default-pii-on
  apm.start({ serviceName: 'journal', captureBody: 'off' }); // ok: tracker-default-pii-on
  return [
    new PgInstrumentation({ enhancedDatabaseReporting: true }), // ruleid: tracker-default-pii-on
    new PgInstrumentation({ requireParentSpan: true }), // ok: tracker-default-pii-on
  ];
}
