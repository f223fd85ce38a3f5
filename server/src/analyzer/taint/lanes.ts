/**
 * Lanes: the bits that run through the value-flow graph, one per kind of data that a rule may ask for.
 *
 * A data type and a model kind have one lane that all rules share. A rule whose own patterns name the source, or that
 * has sanitizers of its own, gets private lanes, so that its sanitizers clear nothing for others. All rules are then
 * solved in one pass, and a sanitizer is a mask.
 */
import { MaskTable } from '../base/bit-set.ts';
import type { DataType, DataTypeCatalog } from '../rules/data-type.ts';
import type { ClearSpec, CompiledRule, DataSelector, RuleFamily } from '../rules/rule.ts';

/** What a lane stands for. */
export type LaneOrigin =
  | { readonly kind: 'data'; readonly type: DataType }
  | { readonly kind: 'model'; readonly modelKind: string }
  | { readonly kind: 'pattern'; readonly label: string };

/** One lane. */
export interface Lane {
  readonly index: number;
  readonly origin: LaneOrigin;
  /** Rule it belongs to (index into the rule list), -1 when shared. */
  readonly rule: number;
  /** Decides how unknown calls treat it. */
  readonly family: RuleFamily;
  /** Lane that this one is made from where a labelled source requires another label; -1 otherwise. */
  readonly base: number;
}

/** At the matches of a source spec, lanes of one label become lanes of another. */
export interface Promotion {
  readonly from: readonly number[];
  /** Parallel to from. */
  readonly to: readonly number[];
}

/** All lanes of a rule set. */
export interface LaneTable {
  readonly lanes: readonly Lane[];
  readonly masks: MaskTable;
  /** Per rule: lanes its sinks accept. */
  readonly accepts: readonly (readonly number[])[];
  /** Lanes that a seed of this data type fills (index by DataType.index). */
  readonly lanesOfType: readonly (readonly number[])[];
  /** Lanes that a value of this model kind fills. */
  readonly lanesOfKind: ReadonlyMap<string, readonly number[]>;
  /** Lanes of pattern sources: `rule:spec` → lanes. */
  readonly lanesOfSpec: ReadonlyMap<string, readonly number[]>;
  /** Lanes that a sink spec of a rule accepts: all of the rule, or those of the label it requires. */
  acceptsOfSink(rule: number, spec: number): readonly number[];
  /** Pattern sources that require a label: `rule:spec` → what becomes what. */
  readonly promotions: ReadonlyMap<string, Promotion>;
  /** Mask of the lanes that rule-specific sanitizers of a rule clear. */
  readonly privateMask: readonly number[];
  /** Masks by family, for the unknown-call policy. */
  readonly familyMask: ReadonlyMap<RuleFamily, number>;
  /** Lanes that survive arithmetic: measured values and what is neither a data type nor a text that may do harm. */
  readonly numericMask: number;
  /** Lanes of data types and of everything that behaves like them. */
  clearMask(spec: ClearSpec): number;
}

/** Data types whose values are numbers that one calculates with. */
const numericTypes = new Set(['clin.lab', 'clin.vitals', 'demo.age', 'tech.location']);

/** Lanes that exist even without a rule: the guard analysis asks for them. */
export const builtinKinds = ['remote', 'subject'] as const;

/** Whether `id` is selected by a list of ids and `prefix.*` entries. Empty selects all. */
export function matchesTypes(selector: readonly string[], id: string): boolean {
  if (selector.length === 0) return true;
  return selector.some(
    (entry) => entry === '*' || entry === id || (entry.endsWith('.*') && id.startsWith(entry.slice(0, -1))),
  );
}

/** Whether a data type is selected. Staff data never is, unless named. */
export function selectsType(selector: DataSelector, type: DataType): boolean {
  if (type.neverPatient && !selector.types.includes(type.id)) return false;
  if (!matchesTypes(selector.types, type.id)) return false;
  return selector.levels.length === 0 || selector.levels.includes(type.level);
}

/** Gives every rule its lanes. `needsRecordLanes` adds the lanes of guard rules. */
export function buildLanes(rules: readonly CompiledRule[], catalog: DataTypeCatalog): LaneTable {
  const lanes: Lane[] = [];
  const lanesOfType: number[][] = catalog.types.map(() => []);
  const lanesOfKind = new Map<string, number[]>();
  const lanesOfSpec = new Map<string, number[]>();
  const sharedType = new Map<number, number>();
  const sharedKind = new Map<string, number>();
  const make = (origin: LaneOrigin, rule: number, family: RuleFamily, base = -1): number => {
    lanes.push({ index: lanes.length, origin, rule, family, base });
    return lanes.length - 1;
  };
  const promotions = new Map<string, Promotion>();
  const lanesOfLabel = new Map<string, number[]>();
  const typeLane = (type: DataType, rule: number, isPrivate: boolean): number => {
    const known = isPrivate ? undefined : sharedType.get(type.index);
    if (known !== undefined) return known;
    const lane = make({ kind: 'data', type }, isPrivate ? rule : -1, 'privacy');
    if (!isPrivate) sharedType.set(type.index, lane);
    lanesOfType[type.index]?.push(lane);
    return lane;
  };
  const kindLane = (modelKind: string, rule: number, isPrivate: boolean, family: RuleFamily): number => {
    const known = isPrivate ? undefined : sharedKind.get(modelKind);
    if (known !== undefined) return known;
    const lane = make({ kind: 'model', modelKind }, isPrivate ? rule : -1, family);
    if (!isPrivate) sharedKind.set(modelKind, lane);
    const list = lanesOfKind.get(modelKind);
    if (list) list.push(lane);
    else lanesOfKind.set(modelKind, [lane]);
    return lane;
  };
  for (const kind of builtinKinds) kindLane(kind, -1, false, kind === 'remote' ? 'injection' : 'guard');
  // Guard rules work on every data type, so these lanes always exist.
  for (const type of catalog.types) typeLane(type, -1, false);
  const accepts: number[][] = [];
  const privateBits: number[][] = [];
  rules.forEach((rule, index) => {
    const own: number[] = [];
    const privateLanes: number[] = [];
    const taint = rule.taint;
    if (taint) {
      const hasLabels = taint.sources.some(({ requires }) => requires !== '');
      const isPrivate = taint.sanitizers.length > 0 || hasLabels;
      const label = (name: string, lane: number) => {
        const key = `${index}:${name}`;
        lanesOfLabel.set(key, [...(lanesOfLabel.get(key) ?? []), lane]);
      };
      taint.sources.forEach((spec, specIndex) => {
        if (spec.requires !== '') return;
        if (spec.data) {
          for (const type of catalog.types) {
            if (!selectsType(spec.data, type)) continue;
            const lane = typeLane(type, index, isPrivate);
            own.push(lane);
            label(spec.label, lane);
          }
        } else if (spec.modelKind !== undefined) {
          const lane = kindLane(spec.modelKind, index, isPrivate, rule.family);
          own.push(lane);
          label(spec.label, lane);
        } else {
          const lane = make({ kind: 'pattern', label: spec.label }, index, rule.family);
          lanesOfSpec.set(`${index}:${specIndex}`, [lane]);
          own.push(lane);
          label(spec.label, lane);
        }
      });
      // A source that requires a label turns the lanes of that label into lanes of its own.
      const promoted = new Map<string, Promotion>();
      taint.sources.forEach((spec, specIndex) => {
        if (spec.requires === '') return;
        const key = `${spec.requires}>${spec.label}`;
        let promotion = promoted.get(key);
        if (!promotion) {
          const from = lanesOfLabel.get(`${index}:${spec.requires}`) ?? [];
          const to = from.map((lane) =>
            make(lanes[lane]?.origin ?? { kind: 'pattern', label: spec.label }, index, rule.family, lane),
          );
          promotion = { from, to };
          promoted.set(key, promotion);
          for (const lane of to) {
            own.push(lane);
            label(spec.label, lane);
          }
        }
        promotions.set(`${index}:${specIndex}`, promotion);
      });
      for (const lane of own) if (lanes[lane]?.rule === index) privateLanes.push(lane);
    }
    accepts.push([...new Set(own)].sort((x, y) => x - y));
    privateBits.push(privateLanes);
  });
  const masks = new MaskTable(lanes.length);
  const familyMask = new Map<RuleFamily, number>();
  for (const family of ['injection', 'privacy', 'guard', 'config', 'semgrep'] as const) {
    familyMask.set(
      family,
      masks.of(lanes.filter((lane) => lane.family === family).map((lane) => lane.index)),
    );
  }
  const clearCache = new Map<string, number>();
  return {
    lanes,
    masks,
    accepts,
    lanesOfType,
    lanesOfKind,
    lanesOfSpec,
    promotions,
    acceptsOfSink: (rule, spec) => {
      const requires = rules[rule]?.taint?.sinks[spec]?.requires ?? '';
      return requires === '' ? (accepts[rule] ?? []) : (lanesOfLabel.get(`${rule}:${requires}`) ?? []);
    },
    privateMask: privateBits.map((bits) => masks.of(bits)),
    familyMask,
    numericMask: masks.of(
      lanes
        .filter(({ origin, rule, family }) =>
          origin.kind === 'data' ? numericTypes.has(origin.type.id) : rule < 0 || family !== 'injection',
        )
        .map(({ index }) => index),
    ),
    clearMask: (spec) => {
      const key = `${spec.types.join(',')}|${spec.levels.join(',')}`;
      const known = clearCache.get(key);
      if (known !== undefined) return known;
      const everything = spec.types.length === 0 && spec.levels.length === 0;
      const mask = masks.of(
        lanes
          .filter((lane) => {
            if (everything) return true;
            const { origin } = lane;
            if (origin.kind === 'data') {
              return (
                (spec.types.length > 0 && matchesTypes(spec.types, origin.type.id)) ||
                spec.levels.includes(origin.type.level)
              );
            }
            if (origin.kind === 'model') return spec.types.includes(origin.modelKind);
            return false;
          })
          .map((lane) => lane.index),
      );
      clearCache.set(key, mask);
      return mask;
    },
  };
}
