/**
 * Where in a function a value is known to be harmless, because a test of it came first.
 *
 * A test holds in the blocks that one side of its branch dominates, also for closures made there, and for every value
 * that is written the same way (`req.query.to` twice). That a value is empty, or one constant, holds for the very same
 * value only: `if (!store.x) store.x = read()`. A call that removes what it does not allow counts as well.
 * Depends on the IR alone and is made once per module object, at the first question.
 */
import { PairMap } from '../base/pair-map.ts';
import { blockPredecessors } from '../ir/cfg.ts';
import { buildDominatorTree, type DominatorTree, dominates } from '../ir/dominators.ts';
import type { IrModule } from '../ir/module.ts';
import { Op } from '../ir/opcode.ts';
import { listAt } from '../ir/operands.ts';
import { Harmless } from './harmless.ts';
import { behindNames, constantAt, nameOf, readPredicate, readTest } from './read-test.ts';
import { removalVerdict } from './regex-verdict.ts';

interface Region {
  /** Bits of {@link Harmless}. */
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
  /** The same for {@link Harmless.Known}, by the value itself. */
  readonly #knownRegions = new Map<string, Region[]>();
  /** Sides of branches that lead straight into a join: value, block and join → bits. */
  readonly #edges = new Map<string, number>();
  /** Value and block that several ways lead to → block at the other end of a way → bits that a test there says. */
  readonly #ways = new Map<string, Map<number, number>>();
  /** Answers given: value and block → bits. */
  readonly #known = new PairMap();
  readonly #knownOver = new PairMap();
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

  /** Whether anything is known to be empty or constant anywhere. */
  get knowsValues(): boolean {
    return this.#knownRegions.size > 0 || this.#edges.size > 0;
  }

  /** Bits that are known of `value` where control comes straight into the join `to`; `way` indexes `ir.predecessors`. */
  over(value: number, way: number, to: number): number {
    if (this.#edges.size === 0 || value < 0) return 0;
    const known = this.#knownOver.get(value, way, -1);
    if (known >= 0) return known;
    const block = this.#ir.predecessors[way] ?? 0;
    const bits = this.#edges.get(`${this.#valueKeyOf(value, 0)} ${block} ${to}`) ?? 0;
    this.#knownOver.set(value, way, bits);
    return bits;
  }

  /** Bits of {@link Harmless} that are known of `value` in `block`. */
  at(value: number, block: number): number {
    if (this.#regions.size === 0 && this.#knownRegions.size === 0) return 0;
    const known = value < 0 || block < 0 ? -1 : this.#known.get(value, block, -1);
    if (known >= 0) return known;
    const bits = this.#atAnew(value, block);
    if (value >= 0 && block >= 0) this.#known.set(value, block, bits);
    return bits;
  }

  #atAnew(value: number, block: number): number {
    let bits = 0;
    const regions = [
      ...(this.#regions.get(this.#keyOf(value, 0)) ?? []),
      ...(this.#knownRegions.get(this.#valueKeyOf(value, 0)) ?? []),
    ];
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
    const functionId = ir.functionOf[i] ?? 0;
    /** Blocks that only cases of one constant each lead to: straight, or through the case before. */
    const certain = new Set<number>([from]);
    listAt(ir, ir.c[i] ?? 0).forEach((test, n) => {
      if (constantAt(ir, test)?.kind !== 'string') return;
      const block = ir.successors[(ir.successorStart[from] ?? 0) + n] ?? -1;
      if (block < 0 || !blockPredecessors(ir, block).every((it) => certain.has(it))) return;
      certain.add(block);
      append(this.#regions, this.#keyOf(value, 0), { bits: Harmless.All, block, functionId });
      append(this.#knownRegions, this.#valueKeyOf(value, 0), { bits: Harmless.Known, block, functionId });
    });
  }

  #add(value: number, bits: number, block: number, at: number): void {
    const ir = this.#ir;
    if (block < 0) return;
    const functionId = ir.functionOf[at] ?? 0;
    const isKnown = (bits & Harmless.Known) !== 0;
    const others = bits & Harmless.All;
    // Reached some other way too, the block says nothing about the test.
    if ((ir.predecessorStart[block + 1] ?? 0) - (ir.predecessorStart[block] ?? 0) !== 1) {
      const key = `${this.#valueKeyOf(value, 0)} ${ir.block[at] ?? -1} ${block}`;
      if (isKnown && ir.op[at] === Op.Branch)
        this.#edges.set(key, (this.#edges.get(key) ?? 0) | Harmless.Known);
      if (others !== 0) this.#addWay(value, others, block, at);
      return;
    }
    if (others !== 0) append(this.#regions, this.#keyOf(value, 0), { bits: others, block, functionId });
    if (isKnown)
      append(this.#knownRegions, this.#valueKeyOf(value, 0), { bits: Harmless.Known, block, functionId });
  }

  /** `x === 'a' || x === 'b'`: a block that several tests lead to knows what all of them say. */
  #addWay(value: number, bits: number, block: number, at: number): void {
    const ir = this.#ir;
    const key = this.#keyOf(value, 0);
    const place = `${key} ${block}`;
    const ways = this.#ways.get(place) ?? new Map<number, number>();
    this.#ways.set(place, ways);
    const from = ir.block[at] ?? -1;
    ways.set(from, (ways.get(from) ?? 0) | bits);
    const predecessors = blockPredecessors(ir, block);
    if (ways.size !== predecessors.length) return;
    let common: number = Harmless.All;
    for (const predecessor of predecessors) common &= ways.get(predecessor) ?? 0;
    if (common !== 0) append(this.#regions, key, { bits: common, block, functionId: ir.functionOf[at] ?? 0 });
  }

  /** Which value it is, under all its names: fields of one version of an object are one value. */
  #valueKeyOf(value: number, depth: number): string {
    const ir = this.#ir;
    const a = ir.a[value] ?? -1;
    const cell = this.#cellOf.get(value);
    if (cell !== undefined && this.#isFixed(cell)) return `cell ${cell}`;
    if (value < 0 || depth > maxDepth) return `v${value}`;
    switch (ir.op[value]) {
      case Op.Copy:
      case Op.Pi:
      case Op.Await:
        return this.#valueKeyOf(a, depth + 1);
      case Op.Load: {
        // What a variable holds may be changed by whoever else reads it.
        const owner = this.#valueKeyOf(a, depth + 1);
        return owner.startsWith('cell ') ? `v${value}` : `${owner}.${ir.strings[ir.b[value] ?? 0] ?? ''}`;
      }
      case Op.CellGet:
        return this.#isFixed(a) ? `cell ${a}` : `v${value}`;
      default:
        return `v${value}`;
    }
  }

  #isFixed(cell: number): boolean {
    const declared = this.#ir.cells[cell];
    if (declared === undefined || declared.writeCount > 1) return false;
    return declared.isConst || this.#ir.op[declared.singleValue] === Op.Param;
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

function append(to: Map<string, Region[]>, key: string, region: Region): void {
  const list = to.get(key);
  if (list) list.push(region);
  else to.set(key, [region]);
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
