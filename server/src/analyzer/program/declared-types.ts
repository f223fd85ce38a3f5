/**
 * The declared type of a value: its annotation, or what the annotations on the way to it say.
 *
 * Members of `this`, of parameters and of other typed values, elements of typed lists, results of functions and methods
 * that declare what they return, with or without a body. Nothing is inferred from what functions do. Values are
 * file-local; a question is bounded in depth, and answers are remembered.
 */
import { Op } from '../ir/opcode.ts';
import type { ExportIndex } from './exports.ts';
import { checkedResults, inferredType } from './inferred-types.ts';
import type { Program, ProgramModule, ResolvedType } from './program.ts';
import type { TypeResolver } from './resolve-type.ts';
import { unknownType } from './type-context.ts';
import { declaredTypeOf } from './value-lookup.ts';

/** See the head of this file. */
export interface DeclaredTypes {
  readonly typeOf: (module: ProgramModule, value: number) => ResolvedType;
  /** What a class extends and an interface extends, with type arguments; empty for other types. */
  readonly heritageOf: (type: ResolvedType) => readonly ResolvedType[];
}

/** Definitions walked for one question. */
const maxDepth = 12;

/** Creates the look-up; nothing is computed before it is asked for. */
export function createDeclaredTypes(
  program: Program,
  resolver: TypeResolver,
  exports: ExportIndex,
): DeclaredTypes {
  const memo = new Map<number, ResolvedType>();
  const typeOf = (module: ProgramModule, value: number, depth: number): ResolvedType => {
    if (value < 0 || depth > maxDepth) return unknownType;
    const known = memo.get(module.valueBase + value);
    if (known !== undefined) return known;
    const type = read(module, value, depth);
    // An answer from the middle of a long walk may be cut short.
    if (depth === 0 || type.kind !== 'unknown') memo.set(module.valueBase + value, type);
    return type;
  };
  const memberOf = (type: ResolvedType, name: string): ResolvedType => {
    if (type.kind === 'array') return /^\d+$/.test(name) ? type.element : unknownType;
    return resolver.membersOf(type).find((member) => member.name === name)?.type ?? unknownType;
  };
  const resultOf = (type: ResolvedType): ResolvedType => {
    if (type.kind === 'function') return type.result;
    const callable = type.kind === 'union' ? type.members.find(({ kind }) => kind === 'function') : undefined;
    return callable === undefined ? unknownType : resultOf(callable);
  };
  const annotation = (module: ProgramModule, type: number): ResolvedType | undefined =>
    type < 0 ? undefined : resolver.resolveType(module.index, type);
  const read = (module: ProgramModule, value: number, depth: number): ResolvedType => {
    const { ir } = module;
    const declared = annotation(module, declaredTypeOf(ir, value));
    if (declared !== undefined) return declared;
    const a = ir.a[value] ?? -1;
    switch (ir.op[value]) {
      case Op.Copy:
      case Op.Pi:
      case Op.Post:
      case Op.Await:
      case Op.Store:
      case Op.StoreX:
        return typeOf(module, a, depth + 1);
      case Op.Param:
        return (
          annotation(module, ir.functions[ir.functionOf[value] ?? -1]?.params[a]?.type ?? -1) ?? unknownType
        );
      case Op.This:
        return thisType(module, value);
      case Op.CellGet: {
        const cell = ir.cells[a];
        return annotation(module, cell?.type ?? -1) ?? typeOf(module, cell?.singleValue ?? -1, depth + 1);
      }
      case Op.Load: {
        const name = ir.strings[ir.b[value] ?? -1] ?? '';
        const member = memberOf(typeOf(module, a, depth + 1), name);
        return member.kind === 'unknown' ? followed(module, value, depth) : member;
      }
      case Op.LoadX:
      case Op.Iter: {
        const type = typeOf(module, a, depth + 1);
        return type.kind === 'array' ? type.element : unknownType;
      }
      case Op.Call: {
        const checked = checkedType(module, a);
        return checked ?? resultOf(typeOf(module, a, depth + 1));
      }
      case Op.New: {
        const type = typeOf(module, a, depth + 1);
        return resultOf(type);
      }
      case Op.Func: {
        const body = ir.functions[a];
        const result = annotation(module, body?.returnType ?? -1);
        return result === undefined ? unknownType : { kind: 'function', params: [], result };
      }
      case Op.Class:
        return {
          kind: 'function',
          params: [],
          result: { kind: 'class', classId: module.classBase + a, args: [] },
        };
      case Op.Import:
        return followed(module, value, depth);
      default:
        return unknownType;
    }
  };
  /** `PatientSchema.parse(…)`: what the schema says. */
  const checkedType = ({ index, ir }: ProgramModule, callee: number): ResolvedType | undefined => {
    if (ir.op[callee] !== Op.Load) return undefined;
    const path = checkedResults.get(ir.strings[ir.b[callee] ?? -1] ?? '');
    const module = program.modules[index];
    if (path === undefined || module === undefined) return undefined;
    const type = inferredType(program, exports, module, ir.a[callee] ?? -1);
    if (type.kind === 'unknown') return undefined;
    return path.reduceRight<ResolvedType>(
      (inner, name) => ({ kind: 'object', members: [{ name, type: inner }] }),
      type,
    );
  };
  /** What an import or a member of a namespace stands for. */
  const followed = (module: ProgramModule, value: number, depth: number): ResolvedType => {
    const [target] = exports.followValue(module.index, value);
    const owner = target?.kind === 'value' ? program.modules[target.module] : undefined;
    if (target?.kind !== 'value' || owner === undefined || target.value === module.valueBase + value)
      return unknownType;
    return typeOf(owner, target.value - owner.valueBase, depth + 1);
  };
  const thisType = (module: ProgramModule, value: number): ResolvedType => {
    const { functions } = module.ir;
    for (let f = module.ir.functionOf[value] ?? -1; f >= 0; f = functions[f]?.parent ?? -1) {
      const classId = functions[f]?.classId ?? -1;
      if (classId >= 0) return { kind: 'class', classId: module.classBase + classId, args: [] };
    }
    return unknownType;
  };
  const heritageOf = (type: ResolvedType): readonly ResolvedType[] => {
    if (type.kind !== 'class' && type.kind !== 'declaration') return [];
    const module =
      program.modules[type.kind === 'class' ? (program.moduleOfClass[type.classId] ?? -1) : type.module];
    if (module === undefined) return [];
    const declaration =
      type.kind === 'declaration'
        ? module.ir.typeDeclarations[type.declaration]
        : module.ir.typeDeclarations.find(
            ({ classId }) => classId >= 0 && classId === type.classId - module.classBase,
          );
    return (declaration?.extends ?? []).map((base) => resolver.resolveType(module.index, base));
  };
  return { typeOf: (module, value) => typeOf(module, value, 0), heritageOf };
}
