/**
 * Fields that a constructor makes: `this.x = value`, which is also what a parameter property is lowered to.
 *
 * Read from the IR of the constructor alone and remembered per IrModule. Stores on `this` in nested arrow functions or
 * other methods are not looked at: they are no declaration.
 */
import type { IrModule } from '../ir/module.ts';
import { Op } from '../ir/opcode.ts';
import { phiOperands } from '../ir/operands.ts';
import { declaredTypeOf } from './value-lookup.ts';

/** One such field. Values are local. */
export interface ConstructorField {
  readonly name: string;
  /** What is stored first. */
  readonly value: number;
  /** Declared type of that value (of the parameter, of `as`), -1 if none. */
  readonly type: number;
}

const none: readonly ConstructorField[] = [];
const fieldsByModule = new WeakMap<IrModule, (readonly ConstructorField[])[]>();

/** The fields a class (local id) gets in its constructor, in the order of the first store. */
export function constructorFieldsOf(ir: IrModule, classId: number): readonly ConstructorField[] {
  let byClass = fieldsByModule.get(ir);
  if (byClass === undefined) {
    byClass = [];
    fieldsByModule.set(ir, byClass);
  }
  const known = byClass[classId];
  if (known !== undefined) return known;
  const fields = readFields(ir, ir.classes[classId]?.constructorId ?? -1);
  byClass[classId] = fields;
  return fields;
}

function readFields(ir: IrModule, constructorId: number): readonly ConstructorField[] {
  const body = ir.functions[constructorId];
  if (body === undefined) return none;
  const receivers = new Set<number>();
  const fields = new Map<string, ConstructorField>();
  const end = body.firstInstruction + body.instructionCount;
  for (let i = body.firstInstruction; i < end; i++) {
    if (isReceiver(ir, i, receivers)) receivers.add(i);
    if (ir.op[i] !== Op.Store || !receivers.has(ir.a[i] ?? -1)) continue;
    const name = ir.strings[ir.b[i] ?? -1] ?? '';
    const value = ir.c[i] ?? -1;
    if (value >= 0 && name !== '' && !fields.has(name)) {
      fields.set(name, { name, value, type: typeOfStored(ir, value) });
    }
  }
  return [...fields.values()];
}

/** Whether the instruction is `this`, or a version of it. */
function isReceiver(ir: IrModule, instruction: number, receivers: ReadonlySet<number>): boolean {
  switch (ir.op[instruction]) {
    case Op.This:
      return true;
    case Op.Store:
    case Op.StoreX:
    case Op.Spread:
    case Op.Post:
    case Op.Copy:
    case Op.Pi:
      return receivers.has(ir.a[instruction] ?? -1);
    case Op.Phi:
      return phiOperands(ir, instruction).some((value) => receivers.has(value));
    default:
      return false;
  }
}

function typeOfStored(ir: IrModule, value: number): number {
  let current = value;
  for (let steps = 0; steps < 16 && current >= 0; steps++) {
    const declared = declaredTypeOf(ir, current);
    if (declared >= 0) return declared;
    const op = ir.op[current];
    if (op === Op.Param) {
      const owner = ir.functions[ir.functionOf[current] ?? -1];
      return owner?.params[ir.a[current] ?? -1]?.type ?? -1;
    }
    if (op !== Op.Copy && op !== Op.Pi) return -1;
    current = ir.a[current] ?? -1;
  }
  return -1;
}
