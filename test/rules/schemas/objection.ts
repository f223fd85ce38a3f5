// Record types of Objection: what a query gives has the fields of its class.

// @file: src/patient.ts
import { Model } from 'objection';
export class Patient extends Model {
  static tableName = 'patients';
  id!: string;
  ward!: string;
  firstName!: string;
  ssn!: string;
  isActive!: boolean;
}

// @file: src/visit.js
const { Model } = require('objection');
class Visit extends Model {
  static get tableName() {
    return 'visits';
  }
  static get jsonSchema() {
    return { type: 'object', properties: { room: { type: 'string' }, diagnosis: { type: 'string' } } };
  }
}
module.exports = { Visit };

// @file: src/reads.ts
import { Patient } from './patient.ts';
export async function reads(id: string) {
  const patient = await Patient.query().findById(id);
  console.log(patient?.ssn); // ruleid: phi-to-log {nid.us.ssn}
  console.log(patient?.isActive); // ok: phi-to-log
  const all = await Patient.query().where('ward', '7').orderBy('id');
  console.log(all[0]?.firstName); // ruleid: phi-to-log {name.person}
  const few = await Patient.query().select('id', 'isActive').findOne({ id });
  console.log(few); // ok: phi-to-log
}

// @file: src/visits.js
const { Visit } = require('./visit.js');
async function visits(id) {
  const visit = await Visit.query().findById(id);
  console.log(visit.diagnosis); // ruleid: phi-to-log {clin.diagnosis}
  console.log(visit.room); // ok: phi-to-log
}
module.exports = { visits };
