/**
 * The names of one file while it is bound: variables, what each name means in which scope, and who refers to it.
 *
 * References are kept in the order of the walk and resolved when it is over, because declarations are visible before
 * they stand. What functions other than the declaring one do with a variable is noted at it.
 */
import type ts from 'typescript';
import type { IntVector } from '../../base/int-vector.ts';
import { addWrite } from './bind-facts.ts';
import {
  type ClassDraft,
  type FunctionDraft,
  Name,
  type Scope,
  Variable,
  type VariableKind,
} from './binding.ts';
import { textOf } from './syntax.ts';

// What a reference does with its variable.
export const reads = 0;
export const writes = 1;
/** May change the content of the object: receiver or argument of a call. */
export const mutates = 2;
/** Assigns to a member. */
export const assignsMember = 4;

/** Where `this` leads: a function that has its own, or the static side of a class. */
export type ThisHolder =
  | { readonly kind: 'function'; readonly draft: FunctionDraft }
  | { readonly kind: 'class'; readonly draft: ClassDraft };

/** See the head of this file. */
export class NameTable {
  readonly variables: Variable[] = [];
  readonly names = new Map<string, Name>();
  /** Ends of names that stand inside of a `with`. */
  readonly withNames = new Set<number>();
  /** Set where the file has a `with`, in which any name may be one that nothing declares. */
  hasWith = false;
  readonly #variableAt: Int32Array;
  readonly #functions: readonly FunctionDraft[];

  // References, resolved at the end.
  readonly #refScopes: Scope[] = [];
  readonly #refNames: Name[] = [];
  /** Four numbers each: end offset, function, what it does, position. */
  readonly #refs: IntVector;

  /** `variableAt` and `references` are those of `bindFile`; `functions` grows while the file is walked. */
  constructor(variableAt: Int32Array, references: IntVector, functions: readonly FunctionDraft[]) {
    this.#variableAt = variableAt;
    this.#refs = references;
    this.#functions = functions;
    references.clear();
  }

  /** Declares a name in a scope; a name that is there already keeps its variable. */
  declare(scope: Scope, name: ts.Identifier, kind: VariableKind, functionId: number): Variable {
    const text = textOf(name);
    const known = this.#nameOf(text);
    let variable = known.in(scope);
    if (variable === undefined) {
      variable = this.#newVariable(text, kind, functionId);
      known.declare(scope, variable);
    }
    if (text !== '') this.#variableAt[name.end] = variable.id + 1;
    return variable;
  }

  /** Notes a reference from `scope`, in the code of a function. */
  refer(name: ts.Identifier, scope: Scope, functionId: number, use: number): void {
    const text = textOf(name);
    if (text === '') return;
    this.#refScopes.push(scope);
    this.#refNames.push(this.#nameOf(text));
    const refs = this.#refs;
    refs.push(name.end);
    refs.push(functionId);
    refs.push(use);
    refs.push(name.pos);
  }

  /** Notes a use of `this`, which always means the same in one place. */
  referToThis(node: ts.Node, holder: ThisHolder, functionId: number, use: number): void {
    let variable: Variable;
    if (holder.kind === 'function') {
      if (holder.draft.thisVariable === undefined) {
        holder.draft.thisVariable = this.#newVariable('this', 'this', holder.draft.id);
        holder.draft.thisVariable.isStraight = true;
        addWrite(holder.draft.thisVariable, holder.draft.node.pos);
      }
      variable = holder.draft.thisVariable;
    } else {
      if (holder.draft.staticThis === undefined) {
        holder.draft.staticThis = this.#newVariable('this', 'class', holder.draft.functionId);
        holder.draft.staticThis.isStraight = true;
        addWrite(holder.draft.staticThis, holder.draft.node.pos);
      }
      variable = holder.draft.staticThis;
    }
    this.#variableAt[node.end] = variable.id + 1;
    this.#use(variable, functionId, use, node.pos);
  }

  /** Resolves every reference; nothing is declared afterwards. */
  resolveAll(): void {
    this.#declareAssigned();
    const refs = this.#refs.view();
    for (let i = 0; i < this.#refNames.length; i++) {
      const name = this.#refNames[i];
      if (name === undefined || (!name.isDeclared && !this.hasWith && name.text !== 'arguments')) continue;
      const end = refs[i * 4] ?? 0;
      const functionId = refs[i * 4 + 1] ?? 0;
      const variable = this.#resolve(name, this.#refScopes[i], functionId, end);
      if (variable === undefined) continue;
      this.#variableAt[end] = variable.id + 1;
      this.#use(variable, functionId, refs[i * 4 + 2] ?? 0, refs[i * 4 + 3] ?? 0);
    }
  }

  /**
   * Declares what is assigned and nowhere declared: sloppy code makes such a name global. It belongs to the innermost
   * function around all its uses in this file, so that one that is used in one place only is as good as declared.
   */
  #declareAssigned(): void {
    const refs = this.#refs.view();
    let assigned: Map<Name, Scope> | undefined;
    for (let i = 0; i < this.#refNames.length; i++) {
      const name = this.#refNames[i];
      const scope = this.#refScopes[i];
      if (refs[i * 4 + 2] !== writes || name === undefined || scope === undefined) continue;
      if (isOfPlatform(name.text) || isVisible(name, scope)) continue;
      assigned ??= new Map();
      if (!assigned.has(name)) assigned.set(name, scope);
    }
    if (assigned === undefined) return;
    for (let i = 0; i < this.#refNames.length; i++) {
      const name = this.#refNames[i];
      const scope = this.#refScopes[i];
      const known = name === undefined ? undefined : assigned.get(name);
      if (name === undefined || scope === undefined || known === undefined || isVisible(name, scope))
        continue;
      assigned.set(name, this.#scopeAround(known, scope));
    }
    for (const [name, scope] of assigned) {
      const outermost = outermostOf(scope);
      const variable = this.#newVariable(name.text, 'var', outermost.functionId);
      variable.isUndeclared = true;
      name.declare(outermost, variable);
    }
  }

  /** A scope of the innermost function that has the code of both scopes in it. */
  #scopeAround(first: Scope, second: Scope): Scope {
    let a = first;
    let b = second;
    // A function has a greater number than the one around it.
    while (a.functionId !== b.functionId) {
      if (a.functionId > b.functionId) a = outermostOf(a).parent ?? a;
      else b = outermostOf(b).parent ?? b;
    }
    return a;
  }

  #resolve(name: Name, inner: Scope | undefined, functionId: number, end: number): Variable | undefined {
    for (let scope = inner; scope !== undefined; scope = scope.parent) {
      if (scope.isWith) this.withNames.add(end);
      const variable = name.in(scope);
      if (variable !== undefined) return variable;
    }
    if (name.text !== 'arguments') return undefined;
    const owner = this.#functions[this.#functions[functionId]?.thisOwner ?? 0];
    if (owner === undefined || owner.kind === 'module') return undefined;
    if (owner.argumentsVariable === undefined) {
      owner.argumentsVariable = this.#newVariable('arguments', 'arguments', owner.id);
      owner.argumentsVariable.isStraight = true;
      addWrite(owner.argumentsVariable, owner.node.pos);
    }
    return owner.argumentsVariable;
  }

  #use(variable: Variable, functionId: number, use: number, position: number): void {
    if (use === writes) addWrite(variable, position);
    if (functionId === variable.functionId || variable.kind === 'import') return;
    variable.captured = true;
    if (use === writes) variable.innerWrite = true;
    if (use !== mutates && use !== assignsMember) return;
    let inner = this.#functions[functionId];
    while (inner !== undefined && inner.parent !== variable.functionId && inner.parent >= 0)
      inner = this.#functions[inner.parent];
    const start = inner?.effectStart ?? 0;
    if (!variable.innerMutation || start < variable.mutationStart) variable.mutationStart = start;
    variable.innerMutation = true;
    if (use === assignsMember) variable.innerAssignment = true;
    variable.mutator = variable.mutator === -1 || variable.mutator === functionId ? functionId : -2;
  }

  #newVariable(name: string, kind: VariableKind, functionId: number): Variable {
    const variable = new Variable(this.variables.length, name, kind, functionId);
    this.variables.push(variable);
    return variable;
  }

  #nameOf(text: string): Name {
    let name = this.names.get(text);
    if (name === undefined) {
      name = new Name(text);
      this.names.set(text, name);
    }
    return name;
  }
}

/** Names that are assigned without being declared because the platform or the module system has them. */
const namesOfPlatform = new Set([
  'arguments',
  'document',
  'exports',
  'global',
  'globalThis',
  'location',
  'module',
  'process',
  'require',
  'self',
  'undefined',
  'window',
]);

function isOfPlatform(name: string): boolean {
  return namesOfPlatform.has(name) || /^on[a-z]+$/.test(name);
}

/** Whether a scope around declares the name, or may have it as the object of a `with`. */
function isVisible(name: Name, inner: Scope): boolean {
  for (let scope: Scope | undefined = inner; scope !== undefined; scope = scope.parent)
    if (scope.isWith || name.in(scope) !== undefined) return true;
  return false;
}

/** The outermost scope of the same function. */
function outermostOf(inner: Scope): Scope {
  let scope = inner;
  while (scope.parent !== undefined && scope.parent.functionId === scope.functionId) scope = scope.parent;
  return scope;
}
