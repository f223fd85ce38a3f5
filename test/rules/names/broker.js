// A broker that has accounts and knows no patients: addresses are those of who runs it.

// @file: src/model/users.js
import mongoose from 'mongoose';
export const UserModel = mongoose.model(
  'User',
  new mongoose.Schema({ firstname: String, email: String, groups: [String], passwordHash: String }),
);

// @file: src/reports.js
export function sent(email, logger) {
  console.log(`report sent to ${email}`); // ok: phi-to-log
}
