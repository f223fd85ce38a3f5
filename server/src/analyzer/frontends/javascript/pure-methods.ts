/**
 * Method names that leave their receiver as it is, or put things into it, whoever implements them.
 *
 * Closed lists of names whose meaning in the language's own library is so settled that a receiver of them needs no
 * new version. It trades a rare miss (a class of the project that changes itself in `trim`) for a smaller IR.
 */

const pureMethods: ReadonlySet<string> = new Set([
  'charAt',
  'charCodeAt',
  'codePointAt',
  'endsWith',
  'getDate',
  'getDay',
  'getFullYear',
  'getHours',
  'getMinutes',
  'getMonth',
  'getSeconds',
  'getTime',
  'hasOwnProperty',
  'includes',
  'indexOf',
  'join',
  'lastIndexOf',
  'localeCompare',
  'normalize',
  'padEnd',
  'padStart',
  'replace',
  'replaceAll',
  'slice',
  'split',
  'startsWith',
  'substr',
  'substring',
  'toFixed',
  'toISOString',
  'toLocaleDateString',
  'toLocaleLowerCase',
  'toLocaleString',
  'toLocaleTimeString',
  'toLocaleUpperCase',
  'toLowerCase',
  'toString',
  'toUpperCase',
  'trim',
  'trimEnd',
  'trimStart',
  'valueOf',
]);

/** Whether a method of this name never changes its receiver. */
export function isPureMethod(name: string): boolean {
  return pureMethods.has(name);
}

const fillingMethods: ReadonlySet<string> = new Set(['add', 'append', 'push', 'set', 'splice', 'unshift']);

/** Whether a method of this name puts what it is given into its receiver, which may be a part of something else. */
export function isFillingMethod(name: string): boolean {
  return fillingMethods.has(name);
}

const primitiveProperties: ReadonlySet<string> = new Set(['length', 'size', 'id', 'message', 'statusCode']);

/** Whether a property of this name holds a number or text, so that calls cannot change its content. */
export function isPrimitiveProperty(name: string): boolean {
  return primitiveProperties.has(name);
}
