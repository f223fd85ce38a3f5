/**
 * Compiles knowledge ahead of time: from YAML files to the texts that an engine starts from. Run by the build.
 *
 * A part with problems is left out, so that the engine compiles it again and can say what is wrong.
 */
import type { KnowledgeFile, PrecompiledKnowledge } from './engine.ts';
import { type KnowledgeReferences, knowledgeParts, noReferences, sortKnowledge } from './knowledge-parts.ts';

/** See the head of this file. */
export function precompileKnowledge(files: readonly KnowledgeFile[]): PrecompiledKnowledge {
  const sorted = sortKnowledge(files);
  const kinds = knowledgeParts.kinds.compile(sorted, noReferences);
  const dataTypes = knowledgeParts.dataTypes.compile(sorted, noReferences);
  const references: KnowledgeReferences = { kinds: kinds.value, catalog: dataTypes.value };
  const models = knowledgeParts.models.compile(sorted, references);
  const rules = knowledgeParts.rules.compile(sorted, references);
  return {
    files,
    ...(kinds.problems.length > 0 ? {} : { kinds: knowledgeParts.kinds.toJson(kinds.value) }),
    ...(dataTypes.problems.length > 0 ? {} : { dataTypes: knowledgeParts.dataTypes.toJson(dataTypes.value) }),
    ...(models.problems.length > 0 ? {} : { models: knowledgeParts.models.toJson(models.value) }),
    ...(rules.problems.length > 0 ? {} : { rules: knowledgeParts.rules.toJson(rules.value) }),
  };
}
