import { updateContact } from '@web/lib/api';
import type { MeView } from '@web/types';
import { type FormEvent, useState } from 'react';

interface Props {
  me: MeView;
}

export function Contact({ me }: Props) {
  const [epost, setEpost] = useState(me.epost ?? '');
  const [telefonnummer, setTelefonnummer] = useState('');
  const [saved, setSaved] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    await updateContact(epost, telefonnummer);
    setSaved(true);
  }

  return (
    <form onSubmit={(event) => void submit(event)}>
      <h2>Så når vi dig</h2>
      <label>
        E-post
        <input type="email" value={epost} onChange={(event) => setEpost(event.target.value)} />
      </label>
      <label>
        Telefon
        <input
          type="tel"
          value={telefonnummer}
          onChange={(event) => setTelefonnummer(event.target.value)}
        />
      </label>
      <button type="submit">Spara</button>
      {saved && <p role="status">Sparat.</p>}
    </form>
  );
}
