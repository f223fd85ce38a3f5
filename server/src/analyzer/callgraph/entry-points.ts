/**
 * Exports that a framework calls by a convention: a file of a certain name, a directive, a name.
 *
 * From the module table and the `entry-points` of the models to exported values. Only paths, directives, export names
 * and the package.json around a file are looked at; what the values are is for the call graph.
 */
import type { IrModule } from '../ir/module.ts';
import { Op } from '../ir/opcode.ts';
import type { ExportTarget, Program, ProgramModule } from '../program/program.ts';
import { declaredTypeOf } from '../program/value-lookup.ts';
import { isWithin, matchesGlob } from '../program/workspace-path.ts';
import type { EntryPointModel, ModelSet } from '../rules/model.ts';

/** One export that is called from outside. */
export interface EntryPoint {
  readonly module: number;
  readonly exportName: string;
  readonly target: ExportTarget;
  readonly model: EntryPointModel;
  /** What a deployment file says about the way to it; empty when none does. */
  readonly routes: readonly { readonly method: string; readonly path: string }[];
}

/** Stands for every exported function. */
const everyFunction = '*';

/** Name of a first parameter that is taken apart where it is declared. */
const patternName = '{}';

/** All of them, by module, then in the order of the models. */
export function collectEntryPoints(
  program: Program,
  models: ModelSet,
  resolveExport: (module: number, name: string) => readonly ExportTarget[],
): readonly EntryPoint[] {
  const out: EntryPoint[] = [];
  if (models.entryPoints.length === 0) return out;
  const deployed = new Set<string>();
  const known = new Set<string>();
  for (const model of models.entryPoints) {
    for (const { provider, module: path, exportName, routes } of program.deployed) {
      const module = model.deployments.includes(provider) ? moduleAt(program, path) : undefined;
      if (module === undefined) continue;
      for (const target of resolveExport(module, exportName)) {
        deployed.add(`${module}\n${exportName}`);
        out.push({ module, exportName, target, model, routes });
      }
    }
  }
  for (const module of program.modules) {
    if (module.facts.isTest) continue;
    out.push(...markedFunctions(program, module, models));
    const names = exportNames(module);
    if (names.size === 0) continue;
    for (const model of models.entryPoints) {
      const wanted = model.exports.includes(everyFunction)
        ? [...names]
        : model.exports.filter((name) => names.has(name));
      if (wanted.length === 0 || model.deployments.length > 0 || !applies(program, module, model)) continue;
      for (const exportName of wanted) {
        // What a deployment names is known better there.
        if (deployed.has(`${module.index}\n${exportName}`)) continue;
        for (const target of resolveExport(module.index, exportName)) {
          if (model.exports.includes(everyFunction) && !isFunction(program, target)) continue;
          if (model.parameters.length > 0 && !hasParameter(program, target, model.parameters)) continue;
          if (!hasShape(program, target, model)) continue;
          if (known.has(`${module.index}\n${exportName}\n${model.framework}`)) continue;
          known.add(`${module.index}\n${exportName}\n${model.framework}`);
          out.push({ module: module.index, exportName, target, model, routes: [] });
        }
      }
    }
  }
  return out;
}

/** Functions that a directive of their own makes ways in, wherever they stand: actions written inside of components. */
function markedFunctions(program: Program, module: ProgramModule, models: ModelSet): readonly EntryPoint[] {
  const { ir } = module;
  if (!ir.functions.some(({ directives }) => directives !== undefined)) return [];
  const out: EntryPoint[] = [];
  for (const model of models.entryPoints) {
    const { directive } = model;
    if (directive === '' || !appliesToPackage(program, module, model)) continue;
    for (let i = 0; i < ir.op.length; i++) {
      const f = ir.op[i] === Op.Func ? ir.functions[ir.a[i] ?? 0] : undefined;
      if (f?.directives?.includes(directive) !== true) continue;
      const target = { kind: 'value', module: module.index, value: module.valueBase + i } as const;
      out.push({ module: module.index, exportName: f.name, target, model, routes: [] });
    }
  }
  return out;
}

/** The module that a path without extension means. */
function moduleAt(program: Program, path: string): number | undefined {
  for (const ending of ['.ts', '.js', '.mjs', '.cjs', '.mts', '.cts', '.tsx', '/index.ts', '/index.js']) {
    const module = program.moduleByPath.get(path + ending);
    if (module !== undefined) return module;
  }
  return undefined;
}

const namesOfModule = new WeakMap<IrModule, ReadonlySet<string>>();

/** Names that a module exports; made once per module object. */
function exportNames({ ir }: ProgramModule): ReadonlySet<string> {
  const known = namesOfModule.get(ir);
  if (known !== undefined) return known;
  const names = readExportNames(ir);
  namesOfModule.set(ir, names);
  return names;
}

function readExportNames(ir: IrModule): ReadonlySet<string> {
  const names = new Set<string>();
  for (let i = 0; i < ir.op.length; i++)
    if (ir.op[i] === Op.Export) {
      const name = ir.strings[ir.a[i] ?? 0] ?? '';
      names.add(name === '=' ? 'default' : name);
    }
  for (const { name } of ir.reExports) if (name !== '*') names.add(name);
  return names;
}

function applies(program: Program, module: ProgramModule, model: EntryPointModel): boolean {
  if (model.directive !== '' && !module.ir.directives.includes(model.directive)) return false;
  if (model.files.length > 0 && !isAmong(model, module.ir)) return false;
  return appliesToPackage(program, module, model);
}

function appliesToPackage(program: Program, module: ProgramModule, model: EntryPointModel): boolean {
  const { path } = module.facts;
  if (model.packages.length === 0) return true;
  const around = program.packages.filter(({ directory }) => isWithin(directory, path));
  // A weak convention needs to be told that the framework is there.
  if (around.length === 0) return !model.isUncertain;
  return around.some(({ dependencies }) => model.packages.some((name) => dependencies.has(name)));
}

const amongFiles = new WeakMap<EntryPointModel, WeakMap<IrModule, boolean>>();

/** Whether the path of a module is one of those of a model. Asked after each edit, and depends on the two alone. */
function isAmong(model: EntryPointModel, ir: IrModule): boolean {
  let answers = amongFiles.get(model);
  if (answers === undefined) {
    answers = new WeakMap();
    amongFiles.set(model, answers);
  }
  let answer = answers.get(ir);
  if (answer === undefined) {
    answer = model.files.some((glob) => matchesGlob(glob, ir.path));
    answers.set(ir, answer);
  }
  return answer;
}

/** The exported value is written as a function, or is made by a call, whose result may be one. */
function isFunction(program: Program, target: ExportTarget): boolean {
  const place = valueBehind(program, target);
  if (!place) return false;
  const op = place.module.ir.op[place.local];
  return op === Op.Func || op === Op.Call;
}

function hasParameter(program: Program, target: ExportTarget, names: readonly string[]): boolean {
  const place = valueBehind(program, target);
  if (!place || place.module.ir.op[place.local] !== Op.Func) return true;
  const [first] = place.module.ir.functions[place.module.ir.a[place.local] ?? 0]?.params ?? [];
  return first !== undefined && names.includes(first.name === '' ? patternName : first.name);
}

/** Whether the declared type of the first parameter, or what the function does with it, is what the model asks for. */
function hasShape(
  program: Program,
  target: ExportTarget,
  { parameterTypes, reads, answers }: EntryPointModel,
): boolean {
  if (parameterTypes.length + reads.length + answers.length === 0) return true;
  const place = valueBehind(program, target);
  if (!place || place.module.ir.op[place.local] !== Op.Func) return false;
  const { ir } = place.module;
  const f = ir.functions[ir.a[place.local] ?? 0];
  const [first] = f?.params ?? [];
  if (!f || !first) return false;
  if (parameterTypes.length > 0 && !parameterTypes.includes(typeText(ir, first.type))) return false;
  // What its own declaration says is known better there.
  if (
    declaredTypeOf(ir, place.local) >= 0 ||
    ir.cells.some((cell) => cell.singleValue === place.local && cell.type >= 0)
  )
    return false;
  if (isCalledHere(ir, place.local)) return false;
  if (reads.length + answers.length === 0) return true;
  for (let i = f.firstInstruction; i < f.firstInstruction + f.instructionCount; i++) {
    if (ir.op[i] === Op.Load && ir.a[i] === first.value && reads.includes(ir.strings[ir.b[i] ?? 0] ?? ''))
      return true;
    if (ir.op[i] === Op.Ret && returnsField(ir, ir.a[i] ?? -1, answers)) return true;
  }
  return false;
}

/** Whether code of the same module calls the function: then it is a helper that is handed what a handler got. */
function isCalledHere({ op, a, cells }: IrModule, func: number): boolean {
  for (let i = 0; i < op.length; i++) {
    if (op[i] !== Op.Call) continue;
    const callee = a[i] ?? -1;
    if (callee === func) return true;
    if (op[callee] === Op.CellGet && cells[a[callee] ?? 0]?.singleValue === func) return true;
  }
  return false;
}

/** A type that is imported by its name, as `package.Type`; else empty. */
function typeText(ir: IrModule, type: number): string {
  const declared = ir.types[type];
  if (declared?.kind !== 'reference' || declared.importId < 0) return '';
  const imported = ir.imports[declared.importId];
  const name = imported?.name === '*' ? declared.name.replace(/^[^.]*\./, '') : imported?.name;
  return `${imported?.specifier ?? ''}.${name ?? ''}`;
}

/** Whether an object literal that is returned has one of the fields. */
function returnsField(ir: IrModule, value: number, fields: readonly string[]): boolean {
  for (let at = value, steps = 0; at >= 0 && steps < 100; steps++) {
    if (ir.op[at] === Op.Store && fields.includes(ir.strings[ir.b[at] ?? 0] ?? '')) return true;
    if (![Op.Store, Op.Spread, Op.Copy, Op.Post].some((op) => op === ir.op[at])) return false;
    at = ir.a[at] ?? -1;
  }
  return false;
}

/** The value behind copies and variables that are written once. */
function valueBehind(
  program: Program,
  target: ExportTarget,
): { readonly module: ProgramModule; readonly local: number } | undefined {
  if (target.kind !== 'value') return undefined;
  const module = program.modules[target.module];
  if (!module) return undefined;
  const { ir } = module;
  let local = target.value - module.valueBase;
  for (let depth = 0; depth < 20; depth++) {
    let next = -1;
    if (ir.op[local] === Op.CellGet) next = ir.cells[ir.a[local] ?? 0]?.singleValue ?? -1;
    else if (ir.op[local] === Op.Copy || ir.op[local] === Op.Store) next = ir.a[local] ?? -1;
    if (next < 0) break;
    local = next;
  }
  return { module, local };
}
