/**
 * Compiles the rows of all model files into the automaton that the call graph walks.
 *
 * Files come sorted by path. Named types and packages get their states first, then every row walks its path and hangs
 * its facts on the state it ends at. Where two files speak about the same place in the same section, the later file
 * wins, and a warning names both rows. Places that are called get a call model even if nothing is said to move there:
 * a modelled call moves only what its rows say.
 */
import { contentDigest } from '../base/hash.ts';
import type { Problem } from '../base/problem.ts';
import { closureOf, linkDefaults, linkSubpaths, linkUnknownValue } from './link-model-states.ts';
import type { AccessStep, CallModel, KindFact, ModelSet, ModelState, PortPath } from './model.ts';
import {
  createCompiler,
  globalPackage,
  invokesOf,
  type ModelCompiler,
  pathKey,
  type Slot,
  samePorts,
  unknownValueType,
} from './model-compiler.ts';
import { expandMembers, type PathStep, toAccessPath } from './model-path.ts';
import type { ModelFile, ModelRow, Place, RowOrigin } from './model-rows.ts';
import { addState, stateAt, walkSteps } from './model-states.ts';

/** A place that is reached by an open range is written out for this many arguments in `invokes`. */
const maxInvokedArguments = 8;

/** See the head of this file. `files` must be sorted by path; `digest` identifies their texts. */
export function compileModels(
  files: readonly ModelFile[],
  digest: string,
): { readonly models: ModelSet; readonly problems: readonly Problem[] } {
  const compiler = createCompiler();
  for (const file of files) declarePackages(compiler, file);
  const homes = homesOfTypes(files);
  for (const file of files) declareTypes(compiler, file, homes);
  files.forEach((file, index) => {
    for (const row of file.rows) addRow(compiler, row, index);
  });
  for (const file of files)
    for (const row of file.rows) if (row.kind === 'annotation') addAnnotation(compiler, row);
  for (const file of files) linkSubpaths(compiler, file);
  linkDefaults(compiler);
  linkUnknownValue(compiler);
  return { models: finish(compiler, files, digest), problems: compiler.problems };
}

// Names --------------------------------------------------------------------------------------------------------

function declarePackages(compiler: ModelCompiler, file: ModelFile): void {
  for (const names of file.packages) {
    const main = names[0] ?? '';
    const shown = main === globalPackage ? '' : main;
    const known = names.map((name) => compiler.packages.get(name)).find((id) => id !== undefined);
    const state = known ?? addState(compiler.states, shown, shown).id;
    for (const name of names) if (!compiler.packages.has(name)) compiler.packages.set(name, state);
  }
}

/** Named type → the package of which a place has it, or which annotations name; other files only hand it on. */
function homesOfTypes(files: readonly ModelFile[]): ReadonlyMap<string, string> {
  const homes = new Map<string, string>();
  for (const { packages, rows } of files)
    for (const row of rows) {
      const home =
        row.kind === 'type' ? packages.find((names) => names.includes(row.place.at))?.[0] : undefined;
      if (row.kind !== 'type' || home === undefined || homes.has(row.name)) continue;
      homes.set(row.name, home === globalPackage ? '' : home);
    }
  for (const { rows } of files)
    for (const row of rows)
      if (row.kind === 'annotation' && !homes.has(row.type))
        homes.set(row.type, row.package === globalPackage ? '' : row.package);
  return homes;
}

function declareTypes(compiler: ModelCompiler, file: ModelFile, homes: ReadonlyMap<string, string>): void {
  for (const row of file.rows) {
    if (row.kind !== 'type' && row.kind !== 'entry-point') continue;
    const name = row.kind === 'type' ? row.name : row.type;
    if (compiler.types.has(name) || compiler.packages.has(name)) continue;
    const main = homes.get(name) ?? file.packages[0]?.[0] ?? '';
    const state = addState(compiler.states, name, main === globalPackage ? '' : main);
    compiler.types.set(name, state.id);
  }
}

/** The state a name stands for, or undefined with a problem. */
function resolveName(compiler: ModelCompiler, name: string, origin: RowOrigin): number | undefined {
  const state = compiler.types.get(name) ?? compiler.packages.get(name);
  if (state === undefined)
    report(
      compiler,
      origin,
      'error',
      `"${name}" is neither a package of a model file nor a named type, so the row is lost. Add \`types: - [${name}, package, path]\`, or correct the name.`,
    );
  return state;
}

function addAnnotation(compiler: ModelCompiler, row: Extract<ModelRow, { kind: 'annotation' }>): void {
  const state = resolveName(compiler, row.type, row.origin);
  if (state === undefined) return;
  const name = row.package === globalPackage ? row.name : `${row.package}.${row.name}`;
  compiler.annotations.set(name, state);
}

// Rows ---------------------------------------------------------------------------------------------------------

function addRow(compiler: ModelCompiler, row: ModelRow, file: number): void {
  switch (row.kind) {
    case 'annotation':
      return;
    case 'entry-point':
      compiler.entryPoints.push({ ...row.entryPoint, state: compiler.types.get(row.type) ?? 0 });
      return;
    case 'type': {
      const type = resolveName(compiler, row.name, row.place.origin);
      for (const state of walk(compiler, row.place, row.place.steps))
        if (type !== undefined && state !== type) stateAt(compiler.states, state).aliases.add(type);
      return;
    }
    case 'source':
    case 'sink':
      for (const steps of expandMembers(row.place.steps)) addFact(compiler, row, steps, file);
      return;
    case 'inert':
      for (const state of walk(compiler, row.place, row.place.steps)) compiler.called.add(state);
      return;
    case 'noreturn':
      for (const state of walk(compiler, row.place, row.place.steps)) {
        compiler.called.add(state);
        compiler.neverReturns.add(state);
      }
      return;
    case 'transfer':
      for (const state of walk(compiler, row.place, row.place.steps))
        addTransfers(compiler, row, state, file);
      return;
    case 'clear':
      for (const state of walk(compiler, row.place, row.place.steps)) {
        compiler.called.add(state);
        for (const clear of row.clears)
          fill(compiler, compiler.clears, state, clear, file, row.place.origin, samePorts);
      }
      return;
    case 'query':
      for (const state of walk(compiler, row.place, row.place.steps)) addQuery(compiler, row, state, file);
      return;
    case 'endpoint':
      for (const steps of expandMembers(row.place.steps)) addEndpoint(compiler, row, steps, file);
      return;
  }
}

function addFact(
  compiler: ModelCompiler,
  row: Extract<ModelRow, { kind: 'source' | 'sink' }>,
  steps: readonly PathStep[],
  file: number,
): void {
  const cut = row.kind === 'sink' ? sinkCut(steps) : sourceCut(steps);
  const end = steps.at(-1)?.kind === 'any-depth' ? steps.length - 1 : steps.length;
  const path = toAccessPath(steps.slice(cut, end));
  if (path === undefined || path.some((step) => step.kind === 'any')) {
    report(
      compiler,
      row.place.origin,
      'error',
      'AnyDepth may only stand at the end of a path. Move it there.',
    );
    return;
  }
  const table = row.kind === 'sink' ? compiler.sinks : compiler.sources;
  const isDeep = row.kind === 'sink' && steps.at(-1)?.kind === 'any-depth';
  for (const state of walk(compiler, row.place, steps.slice(0, cut))) {
    const label = row.label === '' ? labelOf(stateAt(compiler.states, state).name, path) : row.label;
    const fact = {
      kind: row.fact,
      path,
      ...(isDeep ? { isDeep } : {}),
      confidence: row.confidence,
      label,
      state,
    };
    fill(
      compiler,
      table,
      `${state} ${pathKey(path)}`,
      fact,
      file,
      row.place.origin,
      (a, b) => a.kind === b.kind,
    );
  }
}

function addTransfers(
  compiler: ModelCompiler,
  row: Extract<ModelRow, { kind: 'transfer' }>,
  state: number,
  file: number,
): void {
  compiler.called.add(state);
  const { origin } = row.place;
  for (const transfer of row.transfers) {
    fill(compiler, compiler.transfers, state, transfer, file, origin, samePorts);
    for (const port of [transfer.from, transfer.to]) addInvokes(compiler, state, port);
  }
  if (row.invokes >= 0) invokesOf(compiler, state).add(row.invokes);
}

/** A call that touches a parameter or result of a function argument calls that function. */
function addInvokes(compiler: ModelCompiler, state: number, port: PortPath): void {
  if (port.port !== 'callback-parameter' && port.port !== 'callback-return') return;
  if (port.callbackPath.length > 0) return;
  const end = Math.min(port.argumentEnd, port.argument + maxInvokedArguments - 1);
  for (let argument = port.argument; argument <= end; argument++) invokesOf(compiler, state).add(argument);
}

/** A query also makes its filters and its data sinks, so that taint rules can speak of them. */
function addQuery(
  compiler: ModelCompiler,
  row: Extract<ModelRow, { kind: 'query' }>,
  state: number,
  file: number,
): void {
  compiler.called.add(state);
  const { origin } = row.place;
  fill(compiler, compiler.queries, state, row.query, file, origin, (a, b) => a.operation === b.operation);
  const addSinks = (ports: readonly PortPath[], kind: string): void => {
    for (const port of ports.filter((candidate) => candidate.port === 'argument')) {
      const steps: PathStep[] = [{ kind: 'argument', from: port.argument, to: port.argumentEnd }];
      const { path } = port;
      for (const place of walkSteps(compiler.states, state, steps)) {
        const label = labelOf(stateAt(compiler.states, place).name, path);
        const fact = { kind, path, isDeep: true, confidence: 'high' as const, label, state: place };
        fill(compiler, compiler.sinks, `${place} ${pathKey(path)} ${kind}`, fact, file, origin, () => true);
      }
    }
  };
  if (row.query.operation === 'define') return;
  addSinks(row.query.filters, 'query-filter');
  addSinks(row.query.data, 'record-data');
}

function addEndpoint(
  compiler: ModelCompiler,
  row: Extract<ModelRow, { kind: 'endpoint' }>,
  steps: readonly PathStep[],
  file: number,
): void {
  const last = steps.at(-1);
  const name = last?.kind === 'member' ? (last.names[0] ?? '') : '';
  const method = row.endpoint.method === '' ? name.toUpperCase() : row.endpoint.method;
  for (const state of walk(compiler, row.place, steps)) {
    compiler.called.add(state);
    const endpoint = { ...row.endpoint, method };
    fill(
      compiler,
      compiler.endpoints,
      state,
      endpoint,
      file,
      row.place.origin,
      (a, b) => a.method === b.method && a.on === b.on,
    );
  }
}

/** The states of a place; every function on the way to it is called. */
function walk(compiler: ModelCompiler, place: Place, steps: readonly PathStep[]): readonly number[] {
  const start = resolveName(compiler, place.at, place.origin);
  if (start === undefined) return [];
  const ends = walkSteps(compiler.states, start, steps);
  if (ends.length === 0)
    report(
      compiler,
      place.origin,
      'error',
      'The path names no place: `this` and Callee stand only in ports, WithArity only before Parameter.',
    );
  return ends;
}

/** Adds a fact to a slot; facts of an earlier file at the same place go, with a warning. */
function fill<K, T>(
  compiler: ModelCompiler,
  table: Map<K, Slot<T>>,
  key: K,
  fact: T,
  file: number,
  origin: RowOrigin,
  isSame: (a: T, b: T) => boolean,
): void {
  const slot = table.get(key);
  if (slot === undefined) {
    table.set(key, { file, origin, facts: [fact] });
    return;
  }
  if (slot.file !== file) {
    report(
      compiler,
      origin,
      'warning',
      `This row replaces ${slot.origin.row} of ${slot.origin.path} (line ${slot.origin.line}), which is about the same place: the later file wins. Remove one of the two.`,
    );
    slot.file = file;
    slot.origin = origin;
    slot.facts = [fact];
    return;
  }
  const known = slot.facts.findIndex((other) => isSame(other, fact));
  if (known < 0) slot.facts.push(fact);
  else if (JSON.stringify(slot.facts[known]) === JSON.stringify(fact) && slot.origin !== origin)
    slot.origin = origin;
  else slot.facts[known] = fact;
}

// Finishing ----------------------------------------------------------------------------------------------------

function finish(compiler: ModelCompiler, files: readonly ModelFile[], digest: string): ModelSet {
  const sources = groupByState(compiler.sources);
  const sinks = groupByState(compiler.sinks);
  const states = compiler.states.map((draft): ModelState => {
    const isCalled =
      compiler.called.has(draft.id) ||
      draft.returnValue >= 0 ||
      draft.instance >= 0 ||
      draft.arguments.size > 0 ||
      draft.restArguments.size > 0;
    return {
      id: draft.id,
      name: draft.name,
      package: draft.package,
      members: draft.members,
      anyMember: draft.anyMember,
      returnValue: draft.returnValue,
      instance: draft.instance,
      element: draft.element,
      arguments: draft.arguments,
      restArguments: [...draft.restArguments]
        .sort(([a], [b]) => a - b)
        .map(([from, state]) => ({ from, state })),
      parameters: draft.parameters,
      ...(draft.parametersByArity.size > 0 ? { parametersByArity: draft.parametersByArity } : {}),
      aliases: [...closureOf(compiler.states, draft.id)].sort((a, b) => a - b),
      sources: sources.get(draft.id) ?? [],
      sinks: sinks.get(draft.id) ?? [],
      call: isCalled && draft.id > 0 ? callModel(compiler, draft.id) : undefined,
    };
  });
  const globals = new Map(states[compiler.packages.get(globalPackage) ?? 0]?.members ?? []);
  const packages = new Map([...compiler.packages].filter(([name]) => name !== globalPackage));
  return {
    states,
    packages,
    globals,
    types: annotatedTypes(compiler, states),
    entryPoints: compiler.entryPoints,
    anyValue: compiler.types.get(unknownValueType) ?? -1,
    modelledPackages: new Set(
      files.flatMap((file) => file.packages.flat()).filter((name) => name !== globalPackage),
    ),
    digest: contentDigest(digest),
  };
}

function callModel(compiler: ModelCompiler, id: number): CallModel {
  const clears = compiler.clears.get(id)?.facts ?? [];
  const transfers = [...(compiler.transfers.get(id)?.facts ?? [])];
  // What a sanitizer does not clear still passes, so it needs a transfer to pass on.
  for (const { from, to } of clears)
    if (!transfers.some((transfer) => samePorts(transfer, { from, to })))
      transfers.push({ from, to, mode: 'taint' });
  return {
    transfers,
    clears,
    queries: compiler.queries.get(id)?.facts ?? [],
    endpoints: compiler.endpoints.get(id)?.facts ?? [],
    neverReturns: compiler.neverReturns.has(id),
    invokes: [...(compiler.invokes.get(id) ?? [])].sort((a, b) => a - b),
  };
}

/** Named types by their own names, what annotations say, and classes of packages as `package.Class`. */
function annotatedTypes(compiler: ModelCompiler, states: readonly ModelState[]): ReadonlyMap<string, number> {
  const types = new Map<string, number>();
  for (const [packageName, id] of compiler.packages) {
    const prefix = packageName === globalPackage ? '' : `${packageName}.`;
    for (const [name, member] of states[id]?.members ?? []) {
      const instance = states[member]?.instance ?? -1;
      if (instance >= 0) types.set(prefix + name, instance);
    }
  }
  for (const [name, id] of compiler.types) if (name !== unknownValueType) types.set(name, id);
  for (const [name, id] of compiler.annotations) types.set(name, id);
  return types;
}

function groupByState(
  table: ReadonlyMap<string, Slot<KindFact & { readonly state: number }>>,
): ReadonlyMap<number, readonly KindFact[]> {
  const grouped = new Map<number, KindFact[]>();
  for (const { facts } of table.values())
    for (const { state, ...fact } of facts) grouped.set(state, [...(grouped.get(state) ?? []), fact]);
  return grouped;
}

/** Where the state of a sink row ends and the path below the value begins: after the last argument or result. */
function sinkCut(steps: readonly PathStep[]): number {
  const last = steps.findLastIndex((step) => step.kind === 'argument' || step.kind === 'return');
  const isBelow = last >= 0 && steps.slice(0, last + 1).some((step) => step.kind === 'argument');
  const isAfterParameter = steps.slice(last + 1).some((step) => step.kind === 'parameter');
  return isBelow && !isAfterParameter ? last + 1 : sourceCut(steps);
}

/** All steps are transitions, except AnyDepth at the end. */
function sourceCut(steps: readonly PathStep[]): number {
  return steps.at(-1)?.kind === 'any-depth' ? steps.length - 1 : steps.length;
}

/** `nodemailer.createTransport().sendMail (subject)`: the place without argument numbers, then the field. */
function labelOf(stateName: string, path: readonly AccessStep[]): string {
  const place = stateName.replace(/\[(Argument|Parameter|Instance)[^\]]*\]/g, '');
  const fields = path.flatMap((step) => (step.kind === 'member' ? [step.name] : []));
  return fields.length > 0 ? `${place} (${fields.join('.')})` : place;
}

function report(
  compiler: ModelCompiler,
  origin: RowOrigin,
  severity: Problem['severity'],
  message: string,
): void {
  const { path, line, column, row } = origin;
  compiler.problems.push({ severity, message: `${row}: ${message}`, path, line, column });
}
