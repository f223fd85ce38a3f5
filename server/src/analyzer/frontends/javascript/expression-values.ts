/**
 * From source ranges to IR values: which value the expression with exactly this range evaluates to.
 *
 * Recorded while lowering as flat triples, indexed by end offset on the first question. Made for rule matching right
 * after lowering; it holds the text, so it is dropped with the syntax tree.
 */
import type { IntVector } from '../../base/int-vector.ts';
import type { IrModule } from '../../ir/module.ts';
import { skipSpace } from './syntax.ts';

/** See the head of this file. */
export interface ExpressionValues {
  /**
   * The file-local value of the expression (or declared name, parameter, assignment target) from `start`, its first
   * token, to `end`; -1 if there is none or it never runs.
   */
  lookup(start: number, end: number): number;
  /** The first instruction that stands for exactly this range, -1 if none: a Store, a Ret, a Branch, a Call. */
  lookupInstruction(start: number, end: number): number;
}

/** Collects triples (pos, end, temporary value) and renumbers them function by function. */
export class ExpressionRecorder {
  readonly #records: IntVector;
  #finished = 0;

  /** `memory` is used until recording ends. */
  constructor(memory: IntVector) {
    this.#records = memory;
    memory.clear();
  }

  /** The expression from `pos` (white space included) to `end` evaluates to `value`. */
  add(pos: number, end: number, value: number): void {
    this.#records.push(pos);
    this.#records.push(end);
    this.#records.push(value);
  }

  /** Renumbers what was recorded since the last call. */
  finishFunction(newIndex: Int32Array): void {
    const items = this.#records.view();
    for (let i = this.#finished + 2; i < items.length; i += 3) items[i] = newIndex[items[i] ?? 0] ?? -1;
    this.#finished = items.length;
  }

  /** Forgets what was recorded since the last finished function. */
  dropFunction(): void {
    this.#records.truncate(this.#finished);
  }

  /** Ends recording. */
  toExpressionValues(text: string, ir: IrModule): ExpressionValues {
    return new RecordedValues(text, ir, this.#records.toArray());
  }
}

class RecordedValues implements ExpressionValues {
  readonly #text: string;
  readonly #ir: IrModule;
  readonly #records: Int32Array;
  #byEnd: ReadonlyMap<number, number> | undefined;
  #next = new Int32Array(0);
  #instructions: ReadonlyMap<string, number> | undefined;

  constructor(text: string, ir: IrModule, records: Int32Array) {
    this.#text = text;
    this.#ir = ir;
    this.#records = records;
  }

  lookup(start: number, end: number): number {
    const byEnd = this.#byEnd ?? this.#index();
    const records = this.#records;
    for (let i = byEnd.get(end) ?? -1; i >= 0; i = this.#next[i] ?? -1) {
      const pos = records[i * 3] ?? 0;
      if (pos > start) continue;
      if (pos === start || skipSpace(this.#text, pos, end) === start) return records[i * 3 + 2] ?? -1;
    }
    return -1;
  }

  lookupInstruction(start: number, end: number): number {
    if (this.#instructions === undefined) {
      const ir = this.#ir;
      const instructions = new Map<string, number>();
      for (let i = ir.op.length - 1; i >= 0; i--) {
        const from = (ir.functions[ir.functionOf[i] ?? 0]?.start ?? 0) + (ir.position[i] ?? 0);
        instructions.set(`${from} ${from + (ir.length[i] ?? 0)}`, i);
      }
      this.#instructions = instructions;
    }
    return this.#instructions.get(`${start} ${end}`) ?? -1;
  }

  /** Chains the records that have a value by their end, earliest first. */
  #index(): ReadonlyMap<number, number> {
    const records = this.#records;
    const count = Math.floor(records.length / 3);
    this.#next = new Int32Array(count);
    const byEnd = new Map<number, number>();
    for (let i = count - 1; i >= 0; i--) {
      if ((records[i * 3 + 2] ?? -1) < 0) continue;
      const end = records[i * 3 + 1] ?? 0;
      this.#next[i] = byEnd.get(end) ?? -1;
      byEnd.set(end, i);
    }
    this.#byEnd = byEnd;
    return byEnd;
  }
}
