import type { MeView, PersonView, ResultView } from '@web/types';
import { authHeaders } from './session';

export class ApiError extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`HTTP ${status}`);
    this.status = status;
  }
}

async function read<T>(response: Response): Promise<T> {
  if (!response.ok) {
    throw new ApiError(response.status);
  }
  return (await response.json()) as T;
}

export async function getMe(): Promise<MeView> {
  const response = await fetch('/api/me', { headers: authHeaders() });
  return read<MeView>(response);
}

export async function getResults(): Promise<ResultView[]> {
  const response = await fetch('/api/me/results', { headers: authHeaders() });
  const { results } = await read<{ results: ResultView[] }>(response);
  return results;
}

export async function getResult(id: string): Promise<ResultView> {
  // ok: phi-in-url-log -- a random row id
  const response = await fetch(`/api/me/results/${encodeURIComponent(id)}`, {
    headers: authHeaders(),
  });
  return read<ResultView>(response);
}

/** Tells the service that a result was opened. */
export async function markSeen(id: string): Promise<void> {
  await fetch(`/api/results/${encodeURIComponent(id)}/seen`, {
    method: 'POST',
    headers: authHeaders(),
  });
}

/** Registration desk, first version. */
export async function lookUpPerson(personnummer: string): Promise<PersonView> {
  // ruleid: phi-in-url-log {nid.se.personnummer} -- the number in the path
  const response = await fetch(`/api/lookup/${personnummer}`, { headers: authHeaders() });
  return read<PersonView>(response);
}

/** Registration desk, second version: only those listed here. */
export async function lookUpListed(personnummer: string): Promise<PersonView> {
  // ok: phi-in-url-log -- the number in the body
  const response = await fetch('/api/lookup/listed', {
    method: 'POST',
    headers: { ...authHeaders(), 'content-type': 'application/json' },
    body: JSON.stringify({ personnummer }),
  });
  return read<PersonView>(response);
}

export async function updateContact(epost: string, telefonnummer: string): Promise<void> {
  const response = await fetch('/api/me/contact', {
    method: 'PUT',
    headers: { ...authHeaders(), 'content-type': 'application/json' },
    body: JSON.stringify({ epost, telefonnummer }),
  });
  if (!response.ok) {
    throw new ApiError(response.status);
  }
}
