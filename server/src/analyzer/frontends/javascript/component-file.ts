/**
 * Components in one file (`.vue`, `.svelte`): their text → a text of the same length that is code alone.
 *
 * What stands in `<script>` stays where it is, everything else becomes blanks; ends of lines stay, so that every place in
 * the code is the place in the file. Of the markup, texts that are put into the page as HTML are kept as calls of `_h`,
 * which models know (`v-html="note"`, `{@html note}`), each in a function, because the page is made after the script ran.
 */

import { blanksOf } from './blanks.ts';

const componentExtension = /\.(?:vue|svelte)$/i;

/** Whether a path is that of a component whose scripts stand in markup. */
export function isComponentPath(path: string): boolean {
  return componentExtension.test(path);
}

const attributes = `(?:[^>"']|"[^"]*"|'[^']*')*`;
const comment = /<!--[\s\S]*?(?:-->|$)/g;
const script = new RegExp(`<script\\b(${attributes})>([\\s\\S]*?)(</script\\s*>|$)`, 'gi');
const style = new RegExp(`<style\\b${attributes}>[\\s\\S]*?(?:</style\\s*>|$)`, 'gi');
const typed = /\blang\s*=\s*["']?(?:ts|typescript)\b/i;
const foreign =
  /\b(?:lang\s*=\s*["']?(?:coffee|coffeescript)\b|type\s*=\s*["']?(?:text\/(?!javascript|typescript|babel|ecmascript)|application\/(?:json|ld)))/i;

/** What stands before the expression of `v-html="note.text"` has as many characters as `; $=>_h(`. */
const vueHtml = /\bv-html="([^"&<]*)"|\bv-html='([^'&<]*)'/g;
/** And that of `{@html note}` as many as `;$=>_h(`. */
const svelteHtml = /\{@html ([^{}<]*)\}/g;

/** The code of a component; see the head of this file. */
export function codeOfComponent(path: string, text: string): string {
  const kept: { readonly start: number; readonly code: string }[] = [];
  // A script within a comment is none; in a script, what looks like a comment of markup is a text.
  const scripts = [...text.matchAll(script)];
  const inScript = (at: number): boolean =>
    scripts.some(({ index, 0: whole }) => at > index && at < index + whole.length);
  const comments = [...text.matchAll(comment)].filter(({ index }) => !inScript(index));
  const isCommented = (at: number): boolean =>
    comments.some(({ index, 0: whole }) => at >= index && at < index + whole.length);
  let markup = text;
  for (const { index, 0: whole, 1: given = '', 2: code = '', 3: end = '' } of scripts) {
    markup = blanked(markup, index, index + whole.length);
    if (foreign.test(given) || isCommented(index)) continue;
    const start = index + whole.length - end.length - code.length;
    kept.push({ start, code: end === '' ? code : `${code};` });
  }
  for (const { index, 0: whole } of [...comments, ...markup.matchAll(style)])
    markup = blanked(markup, index, index + whole.length);
  kept.push(...htmlOf(path, markup));
  kept.sort((x, y) => x.start - y.start);
  let result = '';
  for (const { start, code } of kept) {
    if (start < result.length) continue;
    result += blanksOf(text.slice(result.length, start)) + code;
  }
  return result + blanksOf(text.slice(result.length));
}

/** Whether the scripts of a component are TypeScript, in which `<Patient>row` is an assertion and no element. */
export function isTypedComponent(text: string): boolean {
  return [...text.matchAll(script)].some(({ 1: given = '' }) => typed.test(given));
}

/** Calls of `_h` in the place of what makes HTML. */
function htmlOf(path: string, markup: string): { readonly start: number; readonly code: string }[] {
  const isVue = /\.vue$/i.test(path);
  const found: { readonly start: number; readonly code: string }[] = [];
  for (const match of markup.matchAll(isVue ? vueHtml : svelteHtml)) {
    const expression = match[1] ?? match[2] ?? '';
    if (!isClosed(expression)) continue;
    found.push({ start: match.index, code: `${isVue ? '; ' : ';'}$=>_h(${expression})` });
  }
  return found;
}

const closings: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** Whether every bracket and quote of an expression is closed, so that it harms nothing behind it. */
function isClosed(expression: string): boolean {
  const open: string[] = [];
  let quote = '';
  let last = '';
  for (const character of expression) {
    if (character.trim() !== '') last = character;
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'" || character === '`') quote = character;
    else if (character === '(' || character === '[' || character === '{') open.push(character);
    else if (closings[character] !== undefined && open.pop() !== closings[character]) return false;
  }
  return (
    quote === '' &&
    open.length === 0 &&
    /[\p{L}\p{N}_$)\]}'"`]/u.test(last) &&
    !/\/\/|\/\*|;|\\/.test(expression)
  );
}

function blanked(text: string, start: number, end: number): string {
  return text.slice(0, start) + blanksOf(text.slice(start, end)) + text.slice(end);
}
