/**
 * Transitions that no row writes down: `default` of a package, members as packages, the methods of unknown values.
 *
 * Runs once after all rows, because it copies what they made.
 */
import {
  globalPackage,
  invokesOf,
  type ModelCompiler,
  type Slot,
  samePorts,
  unknownValueType,
} from './model-compiler.ts';
import type { ModelFile } from './model-rows.ts';
import { addState, type DraftState, stateAt, walkSteps } from './model-states.ts';

/** `import x from 'p'` and `require('p')` may both mean the module itself. */
export function linkDefaults(compiler: ModelCompiler): void {
  for (const [name, id] of compiler.packages) {
    if (name === globalPackage) continue;
    const [member] = walkSteps(compiler.states, id, [{ kind: 'member', names: ['default'] }]);
    if (member !== undefined) stateAt(compiler.states, member).aliases.add(id);
  }
}

/** `lodash/map` is the member `map` of `lodash`, for files that say so. */
export function linkSubpaths(compiler: ModelCompiler, file: ModelFile): void {
  if (!file.hasMemberSubpaths) return;
  const names = file.packages[0] ?? [];
  const state = stateAt(compiler.states, compiler.packages.get(names[0] ?? '') ?? 0);
  for (const [member, id] of [...state.members])
    for (const name of names)
      if (!compiler.packages.has(`${name}/${member}`)) compiler.packages.set(`${name}/${member}`, id);
}

/**
 * Gives the type `Value` the members of every type it is an alias of, so that one look-up by name finds them all.
 * A name that several types have (`forEach`) leads to one state that does what any of theirs does.
 */
export function linkUnknownValue(compiler: ModelCompiler): void {
  const id = compiler.types.get(unknownValueType) ?? 0;
  const value = stateAt(compiler.states, id);
  const own = new Set(value.members.keys());
  const found = new Map<string, number[]>();
  for (const alias of [...closureOf(compiler.states, id)].sort((a, b) => a - b))
    for (const [name, member] of stateAt(compiler.states, alias).members)
      if (!own.has(name)) found.set(name, [...(found.get(name) ?? []), member]);
  for (const [name, members] of found)
    value.members.set(name, joinStates(compiler, `${unknownValueType}.${name}`, members));
}

/** One state for several: their transitions and facts together, and their aliases. */
function joinStates(compiler: ModelCompiler, name: string, ids: readonly number[]): number {
  const [only] = ids;
  if (only !== undefined && ids.length === 1) return only;
  const joined = addState(compiler.states, name, '');
  const parts = ids.map((id) => stateAt(compiler.states, id));
  const join = (suffix: string, targets: readonly number[]): number => {
    const real = [...new Set(targets.filter((target) => target >= 0))];
    return real.length === 0 ? -1 : joinStates(compiler, name + suffix, real);
  };
  const joinMaps = <K>(
    into: Map<K, number>,
    maps: readonly ReadonlyMap<K, number>[],
    suffix: (key: K) => string,
  ): void => {
    for (const key of new Set(maps.flatMap((map) => [...map.keys()])))
      into.set(
        key,
        join(
          suffix(key),
          maps.map((map) => map.get(key) ?? -1),
        ),
      );
  };
  joinMaps(
    joined.members,
    parts.map((part) => part.members),
    (key) => `.${key}`,
  );
  joinMaps(
    joined.arguments,
    parts.map((part) => part.arguments),
    (key) => `[Argument ${key}]`,
  );
  joinMaps(
    joined.restArguments,
    parts.map((part) => part.restArguments),
    (key) => `[Argument ${key}+]`,
  );
  joinMaps(
    joined.parameters,
    parts.map((part) => part.parameters),
    (key) => `[Parameter ${key}]`,
  );
  joined.anyMember = join(
    '.*',
    parts.map((part) => part.anyMember),
  );
  joined.returnValue = join(
    '()',
    parts.map((part) => part.returnValue),
  );
  joined.instance = join(
    '[Instance]',
    parts.map((part) => part.instance),
  );
  joined.element = join(
    '[*]',
    parts.map((part) => part.element),
  );
  for (const part of parts) {
    for (const alias of part.aliases) joined.aliases.add(alias);
    if (compiler.called.has(part.id)) compiler.called.add(joined.id);
    for (const argument of compiler.invokes.get(part.id) ?? []) invokesOf(compiler, joined.id).add(argument);
    copySlot(compiler.transfers, part.id, joined.id, samePorts);
    copySlot(compiler.clears, part.id, joined.id, samePorts);
  }
  return joined.id;
}

function copySlot<T>(
  table: Map<number, Slot<T>>,
  from: number,
  to: number,
  isSame: (a: T, b: T) => boolean,
): void {
  const source = table.get(from);
  if (source === undefined) return;
  const target = table.get(to);
  if (target === undefined) table.set(to, { ...source, facts: [...source.facts] });
  else
    for (const fact of source.facts)
      if (!target.facts.some((known) => isSame(known, fact))) target.facts.push(fact);
}

/** Aliases of a state and theirs, without the state itself. */
export function closureOf(states: readonly DraftState[], id: number): ReadonlySet<number> {
  const seen = new Set<number>();
  const open = [...stateAt(states, id).aliases];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === id || seen.has(next)) continue;
    seen.add(next);
    open.push(...stateAt(states, next).aliases);
  }
  return seen;
}
