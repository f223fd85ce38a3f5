/**
 * Joins the facts of all files into one program: bases that make local ids global, and where each import leads.
 *
 * Called after every settled edit, so it looks at no body and keeps what did not change in a {@link LinkCache}: while
 * the set of paths and the configuration files stay the same, only files with new facts are resolved again. The
 * result is a pure function of the first three arguments; the cache never shows in it.
 */
import type { CoverageGap } from '../base/problem.ts';
import type { FileFacts } from '../ir/file-facts.ts';
import type { IrModule } from '../ir/module.ts';
import type { ImportTarget, Program, ProgramModule } from './program.ts';
import { createModuleResolver, type ModuleResolver } from './resolve-module.ts';
import { maxDynamicModules } from './resolve-prefix.ts';
import type { DataSchema } from './schema.ts';
import { type ConfigurationFile, parseWorkspaceFiles } from './workspace-files.ts';
import { compareText } from './workspace-path.ts';

/** What one call of {@link linkProgram} leaves for the next. Owned by one engine; create it empty. */
export interface LinkCache {
  resolver: ModuleResolver | undefined;
  configurationFiles: readonly ConfigurationFile[];
  /** Valid for `resolver` only. */
  links: WeakMap<IrModule, ModuleLinks>;
}

/** Where the imports of one module lead, and the gaps of those that lead nowhere. */
export interface ModuleLinks {
  readonly importTargets: readonly ImportTarget[];
  readonly reExportTargets: readonly ImportTarget[];
  readonly gaps: readonly CoverageGap[];
}

/** A cache that knows nothing yet. */
export function createLinkCache(): LinkCache {
  return { resolver: undefined, configurationFiles: [], links: new WeakMap() };
}

/**
 * Links `files` (any order, each path once). `Program.gaps` holds unreadable configuration files and imports that
 * lead nowhere, one per file and specifier; the gaps inside the files stay in their facts.
 */
export function linkProgram(
  files: readonly FileFacts[],
  configurationFiles: readonly ConfigurationFile[],
  schemas: readonly DataSchema[],
  cache: LinkCache = createLinkCache(),
): Program {
  const sorted = [...files].sort((a, b) => compareText(a.path, b.path));
  const resolver = refreshResolver(
    cache,
    sorted.map(({ path }) => path),
    configurationFiles,
  );
  const modules: ProgramModule[] = [];
  const gaps: CoverageGap[] = [...resolver.configuration.gaps];
  let values = 0;
  let functions = 0;
  let classes = 0;
  let cells = 0;
  sorted.forEach((facts, index) => {
    const { ir } = facts;
    const links = linksOf(cache, resolver, facts.path, ir);
    modules.push({
      index,
      facts,
      ir,
      valueBase: values,
      functionBase: functions,
      classBase: classes,
      cellBase: cells,
      importTargets: links.importTargets,
      reExportTargets: links.reExportTargets,
    });
    for (const gap of links.gaps) gaps.push(gap);
    values += ir.op.length;
    functions += ir.functions.length;
    classes += ir.classes.length;
    cells += ir.cells.length;
  });
  return {
    modules,
    moduleByPath: new Map(sorted.map(({ path }, index) => [path, index])),
    valueCount: values,
    functionCount: functions,
    classCount: classes,
    cellCount: cells,
    moduleOfFunction: moduleOf(modules, functions, ({ ir }) => ir.functions.length),
    moduleOfClass: moduleOf(modules, classes, ({ ir }) => ir.classes.length),
    moduleOfCell: moduleOf(modules, cells, ({ ir }) => ir.cells.length),
    moduleOfValue: moduleOf(modules, values, ({ ir }) => ir.op.length),
    packages: resolver.configuration.packages,
    deployed: resolver.configuration.deployed,
    schemas,
    gaps,
  };
}

function moduleOf(
  modules: readonly ProgramModule[],
  total: number,
  countOf: (module: ProgramModule) => number,
): Int32Array {
  const owners = new Int32Array(total);
  let next = 0;
  for (const module of modules) {
    const end = next + countOf(module);
    owners.fill(module.index, next, end);
    next = end;
  }
  return owners;
}

function refreshResolver(
  cache: LinkCache,
  paths: readonly string[],
  configurationFiles: readonly ConfigurationFile[],
): ModuleResolver {
  const known = cache.resolver;
  const sameConfiguration = known !== undefined && sameFiles(cache.configurationFiles, configurationFiles);
  if (sameConfiguration && sameTexts(known.paths, paths)) return known;
  const configuration = sameConfiguration ? known.configuration : parseWorkspaceFiles(configurationFiles);
  const resolver = createModuleResolver(paths, configuration);
  cache.resolver = resolver;
  cache.configurationFiles = [...configurationFiles];
  cache.links = new WeakMap();
  return resolver;
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, index) => text === b[index]);
}

function sameFiles(a: readonly ConfigurationFile[], b: readonly ConfigurationFile[]): boolean {
  return (
    a.length === b.length &&
    a.every((file, index) => file.path === b[index]?.path && file.text === b[index]?.text)
  );
}

function linksOf(cache: LinkCache, resolver: ModuleResolver, path: string, ir: IrModule): ModuleLinks {
  const known = cache.links.get(ir);
  if (known !== undefined) return known;
  const importTargets = ir.imports.map(({ specifier }) => resolver.resolve(path, specifier));
  const reExportTargets = ir.reExports.map(({ specifier }) => resolver.resolve(path, specifier));
  const gaps: CoverageGap[] = [];
  const reported = new Set<string>();
  const report = (
    target: ImportTarget | undefined,
    specifier: string,
    place: { start?: number; length?: number },
  ): void => {
    const message = target === undefined ? '' : gapMessage(target, specifier);
    if (message === '' || reported.has(specifier)) return;
    reported.add(specifier);
    gaps.push({ kind: 'unresolved-module', path, ...place, message });
  };
  ir.imports.forEach(({ specifier, start, length }, index) => {
    report(importTargets[index], specifier, { start, length });
  });
  ir.reExports.forEach(({ specifier }, index) => {
    report(reExportTargets[index], specifier, {});
  });
  const links = { importTargets, reExportTargets, gaps };
  cache.links.set(ir, links);
  return links;
}

/** Empty when the target is no gap. */
function gapMessage(target: ImportTarget, specifier: string): string {
  if (target.kind === 'modules' && target.modules.length >= maxDynamicModules) {
    return `The computed import "${specifier}" may mean ${maxDynamicModules} or more modules, and only the first ${maxDynamicModules} are followed. Give the specifier a longer constant beginning.`;
  }
  if (target.kind !== 'unresolved') return '';
  if (specifier === '*' || specifier === '') {
    return 'The specifier of this import is computed at run time, so what it loads is unknown. Give it a constant beginning, such as a directory.';
  }
  return `The module "${specifier}" was not found among the scanned files, so what it exports is unknown. Include it in the scan, or correct the path or alias if it exists.`;
}
