// Whose records a query finds: its filter, its file and what is done with the result say so.

// @file: src/user.entity.ts
import { Column, Entity, PrimaryGeneratedColumn, type Repository } from 'typeorm';

@Entity()
export class User {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column() firstName!: string;
  @Column() email!: string;
  @Column() role!: 'patient' | 'doctor' | 'admin';
}

export async function byRole(users: Repository<User>, role: 'doctor' | 'patient') {
  console.log(await users.find({ where: { role: 'doctor' } })); // ok: phi-to-log
  console.log(await users.findOne({ where: { role: 'patient' } })); // ruleid: phi-to-log {contact.email, name.person}
  console.log(await users.findBy({ role })); // ruleid: phi-to-log {contact.email, name.person}
}

// @file: src/addresses.ts
import type { Repository } from 'typeorm';
import { User } from './user.entity.ts';
declare const order: { approvedBy?: User };
declare const shelf: { lastReader?: User };

export async function byAddress(users: Repository<User>, email: string) {
  console.log(await users.findOne({ where: { email: 'helpdesk@example.com' } })); // ok: phi-to-log
  console.log(await users.findOne({ where: { email } })); // ruleid: phi-to-log {contact.email, name.person}
}

export async function approve(users: Repository<User>, id: string) {
  const user = await users.findOne({ where: { id } });
  if (user === null) return;
  order.approvedBy = user;
  console.log(user); // ok: phi-to-log
}

export async function read(users: Repository<User>, id: string) {
  const user = await users.findOne({ where: { id } });
  if (user === null) return;
  shelf.lastReader = user;
  console.log(user); // ruleid: phi-to-log {contact.email, name.person}
}

// @file: src/roles.ts
import mongoose from 'mongoose';
const Account = mongoose.model('User', new mongoose.Schema({ name: String, phone: String, role: String }));
export async function several() {
  console.log(await Account.find({ role: { $in: ['nurse', 'admin'] } })); // ok: phi-to-log
  console.log(await Account.find({ role: { $ne: 'patient' } })); // ok: phi-to-log
  console.log(await Account.find({ role: { $in: ['nurse', 'patient'] } })); // ruleid: phi-to-log {contact.phone}
}

// @file: src/profiles.ts
import { createClient } from '@supabase/supabase-js';
const supabase = createClient('https://example.com', 'key');

export async function contacts(id: string) {
  const { data: clinicianRow } = await supabase.from('profiles').select('phone').eq('id', id).single();
  console.log(clinicianRow.phone); // ok: phi-to-log
  const { data: admins } = await supabase.from('profiles').select('phone').in('id', [id]);
  console.log(admins?.map((one) => one.phone)); // ok: phi-to-log
  const { data: patientRow } = await supabase.from('profiles').select('phone').eq('id', id).single();
  console.log(patientRow.phone); // ruleid: phi-to-log {contact.phone}
}

// @file: schema.sql
create table profiles (id uuid primary key, phone text);
create table doctor_invites (id uuid primary key, first_name text, phone text, email text);

// @file: src/doctor-invites.js
import pg from 'pg';
const pool = new pg.Pool();
export async function invited(id) {
  const { rows } = await pool.query('SELECT first_name, phone FROM doctor_invites WHERE id = $1', [id]);
  console.log(rows[0].first_name, rows[0].phone); // ok: phi-to-log
}
