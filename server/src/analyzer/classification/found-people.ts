/**
 * Whose accounts a query looks for: as its filter says, those of a role of staff, or the one with an address that stands in
 * the code; as the place says where the result is kept, those of who approved or signed.
 *
 * Of filters only literals count. A role that is chosen at run time, or one that patients may have, says nothing.
 */
import { Op } from '../ir/opcode.ts';
import { usesOf } from '../ir/uses.ts';
import type { DataTypeCatalog } from '../rules/data-type.ts';
import type { NameClassifier } from './classify-name.ts';
import type { ModuleScan } from './module-scan.ts';
import type { LiteralReader } from './read-literal.ts';
import { tokenizeName } from './tokenize.ts';

/** `staff`: people who work there. `fixed`: the one account that the code names. */
export type FoundPeople = 'staff' | 'fixed' | 'anybody';

/** What reading filters needs. */
export interface FilterInput {
  readonly literals: LiteralReader;
  readonly names: NameClassifier;
  readonly catalog: DataTypeCatalog;
}

/** A field that holds what somebody is in the application. */
const roleField = /^(?:\w*role|user_?type|account_?type|user_?kind)$/i;
const oneOf: ReadonlySet<string> = new Set(['in', '$in', 'equals', '$eq', 'has']);
const noneOf: ReadonlySet<string> = new Set(['not', '$ne', 'notIn', '$nin']);
const patientRole = /^(?:role_)?patients?$/i;

/** What the filters of a query say together; values are global. */
export function peopleFound(input: FilterInput, filters: readonly number[]): FoundPeople {
  for (const filter of filters) {
    const fields = input.literals.shapeOf(filter)?.fields;
    for (const [name, value] of fields ?? []) {
      if (isStaffRole(input, name, value)) return 'staff';
      if (isFixedAddress(input, name, value)) return 'fixed';
    }
  }
  return 'anybody';
}

/** `role: 'doctor'`, `role: { in: ['ADMIN', 'NURSE'] }`, `role: { not: 'PATIENT' }`. */
function isStaffRole({ literals, catalog }: FilterInput, name: string, value: number): boolean {
  if (!roleField.test(name)) return false;
  const isStaff = (role: number): boolean => {
    const text = literals.textAt(role) ?? literals.memberAt(role) ?? '';
    return tokenizeName(text.slice(0, 60)).some((token) => catalog.hints?.staffOwners.has(token) === true);
  };
  const isPatient = (role: number): boolean =>
    patientRole.test(literals.textAt(role) ?? literals.memberAt(role) ?? '');
  if (isStaff(value)) return true;
  for (const [operator, operand] of literals.shapeOf(value)?.fields ?? []) {
    const listed = literals.elementsOf(operand) ?? [operand];
    if (oneOf.has(operator) && listed.length > 0 && listed.every(isStaff)) return true;
    if (noneOf.has(operator) && listed.some(isPatient)) return true;
  }
  return false;
}

/** `email: 'labtech@example.com'`. */
function isFixedAddress({ literals, names, catalog }: FilterInput, name: string, value: number): boolean {
  const text = literals.textAt(value);
  if (text === undefined || !/^[^\s@]+@[^\s@]+$/.test(text)) return false;
  return catalog.types[names.classify([name])?.type ?? -1]?.id === 'contact.email';
}

/** Calls that a query is chained of behind the one that asks: `.eq(…).order(…).limit(1).single()`. */
const maxLinks = 10;

/**
 * The variable that holds what a call gives, also after `await`, further calls of a chain and out of
 * `{ data: variable }`; empty if there is none.
 */
export function nameOfResult(scan: ModuleScan, call: number, depth = 0): string {
  const { ir, names } = scan;
  const own = names.nameOf(call);
  if (own !== '' || depth > maxLinks) return own;
  const { start, users } = usesOf(ir);
  for (let i = start[call] ?? 0; i < (start[call + 1] ?? 0); i++) {
    const user = users[i] ?? -1;
    const op = ir.op[user];
    if (op === Op.Await || op === Op.Copy) return nameOfResult(scan, user, depth);
    if (op !== Op.Load || ir.a[user] !== call) continue;
    if (ir.strings[ir.b[user] ?? -1] === 'data') return ir.strings[ir.name[user] ?? -1] ?? '';
    const next = callOf(scan, user);
    if (next >= 0) return nameOfResult(scan, next, depth + 1);
  }
  return '';
}

/** The call of a method that was read, -1 if it is not called. */
function callOf({ ir }: ModuleScan, method: number): number {
  const { start, users } = usesOf(ir);
  for (let i = start[method] ?? 0; i < (start[method + 1] ?? 0); i++) {
    const user = users[i] ?? -1;
    if (ir.op[user] === Op.Call && ir.a[user] === method) return user;
  }
  return -1;
}

/** What only those who work there do, by the name of the field that says who did it. */
const deedOfStaff =
  /^(?:approved|responded|answered|reviewed|verified|validated|signed|authorized|prescribed|assigned|dispensed|admitted|examined|performed|collected|processed|resolved|handled|rejected|discharged)By$/;

/** `order.approvedBy = user`: the record is kept as that of somebody who works there. */
export function isStoredAsStaff({ ir }: ModuleScan, call: number): boolean {
  const { start, users } = usesOf(ir);
  const isKept = (value: number, depth: number): boolean => {
    for (let i = start[value] ?? 0; i < (start[value + 1] ?? 0); i++) {
      const user = users[i] ?? -1;
      const op = ir.op[user];
      if (op === Op.Store && ir.c[user] === value && deedOfStaff.test(ir.strings[ir.b[user] ?? -1] ?? ''))
        return true;
      const isSame = op === Op.Await || op === Op.Copy || op === Op.Pi || op === Op.Phi;
      if (isSame && depth < 4 && isKept(user, depth + 1)) return true;
    }
    return false;
  };
  return isKept(call, 0);
}
