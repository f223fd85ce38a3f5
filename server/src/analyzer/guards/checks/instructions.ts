/**
 * What checks ask of the code of an endpoint: its instructions, texts, names of calls and stores, one function after
 * the other. From a call tree to plain lists in the order of functions; nothing is followed.
 */
import { Op } from '../../ir/opcode.ts';
import type { ProgramModule } from '../../program/program.ts';
import { functionAt, type GuardInput, instructionsOf } from '../guard-context.ts';

/** One instruction with where it stands. */
export interface Placed {
  readonly module: ProgramModule;
  /** Module-wide index. */
  readonly at: number;
  /** Global function. */
  readonly f: number;
}

/** All instructions of these functions (global), functions in ascending order. */
export function* instructionsIn(input: GuardInput, functions: Iterable<number>): Generator<Placed> {
  for (const f of [...functions].sort((a, b) => a - b)) {
    const found = functionAt(input.program, f);
    if (!found) continue;
    const [first, end] = instructionsOf(found.module, found.local);
    for (let at = first; at < end; at++) yield { module: found.module, at, f };
  }
}

/**
 * Finds the instructions of a kind that stand in some functions, in the order of {@link instructionsIn}. Each function is
 * searched once, however many endpoints run it.
 */
export function instructionFinder(
  input: GuardInput,
  isWanted: (placed: Placed) => boolean,
): (functions: Iterable<number>) => readonly Placed[] {
  const memo = new Map<number, readonly Placed[]>();
  return (functions) => {
    const found: (readonly Placed[])[] = [];
    for (const f of functions) {
      let own = memo.get(f);
      if (!own) {
        own = [...instructionsIn(input, [f])].filter(isWanted);
        memo.set(f, own);
      }
      if (own.length > 0) found.push(own);
    }
    return found.sort((a, b) => (a[0]?.f ?? 0) - (b[0]?.f ?? 0)).flat();
  };
}

/** The text of a constant, undefined for anything else. */
export function textAt({ ir }: ProgramModule, value: number): string | undefined {
  const constant = value >= 0 && ir.op[value] === Op.Const ? ir.constants[ir.a[value] ?? 0] : undefined;
  return constant?.kind === 'string' ? constant.value : undefined;
}

/** The name of what is called at an instruction (`a.b.c`), empty if it is no call. */
export function calleeAt(input: GuardInput, { module, at }: Placed): string {
  const op = module.ir.op[at];
  if (op !== Op.Call && op !== Op.New) return '';
  const site = input.callGraph.siteOfValue[module.valueBase + at] ?? -1;
  return site < 0 ? '' : input.callGraph.calleeName(site);
}

/** The last part of a dotted name. */
export function lastName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** Whether any module of the program imports one of these packages. */
export function importsAny(input: GuardInput, isWanted: (specifier: string) => boolean): boolean {
  return input.program.modules.some(({ ir }) => ir.imports.some(({ specifier }) => isWanted(specifier)));
}
