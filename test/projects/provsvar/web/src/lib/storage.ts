import type { ResultView, SortOrder } from '@web/types';

const RESULTS_KEY = 'provsvar.cache';
const SORT_KEY = 'provsvar.sort';

/** Shows something while the network is slow. */
export function cacheResults(results: ResultView[]): void {
  // ruleid: phi-in-web-storage {clin.lab} -- stays on a shared computer after the log-out
  sessionStorage.setItem(RESULTS_KEY, JSON.stringify(results));
}

export function cachedResults(): ResultView[] {
  const text = sessionStorage.getItem(RESULTS_KEY);
  return text ? (JSON.parse(text) as ResultView[]) : [];
}

export function saveSortOrder(order: SortOrder): void {
  // ok: phi-in-web-storage -- a setting; the key only sounds like a result
  localStorage.setItem(SORT_KEY, order);
}

export function savedSortOrder(): SortOrder {
  const order = localStorage.getItem(SORT_KEY);
  return order === 'aldst' || order === 'avvikande' ? order : 'nyast';
}

/** Part of the log-out. */
export function clearStorage(): void {
  sessionStorage.clear();
}
