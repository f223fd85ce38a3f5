/**
 * Cheap reads on a program by global id: which module, which instruction, which name and place.
 *
 * Nothing here allocates, except where a text or an object of the IR is returned as it is. An id that does not exist
 * reads as -1, the empty string or undefined, never as an exception.
 */
import type { Constant, IrCell, IrClass, IrFunction, IrModule } from '../ir/module.ts';
import { Op } from '../ir/opcode.ts';
import type { Program, ProgramModule } from './program.ts';

/** Index of the module that a global value belongs to, -1 if there is no such value. */
export function moduleOfValue(program: Program, value: number): number {
  return value < 0 ? -1 : (program.moduleOfValue[value] ?? -1);
}

/** The module of a global value. */
export function moduleAtValue(program: Program, value: number): ProgramModule | undefined {
  return program.modules[moduleOfValue(program, value)];
}

/** The value inside its module, -1 if there is no such value. */
export function localValueOf(program: Program, value: number): number {
  const module = moduleAtValue(program, value);
  return module === undefined ? -1 : value - module.valueBase;
}

/** Operation (`Op`) of the defining instruction, -1 if there is no such value. */
export function opOf(program: Program, value: number): number {
  const module = moduleAtValue(program, value);
  return module?.ir.op[value - module.valueBase] ?? -1;
}

/** Flag byte (`Flag`), 0 if there is no such value. */
export function flagsOf(program: Program, value: number): number {
  const module = moduleAtValue(program, value);
  return module?.ir.flags[value - module.valueBase] ?? 0;
}

/** Global function that contains the instruction, -1 if there is no such value. */
export function functionOfValue(program: Program, value: number): number {
  const module = moduleAtValue(program, value);
  if (module === undefined) return -1;
  const local = module.ir.functionOf[value - module.valueBase] ?? -1;
  return local < 0 ? -1 : module.functionBase + local;
}

/** The function a Func instruction makes, as a global id; -1 for any other value. */
export function functionMadeBy(program: Program, value: number): number {
  const module = moduleAtValue(program, value);
  if (module === undefined) return -1;
  const local = value - module.valueBase;
  return module.ir.op[local] === Op.Func ? module.functionBase + (module.ir.a[local] ?? 0) : -1;
}

/** The class a Class instruction makes, as a global id; -1 for any other value. */
export function classMadeBy(program: Program, value: number): number {
  const module = moduleAtValue(program, value);
  if (module === undefined) return -1;
  const local = value - module.valueBase;
  return module.ir.op[local] === Op.Class ? module.classBase + (module.ir.a[local] ?? 0) : -1;
}

/** The constant a Const instruction stands for; undefined for any other value. */
export function constantOf(program: Program, value: number): Constant | undefined {
  const module = moduleAtValue(program, value);
  if (module === undefined) return undefined;
  const local = value - module.valueBase;
  return module.ir.op[local] === Op.Const ? module.ir.constants[module.ir.a[local] ?? -1] : undefined;
}

/** Variable or property the value was first bound to, empty if none. */
export function nameOfValue(program: Program, value: number): string {
  const module = moduleAtValue(program, value);
  if (module === undefined) return '';
  return module.ir.strings[module.ir.name[value - module.valueBase] ?? -1] ?? '';
}

/** UTF-16 offset in the file where the syntax of the value begins, -1 if there is no such value. */
export function startOfValue(program: Program, value: number): number {
  const module = moduleAtValue(program, value);
  if (module === undefined) return -1;
  const local = value - module.valueBase;
  const owner = module.ir.functions[module.ir.functionOf[local] ?? -1];
  return (owner?.start ?? 0) + (module.ir.position[local] ?? 0);
}

/** UTF-16 length of the syntax of the value, 0 if there is no such value. */
export function lengthOfValue(program: Program, value: number): number {
  const module = moduleAtValue(program, value);
  return module?.ir.length[value - module.valueBase] ?? 0;
}

/** The function with a global id. */
export function functionAt(program: Program, functionId: number): IrFunction | undefined {
  const module = program.modules[program.moduleOfFunction[functionId] ?? -1];
  return module?.ir.functions[functionId - module.functionBase];
}

/** The class with a global id. */
export function classAt(program: Program, classId: number): IrClass | undefined {
  const module = program.modules[program.moduleOfClass[classId] ?? -1];
  return module?.ir.classes[classId - module.classBase];
}

/** The cell with a global id. */
export function cellAt(program: Program, cellId: number): IrCell | undefined {
  const module = program.modules[program.moduleOfCell[cellId] ?? -1];
  return module?.ir.cells[cellId - module.cellBase];
}

/** Declared type of a local value (index into `ir.types`), -1 if it has no annotation. The first one counts. */
export function declaredTypeOf(ir: IrModule, localValue: number): number {
  const table = ir.valueTypes;
  let low = 0;
  let high = table.length >> 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((table[middle * 2] ?? 0) < localValue) low = middle + 1;
    else high = middle;
  }
  return table[low * 2] === localValue ? (table[low * 2 + 1] ?? -1) : -1;
}
