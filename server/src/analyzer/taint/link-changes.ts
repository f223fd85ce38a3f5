/**
 * What links of the graph do to a path and to lanes, prepared for one run.
 */
import { PairMap } from '../base/pair-map.ts';
import type { ProgramSymbols } from '../program/symbols.ts';
import type { AccessStep } from '../rules/model.ts';
import type { LaneTable } from './lanes.ts';
import { anyPath, emptyPath, type PathTable } from './paths.ts';
import {
  entryName,
  isCapturedName,
  keyOfEntry,
  type PathChange,
  type ValueFlowGraph,
} from './value-flow-graph.ts';

/** Last position of a list that is told apart. */
const lastPosition = 9;

/** See the head of this file. */
export class LinkChanges {
  readonly #changes: readonly PathChange[];
  readonly #paths: PathTable;
  readonly #symbols: ProgramSymbols;
  /** Change and path → path afterwards plus one, 0 if the data is not there. */
  readonly #known = new PairMap(1024);
  /** Per change: lanes that pass. */
  readonly masks: Int32Array;

  constructor(graph: ValueFlowGraph, lanes: LaneTable, paths: PathTable, symbols: ProgramSymbols) {
    this.#changes = graph.changes;
    this.#paths = paths;
    this.#symbols = symbols;
    const injection = lanes.familyMask.get('injection') ?? 0;
    this.masks = Int32Array.from(graph.changes, (change) => {
      let keep = 1;
      if (change.clears) keep = lanes.masks.andNot(keep, lanes.clearMask(change.clears));
      // What a predicate gives back is a fact about the data, not the data.
      if (change.unknownClass === 'predicate') keep = 0;
      if (change.unknownClass === 'hash') keep = lanes.masks.andNot(keep, injection);
      return keep;
    });
  }

  /** Whether the callee of a change is not known, so that the way is doubtful. */
  isUnknown(change: number): boolean {
    return this.#changes[change]?.mode === 'unknown';
  }

  /** The path after a change; -1 if the data is not there. */
  apply(change: number, path: number): number {
    const known = this.#known.get(change, path, -1);
    if (known >= 0) return known - 1;
    const next = this.#applyAnew(change, path);
    this.#known.set(change, path, next + 1);
    return next;
  }

  /** The key under which the data at a path is kept, or the name of its field; undefined if that is not known. */
  #keyOf(path: number, step: AccessStep['kind']): string | undefined {
    const paths = this.#paths;
    if (path <= anyPath) return undefined;
    const head = paths.head(path);
    if (paths.startsWithEntry(path)) return keyOfEntry(this.#symbols.interner.text(head));
    if (step === 'element' || paths.startsWithElement(path) || head === paths.record) return undefined;
    return this.#symbols.interner.text(head);
  }

  /** Head of a path for a step; `key` is the one of the entry that the data comes from. */
  #headFor(step: AccessStep, key: string | undefined): number {
    const { interner } = this.#symbols;
    if (step.kind === 'member') return interner.intern(step.name);
    if (key !== undefined && !isCapturedName(key)) {
      // An element that is handed on stays the entry it was.
      if (step.kind === 'entry' || step.kind === 'element') return interner.intern(entryName(key));
      if (step.kind === 'same') return interner.intern(key);
    }
    return step.kind === 'element' ? this.#paths.element : this.#paths.key;
  }

  /** The path with its position moved; -1 if it is not among those that are left. */
  #move(step: Extract<AccessStep, { readonly kind: 'moved' }>, path: number): number {
    if (path <= anyPath) return path;
    const text = this.#headOf(path);
    if (!/^\d+$/.test(text)) return path;
    const index = Number(text);
    if (step.by !== undefined && (index < step.first || index >= step.end)) return -1;
    const moved = step.by === undefined ? lastPosition + 1 : index + step.by;
    if (moved < 0) return -1;
    const head = moved > lastPosition ? this.#paths.element : this.#symbols.interner.intern(String(moved));
    return this.#paths.push(head, this.#paths.tail(path));
  }

  #headOf(path: number): string {
    return this.#symbols.interner.text(this.#paths.head(path));
  }

  #applyAnew(id: number, path: number): number {
    const change = this.#changes[id];
    if (!change) return -1;
    const paths = this.#paths;
    let rest = path;
    if (change.mode === 'field' && path <= anyPath) return -1;
    if (change.mode === 'below' && path === emptyPath) return -1;
    if (change.replaced && path > anyPath && change.replaced.includes(this.#headOf(path))) return -1;
    let known: string | undefined;
    let position: string | undefined;
    for (const step of change.from) {
      // A model's element may stand for a value under an unknown key too; any depth leaves the path as it is.
      if (step.kind === 'any') continue;
      if (step.kind === 'moved') rest = this.#move(step, rest);
      else if (step.kind !== 'member') {
        known = this.#keyOf(rest, step.kind) ?? known;
        if (step.kind !== 'entry' && rest > anyPath && /^\d$/.test(this.#headOf(rest)))
          position = this.#headOf(rest);
        rest = paths.loadUnknown(rest);
      } else if (rest <= anyPath && isCapturedName(step.name)) return -1;
      else rest = paths.load(rest, this.#symbols.interner.intern(step.name));
      if (rest < 0) return -1;
    }
    if (change.mode === 'unknown' || change.mode === 'taint') {
      // What a closure captured is no part of what is made of the closure.
      if (paths.hasCaptured(rest)) return -1;
      rest = emptyPath;
    }
    for (let k = change.to.length - 1; k >= 0; k--) {
      const step = change.to[k] as AccessStep;
      if (step.kind === 'any') rest = rest === emptyPath ? anyPath : rest;
      else rest = paths.push(this.#headFor(step, step.kind === 'same' ? (known ?? position) : known), rest);
      if (rest < 0) return -1;
    }
    return rest;
  }
}
