/**
 * Puts numbers in the place of the members of our constant tables (`Op.Phi`, `Kind.Identifier`) when bundling.
 *
 * To an engine, `case Kind.Identifier:` is a property read and a comparison, again and again until the function is
 * optimized; `case 80:` is an entry of a jump table, in less bytecode, of which more is then inlined. The language has
 * enums for that, but they are no types that can simply be erased. A table is `export const Name = { Member: 1, … } as const;`
 * whose members are all whole numbers, shifted ones, or members of `ts.SyntaxKind`.
 */
import ts from 'typescript';

const tableForm = /^export const ([A-Z]\w*) = (\{[^{}]*\}) as const;$/gm;
const memberForm = /^(\w+):(-?\d+|\d+<<\d+|ts\.SyntaxKind\.\w+)$/;

/**
 * The tables of a source text, by name.
 * @param {string} text
 * @returns {Map<string, Map<string, number>>}
 */
export function constantTables(text) {
  /** @type {Map<string, Map<string, number>>} */
  const tables = new Map();
  for (const [, name = '', body = ''] of text.matchAll(tableForm)) {
    const members = membersOf(body);
    if (members !== undefined) tables.set(name, members);
  }
  return tables;
}

/** @param {string} body */
function membersOf(body) {
  const entries = body
    .slice(1, -1)
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
    .split(',')
    .map((entry) => entry.replace(/\s+/g, ''))
    .filter((entry) => entry !== '');
  /** @type {Map<string, number>} */
  const members = new Map();
  for (const entry of entries) {
    const [, name = '', value = ''] = memberForm.exec(entry) ?? [];
    const number = numberOf(value);
    if (number === undefined) return undefined;
    members.set(name, number);
  }
  return members.size > 0 ? members : undefined;
}

/** @param {string} value */
function numberOf(value) {
  if (value === '') return undefined;
  if (value.startsWith('ts.')) {
    const number = Reflect.get(ts.SyntaxKind, value.slice('ts.SyntaxKind.'.length));
    return typeof number === 'number' ? number : undefined;
  }
  const [left, shift = '0'] = value.split('<<');
  return Number(left) << Number(shift);
}

/**
 * A source text with numbers for the members of the tables that it imports, or declares and reads below.
 * @param {string} text
 * @param {ReadonlyMap<string, ReadonlyMap<string, number>>} tables
 * @returns {string}
 */
export function inlineConstants(text, tables) {
  let result = text;
  for (const [table, members] of tables) {
    if (!isKnownIn(text, table)) continue;
    const use = new RegExp(String.raw`(?<![\w.$'"\x60])${table}\.(\w+)(?![\w$])`, 'g');
    result = result.replace(use, (whole, member) => String(members.get(member) ?? whole));
  }
  // Of TypeScript's own enums, those that are asked about every node.
  return result.replace(
    /(?<![\w.$'"`])ts\.(NodeFlags|SyntaxKind)\.(\w+)(?![\w$])/g,
    (whole, name, member) => {
      const number = Reflect.get(name === 'NodeFlags' ? ts.NodeFlags : ts.SyntaxKind, member);
      return typeof number === 'number' ? String(number) : whole;
    },
  );
}

/**
 * @param {string} text
 * @param {string} table
 */
function isKnownIn(text, table) {
  const imported = new RegExp(String.raw`^import \{[^}]*(?<!type )\b${table}\b[^}]*\} from '\.`, 'm');
  const declared = new RegExp(`^export const ${table} = `, 'm');
  return imported.test(text) || declared.test(text);
}
