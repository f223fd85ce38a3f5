/**
 * Tests of what the caller is: roles, flags, permissions.
 *
 * They lift a caller above others but never tie a record to them. What everybody who signs up is (`patient`, `user`)
 * lifts nobody; not being that does.
 */

import { nameOf } from '../findings/code-flow.ts';
import { CmpOp, Op } from '../ir/opcode.ts';
import type { ProgramModule } from '../program/program.ts';
import type { ChainMember } from './endpoints/endpoint.ts';

/** What a test says about the caller's role: which outcome lifts them. */
export interface RoleTest {
  readonly whenTruthy: boolean;
  readonly whenFalsy: boolean;
}

const roleName =
  /(^|[a-z_])(role|roles|rolename|usertype|accounttype|user_type|account_type|permissions?|scopes?|privileges?|authorities)$/i;
const flagName =
  /^(is|has)_?(admin|super_?user|super_?admin|staff|doctor|clinician|physician|nurse|provider|employee|administrator)(access|rights)?$/i;
const memberFlagName = /^is_?(patient|guest|customer|member)$/i;
const commonRole =
  /^(role_)?(patient|user|client|guest|member|customer|citizen|parent|guardian|relative|person|public|anonymous|viewer|basic|default|authenticated)s?$/i;
const roleCall =
  /^(is|has|have|require|ensure|assert|enforce|authorize|check|verify|validate|user)_?(any|all|the|current|user)?_?(is|has)?_?(admin|super_?user|super_?admin|staff|doctor|clinician|physician|nurse|provider|employee|roles?|permissions?|scopes?|privileges?)(rights|access|s)?$/i;

/** What SMART on FHIR grants to every patient and every app: it says of which kind records may be, not whose. */
const commonScope =
  /^(?:patient\/[\w*]+\.[\w*?=&]+|launch(?:\/patient)?|openid|profile|fhirUser|(?:offline|online)_access)$/;

/** Whether a role or scope is what everybody has who signed up. */
export function isCommonRole(text: string): boolean {
  return commonRole.test(text) || commonScope.test(text);
}

/** Whether a name is that of a role or a list of them. */
export function isRoleName(name: string): boolean {
  return roleName.test(name);
}

/** Whether a function of this name tests a role. */
export function isRoleCall(name: string): boolean {
  return roleCall.test(name.slice(name.lastIndexOf('.') + 1));
}

/** Whether a function of this name refuses by itself, or says what to refuse with: either of its outcomes may be the pass. */
export function isRefusingCall(name: string): boolean {
  const last = name.slice(name.lastIndexOf('.') + 1);
  return isRoleCall(last) && /^(require|ensure|assert|enforce|authorize|check|verify|validate)/i.test(last);
}

/** Whether metadata of this name (`@Roles('admin')`) says who may call. */
export function isRoleMark(name: string): boolean {
  return /^(has|require|required|allow|allowed)?_?(any)?_?(roles?|permissions?|scopes?|privileges?|authorities|admin)$/i.test(
    name.slice(name.lastIndexOf('.') + 1).replace(/\(.*$/, ''),
  );
}

/** Names of what lets callers pass or not, if it is given roles. */
const gateName =
  /auth|allow|permi|restrict|guard|require|check|role|access|protect|only|ensure|verify|grant|policy|polic|scope|acl/i;

/**
 * Whether a member of a chain whose code is not known promises that not everybody passes: by its name
 * (`requireAdmin`), or by its name and what it was made with (`authorize('doctor')`, `@Auth([Role.Nurse])`).
 */
export function promisesRole(name: string, words: readonly string[]): boolean {
  const plain = name.replace(/\(.*$/s, '').replace(/^new /, '');
  const last = plain.slice(plain.lastIndexOf('.') + 1);
  if (words.some(isCommonRole)) return false;
  if (isRoleCall(last) || isRoleMark(last)) return true;
  if (
    /^(is|only|require|ensure|check|verify)?_?(admin|staff|doctor|nurse|clinician|provider|employee)s?_?(only|auth|guard|role|middleware|required|access)?$/i.test(
      last,
    )
  )
    return true;
  return gateName.test(last) && words.some((word) => roleWord.test(word));
}

/** Guards that compare what stands on the handler with what the caller may. */
const markGuardName =
  /(?:roles?|permissions?|scopes?|privileges?|policy|policies|rbac|abac|acl)_?(?:based|auth)?_?guard$/i;

/** Beside one of these, `User` is what is acted on: `@Abac({ resource: 'User', action: 'read' })`. */
const actionWord = /^(?:read|write|create|update|delete|list|view|manage|edit|export)$/i;

/**
 * The guard of a chain that by its name asks for roles, where metadata on the handler says which. Its code is known,
 * but it lets everybody through where there is no metadata, and what a reflector finds is not followed.
 */
export function guardOfMarks(chain: readonly ChainMember[]): ChainMember | undefined {
  const isMarked = chain.some(
    ({ kind, words }) =>
      kind === 'mark' &&
      words.length > 0 &&
      (words.some((word) => actionWord.test(word)) || !words.some(isCommonRole)),
  );
  return isMarked ? chain.find(({ kind, name }) => kind === 'guard' && markGuardName.test(name)) : undefined;
}

/** What roles and permissions are called; not every text given to a gate is one (`AuthGuard('jwt')`). */
const roleWord =
  /admin|doctor|physician|nurse|staff|clinic|provider|practitioner|pharmac|recept|therap|lab|technician|manager|super|owner|editor|operator|auditor|clerk|billing|hospital|employee|support|moderator|specialist|dentist|psych|caregiver|[a-z][:._](read|write|create|update|delete|list|view|manage|edit|export|all|\*)|(read|write|create|update|delete|view|manage|edit|export)[:._-]?[a-z]/i;

/** `user.isAdmin`, `isPatient`: what the flag's name says. */
export function testOfFlag(name: string): RoleTest | undefined {
  if (flagName.test(name)) return { whenTruthy: true, whenFalsy: false };
  return memberFlagName.test(name) ? { whenTruthy: false, whenFalsy: true } : undefined;
}

/** `role === text`, or the case of a switch; an unknown text counts as a role that not everybody has. */
export function testOfRole(text: string | undefined): RoleTest {
  const isCommon = text !== undefined && isCommonRole(text);
  return { whenTruthy: !isCommon, whenFalsy: isCommon };
}

/** `list.includes(role)`, of which these are known. */
export function testOfRoles(texts: readonly string[]): RoleTest {
  return {
    whenTruthy: !texts.some(isCommonRole),
    whenFalsy: texts.length > 0 && texts.every(isCommonRole),
  };
}

/** The test turned around. */
export function negated({ whenTruthy, whenFalsy }: RoleTest): RoleTest {
  return { whenTruthy: whenFalsy, whenFalsy: whenTruthy };
}

/** Whether a comparison operator is an equality, and which way. */
export function equalityOf(operator: number): 'equal' | 'unequal' | undefined {
  if (operator > CmpOp.StrictNotEqual) return undefined;
  return operator % 2 === 0 ? 'equal' : 'unequal';
}

/** Text of a constant or the name of an enumeration's member: `'admin'`, `Role.ADMIN`. */
export function roleTextOf(module: ProgramModule, value: number, depth = 0): string | undefined {
  const { ir } = module;
  if (value < 0 || depth > 8) return undefined;
  switch (ir.op[value]) {
    case Op.Const: {
      const constant = ir.constants[ir.a[value] ?? 0];
      return constant?.kind === 'string' ? constant.value : undefined;
    }
    case Op.Copy:
    case Op.Pi:
      return roleTextOf(module, ir.a[value] ?? -1, depth + 1);
    case Op.CellGet:
      return roleTextOf(module, ir.cells[ir.a[value] ?? 0]?.singleValue ?? -1, depth + 1);
    case Op.Load: {
      // `Role.ADMIN`, `ROLES.admin`: the member of something with a capital name.
      const owner = nameOf(module, module.valueBase + (ir.a[value] ?? -1));
      const owned = ir.op[ir.a[value] ?? -1];
      const isTable =
        /^[A-Z]/.test(owner) || owned === Op.Import || owned === Op.Global || owned === Op.CellGet;
      return isTable ? ir.strings[ir.b[value] ?? 0] : undefined;
    }
    default:
      return undefined;
  }
}

/** The texts of a list literal; undefined if it is none. */
export function roleTextsOf(module: ProgramModule, value: number, depth = 0): readonly string[] | undefined {
  const { ir } = module;
  if (value < 0 || depth > 8) return undefined;
  switch (ir.op[value]) {
    case Op.Arr: {
      const list = ir.a[value] ?? 0;
      const out: string[] = [];
      for (let k = 1; k <= (ir.args[list] ?? 0); k++) {
        const text = roleTextOf(module, ir.args[list + k] ?? -1);
        if (text !== undefined) out.push(text);
      }
      return out;
    }
    case Op.Copy:
    case Op.Pi:
    case Op.Post:
      return roleTextsOf(module, ir.a[value] ?? -1, depth + 1);
    case Op.CellGet:
      return roleTextsOf(module, ir.cells[ir.a[value] ?? 0]?.singleValue ?? -1, depth + 1);
    case Op.New: {
      // `new Set(['admin'])`
      const list = ir.c[value] ?? 0;
      return (ir.args[list] ?? 0) === 1 ? roleTextsOf(module, ir.args[list + 1] ?? -1, depth + 1) : undefined;
    }
    default:
      return undefined;
  }
}
