/**
 * What the projection of a query selects, in each library's own way of writing it, as one {@link Selection}.
 *
 * Prisma nests options; Mongoose writes names in a text (`'name -ssn +secret'`), a list or an object of flags, and
 * relations as `populate`. What is not literal makes the selection unsure.
 */
import type { QueryModel } from '../rules/model.ts';
import { everything, type Selection, type StoredModel } from './classify-records.ts';
import type { LiteralReader } from './read-literal.ts';

/** A place where a query says what it takes out. Values are global. */
export interface ProjectionPart {
  readonly style: QueryModel['projections'][number]['style'];
  readonly value: number;
  /** Arguments of the call that it stands in. */
  readonly arguments: readonly number[];
}

/** A selection being put together. */
interface Draft {
  only: Map<string, Draft> | undefined;
  readonly without: Set<string>;
  readonly shown: Set<string>;
  readonly relations: Map<string, Draft>;
  readonly types: Map<string, StoredModel>;
  isUnsure: boolean;
  namesKeys: boolean;
}

/** Options inside one another that are read. */
const maxDepth = 6;

/** The selection of a query in the language of its schema. */
export function selectionOf(
  reader: LiteralReader,
  language: string,
  parts: readonly ProjectionPart[],
): Selection {
  if (parts.length === 0) return everything;
  const draft = newDraft();
  if (language === 'prisma')
    addPrisma(reader, draft, new Map(parts.map(({ style, value }) => [style, value])), 0);
  else for (const part of parts) addPart(reader, draft, part);
  return finish(draft);
}

function newDraft(): Draft {
  return {
    only: undefined,
    without: new Set(),
    shown: new Set(),
    relations: new Map(),
    types: new Map(),
    isUnsure: false,
    namesKeys: false,
  };
}

function finish(draft: Draft): Selection {
  const finishAll = (drafts: ReadonlyMap<string, Draft>): ReadonlyMap<string, Selection> =>
    new Map([...drafts].map(([name, inner]) => [name, finish(inner)]));
  return {
    only: draft.only && finishAll(draft.only),
    without: draft.without,
    shown: draft.shown,
    relations: finishAll(draft.relations),
    types: draft.types,
    isUnsure: draft.isUnsure,
    namesKeys: draft.namesKeys,
  };
}

function addOnly(draft: Draft, path: string): void {
  draft.only ??= new Map();
  let at = draft;
  for (const name of path.split('.').slice(0, maxDepth)) {
    at.only ??= new Map();
    const next = at.only.get(name) ?? newDraft();
    at.only.set(name, next);
    at = next;
  }
}

function relationAt(draft: Draft, path: string): Draft {
  let at = draft;
  for (const name of path.split('.').slice(0, maxDepth)) {
    const next = at.relations.get(name) ?? newDraft();
    next.namesKeys = draft.namesKeys;
    at.relations.set(name, next);
    at = next;
  }
  return at;
}

function addPart(reader: LiteralReader, draft: Draft, part: ProjectionPart): void {
  draft.namesKeys = true;
  if (part.style === 'include') addPopulated(reader, draft, part.value, part.arguments[1] ?? -1, 0);
  else addNames(reader, draft, part.value);
}

// Prisma -------------------------------------------------------------------------------------------------------

function addPrisma(
  reader: LiteralReader,
  draft: Draft,
  options: ReadonlyMap<string, number>,
  depth: number,
): void {
  const select = options.get('select') ?? -1;
  const nested = (value: number): Draft => {
    const inner = newDraft();
    const fields = depth < maxDepth ? reader.shapeOf(value)?.fields : undefined;
    if (fields !== undefined) addPrisma(reader, inner, fields, depth + 1);
    return inner;
  };
  if (select >= 0) {
    const shape = reader.shapeOf(select);
    if (shape === undefined || !shape.isComplete) draft.isUnsure = true;
    if (shape !== undefined) draft.only = new Map();
    for (const [name, value] of shape?.fields ?? [])
      if (!isOff(reader, value)) draft.only?.set(name, nested(value));
    return;
  }
  for (const [name, value] of reader.shapeOf(options.get('omit') ?? -1)?.fields ?? [])
    if (isOn(reader, value)) draft.without.add(name);
  for (const [name, value] of reader.shapeOf(options.get('include') ?? -1)?.fields ?? [])
    if (!isOff(reader, value)) draft.relations.set(name, nested(value));
}

function isOn(reader: LiteralReader, value: number): boolean {
  const constant = reader.constantAt(value);
  return constant?.kind === 'boolean' && constant.value;
}

function isOff(reader: LiteralReader, value: number): boolean {
  const constant = reader.constantAt(value);
  return (
    (constant?.kind === 'boolean' && !constant.value) ||
    (constant?.kind === 'number' && constant.value === 0) ||
    constant?.kind === 'undefined'
  );
}

// Names in texts, lists and objects of flags ---------------------------------------------------------------------

function addNames(reader: LiteralReader, draft: Draft, value: number): void {
  const text = reader.textAt(value);
  if (text !== undefined) {
    for (const name of text.split(/[\s,]+/)) addName(draft, name);
    return;
  }
  const elements = reader.elementsOf(value);
  if (elements !== undefined) {
    for (const element of elements) addNames(reader, draft, element);
    if (elements.length > 0) return;
  }
  const shape = reader.shapeOf(value);
  const constant = reader.constantAt(value);
  if (shape === undefined) {
    // `find(filter, null)`: everything.
    if (constant?.kind !== 'null' && constant?.kind !== 'undefined') draft.isUnsure = true;
    return;
  }
  if (!shape.isComplete) draft.isUnsure = true;
  for (const [name, flag] of shape.fields)
    addName(draft, isOff(reader, flag) ? `-${name}` : reader.textAt(flag) === undefined ? name : `+${name}`);
}

function addName(draft: Draft, name: string): void {
  if (name === '' || name === '-_id') return;
  if (name.startsWith('-')) draft.without.add(name.slice(1));
  else if (name.startsWith('+')) draft.shown.add(name.slice(1));
  else addOnly(draft, name);
}

// Mongoose: populate -------------------------------------------------------------------------------------------------

function addPopulated(
  reader: LiteralReader,
  draft: Draft,
  value: number,
  names: number,
  depth: number,
): void {
  if (depth > maxDepth) return;
  const text = reader.textAt(value);
  if (text !== undefined) {
    for (const path of text.split(/\s+/)) {
      if (path === '') continue;
      const inner = relationAt(draft, path);
      inner.namesKeys = true;
      if (names >= 0) addNames(reader, inner, names);
    }
    return;
  }
  const elements = reader.elementsOf(value);
  for (const element of elements ?? []) addPopulated(reader, draft, element, -1, depth + 1);
  const fields = elements === undefined ? reader.shapeOf(value)?.fields : undefined;
  const path = reader.textAt(fields?.get('path') ?? -1);
  if (fields === undefined || path === undefined) return;
  for (const name of path.split(/\s+/)) {
    const inner = relationAt(draft, name);
    inner.namesKeys = true;
    const select = fields.get('select') ?? -1;
    if (select >= 0) addNames(reader, inner, select);
    const populate = fields.get('populate') ?? -1;
    if (populate >= 0) addPopulated(reader, inner, populate, -1, depth + 1);
  }
}
