/**
 * What the passes over one module share: the module, its names, its object roots, and what is already known.
 *
 * Built in one pass over the instructions; everything is indexed by file-local value. What depends on the module and
 * the vocabulary alone is kept between analyses, as long as the module object lives.
 */
import type { IrModule } from '../ir/module.ts';
import { Flag, isVersion, Op } from '../ir/opcode.ts';
import { callArguments } from '../ir/operands.ts';
import type { ProgramModule } from '../program/program.ts';
import type { ValueNames } from './value-names.ts';
import type { Place } from './whose.ts';

/** The data below a value is known by a schema or a declared type: the names of its variables add nothing. */
export const knownFields = 1;
/** The members of a value are known, and none of them is data by itself: it is no record of unknown fields. */
export const knownRecord = 2;

/** What the passes learn of a module from itself and the vocabulary: the same in every analysis. */
export interface ModuleVocabulary extends Place {
  readonly names: ValueNames;
  /** The value that first defined the object a value is a version of: through stores, spreads, copies and posts. */
  readonly root: Int32Array;
  /** 1 for values that are called. */
  readonly isCallee: Uint8Array;
  /** 1 for the props of host elements of JSX, by root. */
  readonly isHostProps: Uint8Array;
  /** Per symbol: 1 says nothing whatever its owner, 2 may say something, 0 not asked yet. */
  readonly silent: Int8Array;
  /** Per symbol: 1 is no record name, 2 is one, 0 not asked yet. */
  readonly records: Int8Array;
}

/** See the head of this file. */
export interface ModuleScan extends ModuleVocabulary {
  readonly module: ProgramModule;
  readonly ir: IrModule;
  /** {@link knownFields}, {@link knownRecord} or 0 per value. */
  readonly isKnown: Uint8Array;
  /** Data type of a seed for the whole value, -1 if none. */
  readonly seeded: Int16Array;
}

/** The shared facts of a module, with nothing known yet. */
export function createModuleScan(module: ProgramModule, vocabulary: ModuleVocabulary): ModuleScan {
  const { ir } = module;
  const count = ir.op.length;
  return {
    ...vocabulary,
    module,
    ir,
    isKnown: new Uint8Array(count),
    seeded: new Int16Array(count).fill(-1),
  };
}

/** Looks at a module once for all analyses. */
export function readVocabulary(ir: IrModule, names: ValueNames, place: Place): ModuleVocabulary {
  const count = ir.op.length;
  const root = new Int32Array(count);
  const isCallee = new Uint8Array(count);
  const isHostProps = new Uint8Array(count);
  for (let value = 0; value < count; value++) {
    const a = ir.a[value] ?? -1;
    const op = ir.op[value];
    root[value] = isVersion(op) && a >= 0 && a < value ? (root[a] ?? a) : value;
    if (op !== Op.Call) continue;
    if (a >= 0) isCallee[a] = 1;
    const isHost = ((ir.flags[value] ?? 0) & Flag.HostElement) !== 0;
    const props = isHost ? (callArguments(ir, value)[0] ?? -1) : -1;
    if (props >= 0) isHostProps[root[props] ?? props] = 1;
  }
  return {
    names,
    root,
    isCallee,
    isHostProps,
    ...place,
    silent: new Int8Array(ir.strings.length),
    records: new Int8Array(ir.strings.length),
  };
}
