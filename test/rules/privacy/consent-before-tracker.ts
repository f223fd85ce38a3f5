// Who opens a page about health has not said yet that others may know.

// @file: src/main.ts
import mixpanel from 'mixpanel-browser';
import posthog from 'posthog-js';
import ReactGA from 'react-ga4';

declare const consent: { statistics: boolean; whenGiven(run: () => void): void };
declare function gtag(...parts: unknown[]): void;

// @example: bad
ReactGA.initialize('G-0000000000'); // ruleid: consent-before-tracker
// @end

// @example: good
if (consent.statistics) {
  ReactGA.initialize('G-0000000000'); // ok: consent-before-tracker
}
consent.whenGiven(() => ReactGA.initialize('G-0000000000')); // ok: consent-before-tracker
// @end

mixpanel.init('token'); // ruleid: consent-before-tracker
mixpanel.init('token', { opt_out_tracking_by_default: true }); // ok: consent-before-tracker
posthog.init('key', { opt_out_capturing_by_default: true }); // ok: consent-before-tracker
export function start() {
  posthog.init('key'); // ok: consent-before-tracker
}

// @file: src/tag.ts
declare function gtag(...parts: unknown[]): void;
gtag('consent', 'default', { analytics_storage: 'denied' });
gtag('config', 'G-0000000000'); // ok: consent-before-tracker

// @file: src/other-tag.ts
declare function gtag(...parts: unknown[]): void;
gtag('config', 'G-0000000000'); // ruleid: consent-before-tracker
