/**
 * Whether a function takes a field away on every way on which it gives something back.
 *
 * A test of the field itself or of what holds it (`if (event.user) delete event.user.email`) makes no difference: where it
 * fails there is nothing to remove. A test of anything else does. Linear in the blocks of the function and its tests.
 */
import { blockSuccessors, normalSuccessorCount, terminatorOf } from '../ir/cfg.ts';
import type { IrModule } from '../ir/module.ts';
import { Op } from '../ir/opcode.ts';
import { callArguments, phiOperands } from '../ir/operands.ts';

/** What the question needs: names from the parameter to a value, and whether a function gives nothing there. */
export interface RemovalInput {
  readonly ir: IrModule;
  readonly functionId: number;
  readonly pathOf: (value: number) => readonly string[] | undefined;
  readonly givesNothing: (returned: number) => boolean;
}

/** Operations of a test that are looked through. */
const maxDepth = 6;

/** Whether no way to a return that gives something goes around all of the blocks. */
export function isRemovedAlways(
  { ir, functionId, pathOf, givesNothing }: RemovalInput,
  steps: readonly string[],
  blocks: ReadonlySet<number>,
): boolean {
  const record = ir.functions[functionId];
  if (record === undefined) return false;
  const reaching = blocksThatReach(ir, record.firstBlock, record.blockCount, blocks);
  const seen = new Set<number>();
  const open = [record.firstBlock];
  for (let block = open.pop(); block !== undefined; block = open.pop()) {
    if (seen.has(block) || blocks.has(block)) continue;
    seen.add(block);
    const end = terminatorOf(ir, block);
    if (end >= 0 && ir.op[end] === Op.Ret && !givesNothing(ir.a[end] ?? -1)) return false;
    let next = [...blockSuccessors(ir, block)].slice(0, normalSuccessorCount(ir, block));
    if (end >= 0 && ir.op[end] === Op.Branch && isAboutField({ ir, pathOf }, ir.a[end] ?? -1, steps)) {
      const towards = next.filter((successor) => reaching.has(successor));
      if (towards.length > 0) next = towards;
    }
    open.push(...next);
  }
  return true;
}

/** The blocks of a function from which some of the blocks are reached. */
function blocksThatReach(
  ir: IrModule,
  first: number,
  count: number,
  goals: ReadonlySet<number>,
): ReadonlySet<number> {
  const before = new Map<number, number[]>();
  for (let block = first; block < first + count; block++)
    for (const successor of blockSuccessors(ir, block)) {
      const known = before.get(successor);
      if (known === undefined) before.set(successor, [block]);
      else known.push(block);
    }
  const found = new Set(goals);
  const open = [...goals];
  for (let block = open.pop(); block !== undefined; block = open.pop())
    for (const earlier of before.get(block) ?? [])
      if (!found.has(earlier)) {
        found.add(earlier);
        open.push(earlier);
      }
  return found;
}

/** Whether all that a test reads is the field, what holds it, or what lies in it. */
function isAboutField(
  { ir, pathOf }: Pick<RemovalInput, 'ir' | 'pathOf'>,
  test: number,
  steps: readonly string[],
): boolean {
  let reads = 0;
  const isAbout = (value: number, depth: number): boolean => {
    const path = value < 0 ? undefined : pathOf(value);
    if (path !== undefined) {
      reads++;
      return path.every((name, at) => at >= steps.length || steps[at] === name);
    }
    if (depth > maxDepth) return false;
    const [a, b] = [ir.a[value] ?? -1, ir.b[value] ?? -1];
    switch (ir.op[value]) {
      case Op.Const:
      case Op.Global:
        return true;
      case Op.Cmp:
      case Op.Bin:
        return isAbout(a, depth + 1) && isAbout(b, depth + 1);
      case Op.Not:
      case Op.Un:
      case Op.Copy:
      case Op.Pi:
        return isAbout(a, depth + 1);
      case Op.Phi:
        return [...phiOperands(ir, value)].every((entry) => entry < value && isAbout(entry, depth + 1));
      case Op.Call:
        // `Array.isArray(event.tags)`, `event.url.includes(…)`
        return (
          [...callArguments(ir, value)].every((argument) => argument >= 0 && isAbout(argument, depth + 1)) &&
          (b < 0 || ir.op[b] === Op.Global || isAbout(b, depth + 1))
        );
      default:
        return false;
    }
  };
  return isAbout(test, 0) && reads > 0;
}
