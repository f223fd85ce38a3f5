// What a log may hold of a patient: events, counts, keys and pseudonyms, never the data.

// @file: src/console-output.ts
interface Patient {
  id: string;
  personnummer: string;
  firstName: string;
  lastName: string;
  address: { street: string; postalCode: string };
  diagnosis: string;
}

// @example: bad
export function register(patient: Patient) {
  console.log(`Registered ${patient.firstName} ${patient.lastName}, ${patient.personnummer}`); // ruleid: phi-to-log
}
// @end

// @example: good
export function registerQuietly(patient: Patient) {
  console.log('patient registered', { id: patient.id }); // ok: phi-to-log
}
// @end

export function show(patient: Patient, patients: Patient[]) {
  console.info('patient', patient); // ruleid: phi-to-log
  console.error(patient.diagnosis); // ruleid: phi-to-log {clin.diagnosis}
  console.debug(JSON.stringify(patient)); // ruleid: phi-to-log
  console.table(patients); // ruleid: phi-to-log
  console.warn('moved to ' + patient.address.street); // ruleid: phi-to-log {contact.address}
  console.dir({ who: { name: patient.lastName } }, { depth: 4 }); // ruleid: phi-to-log {name.person}
  console.log(patients.length, 'patients'); // ok: phi-to-log
  console.log(`${patients.length} patients`, patient.id); // ok: phi-to-log
  console.log(Object.keys(patient)); // ok: phi-to-log
  console.count(patient.personnummer); // ok: phi-to-log
  console.log('has diagnosis', Boolean(patient.diagnosis)); // ok: phi-to-log
  console.log('has address', patient.address !== undefined); // ok: phi-to-log
  console.log('two words', patient.diagnosis.includes(' ')); // ok: phi-to-log
  console.log('length', patient.personnummer.length); // ok: phi-to-log
  console.log(typeof patient.personnummer); // ok: phi-to-log
}

// @file: src/languages.ts
export function norwegian(fodselsnummer: string, pasient: { etternavn: string }) {
  console.log('bruker', fodselsnummer); // ruleid: phi-to-log {nid.no.fnr}
  console.log('navn', pasient.etternavn); // ruleid: phi-to-log {name.person}
}
export function danish(cpr: string, sygdom: string) {
  console.log({ cpr }); // ruleid: phi-to-log {nid.dk.cpr}
  console.log(sygdom); // ruleid: phi-to-log {clin.diagnosis}
}
export function finnish(hetu: string, potilas: { sukunimi: string; verenpaine: number }) {
  console.log('tunnus ' + hetu); // ruleid: phi-to-log {nid.fi.hetu}
  console.log(potilas.sukunimi, potilas.verenpaine); // ruleid: phi-to-log
}
export function german(versichertennummer: string, patientin: { nachname: string; geburtsdatum: string }) {
  console.log(versichertennummer); // ruleid: phi-to-log {nid.de.kvnr}
  console.log(patientin.geburtsdatum); // ruleid: phi-to-log {demo.birthdate}
}
export function swedish(person: { förnamn: string; folkbokföringsadress: string }, provsvar: string) {
  console.log(person.förnamn, person.folkbokföringsadress); // ruleid: phi-to-log {contact.address, name.person}
  console.log('svar: ' + provsvar); // ruleid: phi-to-log {clin.lab}
}
export function english(ssn: string, dateOfBirth: Date, mrn: string) {
  console.log(ssn.slice(-4)); // ruleid: phi-to-log {nid.us.ssn}
  console.log(dateOfBirth.toISOString()); // ruleid: phi-to-log {demo.birthdate}
  console.log(`record ${mrn}`); // ruleid: phi-to-log {nid.mrn}
}

// @file: src/loggers.ts
import bunyan from 'bunyan';
import pino from 'pino';
import winston, { createLogger, format, transports } from 'winston';

export const log = pino({ level: 'info' });
const audit = createLogger({ format: format.json(), transports: [new transports.Console()] });
const old = bunyan.createLogger({ name: 'intake' });

interface Intake {
  reference: string;
  personnummer: string;
  symptoms: string;
  isPregnant: boolean;
  emailVerified: boolean;
  patientCount: number;
  diagnosisCode: string;
}

export function intake(form: Intake) {
  log.info({ personnummer: form.personnummer }, 'intake received'); // ruleid: phi-to-log {nid.se.personnummer}
  log.child({ symptoms: form.symptoms }).info('child logger'); // ruleid: phi-to-log {clin.note}
  log.warn('intake of %s', form.personnummer); // ruleid: phi-to-log {nid.se.personnummer}
  log.info({ pregnant: form.isPregnant }); // ruleid: phi-to-log {acute.sexual_reproductive}
  winston.error('intake failed', { symptoms: form.symptoms }); // ruleid: phi-to-log {clin.note}
  audit.log('info', 'intake', { person: { personnummer: form.personnummer } }); // ruleid: phi-to-log
  audit.log({ level: 'warn', message: `symptoms: ${form.symptoms}` }); // ruleid: phi-to-log {clin.note}
  old.info({ form }, 'received'); // ruleid: phi-to-log
  log.info({ event: 'intake.received', reference: form.reference }); // ok: phi-to-log
  log.info({ verified: form.emailVerified, patients: form.patientCount }); // ok: phi-to-log
  audit.log('info', 'intake received'); // ok: phi-to-log
  old.info({ reference: form.reference }); // ok: phi-to-log
}

// @file: src/pseudonym.ts
import { createCipheriv, createHash, createHmac, randomBytes } from 'node:crypto';

const key = process.env.PSEUDONYM_KEY ?? '';

export function pseudonymOf(personnummer: string) {
  return createHmac('sha256', key).update(personnummer).digest('hex');
}
export function plainHashOf(personnummer: string) {
  return createHash('sha256').update(personnummer).digest('hex'); // ruleid: unsalted-hash-of-national-id
}
export function sealed(personnummer: string, secret: Buffer) {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', secret, iv);
  return Buffer.concat([cipher.update(personnummer, 'utf8'), cipher.final()]).toString('base64');
}

// @file: src/use-pseudonym.ts
import { log } from './loggers';
import { plainHashOf, pseudonymOf, sealed } from './pseudonym';

export function visited(personnummer: string, secret: Buffer) {
  log.info({ who: pseudonymOf(personnummer) }, 'visit'); // ok: phi-to-log
  log.info({ who: sealed(personnummer, secret) }, 'visit'); // ok: phi-to-log
  log.info({ who: plainHashOf(personnummer) }, 'visit'); // ruleid: phi-to-log {nid.se.personnummer}
  log.info({ who: Buffer.from(personnummer).toString('base64') }, 'visit'); // ruleid: phi-to-log {nid.se.personnummer}
}

// @file: prisma/schema.prisma
model Patient {
  id           String   @id @default(uuid())
  personnummer String   @unique
  namn         String
  clinicId     String
  clinic       Clinic   @relation(fields: [clinicId], references: [id])
  createdAt    DateTime @default(now())
  results      LabResult[]
}

model Clinic {
  id       String    @id
  name     String
  patients Patient[]
}

model LabResult {
  id        String  @id
  patientId String
  patient   Patient @relation(fields: [patientId], references: [id])
  analyte   String
  value     Float
}

// @file: src/repository.ts
import { PrismaClient } from '@prisma/client';
import { log } from './loggers';

const db = new PrismaClient();

export async function load(id: string) {
  const found = await db.patient.findUnique({ where: { id } });
  log.debug({ found }, 'loaded'); // ruleid: phi-to-log
  const narrow = await db.patient.findUnique({ where: { id }, select: { id: true, clinicId: true } });
  log.debug({ narrow }, 'loaded'); // ok: phi-to-log
  const many = await db.patient.findMany({ where: { clinicId: id } });
  log.info({ count: many.length }); // ok: phi-to-log
  log.info({ ids: many.map((one) => one.id) }); // ok: phi-to-log
  log.info({ names: many.map((one) => one.namn) }); // ruleid: phi-to-log {name.person}
  for (const { personnummer } of many) log.trace(personnummer); // ruleid: phi-to-log {nid.se.personnummer}
  const clinic = await db.clinic.findFirst();
  log.info({ clinic }, 'clinic'); // ok: phi-to-log
  log.info(clinic?.name); // ok: phi-to-log
  const total = await db.patient.count();
  log.info(`${total} patients`); // ok: phi-to-log
  const { personnummer, ...rest } = many[0] ?? {};
  log.info(rest.clinicId, 'first clinic'); // ok: phi-to-log
  return found;
}

// @file: src/fhir.ts
import type { Bundle, Observation, Patient, Practitioner } from 'fhir/r4';
import { log } from './loggers';

export function received(patient: Patient, observation: Observation, bundle: Bundle<Patient>) {
  log.info({ name: patient.name?.[0]?.family }); // ruleid: phi-to-log {name.person}
  log.info(patient.birthDate); // ruleid: phi-to-log {demo.birthdate}
  log.info({ value: observation.valueQuantity?.value }); // ruleid: phi-to-log {clin.lab}
  log.info(patient, 'patient received'); // ruleid: phi-to-log
  log.info({ first: bundle.entry?.[0]?.resource }); // ruleid: phi-to-log
  log.info({ id: patient.id, type: patient.resourceType }); // ok: phi-to-log
  log.info({ total: bundle.total }); // ok: phi-to-log
  log.info(observation.status); // ok: phi-to-log
}
export function treated(practitioner: Practitioner) {
  log.info({ by: practitioner.name?.[0]?.family }); // ok: phi-to-log
}

// @file: src/wrap/logger.ts
import pino from 'pino';

const base = pino();

export function logEvent(name: string, details: Record<string, unknown>) {
  base.info({ name, ...details }); // ruleid: phi-to-log
}
export class Journal {
  constructor(private readonly prefix: string) {}
  note(text: string) {
    base.info(`${this.prefix} ${text}`); // ruleid: phi-to-log {clin.medication}
  }
}

// @file: src/wrap/use.ts
import { Journal, logEvent } from './logger';

const journal = new Journal('journal');

export function prescribe(patientId: string, prescription: { medication: string }) {
  journal.note(prescription.medication);
  logEvent('prescribed', { patientId, medication: prescription.medication });
}

// @file: src/safe-shapes.ts
import pino from 'pino';
import { z } from 'zod';

const log = pino({ redact: { paths: ['patient.personnummer', 'patient.name'], remove: true } });

interface Patient {
  id: string;
  personnummer: string;
  name: string;
  unit: string;
}
export function redacted(patient: Patient) {
  log.info({ other: patient.personnummer }); // ruleid: phi-to-log {nid.se.personnummer}
  log.info({ patient }); // ok: phi-to-log
}
const toLogView = (patient: Patient) => ({ id: patient.id, unit: patient.unit });
const mask = (value: string) => '*'.repeat(value.length);

export function admitted(patient: Patient) {
  log.info(toLogView(patient)); // ok: phi-to-log
  log.info(mask(patient.personnummer)); // ok: phi-to-log
  log.info({ adult: ageOf(patient.personnummer) >= 18 }); // ok: phi-to-log
  log.info(patient.personnummer ? 'known' : 'unknown'); // ok: phi-to-log
  log.info({ unit: patient.unit }, 'admitted'); // ok: phi-to-log
}
function ageOf(personnummer: string) {
  return new Date().getFullYear() - Number(personnummer.slice(0, 4));
}
const Query = z.object({ page: z.number() });
export function listed(query: unknown) {
  const { page } = Query.parse(query);
  log.info({ page }); // ok: phi-to-log
}
export function uiTexts(errors: { personnummer?: string }, patientCount: number, placeholder: { ssn: string }) {
  console.log(errors.personnummer); // ok: phi-to-log
  console.log(patientCount); // ok: phi-to-log
  console.log(placeholder.ssn); // ok: phi-to-log
}
export function technical(hostname: string, condition: boolean, operation: string, fileName: string) {
  console.log(hostname, condition, operation, fileName); // ok: phi-to-log
}

// @file: src/flows.ts
import { createLogger } from 'winston';

const logger = createLogger();

export async function afterward(visit: { patient: { personnummer: string; email: string } }) {
  const { personnummer } = visit.patient;
  const line = ['visit', personnummer, 'done'].join(';');
  logger.info(line); // ruleid: phi-to-log {nid.se.personnummer}
  const entry: Record<string, unknown> = {};
  entry.mail = visit.patient.email;
  entry.at = Date.now();
  logger.info('entry', entry); // ruleid: phi-to-log {contact.email}
  logger.info('at', entry.at); // ok: phi-to-log
  let text = 'none';
  if (visit.patient.email) text = visit.patient.email;
  logger.info(text); // ruleid: phi-to-log {contact.email}
  text = 'again';
  logger.info(text); // ok: phi-to-log
  await Promise.resolve(personnummer).then((number) => logger.verbose(number)); // ruleid: phi-to-log {nid.se.personnummer}
  try {
    throw new Error(`no match for ${personnummer}`); // ruleid: phi-in-exception {nid.se.personnummer}
  } catch (error) {
    logger.error((error as Error).message); // ruleid: phi-to-log {nid.se.personnummer}
  }
  [visit.patient].forEach((patient) => logger.info(patient.email)); // ruleid: phi-to-log {contact.email}
  const byNumber = new Map([[personnummer, visit]]);
  logger.info(byNumber.size); // ok: phi-to-log
}

// @file: src/more-loggers.ts
import { Logger } from '@nestjs/common';
import { Logger as LambdaLogger } from '@aws-lambda-powertools/logger';
import { consola } from 'consola';
import createDebug from 'debug';
import * as functions from 'firebase-functions';
import log4js from 'log4js';
import loglevel from 'loglevel';

const debug = createDebug('care');
const lambda = new LambdaLogger();
const old = log4js.getLogger('care');

interface Referral {
  id: string;
  reason: string;
  diagnosis: string;
  patient: { id: string; ssn: string; firstName: string };
}

export class ReferralService {
  private readonly logger = new Logger(ReferralService.name);
  constructor(private readonly injected: Logger) {}
  receive(referral: Referral) {
    this.logger.log(`referral for ${referral.patient.firstName}`); // ruleid: phi-to-log {name.person}
    this.injected.error('failed', referral.diagnosis); // ruleid: phi-to-log {clin.diagnosis}
    Logger.warn(referral.patient.ssn); // ruleid: phi-to-log {nid.us.ssn}
    debug('diagnosis %s', referral.diagnosis); // ruleid: phi-to-log {clin.diagnosis}
    lambda.appendKeys({ ssn: referral.patient.ssn }); // ruleid: phi-to-log {nid.us.ssn}
    consola.success({ referral }); // ruleid: phi-to-log
    functions.logger.info(referral.patient); // ruleid: phi-to-log
    old.debug('ssn', referral.patient.ssn); // ruleid: phi-to-log {nid.us.ssn}
    loglevel.trace(referral.diagnosis); // ruleid: phi-to-log {clin.diagnosis}
    this.logger.log(`referral ${referral.id}`); // ok: phi-to-log
    debug('referral %s of %s', referral.id, referral.patient.id); // ok: phi-to-log
    consola.box('received'); // ok: phi-to-log
    old.info(Object.keys(referral).length); // ok: phi-to-log
  }
}

// @file: src/aliases.ts
import util from 'node:util';

interface Patient {
  id: string;
  unit: string;
  personnummer: string;
  name: string;
  diagnosis: string;
}
const { log } = console;
const print = console.log;
const bound = console.error.bind(console, 'care');

export async function aliases(patient: Patient, patients: Patient[]) {
  log(patient.personnummer); // ruleid: phi-to-log {nid.se.personnummer}
  print(patient.personnummer); // ruleid: phi-to-log {nid.se.personnummer}
  bound(patient.personnummer); // ruleid: phi-to-log
  console.error.call(console, patient.personnummer); // ruleid: phi-to-log
  console['warn'](patient.personnummer); // ruleid: phi-to-log {nid.se.personnummer}
  console.log(util.inspect(patient)); // ruleid: phi-to-log
  console.log(util.format('%s', patient.personnummer)); // ruleid: phi-to-log {nid.se.personnummer}
  let lines = '';
  for (const one of patients) lines += `${one.id};${one.personnummer}\n`;
  console.log(lines); // ruleid: phi-to-log {nid.se.personnummer}
  const table = patients.map((one) => [one.id, one.diagnosis]);
  console.log(table.map((row) => row[0])); // ok: phi-to-log
  console.log(table.map((row) => row[1])); // ruleid: phi-to-log {clin.diagnosis}
  const names = new Set(patients.map((one) => one.name));
  console.log(names.size); // ok: phi-to-log
  console.log([...names]); // ruleid: phi-to-log {name.person}
  console.log(await Promise.all(patients.map(async (one) => one.diagnosis))); // ruleid: phi-to-log {clin.diagnosis}
  patients.forEach(console.log); // ruleid: phi-to-log
  const level = patients.length > 0 ? 'info' : 'warn';
  console[level](patient.personnummer); // ruleid: phi-to-log
  const byUnit: Record<string, Patient[]> = {};
  for (const one of patients) (byUnit[one.unit] ??= []).push(one);
  console.log(Object.keys(byUnit)); // ok: phi-to-log
  console.log(byUnit); // ruleid: phi-to-log
}

// @file: src/declared.ts
interface Patient {
  id: string;
  personnummer: string;
  allergies: string[];
}
interface Page<T> {
  data: T[];
  total: number;
}
type Maybe = Patient | null | undefined;
class Entity {
  id = '';
  personnummer = '';
}
interface Archive {
  find(id: string): Promise<Patient>;
}
async function load(id: string): Promise<Patient> {
  return (await fetch(`/patients/${id}`)).json();
}

export async function declared(part: Partial<Patient>, key: Pick<Patient, 'id'>, rest: Omit<Patient, 'personnummer' | 'allergies'>, page: Page<Patient>, maybe: Maybe, entity: Entity, byId: Map<string, Patient>, archive: Archive) {
  console.log(part); // ruleid: phi-to-log
  console.log(key, rest); // ok: phi-to-log
  console.log(page); // ruleid: phi-to-log
  console.log(page.total, page.data.length); // ok: phi-to-log
  console.log(maybe); // ruleid: phi-to-log
  console.log(entity); // ruleid: phi-to-log {nid.se.personnummer}
  console.log(byId.get('1')); // ruleid: phi-to-log
  console.log([...byId.keys()]); // ok: phi-to-log
  console.log(await load('1')); // ruleid: phi-to-log
  const { personnummer, ...others } = await load('1');
  console.log(others.id); // ok: phi-to-log
  console.log(others); // ruleid: phi-to-log {clin.allergy}
  const parsed = JSON.parse('{}') as Patient;
  console.log(parsed); // ruleid: phi-to-log
  console.log(parsed.id); // ok: phi-to-log
  console.log([...byId.values()]); // ruleid: phi-to-log
  console.log(await archive.find('1')); // ruleid: phi-to-log
  return personnummer;
}

// @file: src/inputs.tsx
import axios from 'axios';
import type { Request } from 'express';
import { useParams } from 'react-router-dom';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';

const PatientSchema = z.object({ id: z.string(), personnummer: z.string() });
type Patient = z.infer<typeof PatientSchema>;

export async function inputs(req: Request, form: FormData, row: Record<string, string>) {
  console.log(req.body.personnummer); // ruleid: phi-to-log {nid.se.personnummer}
  console.log(req.query.ssn, req.params.hetu); // ruleid: phi-to-log
  console.log(row['personnummer']); // ruleid: phi-to-log {nid.se.personnummer}
  const answer = await (await fetch('/me')).json();
  console.log(answer.personnummer); // ruleid: phi-to-log {nid.se.personnummer}
  console.log(form.get('personnummer')); // ruleid: phi-to-log
  console.log(new URLSearchParams(location.search).get('ssn')); // ruleid: phi-to-log
  const { data } = await axios.get<Patient>('/me');
  console.log(data.personnummer); // ruleid: phi-to-log {nid.se.personnummer}
  console.log(data); // ruleid: phi-to-log
}
export function inferred(patient: Patient) {
  console.log(patient.personnummer); // ruleid: phi-to-log {nid.se.personnummer}
  console.log(patient); // ruleid: phi-to-log
}
export function Page() {
  const { personnummer } = useParams();
  const [ssn, setSsn] = useState('');
  const [patient] = useState<{ cpr: string } | null>(null);
  const { register, watch } = useForm();
  console.log(personnummer); // ruleid: phi-to-log {nid.se.personnummer}
  console.log(ssn); // ruleid: phi-to-log {nid.us.ssn}
  console.log(register('personnummer')); // ok: phi-to-log
  console.log(watch('personnummer')); // ruleid: phi-to-log
  console.log(patient); // ruleid: phi-to-log
  return <input value={ssn} onChange={(event) => setSsn(event.target.value)} />;
}

// @file: src/overwritten.ts
export function overwritten(user: { ssn?: string; role: string }, debug: boolean) {
  const copy = { ...user };
  delete copy.ssn;
  console.log(copy); // ok: phi-to-log
  console.log({ ...user, ssn: '***' }); // ok: phi-to-log
  const info = { role: user.role, ...(debug ? { ssn: user.ssn } : {}) };
  console.log(info.role); // ok: phi-to-log
  console.log(info); // ruleid: phi-to-log {nid.us.ssn}
  console.log({ ...user, ssn: user.ssn?.slice(0, 8) }); // ruleid: phi-to-log {nid.us.ssn}
  console.log(Object.assign({}, user, { ssn: undefined })); // ok: phi-to-log
  if (!user.ssn) console.log('no number', user.ssn); // ok: phi-to-log
}

// @file: src/texts.ts
import { isValidPersonnummer } from 'some-validation-package';

const columns = [{ field: 'personnummer', headerName: 'Personnummer' }];
const labels = { personnummer: 'Personnummer', diagnosis: 'Diagnosis' };
const personnummerPattern = /^\d{12}$/;

export function texts(personnummer: string, t: (key: string) => string, patientId: string, diagnosisEnabled: boolean) {
  console.log(columns, labels.personnummer, personnummerPattern); // ok: phi-to-log
  console.log('SELECT personnummer FROM patient'); // ok: phi-to-log
  console.log(t('form.personnummer')); // ok: phi-to-log
  console.log(patientId, diagnosisEnabled); // ok: phi-to-log
  console.log(isValidPersonnummer(personnummer)); // ok: phi-to-log
  console.log(personnummerPattern.test(personnummer)); // ok: phi-to-log
  console.log(personnummer.length === 12 ? 'long' : 'short'); // ok: phi-to-log
}

// @file: src/events.ts
import { EventEmitter } from 'node:events';

const bus = new EventEmitter();
bus.on('admitted', (patient) => console.log(patient.personnummer)); // ruleid: phi-to-log {nid.se.personnummer}
bus.on('moved', ({ text }) => console.log(text)); // ruleid: phi-to-log {name.person}
export function emit(visit: { patient: { personnummer: string; name: string } }) {
  bus.emit('admitted', visit.patient);
  bus.emit('moved', { text: visit.patient.name });
}

// @file: src/rejected.ts
class NotFound extends Error {
  constructor(readonly personnummer: string) {
    super(`nobody has ${personnummer}`);
    this.name = 'NotFound';
  }
}
export function thrown(personnummer: string) {
  try {
    throw new NotFound(personnummer);
  } catch (error) {
    console.error(error); // ruleid: phi-to-log {nid.se.personnummer}
    if (error instanceof NotFound) console.error(error.name); // ok: phi-to-log
  }
}
export function rejected(personnummer: string) {
  const promise = new Promise((_, reject) => reject(new NotFound(personnummer)));
  return promise.catch((error) => console.error(error)); // ruleid: phi-to-log
}

// @file: src/failures.ts
import axios from 'axios';

interface Patient {
  id: string;
  personnummer: string;
}
declare function save(patient: Patient): Promise<void>;

async function load(id: string): Promise<Patient> {
  return (await fetch(`/patients/${id}`)).json();
}

export async function failures(patient: Patient) {
  load('1').catch((error) => console.error(error)); // ok: phi-to-log
  load('1').then((found) => found.id).catch((error) => console.error(error)); // ok: phi-to-log
  fetch('/patients', { method: 'POST', body: JSON.stringify(patient) }).catch(console.error); // ok: phi-to-log
  axios.post('/patients', patient).catch((error) => console.error(error.message)); // ok: phi-to-log
  try {
    await save(patient);
  } catch (error) {
    console.error(error); // ok: phi-to-log
  }
  save(patient).catch((error) => console.error(error)); // ok: phi-to-log
}

// @file: src/names-of-code.ts
// What is called after data, and is none.
declare const store: { getState(): { phone: { apiBaseURL: string; number: string } } };
declare function patientIdOf(token: string): string;
interface DocumentRow {
  queryAllergies: (text: string) => string;
  contextMedicationTokens: number;
}

export function populatePatients(row: DocumentRow, token: string) {
  const tag = populatePatients.name;
  console.log(tag, 'done'); // ok: phi-to-log
  console.log(store.getState().phone.apiBaseURL); // ok: phi-to-log
  console.log(store.getState().phone.number); // ruleid: phi-to-log {contact.phone}
  const patient = patientIdOf(token);
  console.log(`opened ${patient}`); // ok: phi-to-log
  console.log(row.queryAllergies, row.contextMedicationTokens); // ok: phi-to-log
}

// @file: src/decorated.ts
// One part of what stands behind a sign-in is read by its name, and is called after what it is.
interface Caller {
  sub: string;
  email: string;
}
export const callerRole = 'patient';
declare const request: { user: Caller };
const callerOf = (part?: keyof Caller) => (part ? request.user[part] : request.user) as Caller;

function note(userId: string, address: string) {
  console.log(`by ${userId}`); // ok: phi-to-log
  console.log(`by ${address}`); // ruleid: phi-to-log {contact.email}
}
export function act() {
  const user = callerOf();
  note(user.sub, user.email);
}

// @file: src/choices.ts
// What is shown, and how somebody is.
interface DataSelection {
  allergies: boolean;
  medications: boolean;
}
interface Habits {
  pregnant: boolean;
  smoker: boolean;
}
export function choices(shown: DataSelection, habits: Habits) {
  console.log(shown); // ok: phi-to-log
  console.log(habits); // ruleid: phi-to-log {acute.sexual_reproductive}
}

// @file: src/runs.ts
// A label that stands before the result of anything, and one that says it alone.
interface Run {
  success: boolean;
  duration: number;
  unit: string;
}
export function report(run: Run) {
  console.log(`Result: ${run.success ? 'PASS' : 'FAIL'} (${run.duration} ms)`); // ok: phi-to-log
  console.log(`Symptoms: ${run.unit}`); // ruleid: phi-to-log
}
