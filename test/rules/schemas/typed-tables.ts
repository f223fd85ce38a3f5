// Tables that the declared type of a whole database tells.

// @file: src/kysely.ts
import { type Generated, Kysely } from 'kysely';
import type { Visits } from './tables';

interface PatientTable {
  id: Generated<number>;
  personnummer: string;
  home_address: string;
  floor: string;
}
interface Database {
  person: PatientTable;
  visits: Visits;
}
const db = new Kysely<Database>({} as never);

export async function people(id: number) {
  const one = await db.selectFrom('person').selectAll().where('id', '=', id).executeTakeFirst();
  console.log(one); // ruleid: phi-to-log {contact.address, nid.se.personnummer}
  console.log(one?.floor); // ok: phi-to-log
  const [row] = await db.selectFrom('person').select(['floor']).execute();
  console.log(row); // ok: phi-to-log
  const visits = await db.selectFrom('visits').select(['id', 'diagnosis']).execute();
  console.log(visits); // ruleid: phi-to-log {clin.diagnosis}
}

// @file: src/tables.ts
export interface Visits {
  id: string;
  diagnosis: string;
}

// @file: src/supabase.ts
import { createClient } from '@supabase/supabase-js';

export interface Generated {
  public: {
    Tables: {
      contacts: {
        Row: { id: string; phone_number: string; created_at: string };
        Insert: { id?: string; phone_number: string };
      };
      rooms: { Row: { id: string; floor: number } };
    };
    Views: { [key: string]: never };
  };
}
const supabase = createClient<Generated>('https://example.com', 'key');

export async function contacts() {
  const { data } = await supabase.from('contacts').select('*');
  console.log(data); // ruleid: phi-to-log {contact.phone}
  const { data: rooms } = await supabase.from('rooms').select('*');
  console.log(rooms); // ok: phi-to-log
}
