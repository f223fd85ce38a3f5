/** Seeds of whole programs: names, declared types, Prisma records, FHIR resources, markers, and what gives none. */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { classifySources, type Sources } from './classify-source.ts';

const lines = (sources: Sources | string): readonly string[] =>
  classifySources(typeof sources === 'string' ? { 'src/app.ts': sources } : sources).lines;

describe('createProgramClassifier', () => {
  describe('rows of SQL texts', () => {
    const rows = (sql: string): readonly string[] =>
      lines(
        `import pg from 'pg'; const db = new pg.Pool(); export const f = async (id) => { const r = await db.query(${sql}, [id]); return r.rows[0]; };`,
      ).map((line) => line.slice(line.lastIndexOf('[rows')));

    it('classifies columns by their names below their table', () => {
      assert.deepEqual(rows("'SELECT id, first_name, p.diagnosis AS d FROM patients p WHERE id = $1'"), [
        '[rows.[].d] => clin.diagnosis 95',
        '[rows.[].first_name] => name.person 95',
      ]);
    });

    it('takes all columns of a table of patients or of health data for a record', () => {
      assert.deepEqual(rows("'SELECT * FROM patients'"), ['[rows.[].<record>] => name.person 75']);
      const template = '`SELECT lr.* FROM lab_results lr WHERE lr.id = $' + '{id}`';
      assert.deepEqual(rows(template), ['[rows.[].<record>] => clin.lab 75']);
      assert.deepEqual(rows("'SELECT * FROM invoices'"), []);
    });
  });

  describe('names', () => {
    it('seeds fields by their names and owners', () => {
      assert.deepEqual(
        lines('export function f(a) { use(a.patient.name, a.file.name, a.x.personnummer); }'),
        [
          'a.patient.name => name.person 80',
          'a.patient [<record>] => name.person 65',
          'a.x.personnummer => nid.se.personnummer 90',
        ].sort(byText('a.patient [')),
      );
    });

    it('seeds destructured bindings by the property, whatever they are called', () => {
      assert.deepEqual(lines('export function f(req) { const { ssn: x, n } = req.body; use(x, n); }'), [
        'ssn: x => nid.us.ssn 90',
      ]);
    });

    it('seeds parameters and variables', () => {
      assert.deepEqual(lines('export const f = (diagnosis, limit) => use(diagnosis, limit);'), [
        'diagnosis => clin.diagnosis 85',
      ]);
      assert.deepEqual(lines('const personnummer = read(); use(personnummer);'), [
        'read() => nid.se.personnummer 80',
      ]);
      assert.deepEqual(
        lines('let email; export function f(x) { email = x; } export function g() { use(email); }'),
        ['email = x => contact.email 80'],
      );
    });

    it('seeds results of functions that are called after data', () => {
      assert.deepEqual(lines('use(getPersonnummer(), api.fetchDiagnosis(1), getFile());'), [
        'getPersonnummer() => nid.se.personnummer 70',
        'api.fetchDiagnosis(1) => clin.diagnosis 70',
      ]);
    });

    it('seeds properties that are written, but not with descriptions', () => {
      assert.deepEqual(
        lines('export const f = (x) => send({ phone: x.a, email: true, ssn: "label", size: x.b });'),
        ['phone: x.a [phone] => contact.phone 85'],
      );
    });

    it('says nothing about classes of records, tables of constants and masked values', () => {
      assert.deepEqual(
        lines(
          'export function f(ctx) { const { Prescription, EncounterDiagnosis } = ctx.models; use(Prescription, EncounterDiagnosis); }',
        ),
        [],
      );
      assert.deepEqual(
        lines(
          "import { CacheTTL } from './ttl.js'; export const f = (row) => use(CacheTTL.DIAGNOSIS, row.DIAGNOSIS);",
        ),
        ['row.DIAGNOSIS => clin.diagnosis 90'],
      );
      assert.deepEqual(
        lines(
          'export const f = (a) => { const email = maskMail(a); send({ phone: a ? redactText(a) : null }, email); };',
        ),
        [],
      );
      assert.deepEqual(lines('export const f = (byCode) => send({ medications: byCode.size });'), []);
      assert.deepEqual(lines('export const ttl = { DIAGNOSIS: 24 * 60 * 1000 };'), []);
    });

    it('takes what is turned into JSON for an object', () => {
      assert.deepEqual(
        lines('export const f = (r) => { const { patient } = r.data; keep(JSON.stringify(patient)); };'),
        ['patient [<record>] => name.person 65'],
      );
    });

    it('gives elements the owner their collection is', () => {
      assert.deepEqual(
        lines(
          'export function f(api) { for (const match of api.patients) use(match.name); api.patients.map((p) => p.address); }',
        ).filter((line) => !line.includes('<record>')),
        ['match.name => name.person 80', 'p.address => contact.address 80'],
      );
    });

    it('takes the class as the owner of this', () => {
      assert.deepEqual(
        lines('export class Patient { constructor() { this.q = 1; } print() { use(this.name); } }'),
        ['this.name => name.person 80'],
      );
      assert.deepEqual(lines('export class PatientService { print() { use(this.name); } }'), []);
    });

    it('does not seed functions, classes, imports, comparisons, host attributes, checks', () => {
      assert.deepEqual(
        lines({
          'src/app.tsx': `
            import { email } from './constants';
            function diagnosis() {}
            class Prescription {}
            export const View = (p) => <input name="email" phone={p.a} />;
            const isPregnantText = p.a === 1;
            const ssn = isValid(p.a), patientEmail = validateEmail(p.a);
            const personnummerCount = p.length;
            p.setEmail(1); p.diagnosis();
            use(email, diagnosis, Prescription);
          `,
        }),
        [],
      );
    });

    it('does not seed what libraries describe, translate or make up', () => {
      assert.deepEqual(
        lines(`
          import { z } from 'zod';
          import { faker } from '@faker-js/faker';
          import { DataTypes } from 'sequelize';
          const schema = z.object({ email: z.string().email(), ssn: z.string() });
          const firstName = faker.person.firstName();
          define({ ssn: DataTypes.STRING, diagnosis: { type: String }, email: process.env.ADMIN_EMAIL });
          const labels = { personnummer: 'Personnummer' };
          use(labels.personnummer, formErrors.email, firstName);
        `),
        [],
      );
    });

    it('seeds what a schema has parsed', () => {
      assert.deepEqual(
        lines(
          `import { z } from 'zod'; const schema = z.object({}); const input = schema.parse(raw); use(input.email);`,
        ),
        ['input.email => contact.email 90'],
      );
    });

    it('keeps fields of a health record that are no data clean', () => {
      assert.deepEqual(
        lines('export const f = (provsvar) => use(provsvar.id, provsvar.svar, provsvar.value);'),
        ['provsvar [<record>] => clin.lab 85', 'provsvar.value => clin.lab 70'],
      );
    });

    it('trusts doubtful names more in modules of health care', () => {
      const text = 'export const f = (transcript) => use(transcript);';
      assert.deepEqual(lines({ 'src/media.ts': text }), ['transcript => clin.note 55']);
      assert.deepEqual(lines({ 'src/patients/media.ts': text }), ['transcript => clin.note 65']);
      assert.deepEqual(lines({ 'src/media.ts': `import 'fhirclient';${text}` }), [
        'transcript => clin.note 65',
      ]);
    });
  });

  describe('whole records', () => {
    it('seeds unknown fields of objects called patient', () => {
      assert.deepEqual(lines('const patient = await load(); log(patient);'), [
        'await load() [<record>] => name.person 65',
      ]);
      assert.deepEqual(lines('const patients = await load(); log(patients);'), [
        'await load() [*.<record>] => name.person 65',
      ]);
      assert.deepEqual(lines('export const f = ({ patient }) => log(patient, patient.id);'), [
        'patient [<record>] => name.person 65',
      ]);
      assert.deepEqual(lines('log(await getPatient(1));'), ['getPatient(1) [<record>] => name.person 60']);
    });

    it('doubts a parameter that nothing uses as an object', () => {
      assert.deepEqual(lines('export const f = (patient) => log(patient);'), [
        'patient [<record>] => name.person 55',
      ]);
    });

    it('does not seed keys, places, texts and counts', () => {
      assert.deepEqual(
        lines(
          'use(req.params.patient, db.patient.findMany(), labels.patient, patientService, patientCount, models.Patient);',
        ),
        [],
      );
    });

    it('trusts a record less when the function that makes it is seen', () => {
      assert.deepEqual(lines('function make() { return { id: 1 }; } const patient = make(); log(patient);'), [
        'make() [<record>] => name.person 50',
      ]);
    });
  });

  describe('declared types', () => {
    it('classifies members of the types of the workspace', () => {
      assert.deepEqual(
        lines({
          'src/types.ts': `
            export interface Base { personnummer: string }
            export interface Patient extends Base { id: string; name: string; email: () => void; hasEmail: boolean; home: Home; visits: Visit[] }
            interface Home { street: string; phone?: string }
            type Visit = { reason: string; diagnosis: string; patient: Patient };
          `,
          'src/app.ts': `
            import type { Patient } from './types';
            export function f(rows: Promise<Partial<Patient>[]>) { log(rows); }
          `,
        }),
        [
          'rows [[].home.phone] => contact.phone 90',
          'rows [[].name] => name.person 80',
          'rows [[].personnummer] => nid.se.personnummer 90',
          'rows [[].visits.[].diagnosis] => clin.diagnosis 90',
          'rows [[].visits.[].patient.name] => name.person 80',
          'rows [[].visits.[].patient.personnummer] => nid.se.personnummer 90',
          'rows [[].visits.[].patient.visits] => clin.encounter 80',
        ],
      );
    });

    it('respects Pick and Omit', () => {
      const types = 'interface Patient { id: string; name: string; ssn: string }';
      assert.deepEqual(lines(`${types} export const f = (x: Pick<Patient, 'id' | 'name'>) => log(x);`), [
        'x [name] => name.person 80',
      ]);
      assert.deepEqual(lines(`${types} export const f = (x: Omit<Patient, 'name'>) => log(x);`), [
        'x [ssn] => nid.us.ssn 90',
      ]);
      assert.deepEqual(
        lines(`${types} export const f = (patient: Pick<Patient, 'id'>) => log(patient);`),
        [],
      );
    });

    it('believes a return type where the body hands on an unknown call', () => {
      assert.deepEqual(
        lines(`
          interface Patient { ssn: string }
          export async function load(): Promise<Patient> { const r = await fetch('/p'); return r.json(); }
          export function make(): Patient { return { ssn: '' }; }
        `),
        ['r.json() [ssn] => nid.us.ssn 90'],
      );
    });

    it('says nothing of literals, enums and functions', () => {
      assert.deepEqual(
        lines(`
          enum Diagnosis { A }
          interface Patient { ssn: string }
          const p: Patient = { ssn: '1' };
          export const f = (d: Diagnosis, g: (p: Patient) => void) => log(d, p, g);
        `),
        [],
      );
    });
  });

  describe('FHIR', () => {
    it('knows the elements of resources by their declared type', () => {
      const found = lines(`
        import type { Patient, Bundle, Observation } from 'fhir/r4';
        export function f(p: Patient, all: Bundle<Observation>, q: fhir4.Condition) { log(p, all, q); }
      `);
      assert.ok(found.includes('p [birthDate] => demo.birthdate 95'));
      assert.ok(found.includes('p [name] => name.person 95'));
      assert.ok(found.includes('all [entry.[].resource.valueQuantity] => clin.lab 95'));
      assert.ok(found.includes('q [code] => clin.diagnosis 95'));
    });

    it('does not take other types of the same names', () => {
      assert.deepEqual(
        lines(`import type { Patient } from 'other'; export const f = (x: Patient) => log(x);`),
        [],
      );
    });

    it('knows reads by the resource they name', () => {
      const found = lines(`
        import { MedplumClient } from '@medplum/core';
        const medplum = new MedplumClient();
        log(await medplum.readResource('Patient', '1'), await medplum.searchResources('Observation', 'x=1'));
      `);
      assert.ok(found.includes(`medplum.readResource('Patient', '1') [name] => name.person 95`));
      assert.ok(found.includes(`medplum.searchResources('Observation', 'x=1') [[].code] => clin.lab 95`));
    });

    it('knows literals by their resourceType', () => {
      assert.deepEqual(
        lines(`export const f = (x) => send({ resourceType: 'Patient', birthDate: x.a, active: x.b });`),
        ['birthDate: x.a [birthDate] => demo.birthdate 90'],
      );
    });
  });

  describe('markers', () => {
    it('knows the value beside an identifier system', () => {
      assert.deepEqual(
        lines(
          `export const f = (x) => send({ root: '1.2.752.129.2.1.3.1', extension: x }, { system: 'urn:x', value: x });`,
        ),
        ['extension: x [extension] => nid.se.personnummer 95'],
      );
    });

    it('knows the value that was looked up by system, constants of other files included', () => {
      assert.deepEqual(
        lines({
          'src/systems.ts': `export const nhs = 'https://fhir.nhs.uk/Id/nhs-number';`,
          'src/app.ts': `
            import { nhs } from './systems';
            export const f = (ids) => ids.find((i) => i.system === nhs)?.value;
            export const g = (ids) => ids.find((i) => i.system === 'urn:x')?.value;
          `,
        }),
        ['ids.find((i) => i.system === nhs)?.value => nid.uk.nhs 95'],
      );
    });
  });

  describe('Prisma records', () => {
    const schema = `
      model Patient {
        id           String @id
        personnummer String @unique
        name         String
        ref          String /// The MRN at the hospital
        wantsEmail   Boolean
        visits       Visit[]
        home         Home?
      }
      model Visit { id String @id
        patientId String
        patient Patient @relation(fields: [patientId], references: [id])
        diagnosis String
        startedAt DateTime }
      type Home { street String
        phone String }
    `;
    const query = (code: string): readonly string[] =>
      lines({
        'prisma/schema.prisma': schema,
        'src/db.ts': `import { PrismaClient } from '@prisma/client'; export const prisma = new PrismaClient();`,
        'src/select.ts': `export const nameOnly = { name: true } as const;`,
        'src/app.ts': `import { prisma } from './db'; import { nameOnly } from './select'; export async function f(where, flag) { ${code} }`,
      }).map((line) => line.slice(line.lastIndexOf(' [') + 1));
    const whole = [
      '[home.phone] => contact.phone 95',
      '[home.street] => contact.address 90',
      '[name] => name.person 90',
      '[personnummer] => nid.se.personnummer 95',
      '[ref] => nid.mrn 75',
    ];

    it('seeds every classified field of a record, its composite types, and identifiers by comment', () => {
      assert.deepEqual(
        query('return prisma.patient.findUnique({ where });').filter((line) => !line.includes('street')),
        whole.filter((line) => !line.includes('street')),
      );
    });

    it('takes only what is selected, relations included', () => {
      assert.deepEqual(
        query('return prisma.patient.findUnique({ where, select: { id: true, name: true, ref: false } });'),
        ['[name] => name.person 90'],
      );
      assert.deepEqual(
        query(
          'return prisma.patient.findMany({ select: { visits: { select: { diagnosis: true } }, _count: true } });',
        ),
        ['[[].visits.[].diagnosis] => clin.diagnosis 95'],
      );
    });

    it('follows select through variables, spreads and modules', () => {
      const expected = ['[name] => name.person 90'];
      assert.deepEqual(
        query('const select = { id: true, name: true }; return prisma.patient.findFirst({ select });'),
        expected,
      );
      assert.deepEqual(query('return prisma.patient.findFirst({ select: nameOnly });'), expected);
      assert.deepEqual(
        query('return prisma.patient.findFirst({ select: { id: true, ...nameOnly } });'),
        expected,
      );
      assert.deepEqual(
        query('const args = { where, select: { name: true } }; return prisma.patient.findFirst(args);'),
        expected,
      );
    });

    it('adds relations that are included, and takes off what is omitted', () => {
      const found = query(
        'return prisma.visit.findMany({ include: { patient: { omit: { name: true } } } });',
      );
      assert.ok(found.includes('[[].diagnosis] => clin.diagnosis 95'));
      assert.ok(found.includes('[[].patient.personnummer] => nid.se.personnummer 95'));
      assert.ok(!found.some((line) => line.includes('patient.name')));
    });

    it('takes everything, at lower confidence, when the select is not known', () => {
      assert.deepEqual(query('return prisma.visit.findFirst({ where, select: pick(flag) });'), [
        '[diagnosis] => clin.diagnosis 71',
      ]);
      assert.ok(
        query('return prisma.visit.findFirst({ select: flag ? { id: true } : undefined });').includes(
          '[diagnosis] => clin.diagnosis 71',
        ),
      );
    });

    it('knows the fields, so names of variables add nothing', () => {
      assert.deepEqual(
        query(
          'const patient = await prisma.patient.findFirst({ select: { id: true } }); log(patient); return patient.id;',
        ),
        [],
      );
      assert.deepEqual(
        query(
          'const patients = await prisma.patient.findMany({ select: { id: true } }); return patients.find((p) => p.id === flag);',
        ),
        [],
      );
    });

    it('gives counts nothing', () => {
      assert.deepEqual(query('return prisma.patient.count({ where });'), []);
    });

    it('knows an injected client by its methods and the model', () => {
      assert.deepEqual(query('return flag.db.visit.findMany({ where });'), [
        '[[].diagnosis] => clin.diagnosis 81',
      ]);
      assert.deepEqual(query('return flag.db.unknown.findMany({ where });'), []);
    });
  });

  it('leaves out test code, unless asked', () => {
    const sources = { 'src/app.test.ts': 'export const f = (ssn) => use(ssn);' };
    assert.deepEqual(lines(sources), []);
    assert.deepEqual(classifySources(sources, { includeTests: true }).lines, ['ssn => nid.us.ssn 85']);
  });

  it('leaves out values that are not wanted', () => {
    assert.deepEqual(
      classifySources({ 'src/a.ts': 'export const f = (ssn) => use(ssn);' }, { isWanted: () => false }).lines,
      [],
    );
  });

  it('gives sorted plain data', () => {
    const { classification } = classifySources({
      'src/b.ts': 'export const f = (ssn, patient) => use(ssn, patient.name, patient.email);',
      'src/a.ts': 'export const f = (email, ssn) => use(email, ssn);',
    });
    assert.deepEqual(structuredClone(classification), classification);
    assert.deepEqual(classification.paths[0], []);
    assert.deepEqual(
      [...classification.value],
      [...classification.value].sort((a, b) => a - b),
    );
    assert.deepEqual(classification.evidences, [...classification.evidences].sort());
    assert.equal(new Set(classification.evidences).size, classification.evidences.length);
    assert.deepEqual(classification.gaps, []);
  });

  it('survives hostile code', () => {
    const deep = `use(${'a.'.repeat(3_000)}name, ${'['.repeat(200)}x.personnummer${']'.repeat(200)});`;
    const wide = `export const o = { ${Array.from({ length: 3_000 }, (_, i) => `k${i}: x${i}`).join(', ')} };`;
    const cycle =
      'type A = B; type B = A; interface P extends P { p: P; ssn: string } export const f = (x: P, y: A) => use(x, y);';
    assert.deepEqual(classifySources({ 'a.ts': deep, 'b.ts': wide, 'c.ts': cycle }).classification.gaps, []);
    const circle =
      'let email = ssn; let ssn = email; export function f() { email = ssn; ssn = email; return [email, ssn]; }';
    const merges = 'for (const y of x) if (y) ssn = y.a; '.repeat(300);
    const chain = `export const f = (x): Patient => { let ssn = x(); ${merges} return ssn; };`;
    assert.deepEqual(classifySources({ 'd.ts': circle, 'e.ts': chain }).classification.gaps, []);
  });
});

/** Puts lines that hold `first` before the others, and keeps the order otherwise. */
function byText(first: string): (a: string, b: string) => number {
  return (a, b) => Number(b.startsWith(first)) - Number(a.startsWith(first));
}
