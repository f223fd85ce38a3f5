// Schemas of an API say what requests to it answer, and what generated types hold.

// @file: api/openapi.yaml
openapi: 3.0.3
paths:
  /patients/{id}:
    get:
      operationId: getPatient
      responses:
        '200':
          content:
            application/json:
              schema: { $ref: '#/components/schemas/Subject' }
  /units:
    get:
      responses:
        '200':
          content:
            application/json:
              schema: { type: array, items: { $ref: '#/components/schemas/Unit' } }
components:
  schemas:
    Base:
      type: object
      properties: { createdAt: { type: string } }
    Subject:
      allOf:
        - $ref: '#/components/schemas/Base'
        - type: object
          properties:
            personnummer: { type: string }
            parent: { $ref: '#/components/schemas/Subject' }
            home: { type: object, properties: { street_address: { type: string } } }
    Unit:
      type: object
      properties: { title: { type: string } }

// @file: web/src/client.ts
import axios from 'axios';
import createClient from 'openapi-fetch';
import type { Subject, Unit } from './api-client/types';

const client = createClient<any>({ baseUrl: '/api' });

export async function load(id: string) {
  const { data } = await axios.get(`/api/patients/${id}`);
  console.log(data); // ruleid: phi-to-log {contact.address, nid.se.personnummer}
  const units = await axios.get('/api/units');
  console.log(units.data); // ok: phi-to-log
  const { data: found } = await client.GET('/patients/{id}', { params: { path: { id } } });
  console.log(found); // ruleid: phi-to-log {contact.address, nid.se.personnummer}
  const response = await fetch(`/api/patients/${id}`);
  console.log(await response.json()); // ruleid: phi-to-log {contact.address, nid.se.personnummer}
}

export const show = (one: Subject, unit: Unit) => {
  console.log('shown', one); // ruleid: phi-to-log {contact.address, nid.se.personnummer}
  console.log('in', unit); // ok: phi-to-log
};
