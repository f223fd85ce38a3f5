/**
 * Decorators of classes and of their members, by class: `@Entity() class Patient { @Column({ select: false }) ssn }`.
 *
 * One pass over the instructions of the program. Members of superclasses are looked up by whoever asks.
 */
import { Op } from '../../ir/opcode.ts';
import { listAt } from '../../ir/operands.ts';
import type { Program } from '../../program/program.ts';
import { calleeNameOf } from '../value-names.ts';

/** One decorator. */
export interface Decorator {
  /** `Column`. */
  readonly name: string;
  /** Global value of the call that makes it, or of the decorator itself where it is not called. */
  readonly value: number;
  /** Module of the value. */
  readonly module: number;
}

/** The decorators of one class. */
export interface ClassDecorators {
  readonly own: readonly Decorator[];
  readonly members: ReadonlyMap<string, readonly Decorator[]>;
}

/** By global class id; classes without decorators are left out. */
export function collectDecorators(program: Program): ReadonlyMap<number, ClassDecorators> {
  const found = new Map<number, { own: Decorator[]; members: Map<string, Decorator[]> }>();
  for (const module of program.modules) {
    const { ir } = module;
    for (let at = ir.op.indexOf(Op.Deco); at >= 0; at = ir.op.indexOf(Op.Deco, at + 1)) {
      let target = ir.a[at] ?? -1;
      for (let step = 0; step < 100 && target >= 0 && ir.op[target] !== Op.Class; step++)
        target = ir.a[target] ?? -1;
      const [member = -1, parameter = -1] = listAt(ir, ir.c[at] ?? -1);
      if (target < 0 || parameter >= 0) continue;
      const value = ir.b[at] ?? -1;
      const name = calleeNameOf(ir, ir.op[value] === Op.Call ? (ir.a[value] ?? -1) : value);
      const decorator = { name, value: module.valueBase + value, module: module.index };
      const classId = module.classBase + (ir.a[target] ?? 0);
      const entry = found.get(classId) ?? { own: [], members: new Map<string, Decorator[]>() };
      found.set(classId, entry);
      if (member < 0) entry.own.push(decorator);
      else {
        const key = ir.strings[member] ?? '';
        entry.members.set(key, [...(entry.members.get(key) ?? []), decorator]);
      }
    }
  }
  return found;
}
