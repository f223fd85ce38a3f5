/**
 * Modules of a folder that are loaded one by one and gathered in an object under the names of what they make, as the
 * index of a folder of models does:
 *
 *     fs.readdirSync(__dirname).forEach((file) => {
 *       const model = require(path.join(__dirname, file))(sequelize, DataTypes);
 *       db[model.name] = model;
 *     });
 *
 * Each module's function is called there, and what it gives back is kept under the names it may have: that of a model
 * it defines, of a class it has, of its file. A set of tokens is too small for a whole folder, so nothing passes
 * through the variables in between.
 */
import { Op } from '../ir/opcode.ts';
import type { ImportTarget, ProgramModule } from '../program/program.ts';
import { baseNameOf } from '../program/workspace-path.ts';
import { argumentAt } from './call-arguments.ts';
import { CallTier } from './call-graph.ts';
import type { CallLinks } from './call-links.ts';
import { isContainer } from './token.ts';
import type { TokenStore } from './token-store.ts';

/** What one module of the folder contributes at some place: a node, and the module. */
interface Contribution {
  readonly node: number;
  readonly module: number;
}

/** See the head of this file. Called once, before tokens move. */
export function gatherModules(store: TokenStore, links: CallLinks): void {
  const namesOf = new Map<number, readonly string[]>();
  for (const module of store.modules)
    if (module.importTargets.some(isFolder)) gatherIn(store, links, module, namesOf);
}

function isFolder(target: ImportTarget): boolean {
  return target.kind === 'modules' && target.modules.length > 1;
}

function gatherIn(
  store: TokenStore,
  links: CallLinks,
  module: ProgramModule,
  namesOf: Map<number, readonly string[]>,
): void {
  const { ir, valueBase } = module;
  const held = new Map<number, readonly Contribution[]>();
  for (let i = 0; i < ir.op.length; i++) {
    const from = held.get(ir.a[i] ?? -1);
    switch (ir.op[i]) {
      case Op.Import: {
        const target = module.importTargets[ir.a[i] ?? -1];
        if (target?.kind === 'modules' && isFolder(target))
          held.set(i, exportsOf(store, target.modules, '='));
        break;
      }
      case Op.Copy:
      case Op.Pi:
      case Op.Await:
        if (from) held.set(i, from);
        break;
      case Op.Load:
        if (from && ir.strings[ir.b[i] ?? 0] === 'default')
          held.set(
            i,
            exportsOf(
              store,
              from.map((one) => one.module),
              'default',
            ),
          );
        break;
      case Op.Call:
        if (from) held.set(i, calledAt(store, links, module, i, from));
        break;
      case Op.StoreX: {
        const kept = held.get(ir.c[i] ?? -1);
        if (!kept) break;
        store.watch(valueBase + (ir.a[i] ?? 0), `gather:${valueBase + i}`, (token) => {
          if (!isContainer(token)) return;
          for (const { node, module: of } of kept)
            for (const name of modelNames(store, of, namesOf))
              store.addEdge(node, store.fieldNode(token, store.input.symbols.interner.intern(name)));
        });
        break;
      }
      default:
        break;
    }
  }
}

/** What modules export as a whole (`=`) or under a name. */
function exportsOf(store: TokenStore, modules: readonly number[], name: string): readonly Contribution[] {
  const out: Contribution[] = [];
  for (const module of new Set(modules))
    for (const target of store.input.resolveExport(module, name))
      if (target.kind === 'value') out.push({ node: target.value, module });
  return out;
}

/** Calls the functions that modules export; what they give back. */
function calledAt(
  store: TokenStore,
  links: CallLinks,
  module: ProgramModule,
  call: number,
  callees: readonly Contribution[],
): readonly Contribution[] {
  const out: Contribution[] = [];
  for (const { node, module: of } of callees) {
    const f = functionAt(store.modules[store.moduleOf[node] ?? -1], node);
    if (f < 0) continue;
    links.link(module, call, f, 0, CallTier.Flow, false);
    out.push({ node: store.returnBase + f, module: of });
  }
  return out;
}

/** The function (global) that a value is, -1 if it is none. */
function functionAt(module: ProgramModule | undefined, value: number): number {
  if (!module) return -1;
  const { ir, valueBase, functionBase } = module;
  let at = value - valueBase;
  for (let steps = 0; steps < 5 && ir.op[at] === Op.Copy; steps++) at = ir.a[at] ?? -1;
  return ir.op[at] === Op.Func ? functionBase + (ir.a[at] ?? 0) : -1;
}

/** What that which a module makes may be called. */
function modelNames(
  store: TokenStore,
  index: number,
  known: Map<number, readonly string[]>,
): readonly string[] {
  const before = known.get(index);
  if (before) return before;
  const module = store.modules[index];
  const names = new Set<string>();
  if (module) {
    const { ir, facts } = module;
    const constantAt = (value: number): string => {
      const constant = ir.op[value] === Op.Const ? ir.constants[ir.a[value] ?? -1] : undefined;
      return constant?.kind === 'string' ? constant.value : '';
    };
    for (const { name } of ir.classes) names.add(name);
    for (let i = 0; i < ir.op.length; i++) {
      const callee = ir.op[i] === Op.Call ? (ir.a[i] ?? -1) : -1;
      if (
        callee >= 0 &&
        ir.op[callee] === Op.Load &&
        /^(?:define|model)$/.test(ir.strings[ir.b[callee] ?? 0] ?? '')
      )
        names.add(constantAt(argumentAt(module, i, 0)));
      else if (ir.op[i] === Op.Store && ir.strings[ir.b[i] ?? 0] === 'modelName')
        names.add(constantAt(ir.c[i] ?? -1));
    }
    const file = baseNameOf(facts.path).replace(/(?:\.model)?\.[cm]?[jt]sx?$/, '');
    names.add(file);
    names.add(file.charAt(0).toUpperCase() + file.slice(1));
    names.delete('');
  }
  const out = [...names];
  known.set(index, out);
  return out;
}
