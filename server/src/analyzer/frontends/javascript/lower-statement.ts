/**
 * Statements without loops and exceptions: declarations, conditions, switch, jumps.
 */
import ts from 'typescript';
import { Kind } from './kinds.ts';
import { hoistFunctions } from './lower-function.ts';
import { jumpTo, lowerReturnValue } from './lower-jump.ts';
import { lowerCondition, lowerForEffect } from './lower-operator.ts';
import { bindPattern } from './lower-pattern.ts';
import { variableOf } from './lower-reference.ts';
import {
  type Frame,
  type Lowering,
  lowerExpression,
  lowerStatement,
  type StatementLowering,
  withDeclaredType,
} from './lowering.ts';
import { hasModifier, textOf } from './syntax.ts';

/** Statements of one scope: hoisted functions first. */
export function lowerStatements(l: Lowering, statements: readonly ts.Statement[]): void {
  hoistFunctions(l, statements);
  for (const statement of statements) lowerStatement(l, statement);
}

const lowerBlock: StatementLowering = (l: Lowering, node: ts.Block) => lowerStatements(l, node.statements);

const lowerVariableStatement: StatementLowering = (l: Lowering, node: ts.VariableStatement) => {
  if (!hasModifier(node, Kind.DeclareKeyword)) lowerVariableList(l, node.declarationList);
};

/** Declarations with their initializers. */
export function lowerVariableList(l: Lowering, list: ts.VariableDeclarationList): void {
  for (const declaration of list.declarations) {
    const { name, initializer, type } = declaration;
    if (initializer === undefined) {
      declareEmpty(l, list, declaration);
      continue;
    }
    let value = lowerExpression(l, initializer);
    if (type !== undefined) value = withDeclaredType(l, value, name, type);
    bindPattern(l, name, value, true);
  }
}

/** `let x;` is undefined anew in every iteration; `var x;` keeps what it held. */
function declareEmpty(l: Lowering, list: ts.VariableDeclarationList, node: ts.VariableDeclaration): void {
  if ((list.flags & ts.NodeFlags.BlockScoped) === 0 || node.name.kind !== Kind.Identifier) return;
  const variable = variableOf(l, node.name);
  if (variable === undefined || variable.functionId !== l.fn.id || !variable.isSsaInOwner) return;
  if (variable.isStraight && variable.writes <= 1) return;
  l.f.variableName[variable.id] = l.sym(variable.name);
  l.f.writeVariable(variable.id, l.f.undefinedValue(), true);
}

const lowerExpressionStatement: StatementLowering = (l: Lowering, node: ts.ExpressionStatement) => {
  lowerForEffect(l, node.expression);
  // Behind the end of the process nothing runs; like an exception that nobody catches.
  if (!endsProcess(node.expression)) return;
  const position = l.startOf(node);
  l.f.throw(l.f.undefinedValue(), position, node.end - position);
  l.f.startDead();
};

function endsProcess(node: ts.Expression): boolean {
  if (node.kind !== Kind.CallExpression) return false;
  const callee = (node as ts.CallExpression).expression;
  if (callee.kind !== Kind.PropertyAccessExpression) return false;
  const { expression, name } = callee as ts.PropertyAccessExpression;
  return (
    expression.kind === Kind.Identifier &&
    textOf(expression as ts.Identifier) === 'process' &&
    /^(exit|abort)$/.test(textOf(name))
  );
}

const lowerIf: StatementLowering = (l: Lowering, node: ts.IfStatement) => {
  const f = l.f;
  const done = f.newBlock(f.current);
  let at: ts.IfStatement = node;
  // Long else-if chains are lists, not nests.
  for (;;) {
    const before = f.current;
    const whenTrue = f.newBlock(before);
    const whenFalse = at.elseStatement === undefined ? done : f.newBlock(before);
    f.statementPosition = at.pos;
    lowerCondition(l, at.expression, whenTrue, whenFalse);
    f.start(whenTrue);
    lowerStatement(l, at.thenStatement);
    f.jump(done);
    if (at.elseStatement === undefined) break;
    f.start(whenFalse);
    if (at.elseStatement.kind !== Kind.IfStatement) {
      lowerStatement(l, at.elseStatement);
      f.jump(done);
      break;
    }
    at = at.elseStatement as ts.IfStatement;
  }
  f.start(done);
};

const lowerReturn: StatementLowering = (l: Lowering, node: ts.ReturnStatement) => {
  const value = node.expression === undefined ? -1 : lowerExpression(l, node.expression);
  lowerReturnValue(l, value, node.expression ?? node);
};

const lowerThrow: StatementLowering = (l: Lowering, node: ts.ThrowStatement) => {
  const value = lowerExpression(l, node.expression);
  const position = l.startOf(node);
  l.f.throw(value, position, node.end - position);
  l.f.startDead();
};

const lowerSwitch: StatementLowering = (l: Lowering, node: ts.SwitchStatement) => {
  const f = l.f;
  const before = f.current;
  const value = lowerExpression(l, node.expression);
  const { clauses } = node.caseBlock;
  for (const clause of clauses) hoistFunctions(l, clause.statements);
  const cases: number[] = [];
  const targets: number[] = [];
  const blocks: number[] = [];
  for (const clause of clauses) {
    if (clause.kind === Kind.CaseClause) cases.push(lowerExpression(l, (clause as ts.CaseClause).expression));
  }
  const done = f.newBlock(before);
  let fallback = done;
  for (const clause of clauses) {
    const block = f.newBlock(before);
    blocks.push(block);
    if (clause.kind === Kind.CaseClause) targets.push(block);
    else fallback = block;
  }
  targets.push(fallback);
  const position = l.startOf(node.expression);
  if (cases.length === 0) f.jump(fallback);
  else f.switch(value, f.list(cases), targets, position, node.expression.end - position);
  l.frames.push({ kind: 'switch', labels: takeLabels(l), breakBlock: done, continueBlock: -1 });
  for (let i = 0; i < clauses.length; i++) {
    const clause = clauses[i];
    if (clause === undefined) continue;
    f.start(blocks[i] ?? done);
    for (const statement of clause.statements) lowerStatement(l, statement);
    f.jump(blocks[i + 1] ?? done);
  }
  l.frames.pop();
  f.start(done);
};

/** Labels right before the statement being lowered. */
export function takeLabels(l: Lowering): readonly string[] {
  const labels = l.pendingLabels;
  l.pendingLabels = [];
  return labels;
}

const lowerLabeled: StatementLowering = (l: Lowering, node: ts.LabeledStatement) => {
  const f = l.f;
  const label = textOf(node.label);
  const inner = node.statement;
  switch (inner.kind) {
    case Kind.ForStatement:
    case Kind.ForInStatement:
    case Kind.ForOfStatement:
    case Kind.WhileStatement:
    case Kind.DoStatement:
    case Kind.SwitchStatement:
    case Kind.LabeledStatement:
      l.pendingLabels = [...l.pendingLabels, label];
      lowerStatement(l, inner);
      l.pendingLabels = [];
      return;
    default:
      break;
  }
  const done = f.newBlock(f.current);
  const labels = [...takeLabels(l), label];
  l.frames.push({ kind: 'label', labels, breakBlock: done, continueBlock: -1 });
  if (inner.kind === Kind.FunctionDeclaration) hoistFunctions(l, [inner]);
  lowerStatement(l, inner);
  l.frames.pop();
  f.jump(done);
  f.start(done);
};

const lowerBreak: StatementLowering = (l: Lowering, node: ts.BreakStatement) => {
  const target = findFrame(l, node.label, false);
  if (target !== undefined) jumpTo(l, target, false);
};

const lowerContinue: StatementLowering = (l: Lowering, node: ts.ContinueStatement) => {
  const target = findFrame(l, node.label, true);
  if (target !== undefined) jumpTo(l, target, true);
};

/** The frame that a break or continue leaves; undefined in broken code. */
function findFrame(l: Lowering, label: ts.Identifier | undefined, isContinue: boolean): Frame | undefined {
  for (let i = l.frames.length - 1; i >= 0; i--) {
    const frame = l.frames[i];
    if (frame === undefined || frame.kind === 'finally') continue;
    if (isContinue && frame.kind !== 'loop') continue;
    if (label === undefined ? frame.kind !== 'label' : frame.labels.includes(textOf(label))) return frame;
  }
  return undefined;
}

const lowerWith: StatementLowering = (l: Lowering, node: ts.WithStatement) => {
  l.gap(
    'with-statement',
    node,
    'Inside "with", names may mean properties of its object; they are not followed.',
  );
  l.withObjects.push(lowerExpression(l, node.expression));
  lowerStatement(l, node.statement);
  l.withObjects.pop();
};

const lowerNothing: StatementLowering = () => {};

/** Statements. */
export const statementLowerings: readonly (readonly [ts.SyntaxKind, StatementLowering])[] = [
  [Kind.Block, lowerBlock],
  [Kind.VariableStatement, lowerVariableStatement],
  [Kind.ExpressionStatement, lowerExpressionStatement],
  [Kind.IfStatement, lowerIf],
  [Kind.ReturnStatement, lowerReturn],
  [Kind.ThrowStatement, lowerThrow],
  [Kind.SwitchStatement, lowerSwitch],
  [Kind.LabeledStatement, lowerLabeled],
  [Kind.BreakStatement, lowerBreak],
  [Kind.ContinueStatement, lowerContinue],
  [Kind.WithStatement, lowerWith],
  [Kind.EmptyStatement, lowerNothing],
  [Kind.DebuggerStatement, lowerNothing],
  [Kind.FunctionDeclaration, lowerNothing],
  [Kind.InterfaceDeclaration, lowerNothing],
  [Kind.TypeAliasDeclaration, lowerNothing],
  [Kind.ImportDeclaration, lowerNothing],
  [Kind.NamespaceExportDeclaration, lowerNothing],
];
