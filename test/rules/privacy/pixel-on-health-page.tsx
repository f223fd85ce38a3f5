// Who looks at a result is nobody else's business.

// @file: src/app/patient-portal/layout.tsx
import Script from 'next/script';

export const Layout = () => (
  <html lang="en">
    {/* @example: bad */}
    <Script src="https://www.googletagmanager.com/gtm.js?id=GTM-1" /> {/* ruleid: pixel-on-health-page */}
    {/* @end */}
    {/* @example: good */}
    <Script src="/scripts/menu.js" /> {/* ok: pixel-on-health-page */}
    {/* @end */}
  </html>
);

// @file: src/app/jobs/layout.tsx
import Script from 'next/script';

export const Layout = () => (
  <Script src="https://www.googletagmanager.com/gtm.js?id=GTM-1" /> // ok: pixel-on-health-page
);
