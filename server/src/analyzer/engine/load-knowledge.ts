/**
 * Kinds, data types, models and rules from their texts, in the order in which they need each other.
 *
 * Each part is made once for the texts it depends on: read from precompiled knowledge if that was made from the same
 * texts, else compiled. So a change of the configuration compiles nothing, and a change of rule files only rules. What
 * a part is depends on its texts alone, so engines share what they read lately.
 */
import type { Problem } from '../base/problem.ts';
import { type PreparedRules, prepareRules } from '../matching/match-rules.ts';
import type { DataTypeCatalog } from '../rules/data-type.ts';
import { extendDataTypes } from '../rules/extend-data-types.ts';
import { loadRules } from '../rules/load-rules.ts';
import type { ModelSet } from '../rules/model.ts';
import type { CompiledRule } from '../rules/rule.ts';
import type { EngineChange, EngineConfiguration, KnowledgeFile, PrecompiledKnowledge } from './engine.ts';
import {
  filesBehind,
  type KnowledgePart,
  type KnowledgeReferences,
  type KnowledgeValues,
  knowledgeParts,
  type LoadedPart,
  noReferences,
  type SortedKnowledge,
  sortKnowledge,
} from './knowledge-parts.ts';

/** Everything the analysis knows besides the code. */
export interface Knowledge {
  readonly models: ModelSet;
  readonly catalog: DataTypeCatalog;
  /** In force, sorted by id; switched-off rules are left out. */
  readonly rules: readonly CompiledRule[];
  readonly prepared: PreparedRules;
  /** Changes whenever a match, or an identifier literal, of any file could. */
  readonly rulesDigest: string;
  readonly problems: readonly Problem[];
}

/** What an engine was given; see {@link EngineChange}. */
export interface KnowledgeInput {
  readonly files: readonly KnowledgeFile[];
  readonly ruleFiles: EngineChange['ruleFiles'];
  readonly configuration: EngineConfiguration;
}

/** The last few values by what they were made from. */
type Memo<K, T> = (key: K, make: () => T) => T;

/** Values kept of each part. A process with one engine needs one; more help where engines differ. */
const keptValues = 4;

type FileMemo<T> = Memo<readonly KnowledgeFile[], T>;

const sharedParts: { readonly [P in KnowledgePart]: FileMemo<LoadedPart<KnowledgeValues[P]>> } = {
  kinds: createMemo(keptValues, areSameFiles),
  dataTypes: createMemo(keptValues, areSameFiles),
  models: createMemo(keptValues, areSameFiles),
  rules: createMemo(keptValues, areSameFiles),
};

/** What patterns are compiled for: the very same rules are matched in the very same way. */
interface RulesInForce {
  readonly rules: readonly CompiledRule[];
  readonly isSemgrepCompatible: boolean;
  readonly today: string;
}

const sharedPrepared: Memo<RulesInForce, PreparedRules> = createMemo(keptValues, areSameRules);

const noRules: LoadedPart<readonly CompiledRule[]> = { value: [], problems: [] };

/** The user's rules, with everything they were made from. */
interface OwnRules {
  readonly files: readonly KnowledgeFile[];
  readonly references: KnowledgeReferences;
  readonly earlier: readonly CompiledRule[];
  readonly pathPrefix: string;
  readonly loaded: LoadedPart<readonly CompiledRule[]>;
}

/** Loads the knowledge of one engine, over and over. See the head of this file. */
export class KnowledgeLoader {
  readonly #precompiled: PrecompiledKnowledge | undefined;
  readonly #sortedPrecompiled: SortedKnowledge;
  #ownRules: OwnRules | undefined;
  #extended:
    | { readonly base: DataTypeCatalog; readonly key: string; readonly value: DataTypeCatalog }
    | undefined;
  #filesParsed = 0;

  constructor(precompiled: PrecompiledKnowledge | undefined) {
    this.#precompiled = precompiled;
    this.#sortedPrecompiled = sortKnowledge(precompiled?.files ?? []);
  }

  /** Knowledge and rule files whose YAML had to be parsed so far. */
  get filesParsed(): number {
    return this.#filesParsed;
  }

  /** What is broken is left out and reported. */
  load({ files, ruleFiles, configuration }: KnowledgeInput): Knowledge {
    const sorted = sortKnowledge(files);
    const kinds = this.#loadPart('kinds', sorted, noReferences);
    const dataTypes = this.#loadPart('dataTypes', sorted, noReferences);
    const references = { kinds: kinds.value, catalog: dataTypes.value };
    const catalog = this.#extend(dataTypes.value, configuration);
    const models = this.#loadPart('models', sorted, references);
    const usesPacks = ruleFiles?.includeDefaultRules ?? true;
    const packRules = usesPacks ? this.#loadPart('rules', sorted, references) : noRules;
    const ownRules = ruleFiles
      ? this.#loadOwnRules(
          ruleFiles.files,
          { ...references, catalog },
          {
            earlier: packRules.value,
            pathPrefix: configuration.pathInRepository ?? '',
          },
        )
      : noRules;
    const wanted = [...packRules.value, ...ownRules.value]
      .filter(({ id, isOptional }) =>
        isInForce(configuration.rules[id], isOptional && configuration.isRuleTest !== true),
      )
      .map((rule) => (configuration.isRuleTest === true ? everywhere(rule) : rule))
      .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
    const { rules, prepared, problems } = prepareAll(wanted, configuration);
    return {
      models: models.value,
      catalog,
      rules,
      prepared,
      rulesDigest: digestOf(prepared, rules, catalog, configuration),
      problems: [kinds, dataTypes, models, packRules, ownRules, { problems }].flatMap(
        (part) => part.problems,
      ),
    };
  }

  #loadPart<P extends KnowledgePart>(
    name: P,
    sorted: SortedKnowledge,
    references: KnowledgeReferences,
  ): LoadedPart<KnowledgeValues[P]> {
    const files = filesBehind(name, sorted);
    return sharedParts[name](files, () => {
      const { fromJson, compile, files: ownFiles } = knowledgeParts[name];
      const text = this.#precompiled?.[name];
      if (text !== undefined && areSameFiles(files, filesBehind(name, this.#sortedPrecompiled)))
        return { value: fromJson(text), problems: [] };
      this.#filesParsed += ownFiles(sorted).length;
      return compile(sorted, references);
    });
  }

  /** The same catalog as long as the project says the same, so that rules are not loaded again. */
  #extend(catalog: DataTypeCatalog, { vocabulary }: EngineConfiguration): DataTypeCatalog {
    if (vocabulary === undefined) return catalog;
    const key = JSON.stringify(vocabulary);
    if (this.#extended?.base !== catalog || this.#extended.key !== key)
      this.#extended = { base: catalog, key, value: extendDataTypes(catalog, vocabulary) };
    return this.#extended.value;
  }

  #loadOwnRules(
    files: readonly KnowledgeFile[],
    references: KnowledgeReferences,
    { earlier, pathPrefix }: Pick<OwnRules, 'earlier' | 'pathPrefix'>,
  ): LoadedPart<readonly CompiledRule[]> {
    const last = this.#ownRules;
    if (
      last !== undefined &&
      last.earlier === earlier &&
      last.pathPrefix === pathPrefix &&
      last.references.kinds === references.kinds &&
      last.references.catalog === references.catalog &&
      areSameFiles(last.files, files)
    )
      return last.loaded;
    this.#filesParsed += files.length;
    const { rules, problems } = loadRules(files, references.kinds, references.catalog, earlier);
    const value = pathPrefix === '' ? rules : rules.map((rule) => ({ ...rule, pathPrefix }));
    const loaded = { value, problems };
    this.#ownRules = { files, references, earlier, pathPrefix, loaded };
    return loaded;
  }
}

/** The rules that can run, compiled. One whose patterns could not be is none of them, so that nobody counts it. */
function prepareAll(
  wanted: readonly CompiledRule[],
  { semgrepCompat, today }: EngineConfiguration,
): Pick<Knowledge, 'rules' | 'prepared' | 'problems'> {
  const prepare = (rules: readonly CompiledRule[]): PreparedRules => {
    const inForce = { rules, isSemgrepCompatible: semgrepCompat === true, today };
    return sharedPrepared(inForce, () => prepareRules(rules, inForce));
  };
  const prepared = prepare(wanted);
  const { problems } = prepared;
  if (prepared.refused.length === 0) return { rules: wanted, prepared, problems };
  const refused = new Set(prepared.refused);
  const rules = wanted.filter((_, index) => !refused.has(index));
  return { rules, prepared: prepare(rules), problems };
}

/** The rule without its `paths`. */
function everywhere(rule: CompiledRule): CompiledRule {
  return rule.include.length + rule.exclude.length === 0 ? rule : { ...rule, include: [], exclude: [] };
}

/** Optional rules run where the configuration names them, all others unless it says off. */
function isInForce(setting: EngineConfiguration['rules'][string] | undefined, isOptional: boolean): boolean {
  return setting === undefined ? !isOptional : setting !== 'off';
}

/** Rules decide what matches; vocabulary and test numbers decide only what literals are, if a rule asks for them. */
function digestOf(
  prepared: PreparedRules,
  rules: readonly CompiledRule[],
  catalog: DataTypeCatalog,
  configuration: EngineConfiguration,
): string {
  if (!rules.some(({ mode }) => mode === 'literal')) return prepared.digest;
  return [prepared.digest, catalog.digest, ...configuration.testIdentityNumbers].join();
}

function createMemo<K, T>(limit: number, areSame: (left: K, right: K) => boolean): Memo<K, T> {
  /** Latest first. */
  let entries: readonly { readonly key: K; readonly value: T }[] = [];
  return (key, make) => {
    const known = entries.find((entry) => areSame(entry.key, key));
    const entry = known ?? { key, value: make() };
    entries = [entry, ...entries.filter((other) => other !== entry)].slice(0, limit);
    return entry.value;
  };
}

function areSameRules(left: RulesInForce, right: RulesInForce): boolean {
  return (
    left.isSemgrepCompatible === right.isSemgrepCompatible &&
    left.today === right.today &&
    left.rules.length === right.rules.length &&
    left.rules.every((rule, index) => rule === right.rules[index])
  );
}

/** Texts are compared whole: between the same strings that costs nothing, and no hash could be as sure. */
function areSameFiles(left: readonly KnowledgeFile[], right: readonly KnowledgeFile[]): boolean {
  return (
    left.length === right.length &&
    left.every((file, index) => file.path === right[index]?.path && file.text === right[index]?.text)
  );
}
