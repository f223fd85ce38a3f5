/**
 * What one file contains, asked lazily and remembered: the answers to the requirements of anchor-index.ts.
 *
 * A "no" is certain, but for texts and names that code puts together in ways that are not foreseen here; a "yes" only
 * says that matching is worth it.
 */
import type ts from 'typescript';
import { type Requirement, requirementCount } from './anchor-index.ts';
import { LetterTriples } from './letter-triples.ts';

/** What one file contains, asked lazily and remembered. */
export interface WordBag {
  readonly has: (requirement: Requirement) => boolean;
}

/** TypeScript keeps the identifiers of a file in a field that its declarations leave out. */
function identifierTable(file: ts.SourceFile): ReadonlyMap<string, string> | undefined {
  return (file as ts.SourceFile & { readonly identifiers?: ReadonlyMap<string, string> }).identifiers;
}

/** The words of a parsed file. */
export function createWordBag(file: ts.SourceFile): WordBag {
  const identifiers = identifierTable(file);
  const { text } = file;
  let modules: ReadonlySet<string> | undefined;
  let joined = '';
  let triples: LetterTriples | undefined;
  let lowered: string | undefined;
  const mayContain = (word: string): boolean => {
    if (triples === undefined) {
      joined = joinedStrings(text);
      triples = new LetterTriples();
      triples.add(text);
      triples.add(joined);
    }
    return triples.mayContain(word);
  };
  const inText = (word: string): boolean => {
    return mayContain(word) && (text.includes(word) || joined.includes(word));
  };
  const inLowered = (word: string): boolean => {
    if (!mayContain(word)) return false;
    lowered ??= `${text}\n${joined}`.toLowerCase();
    return lowered.includes(word);
  };
  /** Per requirement: 0 not asked yet, 1 yes, 2 no. Rules share them, and those of a program are asked again for its parts. */
  const answers = new Uint8Array(requirementCount());
  const has = (requirement: Requirement): boolean => {
    const known = answers[requirement.id] ?? 0;
    if (known !== 0) return known === 1;
    const answer = ask(requirement);
    answers[requirement.id] = answer ? 1 : 2;
    return answer;
  };
  const ask = (requirement: Requirement): boolean => {
    switch (requirement.kind) {
      case 'always':
        return true;
      case 'identifier':
        return identifiers === undefined ? inText(requirement.word) : identifiers.has(requirement.word);
      case 'name': {
        if (identifiers === undefined) return inText(requirement.word);
        if (identifiers.has(requirement.word)) return true;
        modules ??= moduleWords(text);
        return modules.has(requirement.word);
      }
      case 'text':
        return inText(requirement.word);
      case 'text-in-any-case':
        return inLowered(requirement.word);
      case 'content':
        return inText(requirement.word) || mayBeSpelledOtherwise(text, requirement.word);
      case 'content-in-any-case':
        return inLowered(requirement.word) || mayBeSpelledOtherwise(text.toLowerCase(), requirement.word);
      case 'all':
        return requirement.parts.every(has);
      case 'any':
        return requirement.parts.some(has);
    }
  };
  return { has };
}

/** Literals that are joined with `+` right where they stand, as the strings that they make. */
function joinedStrings(text: string): string {
  if (!/['"`]\s*\+\s*['"`]/.test(text)) return '';
  const runs = text.matchAll(
    /(?:'[^'\n]{0,200}'|"[^"\n]{0,200}")(?:\s*\+\s*(?:'[^'\n]{0,200}'|"[^"\n]{0,200}"))+/g,
  );
  return [...runs].map(([run]) => run.replace(/['"]\s*\+\s*['"]/g, '')).join('\n');
}

/** Segments of every path that is imported or required, as patterns may spell them. */
function moduleWords(text: string): ReadonlySet<string> {
  const words = new Set<string>();
  for (const match of text.matchAll(/\b(?:from|import|require)\s*\(?\s*(['"`])([^'"`\n]{1,300})\1/g))
    for (const segment of (match[2] ?? '').split('/')) {
      words.add(segment);
      words.add(segment.replace(/^node:/, '').replace(/\.[cm]?[jt]sx?$/, ''));
    }
  return words;
}

/**
 * Whether strings of the text may mean the word though it does not stand there: with escapes, or put together from
 * pieces of which the first ends where a string ends, and the last begins where one begins.
 */
function mayBeSpelledOtherwise(text: string, word: string): boolean {
  if (text.includes('\\')) {
    if (/\\(?:[xu0-7]|\r?\n)/.test(text)) return true;
    if (text.replaceAll('\\', '').includes(word)) return true;
  }
  let first = 1;
  while (
    first < word.length &&
    !['"', "'", '`', '${'].some((end) => text.includes(word.slice(0, first) + end))
  )
    first++;
  if (first === word.length) return false;
  for (let last = word.length - 1; last >= first; last--)
    if (['"', "'", '`', '}'].some((start) => text.includes(start + word.slice(last)))) return true;
  return false;
}
