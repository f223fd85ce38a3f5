/**
 * Whether a call may be skipped: some way through its function ends without coming by.
 *
 * Exceptions are no way around it, and neither is a list without elements around the loop that it stands in.
 */
import type { IrModule } from '../../ir/module.ts';
import { Op } from '../../ir/opcode.ts';

/** `call`: local value. Linear in the blocks of its function. */
export function maySkip(ir: IrModule, call: number): boolean {
  const target = ir.block[call] ?? -1;
  const declared = ir.functions[ir.functionOf[call] ?? 0];
  if (target < 0 || !declared || declared.blockCount < 2) return false;
  const entry = declared.firstBlock;
  if (entry === target) return false;
  const seen = new Set<number>([entry]);
  const stack = [entry];
  for (let block = stack.pop(); block !== undefined; block = stack.pop()) {
    const next = regularSuccessors(ir, block);
    if (ir.op[lastOf(ir, block)] === Op.Ret) return true;
    const [first = -1] = next;
    const isLoopAround = isLoopHead(ir, block) && reaches(ir, first, target, block);
    for (const to of isLoopAround ? [first] : next) {
      if (to === target || seen.has(to)) continue;
      seen.add(to);
      stack.push(to);
    }
  }
  return false;
}

function lastOf(ir: IrModule, block: number): number {
  return (ir.blockStart[block + 1] ?? 0) - 1;
}

/** Successors without those of exceptions. */
function regularSuccessors(ir: IrModule, block: number): readonly number[] {
  const last = lastOf(ir, block);
  const start = ir.successorStart[block] ?? 0;
  const end = ir.successorStart[block + 1] ?? 0;
  const count =
    ir.op[last] === Op.Branch
      ? 2
      : ir.op[last] === Op.Switch
        ? (ir.args[ir.c[last] ?? 0] ?? 0) + 1
        : ir.op[last] === Op.Ret || ir.op[last] === Op.Throw
          ? 0
          : 1;
  return Array.from(ir.successors.slice(start, Math.min(end, start + count)));
}

/** Whether the block decides if there is another element. */
function isLoopHead(ir: IrModule, block: number): boolean {
  const last = lastOf(ir, block);
  const condition = ir.op[last] === Op.Branch ? (ir.a[last] ?? -1) : -1;
  return condition >= 0 && ir.op[condition] === Op.Unk && ir.strings[ir.a[condition] ?? 0] === 'has-next';
}

function reaches(ir: IrModule, from: number, target: number, without: number): boolean {
  const seen = new Set<number>([from, without]);
  const stack = [from];
  for (let block = stack.pop(); block !== undefined; block = stack.pop()) {
    if (block === target) return true;
    for (const to of regularSuccessors(ir, block)) {
      if (seen.has(to)) continue;
      seen.add(to);
      stack.push(to);
    }
  }
  return false;
}
