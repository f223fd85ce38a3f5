// A secret has no public name.

// @file: src/client.ts
// @example: bad
export const key = process.env.NEXT_PUBLIC_SUPABASE_SERVICE_ROLE_KEY; // ruleid: server-secret-in-client
// @end

// @example: good
export const publicKey = process.env.NEXT_PUBLIC_SUPABASE_ANON_KEY; // ok: server-secret-in-client
// @end

export const secret = import.meta.env.VITE_CLIENT_SECRET; // ruleid: server-secret-in-client
export const onServer = process.env.CLIENT_SECRET; // ok: server-secret-in-client
export const title = import.meta.env.VITE_TITLE; // ok: server-secret-in-client
