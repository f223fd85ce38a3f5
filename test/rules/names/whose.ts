// Whose a name or an address is: that of a patient, of somebody who works there, of nobody.

// @file: src/scripts/reset-lab-tech-password.ts
// What a file about staff calls a user is staff, unless something says otherwise.
declare const users: { firstName: string; email: string; role: string; patient?: { email: string } }[];
export function reset() {
  const labTech = users.find((each) => each.role === 'tech');
  console.log(labTech?.firstName, labTech?.email); // ok: phi-to-log
  for (const user of users) console.log(user.email); // ok: phi-to-log
  console.log(users[0]?.patient?.email); // ruleid: phi-to-log {contact.email}
}

// @file: src/pages/DoctorDashboard.tsx
// A page for staff shows patients.
export function rows(row: { firstName: string }) {
  console.log(row.firstName); // ruleid: phi-to-log {name.person}
}

// @file: src/schedule.ts
export function schedule(doctor: { firstName: string; lastName: string }, row: { firstName: string }) {
  const fullName = `${doctor.firstName} ${doctor.lastName}`;
  console.log('asked', fullName); // ok: phi-to-log
  const displayName = `${row.firstName}!`;
  console.log('shown', displayName); // ruleid: phi-to-log {name.person}
}

// @file: src/made-up.ts
// Made-up people.
declare const mockUsers: { email: string }[];
declare const testPatients: { family: string }[];
declare const testResult: { patient: { family: string } };
export function made() {
  console.log(mockUsers[0]?.email); // ok: phi-to-log
  for (const patient of testPatients) console.log(patient.family); // ok: phi-to-log
  console.log(testResult.patient.family); // ruleid: phi-to-log {name.person}
}

// @file: src/visits.entity.ts
// The account behind a relation to a doctor is the doctor's.
import { Column, Entity, ManyToOne, PrimaryGeneratedColumn, type Repository } from 'typeorm';

@Entity()
export class User {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column() firstName!: string;
  @Column() email!: string;
}
@Entity()
export class Doctor {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @ManyToOne(() => User) user!: User;
}
@Entity()
export class Appointment {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @ManyToOne(() => Doctor) doctor!: Doctor;
  @ManyToOne(() => User) patient!: User;
}

export async function remind(appointments: Repository<Appointment>, users: Repository<User>, id: string) {
  const visit = await appointments.findOneOrFail({ where: { id }, relations: ['doctor', 'doctor.user', 'patient'] });
  console.log(visit.doctor.user.firstName); // ok: phi-to-log
  console.log(visit.patient.firstName); // ruleid: phi-to-log {name.person}
  const doctor = await users.findOneOrFail({ where: { id } });
  console.log(`told ${doctor.email}`); // ok: phi-to-log
  const owner = await users.findOneOrFail({ where: { id } });
  console.log(`told ${owner.email}`); // ruleid: phi-to-log {contact.email}
}

// @file: src/app/doctors/[slug]/edit/page.tsx
// A page about doctors, by its folder; a page for them is called after one.
declare const doctor: { clinicPhone: string };
export function form() {
  const phone = doctor.clinicPhone;
  console.log(phone); // ok: phi-to-log
}

// @file: src/app/doctor/page.tsx
export function visit(phone: string) {
  console.log(phone); // ruleid: phi-to-log {contact.phone}
}

// @file: src/roles/promote.ts
// What a function is called after says whose the address is.
export function promoteToAdmin(email: string) {
  console.log(email); // ok: phi-to-log
}
export function notifyPatientAndAdmin(email: string) {
  console.log(email); // ruleid: phi-to-log {contact.email}
}

// @file: scripts/create-admin.js
export function made(email, phonePort) {
  console.log(email, phonePort); // ok: phi-to-log
}

// @file: src/filled-by.ts
// What a value is kept as says whose it is, where it does not say so itself.
declare const account: { full_name?: string; email: string };
export function fill() {
  const pharmacistName = account.full_name || account.email;
  console.log('filled by', pharmacistName); // ok: phi-to-log
  const receipt = { doctorEmail: account.email };
  console.log(receipt); // ok: phi-to-log
  const shownName = account.full_name || 'nobody';
  console.log('filled for', shownName); // ruleid: phi-to-log {name.person}
}
