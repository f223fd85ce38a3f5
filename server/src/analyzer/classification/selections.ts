/**
 * What the projection of a query selects, in each library's own way of writing it, as one {@link Selection}.
 *
 * Prisma nests options. Mongoose writes names in a text (`'name -ssn +secret'`), a list or an object of flags, and
 * relations as `populate`. TypeORM has objects or lists of names and of relations, and builders with aliases. Sequelize
 * has lists of attributes and includes models. What is not literal makes the selection unsure.
 */

import { everything, type Selection } from './classify-records.ts';
import type { RecordColumns } from './read-columns.ts';
import { readColumns } from './read-columns.ts';
import {
  addOnly,
  finishDraft,
  isOff,
  isOn,
  maxSelectionDepth,
  newDraft,
  type ProjectionPart,
  relationAt,
  type SelectionDraft,
  type SelectionReader,
} from './selection-draft.ts';

/** The selection of a query in the language of its schema. */
export function selectionOf(
  reader: SelectionReader,
  language: string,
  parts: readonly ProjectionPart[],
): Selection {
  if (parts.length === 0) return everything;
  const draft = newDraft();
  switch (language) {
    case 'prisma':
      addPrisma(reader, draft, new Map(parts.map(({ style, value }) => [style, value])), 0);
      break;
    case 'typeorm':
    case 'mikroorm':
      addTypeOrm(reader, draft, parts, language === 'mikroorm');
      break;
    case 'sequelize':
      for (const { style, value } of parts)
        if (style === 'include') addIncluded(reader, draft, value, 0);
        else addAttributes(reader, draft, value);
      break;
    case 'drizzle':
      for (const part of parts) addDrizzle(reader, draft, part.style, part.value);
      break;
    case 'sql':
      for (const { value } of parts) addColumns(reader, draft, value);
      break;
    case 'supabase':
      for (const { value } of parts) addSupabase(reader, draft, value);
      break;
    default:
      draft.namesKeys = true;
      for (const part of parts)
        if (part.style === 'include') addPopulated(reader, draft, part.value, part.arguments[1] ?? -1, 0);
        else addNames(reader, draft, part.value);
  }
  return finishDraft(draft);
}

// Prisma -------------------------------------------------------------------------------------------------------

function addPrisma(
  reader: SelectionReader,
  draft: SelectionDraft,
  options: ReadonlyMap<string, number>,
  depth: number,
): void {
  const { literals } = reader;
  const select = options.get('select') ?? -1;
  const nested = (value: number): SelectionDraft => {
    const inner = newDraft();
    const fields = depth < maxSelectionDepth ? literals.shapeOf(value)?.fields : undefined;
    if (fields !== undefined) addPrisma(reader, inner, fields, depth + 1);
    return inner;
  };
  if (select >= 0) {
    const shape = literals.shapeOf(select);
    if (shape === undefined || !shape.isComplete) draft.isUnsure = true;
    if (shape !== undefined) draft.only = new Map();
    for (const [name, value] of shape?.fields ?? [])
      if (!isOff(literals, value)) draft.only?.set(name, nested(value));
    return;
  }
  for (const [name, value] of literals.shapeOf(options.get('omit') ?? -1)?.fields ?? [])
    if (isOn(literals, value)) draft.without.add(name);
  for (const [name, value] of literals.shapeOf(options.get('include') ?? -1)?.fields ?? [])
    if (!isOff(literals, value)) draft.relations.set(name, nested(value));
}

// Names in texts, lists and objects of flags ---------------------------------------------------------------------

function addNames({ literals }: SelectionReader, draft: SelectionDraft, value: number): void {
  const text = literals.textAt(value);
  if (text !== undefined) {
    for (const name of text.split(/[\s,]+/)) addName(draft, name);
    return;
  }
  const elements = literals.elementsOf(value);
  if (elements !== undefined) {
    for (const element of elements) {
      const name = literals.textAt(element);
      if (name === undefined) draft.isUnsure = true;
      else addName(draft, name);
    }
    return;
  }
  const shape = literals.shapeOf(value);
  const constant = literals.constantAt(value);
  if (shape === undefined) {
    // `find(filter, null)`: everything.
    if (constant?.kind !== 'null' && constant?.kind !== 'undefined') draft.isUnsure = true;
    return;
  }
  if (!shape.isComplete) draft.isUnsure = true;
  for (const [name, flag] of shape.fields)
    addName(
      draft,
      isOff(literals, flag) ? `-${name}` : literals.textAt(flag) === undefined ? name : `+${name}`,
    );
}

function addName(draft: SelectionDraft, name: string): void {
  if (name === '' || name === '-_id') return;
  if (name.startsWith('-')) draft.without.add(name.slice(1));
  else if (name.startsWith('+')) draft.shown.add(name.slice(1));
  else addOnly(draft, name);
}

// Mongoose: populate -------------------------------------------------------------------------------------------------

function addPopulated(
  reader: SelectionReader,
  draft: SelectionDraft,
  value: number,
  names: number,
  depth: number,
): void {
  if (depth > maxSelectionDepth) return;
  const { literals } = reader;
  const text = literals.textAt(value);
  if (text !== undefined) {
    for (const path of text.split(/\s+/)) {
      if (path === '') continue;
      const inner = relationAt(draft, path);
      if (names >= 0) addNames(reader, inner, names);
    }
    return;
  }
  const elements = literals.elementsOf(value);
  for (const element of elements ?? []) addPopulated(reader, draft, element, -1, depth + 1);
  const fields = elements === undefined ? literals.shapeOf(value)?.fields : undefined;
  const path = literals.textAt(fields?.get('path') ?? -1);
  if (fields === undefined || path === undefined) return;
  for (const name of path.split(/\s+/)) {
    const inner = relationAt(draft, name);
    const select = fields.get('select') ?? -1;
    if (select >= 0) addNames(reader, inner, select);
    const populate = fields.get('populate') ?? -1;
    if (populate >= 0) addPopulated(reader, inner, populate, -1, depth + 1);
  }
}

// TypeORM and MikroORM -------------------------------------------------------------------------------------------------

function addTypeOrm(
  reader: SelectionReader,
  draft: SelectionDraft,
  parts: readonly ProjectionPart[],
  hasNoAliases: boolean,
): void {
  draft.namesKeys = true;
  const aliases = new Map<string, string>();
  for (const { style, value, arguments: given } of parts)
    if (style === 'include') {
      const path = addRelations(reader, draft, value, aliases, '', 0);
      const alias = reader.literals.textAt(given[1] ?? -1);
      if (alias !== undefined && path !== undefined) aliases.set(alias, path);
    }
  for (const { style, value } of parts)
    if (style === 'select') addFlags(reader, draft, value, 0);
    else if (style === 'columns') addAliased(reader, draft, value, aliases, hasNoAliases);
  mergeRelations(draft);
}

/** `'visits'`, `['visits', 'visits.doctor']`, `{ visits: { doctor: true } }`, `'p.visits'`; the path of a single text. */
function addRelations(
  reader: SelectionReader,
  draft: SelectionDraft,
  value: number,
  aliases: ReadonlyMap<string, string>,
  below: string,
  depth: number,
): string | undefined {
  if (depth > maxSelectionDepth) return undefined;
  const { literals } = reader;
  const text = literals.textAt(value);
  if (text !== undefined) {
    const path = resolveAlias(text, aliases);
    relationAt(draft, path);
    // What is added by name may as well be a column that is hidden otherwise.
    draft.shown.add(path);
    // `p.visits` of a builder, where `p` is what the record itself is called.
    const dot = path.indexOf('.');
    if (dot > 0) {
      relationAt(draft, path.slice(dot + 1));
      draft.shown.add(path.slice(dot + 1));
    }
    return dot > 0 && !aliases.has(text.split('.')[0] ?? '') ? path.slice(dot + 1) : path;
  }
  for (const element of literals.elementsOf(value) ?? [])
    addRelations(reader, draft, element, aliases, below, depth + 1);
  for (const [name, inner] of literals.shapeOf(value)?.fields ?? []) {
    if (isOff(literals, inner)) continue;
    addRelations(reader, relationAt(draft, name), inner, aliases, name, depth + 1);
  }
  return undefined;
}

function resolveAlias(text: string, aliases: ReadonlyMap<string, string>): string {
  const [first = '', ...rest] = text.split('.');
  const known = aliases.get(first);
  return known === undefined ? text : [known, ...rest].join('.');
}

/** `{ name: true, visits: { id: true } }`, `['name', 'id']`. */
function addFlags(reader: SelectionReader, draft: SelectionDraft, value: number, depth: number): void {
  const { literals } = reader;
  const elements = literals.elementsOf(value);
  const shape = elements === undefined ? literals.shapeOf(value) : undefined;
  if (elements === undefined && (shape === undefined || !shape.isComplete)) draft.isUnsure = true;
  if (shape !== undefined) draft.only ??= new Map();
  for (const element of elements ?? []) {
    const name = literals.textAt(element);
    if (name === undefined) draft.isUnsure = true;
    else addOnly(draft, name);
  }
  for (const [name, flag] of shape?.fields ?? []) {
    if (isOff(literals, flag)) continue;
    const inner = newDraft();
    inner.namesKeys = true;
    if (depth < maxSelectionDepth && literals.shapeOf(flag) !== undefined)
      addFlags(reader, inner, flag, depth + 1);
    draft.only?.set(name, inner);
  }
}

/** `['p.id', 'v.reason']` of a builder; an alias alone stands for all of its columns. */
function addAliased(
  { literals }: SelectionReader,
  draft: SelectionDraft,
  value: number,
  aliases: ReadonlyMap<string, string>,
  hasNoAliases: boolean,
): void {
  const elements = literals.elementsOf(value) ?? [value];
  for (const element of elements) {
    const text = literals.textAt(element);
    if (text === undefined) {
      draft.isUnsure = true;
      continue;
    }
    const [first = '', ...rest] = text.split('.');
    if (rest.length === 0) {
      if (hasNoAliases) addOnly(draft, text);
      continue;
    }
    const known = aliases.get(first);
    addOnly(draft, known === undefined ? rest.join('.') : `${known}.${rest.join('.')}`);
  }
}

/** What is selected below a relation is what the relation is read for. */
function mergeRelations(draft: SelectionDraft): void {
  for (const [name, inner] of draft.only ?? []) {
    const relation = draft.relations.get(name);
    if (relation !== undefined && inner.only !== undefined) relation.only = inner.only;
  }
}

// Sequelize --------------------------------------------------------------------------------------------------------

/** `['id', 'name']`, `{ exclude: ['ssn'] }`; `[fn(…), 'alias']` is computed. */
function addAttributes({ literals }: SelectionReader, draft: SelectionDraft, value: number): void {
  const elements = literals.elementsOf(value);
  if (elements !== undefined) {
    draft.only ??= new Map();
    for (const element of elements) {
      const [column] = literals.elementsOf(element) ?? [element];
      const name = literals.textAt(column ?? -1);
      if (name !== undefined) addOnly(draft, name);
      else if (literals.elementsOf(element) === undefined) draft.isUnsure = true;
    }
    return;
  }
  const fields = literals.shapeOf(value)?.fields;
  const excluded = literals.elementsOf(fields?.get('exclude') ?? -1);
  for (const element of excluded ?? []) {
    const name = literals.textAt(element);
    if (name !== undefined) draft.without.add(name);
  }
  if (excluded === undefined && fields?.has('include') !== true) draft.isUnsure = true;
}

/** `Visit`, `'visits'`, `{ model: Visit, as: 'visits', attributes: […], include: […] }`, or a list of these. */
function addIncluded(reader: SelectionReader, draft: SelectionDraft, value: number, depth: number): void {
  if (depth > maxSelectionDepth) return;
  const { literals } = reader;
  const elements = literals.elementsOf(value);
  if (elements !== undefined) {
    for (const element of elements) addIncluded(reader, draft, element, depth + 1);
    return;
  }
  const fields = literals.shapeOf(value)?.fields;
  const model = fields?.get('model') ?? (fields === undefined ? value : -1);
  const stored = model < 0 ? undefined : reader.modelOf(model);
  const as = literals.textAt(fields?.get('as') ?? fields?.get('association') ?? value);
  const base = stored?.model.name ?? '';
  // Without a name of its own, an association is called like its model, in the plural if it has many.
  const names = as === undefined ? [base, `${base.replace(/y$/, 'ie')}s`] : [as];
  for (const name of stored === undefined && as === undefined ? [] : names) {
    const inner = relationAt(draft, name);
    if (stored !== undefined) draft.types.set(name, stored);
    const attributes = fields?.get('attributes') ?? -1;
    if (attributes >= 0) addAttributes(reader, inner, attributes);
    const include = fields?.get('include') ?? -1;
    if (include >= 0) addIncluded(reader, inner, include, depth + 1);
  }
}

// Columns of tables ------------------------------------------------------------------------------------------------

/** `'name'`, `'p.name as first'`, `['id', 'name']`, `{ first: 'p.name' }`; `*` is every column. */
function addColumns({ literals }: SelectionReader, draft: SelectionDraft, value: number): void {
  const text = literals.textAt(value);
  if (text !== undefined) {
    const [source = '', as] = text.trim().split(/\s+as\s+/i);
    addColumn(draft, source, as);
    return;
  }
  const elements = literals.elementsOf(value);
  for (const element of elements ?? []) addColumns({ literals, modelOf: () => undefined }, draft, element);
  const shape = elements === undefined ? literals.shapeOf(value) : undefined;
  for (const [as, column] of shape?.fields ?? []) addColumn(draft, literals.textAt(column) ?? '', as);
  // `knex.raw('count(*) as n')` is computed.
  if (elements === undefined && shape === undefined) draft.only ??= new Map();
}

function addColumn(draft: SelectionDraft, source: string, as = ''): void {
  const column = source.slice(source.lastIndexOf('.') + 1).replaceAll(/["`]/g, '');
  if (column === '*') draft.isUnsure = true;
  else if (column !== '') {
    addOnly(draft, as === '' ? column : as);
    if (as !== '') draft.renamed.set(as, column);
  }
}

/** `select({ first: patients.firstName })`; `findMany({ columns: { name: true }, with: { visits: true } })`. */
function addDrizzle(reader: SelectionReader, draft: SelectionDraft, style: string, value: number): void {
  const { literals } = reader;
  const shape = literals.shapeOf(value);
  if (shape === undefined || !shape.isComplete) draft.isUnsure = true;
  for (const [name, inner] of shape?.fields ?? []) {
    if (style === 'include') {
      if (isOff(literals, inner)) continue;
      const relation = relationAt(draft, name);
      const fields = literals.shapeOf(inner)?.fields;
      for (const [key, nested] of fields ?? [])
        if (key === 'columns') addDrizzle(reader, relation, 'select', nested);
        else if (key === 'with') addDrizzle(reader, relation, 'include', nested);
    } else if (style === 'select') {
      if (isOff(literals, inner)) draft.without.add(name);
      else addOnly(draft, name);
    } else {
      const column = literals.memberAt(inner);
      const table = reader.modelOf(inner);
      addOnly(draft, name);
      if (table !== undefined) draft.types.set(name, table);
      else if (column !== undefined) draft.renamed.set(name, column);
    }
  }
}

/** `'id, name, visits(reason), doctor:staff(name)'`: columns, other names for them, related tables. */
function addSupabase({ literals }: SelectionReader, draft: SelectionDraft, value: number): void {
  const text = literals.textAt(value);
  if (text === undefined) draft.isUnsure = true;
  else addSupabaseColumns(draft, readColumns(text));
}

function addSupabaseColumns(draft: SelectionDraft, columns: readonly RecordColumns[]): void {
  for (const { name, as, inner } of columns)
    if (inner !== undefined) {
      const relation = relationAt(draft, as);
      draft.relatedTables.set(as, name);
      addSupabaseColumns(relation, inner);
      draft.only ??= new Map();
    } else if (name !== '*') {
      addOnly(draft, as);
      if (as !== name) draft.renamed.set(as, name);
    } else draft.isWhole = true;
  if (draft.isWhole) draft.only = undefined;
}
