/**
 * Which functions and library places each call may reach.
 *
 * Call sites are Call, New and Super instructions, identified by global value and numbered densely in that order.
 * Nothing is dropped: a site without target and without state is `unresolved` and counted.
 */

import type { RecordQuery, Transfer } from '../rules/model.ts';
import type { EntryPoint } from './entry-points.ts';
import type { ImplicitCall } from './implicit-calls.ts';
import type { TokenSets } from './token.ts';

/** How a site was resolved. Order = trust; from `name` on the edge lowers confidence. */
export const CallTier = {
  /** Local or imported function, class, namespace or object member, `this` method. */
  Direct: 0,
  /** Function value that flowed here (callback, factory, wrapper). */
  Flow: 1,
  /** Declared type or injected dependency of the receiver. */
  Type: 2,
  /** Interface method → its implementers. */
  Interface: 3,
  /** Library place. */
  External: 4,
  /** By method name only. */
  Name: 5,
  Unresolved: 6,
} as const;

/** A library function as something else than the plain callee of a call. */
export interface ShiftedState {
  /** Model state of the function. */
  readonly state: number;
  /** Added to an argument index to get the index the function sees; `applyShift` spreads an array. */
  readonly shift: number;
  /** Binding hands over arguments, but its result is a function. */
  readonly isBinding: boolean;
}

/** A function that was made by a library call and hands what it is called with to a place of that call. */
export interface Settler {
  /** The library call (global value). */
  readonly origin: number;
  /** Its row; `from.called` says which argument counts. */
  readonly transfer: Transfer;
}

/** See the head of this file. */
export interface CallGraph {
  /** Global values of the call sites, ascending. */
  readonly sites: Int32Array;
  /** Site of each global value, -1 if the value is no call. */
  readonly siteOfValue: Int32Array;
  /** Target functions (global) of site i: targets[targetStart[i] … targetStart[i + 1] - 1], ascending. */
  readonly targetStart: Int32Array;
  readonly targets: Int32Array;
  /** Parallel to targets: added to an argument index to get the parameter index (`call` -1, `bind` +n, `apply` -128). */
  readonly targetShift: Int16Array;
  /** Library states of the callee of site i, ascending. */
  readonly stateStart: Int32Array;
  readonly states: Int32Array;
  /** A number of {@link CallTier} per site. */
  readonly tier: Uint8Array;
  /** Package of an external callee per site (index into packageNames), -1 if none. Also set when no model exists. */
  readonly externalPackage: Int32Array;
  readonly packageNames: readonly string[];
  /** Sites that call function f: callers[callerStart[f] … callerStart[f + 1] - 1]. Library callbacks are not in here. */
  readonly callerStart: Int32Array;
  readonly callers: Int32Array;
  /** Functions that instructions run without a call: getters and setters, and methods that the language calls by itself. */
  readonly accessors: readonly ImplicitCall[];
  /** Function (global) → library states it was handed to: as a callback, by decoration, by a convention. */
  readonly handed: ReadonlyMap<number, readonly number[]>;
  /** Parameters (global values) that a decorator of a library stands before. */
  readonly decoratedParameters: ReadonlySet<number>;
  /** Exports that a framework calls by a convention, in the order of the modules. */
  readonly entryPoints: readonly EntryPoint[];
  /** Module index of each global value. */
  readonly moduleOfValue: Int32Array;
  /** Packages that have a model, for the coverage report. */
  readonly modelledPackages: ReadonlySet<string>;
  /** Name the call is written with (`logger.info`, `save`), per site, for messages. */
  readonly calleeName: (site: number) => string;
  /** What each value may be, as tokens. */
  readonly tokens: TokenSets;
  /** Functions (global) a value may be; empty when none is known. */
  readonly functionsOf: (value: number) => readonly number[];
  /** Library states a value may be at, aliases included. */
  readonly statesOf: (value: number) => readonly number[];
  /** Modules whose namespace object a value may be. */
  readonly namespacesOf: (value: number) => readonly number[];
  /** Classes (global) a value may itself be. */
  readonly classesOf: (value: number) => readonly number[];
  /** Library functions called with `call`, `apply` or after `bind`, by the global value of the call. */
  readonly shiftedStates: ReadonlyMap<number, readonly ShiftedState[]>;
  /** The same for a value that is a bound library function. */
  readonly boundStatesOf: (value: number) => readonly ShiftedState[];
  /** Calls (global values) of functions that settle a promise, set a state and the like. */
  readonly settled: readonly { readonly call: number; readonly settler: Settler }[];
  /** Such functions a value may be. */
  readonly settlersOf: (value: number) => readonly Settler[];
  /** Calls (global values) whose callee may be the result of `bind` on a function of the workspace. */
  readonly boundCalls: ReadonlySet<number>;
  /** What may stand for the identity of the object a value is: allocations and classes, as opaque numbers. */
  readonly identitiesOf: (value: number) => readonly number[];
  /** The same for objects of a class (global id). */
  readonly identityOfClass: (classId: number) => number;
  /** Classes (global) a value may be an instance of. */
  readonly instancesOf: (value: number) => readonly number[];
  /** Queries that calls (global values) of functions of the workspace are, which only hand the statement on. */
  readonly wrappedQueries: ReadonlyMap<number, readonly RecordQuery[]>;
  /** Calls (global values) inside of such functions: their callers are the queries. */
  readonly handedOnQueries: ReadonlySet<number>;
  /** Counts by tier, and callback functions handed to libraries. */
  readonly counts: { readonly byTier: readonly number[]; readonly calls: number };
}

/** Functions of the workspace (global) that a call site may run. */
export function targetsOf(callGraph: CallGraph, site: number): readonly number[] {
  const from = callGraph.targetStart[site] ?? 0;
  const to = callGraph.targetStart[site + 1] ?? 0;
  return Array.from({ length: to - from }, (_, k) => callGraph.targets[from + k] ?? 0);
}
