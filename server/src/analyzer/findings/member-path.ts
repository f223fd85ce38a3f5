/**
 * Which member of which package a value is, read off the code that leads to it: `createClient().send` of a package.
 *
 * Follows property reads, calls, instances, copies and variables that are written once, inside one file. Says nothing
 * where the value comes from anywhere else.
 */
import { Op } from '../ir/opcode.ts';
import type { ProgramModule } from '../program/program.ts';

/** A place below a package, in the words of model files: `Member[createClient].ReturnValue.Member[send]`. */
export interface MemberPath {
  readonly package: string;
  readonly steps: readonly string[];
}

/** Steps of one path, and values that are looked through. */
const maxSteps = 12;
const maxHops = 60;

/** The place that a file-local value is; undefined when it is none of a package. */
export function memberPathOf(module: ProgramModule, value: number): MemberPath | undefined {
  const { ir } = module;
  const steps: string[] = [];
  let at = value;
  for (let hops = 0; hops < maxHops && at >= 0 && steps.length <= maxSteps; hops++) {
    switch (ir.op[at]) {
      case Op.Import: {
        const index = ir.a[at] ?? -1;
        const target = module.importTargets[index];
        if (target?.kind !== 'external') return undefined;
        const name = ir.imports[index]?.name ?? '*';
        if (name !== '*' && name !== 'default') steps.push(`Member[${name}]`);
        const subpath = target.subpath === '' ? '' : `/${target.subpath.replace(/^\.?\//, '')}`;
        return { package: target.package + subpath, steps: steps.reverse() };
      }
      case Op.Load:
        steps.push(`Member[${ir.strings[ir.b[at] ?? -1] ?? ''}]`);
        at = ir.a[at] ?? -1;
        break;
      case Op.Call:
        steps.push('ReturnValue');
        at = ir.a[at] ?? -1;
        break;
      case Op.New:
        steps.push('Instance');
        at = ir.a[at] ?? -1;
        break;
      case Op.Copy:
      case Op.Post:
      case Op.Await:
      case Op.Pi:
      case Op.Store:
        at = ir.a[at] ?? -1;
        break;
      case Op.CellGet:
        at = ir.cells[ir.a[at] ?? -1]?.singleValue ?? -1;
        break;
      default:
        return undefined;
    }
  }
  return undefined;
}
