// What one application of a workspace says about its accounts says nothing about those of another.

// @file: portal/package.json
{ "name": "portal" }

// @file: portal/client/package.json
{ "name": "portal-client" }

// @file: portal/src/roles.ts
export const roles = { doctor: 'doctor', patient: 'patient' };

// @file: portal/client/src/login.ts
export const login = (user: { email: string }) => console.log(`signing in ${user.email}`); // ruleid: phi-to-log {contact.email}

// @file: console/package.json
{ "name": "console" }

// @file: console/src/login.ts
export const login = (user: { email: string }) => console.log(`signing in ${user.email}`); // ok: phi-to-log

// @file: split/frontend/package.json
{ "name": "split-frontend" }

// @file: split/frontend/src/login.ts
export const login = (user: { email: string }) => console.log(`signing in ${user.email}`); // ruleid: phi-to-log {contact.email}

// @file: split/backend/package.json
{ "name": "split-backend" }

// @file: split/backend/src/roles.ts
export const roles = { patient: 'patient' };
