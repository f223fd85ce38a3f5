import pino from 'pino';
import { config } from '@/config';

export const rootLogger = pino({ level: config.logLevel, base: { service: 'provsvar' } });

export interface ScopedLogger {
  /** What happened, with opaque references only. */
  event(event: string, refs?: Record<string, string | number>): void;
  /** Text and whatever helps when something has to be traced. */
  detail(message: string, meta: Record<string, unknown>): void;
  failure(code: string, traceId: string): void;
}

/** All modules log through this, so that each line carries its scope. */
export function createLogger(scope: string): ScopedLogger {
  const child = rootLogger.child({ scope });

  return {
    event(event, refs = {}) {
      child.info({ event, ...refs }); // ok: phi-to-log -- callers pass counts, ids and keyed pseudonyms
    },
    detail(message, meta) {
      // ruleid: phi-to-log {clin.note, clin.diagnosis} -- the whole journal note arrives here from journal-service
      child.info({ ...meta }, message);
    },
    failure(code, traceId) {
      child.error({ code, traceId }); // ok: phi-to-log
    },
  };
}
