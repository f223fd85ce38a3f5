// The e-mail address of an account says little by itself, where nothing says that patients have accounts.

// @file: prisma/schema.prisma
generator client {
  provider = "prisma-client-js"
}
model Patient {
  id        String @id
  firstName String
  lastName  String
  email     String?
}
model User {
  id       String @id
  email    String @unique
  password String
}

// @file: src/login.ts
import { PrismaClient } from '@prisma/client';
const db = new PrismaClient();
export async function login(user: { email: string; phone: string }, email: string, session: { email: string }) {
  console.log(`signing in ${email}`); // ok: phi-to-log
  console.log(`signed in ${user.email}`); // ok: phi-to-log
  console.log(`again ${session.email}`); // ok: phi-to-log
  console.log(`called ${user.phone}`); // ruleid: phi-to-log {contact.phone}
  const found = await db.user.findFirstOrThrow({ where: { email } });
  console.log(found.email); // ok: phi-to-log
}
export function invite(patient: { email: string }) {
  console.log(`invited ${patient.email}`); // ruleid: phi-to-log {contact.email}
}

// @file: src/protocols/local.ts
export const loginLocally = async (email: string, next: (error: Error) => void) =>
  next(new Error(`No user exists for ${email}`)); // ok: phi-in-exception
export const verify = (email: string, password: string) => {
  console.log(`checking ${email}`, password.length > 0); // ok: phi-to-log
};

// @file: src/contact.ts
export function contact(email: string) {
  console.log(`asked by ${email}`); // ruleid: phi-to-log {contact.email}
}
