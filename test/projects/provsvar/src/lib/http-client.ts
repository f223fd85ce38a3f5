import { AppError } from './errors';

export class UpstreamError extends AppError {
  constructor(upstream: string) {
    super(502, `${upstream}_unavailable`);
  }
}

async function parse<T>(upstream: string, response: Response): Promise<T> {
  if (!response.ok) {
    throw new UpstreamError(upstream);
  }
  return (await response.json()) as T;
}

export async function getJson<T>(upstream: string, url: string): Promise<T> {
  // ruleid: phi-in-url-log {nid.se.personnummer} -- integrations/spar.ts puts the number into the query string
  const response = await fetch(url, { headers: { accept: 'application/json' } });
  return parse<T>(upstream, response);
}

export async function postJson<T>(upstream: string, url: string, body: unknown): Promise<T> {
  // ok: phi-in-url-log -- the number travels in the body
  const response = await fetch(url, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return parse<T>(upstream, response);
}
