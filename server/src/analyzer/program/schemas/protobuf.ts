/**
 * Reads the messages that Protocol Buffers files declare: fields with their types, also those of `oneof` and maps.
 *
 * Names of fields are given as generated code writes them too (`birth_date` is `birthDate`). What is not understood is
 * passed over to the next `;` or `}`; a file that ends inside of a message is a coverage gap. Never throws; linear.
 */
import type { CoverageGap } from '../../base/problem.ts';
import type { SchemaField, SchemaModel } from '../schema.ts';

/** Characters read of one file. */
const maxLength = 10_000_000;
/** Messages read of one file. */
const maxMessages = 20_000;

const tokenPattern = /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|[\w.]+|\S/g;

interface Open {
  readonly name: string;
  /** Undefined for blocks that are no messages. */
  readonly fields: SchemaField[] | undefined;
  readonly start: number;
}

/** See the head of this file. */
export function readProtobuf(
  path: string,
  text: string,
): { readonly models: readonly SchemaModel[]; readonly gaps: readonly CoverageGap[] } {
  const models: SchemaModel[] = [];
  const open: Open[] = [];
  let words: string[] = [];
  for (const match of text.slice(0, maxLength).matchAll(tokenPattern)) {
    const token = match[0];
    if (token.startsWith('//') || token.startsWith('/*')) continue;
    const within = open[open.length - 1];
    if (token === '{') {
      if (models.length >= maxMessages) break;
      const [word = '', name = ''] = words;
      // What a `oneof` holds belongs to the message around it.
      const fields = word === 'message' ? [] : word === 'oneof' ? within?.fields : undefined;
      open.push({ name, fields, start: match.index });
      if (word === 'message' && fields !== undefined) models.push({ name, table: name, fields, comment: '' });
      words = [];
    } else if (token === '}') {
      open.pop();
      words = [];
    } else if (token === ';') {
      const field = within?.fields === undefined ? undefined : fieldOf(words);
      if (field !== undefined) within?.fields?.push(...field);
      words = [];
    } else if (words.length < 200) words.push(token);
  }
  const [unclosed] = open;
  const gaps: CoverageGap[] =
    unclosed === undefined || models.length >= maxMessages
      ? []
      : [
          {
            kind: 'syntax-error',
            path,
            start: unclosed.start,
            length: 1,
            message: `The block "${unclosed.name.slice(0, 40)}" has no closing "}", so what follows may have been read as part of it.`,
          },
        ];
  return { models, gaps };
}

/** `repeated Address addresses = 4`, `map<string, Visit> visits = 5`, `string birth_date = 2 [deprecated = true]`. */
function fieldOf(words: readonly string[]): readonly SchemaField[] | undefined {
  const equals = words.indexOf('=');
  const name = words[equals - 1] ?? '';
  const first = words[0] ?? '';
  if (equals < 2 || !/^[A-Za-z_]\w*$/.test(name) || first === 'option' || first === 'reserved')
    return undefined;
  const isMap = first === 'map';
  const type = isMap ? (words[words.indexOf('>') - 1] ?? '') : (words[equals - 2] ?? '');
  const own = type.slice(type.lastIndexOf('.') + 1);
  const names = [
    ...new Set([name, name.replace(/_([a-z\d])/g, (_, letter: string) => letter.toUpperCase())]),
  ];
  return names.map((as) => ({
    name: as,
    column: name,
    type: own === 'bool' ? 'Boolean' : own,
    isList: first === 'repeated' || isMap,
    isOptional: true,
    isRelation: false,
    isKey: false,
    foreignKey: [],
    comment: '',
  }));
}
