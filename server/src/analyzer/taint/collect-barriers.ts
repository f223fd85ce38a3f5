/**
 * What stops data or moves it on for single rules: their sanitizers as cleared lanes, their propagators as further
 * steps, and what of a tested value is harmless to them.
 */
import type { CompiledRule } from '../rules/rule.ts';
import { Harmless } from './harmless.ts';
import type { LaneTable, Promotion } from './lanes.ts';
import { listedNames, namedPropertyKind, namedPropertySteps } from './named-properties.ts';
import { isDeclared, type Propagated, type SitesInput, type TaintSites } from './taint-sites.ts';

/** The sanitizer of rules for which only the host of an address matters; no library has it. */
const behindHostKind = 'behind-host';

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
