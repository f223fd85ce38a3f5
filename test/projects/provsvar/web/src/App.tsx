import { setToken } from '@web/lib/session';
import { clearStorage } from '@web/lib/storage';
import { Contact } from '@web/pages/Contact';
import { Login } from '@web/pages/Login';
import { PersonLookup } from '@web/pages/PersonLookup';
import { ResultList } from '@web/pages/ResultList';
import type { MeView } from '@web/types';
import { useState } from 'react';

export function App() {
  const [me, setMe] = useState<MeView | null>(null);

  async function logOut() {
    setToken(null);
    clearStorage();
    setMe(null);
    // Ends the session at the login service too.
    window.location.assign('/logout');
  }

  if (window.location.pathname === '/disk') {
    return <PersonLookup listedOnly={window.location.search === '?v=2'} />;
  }
  if (!me) {
    return <Login onLogin={setMe} />;
  }
  return (
    <>
      <header>
        <span>
          {me.fornamn} {me.efternamn}
        </span>
        <button type="button" onClick={() => void logOut()}>
          Logga ut
        </button>
      </header>
      <ResultList />
      <Contact me={me} />
    </>
  );
}
