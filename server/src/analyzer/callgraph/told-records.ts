/**
 * Queries of functions that were made for certain records: `const getOne = (Model) => (req, res) => Model.findById(…)`,
 * and of methods of objects that were: `new Repository(Patient)`.
 *
 * Inside, the record type is a parameter of the function around, which the query captured, or a field that the
 * constructor fills; each call of that function or constructor says which records what it gives back is about. From a
 * query to these calls and to what they hand in.
 */
import { Op } from '../ir/opcode.ts';
import type { Program, ProgramModule } from '../program/program.ts';
import type { QueryModel } from '../rules/model.ts';
import { argumentAt } from './call-arguments.ts';
import type { CallGraph } from './call-graph.ts';
import type { ChainLink } from './query-chain.ts';
import { type ParameterRef, parameterOf } from './wrapped-queries.ts';

/** A call that makes a function for records of some type. */
export interface RecordMaker {
  /** Global value of the call. */
  readonly call: number;
  /** Module of the call, and the file-local value of what stands for the records there. */
  readonly module: ProgramModule;
  readonly records: number;
}

/** What of a call graph says who calls a function. */
type MakerTables = Pick<CallGraph, 'callerStart' | 'callers' | 'sites' | 'moduleOfValue'>;

/** Calls of one function that are looked at. */
const maxMakers = 80;
/** Classes below one another, and functions around one another. */
const maxClasses = 4;

/** Who made the function of a query (a file-local call) for which records; empty if the query knows them itself. */
export function makersOfQuery(
  program: Program,
  callGraph: MakerTables,
  module: ProgramModule,
  query: { readonly call: number; readonly model: QueryModel },
  { roots, links }: { readonly roots: readonly number[]; readonly links: readonly ChainLink[] },
): readonly RecordMaker[] {
  const own = module.functionBase + (module.ir.functionOf[query.call] ?? 0);
  const named = [query, ...links].flatMap(({ call, model }) =>
    model.resource.from === 'argument' ? [argumentAt(module, call, model.resource.argument)] : [],
  );
  for (const value of named.length > 0 ? named : roots) {
    const told = value < 0 ? undefined : (parameterOf(module, value) ?? parameterOfField(module, value));
    if (told === undefined || told.f === own) continue;
    const makers = makersOf(program, callGraph, told, 0);
    if (makers.length > 0) return makers;
  }
  return [];
}

/** Calls of a function that hand something in at a parameter; those of the classes below a class count for it. */
function makersOf(
  program: Program,
  callGraph: MakerTables,
  told: ParameterRef,
  depth: number,
): readonly RecordMaker[] {
  const makers: RecordMaker[] = [];
  for (const call of callersOf(callGraph, told.f)) {
    const module = program.modules[callGraph.moduleOfValue[call] ?? -1];
    if (!module) continue;
    const records = argumentAt(module, call - module.valueBase, told.index);
    if (module.ir.op[call - module.valueBase] !== Op.Super) {
      if (records >= 0) makers.push({ call, module, records });
      continue;
    }
    // `class Patients extends Repository { constructor() { super(Patient); } }`: whoever makes a `Patients` makes that.
    // A class without a constructor hands everything on as it comes.
    const below = module.functionBase + (module.ir.functionOf[call - module.valueBase] ?? 0);
    const isHandedOn =
      records < 0 || module.ir.op[argumentAt(module, call - module.valueBase, 0)] === Op.Elems;
    const outer = isHandedOn ? { f: below, index: told.index } : parameterOf(module, records);
    if (outer?.f === below) {
      if (depth < maxClasses) makers.push(...makersOf(program, callGraph, outer, depth + 1));
    } else {
      const made = callersOf(callGraph, below);
      for (const one of made.length > 0 ? made : [call]) makers.push({ call: one, module, records });
    }
  }
  return makers;
}

function callersOf(callGraph: MakerTables, f: number): readonly number[] {
  const from = callGraph.callerStart[f] ?? 0;
  const end = Math.min(callGraph.callerStart[f + 1] ?? 0, from + maxMakers);
  const out: number[] = [];
  for (let k = from; k < end; k++) out.push(callGraph.sites[callGraph.callers[k] ?? 0] ?? -1);
  return out;
}

/** `this.model`, where the constructor of the class says `this.model = model`: the parameter of the constructor. */
function parameterOfField(module: ProgramModule, value: number): ParameterRef | undefined {
  const { ir } = module;
  const load = behindVersions(module, value);
  if (load < 0 || ir.op[load] !== Op.Load) return undefined;
  const owner = behindVersions(module, ir.a[load] ?? -1);
  if (owner < 0 || ir.op[owner] !== Op.This) return undefined;
  let f = ir.functionOf[load] ?? -1;
  for (let depth = 0; depth < maxClasses && (ir.functions[f]?.classId ?? -1) < 0; depth++)
    f = ir.functions[f]?.parent ?? -1;
  const maker = ir.classes[ir.functions[f]?.classId ?? -1]?.constructorId ?? -1;
  const body = ir.functions[maker];
  const first = body?.firstInstruction ?? 0;
  for (let i = first; i < first + (body?.instructionCount ?? 0); i++)
    if (ir.op[i] === Op.Store && ir.b[i] === ir.b[load]) {
      const told = parameterOf(module, ir.c[i] ?? -1);
      if (told?.f === module.functionBase + maker) return told;
    }
  return undefined;
}

/** The value that a newer version of an object is a version of. */
function behindVersions({ ir }: ProgramModule, value: number): number {
  let at = value;
  for (let steps = 0; at >= 0 && steps < 100; steps++) {
    const op = ir.op[at];
    if (op !== Op.Copy && op !== Op.Pi && op !== Op.Post && op !== Op.Store) return at;
    at = ir.a[at] ?? -1;
  }
  return -1;
}

/**
 * How the first step of a path begins that says of which records a function was told what follows; the name is behind
 * it. No value has such a field: it keeps apart what is known of one call for each of the record types.
 */
export const toldStep = '@told ';
