// What may stay in a browser or on a phone after the user has gone: settings and opaque keys, no patient data.

// @file: src/storage.ts
interface Patient {
  id: string;
  name: string;
  personnummer: string;
  prescriptions: string[];
}

// @example: bad
export function remember(patients: Patient[]) {
  localStorage.setItem('patients', JSON.stringify(patients)); // ruleid: phi-in-web-storage
}
// @end

// @example: good
const open = new Map<string, Patient>();

export function rememberForThePage(patient: Patient) {
  open.set(patient.id, patient);
  sessionStorage.setItem('lastOpened', patient.id); // ok: phi-in-web-storage
}
// @end

export function platform(patient: Patient, theme: string) {
  sessionStorage.setItem('pnr', patient.personnummer); // ruleid: phi-in-web-storage {nid.se.personnummer}
  window.localStorage.draft = JSON.stringify({ name: patient.name }); // ruleid: phi-in-web-storage {name.person}
  localStorage['prescriptions'] = patient.prescriptions.join(); // ruleid: phi-in-web-storage {clin.medication}
  localStorage.setItem(patient.personnummer, 'seen'); // ruleid: phi-in-web-storage {nid.se.personnummer}
  document.cookie = `pnr=${patient.personnummer}; path=/`; // ruleid: phi-in-web-storage {nid.se.personnummer}
  globalThis.localStorage.setItem('name', patient.name); // ruleid: phi-in-web-storage {name.person}
  localStorage.setItem('theme', theme); // ok: phi-in-web-storage
  localStorage.setItem('patientStatus', 'active'); // ok: phi-in-web-storage
  localStorage.setItem('patientCount', String([patient].length)); // ok: phi-in-web-storage
  localStorage.setItem('hasPatient', String(Boolean(patient.personnummer))); // ok: phi-in-web-storage
  localStorage.removeItem(patient.personnummer); // ok: phi-in-web-storage
  document.cookie = 'session=; Max-Age=0'; // ok: phi-in-web-storage
  const saved = localStorage.getItem('patients'); // ok: phi-in-web-storage
  return saved;
}

export async function indexed(db: IDBDatabase, patient: Patient) {
  const store = db.transaction('patients', 'readwrite').objectStore('patients');
  store.put({ id: patient.id }); // ok: phi-in-web-storage
}

// @file: src/libraries.ts
import AsyncStorage from '@react-native-async-storage/async-storage';
import { openDB } from 'idb';
import Cookies from 'js-cookie';
import localforage from 'localforage';
import { MMKV } from 'react-native-mmkv';
import * as SecureStore from 'expo-secure-store';

const device = new MMKV();

export async function keep(visit: { id: string; diagnosis: string; patient: { ssn: string; firstName: string } }) {
  await localforage.setItem('visit', visit); // ruleid: phi-in-web-storage
  await AsyncStorage.setItem('diagnosis', visit.diagnosis); // ruleid: phi-in-web-storage {clin.diagnosis}
  await AsyncStorage.multiSet([['ssn', visit.patient.ssn]]); // ruleid: phi-in-web-storage {nid.us.ssn}
  Cookies.set('name', visit.patient.firstName, { expires: 7 }); // ruleid: phi-in-web-storage {name.person}
  device.set('ssn', visit.patient.ssn); // ruleid: phi-in-web-storage {nid.us.ssn}
  const db = await openDB('app', 1);
  await db.put('visits', visit); // ruleid: phi-in-web-storage
  await db.put('opened', { id: visit.id }); // ok: phi-in-web-storage
  await SecureStore.setItemAsync('ssn', visit.patient.ssn); // ok: phi-in-web-storage
  await AsyncStorage.setItem('visitId', visit.id); // ok: phi-in-web-storage
  Cookies.remove('name'); // ok: phi-in-web-storage
}

// @file: src/database.ts
import Dexie, { type Table } from 'dexie';

class Database extends Dexie {
  patients!: Table<{ id: string; name: string }>;
}
const database = new Database('app');

export async function tables(patient: { id: string; name: string; ssn: string }) {
  await database.patients.put(patient); // ruleid: phi-in-web-storage
  await database.patients.put({ id: patient.id, name: '' }); // ok: phi-in-web-storage
  const store = window.localStorage;
  store.setItem('ssn', patient.ssn); // ruleid: phi-in-web-storage {nid.us.ssn}
  const cache = await caches.open('v1');
  await cache.put('/patient', new Response(JSON.stringify(patient))); // ruleid: phi-in-web-storage, service-worker-caches-phi
}

// @file: src/use-stored.tsx
import { useEffect, useState } from 'react';

function useStored<T>(name: string, initial: T): [T, (value: T) => void] {
  const [value, setValue] = useState(initial);
  const store = (next: T) => {
    setValue(next);
    window.localStorage.setItem(name, JSON.stringify(next)); // ruleid: phi-in-web-storage
  };
  return [value, store];
}

export function Form({ patient }: { patient: { id: string; symptoms: string; email: string } }) {
  const [, setSymptoms] = useStored('symptoms', '');
  const [tab, setTab] = useState('start');
  useEffect(() => {
    sessionStorage.setItem('tab', tab); // ok: phi-in-web-storage
  }, [tab]);
  useEffect(() => {
    sessionStorage.setItem('email', patient.email); // ruleid: phi-in-web-storage {contact.email}
  }, [patient.email]);
  return <textarea defaultValue={patient.symptoms} onBlur={() => setSymptoms(patient.symptoms)} onFocus={() => setTab('x')} />;
}
