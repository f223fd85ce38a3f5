/**
 * HTML as a syntax tree of JSX elements, so that patterns of rules match it as they match JSX.
 *
 * Elements, attributes and texts are nodes with the offsets of the text; comments and declarations leave none, and what
 * scripts and styles hold is one text. Never throws: tags that are not closed end with what surrounds them.
 */
import ts from 'typescript';
import { DataNode } from '../data/data-tree.ts';

/** Largest text that is read, in UTF-16 units. */
const maxLength = 2_000_000;

/** Levels of nesting; deeper elements become siblings. */
const maxDepth = 200;

/** Elements without content. */
const voidTags: ReadonlySet<string> = new Set(
  'area base br col embed hr img input link meta param source track wbr'.split(' '),
);

/** Elements whose content is text. */
const rawTags: ReadonlySet<string> = new Set(['script', 'style', 'textarea', 'title']);

/** Elements that one of their own kind ends. */
const siblingTags: ReadonlySet<string> = new Set(['p', 'li', 'option', 'dt', 'dd', 'tr', 'td', 'th']);

/** How `...` and metavariables of patterns become nodes; undefined in files. */
export interface HtmlHoles {
  /** The name of the node that a word stands for, if it is a hole. */
  readonly nameOf: (word: string) => string | undefined;
}

interface Open {
  readonly tag: string;
  readonly start: number;
  readonly openingEnd: number;
  readonly tagName: DataNode;
  readonly attributes: DataNode;
  readonly children: DataNode[];
}

/** The tree of a text; undefined if it is too large. */
export function parseHtml(path: string, text: string, holes?: HtmlHoles): ts.SourceFile | undefined {
  if (text.length > maxLength) return undefined;
  const roots: DataNode[] = [];
  const stack: Open[] = [];
  const add = (node: DataNode): void => {
    (stack.at(-1)?.children ?? roots).push(node);
  };
  const close = (closingStart: number, end: number): void => {
    const open = stack.pop();
    if (open !== undefined) add(elementOf(open, closingStart, end));
  };
  let at = 0;
  while (at < text.length) {
    const raw = stack.at(-1);
    if (raw !== undefined && rawTags.has(raw.tag)) {
      const end = indexOfClosing(text, at, raw.tag);
      addText(text, at, end, holes, add);
      const after = text.indexOf('>', end);
      at = after < 0 ? text.length : after + 1;
      close(end, at);
      continue;
    }
    const next = text.indexOf('<', at);
    const textEnd = next < 0 ? text.length : next;
    if (textEnd > at) addText(text, at, textEnd, holes, add);
    if (next < 0) break;
    at = next;
    const skipped = /^<(?:!--[\s\S]*?(?:-->|$)|[!?][^>]*>?)/.exec(
      text.slice(at, at + 2) === '<!' || text[at + 1] === '?' ? text.slice(at) : '',
    );
    if (skipped !== null) {
      at += skipped[0].length;
      continue;
    }
    const closing = /^<\/([\w$.:-]+)[^>]*>?/.exec(text.slice(at, at + 300));
    if (closing !== null) {
      const tag = (closing[1] ?? '').toLowerCase();
      const depth = stack.map((open) => open.tag).lastIndexOf(tag);
      const end = at + closing[0].length;
      while (depth >= 0 && stack.length > depth) close(at, stack.length === depth + 1 ? end : at);
      at = end;
      continue;
    }
    const opening = readOpening(text, at, holes);
    if (opening === undefined) {
      addText(text, at, at + 1, holes, add);
      at++;
      continue;
    }
    if (stack.at(-1)?.tag === opening.tag && siblingTags.has(opening.tag)) close(at, at);
    at = opening.openingEnd;
    const { tag, tagName, attributes, start } = opening;
    if (opening.isClosed || voidTags.has(tag) || stack.length >= maxDepth)
      add(new DataNode(ts.SyntaxKind.JsxSelfClosingElement, start, at, { tagName, attributes }));
    else stack.push({ ...opening, children: [] });
  }
  while (stack.length > 0) close(text.length, text.length);
  const statements = roots
    .filter(({ kind }) => kind !== ts.SyntaxKind.JsxText)
    .map((node) => new DataNode(ts.SyntaxKind.ExpressionStatement, node.pos, node.end, { expression: node }));
  return new DataNode(ts.SyntaxKind.SourceFile, 0, text.length, {
    text,
    fileName: path,
    statements,
  }) as unknown as ts.SourceFile;
}

function elementOf(open: Open, closingStart: number, end: number): DataNode {
  const { tagName, attributes, start, openingEnd, children } = open;
  const openingElement = new DataNode(ts.SyntaxKind.JsxOpeningElement, start, openingEnd, {
    tagName,
    attributes,
  });
  const closingElement = new DataNode(ts.SyntaxKind.JsxClosingElement, closingStart, end, {});
  return new DataNode(ts.SyntaxKind.JsxElement, start, end, { openingElement, children, closingElement });
}

function indexOfClosing(text: string, from: number, tag: string): number {
  const pattern = new RegExp(`</${tag}\\s*>`, 'gi');
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? text.length;
}

function addText(
  text: string,
  start: number,
  end: number,
  holes: HtmlHoles | undefined,
  add: (node: DataNode) => void,
): void {
  const own = text.slice(start, end);
  const name = holes?.nameOf(own.trim());
  // A metavariable among the children is a text of that content.
  if (name !== undefined && name !== own.trim()) {
    const from = start + own.indexOf(own.trim());
    add(identifier(name, from, from + own.trim().length));
  } else if (own !== '') add(new DataNode(ts.SyntaxKind.JsxText, start, end, { text: own }));
}

function identifier(text: string, start: number, end: number): DataNode {
  return new DataNode(ts.SyntaxKind.Identifier, start, end, { text, escapedText: text });
}

interface Opening extends Omit<Open, 'children'> {
  readonly isClosed: boolean;
}

const attributePattern = /\s*(?:(\/?>)|([^\s=>/"'<]+)(?:(\s*=\s*)("[^"]*"|'[^']*'|[^\s>"']+))?|[/"'<])/y;

function readOpening(text: string, start: number, holes: HtmlHoles | undefined): Opening | undefined {
  const name = /^<([A-Za-z$][\w$.:-]*)/.exec(text.slice(start, start + 100))?.[1];
  if (name === undefined) return undefined;
  const nameEnd = start + 1 + name.length;
  const properties: DataNode[] = [];
  let at = nameEnd;
  let isClosed = false;
  while (at < text.length) {
    attributePattern.lastIndex = at;
    const found = attributePattern.exec(text);
    if (found === null) {
      at = text.length;
      break;
    }
    const [whole, end, key, equals, value] = found;
    const to = at + whole.length;
    if (end !== undefined) {
      isClosed = end === '/>';
      at = to;
      break;
    }
    if (key !== undefined) {
      const from = at + (whole.length - whole.trimStart().length);
      properties.push(attributeOf(key, from, to, value, value === undefined ? '' : (equals ?? ''), holes));
    }
    at = to;
  }
  return {
    tag: name.toLowerCase(),
    start,
    openingEnd: at,
    tagName: identifier(holes?.nameOf(name) ?? name, start + 1, nameEnd),
    attributes: new DataNode(ts.SyntaxKind.JsxAttributes, nameEnd, at, { properties }),
    isClosed,
  };
}

function attributeOf(
  key: string,
  start: number,
  end: number,
  value: string | undefined,
  equals: string,
  holes: HtmlHoles | undefined,
): DataNode {
  const sequence = key.startsWith('$...') ? holes?.nameOf(key) : undefined;
  if (sequence !== undefined && value === undefined) return identifier(sequence, start, end);
  const name = identifier(holes?.nameOf(key) ?? key, start, start + key.length);
  if (value === undefined) return new DataNode(ts.SyntaxKind.JsxAttribute, start, end, { name });
  const from = start + key.length + equals.length;
  const hole = holes?.nameOf(value);
  const text = /^["']/.test(value) ? value.slice(1, -1) : value;
  const initializer =
    hole !== undefined
      ? identifier(hole, from, end)
      : new DataNode(ts.SyntaxKind.StringLiteral, from, end, { text });
  return new DataNode(ts.SyntaxKind.JsxAttribute, start, end, { name, initializer });
}
