/**
 * Arithmetic on constants, and small interned sets of them: the lattice of constant propagation.
 *
 * Operators follow ECMAScript on strings, numbers, booleans, null and undefined; bigints and regular expressions are
 * only compared with themselves. Where a result is not known for sure, it is undefined ("not a constant"), never a
 * guess.
 */
import type { Constant } from './module.ts';
import { BinOp, CmpOp, UnOp } from './opcode.ts';

/** No value reaches here (yet): the bottom of the lattice. */
export const unreached = 0;
/** Anything: the top of the lattice. */
export const unknown = 1;

/** Constants a value may have before it counts as unknown. More would rarely help and cost time on every join. */
export const maxConstantsPerValue = 8;

/** Flags that no regular expression has: the constant stands for some object, or some function, that is not empty. */
export const objectMark = '<object>';
export const functionMark = '<function>';

/** Longest string that is folded, in UTF-16 units. Longer results are unknown: SQL and templates stay as shapes. */
export const maxFoldedLength = 4096;

/** Interned sets of 1 … {@link maxConstantsPerValue} constants; ids below 2 are {@link unreached} and {@link unknown}. */
export class ConstantSets {
  readonly #atoms: Constant[] = [];
  readonly #atomByKey = new Map<string, number>();
  /** Members of each set as atoms, ascending. */
  readonly #sets: (readonly number[])[] = [[], []];
  /** The same members as constants. */
  readonly #members: (readonly Constant[])[] = [[], []];
  readonly #setByKey = new Map<string, number>();
  readonly #unionMemo = new Map<number, number>();

  /** The set with only this constant. */
  singleton(constant: Constant): number {
    return this.#intern([this.#atom(constant)]);
  }

  /** The constants of a set; none for {@link unreached} and {@link unknown}. */
  members(set: number): readonly Constant[] {
    return this.#members[set] ?? [];
  }

  /** Least upper bound. */
  union(a: number, b: number): number {
    if (a === b || b === unreached) return a;
    if (a === unreached) return b;
    if (a === unknown || b === unknown) return unknown;
    const key = Math.min(a, b) * 2 ** 26 + Math.max(a, b);
    const known = this.#unionMemo.get(key);
    if (known !== undefined) return known;
    const result = this.#intern([...new Set([...(this.#sets[a] ?? []), ...(this.#sets[b] ?? [])])]);
    this.#unionMemo.set(key, result);
    return result;
  }

  /** What both may be; unknown is neutral. */
  intersection(a: number, b: number): number {
    if (a === b || b === unknown) return a;
    if (a === unknown) return b;
    const right = this.#sets[b] ?? [];
    return this.#intern((this.#sets[a] ?? []).filter((atom) => right.includes(atom)));
  }

  /** The set of `apply` over all members; unknown as soon as one result is. */
  map(set: number, apply: (constant: Constant) => Constant | undefined): number {
    if (set === unreached || set === unknown) return set;
    let result = unreached;
    for (const member of this.members(set)) {
      const mapped = apply(member);
      result = mapped === undefined ? unknown : this.union(result, this.singleton(mapped));
      if (result === unknown) break;
    }
    return result;
  }

  /** The set of `apply` over all pairs of members; unknown as soon as one result is. */
  map2(
    left: number,
    right: number,
    apply: (left: Constant, right: Constant) => Constant | undefined,
  ): number {
    if (left === unreached || right === unreached) return unreached;
    if (left === unknown || right === unknown) return unknown;
    let result = unreached;
    for (const member of this.members(left)) {
      result = this.union(
        result,
        this.map(right, (other) => apply(member, other)),
      );
      if (result === unknown) break;
    }
    return result;
  }

  /** All sets by id, as plain data. */
  toTable(): readonly (readonly Constant[])[] {
    return this.#members;
  }

  #atom(constant: Constant): number {
    const key = constantKey(constant);
    const known = this.#atomByKey.get(key);
    if (known !== undefined) return known;
    const id = this.#atoms.push(constant) - 1;
    this.#atomByKey.set(key, id);
    return id;
  }

  #intern(atoms: readonly number[]): number {
    if (atoms.length === 0) return unreached;
    if (atoms.length > maxConstantsPerValue) return unknown;
    const sorted = atoms.length === 1 ? atoms : [...atoms].sort((a, b) => a - b);
    const key = sorted.join(',');
    const known = this.#setByKey.get(key);
    if (known !== undefined) return known;
    const id = this.#sets.push(sorted) - 1;
    this.#members.push(sorted.flatMap((atom) => this.#atoms[atom] ?? []));
    this.#setByKey.set(key, id);
    return id;
  }
}

/** Equal for constants that `===` cannot tell apart (and for NaN and itself). */
export function constantKey(constant: Constant): string {
  switch (constant.kind) {
    case 'string':
    case 'bigint':
      return `${constant.kind}:${constant.value}`;
    case 'number':
    case 'boolean':
      // -0 and 0 print alike and are `===`.
      return `${constant.kind}:${constant.value}`;
    case 'regexp':
      return `regexp:${constant.flags}:${constant.value}`;
    default:
      return constant.kind;
  }
}

/** Whether the constant is truthy; undefined when not known. */
export function truthiness(constant: Constant): boolean | undefined {
  switch (constant.kind) {
    case 'bigint':
      return undefined;
    case 'regexp':
      return true;
    default:
      return Boolean(toPrimitive(constant));
  }
}

/** The text that `String(constant)` or a template gives; undefined when it is not folded. */
export function textOf(constant: Constant): string | undefined {
  switch (constant.kind) {
    case 'bigint':
      return /^\d+$/.test(constant.value) ? constant.value : undefined;
    case 'regexp':
      return `/${constant.value}/${constant.flags}`;
    default:
      return String(toPrimitive(constant));
  }
}

/** `left operator right` for an operator of {@link BinOp}. */
export function evaluateBinary(operator: number, left: Constant, right: Constant): Constant | undefined {
  if (operator === BinOp.Comma) return right;
  if (operator === BinOp.Add && (left.kind === 'string' || right.kind === 'string'))
    return concatenate(textOf(left), textOf(right));
  if (!isPrimitive(left) || !isPrimitive(right)) return undefined;
  const value = calculate(operator, Number(toPrimitive(left)), Number(toPrimitive(right)));
  return value === undefined ? undefined : { kind: 'number', value };
}

/** `left operator right` of numbers, for an operator of {@link BinOp} that is arithmetic; undefined for any other. */
export function calculate(operator: number, left: number, right: number): number | undefined {
  switch (operator) {
    case BinOp.Add:
      return left + right;
    case BinOp.Subtract:
      return left - right;
    case BinOp.Multiply:
      return left * right;
    case BinOp.Divide:
      return left / right;
    case BinOp.Remainder:
      return left % right;
    case BinOp.Power:
      return left ** right;
    default:
      return undefined;
  }
}

/** The texts in a row, as a constant, unless one is unknown or they are too long together. */
export function concatenate(left: string | undefined, right: string | undefined): Constant | undefined {
  if (left === undefined || right === undefined || left.length + right.length > maxFoldedLength)
    return undefined;
  return { kind: 'string', value: left + right };
}

/** `operator operand` for an operator of {@link UnOp}. */
export function evaluateUnary(operator: number, operand: Constant): Constant | undefined {
  switch (operator) {
    case UnOp.Void:
      return { kind: 'undefined' };
    case UnOp.TypeOf:
      return { kind: 'string', value: typeName(operand) };
    case UnOp.Minus:
      return isPrimitive(operand) ? { kind: 'number', value: -Number(toPrimitive(operand)) } : undefined;
    case UnOp.Plus:
      return isPrimitive(operand) ? { kind: 'number', value: Number(toPrimitive(operand)) } : undefined;
    case UnOp.BitNot:
      return isPrimitive(operand) ? { kind: 'number', value: ~Number(toPrimitive(operand)) } : undefined;
    default:
      // Delete, and Increment, which does not say in which direction.
      return undefined;
  }
}

function typeName(constant: Constant): string {
  switch (constant.kind) {
    case 'regexp':
      return constant.flags === functionMark ? 'function' : 'object';
    case 'null':
      return 'object';
    default:
      return constant.kind;
  }
}

/** `left operator right` for an operator of {@link CmpOp}. */
export function evaluateComparison(operator: number, left: Constant, right: Constant): Constant | undefined {
  const result = compare(operator, left, right);
  return result === undefined ? undefined : { kind: 'boolean', value: result };
}

function compare(operator: number, left: Constant, right: Constant): boolean | undefined {
  if (left.kind === 'regexp' ? isNothing(right) : right.kind === 'regexp' && isNothing(left)) {
    // An object is not null or undefined.
    if (operator === CmpOp.LooseEqual || operator === CmpOp.StrictEqual) return false;
    if (operator === CmpOp.LooseNotEqual || operator === CmpOp.StrictNotEqual) return true;
  }
  // Two regular expressions are two objects, and bigints compare across types: not folded.
  if (!isPrimitive(left) || !isPrimitive(right)) return undefined;
  const a = toPrimitive(left);
  const b = toPrimitive(right);
  switch (operator) {
    case CmpOp.LooseEqual:
      // biome-ignore lint/suspicious/noDoubleEquals: this is the operator that is folded.
      return a == b;
    case CmpOp.LooseNotEqual:
      // biome-ignore lint/suspicious/noDoubleEquals: this is the operator that is folded.
      return a != b;
    case CmpOp.StrictEqual:
      return a === b;
    case CmpOp.StrictNotEqual:
      return a !== b;
    default:
      return compareOrder(operator, a, b);
  }
}

function isNothing(constant: Constant): boolean {
  return constant.kind === 'null' || constant.kind === 'undefined';
}

function compareOrder(operator: number, a: Primitive, b: Primitive): boolean | undefined {
  const areStrings = typeof a === 'string' && typeof b === 'string';
  const x = areStrings ? a : Number(a);
  const y = areStrings ? b : Number(b);
  switch (operator) {
    case CmpOp.Less:
      return x < y;
    case CmpOp.LessEqual:
      return x <= y;
    case CmpOp.Greater:
      return x > y;
    case CmpOp.GreaterEqual:
      return x >= y;
    default:
      return undefined;
  }
}

type Primitive = string | number | boolean | null | undefined;

function isPrimitive(constant: Constant): boolean {
  return constant.kind !== 'bigint' && constant.kind !== 'regexp';
}

function toPrimitive(constant: Constant): Primitive {
  switch (constant.kind) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'bigint':
    case 'regexp':
      return constant.value;
    case 'null':
      return null;
    case 'undefined':
      return undefined;
  }
}
