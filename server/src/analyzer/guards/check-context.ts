/**
 * What judging conditions of one endpoint for one query is about: which checks count, what was met, and which values are
 * of the caller and which of the record.
 *
 * A tie is exactly a check between the two sides; what is met is noted for the explanation, first come first kept.
 */
import { argumentAt, argumentCount } from '../callgraph/call-arguments.ts';
import { nameOf } from '../findings/code-flow.ts';
import type { ProgramModule } from '../program/program.ts';
import { isClaimOfIdentity } from './claimed-identity.ts';
import type { RecordGroup } from './endpoint-view.ts';
import { isSecretField } from './filter-words.ts';
import type { GuardContext } from './guard-context.ts';
import type { Reach } from './guarded-places.ts';

/** Which checks count. */
export interface ProofLevel {
  readonly ties: boolean;
  readonly roles: boolean;
  /** Calls that saw both sides, but whose code is not known. */
  readonly possible: boolean;
  /** Also that there is a caller at all counts. */
  readonly callers?: boolean;
  /**
   * What is taken for granted although it must not be, to see whether a check rests on it: that checks do not fail
   * (`failures`), or that what the request says of the caller is so (`claims`).
   */
  readonly trusts?: 'failures' | 'claims';
  /** The function (global) whose failures alone are meant; all if absent. */
  readonly failuresOf?: number;
  /** An absent caller passes no test of what a caller is not: `user?.role !== 'guest'`. */
  readonly isStrict?: boolean;
}

/** A check that was met on the way, for the explanation. */
export interface MetCheck {
  readonly kind:
    | 'comparison'
    | 'membership'
    | 'relation'
    | 'secret'
    | 'policy'
    | 'declared'
    | 'role'
    | 'caller'
    | 'possible';
  /** Global value of the instruction. */
  readonly value: number;
  /** Function name, resource or the call, for the sentence. */
  readonly name: string;
}

/** Who knows the functions of the workspace. Function ids are global. */
export interface FunctionJudge {
  /** Whether the function ends without an exception only after a check. */
  endHolds(f: number): boolean;
  /** Whether the function gives back something truthy (or falsy), in a field if one is named, only after a check. */
  returnHolds(f: number, isTruthy: boolean, field?: string): boolean;
  /** Whether the function gives back the text (or anything but it), in a field if one is named, only after a check. */
  returnsTextAfter(f: number, text: string, isEqual: boolean, field: string): boolean;
  reachOf(module: ProgramModule, functionId: number): Reach;
}

/** What conditions ask about values (global); of what one endpoint sees, or of what any endpoint might. */
export interface CheckView {
  readonly context: Pick<GuardContext, 'input' | 'queries' | 'queryOfValue'>;
  /** Whether the value says who is calling. */
  isSubject(node: number): boolean;
  /** Whether the request controls the value. */
  isRequested(node: number): boolean;
  /** Whether the value says who is calling, or at least is nothing that the request brings. */
  isNotRequestAlone(node: number): boolean;
  /** Whether the value was read only from records that the request names; `no` where it is not known. */
  isOfNamedRecord(node: number): boolean;
  isOfCaller(node: number, exceptQuery: number): boolean;
  isOfRecord(node: number, group: RecordGroup): boolean;
  isReadFrom(node: number, group: RecordGroup): boolean;
  isRelation(node: number, q: number): boolean;
  isRelationQuery(other: number, q: number): boolean;
  groupOf(q: number): RecordGroup;
  keysAt(node: number): ReadonlySet<string>;
  /** Whether a function (global) runs when the endpoint is called. */
  isRunning(f: number): boolean;
}

/**
 * One question about values, of which the answer depends on endpoint and record; everything else about a condition
 * depends on the code alone. It holds at a level exactly if it holds at one of the kinds of checks that count there.
 */
export type Leaf = (checks: CheckContext) => boolean;

/** See the head of this file. */
export interface CheckContext {
  readonly view: CheckView;
  /** The query of the record; -1 where any may be meant: then the answer is yes if it is for one of them. */
  readonly q: number;
  readonly level: ProofLevel;
  /** Whether a role that everybody has stands in the chain before the handler. */
  readonly hasCommonRoleInChain: boolean;
  /** Whether the chain before the handler goes on only if somebody is signed in. */
  readonly isCallerKnown: () => boolean;
  /** Takes the checks that were met, by global value. */
  readonly met: { has(value: number): boolean; set(value: number, check: MetCheck): void };
}

/** Keeps a check for the explanation. */
export function note(checks: CheckContext, kind: MetCheck['kind'], value: number, name: string): void {
  if (!checks.met.has(value)) checks.met.set(value, { kind, value, name });
}

/** Whether the value is there only if somebody is known to call, where that counts. */
export function isCaller(checks: CheckContext, module: ProgramModule, value: number): boolean {
  if (checks.level.callers !== true || !checks.view.isSubject(module.valueBase + value)) return false;
  note(checks, 'caller', module.valueBase + value, nameOf(module, module.valueBase + value));
  return true;
}

/** Whether a way that only nobody takes is taken by nobody: the value is the caller, and the chain before asked for one. */
export function isCallerElsewhere(checks: CheckContext, module: ProgramModule, value: number): boolean {
  return checks.level.roles && checks.view.isSubject(module.valueBase + value) && checks.isCallerKnown();
}

/** Whether one of the values is the caller's and another the record's. */
export function tiesSides(
  checks: CheckContext,
  module: ProgramModule,
  first: readonly number[],
  second: readonly number[],
  at: number,
  kind: MetCheck['kind'],
): boolean {
  if (!checks.level.ties) return false;
  const group = checks.view.groupOf(checks.q);
  const caller = (value: number) =>
    checks.view.isOfCaller(module.valueBase + value, checks.q) ||
    (checks.level.trusts === 'claims' && isClaim(checks, module, value, group.keys));
  const record = (value: number) => checks.view.isOfRecord(module.valueBase + value, group);
  const holds = (first.some(caller) && second.some(record)) || (first.some(record) && second.some(caller));
  if (holds) note(checks, kind, module.valueBase + at, functionNameAt(module, at));
  return holds;
}

/** Whether a call was given a value of the caller and one of the record. */
export function hasBothSides(checks: CheckContext, module: ProgramModule, i: number): boolean {
  const sides = [module.ir.b[i] ?? -1, ...argumentsOf(module, i)].filter((value) => value >= 0);
  const group = checks.view.groupOf(checks.q);
  return (
    sides.some((value) => checks.view.isOfCaller(module.valueBase + value, checks.q)) &&
    sides.some((value) => checks.view.isOfRecord(module.valueBase + value, group))
  );
}

/** Whether one of the values was read from the record and another is of the request: what only its owner knows. */
export function provesSecret(
  checks: CheckContext,
  module: ProgramModule,
  values: readonly number[],
): boolean {
  if (!checks.level.ties) return false;
  const group = checks.view.groupOf(checks.q);
  return values.some(
    (value, k) =>
      checks.view.isReadFrom(module.valueBase + value, group) &&
      values.some((other, n) => n !== k && checks.view.isRequested(module.valueBase + other)),
  );
}

/** Whether a field holds what only its owner was given, by its name or as the configuration says. */
export function isSecret(checks: CheckContext, name: string): boolean {
  return isSecretField(name) || checks.view.context.input.configured.isCapability(name);
}

/** Whether the value is what the request says of who is calling, and is not what names the record. */
function isClaim(
  checks: CheckContext,
  module: ProgramModule,
  value: number,
  keys: ReadonlySet<string>,
): boolean {
  const node = module.valueBase + value;
  if (!checks.view.isRequested(node) || checks.view.isSubject(node)) return false;
  const own = [...checks.view.keysAt(node)];
  return own.length > 0 && own.every((key) => !keys.has(key) && isClaimOfIdentity(key));
}

/** Arguments of a call (file-local). */
export function argumentsOf(module: ProgramModule, i: number): readonly number[] {
  return Array.from({ length: argumentCount(module, i) }, (_, k) => argumentAt(module, i, k)).filter(
    (value) => value >= 0,
  );
}

/** Name of the function that an instruction stands in. */
export function functionNameAt(module: ProgramModule, i: number): string {
  return module.ir.functions[module.ir.functionOf[i] ?? 0]?.name ?? '';
}
