/**
 * The words of the vocabulary as a trie over tokens, and a table of words written as one.
 *
 * Built once per catalog. A node's word is the strongest, then first, data type whose token sequence ends there.
 * English plurals of every word are words too. Compounds match however they are split (`personNummer`,
 * `person_nummer`, `personnummer`), but only between token borders and from five letters on, so that no word is found
 * by chance inside others.
 */
import type { DataTypeCatalog } from '../rules/data-type.ts';

/** How much a word says on its own. */
export const WordStrength = { Weak: 1, Doubtful: 2, Strong: 3 } as const;

/** A word of the vocabulary as found in a name. */
export interface FoundWord {
  /** DataType.index. */
  readonly type: number;
  /** A number of {@link WordStrength}. */
  readonly strength: number;
  /** First token, and one past the last. */
  readonly start: number;
  readonly end: number;
}

interface TrieNode {
  readonly next: Map<string, TrieNode>;
  type: number;
  strength: number;
}

/** See the head of this file. */
export interface WordIndex {
  readonly root: TrieNode;
  /** Letters without borders → word. */
  readonly glued: ReadonlyMap<string, { readonly type: number; readonly strength: number }>;
  readonly longestGlued: number;
}

const minGluedLength = 5;

/** The index of a catalog. */
export function buildWordIndex(catalog: DataTypeCatalog): WordIndex {
  const root = createNode();
  const glued = new Map<string, { type: number; strength: number }>();
  for (const type of catalog.types) {
    const groups = [
      { words: type.words, strength: WordStrength.Strong },
      { words: type.doubtfulWords ?? [], strength: WordStrength.Doubtful },
      { words: type.weakWords, strength: WordStrength.Weak },
    ];
    for (const { words, strength } of groups)
      for (const word of words)
        for (const form of [word, pluralOf(word)]) {
          insert(root, form, type.index, strength);
          const joined = form.join('');
          if (strength === WordStrength.Weak || joined.length < minGluedLength) continue;
          const known = glued.get(joined);
          if (known === undefined || known.strength < strength)
            glued.set(joined, { type: type.index, strength });
        }
  }
  let longestGlued = 0;
  for (const word of glued.keys()) longestGlued = Math.max(longestGlued, word.length);
  return { root, glued, longestGlued };
}

/** Every word in the tokens, longest first, then strongest, then from the left. */
export function findWords(index: WordIndex, tokens: readonly string[]): readonly FoundWord[] {
  let found: FoundWord[] | undefined;
  for (let start = 0; start < tokens.length; start++) {
    let node: TrieNode | undefined = index.root;
    for (let end = start; end < tokens.length && node !== undefined; end++) {
      node = step(node, tokens[end] ?? '');
      if (node === undefined || node.type < 0) continue;
      found = found ?? [];
      found.push({ type: node.type, strength: node.strength, start, end: end + 1 });
    }
    let joined = '';
    for (let end = start; end < tokens.length && joined.length < index.longestGlued; end++) {
      joined += tokens[end] ?? '';
      const word = joined.length < minGluedLength ? undefined : index.glued.get(joined);
      if (word === undefined) continue;
      found = found ?? [];
      found.push({ type: word.type, strength: word.strength, start, end: end + 1 });
    }
  }
  if (found === undefined) return noWords;
  return found.sort(
    (a, b) => b.end - b.start - (a.end - a.start) || b.strength - a.strength || a.start - b.start,
  );
}

const noWords: readonly FoundWord[] = [];

function createNode(): TrieNode {
  return { next: new Map(), type: -1, strength: 0 };
}

/** A numbered name (`email2`, `addressLine1`) is that of its word. */
function step(node: TrieNode, token: string): TrieNode | undefined {
  const exact = node.next.get(token);
  if (exact !== undefined) return exact;
  let end = token.length;
  while (end > 0 && isDigit(token.charCodeAt(end - 1))) end--;
  return end > 0 && end < token.length ? node.next.get(token.slice(0, end)) : undefined;
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57;
}

function insert(root: TrieNode, word: readonly string[], type: number, strength: number): void {
  let node = root;
  for (const token of word) {
    const next = node.next.get(token) ?? createNode();
    node.next.set(token, next);
    node = next;
  }
  if (strength <= node.strength) return;
  node.type = type;
  node.strength = strength;
}

function pluralOf(word: readonly string[]): readonly string[] {
  const last = word[word.length - 1] ?? '';
  if (last.length < 3) return word;
  const plural = /(?:s|x|ch|sh)$/.test(last)
    ? `${last}es`
    : /[^aeiou]y$/.test(last)
      ? `${last.slice(0, -1)}ies`
      : `${last}s`;
  return [...word.slice(0, -1), plural];
}
