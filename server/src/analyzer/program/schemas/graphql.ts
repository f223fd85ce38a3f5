/**
 * Reads GraphQL: the types that a schema declares (SDL), and what operations and fragments select.
 *
 * One reader for both, since files hold either and texts in code are mostly operations. A definition that is broken is
 * a coverage gap with its place, and the rest of the text is read. Never throws; linear in the text; selections inside
 * one another are bounded.
 */
import type { CoverageGap } from '../../base/problem.ts';
import type { GraphqlDocument, GraphqlSelection, SchemaField, SchemaModel } from '../schema.ts';

/** What a text of GraphQL says. */
export interface GraphqlText {
  readonly models: readonly SchemaModel[];
  readonly documents: readonly GraphqlDocument[];
  readonly gaps: readonly CoverageGap[];
}

/** Characters read of one text. */
const maxLength = 10_000_000;
/** Definitions read of one text. */
const maxDefinitions = 20_000;
/** Selections inside one another. */
const maxNesting = 40;
const maxGaps = 20;

const tokenPattern =
  /#[^\n\r]*|"""[\s\S]*?(?:"""|$)|"(?:[^"\\\n]|\\.)*"?|\.\.\.|[_A-Za-z]\w*|-?\d[\w.+-]*|[^\s,\ufeff]/g;
const name = /^[_A-Za-z]/;
const definitionWords: ReadonlySet<string> = new Set([
  ...['type', 'interface', 'input', 'extend', 'schema', 'enum', 'scalar', 'union', 'directive'],
  ...['query', 'mutation', 'subscription', 'fragment'],
]);

interface Reader {
  readonly path: string;
  readonly tokens: readonly string[];
  readonly starts: readonly number[];
  next: number;
  readonly gaps: CoverageGap[];
}

/** Whether a text may be GraphQL, by how it begins; cheap. */
export function mayBeGraphql(text: string): boolean {
  return /^(?:\s|#[^\n]*\n|,)*(?:(?:query|mutation|subscription|fragment|type|interface|input|extend|schema|enum|scalar|union|directive)\b|\{\s*\w|""")/.test(
    text.slice(0, 2000),
  );
}

/** See the head of this file. */
export function readGraphql(path: string, text: string): GraphqlText {
  const tokens: string[] = [];
  const starts: number[] = [];
  for (const match of text.slice(0, maxLength).matchAll(tokenPattern)) {
    // Texts are descriptions, but for values: `version: String = "a"`.
    const isDescription = match[0].startsWith('"') && tokens[tokens.length - 1] !== '=';
    if (match[0].startsWith('#') || isDescription) continue;
    tokens.push(match[0]);
    starts.push(match.index);
  }
  const reader: Reader = { path, tokens, starts, next: 0, gaps: [] };
  const models = new Map<string, SchemaField[]>();
  const documents: GraphqlDocument[] = [];
  while (reader.next < tokens.length && documents.length + models.size < maxDefinitions) {
    const start = reader.next;
    if (!readDefinition(reader, models, documents)) {
      gap(reader, start);
      skipToDefinition(reader, start);
    }
  }
  return {
    models: [...models].map(([name, fields]) => ({ name, table: name, fields, comment: '' })),
    documents,
    gaps: reader.gaps,
  };
}

/** One definition; false if it is none that can be read. */
function readDefinition(
  reader: Reader,
  models: Map<string, SchemaField[]>,
  documents: GraphqlDocument[],
): boolean {
  if (peek(reader) === '{') return readOperation(reader, 'query', documents);
  if (peek(reader) === 'extend') reader.next++;
  const word = take(reader);
  switch (word) {
    case 'type':
    case 'interface':
    case 'input':
      return readType(reader, models);
    case 'query':
    case 'mutation':
    case 'subscription':
    case 'fragment':
      return readOperation(reader, word, documents);
    case 'schema':
    case 'enum':
      return skipUntilBlock(reader);
    case 'scalar':
    case 'union':
    case 'directive':
      while (reader.next < reader.tokens.length && !beginsDefinition(reader)) reader.next++;
      return true;
    default:
      return false;
  }
}

function readType(reader: Reader, models: Map<string, SchemaField[]>): boolean {
  const typeName = take(reader);
  if (!name.test(typeName)) return false;
  // `implements A & B @directive(a: 1)`.
  while (reader.next < reader.tokens.length && peek(reader) !== '{') {
    if (beginsDefinition(reader)) return true;
    if (peek(reader) === '(') skipPaired(reader);
    else reader.next++;
  }
  if (take(reader) !== '{') return false;
  const fields = models.get(typeName) ?? [];
  models.set(typeName, fields);
  while (reader.next < reader.tokens.length && peek(reader) !== '}') {
    const field = take(reader);
    if (peek(reader) === '(') skipPaired(reader);
    if (!name.test(field) || take(reader) !== ':') return false;
    let isList = false;
    while (peek(reader) === '[') {
      isList = true;
      reader.next++;
    }
    const type = take(reader);
    if (!name.test(type)) return false;
    let isOptional = true;
    while (peek(reader) === ']' || peek(reader) === '!') isOptional = take(reader) !== '!';
    // A default value and directives.
    while (peek(reader) === '=' || peek(reader) === '@') {
      reader.next += 1;
      if (/^[[{]$/.test(peek(reader))) skipPaired(reader);
      else reader.next++;
      if (peek(reader) === '(') skipPaired(reader);
    }
    fields.push(fieldOf(field, type, isList, isOptional));
  }
  return take(reader) === '}';
}

function readOperation(reader: Reader, kind: GraphqlDocument['kind'], documents: GraphqlDocument[]): boolean {
  const own = name.test(peek(reader)) && peek(reader) !== 'on' ? take(reader) : '';
  let on = '';
  while (reader.next < reader.tokens.length && peek(reader) !== '{') {
    if (peek(reader) === '(') skipPaired(reader);
    else if (take(reader) === 'on' && kind === 'fragment') on = peek(reader);
  }
  const selections: GraphqlSelection[] = [];
  if (!readSelections(reader, selections, 0)) return false;
  documents.push({ kind, name: own, on, selections });
  return true;
}

function readSelections(reader: Reader, found: GraphqlSelection[], depth: number): boolean {
  if (take(reader) !== '{' || depth > maxNesting) return false;
  while (reader.next < reader.tokens.length && peek(reader) !== '}') {
    const below: GraphqlSelection[] = [];
    let selection: GraphqlSelection = { name: '', as: '', on: '', fragment: '', below };
    if (peek(reader) === '...') {
      reader.next++;
      if (peek(reader) === 'on') {
        reader.next++;
        selection = { ...selection, on: take(reader) };
      } else if (name.test(peek(reader))) selection = { ...selection, fragment: take(reader) };
    } else {
      const as = take(reader);
      if (!name.test(as)) return false;
      let field = as;
      if (peek(reader) === ':') {
        reader.next++;
        field = take(reader);
      }
      if (peek(reader) === '(') skipPaired(reader);
      selection = { ...selection, name: field, as };
    }
    while (peek(reader) === '@') {
      reader.next += 2;
      if (peek(reader) === '(') skipPaired(reader);
    }
    if (peek(reader) === '{' && !readSelections(reader, below, depth + 1)) return false;
    found.push(selection);
  }
  return take(reader) === '}';
}

function fieldOf(name: string, type: string, isList: boolean, isOptional: boolean): SchemaField {
  const nothing = { isRelation: false, isKey: false, foreignKey: [], comment: '' };
  return { name, column: name, type, isList, isOptional, ...nothing };
}

function peek(reader: Reader): string {
  return reader.tokens[reader.next] ?? '';
}

function take(reader: Reader): string {
  return reader.tokens[reader.next++] ?? '';
}

/** Over a bracket and what it holds. */
function skipPaired(reader: Reader): void {
  let depth = 0;
  while (reader.next < reader.tokens.length) {
    const token = take(reader);
    if (/^[([{]$/.test(token)) depth++;
    if (/^[)\]}]$/.test(token) && --depth <= 0) return;
  }
}

function skipUntilBlock(reader: Reader): boolean {
  while (reader.next < reader.tokens.length && peek(reader) !== '{') {
    if (beginsDefinition(reader)) return true;
    if (peek(reader) === '(') skipPaired(reader);
    else reader.next++;
  }
  skipPaired(reader);
  return true;
}

/** Whether a definition begins here: its word, and a name or block behind it, as no field of a type has. */
function beginsDefinition(reader: Reader): boolean {
  if (!definitionWords.has(peek(reader))) return false;
  const behind = reader.tokens[reader.next + 1] ?? '';
  return name.test(behind) || behind === '@' || behind === '{';
}

function skipToDefinition(reader: Reader, start: number): void {
  reader.next = Math.max(reader.next, start + 1);
  while (reader.next < reader.tokens.length && !beginsDefinition(reader)) reader.next++;
}

function gap(reader: Reader, start: number): void {
  if (reader.gaps.length >= maxGaps) return;
  const at = Math.min(Math.max(start, reader.next - 1), reader.tokens.length - 1);
  const text = reader.tokens[at] ?? '';
  reader.gaps.push({
    kind: 'syntax-error',
    path: reader.path,
    start: reader.starts[at] ?? 0,
    length: Math.max(1, text.length),
    message: `"${text.slice(0, 40)}" is not expected here, so this definition of GraphQL was left out.`,
  });
}
