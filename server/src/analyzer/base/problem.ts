/**
 * Expected trouble as values: problems of what the user wrote, and gaps in what we analyzed.
 *
 * A problem is about a rule, model or configuration file and can be mended by its author. A coverage gap is about
 * scanned code that was not, or not fully, analyzed. Neither is ever thrown.
 */

/** Something wrong with a rule, model, data-type or configuration file. */
export interface Problem {
  readonly severity: 'error' | 'warning';
  /** What is wrong, why, and what to do, in that order. */
  readonly message: string;
  /** The file as it was named to us. */
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units. */
  readonly column: number;
  /** The rule concerned, when known. */
  readonly ruleId?: string;
  /** The key concerned, such as `pattern-inside`. */
  readonly key?: string;
}

/** Why a piece of code was not (fully) analyzed. */
export type CoverageGapKind =
  | 'syntax-error'
  | 'opaque-construct'
  | 'eval'
  | 'with-statement'
  | 'proxy'
  | 'file-too-large'
  | 'file-minified'
  | 'file-data-table'
  | 'file-unreadable'
  | 'file-not-utf8'
  | 'unresolved-module'
  | 'unresolved-call'
  | 'dynamic-property-write'
  | 'replaced-function'
  | 'uncertain-endpoint'
  | 'budget'
  | 'configuration'
  | 'internal-error';

/** A piece of scanned code that was not (fully) analyzed, and why. */
export interface CoverageGap {
  readonly kind: CoverageGapKind;
  /** Workspace-relative path. */
  readonly path: string;
  /** UTF-16 offset of the construct; absent when the whole file is meant. */
  readonly start?: number;
  /** UTF-16 length. */
  readonly length?: number;
  /** One sentence for the reader of the coverage report. */
  readonly message: string;
}
