/**
 * Comments that ask not to be told about something: `sekretess-ignore`, and `nosemgrep` or `nosem` as Semgrep has them.
 *
 * Candidates are found by their words; each is then checked to lie in a comment, by finding the innermost syntax node
 * around it and scanning only the trivia there, so that the same words in a string, a template or JSX text count for
 * nothing. Without a candidate nothing is scanned.
 */
import ts from 'typescript';
import { positionAt } from '../../base/line-index.ts';
import type { SuppressionComment } from '../../ir/file-facts.ts';
import { Kind } from './kinds.ts';
import { startOf } from './syntax.ts';

const candidate = /sekretess-ignore|(?<![\w-])nosem(?:grep)?(?![\w-])/gi;
/** The rest of a `sekretess-ignore`: rule ids, reason, and the day it ends. */
const ignorePattern =
  /^sekretess-ignore[ \t]+([\w./-]+(?:[ \t]*,[ \t]*[\w./-]+)*)[ \t]*(?::[ \t]*(.*?))?[ \t]*$/;
const untilPattern = /^(.*?)[ \t]*\buntil[ \t]+(\d{4}-\d{2}-\d{2})[ \t.]*$/;
const nosemgrepPattern = /^nosem(?:grep)?(?:[ \t]*:[ \t"']*([\w./-]+(?:[ \t"']*,[ \t"']*[\w./-]+)*))?/i;

/** A comment: where it stands, and whether it is a block comment. */
interface CommentRange {
  readonly start: number;
  readonly end: number;
}

/** The suppressions of a file, in order. Without a tree the text is parsed, but only if it has a candidate. */
export function readSuppressions(
  text: string,
  lineStarts: Int32Array,
  sourceFile?: ts.SourceFile,
): SuppressionComment[] {
  const found: SuppressionComment[] = [];
  candidate.lastIndex = 0;
  let tree = sourceFile;
  for (let match = candidate.exec(text); match !== null; match = candidate.exec(text)) {
    tree ??= parseForComments(text);
    if (tree === undefined) return found;
    const comment = commentAround(text, tree, match.index);
    if (comment === undefined) continue;
    const suppression = readComment(text, lineStarts, comment, match.index);
    if (suppression !== undefined) found.push(suppression);
  }
  return found;
}

function parseForComments(text: string): ts.SourceFile | undefined {
  try {
    return ts.createSourceFile('suppressions.tsx', text, ts.ScriptTarget.Latest, false, ts.ScriptKind.TSX);
  } catch {
    // Nested too deeply to be parsed; such a file has no findings to suppress either.
    return undefined;
  }
}

/** The comment around an offset; undefined if the offset lies in code, a string, a template or JSX text. */
function commentAround(text: string, tree: ts.SourceFile, offset: number): CommentRange | undefined {
  let node: ts.Node = tree;
  // Between the children of the innermost node there is nothing but keywords, punctuation and trivia.
  let gapStart = 0;
  for (;;) {
    let inner: ts.Node | undefined;
    let before = node.pos;
    const visit = (child: ts.Node): boolean => {
      if (child.pos <= offset && offset < child.end) {
        inner = child;
        return true;
      }
      if (child.end <= offset && child.end > before) before = child.end;
      return false;
    };
    ts.forEachChild(node, visit);
    gapStart = before;
    if (inner === undefined) break;
    node = inner;
  }
  if (node.kind === Kind.JsxText) return undefined;
  // Inside a literal is no comment, whatever it looks like; the trivia before it belongs to its node as well.
  const isLiteral = node.kind >= Kind.FirstLiteralToken && node.kind <= Kind.LastTemplateToken;
  if (isLiteral && offset >= startOf(text, node)) return undefined;
  return scanComments(text, gapStart, offset);
}

/** Skips tokens from `from` on until a comment covers the offset. */
function scanComments(text: string, from: number, offset: number): CommentRange | undefined {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, false, ts.LanguageVariant.JSX, text);
  scanner.setTextPos(from);
  for (;;) {
    const token = scanner.scan();
    const end = scanner.getTextPos();
    if (token === Kind.EndOfFileToken || scanner.getTokenStart() > offset) return undefined;
    if (end <= offset) continue;
    const isComment = token === Kind.SingleLineCommentTrivia || token === Kind.MultiLineCommentTrivia;
    return isComment ? { start: scanner.getTokenStart(), end } : undefined;
  }
}

function readComment(
  text: string,
  lineStarts: Int32Array,
  comment: CommentRange,
  offset: number,
): SuppressionComment | undefined {
  const body = lineFrom(text, comment, offset);
  const targetLine = targetLineOf(text, lineStarts, comment);
  const range = { start: comment.start, length: comment.end - comment.start };
  const nosemgrep = nosemgrepPattern.exec(body);
  if (nosemgrep !== null) {
    const ruleIds = idsOf(nosemgrep[1]);
    // As in Semgrep it is about its own line or the next one, never about one further down.
    const { line } = positionAt(lineStarts, offset);
    const target = Math.min(targetLine, line + 1);
    return { ruleIds, reason: '', until: '', syntax: 'nosemgrep', targetLine: target, ...range };
  }
  const match = ignorePattern.exec(body);
  if (match === null) return undefined;
  const rest = match[2] ?? '';
  const dated = untilPattern.exec(rest);
  return {
    ruleIds: idsOf(match[1]),
    reason: (dated === null ? rest : (dated[1] ?? '')).trim(),
    until: dated === null ? '' : (dated[2] ?? ''),
    syntax: 'sekretess-ignore',
    targetLine,
    ...range,
  };
}

/** The comment's text from `offset` to the end of its line, without a closing sign. */
function lineFrom(text: string, comment: CommentRange, offset: number): string {
  let end = offset;
  while (end < comment.end && !isLineBreak(text.charCodeAt(end))) end++;
  const line = text.slice(offset, end);
  return (end === comment.end && line.endsWith('*/') ? line.slice(0, -2) : line).trimEnd();
}

function isLineBreak(unit: number): boolean {
  return unit === 10 || unit === 13 || unit === 0x2028 || unit === 0x2029;
}

function idsOf(list: string | undefined): string[] {
  if (list === undefined) return [];
  return list
    .split(',')
    .map((id) => id.replace(/[\s"']/g, ''))
    .filter((id) => id !== '');
}

/** The line the comment stands on if there is code beside it, else the next line with code. */
function targetLineOf(text: string, lineStarts: Int32Array, comment: CommentRange): number {
  const first = positionAt(lineStarts, comment.start).line;
  const last = positionAt(lineStarts, comment.end).line;
  const before = text.slice(lineStarts[first] ?? 0, comment.start);
  if (hasCode(before)) return first;
  const after = text.slice(comment.end, lineStarts[last + 1] ?? text.length);
  if (hasCode(after)) return last;
  let inBlock = false;
  for (let line = last + 1; line < lineStarts.length; line++) {
    const content = text.slice(lineStarts[line] ?? 0, lineStarts[line + 1] ?? text.length);
    const rest = skipComments(content, inBlock);
    inBlock = rest.inBlock;
    if (hasCode(rest.text)) return line;
  }
  return last;
}

/** Braces around a JSX comment are no code. */
function hasCode(text: string): boolean {
  return !/^[\s{}]*$/.test(text);
}

/** What a line holds beside comments; good enough for lines that begin with one. */
function skipComments(line: string, startsInBlock: boolean): { text: string; inBlock: boolean } {
  let rest = line;
  let inBlock = startsInBlock;
  for (;;) {
    if (inBlock) {
      const end = rest.indexOf('*/');
      if (end < 0) return { text: '', inBlock: true };
      rest = rest.slice(end + 2);
      inBlock = false;
      continue;
    }
    const trimmed = rest.replace(/^[\s{}]+/, '');
    if (trimmed.startsWith('//')) return { text: '', inBlock: false };
    if (!trimmed.startsWith('/*')) return { text: rest, inBlock: false };
    rest = trimmed.slice(2);
    inBlock = true;
  }
}
