/**
 * The members of a resolved type, inherited ones included: object types, interfaces, classes, unions.
 *
 * A member declared twice counts once, the nearest declaration first. Members of a union are those of all its
 * members, because what reads them asks what a value may hold. Heritage is followed to a bounded depth.
 */
import type { IrClass, IrModule, IrTypeDeclaration } from '../ir/module.ts';
import { constructorFieldsOf } from './constructor-fields.ts';
import type { ProgramModule, ResolvedType } from './program.ts';
import {
  bindParameters,
  indexMember,
  type TypeContext,
  type TypeMember,
  type TypeScope,
  unionOf,
  unknownType,
} from './type-context.ts';
import { classMadeBy } from './value-lookup.ts';

/** Deepest chain of `extends` that is followed. */
const maxHeritage = 16;

/** Most members kept of one type. */
const maxMembers = 1_000;

interface MemberWalk {
  readonly ctx: TypeContext;
  readonly members: Map<string, ResolvedType>;
  readonly visited: Set<string>;
}

/** See the head of this file. */
export function listMembers(ctx: TypeContext, type: ResolvedType): readonly TypeMember[] {
  const walk: MemberWalk = { ctx, members: new Map(), visited: new Set() };
  addMembers(walk, type, 0);
  return [...walk.members].map(([name, memberType]) => ({ name, type: memberType }));
}

/** The type of one member, or of the index signature; unknown when there is neither. */
export function memberType(ctx: TypeContext, type: ResolvedType, name: string): ResolvedType {
  const members = ctx.membersOf(type);
  const named = members.find((member) => member.name === name);
  return (named ?? members.find((member) => member.name === indexMember))?.type ?? unknownType;
}

function addMembers(walk: MemberWalk, type: ResolvedType, depth: number): void {
  if (depth > maxHeritage) return;
  switch (type.kind) {
    case 'object':
      for (const member of type.members) add(walk, member.name, member.type);
      return;
    case 'declaration':
      addDeclaration(walk, type.module, type.declaration, type.args, depth);
      return;
    case 'class':
      addClass(walk, type.classId, type.args, depth);
      return;
    case 'union':
      addUnion(walk, type.members, depth);
      return;
    default:
      return;
  }
}

function add(walk: MemberWalk, name: string, type: ResolvedType): void {
  if (name !== '' && !walk.members.has(name) && walk.members.size < maxMembers) walk.members.set(name, type);
}

/** A name that several members of a union have is any of their types. */
function addUnion(walk: MemberWalk, members: readonly ResolvedType[], depth: number): void {
  const byName = new Map<string, ResolvedType[]>();
  for (const member of members) {
    const inner: MemberWalk = { ctx: walk.ctx, members: new Map(), visited: new Set() };
    addMembers(inner, member, depth + 1);
    for (const [name, type] of inner.members) {
      const known = byName.get(name);
      if (known === undefined) byName.set(name, [type]);
      else known.push(type);
    }
  }
  for (const [name, types] of byName) add(walk, name, unionOf(types));
}

function addDeclaration(
  walk: MemberWalk,
  moduleIndex: number,
  declaration: number,
  args: readonly ResolvedType[],
  depth: number,
): void {
  const module = walk.ctx.program.modules[moduleIndex];
  const it = module?.ir.typeDeclarations[declaration];
  if (module === undefined || it === undefined || !enter(walk, `d${moduleIndex}:${declaration}`)) return;
  const parts = mergedWith(module.ir, declaration);
  const self: ResolvedType = { kind: 'declaration', module: moduleIndex, declaration, args };
  for (const part of parts) {
    const scope = scopeOf(moduleIndex, part, args, self);
    for (const member of part.members) add(walk, member.name, typeOrUnknown(walk.ctx, scope, member.type));
    const aliased = part.aliased < 0 ? undefined : module.ir.types[part.aliased];
    if (aliased?.kind === 'object') {
      for (const member of aliased.members)
        add(walk, member.name, typeOrUnknown(walk.ctx, scope, member.type));
    }
  }
  for (const part of parts) {
    const scope = scopeOf(moduleIndex, part, args, self);
    for (const base of part.extends) addMembers(walk, walk.ctx.resolveAt(scope, base), depth + 1);
  }
}

/** Interfaces of one name in one file are one interface. */
function mergedWith(ir: IrModule, declaration: number): readonly IrTypeDeclaration[] {
  const it = ir.typeDeclarations[declaration];
  if (it === undefined) return [];
  if (it.kind !== 'interface') return [it];
  const others = ir.typeDeclarations.filter(
    (other) => other !== it && other.kind === 'interface' && other.name === it.name,
  );
  return [it, ...others];
}

function addClass(walk: MemberWalk, classId: number, args: readonly ResolvedType[], depth: number): void {
  const { program, exports } = walk.ctx;
  const module = program.modules[program.moduleOfClass[classId] ?? -1];
  if (module === undefined || !enter(walk, `c${classId}`)) return;
  const local = classId - module.classBase;
  const it = module.ir.classes[local];
  if (it === undefined) return;
  const declaration = module.ir.typeDeclarations.find((entry) => entry.classId === local);
  const scope: TypeScope = {
    module: module.index,
    bindings: bindParameters(declaration?.typeParameters ?? [], args),
    self: { kind: 'class', classId, args },
    aliases: [],
    depth: 0,
  };
  addOwnMembers(walk, module, local, it, scope);
  const heritage = declaration?.extends ?? [];
  for (const base of heritage) addMembers(walk, walk.ctx.resolveAt(scope, base), depth + 1);
  if (heritage.length > 0 || it.superValue < 0) return;
  for (const target of exports.followValue(module.index, it.superValue)) {
    const base = target.kind === 'value' ? classMadeBy(program, target.value) : -1;
    if (base >= 0) addMembers(walk, { kind: 'class', classId: base, args: [] }, depth + 1);
  }
}

function addOwnMembers(
  walk: MemberWalk,
  module: ProgramModule,
  classId: number,
  it: IrClass,
  scope: TypeScope,
): void {
  const { ctx } = walk;
  const assigned = new Map(constructorFieldsOf(module.ir, classId).map((field) => [field.name, field.type]));
  for (const member of it.members) {
    if (member.isStatic) continue;
    const type =
      member.type >= 0 || member.kind !== 'field' ? member.type : (assigned.get(member.name) ?? -1);
    if (member.kind === 'method')
      add(walk, member.name, methodType(ctx, scope, module.ir, member.functionId));
    else add(walk, member.name, typeOrUnknown(ctx, scope, accessorType(module.ir, member.functionId, type)));
  }
  for (const [name, type] of assigned) add(walk, name, typeOrUnknown(ctx, scope, type));
}

/** A getter is what it returns; a setter what it takes. */
function accessorType(ir: IrModule, functionId: number, type: number): number {
  const body = ir.functions[functionId];
  if (type >= 0 || body === undefined) return type;
  return body.kind === 'setter' ? (body.params[0]?.type ?? -1) : body.returnType;
}

/** The type of a function (local id) by its annotations. */
export function methodType(
  ctx: TypeContext,
  scope: TypeScope,
  ir: IrModule,
  functionId: number,
): ResolvedType {
  const body = ir.functions[functionId];
  if (body === undefined) return unknownType;
  return {
    kind: 'function',
    params: body.params.map((param) => typeOrUnknown(ctx, scope, param.type)),
    result: typeOrUnknown(ctx, scope, body.returnType),
  };
}

function scopeOf(
  module: number,
  declaration: IrTypeDeclaration,
  args: readonly ResolvedType[],
  self: ResolvedType,
): TypeScope {
  return { module, bindings: bindParameters(declaration.typeParameters, args), self, aliases: [], depth: 0 };
}

function typeOrUnknown(ctx: TypeContext, scope: TypeScope, type: number): ResolvedType {
  return type < 0 ? unknownType : ctx.resolveAt(scope, type);
}

function enter(walk: MemberWalk, key: string): boolean {
  if (walk.visited.has(key)) return false;
  walk.visited.add(key);
  return true;
}
