/**
 * What of a function never runs for a call whose arguments are partly known: from a function and constants to dead code.
 *
 * Solves the constants of the one function once more with its parameters fixed, and gives back only what is dead beyond
 * what is dead for every call. An object that was handed over is a constant of its own kind here: it is never empty, and
 * those of its fields that are constants are known.
 */

import { functionMark, objectMark, unknown } from './constant-values.ts';
import { solvedModule, solveFunction } from './constants.ts';
import type { Constant, IrModule } from './module.ts';

/** An argument as far as it is known. */
export type KnownArgument =
  | { readonly parameter: number; readonly kind: 'constant'; readonly constant: Constant }
  | {
      readonly parameter: number;
      readonly kind: 'object';
      readonly fields: ReadonlyMap<string, Constant>;
      /** Fields it has; undefined when it may have any. */
      readonly present: ReadonlySet<string> | undefined;
      readonly isFunction: boolean;
    };

/** Blocks and edges of one function that a call never takes. */
export interface DeadCode {
  readonly firstBlock: number;
  /** Per block of the function. */
  readonly deadBlocks: Uint8Array;
  readonly firstEdge: number;
  /** Per slot of `IrModule.successors` that belongs to the function. */
  readonly deadEdges: Uint8Array;
}

/** Blocks beyond which a function is not solved once more. */
const maxBlocks = 2000;

/** What is dead when `functionId` is called so; undefined when it is no more than always. */
export function findDeadCode(
  ir: IrModule,
  functionId: number,
  known: readonly KnownArgument[],
): DeadCode | undefined {
  const record = ir.functions[functionId];
  if (!record || record.blockCount > maxBlocks) return undefined;
  const { ctx, table } = solvedModule(ir);
  const firstBlock = record.firstBlock;
  const endBlock = firstBlock + record.blockCount;
  const firstEdge = ir.successorStart[firstBlock] ?? 0;
  const endEdge = ir.successorStart[endBlock] ?? 0;
  const first = record.firstInstruction;
  const end = first + record.instructionCount;
  const saved = ctx.state.slice(first, end);
  ctx.state.fill(0, first, end);
  ctx.liveBlocks.fill(0, firstBlock, endBlock);
  ctx.liveEdges.fill(0, firstEdge, endEdge);
  for (const argument of known) {
    const value = record.params[argument.parameter]?.value ?? -1;
    const constant: Constant =
      argument.kind === 'constant'
        ? argument.constant
        : {
            kind: 'regexp',
            value: String(argument.parameter),
            flags: argument.isFunction ? functionMark : objectMark,
          };
    if (value >= 0) ctx.parameters.set(value, ctx.sets.singleton(constant));
  }
  ctx.parameterField = (object, field) => {
    if (object.kind !== 'regexp' || object.flags !== objectMark) return unknown;
    const argument = known.find(({ parameter }) => String(parameter) === object.value);
    if (argument?.kind !== 'object') return unknown;
    const constant = argument.fields.get(field);
    if (constant !== undefined) return ctx.sets.singleton(constant);
    const isAbsent = argument.present !== undefined && !argument.present.has(field);
    return isAbsent ? ctx.sets.singleton({ kind: 'undefined' }) : unknown;
  };
  solveFunction(ctx, functionId);
  const deadBlocks = ctx.liveBlocks.slice(firstBlock, endBlock).map((live) => 1 - live);
  const deadEdges = ctx.liveEdges.slice(firstEdge, endEdge).map((live) => 1 - live);
  ctx.parameters.clear();
  ctx.parameterField = () => unknown;
  ctx.state.set(saved, first);
  ctx.liveBlocks.set(
    table.deadBlocks.subarray(firstBlock, endBlock).map((dead) => 1 - dead),
    firstBlock,
  );
  ctx.liveEdges.set(
    table.deadEdges.subarray(firstEdge, endEdge).map((dead) => 1 - dead),
    firstEdge,
  );
  const isMore = deadEdges.some((dead, k) => dead === 1 && table.deadEdges[firstEdge + k] === 0);
  return isMore ? { firstBlock, deadBlocks, firstEdge, deadEdges } : undefined;
}
