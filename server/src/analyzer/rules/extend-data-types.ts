/**
 * The data vocabulary with a project's own words and types.
 *
 * What the project says wins: a word that it gives to a type names no other type any more. Entries about types that do
 * not exist are left out; whoever read the configuration has said so.
 */
import { hashText } from '../base/hash.ts';
import type { DataLevel, DataType, DataTypeCatalog } from './data-type.ts';
import { toTokenSequence } from './fold-word.ts';

/** What a project adds. */
export interface ProjectVocabulary {
  /** Words for known types, or for those of `types`. */
  readonly words: readonly { readonly type: string; readonly words: readonly string[] }[];
  readonly types: readonly {
    readonly id: string;
    readonly label: string;
    readonly level: DataLevel;
    readonly words: readonly string[];
  }[];
}

/** See the head of this file. The same objects come back where nothing is added. */
export function extendDataTypes(catalog: DataTypeCatalog, project: ProjectVocabulary): DataTypeCatalog {
  if (project.words.length === 0 && project.types.length === 0) return catalog;
  const types: DataType[] = [...catalog.types];
  const added = new Map<string, (readonly string[])[]>();
  const add = (id: string, words: readonly string[]): void => {
    added.set(id, [...(added.get(id) ?? []), ...words.flatMap(toTokens)]);
  };
  for (const { id, label, level, words } of project.types) {
    if (!types.some((type) => type.id === id))
      types.push({
        id,
        index: types.length,
        category: id.slice(0, id.indexOf('.')),
        level,
        label,
        words: [],
        weakWords: [],
        check: '',
        neverPatient: false,
      });
    add(id, words);
  }
  for (const { type, words } of project.words) if (types.some(({ id }) => id === type)) add(type, words);
  const claimed = new Map<string, string>();
  for (const [id, words] of added) for (const word of words) claimed.set(word.join('_'), id);
  const extended = types.map((type): DataType => {
    const isFree = (word: readonly string[]): boolean => (claimed.get(word.join('_')) ?? type.id) === type.id;
    const own = added.get(type.id) ?? [];
    if (own.length === 0 && [type.words, type.weakWords, type.doubtfulWords ?? []].flat().every(isFree))
      return type;
    return {
      ...type,
      words: [...type.words.filter(isFree), ...own],
      weakWords: type.weakWords.filter(isFree),
      ...(type.doubtfulWords === undefined ? {} : { doubtfulWords: type.doubtfulWords.filter(isFree) }),
    };
  });
  return {
    ...catalog,
    types: extended,
    byId: new Map(extended.map((type) => [type.id, type])),
    digest: hashText(`${catalog.digest}\n${JSON.stringify(project)}`),
  };
}

/** `studyCode`, `study_code` and `study code` are the same tokens. */
function toTokens(word: string): readonly (readonly string[])[] {
  const tokens = toTokenSequence(word.replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1_$2'));
  return tokens.length === 0 ? [] : [tokens];
}
