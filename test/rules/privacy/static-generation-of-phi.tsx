// A page with patient data is made for the person who asks.

// @file: pages/visits.tsx
import { loadPatient } from '../lib/load';

// @example: bad
export async function getStaticProps() {
  const patient = await loadPatient('1');
  return { props: { number: patient.personnummer }, revalidate: 60 }; // ruleid: static-generation-of-phi {nid.se.personnummer}
}
// @end

// @file: pages/units.tsx
// @example: good
export async function getStaticProps() {
  return { props: { units: ['A', 'B'] } }; // ok: static-generation-of-phi
}
// @end

// @file: lib/load.ts
export interface Patient {
  id: string;
  personnummer: string;
}
export async function loadPatient(id: string): Promise<Patient> {
  const answer = await fetch(`https://journal.example.com/patients/${id}`);
  return (await answer.json()) as Patient;
}
