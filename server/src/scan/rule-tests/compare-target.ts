/**
 * Expected lines of one rule in one target against reported lines.
 *
 * As in Semgrep, lines count, not findings: two findings on one line are one. A comment that may speak about several
 * lines speaks about the first of them that was reported, else about the last.
 */
import type { RuleAnnotation } from './read-annotations.ts';

/** All lines are 1-based, sorted, each once. */
export interface TargetComparison {
  readonly expected: readonly number[];
  readonly reported: readonly number[];
  readonly missing: readonly number[];
  readonly unexpected: readonly number[];
  /** Unexpected lines that a comment names as right (`ok`). */
  readonly forbidden: readonly number[];
  /** `todoruleid` that is reported now, `todook` that no longer is. */
  readonly promotable: readonly { readonly line: number; readonly kind: 'todoruleid' | 'todook' }[];
  /** How many comments speak about the rule here. */
  readonly annotations: number;
}

/** See the head of this file. */
export function compareTarget(
  annotations: readonly RuleAnnotation[],
  reportedLines: readonly number[],
): TargetComparison {
  const reported = new Set(reportedLines);
  const expected = new Set<number>();
  const forbidden = new Set<number>();
  const tolerated = new Set<number>();
  const promotable: { line: number; kind: 'todoruleid' | 'todook' }[] = [];
  for (const { kind, lines, commentLine, isOptional } of annotations) {
    const hit = lines.find((line) => reported.has(line));
    const line = hit ?? lines.at(-1) ?? commentLine;
    if (kind === 'ok') {
      if (hit !== undefined && !isOptional) forbidden.add(line);
    } else if (kind === 'ruleid') {
      if (isOptional) tolerated.add(line);
      else expected.add(line);
    } else {
      tolerated.add(line);
      if ((hit !== undefined) === (kind === 'todoruleid') && !isOptional) promotable.push({ line, kind });
    }
  }
  const unexpected = [...reported].filter((line) => !expected.has(line) && !tolerated.has(line));
  return {
    expected: sorted(expected),
    // What nobody asks about is left out, as in Semgrep's own output.
    reported: sorted([...reported].filter((line) => expected.has(line) || !tolerated.has(line))),
    missing: sorted([...expected].filter((line) => !reported.has(line))),
    unexpected: sorted(unexpected),
    forbidden: sorted([...forbidden].filter((line) => !expected.has(line))),
    promotable: promotable.sort((a, b) => a.line - b.line),
    annotations: annotations.length,
  };
}

function sorted(lines: Iterable<number>): readonly number[] {
  return [...new Set(lines)].sort((a, b) => a - b);
}
