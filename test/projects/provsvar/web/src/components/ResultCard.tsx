import { getResult, markSeen } from '@web/lib/api';
import type { ResultView } from '@web/types';
import { useState } from 'react';
import { ShareResult } from './ShareResult';

interface Props {
  result: ResultView;
  onOpen: (result: ResultView) => void;
}

function formatDate(iso: string): string {
  return new Intl.DateTimeFormat('sv-SE', { dateStyle: 'long' }).format(new Date(iso));
}

export function ResultCard({ result, onOpen }: Props) {
  const [shown, setShown] = useState<ResultView | null>(null);

  async function toggle() {
    if (shown) {
      setShown(null);
      return;
    }
    onOpen(result);
    setShown(await getResult(result.id));
    await markSeen(result.id);
  }

  return (
    <li className={result.avvikande ? 'card card--avvikande' : 'card'}>
      <button type="button" aria-expanded={shown !== null} onClick={() => void toggle()}>
        <span>{result.analysnamn}</span>
        <time dateTime={result.provtagetAt}>{formatDate(result.provtagetAt)}</time>
      </button>
      {shown && (
        <dl>
          <dt>Svar</dt>
          <dd>
            {shown.analyssvar} {shown.enhet}
          </dd>
          {shown.referensintervall && (
            <>
              <dt>Referens</dt>
              <dd>{shown.referensintervall}</dd>
            </>
          )}
        </dl>
      )}
      {shown && <ShareResult result={shown} />}
    </li>
  );
}
