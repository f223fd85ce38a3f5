// A program that general practitioners sign up for: nothing says that patients have accounts. A bare address beside a call
// of an identity provider, or in a function that asks people in, is that of an account.

// @file: practice/schema.sql
CREATE TABLE users (id uuid PRIMARY KEY, email text, tier text);
CREATE TABLE sessions (id uuid PRIMARY KEY, user_id uuid REFERENCES users(id), patient_name text);

// @file: practice/app/api/images/setup/route.ts
import { clerkClient } from '@clerk/nextjs/server';
export async function setUp(userId: string) {
  const clerk = await clerkClient();
  const found = await clerk.users.getUser(userId);
  const email = found.emailAddresses[0]?.emailAddress ?? 'nobody';
  console.log('made', { email, userId }); // ok: phi-to-log
}

// @file: practice/app/api/images/signup/route.ts
export async function POST(request: Request) {
  const { email } = await request.json();
  console.log('asked by', email); // ok: phi-to-log
}

// @file: practice/src/mail.ts
export async function sendWelcomeEmail(data: { email: string; userId: string }) {
  const { email } = data;
  console.log('welcomes', email); // ok: phi-to-log
}
export async function sendResult(data: { email: string; result: string }) {
  const { email } = data;
  console.log('result for', email); // ruleid: phi-to-log {contact.email}
}
export async function welcomePatient(data: { email: string }) {
  const { email } = data;
  console.log('welcomes', email); // ruleid: phi-to-log {contact.email}
}
