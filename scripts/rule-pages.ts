/**
 * docs/rules/<id>.md from the YAML of a rule, the registry of kinds, the vocabulary of data types and the rule's
 * target: what is reported, why it matters, one bad and one good example, how to fix it.
 *
 * The examples are cut out of the target between `// @example: bad` (or `good`) and `// @end`, without the comments
 * that the test reads, so that what a page shows is what a test proves.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { loadDataTypes } from '../server/src/analyzer/rules/load-data-types.ts';
import { loadKinds } from '../server/src/analyzer/rules/load-kinds.ts';
import { loadRules } from '../server/src/analyzer/rules/load-rules.ts';
import type {
  CompiledRule,
  DataSelector,
  Formula,
  GuardSpec,
  TaintSpec,
} from '../server/src/analyzer/rules/rule.ts';
import { readKnowledge } from './read-knowledge.mjs';

/** A page: path relative to the root of the repository, and its text. */
interface Page {
  readonly path: string;
  readonly text: string;
}

/** Where pages get their words from. */
interface Sources {
  readonly sentenceOf: (kind: string) => string;
  readonly labelsOf: (selector: DataSelector) => readonly string[];
}

/** Every rule's page and the list of them. `root` is absolute. */
export function rulePages(root: string): readonly Page[] {
  const files = readKnowledge(root);
  const { kinds } = loadKinds(
    files.find(({ path: file }) => file === 'kinds.yaml') ?? { path: 'kinds.yaml', text: '' },
  );
  const { catalog } = loadDataTypes(files.filter(({ path: file }) => file.startsWith('data-types/')));
  const packs = files.filter(({ path: file }) => file.startsWith('packs/'));
  const { rules } = loadRules(packs, kinds, catalog);
  const sources: Sources = {
    sentenceOf: (kind) => kinds.get(kind)?.sentence ?? '',
    labelsOf: ({ types }) =>
      catalog.types
        .filter(({ id }) =>
          types.some((type) => type === id || (type.endsWith('.*') && id.startsWith(type.slice(0, -1)))),
        )
        .map(({ label }) => label),
  };
  const sorted = [...rules].sort((a, b) => (a.id < b.id ? -1 : 1));
  return [
    { path: 'docs/rules/README.md', text: indexPage(sorted) },
    ...sorted.map((rule) => ({
      path: `docs/rules/${rule.id}.md`,
      text: rulePage(rule, readTarget(root, rule), sources),
    })),
  ];
}

function packOf(rule: CompiledRule): string {
  return path.posix.basename(path.posix.dirname(rule.at.path));
}

function indexPage(rules: readonly CompiledRule[]): string {
  const packs = [...new Set(rules.map(packOf))].sort();
  const lines = [
    '# Rules',
    '',
    '<!-- Made by `npm run generate` from rules/packs. -->',
    '',
    'What Sekretess reports without any configuration.',
    'How to write your own: [writing-rules.md](../writing-rules.md).',
    '',
    ...packs.flatMap((pack) => [
      `## ${pack}`,
      '',
      '| Rule | Reports | Severity |',
      '|---|---|---|',
      ...rules
        .filter((rule) => packOf(rule) === pack)
        .map((rule) => `| [${rule.id}](${rule.id}.md) | ${word(rule, 'title')} | ${rule.severity} |`),
      '',
    ]),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

interface Target {
  readonly path: string;
  readonly language: string;
  readonly text: string;
}

function readTarget(root: string, rule: CompiledRule): Target | undefined {
  const folder = path.join(root, 'test/rules', packOf(rule));
  const name = existsSync(folder)
    ? readdirSync(folder).find((file) => path.parse(file).name === rule.id)
    : undefined;
  if (name === undefined) return undefined;
  return {
    path: `test/rules/${packOf(rule)}/${name}`,
    language: path.extname(name).slice(1),
    text: readFileSync(path.join(folder, name), 'utf8'),
  };
}

function rulePage(rule: CompiledRule, target: Target | undefined, sources: Sources): string {
  const bad = target === undefined ? '' : exampleOf(target.text, 'bad');
  const good = target === undefined ? '' : exampleOf(target.text, 'good');
  const code = (text: string): readonly string[] => [`\`\`\`${target?.language ?? 'ts'}`, text, '```', ''];
  const lines = [
    `# ${word(rule, 'title')}`,
    '',
    `<!-- Made by \`npm run generate\` from rules/${rule.at.path}${target === undefined ? '' : ` and ${target.path}`}. -->`,
    '',
    `\`${rule.id}\` · severity ${rule.severity} · ${word(rule, 'code')}`,
    '',
    '## What',
    '',
    ...sentencesOf(generalMessage(rule.message)),
    '',
    ...subjectLines(rule, sources),
    '## Why',
    '',
    ...sentencesOf(word(rule, 'why')),
    '',
    ...(bad === '' ? [] : ['## Reported', '', ...code(bad)]),
    ...(good === '' ? [] : ['## Not reported', '', ...code(good)]),
    '## How to fix it',
    '',
    ...sentencesOf(word(rule, 'fix')),
    '',
    '## Relevant to',
    '',
    ...words(rule, 'legal').map((text) => `- ${text.replace(/^relevant to /, '')}`),
    ...words(rule, 'cwe').map((text) => `- ${text}`),
    ...words(rule, 'owasp').map((text) => `- OWASP API Security Top 10: ${text}`),
    '',
    'What is written here is no legal advice.',
    '',
    '## To silence one place',
    '',
    'Write the reason beside it; the rule stays in force everywhere else.',
    '',
    ...code(`// sekretess-ignore ${rule.id}: why this is right here`),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

/** The message without what only a finding can fill in. */
function generalMessage(message: string): string {
  const filled = message
    .replaceAll('{dataTypes}', 'patient data')
    .replaceAll('{endpoint}', 'the endpoint')
    .replace(/ ?\(\{(source|dataTypes)\}\)/g, '')
    .replaceAll('(patient data)', '')
    .replaceAll('the {source} record', 'the record')
    .replaceAll('{source}', 'the source')
    .replaceAll('the log call {sink}', 'a log call')
    .replaceAll('the filter of {sink}', 'a filter')
    .replaceAll(' in {sink}', '')
    .replaceAll(' by {sink}', '')
    .replaceAll('{sink}', 'the call')
    .replace(/ {2,}/g, ' ')
    .replace(/ ([.,])/g, '$1');
  return filled.charAt(0).toUpperCase() + filled.slice(1);
}

/** What the rule looks at, by its mode. */
function subjectLines(rule: CompiledRule, sources: Sources): readonly string[] {
  const rows: (readonly [string, readonly string[]])[] = [];
  if (rule.taint) {
    rows.push(['From', rule.taint.sources.flatMap((spec) => specTexts(spec, sources))]);
    rows.push(['To', rule.taint.sinks.flatMap((spec) => specTexts(spec, sources))]);
    rows.push(['Harmless after', rule.taint.sanitizers.flatMap((spec) => specTexts(spec, sources))]);
  } else if (rule.guard) {
    const { resource, operations, identifier, require } = rule.guard;
    rows.push(['Records', dataTexts(resource, sources)]);
    rows.push(['Operations', [operations.join(', ')]]);
    rows.push([
      'Found by',
      [
        identifier === 'any'
          ? 'Any identifier that the request names.'
          : 'A national identity number of the request.',
      ],
    ]);
    rows.push(['Required', require.map((name) => requirementTexts[name])]);
  } else if (rule.search) rows.push(['Code', patternsOf(rule.search).map(codeText)]);
  else if (rule.literals)
    rows.push([
      'Literals',
      ['Identity numbers in code, comments and texts that pass every check and are no known test numbers.'],
    ]);
  const shown = rows.filter(([, texts]) => texts.length > 0);
  if (shown.length === 0) return [];
  return [
    '| | |',
    '|---|---|',
    ...shown.map(
      ([name, texts]) => `| ${name} | ${[...new Set(texts)].join('<br>').replaceAll('|', '\\|')} |`,
    ),
    '',
  ];
}

const requirementTexts: Readonly<Record<GuardSpec['require'][number], string>> = {
  tie: 'Something that ties the record to the caller: in the query, or checked before the answer.',
  compartment: 'In a FHIR server: a value of the caller in the search, or the credentials of the caller.',
  tenant: 'The tenant of the caller in the query, where most endpoints name it.',
  role: 'A check of the role of the caller.',
  authentication: 'A caller who is logged in.',
  'known-caller': 'A caller, tenant and role from the session, not from the request.',
  'closed-failure': 'A check that refuses when it fails.',
  'fixed-owner': 'Columns of ownership that the code sets, not the request.',
  'private-caching': 'An answer that no shared cache may keep.',
  'caller-in-key': 'A value of the caller in the key under which a record of the caller is kept.',
  'ending-link': 'A login, an expiry or a single use for what a secret link gives.',
  audit: 'A line in the audit log, where most endpoints write one.',
  'new-session': 'A new session when somebody logs in.',
  'ended-session': 'The end of the session, on the server, when somebody logs out.',
  'closed-store': 'Rules of the store that compare each record with who is asking.',
};

function specTexts(spec: TaintSpec, sources: Sources): readonly string[] {
  if (spec.data) return dataTexts(spec.data, sources);
  if (spec.modelKind !== undefined) return [`\`${spec.modelKind}\`: ${sources.sentenceOf(spec.modelKind)}`];
  return spec.formula ? patternsOf(spec.formula).map(codeText) : [];
}

function dataTexts(selector: DataSelector, sources: Sources): readonly string[] {
  const { levels } = selector;
  const labels = sources.labelsOf(selector);
  const what = labels.length > 0 ? labels.join(', ') : 'patient data';
  return [
    levels.length === 0
      ? `Data types: ${what}.`
      : `Values that hold ${what} of the levels ${levels.join(', ')}.`,
  ];
}

/** The texts of the positive patterns, without those that match any expression. */
function patternsOf(formula: Formula): readonly string[] {
  switch (formula.kind) {
    case 'pattern':
      return /^\$[A-Z_]+$/.test(formula.text.trim()) ? [] : [formula.text];
    case 'regex':
      return [formula.regex];
    case 'all':
    case 'any':
      return formula.formulas.flatMap(patternsOf);
    default:
      return [];
  }
}

/** A pattern as code within a line. */
function codeText(pattern: string): string {
  const text = pattern.trim().replace(/\s*\n\s*/g, ' ');
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

/** The code of an example, without the comments of the test and without the indentation all lines share. */
function exampleOf(text: string, which: 'bad' | 'good'): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.trim() === `// @example: ${which}`);
  if (start < 0) return '';
  const end = lines.findIndex((line, index) => index > start && line.trim() === '// @end');
  return lines
    .slice(start + 1, end < 0 ? lines.length : end)
    .map((line) => line.replace(/\s*\/\/ (?:ruleid|ok|todoruleid|todook): .*$/, ''))
    .join('\n')
    .trim();
}

function word(rule: CompiledRule, key: string): string {
  const value = rule.metadata[key];
  return typeof value === 'string' ? value.trim() : '';
}

function words(rule: CompiledRule, key: string): readonly string[] {
  const value = rule.metadata[key];
  return (Array.isArray(value) ? value : [value]).filter((item): item is string => typeof item === 'string');
}

/** One sentence a line. */
function sentencesOf(text: string): readonly string[] {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .split(/(?<=[.:]) (?=[A-Z])/);
}
