/**
 * Reads sources, sinks, sanitizers and propagators of a taint rule, with our own `x-data`, `x-model`, `x-clears`.
 */
import type { DataTypeCatalog } from './data-type.ts';
import type { Kind, KindRegistry } from './kind.ts';
import { parseLabelFormula } from './label-formula.ts';
import { formulaKeys, isMetavariableName, readFormulaOf, readNewFormula } from './read-formula.ts';
import type { ClearSpec, CompiledRule, DataSelector, TaintSpec } from './rule.ts';
import {
  describe,
  locationOf,
  type RuleReader,
  readBoolean,
  readItems,
  readText,
  readTexts,
  readWord,
  reportProblem,
  reportUnknownKey,
  reportUnsupported,
} from './rule-reader.ts';
import type { YamlEntry, YamlNode } from './yaml-tree.ts';

/** What rules may name. */
export interface RuleVocabulary {
  readonly kinds: KindRegistry;
  /** Undefined: data types are not checked. */
  readonly catalog: DataTypeCatalog | undefined;
}

type TaintRole = 'source' | 'sink' | 'sanitizer' | 'propagator';

const roleOfKey: Readonly<Record<string, TaintRole>> = {
  'pattern-sources': 'source',
  'pattern-sinks': 'sink',
  'pattern-sanitizers': 'sanitizer',
  'pattern-propagators': 'propagator',
  sources: 'source',
  sinks: 'sink',
  sanitizers: 'sanitizer',
  propagators: 'propagator',
};

const keysOfRole: Readonly<Record<TaintRole, readonly string[]>> = {
  source: ['exact', 'by-side-effect', 'label', 'requires', 'control', 'x-data', 'x-model'],
  sink: ['exact', 'requires', 'at-exit', 'x-model'],
  sanitizer: [
    'exact',
    'by-side-effect',
    'requires',
    'x-model',
    'x-clears',
    'not_conflicting',
    'not-conflicting',
  ],
  propagator: ['from', 'to', 'by-side-effect', 'label', 'requires', 'replace-labels'],
};

const newFormulaKeys = ['pattern', 'regex', 'all', 'any', 'inside', 'where'];

const levels = ['direct', 'special', 'acute', 'quasi', 'pseudonym'];

/** The four lists of a taint rule; `entries` are the keys of the rule, or of its `taint:` in the new syntax. */
export function readTaint(
  reader: RuleReader,
  entries: readonly YamlEntry[],
  vocabulary: RuleVocabulary,
): NonNullable<CompiledRule['taint']> {
  const lists: Record<TaintRole, TaintSpec[]> = { source: [], sink: [], sanitizer: [], propagator: [] };
  for (const entry of entries) {
    const role = roleOfKey[entry.key];
    if (role === undefined) continue;
    for (const item of readItems(reader, entry)) {
      const spec = readSpec(reader, item, { role, entry, vocabulary });
      if (spec !== undefined) lists[role].push(spec);
    }
  }
  return {
    sources: lists.source,
    sinks: lists.sink,
    sanitizers: lists.sanitizer,
    propagators: lists.propagator,
  };
}

interface SpecPlace {
  readonly role: TaintRole;
  readonly entry: YamlEntry;
  readonly vocabulary: RuleVocabulary;
}

function readSpec(reader: RuleReader, item: YamlNode, place: SpecPlace): TaintSpec | undefined {
  const { role, entry: list } = place;
  const isNewSyntax = !list.key.startsWith('pattern-');
  if (item.kind === 'scalar' && isNewSyntax) {
    const formula = readNewFormula(reader, item, list.key);
    return formula === undefined
      ? undefined
      : { ...defaultsOf(role), formula, at: locationOf(reader, item.at) };
  }
  if (item.kind !== 'map') {
    reportProblem(
      reader,
      item.at,
      list.key,
      `Each item of "${list.key}" must be a map with a pattern key, but this one is ${describe(item)}. Write \`- pattern: …\`.`,
    );
    return undefined;
  }
  const own = item.entries.filter(({ key }) => keysOfRole[role].includes(key));
  const rest = item.entries.filter(({ key }) => !keysOfRole[role].includes(key));
  const subject = readSubject(reader, { item, own, rest, isNewSyntax }, place);
  let spec: TaintSpec = { ...defaultsOf(role), ...subject, at: locationOf(reader, item.at) };
  for (const entry of own) spec = { ...spec, ...readOption(reader, entry, place) };
  if (role === 'propagator' && (spec.from === undefined || spec.to === undefined))
    reportProblem(
      reader,
      item.at,
      list.key,
      'A propagator needs "from" and "to", each a metavariable of its pattern. Add them.',
    );
  return spec;
}

function defaultsOf(role: TaintRole): Omit<TaintSpec, 'at'> {
  return {
    exact: role === 'sink' || role === 'propagator',
    bySideEffect: role === 'propagator',
    label: '',
    requires: '',
    control: false,
    atExit: false,
  };
}

/** What the spec matches: a formula, a data selector or a kind; exactly one. */
function readSubject(
  reader: RuleReader,
  keys: {
    readonly item: YamlNode;
    readonly own: readonly YamlEntry[];
    readonly rest: readonly YamlEntry[];
    readonly isNewSyntax: boolean;
  },
  place: SpecPlace,
): Pick<TaintSpec, 'formula' | 'data' | 'modelKind'> {
  const { item, own, rest, isNewSyntax } = keys;
  const list = place.entry;
  const data = own.find(({ key }) => key === 'x-data');
  const model = own.find(({ key }) => key === 'x-model');
  const special = data ?? model;
  if (special === undefined) {
    const formula =
      isNewSyntax && rest.some(({ key }) => newFormulaKeys.includes(key))
        ? readNewFormula(reader, { kind: 'map', entries: rest, at: item.at }, list.key)
        : readFormulaOf(
            reader,
            { kind: 'map', entries: rest, at: item.at },
            { place: `"${list.key}"`, otherKeys: keysOfRole[place.role] },
          );
    if (formula !== undefined) return { formula };
    if (!reader.hasError)
      reportProblem(
        reader,
        item.at,
        list.key,
        `This item of "${list.key}" says nothing to match. Add pattern, patterns, pattern-either, pattern-regex or x-model${place.role === 'source' ? ' or x-data' : ''}.`,
      );
    return {};
  }
  const other = data !== undefined && model !== undefined ? model : rest[0];
  if (other !== undefined) {
    const isFormula = (formulaKeys as readonly string[]).includes(other.key) || other === model;
    if (isFormula)
      reportProblem(
        reader,
        other.keyAt,
        other.key,
        `"${other.key}" stands beside "${special.key}", but an item matches one thing only. Make it an item of its own.`,
      );
    else
      reportUnknownKey(reader, other, {
        known: [...formulaKeys, ...keysOfRole[place.role]],
        place: `"${list.key}"`,
      });
  }
  if (data !== undefined) return { data: readDataSelector(reader, data, place.vocabulary.catalog) };
  if (model === undefined) return {};
  const kind = readText(reader, model);
  checkKind(reader, model, { kind, role: place.role, kinds: place.vocabulary.kinds });
  return { modelKind: kind };
}

function checkKind(
  reader: RuleReader,
  entry: YamlEntry,
  { kind, role, kinds }: { readonly kind: string; readonly role: TaintRole; readonly kinds: KindRegistry },
): void {
  if (kind === '') return;
  const known = kinds.get(kind);
  if (known === undefined) {
    const fitting = [...kinds.values()].filter((other) => fits(other, role)).map(({ id }) => id);
    reportProblem(
      reader,
      entry.value.at,
      entry.key,
      `Kind "${kind}" is not registered in kinds.yaml, so no model can match it. Use one of: ${fitting.join(', ') || 'none yet'}.`,
    );
  } else if (!fits(known, role))
    reportProblem(
      reader,
      entry.value.at,
      entry.key,
      `Kind "${kind}" is a ${known.role}, but stands where a ${role} is meant. Move it, or choose a ${role} kind.`,
    );
}

/** Subjects (the caller's identity) and effects may serve as sources and sinks too. */
function fits(kind: Kind, role: TaintRole): boolean {
  return (
    kind.role === role ||
    (role === 'source' && kind.role === 'subject') ||
    (role === 'sink' && kind.role === 'effect')
  );
}

function readOption(reader: RuleReader, entry: YamlEntry, place: SpecPlace): Partial<TaintSpec> {
  switch (entry.key) {
    case 'exact':
      return { exact: readBoolean(reader, entry) };
    case 'by-side-effect': {
      if (entry.value.kind === 'scalar' && entry.value.value === 'only') return { bySideEffect: 'only' };
      return { bySideEffect: readBoolean(reader, entry) };
    }
    case 'label': {
      const label = readText(reader, entry);
      if (label !== '' && !/^[A-Za-z_]\w*$/.test(label))
        reportProblem(
          reader,
          entry.value.at,
          entry.key,
          `Label "${label}" is no plain word, so "requires" could not name it. Use letters, digits and underscores.`,
        );
      return { label };
    }
    case 'requires':
      return readRequires(reader, entry, place.role);
    case 'control':
      return { control: readBoolean(reader, entry) };
    case 'at-exit':
      return { atExit: readBoolean(reader, entry) };
    case 'from':
    case 'to': {
      const name = readText(reader, entry);
      if (name !== '' && !isMetavariableName(name))
        reportProblem(
          reader,
          entry.value.at,
          entry.key,
          `"${name}" is no metavariable, so nothing can flow through it. Name one of the propagator's pattern, such as $X.`,
        );
      return entry.key === 'from' ? { from: name } : { to: name };
    }
    case 'x-clears': {
      const clears = readClears(reader, entry, place.vocabulary.catalog);
      // A sanitizer of a rule clears the whole lane of that rule; to clear more than was asked for would hide findings.
      if (clears.types.length + clears.levels.length > 0) reportUnsupported(reader, entry, '"x-clears"');
      return { clears };
    }
    case 'replace-labels':
      return { replaceLabels: readTexts(reader, entry) };
    case 'not_conflicting':
    case 'not-conflicting':
      return { notConflicting: readBoolean(reader, entry) };
    default:
      return {};
  }
}

/** A label expression, or for sinks a list of `$X: expression`. */
function readRequires(reader: RuleReader, entry: YamlEntry, role: TaintRole): Partial<TaintSpec> {
  if (entry.value.kind === 'scalar') return { requires: readLabels(reader, entry) };
  if (role !== 'sink' || entry.value.kind !== 'list') {
    reportProblem(
      reader,
      entry.value.at,
      entry.key,
      `"requires" must be a text such as "A and not B"${role === 'sink' ? ', or a list of `- $X: A`' : ''}, but is ${describe(entry.value)}.`,
    );
    return {};
  }
  const requiresByMetavariable = entry.value.items.flatMap((item) => {
    const pairs = item.kind === 'map' ? item.entries : [];
    if (pairs.length === 0)
      reportProblem(reader, item.at, entry.key, 'Each item of "requires" must be a map such as `$X: A`.');
    return pairs.map((pair) => {
      if (!isMetavariableName(pair.key))
        reportProblem(
          reader,
          pair.keyAt,
          entry.key,
          `"${pair.key}" is no metavariable, so "requires" cannot ask what it carries. Name one of the sink's pattern, such as $X.`,
        );
      return { metavariable: pair.key, requires: readLabels(reader, pair) };
    });
  });
  return { requiresByMetavariable };
}

/** The text of a label expression that can be read. */
function readLabels(reader: RuleReader, entry: YamlEntry): string {
  const requires = readText(reader, entry);
  const parsed = requires === '' ? undefined : parseLabelFormula(requires);
  if (parsed?.ok === false)
    reportProblem(
      reader,
      entry.value.at,
      entry.key,
      `"requires" cannot be read: ${parsed.reason}. Write labels joined by and, or, not and parentheses, such as "A and not B".`,
    );
  return requires.trim();
}

const dataKeys = ['types', 'levels', 'min-confidence'];

/** `x-data` and `x-resource`: a text `"nid.*"`, a list of such, or a map of types, levels, min-confidence. */
export function readDataSelector(
  reader: RuleReader,
  entry: YamlEntry,
  catalog: DataTypeCatalog | undefined,
): DataSelector {
  if (entry.value.kind !== 'map') {
    const types = readTexts(reader, entry).filter((type) => type !== '*');
    checkTypes(reader, entry, { types, catalog });
    return { types, levels: [], minConfidence: 'medium' };
  }
  let selector: DataSelector = { types: [], levels: [], minConfidence: 'medium' };
  for (const option of entry.value.entries) {
    if (option.key === 'types') {
      const types = readTexts(reader, option).filter((type) => type !== '*');
      checkTypes(reader, option, { types, catalog });
      selector = { ...selector, types };
    } else if (option.key === 'levels') selector = { ...selector, levels: readLevels(reader, option) };
    else if (option.key === 'min-confidence')
      selector = {
        ...selector,
        minConfidence: readWord(reader, option, ['high', 'medium', 'low'], 'medium'),
      };
    else reportUnknownKey(reader, option, { known: dataKeys, place: `"${entry.key}"` });
  }
  return selector;
}

function readClears(reader: RuleReader, entry: YamlEntry, catalog: DataTypeCatalog | undefined): ClearSpec {
  let clears: ClearSpec = { types: [], levels: [] };
  if (entry.value.kind !== 'map') {
    reportProblem(
      reader,
      entry.value.at,
      entry.key,
      `"${entry.key}" must be a map with types or levels, but is ${describe(entry.value)}. Leave the key out to clear everything.`,
    );
    return clears;
  }
  for (const option of entry.value.entries) {
    if (option.key === 'types') {
      const types = readTexts(reader, option);
      checkTypes(reader, option, { types, catalog });
      clears = { ...clears, types };
    } else if (option.key === 'levels') clears = { ...clears, levels: readLevels(reader, option) };
    else reportUnknownKey(reader, option, { known: ['types', 'levels'], place: `"${entry.key}"` });
  }
  return clears;
}

function readLevels(reader: RuleReader, entry: YamlEntry): string[] {
  const texts = readTexts(reader, entry);
  for (const text of texts)
    if (!levels.includes(text))
      reportProblem(
        reader,
        entry.value.at,
        entry.key,
        `"${text}" is no level of the data vocabulary. Use some of ${levels.join(', ')}.`,
      );
  return texts;
}

/** Reports data types that the catalog does not have. */
export function checkTypes(
  reader: RuleReader,
  entry: YamlEntry,
  { types, catalog }: { readonly types: readonly string[]; readonly catalog: DataTypeCatalog | undefined },
): void {
  if (catalog === undefined) return;
  for (const type of types) {
    const prefix = type.endsWith('.*') ? type.slice(0, -1) : '';
    const isKnown =
      prefix === '' ? catalog.byId.has(type) : catalog.types.some(({ id }) => id.startsWith(prefix));
    if (!isKnown)
      reportProblem(
        reader,
        entry.value.at,
        entry.key,
        `Data type "${type}" is not in the vocabulary (rules/data-types), so nothing can carry it. Use an id such as "nid.se.personnummer" or a prefix such as "nid.*".`,
      );
  }
}
