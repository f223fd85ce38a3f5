// Where records of health belong to accounts, the accounts are those of the people the records are about.

// @file: prisma/schema.prisma
generator client {
  provider = "prisma-client-js"
}
model User {
  id       String @id
  email    String @unique
  password String
}
model SymptomEntry {
  id        String @id
  userId    String
  symptoms  String
  diagnosis String?
}

// @file: src/login.ts
export function login(user: { email: string; fullName: string }) {
  console.log(`signed in ${user.email}`); // ruleid: phi-to-log {contact.email}
  console.log(`welcome ${user.fullName}`); // ruleid: phi-to-log {name.person}
}
