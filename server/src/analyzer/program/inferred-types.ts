/**
 * The type that a schema made in code stands for: `z.object({ ssn: z.string() })` of zod, and the same of yup, joi,
 * valibot, io-ts, TypeBox and superstruct, which share the words.
 *
 * Read off the calls that make the schema, followed through variables and modules; nothing is run. What is not one of
 * the known words keeps the type of what it was called on (`.optional()`, `.min(3)`), or is unknown. Bounded in depth.
 */
import { Op } from '../ir/opcode.ts';
import { callArguments, listAt } from '../ir/operands.ts';
import type { ExportIndex } from './exports.ts';
import type { Program, ProgramModule, ResolvedType } from './program.ts';
import { primitiveType, type TypeMember, unionOf, unknownType } from './type-context.ts';

/** Schemas inside one another. */
const maxDepth = 16;
/** Versions of one object literal, and elements of one list. */
const maxSteps = 500;

/** Calls that give a value checked against a schema, and where in the result it is. */
export const checkedResults: ReadonlyMap<string, readonly string[]> = new Map([
  ['parse', []],
  ['parseAsync', []],
  ['safeParse', ['data']],
  ['safeParseAsync', ['data']],
  ['validateSync', []],
  ['validate', []],
  ['cast', []],
  ['attempt', []],
  ['decode', ['right']],
]);

/** Type functions that give the type of a schema. */
export const inferringTypes: ReadonlySet<string> = new Set([
  ...[
    'infer',
    'input',
    'output',
    'Infer',
    'InferType',
    'InferOutput',
    'InferInput',
    'TypeOf',
    'OutputOf',
    'Static',
  ],
]);

const objectWords: ReadonlySet<string> = new Set([
  ...[
    'object',
    'strictObject',
    'looseObject',
    'Object',
    'type',
    'interface',
    'strict',
    'exact',
    'shape',
    'keys',
  ],
]);
const extendWords: ReadonlySet<string> = new Set([
  'extend',
  'merge',
  'safeExtend',
  'concat',
  'shape',
  'keys',
  'append',
]);
const arrayWords: ReadonlySet<string> = new Set(['array', 'Array', 'set', 'of', 'items', 'record', 'Record']);
const unionWords: ReadonlySet<string> = new Set([
  ...[
    'union',
    'Union',
    'discriminatedUnion',
    'intersection',
    'Intersect',
    'and',
    'or',
    'alternatives',
    'variant',
  ],
]);
const primitives: ReadonlyMap<string, string> = new Map([
  ['string', 'string'],
  ['String', 'string'],
  ['number', 'number'],
  ['Number', 'number'],
  ['Integer', 'number'],
  ['boolean', 'boolean'],
  ['Boolean', 'boolean'],
  ['bool', 'boolean'],
  ['bigint', 'bigint'],
  ['enum', 'string'],
  ['nativeEnum', 'string'],
  ['literal', 'string'],
  ['email', 'string'],
  ['uuid', 'string'],
]);

/** See the head of this file. `value` is local to the module. */
export function inferredType(
  program: Program,
  exports: ExportIndex,
  module: ProgramModule,
  value: number,
  depth = 0,
): ResolvedType {
  if (value < 0 || depth > maxDepth) return unknownType;
  const [target] = exports.followValue(module.index, value);
  const owner = target?.kind === 'value' ? program.modules[target.module] : undefined;
  if (target?.kind !== 'value' || owner === undefined) return unknownType;
  const { ir } = owner;
  let call = target.value - owner.valueBase;
  for (let step = 0; step < maxSteps && ir.op[call] === Op.Post; step++) call = ir.a[call] ?? -1;
  if (ir.op[call] !== Op.Call) return unknownType;
  const inner = (at: number): ResolvedType => inferredType(program, exports, owner, at, depth + 1);
  const callee = ir.a[call] ?? -1;
  const isMember = ir.op[callee] === Op.Load;
  const word = isMember ? (ir.strings[ir.b[callee] ?? -1] ?? '') : importedName(owner, callee);
  const receiver = isMember ? (ir.a[callee] ?? -1) : -1;
  const [first = -1, second = -1] = callArguments(ir, call);
  const base = isSchema(owner, exports, receiver) ? inner(receiver) : undefined;
  if (base === undefined || base.kind === 'unknown') {
    if (objectWords.has(word)) return objectOf(membersAt(owner, first, inner));
    if (arrayWords.has(word)) return { kind: 'array', element: inner(second >= 0 ? second : first) };
    if (unionWords.has(word)) return unionOf(partsOf(owner, first, second).map(inner));
    const primitive = primitives.get(word);
    // A wrapper such as `optional(string())`.
    return primitive === undefined ? inner(first) : primitiveType(primitive);
  }
  if (extendWords.has(word)) return objectOf([...membersOf(base), ...addedMembers(owner, first, inner)]);
  if (word === 'pick' || word === 'omit') {
    const names = new Set(membersAt(owner, first, () => unknownType).map(({ name }) => name));
    if (names.size === 0) return base;
    return objectOf(membersOf(base).filter(({ name }) => names.has(name) === (word === 'pick')));
  }
  if (word === 'array') return { kind: 'array', element: base };
  if (unionWords.has(word)) return unionOf([base, inner(first)]);
  return base;
}

function objectOf(members: readonly TypeMember[]): ResolvedType {
  const byName = new Map(members.map((member) => [member.name, member]));
  return byName.size === 0 ? unknownType : { kind: 'object', members: [...byName.values()] };
}

function membersOf(type: ResolvedType): readonly TypeMember[] {
  return type.kind === 'object' ? type.members : [];
}

/** Whether a receiver is a schema itself, not the library: the result of a call, or a variable that holds one. */
function isSchema({ index, ir, valueBase }: ProgramModule, exports: ExportIndex, receiver: number): boolean {
  if (receiver < 0) return false;
  if (ir.op[receiver] === Op.Call) return true;
  const [target] = exports.followValue(index, receiver);
  return target?.kind === 'value' && target.value !== valueBase + receiver;
}

function importedName({ ir }: ProgramModule, callee: number): string {
  if (ir.op[callee] === Op.Import) return ir.imports[ir.a[callee] ?? -1]?.name ?? '';
  return ir.strings[ir.name[callee] ?? -1] ?? '';
}

/** Fields of an object literal; the last store of a name counts. */
function membersAt(
  { ir }: ProgramModule,
  object: number,
  typeOf: (value: number) => ResolvedType,
): readonly TypeMember[] {
  const members = new Map<string, TypeMember>();
  let version = object;
  for (let step = 0; step < maxSteps && version >= 0; step++) {
    const op = ir.op[version];
    if (op === Op.Store) {
      const name = ir.strings[ir.b[version] ?? -1] ?? '';
      if (!members.has(name)) members.set(name, { name, type: typeOf(ir.c[version] ?? -1) });
    } else if (op !== Op.Spread && op !== Op.Post && op !== Op.Copy && op !== Op.StoreX) break;
    version = ir.a[version] ?? -1;
  }
  return [...members.values()].reverse();
}

/** What `extend({ … })` or `merge(Other)` adds. */
function addedMembers(
  module: ProgramModule,
  first: number,
  inner: (value: number) => ResolvedType,
): readonly TypeMember[] {
  const listed = membersAt(module, first, inner);
  return listed.length > 0 ? listed : membersOf(inner(first));
}

/** `union([A, B])`, `discriminatedUnion('kind', [A, B])`, `intersection(A, B)`. */
function partsOf({ ir }: ProgramModule, first: number, second: number): readonly number[] {
  for (const argument of [first, second])
    if (ir.op[argument] === Op.Arr) return [...listAt(ir, ir.a[argument] ?? -1)].slice(0, maxSteps);
  return [first, second].filter((value) => value >= 0);
}
