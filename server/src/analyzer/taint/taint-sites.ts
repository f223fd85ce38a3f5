/**
 * Where data of interest begins and where it must not arrive, as nodes of the value-flow graph.
 *
 * Gathers pattern matches, model rows and classification into sources, sinks, sanitizers and propagators with lanes.
 * Each source and sink remembers what it is, for messages; the solver sees only nodes, paths and lanes.
 */

import { argumentAt, argumentCount, stateOfArgument } from '../callgraph/call-arguments.ts';
import type { CallGraph } from '../callgraph/call-graph.ts';
import { fhirSchema } from '../callgraph/fhir-resources.ts';
import { collectQuerySites } from '../callgraph/query-sites.ts';
import type { Classification } from '../classification/classification.ts';
import { elementSegment, keySegment } from '../classification/seed-collector.ts';
import { Flag, Op } from '../ir/opcode.ts';
import type { MatchFacts } from '../matching/rule-matches.ts';
import type { Program, ProgramModule } from '../program/program.ts';
import type { DataTypeCatalog } from '../rules/data-type.ts';
import type { AccessStep, KindFact, ModelSet, ModelState } from '../rules/model.ts';
import type { CompiledRule, ConfidenceTier, Formula } from '../rules/rule.ts';
import type { ExportedParameter } from './exported-parameters.ts';
import { Harmless } from './harmless.ts';
import type { LaneTable, Promotion } from './lanes.ts';
import {
  listedNames,
  namedPropertyKind,
  namedPropertySteps,
  objectWriteKind,
  objectWrites,
  type PromotedStep,
} from './named-properties.ts';
import { type ProjectSink, type ProjectSource, projectSinks, projectSources } from './project-sites.ts';
import { slowRegexKinds, slowRegexUses } from './regex-sites.ts';
import { mayBeText } from './text-values.ts';
import type { VirtualArgument } from './value-flow-graph.ts';

/** A data type that a record holds. */
export interface RecordType {
  /** DataType.index. */
  readonly type: number;
  readonly evidence: string;
  /** 0 … 100. */
  readonly confidence: number;
}

/** A place where data begins. */
export interface SourceSite {
  readonly node: number;
  /** Field names below the node, outermost first; `*` any element, `<record>` unknown fields of a record. */
  readonly path: readonly string[];
  readonly lanes: readonly number[];
  readonly origin:
    | { readonly kind: 'data'; readonly type: number; readonly evidence: string; readonly confidence: number }
    | { readonly kind: 'model'; readonly modelKind: string; readonly label: string }
    | { readonly kind: 'record'; readonly resource: string; readonly types: readonly RecordType[] }
    | { readonly kind: 'match'; readonly rule: number; readonly match: number; readonly module: number };
}

/** A place where data of some lanes must not arrive. */
export interface SinkSite {
  readonly node: number;
  readonly path: readonly string[];
  /** Whether data anywhere below the value counts. */
  readonly isDeep: boolean;
  /** Rules and their sink specs (indices) that have this sink. */
  readonly specs: readonly { readonly rule: number; readonly spec: number }[];
  /** Node that stands for the sink in messages: the call. */
  readonly anchor: number;
  /** Model kind, or empty for a pattern. */
  readonly modelKind: string;
  readonly label: string;
  readonly confidence: ConfidenceTier;
  /** Pattern sinks: the match. */
  readonly match: { readonly module: number; readonly index: number } | undefined;
}

/** Everything the solver starts from. */
export interface TaintSites {
  readonly sources: readonly SourceSite[];
  readonly sinks: readonly SinkSite[];
  /** Node → mask of lanes cleared there. */
  readonly cleared: ReadonlyMap<number, number>;
  /** Node → nodes that rules' propagators move data to, with the lanes concerned. */
  readonly propagators: ReadonlyMap<number, readonly Propagated[]>;
  /** Name of a property → what is read by it. */
  readonly namedProperties: ReadonlyMap<number, readonly PromotedStep[]>;
  /** Lanes of rules for which only the host of an address matters. */
  readonly hostMask: number;
  /** Per combination of bits of `Harmless`: lanes for which such a value does no harm. */
  readonly harmlessMasks: readonly number[];
  /** Node → lanes that become other lanes there. */
  readonly promotions: ReadonlyMap<number, readonly Promotion[]>;
}

/** A step of a rule beside those of the program. */
export interface Propagated {
  readonly to: number;
  /** Lanes that take it. */
  readonly mask: number;
  /** Whether only what is untrusted as a whole takes it, and no object of which fields are. */
  readonly isWhole?: boolean;
}

/** What the collectors need. */
export interface SitesInput {
  readonly program: Program;
  readonly callGraph: CallGraph;
  readonly models: ModelSet;
  readonly catalog: DataTypeCatalog;
  readonly rules: readonly CompiledRule[];
  readonly lanes: LaneTable;
  /** Per module, parallel to `program.modules`. */
  readonly matches: readonly MatchFacts[];
  /** What whoever uses the packages of the workspace gives them; only when that is a source. */
  readonly exportedParameters?: readonly ExportedParameter[];
  /** Kinds of sources that count as `remote` too. */
  readonly untrusted?: readonly string[];
  /** Functions that the project says clear data: `any#name` or `path of the module#name`. */
  readonly projectSources?: readonly ProjectSource[];
  readonly projectSinks?: readonly ProjectSink[];
  readonly sanitizers: readonly {
    readonly name: string;
    readonly types: readonly string[];
    readonly levels: readonly string[];
  }[];
}

/** See {@link exportedKinds}. */
export const exportedPartKind = 'exported-api.part';
/** As the part, at low confidence. */
export const exportedWeakKind = 'exported-api.weak';

/** Path name of "unknown fields of a whole object": passed on with the object, lost by reading a field. */
export const recordName = '<record>';

/**
 * What whoever uses a package gives to its functions. A rule that names the second kind asks that the value was put
 * together with other text on its way: a function that runs what it is given does what it says.
 */
export const exportedKinds: ReadonlySet<string> = new Set([
  'exported-api',
  exportedPartKind,
  exportedWeakKind,
]);

/** Sources that are an object as a whole, not what is read from it. */
const wholeKinds = new Set(['request.body', 'record.entity']);

/** The sanitizer of rules for which only the host of an address matters; no library has it. */
const behindHostKind = 'behind-host';

/** Seeds with less confidence than this (percent) raise nothing by themselves. */
export const minSeedConfidence = 55;

/** Sinks of all rules, from models and patterns, plus those of `extraKinds` (for the guard analysis; no rule). */
export function collectSinks(
  input: SitesInput,
  extraKinds: ReadonlySet<string>,
  virtualArguments: readonly VirtualArgument[],
): SinkSite[] {
  const sinks: SinkSite[] = [];
  const specsOfKind = new Map<string, { rule: number; spec: number }[]>();
  input.rules.forEach((rule, index) => {
    rule.taint?.sinks.forEach(({ modelKind }, spec) => {
      if (modelKind !== undefined)
        specsOfKind.set(modelKind, [...(specsOfKind.get(modelKind) ?? []), { rule: index, spec }]);
    });
  });
  const addModelSink = (node: number, path: readonly string[], fact: KindFact, anchor: number) => {
    const specs = specsOfKind.get(fact.kind) ?? [];
    if (specs.length === 0 && !extraKinds.has(fact.kind)) return;
    sinks.push({
      node,
      path: [...path, ...namesOf(fact.path)],
      isDeep: fact.isDeep === true,
      specs,
      anchor,
      modelKind: fact.kind,
      label: fact.label,
      confidence: fact.confidence,
      match: undefined,
    });
  };
  const below = sinksBelow(input.models);
  for (const { node, state, argument, anchor } of virtualArguments) {
    const called = input.models.states[state];
    if (called)
      for (const row of below(stateOfArgument(called, argument)))
        addModelSink(node, row.path, row.fact, anchor);
  }
  collectReturnSinks(input, below, addModelSink);
  const writeSpecs = specsOfKind.get(objectWriteKind) ?? [];
  if (writeSpecs.length > 0)
    for (const { object, write, isComputed } of objectWrites(input.program, input.callGraph))
      sinks.push({
        node: object,
        path: [],
        isDeep: false,
        specs: writeSpecs,
        anchor: write,
        modelKind: objectWriteKind,
        label: '',
        confidence: isComputed ? 'high' : 'low',
        match: undefined,
      });
  for (const kind of Object.values(slowRegexKinds)) {
    const specs = specsOfKind.get(kind) ?? [];
    if (specs.length === 0) continue;
    for (const use of slowRegexUses(input.program))
      if (use.kind === kind)
        sinks.push({
          node: use.text,
          path: [],
          isDeep: false,
          specs,
          anchor: use.call,
          modelKind: kind,
          label: '',
          confidence: kind === slowRegexKinds.exponential ? 'high' : 'medium',
          match: undefined,
        });
  }
  sinks.push(...projectSinks(input, specsOfKind, (site, declared) => isDeclared(input, site, declared)));
  for (const module of input.program.modules) {
    const { ir, valueBase } = module;
    for (let i = 0; i < ir.op.length; i++) {
      if (ir.op[i] === Op.Call || ir.op[i] === Op.New)
        collectCallSinks(input, module, i, below, addModelSink);
      // What a call may have changed is written back; nobody puts it there.
      else if (((ir.flags[i] ?? 0) & Flag.Weak) !== 0) continue;
      else if (ir.op[i] === Op.StoreX) {
        for (const stateId of input.callGraph.statesOf(valueBase + (ir.a[i] ?? 0))) {
          const state = input.models.states[stateId];
          for (const row of below(state?.anyMember ?? -1))
            addModelSink(valueBase + (ir.c[i] ?? 0), row.path, row.fact, valueBase + i);
        }
      } else if (ir.op[i] === Op.Store) {
        const states = input.callGraph.statesOf(valueBase + (ir.a[i] ?? 0));
        for (const stateId of states.length === 0 ? [input.models.anyValue] : states) {
          const state = input.models.states[stateId];
          const next = state?.members.get(ir.strings[ir.b[i] ?? 0] ?? '') ?? state?.anyMember ?? -1;
          for (const row of below(next))
            addModelSink(valueBase + (ir.c[i] ?? 0), row.path, row.fact, valueBase + i);
        }
      }
    }
    input.matches[module.index]?.matches.forEach((match, index) => {
      if (match.role !== 'sink' || !hasValue(module, match.value)) return;
      const formula = input.rules[match.rule]?.taint?.sinks[match.spec]?.formula;
      for (const node of sinkNodes(module, match.value, formula !== undefined && hasFocus(formula))) {
        sinks.push({
          node,
          path: [],
          isDeep: true,
          specs: [{ rule: match.rule, spec: match.spec }],
          anchor: valueBase + match.value,
          modelKind: '',
          label: '',
          confidence: 'high',
          match: { module: module.index, index },
        });
      }
    });
  }
  return sinks;
}

/** Whether a matched value is in the program; the code of tests may be left out of it. */
function hasValue(module: ProgramModule, value: number): boolean {
  return value >= 0 && value < module.ir.op.length;
}

/** Whether a formula narrows its range to a metavariable. */
function hasFocus(formula: Formula): boolean {
  switch (formula.kind) {
    case 'all':
      return formula.focus.length > 0 || formula.formulas.some(hasFocus);
    case 'any':
      return formula.formulas.some(hasFocus);
    default:
      return false;
  }
}

/** A call matched as a sink means what goes into it, unless a metavariable was chosen that happens to be a call. */
function sinkNodes(module: ProgramModule, value: number, isChosen: boolean): number[] {
  const { ir, valueBase } = module;
  const out = [valueBase + value];
  if (isChosen || (ir.op[value] !== Op.Call && ir.op[value] !== Op.New)) return out;
  const count = argumentCount(module, value);
  for (let k = 0; k < count; k++) {
    const argument = argumentAt(module, value, k);
    if (argument >= 0) out.push(valueBase + argument);
  }
  return out;
}

function collectCallSinks(
  input: SitesInput,
  module: ProgramModule,
  i: number,
  below: (state: number) => readonly { readonly path: readonly string[]; readonly fact: KindFact }[],
  add: (node: number, path: readonly string[], fact: KindFact, anchor: number) => void,
): void {
  const { callGraph, models } = input;
  const { ir, valueBase } = module;
  const site = callGraph.siteOfValue[valueBase + i] ?? -1;
  if (site < 0) return;
  for (let k = callGraph.stateStart[site] ?? 0; k < (callGraph.stateStart[site + 1] ?? 0); k++) {
    const state = models.states[callGraph.states[k] ?? 0];
    if (!state) continue;
    const count = argumentCount(module, i);
    for (let n = 0; n < count; n++) {
      const argument = argumentAt(module, i, n);
      if (argument < 0) continue;
      const isSpread = ir.op[argument] === Op.Elems;
      for (const row of below(stateOfArgument(state, n))) {
        // An object is sent as data, and never as markup.
        if (row.fact.kind === 'html-answer' && !mayBeText(input.program, callGraph, module, argument))
          continue;
        add(
          valueBase + argument,
          isSpread ? [elementSegment, ...row.path] : row.path,
          row.fact,
          valueBase + i,
        );
      }
    }
  }
}

/** What functions that were handed to a library give back to it goes where the rows say. */
function collectReturnSinks(
  input: SitesInput,
  below: (state: number) => readonly { readonly path: readonly string[]; readonly fact: KindFact }[],
  add: (node: number, path: readonly string[], fact: KindFact, anchor: number) => void,
): void {
  const { program, callGraph, models } = input;
  for (const [target, states] of [...callGraph.handed].sort(([a], [b]) => a - b)) {
    // A kind of sink is meant once, whichever of the places says so.
    const rows = new Map<string, { readonly path: readonly string[]; readonly fact: KindFact }>();
    for (const id of states)
      for (const row of below(models.states[id]?.returnValue ?? -1))
        rows.set(`${row.fact.kind} ${row.path.join('.')} ${namesOf(row.fact.path).join('.')}`, row);
    const owner = rows.size > 0 ? program.modules[program.moduleOfFunction[target] ?? 0] : undefined;
    const record = owner?.ir.functions[target - owner.functionBase];
    if (!owner || !record) continue;
    for (let i = record.firstInstruction; i < record.firstInstruction + record.instructionCount; i++) {
      const returned = owner.ir.op[i] === Op.Ret ? (owner.ir.a[i] ?? -1) : -1;
      if (returned < 0) continue;
      for (const row of rows.values())
        add(owner.valueBase + returned, row.path, row.fact, owner.valueBase + i);
    }
  }
}

/** All sinks at a state and at the members below it, with their paths; memoized. */
export function sinksBelow(
  models: ModelSet,
): (state: number) => readonly { readonly path: readonly string[]; readonly fact: KindFact }[] {
  const memo = new Map<number, { path: readonly string[]; fact: KindFact }[]>();
  const visit = (id: number, depth: number): { path: readonly string[]; fact: KindFact }[] => {
    if (id <= 0 || depth > 5) return [];
    const known = memo.get(id);
    if (known) return known;
    const state = models.states[id];
    if (!state) return [];
    const out: { path: readonly string[]; fact: KindFact }[] = state.sinks.map((fact) => ({
      path: [],
      fact,
    }));
    for (const alias of state.aliases) if (alias !== id) out.push(...visit(alias, depth + 1));
    for (const [name, next] of state.members) {
      for (const row of visit(next, depth + 1)) out.push({ path: [name, ...row.path], fact: row.fact });
    }
    for (const next of [state.element, state.anyMember]) {
      if (next > 0)
        for (const row of visit(next, depth + 1))
          out.push({ path: [keySegment, ...row.path], fact: row.fact });
    }
    memo.set(id, out);
    return out;
  };
  return (id) => visit(id, 0);
}

/** Sources of all rules: model rows, pattern matches, classified values. */
export function collectSources(input: SitesInput, classification: Classification): SourceSite[] {
  const { program, callGraph, lanes } = input;
  const sources: SourceSite[] = [];
  for (const module of program.modules) {
    const { valueBase } = module;
    for (const { value, fact } of modelSources(input, module)) {
      const list = [
        ...(lanes.lanesOfKind.get(fact.kind) ?? []),
        ...(input.untrusted?.includes(fact.kind) ? untrustedLanes(lanes) : []),
      ];
      if (list.length === 0) continue;
      sources.push({
        node: value,
        path: wholeKinds.has(fact.kind) ? [...namesOf(fact.path), recordName] : namesOf(fact.path),
        lanes: list,
        origin: { kind: 'model', modelKind: fact.kind, label: fact.label },
      });
    }
    input.matches[module.index]?.matches.forEach((match, index) => {
      if (match.role !== 'source' || !hasValue(module, match.value)) return;
      const list = lanes.lanesOfSpec.get(`${match.rule}:${match.spec}`);
      if (!list) return;
      sources.push({
        node: valueBase + match.value,
        path: [],
        lanes: list,
        origin: { kind: 'match', rule: match.rule, match: index, module: module.index },
      });
    });
  }
  const isApiUntrusted = input.untrusted?.includes('exported-api') === true;
  const apiLanes = [...exportedKinds].flatMap((kind) => lanes.lanesOfKind.get(kind) ?? []);
  const partLanes = lanes.lanesOfKind.get(exportedPartKind) ?? [];
  for (const { value, name, functionName, isNumberByName } of input.exportedParameters ?? [])
    sources.push({
      node: value,
      path: [],
      lanes: isNumberByName ? partLanes : isApiUntrusted ? [...apiLanes, ...untrustedLanes(lanes)] : apiLanes,
      origin: {
        kind: 'model',
        modelKind: 'exported-api',
        label: `${name === '' ? 'an argument' : `the argument "${name}"`} of ${
          functionName === '' ? 'an exported function' : `the exported function "${functionName}"`
        }`,
      },
    });
  sources.push(...projectSources(input, (site, declared) => isDeclared(input, site, declared)));
  sources.push(...wholeRecords(input, classification));
  const withFields = new Set<number>();
  for (let k = 0; k < classification.value.length; k++) {
    const path = classification.paths[classification.path[k] ?? 0] ?? [];
    if (path.some((name) => name !== elementSegment && name !== keySegment && name !== recordName))
      withFields.add(classification.value[k] ?? 0);
  }
  for (let k = 0; k < classification.value.length; k++) {
    const confidence = classification.confidence[k] ?? 0;
    if (confidence < minSeedConfidence) continue;
    const isWhole = (classification.paths[classification.path[k] ?? 0] ?? []).length === 0;
    // What a value is called adds nothing where its fields are known.
    if (isWhole && comesFrom(program, callGraph, classification.value[k] ?? 0, withFields)) continue;
    const type = classification.type[k] ?? 0;
    sources.push({
      node: classification.value[k] ?? 0,
      path: classification.paths[classification.path[k] ?? 0] ?? [],
      lanes: lanes.lanesOfType[type] ?? [],
      origin: {
        kind: 'data',
        type,
        evidence: classification.evidences[classification.evidence[k] ?? 0] ?? '',
        confidence,
      },
    });
  }
  return sources;
}

/** Whether a value is one of `values` under another name (awaited, copied). */
function comesFrom(
  program: Program,
  callGraph: CallGraph,
  value: number,
  values: ReadonlySet<number>,
): boolean {
  const module = program.modules[callGraph.moduleOfValue[value] ?? 0];
  if (!module) return false;
  const { ir, valueBase } = module;
  let at = value - valueBase;
  for (let steps = 0; steps < 50 && at >= 0; steps++) {
    if (values.has(valueBase + at)) return true;
    const op = ir.op[at];
    if (op !== Op.Await && op !== Op.Copy && op !== Op.Pi && op !== Op.Post) return false;
    at = ir.a[at] ?? -1;
  }
  return false;
}

/**
 * Values of a module at which a model source begins: where the library place is reached, not everywhere its value
 * goes, so that ways begin at `req.body` and the solver keeps callers apart.
 */
export function modelSources(
  input: Pick<SitesInput, 'program' | 'callGraph' | 'models'>,
  module: ProgramModule,
): { readonly value: number; readonly fact: KindFact }[] {
  const { callGraph, models } = input;
  const { ir, valueBase } = module;
  const out: { value: number; fact: KindFact }[] = [];
  for (let i = 0; i < ir.op.length; i++) {
    if (!mayBeSource(ir.op[i] ?? 0)) continue;
    for (const id of callGraph.statesOf(valueBase + i)) {
      const facts = models.states[id]?.sources ?? [];
      if (facts.length === 0 || !begins(input, module, i, id)) continue;
      for (const fact of facts) out.push({ value: valueBase + i, fact });
    }
  }
  return out;
}

function mayBeSource(op: number): boolean {
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
function callbacksOf(
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
function placesAt(models: ModelSet, place: ModelState, target: number, program: Program): ModelState[] {
  const owner = program.modules[program.moduleOfFunction[target] ?? 0];
  const arity = owner?.ir.functions[target - owner.functionBase]?.params.length ?? 0;
  return [place, ...place.aliases.flatMap((id) => models.states[id] ?? [])].map((state) => {
    const parameters = state.parametersByArity?.get(arity);
    return parameters ? { ...state, parameters } : state;
  });
}

/** Whether a value gets a library state by its own instruction, and not from another value that has it already. */
function begins(
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

/** Records of patients that a query reads without choosing fields: the sources of kind `record.entity`. */
function wholeRecords(input: SitesInput, classification: Classification): SourceSite[] {
  const { program, callGraph, models, lanes, catalog } = input;
  const list = lanes.lanesOfKind.get('record.entity');
  if (!list || list.length === 0) return [];
  const typesOf = new Map<number, RecordType[]>();
  for (let k = 0; k < classification.value.length; k++) {
    const value = classification.value[k] ?? 0;
    const type = classification.type[k] ?? 0;
    const rows = typesOf.get(value) ?? [];
    if (!rows.some((row) => row.type === type)) {
      rows.push({
        type,
        evidence: classification.evidences[classification.evidence[k] ?? 0] ?? '',
        confidence: classification.confidence[k] ?? 0,
      });
    }
    typesOf.set(value, rows);
  }
  const out: SourceSite[] = [];
  for (const query of collectQuerySites(program, callGraph, models)) {
    // A FHIR resource is made to be handed on as it is.
    const isMadeToShare = query.model.schema === fhirSchema;
    if (query.isProjected || isMadeToShare || query.model.operation === 'create') continue;
    const types = (typesOf.get(query.value) ?? []).filter(({ type, confidence }) => {
      const found = catalog.types[type];
      return (
        found !== undefined &&
        !found.neverPatient &&
        confidence >= minSeedConfidence &&
        isSensitive(found.level)
      );
    });
    // One field alone is no record.
    if (types.length < 2) continue;
    const isList = query.model.operation === 'list';
    out.push({
      node: query.value,
      path: isList ? [elementSegment, recordName] : [recordName],
      lanes: list,
      origin: { kind: 'record', resource: query.resource, types },
    });
  }
  return out;
}

function isSensitive(level: string): boolean {
  return level === 'direct' || level === 'special' || level === 'acute';
}

/** What the rules' own sanitizers clear, and where their propagators lead. */
export function collectBarriers(
  input: SitesInput,
): Pick<
  TaintSites,
  'cleared' | 'propagators' | 'namedProperties' | 'promotions' | 'hostMask' | 'harmlessMasks'
> {
  const { program, callGraph, models, rules, lanes } = input;
  const cleared = new Map<number, number>();
  const propagators = new Map<number, Propagated[]>();
  const promotions = new Map<number, Promotion[]>();
  const clear = (node: number, mask: number) =>
    cleared.set(node, lanes.masks.or(cleared.get(node) ?? 0, mask));
  const rulesOfKind = new Map<string, number[]>();
  rules.forEach((rule, index) => {
    for (const spec of rule.taint?.sanitizers ?? []) {
      if (spec.modelKind !== undefined)
        rulesOfKind.set(spec.modelKind, [...(rulesOfKind.get(spec.modelKind) ?? []), index]);
    }
  });
  for (const module of program.modules) {
    for (const match of input.matches[module.index]?.matches ?? []) {
      // The code of tests is left out of the program, their matches are not.
      if (module.ir.op.length <= Math.max(match.value, match.from, match.to)) continue;
      const mask = lanes.privateMask[match.rule] ?? 0;
      const promotion =
        match.role === 'source' ? lanes.promotions.get(`${match.rule}:${match.spec}`) : undefined;
      if (promotion && match.value >= 0) {
        const node = module.valueBase + match.value;
        promotions.set(node, [...(promotions.get(node) ?? []), promotion]);
      }
      if (match.role === 'sanitizer' && match.value >= 0) clear(module.valueBase + match.value, mask);
      if (match.role === 'propagator' && match.from >= 0 && match.to >= 0) {
        const from = module.valueBase + match.from;
        const list = propagators.get(from) ?? [];
        list.push({ to: module.valueBase + match.to, mask });
        propagators.set(from, list);
      }
    }
  }
  if (rulesOfKind.size > 0) {
    for (let site = 0; site < callGraph.sites.length; site++) {
      for (let k = callGraph.stateStart[site] ?? 0; k < (callGraph.stateStart[site + 1] ?? 0); k++) {
        for (const row of models.states[callGraph.states[k] ?? 0]?.call?.clears ?? []) {
          for (const rule of rulesOfKind.get(row.kind) ?? [])
            clear(callGraph.sites[site] ?? 0, lanes.privateMask[rule] ?? 0);
        }
      }
    }
  }
  for (const sanitizer of input.sanitizers) {
    const mask = lanes.clearMask(sanitizer);
    for (let site = 0; site < callGraph.sites.length; site++) {
      if (isDeclared(input, site, sanitizer.name)) clear(callGraph.sites[site] ?? 0, mask);
    }
  }
  const keyMask = rules.reduce((mask, rule, index) => {
    const asks = rule.taint?.sources.some(({ modelKind }) => modelKind === namedPropertyKind) === true;
    return asks ? lanes.masks.or(mask, lanes.privateMask[index] ?? 0) : mask;
  }, 0);
  if (keyMask !== 0)
    for (const { from, to } of listedNames(program))
      propagators.set(from, [...(propagators.get(from) ?? []), { to, mask: keyMask, isWhole: true }]);
  const hostMask = (rulesOfKind.get(behindHostKind) ?? []).reduce(
    (mask, rule) => lanes.masks.or(mask, lanes.privateMask[rule] ?? 0),
    0,
  );
  return {
    cleared,
    propagators,
    namedProperties: namedPropertySteps(program, rules, lanes),
    promotions,
    hostMask,
    harmlessMasks: harmlessMasksOf(rules, lanes),
  };
}

/** Lanes of what a sender controls, as a text and as an object. */
function untrustedLanes(lanes: LaneTable): readonly number[] {
  return [...(lanes.lanesOfKind.get('remote') ?? []), ...(lanes.lanesOfKind.get('remote.object') ?? [])];
}

/** What of a tested value matters to a rule follows from the sanitizers that it names. */
function harmlessMasksOf(rules: readonly CompiledRule[], lanes: LaneTable): readonly number[] {
  const everything = lanes.masks.of(lanes.lanes.map(({ index }) => index));
  const masks: number[] = new Array(Harmless.All + 1).fill(0);
  rules.forEach(({ family, taint }, index) => {
    if (taint === undefined || family !== 'injection') return;
    const names = (kind: string): boolean => taint.sanitizers.some(({ modelKind }) => modelKind === kind);
    const special =
      (names('basename') ? Harmless.Path : 0) |
      (names(behindHostKind) ? Harmless.Host : 0) |
      (names('is-text') ? Harmless.Text : 0) |
      (names('safe-key') ? Harmless.Key : 0) |
      (names('short-text') ? Harmless.Short : 0);
    const enough = special === 0 ? Harmless.Other : special;
    for (let bits = 1; bits <= Harmless.All; bits++) {
      if ((bits & enough) !== 0)
        masks[bits] = lanes.masks.or(masks[bits] ?? 0, lanes.privateMask[index] ?? 0);
    }
  });
  for (let bits = Harmless.Known; bits <= (Harmless.Known | Harmless.All); bits++) masks.push(everything);
  return masks;
}

/** Whether a call is one of a function that the project declares: by its name, or by the module it is defined in. */
export function isDeclared(
  { program, callGraph }: Pick<SitesInput, 'program' | 'callGraph'>,
  site: number,
  declared: string,
): boolean {
  const at = declared.lastIndexOf('#');
  const place = at < 0 ? 'any' : declared.slice(0, at);
  const name = declared.slice(at + 1);
  const callee = callGraph.calleeName(site);
  if (callee !== name && !callee.endsWith(`.${name}`)) return false;
  if (place === 'any') return true;
  for (let k = callGraph.targetStart[site] ?? 0; k < (callGraph.targetStart[site + 1] ?? 0); k++) {
    const owner = program.modules[program.moduleOfFunction[callGraph.targets[k] ?? 0] ?? 0];
    if (owner?.facts.path === place || owner?.facts.path.replace(/\.[cm]?[jt]sx?$/, '') === place)
      return true;
  }
  return false;
}

/** Path steps as field names; see `elementSegment` and `keySegment` for those without one. */
export function namesOf(path: readonly AccessStep[]): string[] {
  return path.map((step) =>
    step.kind === 'member' ? step.name : step.kind === 'element' ? elementSegment : keySegment,
  );
}
