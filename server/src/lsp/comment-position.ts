/**
 * Where and in which form a suppression comment can stand for a finding: decided by reading the text of the file once.
 *
 * A small scanner, not a parser: it knows strings, templates, comments, regular expressions and JSX well enough to say
 * what the beginning of a line lies in. It never throws; in broken code it may answer `code`, and the comment is then
 * as wrong as the code around it.
 */

/** What a place in the text lies in. */
export type TextContext = 'code' | 'jsx-children' | 'jsx-tag' | 'template' | 'comment';

/** One insertion. */
export interface CommentInsertion {
  /** 0-based. */
  readonly line: number;
  /** 0-based, in UTF-16 units. */
  readonly column: number;
  /** What stands before and after the text of the comment, line breaks and indentation included. */
  readonly before: string;
  readonly after: string;
}

/**
 * @param text The whole file.
 * @param startLine 0-based line of the finding.
 * @param startColumn 0-based column of the finding.
 * @param allowsJsx Whether `<` may begin an element in this kind of file.
 */
export function placeComment(
  text: string,
  startLine: number,
  startColumn: number,
  allowsJsx: boolean,
): CommentInsertion {
  const lineStart = offsetOfLine(text, startLine);
  const indentation = /^[ \t]*/.exec(text.slice(lineStart, lineStart + startColumn))?.[0] ?? '';
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const above = { line: startLine, column: 0 };
  switch (contextAt(text, lineStart, allowsJsx)) {
    case 'code':
      return { ...above, before: `${indentation}// `, after: lineBreak };
    case 'jsx-children':
      return { ...above, before: `${indentation}{/* `, after: ` */}${lineBreak}` };
    case 'jsx-tag':
      return { ...above, before: `${indentation}/* `, after: ` */${lineBreak}` };
    case 'template':
    case 'comment':
      // A line of its own would change the text: the comment goes before the expression, on its line.
      return { line: startLine, column: startColumn, before: '/* ', after: ' */ ' };
  }
}

/** What the character at `offset` lies in. */
export function contextAt(text: string, offset: number, allowsJsx: boolean): TextContext {
  /** Innermost last. `code` carries its open braces, so that `}` ends the right thing. */
  const stack: {
    context: 'code' | 'jsx-children' | 'jsx-tag' | 'template';
    braces: number;
    isClosing: boolean;
  }[] = [{ context: 'code', braces: 0, isClosing: false }];
  let at = 0;
  /** Whether a value may begin here: then `/` begins a regular expression and `<` an element. */
  let expectsValue = true;

  function push(context: 'code' | 'jsx-children' | 'jsx-tag' | 'template', isClosing: boolean): void {
    stack.push({ context, braces: 0, isClosing });
  }

  while (at < text.length) {
    const top = stack[stack.length - 1];
    if (top === undefined) break;
    if (at >= offset) return top.context;
    const char = text[at];
    switch (top.context) {
      case 'template':
        if (char === '\\') at += 2;
        else if (char === '`') {
          stack.pop();
          expectsValue = false;
          at++;
        } else if (char === '$' && text[at + 1] === '{') {
          push('code', false);
          expectsValue = true;
          at += 2;
        } else at++;
        continue;
      case 'jsx-children':
        if (char === '{') {
          push('code', false);
          expectsValue = true;
          at++;
        } else if (char === '<') {
          const isClosing = text[at + 1] === '/';
          if (isClosing) stack.pop();
          push('jsx-tag', isClosing);
          at += isClosing ? 2 : 1;
        } else at++;
        continue;
      case 'jsx-tag':
        if (char === '>') {
          const isSelfClosing = text[at - 1] === '/';
          stack.pop();
          if (!top.isClosing && !isSelfClosing) push('jsx-children', false);
          expectsValue = false;
          at++;
        } else if (char === '"' || char === "'") {
          // Strings of attributes know no escapes and may hold line breaks.
          const end = text.indexOf(char, at + 1);
          const next = end < 0 ? text.length : end + 1;
          if (offset > at && offset < next) return 'template';
          at = next;
        } else if (char === '{') {
          push('code', false);
          expectsValue = true;
          at++;
        } else if (char === '/' && text[at + 1] === '*') {
          const next = endOfBlockComment(text, at);
          if (offset > at && offset < next) return 'comment';
          at = next;
        } else at++;
        continue;
      case 'code':
        break;
    }
    if (char === '/' && text[at + 1] === '/') {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
    } else if (char === '/' && text[at + 1] === '*') {
      const next = endOfBlockComment(text, at);
      if (offset > at && offset < next) return 'comment';
      at = next;
    } else if (char === '"' || char === "'") {
      at = endOfString(text, at, char);
      expectsValue = false;
    } else if (char === '`') {
      push('template', false);
      at++;
    } else if (char === '/' && expectsValue) {
      at = endOfRegex(text, at);
      expectsValue = false;
    } else if (char === '<' && allowsJsx && expectsValue && beginsElement(text, at)) {
      push('jsx-tag', false);
      at++;
    } else if (char === '{') {
      top.braces++;
      expectsValue = true;
      at++;
    } else if (char === '}') {
      if (top.braces > 0) {
        top.braces--;
        expectsValue = true;
      } else if (stack.length > 1) stack.pop();
      at++;
    } else if (isWordCharacter(char)) {
      const word = wordAt(text, at);
      // After `return`, `=>` and the like a value follows; after a name or a number, an operator.
      expectsValue = keywordsBeforeValue.has(word);
      at += word.length;
    } else {
      if (char !== undefined && !/\s/.test(char)) expectsValue = char !== ')' && char !== ']';
      at++;
    }
  }
  return stack[stack.length - 1]?.context ?? 'code';
}

const keywordsBeforeValue: ReadonlySet<string> = new Set(
  'await case default delete do else export in instanceof of new return throw typeof void yield'.split(' '),
);

function isWordCharacter(char: string | undefined): boolean {
  return char !== undefined && /[\p{L}\p{N}_$]/u.test(char);
}

function wordAt(text: string, at: number): string {
  const pattern = /[\p{L}\p{N}_$]+/uy;
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? text.charAt(at);
}

/** `<div`, `<Name.Part`, `<>`; not `<T,>(` or `<T extends U>(` of a generic arrow function. */
function beginsElement(text: string, at: number): boolean {
  if (text[at + 1] === '>') return true;
  const pattern = /<[\p{L}_$][\p{L}\p{N}_$.:-]*(\s*,|\s+extends\s)?/uy;
  pattern.lastIndex = at;
  const match = pattern.exec(text);
  return match !== null && match[1] === undefined;
}

function endOfBlockComment(text: string, at: number): number {
  const end = text.indexOf('*/', at + 2);
  return end < 0 ? text.length : end + 2;
}

function endOfString(text: string, at: number, quote: string): number {
  for (let i = at + 1; i < text.length; i++) {
    const char = text[i];
    if (char === '\\') i++;
    else if (char === quote) return i + 1;
    else if (char === '\n') return i;
  }
  return text.length;
}

function endOfRegex(text: string, at: number): number {
  let isInClass = false;
  for (let i = at + 1; i < text.length; i++) {
    const char = text[i];
    if (char === '\n') return i;
    if (char === '\\') i++;
    else if (char === '[') isInClass = true;
    else if (char === ']') isInClass = false;
    else if (char === '/' && !isInClass) return i + 1;
  }
  return text.length;
}

function offsetOfLine(text: string, line: number): number {
  let offset = 0;
  for (let i = 0; i < line; i++) {
    const next = text.indexOf('\n', offset);
    if (next < 0) return text.length;
    offset = next + 1;
  }
  return offset;
}
