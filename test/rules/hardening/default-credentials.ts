// A password is no word that everybody tries first.

// @file: src/db.ts
import { Sequelize } from 'sequelize';

// @example: bad
export const settings = { host: 'db.example.com', user: 'postgres', password: 'postgres' }; // ruleid: default-credentials
// @end

// @example: good
export const settingsSafely = { host: 'db.example.com', user: 'care', password: process.env.PGPASSWORD }; // ok: default-credentials
// @end

export const admin = { username: 'admin', password: 'admin123' }; // ruleid: default-credentials
export const db = new Sequelize('care', 'root', ''); // ruleid: default-credentials, hard-coded-credential
export const form = { user: 'name', password: 'password' }; // ok: default-credentials
