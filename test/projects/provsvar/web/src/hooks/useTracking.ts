import type { ResultView } from '@web/types';
import { useCallback, useEffect } from 'react';

/** What the product team wants to know: which results people open. */
export function useTracking(page: string) {
  useEffect(() => {
    // ok: phi-to-analytics -- the name of a page
    gtag('event', 'page_view', { page });
  }, [page]);

  const trackOpened = useCallback((result: ResultView) => {
    // ruleid: phi-to-analytics {clin.lab} -- the answer becomes a parameter of the event
    gtag('event', 'result_opened', { analys: result.analysnamn, svar: result.analyssvar });
  }, []);

  const trackSorted = useCallback((order: string) => {
    // ok: phi-to-analytics
    window.analytics?.track('Results Sorted', { order });
  }, []);

  return { trackOpened, trackSorted };
}
