// SvelteKit: pages and their actions behind the hook of the server, modules of `$lib`, forms of Superforms.
// @file: package.json
{"name": "ward", "devDependencies": {"@sveltejs/kit": "2"}}
// @file: src/hooks.server.ts
import { redirect, type Handle } from '@sveltejs/kit';
import { sessionOf } from '$lib/server/sessions';

export const handle: Handle = async ({ event, resolve }) => {
  event.locals.user = await sessionOf(event.cookies.get('session'));
  if (!event.locals.user && event.url.pathname !== '/login') throw redirect(302, '/login');
  return resolve(event);
};
// @file: src/lib/server/sessions.ts
import { db } from './db';
export const sessionOf = async (token: string | undefined) => (await db.session.findUnique({ where: { token } }))?.user;
// @file: src/lib/server/db.ts
import { PrismaClient } from '@prisma/client';
export const db = new PrismaClient();
// @file: src/lib/server/patients.ts
import { db } from './db';
export const patientById = (id: string) => db.patient.findUnique({ where: { id } });
// @file: src/routes/(staff)/patients/[id]/+page.server.ts
import { error } from '@sveltejs/kit';
import { superValidate } from 'sveltekit-superforms';
import { zod } from 'sveltekit-superforms/adapters';
import { patientById } from '$lib/server/patients';
import { db } from '$lib/server/db';
import { removal } from '$lib/forms';

export const load = async ({ params, locals }) => {
  const patient = await patientById(params.id);
  if (params.id === 'mine' && patient?.userId !== locals.user.id) error(404);
  return { patient }; // ruleid: patient-record-by-request-id
};
export const actions = {
  default: async (event) => {
    const form = await superValidate(event.request, zod(removal));
    await db.patient.delete({ where: { id: form.data.patientId } }); // ruleid: patient-record-changed-by-request-id
  },
  own: async (event) => {
    const form = await superValidate(event.request, zod(removal));
    await db.patient.delete({ where: { id: form.data.patientId, userId: event.locals.user.id } }); // ok: patient-record-changed-by-request-id
  },
};
// @file: src/routes/(staff)/patients/[id]/notes/+page.server.ts
import { error } from '@sveltejs/kit';
import { patientById } from '$lib/server/patients';

export const load = async ({ params, locals }) => {
  const patient = await patientById(params.id);
  if (patient?.userId !== locals.user.id) error(404);
  return { patient }; // ok: patient-record-by-request-id
};
