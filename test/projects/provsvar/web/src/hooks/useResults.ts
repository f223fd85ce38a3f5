import { getResults } from '@web/lib/api';
import { cachedResults, cacheResults } from '@web/lib/storage';
import type { ResultView, SortOrder } from '@web/types';
import { useEffect, useMemo, useState } from 'react';

type Compare = (a: ResultView, b: ResultView) => number;

const BY: Record<SortOrder, Compare> = {
  nyast: (a, b) => b.provtagetAt.localeCompare(a.provtagetAt),
  aldst: (a, b) => a.provtagetAt.localeCompare(b.provtagetAt),
  avvikande: (a, b) => Number(b.avvikande) - Number(a.avvikande),
};

export function useResults(order: SortOrder) {
  const [results, setResults] = useState<ResultView[]>(cachedResults);
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    let active = true;
    getResults()
      .then((fresh) => {
        if (active) {
          setResults(fresh);
          cacheResults(fresh);
        }
      })
      .catch(() => setFailed(true));
    return () => {
      active = false;
    };
  }, []);

  const sorted = useMemo(() => [...results].sort(BY[order]), [results, order]);
  return { results: sorted, failed };
}
