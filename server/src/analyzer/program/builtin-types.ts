/**
 * Types of the language's own library, as far as they say what a value holds: wrappers, containers, and the type
 * functions that choose members.
 */
import type { IrType } from '../ir/module.ts';
import { findImportedType, type TypeTarget } from './find-type.ts';
import type { ResolvedType } from './program.ts';
import {
  literalText,
  mayGoOn,
  primitiveType,
  type TypeContext,
  type TypeScope,
  unknownType,
} from './type-context.ts';

/** A type name as written, with its arguments. */
export type IrReference = Extract<IrType, { readonly kind: 'reference' }>;

/** Types that stand for their first argument, as far as a value's content goes. */
const transparentTypes: ReadonlySet<string> = new Set([
  'Promise',
  'PromiseLike',
  'Awaited',
  'Readonly',
  'Partial',
  'Required',
  'NonNullable',
  'Extract',
  'Exclude',
  'NoInfer',
]);

/** Containers and the argument that is their element. */
const containerTypes: ReadonlyMap<string, number> = new Map([
  ['Array', 0],
  ['ReadonlyArray', 0],
  ['ArrayLike', 0],
  ['Set', 0],
  ['ReadonlySet', 0],
  ['WeakSet', 0],
  ['Iterable', 0],
  ['Iterator', 0],
  ['IterableIterator', 0],
  ['AsyncIterable', 0],
  ['AsyncIterator', 0],
  ['AsyncIterableIterator', 0],
  ['Generator', 0],
  ['AsyncGenerator', 0],
  ['Map', 1],
  ['ReadonlyMap', 1],
  ['WeakMap', 1],
]);

/** A type of the language's own library; undefined for any other name. */
export function resolveBuiltin(
  ctx: TypeContext,
  scope: TypeScope,
  it: IrReference,
): ResolvedType | undefined {
  const arg = (index: number): ResolvedType => {
    const type = it.args[index];
    return type === undefined ? unknownType : ctx.resolveAt(scope, type);
  };
  if (transparentTypes.has(it.name)) return arg(0);
  const element = containerTypes.get(it.name);
  if (element !== undefined)
    return { kind: 'array', element: arg(element), ...(element === 1 ? { keys: 'entries' } : {}) };
  switch (it.name) {
    case 'Record':
      return recordOf(literalKeys(ctx, scope, it.args[0] ?? -1), arg(1));
    case 'Pick':
    case 'Omit':
      return selectMembers(ctx, arg(0), literalKeys(ctx, scope, it.args[1] ?? -1), it.name === 'Pick');
    case 'ReturnType':
    case 'InstanceType': {
      const callable = arg(0);
      return callable.kind === 'function' ? callable.result : unknownType;
    }
    case 'String':
    case 'Number':
    case 'Boolean':
      return primitiveType(it.name.toLowerCase());
    case 'Object':
    case 'Function':
      return unknownType;
    default:
      return undefined;
  }
}

function recordOf(keys: readonly string[], value: ResolvedType): ResolvedType {
  if (keys.length === 0) return { kind: 'array', element: value, keys: 'fields' };
  return { kind: 'object', members: keys.map((name) => ({ name, type: value })) };
}

/** The members of `type` that are (not) named. A type without known members stays as it is: it has them and more. */
function selectMembers(
  ctx: TypeContext,
  type: ResolvedType,
  keys: readonly string[],
  isPick: boolean,
): ResolvedType {
  const members = keys.length === 0 ? [] : ctx.membersOf(type);
  if (members.length === 0) return type;
  return { kind: 'object', members: members.filter(({ name }) => keys.includes(name) === isPick) };
}

/** The literals a type of keys stands for, aliases of the same or another file included; empty if not literal. */
export function literalKeys(ctx: TypeContext, scope: TypeScope, type: number): readonly string[] {
  const ir = ctx.program.modules[scope.module]?.ir;
  const it = ir?.types[type];
  if (ir === undefined || it === undefined || !mayGoOn(ctx, scope)) return [];
  const inner: TypeScope = { ...scope, depth: scope.depth + 1 };
  if (it.kind === 'literal') return [literalText(it.value)];
  if (it.kind === 'union') return it.members.flatMap((member) => literalKeys(ctx, inner, member));
  if (it.kind !== 'reference') return [];
  const target: TypeTarget | undefined =
    it.declarationId >= 0
      ? { kind: 'declaration', module: scope.module, declaration: it.declarationId }
      : it.importId >= 0
        ? findImportedType(ctx.program, scope.module, it.importId, it.name.split('.').slice(1))
        : undefined;
  if (target?.kind !== 'declaration') return [];
  const declaration = ctx.program.modules[target.module]?.ir.typeDeclarations[target.declaration];
  if (declaration?.kind !== 'alias') return [];
  return literalKeys(ctx, { ...inner, module: target.module }, declaration.aliased);
}
