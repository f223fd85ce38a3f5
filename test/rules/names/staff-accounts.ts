// A clinic in which only those who work there have accounts: a keyword `patient` beside a role makes nobody one, nor does a
// record of a patient that somebody made.

// @file: clinic-manager/schema.sql
CREATE TABLE users (id uuid PRIMARY KEY, email text, name text, role text, clinic_id uuid);
CREATE TABLE patients (id uuid PRIMARY KEY, name text, created_by uuid REFERENCES users(id));

// @file: clinic-manager/src/columns.ts
const keywords = ['patient', 'visitors'];
export function columnOf(role: string, text: string) {
  return role !== '' && keywords.some((word) => text.includes(word));
}

// @file: clinic-manager/src/check-account.ts
export function check(user: { name: string; email: string }) {
  console.log(user.email, user.name); // ok: phi-to-log
  try {
    columns();
  } catch (error) {
    console.log(`(note: ${(error as Error).message})`); // ok: phi-to-log
  }
}
declare function columns(): void;

// @file: clinic-manager/doctors.prisma
model Doctor {
  id         String   @id
  conditions String[]
  procedures String[]
}
model Patient {
  id         String   @id
  conditions String[]
}

// @file: clinic-manager/src/carers.ts
import { PrismaClient } from '@prisma/client';
const db = new PrismaClient();
declare function formatPhone(text: string): string;
export async function carers(visit: { doctorPhone: string; patientPhone: string }, id: string) {
  console.log(await db.doctor.findUnique({ where: { id } })); // ok: phi-to-log
  console.log(await db.patient.findUnique({ where: { id } })); // ruleid: phi-to-log {clin.diagnosis}
  const formattedPhone = formatPhone(visit.doctorPhone);
  console.log(`sent to ${formattedPhone}`); // ok: phi-to-log
  const shownPhone = formatPhone(visit.patientPhone);
  console.log(`sent to ${shownPhone}`); // ruleid: phi-to-log {contact.phone}
}

// @file: clinic-manager/src/patients/list.ts
export function list(patient: { email: string }) {
  console.log(patient.email); // ruleid: phi-to-log {contact.email}
}
