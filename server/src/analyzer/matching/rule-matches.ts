/**
 * Where the patterns of the rules match in one file, as IR values.
 *
 * A function of the file's text and the rules' digest only; made while the syntax tree is alive, then the tree is
 * dropped. Model rows (`x-model`) and classification (`x-data`) are not patterns and not in here.
 */

/** One metavariable of a match. */
export interface BoundMetavariable {
  /** With the dollar sign: `$REQ`. */
  readonly name: string;
  /** Source text it is bound to, as far as messages need it (at most 200 UTF-16 units). */
  readonly text: string;
  /** UTF-16 offsets in the file; -1 for regex groups of other texts. */
  readonly start: number;
  readonly end: number;
  /** IR value (file-local) of that expression, -1 if it has none. */
  readonly value: number;
}

/** One match of one spec of one rule. */
export interface RuleMatch {
  /** Index into the rule list that was matched. */
  readonly rule: number;
  readonly role: 'search' | 'source' | 'sink' | 'sanitizer' | 'propagator';
  /** Index into the rule's list of that role; 0 for search. */
  readonly spec: number;
  /** UTF-16 offsets of the (focused) range. */
  readonly start: number;
  readonly end: number;
  /** IR value (file-local) the range evaluates to, -1 if it has none. */
  readonly value: number;
  /** Propagators: IR values data moves from and to (-1 otherwise). */
  readonly from: number;
  readonly to: number;
  readonly metavariables: readonly BoundMetavariable[];
  /**
   * A taint rule that was followed inside one function: the places that data took, from the source to the sink, both
   * included. Absent otherwise.
   */
  readonly way?: readonly { readonly start: number; readonly end: number }[];
}

/** All matches of one file, sorted by rule, role, spec, start, end. */
export interface MatchFacts {
  readonly path: string;
  readonly rulesDigest: string;
  readonly matches: readonly RuleMatch[];
}
