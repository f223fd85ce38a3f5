/**
 * Binds the names of one file: one walk collects declarations and references, then references are resolved.
 *
 * Resolving comes last because declarations are visible before they stand. No checker, no parents; types are not
 * looked at. Invariant: functions get their ids in the order of the walk, a function after the one around it.
 */
import ts from 'typescript';
import type { IntVector } from '../../base/int-vector.ts';
import type { FunctionKind, IrImport } from '../../ir/module.ts';
import {
  addWrite,
  declaresLexically,
  describeConstant,
  isGlobal,
  isHostTag,
  keysOfEnum,
  kindOfMember,
  memberName,
  nameOf,
  nameOfTarget,
} from './bind-facts.ts';
import { assignsMember, mutates, NameTable, reads, type ThisHolder, writes } from './bind-names.ts';
import {
  type Binding,
  type ClassDraft,
  type FunctionDraft,
  Scope,
  type Variable,
  type VariableKind,
} from './binding.ts';
import { Kind } from './kinds.ts';
import { isPureMethod } from './pure-methods.ts';
import {
  hasModifier,
  isAssignmentOperator,
  isNameable,
  isThisParameter,
  startOf,
  staticName,
  textOf,
  unwrap,
} from './syntax.ts';
import { walkChildren } from './walk-children.ts';

/** Deepest nesting of nodes that is walked; what lies deeper is opaque, and lowering reports it. */
const maxBindDepth = 900;

type FunctionNode =
  | ts.FunctionDeclaration
  | ts.FunctionExpression
  | ts.ArrowFunction
  | ts.MethodDeclaration
  | ts.AccessorDeclaration
  | ts.ConstructorDeclaration;

/** What the binder leaves behind, beside the binding: declarations that only types know, in order. */
export interface BoundFile extends Binding {
  readonly typeNodes: readonly (
    | ts.InterfaceDeclaration
    | ts.TypeAliasDeclaration
    | ts.EnumDeclaration
    | ts.ClassLikeDeclaration
  )[];
}

/**
 * Binds a file. Imports found on the way are appended to `imports`. `variableAt` is zero for each offset of the file and
 * one behind its end, and becomes the one of the binding. `references` is memory to work in.
 */
export function bindFile(
  sourceFile: ts.SourceFile,
  imports: IrImport[],
  variableAt: Int32Array,
  references: IntVector,
): BoundFile {
  const binder = new Binder(sourceFile, imports, variableAt, references);
  return binder.bind();
}

class Binder {
  readonly #sourceFile: ts.SourceFile;
  readonly #text: string;
  readonly #imports: IrImport[];
  readonly #functions: FunctionDraft[] = [];
  readonly #functionOf = new Map<ts.Node, FunctionDraft>();
  readonly #classOf = new Map<ts.Node, ClassDraft>();
  readonly #typeNodes: BoundFile['typeNodes'][number][] = [];
  readonly #variableAt: Int32Array;
  readonly #names: NameTable;
  #isTooDeep = false;

  // Where the walk is.
  #scope: Scope;
  #function: FunctionDraft;
  #this: ThisHolder;
  #loopStart = -1;
  #inSwitch = false;
  #hint = '';
  #depth = 0;
  readonly #visitChild: (node: ts.Node) => void;

  constructor(sourceFile: ts.SourceFile, imports: IrImport[], variableAt: Int32Array, references: IntVector) {
    this.#sourceFile = sourceFile;
    this.#text = sourceFile.text;
    this.#imports = imports;
    this.#variableAt = variableAt;
    this.#names = new NameTable(variableAt, references, this.#functions);
    this.#function = this.#addFunction(sourceFile, 'module', '', undefined, false, false);
    this.#this = { kind: 'function', draft: this.#function };
    this.#scope = new Scope(undefined, 0, true, false);
    this.#visitChild = (node) => this.#visit(node);
  }

  bind(): BoundFile {
    const moduleScope = this.#scope;
    if (!this.#sourceFile.isDeclarationFile) this.#visitAll(this.#sourceFile.statements);
    else this.#collectTypes(this.#sourceFile.statements, 0);
    this.#names.resolveAll();
    return {
      variables: this.#names.variables,
      functions: this.#functions,
      functionOf: this.#functionOf,
      classOf: this.#classOf,
      variableAt: this.#variableAt,
      names: this.#names.names,
      moduleScope,
      withNames: this.#names.withNames,
      isTooDeep: this.#isTooDeep,
      typeNodes: this.#typeNodes,
    };
  }

  // --- Declarations ---------------------------------------------------------------------------------------------

  #addFunction(
    node: ts.Node,
    kind: FunctionKind,
    name: string,
    classDraft: ClassDraft | undefined,
    isStatic: boolean,
    isHoisted: boolean,
  ): FunctionDraft {
    const id = this.#functions.length;
    const isArrow = kind === 'arrow';
    const draft: FunctionDraft = {
      id,
      node,
      parent: id === 0 ? -1 : this.#function.id,
      kind,
      name,
      classDraft,
      isStatic,
      thisVariable: undefined,
      argumentsVariable: undefined,
      self: undefined,
      effectStart: isHoisted ? 0 : this.#loopStart >= 0 ? this.#loopStart : node.pos,
      isArrow,
      thisOwner: isArrow ? this.#function.thisOwner : id,
    };
    this.#functions.push(draft);
    return draft;
  }

  #declare(scope: Scope, name: ts.Identifier, kind: VariableKind): Variable {
    return this.#names.declare(scope, name, kind, this.#function.id);
  }

  #refer(name: ts.Identifier, use: number): void {
    this.#names.refer(name, this.#scope, this.#function.id, use);
  }

  #referToThis(node: ts.Node, use: number): void {
    this.#names.referToThis(node, this.#this, this.#function.id, use);
  }

  #varScope(): Scope {
    let scope = this.#scope;
    while (!scope.holdsVars && scope.parent !== undefined) scope = scope.parent;
    return scope;
  }

  #declareName(name: ts.Identifier, scope: Scope, kind: VariableKind, isWritten: boolean): Variable {
    const variable = this.#declare(scope, name, kind);
    if (isWritten) addWrite(variable, name.pos);
    if (kind !== 'var' && isWritten && !this.#inSwitch) variable.isStraight = true;
    return variable;
  }

  #declarePattern(name: ts.BindingName, scope: Scope, kind: VariableKind, isWritten: boolean): void {
    if (name.kind === Kind.Identifier) {
      this.#declareName(name as ts.Identifier, scope, kind, isWritten);
      return;
    }
    for (const element of (name as ts.BindingPattern).elements) {
      if (element.kind !== Kind.BindingElement) continue;
      const binding = element as ts.BindingElement;
      if (binding.propertyName !== undefined) this.#visitPropertyName(binding.propertyName);
      if (binding.initializer !== undefined) this.#visitNamed(binding.initializer, nameOf(binding.name));
      this.#declarePattern(binding.name, scope, kind, isWritten);
    }
  }

  #visitVariableList(list: ts.VariableDeclarationList, isWritten: boolean): void {
    const flags = list.flags & ts.NodeFlags.BlockScoped;
    const kind: VariableKind = flags === 0 ? 'var' : flags === ts.NodeFlags.Let ? 'let' : 'const';
    const scope = kind === 'var' ? this.#varScope() : this.#scope;
    for (const declaration of list.declarations) {
      const { name, initializer } = declaration;
      if (initializer !== undefined) this.#visitNamed(initializer, nameOf(name));
      if (name.kind !== Kind.Identifier) {
        this.#declarePattern(name, scope, kind, isWritten || initializer !== undefined);
        continue;
      }
      const isAssigned = isWritten || initializer !== undefined;
      const variable = this.#declareName(name as ts.Identifier, scope, kind, isAssigned);
      if (declaration.type !== undefined) variable.type = declaration.type;
      if (kind === 'const' && initializer !== undefined) describeConstant(variable, initializer);
    }
  }

  // --- The walk -------------------------------------------------------------------------------------------------

  #visitAll(nodes: readonly ts.Node[]): void {
    for (const node of nodes) this.#visit(node);
  }

  #visitOptional(node: ts.Node | undefined): void {
    if (node !== undefined) this.#visit(node);
  }

  /** Visits an expression; if it makes a function or class, that is called `name`. */
  #visitNamed(node: ts.Expression, name: string): void {
    if (name === '' || !isNameable(node)) {
      this.#visit(node);
      return;
    }
    this.#hint = name;
    this.#visit(unwrap(node));
  }

  #visit(node: ts.Node): void {
    if (this.#depth >= maxBindDepth) {
      this.#isTooDeep = true;
      return;
    }
    this.#depth++;
    this.#visitNode(node);
    this.#depth--;
  }

  #visitNode(node: ts.Node): void {
    switch (node.kind) {
      case Kind.Identifier:
        this.#refer(node as ts.Identifier, reads);
        return;
      case Kind.PropertyAccessExpression:
        this.#visitChain(node as ts.Expression, reads);
        return;
      case Kind.CallExpression:
      case Kind.NewExpression:
        this.#visitCall(node as ts.CallExpression | ts.NewExpression);
        return;
      case Kind.StringLiteral:
      case Kind.NumericLiteral:
      case Kind.NoSubstitutionTemplateLiteral:
        return;
      case Kind.ThisKeyword:
      case Kind.SuperKeyword:
        this.#referToThis(node, reads);
        return;
      case Kind.PropertyAssignment: {
        const property = node as ts.PropertyAssignment;
        this.#visitPropertyName(property.name);
        this.#visitNamed(property.initializer, staticName(property.name) ?? '');
        return;
      }
      case Kind.ShorthandPropertyAssignment: {
        const property = node as ts.ShorthandPropertyAssignment;
        this.#refer(property.name, reads);
        this.#visitOptional(property.objectAssignmentInitializer);
        return;
      }
      case Kind.BinaryExpression:
        this.#visitBinary(node as ts.BinaryExpression);
        return;
      case Kind.VariableStatement:
        if (!hasModifier(node, Kind.DeclareKeyword))
          this.#visitVariableList((node as ts.VariableStatement).declarationList, false);
        return;
      case Kind.VariableDeclarationList:
        this.#visitVariableList(node as ts.VariableDeclarationList, false);
        return;
      case Kind.ArrowFunction:
        this.#visitFunction(node as ts.ArrowFunction, 'arrow', this.#takeHint(), undefined);
        return;
      case Kind.FunctionExpression: {
        const declaration = node as ts.FunctionExpression;
        const hint = this.#takeHint();
        const name = declaration.name === undefined ? hint : textOf(declaration.name);
        this.#visitFunction(declaration, 'function', name, undefined);
        return;
      }
      case Kind.FunctionDeclaration:
        this.#visitFunctionDeclaration(node as ts.FunctionDeclaration);
        return;
      case Kind.MethodDeclaration:
      case Kind.GetAccessor:
      case Kind.SetAccessor: {
        // Of an object literal; those of classes do not come here.
        const member = node as ts.MethodDeclaration | ts.AccessorDeclaration;
        this.#visitPropertyName(member.name);
        this.#visitFunction(member, kindOfMember(member), staticName(member.name) ?? '', undefined);
        return;
      }
      case Kind.Block:
        this.#visitBlock((node as ts.Block).statements);
        return;
      case Kind.JsxElement:
      case Kind.JsxSelfClosingElement:
      case Kind.JsxAttribute:
        this.#visitJsx(node as ts.JsxElement | ts.JsxSelfClosingElement | ts.JsxAttribute);
        return;
      case Kind.PrefixUnaryExpression:
      case Kind.PostfixUnaryExpression: {
        const unary = node as ts.PrefixUnaryExpression;
        if (unary.operator === Kind.PlusPlusToken || unary.operator === Kind.MinusMinusToken)
          this.#visitTarget(unary.operand);
        else this.#visit(unary.operand);
        return;
      }
      case Kind.DeleteExpression: {
        const operand = unwrap((node as ts.DeleteExpression).expression);
        this.#visitTarget(operand);
        return;
      }
      case Kind.TaggedTemplateExpression: {
        const tagged = node as ts.TaggedTemplateExpression;
        this.#visitCallee(tagged.tag);
        this.#visit(tagged.template);
        return;
      }
      case Kind.MetaProperty:
      case Kind.BreakStatement:
      case Kind.ContinueStatement:
      case Kind.JsxClosingElement:
      case Kind.NamespaceExportDeclaration:
        return;
      case Kind.InterfaceDeclaration:
      case Kind.TypeAliasDeclaration:
        this.#typeNodes.push(node as ts.InterfaceDeclaration);
        return;
      default:
        this.#visitStatement(node);
    }
  }

  #visitStatement(node: ts.Node): void {
    switch (node.kind) {
      case Kind.ClassDeclaration: {
        const declaration = node as ts.ClassDeclaration;
        if (hasModifier(node, Kind.DeclareKeyword)) {
          this.#typeNodes.push(declaration);
          return;
        }
        if (declaration.name !== undefined) {
          const variable = this.#declare(this.#scope, declaration.name, 'class');
          addWrite(variable, declaration.name.pos);
          variable.isStraight = !this.#inSwitch;
        }
        this.#visitClass(declaration, declaration.name === undefined ? 'default' : textOf(declaration.name));
        return;
      }
      case Kind.ClassExpression: {
        const expression = node as ts.ClassExpression;
        const hint = this.#takeHint();
        this.#visitClass(expression, expression.name === undefined ? hint : textOf(expression.name));
        return;
      }
      case Kind.ForStatement:
      case Kind.ForOfStatement:
      case Kind.ForInStatement:
        this.#visitFor(node as ts.ForStatement | ts.ForInOrOfStatement);
        return;
      case Kind.WhileStatement:
      case Kind.DoStatement: {
        const before = this.#loopStart;
        if (before < 0) this.#loopStart = node.pos;
        ts.forEachChild(node, this.#visitChild);
        this.#loopStart = before;
        return;
      }
      case Kind.CaseBlock: {
        const outer = this.#scope;
        const before = this.#inSwitch;
        this.#scope = new Scope(outer, this.#function.id, false, false);
        this.#inSwitch = true;
        ts.forEachChild(node, this.#visitChild);
        this.#inSwitch = before;
        this.#scope = outer;
        return;
      }
      case Kind.CatchClause: {
        const clause = node as ts.CatchClause;
        const outer = this.#scope;
        this.#scope = new Scope(outer, this.#function.id, false, false);
        if (clause.variableDeclaration !== undefined) {
          this.#withoutSwitch(() =>
            this.#declarePattern(
              (clause.variableDeclaration as ts.VariableDeclaration).name,
              this.#scope,
              'catch',
              true,
            ),
          );
        }
        this.#visitBlock(clause.block.statements);
        this.#scope = outer;
        return;
      }
      case Kind.LabeledStatement:
        this.#visit((node as ts.LabeledStatement).statement);
        return;
      case Kind.IfStatement:
        // Else-if chains are lists, not nests.
        for (let at: ts.Statement | undefined = node as ts.IfStatement; at !== undefined; ) {
          if (at.kind !== Kind.IfStatement) {
            this.#visit(at);
            break;
          }
          const statement: ts.IfStatement = at as ts.IfStatement;
          this.#visit(statement.expression);
          this.#visit(statement.thenStatement);
          at = statement.elseStatement;
        }
        return;
      case Kind.WithStatement: {
        const statement = node as ts.WithStatement;
        this.#visit(statement.expression);
        const outer = this.#scope;
        this.#scope = new Scope(outer, this.#function.id, false, true);
        this.#names.hasWith = true;
        this.#visit(statement.statement);
        this.#scope = outer;
        return;
      }
      case Kind.EnumDeclaration:
        this.#visitEnum(node as ts.EnumDeclaration);
        return;
      case Kind.ModuleDeclaration:
        this.#visitNamespace(node as ts.ModuleDeclaration);
        return;
      case Kind.ImportDeclaration:
        this.#visitImport(node as ts.ImportDeclaration);
        return;
      case Kind.ImportEqualsDeclaration:
        this.#visitImportEquals(node as ts.ImportEqualsDeclaration);
        return;
      case Kind.ExportDeclaration:
        this.#visitExport(node as ts.ExportDeclaration);
        return;
      case Kind.ExportAssignment:
        this.#visitNamed((node as ts.ExportAssignment).expression, 'default');
        return;
      case Kind.PropertyDeclaration:
      case Kind.Parameter:
        return;
      default:
        if (node.kind >= Kind.FirstTypeNode && node.kind <= Kind.LastTypeNode) return;
        walkChildren(node, this.#visitChild);
    }
  }

  #takeHint(): string {
    const hint = this.#hint;
    this.#hint = '';
    return hint;
  }

  #withoutSwitch(action: () => void): void {
    const before = this.#inSwitch;
    this.#inSwitch = false;
    action();
    this.#inSwitch = before;
  }

  #visitPropertyName(name: ts.PropertyName): void {
    if (name.kind === Kind.ComputedPropertyName) this.#visit((name as ts.ComputedPropertyName).expression);
  }

  #visitBlock(statements: ts.NodeArray<ts.Statement>): void {
    const outer = this.#scope;
    const before = this.#inSwitch;
    this.#inSwitch = false;
    if (declaresLexically(statements)) this.#scope = new Scope(outer, this.#function.id, false, false);
    this.#visitAll(statements);
    this.#inSwitch = before;
    this.#scope = outer;
  }

  #visitFor(node: ts.ForStatement | ts.ForInOrOfStatement): void {
    const outer = this.#scope;
    const beforeLoop = this.#loopStart;
    const beforeSwitch = this.#inSwitch;
    this.#scope = new Scope(outer, this.#function.id, false, false);
    this.#inSwitch = false;
    if (beforeLoop < 0) this.#loopStart = node.pos;
    if (node.kind === Kind.ForStatement) {
      const loop = node as ts.ForStatement;
      this.#visitOptional(loop.initializer);
      this.#visitOptional(loop.condition);
      this.#visitOptional(loop.incrementor);
    } else {
      const loop = node as ts.ForInOrOfStatement;
      if (loop.initializer.kind === Kind.VariableDeclarationList)
        this.#visitVariableList(loop.initializer as ts.VariableDeclarationList, true);
      else this.#visitTarget(loop.initializer as ts.Expression);
      // Elements may change while they are walked over.
      this.#visitChain(loop.expression, node.kind === Kind.ForOfStatement ? mutates : reads);
    }
    this.#visit(node.statement);
    this.#scope = outer;
    this.#loopStart = beforeLoop;
    this.#inSwitch = beforeSwitch;
  }

  #visitBinary(node: ts.BinaryExpression): void {
    // Long chains of operators lean to the left; walking down the spine keeps the stack flat.
    let at: ts.Expression = node;
    const rights: ts.Expression[] = [];
    while (at.kind === Kind.BinaryExpression) {
      const { left, operatorToken, right } = at as ts.BinaryExpression;
      if (isAssignmentOperator(operatorToken.kind)) {
        this.#visitTarget(left);
        this.#visitNamed(right, nameOfTarget(left));
        for (let i = rights.length - 1; i >= 0; i--) this.#visitOptional(rights[i]);
        return;
      }
      rights.push(right);
      at = left;
    }
    this.#visit(at);
    for (let i = rights.length - 1; i >= 0; i--) this.#visitOptional(rights[i]);
  }

  /** Visits what is assigned to. */
  #visitTarget(node: ts.Expression): void {
    const target = unwrap(node);
    switch (target.kind) {
      case Kind.Identifier:
        this.#refer(target as ts.Identifier, writes);
        return;
      case Kind.PropertyAccessExpression:
        this.#visitChain((target as ts.PropertyAccessExpression).expression, assignsMember);
        return;
      case Kind.ElementAccessExpression:
        this.#visitChain((target as ts.ElementAccessExpression).expression, assignsMember);
        this.#visitOptional((target as ts.ElementAccessExpression).argumentExpression);
        return;
      case Kind.ArrayLiteralExpression:
        for (const element of (target as ts.ArrayLiteralExpression).elements) this.#visitTarget(element);
        return;
      case Kind.ObjectLiteralExpression:
        for (const property of (target as ts.ObjectLiteralExpression).properties) {
          this.#visitTargetProperty(property);
        }
        return;
      case Kind.SpreadElement:
        this.#visitTarget((target as ts.SpreadElement).expression);
        return;
      case Kind.BinaryExpression: {
        const binary = target as ts.BinaryExpression;
        if (binary.operatorToken.kind !== Kind.EqualsToken) break;
        this.#visitTarget(binary.left);
        this.#visitNamed(binary.right, nameOfTarget(binary.left));
        return;
      }
      default:
        break;
    }
    this.#visit(target);
  }

  #visitTargetProperty(property: ts.ObjectLiteralElementLike): void {
    switch (property.kind) {
      case Kind.ShorthandPropertyAssignment: {
        const shorthand = property as ts.ShorthandPropertyAssignment;
        this.#refer(shorthand.name, writes);
        this.#visitOptional(shorthand.objectAssignmentInitializer);
        return;
      }
      case Kind.PropertyAssignment:
        this.#visitPropertyName((property as ts.PropertyAssignment).name);
        this.#visitTarget((property as ts.PropertyAssignment).initializer);
        return;
      case Kind.SpreadAssignment:
        this.#visitTarget((property as ts.SpreadAssignment).expression);
        return;
      default:
        this.#visit(property);
    }
  }

  #visitCall(node: ts.CallExpression | ts.NewExpression): void {
    this.#visitCallee(node.expression);
    if (node.arguments === undefined) return;
    for (const argument of node.arguments) this.#visitChain(argument, mutates);
  }

  #visitCallee(node: ts.Expression): void {
    const callee = unwrap(node);
    if (callee.kind === Kind.PropertyAccessExpression) {
      const access = callee as ts.PropertyAccessExpression;
      const isPure =
        access.name.kind === Kind.Identifier && isPureMethod(textOf(access.name as ts.Identifier));
      this.#visitChain(access.expression, isPure ? reads : mutates);
    } else if (callee.kind === Kind.ElementAccessExpression) {
      const access = callee as ts.ElementAccessExpression;
      this.#visitChain(access.expression, mutates);
      this.#visitOptional(access.argumentExpression);
    } else this.#visit(callee);
  }

  /** Visits `a.b[c].d`: the name at its root is used in the given way. */
  #visitChain(node: ts.Expression, use: number): void {
    let at: ts.Expression = node;
    let left = maxBindDepth;
    for (;;) {
      switch (at.kind) {
        case Kind.PropertyAccessExpression:
        case Kind.NonNullExpression:
        case Kind.ParenthesizedExpression:
        case Kind.AsExpression:
        case Kind.SatisfiesExpression:
          at = (at as ts.PropertyAccessExpression).expression;
          break;
        case Kind.ElementAccessExpression:
          this.#visitOptional((at as ts.ElementAccessExpression).argumentExpression);
          at = (at as ts.ElementAccessExpression).expression;
          break;
        case Kind.Identifier:
          this.#refer(at as ts.Identifier, use);
          return;
        case Kind.ThisKeyword:
        case Kind.SuperKeyword:
          this.#referToThis(at, use);
          return;
        default:
          this.#visit(at);
          return;
      }
      if (left-- < 0) {
        this.#isTooDeep = true;
        return;
      }
    }
  }

  #visitFunctionDeclaration(node: ts.FunctionDeclaration): void {
    // Overloads and ambient functions have no code; calls of them lead to the implementation or out of the file.
    if (node.body === undefined || hasModifier(node, Kind.DeclareKeyword)) return;
    let name = 'default';
    if (node.name !== undefined) {
      const variable = this.#declare(this.#scope, node.name, 'function');
      addWrite(variable, node.name.pos);
      variable.isStraight = true;
      variable.isPrimitive = true;
      name = textOf(node.name);
    }
    this.#visitFunction(node, 'function', name, undefined);
  }

  #visitFunction(
    node: FunctionNode,
    kind: FunctionKind,
    name: string,
    classDraft: ClassDraft | undefined,
  ): void {
    this.#hint = '';
    const isStatic = classDraft !== undefined && hasModifier(node, Kind.StaticKeyword);
    const isHoisted = node.kind === Kind.FunctionDeclaration;
    const fullName = classDraft === undefined ? name : memberName(classDraft, name);
    const draft = this.#addFunction(node, kind, fullName, classDraft, isStatic, isHoisted);
    this.#functionOf.set(node, draft);
    this.#visitFunctionBody(node, draft);
  }

  #visitFunctionBody(node: FunctionNode, draft: FunctionDraft): void {
    const outerScope = this.#scope;
    const outerFunction = this.#function;
    const outerThis = this.#this;
    const outerLoop = this.#loopStart;
    const outerSwitch = this.#inSwitch;
    for (const parameter of node.parameters) this.#visitDecorators(parameter);
    this.#function = draft;
    if (!draft.isArrow) this.#this = { kind: 'function', draft };
    this.#loopStart = -1;
    this.#inSwitch = false;
    if (node.kind === Kind.FunctionExpression && node.name !== undefined) {
      this.#scope = new Scope(this.#scope, draft.id, false, false);
      const self = this.#declare(this.#scope, node.name as ts.Identifier, 'self');
      self.isStraight = true;
      self.isPrimitive = true;
      addWrite(self, node.pos);
      draft.self = self;
    }
    this.#scope = new Scope(this.#scope, draft.id, true, false);
    for (const parameter of node.parameters) this.#visitParameter(parameter);
    const body = node.body;
    if (body !== undefined) {
      if (body.kind === Kind.Block) this.#visitAll((body as ts.Block).statements);
      else this.#visit(body);
    }
    this.#scope = outerScope;
    this.#function = outerFunction;
    this.#this = outerThis;
    this.#loopStart = outerLoop;
    this.#inSwitch = outerSwitch;
  }

  #visitParameter(parameter: ts.ParameterDeclaration): void {
    if (isThisParameter(parameter)) return;
    if (parameter.initializer !== undefined) this.#visitNamed(parameter.initializer, nameOf(parameter.name));
    if (parameter.name.kind !== Kind.Identifier) {
      this.#declarePattern(parameter.name, this.#scope, 'parameter', true);
      return;
    }
    const variable = this.#declareName(parameter.name as ts.Identifier, this.#scope, 'parameter', true);
    if (parameter.type !== undefined) variable.type = parameter.type;
  }

  #visitDecorators(node: ts.Node): void {
    const modifiers = (node as { readonly modifiers?: readonly ts.ModifierLike[] }).modifiers;
    if (modifiers === undefined) return;
    for (const modifier of modifiers) {
      if (modifier.kind === Kind.Decorator) this.#visit((modifier as ts.Decorator).expression);
    }
  }

  // --- Classes --------------------------------------------------------------------------------------------------

  #visitClass(node: ts.ClassLikeDeclaration, name: string): void {
    this.#hint = '';
    this.#typeNodes.push(node);
    this.#visitDecorators(node);
    const outer = this.#scope;
    const draft: ClassDraft = {
      node,
      name,
      constructorId: -1,
      staticThis: undefined,
      functionId: this.#function.id,
      loweredId: -1,
    };
    this.#classOf.set(node, draft);
    if (node.kind === Kind.ClassExpression && node.name !== undefined) {
      this.#scope = new Scope(outer, this.#function.id, false, false);
      const variable = this.#declare(this.#scope, node.name as ts.Identifier, 'class');
      addWrite(variable, node.name.pos);
      variable.isStraight = true;
    }
    for (const clause of node.heritageClauses ?? []) {
      if (clause.token !== Kind.ExtendsKeyword) continue;
      for (const type of clause.types) this.#visit(type.expression);
    }
    const owner = this.#visitConstructor(node, draft);
    for (const member of node.members) this.#visitMember(member, draft, owner);
    this.#scope = outer;
  }

  /** The constructor comes first, because fields are initialized in it; a class without one gets one. */
  #visitConstructor(node: ts.ClassLikeDeclaration, draft: ClassDraft): FunctionDraft {
    for (const member of node.members) {
      if (member.kind !== Kind.Constructor || (member as ts.ConstructorDeclaration).body === undefined)
        continue;
      this.#visitFunction(member as ts.ConstructorDeclaration, 'constructor', 'constructor', draft);
      const made = this.#functionOf.get(member);
      if (made !== undefined) {
        draft.constructorId = made.id;
        return made;
      }
    }
    const made = this.#addFunction(
      node,
      'constructor',
      memberName(draft, 'constructor'),
      draft,
      false,
      false,
    );
    draft.constructorId = made.id;
    return made;
  }

  #visitMember(member: ts.ClassElement, draft: ClassDraft, owner: FunctionDraft): void {
    switch (member.kind) {
      case Kind.MethodDeclaration:
      case Kind.GetAccessor:
      case Kind.SetAccessor: {
        const method = member as ts.MethodDeclaration | ts.AccessorDeclaration;
        this.#visitDecorators(method);
        this.#visitPropertyName(method.name);
        if (method.body === undefined) return;
        const name = staticName(method.name) ?? '[computed]';
        this.#visitFunction(method, kindOfMember(method), name, draft);
        return;
      }
      case Kind.PropertyDeclaration: {
        const property = member as ts.PropertyDeclaration;
        this.#visitDecorators(property);
        this.#visitPropertyName(property.name);
        if (property.initializer === undefined) return;
        const name = staticName(property.name) ?? '[computed]';
        if (hasModifier(property, Kind.StaticKeyword)) {
          this.#inStatic(draft, () =>
            this.#visitNamed(property.initializer as ts.Expression, memberName(draft, name)),
          );
        } else {
          this.#inConstructor(owner, () =>
            this.#visitNamed(property.initializer as ts.Expression, memberName(draft, name)),
          );
        }
        return;
      }
      case Kind.ClassStaticBlockDeclaration: {
        const { body } = member as ts.ClassStaticBlockDeclaration;
        this.#inStatic(draft, () => {
          const outer = this.#scope;
          this.#scope = new Scope(outer, this.#function.id, true, false);
          this.#visitAll(body.statements);
          this.#scope = outer;
        });
        return;
      }
      default:
        return;
    }
  }

  #inStatic(draft: ClassDraft, action: () => void): void {
    const outer = this.#this;
    this.#this = { kind: 'class', draft };
    action();
    this.#this = outer;
  }

  #inConstructor(owner: FunctionDraft, action: () => void): void {
    const outerThis = this.#this;
    const outerFunction = this.#function;
    const outerLoop = this.#loopStart;
    this.#this = { kind: 'function', draft: owner };
    this.#function = owner;
    this.#loopStart = -1;
    action();
    this.#this = outerThis;
    this.#function = outerFunction;
    this.#loopStart = outerLoop;
  }

  // --- Modules, enums, JSX --------------------------------------------------------------------------------------

  #visitEnum(node: ts.EnumDeclaration): void {
    this.#typeNodes.push(node);
    if (hasModifier(node, Kind.DeclareKeyword)) return;
    const variable = this.#declare(this.#scope, node.name, 'enum');
    addWrite(variable, node.name.pos);
    variable.isStraight = !this.#inSwitch;
    variable.memberKeys = keysOfEnum(node);
    const outer = this.#scope;
    this.#scope = new Scope(outer, this.#function.id, false, false);
    for (const member of node.members) {
      if (member.initializer !== undefined) this.#visit(member.initializer);
      if (member.name.kind !== Kind.Identifier) continue;
      const item = this.#declare(this.#scope, member.name as ts.Identifier, 'enum-member');
      addWrite(item, member.pos);
      item.isStraight = true;
    }
    this.#scope = outer;
  }

  #visitNamespace(node: ts.ModuleDeclaration): void {
    if (hasModifier(node, Kind.DeclareKeyword) || node.name.kind === Kind.StringLiteral || isGlobal(node)) {
      if (node.body !== undefined && node.body.kind === Kind.ModuleBlock)
        this.#collectTypes((node.body as ts.ModuleBlock).statements, 0);
      return;
    }
    const known = this.#names.names.get(textOf(node.name as ts.Identifier))?.in(this.#scope);
    const variable = this.#declare(this.#scope, node.name as ts.Identifier, 'namespace');
    if (known === undefined || known.kind === 'import') addWrite(variable, node.name.pos);
    variable.isStraight = variable.isStraight || !this.#inSwitch;
    const outer = this.#scope;
    this.#scope = new Scope(outer, this.#function.id, true, false);
    if (node.body !== undefined) {
      if (node.body.kind === Kind.ModuleBlock) this.#visitAll((node.body as ts.ModuleBlock).statements);
      else this.#visit(node.body);
    }
    this.#scope = outer;
  }

  /** Ambient code only has types. */
  #collectTypes(statements: readonly ts.Statement[], depth: number): void {
    for (const statement of statements) {
      switch (statement.kind) {
        case Kind.InterfaceDeclaration:
        case Kind.TypeAliasDeclaration:
        case Kind.EnumDeclaration:
        case Kind.ClassDeclaration:
          this.#typeNodes.push(statement as ts.InterfaceDeclaration);
          break;
        case Kind.ImportDeclaration:
          this.#visitImport(statement as ts.ImportDeclaration);
          break;
        case Kind.ImportEqualsDeclaration:
          this.#visitImportEquals(statement as ts.ImportEqualsDeclaration);
          break;
        case Kind.ModuleDeclaration: {
          let body = (statement as ts.ModuleDeclaration).body;
          while (body !== undefined && body.kind === Kind.ModuleDeclaration)
            body = (body as ts.ModuleDeclaration).body;
          if (body !== undefined && body.kind === Kind.ModuleBlock && depth < 20)
            this.#collectTypes((body as ts.ModuleBlock).statements, depth + 1);
          break;
        }
        default:
          break;
      }
    }
  }

  #visitImport(node: ts.ImportDeclaration): void {
    if (node.moduleSpecifier.kind !== Kind.StringLiteral) return;
    const specifier = node.moduleSpecifier as ts.StringLiteral;
    const clause = node.importClause;
    if (clause === undefined) {
      this.#addImport(specifier, '*', 'esm', false);
      return;
    }
    const isTypeOnly = clause.phaseModifier === Kind.TypeKeyword;
    if (clause.name !== undefined) this.#importName(clause.name, specifier, 'default', 'esm', isTypeOnly);
    const bindings = clause.namedBindings;
    if (bindings === undefined) return;
    if (bindings.kind === Kind.NamespaceImport) {
      this.#importName((bindings as ts.NamespaceImport).name, specifier, '*', 'esm', isTypeOnly);
      return;
    }
    const { elements } = bindings as ts.NamedImports;
    if (elements.length === 0 && clause.name === undefined)
      this.#addImport(specifier, '*', 'esm', isTypeOnly);
    for (const element of elements) {
      const name = (element.propertyName ?? element.name).text;
      this.#importName(element.name, specifier, name, 'esm', isTypeOnly || element.isTypeOnly);
    }
  }

  #visitImportEquals(node: ts.ImportEqualsDeclaration): void {
    const reference = node.moduleReference;
    if (reference.kind === Kind.ExternalModuleReference) {
      const { expression } = reference as ts.ExternalModuleReference;
      if (expression.kind === Kind.StringLiteral) {
        const specifier = expression as ts.StringLiteral;
        this.#importName(node.name, specifier, '*', 'import-equals', node.isTypeOnly);
      }
      return;
    }
    const variable = this.#declare(this.#scope, node.name, 'const');
    addWrite(variable, node.name.pos);
    variable.isStraight = true;
    let at = reference as ts.EntityName;
    while (at.kind === Kind.QualifiedName) at = (at as ts.QualifiedName).left;
    this.#refer(at as ts.Identifier, reads);
  }

  #importName(
    name: ts.Identifier,
    specifier: ts.StringLiteral,
    importedName: string,
    kind: IrImport['kind'],
    isTypeOnly: boolean,
  ): void {
    const id = this.#addImport(specifier, importedName, kind, isTypeOnly);
    const variable = this.#declare(this.#scope, name, 'import');
    variable.importId = id;
    variable.isPrimitive = true;
  }

  #addImport(specifier: ts.StringLiteral, name: string, kind: IrImport['kind'], isTypeOnly: boolean): number {
    const start = startOf(this.#text, specifier);
    const length = specifier.end - start;
    return this.#imports.push({ specifier: specifier.text, name, kind, isTypeOnly, start, length }) - 1;
  }

  #visitExport(node: ts.ExportDeclaration): void {
    if (node.moduleSpecifier !== undefined || node.exportClause === undefined) return;
    if (node.exportClause.kind !== Kind.NamedExports) return;
    for (const element of (node.exportClause as ts.NamedExports).elements) {
      const local = element.propertyName ?? element.name;
      if (local.kind === Kind.Identifier) this.#refer(local as ts.Identifier, reads);
    }
  }

  #visitJsx(node: ts.JsxElement | ts.JsxSelfClosingElement | ts.JsxAttribute): void {
    if (node.kind === Kind.JsxAttribute) {
      this.#visitOptional((node as ts.JsxAttribute).initializer);
      return;
    }
    const opening =
      node.kind === Kind.JsxElement
        ? (node as ts.JsxElement).openingElement
        : (node as ts.JsxSelfClosingElement);
    const tag = opening.tagName as ts.Expression;
    if (tag.kind !== Kind.JsxNamespacedName && !isHostTag(tag)) this.#visitChain(tag, reads);
    this.#visit(opening.attributes);
    if (node.kind === Kind.JsxElement) this.#visitAll((node as ts.JsxElement).children);
  }
}
