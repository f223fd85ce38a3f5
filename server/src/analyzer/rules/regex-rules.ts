/**
 * Tells rules that ask for nothing but regular expressions: they need no parser, so they run on files of any language.
 */
import { type YamlNode, yamlEntry } from './yaml-tree.ts';

/** Keys under which a rule of regular expressions keeps them, or says something of what they bind. */
const regexKeys: ReadonlySet<string> = new Set([
  'pattern-regex',
  'pattern-not-regex',
  'metavariable-regex',
  'metavariable-comparison',
  'metavariable-analysis',
  'focus-metavariable',
]);

/** Whether a rule, or a part of one, asks for nothing but regular expressions. */
export function isOfRegexesAlone(node: YamlNode): boolean {
  if (yamlEntry(node, 'pattern-regex') !== undefined) return hasNoPattern(node);
  return (
    ['patterns', 'pattern-either'].some((key) => yamlEntry(node, key) !== undefined) && hasNoPattern(node)
  );
}

function hasNoPattern(node: YamlNode): boolean {
  if (node.kind === 'list') return node.items.every(hasNoPattern);
  if (node.kind !== 'map') return true;
  return node.entries.every(({ key, value }) => {
    if (key === 'patterns' || key === 'pattern-either') return hasNoPattern(value);
    return regexKeys.has(key) || !/^(?:pattern|metavariable-|match$|taint$|mode$)/.test(key);
  });
}
