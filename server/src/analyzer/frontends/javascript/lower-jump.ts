/**
 * Jumps out of blocks: break, continue and return, past the finally blocks on their way.
 */

import type ts from 'typescript';
import type { FinallyExit, Frame, Lowering } from './lowering.ts';

/** Jumps to the end of a frame, or to its next iteration. The innermost finally on the way takes over. */
export function jumpTo(l: Lowering, target: Frame, isContinue: boolean): void {
  const f = l.f;
  for (let i = l.frames.length - 1; i >= 0; i--) {
    const frame = l.frames[i];
    if (frame === undefined) continue;
    if (frame.kind === 'finally') {
      f.jump(exitOf(l, frame.exits, target, isContinue).block);
      break;
    }
    if (frame !== target) continue;
    f.jump(isContinue ? frame.continueBlock : frame.breakBlock);
    break;
  }
  f.startDead();
}

/** Returns `value`, -1 for nothing. */
export function lowerReturnValue(l: Lowering, value: number, node: ts.Node): void {
  const position = l.startOf(node);
  returnAt(l, value, position, node.end - position);
}

/** The same with a place instead of a node. */
export function returnAt(l: Lowering, value: number, position: number, length: number): void {
  const f = l.f;
  for (let i = l.frames.length - 1; i >= 0; i--) {
    const frame = l.frames[i];
    if (frame?.kind !== 'finally') continue;
    if (l.returnVariable < 0) l.returnVariable = f.newVariable(-1);
    f.writeVariable(l.returnVariable, value < 0 ? f.undefinedValue() : value, false);
    f.jump(exitOf(l, frame.exits, undefined, false).block);
    f.startDead();
    return;
  }
  f.return(value, position, length);
  f.startDead();
}

function exitOf(
  l: Lowering,
  exits: FinallyExit[],
  target: Frame | undefined,
  isContinue: boolean,
): FinallyExit {
  for (const exit of exits) if (exit.target === target && exit.isContinue === isContinue) return exit;
  const made: FinallyExit = { block: l.f.newBlock(-1), target, isContinue };
  exits.push(made);
  return made;
}
