/**
 * Reads rule files, Semgrep-compatible YAML with a few keys of our own, into checked rules.
 *
 * A rule with an error is left out whole and loudly; all others live. Rules keep the order of the files and of the
 * rules in them. The same texts give the same rules and problems.
 */
import type { Problem } from '../base/problem.ts';
import { textLanguage } from '../base/text-languages.ts';
import { checkBindings } from './check-bindings.ts';
import type { DataTypeCatalog } from './data-type.ts';
import type { KindRegistry } from './kind.ts';
import { deletingFix, isEmptyText, readFixRegex } from './read-fix-regex.ts';
import { readFormulaOf } from './read-formula.ts';
import { checkTypes, type RuleVocabulary, readDataSelector, readTaint } from './read-taint.ts';
import { isOfRegexesAlone } from './regex-rules.ts';
import {
  type CompiledRule,
  type GuardSpec,
  guardRequirements,
  type RuleFamily,
  type Severity,
} from './rule.ts';
import {
  describe,
  locationOf,
  type RuleReader,
  readBoolean,
  readEntriesOf,
  readText,
  readTexts,
  readWord,
  reportProblem,
  reportUnknownKey,
  reportUnsupported,
} from './rule-reader.ts';
import { checkVersions } from './semgrep-version.ts';
import { parseYamlTree, type YamlEntry, type YamlNode, yamlEntry, yamlToJson } from './yaml-tree.ts';

/** A rule file: its path as messages shall name it, and its text. */
export interface RuleFile {
  readonly path: string;
  readonly text: string;
}

/**
 * The rules of all files, and what is wrong with them. `catalog` undefined: data types are not checked. A rule with the
 * id of one of `earlier`, rules of files before these, is left out like a second one.
 */
export function loadRules(
  files: readonly RuleFile[],
  kinds: KindRegistry,
  catalog: DataTypeCatalog | undefined,
  earlier: readonly CompiledRule[] = [],
): { readonly rules: readonly CompiledRule[]; readonly problems: readonly Problem[] } {
  const rules: CompiledRule[] = [];
  const problems: Problem[] = [];
  const seen = new Map(earlier.map((rule) => [rule.id, rule]));
  for (const file of files) {
    const tree = parseYamlTree(file.path, file.text);
    problems.push(...tree.problems);
    if (tree.root === undefined) continue;
    for (const node of readRuleList(file.path, tree.root, problems)) {
      const reader: RuleReader = {
        path: file.path,
        ruleId: '',
        problems,
        hasError: false,
        conditionDepth: 0,
      };
      const rule = readRule(reader, node, { kinds, catalog });
      if (rule !== undefined && !reader.hasError) checkBindings(reader, rule);
      if (rule === undefined || reader.hasError) continue;
      const first = seen.get(rule.id);
      if (first !== undefined) {
        reportProblem(
          reader,
          node.at,
          'id',
          `Rule "${rule.id}" exists already (${first.at.path}:${first.at.line}), so this one is left out. Rename or remove one of them.`,
        );
        continue;
      }
      seen.set(rule.id, rule);
      rules.push(rule);
    }
  }
  return { rules, problems };
}

function readRuleList(path: string, root: YamlNode, problems: Problem[]): readonly YamlNode[] {
  const list = yamlEntry(root, 'rules');
  if (list !== undefined && list.value.kind === 'list') return list.value.items;
  const at = list?.value.at ?? root.at;
  const found =
    list === undefined ? 'there is no key "rules" at the top' : `"rules" is ${describe(list.value)}`;
  problems.push({
    severity: 'error',
    message: `This is no rule file: ${found}. Write \`rules:\` and one \`- id: …\` item a rule.`,
    path,
    line: at.line,
    column: at.column,
    key: 'rules',
  });
  return [];
}

const requiredKeys = ['id', 'message', 'languages', 'severity'];
const searchKeys = ['pattern', 'patterns', 'pattern-either', 'pattern-regex', 'match'];
const taintKeys = ['pattern-sources', 'pattern-sinks', 'pattern-sanitizers', 'pattern-propagators', 'taint'];
const plainKeys = [
  'mode',
  'metadata',
  'paths',
  'options',
  'fix',
  'fix-regex',
  'min-version',
  'max-version',
  'version',
  'product',
];
const ownKeys = [
  'x-family',
  'x-resource',
  'x-operations',
  'x-require',
  'x-identifier',
  'x-supersedes',
  'x-tests',
  'x-optional',
  'x-literals',
];
/** Keys of Semgrep features that we do not have. */
const unsupportedKeys: Readonly<Record<string, string>> = {
  join: 'mode "join"',
  extract: 'mode "extract"',
  dest: 'mode "extract"',
  'dest-language': 'mode "extract"',
  steps: 'mode "step"',
  validators: '"validators" (it would need the network)',
  request: '"request" (it would need the network)',
  response: '"response" (it would need the network)',
  'r2c-internal-project-depends-on': '"r2c-internal-project-depends-on"',
  'project-depends-on': '"project-depends-on"',
  'pattern-where-python': '"pattern-where-python" (it would execute code of the rule)',
};
const allKeys = [...requiredKeys, ...searchKeys, ...taintKeys, ...plainKeys, ...ownKeys];

const severities: Readonly<Record<string, Severity>> = {
  ERROR: 'high',
  WARNING: 'medium',
  INFO: 'low',
  CRITICAL: 'critical',
  HIGH: 'high',
  MEDIUM: 'medium',
  LOW: 'low',
};

/** Rules that Semgrep runs for its own purposes and whose findings it does not show. */
const hiddenSeverities = ['INVENTORY', 'EXPERIMENT'];

/** Our languages by the names that rules use. */
const languageNames: Readonly<Record<string, readonly string[]>> = {
  js: ['javascript'],
  javascript: ['javascript'],
  jsx: ['javascript'],
  ts: ['typescript'],
  typescript: ['typescript'],
  tsx: ['typescript'],
  regex: ['regex'],
  none: ['regex'],
  generic: ['generic'],
  spacegrep: ['generic'],
  json: ['json'],
  yaml: ['yaml'],
  html: ['html'],
  dockerfile: ['dockerfile'],
  docker: ['dockerfile'],
};

function readRule(reader: RuleReader, node: YamlNode, vocabulary: RuleVocabulary): CompiledRule | undefined {
  if (node.kind !== 'map') {
    reportProblem(
      reader,
      node.at,
      'rules',
      `Each item of "rules" must be a map with id, message, languages and severity, but this one is ${describe(node)}.`,
    );
    return undefined;
  }
  const entry = (key: string): YamlEntry | undefined => yamlEntry(node, key);
  const id = entry('id');
  if (id !== undefined) reader.ruleId = id.value.kind === 'scalar' ? id.value.text : '';
  const languages = readLanguages(reader, entry('languages'), isOfRegexesAlone(node));
  // A rule for other languages is none of ours: its keys are not judged.
  if (languages === 'foreign') return undefined;
  for (const key of requiredKeys)
    if (entry(key) === undefined)
      reportProblem(reader, node.at, key, `This rule has no "${key}". Add \`${key}: …\`.`);
  for (const found of node.entries) {
    const unsupported = unsupportedKeys[found.key];
    if (unsupported !== undefined) reportUnsupported(reader, found, unsupported);
    else if (!allKeys.includes(found.key))
      reportUnknownKey(reader, found, { known: allKeys, place: 'a rule' });
  }
  checkVersions(reader, entry('min-version'), entry('max-version'));
  const fixRegex = entry('fix-regex');
  const mode = readMode(reader, entry('mode'), node);
  const paths = readPaths(reader, entry('paths'));
  const at = locationOf(reader, node.at);
  const family = entry('x-family');
  const options = entry('options');
  const metadata = entry('metadata');
  const tests = entry('x-tests');
  const optional = entry('x-optional');
  const fix = entry('fix');
  const supersedes = entry('x-supersedes');
  return {
    id: id === undefined ? '' : readId(reader, id),
    mode,
    languages,
    severity: readSeverity(reader, entry('severity')),
    ...severityName(entry('severity')),
    family: family === undefined ? familyOf(mode) : readWord(reader, family, families, 'semgrep'),
    message: readOptionalText(reader, entry('message')),
    metadata: metadata === undefined ? {} : readJsonMap(reader, metadata),
    include: paths.include,
    exclude: paths.exclude,
    supersedes: supersedes === undefined ? [] : readTexts(reader, supersedes),
    isOptional: optional === undefined ? false : readBoolean(reader, optional),
    onTests: tests === undefined ? false : readBoolean(reader, tests),
    ...readBody(reader, node, { mode, languages, vocabulary }),
    options: options === undefined ? {} : readJsonMap(reader, options),
    ...(fix !== undefined && isEmptyText(fix.value)
      ? { fix: '', fixRegex: deletingFix }
      : { fix: readOptionalText(reader, fix) }),
    ...(fixRegex === undefined ? {} : readFixRegex(reader, fixRegex)),
    at,
  };
}

const families: readonly RuleFamily[] = ['injection', 'privacy', 'guard', 'config', 'semgrep'];

function familyOf(mode: CompiledRule['mode']): RuleFamily {
  if (mode === 'guard') return 'guard';
  return mode === 'literal' ? 'privacy' : 'semgrep';
}

function readOptionalText(reader: RuleReader, entry: YamlEntry | undefined): string {
  return entry === undefined ? '' : readText(reader, entry).trim();
}

function readId(reader: RuleReader, entry: YamlEntry): string {
  const id = readText(reader, entry);
  if (id !== '' && !/^[A-Za-z0-9][\w.-]*$/.test(id))
    reportProblem(
      reader,
      entry.value.at,
      'id',
      `Rule id "${id}" holds characters that suppression comments cannot name. Use letters, digits, "-", "_" and ".".`,
    );
  return id;
}

function readJsonMap(reader: RuleReader, entry: YamlEntry): Readonly<Record<string, unknown>> {
  if (entry.value.kind === 'map') return yamlToJson(entry.value) as Record<string, unknown>;
  // An empty `metadata:` is common and harmless.
  if (entry.value.kind === 'scalar' && entry.value.value === null) return {};
  reportProblem(
    reader,
    entry.value.at,
    entry.key,
    `"${entry.key}" must be a map of keys, but is ${describe(entry.value)}.`,
  );
  return {};
}

/**
 * The languages of a rule that it runs on; `foreign` when there are none, which a warning says. Regular expressions alone
 * run on files of other languages, too.
 */
function readLanguages(
  reader: RuleReader,
  entry: YamlEntry | undefined,
  isOfRegexes: boolean,
): readonly string[] | 'foreign' {
  if (entry === undefined) return [];
  const names = readTexts(reader, entry);
  if (entry.value.kind === 'list' && entry.value.items.length === 0)
    reportProblem(
      reader,
      entry.value.at,
      'languages',
      '"languages" is empty, so the rule runs nowhere. Add typescript or javascript.',
    );
  const known = new Set(names.flatMap((name) => languageNames[name.toLowerCase()] ?? []));
  if (isOfRegexes)
    for (const name of names) if (textLanguage(name) !== undefined) known.add(textLanguage(name) ?? name);
  if (known.size === 0 && names.length > 0) {
    reportProblem(
      reader,
      entry.value.at,
      'languages',
      `The rule is skipped, because it is for ${names.join(', ')} only. Patterns are matched in javascript, typescript, json, yaml, html, dockerfile and generic, regular expressions alone in other languages too.`,
      'warning',
    );
    return 'foreign';
  }
  return [...known].sort();
}

/** HIGH, MEDIUM and LOW, whose older names reports would say instead. */
function severityName(entry: YamlEntry | undefined): Pick<CompiledRule, 'severityName'> {
  const name = entry?.value.kind === 'scalar' ? entry.value.text.toUpperCase() : '';
  return ['HIGH', 'MEDIUM', 'LOW'].includes(name) ? { severityName: name } : {};
}

function readSeverity(reader: RuleReader, entry: YamlEntry | undefined): Severity {
  if (entry === undefined) return 'medium';
  const text = entry.value.kind === 'scalar' ? entry.value.text : '';
  const severity = severities[text.toUpperCase()];
  if (severity !== undefined) return severity;
  if (hiddenSeverities.includes(text)) {
    const message = `The rule is skipped, because findings of severity ${text} are not shown.`;
    reportProblem(reader, entry.value.at, 'severity', message, 'warning');
    reader.hasError = true;
    return 'low';
  }
  reportProblem(
    reader,
    entry.value.at,
    'severity',
    `"severity" must be one of ${Object.keys(severities).join(', ')}, but is ${describe(entry.value)}.`,
  );
  return 'medium';
}

function readMode(reader: RuleReader, entry: YamlEntry | undefined, rule: YamlNode): CompiledRule['mode'] {
  if (entry === undefined) return yamlEntry(rule, 'taint') === undefined ? 'search' : 'taint';
  const text = entry.value.kind === 'scalar' ? entry.value.text : '';
  switch (text) {
    case 'search':
    case 'taint':
      return text;
    case 'x-guard':
      return 'guard';
    case 'x-literal':
      return 'literal';
    case 'join':
    case 'extract':
    case 'step':
      reportUnsupported(reader, entry, `mode "${text}"`);
      return 'search';
    default:
      reportProblem(
        reader,
        entry.value.at,
        'mode',
        `"mode" must be one of search, taint, x-guard, x-literal, but is ${describe(entry.value)}.`,
      );
      return 'search';
  }
}

function readPaths(
  reader: RuleReader,
  entry: YamlEntry | undefined,
): { readonly include: readonly string[]; readonly exclude: readonly string[] } {
  let paths: { include: readonly string[]; exclude: readonly string[] } = { include: [], exclude: [] };
  if (entry === undefined) return paths;
  for (const option of readEntriesOf(reader, entry)) {
    if (option.key === 'include') paths = { ...paths, include: readTexts(reader, option) };
    else if (option.key === 'exclude') paths = { ...paths, exclude: readTexts(reader, option) };
    else reportUnknownKey(reader, option, { known: ['include', 'exclude'], place: '"paths"' });
  }
  return paths;
}

interface BodyContext {
  readonly mode: CompiledRule['mode'];
  readonly languages: readonly string[];
  readonly vocabulary: RuleVocabulary;
}

/** What the mode of the rule asks for. */
function readBody(
  reader: RuleReader,
  node: YamlNode,
  context: BodyContext,
): Pick<CompiledRule, 'search' | 'taint' | 'guard' | 'literals'> {
  rejectMisplaced(reader, node, context.mode);
  switch (context.mode) {
    case 'search':
      return readSearch(reader, node);
    case 'taint': {
      const nested = yamlEntry(node, 'taint');
      const entries =
        nested === undefined ? (node.kind === 'map' ? node.entries : []) : readEntriesOf(reader, nested);
      const taint = readTaint(reader, entries, context.vocabulary);
      for (const [role, list] of [
        ['sources', taint.sources],
        ['sinks', taint.sinks],
      ] as const)
        if (list.length === 0 && !reader.hasError)
          reportProblem(
            reader,
            node.at,
            `pattern-${role}`,
            `This taint rule has no ${role}, so it can never find anything. Add "pattern-${role}:".`,
          );
      return { taint };
    }
    case 'guard':
      return { guard: readGuard(reader, node, context.vocabulary.catalog) };
    case 'literal': {
      const literals = yamlEntry(node, 'x-literals');
      if (literals === undefined) return { literals: [] };
      const types = readTexts(reader, literals).filter((type) => type !== '*');
      checkTypes(reader, literals, { types, catalog: context.vocabulary.catalog });
      return { literals: types };
    }
  }
}

function readSearch(reader: RuleReader, node: YamlNode): Pick<CompiledRule, 'search'> {
  if (node.kind !== 'map') return {};
  const entries = node.entries.filter(({ key }) => searchKeys.includes(key));
  const search = readFormulaOf(
    reader,
    { kind: 'map', entries, at: node.at },
    { place: 'a rule', otherKeys: [] },
  );
  if (search === undefined) {
    if (!reader.hasError)
      reportProblem(
        reader,
        node.at,
        'pattern',
        `This rule says nothing to match. Add one of ${searchKeys.join(', ')}, or a mode.`,
      );
    return {};
  }
  return { search };
}

const keysOfMode: Readonly<Record<CompiledRule['mode'], readonly string[]>> = {
  search: searchKeys,
  taint: taintKeys,
  guard: ['x-resource', 'x-operations', 'x-require', 'x-identifier'],
  literal: ['x-literals'],
};

/** A key of another mode would silently do nothing. */
function rejectMisplaced(reader: RuleReader, node: YamlNode, mode: CompiledRule['mode']): void {
  if (node.kind !== 'map') return;
  for (const entry of node.entries) {
    const owners = Object.entries(keysOfMode).filter(([, keys]) => keys.includes(entry.key));
    if (owners.length === 0 || owners.some(([owner]) => owner === mode)) continue;
    const names: Readonly<Record<string, string>> = { guard: 'x-guard', literal: 'x-literal' };
    const owner = owners.map(([name]) => names[name] ?? name).join(' or ');
    reportProblem(
      reader,
      entry.keyAt,
      entry.key,
      `"${entry.key}" belongs to rules of mode "${owner}", but this rule has mode "${names[mode] ?? mode}". Set \`mode: ${owner}\`, or remove the key.`,
    );
  }
}

const operations = ['read', 'list', 'update', 'delete', 'create'] as const;

function readGuard(reader: RuleReader, node: YamlNode, catalog: DataTypeCatalog | undefined): GuardSpec {
  const resource = yamlEntry(node, 'x-resource');
  const operation = yamlEntry(node, 'x-operations');
  const require = yamlEntry(node, 'x-require');
  const identifier = yamlEntry(node, 'x-identifier');
  return {
    resource:
      resource === undefined
        ? { types: [], levels: [], minConfidence: 'medium' }
        : readDataSelector(reader, resource, catalog),
    operations: operation === undefined ? operations : readWords(reader, operation, operations),
    require: require === undefined ? ['tie'] : readWords(reader, require, guardRequirements),
    identifier:
      identifier === undefined ? 'any' : readWord(reader, identifier, ['any', 'national-id', 'none'], 'any'),
  };
}

function readWords<T extends string>(
  reader: RuleReader,
  entry: YamlEntry,
  words: readonly T[],
): readonly T[] {
  return readTexts(reader, entry).flatMap((text) => {
    const word = words.find((known) => known === text);
    if (word !== undefined) return [word];
    reportProblem(
      reader,
      entry.value.at,
      entry.key,
      `"${text}" is no word of "${entry.key}". Use some of ${words.join(', ')}.`,
    );
    return [];
  });
}
