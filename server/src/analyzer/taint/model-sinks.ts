/**
 * Whether a place of a library takes data out, itself or anywhere below it: from a model state to yes or no, kept per
 * set of models.
 */
import type { ModelSet } from '../rules/model.ts';

const statesWithSinks = new WeakMap<ModelSet, Map<number, boolean>>();

/** Whether a model state, or anything below it, is a sink. */
export function hasSinks(models: ModelSet, stateId: number): boolean {
  let known = statesWithSinks.get(models);
  if (known === undefined) {
    known = new Map();
    statesWithSinks.set(models, known);
  }
  let has = known.get(stateId);
  if (has === undefined) {
    has = hasSinksBelow(models, stateId, 0);
    known.set(stateId, has);
  }
  return has;
}

function hasSinksBelow(models: ModelSet, stateId: number, depth: number): boolean {
  const state = models.states[stateId];
  if (!state || depth > 4) return false;
  if (state.sinks.length > 0) return true;
  for (const next of state.members.values()) if (hasSinksBelow(models, next, depth + 1)) return true;
  if (state.element > 0 && hasSinksBelow(models, state.element, depth + 1)) return true;
  return state.anyMember > 0 && hasSinksBelow(models, state.anyMember, depth + 1);
}
