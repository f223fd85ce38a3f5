/**
 * Which instructions of a function run only after something was established.
 *
 * From a function and an oracle that knows which branch edges and which calls establish it, to the blocks that control
 * still reaches when all of these are taken away. What is not reached runs only where it was established, whatever the
 * form of the code: a check that refuses, checks in every arm of a switch, both branches of an `if`. A comparison after
 * which nothing is refused takes no way away, so it establishes nothing.
 */
import type { IrModule } from '../ir/module.ts';
import { Op } from '../ir/opcode.ts';

/** What establishes the fact, for values and instructions of one module. */
export interface Establisher {
  /** Whether the fact holds when `value` was found to be truthy (or falsy). */
  holdsWhen(value: number, isTruthy: boolean): boolean;
  /** Whether the role or kind that a `switch` found establishes it: case `index`, or the default for -1. */
  holdsInCase(instruction: number, index: number): boolean;
  /** Whether the fact holds once the instruction has ended without an exception. */
  holdsAfter(instruction: number): boolean;
}

/** Blocks of one function that are reached although the fact was not established. */
export interface Reach {
  readonly firstBlock: number;
  readonly isReached: Uint8Array;
  /** Per block: the instruction after which the fact holds, -1 if there is none. */
  readonly cut: Int32Array;
  /** Whether anything was taken away at all. */
  readonly hasCuts: boolean;
  /** Edges that establish it, as `from * 2^20 + to`, both relative to firstBlock. */
  readonly cutEdges: ReadonlySet<number>;
}

/** Walks the blocks of function `functionId` (local) from its entry, where asked as if nothing ever threw. */
export function reachWithout(
  ir: IrModule,
  functionId: number,
  establisher: Establisher,
  ignoresExceptions = false,
): Reach {
  const declared = ir.functions[functionId];
  const firstBlock = declared?.firstBlock ?? 0;
  const count = declared?.blockCount ?? 0;
  const isReached = new Uint8Array(count);
  const cut = new Int32Array(count).fill(-1);
  const cutEdges = new Set<number>();
  const stack: number[] = [];
  let hasCuts = false;
  const enter = (block: number) => {
    const local = block - firstBlock;
    if (block < 0 || isReached[local] !== 0) return;
    isReached[local] = 1;
    stack.push(block);
  };
  if (count > 0) enter(firstBlock);
  while (stack.length > 0) {
    const block = stack.pop() ?? 0;
    const last = (ir.blockStart[block + 1] ?? 0) - 1;
    for (let i = ir.blockStart[block] ?? 0; i <= last; i++) {
      if (!mayEstablish(ir.op[i] ?? 0) || !establisher.holdsAfter(i)) continue;
      cut[block - firstBlock] = i;
      hasCuts = true;
      break;
    }
    const start = ir.successorStart[block] ?? 0;
    const end = ir.successorStart[block + 1] ?? 0;
    const regular = regularSuccessors(ir, last);
    for (let k = start; k < end; k++) {
      const to = ir.successors[k] ?? -1;
      const isException = k - start >= regular;
      if (isException && ignoresExceptions) continue;
      if (!isException) {
        if ((cut[block - firstBlock] ?? -1) >= 0) continue;
        if (holdsOnEdge(ir, establisher, last, k - start)) {
          cutEdges.add(edgeKey(block - firstBlock, to - firstBlock));
          hasCuts = true;
          continue;
        }
      }
      enter(to);
    }
  }
  return { firstBlock, isReached, cut, hasCuts, cutEdges };
}

/** Whether control gets to the instruction without the fact. */
export function isReachedWithout(ir: IrModule, reach: Reach, instruction: number): boolean {
  const local = (ir.block[instruction] ?? 0) - reach.firstBlock;
  if (reach.isReached[local] === 0) return false;
  const cut = reach.cut[local] ?? -1;
  return cut < 0 || cut >= instruction;
}

/** Whether control takes the edge between two blocks (module-wide) without the fact. */
export function isEdgeReachedWithout(reach: Reach, from: number, to: number): boolean {
  const local = from - reach.firstBlock;
  if (reach.isReached[local] === 0 || (reach.cut[local] ?? -1) >= 0) return false;
  return !reach.cutEdges.has(edgeKey(local, to - reach.firstBlock));
}

function edgeKey(from: number, to: number): number {
  return from * 1_048_576 + to;
}

function mayEstablish(op: number): boolean {
  return op === Op.Call || op === Op.New || op === Op.Await;
}

/** Successors of a block that are no exception edges; those stand last. */
export function regularSuccessors(ir: IrModule, last: number): number {
  switch (ir.op[last]) {
    case Op.Branch:
      return 2;
    case Op.Switch:
      return (ir.args[ir.c[last] ?? 0] ?? 0) + 1;
    case Op.Ret:
    case Op.Throw:
      return 0;
    default:
      return 1;
  }
}

function holdsOnEdge(ir: IrModule, establisher: Establisher, last: number, index: number): boolean {
  if (ir.op[last] === Op.Branch) return establisher.holdsWhen(ir.a[last] ?? -1, index === 0);
  if (ir.op[last] !== Op.Switch) return false;
  const cases = ir.args[ir.c[last] ?? 0] ?? 0;
  return establisher.holdsInCase(last, index < cases ? index : -1);
}
