// The log of statements holds what the tables hold.

// @file: src/database.ts
import { PrismaClient } from '@prisma/client';
import mongoose from 'mongoose';
import { Sequelize } from 'sequelize';
import { DataSource } from 'typeorm';

// @example: bad
export const noisy = new PrismaClient({ log: ['query', 'error'] }); // ruleid: sql-log-params
// @end

// @example: good
export const quiet = new PrismaClient({ log: ['warn', 'error'] }); // ok: sql-log-params
// @end

export const source = new DataSource({ type: 'postgres', logging: true }); // ruleid: sql-log-params
export const other = new DataSource({ type: 'postgres', logging: process.env.NODE_ENV !== 'production' }); // ok: sql-log-params
export const params = new Sequelize('postgres://localhost', { logQueryParameters: true }); // ruleid: sql-log-params
export const plain = new Sequelize('postgres://localhost', { logging: false }); // ok: sql-log-params
export function debug() {
  mongoose.set('debug', true); // ruleid: sql-log-params
  mongoose.set('debug', false); // ok: sql-log-params
}
