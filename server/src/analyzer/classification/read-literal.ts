/**
 * What literals in code say: texts, flags, lists and objects, read backwards from a value to where they are written.
 *
 * Values are global. Copies, variables written once and constants of other modules are followed; what is computed is
 * undefined, never guessed.
 */
import type { Constant } from '../ir/module.ts';
import { Op } from '../ir/opcode.ts';
import { listAt } from '../ir/operands.ts';
import type { Program, ProgramModule } from '../program/program.ts';
import { constantOf, moduleAtValue } from '../program/value-lookup.ts';
import type { ObjectShape, ShapeReader } from './object-shape.ts';

/** See the head of this file. */
export interface LiteralReader {
  readonly originOf: (value: number) => number;
  readonly constantAt: (value: number) => Constant | undefined;
  readonly textAt: (value: number) => string | undefined;
  readonly shapeOf: (value: number) => ObjectShape | undefined;
  /** Elements of an array literal; undefined if it is none. Elements that are spread are left out. */
  readonly elementsOf: (value: number) => readonly number[] | undefined;
  /** `name` of a value that is the member `patients.name`; undefined for other values. */
  readonly memberAt: (value: number) => string | undefined;
  /** Module and file-local value of the origin. */
  readonly placeOf: (value: number) => { readonly module: ProgramModule; readonly local: number } | undefined;
}

/** Versions walked back to the beginning of an object or a builder. */
const maxVersions = 200;

function isWrite(op: number | undefined): boolean {
  return op === Op.Store || op === Op.StoreX || op === Op.Del;
}

/** Whether the object whose version a global value is was made by a call: its fields are no literal's. */
function isMade(program: Program, shapes: ShapeReader, version: number): boolean {
  let at = version;
  for (let step = 0; step < maxVersions && at >= 0; step++) {
    const module = moduleAtValue(program, at);
    if (module === undefined) return false;
    const { ir, valueBase } = module;
    const op = ir.op[at - valueBase];
    if (op === Op.Call || op === Op.New) return true;
    if (op !== Op.Post && !isWrite(op)) return false;
    at = shapes.originOf(valueBase + (ir.a[at - valueBase] ?? -1));
  }
  return false;
}

/** See {@link LiteralReader}. */
export function createLiteralReader(program: Program, shapes: ShapeReader): LiteralReader {
  const placeOf = (value: number): { readonly module: ProgramModule; readonly local: number } | undefined => {
    if (value < 0) return undefined;
    let origin = shapes.originOf(value);
    for (let step = 0; step < maxVersions; step++) {
      const module = moduleAtValue(program, origin);
      if (module === undefined) return undefined;
      const local = origin - module.valueBase;
      const op = module.ir.op[local];
      // What a method did to a builder leaves it the same builder, and so do members it is given: `schema.methods.f = …`.
      if (op !== Op.Post && !(isWrite(op) && isMade(program, shapes, origin))) return { module, local };
      origin = shapes.originOf(module.valueBase + (module.ir.a[local] ?? -1));
    }
    return undefined;
  };
  const constantAt = (value: number): Constant | undefined => {
    const place = placeOf(value);
    return place && constantOf(program, place.module.valueBase + place.local);
  };
  return {
    originOf: (value) => {
      const place = placeOf(value);
      return place === undefined ? value : place.module.valueBase + place.local;
    },
    constantAt,
    textAt: (value) => {
      const constant = constantAt(value);
      return constant?.kind === 'string' ? constant.value : undefined;
    },
    shapeOf: (value) => (value < 0 ? undefined : shapes.shapeOf(value)),
    elementsOf: (value) => {
      const place = placeOf(value);
      if (place === undefined || place.module.ir.op[place.local] !== Op.Arr) return undefined;
      const { ir, valueBase } = place.module;
      return [...listAt(ir, ir.a[place.local] ?? -1)]
        .filter((entry) => entry >= 0 && ir.op[entry] !== Op.Elems)
        .map((entry) => valueBase + entry);
    },
    memberAt: (value) => {
      const module = moduleAtValue(program, value);
      const local = value - (module?.valueBase ?? 0);
      return module?.ir.op[local] === Op.Load ? module.ir.strings[module.ir.b[local] ?? -1] : undefined;
    },
    placeOf,
  };
}
