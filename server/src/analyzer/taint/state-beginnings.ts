/**
 * Where a value gets a place of a library's model by its own instruction: the rows about what flows out of that place
 * begin there, and not again at every value that has it from there.
 */
import { argumentAt, argumentCount, stateOfArgument } from '../callgraph/call-arguments.ts';
import type { CallGraph } from '../callgraph/call-graph.ts';
import { Op } from '../ir/opcode.ts';
import type { Program, ProgramModule } from '../program/program.ts';
import type { ModelSet, ModelState } from '../rules/model.ts';
import type { SitesInput } from './taint-sites.ts';

export function mayBeSource(op: number): boolean {
  switch (op) {
    case Op.Load:
    case Op.LoadX:
    case Op.Iter:
    case Op.Call:
    case Op.New:
    case Op.Param:
    case Op.Global:
    case Op.Import:
      return true;
    default:
      return false;
  }
}

const callbackCache = new WeakMap<CallGraph, Map<number, ModelState[]>>();

/** Functions (global) given directly to library calls → the places they are given to. */
export function callbacksOf(
  input: Pick<SitesInput, 'program' | 'callGraph' | 'models'>,
): ReadonlyMap<number, readonly ModelState[]> {
  const { program, callGraph, models } = input;
  const known = callbackCache.get(callGraph);
  if (known) return known;
  const out = new Map<number, ModelState[]>();
  for (let site = 0; site < callGraph.sites.length; site++) {
    const call = callGraph.sites[site] ?? 0;
    const module = program.modules[callGraph.moduleOfValue[call] ?? 0];
    if (!module) continue;
    for (let k = callGraph.stateStart[site] ?? 0; k < (callGraph.stateStart[site + 1] ?? 0); k++) {
      const state = models.states[callGraph.states[k] ?? 0];
      if (!state) continue;
      const count = argumentCount(module, call - module.valueBase);
      for (let n = 0; n < count; n++) {
        const argument = argumentAt(module, call - module.valueBase, n);
        if (argument < 0) continue;
        const place = models.states[stateOfArgument(state, n)];
        for (const target of callGraph.functionsOf(module.valueBase + argument)) {
          const list = out.get(target) ?? [];
          if (place && place.id > 0) list.push(...placesAt(models, place, target, program));
          out.set(target, list);
        }
      }
    }
  }
  for (const [target, states] of callGraph.handed) {
    const list = out.get(target) ?? [];
    for (const id of states) {
      const place = models.states[id];
      if (place) list.push(...placesAt(models, place, target, program));
    }
    out.set(target, list);
  }
  callbackCache.set(callGraph, out);
  return out;
}

/** A place and its named types, with the parameters that hold for a function of this arity. */
export function placesAt(
  models: ModelSet,
  place: ModelState,
  target: number,
  program: Program,
): ModelState[] {
  const owner = program.modules[program.moduleOfFunction[target] ?? 0];
  const arity = owner?.ir.functions[target - owner.functionBase]?.params.length ?? 0;
  return [place, ...place.aliases.flatMap((id) => models.states[id] ?? [])].map((state) => {
    const parameters = state.parametersByArity?.get(arity);
    return parameters ? { ...state, parameters } : state;
  });
}

/** Whether a value gets a library state by its own instruction, and not from another value that has it already. */
export function begins(
  input: Pick<SitesInput, 'program' | 'callGraph' | 'models'>,
  module: ProgramModule,
  i: number,
  stateId: number,
): boolean {
  const { program, callGraph, models } = input;
  const { ir, valueBase } = module;
  const leads = (next: number): boolean =>
    next > 0 && (next === stateId || (models.states[next]?.aliases.includes(stateId) ?? false));
  switch (ir.op[i]) {
    case Op.Load:
    case Op.LoadX:
    case Op.Iter: {
      const field = ir.op[i] === Op.Load ? (ir.strings[ir.b[i] ?? 0] ?? '') : '';
      return callGraph.statesOf(valueBase + (ir.a[i] ?? 0)).some((id) => {
        const state = models.states[id];
        return (
          state !== undefined &&
          (leads(state.members.get(field) ?? -1) || leads(state.anyMember) || leads(state.element))
        );
      });
    }
    case Op.Call:
    case Op.New: {
      const site = callGraph.siteOfValue[valueBase + i] ?? -1;
      for (let k = callGraph.stateStart[site] ?? 0; k < (callGraph.stateStart[site + 1] ?? 0); k++) {
        const state = models.states[callGraph.states[k] ?? 0];
        if (state && (leads(state.returnValue) || leads(state.instance))) return true;
      }
      return false;
    }
    case Op.Param: {
      if (callGraph.decoratedParameters.has(valueBase + i)) return true;
      // Handed over by the program itself: then it begins at the caller.
      const f = module.functionBase + (ir.functionOf[i] ?? 0);
      for (let k = callGraph.callerStart[f] ?? 0; k < (callGraph.callerStart[f + 1] ?? 0); k++) {
        const call = callGraph.sites[callGraph.callers[k] ?? 0] ?? 0;
        const caller = program.modules[callGraph.moduleOfValue[call] ?? 0];
        const argument = caller ? argumentAt(caller, call - caller.valueBase, ir.a[i] ?? 0) : -1;
        if (caller && argument >= 0 && callGraph.statesOf(caller.valueBase + argument).includes(stateId))
          return false;
      }
      // Given to a library: only what that library's own row hands over begins here. The element of an array, or the
      // value of a promise, came in with the array or the promise.
      const places = callbacksOf(input).get(f);
      return places === undefined || places.some((place) => leads(place.parameters.get(ir.a[i] ?? 0) ?? -1));
    }
    default:
      return true;
  }
}
