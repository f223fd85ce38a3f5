/**
 * Reading the block tables of a lowered file: edges, terminators, orders.
 *
 * Blocks are module-wide indexes everywhere, as in `IrModule`. Exception edges are edges like others, and come last.
 */
import type { IrModule } from './module.ts';
import { isTerminator, Op } from './opcode.ts';

/** Successors of a block in the order of `IrModule.successors`, without copying. A block may occur twice. */
export function blockSuccessors(ir: IrModule, block: number): Int32Array {
  return ir.successors.subarray(ir.successorStart[block] ?? 0, ir.successorStart[block + 1] ?? 0);
}

/** Predecessors of a block in the order that Phi entries follow, without copying. A block may occur twice. */
export function blockPredecessors(ir: IrModule, block: number): Int32Array {
  return ir.predecessors.subarray(ir.predecessorStart[block] ?? 0, ir.predecessorStart[block + 1] ?? 0);
}

/** The instruction that ends the block, -1 if it only falls through to its successor. */
export function terminatorOf(ir: IrModule, block: number): number {
  const last = (ir.blockStart[block + 1] ?? 0) - 1;
  if (last < (ir.blockStart[block] ?? 0)) return -1;
  return isTerminator(ir.op[last] ?? 0) ? last : -1;
}

/** How many successors the end of the block asks for, exception edge not counted. */
export function normalSuccessorCount(ir: IrModule, block: number): number {
  const terminator = terminatorOf(ir, block);
  if (terminator < 0) return 1;
  switch (ir.op[terminator]) {
    case Op.Branch:
      return 2;
    case Op.Switch:
      return (ir.args[ir.c[terminator] ?? -1] ?? 0) + 1;
    default:
      return 0;
  }
}

/** Whether the edge is the exception edge of its block. `successorIndex` counts from 0 within the block. */
export function isExceptionEdge(ir: IrModule, block: number, successorIndex: number): boolean {
  return successorIndex >= normalSuccessorCount(ir, block);
}

/**
 * Which entry of the target's predecessors (and of its Phis) an edge is. When a block has several edges to one
 * target, the nth edge belongs to the nth entry. -1 if the tables do not agree.
 */
export function predecessorIndexOf(ir: IrModule, block: number, successorIndex: number): number {
  const successors = blockSuccessors(ir, block);
  const target = successors[successorIndex] ?? -1;
  let earlier = 0;
  for (let i = 0; i < successorIndex; i++) if (successors[i] === target) earlier++;
  const predecessors = blockPredecessors(ir, target);
  for (let i = 0; i < predecessors.length; i++) {
    if (predecessors[i] !== block) continue;
    if (earlier === 0) return i;
    earlier--;
  }
  return -1;
}

/** The blocks of a function that the entry reaches, every block before its successors except along back edges. */
export function reversePostorder(ir: IrModule, functionId: number): Int32Array {
  const declared = ir.functions[functionId];
  if (declared === undefined || declared.blockCount === 0) return new Int32Array(0);
  const { firstBlock, blockCount } = declared;
  const seen = new Uint8Array(blockCount);
  const order = new Int32Array(blockCount);
  let position = blockCount;
  // Explicit stack: deep chains of blocks are common in generated code.
  const stack = new Int32Array(blockCount);
  const next = new Int32Array(blockCount);
  let depth = 0;
  stack[0] = firstBlock;
  next[0] = ir.successorStart[firstBlock] ?? 0;
  seen[0] = 1;
  while (depth >= 0) {
    const block = stack[depth] ?? 0;
    const edge = next[depth] ?? 0;
    if (edge >= (ir.successorStart[block + 1] ?? 0)) {
      order[--position] = block;
      depth--;
      continue;
    }
    next[depth] = edge + 1;
    const target = ir.successors[edge] ?? -1;
    const local = target - firstBlock;
    if (local < 0 || local >= blockCount || seen[local] === 1) continue;
    seen[local] = 1;
    depth++;
    stack[depth] = target;
    next[depth] = ir.successorStart[target] ?? 0;
  }
  return order.slice(position);
}
