// A token holds an opaque id: whoever has it can read what else it holds.

// @file: src/tokens.ts
import { SignJWT } from 'jose';
import jwt from 'jsonwebtoken';
import { JwtService } from '@nestjs/jwt';

// @example: bad
export function tokenFor(patient: { id: string; personnummer: string }) {
  return jwt.sign({ sub: patient.id, number: patient.personnummer }, process.env.KEY ?? ''); // ruleid: phi-in-token {nid.se.personnummer}
}
// @end

// @example: good
export function opaqueToken(patient: { id: string; personnummer: string }) {
  return jwt.sign({ sub: patient.id }, process.env.KEY ?? ''); // ok: phi-in-token
}
// @end

const payloadOf = (user: { id: string; fullName: string; role: string }) => ({ sub: user.id, name: user.fullName });

export class Tokens {
  constructor(private readonly service: JwtService) {}
  async issue(user: { id: string; fullName: string; email: string; phone: string; role: string }) {
    await this.service.signAsync(payloadOf(user)); // ruleid: phi-in-token {name.person}
    await this.service.signAsync({ sub: user.id, role: user.role }); // ok: phi-in-token
    // An e-mail address is what an account is called by.
    await this.service.signAsync({ sub: user.id, email: user.email }); // ok: phi-in-token
    await new SignJWT({ phone: user.phone }).setProtectedHeader({ alg: 'HS256' }).sign(new Uint8Array()); // ruleid: phi-in-token {contact.phone}
  }
}

// @file: src/roles.ts
// Patients sign in too.
export const roles = { doctor: 'doctor', patient: 'patient' };
