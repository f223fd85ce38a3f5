// A field that is taken away under a condition.
import winston from 'winston';

const always = winston.format((info: any) => {
  if (info.personnummer) delete info.personnummer;
  return info;
});
const seldom = winston.format((info: any) => {
  if (info.debug) delete info.personnummer;
  return info;
});
const clean = winston.createLogger({ format: winston.format.combine(always(), winston.format.json()) });
const open = winston.createLogger({ format: winston.format.combine(seldom(), winston.format.json()) });

export function log(patient: { id: string; personnummer: string }) {
  clean.info('seen', { personnummer: patient.personnummer }); // ok: phi-to-log
  open.info('seen', { personnummer: patient.personnummer }); // ruleid: phi-to-log {nid.se.personnummer}
  open.info('seen', { number: patient.personnummer }); // ruleid: phi-to-log {nid.se.personnummer}
}

const eitherWay = winston.format((info: any) => {
  if (info.level === 'error') info.personnummer = '[removed]';
  else delete info.personnummer;
  return info;
});
const leftOut = winston.format((info: any) => {
  if (info.level === 'silly') return null;
  if (info.patient && info.patient.personnummer) delete info.patient.personnummer;
  return info;
});
const inProduction = winston.format((info: any) => {
  if (process.env.NODE_ENV !== 'production') return info;
  delete info.personnummer;
  return info;
});
const either = winston.createLogger({ format: winston.format.combine(eitherWay(), winston.format.json()) });
const left = winston.createLogger({ format: winston.format.combine(leftOut(), winston.format.json()) });
const shipped = winston.createLogger({ format: winston.format.combine(inProduction(), winston.format.json()) });

export function logMore(patient: { personnummer: string }) {
  either.info('seen', { personnummer: patient.personnummer }); // ok: phi-to-log
  left.info('seen', { patient: { personnummer: patient.personnummer } }); // ok: phi-to-log
  shipped.info('seen', { personnummer: patient.personnummer }); // ruleid: phi-to-log {nid.se.personnummer}
}
