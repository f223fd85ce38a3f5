/**
 * The automaton while it is being built: states with transitions that are made on first use.
 *
 * A state is never removed, and its id is the order in which it was made, so the same rows in the same order give the
 * same ids. State 0 is the dead state: nothing leads out of it.
 */
import { lastArgument, type PathStep } from './model-path.ts';

/** A state under construction; see ModelState for the meaning of the transitions. */
export interface DraftState {
  readonly id: number;
  readonly name: string;
  readonly package: string;
  readonly members: Map<string, number>;
  anyMember: number;
  returnValue: number;
  instance: number;
  element: number;
  readonly arguments: Map<number, number>;
  /** From index → state. */
  readonly restArguments: Map<number, number>;
  readonly parameters: Map<number, number>;
  /** Parameter count → parameter index → state. */
  readonly parametersByArity: Map<number, Map<number, number>>;
  readonly aliases: Set<number>;
}

/** Ranges such as `Argument[1..3]` are written out up to this many arguments. */
const maxArgumentRange = 16;

/** A fresh automaton with the dead state. */
export function createStates(): DraftState[] {
  const states: DraftState[] = [];
  addState(states, '', '');
  return states;
}

/** Adds a state without transitions. */
export function addState(states: DraftState[], name: string, packageName: string): DraftState {
  const state: DraftState = {
    id: states.length,
    name,
    package: packageName,
    members: new Map(),
    anyMember: -1,
    returnValue: -1,
    instance: -1,
    element: -1,
    arguments: new Map(),
    restArguments: new Map(),
    parameters: new Map(),
    parametersByArity: new Map(),
    aliases: new Set(),
  };
  states.push(state);
  return state;
}

/** The state with this id; the dead one for -1 and other strangers. */
export function stateAt(states: readonly DraftState[], id: number): DraftState {
  const state = states[id] ?? states[0];
  if (state === undefined) throw new Error('The automaton has no dead state.');
  return state;
}

/** The states `steps` lead to from `start`, made where they are missing; empty if a step leads nowhere. */
export function walkSteps(
  states: DraftState[],
  start: number,
  steps: readonly PathStep[],
): readonly number[] {
  let current: readonly number[] = [start];
  for (let index = 0; index < steps.length; index++) {
    const step = steps[index];
    const next = steps[index + 1];
    if (step === undefined) break;
    if (step.kind === 'arity') {
      // The number of parameters is no place of its own: it qualifies the Parameter that must follow.
      if (next?.kind !== 'parameter') return [];
      current = current.map((id) => stepByArity(states, id, step.count, next.index));
      index++;
      continue;
    }
    current = current.flatMap((id) => takeStep(states, id, step));
  }
  return current;
}

function takeStep(states: DraftState[], id: number, step: PathStep): readonly number[] {
  const state = stateAt(states, id);
  const make = (suffix: string): number => addState(states, state.name + suffix, state.package).id;
  switch (step.kind) {
    case 'member':
      return step.names.map((name) =>
        getOrMake(state.members, name, () => make(state.name === '' ? name : `.${name}`)),
      );
    case 'any-member':
      if (state.anyMember < 0) state.anyMember = make('.*');
      return [state.anyMember];
    case 'return':
      if (state.returnValue < 0) state.returnValue = make('()');
      return [state.returnValue];
    case 'instance':
      if (state.instance < 0) state.instance = make('[Instance]');
      return [state.instance];
    case 'element':
      if (state.element < 0) state.element = make('[*]');
      return [state.element];
    case 'parameter':
      return [getOrMake(state.parameters, step.index, () => make(`[Parameter ${step.index}]`))];
    case 'argument':
      if (step.to === lastArgument)
        return [getOrMake(state.restArguments, step.from, () => make(`[Argument ${step.from}+]`))];
      return Array.from({ length: Math.min(step.to - step.from + 1, maxArgumentRange) }, (_, offset) => {
        const argument = step.from + offset;
        return getOrMake(state.arguments, argument, () => make(`[Argument ${argument}]`));
      });
    // These name no place of their own; the caller reports a row that uses them in a place.
    case 'receiver':
    case 'piped':
    case 'last':
    case 'callee':
    case 'any-depth':
    case 'entry':
    case 'same':
    case 'given':
    case 'arity':
      return [];
  }
}

function stepByArity(states: DraftState[], id: number, count: number, index: number): number {
  const state = stateAt(states, id);
  const parameters = state.parametersByArity.get(count) ?? new Map<number, number>();
  state.parametersByArity.set(count, parameters);
  return getOrMake(
    parameters,
    index,
    () => addState(states, `${state.name}[Parameter ${index} of ${count}]`, state.package).id,
  );
}

function getOrMake<K>(map: Map<K, number>, key: K, make: () => number): number {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
