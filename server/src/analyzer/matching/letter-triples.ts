/**
 * Which three characters stand next to each other in a text, in any case: a quick "no" to most questions for words.
 *
 * A file is asked for hundreds of words, of which it has few; searching it from end to end for each costs more than
 * reading it once. A "yes" only says that searching is worth it.
 */

const bits = 1 << 16;

/** Characters outside of ASCII that become ASCII in lower case: the Kelvin sign, and a capital I with a dot. */
const kelvin = 0x212a;
const dottedI = 0x130;

/** See the head of this file. */
export class LetterTriples {
  readonly #seen = new Uint32Array(bits >>> 5);
  /** Whether a text was added about which nothing can be said. */
  #isUnknown = false;

  /** Adds a text. */
  add(text: string): void {
    const seen = this.#seen;
    let key = 0;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit === kelvin || unit === dottedI) this.#isUnknown = true;
      key = ((key << 6) ^ folded(unit)) & (bits - 1);
      seen[key >>> 5] = (seen[key >>> 5] ?? 0) | (1 << (key & 31));
    }
  }

  /** False only if none of the texts contains the word, however it is written. */
  mayContain(word: string): boolean {
    if (this.#isUnknown) return true;
    const seen = this.#seen;
    let key = 0;
    for (let i = 0; i < word.length; i++) {
      const unit = word.charCodeAt(i);
      if (unit > 127) return true;
      key = ((key << 6) ^ folded(unit)) & (bits - 1);
      if (i >= 2 && ((seen[key >>> 5] ?? 0) & (1 << (key & 31))) === 0) return false;
    }
    return true;
  }
}

/** Capital letters of ASCII as small ones. */
function folded(unit: number): number {
  return unit >= 65 && unit <= 90 ? unit + 32 : unit;
}
