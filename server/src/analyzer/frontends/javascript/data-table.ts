/**
 * Files that are one big table of literals: each top-level initializer becomes one opaque value under its key names.
 *
 * Keeps what matters about a table (that it exists, what its columns are called) and none of its size.
 */
import type ts from 'typescript';
import { Op } from '../../ir/opcode.ts';
import { Kind } from './kinds.ts';
import { addField, finishLiteral } from './lower-literal.ts';
import type { ExpressionLowering, Lowering } from './lowering.ts';
import { staticName } from './syntax.ts';

/** Different key names kept of one table. */
const maxKeys = 200;
/** Nodes looked at for key names. */
const maxNodes = 20_000;

/** Stands in for the lowering of object and array literals in a data table. */
export const lowerTable: ExpressionLowering = (
  l: Lowering,
  node: ts.ObjectLiteralExpression | ts.ArrayLiteralExpression,
) => {
  const unknown = l.opaque('data-table', node);
  const object = l.emit(Op.Obj, -1, -1, -1, 0, node);
  let version = object;
  for (const key of keysOf(node)) version = addField(l, object, version, l.sym(key), unknown, node);
  const row = finishLiteral(l, object, version);
  if (node.kind === Kind.ObjectLiteralExpression) return row;
  return l.emit(Op.Arr, l.f.list([row]), -1, -1, 0, node);
};

function keysOf(node: ts.Node): ReadonlySet<string> {
  const keys = new Set<string>();
  const work: ts.Node[] = [node];
  let left = maxNodes;
  for (let at = work.pop(); at !== undefined && left > 0 && keys.size < maxKeys; at = work.pop(), left--) {
    if (at.kind === Kind.PropertyAssignment) {
      const name = staticName((at as ts.PropertyAssignment).name);
      if (name !== undefined) keys.add(name);
      work.push((at as ts.PropertyAssignment).initializer);
    } else if (at.kind === Kind.ObjectLiteralExpression) {
      for (const property of (at as ts.ObjectLiteralExpression).properties) work.push(property);
    } else if (at.kind === Kind.ArrayLiteralExpression) {
      for (const element of (at as ts.ArrayLiteralExpression).elements) work.push(element);
    }
  }
  return keys;
}
