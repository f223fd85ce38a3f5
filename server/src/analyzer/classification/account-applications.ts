/**
 * Which applications have accounts and say nothing of patients or of health: brokers, consoles, sites.
 *
 * An application with a record of accounts (a user with a password, groups or roles) in which no file names a record of a
 * patient, data of health or a national identifier, has the addresses of those who run it.
 */
import type { IrModule } from '../ir/module.ts';
import type { Program } from '../program/program.ts';
import type { DataSchema, SchemaModel } from '../program/schema.ts';
import type { DataTypeCatalog } from '../rules/data-type.ts';
import { createApplications } from './applications.ts';
import type { NameClassifier } from './classify-name.ts';

/** Least confidence of a name that counts. */
const clear = 80;

/** Asks of a path whether its application is one of them; applications are looked at when they are first asked about. */
export function createAccountApplications(
  program: Program,
  schemas: readonly DataSchema[],
  names: NameClassifier,
  catalog: DataTypeCatalog,
): (path: string) => boolean {
  const applicationOf = createApplications(program, catalog);
  const withAccounts = new Set(
    schemas.filter(({ models }) => models.some(isAccount)).map(({ path }) => applicationOf(path)),
  );
  if (withAccounts.size === 0) return () => false;
  const answers = new Map<string, boolean>();
  const ask = (application: string): boolean =>
    withAccounts.has(application) &&
    !program.modules.some(
      ({ ir, facts }) =>
        !facts.isTest && applicationOf(ir.path) === application && namesPatients(ir, names, catalog),
    );
  return (path) => {
    const application = applicationOf(path);
    let answer = answers.get(application);
    if (answer === undefined) {
      answer = ask(application);
      answers.set(application, answer);
    }
    return answer;
  };
}

/** A user with a password, groups or roles. */
function isAccount({ name, fields }: SchemaModel): boolean {
  return (
    /^(?:users?|accounts?|admins?|operators?)$/i.test(name) &&
    fields.some((field) => /^(?:password|groups?|roles?|permissions)/i.test(field.name))
  );
}

const known = new WeakMap<DataTypeCatalog, WeakMap<IrModule, boolean>>();

/** Found out once per module object. */
function namesPatients(ir: IrModule, names: NameClassifier, catalog: DataTypeCatalog): boolean {
  let byModule = known.get(catalog);
  if (byModule === undefined) {
    byModule = new WeakMap();
    known.set(catalog, byModule);
  }
  let answer = byModule.get(ir);
  if (answer === undefined) {
    answer = ir.strings.some((text) => text.length < 60 && isOfPatients(text, names, catalog));
    byModule.set(ir, answer);
  }
  return answer;
}

function isOfPatients(text: string, names: NameClassifier, catalog: DataTypeCatalog): boolean {
  if (names.classifyRecordName(text) !== undefined) return true;
  const told = names.classify([text]);
  const type = told === undefined || told.confidence < clear ? undefined : catalog.types[told.type];
  return (
    type !== undefined && (type.level === 'special' || type.level === 'acute' || type.category === 'nid')
  );
}
