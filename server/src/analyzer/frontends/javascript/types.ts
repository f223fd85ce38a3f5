/**
 * Declared types, interned as plain data: what the source writes, bound to imports and declarations of the file.
 *
 * Nothing is inferred. The same source text of a type is lowered once per file; names are resolved in the file's
 * outermost scope and among all type declarations of the file. Depth is bounded; deeper types become `other`.
 */
import type ts from 'typescript';
import type { IrType, IrTypeDeclaration, IrTypeMember } from '../../ir/module.ts';
import type { BoundFile } from './bind-walk.ts';
import { variableOfModule } from './binding.ts';
import { Kind } from './kinds.ts';
import { hasModifier, startOf, staticName, textOf } from './syntax.ts';

/** Nesting of types that is kept. */
const maxTypeDepth = 12;
/** Members kept of one object type, members of a union and the like. */
const maxTypeMembers = 200;
/** Length of text kept of a type that is not interpreted. */
const maxTypeText = 80;

const primitiveNames: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [Kind.StringKeyword, 'string'],
  [Kind.NumberKeyword, 'number'],
  [Kind.BooleanKeyword, 'boolean'],
  [Kind.BigIntKeyword, 'bigint'],
  [Kind.SymbolKeyword, 'symbol'],
  [Kind.UndefinedKeyword, 'undefined'],
  [Kind.NullKeyword, 'null'],
  [Kind.VoidKeyword, 'void'],
  [Kind.NeverKeyword, 'never'],
  [Kind.AnyKeyword, 'any'],
  [Kind.UnknownKeyword, 'unknown'],
  [Kind.ObjectKeyword, 'object'],
  [Kind.IntrinsicKeyword, 'intrinsic'],
]);

/** A `typeof x` in a type, whose value is filled in when the module is complete. */
interface PendingTypeof {
  readonly type: number;
  readonly name: string;
}

/** See the head of this file. */
export class TypeTable {
  readonly types: IrType[] = [];
  readonly declarations: IrTypeDeclaration[] = [];
  readonly pendingTypeofs: PendingTypeof[] = [];
  readonly #text: string;
  readonly #binding: BoundFile;
  readonly #byText = new Map<string, number>();
  readonly #byKey = new Map<string, number>();
  readonly #declarationByName = new Map<string, number>();

  constructor(text: string, binding: BoundFile) {
    this.#text = text;
    this.#binding = binding;
    binding.typeNodes.forEach((node, index) => {
      if (node.name === undefined) return;
      const name = textOf(node.name);
      if (!this.#declarationByName.has(name)) this.#declarationByName.set(name, index);
    });
  }

  /** Whether the type is a primitive whose values have no content that could change. */
  isPrimitive(type: number): boolean {
    const it = this.types[type];
    if (it === undefined) return false;
    switch (it.kind) {
      case 'primitive':
        return it.name !== 'any' && it.name !== 'unknown' && it.name !== 'object' && it.name !== 'intrinsic';
      case 'literal':
        return true;
      case 'union':
        return it.members.every((member) => this.isPrimitive(member));
      default:
        return false;
    }
  }

  /** Whether the type says nothing: any or unknown. */
  isAny(type: number): boolean {
    const it = this.types[type];
    return it?.kind === 'primitive' && (it.name === 'any' || it.name === 'unknown');
  }

  /** The type of an optional annotation, -1 without one. */
  lowerOptional(node: ts.TypeNode | undefined): number {
    return node === undefined ? -1 : this.lower(node);
  }

  /** The interned type of a type node. */
  lower(node: ts.TypeNode): number {
    return this.#lower(node, 0);
  }

  /** The interned tuple of some type nodes. */
  lowerList(nodes: readonly ts.TypeNode[]): number {
    const elements = nodes.slice(0, maxTypeMembers).map((node) => this.#lower(node, 1));
    return this.#intern(`t${elements.join(',')}`, { kind: 'tuple', elements });
  }

  #lower(node: ts.TypeNode, depth: number): number {
    const text = this.#text.slice(startOf(this.#text, node), node.end);
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    const type = depth >= maxTypeDepth ? this.#other(node) : this.#lowerNode(node, depth);
    this.#byText.set(text, type);
    return type;
  }

  #lowerNode(node: ts.TypeNode, depth: number): number {
    const primitive = primitiveNames.get(node.kind);
    if (primitive !== undefined) return this.#intern(`p${primitive}`, { kind: 'primitive', name: primitive });
    switch (node.kind) {
      case Kind.TypeReference: {
        const reference = node as ts.TypeReferenceNode;
        return this.#reference(dottedName(reference.typeName), reference.typeArguments, depth);
      }
      case Kind.ExpressionWithTypeArguments: {
        const reference = node as ts.ExpressionWithTypeArguments;
        const name = dottedExpression(reference.expression);
        return name === '' ? this.#other(node) : this.#reference(name, reference.typeArguments, depth);
      }
      case Kind.ArrayType: {
        const element = this.#lower((node as ts.ArrayTypeNode).elementType, depth + 1);
        return this.#intern(`a${element}`, { kind: 'array', element });
      }
      case Kind.TupleType: {
        const elements = (node as ts.TupleTypeNode).elements
          .slice(0, maxTypeMembers)
          .map((element) => this.#lower(element as ts.TypeNode, depth + 1));
        return this.#intern(`t${elements.join(',')}`, { kind: 'tuple', elements });
      }
      case Kind.NamedTupleMember:
        return this.#lower((node as ts.NamedTupleMember).type, depth + 1);
      case Kind.OptionalType:
      case Kind.RestType:
      case Kind.ParenthesizedType:
        return this.#lower((node as ts.ParenthesizedTypeNode).type, depth + 1);
      case Kind.UnionType:
      case Kind.IntersectionType: {
        const kind = node.kind === Kind.UnionType ? 'union' : 'intersection';
        const members = (node as ts.UnionTypeNode).types
          .slice(0, maxTypeMembers)
          .map((member) => this.#lower(member, depth + 1));
        return this.#intern(`${kind}${members.join(',')}`, { kind, members });
      }
      case Kind.TypeLiteral: {
        const members = this.#members((node as ts.TypeLiteralNode).members, depth + 1);
        const key = members.map((member) => `${member.name}:${member.type}`).join(',');
        return this.#intern(`o${key}`, { kind: 'object', members });
      }
      case Kind.FunctionType:
      case Kind.ConstructorType:
        return this.#signature(node as ts.FunctionTypeNode, depth);
      case Kind.LiteralType: {
        const value = literalText((node as ts.LiteralTypeNode).literal, this.#text);
        return this.#intern(`l${value}`, { kind: 'literal', value });
      }
      case Kind.TypeQuery: {
        const name = dottedName((node as ts.TypeQueryNode).exprName);
        const type = this.#intern(`y${name}`, { kind: 'typeof', name, value: -1 });
        this.pendingTypeofs.push({ type, name });
        return type;
      }
      case Kind.TypePredicate: {
        const predicate = node as ts.TypePredicateNode;
        const parameter =
          predicate.parameterName.kind === Kind.Identifier
            ? textOf(predicate.parameterName as ts.Identifier)
            : 'this';
        const type = predicate.type === undefined ? -1 : this.#lower(predicate.type, depth + 1);
        const isAssertion = predicate.assertsModifier !== undefined;
        return this.#intern(`s${parameter} ${type} ${isAssertion}`, {
          kind: 'asserts',
          parameter,
          type,
          isAssertion,
        });
      }
      case Kind.IndexedAccessType: {
        const object = this.#lower((node as ts.IndexedAccessTypeNode).objectType, depth + 1);
        const index = this.#lower((node as ts.IndexedAccessTypeNode).indexType, depth + 1);
        return this.#intern(`i${object},${index}`, { kind: 'indexed', object, index });
      }
      case Kind.TypeOperator: {
        const operator = node as ts.TypeOperatorNode;
        if (operator.operator === Kind.ReadonlyKeyword) return this.#lower(operator.type, depth + 1);
        return this.#other(node);
      }
      case Kind.ThisType:
        return this.#intern('rthis', {
          kind: 'reference',
          name: 'this',
          importId: -1,
          declarationId: -1,
          args: [],
        });
      default:
        return this.#other(node);
    }
  }

  #reference(name: string, typeArguments: readonly ts.TypeNode[] | undefined, depth: number): number {
    const args = (typeArguments ?? [])
      .slice(0, maxTypeMembers)
      .map((argument) => this.#lower(argument, depth + 1));
    const dot = name.indexOf('.');
    const first = dot < 0 ? name : name.slice(0, dot);
    const variable = variableOfModule(this.#binding, first);
    const declarationId = this.#declarationByName.get(first) ?? -1;
    // A declaration of the file merges with, or shadows, an import of the same name.
    const importId = declarationId < 0 && variable?.kind === 'import' ? variable.importId : -1;
    return this.#intern(`r${name}<${args.join(',')}`, {
      kind: 'reference',
      name,
      importId,
      declarationId,
      args,
    });
  }

  #signature(node: ts.SignatureDeclarationBase, depth: number): number {
    const params: number[] = [];
    for (const parameter of node.parameters.slice(0, maxTypeMembers)) {
      params.push(parameter.type === undefined ? -1 : this.#lower(parameter.type, depth + 1));
    }
    const result = node.type === undefined ? -1 : this.#lower(node.type, depth + 1);
    return this.#intern(`f${params.join(',')}=>${result}`, { kind: 'function', params, result });
  }

  #other(node: ts.Node): number {
    const start = startOf(this.#text, node);
    const text = this.#text.slice(start, Math.min(node.end, start + maxTypeText));
    return this.#intern(`?${text}`, { kind: 'other', text });
  }

  #members(nodes: readonly ts.Node[], depth: number): IrTypeMember[] {
    const members: IrTypeMember[] = [];
    for (const node of nodes) {
      if (members.length >= maxTypeMembers) break;
      switch (node.kind) {
        case Kind.PropertySignature:
        case Kind.PropertyDeclaration:
        case Kind.GetAccessor: {
          const property = node as ts.PropertySignature;
          const name = staticName(property.name);
          if (name !== undefined) members.push({ name, type: this.#optional(property.type, depth) });
          break;
        }
        case Kind.MethodSignature:
        case Kind.MethodDeclaration: {
          const method = node as ts.MethodSignature;
          const name = staticName(method.name);
          if (name !== undefined) members.push({ name, type: this.#signature(method, depth) });
          break;
        }
        case Kind.IndexSignature:
          members.push({
            name: '[index]',
            type: this.#optional((node as ts.IndexSignatureDeclaration).type, depth),
          });
          break;
        case Kind.Constructor:
          for (const parameter of (node as ts.ConstructorDeclaration).parameters) {
            if (parameter.modifiers === undefined || parameter.name.kind !== Kind.Identifier) continue;
            const name = textOf(parameter.name as ts.Identifier);
            members.push({ name, type: this.#optional(parameter.type, depth) });
          }
          break;
        default:
          break;
      }
    }
    return members;
  }

  #optional(node: ts.TypeNode | undefined, depth: number): number {
    return node === undefined ? -1 : this.#lower(node, depth);
  }

  #intern(key: string, type: IrType): number {
    let id = this.#byKey.get(key);
    if (id === undefined) {
      id = this.types.push(type) - 1;
      this.#byKey.set(key, id);
    }
    return id;
  }

  /** Lowers all type declarations of the file. `classIdOf` gives the lowered class of a class node, -1 if none. */
  lowerDeclarations(classIdOf: (node: ts.Node) => number, exportedNames: ReadonlySet<string>): void {
    for (const node of this.#binding.typeNodes) {
      const name = node.name === undefined ? '' : textOf(node.name);
      const start = startOf(this.#text, node);
      const isExported = hasModifier(node, Kind.ExportKeyword) || (name !== '' && exportedNames.has(name));
      const common = {
        name,
        isExported,
        typeParameters: typeParameterNames(node),
        start,
        length: node.end - start,
      };
      this.declarations.push({ ...common, ...this.#declaration(node, classIdOf) });
    }
  }

  #declaration(
    node: BoundFile['typeNodes'][number],
    classIdOf: (node: ts.Node) => number,
  ): Pick<IrTypeDeclaration, 'kind' | 'extends' | 'members' | 'aliased' | 'classId'> {
    switch (node.kind) {
      case Kind.InterfaceDeclaration: {
        const declaration = node as ts.InterfaceDeclaration;
        return {
          kind: 'interface',
          extends: this.#heritage(declaration.heritageClauses),
          members: this.#members(declaration.members, 1),
          aliased: -1,
          classId: -1,
        };
      }
      case Kind.TypeAliasDeclaration: {
        const aliased = this.lower((node as ts.TypeAliasDeclaration).type);
        const it = this.types[aliased];
        const members = it?.kind === 'object' ? it.members : [];
        return { kind: 'alias', extends: [], members, aliased, classId: -1 };
      }
      case Kind.EnumDeclaration: {
        const members = (node as ts.EnumDeclaration).members
          .slice(0, maxTypeMembers)
          .map((member) => ({ name: staticName(member.name) ?? '[computed]', type: -1 }));
        return { kind: 'enum', extends: [], members, aliased: -1, classId: -1 };
      }
      default: {
        const declaration = node as ts.ClassLikeDeclaration;
        return {
          kind: 'class',
          extends: this.#heritage(declaration.heritageClauses),
          members: this.#members(declaration.members, 1),
          aliased: -1,
          classId: classIdOf(node),
        };
      }
    }
  }

  #heritage(clauses: readonly ts.HeritageClause[] | undefined): number[] {
    const types: number[] = [];
    for (const clause of clauses ?? []) {
      if (clause.token !== Kind.ExtendsKeyword) continue;
      for (const type of clause.types) types.push(this.lower(type));
    }
    return types;
  }

  /** Types after `implements` of a class. */
  implementsOf(node: ts.ClassLikeDeclaration): number[] {
    const types: number[] = [];
    for (const clause of node.heritageClauses ?? []) {
      if (clause.token !== Kind.ImplementsKeyword) continue;
      for (const type of clause.types) types.push(this.lower(type));
    }
    return types;
  }

  /** Fills in what the names after `typeof` stand for. */
  resolveTypeofs(valueOfName: (name: string) => number): void {
    for (const { type, name } of this.pendingTypeofs) {
      const value = valueOfName(name.split('.')[0] ?? name);
      this.types[type] = { kind: 'typeof', name, value };
    }
  }
}

function typeParameterNames(node: ts.DeclarationWithTypeParameterChildren | ts.EnumDeclaration): string[] {
  const { typeParameters } = node as ts.InterfaceDeclaration;
  return (typeParameters ?? []).map((parameter) => textOf(parameter.name));
}

function dottedName(name: ts.EntityName): string {
  const parts: string[] = [];
  let at: ts.EntityName = name;
  while (at.kind === Kind.QualifiedName) {
    parts.push(textOf((at as ts.QualifiedName).right));
    at = (at as ts.QualifiedName).left;
  }
  parts.push(textOf(at as ts.Identifier));
  return parts.reverse().join('.');
}

/** `a.b.c` of an expression, empty if it is anything else. */
function dottedExpression(node: ts.Expression): string {
  const parts: string[] = [];
  let at = node;
  while (at.kind === Kind.PropertyAccessExpression) {
    const access = at as ts.PropertyAccessExpression;
    parts.push(textOf(access.name));
    at = access.expression;
  }
  if (at.kind !== Kind.Identifier) return '';
  parts.push(textOf(at as ts.Identifier));
  return parts.reverse().join('.');
}

function literalText(node: ts.Node, text: string): string {
  switch (node.kind) {
    case Kind.StringLiteral:
    case Kind.NoSubstitutionTemplateLiteral:
      return (node as ts.StringLiteral).text;
    case Kind.NullKeyword:
      return 'null';
    default:
      return text.slice(startOf(text, node), node.end).slice(0, maxTypeText);
  }
}
