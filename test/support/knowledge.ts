/**
 * The shipped rules, models and data types for tests, in the shape that the bundles get from the virtual module
 * `sekretess:knowledge` (build.mjs): same files, same order, same texts.
 */
import { readKnowledge } from '../../scripts/read-knowledge.mjs';
import { repositoryRoot } from './repository.ts';

/** A YAML file below rules/. `path` is relative to rules/, with forward slashes. */
export interface KnowledgeFile {
  readonly path: string;
  readonly text: string;
}

/** All knowledge, sorted by path in UTF-16 code unit order. */
export interface Knowledge {
  readonly files: readonly KnowledgeFile[];
}

/** Reads every YAML file of rules/packs, rules/models and rules/data-types, and rules/kinds.yaml. */
export function loadKnowledge(): Knowledge {
  return { files: readKnowledge(repositoryRoot) };
}
