/**
 * Stage 1: for all rules at once, which nodes lie between a source and a sink of the same lane.
 *
 * Bit sets of lanes (of their classes, see lane-classes.ts) run forward from sources and backward from sinks over the condensed graph (field-blind, context-
 * blind, no sanitizers), so every real flow survives. The forward half goes only where the backward half has been.
 * Values that the condensation left out are filled in after each half, only where something may survive.
 */
import type { CancellationToken } from '../base/cancellation.ts';
import { throwIfCancelled } from '../base/cancellation.ts';
import { SweepList } from '../base/sweep-list.ts';
import type { Program, ProgramModule } from '../program/program.ts';
import type { ExtraStep, ExtraSteps, LaneClasses } from './lane-classes.ts';
import type { Promotion } from './lanes.ts';
import { localFlowOf } from './local-flow.ts';
import type { ValueFlowGraph } from './value-flow-graph.ts';

/** A node and the classes of lanes that start (or are accepted) there. */
export interface LaneSeed {
  readonly node: number;
  readonly classes: readonly number[];
}

/** See the head of this file. */
export interface Reach {
  /** Mask (of the lane table) that may be alive at a node and still matter; 0 = none. */
  readonly alive: Int32Array;
  readonly survivors: number;
  readonly survivingFunctions: number;
}

/** Backward only: nodes from which some sink of each lane can be reached. For asking classification what is wanted. */
export interface BackwardReach {
  readonly isWanted: (node: number) => boolean;
  readonly words: Uint32Array;
}

/** Runs the backward half. */
export function reachBackward(
  program: Program,
  graph: ValueFlowGraph,
  classes: LaneClasses,
  sinks: readonly LaneSeed[],
  extra: ExtraSteps,
  cancel: CancellationToken,
): BackwardReach {
  const reversed = new Map<number, ExtraStep[]>();
  for (const [from, steps] of extra)
    for (const { to, promotion } of steps) {
      const step =
        promotion === undefined
          ? { to: from }
          : { to: from, promotion: { from: promotion.to, to: promotion.from } };
      const known = reversed.get(to);
      if (known) known.push(step);
      else reversed.set(to, [step]);
    }
  const width = wordsOf(classes);
  const words = spread({ program, graph, classes, seeds: sinks, extra: reversed, within: undefined }, cancel);
  fill(program, width, words, undefined, cancel);
  return {
    words,
    isWanted: (node) => {
      for (let w = 0; w < width; w++) if ((words[node * width + w] ?? 0) !== 0) return true;
      return false;
    },
  };
}

/** Runs the forward half and joins both. */
export function reachForward(
  program: Program,
  graph: ValueFlowGraph,
  classes: LaneClasses,
  sources: readonly LaneSeed[],
  backward: BackwardReach,
  extra: ExtraSteps,
  cancel: CancellationToken,
): Reach {
  const width = wordsOf(classes);
  const within = backward.words;
  const forward = spread({ program, graph, classes, seeds: sources, extra, within }, cancel);
  fill(program, width, forward, within, cancel);
  const alive = new Int32Array(graph.nodeCount);
  const isAlive = new Uint8Array(program.functionCount);
  let survivingFunctions = 0;
  const key = new Uint32Array(width);
  const maskOf = maskTable(classes, width);
  let survivors = 0;
  for (let node = 0; node < graph.nodeCount; node++) {
    if (isZero(forward, node, width)) continue;
    let any = 0;
    for (let w = 0; w < width; w++) {
      key[w] = (forward[node * width + w] ?? 0) & (backward.words[node * width + w] ?? 0);
      any |= key[w] ?? 0;
    }
    if (any === 0) continue;
    alive[node] = maskOf(key);
    survivors++;
    const owner = graph.functionOf(node);
    if (owner < 0 || isAlive[owner] === 1) continue;
    isAlive[owner] = 1;
    survivingFunctions++;
  }
  return { alive, survivors, survivingFunctions };
}

/** Masks of sets of classes, each asked for once: few sets stand at many nodes. */
function maskTable(classes: LaneClasses, width: number): (key: Uint32Array) => number {
  const known = new Map<number, { readonly key: Uint32Array; readonly mask: number }[]>();
  return (key) => {
    let hash = 0;
    for (let w = 0; w < width; w++) hash = (Math.imul(hash, 31) + (key[w] ?? 0)) | 0;
    const rows = known.get(hash);
    const found = rows?.find((row) => row.key.every((word, w) => word === key[w]));
    if (found) return found.mask;
    const row = { key: key.slice(), mask: classes.maskOf(key) };
    if (rows) rows.push(row);
    else known.set(hash, [row]);
    return row.mask;
  };
}

function wordsOf(classes: LaneClasses): number {
  return Math.max(1, (classes.count + 31) >>> 5);
}

const none: readonly Promotion[] = [];
const noSteps: readonly ExtraStep[] = [];

interface Spread {
  readonly program: Program;
  readonly graph: ValueFlowGraph;
  readonly classes: LaneClasses;
  readonly seeds: readonly LaneSeed[];
  readonly extra: ExtraSteps;
  /** Forward: the bits of the backward half, beside which nothing is kept. Undefined for the backward half itself. */
  readonly within: Uint32Array | undefined;
}

/** Propagates lane bits over links and condensed steps until nothing grows. */
function spread(
  { program, graph, classes, seeds, extra, within }: Spread,
  cancel: CancellationToken,
): Uint32Array {
  const isForward = within !== undefined;
  const width = wordsOf(classes);
  const { promotions } = classes;
  const { nodeCount, valueCount, hasAccessors } = graph;
  const { modules, moduleOfValue } = program;
  const bits = new Uint32Array(nodeCount * width);
  const waiting = new SweepList(nodeCount, isForward);
  for (const seed of seeds) {
    setBits(bits, seed.node, width, seed.classes);
    if (within) keepBits(bits, within, seed.node, width);
    waiting.add(seed.node);
  }
  const isSpecial = new Uint8Array(nodeCount);
  for (const node of promotions.keys()) isSpecial[node] = 1;
  for (const node of extra.keys()) isSpecial[node] = 1;
  const flows = modules.map(({ ir }) => localFlowOf(ir));
  const start = isForward ? graph.start : graph.backStart;
  const other = isForward ? graph.to : graph.backFrom;
  let steps = 0;
  for (let node = waiting.next(); node >= 0; node = waiting.next()) {
    if ((++steps & 0x3fff) === 0) throwIfCancelled(cancel);
    // A fixed point within the node: the bits of one label bring those of another (backward: the other way round).
    if (isSpecial[node] === 1) {
      for (const { from, to } of promotions.get(node) ?? none) {
        from.forEach((lane, index) => {
          const promoted = to[index] ?? lane;
          if (hasBit(bits, node, width, isForward ? lane : promoted))
            setBits(bits, node, width, [isForward ? promoted : lane]);
        });
      }
      if (within) keepBits(bits, within, node, width);
    }
    for (let k = start[node] ?? 0, end = start[node + 1] ?? 0; k < end; k++) {
      const next = other[k] ?? 0;
      if (orInto(bits, next, node, width, within)) waiting.add(next);
    }
    if (isSpecial[node] === 1) {
      for (const { to, promotion } of extra.get(node) ?? noSteps) {
        const isGrown =
          promotion === undefined
            ? orInto(bits, to, node, width, within)
            : orPromoted(bits, to, node, width, promotion, within);
        if (isGrown) waiting.add(to);
      }
    }
    if (node >= valueCount) continue;
    const index = moduleOfValue[node] ?? 0;
    const flow = flows[index];
    const base = modules[index]?.valueBase ?? 0;
    if (!flow) continue;
    const local = node - base;
    // A seed on a value that is not kept walks its own steps to the first kept ones.
    const isKept = flow.isKept[local] === 1 && hasAccessors[index] === 0;
    const rows = isForward
      ? isKept
        ? flow.keptStart
        : flow.start
      : isKept
        ? flow.keptBackStart
        : flow.backStart;
    const targets = isForward
      ? isKept
        ? flow.keptTarget
        : flow.target
      : isKept
        ? flow.keptBackTarget
        : flow.backTarget;
    for (let k = rows[local] ?? 0, end = rows[local + 1] ?? 0; k < end; k++) {
      const next = base + (targets[k] ?? 0);
      if (orInto(bits, next, node, width, within)) waiting.add(next);
    }
  }
  return bits;
}

/** Gives the values that the condensation left out their bits, in functions that need them. */
function fill(
  program: Program,
  width: number,
  bits: Uint32Array,
  within: Uint32Array | undefined,
  cancel: CancellationToken,
): void {
  for (const module of program.modules) {
    throwIfCancelled(cancel);
    const flow = localFlowOf(module.ir);
    const rows = within ? flow.start : flow.backStart;
    const targets = within ? flow.target : flow.backTarget;
    const base = module.valueBase;
    const count = module.ir.op.length;
    const stack: number[] = [];
    for (let v = 0; v < count; v++) {
      if (isZero(bits, base + v, width)) continue;
      stack.push(v);
      while (stack.length > 0) {
        const at = stack.pop() ?? 0;
        for (let k = rows[at] ?? 0; k < (rows[at + 1] ?? 0); k++) {
          const next = targets[k] ?? 0;
          if (flow.isKept[next] === 1) continue;
          if (orInto(bits, base + next, base + at, width, within)) stack.push(next);
        }
      }
    }
  }
}

function hasBit(bits: Uint32Array, node: number, width: number, lane: number): boolean {
  return (((bits[node * width + (lane >>> 5)] ?? 0) >>> (lane & 31)) & 1) === 1;
}

function setBits(bits: Uint32Array, node: number, width: number, lanes: readonly number[]): void {
  for (const lane of lanes) {
    const at = node * width + (lane >>> 5);
    bits[at] = (bits[at] ?? 0) | (1 << (lane & 31));
  }
}

/** Leaves a node only the bits that it has in `within` too. */
function keepBits(bits: Uint32Array, within: Uint32Array, node: number, width: number): void {
  for (let at = node * width; at < (node + 1) * width; at++) bits[at] = (bits[at] ?? 0) & (within[at] ?? 0);
}

/** Gives a node the bits of another, as far as `within` has them; whether it had not all of them. */
function orInto(
  bits: Uint32Array,
  to: number,
  from: number,
  width: number,
  within: Uint32Array | undefined,
): boolean {
  let grown = false;
  for (let w = 0, at = to * width, source = from * width; w < width; w++, at++, source++) {
    const given = bits[source] ?? 0;
    const old = bits[at] ?? 0;
    const next = old | (within === undefined ? given : given & (within[at] ?? 0));
    // Operators give signed numbers, the array unsigned ones.
    if (next >>> 0 === old) continue;
    bits[at] = next;
    grown = true;
  }
  return grown;
}

/** Gives a node the lanes that those of another become. */
function orPromoted(
  bits: Uint32Array,
  to: number,
  from: number,
  width: number,
  promotion: Promotion,
  within: Uint32Array | undefined,
): boolean {
  let grown = false;
  promotion.from.forEach((lane, index) => {
    const promoted = promotion.to[index] ?? lane;
    if (!hasBit(bits, from, width, lane) || hasBit(bits, to, width, promoted)) return;
    if (within && !hasBit(within, to, width, promoted)) return;
    setBits(bits, to, width, [promoted]);
    grown = true;
  });
  return grown;
}

function isZero(bits: Uint32Array, node: number, width: number): boolean {
  for (let w = 0; w < width; w++) if ((bits[node * width + w] ?? 0) !== 0) return false;
  return true;
}

/** Module of a global value. */
export function moduleLookup(program: Program): (value: number) => ProgramModule | undefined {
  const { modules, moduleOfValue } = program;
  return (value) => modules[moduleOfValue[value] ?? -1];
}
