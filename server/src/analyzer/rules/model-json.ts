/**
 * Compiled models as text, and back: so that a bundle can carry the automaton instead of compiling YAML at every start.
 *
 * Reading the text takes a tenth of the time of `loadModels`. Equal call models and facts are written once and shared
 * again when read. `modelsFromJson(modelsToJson(m))` equals `m`. The text is made by our own build, so it is trusted.
 */
import type { CallModel, EntryPointModel, KindFact, ModelSet, ModelState } from './model.ts';

/** A state with short keys; what is empty or absent is left out. */
interface PackedState {
  readonly n: string;
  readonly p?: string;
  /** Members, arguments, rest arguments, parameters, parameters by arity: pairs. */
  readonly m?: readonly (readonly [string, number])[];
  readonly g?: readonly (readonly [number, number])[];
  readonly t?: readonly (readonly [number, number])[];
  readonly q?: readonly (readonly [number, number])[];
  readonly y?: readonly (readonly [number, readonly (readonly [number, number])[]])[];
  /** anyMember, returnValue, instance, element. */
  readonly w?: readonly [number, number, number, number];
  readonly l?: readonly number[];
  /** Indices into the shared tables. */
  readonly s?: readonly number[];
  readonly k?: readonly number[];
  readonly c?: number;
}

interface PackedModels {
  readonly states: readonly PackedState[];
  readonly calls: readonly CallModel[];
  readonly facts: readonly KindFact[];
  readonly packages: readonly (readonly [string, number])[];
  readonly globals: readonly (readonly [string, number])[];
  readonly types: readonly (readonly [string, number])[];
  readonly entryPoints: readonly EntryPointModel[];
  readonly anyValue: number;
  readonly modelledPackages: readonly string[];
  readonly digest: string;
}

/** The models as JSON text. */
export function modelsToJson(models: ModelSet): string {
  const calls = createTable<CallModel>();
  const facts = createTable<KindFact>();
  const packed: PackedModels = {
    states: models.states.map((state) => packState(state, calls.add, facts.add)),
    calls: calls.items,
    facts: facts.items,
    packages: [...models.packages],
    globals: [...models.globals],
    types: [...models.types],
    entryPoints: models.entryPoints,
    anyValue: models.anyValue,
    modelledPackages: [...models.modelledPackages],
    digest: models.digest,
  };
  return JSON.stringify(packed);
}

/** The models of a text that {@link modelsToJson} made. */
export function modelsFromJson(text: string): ModelSet {
  const read = JSON.parse(text) as PackedModels;
  const packed: PackedModels = { ...read, calls: read.calls.map(withResults) };
  return {
    states: packed.states.map((state, id) => unpackState(packed, state, id)),
    packages: new Map(packed.packages),
    globals: new Map(packed.globals),
    types: new Map(packed.types),
    entryPoints: packed.entryPoints,
    anyValue: packed.anyValue,
    modelledPackages: new Set(packed.modelledPackages),
    digest: packed.digest,
  };
}

function packState(
  state: ModelState,
  addCall: (call: CallModel) => number,
  addFact: (fact: KindFact) => number,
): PackedState {
  const { anyMember, returnValue, instance, element } = state;
  const isPlain = anyMember < 0 && returnValue < 0 && instance < 0 && element < 0;
  const arities = [...(state.parametersByArity ?? [])].map(
    ([count, parameters]) => [count, [...parameters]] as const,
  );
  return {
    n: state.name,
    ...(state.package === '' ? {} : { p: state.package }),
    ...(state.members.size === 0 ? {} : { m: [...state.members] }),
    ...(state.arguments.size === 0 ? {} : { g: [...state.arguments] }),
    ...(state.restArguments.length === 0
      ? {}
      : { t: state.restArguments.map(({ from, state: id }) => [from, id] as const) }),
    ...(state.parameters.size === 0 ? {} : { q: [...state.parameters] }),
    ...(arities.length === 0 ? {} : { y: arities }),
    ...(isPlain ? {} : { w: [anyMember, returnValue, instance, element] as const }),
    ...(state.aliases.length === 0 ? {} : { l: state.aliases }),
    ...(state.sources.length === 0 ? {} : { s: state.sources.map(addFact) }),
    ...(state.sinks.length === 0 ? {} : { k: state.sinks.map(addFact) }),
    ...(state.call === undefined ? {} : { c: addCall(state.call) }),
  };
}

function unpackState(packed: PackedModels, state: PackedState, id: number): ModelState {
  const { w: ways, y: arities } = state;
  const unpacked = {
    id,
    name: state.n,
    package: state.p ?? '',
    members: state.m === undefined ? noMembers : new Map(state.m),
    anyMember: ways === undefined ? -1 : ways[0],
    returnValue: ways === undefined ? -1 : ways[1],
    instance: ways === undefined ? -1 : ways[2],
    element: ways === undefined ? -1 : ways[3],
    arguments: state.g === undefined ? noPlaces : new Map(state.g),
    restArguments: state.t === undefined ? none : state.t.map(([from, target]) => ({ from, state: target })),
    parameters: state.q === undefined ? noPlaces : new Map(state.q),
    aliases: state.l ?? none,
    sources: factsAt(packed, state.s),
    sinks: factsAt(packed, state.k),
    call: state.c === undefined ? undefined : packed.calls[state.c],
  };
  if (arities === undefined) return unpacked;
  return {
    ...unpacked,
    parametersByArity: new Map(arities.map(([count, pairs]) => [count, new Map(pairs)])),
  };
}

/** Most states have few transitions, so what is empty is shared. */
const none: readonly never[] = [];
const noMembers: ReadonlyMap<string, number> = new Map();
const noPlaces: ReadonlyMap<number, number> = new Map();

function factsAt(packed: PackedModels, indices: readonly number[] | undefined): readonly KindFact[] {
  return indices === undefined ? none : indices.flatMap((index) => packed.facts[index] ?? []);
}

/** JSON has no undefined: a query without a result gets the key back. */
function withResults(call: CallModel): CallModel {
  return { ...call, queries: call.queries.map((query) => ({ ...query, result: query.result })) };
}

/** Equal items get the same index. */
function createTable<T>(): { readonly items: T[]; readonly add: (item: T) => number } {
  const items: T[] = [];
  const indices = new Map<string, number>();
  return {
    items,
    add: (item) => {
      const key = JSON.stringify(item);
      const known = indices.get(key);
      if (known !== undefined) return known;
      indices.set(key, items.length);
      return items.push(item) - 1;
    },
  };
}
