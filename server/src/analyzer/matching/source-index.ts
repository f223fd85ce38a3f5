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
  unknownString,
} from './bindings.ts';
import { unwrap } from './environment.ts';
import {
  forEachChild,
  isArrowFunction,
  isAsExpression,
  isBinaryExpression,
  isBlock,
  isCaseClause,
  isClassDeclaration,
  isDefaultClause,
  isExternalModuleReference,
  isFunctionDeclaration,
  isIdentifier,
  isNamespaceImport,
  isNewExpression,
  isNonNullExpression,
  isNumericLiteral,
  isObjectBindingPattern,
  isPrefixUnaryExpression,
  isPropertyAccessExpression,
  isPropertyDeclaration,
  isSatisfiesExpression,
  isStringLiteral,
  isStringLiteralLike,
  isTemplateExpression,
  isTypeAssertionExpression,
  isTypeNode,
  isVariableDeclaration,
  isVariableStatement,
  Kind,
} from './syntax.ts';

/** A list of statements, with declarations of several variables taken apart. */
export interface StatementList {
  readonly items: readonly ts.Node[];
  /** The items with everything nested in them (blocks, bodies of functions and lambdas), in source order. */
  readonly flat: () => FlatStatements;
}

/** See {@link StatementList.flat}. */
export interface FlatStatements {
  readonly nodes: readonly ts.Node[];
  /** Position in `items` of the item each node lies in. */
  readonly item: readonly number[];
  /** One past the last node nested in each node. */
  readonly end: readonly number[];
  /** Position of each item in `nodes`. */
  readonly first: readonly number[];
}

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
  readonly ofKind: (kind: ts.SyntaxKind) => readonly ts.Node[];
  /** All nodes that stand where an expression stands. */
  readonly expressions: () => readonly ts.Node[];
  readonly identifiers: (text: string) => readonly ts.Node[];
  /** Uses of variables that are constants. */
  readonly constantIdentifiers: () => readonly ts.Node[];
  /** Calls whose callee is the name or ends in `.name`. */
  readonly callsOf: (name: string) => readonly ts.Node[];
  readonly newsOf: (name: string) => readonly ts.Node[];
  readonly accessesOf: (name: string) => readonly ts.Node[];
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

/** Builds the index of a file. */
export function createSourceIndex(
  file: ts.SourceFile,
  constants: ConstantOracle = () => undefined,
): SourceIndex {
  const text = file.text;
  const kinds = new Map<ts.SyntaxKind, ts.Node[]>();
  const expressionNodes: ts.Node[] = [];
  const visit = (node: ts.Node, isExpression: boolean): void => {
    const kind = node.kind;
    let list = kinds.get(kind);
    if (list === undefined) {
      list = [];
      kinds.set(kind, list);
    }
    // Identifiers that name things are not looked for by their kind.
    if (kind !== Kind.Identifier || isExpression) list.push(node);
    if (isExpression) expressionNodes.push(node);
    forEachChild(node, (child) => visit(child, isExpressionChild(node, child)));
  };
  forEachChild(file, (child) => visit(child, false));

  const ofKind = (kind: ts.SyntaxKind): readonly ts.Node[] => kinds.get(kind) ?? [];
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
    return (name) => names().get(name) ?? [];
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
  const index: SourceIndex = {
    file,
    text,
    startOf,
    ofKind,
    expressions: () => expressionNodes,
    identifiers: byName(Kind.Identifier, (node) => (node as ts.Identifier).text),
    constantIdentifiers: lazy(() =>
      ofKind(Kind.Identifier).filter((node) => index.constantOf(node) !== undefined),
    ),
    callsOf: byName(Kind.CallExpression, (node) => lastName((node as ts.CallExpression).expression)),
    newsOf: byName(Kind.NewExpression, (node) => lastName((node as ts.NewExpression).expression)),
    accessesOf: byName(
      Kind.PropertyAccessExpression,
      (node) => (node as ts.PropertyAccessExpression).name.text,
    ),
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
      for (const [kind, nodes] of kinds)
        if (isStatementKind(kind))
          all.push(...expandItems(nodes as readonly ts.Node[] as readonly ts.Statement[]));
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
    if ((parent as { readonly name?: ts.Node }).name === child) return isAssignedName(parent);
    if ((parent as { readonly propertyName?: ts.Node }).propertyName === child) return false;
    if ((parent as { readonly label?: ts.Node }).label === child) return false;
    if ((parent as { readonly tagName?: ts.Node }).tagName === child) return false;
    return !isTypeNode(parent) && parent.kind !== Kind.QualifiedName && parent.kind !== Kind.TypePredicate;
  }
  if (kind === Kind.PropertyAccessExpression && (parent as { readonly tagName?: ts.Node }).tagName === child)
    return false;
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

/** Whether a node kind is a statement or a declaration that stands as one. */
export function isStatementKind(kind: ts.SyntaxKind): boolean {
  return (
    (kind >= Kind.FirstStatement && kind <= Kind.LastStatement) ||
    kind === Kind.Block ||
    kind === Kind.FunctionDeclaration ||
    kind === Kind.ClassDeclaration ||
    kind === Kind.InterfaceDeclaration ||
    kind === Kind.TypeAliasDeclaration ||
    kind === Kind.EnumDeclaration ||
    kind === Kind.ModuleDeclaration ||
    kind === Kind.ImportDeclaration ||
    kind === Kind.ImportEqualsDeclaration ||
    kind === Kind.ExportDeclaration ||
    kind === Kind.ExportAssignment
  );
}

function statementsOf(container: ts.Node): readonly ts.Statement[] {
  return (container as { readonly statements?: readonly ts.Statement[] }).statements ?? [];
}

/** Statements with `const a = 1, b = 2` as one item a variable. */
export function expandItems(statements: readonly ts.Statement[]): readonly ts.Node[] {
  if (!statements.some((statement) => isSeveral(statement))) return statements;
  return statements.flatMap((statement): readonly ts.Node[] =>
    isSeveral(statement) ? statement.declarationList.declarations : [statement],
  );
}

function isSeveral(statement: ts.Statement): statement is ts.VariableStatement {
  return isVariableStatement(statement) && statement.declarationList.declarations.length > 1;
}

function variableStatements(statements: readonly ts.Node[]): ReadonlyMap<ts.Node, ts.VariableStatement> {
  const map = new Map<ts.Node, ts.VariableStatement>();
  for (const statement of statements as readonly ts.VariableStatement[])
    for (const declaration of statement.declarationList.declarations) map.set(declaration, statement);
  return map;
}

function flatten(items: readonly ts.Node[]): FlatStatements {
  const nodes: ts.Node[] = [];
  const item: number[] = [];
  const end: number[] = [];
  const first: number[] = [];
  const push = (node: ts.Node, top: number): void => {
    const at = nodes.length;
    nodes.push(node);
    item.push(top);
    end.push(0);
    for (const nested of nestedStatements(node)) push(nested, top);
    end[at] = nodes.length;
  };
  for (const [top, node] of items.entries()) {
    first.push(nodes.length);
    push(node, top);
  }
  return { nodes, item, end, first };
}

/** Statements directly nested in a statement, also those in lambdas of its expressions and members of its class. */
function nestedStatements(node: ts.Node): readonly ts.Node[] {
  if (node.kind === Kind.Block || node.kind === Kind.ModuleBlock) return expandItems(statementsOf(node));
  const nested: ts.Node[] = [];
  const visit = (child: ts.Node): void => {
    if (isStatementKind(child.kind)) nested.push(child);
    else if (isArrowFunction(child) && !isBlock(child.body)) nested.push(child.body);
    else if (isCaseClause(child)) {
      visit(child.expression);
      nested.push(...expandItems(child.statements));
    } else if (isDefaultClause(child)) nested.push(...expandItems(child.statements));
    else forEachChild(child, visit);
  };
  forEachChild(node, visit);
  return nested;
}

interface RangeContext {
  readonly file: ts.SourceFile;
  readonly startOf: (node: ts.Node) => number;
  readonly statementOf: (declaration: ts.Node) => ts.VariableStatement | undefined;
}

function rangeOf(
  node: ts.Node,
  isAssignment: boolean,
  context: RangeContext,
): { readonly start: number; readonly end: number } {
  if (isVariableStatement(node))
    return { start: context.startOf(node.declarationList), end: node.declarationList.end };
  if (isVariableDeclaration(node)) {
    const statement = context.statementOf(node);
    // An item of a longer declaration, and a destructured name, are reported with the keyword.
    const isWhole = statement !== undefined && !(isAssignment && isIdentifier(node.name));
    return { start: context.startOf(isWhole ? statement.declarationList : node), end: node.end };
  }
  if (isFunctionDeclaration(node) || isClassDeclaration(node)) {
    let start = context.startOf(node);
    let end = -1;
    for (const modifier of node.modifiers ?? []) {
      if (modifier.kind !== Kind.ExportKeyword && modifier.kind !== Kind.DefaultKeyword) break;
      end = modifier.end;
    }
    if (end >= 0) {
      const gap = /^(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/.exec(context.file.text.slice(end, end + 2000));
      start = end + (gap?.[0].length ?? 0);
    }
    return { start, end: node.end };
  }
  return { start: context.startOf(node), end: node.end };
}

/** Longest string that constant folding makes, in UTF-16 units. */
const maxConstantLength = 10_000;

function createConstantReader(
  indexOf: () => SourceIndex,
  oracle: ConstantOracle,
): (node: ts.Node) => ConstantValue | undefined {
  const known = new Map<ts.Node, ConstantValue | undefined>();
  const read = (node: ts.Node): ConstantValue | undefined => {
    const at = unwrap(node);
    switch (at.kind) {
      case Kind.StringLiteral:
      case Kind.NoSubstitutionTemplateLiteral:
        return (at as ts.StringLiteral).text;
      case Kind.NumericLiteral:
        return Number((at as ts.NumericLiteral).text);
      case Kind.TrueKeyword:
        return true;
      case Kind.FalseKeyword:
        return false;
      case Kind.Identifier:
      case Kind.TemplateExpression:
      case Kind.BinaryExpression:
      case Kind.PrefixUnaryExpression:
      case Kind.PropertyAccessExpression: {
        if (known.has(at)) return known.get(at);
        // Set first, so that a cycle of initializers ends.
        known.set(at, undefined);
        const value = compound(at);
        known.set(at, value);
        return value;
      }
      default:
        return undefined;
    }
  };
  const compound = (node: ts.Node): ConstantValue | undefined => {
    const index = indexOf();
    if (isIdentifier(node)) {
      const declaration = index.declarationOf(node);
      const flowing = oracle(node, index.startOf(node));
      if (flowing !== undefined) return flowing;
      if (
        declaration?.initializer !== undefined &&
        declaration.identifier !== node &&
        (declaration.kind === 'const' || !index.bindings().isReassigned(declaration))
      ) {
        const value = read(declaration.initializer);
        if (value !== undefined) return value;
      }
      return undefined;
    }
    if (isPropertyAccessExpression(node)) {
      if (node.expression.kind !== Kind.ThisKeyword) return undefined;
      const field = index.bindings().fieldOf(node.name.text, node.end - 1);
      const initializer = field !== undefined && isPropertyDeclaration(field) ? field.initializer : undefined;
      return initializer === undefined || index.bindings().isPropertyAssigned(node.name.text)
        ? undefined
        : read(initializer);
    }
    if (isTemplateExpression(node)) {
      let text = node.head.text;
      for (const span of node.templateSpans) {
        const value = read(span.expression);
        if (value === undefined) return undefined;
        if (value === unknownString || text.length > maxConstantLength) return unknownString;
        text += `${value}${span.literal.text}`;
      }
      return text;
    }
    if (isPrefixUnaryExpression(node)) {
      const value = read(node.operand);
      if (node.operator === Kind.MinusToken && typeof value === 'number') return -value;
      if (node.operator === Kind.ExclamationToken && typeof value === 'boolean') return !value;
      return undefined;
    }
    if (isBinaryExpression(node)) {
      const isCompound = node.operatorToken.kind === Kind.PlusEqualsToken;
      const flowing = isCompound ? oracle(node, index.startOf(node)) : undefined;
      return flowing ?? binaryConstant(node, read);
    }
    return undefined;
  };
  return read;
}

function binaryConstant(
  node: ts.BinaryExpression,
  read: (node: ts.Node) => ConstantValue | undefined,
): ConstantValue | undefined {
  const isCompound = node.operatorToken.kind === Kind.PlusEqualsToken;
  const operator = isCompound ? Kind.PlusToken : node.operatorToken.kind;
  if (operator < Kind.PlusToken || operator > Kind.PercentToken) return undefined;
  const left = read(node.left);
  if (left === undefined) return undefined;
  const right = read(node.right);
  if (right === undefined) return undefined;
  if (operator === Kind.PlusToken) return addConstants(left, right);
  if (typeof left !== 'number' || typeof right !== 'number') return undefined;
  switch (operator) {
    case Kind.MinusToken:
      return left - right;
    case Kind.AsteriskToken:
      return left * right;
    case Kind.AsteriskAsteriskToken:
      return left ** right;
    case Kind.SlashToken:
      return left / right;
    case Kind.PercentToken:
      return left % right;
    default:
      return undefined;
  }
}

/** What `left + right` is. */
export function addConstants(left: ConstantValue, right: ConstantValue): ConstantValue | undefined {
  if (typeof left === 'number' && typeof right === 'number') return left + right;
  if (left === unknownString || right === unknownString) return unknownString;
  if (typeof left !== 'string' && typeof right !== 'string') return undefined;
  const text = `${left}${right}`;
  return text.length > maxConstantLength ? unknownString : text;
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
    if (declaration === undefined) return undefined;
    if (declaration.type !== undefined) return { kind: 'node', type: declaration.type };
    return declaration.initializer === undefined || declaration.identifier === at
      ? undefined
      : typeOfInitializer(index, declaration.initializer);
  }
  if (isPropertyAccessExpression(at) && at.expression.kind === Kind.ThisKeyword) {
    const field = index.bindings().fieldOf(at.name.text, at.end - 1);
    if (field?.type !== undefined) return { kind: 'node', type: field.type };
    return field?.initializer === undefined ? undefined : typeOfInitializer(index, field.initializer);
  }
  return undefined;
}

/** One step only: what is evident in the initializer itself. */
function typeOfInitializer(index: SourceIndex, initializer: ts.Expression): KnownType | undefined {
  return isIdentifier(initializer) ? undefined : typeOf(index, initializer);
}
