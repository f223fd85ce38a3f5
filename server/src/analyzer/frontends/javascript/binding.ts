/**
 * What the binder finds in one file: scopes, variables, functions, classes, and which identifier means which variable.
 *
 * Made once before lowering and dropped after it. Invariant: `variableAt[end]` is 1 + the id of the variable that the
 * identifier, `this` or `super` ending at `end` refers to, 0 for names that nothing in the file declares.
 */
import type ts from 'typescript';
import type { FunctionKind } from '../../ir/module.ts';

/** How a variable comes into being. */
export type VariableKind =
  | 'var'
  | 'let'
  | 'const'
  | 'parameter'
  | 'function'
  | 'class'
  | 'catch'
  | 'import'
  | 'enum'
  | 'namespace'
  | 'enum-member'
  | 'self'
  | 'this'
  | 'arguments';

/** One variable. Fields change while the binder runs, not afterwards, except for `cell` and what lowering keeps. */
export class Variable {
  /** Number of assignments, the one of the declaration included. */
  writes = 0;
  /** Where it is assigned, only kept from the second write on. */
  writePositions: number[] | undefined = undefined;
  firstWrite = -1;
  /** Whether a function other than the declaring one refers to it. */
  captured = false;
  /** Whether such a function assigns it. */
  innerWrite = false;
  /** Whether such a function may change the content of the object it holds. */
  innerMutation = false;
  /** The only function that may do so, -1 if none, -2 if several. */
  mutator = -1;
  /** Whether such a function assigns to a member of it. */
  innerAssignment = false;
  /** From this offset on an inner function may have changed the content. */
  mutationStart = -1;
  /** Whether the declaration assigns and nothing can read it earlier. */
  isStraight = false;
  /** Whether it only ever holds a primitive or a function. */
  isPrimitive = false;
  /** The string or number that a constant holds, as a property key. */
  constantKey: string | undefined = undefined;
  /** The strings and numbers that the members of an enum, or of an object `as const`, hold, as property keys. */
  memberKeys: ReadonlyMap<string, string> | undefined = undefined;
  /** Whether nothing declares it: it is assigned, and what it holds is a property of the global object too. */
  isUndeclared = false;
  /** Declared type. */
  type: ts.TypeNode | undefined = undefined;
  /** Index into the imports, -1 if not imported. */
  importId = -1;
  /** Index of its cell, -1 if it has none. */
  cell = -1;

  readonly id: number;
  readonly name: string;
  readonly kind: VariableKind;
  /** Function that declares it. */
  readonly functionId: number;

  constructor(id: number, name: string, kind: VariableKind, functionId: number) {
    this.id = id;
    this.name = name;
    this.kind = kind;
    this.functionId = functionId;
  }

  /** Whether the declaring function keeps it in SSA form. */
  get isSsaInOwner(): boolean {
    return !this.captured || !this.innerWrite;
  }
}

/** One region of the source that may declare names. */
export class Scope {
  readonly parent: Scope | undefined;
  /** Function whose code the region is. */
  readonly functionId: number;
  /** Whether `var` declarations stop here. */
  readonly holdsVars: boolean;
  readonly isWith: boolean;

  constructor(parent: Scope | undefined, functionId: number, holdsVars: boolean, isWith: boolean) {
    this.parent = parent;
    this.functionId = functionId;
    this.holdsVars = holdsVars;
    this.isWith = isWith;
  }
}

/**
 * One name of the file and what it means where. Most names are declared once, so that looking one up in the scopes around
 * a reference is a comparison for each of them.
 */
export class Name {
  #scope: Scope | undefined = undefined;
  #variable: Variable | undefined = undefined;
  #others: Map<Scope, Variable> | undefined = undefined;

  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** Whether any scope declares it. */
  get isDeclared(): boolean {
    return this.#variable !== undefined;
  }

  /** What this scope itself declares under the name. */
  in(scope: Scope): Variable | undefined {
    return scope === this.#scope ? this.#variable : this.#others?.get(scope);
  }

  /** Declares it in a scope that does not yet. */
  declare(scope: Scope, variable: Variable): void {
    if (this.#variable === undefined) {
      this.#scope = scope;
      this.#variable = variable;
      return;
    }
    if (this.#others === undefined) this.#others = new Map();
    this.#others.set(scope, variable);
  }
}

/** One function to lower. */
export interface FunctionDraft {
  readonly id: number;
  readonly node: ts.Node;
  readonly parent: number;
  readonly kind: FunctionKind;
  name: string;
  readonly classDraft: ClassDraft | undefined;
  readonly isStatic: boolean;
  /** `this` and `arguments` of a function that has its own; undefined until used. */
  thisVariable: Variable | undefined;
  argumentsVariable: Variable | undefined;
  /** Name that a function expression knows itself by. */
  self: Variable | undefined;
  /** Offset of the outermost loop of the parent around it, or its own; 0 if it is hoisted. */
  readonly effectStart: number;
  readonly isArrow: boolean;
  /** Function that `this` belongs to: itself, or the one around an arrow function. */
  readonly thisOwner: number;
}

/** One class to lower. */
export interface ClassDraft {
  readonly node: ts.ClassLikeDeclaration;
  name: string;
  /** Function with the code of the constructor and the instance fields. */
  constructorId: number;
  /** What `this` means in static fields and blocks; undefined until used. */
  staticThis: Variable | undefined;
  /** Function around the class. */
  readonly functionId: number;
  /** Index in the lowered classes, -1 until lowered. */
  loweredId: number;
}

/** The result of binding. */
export interface Binding {
  readonly variables: readonly Variable[];
  readonly functions: readonly FunctionDraft[];
  readonly functionOf: ReadonlyMap<ts.Node, FunctionDraft>;
  readonly classOf: ReadonlyMap<ts.Node, ClassDraft>;
  readonly variableAt: Int32Array;
  /** All names that the file declares or refers to. */
  readonly names: ReadonlyMap<string, Name>;
  /** The file's outermost scope. */
  readonly moduleScope: Scope;
  /** Values of `with` objects: offsets of identifiers whose name may be looked up there first. */
  readonly withNames: ReadonlySet<number>;
  readonly isTooDeep: boolean;
}

/** The variable of the file's outermost scope with this name. */
export function variableOfModule(binding: Binding, name: string): Variable | undefined {
  return binding.names.get(name)?.in(binding.moduleScope);
}
