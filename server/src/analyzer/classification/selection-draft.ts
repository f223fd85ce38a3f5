/** A selection being put together, part by part, before it is an immutable {@link Selection}. */
import type { QueryModel } from '../rules/model.ts';
import type { Selection, StoredModel } from './classify-records.ts';
import type { LiteralReader } from './read-literal.ts';

/** A place where a query says what it takes out. Values are global. */
export interface ProjectionPart {
  readonly style: QueryModel['projections'][number]['style'];
  readonly value: number;
  /** Arguments of the call that it stands in. */
  readonly arguments: readonly number[];
}

/** What reading selections needs. */
export interface SelectionReader {
  readonly literals: LiteralReader;
  /** The record type that a global value stands for. */
  readonly modelOf: (value: number) => StoredModel | undefined;
}

/** See {@link Selection} for what the parts mean. */
export interface SelectionDraft {
  only: Map<string, SelectionDraft> | undefined;
  readonly without: Set<string>;
  readonly shown: Set<string>;
  readonly relations: Map<string, SelectionDraft>;
  readonly types: Map<string, StoredModel>;
  readonly renamed: Map<string, string>;
  /** Relations that are named by their table. */
  readonly relatedTables: Map<string, string>;
  isWhole: boolean;
  isUnsure: boolean;
  namesKeys: boolean;
}

/** Options and dotted names inside one another that are read. */
export const maxSelectionDepth = 6;

/** Nothing said yet: everything is read, no relation is followed. */
export function newDraft(): SelectionDraft {
  return {
    only: undefined,
    without: new Set(),
    shown: new Set(),
    relations: new Map(),
    types: new Map(),
    renamed: new Map(),
    relatedTables: new Map(),
    isWhole: false,
    isUnsure: false,
    namesKeys: false,
  };
}

/** The draft as it is now. */
export function finishDraft(draft: SelectionDraft): Selection {
  const finishAll = (drafts: ReadonlyMap<string, SelectionDraft>): ReadonlyMap<string, Selection> =>
    new Map([...drafts].map(([name, inner]) => [name, finishDraft(inner)]));
  return {
    only: draft.only && finishAll(draft.only),
    without: draft.without,
    shown: draft.shown,
    relations: finishAll(draft.relations),
    types: draft.types,
    renamed: draft.renamed,
    relatedTables: draft.relatedTables,
    isUnsure: draft.isUnsure,
    namesKeys: draft.namesKeys,
  };
}

/** Takes out the field at a dotted name. */
export function addOnly(draft: SelectionDraft, path: string): void {
  let at = draft;
  for (const name of path.split('.').slice(0, maxSelectionDepth)) {
    at.only ??= new Map();
    const next = at.only.get(name) ?? newDraft();
    next.namesKeys = draft.namesKeys;
    at.only.set(name, next);
    at = next;
  }
}

/** The selection below the relation at a dotted name. */
export function relationAt(draft: SelectionDraft, path: string): SelectionDraft {
  let at = draft;
  for (const name of path.split('.').slice(0, maxSelectionDepth)) {
    const next = at.relations.get(name) ?? newDraft();
    next.namesKeys = draft.namesKeys;
    at.relations.set(name, next);
    at = next;
  }
  return at;
}

/** Whether a value says yes, as far as it says anything. */
export function isOn(literals: LiteralReader, value: number): boolean {
  const constant = literals.constantAt(value);
  return constant?.kind === 'boolean' && constant.value;
}

/** Whether a value says no: `false`, `0`, `undefined`. */
export function isOff(literals: LiteralReader, value: number): boolean {
  const constant = literals.constantAt(value);
  return (
    (constant?.kind === 'boolean' && !constant.value) ||
    (constant?.kind === 'number' && constant.value === 0) ||
    constant?.kind === 'undefined'
  );
}
