// What a value holds is said by the schema that checks it, and by the types that are inferred from schemas.

// @file: src/shapes.ts
import { z } from 'zod';

const Place = z.object({ homeAddress: z.string(), label: z.string() });
export const Thing = z
  .object({
    drawer: z.string().min(1),
    code: z.object({ ssn: z.string().optional() }),
    place: Place.nullable(),
    flags: z.object({ diagnosis: z.boolean() }),
    visits: z.array(z.object({ medication: z.string(), day: z.string() })),
  })
  .strict();
export type Thing = z.infer<typeof Thing>;
export type Drawer = z.infer<typeof Drawer>;
export const Drawer = Thing.pick({ drawer: true }).extend({ height: z.number() });

// @file: src/use.ts
import axios from 'axios';
import * as yup from 'yup';
import Joi from 'joi';
import type { z } from 'zod';
import { Drawer, Thing } from './shapes';

const person = yup.object({ seat: yup.string() }).shape({ personnummer: yup.string().required() });
const letter = Joi.object({ stamp: Joi.string(), allergies: Joi.string() });

export async function parsed(input: unknown, others: unknown[]) {
  const thing = Thing.parse(input);
  console.log(thing.drawer, thing.place?.label); // ok: phi-to-log
  console.log(thing.visits.map((visit) => visit.day)); // ok: phi-to-log
  console.log(thing); // ruleid: phi-to-log
  console.log(thing.visits); // ruleid: phi-to-log {clin.medication}
  const result = Thing.safeParse(input);
  console.log(result.success); // ok: phi-to-log
  console.log(result.data); // ruleid: phi-to-log
  console.log(Drawer.parse(others[0])); // ok: phi-to-log
  console.log(person.validateSync(input)); // ruleid: phi-to-log {nid.se.personnummer}
  console.log(Joi.attempt(others[1], letter)); // ok: phi-to-log
}
export async function typed(thing: z.infer<typeof Thing>, other: Thing, drawer: Drawer) {
  console.log(thing.drawer); // ok: phi-to-log
  console.log(other.place); // ruleid: phi-to-log {contact.address}
  console.log(drawer); // ok: phi-to-log
  const { data } = await axios.get<Thing[]>('/things');
  console.log(data[0]?.drawer); // ok: phi-to-log
  console.log(data); // ruleid: phi-to-log
  const found = await axios.get<Drawer>('/drawers');
  console.log(found.data); // ok: phi-to-log
}

// @file: src/interfaces.tsx
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';

interface Sample {
  tube: string;
  diagnosis: string;
}
interface Samples {
  find(id: string): Promise<Sample>;
  all(): Promise<Sample[]>;
  count(): Promise<number>;
}
export abstract class Store {
  protected abstract readonly samples: Samples;
  async show(id: string) {
    const one = await this.samples.find(id);
    console.log(one.tube, await this.samples.count()); // ok: phi-to-log
    console.log(one); // ruleid: phi-to-log {clin.diagnosis}
    console.log((await this.samples.all()).map((each) => each.tube)); // ok: phi-to-log
    console.log(await this.samples.all()); // ruleid: phi-to-log {clin.diagnosis}
  }
}
export function View() {
  const [sample] = useState<Sample | null>(null);
  const [tube] = useState<Pick<Sample, 'tube'>>({ tube: '' });
  const last = useRef<Sample>(null);
  const { data } = useQuery<Sample>({ queryKey: ['sample'] });
  console.log(sample?.tube, tube, data?.tube); // ok: phi-to-log
  console.log(sample); // ruleid: phi-to-log {clin.diagnosis}
  console.log(last.current); // ruleid: phi-to-log {clin.diagnosis}
  console.log(data); // ruleid: phi-to-log {clin.diagnosis}
  return <p>{tube.tube}</p>;
}

// @file: src/keys.ts
import type { Request } from 'express';
import _ from 'lodash';

export function keys(form: FormData, url: URL, req: Request, thing: object, config: Map<string, string>, headers: Record<string, string>) {
  console.log(form.get('drawer'), url.searchParams.get('page')); // ok: phi-to-log
  console.log(url.searchParams.get('personnummer')); // ruleid: phi-to-log {nid.se.personnummer}
  console.log(req.header('x-ssn')); // ruleid: phi-to-log {nid.us.ssn}
  console.log(headers['x-ssn']); // ruleid: phi-to-log {nid.us.ssn}
  console.log(_.get(thing, 'contact.phoneNumber')); // ruleid: phi-to-log {contact.phone}
  console.log(_.get(thing, 'drawer.label')); // ok: phi-to-log
  console.log(config.get('email'), config.get('ssn')); // ok: phi-to-log
  console.log(form.has('ssn')); // ok: phi-to-log
}
