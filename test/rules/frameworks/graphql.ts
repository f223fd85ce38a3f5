// GraphQL: resolver maps, types in code and decorators; the caller asks for the fields.

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

// @file: src/resolvers.ts
import { db, view } from './db';

const patientQueries = {
  patient: async (_parent, { id }, _context) => {
    const patient = await db.patient.findUnique({ where: { id }, select: view });
    return patient; // ruleid: patient-record-by-request-id
  },
  ownPatient: async (_parent, args, context) => {
    const patient = await db.patient.findFirst({ where: { id: args.id, userId: context.user.id }, select: view });
    return patient; // ok: patient-record-by-request-id
  },
};

export const resolvers = {
  Query: {
    ...patientQueries,
    byNumber(_parent, args) {
      return db.patient.findUnique({ where: { personnummer: args.personnummer }, select: view }); // ruleid: lookup-by-national-id
    },
    // Which fields of the record are sent is what the caller asked for.
    me: (_parent, _args, context) => db.patient.findFirst({ where: { userId: context.user.id } }), // ok: whole-entity-response
  },
  Mutation: {
    touch: async (_parent, { name }) => {
      await db.$executeRawUnsafe(`UPDATE patient SET seen = 1 WHERE name = '${name}'`); // ruleid: injection-to-patient-store
      await db.$executeRaw`UPDATE patient SET seen = 1 WHERE name = ${name}`; // ok: injection-to-patient-store
      return true;
    },
  },
  Patient: {
    // Runs below a resolver that had to find the patient first.
    unit: (parent) => db.unit.findUnique({ where: { id: parent.unitId } }), // ok: patient-record-by-request-id
  },
};

// @file: src/server.ts
import { ApolloServer } from '@apollo/server';
import { resolvers } from './resolvers';
import { visitResolvers } from './visits';
import { mergeResolvers } from '@graphql-tools/merge';

export const server = new ApolloServer({ typeDefs: '', resolvers: mergeResolvers([resolvers, visitResolvers]) });

// @file: src/visits.ts
import { db, view } from './db';

export const visitResolvers = {
  Query: {
    patientOfVisit: async (_parent, args, context) => {
      if (args.patientId !== context.user.id) throw new Error('forbidden');
      return db.patient.findUnique({ where: { id: args.patientId }, select: view }); // ok: patient-record-by-request-id
    },
    anyPatientOfVisit: async (_parent, args, context) => {
      if (!context.user) throw new Error('login');
      return db.patient.findUnique({ where: { id: args.patientId }, select: view }); // ruleid: patient-record-by-request-id
    },
  },
};
// Belongs to no server.
export const loose = {
  Query: {
    left: async (_parent, args) => db.patient.findUnique({ where: { id: args.id }, select: view }), // ok: patient-record-by-request-id
  },
};

// @file: src/type-graphql.ts
import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import { db, view } from './db';

@Resolver()
export class PatientResolver {
  @Query()
  async patientById(@Arg('id') id: string) {
    return db.patient.findUnique({ where: { id }, select: view }); // ruleid: patient-record-by-request-id
  }

  @Query()
  async patientOfUser(@Arg('id') id: string, @Ctx() context: { user: { id: string } }) {
    return db.patient.findFirst({ where: { id, userId: context.user.id }, select: view }); // ok: patient-record-by-request-id
  }
}

// @file: src/pothos.ts
import SchemaBuilder from '@pothos/core';
import { db, view } from './db';

const builder = new SchemaBuilder({});
builder.queryField('pothosPatient', (t) =>
  t.field({
    type: 'Patient',
    args: { id: t.arg.string() },
    resolve: async (_parent, args) => {
      return db.patient.findUnique({ where: { id: args.id }, select: view }); // ruleid: patient-record-by-request-id
    },
  }),
);
builder.queryField('pothosOwn', (t) =>
  t.field({
    type: 'Patient',
    resolve: async (_parent, args, context) => {
      return db.patient.findFirst({ where: { id: args.id, userId: context.currentUser.id }, select: view }); // ok: patient-record-by-request-id
    },
  }),
);
