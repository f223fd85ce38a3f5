/**
 * What a project says about itself in `sekretess.yml`: its words and types of data, its sources and sinks, to whom data
 * may go, and how its endpoints are guarded.
 *
 * Each part is read on its own; an entry that is wrong is a problem with its place, and the others hold.
 */
import { isScalar, type Node } from 'yaml';
import {
  type Entry,
  entriesOf,
  isKnownKey,
  itemsOf,
  levelWords,
  nearestWord,
  positionOf,
  type Reader,
  readLevels,
  readTexts,
  reportAt,
  shorten,
  textOf,
} from './configuration-reader.ts';

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

/** What a check or a gateway makes sure of. */
export type Assurance = 'authentication' | 'role' | 'tenant' | 'tie';

/** How endpoints are guarded. */
export interface GuardSettings {
  /** Functions that refuse whoever must not go on: `name` or `module#name`. */
  readonly checks: readonly { readonly name: string; readonly ensures: readonly Assurance[] }[];
  /** Paths that something in front of the program guards. */
  readonly gateway: readonly { readonly paths: readonly string[]; readonly ensures: readonly Assurance[] }[];
  /** `GET /health`, `/public/**`. */
  readonly publicEndpoints: readonly string[];
  /** Record types that anybody may read: `Hospital`. */
  readonly publicResources: readonly string[];
  /** Roles that may see every record. */
  readonly adminRoles: readonly string[];
  /** Role → what it may do. */
  readonly capabilities: readonly { readonly role: string; readonly may: readonly string[] }[];
}

/** See the head of this file. */
export interface ProjectSettings {
  readonly words: readonly WordSetting[];
  readonly types: readonly OwnTypeSetting[];
  readonly sources: readonly OwnSourceSetting[];
  readonly sinks: readonly OwnSinkSetting[];
  readonly recipients: readonly RecipientSetting[];
  readonly guards: GuardSettings;
}

/** What holds without a file. */
export const noProjectSettings: ProjectSettings = {
  words: [],
  types: [],
  sources: [],
  sinks: [],
  recipients: [],
  guards: {
    checks: [],
    gateway: [],
    publicEndpoints: [],
    publicResources: [],
    adminRoles: [],
    capabilities: [],
  },
};

const assurances: readonly Assurance[] = ['authentication', 'role', 'tenant', 'tie'];
const functionName = /^(?:[^#\s]+#)?[\w$.]+$/;

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
    const id = text(parts.id);
    const level = text(parts.level);
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
        label: text(parts.label) || id.replace(/^.*\./, '').replaceAll('_', ' '),
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
    const name = text(parts.name);
    const types = parts.types === undefined ? [] : readTexts(reader, parts.types, 'types');
    const kind = text(parts.kind);
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
    const name = text(parts.name);
    const kind = text(parts.kind);
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
    const host = text(parts.host).toLowerCase();
    const packageName = text(parts.package);
    const reason = text(parts.reason);
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

/** `guards`. */
export function readGuards(reader: Reader, entry: Entry): Partial<GuardSettings> {
  let guards: Partial<GuardSettings> = {};
  for (const part of entriesOf(reader, entry.value, '"guards"', '"checks" and "gateway"')) {
    if (!isKnownKey(reader, part, 'guards.', ['checks', 'gateway'])) continue;
    if (part.key === 'checks') {
      warnIdle(reader, part, 'guards.checks');
      const checks: GuardSettings['checks'][number][] = [];
      for (const item of itemsOf(
        reader,
        part,
        'guards.checks',
        'functions, each with "name" and "ensures"',
      )) {
        const parts = readParts(reader, item, 'guards.checks', ['name', 'ensures']);
        const name = text(parts.name);
        const ensures = readAssurances(reader, item, parts.ensures);
        if (!functionName.test(name)) rejectName(reader, item, 'check');
        else if (ensures.length > 0) checks.push({ name, ensures });
      }
      guards = { ...guards, checks };
    } else {
      const gateway: GuardSettings['gateway'][number][] = [];
      for (const item of itemsOf(reader, part, 'guards.gateway', 'entries with "paths" and "ensures"')) {
        const parts = readParts(reader, item, 'guards.gateway', ['paths', 'ensures']);
        const paths = parts.paths === undefined ? [] : readTexts(reader, parts.paths, 'paths');
        const ensures = readAssurances(reader, item, parts.ensures);
        if (paths.length === 0)
          reject(
            reader,
            item,
            'paths',
            'This entry has no "paths", so it guards nothing. Write paths such as /api/**.',
          );
        else if (ensures.length > 0) gateway.push({ paths, ensures });
      }
      guards = { ...guards, gateway };
    }
  }
  return guards;
}

/** `public`. */
export function readPublic(reader: Reader, entry: Entry): Partial<GuardSettings> {
  let settings: Partial<GuardSettings> = {};
  for (const part of entriesOf(reader, entry.value, '"public"', '"endpoints" and "resources"')) {
    if (!isKnownKey(reader, part, 'public.', ['endpoints', 'resources'])) continue;
    const texts = readTexts(reader, part, `public.${part.key}`);
    if (part.key === 'resources') warnIdle(reader, part, 'public.resources');
    if (part.key === 'resources') settings = { ...settings, publicResources: texts };
    else {
      const wrong = texts.find((endpoint) => !/^(?:[A-Z]+ )?\/\S*$/.test(endpoint));
      if (wrong !== undefined)
        reject(
          reader,
          part.value ?? part.at,
          'endpoints',
          `"${shorten(wrong)}" is no endpoint, so it is left out. Write GET /health, or /public/** for every method.`,
        );
      settings = {
        ...settings,
        publicEndpoints: texts.filter((endpoint) => /^(?:[A-Z]+ )?\/\S*$/.test(endpoint)),
      };
    }
  }
  return settings;
}

/** `capabilities`: role → what it may do. */
export function readCapabilities(reader: Reader, entry: Entry): GuardSettings['capabilities'] {
  return entriesOf(reader, entry.value, '"capabilities"', 'roles, each with a list').map((part) => ({
    role: part.key,
    may: readTexts(reader, part, part.key),
  }));
}

/** For settings that are read, and that no analysis asks for yet: nobody must rely on them. */
export function warnIdle(reader: Reader, entry: Entry, name: string): void {
  reportAt(
    reader,
    entry.at,
    `"${name}" is read, but changes no finding yet. Leave it for a later version, or remove it.`,
    entry.key,
    'warning',
  );
}

function readAssurances(reader: Reader, item: Node, entry: Entry | undefined): readonly Assurance[] {
  const words = entry === undefined ? [] : readTexts(reader, entry, 'ensures');
  const known = assurances.filter((word) => words.includes(word));
  const unknown = words.find((word) => !assurances.some((assurance) => assurance === word));
  if (unknown !== undefined) {
    const near = nearestWord(unknown, assurances);
    reject(
      reader,
      entry?.value ?? item,
      'ensures',
      `"${shorten(unknown)}" is nothing that a check ensures, so it is left out.${near === undefined ? '' : ` Did you mean "${near}"?`} Write ${assurances.join(', ')}.`,
    );
  } else if (known.length === 0)
    reject(
      reader,
      item,
      'ensures',
      `This entry has no "ensures", so it guards nothing. Write ${assurances.join(', ')}.`,
    );
  return known;
}

/** The keys of one entry; unknown ones are problems. */
function readParts<K extends string>(
  reader: Reader,
  item: Node,
  parent: string,
  keys: readonly K[],
): Partial<Record<K, Entry>> {
  const parts: Partial<Record<K, Entry>> = {};
  for (const part of entriesOf(
    reader,
    item,
    `An entry of "${parent}"`,
    keys.map((key) => `"${key}"`).join(', '),
  ))
    if (isKnownKey(reader, part, `${parent}.`, keys)) parts[part.key as K] = part;
  return parts;
}

function text(entry: Entry | undefined): string {
  return entry?.value !== undefined && isScalar(entry.value) ? textOf(entry.value).trim() : '';
}

function rejectName(reader: Reader, item: Node, what: string): void {
  reject(
    reader,
    item,
    'name',
    `This ${what} has no usable "name", so it is left out. Write the name of a function, or module#name.`,
  );
}

function reject(reader: Reader, node: Node, key: string, message: string): void {
  reportAt(reader, node, message, key);
}
