/**
 * What a file must contain for a rule to match at all: a monotone formula over words, so that most rules never touch
 * most files.
 *
 * Conjuncts are AND, alternatives are OR, negative terms say nothing. An identifier is looked up in the identifier
 * table that the parser fills; a name that may come from an import path or a string is looked for in module names
 * and in the text. Questions are answered in word-bag.ts.
 */
import type ts from 'typescript';
import type { SafeRegex } from '../rules/safe-regex.ts';
import type { Program } from './compile-formula.ts';
import { type Pattern, patternRoots, regexOfString } from './compile-pattern.ts';
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
  /** A substring of what a string or template of the file means, which may be written otherwise. */
  | { readonly kind: 'content'; readonly word: string }
  /** The same in lower case; so is the word. */
  | { readonly kind: 'content-in-any-case'; readonly word: string }
  | { readonly kind: 'all' | 'any'; readonly parts: readonly Requirement[] };

/** All requirements so far: some thousands, of the rules that this process has seen. */
const interned = new Map<string, Requirement>();

/** How many requirements there are; their ids are smaller. */
export function requirementCount(): number {
  return interned.size;
}

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

function requirementOfRegex(
  { literals: { groups, ignoresCase } }: SafeRegex,
  where: 'text' | 'content' = 'text',
): Requirement {
  const kind = ignoresCase ? (`${where}-in-any-case` as const) : where;
  return all(groups.map((group) => any(group.map((word) => intern({ kind, word })))));
}

/** Both or all of them. */
export function all(parts: readonly Requirement[]): Requirement {
  const needed = parts
    .flatMap((part) => (part.kind === 'all' ? part.parts : [part]))
    .filter(({ kind }) => kind !== 'always');
  if (needed.length === 0) return always;
  // Cheap questions first.
  const order = [
    'identifier',
    'name',
    'any',
    'all',
    'text',
    'text-in-any-case',
    'content',
    'content-in-any-case',
  ];
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
    const regex = string.kind === 'regex' ? regexOfString(node, string.source) : undefined;
    if (regex !== undefined) parts.push(requirementOfRegex(regex, 'content'));
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
