/**
 * Which ways into a join are ruled out where its value is used, because both hang on one condition.
 *
 * `if (ok) v = clean; if (!ok) sink(v)`: the way that made v clean and the way to the sink exclude each other. A use in a
 * block knows the branches that lead there; a way into the join knows those that led to it, and what the constants it
 * brings make of a condition (`done = true` on one way, `if (done)` later). Conditions are the same if they are made of
 * the same SSA values, all of them computed before the join, so that no turn of a loop lies between.
 */
import { blockPredecessors, blockSuccessors, normalSuccessorCount, terminatorOf } from '../ir/cfg.ts';
import { type ConstantTable, constantOf, constantTableOf } from '../ir/constants.ts';
import { buildDominatorTree, type DominatorTree, dominates } from '../ir/dominators.ts';
import type { Constant, IrModule } from '../ir/module.ts';
import { CmpOp, Op } from '../ir/opcode.ts';
import { listAt, phiOperands } from '../ir/operands.ts';
import { literalBehind } from './literal-lists.ts';

/** A branch that was taken. */
interface Taken {
  readonly condition: number;
  readonly outcome: boolean;
}

/** Branches looked at above a block. */
const maxBranches = 24;
/** Ways into a join that are told apart. */
const maxWays = 30;

/** See the head of this file. */
export class CorrelatedJoins {
  readonly #ir: IrModule;
  readonly #constants: ConstantTable;
  readonly #trees = new Map<number, DominatorTree>();
  readonly #taken = new Map<number, readonly Taken[]>();
  readonly #ruledOut = new Map<number, number>();
  /** The same for uses in another join: phi and way → bits. */
  readonly #ruledOutOver = new Map<string, number>();
  /** Joins of which some way was ruled out somewhere. */
  readonly #joins = new Set<number>();

  constructor(ir: IrModule) {
    this.#ir = ir;
    this.#constants = constantTableOf(ir);
  }

  /** Bits of the operands of a phi that are not what a use in `block` sees; 0 if it may be any. */
  ruledOut(phi: number, block: number): number {
    const ir = this.#ir;
    const join = ir.block[phi] ?? -1;
    if (join < 0 || block === join) return 0;
    const key = phi * 4_194_304 + (block - (ir.functions[ir.functionOf[phi] ?? 0]?.firstBlock ?? 0));
    const known = this.#ruledOut.get(key);
    if (known !== undefined) return known;
    const found = this.#find(phi, join, block, -1);
    if (found !== 0) this.#joins.add(phi);
    this.#ruledOut.set(key, found);
    return found;
  }

  /** The same for a use that takes the value from `block` into the join that `to` begins with. */
  ruledOutOver(phi: number, block: number, to: number): number {
    const join = this.#ir.block[phi] ?? -1;
    if (join < 0 || block < 0 || this.#takenOver(block, to).length === 0) return this.ruledOut(phi, block);
    const key = `${phi} ${block} ${to}`;
    const known = this.#ruledOutOver.get(key);
    if (known !== undefined) return known;
    const found = this.#find(phi, join, block, to);
    if (found !== 0) this.#joins.add(phi);
    this.#ruledOutOver.set(key, found);
    return found;
  }

  /** Whether some use of a phi, of those asked for so far, does not see all ways. */
  isCorrelated(phi: number): boolean {
    return this.#joins.has(phi);
  }

  #find(phi: number, join: number, block: number, to: number): number {
    const ir = this.#ir;
    const tree = this.#treeOf(ir.functionOf[phi] ?? 0);
    if (!dominates(tree, join, block)) return 0;
    const taken = to < 0 ? this.#takenTo(tree, block) : this.#takenOver(block, to);
    const before = to < 0 || block === join ? [] : this.#takenTo(tree, block);
    const atUse = [...taken, ...before].filter(({ condition }) => this.#isSettled(tree, condition, join));
    if (atUse.length === 0) return 0;
    const ways = blockPredecessors(ir, join);
    if (ways.length > maxWays) return 0;
    let out = 0;
    for (let way = 0; way < ways.length; way++) {
      const from = ways[way] ?? -1;
      const onWay = [...this.#takenTo(tree, from), ...this.#takenOver(from, join)];
      const contradicts = atUse.some(
        ({ condition, outcome }) =>
          this.#outcomeOn(condition, join, way) === !outcome ||
          (this.#isOlder(tree, condition, join) &&
            onWay.some((earlier) => this.#excludes(earlier, { condition, outcome }))),
      );
      if (contradicts) out |= 1 << way;
    }
    // Where every way is ruled out, nothing runs or something is not understood.
    return out === (1 << ways.length) - 1 ? 0 : out;
  }

  /** Branches on every way to a block, outcomes as plain conditions. */
  #takenTo(tree: DominatorTree, block: number): readonly Taken[] {
    const known = this.#taken.get(block);
    if (known) return known;
    const out: Taken[] = [];
    let at = block;
    for (let steps = 0; steps < 200 && at >= 0 && out.length < maxBranches; steps++) {
      const preceding = blockPredecessors(this.#ir, at);
      if (preceding.length === 1) out.push(...this.#takenOver(preceding[0] ?? -1, at));
      at = tree.immediate[at - tree.firstBlock] ?? -1;
    }
    this.#taken.set(block, out);
    return out;
  }

  #takenOver(from: number, to: number): Taken[] {
    const ir = this.#ir;
    if (from < 0) return [];
    const branch = terminatorOf(ir, from);
    if (branch < 0 || ir.op[branch] !== Op.Branch || normalSuccessorCount(ir, from) !== 2) return [];
    const [yes, no] = blockSuccessors(ir, from);
    if (yes === no || (yes !== to && no !== to)) return [];
    let condition = ir.a[branch] ?? -1;
    let outcome = yes === to;
    while (condition >= 0 && (ir.op[condition] === Op.Not || ir.op[condition] === Op.Copy)) {
      if (ir.op[condition] === Op.Not) outcome = !outcome;
      condition = ir.a[condition] ?? -1;
    }
    return condition < 0 ? [] : [{ condition, outcome }];
  }

  /** Whether all parts of a condition stand at the join or before, so that later uses see the same. */
  #isSettled(tree: DominatorTree, condition: number, join: number): boolean {
    return this.#parts(condition).every((part) => {
      if (this.#ir.op[part] === Op.Const || this.#isConstantCell(part)) return true;
      return dominates(tree, this.#ir.block[part] ?? -1, join);
    });
  }

  /** Whether all parts were there before the join, so that the ways into it saw the same. */
  #isOlder(tree: DominatorTree, condition: number, join: number): boolean {
    return this.#parts(condition).every((part) => {
      if (this.#ir.op[part] === Op.Const || this.#isConstantCell(part)) return true;
      const block = this.#ir.block[part] ?? -1;
      return block !== join && dominates(tree, block, join);
    });
  }

  #isConstantCell(value: number): boolean {
    const cell = this.#ir.op[value] === Op.CellGet ? this.#ir.cells[this.#ir.a[value] ?? 0] : undefined;
    return cell?.isConst === true && cell.writeCount === 1;
  }

  #parts(condition: number): number[] {
    const ir = this.#ir;
    return ir.op[condition] === Op.Cmp ? [ir.a[condition] ?? -1, ir.b[condition] ?? -1] : [condition];
  }

  /** Whether two branches cannot both be taken. */
  #excludes(one: Taken, other: Taken): boolean {
    if (this.#isSame(one.condition, other.condition)) return one.outcome !== other.outcome;
    if (!one.outcome || !other.outcome) return false;
    // Equal to one constant, it is not equal to another.
    const [a, b] = [this.#equality(one.condition), this.#equality(other.condition)];
    return (
      a !== undefined &&
      b !== undefined &&
      this.#isSameValue(a.value, b.value) &&
      !isEqual(a.constant, b.constant)
    );
  }

  #equality(condition: number): { value: number; constant: Constant } | undefined {
    const ir = this.#ir;
    if (ir.op[condition] !== Op.Cmp || ir.c[condition] !== CmpOp.StrictEqual) return undefined;
    const value = ir.a[condition] ?? -1;
    const constant = constantOf(this.#constants, ir.b[condition] ?? -1);
    return constant === undefined ? undefined : { value, constant };
  }

  #isSame(one: number, other: number): boolean {
    const ir = this.#ir;
    if (one === other) return true;
    if (ir.op[one] === Op.Cmp && ir.op[other] === Op.Cmp) {
      return (
        ir.c[one] === ir.c[other] &&
        this.#isSameValue(ir.a[one] ?? -1, ir.a[other] ?? -1) &&
        this.#isSameValue(ir.b[one] ?? -1, ir.b[other] ?? -1)
      );
    }
    return this.#isSameValue(one, other);
  }

  #isSameValue(one: number, other: number): boolean {
    const ir = this.#ir;
    if (one === other) return true;
    if (this.#isConstantCell(one) && this.#isConstantCell(other)) return ir.a[one] === ir.a[other];
    const a = constantOf(this.#constants, one);
    const b = constantOf(this.#constants, other);
    return a !== undefined && b !== undefined && isEqual(a, b);
  }

  /** What a condition is when control came into the join over a way; undefined if that is not known. */
  #outcomeOn(condition: number, join: number, way: number): boolean | undefined {
    const ir = this.#ir;
    if (ir.op[condition] === Op.Unk) return this.#hasFirst(condition, join, way) ? true : undefined;
    if (ir.op[condition] !== Op.Cmp) {
      const constant = this.#constantOn(condition, join, way);
      return constant === undefined ? undefined : isTruthy(constant);
    }
    // Two constants say nothing about the way.
    if (![ir.a[condition], ir.b[condition]].some((part) => this.#isPhiOf(part ?? -1, join))) return undefined;
    const left = this.#constantOn(ir.a[condition] ?? -1, join, way);
    const right = this.#constantOn(ir.b[condition] ?? -1, join, way);
    return left === undefined || right === undefined
      ? undefined
      : compare(ir.c[condition] ?? -1, left, right);
  }

  /** Whether a loop over a list literal certainly has a first turn, as which control comes into the loop over a way. */
  #hasFirst(condition: number, join: number, way: number): boolean {
    const ir = this.#ir;
    if (ir.strings[ir.a[condition] ?? -1] !== 'has-next' || ir.block[condition] !== join) return false;
    const [iterated = -1] = listAt(ir, ir.c[condition] ?? 0);
    if ((literalBehind(ir, iterated)?.length ?? 0) === 0) return false;
    const from = blockPredecessors(ir, join)[way] ?? -1;
    return from >= 0 && !dominates(this.#treeOf(ir.functionOf[condition] ?? 0), join, from);
  }

  #isPhiOf(value: number, join: number): boolean {
    return value >= 0 && this.#ir.op[value] === Op.Phi && this.#ir.block[value] === join;
  }

  #constantOn(value: number, join: number, way: number): Constant | undefined {
    if (this.#isPhiOf(value, join)) {
      const operand = phiOperands(this.#ir, value)[way] ?? -1;
      return operand < 0 ? undefined : constantOf(this.#constants, operand);
    }
    return this.#ir.op[value] === Op.Const ? constantOf(this.#constants, value) : undefined;
  }

  #treeOf(functionId: number): DominatorTree {
    const known = this.#trees.get(functionId);
    if (known) return known;
    const tree = buildDominatorTree(this.#ir, functionId);
    this.#trees.set(functionId, tree);
    return tree;
  }
}

function isEqual(a: Constant, b: Constant): boolean {
  return a.kind === b.kind && ('value' in a ? a.value : '') === ('value' in b ? b.value : '');
}

function isTruthy(constant: Constant): boolean {
  switch (constant.kind) {
    case 'null':
    case 'undefined':
      return false;
    case 'bigint':
      return constant.value !== '0';
    case 'regexp':
      return true;
    default:
      return Boolean(constant.value);
  }
}

function compare(operator: number, a: Constant, b: Constant): boolean | undefined {
  if (operator === CmpOp.StrictEqual) return isEqual(a, b);
  if (operator === CmpOp.StrictNotEqual) return !isEqual(a, b);
  if (a.kind === b.kind && operator === CmpOp.LooseEqual) return isEqual(a, b);
  if (a.kind === b.kind && operator === CmpOp.LooseNotEqual) return !isEqual(a, b);
  if (a.kind !== 'number' || b.kind !== 'number') return undefined;
  switch (operator) {
    case CmpOp.Less:
      return a.value < b.value;
    case CmpOp.LessEqual:
      return a.value <= b.value;
    case CmpOp.Greater:
      return a.value > b.value;
    case CmpOp.GreaterEqual:
      return a.value >= b.value;
    default:
      return undefined;
  }
}

const cache = new WeakMap<IrModule, CorrelatedJoins>();

/** The correlated joins of a module, one object per module. */
export function correlatedJoinsOf(ir: IrModule): CorrelatedJoins {
  const known = cache.get(ir);
  if (known) return known;
  const joins = new CorrelatedJoins(ir);
  cache.set(ir, joins);
  return joins;
}
