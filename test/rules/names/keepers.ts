// An account that has many patients is that of who keeps them, however patients point back at it.

// @file: prisma/schema.prisma
enum Role {
  VIEWER
  ADMIN
}
model User {
  id       String    @id
  email    String    @unique
  name     String
  password String
  role     Role
  patients Patient[]
}
model Patient {
  id     String @id
  name   String
  email  String
  phone  String
  userId String
  user   User   @relation(fields: [userId], references: [id])
}
model AuditLog {
  id     String @id
  action String
  userId String
  user   User   @relation(fields: [userId], references: [id])
}

// @file: src/users.ts
import { PrismaClient } from '@prisma/client';
const db = new PrismaClient();
export async function list(res: { json(body: unknown): void }) {
  const users = await db.user.findMany();
  for (const user of users) console.log(`created ${user.email}`); // ok: phi-to-log
  const patients = await db.patient.findMany();
  for (const patient of patients) console.log(`created ${patient.email}`); // ruleid: phi-to-log {contact.email}
}

// @file: src/menu.ts
// The heading of a page is no role, nor is a word that is compared with the kind of an event.
export const menu = [{ title: 'Patients', feature: 'patients' }, { title: 'Doctors', feature: 'doctors' }];
export function titleOf(event: { type: string }, session: { role: string }) {
  const who = session.role === 'admin' ? 'Administrator' : 'Viewer';
  switch (event.type) {
    case 'patient':
      return `${who}: patient`;
    default:
      return who;
  }
}

// @file: src/report.test.ts
export const roles = ['patient', 'admin'];
export const role = 'patient';

// @file: src/therapists.ts
interface TherapistTimezoneInput {
  id: string;
  email: string;
}
function rowOf(row: TherapistTimezoneInput) {
  return { id: row.id, email: row.email };
}
export function audit(therapists: TherapistTimezoneInput[], patients: { email: string; phone: string }[]) {
  for (const one of therapists.map(rowOf)) console.log(one.email); // ok: phi-to-log
  for (const patient of patients) {
    console.log(patient.email.split('@')[1]); // ok: phi-to-log
    console.log(patient.email.split('@')[0]); // ruleid: phi-to-log {contact.email}
  }
}

// @file: app/doctor/profile/edit.tsx
export function save(values: { email: string; first_name: string }) {
  console.log(values.email); // ok: phi-to-log
}

// @file: app/patient/profile/edit.tsx
export function save(values: { email: string; first_name: string }) {
  console.log(values.email); // ruleid: phi-to-log {contact.email}
}

// @file: src/counts.ts
interface Bundle {
  rowCount: number | null;
}
export function cleanUp(visits: Bundle, drugs: Bundle, emailsReceived: number) {
  const counts = { patientEncounters: visits.rowCount ?? 0, prescriptions: drugs.rowCount ?? 0 };
  console.log(counts, { emailsReceived }); // ok: phi-to-log
}

// @file: src/prescriptions.ts
import type { Bundle, MedicationRequest } from 'fhir/r4';
const requestsOf = (prescription: Bundle) => (prescription.entry ?? []).map(({ resource }) => resource);
export function apply(prescription: Bundle, request: MedicationRequest) {
  const [first] = requestsOf(prescription) as MedicationRequest[];
  console.log(first?.groupIdentifier?.value); // ok: phi-to-log
  console.log(first?.identifier?.[0]?.value); // ok: phi-to-log
  console.log(request.medicationCodeableConcept?.text); // ruleid: phi-to-log {clin.medication}
}
