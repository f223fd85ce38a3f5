/**
 * A witness of the solver as steps that a person can follow: one line a step, calls and returns nested.
 *
 * Bookkeeping steps (phi, version of an object, cell) are left out; what is doubtful on the way is collected as
 * reasons for less confidence.
 */
import type { CallGraph } from '../callgraph/call-graph.ts';
import { CallTier } from '../callgraph/call-graph.ts';
import { isMasking } from '../classification/not-data.ts';
import { Flag, Op } from '../ir/opcode.ts';
import type { Program, ProgramModule } from '../program/program.ts';
import type { ConfidenceTier, RuleFamily } from '../rules/rule.ts';
import { anyPath, emptyPath } from '../taint/paths.ts';
import { classOfUnknown } from '../taint/unknown-call.ts';
import { LinkKind, type ValueFlowGraph } from '../taint/value-flow-graph.ts';
import type { Witness } from '../taint/witness.ts';
import type { FlowStep } from './finding.ts';
import { rangeOfValue } from './source-range.ts';

/** Rendered steps and what they say about confidence. */
export interface RenderedFlow {
  readonly steps: readonly FlowStep[];
  readonly confidence: ConfidenceTier;
  readonly reasons: readonly string[];
}

/** What rendering needs. */
export interface CodeFlowInput {
  readonly program: Program;
  readonly callGraph: CallGraph;
  readonly graph: ValueFlowGraph;
  readonly moduleOf: (value: number) => ProgramModule | undefined;
}

const maxSteps = 60;

/**
 * What each doubtful step on the way costs; one makes medium, three make low. Patient data is everywhere in a health
 * app, and a way that is guessed twice mostly is none; request data is rare, and a guess about it worth a look.
 */
const privacyDoubts = {
  unknown: 1.5,
  name: 1.5,
  broadening: 3,
  hiding: 3,
  hop: 3,
  errorOfUnknown: 3,
  fieldOfUnknown: 1.5,
  manyTargets: 1.5,
  anyTarget: 3,
  fieldOfText: 1.5,
  identifierName: 1.5,
  kind: 3,
};
/** Whose record it is does not depend on which of its fields leave. */
const guardDoubts = { ...privacyDoubts, broadening: 1.5, anyTarget: 1.5, kind: 0 };
const otherDoubts = {
  unknown: 0.5,
  name: 1,
  broadening: 1.5,
  hiding: 1.5,
  hop: 1.5,
  errorOfUnknown: 0.5,
  fieldOfUnknown: 0.5,
  manyTargets: 1,
  anyTarget: 1,
  fieldOfText: 0,
  identifierName: 0,
  kind: 0,
};
/** Shared variables on the way that cost nothing. */
const freeHops = 1;
/** From so many functions that one call may run, most are not the one it runs here. */
const manyTargets = 6;
/** From so many on, the call stands for all functions of a kind, such as the callbacks of a walk. */
const anyTarget = 12;
/**
 * Calls entered and left on one way: ways with more than the first number are doubtful, with more than the second
 * hardly ever real. In the applications of docs/precision.md the ways of patient data judged true have up to eleven;
 * of those with more, one in ten was.
 */
const privacyWays = { doubtful: 10, doubt: 1.5, hardlyReal: 11 };
const otherWays = { doubtful: 10, doubt: 1, hardlyReal: 18 };
/** Names under which functions take what went wrong. */
const errorName = /^(e|err|error|ex|exception|reason|cause)$/i;

/** Data types whose values are texts without fields. */
const textTypes = /^(?:nid\.|contact\.(?:phone|email)$|demo\.birthdate$)/;
/** Fields under which a text is kept whole. */
const contentField =
  /^(?:\d+|value|text|number|message|stack|cause|detail|details|data|body|content|payload|result|target|current|raw|input|output|html|url|href|search|query|params|props|children|address|label|length)$/;
/** Fields that say what kind of thing it is, or how a call went: of whomever they stand in, they are no data. */
const kindField =
  /^(?:resourceType|messageType|messageControlId|controlId|eventType|(?:mime|content|file|media)Type|statusCode|statusText|httpStatus|exitCode|errorCode|__typename)$/;
/** Names of values that only point to a person or record. */
const identifierName = /^(?:_?id|uuid|guid)$|[a-z\d](?:Id|ID|Uuid|UUID|Guid)$|_(?:id|uuid|guid)$/;

/** Renders a witness. `sourceText` and `sinkText` head and end it; `anchor` is the global value of the sink. */
export function renderFlow(
  input: CodeFlowInput,
  witness: Witness,
  sourceText: string,
  sinkText: string,
  anchor: number,
  family: RuleFamily,
  dataType?: string,
): RenderedFlow {
  const { graph, callGraph, moduleOf } = input;
  const doubtOf = family === 'privacy' ? privacyDoubts : family === 'guard' ? guardDoubts : otherDoubts;
  const steps: FlowStep[] = [];
  const reasons: string[] = [];
  let doubts = 0;
  let looseHops = 0;
  let crossings = 0;
  const guessedSites = new Set<number>();
  let isBroad = false;
  let isUnknown = false;
  // What a name on the way says against the data, once each.
  let isFieldOfText = dataType === undefined || !textTypes.test(dataType);
  let isIdentifier = dataType === undefined || dataType.startsWith('nid.');
  let isKind = dataType === undefined;
  const heedName = (name: string, before: number) => {
    if (!isFieldOfText && before >= 0 && !contentField.test(name)) {
      isFieldOfText = true;
      doubts += doubtOf.fieldOfText;
      reasons.push(`the field ${quoted(name)} of a text is read`);
    }
    if (!isKind && kindField.test(name)) {
      isKind = true;
      doubts += doubtOf.kind;
      reasons.push(`the field ${quoted(name)} says what kind it is`);
    }
    if (isIdentifier || !identifierName.test(name)) return;
    isIdentifier = true;
    doubts += doubtOf.identifierName;
    reasons.push(`is called ${quoted(name)} on the way`);
  };
  const push = (value: number, kind: FlowStep['kind'], message: string, depth: number) => {
    const module = moduleOf(value);
    if (!module || value >= graph.valueCount) return;
    const local = value - module.valueBase;
    const location = rangeOfValue(module, local);
    const previous = steps.at(-1);
    if (
      previous &&
      previous.location.path === location.path &&
      previous.location.startLine === location.startLine &&
      previous.kind === kind
    )
      return;
    const functionName = module.ir.functions[module.ir.functionOf[local] ?? 0]?.name ?? '';
    steps.push({ location, kind, message, depth, functionName });
  };
  witness.steps.forEach((step, index) => {
    const { node, link, depth } = step;
    if (graph.isLoose(node)) looseHops++;
    if (step.path === anyPath && !isBroad && index > 0 && (witness.steps[index - 1]?.path ?? 0) > anyPath) {
      isBroad = true;
      doubts += doubtOf.broadening;
      reasons.push('on the way, fields had to be merged');
    }
    if (index === 0) {
      push(node, 'source', sourceText, depth);
      return;
    }
    if (link < 0) {
      const value = node < graph.valueCount ? moduleOf(node) : undefined;
      if (isUnknown && value && value.ir.op[node - value.valueBase] === Op.Load) {
        // A field of what an unknown call gave back need not be the field that was handed in.
        isUnknown = false;
        doubts += doubtOf.fieldOfUnknown;
      }
      if (value && value.ir.op[node - value.valueBase] === Op.Load) {
        const before = witness.steps[index - 1]?.path ?? -1;
        heedName(nameOfField(value, node), before === emptyPath || before === anyPath ? before : -1);
      }
      pushLocal(input, node, depth, push);
      return;
    }
    const site = graph.site[link] ?? -1;
    const call = site >= 0 ? (callGraph.sites[site] ?? -1) : -1;
    const name = site >= 0 ? callGraph.calleeName(site) : '';
    const change = graph.changes[graph.change[link] ?? -1];
    const edge = graph.edge[link] ?? -1;
    if (graph.kind[link] === LinkKind.Enter || graph.kind[link] === LinkKind.Exit) crossings++;
    if (
      (graph.kind[link] === LinkKind.Enter || graph.kind[link] === LinkKind.Exit) &&
      !guessedSites.has(site)
    ) {
      const targets = (callGraph.targetStart[site + 1] ?? 0) - (callGraph.targetStart[site] ?? 0);
      if (targets >= manyTargets) {
        guessedSites.add(site);
        doubts += targets >= anyTarget ? doubtOf.anyTarget : doubtOf.manyTargets;
        reasons.push(
          `${name === '' ? 'a call' : `the call ${quoted(name)}`} may go to any of ${targets} functions`,
        );
      }
    }
    if (change?.mode === 'unknown') {
      isUnknown = true;
      doubts += change.unknownClass === 'hiding' ? doubtOf.hiding : doubtOf.unknown;
      if (graph.kind[link] === LinkKind.Enter && errorName.test(nameOf(moduleOf(node), node)))
        doubts += doubtOf.errorOfUnknown;
      reasons.push(
        change.unknownClass === 'hiding'
          ? `goes through ${quoted(name)}, whose name promises to hide data, but whose code is not known`
          : `goes through ${quoted(name)}, whose code is not known`,
      );
    } else if (edge >= 0 && graph.edgeTier[edge] === CallTier.Name) {
      doubts += doubtOf.name;
      reasons.push(`the call ${quoted(name)} was found by its name only`);
    } else if (edge >= 0 && graph.edgeTier[edge] === CallTier.Interface) {
      reasons.push(`the call ${quoted(name)} goes to an implementation of its interface`);
    }
    switch (graph.kind[link]) {
      case LinkKind.Enter:
        if (call >= 0) push(call, 'call', `is passed to ${quoted(name)}`, depth - 1);
        heedName(nameOf(moduleOf(node), node), -1);
        push(node, 'parameter', `arrives as ${quoted(nameOf(moduleOf(node), node)) || 'a parameter'}`, depth);
        break;
      case LinkKind.Exit:
        if (classOfUnknown(name) === 'hiding') {
          doubts += doubtOf.hiding;
          reasons.push(`goes through ${quoted(name)}, which by its name hides what it is given`);
        }
        if (node < graph.valueCount) push(node, 'return', `comes back from ${quoted(name)}`, depth);
        break;
      case LinkKind.Move:
        if (isMaskingAt(moduleOf(call), call)) {
          doubts += doubtOf.hiding;
          reasons.push(`${quoted(name)} puts marks in the place of what it takes`);
        }
        if (call >= 0 && node < graph.valueCount)
          push(node, 'propagate', `goes through ${quoted(name)}`, depth);
        break;
      case LinkKind.Heap:
      case LinkKind.ThisHeap: {
        const before = witness.steps[index - 1]?.node ?? -1;
        const crossing = graph.crossings.get(node);
        if (crossing !== undefined) push(before, 'call', `is put on the ${crossing}`, depth);
        if (node >= graph.valueCount) break;
        const shared = graph.crossings.get(before);
        const owner = shared === undefined ? quoted(nameOf(moduleOf(node), node)) : `the ${shared}`;
        push(node, 'load', `is read from ${owner || 'a shared variable'}`, depth);
        break;
      }
      default:
        break;
    }
  });
  const last = witness.steps.at(-1);
  const sinkDepth = last?.depth ?? 0;
  const anchorModule = moduleOf(anchor);
  if (anchorModule) {
    const local = anchor - anchorModule.valueBase;
    steps.push({
      location: rangeOfValue(anchorModule, local),
      kind: 'sink',
      message: sinkText,
      depth: sinkDepth,
      functionName: anchorModule.ir.functions[anchorModule.ir.functionOf[local] ?? 0]?.name ?? '',
    });
  }
  if (looseHops > freeHops) {
    doubts += doubtOf.hop;
    reasons.push(`goes through ${looseHops} variables that several places write`);
  }
  const longWay = family === 'privacy' ? privacyWays : otherWays;
  if (crossings > longWay.doubtful) {
    doubts += crossings > longWay.hardlyReal ? 3 : longWay.doubt;
    reasons.push(`enters and leaves functions ${crossings} times`);
  }
  const confidence: ConfidenceTier = doubts >= 3 ? 'low' : doubts > 0 ? 'medium' : 'high';
  return { steps: shorten(steps), confidence, reasons: [...new Set(reasons)] };
}

function pushLocal(
  input: CodeFlowInput,
  node: number,
  depth: number,
  push: (value: number, kind: FlowStep['kind'], message: string, depth: number) => void,
): void {
  const module = input.moduleOf(node);
  if (!module || node >= input.graph.valueCount) return;
  const { ir } = module;
  const local = node - module.valueBase;
  const text = (sym: number | undefined) => (sym === undefined || sym < 0 ? '' : (ir.strings[sym] ?? ''));
  switch (ir.op[local]) {
    case Op.Store:
      // Writing an object back after a call is bookkeeping of ours, not a step of the program.
      if (((ir.flags[local] ?? 0) & Flag.Weak) !== 0) break;
      push(node, 'store', `is stored as ${quoted(text(ir.b[local]))}`, depth);
      break;
    case Op.StoreX:
    case Op.Spread:
      push(node, 'store', 'is stored in an object', depth);
      break;
    case Op.Load:
      push(node, 'load', `is read from field ${quoted(text(ir.b[local]))}`, depth);
      break;
    case Op.Copy:
      // Under a declared type alone (`as T`), the value is what it was.
      if (text(ir.name[local]) === '') break;
      push(node, 'assign', `is called ${quoted(text(ir.name[local]))} from here`, depth);
      break;
    case Op.Tpl:
    case Op.Bin:
      push(node, 'assign', 'becomes part of a text', depth);
      break;
    case Op.Catch:
      push(node, 'catch', 'is caught', depth);
      break;
    default:
      break;
  }
}

/** Variable, parameter or property a value is bound to; empty if it has no name. */
export function nameOf(module: ProgramModule | undefined, node: number): string {
  if (!module) return '';
  const { ir } = module;
  const local = node - module.valueBase;
  if (local < 0 || local >= ir.op.length) return '';
  const bound = ir.name[local] ?? -1;
  if (bound >= 0) return ir.strings[bound] ?? '';
  switch (ir.op[local]) {
    case Op.Param:
    case Op.Load:
      return ir.strings[ir.b[local] ?? 0] ?? '';
    case Op.CellGet:
      return ir.cells[ir.a[local] ?? 0]?.name ?? '';
    default:
      return '';
  }
}

function quoted(name: string): string {
  return name === '' ? '' : `"${name}"`;
}

/** Keeps the ends of a very long way. */
function shorten(steps: readonly FlowStep[]): FlowStep[] {
  if (steps.length <= maxSteps) return [...steps];
  return [...steps.slice(0, maxSteps - 20), ...steps.slice(-20)];
}

function isMaskingAt(module: ProgramModule | undefined, call: number): boolean {
  return (
    module !== undefined &&
    module.ir.op[call - module.valueBase] === Op.Call &&
    isMasking(module.ir, call - module.valueBase)
  );
}

/** The field that a load reads. */
function nameOfField({ ir, valueBase }: ProgramModule, load: number): string {
  return ir.strings[ir.b[load - valueBase] ?? -1] ?? '';
}
