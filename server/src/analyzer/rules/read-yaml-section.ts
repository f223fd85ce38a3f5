/**
 * Small readers over a YAML tree that turn a wrong shape into a problem with a position.
 *
 * Every reader gives a usable value (empty when the shape is wrong), so that one mistake never hides the rest.
 */
import type { Problem } from '../base/problem.ts';
import { type YamlNode, type YamlPosition, yamlEntry } from './yaml-tree.ts';

/** Readers bound to one file and one list of problems. */
export interface YamlReader {
  readonly report: (at: YamlPosition, message: string, key?: string) => void;
  /** Whether the node is a map; reports `message` if not. */
  readonly isMap: (node: YamlNode, message: string) => boolean;
  /** Reports keys of a map that are not known. */
  readonly checkKeys: (node: YamlNode, known: readonly string[], place: string) => void;
  /** The scalar under `key` as text, trimmed; empty if absent. */
  readonly text: (node: YamlNode, key: string) => string;
  /** The items of a list; empty if it is none. */
  readonly list: (node: YamlNode | undefined, key: string) => readonly YamlNode[];
  /** The texts of a list of scalars; empty if it is none. A single scalar counts as a list of one. */
  readonly strings: (node: YamlNode | undefined, key: string) => readonly string[];
}

/** Readers that report into `problems`. */
export function createYamlReader(path: string, problems: Problem[]): YamlReader {
  const report = (at: YamlPosition, message: string, key?: string): void => {
    problems.push({
      severity: 'error',
      message,
      path,
      line: at.line,
      column: at.column,
      ...(key === undefined ? {} : { key }),
    });
  };
  const list = (node: YamlNode | undefined, key: string): readonly YamlNode[] => {
    if (node === undefined) return [];
    if (node.kind === 'list') return node.items;
    report(node.at, `\`${key}:\` must be a list. Write its entries below it, each after a dash.`, key);
    return [];
  };
  return {
    report,
    isMap(node, message) {
      if (node.kind === 'map') return true;
      report(node.at, message);
      return false;
    },
    checkKeys(node, known, place) {
      if (node.kind !== 'map') return;
      for (const { key, keyAt } of node.entries)
        if (!known.includes(key))
          report(keyAt, `"${key}" is no key of ${place}. Known keys: ${known.join(', ')}.`, key);
    },
    text(node, key) {
      const value = yamlEntry(node, key)?.value;
      if (value === undefined) return '';
      if (value.kind === 'scalar') return value.text.trim();
      report(value.at, `\`${key}:\` must be a single text.`, key);
      return '';
    },
    list,
    strings(node, key) {
      if (node?.kind === 'scalar') return node.text === '' ? [] : [node.text];
      const texts: string[] = [];
      for (const item of list(node, key))
        if (item.kind === 'scalar') texts.push(item.text);
        else report(item.at, `An entry of \`${key}:\` must be a word.`, key);
      return texts;
    },
  };
}
