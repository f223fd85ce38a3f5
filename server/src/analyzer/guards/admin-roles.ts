/**
 * Whether tests of roles are of roles that may see every record, by the list that the configuration has.
 *
 * From the tests that a proof met to the roles that they name: texts they compare with, arguments of the call, words
 * of a member of the chain, and the name of a flag (`isAdmin`). A test that names no role is none of these.
 */
import { argumentAt, argumentCount } from '../callgraph/call-arguments.ts';
import { Op } from '../ir/opcode.ts';
import type { ProgramModule } from '../program/program.ts';
import type { MetCheck } from './check-context.ts';
import type { Endpoint } from './endpoints/endpoint.ts';
import type { GuardInput } from './guard-context.ts';
import { roleTextOf, roleTextsOf } from './role-tests.ts';

/** Whether all tests of roles among these are of roles that may see every record. */
export function areOfAdmins(input: GuardInput, endpoint: Endpoint, met: readonly MetCheck[]): boolean {
  const tests = met.filter(({ kind }) => kind === 'role');
  return tests.length > 0 && tests.every((test) => isOfAdmins(input, endpoint, test));
}

function isOfAdmins(input: GuardInput, endpoint: Endpoint, { name, value }: MetCheck): boolean {
  const { isAdminRole } = input.configured;
  const module = value < 0 ? undefined : input.moduleOf(value);
  const words = module
    ? rolesAt(module, value - module.valueBase)
    : endpoint.chain.filter((member) => member.name === name).flatMap((member) => member.words);
  if (words.length > 0) return words.every(isAdminRole);
  return isAdminRole(
    name
      .replace(/\(.*$/s, '')
      .replace(/^.*\./, '')
      .replace(/^(?:is|has|require|ensure|assert|check|only)_?/i, '')
      .replace(/_?(?:only|guard|role|required|access|rights)$/i, ''),
  );
}

/** Texts that a comparison, a switch or a call of a role names. */
function rolesAt(module: ProgramModule, i: number): readonly string[] {
  const { ir } = module;
  const textsOf = (value: number) => roleTextsOf(module, value) ?? roleTextOf(module, value) ?? [];
  switch (ir.op[i]) {
    case Op.Cmp:
      return [ir.a[i] ?? -1, ir.b[i] ?? -1].flatMap(textsOf);
    case Op.Call:
      return [
        ir.b[i] ?? -1,
        ...Array.from({ length: argumentCount(module, i) }, (_, k) => argumentAt(module, i, k)),
      ].flatMap(textsOf);
    default:
      return [];
  }
}
