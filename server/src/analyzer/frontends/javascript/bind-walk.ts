/**
 * The state of binding one file, and the few operations that every construct needs: where the walk is, what was
 * declared and drafted so far, and how to go into a child.
 *
 * Constructs live in `bind-*.ts`, one group a file; they reach each other only through `visit` of this state, so that
 * no file depends on all others. Invariant: functions get their ids in the order of the walk, a function after the
 * one around it.
 */
import type ts from 'typescript';
import type { IntVector } from '../../base/int-vector.ts';
import type { FunctionKind, IrImport } from '../../ir/module.ts';
import { addWrite } from './bind-facts.ts';
import { NameTable, type ThisHolder } from './bind-names.ts';
import {
  type Binding,
  type ClassDraft,
  type FunctionDraft,
  Scope,
  type Variable,
  type VariableKind,
} from './binding.ts';
import { Kind } from './kinds.ts';
import { isNameable, unwrap } from './syntax.ts';

/** Deepest nesting of nodes that is walked; what lies deeper is opaque, and lowering reports it. */
export const maxBindDepth = 900;

/** What the binder leaves behind, beside the binding: declarations that only types know, in order. */
export interface BoundFile extends Binding {
  readonly typeNodes: readonly (
    | ts.InterfaceDeclaration
    | ts.TypeAliasDeclaration
    | ts.EnumDeclaration
    | ts.ClassLikeDeclaration
  )[];
}

/** See the head of this file. */
export class BindWalk {
  readonly sourceFile: ts.SourceFile;
  readonly imports: IrImport[];
  readonly functions: FunctionDraft[] = [];
  readonly functionOf = new Map<ts.Node, FunctionDraft>();
  readonly classOf = new Map<ts.Node, ClassDraft>();
  readonly typeNodes: BoundFile['typeNodes'][number][] = [];
  readonly names: NameTable;
  isTooDeep = false;

  // Where the walk is.
  scope: Scope;
  currentFunction: FunctionDraft;
  thisHolder: ThisHolder;
  /** Start of the outermost loop around, -1 outside of loops. */
  loopStart = -1;
  inSwitch = false;
  /** What the function or class that comes next is called, if it has no name of its own. */
  hint = '';
  #depth = 0;
  readonly #visitNode: (b: BindWalk, node: ts.Node) => void;
  /** `visit`, bound to this walk. */
  readonly visitChild: (node: ts.Node) => void;

  /** `visitNode` goes into one node of any kind; the others are those of `bindFile`. */
  constructor(
    sourceFile: ts.SourceFile,
    imports: IrImport[],
    variableAt: Int32Array,
    references: IntVector,
    visitNode: (b: BindWalk, node: ts.Node) => void,
  ) {
    this.sourceFile = sourceFile;
    this.imports = imports;
    this.names = new NameTable(variableAt, references, this.functions);
    this.currentFunction = this.addFunction(sourceFile, 'module', '', undefined, false, false);
    this.thisHolder = { kind: 'function', draft: this.currentFunction };
    this.scope = new Scope(undefined, 0, true, false);
    this.#visitNode = visitNode;
    this.visitChild = (node) => this.visit(node);
  }

  /** Drafts the function that `node` makes. */
  addFunction(
    node: ts.Node,
    kind: FunctionKind,
    name: string,
    classDraft: ClassDraft | undefined,
    isStatic: boolean,
    isHoisted: boolean,
  ): FunctionDraft {
    const id = this.functions.length;
    const isArrow = kind === 'arrow';
    const draft: FunctionDraft = {
      id,
      node,
      parent: id === 0 ? -1 : this.currentFunction.id,
      kind,
      name,
      classDraft,
      isStatic,
      thisVariable: undefined,
      argumentsVariable: undefined,
      self: undefined,
      effectStart: isHoisted ? 0 : this.loopStart >= 0 ? this.loopStart : node.pos,
      isArrow,
      thisOwner: isArrow ? this.currentFunction.thisOwner : id,
    };
    this.functions.push(draft);
    return draft;
  }

  /** Declares a name in a scope; a name that is there already keeps its variable. */
  declare(scope: Scope, name: ts.Identifier, kind: VariableKind): Variable {
    return this.names.declare(scope, name, kind, this.currentFunction.id);
  }

  /** Notes that a name is used in the given way. */
  refer(name: ts.Identifier, use: number): void {
    this.names.refer(name, this.scope, this.currentFunction.id, use);
  }

  /** Notes that `this` or `super` is used in the given way. */
  referToThis(node: ts.Node, use: number): void {
    this.names.referToThis(node, this.thisHolder, this.currentFunction.id, use);
  }

  /** The scope that a `var` at this place belongs to. */
  varScope(): Scope {
    let scope = this.scope;
    while (!scope.holdsVars && scope.parent !== undefined) scope = scope.parent;
    return scope;
  }

  /** Declares a name that is written where it stands if `isWritten`. */
  declareName(name: ts.Identifier, scope: Scope, kind: VariableKind, isWritten: boolean): Variable {
    const variable = this.declare(scope, name, kind);
    if (isWritten) addWrite(variable, name.pos);
    if (kind !== 'var' && isWritten && !this.inSwitch) variable.isStraight = true;
    return variable;
  }

  /** Goes into each node. */
  visitAll(nodes: readonly ts.Node[]): void {
    for (const node of nodes) this.visit(node);
  }

  /** Goes into a node, if there is one. */
  visitOptional(node: ts.Node | undefined): void {
    if (node !== undefined) this.visit(node);
  }

  /** Visits an expression; if it makes a function or class, that is called `name`. */
  visitNamed(node: ts.Expression, name: string): void {
    if (name === '' || !isNameable(node)) {
      this.visit(node);
      return;
    }
    this.hint = name;
    this.visit(unwrap(node));
  }

  /** Goes into a node, unless it lies too deep. */
  visit(node: ts.Node): void {
    if (this.#depth >= maxBindDepth) {
      this.isTooDeep = true;
      return;
    }
    this.#depth++;
    this.#visitNode(this, node);
    this.#depth--;
  }

  /** The name for the function or class at hand; it is used up. */
  takeHint(): string {
    const hint = this.hint;
    this.hint = '';
    return hint;
  }

  /** Does what is in a scope of its own in a switch. */
  withoutSwitch(action: () => void): void {
    const before = this.inSwitch;
    this.inSwitch = false;
    action();
    this.inSwitch = before;
  }

  /** Goes into a computed name. */
  visitPropertyName(name: ts.PropertyName): void {
    if (name.kind === Kind.ComputedPropertyName) this.visit((name as ts.ComputedPropertyName).expression);
  }
}
