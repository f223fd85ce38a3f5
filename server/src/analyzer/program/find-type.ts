/**
 * From an imported name to the type it stands for, followed through imports, re-exports and `export *`.
 *
 * Types and values share names but not exports: an interface has no Export instruction, a class has both. A walk
 * enters each (module, name) once, so cycles end; the first answer in its order counts.
 */
import type { IrModule } from '../ir/module.ts';
import { Op } from '../ir/opcode.ts';
import { moduleExportsOf } from './module-exports.ts';
import type { ImportTarget, Program, ProgramModule } from './program.ts';

/** What a type name leads to. Declarations and classes are local to their module. */
export type TypeTarget =
  | { readonly kind: 'declaration'; readonly module: number; readonly declaration: number }
  | { readonly kind: 'class'; readonly module: number; readonly classId: number }
  /** `package` with its subpath; for a module that was not found, its specifier. */
  | { readonly kind: 'external'; readonly package: string; readonly name: string };

/** Names one question may enter. */
const maxSteps = 2_000;

interface TypeWalk {
  readonly program: Program;
  readonly visited: Set<string>;
}

/** The type that an import of a module binds, and the path below it. */
export function findImportedType(
  program: Program,
  module: number,
  importId: number,
  path: readonly string[],
): TypeTarget | undefined {
  return visitImport({ program, visited: new Set() }, program.modules[module], importId, path);
}

function visitImport(
  walk: TypeWalk,
  module: ProgramModule | undefined,
  importId: number,
  path: readonly string[],
): TypeTarget | undefined {
  const entry = module?.ir.imports[importId];
  const target = module?.importTargets[importId];
  if (entry === undefined || target === undefined) return undefined;
  return visitTarget(walk, target, entry.name, path);
}

/** `name` of the module that a specifier leads to; `*` is its namespace. */
function visitTarget(
  walk: TypeWalk,
  target: ImportTarget,
  name: string,
  path: readonly string[],
): TypeTarget | undefined {
  switch (target.kind) {
    case 'module':
      return visitModule(walk, target.module, name, path);
    case 'modules':
      for (const module of target.modules) {
        const found = visitModule(walk, module, name, path);
        if (found !== undefined) return found;
      }
      return undefined;
    case 'external': {
      const { package: packageName, subpath } = target;
      return {
        kind: 'external',
        package: subpath === '' ? packageName : `${packageName}/${subpath}`,
        name: externalName(name, path),
      };
    }
    case 'unresolved':
      // The name is all there is, and it is often telling.
      return { kind: 'external', package: target.specifier, name: externalName(name, path) };
    case 'asset':
      return undefined;
  }
}

function visitModule(
  walk: TypeWalk,
  module: number,
  name: string,
  path: readonly string[],
): TypeTarget | undefined {
  // The namespace itself is a type only where a module is one class (`export = C`).
  if (name === '*') return visit(walk, module, path.length === 0 ? ['='] : path);
  return visit(walk, module, [name, ...path]);
}

function externalName(name: string, path: readonly string[]): string {
  const isWhole = name === '*' || name === 'default';
  if (isWhole) return path.length === 0 ? 'default' : path.join('.');
  return [name, ...path].join('.');
}

function visit(walk: TypeWalk, moduleIndex: number, path: readonly string[]): TypeTarget | undefined {
  const module = walk.program.modules[moduleIndex];
  const [name, ...rest] = path;
  if (module === undefined || name === undefined) return undefined;
  const key = `${moduleIndex}:${path.join('.')}`;
  if (walk.visited.has(key) || walk.visited.size >= maxSteps) return undefined;
  walk.visited.add(key);
  return (
    visitOwn(walk, module, name, rest) ??
    visitReExports(walk, module, name, rest) ??
    // Not exported under this name, but there: `export { Local as Public }` of an interface leaves no trace.
    toTarget(module, declarationsOf(module.ir).any.get(name), rest)
  );
}

function visitOwn(
  walk: TypeWalk,
  module: ProgramModule,
  name: string,
  rest: readonly string[],
): TypeTarget | undefined {
  const declared = toTarget(module, declarationsOf(module.ir).exported.get(name), rest);
  if (declared !== undefined) return declared;
  const values = moduleExportsOf(module.ir).values;
  const names = name === 'default' && !values.has('default') ? ['='] : [name];
  for (const exportedName of names) {
    for (const value of values.get(exportedName) ?? []) {
      const found = visitValue(walk, module, value, rest);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** An exported value that is a class, or was imported. */
function visitValue(
  walk: TypeWalk,
  module: ProgramModule,
  value: number,
  rest: readonly string[],
): TypeTarget | undefined {
  const { ir } = module;
  let current = value;
  for (let steps = 0; steps < 32; steps++) {
    const op = ir.op[current];
    const a = ir.a[current] ?? -1;
    if (op === Op.Class)
      return rest.length === 0 ? { kind: 'class', module: module.index, classId: a } : undefined;
    if (op === Op.Import) return visitImport(walk, module, a, rest);
    if (op === Op.CellGet) current = ir.cells[a]?.singleValue ?? -1;
    else if (op === Op.Copy || op === Op.Pi || op === Op.Post) current = a;
    // A static property of a class is stored on it: the class is the same.
    else if (op === Op.Store) current = a;
    else return undefined;
  }
  return undefined;
}

function visitReExports(
  walk: TypeWalk,
  module: ProgramModule,
  name: string,
  rest: readonly string[],
): TypeTarget | undefined {
  const { named, stars } = moduleExportsOf(module.ir);
  for (const index of named.get(name) ?? []) {
    const target = module.reExportTargets[index];
    const importedName = module.ir.reExports[index]?.importedName ?? name;
    const found = target === undefined ? undefined : visitTarget(walk, target, importedName, rest);
    if (found !== undefined) return found;
  }
  if (name === 'default' || name === '=') return undefined;
  let external: TypeTarget | undefined;
  for (const index of stars) {
    const target = module.reExportTargets[index];
    const found = target === undefined ? undefined : visitTarget(walk, target, name, rest);
    // Any library might supply any name; so a module of the workspace that really does comes first.
    if (found !== undefined && found.kind !== 'external') return found;
    external ??= found;
  }
  return external;
}

function toTarget(
  module: ProgramModule,
  declaration: number | undefined,
  rest: readonly string[],
): TypeTarget | undefined {
  if (declaration === undefined) return undefined;
  // Only a member of an enum has a path below it.
  if (rest.length > 0 && module.ir.typeDeclarations[declaration]?.kind !== 'enum') return undefined;
  return { kind: 'declaration', module: module.index, declaration };
}

interface DeclarationNames {
  /** Name → index, the first one wins. */
  readonly exported: ReadonlyMap<string, number>;
  readonly any: ReadonlyMap<string, number>;
}

const namesByModule = new WeakMap<IrModule, DeclarationNames>();

function declarationsOf(ir: IrModule): DeclarationNames {
  const known = namesByModule.get(ir);
  if (known !== undefined) return known;
  const exported = new Map<string, number>();
  const any = new Map<string, number>();
  ir.typeDeclarations.forEach(({ name, isExported }, index) => {
    if (!any.has(name)) any.set(name, index);
    if (isExported && !exported.has(name)) exported.set(name, index);
  });
  const names: DeclarationNames = { exported, any };
  namesByModule.set(ir, names);
  return names;
}
