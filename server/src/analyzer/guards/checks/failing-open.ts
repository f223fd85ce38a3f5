/**
 * Checks that let through when they fail: an exception that is swallowed, an error that is passed over, a role of
 * nobody that is not the excluded one.
 *
 * The proof of ties is asked twice: as the code is, and as if no check ever failed. What holds only then rests on a
 * check whose failure leads on. Nothing is said of programs in which the failure ends somewhere else.
 */
import { argumentCount } from '../../callgraph/call-arguments.ts';
import { Flag, Op } from '../../ir/opcode.ts';
import type { ProgramModule } from '../../program/program.ts';
import { isAboutAccounts } from '../authentication.ts';
import type { ProofLevel } from '../check-context.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import { functionAt, type GuardInput, instructionsOf } from '../guard-context.ts';
import { regularSuccessors } from '../guarded-places.ts';
import type { TieProver } from '../tie-prover.ts';
import { factsOf, proversFor } from '../tie-verdict.ts';
import { calleeAt, instructionFinder, type Placed } from './instructions.ts';
import { type CheckInput, type Remark, remarkOn } from './remark.ts';

const both: ProofLevel = { ties: true, roles: true, possible: false };
const caller: ProofLevel = { ties: false, roles: false, possible: false, callers: true };

/** Functions of an endpoint that are tried as the cause. */
const maxTried = 12;

/** See the head of this file. */
export function checksFailingOpen(about: CheckInput): readonly Remark[] {
  const { input, scope, solution, judged } = about;
  if (!solution) return [];
  const out: Remark[] = [];
  const catchesIn = instructionFinder(input, ({ module, at }) => module.ir.op[at] === Op.Catch);
  const absentRolesIn = instructionFinder(input, isAbsentRole);
  for (const one of judged) {
    const endpoint = scope.endpoints[one.endpoint];
    if (!endpoint || isAboutAccounts(endpoint)) continue;
    const tree = scope.trees[one.endpoint] ?? new Set();
    const catching = one.verdict.guard === 'none' ? catchesIn(tree).map(({ f }) => f) : [];
    const fails = catching.length > 0;
    const proverOf = proversFor(solution, one.endpoint, endpoint, one.q);
    const places = [one.anchor, solution.queries[one.q]?.value ?? -1].filter((place) => place >= 0);
    const proves = (prover: TieProver) => places.some((place) => prover.proves(place));
    const remark = (anchor: number, why: string, found: Remark['verdict']['found'], most: Remark['most']) =>
      remarkOn(solution, one, {
        replaces: one,
        anchor,
        exposed: -1,
        most,
        verdict: { guard: 'none', found, possible: [], missing: [why] },
        missing: [],
      });
    if (fails) {
      const found = weakness(input, endpoint, catching, proverOf, places, both);
      if (found) {
        out.push(
          remark(found.anchor, 'when the check fails, control goes on to the record', found.met, 'high'),
        );
        continue;
      }
    }
    if (fails) {
      const found = weakness(input, endpoint, catching, proverOf, places, caller);
      if (found)
        out.push(
          remark(
            found.anchor,
            'when the credential is not valid, control goes on to the record',
            found.met,
            'high',
          ),
        );
    }
    if (one.verdict.guard !== 'role') continue;
    const absent = absentRolesIn(tree)[0];
    if (!absent || proves(proverOf({ ...both, isStrict: true })) || proves(proverOf(caller))) continue;
    out.push(
      remark(
        absent.module.valueBase + absent.at,
        'a caller who is not known has no role, so is not the excluded one',
        one.verdict.found,
        'medium',
      ),
    );
  }
  return out;
}

/**
 * Where a check that holds if nothing fails is left when something does; `catching`: functions that take exceptions,
 * ascending.
 */
function weakness(
  input: GuardInput,
  endpoint: Endpoint,
  catching: readonly number[],
  proverOf: (level: ProofLevel) => TieProver,
  places: readonly number[],
  level: ProofLevel,
): { readonly anchor: number; readonly met: Remark['verdict']['found'] } | undefined {
  const proves = (prover: TieProver) => places.some((place) => prover.proves(place));
  if (proves(proverOf(level))) return undefined;
  const trusting = proverOf({ ...level, trusts: 'failures' });
  if (!proves(trusting) || trusting.met().length === 0) return undefined;
  // It rests on one function, if ignoring only what fails there is enough.
  let tried = 0;
  for (const f of new Set([...endpoint.middleware, ...catching])) {
    const isHelper = !endpoint.middleware.includes(f) && !endpoint.handlers.includes(f);
    const anchor = passAfterFailure(input, f, places, isHelper);
    if (anchor < 0) continue;
    if (++tried > maxTried) return undefined;
    const one = proverOf({ ...level, trusts: 'failures', failuresOf: f });
    if (places.some((place) => one.proves(place)) && one.met().length > 0)
      return { anchor, met: factsOf(one.met()) };
  }
  return undefined;
}

/**
 * Where a function takes a failure and goes on all the same: by `next()`, by `return true`, to the place itself, or, of
 * a helper whose end means that all is well, by ending. -1 if it does not.
 */
function passAfterFailure(
  input: GuardInput,
  f: number,
  places: readonly number[],
  isHelper: boolean,
): number {
  const at = functionAt(input.program, f);
  if (!at) return -1;
  const { module } = at;
  const { ir } = module;
  const [first, end] = instructionsOf(module, at.local);
  for (let i = first; i < end; i++) {
    if (ir.op[i] !== Op.Catch) continue;
    const seen = new Set<number>([ir.block[i] ?? 0]);
    let isPassed = false;
    for (const block of seen) {
      const last = (ir.blockStart[block + 1] ?? 0) - 1;
      for (let k = ir.blockStart[block] ?? 0; k <= last; k++) {
        const isNext = ir.op[k] === Op.Call && argumentCount(module, k) === 0;
        if (isNext && /^(next|done)$/.test(calleeAt(input, { module, at: k, f })))
          return module.valueBase + k;
        if (places.includes(module.valueBase + k)) isPassed = true;
        if (ir.op[k] === Op.Ret && passes(module, ir.a[k] ?? -1, isHelper)) isPassed = true;
      }
      const count = regularSuccessors(ir, last);
      for (let k = 0; k < count; k++) seen.add(ir.successors[(ir.successorStart[block] ?? 0) + k] ?? 0);
    }
    if (isPassed) return module.valueBase + i;
  }
  return -1;
}

/** Whether giving back this value says yes: `true`, or nothing where only an exception says no. */
function passes(module: ProgramModule, value: number, isHelper: boolean): boolean {
  return isTrue(module, value) || (isHelper && value < 0);
}

function isTrue({ ir }: ProgramModule, value: number): boolean {
  const constant = value >= 0 && ir.op[value] === Op.Const ? ir.constants[ir.a[value] ?? 0] : undefined;
  return constant?.kind === 'boolean' && constant.value;
}

/** `user?.role !== 'guest'`: a comparison with what the caller is not, of a caller who may be absent. */
function isAbsentRole({ module, at }: Placed): boolean {
  const { ir } = module;
  const isRole = (value: number) =>
    value >= 0 &&
    ir.op[value] === Op.Load &&
    ((ir.flags[value] ?? 0) & Flag.Optional) !== 0 &&
    /role/i.test(ir.strings[ir.b[value] ?? 0] ?? '');
  return ir.op[at] === Op.Cmp && (isRole(ir.a[at] ?? -1) || isRole(ir.b[at] ?? -1));
}
