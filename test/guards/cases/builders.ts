// Builders of Drizzle, Kysely and TypeORM: what they change, what they are called, who the caller is.

// @file: lib/schema.ts
import { pgTable, text, uuid } from 'drizzle-orm/pg-core';

export const records = pgTable('records', {
  id: uuid('id').primaryKey(),
  patientId: uuid('patient_id').notNull(),
  diagnosis: text('diagnosis'),
});
export const consents = pgTable('consents', {
  id: uuid('id').primaryKey(),
  patientId: uuid('patient_id'),
  providerId: uuid('provider_id'),
});

// @file: auth.ts
import NextAuth from 'next-auth';

export const { handlers, auth } = NextAuth({ providers: [] });

// @file: lib/access.ts
import { and, eq } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { auth } from '../auth';
import * as schema from './schema';
import { consents, records } from './schema';

export const db = drizzle('postgres://localhost/care', { schema });
export const requireUser = cache(async () => {
  const session = await auth();
  if (!session?.user?.id) redirect('/login');
  return session.user;
});
export async function recordOf(id: string) {
  const [record] = await db.select({ diagnosis: records.diagnosis, patientId: records.patientId }).from(records).where(eq(records.id, id));
  return record;
}
export async function mayRead(providerId: string, patientId: string) {
  const found = await db.query.consents.findFirst({ where: and(eq(consents.providerId, providerId), eq(consents.patientId, patientId)) });
  return found !== undefined;
}

// @file: app/api/a/[id]/route.ts
import { recordOf, requireUser } from '../../../../lib/access';

export async function GET(_request: Request, { params }: { params: { id: string } }) {
  await requireUser();
  return Response.json(await recordOf(params.id)); // ruleid: patient-record-by-request-id
}

// @file: app/api/b/[id]/route.ts
import { mayRead, recordOf, requireUser } from '../../../../lib/access';

export async function GET(_request: Request, { params }: { params: { id: string } }) {
  const user = await requireUser();
  const record = await recordOf(params.id);
  if (!record || !(await mayRead(user.id, record.patientId))) return new Response(null, { status: 404 });
  return Response.json(record); // ok: patient-record-by-request-id
}

// @file: app/actions.ts
'use server';
import { and, eq } from 'drizzle-orm';
import { db, requireUser } from '../lib/access';
import { records } from '../lib/schema';

export async function change(id: string, diagnosis: string) {
  await requireUser();
  await db.update(records).set({ diagnosis }).where(eq(records.id, id)); // ruleid: patient-record-changed-by-request-id
}
export async function changeOwn(id: string, diagnosis: string) {
  const user = await requireUser();
  await db.update(records).set({ diagnosis }).where(and(eq(records.id, id), eq(records.patientId, user.id))); // ok: patient-record-changed-by-request-id
}
export async function remove(id: string) {
  await requireUser();
  await db.delete(records).where(eq(records.id, id)); // ruleid: patient-record-changed-by-request-id
}
export async function removeOwn(id: string) {
  const user = await requireUser();
  await db.delete(records).where(and(eq(records.id, id), eq(records.patientId, user.id))); // ok: patient-record-changed-by-request-id
}

// @file: src/kysely.ts
import { Hono } from 'hono';
import { jwt } from 'hono/jwt';
import { Kysely } from 'kysely';

interface Database {
  lab_result: { id: string; diagnosis: string; org_id: string };
}
const client = new Kysely<Database>({} as never);
const app = new Hono();
app.use('/*', jwt({ secret: 'key' }));
app.get('/labs/:id', async (c) => {
  return c.json(await client.selectFrom('lab_result').select(['diagnosis']).where('id', '=', c.req.param('id')).executeTakeFirst()); // ruleid: patient-record-by-request-id
});
app.get('/labs/:id/own', async (c) => {
  const row = await client
    .selectFrom('lab_result')
    .select(['diagnosis'])
    .where('id', '=', c.req.param('id'))
    .where('org_id', '=', c.get('jwtPayload').org)
    .executeTakeFirst();
  return c.json(row); // ok: patient-record-by-request-id
});
app.delete('/labs/:id', async (c) => {
  await client.deleteFrom('lab_result').where('id', '=', c.req.param('id')).execute(); // ruleid: patient-record-changed-by-request-id
  return c.body(null, 204);
});
app.delete('/labs/:id/own', async (c) => {
  await client.deleteFrom('lab_result').where('id', '=', c.req.param('id')).where('org_id', '=', c.get('jwtPayload').org).execute(); // ok: patient-record-changed-by-request-id
  return c.body(null, 204);
});
app.get('/labs/:id/of/:org', async (c) => {
  // Two parameters of the path are told apart.
  if (c.req.param('org') !== c.get('jwtPayload').org) return c.json({}, 404);
  return c.json(await client.selectFrom('lab_result').select(['diagnosis']).where('id', '=', c.req.param('id')).executeTakeFirst()); // ruleid: patient-record-by-request-id
});
export default app;

// @file: src/nest.ts
import { Controller, Delete, ForbiddenException, Get, Param, Patch, Query, Req, UseGuards } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { InjectRepository } from '@nestjs/typeorm';
import { Column, Entity, PrimaryGeneratedColumn, Repository } from 'typeorm';

@Entity()
export class Note {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column() diagnosis: string;
  @Column() authorId: string;
  @Column() patientId: string;
}
@Entity()
export class Assignment {
  @Column() nurseId: string;
  @Column() patientId: string;
}
interface Signed {
  user: { id: string };
}
@Controller('notes')
@UseGuards(AuthGuard('jwt'))
export class NoteController {
  constructor(
    @InjectRepository(Note) private readonly notes: Repository<Note>,
    @InjectRepository(Assignment) private readonly assignments: Repository<Assignment>,
  ) {}
  async #assertAssigned(nurseId: string, patientId: string) {
    const count = await this.assignments.countBy({ nurseId, patientId });
    if (count === 0) throw new ForbiddenException();
  }
  @Get('of/:patientId')
  async of(@Param('patientId') patientId: string, @Req() req: Signed) {
    await this.#assertAssigned(req.user.id, patientId);
    return await this.notes.find({ where: { patientId }, select: ['diagnosis'] }); // ok: patient-record-by-request-id
  }
  @Get('any/:patientId')
  async any(@Param('patientId') patientId: string) {
    return await this.notes.find({ where: { patientId }, select: ['diagnosis'] }); // ruleid: patient-record-by-request-id
  }
  @Get('built/:patientId')
  async built(@Param('patientId') patientId: string) {
    const query = this.notes.createQueryBuilder('n').select(['n.diagnosis']);
    return await query.where('n.patientId = :patientId', { patientId }).getMany(); // ruleid: patient-record-by-request-id
  }
  @Get('built/:patientId/own')
  async builtOwn(@Param('patientId') patientId: string, @Req() req: Signed) {
    const query = this.notes.createQueryBuilder('n').select(['n.diagnosis']);
    return await query.where('n.patientId = :patientId', { patientId }).andWhere('n.authorId = :me', { me: req.user.id }).getMany(); // ok: patient-record-by-request-id
  }
  @Patch(':id')
  async change(@Param('id') id: string, @Query('text') text: string) {
    const note = await this.notes.findOneByOrFail({ id });
    note.diagnosis = text;
    await this.notes.save(note); // ruleid: patient-record-changed-by-request-id
  }
  @Patch(':id/own')
  async changeOwn(@Param('id') id: string, @Query('text') text: string, @Req() req: Signed) {
    const note = await this.notes.findOneByOrFail({ id });
    if (note.authorId !== req.user.id) throw new ForbiddenException();
    note.diagnosis = text;
    await this.notes.save(note); // ok: patient-record-changed-by-request-id
  }
  @Delete(':id')
  async remove(@Param('id') id: string) {
    await this.notes.delete(id); // ruleid: patient-record-changed-by-request-id
  }
}
