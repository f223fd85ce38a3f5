/**
 * How a project says in `sekretess.yml` that its endpoints are guarded: declared checks and emergency access, paths that
 * a gateway guards, what is public, roles that may see every record, and values that nobody guesses.
 *
 * What these say silences findings, so nothing doubtful is taken: entries that contradict each other are all left out,
 * each with a problem at its place; so is a role that everybody has, and a value that can be guessed.
 */
import type { Node } from 'yaml';
import type { Assurance, GuardConfiguration } from '../analyzer/engine/engine.ts';
import {
  type Entry,
  entriesOf,
  functionName,
  isKnownKey,
  itemsOf,
  nearestWord,
  type Reader,
  readParts,
  readTexts,
  reject,
  rejectName,
  reportAt,
  scalarOf,
  shorten,
  textOf,
} from './configuration-reader.ts';

/** What holds without a file. */
export const noGuardSettings: GuardConfiguration = {
  checks: [],
  gateway: [],
  breakGlass: [],
  publicEndpoints: [],
  publicResources: [],
  adminRoles: [],
  capabilities: [],
};

/** Where an entry stands, and what it is, for contradictions. */
interface PlacedText {
  readonly text: string;
  readonly at: Node;
}

/** The guard settings of a file, read key by key; `finish` once all keys were read. */
export interface GuardSettingsReader {
  /** True if the key was one of these. */
  readKey(entry: Entry): boolean;
  finish(): GuardConfiguration;
}

const assurances: readonly Assurance[] = ['authentication', 'role', 'tenant', 'tie'];
const endpointPattern = /^(?:[A-Z]+ )?\/\S*$/;
/** What everybody is who signed up. */
const commonRole =
  /^(?:role_)?(?:patient|user|client|guest|member|customer|citizen|parent|person|public|anonymous|viewer|basic|default|authenticated|everyone|\*)s?$/i;
/** Names of values that are known to others, or that count up. */
const guessable =
  /^(?:_?id|email|phone|mobile|mrn|ssn|pnr|nhs|name|username|slug|birth_?date|dob|.*(?:[a-z]Id|_id|[Nn]ummer|[Nn]umber|[Nn]ame))$/;

/** See the head of this file. */
export function readGuardSettings(reader: Reader): GuardSettingsReader {
  const settings: { -readonly [K in keyof GuardConfiguration]: GuardConfiguration[K] } = {
    ...noGuardSettings,
  };
  const gatewayPaths: PlacedText[] = [];
  const publicPaths: PlacedText[] = [];
  const checkNames: (PlacedText & { readonly ensures: readonly Assurance[] })[] = [];

  const readGuards = (entry: Entry): void => {
    for (const part of entriesOf(reader, entry.value, '"guards"', '"checks", "gateway" and "breakGlass"')) {
      if (!isKnownKey(reader, part, 'guards.', ['checks', 'gateway', 'breakGlass'])) continue;
      if (part.key === 'checks') settings.checks = readChecks(reader, part, checkNames);
      else if (part.key === 'gateway') settings.gateway = readGateway(reader, part, gatewayPaths);
      else
        settings.breakGlass = placedTexts(reader, part, 'guards.breakGlass').flatMap(({ text, at }) => {
          if (functionName.test(text)) return [text];
          rejectName(reader, at, 'emergency access');
          return [];
        });
    }
  };
  const readPublic = (entry: Entry): void => {
    for (const part of entriesOf(reader, entry.value, '"public"', '"endpoints" and "resources"')) {
      if (!isKnownKey(reader, part, 'public.', ['endpoints', 'resources'])) continue;
      if (part.key === 'resources') settings.publicResources = readTexts(reader, part, 'public.resources');
      else
        for (const placed of placedTexts(reader, part, 'public.endpoints')) {
          if (endpointPattern.test(placed.text)) publicPaths.push(placed);
          else
            reject(
              reader,
              placed.at,
              'endpoints',
              `"${shorten(placed.text)}" is no endpoint, so it is left out. Write GET /health, or /public/** for every method.`,
            );
        }
    }
  };
  return {
    readKey: (entry) => {
      switch (entry.key) {
        case 'guards':
          readGuards(entry);
          return true;
        case 'public':
          readPublic(entry);
          return true;
        case 'adminRoles':
          settings.adminRoles = withoutDoubtful(
            reader,
            entry,
            commonRole,
            (text) =>
              `Everybody who signed up is "${text}", so this role lifts nobody and is left out. Name roles of staff that may see every record.`,
          );
          return true;
        case 'capabilities':
          settings.capabilities = withoutDoubtful(
            reader,
            entry,
            guessable,
            (text) =>
              `Values of "${text}" can be guessed or are known to others, so this is left out. Name fields that hold long random values, such as shareToken.`,
          );
          return true;
        default:
          return false;
      }
    },
    finish: () => {
      const wrongChecks = contradictingChecks(reader, checkNames);
      const wrongPaths = contradictingPaths(reader, publicPaths, gatewayPaths);
      return {
        ...settings,
        checks: settings.checks.filter(({ name }) => !wrongChecks.has(name)),
        gateway: settings.gateway
          .map(({ paths, ensures }) => ({ paths: paths.filter((path) => !wrongPaths.has(path)), ensures }))
          .filter(({ paths }) => paths.length > 0),
        publicEndpoints: publicPaths.map(({ text }) => text).filter((path) => !wrongPaths.has(path)),
      };
    },
  };
}

function readChecks(
  reader: Reader,
  part: Entry,
  names: (PlacedText & { readonly ensures: readonly Assurance[] })[],
): GuardConfiguration['checks'] {
  for (const item of itemsOf(reader, part, 'guards.checks', 'functions, each with "name" and "ensures"')) {
    const parts = readParts(reader, item, 'guards.checks', ['name', 'ensures']);
    const name = scalarOf(parts.name);
    const ensures = readAssurances(reader, item, parts.ensures);
    if (!functionName.test(name)) rejectName(reader, item, 'check');
    else if (ensures.length > 0) names.push({ text: name, at: item, ensures });
  }
  return names.map(({ text, ensures }) => ({ name: text, ensures }));
}

function readGateway(reader: Reader, part: Entry, places: PlacedText[]): GuardConfiguration['gateway'] {
  return itemsOf(reader, part, 'guards.gateway', 'entries with "paths" and "ensures"').flatMap((item) => {
    const parts = readParts(reader, item, 'guards.gateway', ['paths', 'ensures']);
    const ensures = readAssurances(reader, item, parts.ensures);
    const written = parts.paths === undefined ? [] : placedTexts(reader, parts.paths, 'paths');
    const paths = written.filter(({ text, at }) => {
      if (endpointPattern.test(text)) return true;
      reject(
        reader,
        at,
        'paths',
        `"${shorten(text)}" is no path, so nothing guards it. Write /api/**, or GET /api/persons.`,
      );
      return false;
    });
    if (written.length === 0)
      reject(
        reader,
        item,
        'paths',
        'This entry has no "paths", so it guards nothing. Write paths such as /api/**.',
      );
    if (paths.length === 0 || ensures.length === 0) return [];
    places.push(...paths);
    return [{ paths: paths.map(({ text }) => text), ensures }];
  });
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

/** The texts without those that fit; each of these is a problem. */
function withoutDoubtful(
  reader: Reader,
  entry: Entry,
  doubtful: RegExp,
  explain: (text: string) => string,
): readonly string[] {
  return placedTexts(reader, entry, entry.key).flatMap(({ text, at }) => {
    const last = text.slice(text.lastIndexOf('.') + 1);
    if (!doubtful.test(last)) return [text];
    reject(reader, at, entry.key, explain(shorten(text)));
    return [];
  });
}

/** Names of functions that are declared with different assurances. */
function contradictingChecks(
  reader: Reader,
  checks: readonly (PlacedText & { readonly ensures: readonly Assurance[] })[],
): ReadonlySet<string> {
  const first = new Map<string, string>();
  const wrong = new Set<string>();
  for (const { text, at, ensures } of checks) {
    const known = first.get(text);
    if (known === undefined) first.set(text, ensures.join(', '));
    else if (known !== ensures.join(', ')) {
      wrong.add(text);
      reject(
        reader,
        at,
        'name',
        `"${shorten(text)}" ensures ${known} above and ${ensures.join(', ')} here. So neither holds. Write one entry for it.`,
      );
    }
  }
  return wrong;
}

/** Patterns that are public on purpose and guarded by a gateway. */
function contradictingPaths(
  reader: Reader,
  open: readonly PlacedText[],
  guarded: readonly PlacedText[],
): ReadonlySet<string> {
  const byGateway = new Set(guarded.map(({ text }) => text));
  const wrong = new Set<string>();
  for (const { text, at } of open) {
    if (!byGateway.has(text)) continue;
    wrong.add(text);
    reject(
      reader,
      at,
      'endpoints',
      `"${shorten(text)}" is public on purpose here, and "guards.gateway" says that something guards it. So neither holds. Remove one of them.`,
    );
  }
  return wrong;
}

/** One text, or a list of them, each with its place. */
function placedTexts(reader: Reader, entry: Entry, name: string): readonly PlacedText[] {
  const { value } = entry;
  const single = textOf(value);
  if (value !== undefined && single !== '') return [{ text: single, at: value }];
  return itemsOf(reader, entry, name, 'one text a line').flatMap((item) => {
    const text = textOf(item);
    if (text !== '') return [{ text, at: item }];
    reportAt(
      reader,
      item,
      `An entry of "${name}" must be a text, so this one is left out. Write it in quotes.`,
      entry.key,
    );
    return [];
  });
}
