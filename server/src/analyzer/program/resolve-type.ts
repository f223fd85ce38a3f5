/**
 * Declared types with their names resolved across files: imports followed, aliases expanded, wrappers unwrapped.
 *
 * Only what is written counts; nothing is inferred. An alias of an object type stays a declaration, since its name
 * says what the record is; every other alias is replaced by its right side. `null` and `undefined` are left out of
 * unions. An intersection merges its object types, and is otherwise a union: a value has what any part has. Depth and
 * steps are bounded; what lies beyond is unknown.
 */
import type { IrModule, IrType } from '../ir/module.ts';
import { type IrReference, literalKeys, resolveBuiltin } from './builtin-types.ts';
import { createExportIndex, type ExportIndex } from './exports.ts';
import { findImportedType, type TypeTarget } from './find-type.ts';
import { inferredType, inferringTypes } from './inferred-types.ts';
import type { Program, ResolvedType } from './program.ts';
import {
  bindParameters,
  indexMember,
  literalPrimitive,
  mayGoOn,
  noBindings,
  primitiveType,
  type TypeBudget,
  type TypeContext,
  type TypeMember,
  type TypeScope,
  unionOf,
  unknownType,
} from './type-context.ts';
import { listMembers, memberType } from './type-members.ts';
import { typeOfValue } from './type-of-value.ts';

/** Type expressions read for one question. */
const maxSteps = 5_000;

/**
 * Parts of one type. Larger ones are unknown: parts are shared, and whoever walks a type walks them once for each
 * place where they occur.
 */
const maxParts = 4_000;

/** Questions about members inside one another. */
const maxNesting = 16;

/** See the head of this file. */
export interface TypeResolver {
  /** The type with an index of a module's `ir.types`; unknown for -1. */
  readonly resolveType: (module: number, type: number) => ResolvedType;
  /** Members by name, inherited ones included, nearest declaration first. Empty for types without members. */
  readonly membersOf: (type: ResolvedType) => readonly TypeMember[];
}

/** Creates the resolver. Nothing is resolved before it is asked for; answers are remembered. */
export function createTypeResolver(
  program: Program,
  exports: ExportIndex = createExportIndex(program),
  globals: () => ReadonlyMap<string, TypeTarget> = globalTypes(program),
): TypeResolver {
  const memberMemo = new WeakMap<ResolvedType, readonly TypeMember[]>();
  const budget: TypeBudget = { steps: 0, nesting: 0, isLocal: false };
  /** Gives each outermost question its own budget; inner ones share it. `remember` gets answers that hold anywhere. */
  const ask = <T>(question: () => T, remember: (answer: T) => void): T => {
    const isOutermost = budget.nesting === 0;
    if (isOutermost) budget.steps = maxSteps;
    const wasLocal = budget.isLocal;
    budget.isLocal = false;
    budget.nesting++;
    try {
      const answer = question();
      if (isOutermost || !budget.isLocal) remember(answer);
      return answer;
    } finally {
      budget.nesting--;
      budget.isLocal ||= wasLocal;
    }
  };
  const membersOf = (type: ResolvedType): readonly TypeMember[] => {
    const known = memberMemo.get(type);
    if (known !== undefined) return known;
    if (budget.nesting >= maxNesting) {
      budget.isLocal = true;
      return [];
    }
    return ask(
      () => listMembers(ctx, type),
      (members) => memberMemo.set(type, members),
    );
  };
  const ctx: ResolveContext = {
    program,
    exports,
    budget,
    globals,
    resolved: [],
    partCounts: new WeakMap(),
    shared: new Map(),
    resolveAt: (scope, type) => resolveAt(ctx, scope, type),
    membersOf,
  };
  return {
    resolveType: (module, type) => {
      if (type < 0 || !(module >= 0 && module < program.modules.length)) return unknownType;
      const memo = memoOf(ctx, module);
      return (
        memo[type] ??
        ask(
          () => resolveAt(ctx, { module, bindings: noBindings, aliases: [], depth: 0 }, type),
          (resolved) => {
            memo[type] = resolved;
          },
        )
      );
    },
    membersOf,
  };
}

interface ResolveContext extends TypeContext {
  /** Types that every file sees: those of scripts and of declaration files. */
  readonly globals: () => ReadonlyMap<string, TypeTarget>;
  /** By module and type: answers that hold wherever the type is read. */
  readonly resolved: (ResolvedType | undefined)[][];
  readonly partCounts: WeakMap<ResolvedType, number>;
  /** Named types without arguments, one object each, so that their members are listed once. */
  readonly shared: Map<string, ResolvedType>;
}

/** How many parts a walk over the type meets. Remembered, so counting costs one step per part. */
function countParts(ctx: ResolveContext, type: ResolvedType): number {
  const known = ctx.partCounts.get(type);
  if (known !== undefined) return known;
  let count = 1;
  for (const part of partsOf(type)) count += countParts(ctx, part);
  ctx.partCounts.set(type, count);
  return count;
}

function partsOf(type: ResolvedType): readonly ResolvedType[] {
  switch (type.kind) {
    case 'class':
    case 'declaration':
    case 'external':
      return type.args;
    case 'array':
      return [type.element];
    case 'union':
      return type.members;
    case 'object':
      return type.members.map((member) => member.type);
    case 'function':
      return [...type.params, type.result];
    case 'primitive':
    case 'unknown':
      return [];
  }
}

function namedType(
  ctx: ResolveContext,
  type: ResolvedType & { readonly kind: 'class' | 'declaration' },
): ResolvedType {
  if (type.args.length > 0) return type;
  const key = type.kind === 'class' ? `${type.classId}` : `${type.module}:${type.declaration}`;
  const known = ctx.shared.get(key);
  if (known !== undefined) return known;
  ctx.shared.set(key, type);
  return type;
}

function memoOf({ resolved }: ResolveContext, module: number): (ResolvedType | undefined)[] {
  let memo = resolved[module];
  if (memo === undefined) {
    memo = [];
    resolved[module] = memo;
  }
  return memo;
}

/** Types that every file of a program sees, by name; looked for when first asked. */
export function globalTypes(program: Program): () => ReadonlyMap<string, TypeTarget> {
  return lazily(() => globalDeclarations(program));
}

function lazily<T>(build: () => T): () => T {
  let built: { readonly value: T } | undefined;
  return () => {
    built ??= { value: build() };
    return built.value;
  };
}

function globalDeclarations(program: Program): ReadonlyMap<string, TypeTarget> {
  const globals = new Map<string, TypeTarget>();
  const collect = (isWanted: (ir: IrModule) => boolean): void => {
    for (const { index, ir } of program.modules) {
      if (!isWanted(ir)) continue;
      ir.typeDeclarations.forEach(({ name, isExported }, declaration) => {
        if (ir.isEsModule && isExported) return;
        if (!globals.has(name)) globals.set(name, { kind: 'declaration', module: index, declaration });
      });
    }
  };
  collect((ir) => !ir.isEsModule && /\.[cm]?tsx?$/.test(ir.path));
  // `declare global` in a declaration file that is a module.
  collect((ir) => ir.isEsModule && /\.d\.[cm]?ts$/.test(ir.path));
  return globals;
}

function resolveAt(ctx: ResolveContext, scope: TypeScope, type: number): ResolvedType {
  // What a type parameter stands for differs from place to place.
  const memo = scope.bindings.size === 0 ? memoOf(ctx, scope.module) : undefined;
  const known = memo?.[type];
  if (known !== undefined) return known;
  const it = ctx.program.modules[scope.module]?.ir.types[type];
  if (it === undefined || !mayGoOn(ctx, scope)) return unknownType;
  const { budget } = ctx;
  const wasLocal = budget.isLocal;
  budget.isLocal = false;
  const structure = resolveStructure(ctx, { ...scope, depth: scope.depth + 1 }, it);
  const resolved = countParts(ctx, structure) > maxParts ? unknownType : structure;
  if (memo !== undefined && !budget.isLocal) memo[type] = resolved;
  budget.isLocal ||= wasLocal;
  return resolved;
}

function resolveStructure(ctx: ResolveContext, inner: TypeScope, it: IrType): ResolvedType {
  const at = (index: number): ResolvedType => resolveAt(ctx, inner, index);
  switch (it.kind) {
    case 'reference':
      return resolveReference(ctx, inner, it);
    case 'array':
      return { kind: 'array', element: at(it.element) };
    case 'tuple':
      return { kind: 'array', element: unionOf(it.elements.map(at)) };
    case 'union':
      return unionOf(it.members.map(at));
    case 'intersection':
      return intersectionOf(it.members.map(at));
    case 'object': {
      const [first] = it.members;
      // `{[key: string]: T}` is a container of T.
      if (it.members.length === 1 && first?.name === indexMember)
        return { kind: 'array', element: at(first.type), keys: 'fields' };
      return {
        kind: 'object',
        members: it.members.map(({ name, type: member }) => ({ name, type: at(member) })),
      };
    }
    case 'function':
      return { kind: 'function', params: it.params.map(at), result: at(it.result) };
    case 'primitive':
      return isTop(it.name) ? unknownType : primitiveType(it.name);
    case 'literal':
      return primitiveType(literalPrimitive(it.value));
    case 'typeof':
      return resolveTypeof(ctx, inner, it.name, it.value);
    case 'asserts':
      return primitiveType(it.isAssertion ? 'void' : 'boolean');
    case 'indexed':
      return resolveIndexed(ctx, inner, at(it.object), it.index);
    case 'other':
      return unknownType;
  }
}

function isTop(name: string): boolean {
  return name === 'any' || name === 'unknown' || name === 'object';
}

function intersectionOf(parts: readonly ResolvedType[]): ResolvedType {
  // A branded primitive (`string & {readonly brand: 'Ssn'}`) is the primitive.
  const primitive = parts.find(({ kind }) => kind === 'primitive');
  if (primitive !== undefined) return primitive;
  const merged = new Map<string, ResolvedType>();
  const others: ResolvedType[] = [];
  for (const part of parts) {
    if (part.kind !== 'object') others.push(part);
    else for (const { name, type } of part.members) if (!merged.has(name)) merged.set(name, type);
  }
  if (merged.size > 0) {
    others.push({ kind: 'object', members: [...merged].map(([name, type]) => ({ name, type })) });
  }
  return unionOf(others);
}

function resolveReference(ctx: ResolveContext, scope: TypeScope, it: IrReference): ResolvedType {
  const path = it.name.split('.');
  const below = path.slice(1);
  if (it.declarationId >= 0) {
    return fromDeclaration(ctx, scope, scope.module, it.declarationId, it.args, below.length > 0);
  }
  if (it.importId >= 0) {
    const last = below[below.length - 1] ?? it.name;
    const inferred = inferringTypes.has(last) ? schemaType(ctx, scope, it.args[0] ?? -1) : undefined;
    if (inferred !== undefined) return inferred;
    const target = findImportedType(ctx.program, scope.module, it.importId, below);
    return target === undefined ? unknownType : fromTarget(ctx, scope, target, it.args);
  }
  const bound = scope.bindings.get(it.name);
  if (bound !== undefined) return bound;
  if (it.name === 'this') {
    ctx.budget.isLocal = true;
    return scope.self ?? unknownType;
  }
  const builtin = below.length === 0 ? resolveBuiltin(ctx, scope, it) : undefined;
  if (builtin !== undefined) return builtin;
  const target = ctx.globals().get(it.name);
  if (target !== undefined) return fromTarget(ctx, scope, target, it.args);
  return { kind: 'external', package: '', name: it.name, args: resolveArgs(ctx, scope, it.args) };
}

/** The type of the schema that `typeof schema` names; undefined if it is none. */
function schemaType(ctx: ResolveContext, scope: TypeScope, type: number): ResolvedType | undefined {
  const module = ctx.program.modules[scope.module];
  const it = module?.ir.types[type];
  if (module === undefined || it?.kind !== 'typeof' || it.value < 0 || it.name.includes('.'))
    return undefined;
  const inferred = inferredType(ctx.program, ctx.exports, module, it.value);
  return inferred.kind === 'unknown' ? undefined : inferred;
}

function resolveArgs(
  ctx: ResolveContext,
  scope: TypeScope,
  args: readonly number[],
): readonly ResolvedType[] {
  return args.map((arg) => resolveAt(ctx, scope, arg));
}

function fromTarget(
  ctx: ResolveContext,
  scope: TypeScope,
  target: TypeTarget,
  args: readonly number[],
): ResolvedType {
  switch (target.kind) {
    case 'external':
      return {
        kind: 'external',
        package: target.package,
        name: target.name,
        args: resolveArgs(ctx, scope, args),
      };
    case 'class': {
      const base = ctx.program.modules[target.module]?.classBase ?? 0;
      return namedType(ctx, {
        kind: 'class',
        classId: base + target.classId,
        args: resolveArgs(ctx, scope, args),
      });
    }
    case 'declaration':
      return fromDeclaration(ctx, scope, target.module, target.declaration, args, false);
  }
}

function fromDeclaration(
  ctx: ResolveContext,
  scope: TypeScope,
  moduleIndex: number,
  declaration: number,
  argTypes: readonly number[],
  hasPathBelow: boolean,
): ResolvedType {
  const module = ctx.program.modules[moduleIndex];
  const it = module?.ir.typeDeclarations[declaration];
  if (module === undefined || it === undefined) return unknownType;
  if (it.kind === 'enum') return primitiveType(enumPrimitive(module.ir, declaration));
  if (hasPathBelow && !it.name.includes('.')) return unknownType;
  const args = resolveArgs(ctx, scope, argTypes);
  if (it.kind === 'class' && it.classId >= 0) {
    return namedType(ctx, { kind: 'class', classId: module.classBase + it.classId, args });
  }
  if (it.kind !== 'alias' || module.ir.types[it.aliased]?.kind === 'object') {
    return namedType(ctx, { kind: 'declaration', module: moduleIndex, declaration, args });
  }
  const key = `${moduleIndex}:${declaration}`;
  if (scope.aliases.includes(key)) ctx.budget.isLocal = true;
  if (it.aliased < 0 || scope.aliases.includes(key)) return unknownType;
  const bindings = bindParameters(it.typeParameters, args);
  const inner: TypeScope = {
    module: moduleIndex,
    bindings,
    aliases: [...scope.aliases, key],
    depth: scope.depth,
  };
  return resolveAt(ctx, inner, it.aliased);
}

/** Members of an enum are strings, unless they are known to be numbers. */
function enumPrimitive(ir: IrModule, declaration: number): string {
  const members = ir.typeDeclarations[declaration]?.members ?? [];
  const isNumber = members.some(({ type }) => {
    const it = ir.types[type];
    return it?.kind === 'literal' && literalPrimitive(it.value) === 'number';
  });
  return isNumber ? 'number' : 'string';
}

function resolveTypeof(ctx: ResolveContext, scope: TypeScope, name: string, value: number): ResolvedType {
  if (value < 0) return unknownType;
  const module = ctx.program.modules[scope.module];
  // `typeof schema.infer` of ArkType.
  if (module !== undefined && name.split('.').length === 2 && inferringTypes.has(name.split('.')[1] ?? '')) {
    const inferred = inferredType(ctx.program, ctx.exports, module, value);
    if (inferred.kind !== 'unknown') return inferred;
  }
  let type = typeOfValue(ctx, scope, value);
  for (const segment of name.split('.').slice(1)) type = memberType(ctx, type, segment);
  return type;
}

/** `Patient['name']`, `Patients[number]`. */
function resolveIndexed(
  ctx: ResolveContext,
  scope: TypeScope,
  object: ResolvedType,
  index: number,
): ResolvedType {
  const keys = literalKeys(ctx, scope, index);
  if (object.kind === 'array') return object.element;
  if (keys.length === 0) return unknownType;
  return unionOf(keys.map((key) => memberType(ctx, object, key)));
}
