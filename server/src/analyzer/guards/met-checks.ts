/**
 * The checks that were met while places of one endpoint were judged, told apart by what they were met for.
 *
 * Answers about functions are found once and serve many places, while the reader of one place is told of the checks on its
 * own ways. So what was met while an answer was found is kept with it, and said again whenever the answer is used:
 * the checks of a place are those that it would have met had it been judged alone, in the same order.
 */
import type { MetCheck } from './check-context.ts';
import type { Cell } from './function-proofs.ts';

/** Checks by global value, the first of each kept. */
type Found = Map<number, MetCheck>;

/** See the head of this file. */
export class MetChecks {
  #current: Found = new Map();
  readonly #open: { readonly cell: Cell; readonly outer: Found }[] = [];
  readonly #ofCell = new Map<Cell, Found>();

  has(value: number): boolean {
    return this.#current.has(value);
  }

  set(value: number, check: MetCheck): void {
    this.#current.set(value, check);
  }

  /** Another place is judged: nothing was met for it. */
  restart(): void {
    this.#current = new Map();
  }

  /** What was met since the last restart. */
  all(): readonly MetCheck[] {
    return [...this.#current.values()];
  }

  /** An answer begins to be found. */
  begin(cell: Cell): void {
    this.#open.push({ cell, outer: this.#current });
    this.#current = new Map();
  }

  /** The answer that was begun last is found. */
  end(): void {
    const last = this.#open.pop();
    if (!last) return;
    this.#ofCell.set(last.cell, this.#current);
    this.#current = last.outer;
    this.repeat(last.cell);
  }

  /** An answer that was found before is used; nothing happens if it was not. */
  repeat(cell: Cell): void {
    for (const [value, check] of this.#ofCell.get(cell) ?? [])
      if (!this.#current.has(value)) this.#current.set(value, check);
  }
}
