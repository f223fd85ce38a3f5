import { getMe } from '@web/lib/api';
import { takeTokenFromFragment } from '@web/lib/session';
import type { MeView } from '@web/types';
import { useEffect } from 'react';

interface Props {
  onLogin: (me: MeView) => void;
}

export function Login({ onLogin }: Props) {
  useEffect(() => {
    if (!takeTokenFromFragment()) {
      return;
    }
    getMe()
      .then((me) => {
        // ruleid: phi-in-web-storage {nid.se.personnummer, name.person} -- fills in the form next time
        localStorage.setItem('senaste', JSON.stringify({ pnr: me.personnummer, namn: me.fornamn }));
        // ok: phi-in-web-storage -- that somebody was here, not who
        localStorage.setItem('patientStatus', 'inloggad');
        onLogin(me);
      })
      .catch(() => undefined);
  }, [onLogin]);

  return (
    <main>
      <h1>Provsvar</h1>
      <p>Logga in för att läsa dina provsvar.</p>
      <a href="/login/bankid">Logga in med e-legitimation</a>
    </main>
  );
}
