/**
 * What a condition says: whether finding a value truthy or falsy means that a check was passed.
 *
 * Read backward from the value: comparisons of caller and record, membership in what belongs to the caller, records
 * that exist only if both belong together, roles, calls of policy libraries, and calls of the workspace, whose
 * results the judge knows. Nothing is concluded from what is not understood.
 */

import { argumentAt, argumentCount } from '../callgraph/call-arguments.ts';
import { targetsOf } from '../callgraph/call-graph.ts';
import { CmpOp, Op } from '../ir/opcode.ts';
import type { ProgramModule } from '../program/program.ts';
import {
  type CheckContext,
  type FunctionJudge,
  functionNameAt,
  isCaller,
  isCallerElsewhere,
  isSecret,
  type Leaf,
  note,
  provesSecret,
  tiesSides,
} from './check-context.ts';
import {
  emptinessOf,
  fieldName,
  isCount,
  isKnownOnEdge,
  isSizeField,
  isTruthyConstant,
  methodName,
} from './condition-shapes.ts';
import { functionAt, type GuardInput } from './guard-context.ts';
import { isEdgeReachedWithout } from './guarded-places.ts';
import { endsAsDeclared, isPolicy, isPossible, policyCall } from './library-conditions.ts';
import { isAnswerField } from './policy-libraries.ts';
import {
  comparesRole,
  flagHolds,
  looksUpRights,
  roleCall,
  roleCaseHolds,
  roleHolds,
  roleTestByName,
  testByName,
} from './role-conditions.ts';
import { equalityOf } from './role-tests.ts';

const maxDepth = 40;
const roleField = /^(?:user_?)?(?:roles?|type|permissions?|scopes?)$/i;
const elementTest = /^(some|find|findIndex|findLast|filter|any|every)$/;
const credentialTest =
  /^(is_?)?(compare|check|verify|validate|match|valid|matches)(sync)?_?(user)?_?(password|passwd|pass|pwd|pin|hash|credentials?|secret|otp|code)?(sync|hash)?$/i;
const membershipTest =
  /^(includes|has|contains|indexOf|equals|equal|isEqual|eq|eql|localeCompare|compare|timingSafeEqual|isMember|match|is)$/;

/**
 * Judges conditions. What an answer depends on besides the code goes through `ask`, so that whoever made this knows it.
 */
export class TieConditions {
  readonly #input: GuardInput;
  readonly #ask: (leaf: Leaf) => boolean;
  readonly #judge: FunctionJudge;

  constructor(input: GuardInput, ask: (leaf: Leaf) => boolean, judge: FunctionJudge) {
    this.#input = input;
    this.#ask = ask;
    this.#judge = judge;
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
    return this.#ask((checks) => roleCaseHolds(checks, module, instruction, index));
  }

  /** Whether finding `value` truthy (or falsy) establishes a check. */
  holds(module: ProgramModule, value: number, isTruthy: boolean, depth = 0): boolean {
    const { ir } = module;
    if (value < 0 || depth > maxDepth) return false;
    const next = (other: number, truthy = isTruthy) => this.holds(module, other, truthy, depth + 1);
    if (isTruthy && this.#ask((checks) => isCaller(checks, module, value))) return true;
    // `if (req.user && !roles.includes(req.user.role)) refuse`, behind a chain that asks who is calling.
    if (
      !isTruthy &&
      ir.op[value] === Op.Load &&
      readsRole(module, ir.functionOf[value] ?? -1) &&
      this.#ask((checks) => isCallerElsewhere(checks, module, value))
    )
      return true;
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
    const { ir } = module;
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
    if (operator === CmpOp.In)
      return isTruthy && this.#ask((checks) => tiesSides(checks, module, [left], [right], i, 'membership'));
    if (equality === undefined) return false;
    const isEqual = isTruthy === (equality === 'equal');
    if (isEqual && this.#ask((checks) => tiesSides(checks, module, [left], [right], i, 'comparison')))
      return true;
    if (isEqual && this.#ask((checks) => comparesSecret(checks, module, i))) return true;
    if (this.#levelHolds(module, left, right, isEqual) || this.#levelHolds(module, right, left, isEqual))
      return true;
    return this.#ask((checks) => comparesRole(checks, module, i, isTruthy));
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
    const { callGraph, program } = this.#input;
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

  #callHolds(
    module: ProgramModule,
    i: number,
    isTruthy: boolean,
    isAwaited: boolean,
    depth: number,
  ): boolean {
    const { callGraph, program } = this.#input;
    const { ir, valueBase } = module;
    const site = callGraph.siteOfValue[valueBase + i] ?? -1;
    if (site < 0) return false;
    if (isTruthy && this.#ask((checks) => endsAsDeclared(checks, module, i, isAwaited))) return true;
    const targets = targetsOf(callGraph, site);
    const name = callGraph.calleeName(site);
    const method = methodName(module, i);
    const count = argumentCount(module, i);
    const args = Array.from({ length: count }, (_, k) => argumentAt(module, i, k)).filter(
      (value) => value >= 0,
    );
    const receiver = ir.b[i] ?? -1;
    if (isTruthy && credentialTest.test(name.slice(name.lastIndexOf('.') + 1))) {
      const isAsync = targets.some((target) => {
        const at = functionAt(program, target);
        return at?.module.ir.functions[at.local]?.isAsync === true;
      });
      const sides = receiver >= 0 ? [receiver, ...args] : args;
      if (
        (isAwaited || !isAsync) &&
        this.#ask(
          (checks) => provesSecret(checks, module, sides) && noted(checks, 'secret', valueBase + i, name),
        )
      )
        return true;
    }
    if (targets.length > 0) {
      const holds = targets.every((target) => {
        const at = functionAt(program, target);
        const isAsync = at?.module.ir.functions[at.local]?.isAsync === true;
        return (isAwaited || !isAsync) && this.#judge.returnHolds(target, isTruthy);
      });
      return (
        holds ||
        this.#ask((checks) => roleHolds(checks, module, i, isTruthy, roleTestByName(checks, name), name)) ||
        this.#ask((checks) =>
          roleHolds(checks, module, i, isTruthy, looksUpRights(checks, module, args, name, targets), name),
        )
      );
    }
    // `await Promise.resolve(check(user))`
    if (name === 'Promise.resolve' && args[0] !== undefined)
      return this.holds(module, args[0], isTruthy, depth + 1);
    if (name === 'Boolean' && args[0] !== undefined) return this.holds(module, args[0], isTruthy, depth + 1);
    if (elementTest.test(method) && isTruthy && args[0] !== undefined) {
      const callbacks = callGraph.functionsOf(valueBase + args[0]);
      if (callbacks.length > 0) return callbacks.every((callback) => this.#judge.returnHolds(callback, true));
    }
    const isMembership = membershipTest.test(method || name.slice(name.lastIndexOf('.') + 1));
    if (isTruthy && isMembership) {
      const sides = receiver >= 0 ? [receiver, ...args] : args;
      for (let k = 0; k < sides.length; k++) {
        const rest = sides.filter((_, n) => n !== k);
        const one = sides[k];
        if (
          one !== undefined &&
          this.#ask((checks) => tiesSides(checks, module, [one], rest, i, 'membership'))
        )
          return true;
      }
    }
    const last = name.slice(name.lastIndexOf('.') + 1);
    if (
      isTruthy === (last !== 'cannot') &&
      this.#ask(
        (checks) =>
          checks.level.ties && isPolicy(checks, site) && noted(checks, 'policy', valueBase + i, name),
      )
    )
      return true;
    if (isTruthy && this.#ask((checks) => policyAnswers(checks, module, i, name, 'answer'))) return true;
    return (
      this.#ask((checks) =>
        roleHolds(checks, module, i, isTruthy, roleCall(checks, module, method, receiver, args, name), name),
      ) ||
      this.#ask((checks) =>
        roleHolds(checks, module, i, isTruthy, testByName(checks, module, args, name), name),
      ) ||
      (isTruthy &&
        this.#ask(
          (checks) =>
            checks.level.possible &&
            isPossible(checks, module, i, name) &&
            noted(checks, 'possible', valueBase + i, name),
        ))
    );
  }

  #flagHolds(module: ProgramModule, value: number, isTruthy: boolean): boolean {
    return this.#ask((checks) => flagHolds(checks, module, value, isTruthy));
  }

  /** A record that is there only if the caller and the record in question belong together. */
  #existenceHolds(module: ProgramModule, value: number, isTruthy: boolean): boolean {
    const node = module.valueBase + value;
    return (
      isTruthy &&
      this.#ask(
        (checks) =>
          checks.level.ties &&
          checks.view.isRelation(node, checks.q) &&
          noted(checks, 'relation', node, functionNameAt(module, value)),
      )
    );
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
    const { callGraph, program } = this.#input;
    const call = at;
    const site = callGraph.siteOfValue[module.valueBase + call] ?? -1;
    const targets = site < 0 ? [] : targetsOf(callGraph, site);
    if (
      isTruthy &&
      site >= 0 &&
      isAnswerField(field) &&
      this.#ask((checks) => policyAnswers(checks, module, call, callGraph.calleeName(site), 'report'))
    )
      return true;
    return (
      targets.length > 0 &&
      targets.every((target) => {
        const found = functionAt(program, target);
        const isAsync = found?.module.ir.functions[found.local]?.isAsync === true;
        return (isAwaited || !isAsync) && this.#judge.returnHolds(target, isTruthy, field);
      })
    );
  }
}

/** Keeps a check that holds. */
function noted(checks: CheckContext, kind: Parameters<typeof note>[1], value: number, name: string): true {
  note(checks, kind, value, name);
  return true;
}

/** Whether a call of a policy engine that was given both sides says yes in this way. */
function policyAnswers(
  checks: CheckContext,
  module: ProgramModule,
  i: number,
  name: string,
  kind: 'answer' | 'report',
): boolean {
  return (
    checks.level.ties &&
    policyCall(checks, module, i, name) === kind &&
    noted(checks, 'policy', module.valueBase + i, name)
  );
}

/** Whether a comparison is one of a secret that was read from the record with what the request brings. */
function comparesSecret(checks: CheckContext, module: ProgramModule, i: number): boolean {
  const sides = [module.ir.a[i] ?? -1, module.ir.b[i] ?? -1];
  return (
    sides.some((side) => isSecret(checks, fieldName(module, side))) &&
    provesSecret(checks, module, sides) &&
    noted(checks, 'secret', module.valueBase + i, functionNameAt(module, i))
  );
}

/** Whether a function reads a field that is called like a role. */
function readsRole({ ir }: ProgramModule, functionId: number): boolean {
  const body = ir.functions[functionId];
  const first = body?.firstInstruction ?? 0;
  for (let i = first; i < first + (body?.instructionCount ?? 0); i++)
    if (ir.op[i] === Op.Load && roleField.test(ir.strings[ir.b[i] ?? 0] ?? '')) return true;
  return false;
}
