/**
 * Which nodes of a file can be the root of a match of a pattern: calls by name, accesses by name, nodes by kind.
 *
 * Lists that do not depend on the names of a pattern are made once a file (`SourceIndex.remember`).
 */
import type ts from 'typescript';
import { unwrapParentheses } from './environment.ts';
import { heldFunction } from './match-declaration.ts';
import { isLambda } from './match-expression.ts';
import {
  anyName,
  deepOperand,
  isEllipsis,
  isMetavariable,
  metavariableOf,
  readStringPattern,
  sequenceMetavariable,
  typedMetavariable,
} from './pattern-syntax.ts';
import { lastName, type SourceIndex } from './source-index.ts';
import { expandItems } from './statement-list.ts';
import {
  isBlock,
  isExpressionStatement,
  isIfStatement,
  isMethodDeclaration,
  isPropertyDeclaration,
  Kind,
} from './syntax.ts';

/** Nodes that can match an expression pattern. */
export function expressionCandidates(index: SourceIndex, root: ts.Expression): readonly ts.Node[] {
  const p = unwrapParentheses(root);
  if (isAnyExpression(p)) return index.expressions();
  const named = (get: (name: string) => readonly ts.Node[], name: string): readonly ts.Node[] => {
    const aliases = index.aliasesOf(name);
    if (aliases.length === 0) return get(name);
    return [...new Set([...get(name), ...aliases.flatMap((alias) => [...get(alias)])])];
  };
  switch (p.kind) {
    case Kind.CallExpression: {
      const name = fixedName((p as ts.CallExpression).expression);
      const tagged = index.ofKind(Kind.TaggedTemplateExpression);
      const calls = name === '' ? index.ofKind(Kind.CallExpression) : named(index.callsOf, name);
      return tagged.length === 0 ? calls : [...calls, ...tagged];
    }
    case Kind.NewExpression: {
      const name = fixedName((p as ts.NewExpression).expression);
      return name === '' ? index.ofKind(p.kind) : named(index.newsOf, name);
    }
    case Kind.PropertyAccessExpression: {
      const access = p as ts.PropertyAccessExpression;
      const name = fixedName(access);
      if (name !== '') return [...index.accessesOf(name), ...named(index.identifiers, name)];
      return isMetavariable(lastName(access.expression))
        ? index.ofKind(p.kind)
        : [...index.ofKind(p.kind), ...importedNames(index)];
    }
    case Kind.Identifier:
      return named(index.identifiers, (p as ts.Identifier).text);
    case Kind.BinaryExpression: {
      const operator = (p as ts.BinaryExpression).operatorToken.kind;
      return operator === Kind.EqualsToken
        ? [...index.ofKind(Kind.BinaryExpression), ...assignedVariables(index)]
        : index.ofKind(Kind.BinaryExpression);
    }
    case Kind.StringLiteral:
      return index.remember('texts', () => [
        ...index.strings(),
        ...index.ofKind(Kind.NoSubstitutionTemplateLiteral),
        ...index.ofKind(Kind.TemplateExpression),
        ...index.ofKind(Kind.TemplateHead),
        ...index.ofKind(Kind.TemplateMiddle),
        ...index.ofKind(Kind.TemplateTail),
        ...index.constantSums(),
        ...index.constantIdentifiers(),
      ]);
    case Kind.NumericLiteral:
      return [...index.ofKind(p.kind), ...index.constantIdentifiers()];
    case Kind.NoSubstitutionTemplateLiteral:
      return readStringPattern((p as ts.StringLiteralLike).text).kind === 'any'
        ? untagged(index, [Kind.NoSubstitutionTemplateLiteral, Kind.TemplateExpression])
        : untagged(index, [Kind.NoSubstitutionTemplateLiteral]);
    case Kind.TemplateExpression:
      return untagged(index, [Kind.TemplateExpression, Kind.NoSubstitutionTemplateLiteral]);
    case Kind.ArrayLiteralExpression:
      return [...index.ofKind(p.kind), ...index.ofKind(Kind.ArrayBindingPattern)];
    case Kind.ObjectLiteralExpression:
      return [...index.ofKind(p.kind), ...index.ofKind(Kind.ObjectBindingPattern)];
    case Kind.FunctionExpression:
    case Kind.ArrowFunction:
      return index.remember('lambdas', () => {
        const held = new Set(heldFunctions(index).map((node): ts.Node | undefined => heldFunction(node)));
        return [
          ...index.ofKind(Kind.FunctionExpression).filter((node) => !held.has(node)),
          ...index.ofKind(Kind.ArrowFunction).filter((node) => !held.has(node)),
          ...index.ofKind(Kind.FunctionDeclaration).filter(isLambda),
        ];
      });
    case Kind.ClassExpression:
      return [...index.ofKind(p.kind), ...index.ofKind(Kind.ClassDeclaration)];
    case Kind.JsxElement:
    case Kind.JsxSelfClosingElement:
      return [...index.ofKind(Kind.JsxElement), ...index.ofKind(Kind.JsxSelfClosingElement)];
    case Kind.AsExpression:
    case Kind.TypeAssertionExpression:
      return [...index.ofKind(Kind.AsExpression), ...index.ofKind(Kind.TypeAssertionExpression)];
    default:
      return index.ofKind(p.kind);
  }
}

/** Uses of names that were imported. */
function importedNames(index: SourceIndex): readonly ts.Node[] {
  return index.remember('imported names', () =>
    index
      .ofKind(Kind.Identifier)
      .filter((node) => index.declarationOf(node as ts.Identifier)?.imported !== undefined),
  );
}

/** Templates of the kinds that are values themselves, not the text of a tag. */
function untagged(index: SourceIndex, kinds: readonly ts.SyntaxKind[]): readonly ts.Node[] {
  const all = kinds.flatMap((kind) => [...index.ofKind(kind)]);
  const tagged = new Set(
    index
      .ofKind(Kind.TaggedTemplateExpression)
      .map((node): ts.Node => (node as ts.TaggedTemplateExpression).template),
  );
  return tagged.size === 0 ? all : all.filter((node) => !tagged.has(node));
}

/** Variables and fields with an initializer, but for variables of `for` heads, as Semgrep has it. */
function assignedVariables(index: SourceIndex): readonly ts.Node[] {
  return index.remember('assigned variables', () => {
    const variables = index
      .ofKind(Kind.VariableStatement)
      .flatMap((statement) =>
        (statement as ts.VariableStatement).declarationList.declarations.filter(
          ({ initializer }) => initializer !== undefined,
        ),
      );
    return [...variables, ...assignedFields(index)];
  });
}

/** Fields of classes that are given a value, and not a function. */
export function assignedFields(index: SourceIndex): readonly ts.Node[] {
  return index.remember('assigned fields', () =>
    index
      .ofKind(Kind.PropertyDeclaration)
      .filter(
        (field) =>
          (field as ts.PropertyDeclaration).initializer !== undefined && heldFunction(field) === undefined,
      ),
  );
}

/** Members of classes that can match the pattern of one. */
export function membersLike(index: SourceIndex, member: ts.ClassElement): readonly ts.Node[] {
  if (isPropertyDeclaration(member)) return index.ofKind(Kind.PropertyDeclaration);
  if (!isMethodDeclaration(member)) return index.ofKind(member.kind);
  return [
    ...index.ofKind(Kind.MethodDeclaration),
    ...index.ofKind(Kind.GetAccessor),
    ...index.ofKind(Kind.SetAccessor),
    ...index.ofKind(Kind.Constructor),
    ...heldFunctions(index),
  ];
}

/** Properties of all object literals. */
export function propertyNodes(index: SourceIndex): readonly ts.Node[] {
  return index.remember('properties', () =>
    index
      .ofKind(Kind.ObjectLiteralExpression)
      .flatMap((object) => [...(object as ts.ObjectLiteralExpression).properties]),
  );
}

/** Fields and properties that hold a function, and so are methods. */
function heldFunctions(index: SourceIndex): readonly ts.Node[] {
  return index.remember('held functions', () =>
    [...index.ofKind(Kind.PropertyDeclaration), ...index.ofKind(Kind.PropertyAssignment)].filter(
      (node) => heldFunction(node) !== undefined,
    ),
  );
}

/** Nodes that can match the pattern of a declared function. */
export function functionCandidates(index: SourceIndex, p: ts.FunctionDeclaration): readonly ts.Node[] {
  const named = [
    ...index.ofKind(Kind.FunctionDeclaration),
    ...index.ofKind(Kind.MethodDeclaration),
    ...index.ofKind(Kind.Constructor),
    ...index.ofKind(Kind.GetAccessor),
    ...index.ofKind(Kind.SetAccessor),
    ...heldFunctions(index),
  ];
  if (p.name !== undefined && p.name.text !== anyName) return named;
  return [...named, ...index.ofKind(Kind.FunctionExpression), ...index.ofKind(Kind.ArrowFunction)];
}

/** Nodes that can match a single statement. */
export function statementCandidates(index: SourceIndex, p: ts.Node): readonly ts.Node[] {
  switch (p.kind) {
    case Kind.ExpressionStatement:
      return index.remember('statements', () => [...index.statements(), ...arrowExpressions(index)]);
    case Kind.ImportDeclaration:
      return [
        ...index.ofKind(Kind.ImportDeclaration),
        ...index.ofKind(Kind.ImportEqualsDeclaration),
        ...expandItems(index.ofKind(Kind.VariableStatement) as readonly ts.VariableStatement[]),
      ];
    case Kind.VariableStatement:
    case Kind.VariableDeclaration:
      return index.remember('variables', () =>
        expandItems(index.ofKind(Kind.VariableStatement) as readonly ts.VariableStatement[]),
      );
    case Kind.ReturnStatement:
      return index.remember('returned', () => [
        ...index.ofKind(Kind.ReturnStatement),
        ...arrowExpressions(index),
        ...lastExpressions(index),
      ]);
    case Kind.ForStatement:
      return [
        ...index.ofKind(Kind.ForStatement),
        ...index.ofKind(Kind.ForInStatement),
        ...index.ofKind(Kind.ForOfStatement),
      ];
    case Kind.ForInStatement:
      return [...index.ofKind(Kind.ForInStatement), ...index.ofKind(Kind.ForOfStatement)];
    case Kind.ExportAssignment:
      return [
        ...index.ofKind(Kind.ExportAssignment),
        ...index.ofKind(Kind.FunctionDeclaration),
        ...index.ofKind(Kind.ClassDeclaration),
      ];
    default:
      return index.ofKind(p.kind);
  }
}

/** Bodies of arrow functions that are expressions: each is a `return`. */
function arrowExpressions(index: SourceIndex): readonly ts.Node[] {
  return index.ofKind(Kind.ArrowFunction).flatMap((arrow) => {
    const { body } = arrow as ts.ArrowFunction;
    return isBlock(body) ? [] : [body];
  });
}

/** Expressions that end a function expression, on any way: Semgrep takes them for its value. */
function lastExpressions(index: SourceIndex): readonly ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (statement: ts.Node | undefined): void => {
    if (statement === undefined) return;
    if (isExpressionStatement(statement)) found.push(statement.expression);
    else if (isBlock(statement)) visit(statement.statements.at(-1));
    else if (isIfStatement(statement)) {
      visit(statement.thenStatement);
      visit(statement.elseStatement);
    }
  };
  for (const fn of index.ofKind(Kind.FunctionExpression)) visit((fn as ts.FunctionExpression).body);
  return found;
}

/** Whether the pattern takes any expression, or says itself where to look. */
export function isAnyExpression(p: ts.Node): boolean {
  return (
    metavariableOf(p) !== '' ||
    isEllipsis(p) ||
    sequenceMetavariable(p) !== '' ||
    deepOperand(p) !== undefined ||
    typedMetavariable(p) !== undefined
  );
}

/** The name a callee must have, or empty when any will do. */
export function fixedName(node: ts.Node): string {
  const name = lastName(node);
  return isMetavariable(name) || name.startsWith('__') ? '' : name;
}
