/**
 * Accessors that are defined by a call: `Object.defineProperty(o, 'a', { get() {…} })`, `defineProperties`, `create`.
 *
 * They become fields `get a` and `set a` of the object, as the accessors of a literal do. Only names and descriptors
 * that stand in the call are read; what a descriptor holds as `value` is told by the model of the call.
 */
import type ts from 'typescript';
import { mutate } from '../../ir/builder-objects.ts';
import { Op } from '../../ir/opcode.ts';
import { Kind } from './kinds.ts';
import { constantKeyOf } from './lower-access.ts';
import type { Lowering } from './lowering.ts';
import { staticName, textOf, unwrap } from './syntax.ts';

/** Defines the accessors that a call of a method is about, after it; `values` are its arguments. */
export function lowerDescriptors(
  l: Lowering,
  node: ts.CallExpression,
  target: ts.Expression,
  values: readonly number[],
  call: number,
): void {
  const { expression, name } = target as ts.PropertyAccessExpression;
  if (expression.kind !== Kind.Identifier) return;
  const owner = textOf(expression as ts.Identifier);
  if (owner !== 'Object' && owner !== 'Reflect') return;
  const [, second, third] = node.arguments;
  switch (textOf(name)) {
    case 'defineProperty': {
      const key = second === undefined ? undefined : constantKeyOf(l, second);
      if (key !== undefined && third !== undefined)
        define(l, values[0] ?? -1, key, values[2] ?? -1, third, node);
      break;
    }
    case 'defineProperties':
      defineAll(l, values[0] ?? -1, values[1] ?? -1, second, node);
      break;
    case 'create':
      defineAll(l, call, values[1] ?? -1, second, node);
      break;
    default:
      break;
  }
}

function defineAll(
  l: Lowering,
  object: number,
  descriptors: number,
  source: ts.Expression | undefined,
  node: ts.Node,
): void {
  const literal = source === undefined ? undefined : unwrap(source);
  if (literal?.kind !== Kind.ObjectLiteralExpression) return;
  for (const property of (literal as ts.ObjectLiteralExpression).properties) {
    if (property.kind !== Kind.PropertyAssignment) continue;
    const { name, initializer } = property as ts.PropertyAssignment;
    const key = staticName(name);
    if (key === undefined || accessorsOf(initializer).length === 0) continue;
    const descriptor = l.emit(Op.Load, descriptors, l.sym(key), -1, 0, property);
    define(l, object, key, descriptor, initializer, node);
  }
}

function define(
  l: Lowering,
  object: number,
  key: string,
  descriptor: number,
  source: ts.Expression,
  node: ts.Node,
): void {
  if (object < 0 || descriptor < 0) return;
  const position = l.startOf(node);
  for (const kind of accessorsOf(source)) {
    const accessor = l.emit(Op.Load, descriptor, l.sym(kind), -1, 0, source);
    mutate(l.f, Op.Store, object, l.sym(`${kind} ${key}`), accessor, 0, position, node.end - position, 0);
  }
}

/** Which of `get` and `set` a descriptor that is written out has. */
function accessorsOf(source: ts.Expression): readonly string[] {
  const literal = unwrap(source);
  if (literal.kind !== Kind.ObjectLiteralExpression) return [];
  return (literal as ts.ObjectLiteralExpression).properties.flatMap(({ name }) => {
    const key = name === undefined ? undefined : staticName(name);
    return key === 'get' || key === 'set' ? [key] : [];
  });
}
