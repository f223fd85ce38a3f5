/**
 * The parts of the knowledge: which files each depends on, how it comes from YAML, and how it is carried as JSON text.
 *
 * For every part, `fromJson(toJson(value))` equals `value`. A part refers only to parts before it: models to kinds,
 * rules to kinds and data types.
 */
import type { Problem } from '../base/problem.ts';
import { catalogFromJson, catalogToJson } from '../rules/catalog-json.ts';
import type { DataTypeCatalog } from '../rules/data-type.ts';
import type { Kind, KindRegistry } from '../rules/kind.ts';
import { loadDataTypes } from '../rules/load-data-types.ts';
import { loadKinds } from '../rules/load-kinds.ts';
import { loadModels } from '../rules/load-models.ts';
import { loadRules } from '../rules/load-rules.ts';
import type { ModelSet } from '../rules/model.ts';
import { modelsFromJson, modelsToJson } from '../rules/model-json.ts';
import type { CompiledRule } from '../rules/rule.ts';
import type { KnowledgeFile } from './engine.ts';

/** What the parts are. */
export interface KnowledgeValues {
  readonly kinds: KindRegistry;
  readonly dataTypes: DataTypeCatalog;
  readonly models: ModelSet;
  /** The rules of `packs/`, in file order. */
  readonly rules: readonly CompiledRule[];
}

/** The name of a part. */
export type KnowledgePart = keyof KnowledgeValues;

/** Knowledge files by what they hold, in the order given. */
export interface SortedKnowledge {
  readonly kinds: KnowledgeFile;
  readonly dataTypes: readonly KnowledgeFile[];
  readonly models: readonly KnowledgeFile[];
  readonly packs: readonly KnowledgeFile[];
}

/** A part, and what is wrong with its files. */
export interface LoadedPart<T> {
  readonly value: T;
  readonly problems: readonly Problem[];
}

interface PartFormat<T> {
  /** The files that its YAML is in. */
  readonly files: (knowledge: SortedKnowledge) => readonly KnowledgeFile[];
  /** The parts that it refers to. */
  readonly refersTo: readonly KnowledgePart[];
  readonly compile: (knowledge: SortedKnowledge, references: KnowledgeReferences) => LoadedPart<T>;
  readonly toJson: (value: T) => string;
  readonly fromJson: (text: string) => T;
}

/** The values of the parts that others refer to. */
export interface KnowledgeReferences {
  readonly kinds: KindRegistry;
  /** Undefined: data types are not checked. */
  readonly catalog: DataTypeCatalog | undefined;
}

/** For parts that refer to nothing. */
export const noReferences: KnowledgeReferences = { kinds: new Map(), catalog: undefined };

/** See the head of this file. */
export const knowledgeParts: { readonly [P in KnowledgePart]: PartFormat<KnowledgeValues[P]> } = {
  kinds: {
    files: ({ kinds }) => [kinds],
    refersTo: [],
    compile: (knowledge) => {
      const { kinds, problems } = loadKinds(knowledge.kinds);
      return { value: kinds, problems };
    },
    toJson: (kinds) => JSON.stringify([...kinds.values()]),
    fromJson: (text) => new Map((JSON.parse(text) as readonly Kind[]).map((kind) => [kind.id, kind])),
  },
  dataTypes: {
    files: ({ dataTypes }) => dataTypes,
    refersTo: [],
    compile: (knowledge) => {
      const { catalog, problems } = loadDataTypes(knowledge.dataTypes);
      return { value: catalog, problems };
    },
    toJson: catalogToJson,
    fromJson: catalogFromJson,
  },
  models: {
    files: ({ models }) => models,
    refersTo: ['kinds'],
    compile: (knowledge, { kinds }) => {
      const { models, problems } = loadModels(knowledge.models, kinds);
      return { value: models, problems };
    },
    toJson: modelsToJson,
    fromJson: modelsFromJson,
  },
  rules: {
    files: ({ packs }) => packs,
    refersTo: ['kinds', 'dataTypes'],
    compile: (knowledge, { kinds, catalog }) => {
      const { rules, problems } = loadRules(knowledge.packs, kinds, catalog);
      return { value: rules, problems };
    },
    toJson: (rules) => JSON.stringify(rules),
    fromJson: (text) => JSON.parse(text) as readonly CompiledRule[],
  },
};

/** Sorts files by what they hold. Without `kinds.yaml` there are no kinds. */
export function sortKnowledge(files: readonly KnowledgeFile[]): SortedKnowledge {
  const below = (folder: string) => files.filter(({ path }) => path.startsWith(folder));
  return {
    kinds: files.find(({ path }) => path === 'kinds.yaml') ?? { path: 'kinds.yaml', text: 'kinds: []' },
    dataTypes: below('data-types/'),
    models: below('models/'),
    packs: below('packs/'),
  };
}

/** Every file that decides what a part is: its own, and those of the parts it refers to. */
export function filesBehind(part: KnowledgePart, knowledge: SortedKnowledge): readonly KnowledgeFile[] {
  return [...knowledgeParts[part].refersTo, part].flatMap((name) => knowledgeParts[name].files(knowledge));
}
