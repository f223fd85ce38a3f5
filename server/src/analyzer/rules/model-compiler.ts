/**
 * What the compilation of models works on: the growing automaton, and the facts that hang on its states.
 *
 * Facts lie in slots by section and place, each filled by one file, so that a later file can replace them.
 */
import type { Problem } from '../base/problem.ts';
import type {
  AccessStep,
  EndpointModel,
  EntryPointModel,
  KindFact,
  PortPath,
  QueryModel,
  Transfer,
} from './model.ts';
import type { ClearRow, RowOrigin } from './model-rows.ts';
import { addState, createStates, type DraftState } from './model-states.ts';

/** Package name under which globals are modelled. */
export const globalPackage = 'global';

/** Type whose members are the methods of values nothing is known about. */
export const unknownValueType = 'Value';

/** Facts of one section at one place, all from the same file. */
export interface Slot<T> {
  file: number;
  origin: RowOrigin;
  facts: T[];
}

/** The automaton and its facts while rows are added. */
export interface ModelCompiler {
  readonly states: DraftState[];
  readonly packages: Map<string, number>;
  readonly types: Map<string, number>;
  /** Annotation → state, beside the types. */
  readonly annotations: Map<string, number>;
  readonly problems: Problem[];
  /** Key: state and fact path. */
  readonly sources: Map<string, Slot<KindFact & { readonly state: number }>>;
  readonly sinks: Map<string, Slot<KindFact & { readonly state: number }>>;
  /** Key: state. */
  readonly transfers: Map<number, Slot<Transfer>>;
  readonly clears: Map<number, Slot<ClearRow>>;
  readonly queries: Map<number, Slot<QueryModel>>;
  readonly endpoints: Map<number, Slot<EndpointModel>>;
  readonly entryPoints: EntryPointModel[];
  readonly invokes: Map<number, Set<number>>;
  readonly neverReturns: Set<number>;
  /** States that are called, as far as rows say. */
  readonly called: Set<number>;
}

/** A fresh compiler that knows only the type of unknown values. */
export function createCompiler(): ModelCompiler {
  const states = createStates();
  return {
    states,
    packages: new Map(),
    types: new Map([[unknownValueType, addState(states, unknownValueType, '').id]]),
    annotations: new Map(),
    problems: [],
    sources: new Map(),
    sinks: new Map(),
    transfers: new Map(),
    clears: new Map(),
    queries: new Map(),
    endpoints: new Map(),
    entryPoints: [],
    invokes: new Map(),
    neverReturns: new Set(),
    called: new Set(),
  };
}

/** Arguments that a call at a state calls; made on first use. */
export function invokesOf(compiler: ModelCompiler, state: number): Set<number> {
  const known = compiler.invokes.get(state) ?? new Set<number>();
  compiler.invokes.set(state, known);
  return known;
}

/** Whether two moves are between the same ports. */
export function samePorts(
  a: { readonly from: PortPath; readonly to: PortPath },
  b: { readonly from: PortPath; readonly to: PortPath },
): boolean {
  return portKey(a.from) === portKey(b.from) && portKey(a.to) === portKey(b.to);
}

function portKey(port: PortPath): string {
  const { argument, argumentEnd, parameter, callbackPath, path, called, isInstance } = port;
  const after = called === undefined ? '' : `(${called.argument}${called.returns ? '()' : ''})`;
  return `${port.port} ${argument} ${argumentEnd} ${parameter} ${pathKey(callbackPath)} ${pathKey(path)} ${after}${isInstance ? '*' : ''}`;
}

/** A text that is the same for the same path. */
export function pathKey(path: readonly AccessStep[]): string {
  return path
    .map((step) => {
      if (step.kind === 'member') return `.${step.name}`;
      return step.kind === 'given' ? `(${step.as} ${step.argument} ${step.argumentEnd})` : step.kind;
    })
    .join('');
}
