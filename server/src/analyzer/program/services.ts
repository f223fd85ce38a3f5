/**
 * Which modules may run in one process: those of one package, and those that imports connect, however far.
 *
 * Two services of one workspace that share no code register handlers with servers of their own.
 */
import type { Program } from './program.ts';
import { directoryOf } from './workspace-path.ts';

/** A number for each module; modules with the same one may run together. Linear in modules and imports. */
export function servicesOf({ modules, packages }: Program): Int32Array {
  const parent = Int32Array.from(modules, (_, index) => index);
  const rootOf = (module: number): number => {
    let at = module;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at] ?? at] ?? at;
      at = parent[at] ?? at;
    }
    return at;
  };
  const join = (a: number, b: number): void => {
    const [low, high] = [rootOf(a), rootOf(b)].sort((x, y) => x - y);
    if (low !== undefined && high !== undefined) parent[high] = low;
  };
  const roots = new Set(packages.map(({ directory }) => directory));
  const byDirectory = new Map<string, string>();
  const packageOf = (directory: string): string => {
    const known = byDirectory.get(directory);
    if (known !== undefined) return known;
    const found = directory === '' || roots.has(directory) ? directory : packageOf(directoryOf(directory));
    byDirectory.set(directory, found);
    return found;
  };
  const firstOf = new Map<string, number>();
  for (const { index, ir, importTargets, reExportTargets } of modules) {
    const home = packageOf(directoryOf(ir.path));
    const first = firstOf.get(home);
    if (first === undefined) firstOf.set(home, index);
    else join(first, index);
    for (const target of [...importTargets, ...reExportTargets]) {
      if (target.kind === 'module') join(index, target.module);
      else if (target.kind === 'modules') for (const module of target.modules) join(index, module);
    }
  }
  return Int32Array.from(modules, (_, index) => rootOf(index));
}
