/**
 * Loops: while, do, for, for-in, for-of, for await.
 *
 * The header is left unsealed while the body is lowered; it is told which part of the source repeats, so that only
 * variables written there get phis. Whether an iteration follows is an unknown value that depends on the iterated
 * object; the element itself is an Iter in the body.
 */
import type ts from 'typescript';
import { currentVersion, noteRead } from '../../ir/builder-objects.ts';
import { Flag, IterKind, Op } from '../../ir/opcode.ts';
import { Kind } from './kinds.ts';
import { lowerCondition, lowerForEffect } from './lower-operator.ts';
import { bindPattern } from './lower-pattern.ts';
import { lowerVariableList, takeLabels } from './lower-statement.ts';
import { type Lowering, lowerExpression, lowerStatement, type StatementLowering } from './lowering.ts';

const lowerWhile: StatementLowering = (l: Lowering, node: ts.WhileStatement) => {
  const f = l.f;
  const labels = takeLabels(l);
  const before = f.current;
  const header = f.newBlock(before);
  const done = f.newBlock(before);
  f.jump(header);
  f.startLoop(header, node.pos, node.end);
  const body = f.newBlock(f.current);
  lowerCondition(l, node.expression, body, done);
  f.start(body);
  l.frames.push({ kind: 'loop', labels, breakBlock: done, continueBlock: header });
  lowerStatement(l, node.statement);
  l.frames.pop();
  f.jump(header);
  f.endLoop();
  f.start(done);
};

const lowerDo: StatementLowering = (l: Lowering, node: ts.DoStatement) => {
  const f = l.f;
  const labels = takeLabels(l);
  const before = f.current;
  const header = f.newBlock(before);
  const next = f.newBlock(header);
  const done = f.newBlock(before);
  f.jump(header);
  f.startLoop(header, node.pos, node.end);
  l.frames.push({ kind: 'loop', labels, breakBlock: done, continueBlock: next });
  lowerStatement(l, node.statement);
  l.frames.pop();
  f.jump(next);
  f.start(next);
  // The way back needs a block of its own: the condition may jump from several places.
  const again = f.newBlock(header);
  lowerCondition(l, node.expression, again, done);
  f.start(again);
  f.jump(header);
  f.endLoop();
  f.start(done);
};

const lowerFor: StatementLowering = (l: Lowering, node: ts.ForStatement) => {
  const f = l.f;
  const labels = takeLabels(l);
  let loopStart = node.pos;
  if (node.initializer !== undefined) {
    if (node.initializer.kind === Kind.VariableDeclarationList)
      lowerVariableList(l, node.initializer as ts.VariableDeclarationList);
    else lowerForEffect(l, node.initializer as ts.Expression);
    loopStart = node.initializer.end;
  }
  const before = f.current;
  const header = f.newBlock(before);
  const next = f.newBlock(header);
  const done = f.newBlock(before);
  f.jump(header);
  f.startLoop(header, loopStart, node.end);
  const body = f.newBlock(f.current);
  if (node.condition === undefined) f.jump(body);
  else lowerCondition(l, node.condition, body, done);
  f.start(body);
  l.frames.push({ kind: 'loop', labels, breakBlock: done, continueBlock: next });
  lowerStatement(l, node.statement);
  l.frames.pop();
  f.jump(next);
  f.start(next);
  if (node.incrementor !== undefined) lowerForEffect(l, node.incrementor);
  f.jump(header);
  f.endLoop();
  f.start(done);
};

const lowerForInOrOf: StatementLowering = (l: Lowering, node: ts.ForInOrOfStatement) => {
  const f = l.f;
  const labels = takeLabels(l);
  const iterated = lowerExpression(l, node.expression);
  const before = f.current;
  const header = f.newBlock(before);
  const done = f.newBlock(before);
  f.jump(header);
  f.startLoop(header, node.pos, node.end);
  const body = f.newBlock(f.current);
  const current = currentVersion(f, iterated);
  const more = l.emit(Op.Unk, l.sym('has-next'), -1, f.list([current]), 0, node.expression);
  const position = l.startOf(node.expression);
  f.branch(more, body, done, position, node.expression.end - position);
  f.start(body);
  const isAwait =
    node.kind === Kind.ForOfStatement && (node as ts.ForOfStatement).awaitModifier !== undefined;
  const kind = node.kind === Kind.ForInStatement ? IterKind.In : isAwait ? IterKind.Await : IterKind.Of;
  const element = l.emit(Op.Iter, current, kind, -1, isAwait ? Flag.Async : 0, node.initializer);
  noteRead(f, element);
  bindElement(l, node.initializer, element);
  l.frames.push({ kind: 'loop', labels, breakBlock: done, continueBlock: header });
  lowerStatement(l, node.statement);
  l.frames.pop();
  f.jump(header);
  f.endLoop();
  f.start(done);
};

function bindElement(l: Lowering, initializer: ts.ForInitializer, element: number): void {
  if (initializer.kind !== Kind.VariableDeclarationList) {
    bindPattern(l, initializer, element, false);
    return;
  }
  for (const declaration of (initializer as ts.VariableDeclarationList).declarations) {
    if (declaration.type !== undefined) l.withType(element, declaration.type);
    bindPattern(l, declaration.name, element, true);
  }
}

/** Loops. */
export const loopLowerings: readonly (readonly [ts.SyntaxKind, StatementLowering])[] = [
  [Kind.WhileStatement, lowerWhile],
  [Kind.DoStatement, lowerDo],
  [Kind.ForStatement, lowerFor],
  [Kind.ForInStatement, lowerForInOrOf],
  [Kind.ForOfStatement, lowerForInOrOf],
];
