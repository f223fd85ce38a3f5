// Messages of Protocol Buffers and JSON Schema, by the names that generated code gives them.

// @file: proto/care.proto
syntax = "proto3";
package care.v1; // of the clinic
import "google/protobuf/timestamp.proto";
message Subject {
  option deprecated = false;
  reserved 9, 10;
  string national_id = 1 [deprecated = true];
  google.protobuf.Timestamp birth_date = 2;
  map<string, Note> notes = 3;
  oneof way { string phone_number = 4; string fax = 5; }
  message Note { string journal_text = 1; }
}
message Unit { string title = 1; }
service Care { rpc Get (Unit) returns (Subject) { option (x) = "y"; } }

// @file: schemas/device.schema.json
{ "title": "Wearer", "type": "object", "properties": { "bloodPressure": { "type": "number" }, "serial": { "type": "string" } } }

// @file: src/show.ts
import type { Subject, Unit } from './gen/care_pb';
import type { Wearer } from '../generated/device';
import * as t from 'io-ts';
import { type } from 'arktype';
import { Type, type Static } from '@sinclair/typebox';

const Booked = t.type({ personnummer: t.string, room: t.string });
const Called = type({ phoneNumber: 'string', room: 'string' });
const Listed = Type.Object({ diagnosis: Type.String(), rooms: Type.Array(Type.String()) });

export function show(subject: Subject, unit: Unit, wearer: Wearer) {
  console.log('subject', subject); // ruleid: phi-to-log {clin.note, contact.phone, demo.birthdate, nid.passport}
  console.log('unit', unit); // ok: phi-to-log
  console.log('wearer', wearer); // ruleid: phi-to-log {clin.vitals}
  console.log('device', wearer.serial); // ok: phi-to-log
}

export function more(a: t.TypeOf<typeof Booked>, b: typeof Called.infer, c: Static<typeof Listed>) {
  console.log('booked', a); // ruleid: phi-to-log {nid.se.personnummer}
  console.log('called', b); // ruleid: phi-to-log {contact.phone}
  console.log('listed', c); // ruleid: phi-to-log {clin.diagnosis}
  console.log('rooms', a.room, b.room, c.rooms); // ok: phi-to-log
}
