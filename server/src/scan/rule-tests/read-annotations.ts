/**
 * Expectations of a rule's test: comments such as `// ruleid: my-rule` in the text of a target.
 *
 * Semgrep's convention: a comment alone on its line speaks about the next line. Here it may also stand behind code, and
 * then speaks about its own line, and several may stand on top of each other. Which line a comment on its own means is
 * only settled by what was reported, because rules can report comments too: see `lines`.
 */

/** What a comment expects. */
export type AnnotationKind = 'ruleid' | 'ok' | 'todoruleid' | 'todook';

/** One expectation about one rule. */
export interface RuleAnnotation {
  readonly kind: AnnotationKind;
  /** As written: may have the folders of the rule in front (`javascript.lang.my-rule`). */
  readonly ruleId: string;
  /** 1-based line of the comment. */
  readonly commentLine: number;
  /** 1-based lines that it may speak about, the likeliest last. Never empty. */
  readonly lines: readonly number[];
  /** For another engine (`proruleid`, `deepruleid`): may be reported, need not. */
  readonly isOptional: boolean;
}

/** A comment that begins like an expectation and cannot be read. */
export interface AnnotationProblem {
  /** 1-based. */
  readonly line: number;
  readonly message: string;
}

const opener = String.raw`(?://|/\*|#|<!--|--)`;
const annotationPattern = new RegExp(
  String.raw`^(.*?)(${opener})\s*((?:todo|pro|deep)*)(ruleid|ok)\s*:\s*(.*)$`,
);

/** Reads all comments of a text. */
export function readRuleAnnotations(text: string): {
  readonly annotations: readonly RuleAnnotation[];
  readonly problems: readonly AnnotationProblem[];
} {
  const lines = text.split(/\r\n|\n|\r/);
  const matches = lines.map((line) => annotationPattern.exec(line));
  const isAnnotationLine = matches.map((match) => match !== null && isBare(match[1] ?? ''));
  const annotations: RuleAnnotation[] = [];
  const problems: AnnotationProblem[] = [];
  for (const [index, match] of matches.entries()) {
    if (match === null) continue;
    const [, before = '', , prefix = '', word = '', rest = ''] = match;
    const targets = isBare(before) ? targetsAfter(lines, isAnnotationLine, index) : [index + 1];
    const ids = readIds(rest);
    if (ids === undefined) {
      // "ok: whatever prose" is common in code that is no test.
      if (word === 'ruleid')
        problems.push({
          line: index + 1,
          message: `"${rest.trim()}" is no list of rule ids, so this expectation is not checked. Write \`${prefix}${word}: rule-id, other-rule\`.`,
        });
      continue;
    }
    if (targets.length === 0) {
      problems.push({ line: index + 1, message: 'No line follows this expectation, so it is not checked.' });
      continue;
    }
    for (const ruleId of ids)
      annotations.push({
        kind: prefix.includes('todo') ? `todo${word as 'ruleid' | 'ok'}` : (word as 'ruleid' | 'ok'),
        ruleId,
        commentLine: index + 1,
        lines: targets,
        isOptional: /pro|deep/.test(prefix),
      });
  }
  return { annotations, problems };
}

/** Whether only space and the braces of a JSX comment stand before the comment. */
function isBare(before: string): boolean {
  return /^[\s{]*$/.test(before);
}

/** Ids, each once; undefined when the text is no list of ids. A reason may follow after ` -- `, data types in braces. */
function readIds(rest: string): readonly string[] | undefined {
  const list = rest
    .replace(/\s--(?:\s.*)?$/, '')
    .replace(/\s*(?:\*\/\s*\}?|-->)\s*$/, '')
    .replace(/\{[^{}]*\}/g, '')
    .trim();
  const ids = list
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
  if (ids.length === 0 || ids.some((id) => !/^[\w./-]+$/.test(id))) return undefined;
  return [...new Set(ids)];
}

/** The next line; if that is another expectation, blank or a comment, also the next line that is none of these. */
function targetsAfter(
  lines: readonly string[],
  isAnnotationLine: readonly boolean[],
  index: number,
): readonly number[] {
  const targets: number[] = [];
  for (let next = index + 1; next < lines.length; next++) {
    const line = (lines[next] ?? '').trim();
    const isNone = line === '' && next === lines.length - 1;
    if (isNone) break;
    if (isAnnotationLine[next] === true) continue;
    if (next === index + 1 || targets.length === 0) targets.push(next + 1);
    if (line !== '' && !/^(?:\/\/|\/\*|\{\s*\/\*|#(?!\w)|<!--|\*)/.test(line)) {
      if (!targets.includes(next + 1)) targets.push(next + 1);
      break;
    }
  }
  return targets;
}
