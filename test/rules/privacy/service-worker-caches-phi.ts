// What a service worker keeps is found by the next person at the same computer.

// @file: src/sw.ts
import { registerRoute } from 'workbox-routing';
import { CacheFirst, NetworkFirst, NetworkOnly, StaleWhileRevalidate } from 'workbox-strategies';

// @example: bad
registerRoute(({ url }) => url.pathname.startsWith('/api/patients'), new StaleWhileRevalidate({ cacheName: 'api' })); // ruleid: service-worker-caches-phi
// @end

// @example: good
registerRoute(({ url }) => url.pathname.startsWith('/api/patients'), new NetworkOnly()); // ok: service-worker-caches-phi
// @end

registerRoute(/\/fhir\/.*/, new NetworkFirst()); // ruleid: service-worker-caches-phi
registerRoute(({ request }) => request.destination === 'image', new CacheFirst()); // ok: service-worker-caches-phi

export const runtimeCaching = [
  { urlPattern: /\/api\/journal\/.*/i, handler: 'NetworkFirst', options: { cacheName: 'journal' } }, // ruleid: service-worker-caches-phi
  { urlPattern: /\.(?:png|svg)$/, handler: 'CacheFirst' }, // ok: service-worker-caches-phi
  { urlPattern: /\/api\/journal\/.*/i, handler: 'NetworkOnly' }, // ok: service-worker-caches-phi
];

export async function keep(response: Response) {
  const cache = await caches.open('v1');
  await cache.put('/api/prescriptions', response); // ruleid: service-worker-caches-phi
  await cache.put('/index.html', response); // ok: service-worker-caches-phi
}
