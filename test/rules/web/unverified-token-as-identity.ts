// Who is calling is said by a verified token.

// @file: src/visits.ts
import { PrismaClient } from '@prisma/client';
import type { Request } from 'express';
import jwt from 'jsonwebtoken';

const db = new PrismaClient();
const key = process.env.TOKEN_KEY ?? '';
interface Claims {
  readonly sub: string;
}

// @example: bad
export async function units(req: Request) {
  const claims = jwt.decode(req.headers.authorization ?? '') as Claims;
  return db.unit.findFirst({ where: { owner: claims.sub } }); // ruleid: unverified-token-as-identity
}

// @example: good
export async function firstSafely(req: Request) {
  const claims = jwt.verify(req.headers.authorization ?? '', key) as Claims;
  return db.unit.findFirst({ where: { owner: claims.sub } }); // ok: unverified-token-as-identity
}
// @end
