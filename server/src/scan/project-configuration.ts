/**
 * From what a project says about itself to what the engine is told, and what is wrong with it in view of what is known:
 * types of data and kinds that nobody has.
 */
import type { Problem } from '../analyzer/base/problem.ts';
import type { EngineConfiguration, KnowledgeFile } from '../analyzer/engine/engine.ts';
import type { WorkspaceSettings } from './configuration.ts';
import { nearestWord } from './configuration-reader.ts';

type ProjectConfiguration = Pick<
  EngineConfiguration,
  'sanitizers' | 'vocabulary' | 'sources' | 'sinks' | 'wantsRecipients' | 'guards'
>;

/** The parts of the engine's configuration that come from the settings of one or several files. */
export function projectConfiguration(files: readonly WorkspaceSettings[]): ProjectConfiguration {
  const words = files.flatMap((file) => file.words.map(({ type, words: list }) => ({ type, words: list })));
  const types = files.flatMap((file) =>
    file.types.map(({ id, label, level, words: list }) => ({
      id,
      label,
      level: level as 'direct',
      words: list,
    })),
  );
  const sources = files.flatMap((file) =>
    file.sources.map(({ name, types: list, kind }) => ({ name: qualified(name), types: list, kind })),
  );
  const sinks = files.flatMap((file) =>
    file.sinks.map(({ name, kind, arguments: list }) => ({ name: qualified(name), kind, arguments: list })),
  );
  const guards = {
    checks: files.flatMap((file) =>
      file.guards.checks.map(({ name, ensures }) => ({ name: qualified(name), ensures })),
    ),
    gateway: files.flatMap((file) => file.guards.gateway),
    publicEndpoints: files.flatMap((file) => file.guards.publicEndpoints),
    publicResources: files.flatMap((file) => file.guards.publicResources),
    adminRoles: files.flatMap((file) => file.guards.adminRoles),
    capabilities: files.flatMap((file) => file.guards.capabilities),
    breakGlass: files.flatMap((file) => file.guards.breakGlass.map(qualified)),
  };
  return {
    sanitizers: files.flatMap((file) =>
      file.sanitizers.map((sanitizer) => ({ ...sanitizer, name: qualified(sanitizer.name) })),
    ),
    ...(words.length + types.length === 0 ? {} : { vocabulary: { words, types } }),
    ...(sources.length === 0 ? {} : { sources }),
    ...(sinks.length === 0 ? {} : { sinks }),
    ...(files.some(({ recipients }) => recipients.length > 0) ? { wantsRecipients: true } : {}),
    ...(Object.values(guards).every((list) => list.length === 0) ? {} : { guards }),
  };
}

function qualified(name: string): string {
  return name.includes('#') ? name : `any#${name}`;
}

/** Types of data and kinds that the settings name and nobody has. `path`: how messages call the file. */
export function unknownNames(
  settings: WorkspaceSettings,
  knowledge: readonly KnowledgeFile[],
  path: string,
): readonly Problem[] {
  const hasNames =
    settings.words.length + settings.sources.length + settings.sinks.length + settings.recipients.length > 0;
  if (!hasNames) return [];
  const types = new Set([
    ...idsIn(knowledge.filter((file) => file.path.startsWith('data-types/'))),
    ...settings.types.map(({ id }) => id),
  ]);
  const kinds = new Set(idsIn(knowledge.filter((file) => file.path === 'kinds.yaml')));
  const problems: Problem[] = [];
  const check = (
    name: string,
    known: ReadonlySet<string>,
    what: string,
    place: { readonly line: number; readonly column: number },
  ): void => {
    const prefix = name.endsWith('.*') ? name.slice(0, -1) : undefined;
    if (
      known.has(name) ||
      name === '*' ||
      (prefix !== undefined && [...known].some((id) => id.startsWith(prefix)))
    )
      return;
    const near = nearestWord(name, [...known].sort());
    problems.push({
      severity: 'error',
      message: `There is no ${what} "${name}", so this changes nothing.${near === undefined ? '' : ` Did you mean "${near}"?`} Correct the name.`,
      path,
      line: place.line,
      column: place.column,
    });
  };
  for (const word of settings.words) check(word.type, types, 'data type', word);
  for (const source of settings.sources) {
    for (const type of source.types) check(type, types, 'data type', source);
    if (source.kind !== '') check(source.kind, kinds, 'kind', source);
  }
  for (const sink of settings.sinks) check(sink.kind, kinds, 'kind', sink);
  for (const recipient of settings.recipients)
    for (const type of recipient.types) check(type, types, 'data type', recipient);
  return problems;
}

function idsIn(files: readonly KnowledgeFile[]): readonly string[] {
  return files.flatMap(({ text }) =>
    [...text.matchAll(/(?:^|[\s{,-])id:\s*["']?([\w.-]+)/gm)].map((match) => match[1] ?? ''),
  );
}
