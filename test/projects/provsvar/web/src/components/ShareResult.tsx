import type { ResultView } from '@web/types';

interface Props {
  result: ResultView;
}

/** Bring a result to a visit elsewhere. */
export function ShareResult({ result }: Props) {
  return (
    <p>
      {/* ruleid: phi-to-analytics {clin.lab} -- inline handler, the answer as a property */}
      <button type="button" onClick={() => gtag('event', 'share', { svar: result.analyssvar })}>
        Dela
      </button>
      {/* ok: phi-to-analytics -- the event alone */}
      <button type="button" onClick={() => gtag('event', 'print')}>
        Skriv ut
      </button>
    </p>
  );
}
