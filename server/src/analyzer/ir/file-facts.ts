/**
 * Everything the analyzer keeps of one file: its IR and what was read from its text.
 *
 * A pure function of path and text (never of rules, models or other files), so it can be cached by content hash.
 * The syntax tree and the text are dropped.
 */
import type { CoverageGap } from '../base/problem.ts';
import type { IrModule } from './module.ts';

/** How a file was treated before parsing. */
export type FileTriage = 'code' | 'data-table' | 'minified' | 'too-large';

/** A comment that asks not to be told about something on a line. */
export interface SuppressionComment {
  /** Rule ids; empty means every rule (`nosemgrep` alone). */
  readonly ruleIds: readonly string[];
  readonly reason: string;
  /** `YYYY-MM-DD` or empty. */
  readonly until: string;
  readonly syntax: 'sekretess-ignore' | 'nosemgrep';
  /** 0-based line the comment speaks about. */
  readonly targetLine: number;
  /** Where the comment itself stands. */
  readonly start: number;
  readonly length: number;
}

/** A literal (or comment, or plain text) that passes the check digit of a national identifier. */
export interface IdentifierLiteral {
  /** Taxonomy id, such as `nid.se.personnummer`. */
  readonly type: string;
  readonly start: number;
  readonly length: number;
  /** 0 … 1; lower for numbers that look like official test numbers and for weak formats without context. */
  readonly confidence: number;
  /** Why, for the reader. */
  readonly evidence: string;
  /** In code, in a comment, in data. */
  readonly place: 'string' | 'number' | 'comment' | 'text';
}

/** See the head of this file. */
export interface FileFacts {
  /** Workspace-relative path with forward slashes. */
  readonly path: string;
  /** Hash of the text, 16 or more hex digits. */
  readonly textHash: string;
  readonly triage: FileTriage;
  readonly lineStarts: Int32Array;
  /** Whether this is test code, by its path. */
  readonly isTest: boolean;
  readonly ir: IrModule;
  readonly gaps: readonly CoverageGap[];
  readonly suppressions: readonly SuppressionComment[];
}
