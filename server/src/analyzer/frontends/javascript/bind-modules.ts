/**
 * Binds imports, exports and namespaces. Ambient code is only looked through for types.
 */
import type ts from 'typescript';
import type { IrImport } from '../../ir/module.ts';
import { addWrite, isGlobal } from './bind-facts.ts';
import { reads } from './bind-names.ts';
import type { BindWalk } from './bind-walk.ts';
import { Scope } from './binding.ts';
import { Kind } from './kinds.ts';
import { hasModifier, startOf, textOf } from './syntax.ts';

/** Binds a namespace: its name around it, its statements in a scope of their own. */
export function visitNamespace(b: BindWalk, node: ts.ModuleDeclaration): void {
  if (hasModifier(node, Kind.DeclareKeyword) || node.name.kind === Kind.StringLiteral || isGlobal(node)) {
    if (node.body !== undefined && node.body.kind === Kind.ModuleBlock)
      collectTypes(b, (node.body as ts.ModuleBlock).statements, 0);
    return;
  }
  const known = b.names.names.get(textOf(node.name as ts.Identifier))?.in(b.scope);
  const variable = b.declare(b.scope, node.name as ts.Identifier, 'namespace');
  if (known === undefined || known.kind === 'import') addWrite(variable, node.name.pos);
  variable.isStraight = variable.isStraight || !b.inSwitch;
  const outer = b.scope;
  b.scope = new Scope(outer, b.currentFunction.id, true, false);
  if (node.body !== undefined) {
    if (node.body.kind === Kind.ModuleBlock) b.visitAll((node.body as ts.ModuleBlock).statements);
    else b.visit(node.body);
  }
  b.scope = outer;
}

/** Notes the types of ambient code, which has nothing else. */
export function collectTypes(b: BindWalk, statements: readonly ts.Statement[], depth: number): void {
  for (const statement of statements) {
    switch (statement.kind) {
      case Kind.InterfaceDeclaration:
      case Kind.TypeAliasDeclaration:
      case Kind.EnumDeclaration:
      case Kind.ClassDeclaration:
        b.typeNodes.push(statement as ts.InterfaceDeclaration);
        break;
      case Kind.ImportDeclaration:
        visitImport(b, statement as ts.ImportDeclaration);
        break;
      case Kind.ImportEqualsDeclaration:
        visitImportEquals(b, statement as ts.ImportEqualsDeclaration);
        break;
      case Kind.ModuleDeclaration: {
        let body = (statement as ts.ModuleDeclaration).body;
        while (body !== undefined && body.kind === Kind.ModuleDeclaration)
          body = (body as ts.ModuleDeclaration).body;
        if (body !== undefined && body.kind === Kind.ModuleBlock && depth < 20)
          collectTypes(b, (body as ts.ModuleBlock).statements, depth + 1);
        break;
      }
      default:
        break;
    }
  }
}

/** Binds an import declaration. */
export function visitImport(b: BindWalk, node: ts.ImportDeclaration): void {
  if (node.moduleSpecifier.kind !== Kind.StringLiteral) return;
  const specifier = node.moduleSpecifier as ts.StringLiteral;
  const clause = node.importClause;
  if (clause === undefined) {
    addImport(b, specifier, '*', 'esm', false);
    return;
  }
  const isTypeOnly = clause.phaseModifier === Kind.TypeKeyword;
  if (clause.name !== undefined) importName(b, clause.name, specifier, 'default', 'esm', isTypeOnly);
  const bindings = clause.namedBindings;
  if (bindings === undefined) return;
  if (bindings.kind === Kind.NamespaceImport) {
    importName(b, (bindings as ts.NamespaceImport).name, specifier, '*', 'esm', isTypeOnly);
    return;
  }
  const { elements } = bindings as ts.NamedImports;
  if (elements.length === 0 && clause.name === undefined) addImport(b, specifier, '*', 'esm', isTypeOnly);
  for (const element of elements) {
    const name = (element.propertyName ?? element.name).text;
    importName(b, element.name, specifier, name, 'esm', isTypeOnly || element.isTypeOnly);
  }
}

/** Binds `import a = …`. */
export function visitImportEquals(b: BindWalk, node: ts.ImportEqualsDeclaration): void {
  const reference = node.moduleReference;
  if (reference.kind === Kind.ExternalModuleReference) {
    const { expression } = reference as ts.ExternalModuleReference;
    if (expression.kind === Kind.StringLiteral) {
      const specifier = expression as ts.StringLiteral;
      importName(b, node.name, specifier, '*', 'import-equals', node.isTypeOnly);
    }
    return;
  }
  const variable = b.declare(b.scope, node.name, 'const');
  addWrite(variable, node.name.pos);
  variable.isStraight = true;
  let at = reference as ts.EntityName;
  while (at.kind === Kind.QualifiedName) at = (at as ts.QualifiedName).left;
  b.refer(at as ts.Identifier, reads);
}

function importName(
  b: BindWalk,
  name: ts.Identifier,
  specifier: ts.StringLiteral,
  importedName: string,
  kind: IrImport['kind'],
  isTypeOnly: boolean,
): void {
  const id = addImport(b, specifier, importedName, kind, isTypeOnly);
  const variable = b.declare(b.scope, name, 'import');
  variable.importId = id;
  variable.isPrimitive = true;
}

function addImport(
  b: BindWalk,
  specifier: ts.StringLiteral,
  name: string,
  kind: IrImport['kind'],
  isTypeOnly: boolean,
): number {
  const start = startOf(b.sourceFile.text, specifier);
  const length = specifier.end - start;
  return b.imports.push({ specifier: specifier.text, name, kind, isTypeOnly, start, length }) - 1;
}

/** Binds the local names of `export { … }`. */
export function visitExport(b: BindWalk, node: ts.ExportDeclaration): void {
  if (node.moduleSpecifier !== undefined || node.exportClause === undefined) return;
  if (node.exportClause.kind !== Kind.NamedExports) return;
  for (const element of (node.exportClause as ts.NamedExports).elements) {
    const local = element.propertyName ?? element.name;
    if (local.kind === Kind.Identifier) b.refer(local as ts.Identifier, reads);
  }
}
