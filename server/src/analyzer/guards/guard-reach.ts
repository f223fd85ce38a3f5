/**
 * The first stage of the guard flow: which nodes lie between something an endpoint holds and something that is asked.
 *
 * From the places that are asked about backward, then from the sources forward, one byte a node. A function of an
 * endpoint is left towards callers that run in an endpoint that is asked about: what a script or another part of the
 * program hands to the same function says nothing about who calls the endpoint. Through the heap (variables of modules,
 * class fields) everything counts that serves any request. Field-blind and without contexts, so every flow that is
 * asked about survives.
 */
import type { CancellationToken } from '../base/cancellation.ts';
import { throwIfCancelled } from '../base/cancellation.ts';
import type { Program } from '../program/program.ts';
import { localFlowOf } from '../taint/local-flow.ts';
import { moduleLookup } from '../taint/reach.ts';
import { LinkKind, type ValueFlowGraph } from '../taint/value-flow-graph.ts';

/** Bits of what may be at a node. */
export const GuardBit = {
  /** Values of the request, for filters and conditions. */
  Request: 1,
  /** Values of the caller, for filters and conditions. */
  Subject: 2,
  /** What queries read, for filters and conditions. */
  Touch: 4,
  /** Patient data of records, for responses. */
  Record: 8,
} as const;

/** What is asked. */
export interface GuardReachInput {
  readonly program: Program;
  readonly graph: ValueFlowGraph;
  /** Functions (global) of the endpoints that are asked about. */
  readonly functions: ReadonlySet<number>;
  /** Functions of all endpoints. */
  readonly serving: ReadonlySet<number>;
  /** Nodes of filters and conditions. */
  readonly checks: Iterable<number>;
  /** Nodes of responses. */
  readonly responses: Iterable<number>;
  /** Nodes that nothing passes. */
  readonly closed: Uint8Array;
  /** Where something begins, and which bit of {@link GuardBit} it is. */
  readonly sources: readonly { readonly node: number; readonly bit: number }[];
}

// Backward, per node: asked by a check or a response, each with (own) and without (any) regard to who calls.
const checkOwn = 1;
const checkAny = 2;
const responseOwn = 4;
const responseAny = 8;
const own = checkOwn | responseOwn;
const any = checkAny | responseAny;

/** Bits of {@link GuardBit} per node. */
export function guardReach(input: GuardReachInput, cancel: CancellationToken): Uint8Array {
  const { program, graph } = input;
  const walk = new Walk(program, graph, input.closed, cancel);
  const asked = new Uint8Array(graph.nodeCount);
  for (const node of input.checks) walk.add(asked, node, checkOwn);
  for (const node of input.responses) walk.add(asked, node, responseOwn);
  const callees = calleesOf(graph);
  const isAllowed = withCallees(callees, input.functions, program.functionCount);
  // Where a request or a caller is known, a request is served, whether or not an endpoint was found for it.
  const homes = input.sources.map(({ node }) => graph.functionOf(node)).filter((f) => f >= 0);
  const isServing = withCallees(callees, [...input.serving, ...homes], program.functionCount);
  const cellOwner = ownersOfCells(program);
  const isOwnCell = (node: number) => {
    const owner = cellOwner[node - graph.valueCount] ?? -1;
    return owner >= 0 && isAllowed[owner] === 1;
  };
  walk.backward(asked, (from, to, kind, bits) => {
    const f = graph.functionOf(from);
    if (f >= 0 && isServing[f] === 0) return 0;
    if (kind === LinkKind.Heap || kind === LinkKind.ThisHeap)
      return isOwnCell(from) || isOwnCell(to) ? bits : ((bits & own) << 1) | (bits & any);
    return kind === LinkKind.Enter && f >= 0 && isAllowed[f] === 0 ? bits & any : bits;
  });
  const held = new Uint8Array(graph.nodeCount);
  for (const { node, bit } of input.sources) if (asked[node] !== 0) walk.add(held, node, bit);
  walk.forward(held, asked);
  for (let node = 0; node < held.length; node++) {
    const wanted =
      ((asked[node] ?? 0) & (checkOwn | checkAny)
        ? GuardBit.Request | GuardBit.Subject | GuardBit.Touch
        : 0) | ((asked[node] ?? 0) & (responseOwn | responseAny) ? GuardBit.Record : 0);
    held[node] = (held[node] ?? 0) & wanted;
  }
  return held;
}

/** What of the bits at `to` is asked of `from`, over a link of a kind. */
type Crossing = (from: number, to: number, kind: number, bits: number) => number;

/** Spreads bits over links and steps inside functions. */
class Walk {
  readonly #program: Program;
  readonly #graph: ValueFlowGraph;
  readonly #cancel: CancellationToken;
  readonly #closed: Uint8Array;
  readonly #queued: Uint8Array;
  #queue: number[] = [];

  constructor(program: Program, graph: ValueFlowGraph, closed: Uint8Array, cancel: CancellationToken) {
    this.#closed = closed;
    this.#program = program;
    this.#graph = graph;
    this.#cancel = cancel;
    this.#queued = new Uint8Array(graph.nodeCount);
  }

  add(bits: Uint8Array, node: number, more: number): void {
    const old = bits[node] ?? 0;
    if ((old | more) === old || this.#closed[node] === 1) return;
    bits[node] = old | more;
    if (this.#queued[node] === 1) return;
    this.#queued[node] = 1;
    this.#queue.push(node);
  }

  backward(bits: Uint8Array, crossing: Crossing): void {
    const { start, from, kind } = linksByTarget(this.#graph);
    const moduleOf = moduleLookup(this.#program);
    this.#run((node) => {
      const here = bits[node] ?? 0;
      for (let k = start[node] ?? 0; k < (start[node + 1] ?? 0); k++) {
        const source = from[k] ?? 0;
        const more = crossing(source, node, kind[k] ?? 0, here);
        if (more !== 0) this.add(bits, source, more);
      }
      const module = node < this.#graph.valueCount ? moduleOf(node) : undefined;
      if (!module) return;
      const { backStart, backTarget } = localFlowOf(module.ir);
      const local = node - module.valueBase;
      for (let k = backStart[local] ?? 0; k < (backStart[local + 1] ?? 0); k++)
        this.add(bits, module.valueBase + (backTarget[k] ?? 0), here);
    });
  }

  /** Forward, only where `within` says that somebody asks. */
  forward(bits: Uint8Array, within: Uint8Array): void {
    const { start, to } = this.#graph;
    const moduleOf = moduleLookup(this.#program);
    this.#run((node) => {
      const here = bits[node] ?? 0;
      for (let k = start[node] ?? 0; k < (start[node + 1] ?? 0); k++) {
        const next = to[k] ?? 0;
        if (within[next] !== 0) this.add(bits, next, here);
      }
      const module = node < this.#graph.valueCount ? moduleOf(node) : undefined;
      if (!module) return;
      const flow = localFlowOf(module.ir);
      const local = node - module.valueBase;
      for (let k = flow.start[local] ?? 0; k < (flow.start[local + 1] ?? 0); k++) {
        const next = module.valueBase + (flow.target[k] ?? 0);
        if (within[next] !== 0) this.add(bits, next, here);
      }
    });
  }

  #run(visit: (node: number) => void): void {
    let steps = 0;
    while (this.#queue.length > 0) {
      const batch = this.#queue;
      this.#queue = [];
      for (const node of batch) {
        if ((++steps & 0x3fff) === 0) throwIfCancelled(this.#cancel);
        this.#queued[node] = 0;
        visit(node);
      }
    }
  }
}

/** Links in rows by the node they lead to, with their kinds. */
function linksByTarget(graph: ValueFlowGraph): { start: Int32Array; from: Int32Array; kind: Uint8Array } {
  const start = graph.backStart;
  const from = new Int32Array(graph.linkCount);
  const kind = new Uint8Array(graph.linkCount);
  const next = start.slice();
  for (let node = 0; node < graph.nodeCount; node++) {
    for (let k = graph.start[node] ?? 0; k < (graph.start[node + 1] ?? 0); k++) {
      const target = graph.to[k] ?? 0;
      const at = next[target] ?? 0;
      next[target] = at + 1;
      from[at] = node;
      kind[at] = graph.kind[k] ?? 0;
    }
  }
  return { start, from, kind };
}

/** Callees of each function, also in ways that a call tree does not list (accessors, callbacks). */
function calleesOf(graph: ValueFlowGraph): ReadonlyMap<number, ReadonlySet<number>> {
  const callees = new Map<number, Set<number>>();
  for (let node = 0; node < graph.nodeCount; node++) {
    for (let k = graph.start[node] ?? 0; k < (graph.start[node + 1] ?? 0); k++) {
      if (graph.kind[k] !== LinkKind.Exit) continue;
      const callee = graph.functionOf(node);
      const caller = graph.functionOf(graph.to[k] ?? 0);
      if (callee < 0 || caller < 0) continue;
      const known = callees.get(caller);
      if (known) known.add(callee);
      else callees.set(caller, new Set([callee]));
    }
  }
  return callees;
}

/** Functions and what they call: 1 for each. */
function withCallees(
  callees: ReadonlyMap<number, ReadonlySet<number>>,
  functions: Iterable<number>,
  count: number,
): Uint8Array {
  const isIn = new Uint8Array(count);
  const stack = [...functions];
  for (const f of stack) isIn[f] = 1;
  while (stack.length > 0) {
    for (const callee of callees.get(stack.pop() ?? 0) ?? []) {
      if (isIn[callee] === 1) continue;
      isIn[callee] = 1;
      stack.push(callee);
    }
  }
  return isIn;
}

/** The function (global) that declares each captured variable; -1 for those of modules. */
function ownersOfCells(program: Program): Int32Array {
  const owners = new Int32Array(program.cellCount).fill(-1);
  for (const { ir, cellBase, functionBase } of program.modules)
    ir.cells.forEach(({ functionId }, id) => {
      if (functionId > 0) owners[cellBase + id] = functionBase + functionId;
    });
  return owners;
}
