/**
 * What an exported or imported name stands for, followed through re-exports, `export *`, and CommonJS both ways.
 *
 * A question is a walk over (module, name) pairs: each pair names values of its module or leads on to others, and is
 * entered once, so cycles end by themselves and an answer does not depend on which question came before. Several
 * answers are possible and all are returned, in the order of the walk, without duplicates.
 *
 * Between the module systems: `default` of a CommonJS module is its `module.exports` value, or the namespace where
 * there are only `exports.x`; a name imported from it is looked up among the properties of `module.exports`;
 * `require` of an ES module is its namespace.
 */
import type { IrModule } from '../ir/module.ts';
import { Flag, Op } from '../ir/opcode.ts';
import { callArguments, phiOperands } from '../ir/operands.ts';
import { moduleExportsOf } from './module-exports.ts';
import type { ExportTarget, ImportTarget, Program, ProgramModule } from './program.ts';

/** See the head of this file. Module numbers, import ids and names as in {@link Program}. */
export interface ExportIndex {
  /** `name` is an exported name, `default`, `*` for the namespace, or `=` for the value of `module.exports`. */
  readonly resolveExport: (module: number, name: string) => readonly ExportTarget[];
  /** What an IrImport of a module binds. */
  readonly importedValues: (module: number, importId: number) => readonly ExportTarget[];
  /**
   * What a local value stands for: copies, cells written once, phis, imports and members of namespaces or object
   * literals are followed; anything else (a call, a function, a class) stands for itself.
   */
  readonly followValue: (module: number, value: number) => readonly ExportTarget[];
}

/** Deepest nesting of one walk: beyond it, a chain of imports and members counts as unknown. */
const maxDepth = 64;

/** Places one question may enter, inner questions included. Beyond it, the rest counts as unknown. */
const maxSteps = 20_000;

/** Creates the index. Nothing is computed before it is asked for; answers are remembered. */
export function createExportIndex(program: Program): ExportIndex {
  const exportMemo: Map<string, readonly ExportTarget[]>[] = [];
  const importMemo: (readonly ExportTarget[])[][] = [];
  const resolveExport = (module: number, name: string): readonly ExportTarget[] => {
    const memo = exportMemo[module] ?? new Map<string, readonly ExportTarget[]>();
    exportMemo[module] = memo;
    const known = memo.get(name);
    if (known !== undefined) return known;
    const targets =
      ownExport(program, module, name) ?? walked(program, (walk) => visitExport(walk, module, name));
    memo.set(name, targets);
    return targets;
  };
  return {
    resolveExport,
    importedValues: (module, importId) => {
      const memo = importMemo[module] ?? [];
      importMemo[module] = memo;
      const known = memo[importId];
      if (known !== undefined) return known;
      const entry = program.modules[module]?.ir.imports[importId];
      const target = program.modules[module]?.importTargets[importId];
      const targets =
        entry === undefined || target === undefined
          ? []
          : (plainImport(target, entry.name) ??
            // Most imports name one thing of one module: all who import it share the answer.
            (target.kind === 'module' && entry.name !== '*'
              ? resolveExport(target.module, entry.name)
              : walked(program, (walk) => visitImport(walk, module, importId))));
      memo[importId] = targets;
      return targets;
    },
    followValue: (module, value) => {
      const walk = createWalk(program, true);
      visitValue(walk, module, value);
      return targetsOf(walk);
    },
  };
}

function walked(program: Program, visit: (walk: Walk) => void): readonly ExportTarget[] {
  const walk = createWalk(program, false);
  visit(walk);
  return targetsOf(walk);
}

/** Imports that lead out of the program. */
function plainImport(target: ImportTarget, name: string): readonly ExportTarget[] | undefined {
  if (target.kind === 'asset' || target.kind === 'unresolved') return [];
  if (target.kind !== 'external') return undefined;
  return [{ kind: 'external', package: target.package, subpath: target.subpath, name }];
}

/** The usual case without a walk: one exported value that is made on the spot. */
function ownExport(program: Program, moduleIndex: number, name: string): readonly ExportTarget[] | undefined {
  const module = program.modules[moduleIndex];
  if (module === undefined) return undefined;
  const { values, named } = moduleExportsOf(module.ir);
  const own = values.get(name);
  const [value] = own ?? [];
  if (value === undefined || own?.length !== 1 || named.has(name)) return undefined;
  const op = module.ir.op[value];
  if (op !== Op.Func && op !== Op.Class && op !== Op.Const && op !== Op.Store && op !== Op.Arr)
    return undefined;
  return [{ kind: 'value', module: moduleIndex, value: module.valueBase + value }];
}

interface Walk {
  readonly program: Program;
  /** Pairs, values and members entered. */
  readonly visited: Set<string>;
  readonly found: Map<string, ExportTarget>;
  /** Names that only `export * from 'library'` could supply: they count when nothing of the workspace does. */
  readonly maybe: Map<string, ExportTarget>;
  /** Whether found values are the ends of their definition chains rather than the values that Exports name. */
  readonly isThrough: boolean;
  depth: number;
  /** Shared with inner walks. */
  readonly budget: { steps: number };
}

function createWalk(program: Program, isThrough: boolean): Walk {
  return {
    program,
    visited: new Set(),
    found: new Map(),
    maybe: new Map(),
    isThrough,
    depth: 0,
    budget: { steps: maxSteps },
  };
}

function targetsOf(walk: Walk): readonly ExportTarget[] {
  return [...(walk.found.size > 0 ? walk.found : walk.maybe).values()];
}

/** False when the place was entered before, or a bound is hit. Every true must be followed by {@link leave}. */
function enter(walk: Walk, kind: string, module: number, place: string | number): boolean {
  const key = `${kind}${module}:${place}`;
  if (walk.depth >= maxDepth || walk.budget.steps <= 0 || walk.visited.has(key)) return false;
  walk.visited.add(key);
  walk.budget.steps--;
  walk.depth++;
  return true;
}

function leave(walk: Walk): void {
  walk.depth--;
}

function foundValue(walk: Walk, module: ProgramModule, value: number): void {
  const key = `v${module.valueBase + value}`;
  walk.found.set(key, { kind: 'value', module: module.index, value: module.valueBase + value });
}

function foundNamespace(walk: Walk, module: number): void {
  walk.found.set(`n${module}`, { kind: 'namespace', module });
}

function foundExternal(into: Map<string, ExportTarget>, target: ImportTarget, name: string): void {
  if (target.kind !== 'external') return;
  const { package: packageName, subpath } = target;
  into.set(`e${packageName}\n${subpath}\n${name}`, { kind: 'external', package: packageName, subpath, name });
}

function visitExport(walk: Walk, moduleIndex: number, name: string): void {
  const module = walk.program.modules[moduleIndex];
  if (module === undefined) return;
  if (name === '*') {
    foundNamespace(walk, moduleIndex);
    return;
  }
  if (!enter(walk, 'x', moduleIndex, name)) return;
  const exported = moduleExportsOf(module.ir);
  const values = exported.values.get(name) ?? [];
  const named = exported.named.get(name) ?? [];
  for (const value of values) visitValue(walk, module.index, value);
  for (const index of named) visitReExport(walk, module, index, name, false);
  if (values.length === 0 && named.length === 0 && name !== '=') visitIndirectExport(walk, module, name);
  leave(walk);
}

/** A name that the module does not export itself. */
function visitIndirectExport(walk: Walk, module: ProgramModule, name: string): void {
  const exported = moduleExportsOf(module.ir);
  const whole = exported.values.get('=') ?? [];
  if (name === 'default') {
    for (const value of whole) visitValue(walk, module.index, value);
    if (whole.length === 0 && !module.ir.isEsModule && exported.values.size > 0)
      foundNamespace(walk, module.index);
    return;
  }
  for (const value of whole) visitMember(walk, module.index, value, name);
  for (const index of exported.stars) visitReExport(walk, module, index, name, true);
}

function visitReExport(
  walk: Walk,
  module: ProgramModule,
  index: number,
  name: string,
  isStar: boolean,
): void {
  const target = module.reExportTargets[index];
  if (target === undefined) return;
  const importedName = isStar ? name : (module.ir.reExports[index]?.importedName ?? name);
  foundExternal(isStar ? walk.maybe : walk.found, target, importedName);
  for (const other of modulesOf(target)) visitExport(walk, other, importedName);
}

/** The modules of the workspace that a target names. */
function modulesOf(target: ImportTarget): readonly number[] {
  if (target.kind === 'module') return [target.module];
  return target.kind === 'modules' ? target.modules : [];
}

function visitImport(walk: Walk, moduleIndex: number, importId: number): void {
  const module = walk.program.modules[moduleIndex];
  const entry = module?.ir.imports[importId];
  const target = module?.importTargets[importId];
  if (entry === undefined || target === undefined || !enter(walk, 'i', moduleIndex, importId)) return;
  foundExternal(walk.found, target, entry.name);
  for (const other of modulesOf(target)) {
    if (entry.name === '*')
      visitNamespace(walk, other, entry.kind === 'require' || entry.kind === 'import-equals');
    else visitExport(walk, other, entry.name);
  }
  leave(walk);
}

/**
 * The whole of a module. `require` of a module with `module.exports = x` is x first, and the namespace only for what
 * is added to it (`module.exports.y = …`); `import * as` is the namespace first.
 */
function visitNamespace(walk: Walk, moduleIndex: number, isRequire: boolean): void {
  const module = walk.program.modules[moduleIndex];
  if (module === undefined) return;
  const { values } = moduleExportsOf(module.ir);
  const hasWhole = values.has('=');
  if (!isRequire) foundNamespace(walk, moduleIndex);
  if (hasWhole) visitExport(walk, moduleIndex, '=');
  if (isRequire && (!hasWhole || values.size > 1)) foundNamespace(walk, moduleIndex);
}

/** The targets of a value. One that does not lead to an import or is several values stands for itself. */
function visitValue(walk: Walk, moduleIndex: number, value: number): void {
  const module = walk.program.modules[moduleIndex];
  if (module === undefined || value < 0 || !enter(walk, 'v', moduleIndex, value)) return;
  const { ir } = module;
  const end = peel(walk, ir, value);
  const op = ir.op[end];
  if (op === Op.Import) {
    visitImport(walk, moduleIndex, ir.a[end] ?? -1);
  } else if (op === Op.Load && visitLoad(walk, module, end)) {
    // Followed.
  } else if (op === Op.Phi) {
    for (const operand of phiOperands(ir, end)) visitValue(walk, moduleIndex, operand);
  } else {
    foundValue(walk, module, walk.isThrough ? rootOf(walk, ir, end) : value);
  }
  leave(walk);
}

/**
 * A class or function with static properties is a version of it (`Store`); the class is what it stands for. An object
 * literal stays its newest version, because its properties are what it is.
 */
function rootOf(walk: Walk, ir: IrModule, value: number): number {
  let current = value;
  while (walk.budget.steps-- > 0) {
    const op = ir.op[current];
    if (op === Op.Class || op === Op.Func) return current;
    const isVersion = op === Op.Store || op === Op.StoreX || op === Op.Spread || op === Op.Del;
    const next = isVersion ? (ir.a[current] ?? -1) : peelOnce(ir, current);
    if (next < 0) return value;
    current = next;
  }
  return value;
}

/** Follows definitions that are only another name for a value. */
function peel(walk: Walk, ir: IrModule, value: number): number {
  let current = value;
  while (walk.budget.steps > 0) {
    const next = peelOnce(ir, current);
    if (next < 0) return current;
    current = next;
    // A cell that is set to itself would go round for ever.
    walk.budget.steps--;
  }
  return current;
}

function peelOnce(ir: IrModule, value: number): number {
  switch (ir.op[value]) {
    case Op.Copy:
    case Op.Pi:
    case Op.Post:
    case Op.Await:
      return ir.a[value] ?? -1;
    case Op.CellGet:
      return ir.cells[ir.a[value] ?? -1]?.singleValue ?? -1;
    default:
      return -1;
  }
}

/** `ns.name`, `require('./x').name`, `literal.name`. False if nothing is known about the object. */
function visitLoad(walk: Walk, module: ProgramModule, load: number): boolean {
  const { ir } = module;
  const before = walk.found.size;
  visitMember(walk, module.index, ir.a[load] ?? -1, ir.strings[ir.b[load] ?? -1] ?? '');
  return walk.found.size > before;
}

/** The property `name` of a value: of a namespace, of what a library exports, of an object literal. */
function visitMember(walk: Walk, moduleIndex: number, value: number, name: string): void {
  const module = walk.program.modules[moduleIndex];
  if (module === undefined || value < 0 || !enter(walk, `m${name}\n`, moduleIndex, value)) return;
  let version = value;
  // Versions of one object are a chain, as long as the object has properties.
  while (version >= 0 && walk.budget.steps > 0) {
    version = visitMemberOf(walk, module, peel(walk, module.ir, version), name);
    walk.budget.steps--;
  }
  leave(walk);
}

/** Looks at one version of an object; returns the version before it that may also hold the property, or -1. */
function visitMemberOf(walk: Walk, module: ProgramModule, value: number, name: string): number {
  const { ir, index } = module;
  const a = ir.a[value] ?? -1;
  switch (ir.op[value]) {
    case Op.Store: {
      const isIt = ir.strings[ir.b[value] ?? -1] === name;
      if (isIt) visitValue(walk, index, ir.c[value] ?? -1);
      return isIt && ((ir.flags[value] ?? 0) & Flag.Weak) === 0 ? -1 : a;
    }
    case Op.Spread:
      visitMember(walk, index, ir.b[value] ?? -1, name);
      return a;
    case Op.StoreX:
      return a;
    case Op.Del:
      return ir.strings[ir.b[value] ?? -1] === name ? -1 : a;
    case Op.Phi:
      for (const operand of phiOperands(ir, value)) visitMember(walk, index, operand, name);
      return -1;
    case Op.Call:
      if (isObjectCopy(ir, a)) {
        for (const argument of callArguments(ir, value)) visitMember(walk, index, argument, name);
      }
      return -1;
    case Op.Import:
      visitMemberOfImport(walk, module, a, name);
      return -1;
    case Op.Load:
      visitMemberOfMember(walk, module, value, name);
      return -1;
    default:
      return -1;
  }
}

/** Whether a callee is `Object.freeze`, `Object.assign` or `Object.seal`. */
function isObjectCopy(ir: IrModule, callee: number): boolean {
  if (ir.op[callee] !== Op.Load) return false;
  const object = ir.a[callee] ?? -1;
  const name = ir.strings[ir.b[callee] ?? -1];
  if (ir.op[object] !== Op.Global || ir.strings[ir.a[object] ?? -1] !== 'Object') return false;
  return name === 'freeze' || name === 'assign' || name === 'seal';
}

function visitMemberOfImport(walk: Walk, module: ProgramModule, importId: number, name: string): void {
  const entry = module.ir.imports[importId];
  const target = module.importTargets[importId];
  if (entry === undefined || target === undefined) return;
  foundExternal(walk.found, target, joinNames(entry.name, name));
  for (const other of modulesOf(target)) {
    if (entry.name === '*') visitExport(walk, other, name);
    else visitMemberOfExport(walk, other, entry.name, name);
  }
}

function visitMemberOfMember(walk: Walk, module: ProgramModule, load: number, name: string): void {
  const inner = innerWalk(walk);
  visitMember(inner, module.index, module.ir.a[load] ?? -1, module.ir.strings[module.ir.b[load] ?? -1] ?? '');
  visitMembersOfTargets(walk, inner, name);
}

function visitMemberOfExport(walk: Walk, moduleIndex: number, exportedName: string, name: string): void {
  const inner = innerWalk(walk);
  visitExport(inner, moduleIndex, exportedName);
  visitMembersOfTargets(walk, inner, name);
}

/** A question inside a question: own results, one budget of depth. */
function innerWalk(walk: Walk): Walk {
  return { ...createWalk(walk.program, walk.isThrough), depth: walk.depth + 8, budget: walk.budget };
}

function visitMembersOfTargets(walk: Walk, inner: Walk, name: string): void {
  for (const target of targetsOf(inner)) {
    if (target.kind === 'namespace') visitExport(walk, target.module, name);
    else if (target.kind === 'value') {
      const base = walk.program.modules[target.module]?.valueBase ?? 0;
      visitMember(walk, target.module, target.value - base, name);
    } else {
      const { package: packageName, subpath } = target;
      foundExternal(
        walk.found,
        { kind: 'external', package: packageName, subpath },
        joinNames(target.name, name),
      );
    }
  }
}

/**
 * The name of a member of what a library exports. The default export of a library counts as its namespace, as
 * bundlers and `esModuleInterop` have it: `React.Component` is `Component` of `react` either way.
 */
function joinNames(outer: string, inner: string): string {
  if (outer === '*' || outer === '=') return inner;
  if (outer === 'default') return inner;
  return `${outer}.${inner}`;
}
