// tRPC: procedures in nested routers, middleware in the chain, the caller in the context.

// @file: prisma/schema.prisma
model Patient {
  id           String  @id
  personnummer String  @unique
  name         String
  address      String?
  unitId       String
  userId       String
}

// @file: src/db.ts
import { PrismaClient } from '@prisma/client';

export const db = new PrismaClient();
export const view = { name: true, address: true };

// @file: src/trpc.ts
import { initTRPC, TRPCError } from '@trpc/server';

interface Context {
  session: { user: { id: string; unitId: string } } | null;
}
const t = initTRPC.context<Context>().create();
export const router = t.router;
export const publicProcedure = t.procedure;
const isAuthed = t.middleware(({ ctx, next }) => {
  if (!ctx.session) throw new TRPCError({ code: 'UNAUTHORIZED' });
  return next({ ctx: { session: ctx.session } });
});
export const protectedProcedure = t.procedure.use(isAuthed);

// @file: src/patients.ts
import { z } from 'zod';
import { db, view } from './db';
import { protectedProcedure, publicProcedure, router } from './trpc';

export const patients = router({
  one: protectedProcedure.input(z.object({ id: z.string() })).query(async ({ input }) => {
    const patient = await db.patient.findUnique({ where: { id: input.id }, select: view });
    return patient; // ruleid: patient-record-by-request-id
  }),
  own: protectedProcedure.input(z.object({ id: z.string() })).query(async ({ ctx, input }) => {
    const patient = await db.patient.findFirst({ where: { id: input.id, userId: ctx.session.user.id }, select: view });
    return patient; // ok: patient-record-by-request-id
  }),
  checked: protectedProcedure.input(z.object({ id: z.string() })).query(async ({ ctx, input }) => {
    if (input.id !== ctx.session.user.id) throw new Error('forbidden');
    const patient = await db.patient.findUnique({ where: { id: input.id }, select: view });
    return patient; // ok: patient-record-by-request-id
  }),
  byNumber: publicProcedure.input(z.string()).query((opts) => {
    return db.patient.findUnique({ where: { personnummer: opts.input }, select: view }); // ruleid: lookup-by-national-id
  }),
  whole: protectedProcedure.query(({ ctx }) => {
    return db.patient.findFirst({ where: { userId: ctx.session.user.id } }); // ruleid: whole-entity-response
  }),
  named: protectedProcedure.query(async ({ ctx }) => {
    const patient = await db.patient.findFirst({ where: { userId: ctx.session.user.id } });
    return { name: patient?.name }; // ok: whole-entity-response
  }),
  rename: protectedProcedure.input(z.object({ name: z.string() })).mutation(async ({ input }) => {
    await db.$executeRawUnsafe(`UPDATE patient SET seen = 1 WHERE name = '${input.name}'`); // ruleid: injection-to-patient-store
    await db.$executeRaw`UPDATE patient SET seen = 1 WHERE name = ${input.name}`; // ok: injection-to-patient-store
  }),
});

// @file: src/app-router.ts
import { patients } from './patients';
import { publicProcedure, router } from './trpc';

const admin = { ping: publicProcedure.query(() => 'pong') };
export const appRouter = router({ patients, care: router({ patients }), admin: router(admin) });
