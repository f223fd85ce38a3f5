/**
 * The sentence of each kind, from `kinds.yaml`, for people who read about a rule.
 */
import { parse } from 'yaml';
import type { KnowledgeFile } from '../analyzer/engine/engine.ts';

/** Kind → its sentence; empty when the registry is not there. */
export function readKindSentences(knowledge: readonly KnowledgeFile[]): ReadonlyMap<string, string> {
  const text = knowledge.find(({ path }) => path === 'kinds.yaml')?.text ?? '';
  const registry: unknown = text === '' ? undefined : parse(text);
  const sentences = new Map<string, string>();
  if (typeof registry !== 'object' || registry === null || !('kinds' in registry)) return sentences;
  for (const kind of Array.isArray(registry.kinds) ? registry.kinds : []) {
    const { id, sentence } = kind as { readonly id?: unknown; readonly sentence?: unknown };
    if (typeof id === 'string' && typeof sentence === 'string') sentences.set(id, sentence);
  }
  return sentences;
}
