/**
 * Where in a function a value is known to be harmless, because a test of it came first.
 *
 * A test holds in the blocks that one side of its branch dominates, also for closures made there, and for every value
 * that is written the same way (`req.query.to` twice). A call that removes what it does not allow counts as well.
 * Depends on the IR alone and is made once per module object, at the first question.
 */
import { PairMap } from '../base/pair-map.ts';
import { buildDominatorTree, type DominatorTree, dominates } from '../ir/dominators.ts';
import type { IrModule } from '../ir/module.ts';
import { Op } from '../ir/opcode.ts';
import { listAt } from '../ir/operands.ts';
import { Harmless } from './harmless.ts';
import { behindNames, constantAt, nameOf, readPredicate, readTest } from './read-test.ts';
import { removalVerdict } from './regex-verdict.ts';

interface Region {
  readonly bits: number;
  /** First block of the side on which the test holds, and its function. */
  readonly block: number;
  readonly functionId: number;
}

/** Nesting of a written expression that is compared. */
const maxDepth = 8;

/** See the head of this file. */
export class ValueChecks {
  readonly #ir: IrModule;
  readonly #regions = new Map<string, Region[]>();
  /** Answers given: value and block → bits. */
  readonly #known = new PairMap();
  readonly #keys = new Map<number, string>();
  readonly #trees = new Map<number, DominatorTree>();
  /** Cell → value that is its only content. */
  readonly #cellOf = new Map<number, number>();
  /** Function → blocks in which a closure of it is made. */
  readonly #madeIn = new Map<number, number[]>();

  constructor(ir: IrModule) {
    this.#ir = ir;
    ir.cells.forEach(({ singleValue }, cell) => {
      if (singleValue >= 0) this.#cellOf.set(singleValue, cell);
    });
    for (let i = 0; i < ir.op.length; i++) {
      if (ir.op[i] === Op.Func) {
        const inner = ir.a[i] ?? 0;
        const blocks = this.#madeIn.get(inner);
        if (blocks) blocks.push(ir.block[i] ?? 0);
        else this.#madeIn.set(inner, [ir.block[i] ?? 0]);
      } else if (ir.op[i] === Op.Branch) {
        for (const { value, bits, when } of readTest(ir, ir.a[i] ?? -1))
          this.#addRegion(i, value, bits, when);
      } else if (ir.op[i] === Op.Switch) this.#addSwitch(i);
    }
  }

  /** Bits of {@link Harmless} that are known of `value` in `block`. */
  at(value: number, block: number): number {
    if (this.#regions.size === 0) return 0;
    const known = value < 0 || block < 0 ? -1 : this.#known.get(value, block, -1);
    if (known >= 0) return known;
    const bits = this.#atAnew(value, block);
    if (value >= 0 && block >= 0) this.#known.set(value, block, bits);
    return bits;
  }

  #atAnew(value: number, block: number): number {
    const regions = this.#regions.get(this.#keyOf(value, 0));
    if (regions === undefined) return 0;
    let bits = 0;
    for (const region of regions)
      if ((bits | region.bits) !== bits && this.#holds(region, block)) bits |= region.bits;
    return bits;
  }

  /** Bits that hold for what a call gives back, whatever it is given. */
  ofResult(call: number): number {
    const ir = this.#ir;
    const name = nameOf(ir, call);
    if (name === 'filter') return readPredicate(ir, listAt(ir, ir.c[call] ?? 0)[0] ?? -1)?.whenTrue ?? 0;
    if (name !== 'replace' && name !== 'replaceAll') return 0;
    const [what = -1, by = -1] = listAt(ir, ir.c[call] ?? 0);
    const constant = constantAt(ir, what);
    const text = constantAt(ir, by);
    if (constant?.kind !== 'regexp' || text?.kind !== 'string' || /[./$]/.test(text.value)) return 0;
    return removalVerdict(constant.value, constant.flags);
  }

  #addRegion(branch: number, value: number, bits: number, when: boolean): void {
    if (value < 0 || bits === 0) return;
    const ir = this.#ir;
    const from = ir.block[branch] ?? 0;
    const target = ir.successors[(ir.successorStart[from] ?? 0) + (when ? 0 : 1)] ?? -1;
    this.#add(value, bits, target, branch);
    const element = behindNames(ir, value);
    if (ir.op[element] === Op.Iter) this.#addLoop(element, bits, target, branch);
  }

  /** Where every turn of a loop ends behind a test of its element, the whole list is known when it is left. */
  #addLoop(element: number, bits: number, behindTest: number, branch: number): void {
    const ir = this.#ir;
    const body = ir.block[element] ?? -1;
    const first = ir.predecessorStart[body] ?? 0;
    if ((ir.predecessorStart[body + 1] ?? 0) !== first + 1) return;
    const head = ir.predecessors[first] ?? -1;
    const [one = -1, other = -1] = ir.successors.slice(
      ir.successorStart[head] ?? 0,
      ir.successorStart[head + 1] ?? 0,
    );
    const exit = one === body ? other : one;
    const tree = this.#treeOf(ir.functionOf[branch] ?? 0);
    for (let k = ir.predecessorStart[head] ?? 0; k < (ir.predecessorStart[head + 1] ?? 0); k++) {
      const from = ir.predecessors[k] ?? -1;
      if (dominates(tree, body, from) && !dominates(tree, behindTest, from)) return;
    }
    if (exit >= 0) this.#add(ir.a[element] ?? -1, bits, exit, branch);
  }

  #addSwitch(i: number): void {
    const ir = this.#ir;
    const value = ir.a[i] ?? -1;
    const from = ir.block[i] ?? 0;
    listAt(ir, ir.c[i] ?? 0).forEach((test, n) => {
      if (constantAt(ir, test)?.kind !== 'string') return;
      this.#add(value, Harmless.All, ir.successors[(ir.successorStart[from] ?? 0) + n] ?? -1, i);
    });
  }

  #add(value: number, bits: number, block: number, at: number): void {
    const ir = this.#ir;
    if (block < 0) return;
    // Reached some other way too, the block says nothing about the test.
    if ((ir.predecessorStart[block + 1] ?? 0) - (ir.predecessorStart[block] ?? 0) !== 1) return;
    const key = this.#keyOf(value, 0);
    const region = { bits, block, functionId: ir.functionOf[at] ?? 0 };
    const list = this.#regions.get(key);
    if (list) list.push(region);
    else this.#regions.set(key, [region]);
  }

  #holds(region: Region, block: number, depth = 0): boolean {
    const ir = this.#ir;
    const functionId = this.#functionOfBlock(block);
    if (functionId === region.functionId) return dominates(this.#treeOf(functionId), region.block, block);
    if (depth > maxDepth) return false;
    const made = this.#madeIn.get(functionId) ?? [];
    return (
      made.length > 0 &&
      ir.functions[functionId] !== undefined &&
      made.every((outer) => this.#holds(region, outer, depth + 1))
    );
  }

  #functionOfBlock(block: number): number {
    return this.#ir.functionOf[this.#ir.blockStart[block] ?? 0] ?? 0;
  }

  #treeOf(functionId: number): DominatorTree {
    const known = this.#trees.get(functionId);
    if (known) return known;
    const tree = buildDominatorTree(this.#ir, functionId);
    this.#trees.set(functionId, tree);
    return tree;
  }

  /** How a value is written, so that two readings of one thing are one. */
  #keyOf(value: number, depth: number): string {
    const known = this.#keys.get(value);
    if (known !== undefined) return known;
    const key = this.#makeKey(value, depth);
    if (depth === 0) this.#keys.set(value, key);
    return key;
  }

  #makeKey(value: number, depth: number): string {
    const ir = this.#ir;
    const cell = this.#cellOf.get(value);
    if (cell !== undefined) return `cell ${cell}`;
    if (value < 0 || depth > maxDepth) return `v${value}`;
    const a = ir.a[value] ?? -1;
    const b = ir.b[value] ?? -1;
    const part = (operand: number): string => this.#keyOf(operand, depth + 1);
    switch (ir.op[value]) {
      case Op.Copy:
      case Op.Pi:
      case Op.Await:
      case Op.Post:
      case Op.Store:
      case Op.StoreX:
        return part(a);
      case Op.Load:
        return `${part(a)}.${ir.strings[b] ?? ''}`;
      case Op.LoadX:
        return `${part(a)}[${part(b)}]`;
      case Op.CellGet:
        return (ir.cells[a]?.writeCount ?? 2) <= 1 ? `cell ${a}` : `v${value}`;
      case Op.Const: {
        const constant = ir.constants[a];
        return constant !== undefined && 'value' in constant
          ? `${constant.kind} ${constant.value}`
          : `v${value}`;
      }
      case Op.Bin:
        return `${part(a)} ${ir.c[value] ?? 0} ${part(b)}`;
      case Op.Global:
        return `global ${ir.strings[a] ?? ''}`;
      case Op.Import:
        return `import ${a}`;
      case Op.This:
        return 'this';
      case Op.Call:
      case Op.New:
        return `${part(a)}(${[...listAt(ir, ir.c[value] ?? 0)].map(part).join()})`;
      default:
        return `v${value}`;
    }
  }
}

const cache = new WeakMap<IrModule, ValueChecks>();

/** The checks of a module, made once per module object. */
export function valueChecksOf(ir: IrModule): ValueChecks {
  const known = cache.get(ir);
  if (known) return known;
  const checks = new ValueChecks(ir);
  cache.set(ir, checks);
  return checks;
}
