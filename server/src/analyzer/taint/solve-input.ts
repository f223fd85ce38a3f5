/**
 * What stage 2 is given, and what it gives back: the seeds and the rest of its input, and the tabulated facts.
 */
import type { Program } from '../program/program.ts';
import type { ProgramSymbols } from '../program/symbols.ts';
import type { CheckedLanesInput } from './checked-lanes.ts';
import type { Promotion } from './lanes.ts';
import type { PromotedStep } from './named-properties.ts';
import type { PathTable } from './paths.ts';
import type { Step } from './step-log.ts';
import type { Propagated } from './taint-sites.ts';

/** Where data of some lanes begins. */
export interface SolverSeed {
  readonly node: number;
  readonly path: number;
  readonly lanes: readonly number[];
  /** Index the caller knows the seed by. */
  readonly id: number;
}

/** The tabulated result. */
export interface Solution {
  readonly factCount: number;
  readonly contextCount: number;
  readonly steps: number;
  /** Functions (global) whose budget ran out. */
  readonly overBudget: readonly number[];
  /** The function (global) in which the budget of the whole run ended; -1 if everything was followed to its end. */
  readonly cutAt: number;
  contextOf(fact: number): number;
  nodeOf(fact: number): number;
  pathOf(fact: number): number;
  maskOf(fact: number): number;
  /** Facts at a node, in the order found. */
  factsAt(node: number): readonly number[];
  /** The first step that brought `lane` to `fact`; undefined if it is not there. */
  stepOf(fact: number, lane: number): Step | undefined;
  /** All steps that brought lanes to `fact`, oldest first. */
  stepsOf(fact: number): readonly Step[];
  /** Whether the instruction of a global value ever runs when a fact is there. */
  isLive(fact: number, value: number): boolean;
  /** Lanes of a fact that an instruction (global value) sees, which uses it. */
  maskAt(fact: number, value: number): number;
  /** Facts in callers from which a context was entered. */
  incomingOf(context: number): readonly number[];
}

/** What the solver works on. */
export interface SolveInput extends CheckedLanesInput {
  readonly program: Program;
  readonly symbols: ProgramSymbols;
  readonly paths: PathTable;
  /** Mask per node from stage 1. */
  readonly alive: Int32Array;
  readonly seeds: readonly SolverSeed[];
  /** Mask of lanes that the rules' own sanitizers clear at a node. */
  readonly cleared: ReadonlyMap<number, number>;
  /** Extra steps of the rules' propagators. */
  readonly propagators: ReadonlyMap<number, readonly Propagated[]>;
  /** Names of properties → what is read by them. */
  readonly namedProperties: ReadonlyMap<number, readonly PromotedStep[]>;
  /** Lanes that become others at a node. */
  readonly promotions: ReadonlyMap<number, readonly Promotion[]>;
  /** Steps of the run, at most; what is left then is not followed. */
  readonly maxSteps: number;
  /**
   * Whether a fact that was followed already, and gets more lanes, waits until nothing new is found, and is then followed in
   * the order in which facts were found. With a lane a record, lanes arrive one by one at what many endpoints share,
   * and in the order of a queue each would be carried through all of it by itself. Ways are then not the shortest.
   */
  readonly gathersLanes: boolean;
  /**
   * Whether methods have what was stored in their receiver from its class, where that is enough (shared-fields.ts), and
   * what is known for all callers is not told for some of them once more. Not for who asks in which context a fact is.
   */
  readonly sharesFields?: boolean;
}
