// Places of those who work there: their own accounts, and who is signed in where only they are. What they do there for
// patients is told of patients.

// @file: clinic/schema.sql
CREATE TABLE patients (id uuid PRIMARY KEY, name text, user_id uuid REFERENCES users(id));
CREATE TABLE users (id uuid PRIMARY KEY, email text, name text, password text);

// @file: clinic/app/api/admin/secure-login/route.ts
export async function POST(request: Request) {
  const { email } = await request.json();
  console.log('asks to come in', email); // ok: phi-to-log
}

// @file: clinic/actions/partner-auth.ts
export async function signUpPartner(form: FormData) {
  const email = form.get('email') as string;
  console.log('new partner', email); // ok: phi-to-log
}

// @file: clinic/app/api/auth/verify-admin-link/route.ts
export async function show(link: { email: string }) {
  console.log('found', link.email); // ok: phi-to-log
}

// @file: clinic/app/api/admin/summary/route.ts
declare function getSession(): Promise<{ user: { email: string } }>;
declare const users: { email: string }[];
export async function GET() {
  const session = await getSession();
  console.log('read by', session.user.email); // ok: phi-to-log
  for (const user of users) console.log('has an account', user.email); // ruleid: phi-to-log {contact.email}
}

// @file: clinic/app/api/admin/register-patient/route.ts
export async function POST(request: Request) {
  const { email } = await request.json();
  console.log('registered', email); // ruleid: phi-to-log {contact.email}
}

// @file: clinic/app/api/visits/summary/route.ts
declare function getSession(): Promise<{ user: { email: string } }>;
export async function GET() {
  const session = await getSession();
  console.log('read by', session.user.email); // ruleid: phi-to-log {contact.email}
}

// @file: clinic/src/providers/AuthProvider.tsx
export function remember(user: { email: string }) {
  console.log('signed in', user.email); // ruleid: phi-to-log {contact.email}
}
