// Functions of Convex: an id names its document, and its table is said by what the function is given.

// @file: convex/_generated/server.ts
export { queryGeneric as query, mutationGeneric as mutation } from 'convex/server';
// @file: convex/schema.ts
import { defineSchema, defineTable } from 'convex/server';
import { v } from 'convex/values';
export default defineSchema({
  patients: defineTable({ name: v.string(), personnummer: v.string(), diagnosis: v.string(), ownerId: v.string() }).index('by_owner', ['ownerId']),
});
// @file: convex/patients.ts
import { v } from 'convex/values';
import { mutation, query } from './_generated/server';
export const one = query({
  args: { id: v.id('patients') },
  handler: async (ctx, args) => {
    return await ctx.db.get(args.id); // ruleid: patient-record-by-request-id
  },
});
export const signed = query({
  args: { id: v.id('patients') },
  handler: async (ctx, args) => {
    const identity = await ctx.auth.getUserIdentity();
    if (!identity) throw new Error('no');
    return await ctx.db.get(args.id); // ruleid: patient-record-by-request-id
  },
});
export const own = query({
  args: { id: v.id('patients') },
  handler: async (ctx, args) => {
    const identity = await ctx.auth.getUserIdentity();
    if (!identity) throw new Error('no');
    const patient = await ctx.db.get(args.id);
    if (patient?.ownerId !== identity.subject) throw new Error('no');
    return patient; // ok: patient-record-by-request-id
  },
});
export const listOwn = query({
  handler: async (ctx) => {
    const identity = await ctx.auth.getUserIdentity();
    if (!identity) throw new Error('no');
    return await ctx.db.query('patients').withIndex('by_owner', (q) => q.eq('ownerId', identity.subject)).collect(); // ok: patient-record-by-request-id
  },
});
export const listAll = query({
  handler: async (ctx) => {
    return await ctx.db.query('patients').collect();
  },
});
export const rename = mutation({
  args: { id: v.optional(v.id('patients')), name: v.string() },
  handler: async (ctx, { id, name }) => {
    const identity = await ctx.auth.getUserIdentity();
    const patient = await ctx.db.get(id);
    if (patient === null || patient.ownerId !== identity?.subject) throw new Error('no');
    await ctx.db.patch(id, { name }); // ok: patient-record-changed-by-request-id
  },
});
export const article = query({
  args: { id: v.id('articles') },
  handler: async (ctx, args) => {
    return await ctx.db.get(args.id); // ok: patient-record-by-request-id
  },
});
export const remove = mutation({
  args: { id: v.id('patients') },
  handler: async (ctx, { id }) => {
    const identity = await ctx.auth.getUserIdentity();
    if (!identity) throw new Error('no');
    await ctx.db.delete(id); // ruleid: patient-record-changed-by-request-id
  },
});
