/**
 * What TypeScript adds at run time or as facts: assertions, enums, namespaces, import aliases.
 *
 * `as T` makes a Copy that carries the type, so that the value itself keeps its own; non-null and `satisfies` are
 * transparent. An enum is an object with constant members, both ways for numbers; a namespace is an object whose
 * body runs in place.
 */
import ts from 'typescript';
import { currentVersion, mutate } from '../../ir/builder-objects.ts';
import { Op } from '../../ir/opcode.ts';
import { Kind } from './kinds.ts';
import { lowerNumber } from './lower-constant.ts';
import { addField, finishLiteral } from './lower-literal.ts';
import { readGlobal, readNamed, readVariable, variableOf, writeVariable } from './lower-reference.ts';
import {
  bindName,
  type ExpressionLowering,
  type Lowering,
  lowerExpression,
  type StatementLowering,
} from './lowering.ts';
import { hasModifier, isConstType, staticName, textOf } from './syntax.ts';

const lowerAs: ExpressionLowering = (l: Lowering, node: ts.AsExpression | ts.TypeAssertion) => {
  const f = l.f;
  const value = lowerExpression(l, node.expression);
  if (isConstType(node.type)) return value;
  const type = l.types.lower(node.type);
  if (type < 0 || l.types.isAny(type)) return value;
  const resolved = f.resolve(value);
  const copy = l.emit(Op.Copy, resolved, -1, -1, 0, node);
  f.root[copy] = f.root[resolved] ?? resolved;
  f.name[copy] = f.name[resolved] ?? -1;
  return l.withType(copy, node.type);
};

const lowerTransparent: ExpressionLowering = (
  l: Lowering,
  node: ts.NonNullExpression | ts.ExpressionWithTypeArguments | ts.SatisfiesExpression,
) => lowerExpression(l, node.expression);

const lowerEnum: StatementLowering = (l: Lowering, node: ts.EnumDeclaration) => {
  if (hasModifier(node, Kind.DeclareKeyword)) return;
  const object = l.emit(Op.Obj, -1, -1, -1, 0, node);
  l.f.name[object] = l.sym(textOf(node.name));
  let version = object;
  let next: number | undefined = 0;
  for (const member of node.members) {
    const name = staticName(member.name) ?? '[computed]';
    let value: number;
    if (member.initializer === undefined) {
      value = next === undefined ? l.opaque('enum-member', member) : lowerNumber(l, next, member);
      if (next !== undefined) next++;
    } else {
      value = lowerExpression(l, member.initializer);
      const number = numberOf(member.initializer);
      next = number === undefined ? undefined : number + 1;
    }
    const variable = variableOf(l, member.name);
    if (variable?.kind === 'enum-member') writeVariable(l, variable, value, member.name);
    version = addField(l, object, version, l.sym(name), value, member);
  }
  const value = finishLiteral(l, object, version);
  l.f.name[value] = l.sym(textOf(node.name));
  bindOrMerge(l, node.name, value, node);
};

/** The number that an enum initializer is, as far as its successors need it. */
function numberOf(node: ts.Expression): number | undefined {
  if (node.kind === Kind.NumericLiteral) return Number((node as ts.NumericLiteral).text);
  if (node.kind !== Kind.PrefixUnaryExpression) return undefined;
  const { operator, operand } = node as ts.PrefixUnaryExpression;
  if (operator !== Kind.MinusToken || operand.kind !== Kind.NumericLiteral) return undefined;
  return -Number((operand as ts.NumericLiteral).text);
}

function bindOrMerge(l: Lowering, name: ts.Identifier, value: number, node: ts.Node): void {
  const variable = variableOf(l, name);
  if (variable !== undefined) writeVariable(l, variable, value, node);
  l.record(name, value);
}

const lowerNamespace: StatementLowering = (l: Lowering, node: ts.ModuleDeclaration) => {
  if (hasModifier(node, Kind.DeclareKeyword) || node.name.kind === Kind.StringLiteral) return;
  if ((node.flags & ts.NodeFlags.GlobalAugmentation) !== 0) return;
  const name = node.name as ts.Identifier;
  const variable = variableOf(l, name);
  if (variable === undefined) return;
  // The first declaration makes the object, later ones (and those of a function or class) add to it.
  const isMade = variable.kind !== 'namespace' || (l.valueOf[variable.id] ?? -1) >= 0;
  let object: number;
  if (isMade) object = readVariable(l, variable, name);
  else {
    object = l.emit(Op.Obj, -1, -1, -1, 0, node);
    l.f.name[object] = l.sym(variable.name);
    writeVariable(l, variable, object, name);
  }
  l.record(name, object);
  const body = node.body;
  if (body === undefined) return;
  if (body.kind === Kind.ModuleDeclaration) {
    lowerNamespace(l, body as never);
    const inner = (body as ts.ModuleDeclaration).name as ts.Identifier;
    storeMember(l, object, inner, body);
    return;
  }
  if (body.kind !== Kind.ModuleBlock) return;
  const { statements } = body as ts.ModuleBlock;
  l.dispatch.lowerStatements(l, statements);
  for (const statement of statements) {
    if (hasModifier(statement, Kind.ExportKeyword)) storeExported(l, object, statement);
  }
};

function storeExported(l: Lowering, object: number, statement: ts.Statement): void {
  switch (statement.kind) {
    case Kind.VariableStatement:
      for (const declaration of (statement as ts.VariableStatement).declarationList.declarations) {
        storeNames(l, object, declaration.name, statement);
      }
      return;
    case Kind.FunctionDeclaration:
    case Kind.ClassDeclaration:
    case Kind.EnumDeclaration:
    case Kind.ModuleDeclaration: {
      const { name } = statement as ts.FunctionDeclaration;
      if (name !== undefined && name.kind === Kind.Identifier) storeMember(l, object, name, statement);
      return;
    }
    default:
  }
}

function storeNames(l: Lowering, object: number, name: ts.BindingName, node: ts.Node): void {
  if (name.kind === Kind.Identifier) {
    storeMember(l, object, name as ts.Identifier, node);
    return;
  }
  for (const element of (name as ts.BindingPattern).elements) {
    if (element.kind === Kind.BindingElement)
      storeNames(l, object, (element as ts.BindingElement).name, node);
  }
}

function storeMember(l: Lowering, object: number, name: ts.Identifier, node: ts.Node): void {
  const variable = variableOf(l, name);
  if (variable === undefined) return;
  const value = readVariable(l, variable, name);
  const position = l.startOf(name);
  mutate(
    l.f,
    Op.Store,
    currentVersion(l.f, object),
    l.sym(variable.name),
    value,
    0,
    position,
    node.end - position,
    0,
  );
}

/** `import A = B.C`: another name for a member. `import x = require()` was bound as an import. */
const lowerImportEquals: StatementLowering = (l: Lowering, node: ts.ImportEqualsDeclaration) => {
  const reference = node.moduleReference;
  if (reference.kind === Kind.ExternalModuleReference) return;
  const variable = variableOf(l, node.name);
  if (variable === undefined || node.isTypeOnly) return;
  const value = bindName(l, lowerEntityName(l, reference as ts.EntityName), l.sym(variable.name), node.name);
  writeVariable(l, variable, value, node.name);
  l.record(node.name, value);
};

function lowerEntityName(l: Lowering, name: ts.EntityName): number {
  if (name.kind === Kind.Identifier) {
    const variable = variableOf(l, name);
    return variable === undefined
      ? readGlobal(l, textOf(name as ts.Identifier), name)
      : readNamed(l, name as ts.Identifier);
  }
  const { left, right } = name as ts.QualifiedName;
  return l.emit(Op.Load, lowerEntityName(l, left), l.sym(textOf(right)), -1, 0, name);
}

/** Assertions. */
export const typescriptLowerings: readonly (readonly [ts.SyntaxKind, ExpressionLowering])[] = [
  [Kind.AsExpression, lowerAs],
  [Kind.TypeAssertionExpression, lowerAs],
  [Kind.NonNullExpression, lowerTransparent],
  [Kind.SatisfiesExpression, lowerTransparent],
  [Kind.ExpressionWithTypeArguments, lowerTransparent],
];

/** Enums, namespaces, import aliases. */
export const typescriptStatementLowerings: readonly (readonly [ts.SyntaxKind, StatementLowering])[] = [
  [Kind.EnumDeclaration, lowerEnum],
  [Kind.ModuleDeclaration, lowerNamespace],
  [Kind.ImportEqualsDeclaration, lowerImportEquals],
];
