import { ResultCard } from '@web/components/ResultCard';
import { SortPicker } from '@web/components/SortPicker';
import { useResults } from '@web/hooks/useResults';
import { useTracking } from '@web/hooks/useTracking';
import { savedSortOrder, saveSortOrder } from '@web/lib/storage';
import type { SortOrder } from '@web/types';
import { useState } from 'react';

export function ResultList() {
  const [order, setOrder] = useState<SortOrder>(savedSortOrder);
  const { results, failed } = useResults(order);
  const { trackOpened, trackSorted } = useTracking('results');

  function changeOrder(next: SortOrder) {
    setOrder(next);
    saveSortOrder(next);
    trackSorted(next);
  }

  if (failed && results.length === 0) {
    return <p role="alert">Svaren kunde inte hämtas. Försök igen om en stund.</p>;
  }

  return (
    <main>
      <h1>Dina provsvar</h1>
      <SortPicker order={order} onChange={changeOrder} />
      <ul>
        {results.map((result) => (
          <ResultCard key={result.id} result={result} onOpen={trackOpened} />
        ))}
      </ul>
      {results.length === 0 && <p>Du har inga provsvar ännu.</p>}
    </main>
  );
}
