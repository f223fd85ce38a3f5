// The same with patients in it: an address may be theirs.

// @file: src/model/users.js
import mongoose from 'mongoose';
export const UserModel = mongoose.model(
  'User',
  new mongoose.Schema({ firstname: String, email: String, groups: [String], passwordHash: String }),
);
export const VisitModel = mongoose.model('Visit', new mongoose.Schema({ patient: String, diagnosis: String }));

// @file: src/reports.js
export function sent(email) {
  console.log(`report sent to ${email}`); // ruleid: phi-to-log {contact.email}
}

// @file: cli/init.js
// A command for whoever develops writes their address.
export function init(options) {
  console.log(options.email); // ok: phi-to-log
}
