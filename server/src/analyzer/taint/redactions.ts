/**
 * What a logger or tracker was told to remove, and whether it removes what arrives at a call of it.
 *
 * Model rows of the kinds `redaction.*` name the places of the settings: a list of paths (`redact` of pino), a list of
 * names of fields at any depth, a function that gets what is sent and takes fields away (`beforeSend`, a format), and
 * functions that say what is written of a field (`serializers`). The settings hold for the sinks of their package. A call uses the settings of the logger it is called on, where that is
 * seen to be made by one call; otherwise all loggers of the package must remove the data. What is computed, and what
 * stands in a text, is not removed.
 */
import { argumentAt, argumentCount, receiverOf, stateOfArgument } from '../callgraph/call-arguments.ts';
import { createShapeReader } from '../classification/object-shape.ts';
import { createLiteralReader, type LiteralReader } from '../classification/read-literal.ts';
import { elementSegment } from '../classification/seed-collector.ts';
import { calleeNameOf } from '../classification/value-names.ts';
import { Op } from '../ir/opcode.ts';
import { createExportIndex } from '../program/exports.ts';
import type { ProgramModule } from '../program/program.ts';
import { sinksBelow } from './collect-sinks.ts';
import { type Removal, removedBy, serializedBy } from './removed-fields.ts';
import { removedByProcessors } from './span-processors.ts';
import type { SinkSite, SitesInput } from './taint-sites.ts';

/** What the settings in force say about data that arrives at a sink. */
export interface RedactionVerdict {
  readonly isRemoved: boolean;
  /** As somebody wrote them: `patient.ssn`. */
  readonly removals: readonly string[];
}

/** One making of a logger. */
interface Settings {
  readonly removals: readonly Removal[];
  /** Whether paths are those of the first argument alone, as pino has it. */
  readonly isFirstArgument: boolean;
}

const kinds = {
  paths: 'redaction.paths',
  names: 'redaction.names',
  function: 'redaction.function',
  /** A function for each field, as bunyan and pino have it. */
  serializers: 'redaction.serializers',
  /** Objects that get each span; the label names the package whose sinks they stand behind. */
  processors: 'redaction.processors',
  /** Where an argument ends up in what is sent: label `user`; `$0` in it is what the first argument says. */
  place: 'redaction.place',
} as const;

/** Arguments of a call that may hold settings. */
const maxArguments = 4;
/** Calls of loggers made of one another that are followed. */
const maxMakers = 8;
/** Fields named in a sentence. */
const maxNamed = 4;

/** Asks the settings about a sink and the names of the path of what arrives, below the argument. */
export type RedactionReader = (sink: SinkSite, names: readonly string[]) => RedactionVerdict | undefined;

/** A reader; undefined if no settings are made in the program. */
export function createRedactions(input: SitesInput): RedactionReader | undefined {
  const below = sinksBelow(input.models);
  const makers = new Map<string, Map<number, Settings>>();
  let literals: LiteralReader | undefined;
  const reader = (): LiteralReader => {
    literals ??= createLiteralReader(
      input.program,
      createShapeReader(input.program, createExportIndex(input.program)),
    );
    return literals;
  };
  const holdsSettings = createSettingsFilter(input, below);
  forEachCall(input, holdsSettings, (module, call, states) => {
    for (const id of states) {
      const state = input.models.states[id];
      if (state === undefined) continue;
      for (let n = 0; n < maxArguments; n++) {
        for (const { path, fact } of below(stateOfArgument(state, n))) {
          if (!fact.kind.startsWith('redaction.') || fact.kind === kinds.place) continue;
          const names = [
            ...path,
            ...fact.path.flatMap((step) => (step.kind === 'member' ? [step.name] : [])),
          ];
          const own = fact.kind === kinds.processors ? fact.label : state.package;
          const known = makers.get(own) ?? new Map<number, Settings>();
          makers.set(own, known);
          const argument = n < argumentCount(module, call) ? argumentAt(module, call, n) : -1;
          const value = argument < 0 ? -1 : fieldAt(reader(), module.valueBase + argument, names);
          const before = known.get(module.valueBase + call);
          known.set(module.valueBase + call, {
            removals: [...(before?.removals ?? []), ...removalsOf(reader(), fact.kind, value)],
            isFirstArgument:
              before?.isFirstArgument === true ||
              fact.label === 'object' ||
              fact.kind === kinds.paths ||
              fact.kind === kinds.serializers,
          });
        }
      }
    }
  });
  if (![...makers.values()].some((known) => [...known.values()].some(({ removals }) => removals.length > 0)))
    return undefined;
  return (sink, names) => {
    const module = input.program.modules[input.callGraph.moduleOfValue[sink.anchor] ?? -1];
    const op = module?.ir.op[sink.anchor - module.valueBase];
    if (module === undefined || (op !== Op.Call && op !== Op.New)) return undefined;
    const call = sink.anchor - module.valueBase;
    const states = statesOfCall(input, sink.anchor).flatMap((id) => input.models.states[id] ?? []);
    const known = states.map((state) => makers.get(state.package)).find((found) => found !== undefined);
    if (known === undefined) return undefined;
    const argument = positionOf(module, call, sink.node - module.valueBase);
    const prefixes = states.flatMap((state) =>
      below(stateOfArgument(state, Math.max(0, argument))).flatMap(({ fact }) =>
        fact.kind === kinds.place ? [stepsOfPlace(reader(), module, call, fact.label)] : [],
      ),
    );
    const told = [...(prefixes[0] ?? []), ...names];
    const maker = makerOf(reader(), known, module.valueBase + receiverOf(module, call));
    const inForce = maker === undefined ? [...known.values()] : [maker];
    return {
      isRemoved: inForce.every(
        ({ removals, isFirstArgument }) =>
          !(isFirstArgument && argument !== 0) && removals.some((removal) => covers(removal, told)),
      ),
      removals: textsOf(inForce),
    };
  };
}

/** Whether some argument of a library place may hold settings: asked of every call, true for few places. */
function createSettingsFilter(
  { models }: SitesInput,
  below: ReturnType<typeof sinksBelow>,
): (state: number) => boolean {
  const known = new Map<number, boolean>();
  return (id) => {
    let holds = known.get(id);
    if (holds === undefined) {
      const state = models.states[id];
      holds = false;
      for (let n = 0; state !== undefined && n < maxArguments && !holds; n++)
        holds = below(stateOfArgument(state, n)).some(({ fact }) => fact.kind.startsWith('redaction.'));
      known.set(id, holds);
    }
    return holds;
  };
}

function forEachCall(
  input: SitesInput,
  isWanted: (state: number) => boolean,
  visit: (module: ProgramModule, call: number, states: readonly number[]) => void,
): void {
  const { sites, stateStart, states, moduleOfValue } = input.callGraph;
  for (let site = 0; site < sites.length; site++) {
    const from = stateStart[site] ?? 0;
    const to = stateStart[site + 1] ?? 0;
    let isAny = false;
    for (let k = from; k < to && !isAny; k++) isAny = isWanted(states[k] ?? 0);
    if (!isAny) continue;
    const value = sites[site] ?? -1;
    const module = input.program.modules[moduleOfValue[value] ?? -1];
    if (module !== undefined && !module.facts.isTest)
      visit(module, value - module.valueBase, [...states.subarray(from, to)]);
  }
}

function statesOfCall({ callGraph }: SitesInput, call: number): readonly number[] {
  const site = callGraph.siteOfValue[call] ?? -1;
  if (site < 0) return [];
  return [...callGraph.states.subarray(callGraph.stateStart[site] ?? 0, callGraph.stateStart[site + 1] ?? 0)];
}

/** The value of a field of literals inside one another, -1 if it is not written there. */
function fieldAt(literals: LiteralReader, value: number, names: readonly string[]): number {
  let at = value;
  for (const name of names) {
    at = literals.shapeOf(at)?.fields.get(name) ?? -1;
    if (at < 0) return -1;
  }
  return at;
}

function removalsOf(literals: LiteralReader, kind: string, value: number): readonly Removal[] {
  if (value < 0) return [];
  if (kind === kinds.function) return removedBy(literals, value);
  if (kind === kinds.serializers) return serializedBy(literals, value);
  if (kind === kinds.processors) return removedByProcessors(literals, value);
  const isAnywhere = kind === kinds.names;
  // `redact: ['a']`, or `redact: { paths: ['a'], remove: true }`.
  const list = literals.elementsOf(value) ?? literals.elementsOf(fieldAt(literals, value, ['paths']));
  return (list ?? []).flatMap((entry): Removal[] => {
    const text = literals.textAt(entry);
    const steps = text === undefined ? [] : isAnywhere ? [text] : stepsOf(text);
    return steps.length === 0 ? [] : [{ steps, isAnywhere, except: [] }];
  });
}

/** `a.b`, `a[*].b`, `a["b-c"]`, `*.b`: names and stars. */
function stepsOf(path: string): readonly string[] {
  return [...path.slice(0, 500).matchAll(/\[\s*(?:"([^"]*)"|'([^']*)'|(\*|\d+))\s*\]|([^.[\]]+)/g)].map(
    ([, double, single, index, plain]) => double ?? single ?? index ?? plain ?? '',
  );
}

function covers({ steps, isAnywhere, except, compared }: Removal, names: readonly string[]): boolean {
  if (compared !== undefined) {
    const word = steps[0] ?? '';
    return names.some((name) => {
      const key = name.toLowerCase();
      return compared === 'part' ? key.includes(word) : key === word;
    });
  }
  const last = isAnywhere ? names.length - steps.length : 0;
  for (let from = 0; from <= last; from++) {
    const isHere =
      steps.length + from <= names.length &&
      steps.every((step, k) => step === '*' || step === names[from + k]);
    const next = names[from + steps.length];
    if (isHere && (except.length === 0 || (next !== undefined && !except.includes(next)))) return true;
  }
  return false;
}

/** The making of the logger that a value is, through loggers made of it (`child`). */
function makerOf(
  literals: LiteralReader,
  known: ReadonlyMap<number, Settings>,
  receiver: number,
): Settings | undefined {
  let at = receiver;
  for (let step = 0; step < maxMakers; step++) {
    const place = literals.placeOf(at);
    if (place === undefined) return undefined;
    const settings = known.get(place.module.valueBase + place.local);
    if (settings !== undefined) return settings;
    const { ir, valueBase } = place.module;
    if (ir.op[place.local] !== Op.Call || calleeNameOf(ir, ir.a[place.local] ?? -1) !== 'child')
      return undefined;
    at = valueBase + receiverOf(place.module, place.local);
  }
  return undefined;
}

/** `extra.$0`: the names of a place, with what the first argument says if that is known. */
function stepsOfPlace(
  literals: LiteralReader,
  module: ProgramModule,
  call: number,
  label: string,
): readonly string[] {
  const first = argumentCount(module, call) > 0 ? argumentAt(module, call, 0) : -1;
  return label.split('.').map((step) => {
    if (step !== '$0') return step;
    return (first < 0 ? undefined : literals.textAt(module.valueBase + first)) ?? '*';
  });
}

function positionOf(module: ProgramModule, call: number, node: number): number {
  for (let n = 0; n < argumentCount(module, call); n++) if (argumentAt(module, call, n) === node) return n;
  return -1;
}

function textsOf(settings: readonly Settings[]): readonly string[] {
  const texts = settings.flatMap(({ removals }) =>
    removals.map(({ steps, isAnywhere }) => (isAnywhere ? '**.' : '') + steps.join('.')),
  );
  return [...new Set(texts)].sort();
}

/** What the settings of a sink miss, as a sentence: the fields they remove, and the field that arrived. */
export function missedSentence(removals: readonly string[], names: readonly string[]): string {
  const shown = removals.slice(0, maxNamed).join(', ');
  const more = removals.length > maxNamed ? ', …' : '';
  const path = names.filter((name) => name !== elementSegment && !name.startsWith('<')).join('.');
  return `The redaction there covers ${shown}${more}, not ${path === '' ? 'what stands in a text or a whole record' : path}.`;
}
