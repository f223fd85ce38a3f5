// What a request for patients is answered with is a record of a patient, where nothing better is known of it.

// @file: src/clients.ts
import axios from 'axios';
export async function clients(id: string, cache: Map<string, string>) {
  const response = await axios.get(`/api/patients/${id}`);
  console.log('loaded', response.data); // ruleid: phi-to-log {name.person}
  console.log('loaded', response); // ruleid: phi-to-log {name.person}
  console.log(response.status); // ok: phi-to-log
  const list = await axios.get('/patients?limit=10');
  console.log(list.data); // ruleid: phi-to-log {name.person}
  const counted = await axios.get('/patients/count');
  console.log(counted.data); // ok: phi-to-log
  const rooms = await axios.get('/rooms/1');
  console.log(rooms.data); // ok: phi-to-log
  const made = await axios.post('/patients', { id });
  console.log(made.data); // ok: phi-to-log
  console.log(cache.get('patients')); // ok: phi-to-log
}

// @file: src/own.ts
declare function authFetch(url: string, token: string): Promise<any>;
declare function authPost(url: string, body: object): Promise<any>;
export async function own(ward: string, token: string) {
  const found = await authFetch(`patient/${ward}/waiting`, token);
  console.log('found', found); // ruleid: phi-to-log {name.person}
  console.log(found.message); // ok: phi-to-log
  const saved = await authPost(`patient/${ward}`, {});
  console.log('saved', saved); // ok: phi-to-log
  const types = await authFetch('patient/types', token);
  console.log(types); // ok: phi-to-log
}

// @file: src/routes.ts
import express from 'express';
const app = express();
app.get('/patients/:id', (_req, res) => res.sendStatus(204));
console.log(app.get('/patients')); // ok: phi-to-log
