/**
 * Small questions of the binder about declarations: names, kinds, constants.
 */
import ts from 'typescript';
import type { FunctionKind } from '../../ir/module.ts';
import type { ClassDraft, Variable } from './binding.ts';
import { Kind } from './kinds.ts';
import { isConstType, literalKey, staticName, textOf, unwrap } from './syntax.ts';

/** One more assignment to a variable, at an offset. */
export function addWrite(variable: Variable, position: number): void {
  variable.writes++;
  if (variable.writes === 1) {
    variable.firstWrite = position;
    return;
  }
  if (variable.writePositions === undefined) variable.writePositions = [];
  variable.writePositions.push(position);
}

/** What the initializer of a constant tells about it: its key, whether it is primitive, the keys of its object. */
export function describeConstant(variable: Variable, initializer: ts.Expression): void {
  const inner = unwrap(initializer);
  const key = literalKey(inner) ?? symbolKey(variable, inner);
  if (key !== undefined) variable.constantKey = key;
  if (inner.kind === Kind.ObjectLiteralExpression && isFixed(initializer))
    variable.memberKeys = keysOfObject(inner as ts.ObjectLiteralExpression);
  switch (inner.kind) {
    case Kind.StringLiteral:
    case Kind.NumericLiteral:
    case Kind.NoSubstitutionTemplateLiteral:
    case Kind.TemplateExpression:
    case Kind.TrueKeyword:
    case Kind.FalseKeyword:
    case Kind.NullKeyword:
    case Kind.RegularExpressionLiteral:
    case Kind.BigIntLiteral:
    case Kind.ArrowFunction:
    case Kind.FunctionExpression:
      variable.isPrimitive = true;
      break;
    default:
      break;
  }
}

/** The key that a symbol of the file is: what it was made for, or the name of its constant. */
function symbolKey({ name }: Variable, node: ts.Expression): string | undefined {
  if (node.kind !== Kind.CallExpression) return undefined;
  const { expression, arguments: args } = node as ts.CallExpression;
  if (expression.kind === Kind.Identifier)
    return textOf(expression as ts.Identifier) === 'Symbol' ? `[${name}]` : undefined;
  if (literalKey(expression) !== '[Symbol.for]') return undefined;
  const [what] = args;
  const key = what === undefined ? undefined : literalKey(unwrap(what));
  return key === undefined ? undefined : `[Symbol.for(${key})]`;
}

/** Whether an object literal is written `as const`. */
function isFixed(initializer: ts.Expression): boolean {
  return initializer.kind === Kind.AsExpression && isConstType((initializer as ts.AsExpression).type);
}

/** The constants that an object literal holds under its names; undefined if it has none. */
function keysOfObject(node: ts.ObjectLiteralExpression): ReadonlyMap<string, string> | undefined {
  const keys = new Map<string, string>();
  for (const property of node.properties) {
    // A spread may replace what stands before it.
    if (property.kind === Kind.SpreadAssignment) keys.clear();
    if (property.kind !== Kind.PropertyAssignment) continue;
    const { name, initializer } = property as ts.PropertyAssignment;
    const field = staticName(name);
    const key = literalKey(unwrap(initializer));
    if (field !== undefined && key !== undefined) keys.set(field, key);
  }
  return keys.size > 0 ? keys : undefined;
}

/** Constants of an enum; members without a value count on from the number before them. */
export function keysOfEnum(node: ts.EnumDeclaration): ReadonlyMap<string, string> | undefined {
  const keys = new Map<string, string>();
  let next: number | undefined = 0;
  for (const { name, initializer } of node.members) {
    const field = staticName(name);
    let key: string | undefined;
    if (initializer !== undefined) {
      key = literalKey(unwrap(initializer));
      next = unwrap(initializer).kind === Kind.NumericLiteral ? Number(key) + 1 : undefined;
    } else if (next !== undefined) key = String(next++);
    if (field !== undefined && key !== undefined) keys.set(field, key);
  }
  return keys.size > 0 ? keys : undefined;
}

/** The kind of a method or accessor. */
export function kindOfMember(member: ts.MethodDeclaration | ts.AccessorDeclaration): FunctionKind {
  switch (member.kind) {
    case Kind.GetAccessor:
      return 'getter';
    case Kind.SetAccessor:
      return 'setter';
    default:
      return 'method';
  }
}

/** `C.m`. */
export function memberName(draft: ClassDraft, name: string): string {
  return `${draft.name === '' ? 'class' : draft.name}.${name}`;
}

/** The declared name, empty for a pattern. */
export function nameOf(name: ts.BindingName): string {
  return name.kind === Kind.Identifier ? textOf(name as ts.Identifier) : '';
}

/** The name that a function gets by being assigned to this, empty if none. */
export function nameOfTarget(node: ts.Expression): string {
  const target = unwrap(node);
  if (target.kind === Kind.Identifier) return textOf(target as ts.Identifier);
  if (target.kind === Kind.PropertyAccessExpression) {
    const name = textOf((target as ts.PropertyAccessExpression).name as ts.Identifier);
    return name === 'exports' ? '' : name;
  }
  return '';
}

/** Whether this is `declare global`. */
export function isGlobal(node: ts.ModuleDeclaration): boolean {
  return (node.flags & ts.NodeFlags.GlobalAugmentation) !== 0;
}

/** Whether a JSX tag names a host element such as `div` rather than a component. */
export function isHostTag(tag: ts.Node): boolean {
  if (tag.kind !== Kind.Identifier) return false;
  const text = textOf(tag as ts.Identifier);
  const first = text.charCodeAt(0);
  return (first >= 97 && first <= 122) || text.includes('-');
}

/** Whether a block declares names of its own. */
export function declaresLexically(statements: ts.NodeArray<ts.Statement>): boolean {
  for (const statement of statements) {
    switch (statement.kind) {
      case Kind.VariableStatement:
        if (((statement as ts.VariableStatement).declarationList.flags & ts.NodeFlags.BlockScoped) !== 0)
          return true;
        break;
      case Kind.FunctionDeclaration:
      case Kind.ClassDeclaration:
      case Kind.EnumDeclaration:
      case Kind.ModuleDeclaration:
      case Kind.ImportEqualsDeclaration:
        return true;
      default:
        break;
    }
  }
  return false;
}
