/**
 * Where data ends on a way that it could have taken.
 *
 * The way comes from a walk without fields, contexts and sanitizers; the precise stage knows how far the data really
 * came. The first node without it is the cut, and what stands there says why.
 */
import { Op } from '../ir/opcode.ts';
import { LinkKind } from '../taint/value-flow-graph.ts';
import type { FindingsInput } from './build-findings.ts';
import { nameOf } from './code-flow.ts';
import type { SourceRange } from './finding.ts';
import { rangeOfValue } from './source-range.ts';

/** A sentence and its place. */
export interface Cut {
  readonly text: string;
  readonly location?: SourceRange;
}

/** `way`: nodes from source to sink, each one step from the one before. `lane`: the data followed. */
export function explainCut(input: FindingsInput, way: readonly number[], lane: number): Cut {
  const { taint, lanes } = input;
  const has = (node: number): boolean =>
    taint.solution.factsAt(node).some((fact) => lanes.masks.bits(taint.solution.maskOf(fact)).includes(lane));
  let last = 0;
  for (let index = 0; index < way.length; index++) if (has(way[index] ?? -1)) last = index;
  const from = way[last] ?? -1;
  const to = way[last + 1] ?? from;
  const location = placeOf(input, to) ?? placeOf(input, from) ?? placeOfNext(input, way, last);
  const at = location === undefined ? {} : { location };
  for (const node of [from, to])
    if (lanes.masks.bits(taint.cleared.get(node) ?? 0).includes(lane))
      return {
        ...at,
        text: `a sanitizer of the rule, or of sekretess.yml, clears it here${named(input, node)}.`,
      };
  const link = linkBetween(input, from, to);
  if (link >= 0) {
    const cleared = explainLink(input, link);
    if (cleared !== undefined) return { ...at, text: cleared };
  }
  const owner = input.graph.functionOf(to);
  if (owner >= 0 && taint.solution.overBudget.includes(owner))
    return { ...at, text: 'the budget for following data through this function ran out.' };
  if (link >= 0 && taint.solution.cutAt >= 0)
    return {
      ...at,
      text: 'the budget for following data through the whole program ran out before it was followed here.',
    };
  if (last === way.length - 1)
    return { ...at, text: 'it arrives, but in a part of the value that the sink does not take.' };
  return { ...at, text: explainStep(input, from, to) };
}

function named(input: FindingsInput, node: number): string {
  const site = input.callGraph.siteOfValue[node] ?? -1;
  const name = site >= 0 ? input.callGraph.calleeName(site) : nameOf(input.moduleOf(node), node);
  return name === '' ? '' : ` ("${name}")`;
}

function placeOf({ graph, moduleOf }: FindingsInput, node: number): SourceRange | undefined {
  const module = node >= 0 && node < graph.valueCount ? moduleOf(node) : undefined;
  return module === undefined ? undefined : rangeOfValue(module, node - module.valueBase);
}

/** Nodes of returns and the heap have no syntax; the next one on the way may have. */
function placeOfNext(input: FindingsInput, way: readonly number[], index: number): SourceRange | undefined {
  for (let at = index; at < way.length; at++) {
    const place = placeOf(input, way[at] ?? -1);
    if (place !== undefined) return place;
  }
  return undefined;
}

function linkBetween({ graph }: FindingsInput, from: number, to: number): number {
  for (let k = graph.start[from] ?? 0; k < (graph.start[from + 1] ?? 0); k++)
    if (graph.to[k] === to) return k;
  return -1;
}

function explainLink({ graph, callGraph }: FindingsInput, link: number): string | undefined {
  const change = graph.changes[graph.change[link] ?? -1];
  const site = graph.site[link] ?? -1;
  const name = site >= 0 ? callGraph.calleeName(site) : '';
  const called = name === '' ? 'this call' : `"${name}"`;
  if (change?.clears !== undefined) return `${called} clears it, says the model of the library.`;
  if (change?.mode === 'unknown') return `${called} is unknown, and by its name does not pass on such data.`;
  switch (graph.kind[link]) {
    case LinkKind.Enter:
      return `it is not in the part of the value that ${called} gets.`;
    case LinkKind.Exit:
      return `${called} does not hand it back to this caller.`;
    case LinkKind.Heap:
    case LinkKind.ThisHeap:
      return 'it is not in the part of the variable or field that is read.';
    default:
      return change === undefined
        ? undefined
        : `${called} does not pass on the part of the value that holds it.`;
  }
}

function explainStep(input: FindingsInput, from: number, to: number): string {
  const module = input.moduleOf(to);
  if (module === undefined || to >= input.graph.valueCount) return 'it is lost here.';
  const { ir } = module;
  const local = to - module.valueBase;
  switch (ir.op[local]) {
    case Op.Pi:
      return 'a condition that was passed excludes it here.';
    case Op.Load:
      return `only the field "${ir.strings[ir.b[local] ?? 0] ?? ''}" is read here, and it does not hold it.`;
    case Op.LoadX:
      return 'what is read here does not hold it.';
    case Op.Rest:
      return 'it is among the fields that are left out here.';
    case Op.Del:
    case Op.Store:
      return `the field "${ir.strings[ir.b[local] ?? 0] ?? ''}" that held it is overwritten or removed here.`;
    case Op.Bin:
      return 'arithmetic makes a number of it, which no longer identifies.';
    case Op.Un:
    case Op.Cmp:
    case Op.Not:
      return 'what is computed from it here no longer holds it.';
    default:
      return from === to ? 'it goes no further from here.' : 'it is lost here.';
  }
}
