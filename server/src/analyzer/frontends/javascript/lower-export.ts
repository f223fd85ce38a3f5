/**
 * Module syntax: hoisted imports, exports at the end of the module, re-exports, `export default`, `export =`.
 *
 * An exported variable is exported with what it holds when the module is done; other modules see later changes only
 * through its cell.
 */
import type ts from 'typescript';
import type { IrImport } from '../../ir/module.ts';
import { Op } from '../../ir/opcode.ts';
import { Kind } from './kinds.ts';
import { emitExport } from './lower-operator.ts';
import { makeImport, readVariable, variableOf } from './lower-reference.ts';
import { type Lowering, lowerExpression, type StatementLowering } from './lowering.ts';
import { hasModifier, textOf } from './syntax.ts';

/** Emits the Import of every binding at the start of the module. */
export function hoistImports(l: Lowering): void {
  for (const variable of l.binding.variables) {
    if (variable.kind !== 'import') continue;
    const declared: IrImport | undefined = l.imports[variable.importId];
    if (declared === undefined || declared.isTypeOnly || l.importValues.has(variable.importId)) continue;
    makeImport(l, variable, declared.start, declared.start + declared.length);
  }
}

/** Exports of declarations and lists, with the values at the end of the module. */
export function emitExports(l: Lowering, exported: Set<string>): void {
  for (const statement of l.sourceFile.statements) {
    if (statement.kind === Kind.ExportDeclaration) {
      emitExportList(l, statement as ts.ExportDeclaration, exported);
      continue;
    }
    if (!hasModifier(statement, Kind.ExportKeyword) || hasModifier(statement, Kind.DeclareKeyword)) continue;
    const isDefault = hasModifier(statement, Kind.DefaultKeyword);
    switch (statement.kind) {
      case Kind.VariableStatement:
        for (const declaration of (statement as ts.VariableStatement).declarationList.declarations) {
          exportNames(l, declaration.name);
        }
        break;
      case Kind.FunctionDeclaration:
      case Kind.ClassDeclaration:
      case Kind.EnumDeclaration:
      case Kind.ModuleDeclaration:
      case Kind.ImportEqualsDeclaration: {
        const { name } = statement as ts.FunctionDeclaration;
        if (name !== undefined && name.kind === Kind.Identifier) exportVariable(l, name, isDefault);
        else if (isDefault && statement.kind === Kind.FunctionDeclaration) exportAnonymous(l, statement);
        break;
      }
      default:
        break;
    }
  }
}

/** `export default function () {}`; a class without a name is exported where it stands. */
function exportAnonymous(l: Lowering, node: ts.Statement): void {
  const draft = l.binding.functionOf.get(node);
  if (draft === undefined) return;
  const value = l.emit(Op.Func, draft.id, -1, -1, 0, node);
  l.record(node, value);
  l.emit(Op.Export, l.sym('default'), value, -1, 0, node);
}

function exportNames(l: Lowering, name: ts.BindingName): void {
  if (name.kind === Kind.Identifier) {
    exportVariable(l, name as ts.Identifier, false);
    return;
  }
  for (const element of (name as ts.BindingPattern).elements) {
    if (element.kind === Kind.BindingElement) exportNames(l, (element as ts.BindingElement).name);
  }
}

function exportVariable(l: Lowering, name: ts.Identifier, isDefault: boolean): void {
  const variable = variableOf(l, name);
  if (variable === undefined) return;
  const value = readVariable(l, variable, name, l.text.length);
  l.emit(Op.Export, l.sym(isDefault ? 'default' : variable.name), value, -1, 0, name);
}

function emitExportList(l: Lowering, node: ts.ExportDeclaration, exported: Set<string>): void {
  const specifier =
    node.moduleSpecifier?.kind === Kind.StringLiteral
      ? (node.moduleSpecifier as ts.StringLiteral).text
      : undefined;
  const clause = node.exportClause;
  if (node.moduleSpecifier !== undefined) {
    if (specifier === undefined) return;
    if (clause === undefined) l.reExports.push({ name: '*', specifier, importedName: '*' });
    else if (clause.kind === Kind.NamespaceExport)
      l.reExports.push({ name: (clause as ts.NamespaceExport).name.text, specifier, importedName: '*' });
    else {
      for (const element of (clause as ts.NamedExports).elements) {
        const importedName = (element.propertyName ?? element.name).text;
        l.reExports.push({ name: element.name.text, specifier, importedName });
      }
    }
    return;
  }
  if (clause === undefined || clause.kind !== Kind.NamedExports) return;
  for (const element of (clause as ts.NamedExports).elements) {
    const local = element.propertyName ?? element.name;
    if (local.kind !== Kind.Identifier) continue;
    exported.add(textOf(local as ts.Identifier));
    if (node.isTypeOnly || element.isTypeOnly) continue;
    exportLocal(l, local as ts.Identifier, element.name.text, element);
  }
}

function exportLocal(l: Lowering, local: ts.Identifier, name: string, node: ts.Node): void {
  const variable = variableOf(l, local);
  if (variable === undefined) return;
  const declared = variable.kind === 'import' ? l.imports[variable.importId] : undefined;
  // An imported name that is exported again is a re-export, for values and types alike.
  if (declared?.kind === 'esm') {
    l.reExports.push({ name, specifier: declared.specifier, importedName: declared.name });
    return;
  }
  const value = readVariable(l, variable, local, l.text.length);
  l.record(local, value);
  l.emit(Op.Export, l.sym(name), value, -1, 0, node);
}

const lowerExportAssignment: StatementLowering = (l: Lowering, node: ts.ExportAssignment) => {
  const value = lowerExpression(l, node.expression);
  emitExport(l, node.isExportEquals === true ? '=' : 'default', value, node);
};

const lowerNothing: StatementLowering = () => {};

/** Export statements. */
export const exportLowerings: readonly (readonly [ts.SyntaxKind, StatementLowering])[] = [
  [Kind.ExportAssignment, lowerExportAssignment],
  [Kind.ExportDeclaration, lowerNothing],
];
