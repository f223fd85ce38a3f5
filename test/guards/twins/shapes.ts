/**
 * Forms of ties and their failures, written once for all frameworks: bodies of handlers with `ID` for what the request
 * names, `ME` for the caller, `DENY;` for a refusal and `SEND(x);` for the answer.
 *
 * `loud` bodies hand out or change a record of anybody, `quiet` ones only what is tied to the caller. Functions that
 * stand in other files are `helpers` of the form; their names are unique in the whole table.
 */

/** One form, with code of other files that its bodies use. */
export interface Shape {
  readonly name: string;
  readonly loud: readonly string[];
  readonly quiet: readonly string[];
  /** Functions and classes of the file `helpers.ts`. */
  readonly helpers?: string;
}

const one = (where: string) => `SEND(await db.patient.findFirst({ where: ${where}, select: view }));`;
const load = 'const patient = await db.patient.findUnique({ where: { id: ID }, select: view });';

/** Forms of ties. */
export const shapes: readonly Shape[] = [
  {
    name: 'the caller in the filter',
    loud: [one('{ id: ID }')],
    quiet: [one('{ id: ID, userId: ME.id }'), one('{ AND: [{ id: ID }, { userId: { equals: ME.id } }] }')],
  },
  {
    name: 'the tenant in the filter',
    loud: [one("{ id: ID, clinicId: 'main' }")],
    quiet: [one('{ id: ID, clinicId: ME.clinicId }')],
  },
  {
    name: 'an alternative without the caller',
    loud: [one('{ OR: [{ id: ID }, { userId: ME.id }] }')],
    quiet: [one('{ id: ID, OR: [{ userId: ME.id }, { clinicId: ME.clinicId }] }')],
  },
  {
    name: 'everybody but the caller',
    loud: [one('{ id: ID, userId: { not: ME.id } }')],
    quiet: [one('{ id: ID, userId: { in: [ME.id] } }')],
  },
  {
    name: 'a filter that is put together',
    loud: [
      'const where: Record<string, unknown> = { id: ID }; if (ID.length > 9) where.userId = ME.id; SEND(await db.patient.findFirst({ where, select: view }));',
    ],
    quiet: [
      'const where: Record<string, unknown> = { id: ID }; where.userId = ME.id; SEND(await db.patient.findFirst({ where, select: view }));',
      'const own = { userId: ME.id }; SEND(await db.patient.findFirst({ where: { id: ID, ...own }, select: view }));',
    ],
  },
  {
    name: 'a comparison after loading',
    loud: [`${load} console.info(patient?.userId === ME.id); SEND(patient);`],
    quiet: [
      `${load} if (patient?.userId !== ME.id) DENY; SEND(patient);`,
      `${load} if (!patient || patient.userId !== ME.id) { DENY; } SEND(patient);`,
      `${load} if (String(patient?.userId) !== String(ME.id)) DENY; SEND(patient);`,
    ],
  },
  {
    name: 'a comparison with the wrong outcome',
    loud: [`${load} if (patient?.userId === ME.id) DENY; SEND(patient);`],
    quiet: [`${load} if (patient?.userId === ME.id) { SEND(patient); } DENY;`],
  },
  {
    name: 'a comparison of the identifier',
    loud: [`if (ID === 'x') DENY; ${load} SEND(patient);`],
    quiet: [`if (ID !== ME.patientId) DENY; ${load} SEND(patient);`],
  },
  {
    name: 'a check that comes too late',
    loud: [`${load} if (!patient) DENY; SEND(patient); if (patient.userId !== ME.id) DENY;`],
    quiet: [`${load} const isOwn = patient?.userId === ME.id; if (!isOwn) DENY; SEND(patient);`],
  },
  {
    name: 'a helper that throws',
    loud: [`${load} noteOwner(ME, patient); SEND(patient);`],
    quiet: [`${load} assertOwner(ME, patient); SEND(patient);`],
    helpers: `
      export function assertOwner(user: User, patient: Owned | null) {
        if (patient?.userId !== user.id) throw new Error('forbidden');
      }
      export function noteOwner(user: User, patient: Owned | null) {
        if (patient?.userId !== user.id) console.info('somebody else');
      }`,
  },
  {
    name: 'a helper that answers',
    loud: [`${load} isOwner(ME, patient); SEND(patient);`],
    quiet: [`${load} if (!isOwner(ME, patient)) DENY; SEND(patient);`],
    helpers: `
      export const isOwner = (user: User, patient: Owned | null) => patient !== null && patient.userId === user.id;`,
  },
  {
    name: 'a helper that asks the store',
    loud: [`if (!mayRead(ME.id, ID)) DENY; ${load} SEND(patient);`],
    quiet: [`if (!(await mayReadToo(ME.id, ID))) DENY; ${load} SEND(patient);`],
    helpers: `
      export async function mayRead(staffId: string, patientId: string) {
        return (await db.careRelation.count({ where: { staffId, patientId } })) > 0;
      }
      export async function mayReadToo(staffId: string, patientId: string) {
        const relation = await db.careRelation.findFirst({ where: { staffId, patientId } });
        return relation !== null;
      }`,
  },
  {
    name: 'a record of the relation',
    loud: [
      `const relation = await db.careRelation.findFirst({ where: { staffId: ME.id, patientId: ID } }); console.info(relation !== null); ${load} SEND(patient);`,
    ],
    quiet: [
      `const relation = await db.careRelation.findFirst({ where: { staffId: ME.id, patientId: ID } }); if (!relation) DENY; ${load} SEND(patient);`,
      `const relations = await db.careRelation.findMany({ where: { staffId: ME.id, patientId: ID } }); if (relations.length === 0) DENY; ${load} SEND(patient);`,
    ],
  },
  {
    name: 'a service in another file',
    loud: ['SEND(await findAny(ID));'],
    quiet: ['SEND(await findOwn(ID, ME.id));', 'SEND(await findOf(ME, { id: ID }));'],
    helpers: `
      export const findAny = (id: string) => db.patient.findUnique({ where: { id }, select: view });
      export const findOwn = (id: string, userId: string) => db.patient.findFirst({ where: { id, userId }, select: view });
      export async function findOf(user: User, { id }: { id: string }) {
        const found = await db.patient.findFirst({ where: { id, clinicId: user.clinicId }, select: view });
        return found;
      }`,
  },
  {
    name: 'a repository',
    loud: ['SEND(await new OpenPatients().find(ID));'],
    quiet: ['SEND(await new OwnPatients(ME).find(ID));', 'SEND(await ownPatients.find(ID, ME.id));'],
    helpers: `
      export class OpenPatients {
        find(id: string) {
          return db.patient.findUnique({ where: { id }, select: view });
        }
      }
      export class OwnPatients {
        constructor(private readonly user: User) {}
        find(id: string) {
          return db.patient.findFirst({ where: { id, userId: this.user.id }, select: view });
        }
      }
      class TiedPatients {
        find(id: string, userId: string) {
          return db.patient.findFirst({ where: { id, userId }, select: view });
        }
      }
      export const ownPatients = new TiedPatients();`,
  },
  {
    name: 'a record of another record',
    loud: ['SEND(await db.lab.findFirst({ where: { patientId: ID } }));'],
    quiet: [
      'SEND(await db.lab.findFirst({ where: { id: ID, patient: { userId: ME.id } } }));',
      'const own = await db.patient.findFirst({ where: { userId: ME.id }, select: view }); SEND(await db.lab.findFirst({ where: { id: ID, patientId: own?.id } }));',
    ],
  },
  {
    name: 'a parent that is looked at',
    loud: [
      'const patient = await db.patient.findUnique({ where: { id: ID }, select: view }); if (!patient) DENY; SEND(await db.lab.findMany({ where: { patientId: patient.id } }));',
    ],
    quiet: [
      'const patient = await db.patient.findFirst({ where: { id: ID, userId: ME.id }, select: view }); if (!patient) DENY; SEND(await db.lab.findMany({ where: { patientId: patient.id } }));',
    ],
  },
  {
    name: 'a change',
    loud: ["await db.patient.update({ where: { id: ID }, data: { name: 'x' } }); SEND({});"],
    quiet: [
      "await db.patient.updateMany({ where: { id: ID, userId: ME.id }, data: { name: 'x' } }); SEND({});",
      `${load} if (patient?.userId !== ME.id) DENY; await db.patient.update({ where: { id: ID }, data: { name: 'x' } }); SEND({});`,
    ],
  },
  {
    name: 'a removal',
    loud: ['await db.patient.delete({ where: { id: ID } }); SEND({});'],
    quiet: ['await db.patient.deleteMany({ where: { id: ID, clinicId: ME.clinicId } }); SEND({});'],
  },
  {
    name: 'a list that is filtered afterwards',
    loud: [
      'const all = await db.patient.findMany({ where: { clinicId: ID }, select: view }); SEND(all.filter((p) => p.name !== null));',
    ],
    quiet: [
      'const all = await db.patient.findMany({ where: { clinicId: ID }, select: view }); SEND(all.filter((p) => p.userId === ME.id));',
    ],
  },
  {
    name: 'a list of what the caller may see',
    loud: [`if (!['a', 'b'].includes(ID)) console.info('other'); ${load} SEND(patient);`],
    quiet: [
      `if (!ME.patientIds.includes(ID)) DENY; ${load} SEND(patient);`,
      `if (!new Set(ME.patientIds).has(ID)) DENY; ${load} SEND(patient);`,
      `if (!ME.patientIds.some((own) => own === ID)) DENY; ${load} SEND(patient);`,
    ],
  },
  {
    name: 'a role or the owner',
    loud: [`${load} if (ME.role === 'patient' && !patient) DENY; SEND(patient);`],
    quiet: [
      `${load} if (ME.role !== 'admin' && patient?.userId !== ME.id) DENY; SEND(patient);`,
      `${load} if (patient?.userId === ME.id || ME.role === 'admin') { SEND(patient); } DENY;`,
    ],
  },
  {
    name: 'a switch over kinds',
    loud: [`${load} switch (ME.role) { case 'doctor': break; default: console.info('no doctor'); } SEND(patient);`],
    quiet: [
      `${load} switch (ME.role) { case 'admin': break; default: if (patient?.userId !== ME.id) DENY; } SEND(patient);`,
    ],
  },
  {
    name: 'a failure that is swallowed',
    loud: [`${load} try { swallowedOwner(ME, patient); } catch { console.info('no owner'); } SEND(patient);`],
    quiet: [`${load} try { swallowedOwner(ME, patient); } catch { DENY; } SEND(patient);`],
    helpers: `
      export function swallowedOwner(user: User, patient: Owned | null) {
        if (!patient || patient.userId !== user.id) throw new Error('forbidden');
      }`,
  },
  {
    name: 'the own record by default',
    loud: ["SEND(await db.patient.findFirst({ where: { id: ID === 'me' ? ME.patientId : ID }, select: view }));"],
    quiet: ['SEND(await db.patient.findUnique({ where: { id: ME.patientId }, select: view }));'],
  },
  {
    name: 'statements of SQL',
    loud: ["SEND((await pool.query('SELECT name, address FROM patients WHERE id = $1', [ID])).rows[0]);"],
    quiet: [
      "SEND((await pool.query('SELECT name, address FROM patients WHERE id = $1 AND user_id = $2', [ID, ME.id])).rows[0]);",
      "const { rows } = await pool.query('SELECT name, address, user_id FROM patients WHERE id = $1', [ID]); if (rows[0]?.user_id !== ME.id) DENY; SEND(rows[0]);",
    ],
  },
  {
    name: 'documents',
    loud: ['SEND(await Visit.findById(ID).select("diagnosis owner"));'],
    quiet: [
      'SEND(await Visit.findOne({ _id: ID, owner: ME.id }).select("diagnosis owner"));',
      'const visit = await Visit.findById(ID).select("diagnosis owner"); if (!visit?.owner.equals(ME.id)) DENY; SEND(visit);',
      'SEND(await Visit.findOne({ owner: ME.id }).where("_id").equals(ID).select("diagnosis owner"));',
    ],
  },
  {
    name: 'a transaction',
    loud: ['SEND(await db.$transaction((tx) => tx.patient.findUnique({ where: { id: ID }, select: view })));'],
    quiet: [
      'SEND(await db.$transaction((tx) => tx.patient.findFirst({ where: { id: ID, userId: ME.id }, select: view })));',
    ],
  },
  {
    name: 'a chain of promises',
    loud: ['SEND(await db.patient.findUnique({ where: { id: ID }, select: view }).then((found) => ({ found })));'],
    quiet: [
      'SEND(await db.careRelation.findFirstOrThrow({ where: { staffId: ME.id, patientId: ID } }).then(() => db.patient.findUnique({ where: { id: ID }, select: view })));',
    ],
  },
  {
    name: 'a wrapper around the work',
    loud: ['SEND(await withAny(ME, ID, (patient) => ({ name: patient.name })));'],
    quiet: ['SEND(await withOwn(ME, ID, (patient) => ({ name: patient.name })));'],
    helpers: `
      export async function withAny<T>(user: User, id: string, work: (patient: Owned) => T) {
        const patient = await db.patient.findUniqueOrThrow({ where: { id }, select: view });
        console.info(user.id);
        return work(patient);
      }
      export async function withOwn<T>(user: User, id: string, work: (patient: Owned) => T) {
        const patient = await db.patient.findUniqueOrThrow({ where: { id }, select: view });
        if (patient.userId !== user.id) throw new Error('forbidden');
        return work(patient);
      }`,
  },
  {
    name: 'a factory of guards',
    loud: ['await anyGuard(ME, ID); SEND(await db.patient.findUnique({ where: { id: ID }, select: view }));'],
    quiet: ['await ownGuard(ME, ID); SEND(await db.patient.findUnique({ where: { id: ID }, select: view }));'],
    helpers: `
      const guardOf = (column: 'userId' | 'clinicId') => async (user: User, id: string) => {
        const found = await db.patient.findFirst({ where: { id, userId: user.id } });
        if (!found) throw new Error('no ' + column);
      };
      export const ownGuard = guardOf('userId');
      export const anyGuard = async (user: User, id: string) => {
        const found = await db.patient.findFirst({ where: { id, userId: user.id } });
        if (!found) console.info('not theirs');
      };`,
  },
];
