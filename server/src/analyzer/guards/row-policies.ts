/**
 * What the policies of a database say about the rows of a table, from the SQL of the workspace.
 *
 * Statements of all files in the order of their paths, as migrations run, to one answer for a table and an operation. It
 * is worth something only for a client that the database knows to be the caller (acting-clients.ts), or that told the
 * database who is calling (session-settings.ts).
 */
import type { Program } from '../program/program.ts';
import { isMessageSchema } from '../program/schema.ts';
import type { PolicyStatement } from '../program/schemas/sql-policies.ts';
import type { RecordQuery } from '../rules/model.ts';

/** What stands between a caller and the rows of one table. */
export interface RowRule {
  /** As of conditions; `anybody` also where no policy is in force on the table, though there are on others. */
  readonly kind: 'caller' | 'role' | 'anybody' | 'unknown';
  /** Settings of the session by which the database knows who is asking; empty where it knows otherwise. */
  readonly settings: readonly string[];
  /** As part of a sentence. */
  readonly text: string;
}

interface TablePolicies {
  isInForce: boolean;
  readonly byName: Map<string, PolicyStatement & { readonly kind: 'create' }>;
}

/** Roles of the database that no caller has. */
const ownRoles: ReadonlySet<string> = new Set([
  'service_role',
  'postgres',
  'supabase_admin',
  'dashboard_user',
]);

const memo = new WeakMap<Program, ReadonlyMap<string, TablePolicies>>();

/** The rule for an operation on the rows of a table, or of the model that is stored in it; undefined if the workspace says nothing about policies of it. */
export function rowRuleOf(
  program: Program,
  resource: string,
  operation: RecordQuery['operation'],
): RowRule | undefined {
  const known = policiesOf(program);
  if (known.size === 0 || resource === '') return undefined;
  const table = tableOf(program, resource);
  const policies = known.get(table.toLowerCase());
  if (!policies?.isInForce) {
    const isMadeHere = program.schemas.some(
      ({ language, models }) =>
        language === 'sql' && models.some((model) => model.table.toLowerCase() === table.toLowerCase()),
    );
    const isOff = policies !== undefined || isMadeHere;
    return isOff
      ? { kind: 'anybody', settings: [], text: `no policies of rows are in force on ${table}` }
      : undefined;
  }
  const command = operation === 'update' || operation === 'delete' ? operation : 'select';
  const meant = [...policies.byName.values()].filter(
    (policy) =>
      (policy.command === 'all' || policy.command === command) &&
      !(policy.roles.length > 0 && policy.roles.every((role) => ownRoles.has(role))),
  );
  const allowing = meant.filter(({ isRestrictive }) => !isRestrictive);
  const names = (list: typeof meant) => list.map(({ name }) => `"${name}"`).join(', ');
  if (allowing.length === 0)
    return { kind: 'caller', settings: [], text: `no policy lets anybody ${command} rows of ${table}` };
  // A narrowing policy that names the caller ties whatever the others allow.
  const narrowing = meant.filter(
    ({ isRestrictive, condition }) => isRestrictive && condition.kind === 'caller',
  );
  const deciding = narrowing.length > 0 ? narrowing : allowing;
  const open = deciding.filter(({ condition }) => condition.kind === 'anybody');
  if (open.length > 0)
    return {
      kind: 'anybody',
      settings: [],
      text: `the policy ${names(open)} lets everybody see rows of ${table}`,
    };
  const settings = [...new Set(deciding.flatMap(({ condition }) => condition.settings))].sort();
  const kinds = new Set(deciding.map(({ condition }) => condition.kind));
  const kind = kinds.has('unknown') ? 'unknown' : kinds.has('caller') ? 'caller' : 'role';
  const decides = kind === 'role' ? 'asks for a role' : 'compares them with who is asking';
  return { kind, settings, text: `of the rows of ${table} the policy ${names(deciding)} ${decides}` };
}

/** The table that a query means by its name or by that of a model. */
function tableOf(program: Program, resource: string): string {
  const name = resource.toLowerCase();
  for (const { language, models } of program.schemas) {
    if (language === 'sql' || isMessageSchema({ language })) continue;
    const model = models.find((one) => one.name.toLowerCase() === name);
    if (model) return model.table;
  }
  return resource;
}

function policiesOf(program: Program): ReadonlyMap<string, TablePolicies> {
  const known = memo.get(program);
  if (known) return known;
  const out = new Map<string, TablePolicies>();
  for (const { policies } of program.schemas)
    for (const statement of policies ?? []) {
      const key = statement.table.toLowerCase();
      const one = out.get(key) ?? { isInForce: false, byName: new Map() };
      out.set(key, one);
      if (statement.kind === 'create') one.byName.set(statement.name, statement);
      else if (statement.kind === 'drop') one.byName.delete(statement.name);
      else one.isInForce = statement.kind === 'enable';
    }
  memo.set(program, out);
  return out;
}
