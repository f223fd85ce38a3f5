/**
 * One file as the matcher sees it: nodes by kind and name, statement lists, names, constants, declared types.
 *
 * Made in one walk over a live syntax tree, the rest on demand; it never outlives the tree. Nodes of each list are in
 * source order. Nothing in the tree is changed.
 */

import type ts from 'typescript';
import {
  type Bindings,
  type ConstantValue,
  type Declaration,
  moduleName,
  readBindings,
  requiredModule,
} from './bindings.ts';
import { unwrap } from './environment.ts';
import { createConstantReader } from './fold-constants.ts';
import {
  expandItems,
  flatten,
  isStatementKind,
  rangeOf,
  type StatementList,
  statementsOf,
} from './statement-list.ts';
import {
  forEachChild,
  isAsExpression,
  isExternalModuleReference,
  isIdentifier,
  isNamespaceImport,
  isNewExpression,
  isNonNullExpression,
  isNumericLiteral,
  isObjectBindingPattern,
  isPropertyAccessExpression,
  isSatisfiesExpression,
  isStringLiteral,
  isStringLiteralLike,
  isTypeAssertionExpression,
  isTypeNode,
  Kind,
} from './syntax.ts';

/** A declared or evident type of an expression: as written, or the name of a primitive or class. */
export type KnownType =
  | { readonly kind: 'node'; readonly type: ts.TypeNode }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'expression'; readonly expression: ts.Expression };

/** See the head of this file. */
export interface SourceIndex {
  readonly file: ts.SourceFile;
  readonly text: string;
  readonly startOf: (node: ts.Node) => number;
  /** The outermost parentheses around an expression, or the expression itself. */
  readonly outerOf: (node: ts.Node) => ts.Node;
  readonly ofKind: (kind: ts.SyntaxKind) => readonly ts.Node[];
  /** All nodes that stand where an expression stands. */
  readonly expressions: () => readonly ts.Node[];
  readonly identifiers: (text: string) => readonly ts.Node[];
  /** String literals that are values, not names of properties or modules. */
  readonly strings: () => readonly ts.Node[];
  /** Texts put together with `+` that are constants. */
  readonly constantSums: () => readonly ts.Node[];
  /** Uses of variables that are constants. */
  readonly constantIdentifiers: () => readonly ts.Node[];
  /** Calls whose callee is the name or ends in `.name`. */
  readonly callsOf: (name: string) => readonly ts.Node[];
  readonly newsOf: (name: string) => readonly ts.Node[];
  readonly accessesOf: (name: string) => readonly ts.Node[];
  /** A list of nodes that many patterns ask for, made once a file: what `make` gives the first time. */
  readonly remember: (what: string, make: () => readonly ts.Node[]) => readonly ts.Node[];
  readonly statementLists: () => readonly ts.Node[];
  /** The list that a block, file, module block or case holds. */
  readonly listOf: (container: ts.Node) => StatementList;
  /** Single statements, wherever they stand, with several-variable declarations taken apart. */
  readonly statements: () => readonly ts.Node[];
  /**
   * UTF-16 offsets of a statement as Semgrep reports it: without `export`, declarations without the semicolon.
   * `isAssignment`: the declaration of a variable was matched as an assignment, which begins at the name.
   */
  readonly rangeOf: (
    node: ts.Node,
    isAssignment?: boolean,
  ) => { readonly start: number; readonly end: number };
  /** Local names under which an imported or required thing goes that patterns call `name`. */
  readonly aliasesOf: (name: string) => readonly string[];
  readonly bindings: () => Bindings;
  readonly declarationOf: (identifier: ts.Identifier) => Declaration | undefined;
  readonly constantOf: (node: ts.Node) => ConstantValue | undefined;
  readonly typeOf: (node: ts.Node) => KnownType | undefined;
}

/** Asks the lowered code for the constant at an expression; undefined when it is none or unknown. */
export type ConstantOracle = (node: ts.Node, start: number) => ConstantValue | undefined;

const noNodes: readonly ts.Node[] = [];

/** Builds the index of a file. */
export function createSourceIndex(
  file: ts.SourceFile,
  constants: ConstantOracle = () => undefined,
): SourceIndex {
  const text = file.text;
  const kinds: (ts.Node[] | undefined)[] = [];
  /** Kinds of which there are nodes, the first seen first. */
  const seenKinds: ts.SyntaxKind[] = [];
  const expressionNodes: ts.Node[] = [];
  const strings: ts.Node[] = [];
  const outer = new Map<ts.Node, ts.Node>();
  /** Names that are given a value where they stand, and so have none of their own yet. */
  const targets = new Set<ts.Node>();
  // One function for all nodes, with the parent beside it: a closure a node is what would cost most here.
  let parent: ts.Node = file;
  const visitChild = (child: ts.Node): void => visit(child, isExpressionChild(parent, child));
  const visit = (node: ts.Node, isExpression: boolean): void => {
    const kind = node.kind;
    let list = kinds[kind];
    if (list === undefined) {
      list = [];
      kinds[kind] = list;
      seenKinds.push(kind);
    }
    // Identifiers that name things are not looked for by their kind.
    if (kind !== Kind.Identifier || isExpression) list.push(node);
    if (kind === Kind.ParenthesizedExpression)
      outer.set((node as ts.ParenthesizedExpression).expression, outer.get(node) ?? node);
    else if (isExpression) {
      expressionNodes.push(node);
      if (kind === Kind.StringLiteral) strings.push(node);
    }
    if (kind === Kind.BinaryExpression) {
      const { left, operatorToken } = node as ts.BinaryExpression;
      if (operatorToken.kind >= Kind.FirstAssignment && operatorToken.kind <= Kind.LastAssignment)
        targets.add(left);
    } else if (kind === Kind.VariableDeclaration) targets.add((node as ts.VariableDeclaration).name);
    const above = parent;
    parent = node;
    forEachChild(node, visitChild);
    parent = above;
  };
  forEachChild(file, (child) => visit(child, false));

  const ofKind = (kind: ts.SyntaxKind): readonly ts.Node[] => kinds[kind] ?? noNodes;
  const startOf = (node: ts.Node): number => node.getStart(file);
  const byName = (
    kind: ts.SyntaxKind,
    nameOf: (node: ts.Node) => string,
  ): ((name: string) => readonly ts.Node[]) => {
    const names = lazy(() => {
      const map = new Map<string, ts.Node[]>();
      for (const node of ofKind(kind)) {
        const name = nameOf(node);
        const known = map.get(name);
        if (known === undefined) map.set(name, [node]);
        else known.push(node);
      }
      return map;
    });
    return (name) => names().get(name) ?? noNodes;
  };
  const bindings = lazy(() => readBindings(file));
  const aliases = lazy(() => readAliases(ofKind));
  const parents = lazy(() => variableStatements(ofKind(Kind.VariableStatement)));
  const lists = new Map<ts.Node, StatementList>();
  const listOf = (container: ts.Node): StatementList => {
    const known = lists.get(container);
    if (known !== undefined) return known;
    const items = expandItems(statementsOf(container));
    const list: StatementList = { items, flat: lazy(() => flatten(items)) };
    lists.set(container, list);
    return list;
  };
  const remembered = new Map<string, readonly ts.Node[]>();
  const index: SourceIndex = {
    file,
    text,
    startOf,
    outerOf: (node) => outer.get(node) ?? node,
    ofKind,
    expressions: () => expressionNodes,
    strings: () => strings,
    identifiers: byName(Kind.Identifier, (node) => (node as ts.Identifier).text),
    constantSums: lazy(() =>
      ofKind(Kind.BinaryExpression).filter(
        (node) =>
          (node as ts.BinaryExpression).operatorToken.kind === Kind.PlusToken &&
          index.constantOf(node) !== undefined,
      ),
    ),
    constantIdentifiers: lazy(() =>
      ofKind(Kind.Identifier).filter((node) => !targets.has(node) && index.constantOf(node) !== undefined),
    ),
    callsOf: byName(Kind.CallExpression, (node) => lastName((node as ts.CallExpression).expression)),
    newsOf: byName(Kind.NewExpression, (node) => lastName((node as ts.NewExpression).expression)),
    accessesOf: byName(
      Kind.PropertyAccessExpression,
      (node) => (node as ts.PropertyAccessExpression).name.text,
    ),
    remember: (what, make) => {
      const known = remembered.get(what);
      if (known !== undefined) return known;
      const made = make();
      remembered.set(what, made);
      return made;
    },
    statementLists: lazy(() => [
      file,
      ...ofKind(Kind.Block),
      ...ofKind(Kind.ModuleBlock),
      ...ofKind(Kind.CaseClause),
      ...ofKind(Kind.DefaultClause),
    ]),
    listOf,
    statements: lazy(() => {
      const all: ts.Node[] = [];
      for (const kind of seenKinds)
        if (isStatementKind(kind))
          all.push(...expandItems(ofKind(kind) as readonly ts.Node[] as readonly ts.Statement[]));
      return all.sort((left, right) => left.pos - right.pos || right.end - left.end);
    }),
    rangeOf: (node, isAssignment = false) =>
      rangeOf(node, isAssignment, {
        file,
        startOf,
        statementOf: (declaration) => parents().get(declaration),
      }),
    aliasesOf: (name) => aliases().get(name) ?? [],
    bindings,
    declarationOf: (identifier) => bindings().resolve(identifier.text, identifier.end - 1),
    constantOf: createConstantReader(() => index, constants),
    typeOf: (node) => typeOf(index, node),
  };
  return index;
}

/** Only looks at imports and `require`, so that a file without any costs nothing. */
function readAliases(
  ofKind: (kind: ts.SyntaxKind) => readonly ts.Node[],
): ReadonlyMap<string, readonly string[]> {
  const aliases = new Map<string, string[]>();
  const add = (local: string, names: readonly string[]): void => {
    for (const name of names) {
      if (name === local) continue;
      const known = aliases.get(name);
      if (known === undefined) aliases.set(name, [local]);
      else if (!known.includes(local)) known.push(local);
    }
  };
  for (const node of ofKind(Kind.ImportDeclaration)) {
    const { importClause: clause, moduleSpecifier } = node as ts.ImportDeclaration;
    if (clause === undefined || !isStringLiteral(moduleSpecifier)) continue;
    const names = [moduleName(moduleSpecifier.text)];
    if (clause.name !== undefined) add(clause.name.text, names);
    const named = clause.namedBindings;
    if (named === undefined) continue;
    if (isNamespaceImport(named)) add(named.name.text, names);
    else
      for (const element of named.elements)
        if (element.propertyName !== undefined) add(element.name.text, [element.propertyName.text]);
  }
  for (const node of ofKind(Kind.ImportEqualsDeclaration)) {
    const { name, moduleReference: reference } = node as ts.ImportEqualsDeclaration;
    if (isExternalModuleReference(reference) && isStringLiteral(reference.expression))
      add(name.text, [moduleName(reference.expression.text)]);
  }
  for (const node of ofKind(Kind.VariableDeclaration)) {
    const { name, initializer } = node as ts.VariableDeclaration;
    const module = initializer === undefined ? undefined : requiredModule(initializer);
    if (module === undefined) continue;
    if (isIdentifier(name)) add(name.text, [moduleName(module)]);
    else if (isObjectBindingPattern(name))
      for (const element of name.elements)
        if (
          element.propertyName !== undefined &&
          isIdentifier(element.propertyName) &&
          isIdentifier(element.name)
        )
          add(element.name.text, [element.propertyName.text]);
  }
  return aliases;
}

function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Whether `child` stands where an expression stands, not as a name, a type, a statement or punctuation. */
export function isExpressionChild(parent: ts.Node, child: ts.Node): boolean {
  const kind = child.kind;
  if (kind === Kind.Identifier) {
    // Most parents, by kind: asking all sorts of nodes for what most of them do not have is slow.
    switch (parent.kind) {
      case Kind.CallExpression:
      case Kind.NewExpression:
      case Kind.BinaryExpression:
      case Kind.ElementAccessExpression:
      case Kind.ConditionalExpression:
      case Kind.ArrayLiteralExpression:
      case Kind.ParenthesizedExpression:
      case Kind.PrefixUnaryExpression:
      case Kind.AwaitExpression:
      case Kind.SpreadElement:
      case Kind.TemplateSpan:
      case Kind.JsxExpression:
      case Kind.ReturnStatement:
      case Kind.ExpressionStatement:
      case Kind.IfStatement:
        return true;
      case Kind.PropertyAccessExpression:
        return (parent as ts.PropertyAccessExpression).name !== child;
      case Kind.TypeReference:
      case Kind.QualifiedName:
        return false;
      default:
        break;
    }
    if ((parent as { readonly name?: ts.Node }).name === child) return isAssignedName(parent);
    if ((parent as { readonly propertyName?: ts.Node }).propertyName === child) return false;
    if ((parent as { readonly label?: ts.Node }).label === child) return false;
    if ((parent as { readonly tagName?: ts.Node }).tagName === child) return false;
    return !isTypeNode(parent) && parent.kind !== Kind.TypePredicate;
  }
  if (kind === Kind.PropertyAccessExpression) {
    switch (parent.kind) {
      case Kind.JsxOpeningElement:
      case Kind.JsxSelfClosingElement:
      case Kind.JsxClosingElement:
        return (parent as ts.JsxOpeningElement).tagName !== child;
      default:
        return true;
    }
  }
  switch (kind) {
    case Kind.StringLiteral:
    case Kind.NumericLiteral:
      return (
        (parent as { readonly name?: ts.Node }).name !== child &&
        (parent as { readonly moduleSpecifier?: ts.Node }).moduleSpecifier !== child &&
        parent.kind !== Kind.LiteralType &&
        parent.kind !== Kind.ExternalModuleReference
      );
    case Kind.NullKeyword:
    case Kind.TrueKeyword:
    case Kind.FalseKeyword:
      return parent.kind !== Kind.LiteralType;
    case Kind.ThisKeyword:
    case Kind.SuperKeyword:
    case Kind.ImportKeyword:
    case Kind.BigIntLiteral:
    case Kind.RegularExpressionLiteral:
    case Kind.NoSubstitutionTemplateLiteral:
    case Kind.JsxElement:
    case Kind.JsxSelfClosingElement:
    case Kind.JsxFragment:
    case Kind.SpreadElement:
      return true;
    default:
      return (
        kind >= Kind.ArrayLiteralExpression &&
        kind <= Kind.SatisfiesExpression &&
        kind !== Kind.OmittedExpression &&
        kind !== Kind.ExpressionWithTypeArguments
      );
  }
}

/** Whether a name is the target of an assignment in disguise, and so an expression of its own in patterns. */
function isAssignedName(parent: ts.Node): boolean {
  switch (parent.kind) {
    case Kind.ShorthandPropertyAssignment:
      return true;
    case Kind.BindingElement:
      return (parent as ts.BindingElement).initializer === undefined;
    case Kind.VariableDeclaration:
    case Kind.PropertyDeclaration:
      return (parent as ts.VariableDeclaration).initializer !== undefined;
    default:
      return false;
  }
}

/** The name of an identifier, or after the last dot; empty otherwise. */
export function lastName(node: ts.Node): string {
  const at = unwrap(node);
  if (at.kind === Kind.Identifier) return (at as ts.Identifier).text;
  if (at.kind === Kind.PropertyAccessExpression) return (at as ts.PropertyAccessExpression).name.text;
  return '';
}

function variableStatements(statements: readonly ts.Node[]): ReadonlyMap<ts.Node, ts.VariableStatement> {
  const map = new Map<ts.Node, ts.VariableStatement>();
  for (const statement of statements as readonly ts.VariableStatement[])
    for (const declaration of statement.declarationList.declarations) map.set(declaration, statement);
  return map;
}

function typeOf(index: SourceIndex, node: ts.Node): KnownType | undefined {
  const at =
    node.kind === Kind.ParenthesizedExpression ? (node as ts.ParenthesizedExpression).expression : node;
  if (isAsExpression(at) || isSatisfiesExpression(at) || isTypeAssertionExpression(at))
    return { kind: 'node', type: at.type };
  if (isNonNullExpression(at)) return typeOf(index, at.expression);
  if (isStringLiteralLike(at)) return { kind: 'name', name: 'string' };
  if (isNumericLiteral(at)) return { kind: 'name', name: 'number' };
  if (at.kind === Kind.TrueKeyword || at.kind === Kind.FalseKeyword) return { kind: 'name', name: 'boolean' };
  if (isNewExpression(at)) return { kind: 'expression', expression: at.expression };
  if (isIdentifier(at)) {
    const declaration = index.declarationOf(at);
    if (declaration?.type !== undefined) return { kind: 'node', type: declaration.type };
    if (declaration?.identifier === at) return undefined;
    const initializer =
      declaration === undefined ? index.bindings().firstAssignment(at.text) : declaration.initializer;
    if (initializer !== undefined) return typeOfInitializer(index, initializer);
    return declaration === undefined ? undefined : typeOfConstant(index, at);
  }
  if (isPropertyAccessExpression(at) && at.expression.kind === Kind.ThisKeyword) {
    const field = index.bindings().fieldOf(at.name.text, at.end - 1);
    if (field?.type !== undefined) return { kind: 'node', type: field.type };
    return field?.initializer === undefined ? undefined : typeOfInitializer(index, field.initializer);
  }
  return undefined;
}

/** The type of a variable that is declared first and given one constant afterwards. */
function typeOfConstant(index: SourceIndex, node: ts.Node): KnownType | undefined {
  const value = index.constantOf(node);
  const isPrimitive = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return isPrimitive ? { kind: 'name', name: typeof value } : undefined;
}

/** One step only: what is evident in the initializer itself. */
function typeOfInitializer(index: SourceIndex, initializer: ts.Expression): KnownType | undefined {
  const isCast =
    isAsExpression(initializer) ||
    isSatisfiesExpression(initializer) ||
    isTypeAssertionExpression(initializer);
  return isIdentifier(initializer) || isCast ? undefined : typeOf(index, initializer);
}
