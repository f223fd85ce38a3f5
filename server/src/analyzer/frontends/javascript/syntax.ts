/**
 * Small questions about TypeScript's syntax tree, answered without parents, types or a checker.
 *
 * All positions are UTF-16 offsets. Nothing here allocates per node except where a name has to be made.
 */
import ts from 'typescript';
import { Kind } from './kinds.ts';

const kindParenthesized = Kind.ParenthesizedExpression;
const kindAs = Kind.AsExpression;
const kindNonNull = Kind.NonNullExpression;
const kindSatisfies = Kind.SatisfiesExpression;
const kindAssertion = Kind.TypeAssertionExpression;
const kindInstantiation = Kind.ExpressionWithTypeArguments;
const kindIdentifier = Kind.Identifier;
const kindPrivateIdentifier = Kind.PrivateIdentifier;

/** The name an identifier spells. Missing identifiers (in broken code) are empty. */
export function textOf(name: ts.Identifier | ts.PrivateIdentifier): string {
  const escaped = name.escapedText as string;
  return escaped.length > 2 && escaped.charCodeAt(0) === 95 && escaped.charCodeAt(1) === 95
    ? ts.unescapeLeadingUnderscores(name.escapedText)
    : escaped;
}

/** Where the first token of a node begins: `node.pos` without white space and comments. */
export function startOf(text: string, node: ts.Node): number {
  return skipSpace(text, node.pos, node.end);
}

/** The first offset from `from` on that is neither white space nor comment, at most `end`. */
export function skipSpace(text: string, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const unit = text.charCodeAt(at);
    if (unit > 47 && unit < 128) return at;
    switch (unit) {
      case 32:
      case 10:
      case 13:
      case 9:
      case 11:
      case 12:
      case 0xa0:
      case 0xfeff:
      case 0x2028:
      case 0x2029:
        at++;
        continue;
      case 47: {
        const next = text.charCodeAt(at + 1);
        if (next === 47) {
          at = endOfLine(text, at, end);
          continue;
        }
        if (next === 42) {
          const close = text.indexOf('*/', at + 2);
          if (close < 0 || close + 2 > end) return at;
          at = close + 2;
          continue;
        }
        return at;
      }
      case 35:
        // A shebang is the only `#!` that is not code.
        if (at === 0 && text.charCodeAt(1) === 33) {
          at = endOfLine(text, at, end);
          continue;
        }
        return at;
      default:
        if (unit < 128 || !isExoticSpace(unit)) return at;
        at++;
    }
  }
  // A missing node has no token; TypeScript then takes its position.
  return from < end ? at : from;
}

function endOfLine(text: string, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const unit = text.charCodeAt(at);
    if (unit === 10 || unit === 13 || unit === 0x2028 || unit === 0x2029) return at;
    at++;
  }
  return at;
}

function isExoticSpace(unit: number): boolean {
  return (
    unit === 0x85 ||
    unit === 0x1680 ||
    (unit >= 0x2000 && unit <= 0x200b) ||
    unit === 0x202f ||
    unit === 0x205f ||
    unit === 0x3000
  );
}

/** The expression inside parentheses, assertions and instantiations, which all evaluate to the same value. */
export function unwrap(node: ts.Expression): ts.Expression {
  let at = node;
  for (;;) {
    switch (at.kind) {
      case kindParenthesized:
      case kindAs:
      case kindNonNull:
      case kindSatisfies:
      case kindAssertion:
      case kindInstantiation:
        at = (at as ts.ParenthesizedExpression).expression;
        continue;
      default:
        return at;
    }
  }
}

/** Whether the node is an identifier that the source really has. */
export function isIdentifier(node: ts.Node): node is ts.Identifier {
  return node.kind === kindIdentifier;
}

/** Whether evaluating the expression yields something that other names may know too. */
export function isReference(node: ts.Expression): boolean {
  const inner = unwrap(node);
  switch (inner.kind) {
    case Kind.Identifier:
    case Kind.ThisKeyword:
    case Kind.PropertyAccessExpression:
    case Kind.ElementAccessExpression:
      return true;
    default:
      return false;
  }
}

/** Whether other code can still name the object that an expression gives: a reference, an assignment, or a choice of such. */
export function staysReachable(node: ts.Expression): boolean {
  const inner = unwrap(node);
  if (inner.kind === Kind.BinaryExpression) {
    const { left, operatorToken, right } = inner as ts.BinaryExpression;
    const operator = operatorToken.kind;
    if (operator >= Kind.FirstAssignment && operator <= Kind.LastAssignment) return true;
    if (operator === Kind.CommaToken) return isReference(right);
    const isChoice =
      operator === Kind.BarBarToken ||
      operator === Kind.QuestionQuestionToken ||
      operator === Kind.AmpersandAmpersandToken;
    return isChoice && (isReference(left) || isReference(right));
  }
  if (inner.kind === Kind.ConditionalExpression) {
    const { whenTrue, whenFalse } = inner as ts.ConditionalExpression;
    return isReference(whenTrue) || isReference(whenFalse);
  }
  return isReference(inner);
}

/** The member name that a property name stands for; undefined when it is computed and not a literal. */
export function staticName(name: ts.PropertyName): string | undefined {
  switch (name.kind) {
    case kindIdentifier:
    case kindPrivateIdentifier:
      return textOf(name as ts.Identifier);
    case Kind.ComputedPropertyName:
      return literalKey((name as ts.ComputedPropertyName).expression);
    default:
      return (name as ts.StringLiteral).text;
  }
}

/**
 * The property key that a constant expression stands for: a literal, texts joined by `+` or a template, or a
 * well-known symbol (`Symbol.iterator` is the key `[Symbol.iterator]`). Undefined for anything else.
 */
export function literalKey(node: ts.Expression): string | undefined {
  switch (node.kind) {
    case Kind.StringLiteral:
    case Kind.NoSubstitutionTemplateLiteral:
      return (node as ts.StringLiteral).text;
    case Kind.NumericLiteral:
      return String(Number((node as ts.NumericLiteral).text));
    case Kind.PropertyAccessExpression: {
      const { expression, name } = node as ts.PropertyAccessExpression;
      return isIdentifier(expression) && textOf(expression) === 'Symbol'
        ? `[Symbol.${textOf(name)}]`
        : undefined;
    }
    case Kind.BinaryExpression:
      return joinedKey(node as ts.BinaryExpression);
    case Kind.TemplateExpression: {
      const { head, templateSpans } = node as ts.TemplateExpression;
      let text = head.text;
      for (const { expression, literal } of templateSpans) {
        const part = literalKey(unwrap(expression));
        if (part === undefined) return undefined;
        text += part + literal.text;
      }
      return text;
    }
    default:
      return undefined;
  }
}

/** Texts joined by `+`. Leans to the left, so it is walked; two numbers are a sum and no text. */
function joinedKey(node: ts.BinaryExpression): string | undefined {
  let text = '';
  let at: ts.Expression = node;
  let hasText = false;
  while (at.kind === Kind.BinaryExpression) {
    const { left, operatorToken, right } = at as ts.BinaryExpression;
    if (operatorToken.kind !== Kind.PlusToken || unwrap(right).kind !== Kind.StringLiteral) return undefined;
    text = (unwrap(right) as ts.StringLiteral).text + text;
    hasText = true;
    at = unwrap(left);
  }
  const first = literalKey(at);
  return first === undefined || !hasText ? undefined : first + text;
}

/** Whether a declaration carries a modifier of this kind. */
export function hasModifier(node: ts.Node, kind: ts.SyntaxKind): boolean {
  const modifiers = (node as { readonly modifiers?: readonly ts.ModifierLike[] }).modifiers;
  if (modifiers === undefined) return false;
  for (const modifier of modifiers) if (modifier.kind === kind) return true;
  return false;
}

/** The decorators of a class, member or parameter. */
export function decoratorsOf(node: ts.Node): readonly ts.Decorator[] {
  const modifiers = (node as { readonly modifiers?: readonly ts.ModifierLike[] }).modifiers;
  if (modifiers === undefined) return noDecorators;
  let found: ts.Decorator[] | undefined;
  for (const modifier of modifiers) {
    if (modifier.kind !== Kind.Decorator) continue;
    if (found === undefined) found = [];
    found.push(modifier as ts.Decorator);
  }
  return found ?? noDecorators;
}

const noDecorators: readonly ts.Decorator[] = [];

/** Whether a parameter declares a property of its class. */
export function isParameterProperty(node: ts.ParameterDeclaration): boolean {
  if (node.modifiers === undefined) return false;
  for (const modifier of node.modifiers) {
    switch (modifier.kind) {
      case Kind.PublicKeyword:
      case Kind.PrivateKeyword:
      case Kind.ProtectedKeyword:
      case Kind.ReadonlyKeyword:
      case Kind.OverrideKeyword:
        return true;
      default:
        break;
    }
  }
  return false;
}

/** Whether a parameter only declares the type of `this`. */
export function isThisParameter(node: ts.ParameterDeclaration): boolean {
  return node.name.kind === kindIdentifier && (node.name as ts.Identifier).escapedText === 'this';
}

/** Whether an expression makes a function or class, which then takes the name of what it is bound to. */
export function isNameable(node: ts.Expression): boolean {
  switch (unwrap(node).kind) {
    case Kind.ArrowFunction:
    case Kind.FunctionExpression:
    case Kind.ClassExpression:
      return true;
    default:
      return false;
  }
}

/** Whether an operator token assigns to its left side. */
export function isAssignmentOperator(kind: ts.SyntaxKind): boolean {
  return kind >= Kind.FirstAssignment && kind <= Kind.LastAssignment;
}

/** Whether a type node is `const`, as in `x as const`. */
export function isConstType(node: ts.TypeNode): boolean {
  if (node.kind !== Kind.TypeReference) return false;
  const name = (node as ts.TypeReferenceNode).typeName;
  return name.kind === kindIdentifier && (name as ts.Identifier).escapedText === 'const';
}
