/**
 * try, catch, finally.
 *
 * Every block of the try has an exception edge to its handler. A finally block is copied to each way out (normal end,
 * exception, return, each jump), so that what follows on one way is not joined with the others. Copies of finally
 * blocks inside copies are bounded: beyond two levels all ways share one copy and part again behind it.
 */
import type ts from 'typescript';
import { Op } from '../../ir/opcode.ts';
import { Kind } from './kinds.ts';
import { jumpTo, returnAt } from './lower-jump.ts';
import { bindPattern } from './lower-pattern.ts';
import type { FinallyExit, Frame, Lowering, StatementLowering } from './lowering.ts';

/** Nesting of copied finally blocks; deeper ones are shared by all ways out. */
const maxFinallyCopies = 2;

const lowerTry: StatementLowering = (l: Lowering, node: ts.TryStatement) => {
  if (node.finallyBlock === undefined) lowerTryCatch(l, node);
  else lowerTryFinally(l, node, node.finallyBlock);
};

function lowerTryCatch(l: Lowering, node: ts.TryStatement): void {
  const f = l.f;
  const before = f.current;
  const outerHandler = f.handler;
  const outerEntry = f.tryEntry;
  const handler = f.newBlock(before);
  const body = f.newBlock(before);
  const done = f.newBlock(before);
  f.jump(body);
  f.handler = handler;
  f.tryEntry = before;
  f.start(body);
  l.dispatch.lowerStatements(l, node.tryBlock.statements);
  f.handler = outerHandler;
  f.tryEntry = outerEntry;
  f.jump(done);
  f.start(handler);
  lowerCatch(l, node.catchClause);
  f.jump(done);
  f.start(done);
}

function lowerCatch(l: Lowering, clause: ts.CatchClause | undefined): void {
  if (clause === undefined) return;
  const declaration = clause.variableDeclaration;
  const caught = l.emit(Op.Catch, -1, -1, -1, 0, declaration ?? clause);
  if (declaration !== undefined) {
    if (declaration.type !== undefined) l.withType(caught, declaration.type);
    bindPattern(l, declaration.name, caught, true);
  }
  l.dispatch.lowerStatements(l, clause.block.statements);
}

function lowerTryFinally(l: Lowering, node: ts.TryStatement, finallyBlock: ts.Block): void {
  const f = l.f;
  const before = f.current;
  const outerHandler = f.handler;
  const outerEntry = f.tryEntry;
  const onException = f.newBlock(before);
  const done = f.newBlock(before);
  const exits: FinallyExit[] = [];
  l.frames.push({ kind: 'finally', exits });
  f.handler = onException;
  f.tryEntry = before;
  if (node.catchClause === undefined) {
    f.split();
    l.dispatch.lowerStatements(l, node.tryBlock.statements);
  } else {
    // The catch is itself under the protection of the finally.
    f.split();
    lowerTryCatch(l, node);
  }
  l.frames.pop();
  f.handler = outerHandler;
  f.tryEntry = outerEntry;
  f.jump(done);
  if (l.finallyDepth >= maxFinallyCopies) shareFinally(l, finallyBlock, done, onException, exits);
  else copyFinally(l, finallyBlock, done, onException, exits);
}

function copyFinally(
  l: Lowering,
  node: ts.Block,
  done: number,
  onException: number,
  exits: readonly FinallyExit[],
): void {
  const f = l.f;
  l.finallyDepth++;
  const after = f.newBlock(-1);
  f.start(done);
  l.dispatch.lowerStatements(l, node.statements);
  f.jump(after);
  f.start(onException);
  const caught = l.emit(Op.Catch, -1, -1, -1, 0, node);
  l.dispatch.lowerStatements(l, node.statements);
  f.throw(caught, l.startOf(node), 0);
  f.startDead();
  for (const exit of exits) {
    f.start(exit.block);
    l.dispatch.lowerStatements(l, node.statements);
    leave(l, exit, node);
  }
  l.finallyDepth--;
  f.start(after);
}

/** One copy for all ways; which of them it was is unknown behind it. */
function shareFinally(
  l: Lowering,
  node: ts.Block,
  done: number,
  onException: number,
  exits: readonly FinallyExit[],
): void {
  const f = l.f;
  const shared = f.newBlock(-1);
  f.start(done);
  f.jump(shared);
  f.start(onException);
  const caught = l.emit(Op.Catch, -1, -1, -1, 0, node);
  const exception = f.newVariable(-1);
  f.writeVariable(exception, caught, false);
  f.jump(shared);
  for (const exit of exits) {
    f.start(exit.block);
    f.jump(shared);
  }
  f.start(shared);
  l.dispatch.lowerStatements(l, node.statements);
  const position = l.startOf(node);
  const which = l.emit(Op.Unk, l.sym('completion'), -1, f.beginList(0), 0, node);
  const rethrow = f.newBlock(-1);
  let rest = f.newBlock(-1);
  f.branch(which, rethrow, rest, position, 0);
  f.start(rethrow);
  f.throw(f.readVariable(exception, f.current), position, 0);
  for (const exit of exits) {
    f.start(rest);
    const leaving = f.newBlock(-1);
    rest = f.newBlock(-1);
    f.branch(which, leaving, rest, position, 0);
    f.start(leaving);
    leave(l, exit, node);
  }
  f.start(rest);
}

/** Goes where the jump went that the finally block interrupted. */
function leave(l: Lowering, exit: FinallyExit, node: ts.Block): void {
  const f = l.f;
  if (exit.target !== undefined) {
    jumpTo(l, exit.target as Frame, exit.isContinue);
    return;
  }
  const value = l.returnVariable < 0 ? -1 : f.readVariable(l.returnVariable, f.current);
  returnAt(l, value, l.startOf(node), 0);
}

/** Exceptions. */
export const tryLowerings: readonly (readonly [ts.SyntaxKind, StatementLowering])[] = [
  [Kind.TryStatement, lowerTry],
];
