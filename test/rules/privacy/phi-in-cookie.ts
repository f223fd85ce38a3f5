// A cookie holds an opaque id, and the server the data.

// @file: src/login.ts
import type { Request, Response } from 'express';
import Cookies from 'js-cookie';

// @example: bad
export function enter(req: Request, res: Response, user: { personnummer: string; id: string }) {
  res.cookie('user', user.personnummer, { httpOnly: true, secure: true }); // ruleid: phi-in-cookie {nid.se.personnummer}
}
// @end

// @example: good
export function enterSafely(req: Request, res: Response, user: { personnummer: string; id: string }) {
  res.cookie('user', user.id, { httpOnly: true, secure: true }); // ok: phi-in-cookie
}
// @end

export function inBrowser(patient: { diagnosis: string; id: string }) {
  Cookies.set('diagnosis', patient.diagnosis); // ruleid: phi-in-cookie {clin.diagnosis}
  document.cookie = `diagnosis=${patient.diagnosis}`; // ruleid: phi-in-cookie {clin.diagnosis}
  Cookies.set('visit', patient.id); // ok: phi-in-cookie
  document.cookie = 'language=sv'; // ok: phi-in-cookie
}
