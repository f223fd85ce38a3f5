/**
 * `typeof x` in a type: the shape of a constant, as far as it can be read off its definition.
 *
 * An annotation wins. Otherwise literals, object and array literals, classes, functions and `new C()` have a type;
 * everything else is unknown. A class as a value is a function whose result is the class.
 */
import type { IrModule } from '../ir/module.ts';
import { Op } from '../ir/opcode.ts';
import { listAt } from '../ir/operands.ts';
import type { ExportTarget, ResolvedType } from './program.ts';
import {
  mayGoOn,
  primitiveType,
  type TypeContext,
  type TypeMember,
  type TypeScope,
  unionOf,
  unknownType,
} from './type-context.ts';
import { methodType } from './type-members.ts';
import { classMadeBy, declaredTypeOf } from './value-lookup.ts';

/** Elements of an array literal that are looked at. */
const maxElements = 16;

/** The type of a local value of the scope's module. */
export function typeOfValue(ctx: TypeContext, scope: TypeScope, value: number): ResolvedType {
  const ir = ctx.program.modules[scope.module]?.ir;
  if (ir === undefined || value < 0 || !mayGoOn(ctx, scope)) return unknownType;
  const declared = annotationOf(ir, value);
  if (declared >= 0) return ctx.resolveAt(deeper(scope), declared);
  const targets = ctx.exports.followValue(scope.module, value);
  return unionOf(targets.map((target) => typeOfTarget(ctx, scope, target)));
}

function deeper(scope: TypeScope): TypeScope {
  return { ...scope, depth: scope.depth + 1 };
}

/** The annotation of the value or of the variable it is read from, -1 if none. */
function annotationOf(ir: IrModule, value: number): number {
  const declared = declaredTypeOf(ir, value);
  if (declared >= 0 || ir.op[value] !== Op.CellGet) return declared;
  return ir.cells[ir.a[value] ?? -1]?.type ?? -1;
}

function typeOfTarget(ctx: TypeContext, scope: TypeScope, target: ExportTarget): ResolvedType {
  const module = target.kind === 'value' ? ctx.program.modules[target.module] : undefined;
  if (target.kind !== 'value' || module === undefined) return unknownType;
  const { ir } = module;
  const inner: TypeScope = {
    module: target.module,
    bindings: scope.bindings,
    aliases: [],
    depth: scope.depth + 1,
  };
  const value = target.value - module.valueBase;
  const declared = annotationOf(ir, value);
  if (declared >= 0) return ctx.resolveAt(inner, declared);
  const a = ir.a[value] ?? -1;
  switch (ir.op[value]) {
    case Op.Const:
      return primitiveType(ir.constants[a]?.kind ?? 'undefined');
    case Op.Tpl:
      return primitiveType('string');
    case Op.Cmp:
    case Op.Not:
      return primitiveType('boolean');
    case Op.Func:
      return methodType(ctx, inner, ir, a);
    case Op.Class:
      return classConstructor(ctx, inner, ir, a, module.classBase);
    case Op.New:
      return instanceOf(ctx, inner, a);
    case Op.Arr:
      return {
        kind: 'array',
        element: unionOf(
          [...listAt(ir, a).subarray(0, maxElements)].map((entry) => typeOfValue(ctx, inner, entry)),
        ),
      };
    case Op.Obj:
    case Op.Store:
    case Op.Spread:
      return objectLiteral(ctx, inner, ir, value);
    default:
      return unknownType;
  }
}

function classConstructor(
  ctx: TypeContext,
  scope: TypeScope,
  ir: IrModule,
  classId: number,
  classBase: number,
): ResolvedType {
  const type = methodType(ctx, scope, ir, ir.classes[classId]?.constructorId ?? -1);
  const params = type.kind === 'function' ? type.params : [];
  return { kind: 'function', params, result: { kind: 'class', classId: classBase + classId, args: [] } };
}

function instanceOf(ctx: TypeContext, scope: TypeScope, callee: number): ResolvedType {
  const types = ctx.exports.followValue(scope.module, callee).map((target): ResolvedType => {
    if (target.kind === 'external') {
      const { subpath, name } = target;
      const packageName = subpath === '' ? target.package : `${target.package}/${subpath}`;
      return { kind: 'external', package: packageName, name: name === '*' ? 'default' : name, args: [] };
    }
    const classId = target.kind === 'value' ? classMadeBy(ctx.program, target.value) : -1;
    return classId < 0 ? unknownType : { kind: 'class', classId, args: [] };
  });
  return unionOf(types);
}

/** Walks the versions of an object literal back to its beginning; the last store of a name counts. */
function objectLiteral(ctx: TypeContext, scope: TypeScope, ir: IrModule, value: number): ResolvedType {
  const members = new Map<string, ResolvedType>();
  let version = value;
  while (version >= 0 && mayGoOn(ctx, scope)) {
    const op = ir.op[version];
    if (op === Op.Store) {
      const name = ir.strings[ir.b[version] ?? -1] ?? '';
      if (!members.has(name)) members.set(name, typeOfValue(ctx, scope, ir.c[version] ?? -1));
    } else if (op === Op.Spread) {
      for (const member of ctx.membersOf(typeOfValue(ctx, scope, ir.b[version] ?? -1))) {
        if (!members.has(member.name)) members.set(member.name, member.type);
      }
    } else if (op !== Op.StoreX && op !== Op.Post && op !== Op.Del && op !== Op.Copy) break;
    version = ir.a[version] ?? -1;
  }
  const listed: TypeMember[] = [...members].map(([name, type]) => ({ name, type })).reverse();
  return { kind: 'object', members: listed };
}
