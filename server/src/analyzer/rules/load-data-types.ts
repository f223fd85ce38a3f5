/**
 * Reads `rules/data-types/*.yaml` into the data vocabulary.
 *
 * A file may hold any of the sections: types (with `category` and `level`), `context`, `negatives`,
 * `identifier-systems`, `fhir`. Files are taken in the order of their paths, so type indices do not depend on the
 * order of arrival; sets of several files are united. A malformed entry is a problem with its position and left out;
 * the rest is read. A type id that is defined twice is extended: its words are added to those of the first.
 */
import { contentDigest } from '../base/hash.ts';
import type { Problem } from '../base/problem.ts';
import type { DataLevel, DataType, DataTypeCatalog } from './data-type.ts';
import { toTokenSequence } from './fold-word.ts';
import { type FhirDraft, readFhirSection, resolveFhir } from './load-fhir-elements.ts';
import { createYamlReader, type YamlReader } from './read-yaml-section.ts';
import { parseYamlTree, type YamlNode, yamlEntry } from './yaml-tree.ts';

/** The vocabulary of some files, and what is wrong with them. */
export interface LoadedDataTypes {
  readonly catalog: DataTypeCatalog;
  readonly problems: readonly Problem[];
}

const levels: readonly DataLevel[] = ['direct', 'special', 'acute', 'quasi', 'pseudonym'];
const checks: readonly string[] = [
  'se_pnr',
  'se_reserve',
  'dk_cpr',
  'no_fnr',
  'fi_hetu',
  'uk_nhs',
  'us_ssn',
  'de_kvnr',
  'nl_bsn',
  'fr_nir',
];
const fileKeys = ['category', 'level', 'types', 'context', 'negatives', 'identifier-systems', 'fhir'];
const typeKeys = [
  'id',
  'label',
  'level',
  'comment',
  'check',
  'dummies',
  'words',
  'doubtful',
  'weak',
  'weak-context',
  'never-patient',
  'codes',
];
const contextKeys = [
  'person-owners',
  'health-owners',
  'ambiguous-owners',
  'staff-owners',
  'staff-places',
  'staff-views',
  'organization-owners',
  'account-owners',
  'account-places',
  'account-deeds',
  'account-calls',
  'staff-signs',
  'own-pages',
  'application-parts',
  'caller-owners',
  'topical-types',
  'metadata-owners',
  'neutral-owners',
  'content-words',
  'record-names',
  'prompt-words',
  'care-records',
  'record-prefixes',
  'record-suffixes',
  'call-verbs',
  'key-getters',
  'key-setters',
  'key-getter-settings',
  'type-argument-places',
  'document-places',
  'health-imports',
] as const;
const negativeKeys = [
  'suffix-kill',
  'carriers',
  'suffix-doubt',
  'prefix-kill',
  'member-kill',
  'id-suffixes',
  'not-person-names',
  'pseudonym-names',
  'made-up',
  'prefix-kill-exempt',
  'not-data-packages',
  'not-data-calls',
] as const;

/** Lists of names that are compared as written. */
const verbatimKeys: readonly string[] = [
  'member-kill',
  'health-imports',
  'not-data-packages',
  'not-data-calls',
  'key-getters',
  'key-setters',
  'account-calls',
  'type-argument-places',
  'document-places',
  'topical-types',
];

/** Reads the files; never throws. */
export function loadDataTypes(
  files: readonly { readonly path: string; readonly text: string }[],
): LoadedDataTypes {
  const sorted = [...files].sort((a, b) => compare(a.path, b.path));
  const draft = createDraft();
  const problems: Problem[] = [];
  for (const file of sorted) {
    const tree = parseYamlTree(file.path, file.text);
    problems.push(...tree.problems);
    if (tree.root !== undefined) readFile(draft, createYamlReader(file.path, problems), tree.root);
  }
  const digest = contentDigest(sorted.map(({ path, text }) => `${path}\n${text}`).join('\0'));
  const catalog = finish(draft, digest);
  problems.sort((a, b) => compare(a.path, b.path) || a.line - b.line || a.column - b.column);
  return { catalog, problems };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

interface TypeDraft {
  readonly id: string;
  readonly category: string;
  level: DataLevel;
  label: string;
  check: string;
  neverPatient: boolean;
  weakContext: 'person' | 'any';
  readonly words: Map<string, readonly string[]>;
  readonly doubtful: Map<string, readonly string[]>;
  readonly weak: Map<string, readonly string[]>;
}

interface Draft {
  readonly types: Map<string, TypeDraft>;
  readonly sets: Map<string, Set<string>>;
  readonly sequences: Map<string, Map<string, readonly string[]>>;
  readonly exemptPrefixes: Set<string>;
  readonly exemptLevels: Set<DataLevel>;
  readonly systems: {
    value: string;
    type: string;
    report: (known: ReadonlyMap<string, TypeDraft>) => boolean;
  }[];
  readonly dummies: Set<string>;
  /** Code → type id. */
  readonly codes: Map<string, string>;
  readonly fhir: FhirDraft[];
}

function createDraft(): Draft {
  return {
    types: new Map(),
    sets: new Map(),
    sequences: new Map(),
    exemptPrefixes: new Set(),
    exemptLevels: new Set(),
    systems: [],
    dummies: new Set(),
    codes: new Map(),
    fhir: [],
  };
}

function readFile(draft: Draft, reader: YamlReader, root: YamlNode): void {
  if (!reader.isMap(root, `A data-type file must be a map with some of the keys ${fileKeys.join(', ')}.`))
    return;
  reader.checkKeys(root, fileKeys, 'a data-type file');
  const category = reader.text(root, 'category');
  const level = readLevel(reader, root) ?? 'direct';
  const types = yamlEntry(root, 'types')?.value;
  if (types !== undefined) {
    if (category === '')
      reader.report(
        root.at,
        'A file with `types:` needs a `category:`. Add one, such as `category: clinical`.',
        'category',
      );
    for (const row of reader.list(types, 'types')) readType(draft, reader, row, { category, level });
  }
  const context = yamlEntry(root, 'context')?.value;
  if (context !== undefined && reader.isMap(context, '`context:` must be a map of word lists.')) {
    reader.checkKeys(context, contextKeys, 'context');
    for (const key of contextKeys) addWords(draft, reader, context, key);
  }
  const negatives = yamlEntry(root, 'negatives')?.value;
  if (negatives !== undefined && reader.isMap(negatives, '`negatives:` must be a map of word lists.'))
    readNegatives(draft, reader, negatives);
  const systems = yamlEntry(root, 'identifier-systems')?.value;
  if (systems !== undefined)
    for (const row of reader.list(systems, 'identifier-systems')) readSystem(draft, reader, row);
  const fhir = yamlEntry(root, 'fhir')?.value;
  if (fhir !== undefined) draft.fhir.push(readFhirSection(reader, fhir));
}

function readType(
  draft: Draft,
  reader: YamlReader,
  row: YamlNode,
  file: { readonly category: string; readonly level: DataLevel },
): void {
  if (!reader.isMap(row, 'A data type must be a map. Write `- id: clin.diagnosis` and its words.')) return;
  reader.checkKeys(row, typeKeys, 'a data type');
  const id = reader.text(row, 'id');
  if (!/^[a-z]+(\.[a-z0-9_]+)+$/.test(id)) {
    reader.report(
      row.at,
      `"${id}" is no id of a data type: lower-case words joined by dots are. Write, for example, \`id: clin.diagnosis\`.`,
      'id',
    );
    return;
  }
  const check = reader.text(row, 'check');
  if (check !== '' && !checks.includes(check))
    reader.report(
      row.at,
      `"${check}" is no known check. Use one of ${checks.join(', ')}, or leave the key out.`,
      'check',
    );
  const known = draft.types.get(id);
  const type: TypeDraft = known ?? {
    id,
    category: file.category,
    level: readLevel(reader, row) ?? file.level,
    label: reader.text(row, 'label') || id,
    check: checks.includes(check) ? check : '',
    neverPatient: reader.text(row, 'never-patient') === 'true',
    weakContext: reader.text(row, 'weak-context') === 'any' ? 'any' : 'person',
    words: new Map(),
    doubtful: new Map(),
    weak: new Map(),
  };
  if (known === undefined) draft.types.set(id, type);
  const words = yamlEntry(row, 'words')?.value;
  if (words?.kind === 'map')
    for (const entry of words.entries) addSequences(type.words, reader.strings(entry.value, entry.key));
  else if (words !== undefined) addSequences(type.words, reader.strings(words, 'words'));
  addSequences(type.doubtful, reader.strings(yamlEntry(row, 'doubtful')?.value, 'doubtful'));
  addSequences(type.weak, reader.strings(yamlEntry(row, 'weak')?.value, 'weak'));
  for (const code of reader.strings(yamlEntry(row, 'codes')?.value, 'codes')) draft.codes.set(code, id);
  for (const dummy of reader.strings(yamlEntry(row, 'dummies')?.value, 'dummies'))
    draft.dummies.add(dummy.replace(/\D/g, ''));
}

function addSequences(target: Map<string, readonly string[]>, entries: readonly string[]): void {
  for (const entry of entries) {
    const sequence = toTokenSequence(entry);
    if (sequence.length > 0) target.set(sequence.join('_'), sequence);
  }
}

function readLevel(reader: YamlReader, node: YamlNode): DataLevel | undefined {
  const text = reader.text(node, 'level');
  if (text === '') return undefined;
  const level = levels.find((known) => known === text);
  if (level === undefined)
    reader.report(
      yamlEntry(node, 'level')?.value.at ?? node.at,
      `"${text}" is no level. Use one of ${levels.join(', ')}.`,
      'level',
    );
  return level;
}

/** Owner lists keep a multi-word name whole (`subject_of_care`) and joined, as matching may see either. */
function addWords(draft: Draft, reader: YamlReader, node: YamlNode, key: string): void {
  const set = draft.sets.get(key) ?? new Set<string>();
  draft.sets.set(key, set);
  for (const word of reader.strings(yamlEntry(node, key)?.value, key)) {
    if (verbatimKeys.includes(key)) {
      set.add(word);
      continue;
    }
    const tokens = toTokenSequence(word);
    set.add(tokens.join('_'));
    if (tokens.length > 1) set.add(tokens.join(''));
  }
}

function readNegatives(draft: Draft, reader: YamlReader, node: YamlNode): void {
  reader.checkKeys(node, negativeKeys, 'negatives');
  for (const key of [
    'suffix-kill',
    'carriers',
    'suffix-doubt',
    'prefix-kill',
    'member-kill',
    'id-suffixes',
    'made-up',
    'not-data-packages',
    'not-data-calls',
  ])
    addWords(draft, reader, node, key);
  for (const key of ['not-person-names', 'pseudonym-names']) {
    const target = draft.sequences.get(key) ?? new Map<string, readonly string[]>();
    draft.sequences.set(key, target);
    addSequences(target, reader.strings(yamlEntry(node, key)?.value, key));
  }
  const exempt = yamlEntry(node, 'prefix-kill-exempt')?.value;
  if (exempt === undefined) return;
  for (const prefix of reader.strings(yamlEntry(exempt, 'prefixes')?.value, 'prefixes'))
    draft.exemptPrefixes.add(prefix);
  for (const text of reader.strings(yamlEntry(exempt, 'levels')?.value, 'levels')) {
    const level = levels.find((known) => known === text);
    if (level === undefined)
      reader.report(exempt.at, `"${text}" is no level. Use one of ${levels.join(', ')}.`, 'levels');
    else draft.exemptLevels.add(level);
  }
}

function readSystem(draft: Draft, reader: YamlReader, row: YamlNode): void {
  if (
    !reader.isMap(
      row,
      'An identifier system must be a map. Write `- { value: <OID or URL>, type: <data type> }`.',
    )
  )
    return;
  reader.checkKeys(row, ['value', 'type', 'note', 'source'], 'an identifier system');
  const value = reader.text(row, 'value');
  const type = reader.text(row, 'type');
  if (value === '') {
    reader.report(row.at, 'This identifier system has no value. Add the OID or URL as `value:`.', 'value');
    return;
  }
  draft.systems.push({ value, type, report: (known) => checkTypeId(reader, row, type, known) });
}

function checkTypeId(
  reader: YamlReader,
  row: YamlNode,
  type: string,
  known: ReadonlyMap<string, TypeDraft>,
): boolean {
  if (known.has(type)) return true;
  reader.report(
    row.at,
    `"${type}" is no data type of the vocabulary. Use an id that a \`types:\` list defines.`,
    'type',
  );
  return false;
}

function finish(draft: Draft, digest: string): DataTypeCatalog {
  const types: DataType[] = [...draft.types.values()].map((type, index) => ({
    id: type.id,
    index,
    category: type.category,
    level: type.level,
    label: type.label,
    words: [...type.words.values()],
    weakWords: [...type.weak.values()],
    check: type.check,
    neverPatient: type.neverPatient,
    doubtfulWords: [...type.doubtful.values()],
    weakContext: type.weakContext,
  }));
  const byId = new Map(types.map((type) => [type.id, type]));
  const set = (key: string): ReadonlySet<string> => draft.sets.get(key) ?? new Set();
  const sequences = (key: string) => [...(draft.sequences.get(key)?.values() ?? [])];
  const fhir = resolveFhir(draft.fhir, byId);
  return {
    types,
    byId,
    personOwners: set('person-owners'),
    healthOwners: set('health-owners'),
    suffixKill: set('suffix-kill'),
    prefixKill: set('prefix-kill'),
    prefixKillExempt: { prefixes: draft.exemptPrefixes, levels: draft.exemptLevels },
    memberKill: set('member-kill'),
    notPersonNames: sequences('not-person-names'),
    idSuffixes: set('id-suffixes'),
    pseudonymNames: sequences('pseudonym-names'),
    identifierSystems: new Map(
      draft.systems.filter(({ report }) => report(draft.types)).map(({ value, type }) => [value, type]),
    ),
    healthImports: [...set('health-imports')],
    knownDummies: draft.dummies,
    codes: new Map([...draft.codes].map(([code, id]) => [code, byId.get(id)?.index ?? -1])),
    digest,
    hints: {
      ambiguousOwners: set('ambiguous-owners'),
      staffOwners: set('staff-owners'),
      staffPlaces: set('staff-places'),
      staffViews: set('staff-views'),
      madeUp: set('made-up'),
      organizationOwners: set('organization-owners'),
      accountOwners: set('account-owners'),
      accountPlaces: set('account-places'),
      accountDeeds: set('account-deeds'),
      accountCalls: set('account-calls'),
      staffSigns: set('staff-signs'),
      ownPages: set('own-pages'),
      applicationParts: set('application-parts'),
      callerOwners: set('caller-owners'),
      topicalTypes: set('topical-types'),
      metadataOwners: set('metadata-owners'),
      neutralOwners: set('neutral-owners'),
      carriers: set('carriers'),
      suffixDoubt: set('suffix-doubt'),
      contentWords: set('content-words'),
      recordNames: set('record-names'),
      promptWords: set('prompt-words'),
      careRecords: set('care-records'),
      recordPrefixes: set('record-prefixes'),
      recordSuffixes: set('record-suffixes'),
      callVerbs: set('call-verbs'),
      notDataPackages: [...set('not-data-packages')],
      notDataCalls: set('not-data-calls'),
      keyGetters: set('key-getters'),
      keySetters: set('key-setters'),
      keyGetterSettings: set('key-getter-settings'),
      typeArgumentPlaces: placesOf(set('type-argument-places')),
      documentPlaces: manyPlacesOf(set('document-places')),
    },
    ...(fhir === undefined ? {} : { fhir }),
  };
}

/** `useQuery:data`, `useQuery:0.data`: function names and all places where their answer may be. */
function manyPlacesOf(rows: ReadonlySet<string>): ReadonlyMap<string, readonly (readonly string[])[]> {
  const places = new Map<string, (readonly string[])[]>();
  for (const row of rows)
    for (const [name, path] of placesOf(new Set([row]))) {
      const known = places.get(name);
      if (known === undefined) places.set(name, [path]);
      else known.push(path);
    }
  return places;
}

/** `useQuery:data`, `find`: function names and where in their result the type argument is. */
function placesOf(rows: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> {
  return new Map(
    [...rows].map((row) => {
      const [name = '', path = ''] = row.split(':');
      return [name, path === '' ? [] : path.split('.')];
    }),
  );
}
