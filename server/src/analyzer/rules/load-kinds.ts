/**
 * Reads `rules/kinds.yaml` into the registry of kinds.
 *
 * Format: `kinds: [{id, role, sentence}]`. A malformed row is a problem and left out; a repeated id keeps the first row.
 */
import type { Problem } from '../base/problem.ts';
import type { Kind, KindRegistry } from './kind.ts';
import { parseYamlTree, type YamlNode, type YamlPosition, yamlEntry } from './yaml-tree.ts';

const roles: readonly Kind['role'][] = ['source', 'sink', 'sanitizer', 'subject', 'effect'];
const rowKeys = ['id', 'role', 'sentence'];

/** The kinds of one file, in file order, and what is wrong with it. */
export function loadKinds(file: { readonly path: string; readonly text: string }): {
  readonly kinds: KindRegistry;
  readonly problems: readonly Problem[];
} {
  const tree = parseYamlTree(file.path, file.text);
  const kinds = new Map<string, Kind>();
  if (tree.root === undefined) return { kinds, problems: tree.problems };
  const problems: Problem[] = [];
  const report = (at: YamlPosition, message: string, key?: string): void => {
    problems.push({
      severity: 'error',
      message,
      path: file.path,
      line: at.line,
      column: at.column,
      ...(key === undefined ? {} : { key }),
    });
  };
  const list = yamlEntry(tree.root, 'kinds');
  if (list === undefined || list.value.kind !== 'list') {
    report(
      list?.value.at ?? tree.root.at,
      'There is no list `kinds:` at the top, so no kind can be registered. Write `kinds:` and one `- id:` row a kind.',
      'kinds',
    );
    return { kinds, problems };
  }
  for (const row of list.value.items) {
    const kind = readKind(row, report);
    if (kind === undefined) continue;
    if (kinds.has(kind.id)) {
      report(row.at, `Kind "${kind.id}" is registered twice; the first row counts. Remove this row.`, 'id');
      continue;
    }
    kinds.set(kind.id, kind);
  }
  return { kinds, problems };
}

function readKind(
  row: YamlNode,
  report: (at: YamlPosition, message: string, key?: string) => void,
): Kind | undefined {
  if (row.kind !== 'map') {
    report(row.at, 'A kind must be a map with the keys id, role and sentence. Write `- id: log`.');
    return undefined;
  }
  for (const { key, keyAt } of row.entries)
    if (!rowKeys.includes(key))
      report(keyAt, `"${key}" is no key of a kind. Known keys: ${rowKeys.join(', ')}.`, key);
  const text = (key: string): string => {
    const entry = yamlEntry(row, key);
    return entry?.value.kind === 'scalar' ? entry.value.text.trim() : '';
  };
  const id = text('id');
  const role = roles.find((known) => known === text('role'));
  const sentence = text('sentence');
  if (id === '') {
    report(row.at, 'This kind has no id, so no rule can name it. Add `id: <word>`.', 'id');
    return undefined;
  }
  if (role === undefined) {
    report(row.at, `Kind "${id}" has no valid role. Use one of ${roles.join(', ')}.`, 'role');
    return undefined;
  }
  if (sentence === '')
    report(row.at, `Kind "${id}" has no sentence that says what it means. Add \`sentence: …\`.`, 'sentence');
  return { id, role, sentence };
}
