/**
 * Kinds, data types, models and rules from their texts, in the order in which they need each other.
 */
import { hashText } from '../base/hash.ts';
import type { Problem } from '../base/problem.ts';
import { type PreparedRules, prepareRules } from '../matching/match-rules.ts';
import type { DataTypeCatalog } from '../rules/data-type.ts';
import { loadDataTypes } from '../rules/load-data-types.ts';
import { loadKinds } from '../rules/load-kinds.ts';
import { loadModels } from '../rules/load-models.ts';
import { loadRules } from '../rules/load-rules.ts';
import type { ModelSet } from '../rules/model.ts';
import type { CompiledRule } from '../rules/rule.ts';
import type { EngineChange, EngineConfiguration, KnowledgeFile } from './engine.ts';

/** Everything the analysis knows besides the code. */
export interface Knowledge {
  readonly models: ModelSet;
  readonly catalog: DataTypeCatalog;
  /** In force, sorted by id; switched-off rules are left out. */
  readonly rules: readonly CompiledRule[];
  readonly prepared: PreparedRules;
  /** Changes whenever a match could. */
  readonly rulesDigest: string;
  readonly problems: readonly Problem[];
}

/** Loads everything; what is broken is left out and reported. */
export function loadKnowledge(
  files: readonly KnowledgeFile[],
  ruleFiles: EngineChange['ruleFiles'],
  configuration: EngineConfiguration,
): Knowledge {
  const problems: Problem[] = [];
  const kindsFile = files.find(({ path }) => path === 'kinds.yaml') ?? {
    path: 'kinds.yaml',
    text: 'kinds: []',
  };
  const kinds = loadKinds(kindsFile);
  problems.push(...kinds.problems);
  const dataTypes = loadDataTypes(files.filter(({ path }) => path.startsWith('data-types/')));
  problems.push(...dataTypes.problems);
  const models = loadModels(
    files.filter(({ path }) => path.startsWith('models/')),
    kinds.kinds,
  );
  problems.push(...models.problems);
  const packs = files.filter(({ path }) => path.startsWith('packs/'));
  const chosen = ruleFiles ? [...(ruleFiles.includeDefaultRules ? packs : []), ...ruleFiles.files] : packs;
  const loaded = loadRules(chosen, kinds.kinds, dataTypes.catalog);
  problems.push(...loaded.problems);
  const rules = loaded.rules
    .filter(({ id }) => configuration.rules[id] !== 'off')
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const prepared = prepareRules(rules);
  problems.push(...prepared.problems);
  const digest = hashText(
    `${chosen.map(({ path, text }) => `${path}\n${text}`).join('\n')}\n${rules.map(({ id }) => id).join()}`,
  );
  return {
    models: models.models,
    catalog: dataTypes.catalog,
    rules,
    prepared,
    rulesDigest: digest,
    problems,
  };
}
