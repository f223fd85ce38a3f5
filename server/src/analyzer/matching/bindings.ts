/**
 * What the names of one file are bound to: declarations with scopes, imports, constant values, declared types.
 *
 * A small resolver by source position, for matching only: it knows no flow and no other file. Made lazily in one
 * walk over the tree. `var` and function declarations are scoped to their function, all others to their block.
 */
import ts from 'typescript';
import {
  forEachChild,
  isArrayLiteralExpression,
  isAwaitExpression,
  isBinaryExpression,
  isCallExpression,
  isConstructorDeclaration,
  isExternalModuleReference,
  isIdentifier,
  isNamespaceImport,
  isObjectBindingPattern,
  isObjectLiteralExpression,
  isOmittedExpression,
  isParenthesizedExpression,
  isPrivateIdentifier,
  isPropertyAccessExpression,
  isPropertyAssignment,
  isPropertyDeclaration,
  isShorthandPropertyAssignment,
  isSpreadAssignment,
  isSpreadElement,
  isStringLiteral,
  isStringLiteralLike,
  isVariableDeclarationList,
  Kind,
} from './syntax.ts';

/** One declaration of a name. */
export interface Declaration {
  readonly name: string;
  /** Where the name is visible: UTF-16 offsets, half-open. */
  readonly scopeStart: number;
  readonly scopeEnd: number;
  /** The function, or file, around the declaration. */
  readonly functionStart: number;
  readonly functionEnd: number;
  readonly kind: 'import' | 'const' | 'let' | 'var' | 'parameter' | 'function' | 'class' | 'other';
  readonly identifier: ts.Identifier;
  /** The initializer of a variable declared under a plain name. */
  readonly initializer: ts.Expression | undefined;
  readonly type: ts.TypeNode | undefined;
  /** Module specifier and exported name: `default`, `*` for the whole module. Also for `require`. */
  readonly imported: { readonly module: string; readonly name: string } | undefined;
}

/** A string that is constant, though which one depends on the way. Only `"..."` asks for no more. */
export const unknownString: unique symbol = Symbol('unknown string');

/** A constant that an expression is known to be. */
export type ConstantValue = string | number | boolean | typeof unknownString;

/** The names of one file. */
export interface Bindings {
  /** The innermost declaration that a name at an offset refers to. */
  readonly resolve: (name: string, offset: number) => Declaration | undefined;
  /**
   * As Semgrep resolves names: the last declaration before the offset in the innermost function around it that has one;
   * blocks are no scopes.
   */
  readonly resolveInOrder: (name: string, offset: number) => Declaration | undefined;
  /** Whether the variable is assigned anywhere but in its declaration. */
  readonly isReassigned: (declaration: Declaration) => boolean;
  /** What a name without declaration is assigned, if that happens once in the file. */
  readonly onlyAssignment: (name: string) => ts.Expression | undefined;
  /** What a name without declaration is assigned first; that assignment declares it. */
  readonly firstAssignment: (name: string) => ts.Expression | undefined;
  /** Whether some property of this name is assigned, as in `x.name = …`. */
  readonly isPropertyAssigned: (name: string) => boolean;
  /** The field or parameter property of the innermost class around an offset. */
  readonly fieldOf: (
    name: string,
    offset: number,
  ) => ts.PropertyDeclaration | ts.ParameterDeclaration | undefined;
}

interface Scope {
  readonly start: number;
  readonly end: number;
  readonly isFunction: boolean;
}

/** Reads the declarations of a file. */
export function readBindings(file: ts.SourceFile): Bindings {
  const declarations = new Map<string, Declaration[]>();
  const assigned = new Map<string, number[]>();
  const assignedProperties = new Set<string>();
  /** The first value that a name is assigned. */
  const values = new Map<string, ts.Expression>();
  const fields = new Map<
    string,
    {
      readonly start: number;
      readonly end: number;
      readonly field: ts.PropertyDeclaration | ts.ParameterDeclaration;
    }[]
  >();
  const scopes: Scope[] = [{ start: 0, end: file.end, isFunction: true }];

  const declare = (
    identifier: ts.Identifier,
    kind: Declaration['kind'],
    rest: Partial<Pick<Declaration, 'initializer' | 'type' | 'imported'>> = {},
  ): void => {
    const wantsFunction = kind === 'var';
    let scope = scopes.at(-1);
    if (wantsFunction) for (let i = scopes.length - 1; i >= 0 && !scope?.isFunction; i--) scope = scopes[i];
    if (scope === undefined) return;
    let around = scopes[0];
    for (const one of scopes) if (one.isFunction) around = one;
    const list = declarations.get(identifier.text) ?? [];
    if (list.length === 0) declarations.set(identifier.text, list);
    list.push({
      functionStart: around?.start ?? scope.start,
      functionEnd: around?.end ?? scope.end,
      name: identifier.text,
      scopeStart: scope.start,
      scopeEnd: scope.end,
      kind,
      identifier,
      initializer: rest.initializer,
      type: rest.type,
      imported: rest.imported,
    });
  };

  const declarePattern = (
    name: ts.BindingName,
    kind: Declaration['kind'],
    rest: Partial<Pick<Declaration, 'initializer' | 'type'>> & { readonly module?: string } = {},
  ): void => {
    if (isIdentifier(name)) {
      const imported = rest.module === undefined ? undefined : { module: rest.module, name: '*' };
      declare(name, kind, { ...rest, imported });
      return;
    }
    for (const element of name.elements) {
      if (isOmittedExpression(element)) continue;
      const property = element.propertyName ?? element.name;
      if (
        rest.module !== undefined &&
        isObjectBindingPattern(name) &&
        isIdentifier(element.name) &&
        element.dotDotDotToken === undefined &&
        (isIdentifier(property) || isStringLiteral(property))
      )
        declare(element.name, kind, { imported: { module: rest.module, name: property.text } });
      else declarePattern(element.name, kind);
      // Defaults of destructuring make the value unknown, so nothing is kept of them.
    }
  };

  const assign = (target: ts.Expression): void => {
    if (isIdentifier(target)) {
      const list = assigned.get(target.text) ?? [];
      if (list.length === 0) assigned.set(target.text, list);
      list.push(target.end - 1);
    } else if (isPropertyAccessExpression(target)) assignedProperties.add(target.name.text);
    else if (isParenthesizedExpression(target)) assign(target.expression);
    else if (isArrayLiteralExpression(target)) for (const element of target.elements) assign(element);
    else if (isSpreadElement(target)) assign(target.expression);
    else if (isObjectLiteralExpression(target)) {
      for (const property of target.properties) {
        if (isPropertyAssignment(property)) assign(property.initializer);
        else if (isShorthandPropertyAssignment(property)) assign(property.name);
        else if (isSpreadAssignment(property)) assign(property.expression);
      }
    } else if (isBinaryExpression(target)) assign(target.left);
  };

  const inScope = (node: ts.Node, isFunction: boolean, visitBody: () => void): void => {
    scopes.push({ start: node.pos, end: node.end, isFunction });
    visitBody();
    scopes.pop();
  };

  const visit = (node: ts.Node): void => {
    switch (node.kind) {
      case Kind.ImportDeclaration:
        declareImport(node as ts.ImportDeclaration, declare);
        return;
      case Kind.ImportEqualsDeclaration: {
        const declaration = node as ts.ImportEqualsDeclaration;
        const reference = declaration.moduleReference;
        const module =
          isExternalModuleReference(reference) && isStringLiteral(reference.expression)
            ? reference.expression.text
            : undefined;
        declare(declaration.name, 'import', module === undefined ? {} : { imported: { module, name: '*' } });
        return;
      }
      case Kind.VariableDeclaration: {
        const declaration = node as ts.VariableDeclaration;
        const module =
          declaration.initializer === undefined ? undefined : requiredModule(declaration.initializer);
        declarePattern(declaration.name, variableKind, {
          ...(declaration.initializer === undefined ? {} : { initializer: declaration.initializer }),
          ...(declaration.type === undefined ? {} : { type: declaration.type }),
          ...(module === undefined ? {} : { module }),
        });
        break;
      }
      case Kind.VariableDeclarationList: {
        const outer = variableKind;
        const flags = node.flags & ts.NodeFlags.BlockScoped;
        variableKind = flags === 0 ? 'var' : flags === ts.NodeFlags.Let ? 'let' : 'const';
        forEachChild(node, visit);
        variableKind = outer;
        return;
      }
      case Kind.Parameter: {
        const parameter = node as ts.ParameterDeclaration;
        declarePattern(
          parameter.name,
          'parameter',
          parameter.type === undefined ? {} : { type: parameter.type },
        );
        break;
      }
      case Kind.BinaryExpression: {
        const binary = node as ts.BinaryExpression;
        if (isAssignmentOperator(binary.operatorToken.kind)) {
          assign(binary.left);
          if (
            isIdentifier(binary.left) &&
            binary.operatorToken.kind === Kind.EqualsToken &&
            !values.has(binary.left.text)
          )
            values.set(binary.left.text, binary.right);
        }
        break;
      }
      case Kind.PrefixUnaryExpression:
      case Kind.PostfixUnaryExpression: {
        const unary = node as ts.PrefixUnaryExpression;
        if (unary.operator === Kind.PlusPlusToken || unary.operator === Kind.MinusMinusToken)
          assign(unary.operand);
        break;
      }
      case Kind.FunctionDeclaration: {
        const name = (node as ts.FunctionDeclaration).name;
        if (name !== undefined) declare(name, 'function');
        inScope(node, true, () => forEachChild(node, visit));
        return;
      }
      case Kind.ClassDeclaration:
      case Kind.ClassExpression: {
        const name = (node as ts.ClassLikeDeclaration).name;
        if (name !== undefined && node.kind === Kind.ClassDeclaration) declare(name, 'class');
        recordFields(node as ts.ClassLikeDeclaration, fields);
        inScope(node, false, () => forEachChild(node, visit));
        return;
      }
      case Kind.FunctionExpression:
      case Kind.ArrowFunction:
      case Kind.MethodDeclaration:
      case Kind.Constructor:
      case Kind.GetAccessor:
      case Kind.SetAccessor:
      case Kind.ModuleDeclaration:
      case Kind.ClassStaticBlockDeclaration:
        inScope(node, true, () => forEachChild(node, visit));
        return;
      case Kind.ForInStatement:
      case Kind.ForOfStatement: {
        const initializer = (node as ts.ForOfStatement).initializer;
        if (!isVariableDeclarationList(initializer)) assign(initializer);
        inScope(node, false, () => forEachChild(node, visit));
        return;
      }
      case Kind.Block:
      case Kind.ForStatement:
      case Kind.CaseBlock:
        inScope(node, false, () => forEachChild(node, visit));
        return;
      case Kind.CatchClause: {
        const variable = (node as ts.CatchClause).variableDeclaration;
        inScope(node, false, () => {
          if (variable !== undefined) declarePattern(variable.name, 'other');
          visit((node as ts.CatchClause).block);
        });
        return;
      }
      case Kind.EnumDeclaration:
        declare((node as ts.EnumDeclaration).name, 'other');
        break;
    }
    forEachChild(node, visit);
  };
  let variableKind: 'const' | 'let' | 'var' = 'var';
  forEachChild(file, visit);

  const resolve = (name: string, offset: number): Declaration | undefined => {
    let best: Declaration | undefined;
    for (const declaration of declarations.get(name) ?? []) {
      if (offset < declaration.scopeStart || offset >= declaration.scopeEnd) continue;
      if (
        best === undefined ||
        declaration.scopeStart > best.scopeStart ||
        declaration.scopeEnd < best.scopeEnd
      )
        best = declaration;
    }
    return best;
  };
  const resolveInOrder = (name: string, offset: number): Declaration | undefined => {
    let best: Declaration | undefined;
    for (const declaration of declarations.get(name) ?? []) {
      if (offset < declaration.functionStart || offset >= declaration.functionEnd) continue;
      if (declaration.identifier.end - 1 > offset && declaration.kind !== 'function') continue;
      if (
        best === undefined ||
        declaration.functionStart > best.functionStart ||
        (declaration.functionStart === best.functionStart && declaration.identifier.pos > best.identifier.pos)
      )
        best = declaration;
    }
    return best;
  };
  const reassigned = new Map<Declaration, boolean>();
  return {
    resolve,
    resolveInOrder,
    isReassigned: (declaration) => {
      const known = reassigned.get(declaration);
      if (known !== undefined) return known;
      const result = (assigned.get(declaration.name) ?? []).some(
        (offset) => resolve(declaration.name, offset) === declaration,
      );
      reassigned.set(declaration, result);
      return result;
    },
    onlyAssignment: (name) => (assigned.get(name)?.length === 1 ? values.get(name) : undefined),
    firstAssignment: (name) => values.get(name),
    isPropertyAssigned: (name) => assignedProperties.has(name),
    fieldOf: (name, offset) => {
      let best:
        | { readonly start: number; readonly field: ts.PropertyDeclaration | ts.ParameterDeclaration }
        | undefined;
      for (const entry of fields.get(name) ?? [])
        if (entry.start <= offset && offset < entry.end && (best === undefined || entry.start > best.start))
          best = entry;
      return best?.field;
    },
  };
}

function recordFields(
  node: ts.ClassLikeDeclaration,
  fields: Map<
    string,
    { start: number; end: number; field: ts.PropertyDeclaration | ts.ParameterDeclaration }[]
  >,
): void {
  const record = (name: string, field: ts.PropertyDeclaration | ts.ParameterDeclaration): void => {
    const list = fields.get(name) ?? [];
    if (list.length === 0) fields.set(name, list);
    list.push({ start: node.pos, end: node.end, field });
  };
  for (const member of node.members) {
    if (isPropertyDeclaration(member) && (isIdentifier(member.name) || isPrivateIdentifier(member.name)))
      record(member.name.text, member);
    if (!isConstructorDeclaration(member)) continue;
    for (const parameter of member.parameters)
      if (parameter.modifiers !== undefined && isIdentifier(parameter.name))
        record(parameter.name.text, parameter);
  }
}

function declareImport(
  node: ts.ImportDeclaration,
  declare: (identifier: ts.Identifier, kind: 'import', rest: Pick<Declaration, 'imported'>) => void,
): void {
  const clause = node.importClause;
  if (clause === undefined || !isStringLiteral(node.moduleSpecifier)) return;
  const module = node.moduleSpecifier.text;
  if (clause.name !== undefined) declare(clause.name, 'import', { imported: { module, name: 'default' } });
  const named = clause.namedBindings;
  if (named === undefined) return;
  if (isNamespaceImport(named)) declare(named.name, 'import', { imported: { module, name: '*' } });
  else
    for (const element of named.elements)
      declare(element.name, 'import', {
        imported: { module, name: (element.propertyName ?? element.name).text },
      });
}

/** The module of `require('m')` (or an awaited dynamic import), if the expression is one. */
export function requiredModule(expression: ts.Expression): string | undefined {
  const inner = isAwaitExpression(expression) ? expression.expression : expression;
  if (!isCallExpression(inner)) return undefined;
  const callee = inner.expression;
  const isRequire =
    (isIdentifier(callee) && callee.text === 'require' && inner === expression) ||
    (callee.kind === Kind.ImportKeyword && inner !== expression);
  const argument = inner.arguments[0];
  return isRequire && argument !== undefined && isStringLiteralLike(argument) ? argument.text : undefined;
}

/** The name by which a module goes in patterns: its last path segment. `./db/client.js` is `client`. */
export function moduleName(module: string): string {
  const path = module.replace(/^node:/, '');
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.[cm]?[jt]sx?$/, '');
}

/** Whether an operator assigns: `=`, `+=` … `??=`. */
export function isAssignmentOperator(kind: ts.SyntaxKind): boolean {
  return kind >= Kind.FirstAssignment && kind <= Kind.LastAssignment;
}
