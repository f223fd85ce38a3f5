/**
 * `sekretess.yml`: from its text to settings and problems.
 *
 * Never throws: a key or value that is wrong is a problem with its line and column, and the rest holds. The file comes from the
 * scanned workspace, so its size and its aliases are bounded, and it can name only files beside or below itself.
 */

import { type Document, isScalar, LineCounter, parseDocument } from 'yaml';
import { nestsTooDeep } from '../analyzer/base/nesting-depth.ts';
import type { Problem } from '../analyzer/base/problem.ts';
import {
  type Entry,
  entriesOf,
  isKnownKey,
  itemsOf,
  positionOf,
  type Reader,
  readLevels,
  readTexts,
  report,
  reportAt,
  resolve,
  shorten,
  textOf,
} from './configuration-reader.ts';
import { readGuardSettings } from './guard-settings.ts';
import { type Severity, severities } from './options.ts';
import {
  noProjectSettings,
  type ProjectSettings,
  readOwnSinks,
  readOwnSources,
  readOwnTypes,
  readRecipients,
  readWords,
} from './project-settings.ts';

/** The name of the file, at the root of the workspace. */
export const configurationFileName = 'sekretess.yml';

/** Largest configuration file that is read, in bytes. */
export const maxConfigurationBytes = 200_000;

/** A function of the project that clears data. */
export interface SanitizerSetting {
  /** `name`, or `module#name`. */
  readonly name: string;
  /** Both empty: everything. */
  readonly types: readonly string[];
  readonly levels: readonly string[];
}

/** Findings of one rule in some files that a person has accepted. */
export interface SuppressionSetting {
  readonly rule: string;
  /** Pattern as in `.gitignore`, relative to the configuration file. */
  readonly path: string;
  /** Never empty. */
  readonly reason: string;
  /** `YYYY-MM-DD`, the last day on which it hides; empty: always. */
  readonly until: string;
  /** 1-based place of the entry. */
  readonly line: number;
  readonly column: number;
}

/** What the file says. */
export interface WorkspaceSettings extends ProjectSettings {
  /** Rule id → what to do with it, and where that is written (1-based). */
  readonly rules: readonly {
    readonly id: string;
    readonly value: 'off' | 'on' | Severity;
    readonly line: number;
    readonly column: number;
  }[];
  /** Packs that run, each with where it is written (1-based); empty: all. `web/all` means the optional rules too. */
  readonly packs: readonly { readonly name: string; readonly line: number; readonly column: number }[];
  /** Kinds of sources that count as controlled by an attacker, beside requests. */
  readonly untrusted: readonly string[];
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly sanitizers: readonly SanitizerSetting[];
  readonly suppressions: readonly SuppressionSetting[];
  /** Model files of the project, relative to the configuration file. */
  readonly models: readonly { readonly path: string; readonly line: number; readonly column: number }[];
  /** Rule files of the project and folders of them, relative to the configuration file. */
  readonly ruleFiles: readonly { readonly path: string; readonly line: number; readonly column: number }[];
  /** A file of test identity numbers, relative to the configuration file; empty when not given. */
  readonly testIdentityNumbers:
    | { readonly path: string; readonly line: number; readonly column: number }
    | undefined;
}

/** What holds without a file. */
export const noSettings: WorkspaceSettings = {
  ...noProjectSettings,
  rules: [],
  packs: [],
  untrusted: [],
  include: [],
  exclude: [],
  sanitizers: [],
  models: [],
  ruleFiles: [],
  suppressions: [],
  testIdentityNumbers: undefined,
};

const topLevelKeys = [
  'packs',
  'rules',
  'paths',
  'dataTypes',
  'sanitizers',
  'sources',
  'sinks',
  'models',
  'ruleFiles',
  'recipients',
  'untrusted',
  'guards',
  'public',
  'adminRoles',
  'capabilities',
  'suppressions',
] as const;

/** Words of `untrusted` and the kinds of sources that they mean. */
const untrustedWords: Readonly<Record<string, string>> = {
  'exported-api': 'exported-api',
  environment: 'environment',
  answers: 'third-party.answer',
  database: 'stored.database',
};

/** Reads the text. `path` is how messages name the file. */
export function parseConfiguration(
  path: string,
  text: string,
): { readonly settings: WorkspaceSettings; readonly problems: readonly Problem[] } {
  const lines = new LineCounter();
  const problems: Problem[] = [];
  let document: Document;
  try {
    if (nestsTooDeep(text)) throw new RangeError('nested too deeply');
    document = parseDocument(text, { lineCounter: lines, logLevel: 'silent', prettyErrors: false });
  } catch {
    // Deep nesting exhausts the stack of the YAML parser.
    const message = 'The file is nested too deeply to be read, so no setting of it holds. Flatten it.';
    return { settings: noSettings, problems: [{ severity: 'error', message, path, line: 1, column: 1 }] };
  }
  const reader: Reader = { path, document, lines, problems };
  const [syntaxError] = document.errors;
  if (syntaxError !== undefined) {
    const why = syntaxError.message.split(/[\n.]/, 1)[0] ?? '';
    report(
      reader,
      syntaxError.pos[0],
      `This is not valid YAML: ${why}. No setting of the file holds. Correct the syntax here.`,
    );
    return { settings: noSettings, problems };
  }
  const root = resolve(reader, document.contents ?? undefined);
  if (root === undefined) return { settings: noSettings, problems };
  const settings: Mutable = { ...noSettings };
  const guards = readGuardSettings(reader);
  for (const entry of entriesOf(reader, root, 'The file', 'settings such as "rules:"'))
    if (isKnownKey(reader, entry, '', topLevelKeys) && !guards.readKey(entry))
      readTopLevel(reader, entry, settings);
  settings.guards = guards.finish();
  return { settings, problems };
}

type Mutable = { -readonly [K in keyof WorkspaceSettings]: WorkspaceSettings[K] };

function readTopLevel(reader: Reader, entry: Entry, settings: Mutable): void {
  switch (entry.key) {
    case 'rules':
      settings.rules = readRules(reader, entry);
      break;
    case 'packs':
      settings.packs = itemsOf(reader, entry, 'packs', 'names of packs').map((item) => ({
        name: textOf(item),
        ...positionOf(reader, item),
      }));
      break;
    case 'untrusted':
      settings.untrusted = readUntrusted(reader, entry);
      break;
    case 'paths':
      for (const part of entriesOf(reader, entry.value, '"paths"', '"include" and "exclude"')) {
        if (!isKnownKey(reader, part, 'paths.', ['include', 'exclude'])) continue;
        settings[part.key === 'include' ? 'include' : 'exclude'] = readTexts(
          reader,
          part,
          `paths.${part.key}`,
        );
      }
      break;
    case 'dataTypes':
      for (const part of entriesOf(
        reader,
        entry.value,
        '"dataTypes"',
        '"testIdentityNumbers", "words" or "types"',
      ))
        if (isKnownKey(reader, part, 'dataTypes.', ['testIdentityNumbers', 'words', 'types'])) {
          if (part.key === 'testIdentityNumbers') settings.testIdentityNumbers = readFileName(reader, part);
          else if (part.key === 'words') settings.words = readWords(reader, part);
          else settings.types = readOwnTypes(reader, part);
        }
      break;
    case 'sanitizers':
      settings.sanitizers = readSanitizers(reader, entry);
      break;
    case 'suppressions':
      settings.suppressions = readSuppressions(reader, entry);
      break;
    case 'sources':
      settings.sources = readOwnSources(reader, entry);
      break;
    case 'sinks':
      settings.sinks = readOwnSinks(reader, entry);
      break;
    case 'models':
      settings.models = itemsOf(reader, entry, 'models', 'model files').flatMap((item) => {
        const file = readFileName(reader, { key: 'models', at: item, value: item }, 'a model file');
        return file === undefined ? [] : [file];
      });
      break;
    case 'ruleFiles':
      settings.ruleFiles = itemsOf(reader, entry, 'ruleFiles', 'rule files').flatMap((item) => {
        const file = readFileName(reader, { key: 'ruleFiles', at: item, value: item }, 'a rule file');
        return file === undefined ? [] : [file];
      });
      break;
    case 'recipients':
      settings.recipients = readRecipients(reader, entry);
      break;
  }
}

function readRules(reader: Reader, entry: Entry): WorkspaceSettings['rules'] {
  const rules: WorkspaceSettings['rules'][number][] = [];
  for (const rule of entriesOf(reader, entry.value, '"rules"', 'rule ids, each with "off" or a severity')) {
    const word = textOf(rule.value);
    // YAML 1.1 tools write `off` as false and `on` as true.
    const value = word === 'false' ? 'off' : word === 'true' ? 'on' : word;
    if (value === 'off' || value === 'on' || severities.includes(value as Severity))
      rules.push({ id: rule.key, value: value as 'off' | 'on' | Severity, ...positionOf(reader, rule.at) });
    else
      reportAt(
        reader,
        rule.value ?? rule.at,
        `"${shorten(word)}" says nothing about rule "${rule.key}", so its own severity holds. Write off, on, ${severities.join(', ')}.`,
        rule.key,
      );
  }
  return rules;
}

function readSanitizers(reader: Reader, entry: Entry): readonly SanitizerSetting[] {
  const sanitizers: SanitizerSetting[] = [];
  for (const item of itemsOf(reader, entry, 'sanitizers', 'functions that clear data, each with "name"')) {
    let name = isScalar(item) ? textOf(item) : '';
    let types: readonly string[] = [];
    let levels: readonly string[] = [];
    if (!isScalar(item)) {
      for (const part of entriesOf(reader, item, 'An entry of "sanitizers"', '"name" and "clears"')) {
        if (!isKnownKey(reader, part, 'sanitizers.', ['name', 'clears'])) continue;
        if (part.key === 'name') name = textOf(part.value);
        else {
          for (const clear of entriesOf(reader, part.value, '"clears"', '"types" and "levels"')) {
            if (!isKnownKey(reader, clear, 'sanitizers.clears.', ['types', 'levels'])) continue;
            if (clear.key === 'types') types = readTexts(reader, clear, 'clears.types');
            else levels = readLevels(reader, clear);
          }
        }
      }
    }
    if (/^(?:[^#\s]+#)?[\w$.]+$/.test(name)) sanitizers.push({ name, types, levels });
    else
      reportAt(
        reader,
        item,
        `This sanitizer has no usable "name", so it clears nothing. Write the name of a function, or module#name.`,
        'name',
      );
  }
  return sanitizers;
}

/** What is incomplete hides nothing: without a reason nobody can tell later whether it still holds. */
function readSuppressions(reader: Reader, entry: Entry): readonly SuppressionSetting[] {
  const suppressions: SuppressionSetting[] = [];
  const keys = ['rule', 'path', 'reason', 'until'];
  for (const item of itemsOf(reader, entry, 'suppressions', 'entries with "rule", "path" and "reason"')) {
    const texts = { rule: '', path: '', reason: '', until: '' };
    for (const part of entriesOf(reader, item, 'An entry of "suppressions"', '"rule", "path" and "reason"'))
      if (isKnownKey(reader, part, 'suppressions.', keys))
        texts[part.key as keyof typeof texts] = textOf(part.value);
    const missing = (['rule', 'path', 'reason'] as const).find((key) => texts[key].trim() === '');
    if (missing !== undefined)
      reportAt(
        reader,
        item,
        `This suppression has no "${missing}", so it hides nothing. Write the id of a rule, a pattern of paths, and why the findings are acceptable.`,
        missing,
      );
    else if (texts.until !== '' && !/^\d{4}-\d{2}-\d{2}$/.test(texts.until))
      reportAt(
        reader,
        item,
        `"${shorten(texts.until)}" is not a day, so this suppression hides nothing. Write until: YYYY-MM-DD, or leave it out.`,
        'until',
      );
    else suppressions.push({ ...texts, ...positionOf(reader, item) });
  }
  return suppressions;
}

function readUntrusted(reader: Reader, entry: Entry): readonly string[] {
  return readTexts(reader, entry, 'untrusted').flatMap((word) => {
    if (Object.hasOwn(untrustedWords, word)) return [untrustedWords[word] ?? ''];
    reportAt(
      reader,
      entry.value ?? entry.at,
      `There is no source "${shorten(word)}", so it is left out. The sources are ${Object.keys(untrustedWords).join(', ')}.`,
      'untrusted',
    );
    return [];
  });
}

function readFileName(
  reader: Reader,
  entry: Entry,
  what = 'the file of test identity numbers',
): WorkspaceSettings['testIdentityNumbers'] {
  const path = textOf(entry.value).replace(/^\.\//, '');
  const leadsOut =
    path.startsWith('/') || path.includes('\\') || path.includes(':') || path.split('/').includes('..');
  if (path !== '' && !leadsOut) return { path, ...positionOf(reader, entry.value ?? entry.at) };
  reportAt(
    reader,
    entry.value ?? entry.at,
    `"${shorten(path)}" cannot be ${what}, so it is not read. Name a file beside or below ${configurationFileName}, with a relative path.`,
    entry.key,
  );
  return undefined;
}
