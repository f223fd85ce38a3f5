/**
 * What a file must contain for a rule to match at all: a monotone formula over words, so that most rules never touch
 * most files.
 *
 * Conjuncts are AND, alternatives are OR, negative terms say nothing. An identifier is looked up in the identifier
 * table that the parser fills; a name that may come from an import path or a string is looked for in module names
 * and in the text.
 */
import type ts from 'typescript';
import type { SafeRegex } from '../rules/safe-regex.ts';
import type { Program } from './compile-formula.ts';
import { type Pattern, patternRoots } from './compile-pattern.ts';
import { LetterTriples } from './letter-triples.ts';
import {
  anyName,
  deepName,
  dotsName,
  ellipsisName,
  isEllipsis,
  isMetavariable,
  readStringPattern,
  typedName,
} from './pattern-syntax.ts';
import {
  forEachChild,
  isCatchClause,
  isFunctionExpression,
  isIdentifier,
  isJsxAttribute,
  isJsxText,
  isMethodDeclaration,
  isPropertyAccessExpression,
  isPropertyAssignment,
  isStringLiteralLike,
  isTemplateLiteralToken,
  isTypeReferenceNode,
  isUnionTypeNode,
} from './syntax.ts';

/** What a file must contain. Equal ones are one object. */
export type Requirement = Wanted & {
  /** Small number, for what was answered about it. */
  readonly id: number;
};

type Wanted =
  | { readonly kind: 'always' }
  /** An identifier or property name of the file. */
  | { readonly kind: 'identifier'; readonly word: string }
  /** An identifier, or part of a module path that is imported or required. */
  | { readonly kind: 'name'; readonly word: string }
  /** A substring of the file. */
  | { readonly kind: 'text'; readonly word: string }
  /** A substring of the file in lower case; so is the word. */
  | { readonly kind: 'text-in-any-case'; readonly word: string }
  | { readonly kind: 'all' | 'any'; readonly parts: readonly Requirement[] };

/** All requirements so far: some thousands, of the rules that this process has seen. */
const interned = new Map<string, Requirement>();

/** The one object of a requirement, so that a file is asked once however many rules ask. */
function intern(wanted: Wanted): Requirement {
  const about = 'word' in wanted ? wanted.word : 'parts' in wanted ? wanted.parts.map(({ id }) => id) : '';
  const key = `${wanted.kind}:${about}`;
  const known = interned.get(key);
  if (known !== undefined) return known;
  const requirement: Requirement = { ...wanted, id: interned.size };
  interned.set(key, requirement);
  return requirement;
}

const always = intern({ kind: 'always' });

const requirements = new WeakMap<Program, Requirement>();

/** What every match of the program needs. */
export function requirementOf(program: Program): Requirement {
  const known = requirements.get(program);
  if (known !== undefined) return known;
  const requirement = makeRequirement(program);
  requirements.set(program, requirement);
  return requirement;
}

function makeRequirement(program: Program): Requirement {
  switch (program.kind) {
    case 'pattern':
      return requirementOfPattern(program.pattern);
    case 'generic':
    case 'dockerfile':
      // Looked for by the search itself, which knows whether case counts.
      return always;
    case 'regex':
      return requirementOfRegex(program.regex);
    case 'inside':
    case 'anywhere':
      return requirementOf(program.part);
    case 'any':
      return any(program.parts.map(requirementOf));
    case 'all': {
      const parts = program.positives.map(requirementOf);
      for (const condition of program.conditions) {
        if (condition.kind === 'pattern' && condition.language === '')
          parts.push(requirementOf(condition.program));
        // What a metavariable stands for is a piece of the file; constants may be put together.
        if (condition.kind === 'regex' && !condition.usesConstants)
          parts.push(requirementOfRegex(condition.regex));
      }
      return all(parts);
    }
  }
}

function requirementOfRegex({ literals: { groups, ignoresCase } }: SafeRegex): Requirement {
  const kind = ignoresCase ? 'text-in-any-case' : 'text';
  return all(groups.map((group) => any(group.map((word) => intern({ kind, word })))));
}

/** Both or all of them. */
function all(parts: readonly Requirement[]): Requirement {
  const needed = parts
    .flatMap((part) => (part.kind === 'all' ? part.parts : [part]))
    .filter(({ kind }) => kind !== 'always');
  if (needed.length === 0) return always;
  // Cheap questions first.
  const order = ['identifier', 'name', 'any', 'all', 'text', 'text-in-any-case'];
  const sorted = [...needed].sort((left, right) => order.indexOf(left.kind) - order.indexOf(right.kind));
  const only = sorted.length === 1 ? sorted[0] : undefined;
  return only ?? intern({ kind: 'all', parts: sorted });
}

/** At least one of them; without any there is nothing to ask. */
export function any(parts: readonly Requirement[]): Requirement {
  if (parts.length === 0 || parts.some(({ kind }) => kind === 'always')) return always;
  const only = parts.length === 1 ? parts[0] : undefined;
  return only ?? intern({ kind: 'any', parts });
}

function requirementOfPattern(pattern: Pattern): Requirement {
  const parts: Requirement[] = [];
  for (const root of patternRoots(pattern)) collect(root, parts, undefined);
  return all([...new Set(parts)]);
}

const standIns = new Set([ellipsisName, deepName, dotsName, typedName, anyName]);

/** The type of numeric literals, see match-known-type.ts. */
const evidentTypes = new Set(['float']);

function collect(node: ts.Node, parts: Requirement[], parent: ts.Node | undefined): void {
  if (isIdentifier(node)) {
    const word = node.text;
    if (standIns.has(word) || word === '' || word.startsWith('$$$') || isMetavariable(word)) return;
    // Types that code in JavaScript has without naming them.
    if (parent !== undefined && isTypeReferenceNode(parent) && evidentTypes.has(word)) return;
    parts.push(intern({ kind: isPropertyPlace(node, parent) ? 'identifier' : 'name', word }));
    return;
  }
  if (isJsxText(node)) {
    const text = node.text.trim();
    if (!isMetavariable(text) && !isEllipsis(node)) addWords(text, parts);
    return;
  }
  if (isStringLiteralLike(node)) {
    const string = readStringPattern(node.text);
    if (string.kind === 'text') addWords(string.text, parts);
    return;
  }
  if (isTemplateLiteralToken(node)) {
    if (node.text !== '...' && !isMetavariable(node.text.replace('$...', '$'))) addWords(node.text, parts);
    return;
  }
  // The alternatives of a union are alternatives; the name of a function value is not compared.
  if (isUnionTypeNode(node)) return;
  if (isFunctionExpression(node) && node.name !== undefined) {
    forEachChild(node, (child) => {
      if (child !== node.name) collect(child, parts, node);
    });
    return;
  }
  // Heads of imports without alias, catch variables and type patterns bind what may be absent.
  if (isCatchClause(node)) {
    collect(node.block, parts, node);
    return;
  }
  forEachChild(node, (child) => collect(child, parts, node));
}

/** Whether the name is one after a dot or of a property, which no import can stand for. */
function isPropertyPlace(node: ts.Identifier, parent: ts.Node | undefined): boolean {
  if (parent === undefined) return false;
  if (isPropertyAccessExpression(parent)) return parent.name === node && isCallOnly(parent);
  return (
    (isPropertyAssignment(parent) || isMethodDeclaration(parent) || isJsxAttribute(parent)) &&
    parent.name === node
  );
}

/** `a.b` of which `a` is not a plain name: no module path can be `a.b`. */
function isCallOnly(access: ts.PropertyAccessExpression): boolean {
  const target = access.expression;
  return !isIdentifier(target) && !isPropertyAccessExpression(target);
}

/** Escapes and folding may take a string apart, so only its longest plain run is asked for. */
function addWords(text: string, parts: Requirement[]): void {
  const words = text.match(/[A-Za-z_]{3,}/g) ?? [];
  let longest = '';
  for (const word of words) if (word.length > longest.length) longest = word;
  if (longest !== '') parts.push(intern({ kind: 'text', word: longest }));
}

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
  const answers = new Uint8Array(interned.size);
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
