/**
 * Queries of functions that were made for certain records: `const getOne = (Model) => (req, res) => Model.findById(…)`.
 *
 * Inside, the record type is a parameter of the function around, which the query captured; each call of that function
 * says which records what it gives back is about. From a query to these calls and to what they hand in.
 */
import type { Program, ProgramModule } from '../program/program.ts';
import type { QueryModel } from '../rules/model.ts';
import { argumentAt } from './call-arguments.ts';
import type { CallGraph } from './call-graph.ts';
import type { ChainLink } from './query-chain.ts';
import { parameterOf } from './wrapped-queries.ts';

/** A call that makes a function for records of some type. */
export interface RecordMaker {
  /** Global value of the call. */
  readonly call: number;
  /** Module of the call, and the file-local value of what stands for the records there. */
  readonly module: ProgramModule;
  readonly records: number;
}

/** Calls of one function that are looked at. */
const maxMakers = 80;

/** Who made the function of a query (a file-local call) for which records; empty if the query knows them itself. */
export function makersOfQuery(
  program: Program,
  callGraph: Pick<CallGraph, 'callerStart' | 'callers' | 'sites' | 'moduleOfValue'>,
  module: ProgramModule,
  query: { readonly call: number; readonly model: QueryModel },
  { roots, links }: { readonly roots: readonly number[]; readonly links: readonly ChainLink[] },
): readonly RecordMaker[] {
  const own = module.functionBase + (module.ir.functionOf[query.call] ?? 0);
  const named = [query, ...links].flatMap(({ call, model }) =>
    model.resource.from === 'argument' ? [argumentAt(module, call, model.resource.argument)] : [],
  );
  for (const value of named.length > 0 ? named : roots) {
    const told = value < 0 ? undefined : parameterOf(module, value);
    if (told === undefined || told.f === own) continue;
    const makers: RecordMaker[] = [];
    const from = callGraph.callerStart[told.f] ?? 0;
    const end = Math.min(callGraph.callerStart[told.f + 1] ?? 0, from + maxMakers);
    for (let k = from; k < end; k++) {
      const call = callGraph.sites[callGraph.callers[k] ?? 0] ?? -1;
      const owner = program.modules[callGraph.moduleOfValue[call] ?? -1];
      const records = owner ? argumentAt(owner, call - owner.valueBase, told.index) : -1;
      if (owner && records >= 0) makers.push({ call, module: owner, records });
    }
    if (makers.length > 0) return makers;
  }
  return [];
}

/**
 * How the first step of a path begins that says of which records a function was told what follows; the name is behind
 * it. No value has such a field: it keeps apart what is known of one call for each of the record types.
 */
export const toldStep = '@told ';
