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
