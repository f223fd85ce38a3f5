/**
 * Strings as dense integers, in order of first use.
 *
 * Invariant: `intern(text(id)) === id`; ids are file-local or program-wide as their owner decides, never global.
 */
export class Interner {
  readonly #ids = new Map<string, number>();
  readonly #texts: string[] = [];

  /** The id of `text`, new or old. */
  intern(text: string): number {
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const id = this.#texts.length;
    this.#ids.set(text, id);
    this.#texts.push(text);
    return id;
  }

  /** The id of `text`, or -1 if it was never interned. */
  find(text: string): number {
    return this.#ids.get(text) ?? -1;
  }

  /** The text of `id`; empty for an id that was never given out. */
  text(id: number): string {
    return this.#texts[id] ?? '';
  }

  /** How many strings there are; ids run from 0 to size - 1. */
  get size(): number {
    return this.#texts.length;
  }

  /** All texts in id order. Not a copy. */
  get texts(): readonly string[] {
    return this.#texts;
  }
}
