/**
 * What one module exports by itself, read from its IR alone: Export instructions and re-export entries by name.
 *
 * Remembered per IrModule, so an edit elsewhere costs nothing here.
 */
import type { IrModule } from '../ir/module.ts';
import { Op } from '../ir/opcode.ts';

/** See the head of this file. Values are local. */
export interface ModuleExports {
  /** Exported name → values (operand b of Export) in instruction order; `=` for `module.exports = value`. */
  readonly values: ReadonlyMap<string, readonly number[]>;
  /** Exported name → indices into `IrModule.reExports`. */
  readonly named: ReadonlyMap<string, readonly number[]>;
  /** Indices of `export * from` entries. */
  readonly stars: readonly number[];
}

const exportsByModule = new WeakMap<IrModule, ModuleExports>();

/** The exports of a module. */
export function moduleExportsOf(ir: IrModule): ModuleExports {
  const known = exportsByModule.get(ir);
  if (known !== undefined) return known;
  const values = new Map<string, number[]>();
  for (let i = ir.op.indexOf(Op.Export); i >= 0; i = ir.op.indexOf(Op.Export, i + 1)) {
    const value = ir.b[i] ?? -1;
    if (value >= 0) append(values, ir.strings[ir.a[i] ?? -1] ?? '', value);
  }
  const named = new Map<string, number[]>();
  const stars: number[] = [];
  ir.reExports.forEach(({ name }, index) => {
    if (name === '*') stars.push(index);
    else append(named, name, index);
  });
  const found: ModuleExports = { values, named, stars };
  exportsByModule.set(ir, found);
  return found;
}

function append(map: Map<string, number[]>, key: string, entry: number): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [entry]);
  else if (!list.includes(entry)) list.push(entry);
}
