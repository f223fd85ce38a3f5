// Where patients are records of their own without an account, the address of an account is that of who works there.

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
export function login(user: { email: string; phone: string }, email: string) {
  console.log(`signing in ${email}`); // ok: phi-to-log
  console.log(`signed in ${user.email}`); // ok: phi-to-log
  console.log(`called ${user.phone}`); // ruleid: phi-to-log {contact.phone}
}
export function invite(patient: { email: string }) {
  console.log(`invited ${patient.email}`); // ruleid: phi-to-log {contact.email}
}

// @file: src/patient-portal/login.ts
export function portal(email: string) {
  console.log(`signing in ${email}`); // ruleid: phi-to-log {contact.email}
}
