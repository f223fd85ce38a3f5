/**
 * Patterns by which a configuration names endpoints: `GET /health`, `/public/**` for every method.
 */

/** Whether an endpoint is meant. */
export type EndpointTest = (method: string, path: string) => boolean;

/** `GET /a/*`, `/a/**`: one segment, and everything below. Parameters of the route are compared as written. */
export function endpointMatcher(pattern: string): EndpointTest {
  const [, method = '', path = ''] = /^(?:([A-Z]+) )?(\S+)$/.exec(pattern) ?? [];
  const source = path
    .split('/')
    .map((segment) =>
      segment === '**' ? '.*' : segment.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*+/g, '[^/]*'),
    )
    .join('/')
    .replace(/\/\.\*$/, '(?:/.*)?');
  const regex = new RegExp(`^${source}/?$`);
  return (ownMethod, ownPath) =>
    ownPath !== '' && (method === '' || method === ownMethod.toUpperCase()) && regex.test(ownPath);
}
