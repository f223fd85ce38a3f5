/**
 * Conditions about what the caller is: comparisons of roles, lists of them, flags, and calls that test them by their name.
 *
 * They hold at levels at which roles count, and never tie a record to the caller.
 */

import { nameOf } from '../findings/code-flow.ts';
import { Flag, Op } from '../ir/opcode.ts';
import type { ProgramModule } from '../program/program.ts';
import { argumentsOf, type CheckContext, note } from './check-context.ts';
import { fieldName } from './condition-shapes.ts';
import {
  equalityOf,
  isCommonRole,
  isRefusingCall,
  isRoleCall,
  isRoleName,
  negated,
  type RoleTest,
  roleTextOf,
  roleTextsOf,
  testOfFlag,
  testOfRole,
  testOfRoles,
} from './role-tests.ts';

const callerTest = /check|access|allow|permi|authori|can[A-Z]/;
const rightsTest = /authori[sz]|permission|privilege|access/i;

/** Whether a call that ended without an exception promises by its name that not everybody passes: `requireRole(user)`. */
export function endsByName(checks: CheckContext, module: ProgramModule, i: number, name: string): boolean {
  if (!checks.level.roles || !isRefusingCall(name)) return false;
  const isOfCaller = argumentsOf(module, i).some((value) => checks.view.isSubject(module.valueBase + value));
  if (isOfCaller) note(checks, 'role', module.valueBase + i, name);
  return isOfCaller;
}

/** A call that by its name tests what the caller is: `hasPermission(role)`, `options.check(req.user)`. */
export function testByName(
  checks: CheckContext,
  module: ProgramModule,
  args: readonly number[],
  name: string,
): RoleTest | undefined {
  const test = roleTestByName(checks, name);
  if (test) return test;
  // What a list is called says nothing of what stands in it: `allowedRoles.includes(role)`.
  const method = name.slice(name.lastIndexOf('.') + 1);
  const isOfCaller = args.some((value) => checks.view.isSubject(module.valueBase + value));
  return isOfCaller && callerTest.test(method) ? testOfRoles([]) : undefined;
}

/**
 * A function of the workspace that by its name says what the caller may do, and looks it up in stored records: a table
 * of rights is read by it, with the path or the name of what is to be done.
 */
export function looksUpRights(
  checks: CheckContext,
  module: ProgramModule,
  args: readonly number[],
  name: string,
  targets: readonly number[],
): RoleTest | undefined {
  if (!rightsTest.test(name.slice(name.lastIndexOf('.') + 1))) return undefined;
  if (!args.some((value) => checks.view.isSubject(module.valueBase + value))) return undefined;
  const { input, queries } = checks.view.context;
  return queries.some(({ value }) => targets.includes(input.graph.functionOf(value)))
    ? testOfRoles([])
    : undefined;
}

/** Whether the outcome of a test lifts the caller, where roles count. */
export function roleHolds(
  checks: CheckContext,
  module: ProgramModule,
  i: number,
  isTruthy: boolean,
  test: RoleTest | undefined,
  name: string,
): boolean {
  if (!checks.level.roles || !test || !(isTruthy ? test.whenTruthy : test.whenFalsy)) return false;
  note(checks, 'role', module.valueBase + i, name);
  return true;
}

/** What a call says of the role it is given or called on: `roles.includes(role)`, `hasRole(user)`. */
export function roleCall(
  checks: CheckContext,
  module: ProgramModule,
  method: string,
  receiver: number,
  args: readonly number[],
  name: string,
): RoleTest | undefined {
  if (/^(includes|has|indexOf|contains)$/.test(method) && args[0] !== undefined && receiver >= 0) {
    if (isRole(checks, module, args[0])) {
      const texts = roleTextsOf(module, receiver);
      if (texts === undefined) return { whenTruthy: !checks.hasCommonRoleInChain, whenFalsy: false };
      return testOfRoles(texts);
    }
    if (isRole(checks, module, receiver)) return testOfRole(roleTextOf(module, args[0]));
  }
  if (method === 'some' && receiver >= 0 && isRole(checks, module, receiver))
    return { whenTruthy: !checks.hasCommonRoleInChain, whenFalsy: false };
  if (!isRoleCall(name)) return undefined;
  const texts = args.flatMap((value) => roleTextOf(module, value) ?? roleTextsOf(module, value) ?? []);
  return texts.length === 0 && checks.hasCommonRoleInChain ? nobody : testOfRoles(texts);
}

/** A test that lifts nobody. */
const nobody: RoleTest = { whenTruthy: false, whenFalsy: false };

/** Whether a comparison of the caller's role says, when it is truthy (or falsy), that it lifts them. */
export function comparesRole(
  checks: CheckContext,
  module: ProgramModule,
  i: number,
  isTruthy: boolean,
): boolean {
  const { ir, valueBase } = module;
  const equality = equalityOf(ir.c[i] ?? 0);
  if (!checks.level.roles || equality === undefined) return false;
  const isEqual = isTruthy === (equality === 'equal');
  const [left, right] = [ir.a[i] ?? -1, ir.b[i] ?? -1];
  for (const [role, other] of [
    [left, right],
    [right, left],
  ] as const) {
    if (!isRole(checks, module, role)) continue;
    const test = testOfRole(roleTextOf(module, other));
    const wanted = equality === 'equal' ? test : negated(test);
    if (checks.level.isStrict === true && !isEqual && ((ir.flags[role] ?? 0) & Flag.Optional) !== 0) continue;
    if (!(isTruthy ? wanted.whenTruthy : wanted.whenFalsy)) continue;
    note(checks, 'role', valueBase + i, nameOf(module, valueBase + role));
    return true;
  }
  return false;
}

/** Whether case `index` of a switch over the caller's role, the default for -1, lifts them. */
export function roleCaseHolds(
  checks: CheckContext,
  module: ProgramModule,
  instruction: number,
  index: number,
): boolean {
  const { ir } = module;
  const list = ir.c[instruction] ?? 0;
  const tested = ir.a[instruction] ?? -1;
  if (!checks.level.roles || !isRole(checks, module, tested)) return false;
  if (index >= 0) {
    const holds = testOfRole(roleTextOf(module, ir.args[list + 1 + index] ?? -1)).whenTruthy;
    if (holds) note(checks, 'role', module.valueBase + tested, 'role');
    return holds;
  }
  for (let k = 1; k <= (ir.args[list] ?? 0); k++) {
    const text = roleTextOf(module, ir.args[list + k] ?? -1);
    if (text !== undefined && isCommonRole(text)) return true;
  }
  return false;
}

/** Whether a value is the caller's role: by name, unless the request brings it. */
export function isRole(checks: CheckContext, module: ProgramModule, value: number): boolean {
  const { ir, valueBase } = module;
  if (value < 0 || (!isRoleName(nameOf(module, valueBase + value)) && !isRoleName(fieldName(module, value))))
    return false;
  if (ir.op[value] === Op.Const) return false;
  return checks.level.trusts === 'claims' || isOwn(checks, valueBase + value);
}

/** Whether a value is neither what the request brings nor of a record that the request names. */
function isOwn({ view }: CheckContext, node: number): boolean {
  return view.isNotRequestAlone(node) && !view.isOfNamedRecord(node);
}

/** Whether a flag of the caller, by its name, lifts them: `user.isAdmin`. */
export function flagHolds(
  checks: CheckContext,
  module: ProgramModule,
  value: number,
  isTruthy: boolean,
): boolean {
  if (!checks.level.roles) return false;
  const test = testOfFlag(nameOf(module, module.valueBase + value));
  if (!test || !(isTruthy ? test.whenTruthy : test.whenFalsy)) return false;
  if (!isOwn(checks, module.valueBase + value)) return false;
  note(checks, 'role', module.valueBase + value, nameOf(module, module.valueBase + value));
  return true;
}

/** What the outcome of a call says by its name alone; of one that refuses, either outcome may be the pass. */
export function roleTestByName(checks: CheckContext, name: string): RoleTest | undefined {
  if (!isRoleCall(name)) return undefined;
  if (isRefusingCall(name)) return { whenTruthy: true, whenFalsy: true };
  // `hasScope(req, wanted)` behind `needScope('patient/*.read')`
  return checks.hasCommonRoleInChain ? nobody : testOfRoles([]);
}
