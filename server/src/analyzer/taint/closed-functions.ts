/**
 * What never runs in functions all of whose calls stand in their own file: defaults that every call replaces, branches
 * that no call takes.
 *
 * From a module to its constants with that code marked dead. A function counts only if its value goes nowhere but into
 * calls, so that nobody else can call it; what each of its calls rules out is ruled out. Bounded, and of the file alone.
 */

import { type ConstantTable, constantTableOf } from '../ir/constants.ts';
import type { IrModule } from '../ir/module.ts';
import { Op } from '../ir/opcode.ts';
import { callArguments } from '../ir/operands.ts';
import { type DeadCode, findDeadCode } from '../ir/specialized-constants.ts';
import { usesOf } from '../ir/uses.ts';
import type { ProgramModule } from '../program/program.ts';
import { decidingParameters, knownArguments } from './known-arguments.ts';

/** Calls of one function that are looked at, and functions of a file that are solved once more. */
const maxCalls = 12;
const maxFunctions = 500;

const refined = new WeakMap<IrModule, ConstantTable>();

/** The constants of a module, and what its own calls leave of it; made once per module object. */
export function constantsWithCalls(module: ProgramModule): ConstantTable {
  const known = refined.get(module.ir);
  if (known) return known;
  const table = refine(module);
  refined.set(module.ir, table);
  return table;
}

function refine(module: ProgramModule): ConstantTable {
  const { ir } = module;
  const table = constantTableOf(ir);
  const found: DeadCode[] = [];
  let solved = 0;
  const readsOf = cellReads(ir);
  // A function that knows its own name stands there twice.
  const copies = new Int32Array(ir.functions.length);
  for (let i = 0; i < ir.op.length; i++) {
    const f = ir.op[i] === Op.Func ? (ir.a[i] ?? -1) : -1;
    if (f >= 0) copies[f] = (copies[f] ?? 0) + 1;
  }
  for (let i = 0; i < ir.op.length && solved < maxFunctions; i++) {
    if (ir.op[i] !== Op.Func) continue;
    const f = ir.a[i] ?? -1;
    const record = ir.functions[f];
    if (!record || record.params.length === 0 || copies[f] !== 1) continue;
    const parameters = decidingParameters(module, record);
    if (parameters.length === 0) continue;
    const calls = callsOfClosed(ir, i, readsOf);
    if (!calls || calls.length === 0) continue;
    const given = calls.map((call) => knownArguments(module, call, 0, parameters));
    if (given.some((args) => args.length === 0)) continue;
    solved++;
    const dead = given.map((args) => findDeadCode(ir, f, args));
    const all = common(dead);
    if (all) found.push(all);
  }
  if (found.length === 0) return table;
  const deadEdges = table.deadEdges.slice();
  const deadBlocks = table.deadBlocks.slice();
  for (const code of found) {
    code.deadEdges.forEach((dead, k) => {
      if (dead === 1) deadEdges[code.firstEdge + k] = 1;
    });
    code.deadBlocks.forEach((dead, k) => {
      if (dead === 1) deadBlocks[code.firstBlock + k] = 1;
    });
  }
  return { ...table, deadEdges, deadBlocks };
}

/** What is dead for every one of several calls. */
function common(list: readonly (DeadCode | undefined)[]): DeadCode | undefined {
  const [first, ...others] = list;
  if (!first) return undefined;
  const deadBlocks = first.deadBlocks.slice();
  const deadEdges = first.deadEdges.slice();
  for (const other of others) {
    if (!other) return undefined;
    for (let k = 0; k < deadBlocks.length; k++)
      deadBlocks[k] = (deadBlocks[k] ?? 0) & (other.deadBlocks[k] ?? 0);
    for (let k = 0; k < deadEdges.length; k++) deadEdges[k] = (deadEdges[k] ?? 0) & (other.deadEdges[k] ?? 0);
  }
  return { ...first, deadBlocks, deadEdges };
}

/** Cell → its reads. */
function cellReads(ir: IrModule): ReadonlyMap<number, readonly number[]> {
  const out = new Map<number, number[]>();
  for (let i = 0; i < ir.op.length; i++) {
    if (ir.op[i] !== Op.CellGet) continue;
    const cell = ir.a[i] ?? -1;
    const list = out.get(cell);
    if (list) list.push(i);
    else out.set(cell, [i]);
  }
  return out;
}

/** All calls of a function (its Func instruction); undefined if its value goes anywhere else. */
function callsOfClosed(
  ir: IrModule,
  made: number,
  readsOf: ReadonlyMap<number, readonly number[]>,
): readonly number[] | undefined {
  const uses = usesOf(ir);
  const calls: number[] = [];
  const names = [made];
  const cells = new Set<number>();
  for (let n = 0; n < names.length; n++) {
    const at = names[n] ?? -1;
    for (let k = uses.start[at] ?? 0; k < (uses.start[at + 1] ?? 0); k++) {
      const user = uses.users[k] ?? 0;
      switch (ir.op[user]) {
        case Op.Copy:
          if (!names.includes(user)) names.push(user);
          break;
        case Op.Call:
          if (ir.a[user] !== at || callArguments(ir, user).includes(at) || calls.length >= maxCalls)
            return undefined;
          if (!calls.includes(user)) calls.push(user);
          break;
        case Op.CellSet: {
          const cell = ir.a[user] ?? -1;
          if (ir.cells[cell]?.writeCount !== 1) return undefined;
          if (cells.has(cell)) break;
          cells.add(cell);
          names.push(...(readsOf.get(cell) ?? []));
          break;
        }
        default:
          return undefined;
      }
      if (names.length > 4 * maxCalls) return undefined;
    }
  }
  return calls;
}
