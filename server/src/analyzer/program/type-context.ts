/** What the files that resolve types share: the program, the bounds, and the two mutually recursive questions. */
import type { ExportIndex } from './exports.ts';
import type { Program, ResolvedType } from './program.ts';

/** A named member of a type. */
export interface TypeMember {
  readonly name: string;
  readonly type: ResolvedType;
}

/** Where a declared type is being read. */
export interface TypeScope {
  readonly module: number;
  /** Type parameters of the declaration around → what they stand for. */
  readonly bindings: ReadonlyMap<string, ResolvedType>;
  /** What `this` stands for, inside a class or interface. */
  readonly self?: ResolvedType;
  /** Aliases being expanded, `module:declaration`. One that is met again is unknown. */
  readonly aliases: readonly string[];
  readonly depth: number;
}

/** What is left for the question being answered, inner questions included. */
export interface TypeBudget {
  steps: number;
  /** Questions inside questions (members of a type that picks members of a type …). */
  nesting: number;
  /** Whether the answer depends on where it was asked (a bound was met, or `this`): then it is not remembered. */
  isLocal: boolean;
}

/** See the head of this file. */
export interface TypeContext {
  readonly program: Program;
  readonly exports: ExportIndex;
  readonly budget: TypeBudget;
  /** The type with an index of the scope's module. */
  readonly resolveAt: (scope: TypeScope, type: number) => ResolvedType;
  readonly membersOf: (type: ResolvedType) => readonly TypeMember[];
}

/** Takes one step. False, and the answer is local, when the question is too deep or too long. */
export function mayGoOn(ctx: TypeContext, scope: TypeScope): boolean {
  if (scope.depth <= maxTypeDepth && ctx.budget.steps-- > 0) return true;
  ctx.budget.isLocal = true;
  return false;
}

/** What is not known, or not represented. */
export const unknownType: ResolvedType = { kind: 'unknown' };

/** Nesting of type expressions, alias expansions included. What lies deeper is unknown. */
export const maxTypeDepth = 24;

/** Name under which the front end lists an index signature among the members. */
export const indexMember = '[index]';

/** No bindings. */
export const noBindings: ReadonlyMap<string, ResolvedType> = new Map();

/** The scope of a declaration: its type parameters bound to arguments, missing ones unknown. */
export function bindParameters(
  parameters: readonly string[],
  args: readonly ResolvedType[],
): ReadonlyMap<string, ResolvedType> {
  if (parameters.length === 0) return noBindings;
  return new Map(parameters.map((name, index) => [name, args[index] ?? unknownType]));
}

/** A type with a fixed name and no members. */
export function primitiveType(name: string): ResolvedType {
  return { kind: 'primitive', name };
}

/**
 * One type for "any of these": nested unions are flattened, `null` and `undefined` are left out (they carry nothing),
 * equal primitives and declarations count once. A single remaining member stands for itself.
 */
export function unionOf(members: readonly ResolvedType[]): ResolvedType {
  const kept: ResolvedType[] = [];
  const seen = new Set<string>();
  const add = (type: ResolvedType): void => {
    if (type.kind === 'union') {
      for (const member of type.members) add(member);
      return;
    }
    const key = identityOf(type);
    if (key === 'p:null' || key === 'p:undefined' || (key !== '' && seen.has(key))) return;
    if (key !== '') seen.add(key);
    kept.push(type);
  };
  for (const member of members) add(member);
  const known = kept.filter(({ kind }) => kind !== 'unknown');
  // `any` beside a known type adds nothing that a reader of declared types could use.
  if (known.length === 0) return kept.length > 0 ? unknownType : (members[0] ?? unknownType);
  const [only] = known;
  return known.length === 1 && only !== undefined ? only : { kind: 'union', members: known };
}

/** Equal for equal types without structure, empty for types that are compared by nothing. */
function identityOf(type: ResolvedType): string {
  switch (type.kind) {
    case 'primitive':
      return `p:${type.name}`;
    case 'unknown':
      return 'u';
    case 'class':
      return type.args.length === 0 ? `c:${type.classId}` : '';
    case 'declaration':
      return type.args.length === 0 ? `d:${type.module}:${type.declaration}` : '';
    case 'external':
      return type.args.length === 0 ? `e:${type.package}\n${type.name}` : '';
    default:
      return '';
  }
}

/** The name under which a literal type stands as a key: quotes are taken off. */
export function literalText(value: string): string {
  return isQuoted(value) ? value.slice(1, -1) : value;
}

/** The primitive a literal type belongs to. */
export function literalPrimitive(value: string): string {
  if (isQuoted(value)) return 'string';
  if (value === 'true' || value === 'false') return 'boolean';
  if (value === 'null' || value === 'undefined') return value;
  if (/^-?[\d.]\w*n$/.test(value)) return 'bigint';
  return /^-?[\d.]/.test(value) ? 'number' : 'string';
}

function isQuoted(value: string): boolean {
  return value.length >= 2 && /^['"`]/.test(value) && value.endsWith(value[0] ?? ' ');
}
