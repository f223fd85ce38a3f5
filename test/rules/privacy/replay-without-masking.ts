// A recording of the screen shows no record.

// @file: src/replay.ts
import { datadogRum } from '@datadog/browser-rum';
import * as Sentry from '@sentry/react';
import LogRocket from 'logrocket';
import posthog from 'posthog-js';
import * as rrweb from 'rrweb';

// @example: bad
export const replay = Sentry.replayIntegration({ maskAllText: false, blockAllMedia: true }); // ruleid: replay-without-masking
// @end

// @example: good
export const replaySafely = Sentry.replayIntegration({ maskAllText: true, blockAllMedia: true }); // ok: replay-without-masking
// @end

export function more() {
  datadogRum.init({ applicationId: 'a', clientToken: 'b', defaultPrivacyLevel: 'allow' }); // ruleid: replay-without-masking
  datadogRum.init({ applicationId: 'a', clientToken: 'b', defaultPrivacyLevel: 'mask' }); // ok: replay-without-masking
  posthog.init('key', { session_recording: { maskAllInputs: false } }); // ruleid: replay-without-masking
  posthog.init('key', { session_recording: { maskAllInputs: true } }); // ok: replay-without-masking
  rrweb.record({ emit: console.debug }); // ruleid: replay-without-masking
  rrweb.record({ emit: console.debug, maskAllInputs: true }); // ok: replay-without-masking
  LogRocket.init('clinic/app'); // ruleid: replay-without-masking
  LogRocket.init('clinic/app', { release: '1' }); // ruleid: replay-without-masking
  LogRocket.init('clinic/app', { dom: { inputSanitizer: true, textSanitizer: true } }); // ok: replay-without-masking
}
