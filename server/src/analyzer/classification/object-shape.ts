/**
 * What an object literal says, read backwards from a value: its fields, and whether all of them are known.
 *
 * For arguments such as `select` and `include`: copies, cells written once, spreads of other literals and constants
 * of other modules are followed. Field values are the last ones stored. Bounded in steps; what is not a literal has
 * no shape.
 */
import { Flag, Op } from '../ir/opcode.ts';
import type { ExportIndex } from '../program/exports.ts';
import type { Program } from '../program/program.ts';
import { moduleOfValue } from '../program/value-lookup.ts';

/** An object literal. */
export interface ObjectShape {
  /** Field → global value stored last. */
  readonly fields: ReadonlyMap<string, number>;
  /** False if a computed key, an unknown spread or a conditional write may add or change fields. */
  readonly isComplete: boolean;
}

/** Versions walked for one literal. */
const maxSteps = 500;
/** Spreads and modules inside one another. */
const maxDepth = 6;

/** Reads shapes in one program. */
export interface ShapeReader {
  /** The shape of a global value; undefined if it is no object literal. */
  readonly shapeOf: (value: number) => ObjectShape | undefined;
  /** The global value that a global value is a copy of: copies, cells written once, imports and exports followed. */
  readonly originOf: (value: number) => number;
  /** The package that a global value is imported from, also through other modules; undefined for anything else. */
  readonly packageOf: (value: number) => string | undefined;
}

/** A reader; results are not remembered, since few values are asked for. */
export function createShapeReader(program: Program, exports: ExportIndex): ShapeReader {
  const originOf = (value: number, depth = 0): number => {
    const index = moduleOfValue(program, value);
    const module = program.modules[index];
    if (module === undefined || depth > maxDepth) return value;
    const { ir, valueBase } = module;
    let local = value - valueBase;
    for (let step = 0; step < maxSteps; step++) {
      const a = ir.a[local] ?? -1;
      const op = ir.op[local];
      if (op === Op.Copy || op === Op.Pi || op === Op.Await) local = a;
      else if (op === Op.CellGet) {
        const single = ir.cells[a]?.singleValue ?? -1;
        if (single < 0) break;
        local = single;
      } else if (op === Op.Import || op === Op.Load) {
        const [target] = exports.followValue(index, local);
        if (target?.kind !== 'value' || target.value === valueBase + local) break;
        return originOf(target.value, depth + 1);
      } else break;
    }
    return valueBase + local;
  };
  const collect = (value: number, fields: Map<string, number>, depth: number): boolean | undefined => {
    const origin = originOf(value);
    const module = program.modules[moduleOfValue(program, origin)];
    if (module === undefined || depth > maxDepth) return undefined;
    const { ir, valueBase } = module;
    let isComplete = true;
    let local = origin - valueBase;
    for (let step = 0; step < maxSteps && local >= 0; step++) {
      const op = ir.op[local];
      if (((ir.flags[local] ?? 0) & Flag.Weak) !== 0) isComplete = false;
      if (op === Op.Obj) return isComplete;
      if (op === Op.Store) {
        const name = ir.strings[ir.b[local] ?? -1] ?? '';
        if (!fields.has(name)) fields.set(name, valueBase + (ir.c[local] ?? -1));
      } else if (op === Op.Spread) {
        if (collect(valueBase + (ir.b[local] ?? -1), fields, depth + 1) !== true) isComplete = false;
      } else if (op === Op.StoreX || op === Op.Del) isComplete = false;
      else if (op !== Op.Post && op !== Op.Copy && op !== Op.Pi) return undefined;
      local = ir.a[local] ?? -1;
    }
    return undefined;
  };
  return {
    originOf: (value) => originOf(value),
    packageOf: (value) => {
      const index = moduleOfValue(program, value);
      const module = program.modules[index];
      const [target] = module === undefined ? [] : exports.followValue(index, value - module.valueBase);
      return target?.kind === 'external' ? target.package : undefined;
    },
    shapeOf: (value) => {
      const fields = new Map<string, number>();
      const isComplete = value < 0 ? undefined : collect(value, fields, 0);
      return isComplete === undefined ? undefined : { fields, isComplete };
    },
  };
}
