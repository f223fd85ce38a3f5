/**
 * Texts that nothing depends on: constants that are given to loggers, or shown between the tags of a host element, and
 * used in no other way.
 *
 * What such a text says changes no call, no flow and no check.
 */
import { argumentAt, argumentCount, stateOfArgument } from '../callgraph/call-arguments.ts';
import type { CallGraph } from '../callgraph/call-graph.ts';
import type { IrModule } from '../ir/module.ts';
import { Flag, Op } from '../ir/opcode.ts';
import { usesOf } from '../ir/uses.ts';
import type { ProgramModule } from '../program/program.ts';
import type { ModelSet, ModelState } from '../rules/model.ts';

/** Whether a constant (file-local value) is such a text. */
export function isIdleText(
  callGraph: CallGraph,
  models: ModelSet,
  module: ProgramModule,
  value: number,
): boolean {
  return everyUser(
    module.ir,
    value,
    (user) => isShown(module.ir, user, value) || isLogged(callGraph, models, module, user, value),
  );
}

function everyUser(ir: IrModule, value: number, is: (user: number) => boolean): boolean {
  const { start, users } = usesOf(ir);
  for (let k = start[value] ?? 0; k < (start[value + 1] ?? 0); k++) if (!is(users[k] ?? -1)) return false;
  return true;
}

/** Whether an instruction makes a text, alone or among others, the content of host elements. */
function isShown(ir: IrModule, user: number, text: number): boolean {
  if (ir.op[user] === Op.Arr) return everyUser(ir, user, (store) => isContent(ir, store, user));
  return isContent(ir, user, text);
}

/** Whether a store puts a value between the tags of a host element, whose props nobody else has. */
function isContent(ir: IrModule, store: number, content: number): boolean {
  const isChildren = ir.strings[ir.b[store] ?? -1] === 'children';
  if (ir.op[store] !== Op.Store || ir.c[store] !== content || !isChildren) return false;
  return everyUser(
    ir,
    store,
    (call) => ir.op[call] === Op.Call && ((ir.flags[call] ?? 0) & Flag.HostElement) !== 0,
  );
}

function isLogged(
  callGraph: CallGraph,
  models: ModelSet,
  module: ProgramModule,
  call: number,
  value: number,
): boolean {
  const { ir, valueBase } = module;
  if (ir.op[call] !== Op.Call || ir.a[call] === value || ir.b[call] === value) return false;
  const site = callGraph.siteOfValue[valueBase + call] ?? -1;
  if (site < 0 || (callGraph.targetStart[site] ?? 0) < (callGraph.targetStart[site + 1] ?? 0)) return false;
  if (callGraph.shiftedStates.has(valueBase + call)) return false;
  const from = callGraph.stateStart[site] ?? 0;
  const to = callGraph.stateStart[site + 1] ?? 0;
  for (let k = from; k < to; k++) {
    const state = models.states[callGraph.states[k] ?? 0];
    if (!state || !isLogger(models, state, module, call, value)) return false;
  }
  return from < to;
}

function isLogger(
  models: ModelSet,
  state: ModelState,
  module: ProgramModule,
  call: number,
  value: number,
): boolean {
  const rows = state.call;
  if (rows && rows.queries.length + rows.endpoints.length + rows.transfers.length > 0) return false;
  const count = argumentCount(module, call);
  for (let k = 0; k < count; k++) {
    if (argumentAt(module, call, k) !== value) continue;
    const sinks = models.states[stateOfArgument(state, k)]?.sinks ?? [];
    if (sinks.length === 0 || sinks.some(({ kind }) => kind !== 'log')) return false;
  }
  return true;
}
