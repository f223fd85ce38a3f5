/**
 * What a text that was tested can no longer do, as bits: for which rules a test is worth something.
 */

/** Bits; a text may have several. */
export const Harmless = {
  /** Holds no words of a language: SQL, a shell, code, markup. */
  Other: 1,
  /** Cannot leave a folder. */
  Path: 2,
  /** Cannot choose a host. */
  Host: 4,
  /** Is a text, and no object. */
  Text: 8,
  /** As a key, does not name the prototype of objects. */
  Key: 16,
  /** Is no longer than some limit. */
  Short: 32,
  /** One of a list, a number, or made of harmless characters only. */
  All: 63,
  /** Equal to one constant, or empty: whatever it was, it is not told any more. */
  Known: 64,
} as const;
