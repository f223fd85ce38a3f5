/**
 * Calls of policy engines that decide about one caller and one record: casbin, oso, OpenFGA, SpiceDB, Permit, Cerbos.
 *
 * Known by the package that a program imports and the name of the call; that it was given both sides is for the caller
 * of these functions to see. What the answer must say is told apart: an answer object is there also when it says no.
 */
import type { Program } from '../program/program.ts';

const engines =
  /^(casbin|casbin-core|oso|oso-cloud|@openfga\/sdk|@authzed\/authzed-node|permitio|@cerbos\/(grpc|http|sdk|embedded)|@permify\/permify-node|accesscontrol|node-casbin|fastify-casbin)$/;
const holder = /enforcer|casbin|\boso\b|fga|spicedb|authzed|permit|cerbos|permify|zed/i;
/** Calls whose answer itself says yes or no. */
const answering = /^(enforce|enforceSync|enforceEx|isAllowed|can|allows)$/;
/** Calls whose answer is an object; a field of it says yes or no. `check` of Permit answers by itself. */
const reporting = /^(check|checkPermission|checkResource|checkResources|batchCheck)$/;
/** Calls that throw when the answer is no. */
const refusing = /^(authorize|authorizeRequest|assertAllowed)$/;
const answerField = /^(allowed|granted|permissionship|hasPermission|can|result)$/;

const memo = new WeakMap<Program, readonly string[]>();

/** Policy engines that the program imports. */
export function policyEnginesOf(program: Program): readonly string[] {
  let found = memo.get(program);
  if (!found) {
    const names = new Set<string>();
    for (const { ir } of program.modules)
      for (const { specifier } of ir.imports) if (engines.test(specifier)) names.add(specifier);
    found = [...names].sort();
    memo.set(program, found);
  }
  return found;
}

/** How a call decides, as its name and package say: by its answer, by a field of it, or by throwing. */
export function policyCallOf(
  program: Program,
  name: string,
  packageName: string,
): 'answer' | 'report' | 'refusal' | undefined {
  const found = policyEnginesOf(program);
  if (found.length === 0 || !(engines.test(packageName) || holder.test(name))) return undefined;
  const last = name.slice(name.lastIndexOf('.') + 1);
  if (answering.test(last)) return 'answer';
  if (refusing.test(last)) return 'refusal';
  if (!reporting.test(last)) return undefined;
  return last === 'check' && found.includes('permitio') ? 'answer' : 'report';
}

/** Whether a field of an answer says yes. */
export function isAnswerField(name: string): boolean {
  return answerField.test(name);
}
