/**
 * Parameters of the functions that the packages of the workspace export: what whoever uses a library gives it.
 *
 * Begins at the entry points that each package.json names (or its `index`), and follows exported names, members of
 * exported objects, methods of exported classes, prototypes, and functions and objects that exported functions give
 * back. Callbacks are left out by their names. Bounded; the same program gives the same list.
 */
import type { CallGraph } from '../callgraph/call-graph.ts';
import type { IrModule, IrParam } from '../ir/module.ts';
import { isVersion, Op } from '../ir/opcode.ts';
import { listAt, phiOperands } from '../ir/operands.ts';
import { usesOf } from '../ir/uses.ts';
import type { ExportIndex } from '../program/exports.ts';
import type { Program, ProgramModule } from '../program/program.ts';
import { nameOf } from './read-test.ts';

/** A parameter as a source. */
export interface ExportedParameter {
  /** Global value of the Param instruction. */
  readonly value: number;
  readonly name: string;
  /** Name of the function, empty if it has none. */
  readonly functionName: string;
  /** Whether it is a count or a position by its name; a caller may give a text all the same. */
  readonly isNumberByName: boolean;
}

/** Exported values that are looked at. */
const maxValues = 50_000;

const callbackName =
  /^(?:cb|callback|done|next|fn|func|iteratee|predicate|resolve|reject|listener|handler|_+)$/i;

/** Parameters that are counts and positions by their names. */
const numberName =
  /^(?:[ijknxyzwh]|idx|index|row|col|column|offset|pos|position|count|length|len|size|width|height|depth|level|start|end|min|max|limit|delay|timeout|ms|port|time|date|now)$/i;

/** See the head of this file. Sorted by value. Of packages that are no libraries only if `ofAll`. */
export function exportedParameters(
  program: Program,
  callGraph: CallGraph,
  exports: ExportIndex,
  ofAll: boolean,
): readonly ExportedParameter[] {
  // What stands beside an application in one repository is a part of it.
  const hasApplication = program.packages.some(({ kind }) => kind === 'application');
  const packages = program.packages.filter(({ kind }) => ofAll || (!hasApplication && kind === 'library'));
  if (packages.length === 0) return [];
  const collector = new Collector(program, callGraph, exports);
  for (const index of entryModules(program, packages)) collector.addModule(index);
  return collector.finish();
}

/** Modules that packages begin with. */
function entryModules(program: Program, packages: Program['packages']): readonly number[] {
  const out = new Set<number>();
  for (const { directory, name, entries, exports } of packages) {
    const written = [...entries, ...textsOf(exports, 0)].map((entry) => entry.replace(/^\.\//, ''));
    const named = [...written, ...written.flatMap(sourcesOf)];
    const ownName = name.replace(/^.*\//, '').replace(/\.js$/, '');
    const usual = ['index', 'src/index', 'lib/index', 'source/index'];
    const byName = ownName === '' ? [] : ['', 'lib/', 'src/'].map((folder) => `${folder}${ownName}`);
    let isFound = false;
    for (const entry of [...named, ...usual, 'src/main', 'lib/main', ...byName]) {
      if (isFound && !named.includes(entry)) break;
      const index = findModule(program, directory === '' ? entry : `${directory}/${entry}`);
      if (index < 0) continue;
      out.add(index);
      isFound = true;
    }
  }
  return [...out].sort((a, b) => a - b);
}

/** The file that a built one is made of, by its name. */
function sourcesOf(entry: string): readonly string[] {
  const built = /^(?:dist|lib|build|out|cjs|esm|es|umd)\/(?:(?:cjs|esm|umd|node|src)\/)?(.+)$/.exec(
    entry,
  )?.[1];
  if (built === undefined) return [];
  const bare = built.replace(/(?:\.d)?\.[cm]?[jt]sx?$/, '');
  return [`src/${bare}`, bare];
}

function textsOf(value: unknown, depth: number): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || depth > 6) return [];
  return Object.values(value).flatMap((inner) => textsOf(inner, depth + 1));
}

function findModule(program: Program, path: string): number {
  const base = path.replace(/\/$/, '');
  for (const suffix of [
    '',
    '.js',
    '.ts',
    '.mjs',
    '.cjs',
    '.tsx',
    '.jsx',
    '/index.js',
    '/index.ts',
    '/index.mjs',
  ]) {
    const index = program.moduleByPath.get(base + suffix);
    if (index !== undefined) return index;
  }
  return -1;
}

function isNumber(ir: IrModule, parameter: IrParam | undefined): boolean {
  const type = ir.types[parameter?.type ?? -1];
  return type?.kind === 'primitive' && /^(?:number|boolean|bigint)$/.test(type.name);
}

function isThis(ir: IrModule, value: number): boolean {
  let at = value;
  for (let steps = 0; steps < 100 && at >= 0 && isVersion(ir.op[at]); steps++) at = ir.a[at] ?? -1;
  return ir.op[at] === Op.This;
}

/** `exports` and `module.exports`, also what loops leave of them. */
function isExportsObject(ir: IrModule, value: number): boolean {
  let at = value;
  for (let steps = 0; steps < 500 && at >= 0; steps++) {
    const next = ir.op[at] === Op.Phi ? (phiOperands(ir, at)[0] ?? -1) : (ir.a[at] ?? -1);
    if ((!isVersion(ir.op[at]) && ir.op[at] !== Op.Phi) || next >= at) break;
    at = next;
  }
  if (at < 0) return false;
  if (ir.op[at] === Op.Global) return ir.strings[ir.a[at] ?? 0] === 'exports';
  const owner = ir.op[at] === Op.Load && ir.strings[ir.b[at] ?? 0] === 'exports' ? (ir.a[at] ?? -1) : -1;
  return owner >= 0 && firstVersion(ir, owner) === 'module';
}

/** Name of the global that a value is a version of; empty for others. */
function firstVersion(ir: IrModule, value: number): string {
  let at = value;
  for (let steps = 0; steps < 500 && at >= 0 && isVersion(ir.op[at]); steps++) at = ir.a[at] ?? -1;
  return at >= 0 && ir.op[at] === Op.Global ? (ir.strings[ir.a[at] ?? 0] ?? '') : '';
}

/** Functions that are fields of an object literal, or of those in a list. */
function functionsIn(ir: IrModule, value: number): readonly number[] {
  const out: number[] = [];
  const work = [value];
  for (let next = work.pop(); next !== undefined && work.length < 500; next = work.pop()) {
    let at = next;
    for (let steps = 0; steps < 500 && at >= 0 && isVersion(ir.op[at]); steps++) {
      const content = ir.op[at] === Op.Store ? (ir.c[at] ?? -1) : -1;
      if (content >= 0 && ir.op[content] === Op.Func) out.push(ir.a[content] ?? 0);
      at = ir.a[at] ?? -1;
    }
    if (at >= 0 && ir.op[at] === Op.Arr) work.push(...listAt(ir, ir.a[at] ?? 0));
  }
  return out;
}

/** `$.fn`, into which plugins of jQuery put their functions. */
function isPluginObject(ir: IrModule, value: number): boolean {
  let at = value;
  for (let steps = 0; steps < 100 && at >= 0 && isVersion(ir.op[at]); steps++) at = ir.a[at] ?? -1;
  return at >= 0 && ir.op[at] === Op.Load && ir.strings[ir.b[at] ?? 0] === 'fn';
}

class Collector {
  readonly #program: Program;
  readonly #callGraph: CallGraph;
  readonly #exports: ExportIndex;
  readonly #seen = new Set<number>();
  readonly #modules = new Set<number>();
  readonly #functions = new Set<number>();
  readonly #classes = new Set<number>();
  readonly #work: { readonly module: number; readonly value: number }[] = [];

  constructor(program: Program, callGraph: CallGraph, exports: ExportIndex) {
    this.#program = program;
    this.#callGraph = callGraph;
    this.#exports = exports;
  }

  addModule(index: number): void {
    const module = this.#program.modules[index];
    if (module === undefined || module.facts.isTest || this.#modules.has(index)) return;
    this.#modules.add(index);
    const { ir } = module;
    this.#addExports(module);
    ir.reExports.forEach(({ name, importedName }, n) => {
      const target = module.reExportTargets[n];
      if (target?.kind !== 'module') return;
      if (importedName === '*') this.addModule(target.module);
      else
        for (const found of this.#exports.resolveExport(index, name))
          if (found.kind === 'value') this.#pushGlobal(found.module, found.value);
    });
    this.#drain();
  }

  finish(): readonly ExportedParameter[] {
    const out: ExportedParameter[] = [];
    for (const id of this.#functions) {
      const module = this.#program.modules[this.#program.moduleOfFunction[id] ?? -1];
      const record = module?.ir.functions[id - (module?.functionBase ?? 0)];
      if (module === undefined || record === undefined || module.facts.isTest) continue;
      const { ir, valueBase, functionBase } = module;
      for (let i = record.firstInstruction; i < record.firstInstruction + record.instructionCount; i++) {
        if ((ir.functionOf[i] ?? -1) !== id - functionBase) continue;
        if (ir.op[i] === Op.Arguments && record.kind !== 'module')
          out.push({ value: valueBase + i, name: '', functionName: record.name, isNumberByName: false });
        if (ir.op[i] !== Op.Param) continue;
        const name = ir.strings[ir.b[i] ?? -1] ?? '';
        if (callbackName.test(name) || isNumber(ir, record.params[ir.a[i] ?? 0])) continue;
        const isNumberByName = numberName.test(name);
        out.push({ value: valueBase + i, name, functionName: record.name, isNumberByName });
      }
    }
    return out.sort((a, b) => a.value - b.value);
  }

  /**
   * Calls that are given the object of exports: what a function stores into its parameter is exported, and so is what
   * stands beside it (`Object.assign(exports, require('./a'))`, `Object.defineProperty(exports, 'a', {get})`).
   */
  #followExportsObject(module: ProgramModule, call: number): void {
    const { ir, valueBase } = module;
    const args = listAt(ir, ir.c[call] ?? 0);
    const index = args.findIndex((argument) => isExportsObject(ir, argument));
    if (index < 0) return;
    for (const argument of args) {
      if (isExportsObject(ir, argument)) continue;
      this.#push(module, argument);
      for (const f of functionsIn(ir, argument)) this.#pushReturned(module, f);
    }
    const { siteOfValue, targetStart, targets, targetShift } = this.#callGraph;
    const site = siteOfValue[valueBase + call] ?? -1;
    if (site < 0) return;
    for (let k = targetStart[site] ?? 0; k < (targetStart[site + 1] ?? 0); k++) {
      const target = targets[k] ?? 0;
      const owner = this.#program.modules[this.#program.moduleOfFunction[target] ?? -1];
      const record = owner?.ir.functions[target - (owner?.functionBase ?? 0)];
      const value = record?.params[index + (targetShift[k] ?? 0)]?.value ?? -1;
      if (owner) this.#push(owner, value);
    }
  }

  #pushReturned(module: ProgramModule, f: number): void {
    const { ir } = module;
    const record = ir.functions[f];
    if (record === undefined) return;
    for (let i = record.firstInstruction; i < record.firstInstruction + record.instructionCount; i++)
      if (ir.op[i] === Op.Ret && ir.functionOf[i] === f) this.#push(module, ir.a[i] ?? -1);
  }

  #push(module: ProgramModule, local: number): void {
    if (local >= 0) this.#pushGlobal(module.index, module.valueBase + local);
  }

  /** `this.run = function (…) {…}` in a function that makes objects. */
  #pushFunction(module: ProgramModule, local: number): void {
    if (module.ir.op[local] === Op.Func) this.#push(module, local);
  }

  #pushGlobal(module: number, value: number): void {
    if (this.#seen.has(value) || this.#seen.size >= maxValues) return;
    this.#seen.add(value);
    this.#work.push({ module, value });
  }

  #drain(): void {
    for (let next = this.#work.pop(); next !== undefined; next = this.#work.pop())
      this.#visit(next.module, next.value);
  }

  #visit(index: number, value: number): void {
    const module = this.#program.modules[index];
    if (module === undefined) return;
    for (const id of this.#callGraph.functionsOf(value)) this.#addFunction(id);
    const { ir } = module;
    const at = value - module.valueBase;
    const a = ir.a[at] ?? -1;
    switch (ir.op[at]) {
      case Op.Store:
      case Op.StoreX:
        this.#push(module, a);
        this.#push(module, ir.c[at] ?? -1);
        break;
      case Op.Spread:
        this.#push(module, a);
        this.#push(module, ir.b[at] ?? -1);
        break;
      case Op.Copy:
      case Op.Pi:
      case Op.Post:
      case Op.Await:
        this.#push(module, a);
        break;
      case Op.Phi:
        for (const operand of phiOperands(ir, at)) this.#push(module, operand);
        break;
      case Op.Call:
      case Op.New:
        // `module.exports = wrap(function () {…})`, `new Library()`
        this.#push(module, a);
        for (const argument of listAt(ir, ir.c[at] ?? 0)) this.#push(module, argument);
        break;
      case Op.Class:
        this.#addClass(module, a);
        break;
      default:
        break;
    }
    for (const target of this.#exports.followValue(index, at)) {
      if (target.kind === 'value') this.#pushGlobal(target.module, target.value);
      else if (target.kind === 'namespace') this.#addNamespace(target.module);
    }
    this.#addMembers(module, at);
  }

  #addNamespace(index: number): void {
    const module = this.#program.modules[index];
    if (module === undefined || this.#modules.has(index)) return;
    this.#modules.add(index);
    this.#addExports(module);
  }

  #addExports(module: ProgramModule): void {
    const { ir } = module;
    for (let i = 0; i < ir.op.length; i++) {
      if (ir.op[i] === Op.Export) this.#push(module, ir.b[i] ?? -1);
      else if (ir.op[i] === Op.Call) this.#followExportsObject(module, i);
      else if (ir.op[i] === Op.Store && isPluginObject(ir, ir.a[i] ?? -1)) this.#push(module, ir.c[i] ?? -1);
      else if (ir.op[i] === Op.StoreX && isExportsObject(ir, ir.a[i] ?? -1)) {
        // `for (const name in library) exports[name] = library[name]`
        const content = ir.c[i] ?? -1;
        this.#push(module, ir.op[content] === Op.LoadX ? (ir.a[content] ?? -1) : content);
      }
    }
  }

  /** What is stored into a value, and into its prototype: later versions, `F.sync = …`, `F.prototype.get = …`. */
  #addMembers(module: ProgramModule, at: number): void {
    const { ir } = module;
    const uses = usesOf(ir);
    for (let k = uses.start[at] ?? 0; k < (uses.start[at + 1] ?? 0); k++) {
      const user = uses.users[k] ?? 0;
      const isVersion = (ir.op[user] === Op.Store || ir.op[user] === Op.StoreX) && ir.a[user] === at;
      const isPrototype = ir.op[user] === Op.Load && ir.strings[ir.b[user] ?? 0] === 'prototype';
      const isSpread = ir.op[user] === Op.Spread && ir.a[user] === at;
      if (isVersion || isPrototype || isSpread) this.#push(module, user);
      // Classes that a compiler wrote out: `_createClass(F, [{key, value}])`.
      if (ir.op[user] === Op.Call && /create_?class/i.test(nameOf(ir, user)))
        for (const argument of listAt(ir, ir.c[user] ?? 0))
          for (const f of functionsIn(ir, argument)) this.#addFunction(module.functionBase + f);
      // A variable that inner functions or later code read.
      if (ir.op[user] === Op.CellSet && ir.b[user] === at) this.#addCell(module, ir.a[user] ?? -1);
    }
  }

  #addCell(module: ProgramModule, cell: number): void {
    const { ir } = module;
    for (let i = 0; i < ir.op.length; i++)
      if (ir.op[i] === Op.CellGet && ir.a[i] === cell) this.#push(module, i);
  }

  #addClass(module: ProgramModule, classId: number): void {
    const record = module.ir.classes[classId];
    if (record === undefined || this.#classes.has(module.classBase + classId)) return;
    this.#classes.add(module.classBase + classId);
    this.#addFunction(module.functionBase + record.constructorId);
    for (const { name, kind, functionId } of record.members)
      if (functionId >= 0 && kind !== 'getter' && !/^[_#]/.test(name))
        this.#addFunction(module.functionBase + functionId);
    this.#push(module, record.superValue);
  }

  /** A function, and the functions and objects that it gives back. */
  #addFunction(id: number): void {
    if (this.#functions.has(id)) return;
    this.#functions.add(id);
    const module = this.#program.modules[this.#program.moduleOfFunction[id] ?? -1];
    const record = module?.ir.functions[id - (module?.functionBase ?? 0)];
    if (module === undefined || record === undefined) return;
    const { ir } = module;
    for (let i = record.firstInstruction; i < record.firstInstruction + record.instructionCount; i++) {
      if ((ir.functionOf[i] ?? -1) !== id - module.functionBase) continue;
      if (ir.op[i] === Op.Store && isThis(ir, ir.a[i] ?? -1)) this.#pushFunction(module, ir.c[i] ?? -1);
      if (ir.op[i] !== Op.Ret) continue;
      const given = ir.a[i] ?? -1;
      if (given < 0) continue;
      const op = ir.op[given];
      if (op === Op.Func || op === Op.Store || op === Op.Class || op === Op.CellGet)
        this.#push(module, given);
    }
  }
}
