// The name and the address of an account say little by themselves, where nothing says that patients have accounts.

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
  console.log(`called ${user.phone}`); // ok: phi-to-log
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

// @file: src/audit.ts
declare const ctx: any;
declare const req: any;
export const created = () => console.log(`${ctx.request.email} made it`); // ok: phi-to-log
export const asked = () => console.log(`${req.body.email} asked`); // ruleid: phi-to-log {contact.email}
