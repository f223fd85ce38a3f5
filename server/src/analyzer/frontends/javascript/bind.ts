/**
 * Binds the names of one file: one walk collects declarations and references, then references are resolved.
 *
 * Resolving comes last because declarations are visible before they stand. No checker, no parents; types are not
 * looked at. The groups of constructs live in `bind-*.ts`.
 */
import ts from 'typescript';
import type { IntVector } from '../../base/int-vector.ts';
import type { IrImport } from '../../ir/module.ts';
import { visitClass } from './bind-classes.ts';
import { declarePattern, visitEnum, visitVariableList } from './bind-declarations.ts';
import {
  visitBinary,
  visitCall,
  visitCallee,
  visitChain,
  visitJsx,
  visitTarget,
} from './bind-expressions.ts';
import { addWrite, declaresLexically, kindOfMember } from './bind-facts.ts';
import { visitFunction, visitFunctionDeclaration } from './bind-functions.ts';
import { collectTypes, visitExport, visitImport, visitImportEquals, visitNamespace } from './bind-modules.ts';
import { mutates, reads } from './bind-names.ts';
import { BindWalk, type BoundFile } from './bind-walk.ts';
import { Scope } from './binding.ts';
import { Kind } from './kinds.ts';
import { hasModifier, staticName, textOf, unwrap } from './syntax.ts';
import { walkChildren } from './walk-children.ts';

/**
 * Binds a file. Imports found on the way are appended to `imports`. `variableAt` is zero for each offset of the file and
 * one behind its end, and becomes the one of the binding. `references` is memory to work in.
 */
export function bindFile(
  sourceFile: ts.SourceFile,
  imports: IrImport[],
  variableAt: Int32Array,
  references: IntVector,
): BoundFile {
  const b = new BindWalk(sourceFile, imports, variableAt, references, visitNode);
  const moduleScope = b.scope;
  if (sourceFile.isDeclarationFile) collectTypes(b, sourceFile.statements, 0);
  else b.visitAll(sourceFile.statements);
  b.names.resolveAll();
  return {
    variables: b.names.variables,
    functions: b.functions,
    functionOf: b.functionOf,
    classOf: b.classOf,
    variableAt,
    names: b.names.names,
    moduleScope,
    withNames: b.names.withNames,
    isTooDeep: b.isTooDeep,
    typeNodes: b.typeNodes,
  };
}

function visitNode(b: BindWalk, node: ts.Node): void {
  switch (node.kind) {
    case Kind.Identifier:
      b.refer(node as ts.Identifier, reads);
      return;
    case Kind.PropertyAccessExpression:
      visitChain(b, node as ts.Expression, reads);
      return;
    case Kind.CallExpression:
    case Kind.NewExpression:
      visitCall(b, node as ts.CallExpression | ts.NewExpression);
      return;
    case Kind.StringLiteral:
    case Kind.NumericLiteral:
    case Kind.NoSubstitutionTemplateLiteral:
      return;
    case Kind.ThisKeyword:
    case Kind.SuperKeyword:
      b.referToThis(node, reads);
      return;
    case Kind.PropertyAssignment: {
      const property = node as ts.PropertyAssignment;
      b.visitPropertyName(property.name);
      b.visitNamed(property.initializer, staticName(property.name) ?? '');
      return;
    }
    case Kind.ShorthandPropertyAssignment: {
      const property = node as ts.ShorthandPropertyAssignment;
      b.refer(property.name, reads);
      b.visitOptional(property.objectAssignmentInitializer);
      return;
    }
    case Kind.BinaryExpression:
      visitBinary(b, node as ts.BinaryExpression);
      return;
    case Kind.VariableStatement:
      if (!hasModifier(node, Kind.DeclareKeyword))
        visitVariableList(b, (node as ts.VariableStatement).declarationList, false);
      return;
    case Kind.VariableDeclarationList:
      visitVariableList(b, node as ts.VariableDeclarationList, false);
      return;
    case Kind.ArrowFunction:
      visitFunction(b, node as ts.ArrowFunction, 'arrow', b.takeHint(), undefined);
      return;
    case Kind.FunctionExpression: {
      const declaration = node as ts.FunctionExpression;
      const hint = b.takeHint();
      const name = declaration.name === undefined ? hint : textOf(declaration.name);
      visitFunction(b, declaration, 'function', name, undefined);
      return;
    }
    case Kind.FunctionDeclaration:
      visitFunctionDeclaration(b, node as ts.FunctionDeclaration);
      return;
    case Kind.MethodDeclaration:
    case Kind.GetAccessor:
    case Kind.SetAccessor: {
      // Of an object literal; those of classes do not come here.
      const member = node as ts.MethodDeclaration | ts.AccessorDeclaration;
      b.visitPropertyName(member.name);
      visitFunction(b, member, kindOfMember(member), staticName(member.name) ?? '', undefined);
      return;
    }
    case Kind.Block:
      visitBlock(b, (node as ts.Block).statements);
      return;
    case Kind.JsxElement:
    case Kind.JsxSelfClosingElement:
    case Kind.JsxAttribute:
      visitJsx(b, node as ts.JsxElement | ts.JsxSelfClosingElement | ts.JsxAttribute);
      return;
    case Kind.PrefixUnaryExpression:
    case Kind.PostfixUnaryExpression: {
      const unary = node as ts.PrefixUnaryExpression;
      if (unary.operator === Kind.PlusPlusToken || unary.operator === Kind.MinusMinusToken)
        visitTarget(b, unary.operand);
      else b.visit(unary.operand);
      return;
    }
    case Kind.DeleteExpression: {
      const operand = unwrap((node as ts.DeleteExpression).expression);
      visitTarget(b, operand);
      return;
    }
    case Kind.TaggedTemplateExpression: {
      const tagged = node as ts.TaggedTemplateExpression;
      visitCallee(b, tagged.tag);
      b.visit(tagged.template);
      return;
    }
    case Kind.MetaProperty:
    case Kind.BreakStatement:
    case Kind.ContinueStatement:
    case Kind.JsxClosingElement:
    case Kind.NamespaceExportDeclaration:
      return;
    case Kind.InterfaceDeclaration:
    case Kind.TypeAliasDeclaration:
      b.typeNodes.push(node as ts.InterfaceDeclaration);
      return;
    default:
      visitStatement(b, node);
  }
}

function visitStatement(b: BindWalk, node: ts.Node): void {
  switch (node.kind) {
    case Kind.ClassDeclaration: {
      const declaration = node as ts.ClassDeclaration;
      if (hasModifier(node, Kind.DeclareKeyword)) {
        b.typeNodes.push(declaration);
        return;
      }
      if (declaration.name !== undefined) {
        const variable = b.declare(b.scope, declaration.name, 'class');
        addWrite(variable, declaration.name.pos);
        variable.isStraight = !b.inSwitch;
      }
      visitClass(b, declaration, declaration.name === undefined ? 'default' : textOf(declaration.name));
      return;
    }
    case Kind.ClassExpression: {
      const expression = node as ts.ClassExpression;
      const hint = b.takeHint();
      visitClass(b, expression, expression.name === undefined ? hint : textOf(expression.name));
      return;
    }
    case Kind.ForStatement:
    case Kind.ForOfStatement:
    case Kind.ForInStatement:
      visitFor(b, node as ts.ForStatement | ts.ForInOrOfStatement);
      return;
    case Kind.WhileStatement:
    case Kind.DoStatement: {
      const before = b.loopStart;
      if (before < 0) b.loopStart = node.pos;
      ts.forEachChild(node, b.visitChild);
      b.loopStart = before;
      return;
    }
    case Kind.CaseBlock: {
      const outer = b.scope;
      const before = b.inSwitch;
      b.scope = new Scope(outer, b.currentFunction.id, false, false);
      b.inSwitch = true;
      ts.forEachChild(node, b.visitChild);
      b.inSwitch = before;
      b.scope = outer;
      return;
    }
    case Kind.CatchClause: {
      const clause = node as ts.CatchClause;
      const outer = b.scope;
      b.scope = new Scope(outer, b.currentFunction.id, false, false);
      if (clause.variableDeclaration !== undefined) {
        b.withoutSwitch(() =>
          declarePattern(
            b,
            (clause.variableDeclaration as ts.VariableDeclaration).name,
            b.scope,
            'catch',
            true,
          ),
        );
      }
      visitBlock(b, clause.block.statements);
      b.scope = outer;
      return;
    }
    case Kind.LabeledStatement:
      b.visit((node as ts.LabeledStatement).statement);
      return;
    case Kind.IfStatement:
      // Else-if chains are lists, not nests.
      for (let at: ts.Statement | undefined = node as ts.IfStatement; at !== undefined; ) {
        if (at.kind !== Kind.IfStatement) {
          b.visit(at);
          break;
        }
        const statement: ts.IfStatement = at as ts.IfStatement;
        b.visit(statement.expression);
        b.visit(statement.thenStatement);
        at = statement.elseStatement;
      }
      return;
    case Kind.WithStatement: {
      const statement = node as ts.WithStatement;
      b.visit(statement.expression);
      const outer = b.scope;
      b.scope = new Scope(outer, b.currentFunction.id, false, true);
      b.names.hasWith = true;
      b.visit(statement.statement);
      b.scope = outer;
      return;
    }
    case Kind.EnumDeclaration:
      visitEnum(b, node as ts.EnumDeclaration);
      return;
    case Kind.ModuleDeclaration:
      visitNamespace(b, node as ts.ModuleDeclaration);
      return;
    case Kind.ImportDeclaration:
      visitImport(b, node as ts.ImportDeclaration);
      return;
    case Kind.ImportEqualsDeclaration:
      visitImportEquals(b, node as ts.ImportEqualsDeclaration);
      return;
    case Kind.ExportDeclaration:
      visitExport(b, node as ts.ExportDeclaration);
      return;
    case Kind.ExportAssignment:
      b.visitNamed((node as ts.ExportAssignment).expression, 'default');
      return;
    case Kind.PropertyDeclaration:
    case Kind.Parameter:
      return;
    default:
      if (node.kind >= Kind.FirstTypeNode && node.kind <= Kind.LastTypeNode) return;
      walkChildren(node, b.visitChild);
  }
}

function visitBlock(b: BindWalk, statements: ts.NodeArray<ts.Statement>): void {
  const outer = b.scope;
  const before = b.inSwitch;
  b.inSwitch = false;
  if (declaresLexically(statements)) b.scope = new Scope(outer, b.currentFunction.id, false, false);
  b.visitAll(statements);
  b.inSwitch = before;
  b.scope = outer;
}

function visitFor(b: BindWalk, node: ts.ForStatement | ts.ForInOrOfStatement): void {
  const outer = b.scope;
  const beforeLoop = b.loopStart;
  const beforeSwitch = b.inSwitch;
  b.scope = new Scope(outer, b.currentFunction.id, false, false);
  b.inSwitch = false;
  if (beforeLoop < 0) b.loopStart = node.pos;
  if (node.kind === Kind.ForStatement) {
    const loop = node as ts.ForStatement;
    b.visitOptional(loop.initializer);
    b.visitOptional(loop.condition);
    b.visitOptional(loop.incrementor);
  } else {
    const loop = node as ts.ForInOrOfStatement;
    if (loop.initializer.kind === Kind.VariableDeclarationList)
      visitVariableList(b, loop.initializer as ts.VariableDeclarationList, true);
    else visitTarget(b, loop.initializer as ts.Expression);
    // Elements may change while they are walked over.
    visitChain(b, loop.expression, node.kind === Kind.ForOfStatement ? mutates : reads);
  }
  b.visit(node.statement);
  b.scope = outer;
  b.loopStart = beforeLoop;
  b.inSwitch = beforeSwitch;
}
