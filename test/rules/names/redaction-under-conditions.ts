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
  open.info('seen', { personnummer: patient.personnummer }); // todoruleid: phi-to-log -- the removal counts, whatever it stands under
  open.info('seen', { number: patient.personnummer }); // ruleid: phi-to-log {nid.se.personnummer}
}
