/**
 * The calls that a query is made of: `Patient.find(…).select('name').populate('visits')`, `db('patient').where(…).first()`.
 *
 * From one call of a chain back to the value that the chain begins at, and on to the calls that follow, inside one
 * function. Only calls that a model describes with `op: refine` are kept; others are passed through as long as they are
 * calls of library places. Bounded in steps; every instruction is met once.
 */
import { Op } from '../ir/opcode.ts';
import { phiOperands } from '../ir/operands.ts';
import { usesOf } from '../ir/uses.ts';
import type { Program, ProgramModule } from '../program/program.ts';
import type { ModelSet, QueryModel, RecordQuery } from '../rules/model.ts';
import { argumentAt } from './call-arguments.ts';
import type { CallGraph } from './call-graph.ts';

/** A call of the chain that says something about the records. */
export interface ChainLink {
  /** File-local value. */
  readonly call: number;
  readonly model: QueryModel;
}

/** See the head of this file. */
export interface QueryChain {
  /** File-local values at which the chain begins: a model, a repository, a client. */
  readonly roots: readonly number[];
  /** In order of value. */
  readonly links: readonly ChainLink[];
}

/** Instructions met for one chain. */
const maxSteps = 200;

/** The parts of a call graph that say which queries a call is. */
type QueryTables = Pick<CallGraph, 'siteOfValue' | 'stateStart' | 'states'> &
  Partial<Pick<CallGraph, 'wrappedQueries'>>;

/** What the models say about the queries of a call, or of the driver's call that the function it calls wraps. */
export function queriesOf(callGraph: QueryTables, models: ModelSet, value: number): readonly QueryModel[] {
  const site = callGraph.siteOfValue[value] ?? -1;
  if (site < 0) return [];
  const wrapped = callGraph.wrappedQueries?.get(value);
  if (wrapped) return wrapped;
  const from = callGraph.stateStart[site] ?? 0;
  const end = callGraph.stateStart[site + 1] ?? 0;
  let only: readonly QueryModel[] = [];
  for (let k = from; k < end; k++) {
    const queries = models.states[callGraph.states[k] ?? 0]?.call?.queries ?? [];
    only = only.length === 0 ? queries : [...only, ...queries];
  }
  return only;
}

/** Whether a row speaks of records that the call itself reads or writes. */
export function isRecordQuery(query: QueryModel): query is RecordQuery {
  const { operation } = query;
  return operation !== 'define' && operation !== 'refine';
}

/** The chain that a call (file-local) stands in. */
export function queryChain(
  module: ProgramModule,
  callGraph: CallGraph,
  models: ModelSet,
  call: number,
): QueryChain {
  const { ir, valueBase } = module;
  const links = new Map<number, ChainLink>();
  const roots = new Set<number>();
  const addLink = (at: number): boolean => {
    let isFound = false;
    for (const model of queriesOf(callGraph, models, valueBase + at)) {
      if (model.operation === 'define') continue;
      isFound = true;
      if (model.operation === 'refine' && at !== call) links.set(at, { call: at, model });
    }
    return isFound;
  };
  const seen = new Set<number>([call]);
  const pending: number[] = [];
  const back = [ir.b[call] ?? -1];
  for (let steps = 0; steps < maxSteps && back.length > 0; steps++) {
    const value = back.pop() ?? -1;
    if (value < 0 || seen.has(value)) continue;
    seen.add(value);
    const a = ir.a[value] ?? -1;
    switch (ir.op[value]) {
      case Op.Copy:
      case Op.Pi:
      case Op.Post:
        back.push(a);
        if (ir.op[value] === Op.Post && ir.c[value] === -1) pending.push(ir.b[value] ?? -1);
        break;
      case Op.Phi:
        back.push(...phiOperands(ir, value));
        break;
      case Op.CellGet: {
        const single = ir.cells[a]?.singleValue ?? -1;
        if (single >= 0 && ir.op[single] === Op.Call && hasStates(callGraph, valueBase + single))
          back.push(single);
        else roots.add(value);
        break;
      }
      case Op.Call: {
        const isKnown = addLink(value);
        // What a call did to the builder it was made on counts too; what it did to a client does not.
        for (const made of pending.splice(0)) if (isKnown) addLink(made);
        const receiver = ir.b[value] ?? -1;
        if (receiver >= 0 && (isKnown || isStepOfChain(callGraph, models, valueBase + value)))
          back.push(receiver);
        else roots.add(isKnown ? a : value);
        break;
      }
      default:
        roots.add(value);
        break;
    }
  }
  const { start, users } = usesOf(ir);
  const next = [call];
  for (let steps = 0; steps < maxSteps && next.length > 0; steps++) {
    const value = next.pop() ?? -1;
    for (let i = start[value] ?? 0; i < (start[value + 1] ?? 0); i++) {
      const user = users[i] ?? -1;
      if (seen.has(user) || !continues(module, value, user)) continue;
      seen.add(user);
      if (ir.op[user] !== Op.Call) next.push(user);
      else if (addLink(user) || isStepOfChain(callGraph, models, valueBase + user)) next.push(user);
    }
  }
  return {
    roots: [...roots].sort((x, y) => x - y),
    links: [...links.values()].sort((x, y) => x.call - y.call),
  };
}

/**
 * `'visits'` of `await collectionOf('visits')`, where `collectionOf` names what it gives by its parameter: the global value
 * that a chain's beginning was named by; -1 if it was not.
 */
export function nameHandedIn(
  program: Program,
  callGraph: CallGraph,
  models: ModelSet,
  module: ProgramModule,
  root: number,
): number {
  const { ir, valueBase } = module;
  let call = root;
  for (let step = 0; step < 4 && (ir.op[call] === Op.Await || ir.op[call] === Op.Copy); step++)
    call = ir.a[call] ?? -1;
  const site = ir.op[call] === Op.Call ? (callGraph.siteOfValue[valueBase + call] ?? -1) : -1;
  if (site < 0) return -1;
  for (let k = callGraph.targetStart[site] ?? 0; k < (callGraph.targetStart[site + 1] ?? 0); k++) {
    const f = callGraph.targets[k] ?? -1;
    const home = program.modules[program.moduleOfFunction[f] ?? -1];
    const body = home?.ir.functions[f - home.functionBase];
    if (home === undefined || body === undefined || (callGraph.targetShift[k] ?? 0) !== 0) continue;
    const end = Math.min(body.instructionCount, maxSteps) + body.firstInstruction;
    for (let i = body.firstInstruction; i < end; i++) {
      if (home.ir.op[i] !== Op.Call) continue;
      const named = queriesOf(callGraph, models, home.valueBase + i).find(
        ({ operation, resource }) => operation === 'refine' && resource.from === 'argument',
      );
      const name = named === undefined ? -1 : argumentAt(home, i, named.resource.argument);
      if (name < 0 || home.ir.op[name] !== Op.Param) continue;
      const given = argumentAt(module, call, home.ir.a[name] ?? -1);
      if (given >= 0) return valueBase + given;
    }
  }
  return -1;
}

/** Whether a use of a value is another version of it, a member of it, or a call of it as a member. */
function continues({ ir }: ProgramModule, value: number, user: number): boolean {
  switch (ir.op[user]) {
    case Op.Post:
    case Op.Copy:
    case Op.Pi:
    case Op.Phi:
      return true;
    case Op.Load:
      return ir.a[user] === value;
    case Op.Call:
      return ir.a[user] === value && ir.op[value] === Op.Load;
    default:
      return false;
  }
}

function hasStates(callGraph: CallGraph, value: number): boolean {
  const site = callGraph.siteOfValue[value] ?? -1;
  return site >= 0 && (callGraph.stateStart[site + 1] ?? 0) > (callGraph.stateStart[site] ?? 0);
}

/** A method of a library that makes no record type: `where`, `sort`, `lean`. */
function isStepOfChain(callGraph: CallGraph, models: ModelSet, value: number): boolean {
  return (
    hasStates(callGraph, value) &&
    !queriesOf(callGraph, models, value).some(({ operation }) => operation === 'define')
  );
}
