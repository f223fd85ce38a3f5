// Where patients sign in, the e-mail address of an account may be theirs.

// @file: src/roles.ts
export const roles = { doctor: 'doctor', patient: 'patient' };

// @file: src/login.ts
export function login(user: { email: string }, email: string) {
  console.log(`signing in ${email}`); // ruleid: phi-to-log {contact.email}
  console.log(`signed in ${user.email}`); // ruleid: phi-to-log {contact.email}
}
