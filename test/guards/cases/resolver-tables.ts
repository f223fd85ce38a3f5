// Rules and wrappers of resolvers that stand in a table beside them.
import { ApolloServer } from '@apollo/server';
import { composeResolvers } from '@graphql-tools/resolvers-composition';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { applyMiddleware } from 'graphql-middleware';
import { allow, and, or, rule, shield } from 'graphql-shield';
import { db, view } from './db';

const isOwner = rule()(async (_parent, { id }: { id: string }, ctx) => {
  const patient = await db.patient.findUnique({ where: { id }, select: { userId: true } });
  return patient?.userId === ctx.user.id;
});
const isSignedIn = rule()((_parent, _args, ctx) => ctx.user !== null);
const isAdmin = rule()((_parent, _args, ctx) => ctx.user.role === 'admin');
const permissions = shield({
  Query: { shielded: isOwner, signed: isSignedIn, both: and(isSignedIn, isOwner), either: or(isSignedIn, isOwner), open: allow, staff: or(isAdmin, isOwner) },
  Mutation: { '*': isOwner },
});
const mustOwn = () => (next: Function) => async (root: unknown, args: { id: string }, ctx: { user: { id: string } }, info: unknown) => {
  const patient = await db.patient.findUnique({ where: { id: args.id }, select: { userId: true } });
  if (patient?.userId !== ctx.user.id) throw new Error('no');
  return next(root, args, ctx, info);
};
const mayLog = (next: Function) => async (root: unknown, args: { id: string }, ctx: unknown, info: unknown) => {
  console.log('asked');
  return next(root, args, ctx, info);
};
const resolvers = {
  Query: {
    shielded: async (_: unknown, { id }: { id: string }) => {
      return await db.patient.findUnique({ where: { id }, select: view }); // ok: patient-record-by-request-id
    },
    signed: async (_: unknown, { id }: { id: string }) => {
      return await db.patient.findUnique({ where: { id }, select: view }); // ruleid: patient-record-by-request-id
    },
    both: async (_: unknown, { id }: { id: string }) => {
      return await db.patient.findUnique({ where: { id }, select: view }); // ok: patient-record-by-request-id
    },
    either: async (_: unknown, { id }: { id: string }) => {
      return await db.patient.findUnique({ where: { id }, select: view }); // ruleid: patient-record-by-request-id
    },
    open: async (_: unknown, { id }: { id: string }) => {
      return await db.patient.findUnique({ where: { id }, select: view }); // ruleid: patient-record-by-request-id
    },
    staff: async (_: unknown, { id }: { id: string }) => {
      return await db.patient.findUnique({ where: { id }, select: view }); // ok: patient-record-by-request-id
    },
    besides: async (_: unknown, { id }: { id: string }) => {
      return await db.patient.findUnique({ where: { id }, select: view }); // ruleid: patient-record-by-request-id
    },
    composed: async (_: unknown, { id }: { id: string }) => {
      return await db.patient.findUnique({ where: { id }, select: view }); // ok: patient-record-by-request-id
    },
  },
  Mutation: {
    move: async (_: unknown, { id, address }: { id: string; address: string }) => {
      await db.patient.update({ where: { id }, data: { address } }); // ok: patient-record-changed-by-request-id
      return true;
    },
  },
};
const composed = composeResolvers(resolvers, { 'Query.composed': [mustOwn()], 'Query.{besides,open}': [mayLog] });
const schema = applyMiddleware(makeExecutableSchema({ typeDefs: 'type Query { a: Int }', resolvers: composed }), permissions);
export const server = new ApolloServer({ schema });

