/**
 * Methods that the language calls by itself: to iterate an object, and to make a text or a number of it.
 *
 * Names are those that lowering gives to members with a well-known symbol.
 */
import type { IrModule } from '../ir/module.ts';
import { BinOp, IterKind, Op } from '../ir/opcode.ts';

/** A function that an instruction runs without a call. */
export interface ImplicitCall {
  /** The instruction (global value). */
  readonly value: number;
  /** The function (global). */
  readonly target: number;
  /** Node of the object whose method it is; -1 for properties, where it is operand a of the instruction. */
  readonly object: number;
  /**
   * `property`: a getter or setter; `iterate`: gives an iterator; `next`: a method of an iterator that gives results;
   * `text`: gives a text or number that stands for the object.
   */
  readonly kind: 'property' | 'iterate' | 'next' | 'text';
}

const iterators: readonly string[] = ['[Symbol.iterator]'];
const asyncIterators: readonly string[] = ['[Symbol.asyncIterator]', '[Symbol.iterator]'];
const texts: readonly string[] = ['[Symbol.toPrimitive]', 'toString'];
const operands: readonly string[] = ['[Symbol.toPrimitive]', 'valueOf', 'toString'];
const none: readonly string[] = [];
const all = new Set([...asyncIterators, ...operands]);

/** Whether objects with a method of this name are treated differently by the language. */
export function isImplicitMethod(name: string): boolean {
  return all.has(name);
}

/** Methods of which an instruction calls the first that an operand has. */
export function implicitMethods(ir: IrModule, instruction: number): readonly string[] {
  switch (ir.op[instruction]) {
    case Op.Iter:
      if (ir.b[instruction] === IterKind.In) return none;
      return ir.b[instruction] === IterKind.Await ? asyncIterators : iterators;
    case Op.Elems:
      return iterators;
    // A list pattern takes positions.
    case Op.Load:
      return isPosition(ir.strings[ir.b[instruction] ?? -1] ?? '') ? iterators : none;
    case Op.Rest:
      return (ir.c[instruction] ?? -1) >= 0 ? iterators : none;
    case Op.Yield:
      return ir.b[instruction] === 1 ? asyncIterators : none;
    case Op.Tpl:
      return texts;
    case Op.Bin:
      return ir.c[instruction] === BinOp.Add ? operands : none;
    default:
      return none;
  }
}

/** Whether a field is a position of a list that a pattern may name. */
export function isPosition(name: string): boolean {
  const first = name.charCodeAt(0);
  return name.length === 1 && first >= 48 && first <= 57;
}
