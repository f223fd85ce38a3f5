import type { GuardConfiguration } from '../analyzer/engine/engine.ts';
import {
  type Entry,
  entriesOf,
  functionName,
  itemsOf,
  levelWords,
  positionOf,
  type Reader,
  readLevels,
  readParts,
  readTexts,
  reject,
  rejectName,
  scalarOf,
  shorten,
} from './configuration-reader.ts';
import { noGuardSettings } from './guard-settings.ts';

/** Where an entry stands; 1-based. */
interface Placed {
  readonly line: number;
  readonly column: number;
}

/** Words of the project that name a known type of data. */
export interface WordSetting extends Placed {
  readonly type: string;
  readonly words: readonly string[];
}

/** A type of data that only the project has. */
export interface OwnTypeSetting extends Placed {
  readonly id: string;
  readonly label: string;
  readonly level: string;
  readonly words: readonly string[];
}

/** A function of the project whose result is data, or comes from outside. */
export interface OwnSourceSetting extends Placed {
  /** `name`, or `module#name`. */
  readonly name: string;
  /** Data types; empty when a kind is given. */
  readonly types: readonly string[];
  /** A kind of `rules/kinds.yaml`; empty when types are given. */
  readonly kind: string;
}

/** A function of the project through which data leaves. */
export interface OwnSinkSetting extends Placed {
  readonly name: string;
  /** A kind of `rules/kinds.yaml`: `log`, `analytics`. */
  readonly kind: string;
  /** 0-based; empty: every argument. */
  readonly arguments: readonly number[];
}

/** Somebody to whom data may go. */
export interface RecipientSetting extends Placed {
  /** A host, `*.example.com` with everything below; empty when a package is given. */
  readonly host: string;
  readonly package: string;
  /** What may go there; both empty: everything. */
  readonly types: readonly string[];
  readonly levels: readonly string[];
  readonly reason: string;
}

/** See the head of this file. */
export interface ProjectSettings {
  readonly words: readonly WordSetting[];
  readonly types: readonly OwnTypeSetting[];
  readonly sources: readonly OwnSourceSetting[];
  readonly sinks: readonly OwnSinkSetting[];
  readonly recipients: readonly RecipientSetting[];
  readonly guards: GuardConfiguration;
}

/** What holds without a file. */
export const noProjectSettings: ProjectSettings = {
  words: [],
  types: [],
  sources: [],
  sinks: [],
  recipients: [],
  guards: noGuardSettings,
};

/** `dataTypes.words`: type id → words. */
export function readWords(reader: Reader, entry: Entry): readonly WordSetting[] {
  return entriesOf(reader, entry.value, '"dataTypes.words"', 'ids of data types, each with words').map(
    (part) => ({
      type: part.key,
      words: readTexts(reader, part, part.key),
      ...positionOf(reader, part.at),
    }),
  );
}

/** `dataTypes.types`. */
export function readOwnTypes(reader: Reader, entry: Entry): readonly OwnTypeSetting[] {
  const types: OwnTypeSetting[] = [];
  for (const item of itemsOf(
    reader,
    entry,
    'dataTypes.types',
    'types, each with "id", "level" and "words"',
  )) {
    const parts = readParts(reader, item, 'dataTypes.types', ['id', 'label', 'level', 'words']);
    const id = scalarOf(parts.id);
    const level = scalarOf(parts.level);
    const words = parts.words === undefined ? [] : readTexts(reader, parts.words, 'words');
    if (!/^[a-z][\w-]*(?:\.[\w-]+)+$/.test(id))
      reject(
        reader,
        item,
        'id',
        `This data type has no usable "id", so it is left out. Write one such as own.study_code.`,
      );
    else if (!levelWords.includes(level))
      reject(
        reader,
        parts.level?.value ?? item,
        'level',
        `The data type "${id}" has no known "level", so it is left out. The levels are ${levelWords.join(', ')}.`,
      );
    else if (words.length === 0)
      reject(
        reader,
        item,
        'words',
        `The data type "${id}" has no "words", so nothing could ever be of it. Add the names that it has in the code.`,
      );
    else
      types.push({
        id,
        label: scalarOf(parts.label) || id.replace(/^.*\./, '').replaceAll('_', ' '),
        level,
        words,
        ...positionOf(reader, item),
      });
  }
  return types;
}

/** `sources`. */
export function readOwnSources(reader: Reader, entry: Entry): readonly OwnSourceSetting[] {
  const sources: OwnSourceSetting[] = [];
  for (const item of itemsOf(reader, entry, 'sources', 'functions, each with "name" and "types" or "kind"')) {
    const parts = readParts(reader, item, 'sources', ['name', 'types', 'kind']);
    const name = scalarOf(parts.name);
    const types = parts.types === undefined ? [] : readTexts(reader, parts.types, 'types');
    const kind = scalarOf(parts.kind);
    if (!functionName.test(name)) rejectName(reader, item, 'source');
    else if ((types.length === 0) === (kind === ''))
      reject(
        reader,
        item,
        'types',
        `The source "${name}" says not what its result is, so it is none. Write either "types", ids of data types, or "kind", such as remote.`,
      );
    else sources.push({ name, types, kind, ...positionOf(reader, item) });
  }
  return sources;
}

/** `sinks`. */
export function readOwnSinks(reader: Reader, entry: Entry): readonly OwnSinkSetting[] {
  const sinks: OwnSinkSetting[] = [];
  for (const item of itemsOf(reader, entry, 'sinks', 'functions, each with "name" and "kind"')) {
    const parts = readParts(reader, item, 'sinks', ['name', 'kind', 'arguments']);
    const name = scalarOf(parts.name);
    const kind = scalarOf(parts.kind);
    const numbers = parts.arguments === undefined ? [] : readTexts(reader, parts.arguments, 'arguments');
    const list = numbers.map(Number);
    if (!functionName.test(name)) rejectName(reader, item, 'sink');
    else if (kind === '')
      reject(
        reader,
        item,
        'kind',
        `The sink "${name}" has no "kind", so no rule asks for it. Write one such as log, analytics or outbound.`,
      );
    else if (list.some((index) => !Number.isInteger(index) || index < 0 || index > 50))
      reject(
        reader,
        parts.arguments?.value ?? item,
        'arguments',
        `The "arguments" of the sink "${name}" are no positions, so it is none. Write numbers from 0.`,
      );
    else sinks.push({ name, kind, arguments: list, ...positionOf(reader, item) });
  }
  return sinks;
}

/** `recipients`. */
export function readRecipients(reader: Reader, entry: Entry): readonly RecipientSetting[] {
  const recipients: RecipientSetting[] = [];
  for (const item of itemsOf(reader, entry, 'recipients', 'entries with "host" or "package", and "reason"')) {
    const parts = readParts(reader, item, 'recipients', ['host', 'package', 'types', 'levels', 'reason']);
    const host = scalarOf(parts.host).toLowerCase();
    const packageName = scalarOf(parts.package);
    const reason = scalarOf(parts.reason);
    if ((host === '') === (packageName === ''))
      reject(
        reader,
        item,
        'host',
        'This recipient has neither "host" nor "package", or both, so it is approved for nothing. Write one of them.',
      );
    else if (host !== '' && !/^(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*$/.test(host))
      reject(
        reader,
        parts.host?.value ?? item,
        'host',
        `"${shorten(host)}" is no host, so this recipient is approved for nothing. Write a name such as api.example.com, or *.example.com, without scheme, port or path.`,
      );
    else if (reason === '')
      reject(
        reader,
        item,
        'reason',
        'This recipient has no "reason", so it is approved for nothing. Write why data may go there.',
      );
    else
      recipients.push({
        host,
        package: packageName,
        types: parts.types === undefined ? [] : readTexts(reader, parts.types, 'types'),
        levels: parts.levels === undefined ? [] : readLevels(reader, parts.levels),
        reason,
        ...positionOf(reader, item),
      });
  }
  return recipients;
}
