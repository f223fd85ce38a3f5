/**
 * The children of the nodes that most of a tree consists of, in the order of the source.
 *
 * `ts.forEachChild` looks up a function for the kind and goes through callbacks for each field; here the frequent kinds
 * are spelled out, and left out is what holds no names: punctuation, the types of assertions, the texts of templates.
 */
import ts from 'typescript';
import { Kind } from './kinds.ts';

/** Calls `visit` with every child that may hold names or types that are declared. */
export function walkChildren(node: ts.Node, visit: (child: ts.Node) => void): void {
  switch (node.kind) {
    case Kind.TrueKeyword:
    case Kind.FalseKeyword:
    case Kind.NullKeyword:
    case Kind.JsxText:
    case Kind.RegularExpressionLiteral:
    case Kind.EmptyStatement:
    case Kind.OmittedExpression:
      return;
    case Kind.ExpressionStatement:
    case Kind.ParenthesizedExpression:
    case Kind.AwaitExpression:
    case Kind.NonNullExpression:
    case Kind.AsExpression:
    case Kind.SatisfiesExpression:
    case Kind.SpreadElement:
    case Kind.SpreadAssignment:
    case Kind.ThrowStatement:
    case Kind.TypeOfExpression:
    case Kind.JsxSpreadAttribute:
      visit((node as ts.ExpressionStatement).expression);
      return;
    case Kind.ReturnStatement:
    case Kind.JsxExpression: {
      const { expression } = node as ts.ReturnStatement;
      if (expression !== undefined) visit(expression);
      return;
    }
    case Kind.ConditionalExpression: {
      const { condition, whenTrue, whenFalse } = node as ts.ConditionalExpression;
      visit(condition);
      visit(whenTrue);
      visit(whenFalse);
      return;
    }
    case Kind.ElementAccessExpression: {
      const { expression, argumentExpression } = node as ts.ElementAccessExpression;
      visit(expression);
      visit(argumentExpression);
      return;
    }
    case Kind.ArrayLiteralExpression:
      visitAll((node as ts.ArrayLiteralExpression).elements, visit);
      return;
    case Kind.ObjectLiteralExpression:
      visitAll((node as ts.ObjectLiteralExpression).properties, visit);
      return;
    case Kind.JsxAttributes:
      visitAll((node as ts.JsxAttributes).properties, visit);
      return;
    case Kind.TemplateExpression:
      for (const span of (node as ts.TemplateExpression).templateSpans) visit(span.expression);
      return;
    default:
      ts.forEachChild(node, visit);
  }
}

function visitAll(nodes: readonly ts.Node[], visit: (child: ts.Node) => void): void {
  for (const node of nodes) visit(node);
}
