import * as Sentry from '@sentry/node';
import { config } from '@/config';

export function initErrorTracking(): void {
  if (!config.sentryDsn) {
    return;
  }
  Sentry.init({
    dsn: config.sentryDsn,
    sendDefaultPii: false,
    tracesSampleRate: 0.05,
  });
}
