/**
 * Tells assignments that put a function in the place of one of a library or of the language (`console.log = …`,
 * `axios.get = …`, `XMLHttpRequest.prototype.open = …`): calls of it elsewhere are still analyzed as the original's.
 *
 * From an assigned member to a coverage gap. Own functions are not meant: theirs are followed where they are stored.
 */
import type ts from 'typescript';
import { Kind } from './kinds.ts';
import { variableOf } from './lower-reference.ts';
import type { Lowering } from './lowering.ts';
import { isIdentifier, textOf, unwrap } from './syntax.ts';

/** Global objects whose members are functions of the language or the host. */
const builtins =
  /^(?:console|JSON|Math|Reflect|Object|Function|Array|String|Number|Boolean|Date|RegExp|Promise|Map|Set|WeakMap|Symbol|Error|Buffer|XMLHttpRequest|WebSocket|EventSource|EventTarget|Element|Node|HTML\w*Element|Storage|Request|Response|Headers|URL|localStorage|sessionStorage)$/;
/** Names by which programs reach the global object. */
const globalObjects = /^(?:window|self|globalThis|global)$/;
/** Functions of the global object. */
const globalFunctions =
  /^(?:fetch|XMLHttpRequest|WebSocket|EventSource|setTimeout|setInterval|queueMicrotask|require)$/;

/** Notes a coverage gap if `target = source` replaces a function that is not the program's own. */
export function noteReplacedMember(l: Lowering, target: ts.Node, source: ts.Expression | undefined): void {
  if (source === undefined || target.kind !== Kind.PropertyAccessExpression) return;
  const { kind } = unwrap(source);
  if (kind !== Kind.FunctionExpression && kind !== Kind.ArrowFunction) return;
  const { expression, name } = target as ts.PropertyAccessExpression;
  let owner = unwrap(expression);
  if (owner.kind === Kind.PropertyAccessExpression) {
    const { expression: outer, name: inner } = owner as ts.PropertyAccessExpression;
    const isOfGlobal =
      isIdentifier(outer) &&
      isFreeName(l, outer, globalObjects) &&
      builtins.test(textOf(inner as ts.Identifier));
    if (isOfGlobal) {
      note(l, target);
      return;
    }
    if (textOf(inner as ts.Identifier) !== 'prototype') return;
    owner = unwrap(outer);
  }
  if (!isIdentifier(owner)) return;
  const isGlobalFunction =
    isFreeName(l, owner, globalObjects) && globalFunctions.test(textOf(name as ts.Identifier));
  if (isGlobalFunction || isFreeName(l, owner, builtins) || isOfPackage(l, owner)) note(l, target);
}

function isFreeName(l: Lowering, name: ts.Identifier, names: RegExp): boolean {
  return (l.variableAt[name.end] ?? 0) === 0 && names.test(textOf(name));
}

/** Whether a name stands for what a package exports. */
function isOfPackage(l: Lowering, name: ts.Identifier): boolean {
  const variable = variableOf(l, name);
  if (variable?.kind !== 'import') return false;
  const specifier = l.imports[variable.importId]?.specifier ?? '.';
  return !/^[./~#]|^@\//.test(specifier);
}

function note(l: Lowering, target: ts.Node): void {
  const text = l.text.slice(l.startOf(target), target.end);
  l.gap(
    'replaced-function',
    target,
    `"${text.length > 60 ? `${text.slice(0, 60)}…` : text}" is replaced at run time; calls of it are analyzed as if it were not.`,
  );
}
