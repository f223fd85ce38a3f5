/**
 * What one run of one taint rule over one file shares: the sites, the state at the point that is looked at, the hits.
 */
import type ts from 'typescript';
import { defaultLabel } from '../../rules/label-formula.ts';
import { type MatchContext, step } from '../match-context.ts';
import type { SiteIndex, SpecMatch } from './taint-specs.ts';
import {
  type Cell,
  isCleanState,
  noTaints,
  type Taint,
  type TaintState,
  type Taints,
  type VariableKey,
} from './taint-state.ts';

/** A sink at which something tainted arrived. */
export interface SinkHit {
  readonly sink: SpecMatch;
  readonly taints: Taints;
  /** Taints of the parts that a sink asks for by metavariable, by range. */
  readonly arguments: ReadonlyMap<string, Taints>;
}

/** A range of the file, in UTF-16 offsets. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** Something tainted was given to a variable or field. */
export interface Assignment extends Place {
  readonly taints: Set<Taint>;
  /** The expression whose value it was. */
  readonly value: Place;
}

/** Options of a rule that change how taint moves. */
export interface TaintOptions {
  readonly safeBooleans: boolean;
  readonly safeNumbers: boolean;
  readonly safeIndexes: boolean;
  readonly safeFunctions: boolean;
  readonly safeComparisons: boolean;
  readonly onlyAssignments: boolean;
}

/** Where a way out of a statement leads: labels of loops and switches around it. */
export interface Jump {
  readonly label: string;
  readonly isLoop: boolean;
  breaks: TaintState | undefined;
  continues: TaintState | undefined;
}

/** See the head of this file. Only `run-statements.ts` and `run-expressions.ts` change it. */
export interface TaintRun {
  readonly ctx: MatchContext;
  readonly sites: SiteIndex;
  readonly options: TaintOptions;
  readonly report: (hit: SinkHit) => void;
  /** Undefined: the point cannot be reached. */
  state: TaintState | undefined;
  /** Taint of variables that are set once, at the top of the file or as fields. */
  globals: TaintState;
  readonly pending: Map<SpecMatch, Taints>;
  readonly arguments: Map<string, Taints>;
  /** What was given something tainted, by place. */
  readonly assigned: Map<string, Assignment>;
  /** The expression evaluated next is one of which only a member is read. */
  isBase: boolean;
  /** The expression whose value is being assigned. */
  storing: ts.Node | undefined;
  jumps: Jump[];
  /** States at `return` of the function at hand. */
  returns: TaintState | undefined;
  /** States at `throw` inside the `try` at hand. */
  throws: TaintState | undefined;
  /** Functions that a variable of the function at hand holds, which run where it is used. */
  functions: Map<VariableKey, ts.FunctionLikeDeclaration>;
  /** Functions among these that were used. */
  readonly used: Set<ts.Node>;
  /** The label of the loop that begins. */
  label: string;
  /** Sinks are not reported: the code is run again elsewhere. */
  isQuiet: boolean;
  /** Functions that run at the moment, to end recursion. */
  readonly running: Set<ts.Node>;
  /** Whether function declarations are values of the code at hand; not so at the top of a file. */
  isInFunction: boolean;
  readonly taintOf: (site: SpecMatch) => Taint;
}

/** A run at its beginning. */
export function createTaintRun(
  ctx: MatchContext,
  sites: SiteIndex,
  options: Readonly<Record<string, unknown>>,
  report: (hit: SinkHit) => void,
): TaintRun {
  const taints = new Map<SpecMatch, Taint>();
  const flag = (name: string): boolean => options[name] === true;
  return {
    ctx,
    sites,
    options: {
      safeBooleans: flag('taint_assume_safe_booleans'),
      safeNumbers: flag('taint_assume_safe_numbers'),
      safeIndexes: flag('taint_assume_safe_indexes'),
      safeFunctions: flag('taint_assume_safe_functions'),
      safeComparisons: flag('taint_assume_safe_comparisons'),
      onlyAssignments: flag('taint_only_propagate_through_assignments'),
    },
    report,
    state: undefined,
    globals: emptyState(),
    pending: new Map(),
    arguments: new Map(),
    assigned: new Map(),
    isBase: false,
    storing: undefined,
    jumps: [],
    returns: undefined,
    throws: undefined,
    functions: new Map(),
    used: new Set(),
    label: '',
    isQuiet: false,
    running: new Set(),
    isInFunction: false,
    taintOf: (site) => {
      const known = taints.get(site);
      if (known !== undefined) return known;
      const { label } = site.spec.spec;
      const taint: Taint = { label: label === '' ? defaultLabel : label, source: site.match };
      taints.set(site, taint);
      return taint;
    },
  };
}

/** Nothing is tainted. */
export function emptyState(): TaintState {
  const own = new Map<VariableKey, Cell>();
  return { variables: own, own, control: noTaints };
}

/**
 * Whether evaluating the node changes nothing: nothing is tainted so far, and no source is in it or can be reached from
 * it. Sinks and sanitizers have nothing to see then. Of functions that variables hold it must be known that they were
 * used, if they can start a flow or end one.
 */
export function isIdle(run: TaintRun, node: ts.Node): boolean {
  return (
    run.state !== undefined &&
    isCleanState(run.state) &&
    run.pending.size === 0 &&
    !run.sites.touchesSource(node) &&
    !run.sites.touchesUse(node)
  );
}

/** Counts work against the budget of the file; throws when it is used up. */
export function spendStep(run: TaintRun): void {
  step(run.ctx);
}
