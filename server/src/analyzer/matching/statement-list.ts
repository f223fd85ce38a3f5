/**
 * Statement lists as the matcher walks them: declarations of several variables taken apart, nested statements flat.
 */

import type ts from 'typescript';
import {
  forEachChild,
  isArrowFunction,
  isBlock,
  isCaseClause,
  isClassDeclaration,
  isDefaultClause,
  isFunctionDeclaration,
  isIdentifier,
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

/** The statements directly in a block, file, module block or case. */
export function statementsOf(container: ts.Node): readonly ts.Statement[] {
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

/** The items with everything nested in them. */
export function flatten(items: readonly ts.Node[]): FlatStatements {
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

/** UTF-16 offsets of a node as Semgrep reports it; see `SourceIndex.rangeOf`. */
export function rangeOf(
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

/** The declaration of a statement that declares one variable, or of an item made of a longer one. */
export function declarationOfItem(node: ts.Node): ts.VariableDeclaration | undefined {
  if (isVariableDeclaration(node)) return node;
  if (!isVariableStatement(node)) return undefined;
  const { declarations } = node.declarationList;
  return declarations.length === 1 ? declarations[0] : undefined;
}
