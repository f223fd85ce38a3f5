/**
 * What a condition says: whether finding a value truthy or falsy means that a check was passed.
 *
 * Read backward from the value: comparisons of caller and record, membership in what belongs to the caller, records
 * that exist only if both belong together, roles, calls of policy libraries, and calls of the workspace, whose
 * results the judge knows. Nothing is concluded from what is not understood.
 */

import { argumentAt, argumentCount } from '../callgraph/call-arguments.ts';
import { targetsOf } from '../callgraph/call-graph.ts';
import { nameOf } from '../findings/code-flow.ts';
import { CmpOp, Flag, Op } from '../ir/opcode.ts';
import type { ProgramModule } from '../program/program.ts';
import { isClaimOfIdentity } from './claimed-identity.ts';
import {
  emptinessOf,
  fieldName,
  isCount,
  isKnownOnEdge,
  isSizeField,
  isTruthyConstant,
  methodName,
} from './condition-shapes.ts';
import { type Assurance, isAsyncCall } from './configured-guards.ts';
import type { EndpointView } from './endpoint-view.ts';
import type { ChainMember } from './endpoints/endpoint.ts';
import { isSecretField } from './filter-words.ts';
import { functionAt } from './guard-context.ts';
import { requestLane, subjectLane } from './guard-flow.ts';
import { isEdgeReachedWithout, type Reach } from './guarded-places.ts';
import { isAnswerField, policyCallOf } from './policy-libraries.ts';
import {
  equalityOf,
  isCommonRole,
  isRefusingCall,
  isRoleCall,
  isRoleName,
  negated,
  promisesRole,
  type RoleTest,
  roleTextOf,
  roleTextsOf,
  testOfFlag,
  testOfRole,
  testOfRoles,
} from './role-tests.ts';

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
  /** Whether the function gives back something truthy (or falsy), in a field if one is named, only after a check. */
  returnHolds(f: number, isTruthy: boolean, field?: string): boolean;
  /** Whether the function gives back the text (or anything but it), in a field if one is named, only after a check. */
  returnsTextAfter(f: number, text: string, isEqual: boolean, field: string): boolean;
  reachOf(module: ProgramModule, functionId: number): Reach;
}

const maxDepth = 40;
const elementTest = /^(some|find|findIndex|findLast|filter|any|every)$/;
const callerTest = /check|access|allow|permi|authori|can[A-Z]/;
const credentialTest =
  /^(is_?)?(compare|check|verify|validate|match|valid|matches)(sync)?_?(user)?_?(password|passwd|pass|pwd|pin|hash|credentials?|secret|otp|code)?(sync|hash)?$/i;
const membershipTest =
  /^(includes|has|contains|indexOf|equals|equal|isEqual|eq|eql|localeCompare|compare|timingSafeEqual|isMember|match|is)$/;

/** Judges conditions of one endpoint for one query. */
export class TieConditions {
  readonly #view: EndpointView;
  readonly #q: number;
  readonly #level: ProofLevel;
  readonly #hasCommonRoleInChain: boolean;
  readonly #judge: FunctionJudge;
  readonly #met = new Map<number, MetCheck>();

  constructor(
    view: EndpointView,
    q: number,
    level: ProofLevel,
    hasCommonRoleInChain: boolean,
    judge: FunctionJudge,
  ) {
    this.#view = view;
    this.#q = q;
    this.#level = level;
    this.#hasCommonRoleInChain = hasCommonRoleInChain;
    this.#judge = judge;
  }

  /** Checks that were met. */
  met(): readonly MetCheck[] {
    return [...this.#met.values()];
  }

  /** Members of the chain whose code is not known, and metadata: what their names promise of roles. */
  holdsByName(chain: readonly ChainMember[]): boolean {
    for (const member of chain)
      if (this.#counts(this.#view.context.input.configured.ensuredBy(member), -1, member.name)) return true;
    if (!this.#level.roles) return false;
    const found = chain.find(
      ({ functions, name, words }) => functions.length === 0 && promisesRole(name, words),
    );
    if (!found) return false;
    this.#note('role', -1, found.name);
    return true;
  }

  /** Whether a call that ended without an exception promises by its name that not everybody passes: `requireRole(user)`. */
  endsByName(module: ProgramModule, i: number, name: string): boolean {
    if (!this.#level.roles || !isRefusingCall(name)) return false;
    const isOfCaller = this.#argumentsOf(module, i).some((value) =>
      this.#view.lanesAt(module.valueBase + value).has(subjectLane),
    );
    if (isOfCaller) this.#note('role', module.valueBase + i, name);
    return isOfCaller;
  }

  /** Whether a function that the configuration declares to be a check was given the record, or the request. */
  endsAsDeclared(module: ProgramModule, i: number, isAwaited: boolean): boolean {
    const { input } = this.#view.context;
    const site = input.callGraph.siteOfValue[module.valueBase + i] ?? -1;
    const ensures = input.configured.ensuredAt(site);
    if (ensures.length === 0 || (!isAwaited && isAsyncCall(input, site))) return false;
    const given = [module.ir.b[i] ?? -1, ...this.#argumentsOf(module, i)].filter((value) => value >= 0);
    const group = this.#view.groupOf(this.#q);
    const isMeant = given.some(
      (value) =>
        this.#view.isOfRecord(module.valueBase + value, group) ||
        this.#view.lanesAt(module.valueBase + value).has(requestLane),
    );
    return (
      (isMeant || given.length === 0) &&
      this.#counts(ensures, module.valueBase + i, input.callGraph.calleeName(site))
    );
  }

  /** Whether what is ensured by declaration counts here. */
  #counts(ensures: readonly Assurance[], value: number, name: string): boolean {
    const isTie = this.#level.ties && ensures.some((one) => one === 'tie' || one === 'tenant');
    const isRole = this.#level.roles && ensures.includes('role');
    if (isTie || isRole) this.#note(isTie ? 'declared' : 'role', value, name);
    return isTie || isRole;
  }

  #argumentsOf(module: ProgramModule, i: number): readonly number[] {
    return Array.from({ length: argumentCount(module, i) }, (_, k) => argumentAt(module, i, k)).filter(
      (value) => value >= 0,
    );
  }

  /** Whether an unknown call of this kind counts as a check, by what it was given or by what it promises. */
  endsOfLibrary(module: ProgramModule, i: number, name: string): boolean {
    const { queries, queryOfValue } = this.#view.context;
    const value = module.valueBase + i;
    if (this.#level.callers === true && this.#isCaller(module, i)) return true;
    if (this.#level.ties) {
      const q = queryOfValue.get(value);
      if (
        q !== undefined &&
        /OrThrow|OrFail|OrError|orFail$/.test(name) &&
        this.#view.isRelationQuery(q, this.#q)
      ) {
        this.#note('relation', value, queries[q]?.resource ?? name);
        return true;
      }
      if (/throwUnlessCan$/.test(name) || this.#policyCall(module, i, name) === 'refusal') {
        this.#note('policy', value, name);
        return true;
      }
    }
    if (!this.#level.possible || !this.#isPossible(module, i, name)) return false;
    this.#note('possible', value, name);
    return true;
  }

  /** Case `index` of a switch, the default for -1. */
  holdsInCase(module: ProgramModule, instruction: number, index: number): boolean {
    const { ir } = module;
    const list = ir.c[instruction] ?? 0;
    const tested = ir.a[instruction] ?? -1;
    const constant = ir.op[tested] === Op.Const ? ir.constants[ir.a[tested] ?? 0] : undefined;
    if (constant?.kind === 'boolean' && index >= 0) {
      // `switch (true) { case a === b: … }`
      return this.holds(module, ir.args[list + 1 + index] ?? -1, constant.value, 0);
    }
    if (!this.#level.roles || !this.#isRole(module, tested)) return false;
    if (index >= 0) {
      const holds = testOfRole(roleTextOf(module, ir.args[list + 1 + index] ?? -1)).whenTruthy;
      if (holds) this.#note('role', module.valueBase + tested, 'role');
      return holds;
    }
    for (let k = 1; k <= (ir.args[list] ?? 0); k++) {
      const text = roleTextOf(module, ir.args[list + k] ?? -1);
      if (text !== undefined && isCommonRole(text)) return true;
    }
    return false;
  }

  /** Whether finding `value` truthy (or falsy) establishes a check. */
  holds(module: ProgramModule, value: number, isTruthy: boolean, depth = 0): boolean {
    const { ir } = module;
    if (value < 0 || depth > maxDepth) return false;
    const next = (other: number, truthy = isTruthy) => this.holds(module, other, truthy, depth + 1);
    if (isTruthy && this.#level.callers === true && this.#isCaller(module, value)) return true;
    switch (ir.op[value]) {
      case Op.Not:
        return next(ir.a[value] ?? -1, !isTruthy);
      case Op.Copy:
      case Op.Pi:
      case Op.Post:
        return next(ir.a[value] ?? -1);
      case Op.Await: {
        const awaited = ir.a[value] ?? -1;
        if (awaited >= 0 && ir.op[awaited] === Op.Call)
          return (
            this.#callHolds(module, awaited, isTruthy, true, depth) ||
            this.#existenceHolds(module, value, isTruthy)
          );
        return next(awaited);
      }
      case Op.Const:
        return isTruthyConstant(module, value) !== isTruthy;
      case Op.Unk:
        return isTruthy && ir.strings[ir.a[value] ?? 0] === 'falsy';
      case Op.Phi:
        return this.#phiHolds(module, value, isTruthy, depth);
      case Op.Cmp:
        return this.#comparisonHolds(module, value, isTruthy, depth);
      case Op.Call:
        return (
          this.#callHolds(module, value, isTruthy, false, depth) ||
          this.#existenceHolds(module, value, isTruthy)
        );
      case Op.CellGet: {
        const single = ir.cells[ir.a[value] ?? 0]?.singleValue ?? -1;
        if (single >= 0 && next(single)) return true;
        return this.#existenceHolds(module, value, isTruthy) || this.#flagHolds(module, value, isTruthy);
      }
      case Op.Load:
        // `rows.length`: there are any only if there is one.
        if (isTruthy && isSizeField(fieldName(module, value)) && next(ir.a[value] ?? -1)) return true;
        return (
          this.#flagHolds(module, value, isTruthy) ||
          this.#existenceHolds(module, value, isTruthy) ||
          this.#resultFieldHolds(module, value, isTruthy, depth)
        );
      default:
        return this.#existenceHolds(module, value, isTruthy) || this.#flagHolds(module, value, isTruthy);
    }
  }

  #phiHolds(module: ProgramModule, phi: number, isTruthy: boolean, depth: number): boolean {
    const { ir } = module;
    const block = ir.block[phi] ?? -1;
    const list = ir.a[phi] ?? 0;
    const reach = this.#judge.reachOf(module, ir.functionOf[phi] ?? 0);
    const first = ir.predecessorStart[block] ?? 0;
    for (let k = 0; k < (ir.args[list] ?? 0); k++) {
      const operand = ir.args[list + 1 + k] ?? -1;
      const from = ir.predecessors[first + k] ?? -1;
      if (operand === phi || !isEdgeReachedWithout(reach, from, block)) continue;
      // `a || b`: what comes over the edge that `a` takes when it is truthy is never falsy.
      if (isKnownOnEdge(ir, operand, from, block) === !isTruthy) continue;
      if (!this.holds(module, operand, isTruthy, depth + 1)) return false;
    }
    return (ir.args[list] ?? 0) > 0;
  }

  #comparisonHolds(module: ProgramModule, i: number, isTruthy: boolean, depth: number): boolean {
    const { ir, valueBase } = module;
    const left = ir.a[i] ?? -1;
    const right = ir.b[i] ?? -1;
    if (left < 0 || right < 0) return false;
    const operator = ir.c[i] ?? 0;
    const equality = equalityOf(operator);
    for (const [tested, other, isSwapped] of [
      [left, right, false],
      [right, left, true],
    ] as const) {
      const outcome = emptinessOf(module, other, operator, isTruthy, isSwapped, isCount(module, tested));
      if (outcome !== undefined && this.holds(module, tested, outcome, depth + 1)) return true;
    }
    if (operator === CmpOp.In) return isTruthy && this.#bothSides(module, [left], [right], i, 'membership');
    if (equality === undefined) return false;
    const isEqual = isTruthy === (equality === 'equal');
    if (this.#level.ties && isEqual && this.#bothSides(module, [left], [right], i, 'comparison')) return true;
    if (isEqual && [left, right].some((side) => this.#isSecret(fieldName(module, side)))) {
      if (this.#provesSecret(module, [left, right])) {
        this.#note('secret', valueBase + i, this.#functionName(module, i));
        return true;
      }
    }
    if (this.#levelHolds(module, left, right, isEqual) || this.#levelHolds(module, right, left, isEqual))
      return true;
    if (!this.#level.roles) return false;
    for (const [role, other] of [
      [left, right],
      [right, left],
    ] as const) {
      if (!this.#isRole(module, role)) continue;
      const test = testOfRole(roleTextOf(module, other));
      const wanted = equality === 'equal' ? test : negated(test);
      if (this.#level.isStrict === true && !isEqual && ((ir.flags[role] ?? 0) & Flag.Optional) !== 0)
        continue;
      if (!(isTruthy ? wanted.whenTruthy : wanted.whenFalsy)) continue;
      this.#note('role', valueBase + i, nameOf(module, valueBase + role));
      return true;
    }
    return false;
  }

  /** `(await accessOf(user, id)) !== 'none'`: what a function of the workspace gives back only after a check. */
  #levelHolds(module: ProgramModule, level: number, other: number, isEqual: boolean): boolean {
    const { ir } = module;
    const constant = ir.op[other] === Op.Const ? ir.constants[ir.a[other] ?? 0] : undefined;
    if (constant?.kind !== 'string') return false;
    let at = level;
    let isAwaited = false;
    let field = '';
    for (let steps = 0; at >= 0 && steps < 8 && ir.op[at] !== Op.Call; steps++) {
      if (ir.op[at] === Op.Await) isAwaited = true;
      else if (ir.op[at] === Op.Load && field === '') field = fieldName(module, at);
      else if (ir.op[at] !== Op.Copy && ir.op[at] !== Op.Pi) return false;
      at = ir.a[at] ?? -1;
    }
    const { callGraph, program } = this.#view.context.input;
    const site = at < 0 ? -1 : (callGraph.siteOfValue[module.valueBase + at] ?? -1);
    const targets = site < 0 ? [] : targetsOf(callGraph, site);
    return (
      targets.length > 0 &&
      targets.every((target) => {
        const found = functionAt(program, target);
        const isAsync = found?.module.ir.functions[found.local]?.isAsync === true;
        return (
          (isAwaited || !isAsync) && this.#judge.returnsTextAfter(target, constant.value, isEqual, field)
        );
      })
    );
  }

  /** Whether the value is there only if somebody is known to call. */
  #isCaller(module: ProgramModule, value: number): boolean {
    if (!this.#view.lanesAt(module.valueBase + value).has(subjectLane)) return false;
    this.#note('caller', module.valueBase + value, nameOf(module, module.valueBase + value));
    return true;
  }

  /** Whether one of the values is the caller's and another the record's. */
  #bothSides(
    module: ProgramModule,
    first: readonly number[],
    second: readonly number[],
    at: number,
    kind: MetCheck['kind'],
  ): boolean {
    if (!this.#level.ties) return false;
    const group = this.#view.groupOf(this.#q);
    const caller = (value: number) =>
      this.#view.isOfCaller(module.valueBase + value, this.#q) ||
      (this.#level.trusts === 'claims' && this.#isClaim(module, value, group.keys));
    const record = (value: number) => this.#view.isOfRecord(module.valueBase + value, group);
    const holds = (first.some(caller) && second.some(record)) || (first.some(record) && second.some(caller));
    if (holds) this.#note(kind, module.valueBase + at, this.#functionName(module, at));
    return holds;
  }

  #callHolds(
    module: ProgramModule,
    i: number,
    isTruthy: boolean,
    isAwaited: boolean,
    depth: number,
  ): boolean {
    const { input } = this.#view.context;
    const { callGraph, program } = input;
    const { ir, valueBase } = module;
    const site = callGraph.siteOfValue[valueBase + i] ?? -1;
    if (site < 0) return false;
    if (isTruthy && this.endsAsDeclared(module, i, isAwaited)) return true;
    const targets = targetsOf(this.#view.context.input.callGraph, site);
    const name = callGraph.calleeName(site);
    const method = methodName(module, i);
    const count = argumentCount(module, i);
    const args = Array.from({ length: count }, (_, k) => argumentAt(module, i, k)).filter(
      (value) => value >= 0,
    );
    const receiver = ir.b[i] ?? -1;
    if (isTruthy && credentialTest.test(name.slice(name.lastIndexOf('.') + 1))) {
      const isProven = this.#provesSecret(module, receiver >= 0 ? [receiver, ...args] : args);
      const isAsync = targets.some((target) => {
        const at = functionAt(program, target);
        return at?.module.ir.functions[at.local]?.isAsync === true;
      });
      if (isProven && (isAwaited || !isAsync)) {
        this.#note('secret', valueBase + i, name);
        return true;
      }
    }
    if (targets.length > 0) {
      const holds = targets.every((target) => {
        const at = functionAt(program, target);
        const isAsync = at?.module.ir.functions[at.local]?.isAsync === true;
        return (isAwaited || !isAsync) && this.#judge.returnHolds(target, isTruthy);
      });
      return holds || this.#roleHolds(module, i, isTruthy, roleTestByName(name), name);
    }
    // `await Promise.resolve(check(user))`
    if (name === 'Promise.resolve' && args[0] !== undefined)
      return this.holds(module, args[0], isTruthy, depth + 1);
    if (name === 'Boolean' && args[0] !== undefined) return this.holds(module, args[0], isTruthy, depth + 1);
    if (elementTest.test(method) && isTruthy && args[0] !== undefined) {
      const callbacks = this.#functionsOf(module, args[0]);
      if (callbacks.length > 0) return callbacks.every((callback) => this.#judge.returnHolds(callback, true));
    }
    const isMembership = membershipTest.test(method || name.slice(name.lastIndexOf('.') + 1));
    if (isTruthy && isMembership) {
      const sides = receiver >= 0 ? [receiver, ...args] : args;
      for (let k = 0; k < sides.length; k++) {
        const rest = sides.filter((_, n) => n !== k);
        const one = sides[k];
        if (one !== undefined && this.#bothSides(module, [one], rest, i, 'membership')) return true;
      }
    }
    if (this.#level.ties && this.#isPolicy(site)) {
      const last = name.slice(name.lastIndexOf('.') + 1);
      if (isTruthy === (last !== 'cannot')) {
        this.#note('policy', valueBase + i, name);
        return true;
      }
    }
    if (isTruthy && this.#level.ties && this.#policyCall(module, i, name) === 'answer') {
      this.#note('policy', valueBase + i, name);
      return true;
    }
    if (this.#roleHolds(module, i, isTruthy, this.#roleCall(module, method, receiver, args, name), name))
      return true;
    if (this.#roleHolds(module, i, isTruthy, this.#testByName(module, args, name), name)) return true;
    if (this.#level.possible && isTruthy && this.#isPossible(module, i, name)) {
      this.#note('possible', valueBase + i, name);
      return true;
    }
    return false;
  }

  /** A call that by its name tests what the caller is: `hasPermission(role)`, `options.check(req.user)`. */
  #testByName(module: ProgramModule, args: readonly number[], name: string): RoleTest | undefined {
    const test = roleTestByName(name);
    if (test) return test;
    const isOfCaller = args.some((value) => this.#view.lanesAt(module.valueBase + value).has(subjectLane));
    return isOfCaller && callerTest.test(name) ? testOfRoles([]) : undefined;
  }

  #roleHolds(
    module: ProgramModule,
    i: number,
    isTruthy: boolean,
    test: RoleTest | undefined,
    name: string,
  ): boolean {
    if (!this.#level.roles || !test || !(isTruthy ? test.whenTruthy : test.whenFalsy)) return false;
    this.#note('role', module.valueBase + i, name);
    return true;
  }

  #isSecret(name: string): boolean {
    return isSecretField(name) || this.#view.context.input.configured.isCapability(name);
  }

  /** Whether one of the values was read from the record and another is of the request: what only its owner knows. */
  #provesSecret(module: ProgramModule, values: readonly number[]): boolean {
    if (!this.#level.ties) return false;
    const group = this.#view.groupOf(this.#q);
    return values.some(
      (value, k) =>
        this.#view.isReadFrom(module.valueBase + value, group) &&
        values.some((other, n) => n !== k && this.#view.lanesAt(module.valueBase + other).has(requestLane)),
    );
  }

  #roleCall(
    module: ProgramModule,
    method: string,
    receiver: number,
    args: readonly number[],
    name: string,
  ): RoleTest | undefined {
    if (/^(includes|has|indexOf|contains)$/.test(method) && args[0] !== undefined && receiver >= 0) {
      if (this.#isRole(module, args[0])) {
        const texts = roleTextsOf(module, receiver);
        if (texts === undefined) return { whenTruthy: !this.#hasCommonRoleInChain, whenFalsy: false };
        return testOfRoles(texts);
      }
      if (this.#isRole(module, receiver)) return testOfRole(roleTextOf(module, args[0]));
    }
    if (method === 'some' && receiver >= 0 && this.#isRole(module, receiver))
      return { whenTruthy: !this.#hasCommonRoleInChain, whenFalsy: false };
    if (!isRoleCall(name)) return undefined;
    const texts = args.flatMap((value) => roleTextOf(module, value) ?? roleTextsOf(module, value) ?? []);
    return testOfRoles(texts);
  }

  /** Whether the value is what the request says of who is calling, and is not what names the record. */
  #isClaim(module: ProgramModule, value: number, keys: ReadonlySet<string>): boolean {
    const lanes = this.#view.lanesAt(module.valueBase + value);
    if (!lanes.has(requestLane) || lanes.has(subjectLane)) return false;
    const own = [...this.#view.keysAt(module.valueBase + value)];
    return own.length > 0 && own.every((key) => !keys.has(key) && isClaimOfIdentity(key));
  }

  /** Whether a value is the caller's role: by name, unless the request brings it. */
  #isRole(module: ProgramModule, value: number): boolean {
    const { ir, valueBase } = module;
    if (
      value < 0 ||
      (!isRoleName(nameOf(module, valueBase + value)) && !isRoleName(fieldName(module, value)))
    )
      return false;
    if (ir.op[value] === Op.Const) return false;
    const lanes = this.#view.lanesAt(valueBase + value);
    return lanes.has(subjectLane) || !lanes.has(requestLane) || this.#level.trusts === 'claims';
  }

  #flagHolds(module: ProgramModule, value: number, isTruthy: boolean): boolean {
    if (!this.#level.roles) return false;
    const test = testOfFlag(nameOf(module, module.valueBase + value));
    if (!test || !(isTruthy ? test.whenTruthy : test.whenFalsy)) return false;
    const lanes = this.#view.lanesAt(module.valueBase + value);
    if (lanes.has(requestLane) && !lanes.has(subjectLane)) return false;
    this.#note('role', module.valueBase + value, nameOf(module, module.valueBase + value));
    return true;
  }

  /** A record that is there only if the caller and the record in question belong together. */
  #existenceHolds(module: ProgramModule, value: number, isTruthy: boolean): boolean {
    if (!isTruthy || !this.#level.ties) return false;
    const node = module.valueBase + value;
    if (!this.#view.isRelation(node, this.#q)) return false;
    this.#note('relation', node, this.#functionName(module, value));
    return true;
  }

  /** `const { allowed } = await decide(user, id)`. */
  #resultFieldHolds(module: ProgramModule, load: number, isTruthy: boolean, depth: number): boolean {
    const { ir } = module;
    const field = ir.strings[ir.b[load] ?? 0] ?? '';
    let at = ir.a[load] ?? -1;
    let isAwaited = false;
    for (let steps = 0; at >= 0 && steps < 6; steps++) {
      if (ir.op[at] === Op.Await) isAwaited = true;
      else if (ir.op[at] !== Op.Copy && ir.op[at] !== Op.Pi) break;
      at = ir.a[at] ?? -1;
    }
    if (at < 0 || depth > maxDepth / 2) return false;
    // `rows[0]`: something is there only if there are any.
    if (isTruthy && field === '0' && ir.op[at] === Op.Call)
      return this.#callHolds(module, at, true, isAwaited, depth + 1);
    if (ir.op[at] !== Op.Call) return false;
    const site = this.#view.context.input.callGraph.siteOfValue[module.valueBase + at] ?? -1;
    const targets = site < 0 ? [] : targetsOf(this.#view.context.input.callGraph, site);
    if (isTruthy && site >= 0 && isAnswerField(field) && this.#level.ties) {
      const name = this.#view.context.input.callGraph.calleeName(site);
      if (this.#policyCall(module, at, name) === 'report') {
        this.#note('policy', module.valueBase + at, name);
        return true;
      }
    }
    return (
      targets.length > 0 &&
      targets.every((target) => {
        const found = functionAt(this.#view.context.input.program, target);
        const isAsync = found?.module.ir.functions[found.local]?.isAsync === true;
        return (isAwaited || !isAsync) && this.#judge.returnHolds(target, isTruthy, field);
      })
    );
  }

  /** Calls of policy libraries that decide about the record they are given. */
  #isPolicy(site: number): boolean {
    const { callGraph, models } = this.#view.context.input;
    const name = callGraph.calleeName(site);
    if (!/(^|\.)(can|cannot)$/i.test(name)) return false;
    const id = callGraph.externalPackage[site] ?? -1;
    if (id >= 0 && (callGraph.packageNames[id] ?? '').startsWith('@casl/')) return true;
    for (let k = callGraph.stateStart[site] ?? 0; k < (callGraph.stateStart[site + 1] ?? 0); k++)
      if (models.states[callGraph.states[k] ?? 0]?.package.startsWith('@casl/')) return true;
    return false;
  }

  /** How a call of a policy engine that was given the caller and the record decides. */
  #policyCall(module: ProgramModule, i: number, name: string): ReturnType<typeof policyCallOf> {
    const { callGraph, program } = this.#view.context.input;
    const site = callGraph.siteOfValue[module.valueBase + i] ?? -1;
    const id = site < 0 ? -1 : (callGraph.externalPackage[site] ?? -1);
    const kind = policyCallOf(program, name, id < 0 ? '' : (callGraph.packageNames[id] ?? ''));
    return kind !== undefined && this.#hasBothSides(module, i) ? kind : undefined;
  }

  /** Whether a call was given a value of the caller and one of the record. */
  #hasBothSides(module: ProgramModule, i: number): boolean {
    const sides = [module.ir.b[i] ?? -1, ...this.#argumentsOf(module, i)].filter((value) => value >= 0);
    const group = this.#view.groupOf(this.#q);
    return (
      sides.some((value) => this.#view.isOfCaller(module.valueBase + value, this.#q)) &&
      sides.some((value) => this.#view.isOfRecord(module.valueBase + value, group))
    );
  }

  /** An unknown call that was given both sides and could refuse. */
  #isPossible(module: ProgramModule, i: number, name: string): boolean {
    const { input } = this.#view.context;
    const { callGraph, models } = input;
    const site = callGraph.siteOfValue[module.valueBase + i] ?? -1;
    if (site < 0 || targetsOf(this.#view.context.input.callGraph, site).length > 0) return false;
    for (let k = callGraph.stateStart[site] ?? 0; k < (callGraph.stateStart[site + 1] ?? 0); k++)
      if ((callGraph.states[k] ?? 0) > 0 && models.states[callGraph.states[k] ?? 0]) return false;
    const last = name.slice(name.lastIndexOf('.') + 1);
    if (
      /log|audit|track|emit|notify|send|info|debug|warn|error|push|publish|record|create|insert|save/i.test(
        last,
      )
    )
      return false;
    // What a policy engine says is known, and this is not it.
    return this.#policyCall(module, i, name) === undefined && this.#hasBothSides(module, i);
  }

  #functionsOf(module: ProgramModule, value: number): readonly number[] {
    return this.#view.context.input.callGraph.functionsOf(module.valueBase + value);
  }

  #functionName(module: ProgramModule, i: number): string {
    return module.ir.functions[module.ir.functionOf[i] ?? 0]?.name ?? '';
  }

  #note(kind: MetCheck['kind'], value: number, name: string): void {
    if (!this.#met.has(value)) this.#met.set(value, { kind, value, name });
  }
}

/** What the outcome of a call says by its name alone; of one that refuses, either outcome may be the pass. */
function roleTestByName(name: string): RoleTest | undefined {
  if (!isRoleCall(name)) return undefined;
  return isRefusingCall(name) ? { whenTruthy: true, whenFalsy: true } : testOfRoles([]);
}
