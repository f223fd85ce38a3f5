/**
 * The rule-independent value-flow graph: how data moves between the functions of the program.
 *
 * Nodes are global values, then one node per cell, function return, function throw, receiver at a function's exit,
 * class field, and helper nodes.
 * Steps inside a function are the def–use chains of its IR and are not stored again; stored are the *links* between
 * functions and through the heap, each with a kind that tells the precise stage what happens to paths and contexts.
 * Links depend on IR, call graph and models, never on rules.
 */
import type { KnownArgument } from '../ir/specialized-constants.ts';
import type { AccessStep } from '../rules/model.ts';
import type { ClearSpec } from '../rules/rule.ts';
import type { UnknownClass } from './unknown-call.ts';

/** What a link does. */
export const LinkKind = {
  /** Into a callee: the caller's context is remembered. */
  Enter: 0,
  /** Out of a callee: only to callers that entered, or to all from a context-free fact. */
  Exit: 1,
  /** Inside one function. */
  Move: 2,
  /** Through the heap (cell, import, class field): contexts are forgotten. */
  Heap: 3,
  /** From a class field to a read through `this`: leaves only to receivers that are not fresh local objects. */
  ThisHeap: 4,
} as const;

/** How a link changes the path of a fact. */
export interface PathChange {
  /** Popped from the front, outermost first. */
  readonly from: readonly AccessStep[];
  /** Then pushed in front, outermost first. */
  readonly to: readonly AccessStep[];
  /**
   * `value` keeps the rest, `field` too, but only of data below a field, `below` of all but the value itself; `taint` makes the target tainted as a whole,
   * `unknown` too, at a cost in confidence.
   */
  readonly mode: 'value' | 'field' | 'below' | 'taint' | 'unknown';
  /** What a library sanitizer removes on the way. */
  readonly clears: ClearSpec | undefined;
  /** Lower-case name class of an unknown callee. */
  readonly unknownClass: UnknownClass;
  /** Fields of the source that do not arrive, because something else puts them there later. */
  readonly replaced?: readonly string[];
}

/** What a call edge puts into a slot of its callee, from which the callee takes what it calls. */
export interface HandedFunction {
  /** Slot of the callee: a parameter's index, or one of those that have names. */
  readonly parameter: number;
  /** Slot of the caller that is handed on, {@link noSlot} if it is none. */
  readonly outer: number;
  /** Functions the argument may be, whoever calls the caller. */
  readonly functions: readonly number[];
}

/** What a library function that was handed out as a callback is called with. */
export interface VirtualArgument {
  readonly node: number;
  /** Model state of the library function, and which of its arguments. */
  readonly state: number;
  readonly argument: number;
  /** Global value that stands for it in messages. */
  readonly anchor: number;
}

/** See the head of this file. */
export interface ValueFlowGraph {
  readonly nodeCount: number;
  readonly valueCount: number;
  /** Links of node n: start[n] … start[n + 1] - 1, in the columns below. */
  readonly start: Int32Array;
  readonly to: Int32Array;
  readonly kind: Uint8Array;
  /** Call edge (unique per site and target) that Enter and Exit links share; -1 otherwise. */
  readonly edge: Int32Array;
  /** Index into changes, -1 when the path stays. */
  readonly change: Int32Array;
  /** Site of the link, -1 if none; below that an instruction that must run for it, see {@link atInstruction}. */
  readonly site: Int32Array;
  /** Backward: sources of links into node n. */
  readonly backStart: Int32Array;
  readonly backFrom: Int32Array;
  readonly changes: readonly PathChange[];
  /** Of the receiver at the site of a call edge: 1 a fresh local object, 2 the receiver of the calling function, 0 another. */
  readonly edgeIsFresh: Uint8Array;
  /** Tier of a call edge. */
  readonly edgeTier: Uint8Array;
  /** Callee (global function) of a call edge. */
  readonly edgeTarget: Int32Array;
  /** Slot of the calling function that the callee was called through, -1 if it was not. */
  readonly edgeThrough: Int32Array;
  /** Global value of the call of a site. */
  readonly siteValue: (site: number) => number;
  /** What is known of the arguments of a call edge where it decides the way the callee takes. */
  readonly knownArguments: (edge: number) => readonly KnownArgument[];
  /** Functions that call edges hand to parameters which the callee calls. */
  readonly handed: ReadonlyMap<number, readonly HandedFunction[]>;
  /** Function (global) each node belongs to, -1 for heap nodes. */
  readonly functionOf: (node: number) => number;
  readonly returnNode: (functionId: number) => number;
  readonly throwNode: (functionId: number) => number;
  readonly linkCount: number;
  readonly virtualArguments: readonly VirtualArgument[];
  /** Node of a queue, topic or channel → what it is called in a path: `queue "letters"`. */
  readonly crossings: ReadonlyMap<number, string>;
  /** Posts whose object the callee certainly leaves as its own exits say, so nothing passes around it. */
  readonly strongPosts: ReadonlySet<number>;
  /** Stores that call a setter: what they are given is where the setter puts it. */
  readonly setterStores: ReadonlySet<number>;
  /** Posts of a merge (global values) → fields that the call certainly replaced in the object. */
  readonly replacedAtPost: ReadonlyMap<number, readonly string[]>;
  /** Whether a node is a variable or field that several places write, so that what is read may be another's. */
  readonly isLoose: (node: number) => boolean;
  /** Fields of receivers that are the same for all objects of a class. */
  readonly sharedFields: {
    nodeOf(receiver: number, symbol: number): number;
    leftIn(after: number, functionId: number, symbol: number, isOwn: boolean): number;
    isOfService(receiver: number): boolean;
  };
  /** Whether a node is the receiver of a function as it leaves. */
  readonly isSelf: (node: number) => boolean;
  /** Modules (by index) with accessor calls and the like, whose links begin or end at values that a condensation may drop. */
  readonly hasAccessors: Uint8Array;
}

/** What stands in the column of sites for a link that is no call: the global value of its instruction. Its own inverse. */
export function atInstruction(value: number): number {
  return -2 - value;
}

/** In place of a slot: what is called comes from none. */
export const noSlot = -1;

/** Field name of a promise for what it is rejected with. */
export const rejectedName = '<rejected>';

/** Field name of an object for those of its names that are data themselves. */
export const keysName = '<keys>';

/** Field name of a generator for what it returns. */
export const returnedName = '<returned>';

/** Field of a closure for what a captured variable (global cell) holds. */
export function capturedName(name: string, cell: number): string {
  return `${capturedPrefix}${name}#${cell}`;
}

/** Whether a field is a captured variable of a closure. */
export function isCapturedName(name: string): boolean {
  return name.startsWith(capturedPrefix);
}

/** Head of a path for the entry of a keyed collection under a key that is known. */
export function entryName(key: string): string {
  return `${entryPrefix}${key}`;
}

/** Whether a head is an entry under a known key. */
export function isEntryName(name: string): boolean {
  return name.startsWith(entryPrefix);
}

/** The key of such an entry. */
export function keyOfEntry(name: string): string {
  return name.slice(entryPrefix.length);
}

/** No property that a program names begins so. */
const capturedPrefix = '\u0000';
const entryPrefix = '\u0001';
