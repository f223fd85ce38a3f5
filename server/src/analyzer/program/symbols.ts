/**
 * One symbol table for the whole program: file-local string ids become program-wide ones.
 *
 * Built at link time and never stored with a file, so that the facts of a file do not depend on other files.
 * Invariant: `interner.text(map[m][s]) === modules[m].ir.strings[s]`.
 */
import { Interner } from '../base/interner.ts';
import type { Program } from './program.ts';

/** See the head of this file. */
export interface ProgramSymbols {
  readonly interner: Interner;
  /** Per module: file-local string id → program-wide symbol. */
  readonly map: readonly Int32Array[];
}

/** Builds the table. Symbols are numbered in module and string order, so they are the same for the same program. */
export function buildProgramSymbols(program: Program): ProgramSymbols {
  const interner = new Interner();
  const map = program.modules.map(({ ir }) => {
    const ids = new Int32Array(ir.strings.length);
    for (let i = 0; i < ids.length; i++) ids[i] = interner.intern(ir.strings[i] ?? '');
    return ids;
  });
  return { interner, map };
}
