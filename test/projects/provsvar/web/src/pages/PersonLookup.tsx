import { lookUpListed, lookUpPerson } from '@web/lib/api';
import type { PersonView } from '@web/types';
import { type FormEvent, useState } from 'react';

interface Props {
  /** The clinics that have moved to the second version. */
  listedOnly: boolean;
}

/** For the registration desk. */
export function PersonLookup({ listedOnly }: Props) {
  const [personnummer, setPersonnummer] = useState('');
  const [person, setPerson] = useState<PersonView | null>(null);
  const [message, setMessage] = useState('');

  async function submit(event: FormEvent) {
    event.preventDefault();
    setMessage('');
    try {
      setPerson(await (listedOnly ? lookUpListed(personnummer) : lookUpPerson(personnummer)));
    } catch {
      setPerson(null);
      setMessage('Ingen person hittades.');
    }
  }

  return (
    <main>
      <form onSubmit={(event) => void submit(event)}>
        <label>
          Personnummer
          <input
            value={personnummer}
            onChange={(event) => setPersonnummer(event.target.value)}
            inputMode="numeric"
            autoComplete="off"
          />
        </label>
        <button type="submit">Sök</button>
      </form>
      {message && <p role="status">{message}</p>}
      {person && (
        <address>
          {person.fornamn} {person.efternamn}
          <br />
          {person.gatuadress}
          <br />
          {person.postnummer} {person.postort}
        </address>
      )}
    </main>
  );
}
