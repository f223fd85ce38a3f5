// What may stand in an address: opaque keys and paging, never an identity or a result.

// @file: src/api.ts
import axios from 'axios';
import got from 'got';
import ky from 'ky';

const api = axios.create({ baseURL: 'https://api.example.com' });

interface Person {
  id: string;
  personnummer: string;
  email: string;
  diagnosis: string;
}

// @example: bad
export async function lookUp(personnummer: string) {
  const answer = await fetch(`/api/people?personnummer=${personnummer}`); // ruleid: phi-in-url-log {nid.se.personnummer}
  return answer.json();
}
// @end

// @example: good
export async function lookUpByBody(personnummer: string) {
  const answer = await fetch('/api/people/search', { method: 'POST', body: JSON.stringify({ personnummer }) }); // ok: phi-in-url-log
  return answer.json();
}
// @end

export async function requests(person: Person, page: number) {
  await axios.get('/people/' + person.personnummer); // ruleid: phi-in-url-log {nid.se.personnummer}
  await axios.get('/people', { params: { email: person.email } }); // ruleid: phi-in-url-log {contact.email}
  await api.get(`/people/${encodeURIComponent(person.personnummer)}/visits`); // ruleid: phi-in-url-log {nid.se.personnummer}
  await api.delete(`/diagnoses/${person.diagnosis}`); // ruleid: phi-in-url-log {clin.diagnosis}
  await axios({ url: `/people/${person.personnummer}`, method: 'get' }); // ruleid: phi-in-url-log {nid.se.personnummer}
  await got(`https://register.example.com/${person.personnummer}`); // ruleid: phi-in-url-log {nid.se.personnummer}
  await ky.get('https://register.example.com', { searchParams: { pnr: person.personnummer } }); // ruleid: phi-in-url-log {nid.se.personnummer}
  await axios.get(`/people/${person.id}`); // ok: phi-in-url-log
  await axios.get('/people', { params: { page, size: 20 } }); // ok: phi-in-url-log
  await axios.post('/people', { personnummer: person.personnummer }); // ok: phi-in-url-log
  await api.put(`/people/${person.id}`, person); // ok: phi-in-url-log
  await got.post('https://register.example.com', { json: { pnr: person.personnummer } }); // ok: phi-in-url-log
}

export async function searchParameters(person: Person) {
  const query = new URLSearchParams({ pnr: person.personnummer });
  await fetch('/search?' + query.toString()); // ruleid: phi-in-url-log {nid.se.personnummer}
  const url = new URL('https://api.example.com/people');
  url.searchParams.set('email', person.email);
  await fetch(url); // ruleid: phi-in-url-log {contact.email}
  const parts = ['https://api.example.com', 'people', person.personnummer];
  await fetch(parts.join('/')); // ruleid: phi-in-url-log {nid.se.personnummer}
}

function pathOf(resource: string, key: string) {
  return `/${resource}/${key}`;
}
async function load(path: string) {
  return (await api.get(path)).data; // ruleid: phi-in-url-log {nid.se.personnummer}
}
export async function wrapped(person: Person) {
  await load(pathOf('people', person.id));
  await load(pathOf('people', person.personnummer));
}

// @file: src/pages.tsx
import { useRouter } from 'next/navigation';
import Link from 'next/link';
import { useNavigate } from 'react-router-dom';

export function PatientRow({ patient }: { patient: { id: string; personnummer: string; name: string; phone: string; email: string } }) {
  const router = useRouter();
  const navigate = useNavigate();
  return (
    <li>
      {/* ok: phi-in-url-log */}
      <Link href={`/patients/${patient.id}`}>{patient.name}</Link>
      {/* ruleid: phi-in-url-log {nid.se.personnummer} */}
      <Link href={`/patients/${patient.personnummer}`}>{patient.name}</Link>
      <button onClick={() => router.push(`/patients?pnr=${patient.personnummer}`)}>open</button> {/* ruleid: phi-in-url-log {nid.se.personnummer} */}
      <button onClick={() => router.push(`/patients/${patient.id}`)}>open</button> {/* ok: phi-in-url-log */}
      {/* ruleid: phi-in-url-log {nid.se.personnummer} */}
      <button onClick={() => navigate('/form?personnummer=' + patient.personnummer)}>form</button>
      {/* ruleid: phi-in-url-log {name.person} */}
      <a href={`/search?q=${patient.name}`}>search</a>
      {/* ruleid: phi-in-url-log {name.person} */}
      <a href={`https://wa.me/46700000000?text=${encodeURIComponent(`Hello ${patient.name}`)}`}>chat</a>
      <a href={`tel:${patient.phone}`}>call</a> {/* ok: phi-in-url-log */}
      <a href={`mailto:${patient.email}`}>write</a> {/* ok: phi-in-url-log */}
      <a href={'tel:' + patient.phone}>call</a> {/* ok: phi-in-url-log */}
      <a href={`/patients/${patient.id}`}>open</a> {/* ok: phi-in-url-log */}
      <img alt={patient.name} src={`/avatars/${patient.id}.png`} /> {/* ok: phi-in-url-log */}
      {/* ruleid: phi-in-url-log {nid.se.personnummer} */}
      <iframe title="report" src={`/report/${patient.personnummer}`} />
    </li>
  );
}

// @file: src/screens.tsx
import NextLink from 'next/link';
import { redirect } from 'next/navigation';
import { useRouter } from 'next/router';
import { Linking } from 'react-native';
import { NavLink } from 'react-router-dom';

export function Screen({ patient }: { patient: { id: string; personnummer: string; phone: string } }) {
  const router = useRouter();
  router.push({ pathname: '/patients', query: { pnr: patient.personnummer } }); // ruleid: phi-in-url-log {nid.se.personnummer}
  router.push({ pathname: '/patients', query: { id: patient.id } }); // ok: phi-in-url-log
  if (patient.id === '') redirect(`/missing?pnr=${patient.personnummer}`); // ruleid: phi-in-url-log {nid.se.personnummer}
  Linking.openURL(`journal://patients/${patient.personnummer}`); // ruleid: phi-in-url-log {nid.se.personnummer}
  Linking.openURL('tel:112'); // ok: phi-in-url-log
  Linking.openURL(`tel:${patient.phone}`); // ok: phi-in-url-log
  return (
    <>
      <NextLink href={{ pathname: '/patients', query: { pnr: patient.personnummer } }}>open</NextLink> {/* ruleid: phi-in-url-log {nid.se.personnummer} */}
      <NavLink to={`/patients/${patient.personnummer}`}>open</NavLink> {/* ruleid: phi-in-url-log {nid.se.personnummer} */}
      <NavLink to={`/patients/${patient.id}`}>open</NavLink> {/* ok: phi-in-url-log */}
    </>
  );
}

// @file: src/location.ts
export function leave(user: { personnummer: string; email: string }, next: string) {
  window.location.href = `/kontakt?cpr=${user.personnummer}`; // ruleid: phi-in-url-log {nid.se.personnummer}
  window.location.assign('/kontakt?mail=' + user.email); // ruleid: phi-in-url-log {contact.email}
  history.pushState({}, '', `/kontakt/${user.email}`); // ruleid: phi-in-url-log {contact.email}
  window.open(`https://booking.example.com/?pnr=${user.personnummer}`); // ruleid: phi-in-url-log {nid.se.personnummer}
  location.href = next; // ok: phi-in-url-log
  history.replaceState({}, '', '/kontakt'); // ok: phi-in-url-log
}

// @file: src/server.ts
import type { Request, Response } from 'express';
import { createHmac } from 'node:crypto';

const key = process.env.LINK_KEY ?? '';

export function forward(req: Request, res: Response) {
  const { personnummer } = req.body;
  if (typeof personnummer !== 'string') {
    res.redirect('/error'); // ok: phi-in-url-log
    return;
  }
  const reference = createHmac('sha256', key).update(personnummer).digest('hex');
  res.redirect(`/answers/${reference}`); // ok: phi-in-url-log
}
export function forwardBadly(req: Request, res: Response) {
  res.redirect(302, `/answers?pnr=${req.body.personnummer}`); // ruleid: phi-in-url-log {nid.se.personnummer}
}
export function hasNumber(personnummer: string | undefined) {
  return fetch(`/status?known=${personnummer !== undefined}`); // ok: phi-in-url-log
}
