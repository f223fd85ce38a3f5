/**
 * Reads a Dockerfile, or a piece of one as patterns hold it, into instructions.
 *
 * Continued lines, comments between them, the `escape` directive, here-documents and the JSON form are understood. Never
 * throws: a line that is no instruction is left out.
 */
import type {
  DockerArgument,
  DockerInstruction,
  DockerName,
  DockerPair,
  DockerTree,
  DockerWord,
} from './docker-tree.ts';
import { readShell, toWord } from './read-shell.ts';

/** Largest text that is read, in UTF-16 units. */
const maxLength = 1_000_000;

/** Instructions of Dockerfiles. */
const keywords: ReadonlySet<string> = new Set(
  'ADD ARG CMD COPY CROSS_BUILD ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(
    ' ',
  ),
);

/** Whether the line begins with the word of an instruction. */
export function isInstructionLine(line: string): boolean {
  return keywords.has((/^\s*([A-Za-z_]+)(?=\s|$)/.exec(line)?.[1] ?? '').toUpperCase());
}

/** The tree of a text: a file if one of its lines is an instruction, else, or with `isScript`, a piece of a shell. */
export function readDockerfile(text: string, isScript = false): DockerTree {
  const joint = /^\s*#\s*escape\s*=\s*`/im.test(text.slice(0, 500)) ? '`' : '\\';
  if (text.length > maxLength) return { kind: 'file', text, instructions: [] };
  if (isScript || !text.split('\n').some(isInstructionLine))
    return { kind: 'shell', text, node: readShell(text, 0, text.length, joint) };
  const instructions = readLines(text, joint).flatMap(({ instruction }) =>
    instruction === undefined ? [] : [instruction],
  );
  return { kind: 'file', text, instructions };
}

/** One line with what continues it: an instruction, or something else. */
export interface DockerLine {
  readonly text: string;
  readonly instruction: DockerInstruction | undefined;
}

/** All lines that are not empty and no comments. */
export function readLines(text: string, joint = '\\'): readonly DockerLine[] {
  const source: Source = { text, joint };
  return logicalLines(source).map(({ start, end }) => ({
    text: text.slice(start, end),
    instruction: readInstruction(source, start, end, { start, end }, 0),
  }));
}

interface Source {
  readonly text: string;
  readonly joint: string;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Lines with what continues them, without comments and empty lines. */
function logicalLines({ text, joint }: Source): readonly Range[] {
  const lines: Range[] = [];
  let at = 0;
  while (at < text.length) {
    let lineEnd = endOfLine(text, at);
    const line = text.slice(at, lineEnd);
    if (/^\s*(?:#|$)/.test(line)) {
      at = lineEnd + 1;
      continue;
    }
    const start = at + (line.length - line.trimStart().length);
    let lastEnd = lineEnd;
    while (isContinued(text.slice(at, lineEnd), joint) && lineEnd < text.length) {
      at = lineEnd + 1;
      lineEnd = endOfLine(text, at);
      const next = text.slice(at, lineEnd);
      // Comments and empty lines between continued lines do not end them.
      while (/^\s*(?:#|$)/.test(text.slice(at, lineEnd)) && lineEnd < text.length) {
        at = lineEnd + 1;
        lineEnd = endOfLine(text, at);
      }
      if (next.trim() !== '' || lineEnd >= text.length) lastEnd = lineEnd;
      lastEnd = lineEnd;
    }
    const delimiter = /^(?:run|copy|add)\b.*<<-?\s*["']?(\w+)["']?/i.exec(text.slice(start, lastEnd))?.[1];
    if (delimiter !== undefined) lastEnd = endOfDocument(text, lastEnd, delimiter);
    const trimmed = text.slice(start, lastEnd).trimEnd().length;
    lines.push({ start, end: start + trimmed });
    at = lastEnd + 1;
  }
  return lines;
}

function endOfLine(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  return at < 0 ? text.length : at;
}

function isContinued(line: string, joint: string): boolean {
  return line.trimEnd().endsWith(joint);
}

function endOfDocument(text: string, from: number, delimiter: string): number {
  for (let at = from + 1; at < text.length; at = endOfLine(text, at) + 1)
    if (text.slice(at, endOfLine(text, at)).trim() === delimiter) return endOfLine(text, at);
  return from;
}

function readInstruction(
  source: Source,
  start: number,
  end: number,
  outer: Range,
  depth: number,
): DockerInstruction | undefined {
  const { text } = source;
  const word = /^[A-Za-z_]+/.exec(text.slice(start, Math.min(end, start + 40)))?.[0] ?? '';
  const keyword = word.toUpperCase();
  if (!keywords.has(keyword) || depth > 3) return undefined;
  const flags: DockerWord[] = [];
  let words = wordsOf(source, start + word.length, end);
  if (['FROM', 'RUN', 'COPY', 'ADD', 'HEALTHCHECK'].includes(keyword))
    while (
      words[0]?.text.startsWith('--') === true ||
      (words[0]?.text === '...' && isCheckWithCommand(words))
    ) {
      flags.push(words[0]);
      words = words.slice(1);
    }
  const rest = { start: words[0]?.start ?? end, end };
  return {
    kind: 'instruction',
    keyword,
    flags,
    args: readArguments(),
    rest,
    start: outer.start,
    end: outer.end,
  };

  function readArguments(): readonly DockerArgument[] {
    switch (keyword) {
      case 'RUN':
      case 'CMD':
      case 'ENTRYPOINT':
      case 'SHELL':
      case 'VOLUME':
      case 'COPY':
      case 'ADD': {
        const array = readArray(source, rest);
        if (array !== undefined)
          return keyword === 'COPY' || keyword === 'ADD'
            ? array
            : [{ kind: 'array', items: array, start: rest.start, end: rest.end }];
        if (keyword === 'SHELL' || keyword === 'VOLUME' || keyword === 'COPY' || keyword === 'ADD')
          return words;
        // A here-document is a script of its own, which no pattern asks for.
        const line = /<<-?\s*["']?\w/.test(text.slice(rest.start, rest.end))
          ? endOfLine(text, rest.start)
          : end;
        const body = readShell(text, rest.start, Math.min(line, end), source.joint);
        return body === undefined ? [] : [body];
      }
      case 'FROM': {
        const [image, as, alias] = words;
        if (image === undefined) return [];
        const named = nameOf(source, image);
        return as?.text.toUpperCase() === 'AS' && alias !== undefined ? [named, alias] : [named];
      }
      case 'USER':
        return words[0] === undefined ? [] : [nameOf(source, words[0])];
      case 'ENV':
      case 'LABEL':
      case 'ARG':
        return readPairs(source, keyword, words, rest);
      case 'ONBUILD':
      case 'HEALTHCHECK': {
        const inner = readInstruction(source, rest.start, end, outer, depth + 1);
        return inner === undefined ? words : [inner];
      }
      case 'MAINTAINER':
      case 'WORKDIR':
        return words.length === 0 ? [] : [toWord(text, rest.start, rest.end, source.joint)];
      default:
        return words;
    }
  }
}

/** `HEALTHCHECK ... CMD x` of a pattern: whatever the flags are. */
function isCheckWithCommand(words: readonly DockerWord[]): boolean {
  return words.some(({ text }) => text.toUpperCase() === 'CMD');
}

/** Words between blanks and continued line ends; quotes keep blanks together. */
function wordsOf({ text, joint }: Source, from: number, end: number): DockerWord[] {
  const words: DockerWord[] = [];
  let start = -1;
  let quote = '';
  const close = (at: number): void => {
    if (start >= 0) words.push(toWord(text, start, at, joint));
    start = -1;
  };
  for (let at = from; at < end; at++) {
    const char = text[at] ?? '';
    if (quote !== '') {
      if (char === '\\') at++;
      else if (char === quote) quote = '';
      continue;
    }
    const isJoint = char === joint && /^[ \t\r]*\n/.test(text.slice(at + 1, at + 80));
    if (isJoint || /\s/.test(char)) {
      close(at);
      if (!isJoint) continue;
      at = text.indexOf('\n', at);
      for (;;) {
        const comment = /^[ \t]*#[^\n]*\n/.exec(text.slice(at + 1, end));
        if (comment === null) break;
        at += comment[0].length;
      }
      continue;
    }
    if (start < 0) start = at;
    if (char === '\\') at++;
    else if (char === '"' || char === "'") quote = char;
  }
  close(end);
  return words;
}

/** The texts of a list in JSON; words of patterns may stand in it without quotes. */
function readArray({ text, joint }: Source, { start, end }: Range): readonly DockerWord[] | undefined {
  if (text[start] !== '[' || text[end - 1] !== ']') return undefined;
  const items: DockerWord[] = [];
  const item =
    /\s*(?:\\\s*\n\s*)*("(?:[^"\\]|\\.)*"|\.\.\.|\$(?:\.\.\.)?[A-Z_][A-Z_0-9]*)\s*(?:\\\s*\n\s*)*(,|$)/y;
  const inner = text.slice(start + 1, end - 1);
  if (inner.trim() === '') return items;
  for (let at = 0; at < inner.length; ) {
    item.lastIndex = at;
    const found = item.exec(inner);
    const own = found?.[1];
    if (found === null || own === undefined) return undefined;
    const from = start + 1 + found.index + found[0].indexOf(own);
    items.push(toWord(text, from, from + own.length, joint));
    at = item.lastIndex;
  }
  return items;
}

function nameOf({ text, joint }: Source, word: DockerWord): DockerName {
  const own = text.slice(word.start, word.end);
  const part = (from: number, to: number): DockerWord =>
    toWord(text, word.start + from, word.start + to, joint);
  const at = own.indexOf('@');
  const end = at < 0 ? own.length : at;
  const slash = own.lastIndexOf('/', end - 1);
  const colon = own
    .slice(0, end)
    .replace(/\$\{[^}]*\}/g, (found) => '_'.repeat(found.length))
    .indexOf(':', slash + 1);
  return {
    kind: 'name',
    name: part(0, colon < 0 ? end : colon),
    tag: colon < 0 ? undefined : part(colon + 1, end),
    digest: at < 0 ? undefined : part(at + 1, own.length),
    start: word.start,
    end: word.end,
  };
}

function readPairs(
  { text, joint }: Source,
  keyword: string,
  words: readonly DockerWord[],
  rest: Range,
): readonly (DockerPair | DockerWord)[] {
  const first = words[0];
  if (first === undefined) return [];
  const isHole = (word: DockerWord): boolean => /^(?:\.\.\.|\$\.\.\.[A-Z_][A-Z_0-9]*)$/.test(word.text);
  const isOld = keyword !== 'ARG' && words.length > 1 && !words.some(({ text: one }) => one.includes('='));
  if (isOld && !words.some(isHole)) {
    const second = words[1];
    const value = second === undefined ? undefined : toWord(text, second.start, rest.end, joint);
    return [{ kind: 'pair', key: first, value, start: rest.start, end: rest.end }];
  }
  return words.map((word) => {
    if (isHole(word)) return word;
    const own = text.slice(word.start, word.end);
    const at = own.indexOf('=');
    const { start, end } = word;
    if (at < 0) return { kind: 'pair', key: word, value: undefined, start, end };
    const key = toWord(text, start, start + at, joint);
    return { kind: 'pair', key, value: toWord(text, start + at + 1, end, joint), start, end };
  });
}
