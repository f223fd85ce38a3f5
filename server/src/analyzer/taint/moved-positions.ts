/**
 * Where the positions of a list go in calls with constant arguments: `slice(1)`, `splice(0, 1, x)`, `unshift(x)`.
 *
 * From a step of a model and a call to steps that move positions, one for each piece of the list that moves alike. Where
 * an argument is no constant, counts from the end or is spread, the positions are not known.
 */
import { argumentAt, argumentCount } from '../callgraph/call-arguments.ts';
import { constantOf, constantTableOf } from '../ir/constants.ts';
import { Op } from '../ir/opcode.ts';
import type { ProgramModule } from '../program/program.ts';
import type { AccessStep, GivenStep, PortPath } from '../rules/model.ts';

type Moved = Extract<AccessStep, { readonly kind: 'moved' }>;

/** Behind the last position of every list. */
const noEnd = 1_000_000;
/** Last position that is told apart. */
const lastPosition = 9;

const anywhere: Moved = { kind: 'moved', first: 0, end: noEnd, by: undefined };

/** Pieces of a list that a step stands for at a call, and how far each moves; undefined for other steps. */
export function movedPieces(
  module: ProgramModule,
  i: number,
  step: AccessStep | undefined,
): readonly Moved[] | undefined {
  if (step?.kind !== 'given') return undefined;
  const count = argumentCount(module, i);
  switch (step.as) {
    case 'shift':
      return [{ kind: 'moved', first: 1, end: noEnd, by: -1 }];
    case 'put': {
      const isKnown = !isSpreadBefore(module, i, count);
      return [{ kind: 'moved', first: 0, end: noEnd, by: isKnown ? count : undefined }];
    }
    case 'slice': {
      const first = positionAt(module, i, 0, 0);
      const end = positionAt(module, i, 1, noEnd);
      if (first === undefined || end === undefined) return [anywhere];
      return [{ kind: 'moved', first, end, by: -first }];
    }
    case 'splice': {
      const first = positionAt(module, i, 0, 0);
      const removed = positionAt(module, i, 1, noEnd);
      if (first === undefined || removed === undefined) return [anywhere];
      return [{ kind: 'moved', first, end: first + removed, by: -first }];
    }
    case 'cut': {
      const first = positionAt(module, i, 0, 0);
      const removed = positionAt(module, i, 1, noEnd);
      if (first === undefined || removed === undefined || isSpreadBefore(module, i, count)) return [anywhere];
      const by = Math.max(0, count - 2) - removed;
      return [
        { kind: 'moved', first: 0, end: first, by: 0 },
        { kind: 'moved', first: first + removed, end: noEnd, by },
      ];
    }
    default:
      return undefined;
  }
}

/** Whether a step says at which position each argument of a range comes to stand. */
export function isPlacing(step: AccessStep): step is GivenStep {
  return step.kind === 'given' && (step.as === 'position' || step.as === 'place');
}

/** One move for each argument of a range, to its position. */
export function placedMoves(
  module: ProgramModule,
  i: number,
  from: PortPath,
  to: PortPath,
): readonly { readonly from: PortPath; readonly to: PortPath }[] {
  const count = argumentCount(module, i);
  const out: { from: PortPath; to: PortPath }[] = [];
  for (let k = from.argument; k <= Math.min(from.argumentEnd, count - 1); k++) {
    const path = to.path.map((step) => (isPlacing(step) ? positionOf(module, i, step, k) : step));
    out.push({ from: { ...from, argument: k, argumentEnd: k }, to: { ...to, path } });
  }
  return out;
}

function positionOf(module: ProgramModule, i: number, step: GivenStep, argument: number): AccessStep {
  const base = step.as === 'place' ? positionAt(module, i, 0, 0) : 0;
  const position = base === undefined ? undefined : base + argument - step.argument;
  if (position === undefined || position > lastPosition || isSpreadBefore(module, i, argument + 1))
    return { kind: 'element' };
  return { kind: 'member', name: String(position) };
}

/** The position that an argument says; `missing` if there is no such argument, undefined if it is not known. */
function positionAt(module: ProgramModule, i: number, index: number, missing: number): number | undefined {
  if (index >= argumentCount(module, i)) return missing;
  const { ir } = module;
  const argument = argumentAt(module, i, index);
  const constant = argument < 0 ? undefined : constantOf(constantTableOf(ir), argument);
  if (constant?.kind === 'undefined') return missing;
  return constant?.kind === 'number' && constant.value >= 0 ? Math.trunc(constant.value) : undefined;
}

function isSpreadBefore(module: ProgramModule, i: number, end: number): boolean {
  for (let k = 0; k < end; k++) {
    const argument = argumentAt(module, i, k);
    if (argument >= 0 && module.ir.op[argument] === Op.Elems) return true;
  }
  return false;
}
