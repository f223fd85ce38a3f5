/**
 * What formulas without syntax are evaluated in: a text, its tokens for generic patterns, its tree as a Dockerfile.
 *
 * Tokens and tree are made when a pattern first asks for them.
 */
import type { DockerTree } from '../frontends/dockerfile/docker-tree.ts';
import { readDockerfile } from '../frontends/dockerfile/read-dockerfile.ts';
import { type AlienText, findAlien, tokenizeAlien } from './alien-pattern.ts';
import type { FormulaScope, GenericFinder } from './formula-ranges.ts';
import { defaultGenericOptions, type GenericOptions } from './generic-options.ts';
import { findGeneric, type GenericText, hasWordsOf, tokenizeGeneric } from './generic-pattern.ts';

/** A scope without syntax, for regular expressions. */
export function textScope(
  text: string,
  regex: FormulaScope['regex'],
  genericOptions: GenericOptions = defaultGenericOptions,
): FormulaScope {
  return {
    findGeneric: genericFinder(text, genericOptions),
    dockerTree: lazyDocker(text),
    genericOptions,
    text,
    ctx: undefined,
    patternMatches: new Map(),
    regexMatches: new Map(),
    programMatches: new Map(),
    canMatch: () => true,
    regex,
  };
}

/** Finds generic patterns in a text, whose tokens are made when first asked for. */
export function genericFinder(text: string, options: GenericOptions): GenericFinder {
  let tokens: GenericText | undefined;
  let alien: AlienText | undefined;
  return (pattern) => {
    if (options.engine === 'aliengrep') {
      alien ??= tokenizeAlien(text, options);
      return pattern.engine === 'aliengrep' ? findAlien(pattern, alien, options) : [];
    }
    if (pattern.engine !== 'spacegrep' || !hasWordsOf(pattern, text)) return [];
    tokens ??= tokenizeGeneric(text, options);
    return findGeneric(pattern, tokens, options);
  };
}

/** The tree of a Dockerfile, made when first asked for. */
export function lazyDocker(text: string, isScript = false): () => DockerTree {
  let tree: DockerTree | undefined;
  return () => {
    tree ??= readDockerfile(text, isScript);
    return tree;
  };
}
