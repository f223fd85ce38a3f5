/**
 * How the code uses a package: which members it calls, how often, where, and with what. For whoever describes the package.
 */
import { argumentAt, argumentCount } from '../callgraph/call-arguments.ts';
import type { CallGraph } from '../callgraph/call-graph.ts';
import { Op } from '../ir/opcode.ts';
import type { Program } from '../program/program.ts';
import type { SourceRange } from './finding.ts';
import { memberPathOf } from './member-path.ts';
import { rangeOfValue } from './source-range.ts';

/** A member that is called. */
export interface UsedMember {
  /** Package as imported, with its subpath. */
  readonly package: string;
  /** Path of the function that is called, as in model files; empty for the package itself. */
  readonly path: string;
  /** As the code writes it, where the path is not known: the receiver is known by its type alone. */
  readonly name: string;
  readonly calls: number;
  readonly isNew: boolean;
  /** Most arguments that a call has. */
  readonly arguments: number;
  /** Positions at which functions are handed over. */
  readonly callbacks: readonly number[];
  /** The first of them. */
  readonly places: readonly SourceRange[];
}

/** Places that are named for one member. */
const maxPlaces = 3;

type Draft = { -readonly [K in keyof UsedMember]: UsedMember[K] };

/** Members of `name` and its subpaths, most-called first. */
export function packageUsage(program: Program, callGraph: CallGraph, name: string): readonly UsedMember[] {
  const drafts = new Map<string, Draft>();
  for (let site = 0; site < callGraph.sites.length; site++) {
    const value = callGraph.sites[site] ?? -1;
    const module = program.modules[callGraph.moduleOfValue[value] ?? -1];
    if (module === undefined) continue;
    const call = value - module.valueBase;
    const { ir } = module;
    const path = memberPathOf(module, ir.a[call] ?? -1);
    const id = callGraph.externalPackage[site] ?? -1;
    const found = path?.package ?? (id < 0 ? '' : (callGraph.packageNames[id] ?? ''));
    if (found !== name && !found.startsWith(`${name}/`)) continue;
    const isNew = ir.op[call] === Op.New;
    const text = path?.steps.join('.') ?? '';
    const written = path === undefined ? callGraph.calleeName(site) : '';
    const key = [found, text, written, isNew].join('\n');
    const draft: Draft = drafts.get(key) ?? {
      package: found,
      path: text,
      name: written,
      calls: 0,
      isNew,
      arguments: 0,
      callbacks: [],
      places: [],
    };
    drafts.set(key, draft);
    draft.calls++;
    const count = argumentCount(module, call);
    draft.arguments = Math.max(draft.arguments, count);
    for (let index = 0; index < count; index++) {
      const argument = argumentAt(module, call, index);
      const isFunction = argument >= 0 && ir.op[argument] === Op.Func;
      if (isFunction && !draft.callbacks.includes(index))
        draft.callbacks = [...draft.callbacks, index].sort();
    }
    if (draft.places.length < maxPlaces) draft.places = [...draft.places, rangeOfValue(module, call)];
  }
  return [...drafts.values()].sort(
    (a, b) =>
      b.calls - a.calls ||
      compare(a.package, b.package) ||
      compare(a.path, b.path) ||
      compare(a.name, b.name) ||
      Number(a.isNew) - Number(b.isNew),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
