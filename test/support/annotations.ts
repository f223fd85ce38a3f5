/**
 * Expectations in comments: from the text of a fixture to what must and must not be reported on which line.
 *
 * Behind code, a comment speaks about its own line; alone on its line, about the next code line, and stacked comments
 * add up. A comment that only looks like an expectation is an error, so a typing mistake cannot pass as a test.
 */

/** One expectation about one rule on one line. */
export interface Annotation {
  /**
   * `ruleid` must be reported, `ok` must not; `todoruleid` is a known miss (asserted absent), `todook` a known false
   * report (asserted present); `step` is a place on the way of a reported flow.
   */
  readonly kind: 'ruleid' | 'ok' | 'todoruleid' | 'todook' | 'step';
  readonly ruleId: string;
  /** The line spoken about, 1-based. */
  readonly line: number;
  /** The line of the comment, 1-based. */
  readonly commentLine: number;
  /** Expected data types, sorted; absent when the comment has no braces. */
  readonly dataTypes?: readonly string[];
  /** 1-based number of a step, 0 otherwise. */
  readonly step: number;
  /** What stands after ` -- `, empty if nothing. */
  readonly reason: string;
}

/** A comment that looks like an expectation and is none. */
export interface AnnotationError {
  /** 1-based. */
  readonly line: number;
  readonly message: string;
}

/** What the comments of one text say. */
export interface Annotations {
  /** In order of comments. */
  readonly annotations: readonly Annotation[];
  readonly errors: readonly AnnotationError[];
}

/** Reads the expectations of one file of a fixture. */
export function parseAnnotations(text: string): Annotations {
  const lines = text.split(/\r\n|\r|\n/);
  const isComment = findCommentLines(lines);
  const annotations: Annotation[] = [];
  const errors: AnnotationError[] = [];
  lines.forEach((line, index) => {
    const commentLine = index + 1;
    for (const comment of findComments(line)) {
      const target = isComment[index] === true ? nextCodeLine(lines, isComment, index) : commentLine;
      const parsed = parseComment(comment);
      if (parsed === undefined) continue;
      if (typeof parsed === 'string') errors.push({ line: commentLine, message: parsed });
      else if (target === 0)
        errors.push({ line: commentLine, message: 'No code line follows this expectation.' });
      else annotations.push(...parsed.map((it) => ({ ...it, line: target, commentLine })));
    }
  });
  errors.push(...findContradictions(annotations));
  return { annotations, errors: errors.sort((a, b) => a.line - b.line) };
}

/** Per line: whether it has no code, only comments. Blank lines count as neither. */
function findCommentLines(lines: readonly string[]): boolean[] {
  let closer = '';
  return lines.map((line) => {
    let rest = line.trim();
    let sawComment = false;
    while (rest !== '' || closer !== '') {
      if (closer === '') {
        if (/^(\/\/|#(?!\w))/.test(rest) || /^#\s*(todo)?(ruleid|ok|step)\b/.test(rest)) return true;
        const open = /^(\{\/\*|\/\*|<!--)/.exec(rest)?.[0];
        if (open === undefined) return false;
        closer = open === '<!--' ? '-->' : open === '/*' ? '*/' : '*/}';
        rest = rest.slice(open.length);
      }
      sawComment = true;
      // A JSX comment may be closed as `*/ }` as well.
      const end = closer === '*/}' ? /\*\/\s*\}/.exec(rest) : plainIndex(rest, closer);
      if (end === null) return true;
      rest = rest.slice(end.index + end[0].length).trim();
      closer = '';
    }
    return sawComment;
  });
}

function plainIndex(text: string, part: string): { index: number; 0: string } | null {
  const index = text.indexOf(part);
  return index < 0 ? null : { index, 0: part };
}

/** 1-based number of the next line with code after `index`; 0 if there is none. */
function nextCodeLine(lines: readonly string[], isComment: readonly boolean[], index: number): number {
  for (let i = index + 1; i < lines.length; i++) {
    if ((lines[i] ?? '').trim() !== '' && isComment[i] !== true) return i + 1;
  }
  return 0;
}

const word = '(?:\\^+\\s*)?(?:deep|pro|todo-?)?(?:rule-?id|ok|step)\\b';
const opener = new RegExp(`(//|/\\*|#|<!--)\\s*(?=${word})`, 'gi');

/** Bodies of comments on the line that begin with one of our words. */
function findComments(line: string): string[] {
  const bodies: string[] = [];
  const starts = [...line.matchAll(opener)];
  starts.forEach((match, n) => {
    const begin = match.index + match[0].length;
    const rest = line.slice(begin, starts[n + 1]?.index ?? line.length);
    const closer = match[1] === '/*' ? '*/' : match[1] === '<!--' ? '-->' : '';
    const end = closer === '' ? -1 : rest.indexOf(closer);
    bodies.push((end < 0 ? rest : rest.slice(0, end)).trim());
  });
  return bodies;
}

type Parsed = Omit<Annotation, 'line' | 'commentLine'>;

/** The expectations of a comment body, an error message, or undefined for prose. */
function parseComment(body: string): readonly Parsed[] | string | undefined {
  const match = /^(ruleid|ok|todoruleid|todook|step\s+(\d+))\s*:\s*(.*)$/.exec(body);
  if (match === null) return looksLikeAnnotation(body) ? explain(body) : undefined;
  const [, head = '', number = '', tail = ''] = match;
  const kind = toKind(head);
  const [list = '', ...reasons] = tail.split(/\s+--(?:\s+|$)/);
  const reason = reasons.join(' -- ').trim();
  if (kind.startsWith('todo') && reason === '') return `\`${kind}\` needs a reason: \`${body} -- why\`.`;
  const entries = splitList(list);
  if (entries.length === 0) return `\`${body}\` names no rule.`;
  const parsed: Parsed[] = [];
  for (const entry of entries) {
    const parts = /^([\w./-]+)\s*(?:\{([^{}]*)\})?$/.exec(entry);
    const ruleId = parts?.[1];
    if (ruleId === undefined)
      return `\`${entry}\` is no rule id. Write \`${head}: rule-id, other-rule {data.type} -- reason\`.`;
    const step = number === '' ? 0 : Number(number);
    const types = parts?.[2];
    if (types === undefined) {
      parsed.push({ kind, ruleId, step, reason });
      continue;
    }
    if (kind === 'ok' || kind === 'step') return `\`${kind}\` takes no data types: \`${entry}\`.`;
    parsed.push({ kind, ruleId, dataTypes: sortedNames(types), step, reason });
  }
  return parsed;
}

function toKind(head: string): Annotation['kind'] {
  switch (head) {
    case 'ruleid':
    case 'ok':
    case 'todoruleid':
    case 'todook':
      return head;
    default:
      return 'step';
  }
}

/** Splits at commas outside braces. */
function splitList(list: string): string[] {
  return list
    .split(/,(?![^{]*\})/)
    .map((it) => it.trim())
    .filter((it) => it !== '');
}

function sortedNames(list: string): string[] {
  const names = list.split(',').map((it) => it.trim());
  return [...new Set(names.filter((it) => it !== ''))].sort();
}

/** `ok then` is prose; `ok demo` and every `ruleid…` are not. */
function looksLikeAnnotation(body: string): boolean {
  if (/rule-?id\b/i.test(body.split(/[\s:=]/)[0] ?? '') || body.startsWith('^')) return true;
  if (/^(deep|pro|todo-?)ok\b/i.test(body)) return true;
  return (
    /^ok\s*[:=]/i.test(body) ||
    /^ok\s+[\w.-]+$/i.test(body) ||
    /^step\s*\d*\s*[:=]/i.test(body) ||
    /^step\s+\d+\s+[\w.-]+$/i.test(body)
  );
}

function explain(body: string): string {
  return `\`${body}\` looks like an expectation and is none. Write \`ruleid: rule-id\`, \`ok: …\`, \`todoruleid: … -- reason\`, \`todook: … -- reason\` or \`step 1: …\`.`;
}

/** One rule cannot be both expected and not expected on a line. */
function findContradictions(annotations: readonly Annotation[]): AnnotationError[] {
  const errors: AnnotationError[] = [];
  const kindByPlace = new Map<string, Annotation['kind']>();
  for (const it of annotations) {
    if (it.kind === 'step') continue;
    const place = `${it.line} ${it.ruleId}`;
    const other = kindByPlace.get(place);
    if (other !== undefined && other !== it.kind) {
      errors.push({
        line: it.commentLine,
        message: `Line ${it.line} is both \`${other}\` and \`${it.kind}\` for ${it.ruleId}.`,
      });
    }
    kindByPlace.set(place, it.kind);
  }
  return errors;
}
