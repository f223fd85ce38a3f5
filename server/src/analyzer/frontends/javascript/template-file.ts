/**
 * Templates of EJS (`.ejs`): their text → a text of the same length that is code alone.
 *
 * What stands in `<% … %>` stays where it is, everything else becomes blanks; ends of lines stay, so that every place in
 * the code is the place in the file. What is put out as it is (`<%- note %>`) is kept as a call of `_e`, which models
 * know; what is put out escaped is only evaluated. Names that nothing declares are fields of the data that the template
 * is given (`taint/rendered-templates.ts`).
 */

import { blanksOf } from './blanks.ts';

const templateExtension = /\.ejs$/i;

/** Whether a path is that of a template. */
export function isTemplatePath(path: string): boolean {
  return templateExtension.test(path);
}

const tag = /<%(?!%)([-=_#]?)([\s\S]*?)([-_]?)%>/g;
/** `<% include header %>`, as older versions write it. */
const oldInclude = /^\s*include\s+[^\s()]+\s*$/;
/** Behind these a statement may begin, or the one that is there goes on. */
const open = /(?:[{};,(:]|=>|\belse|\bdo)\s*$/;

/** The code of a template; see the head of this file. */
export function codeOfTemplate(text: string): string {
  let result = '';
  let from = 0;
  for (const match of text.matchAll(tag)) {
    const [whole, kind = '', body = '', trim = ''] = match;
    result += blanksOf(text.slice(from, match.index));
    from = match.index + whole.length;
    const start = kind === '-' ? '_e(' : kind === '=' ? '  (' : ' '.repeat(2 + kind.length);
    if (kind === '#' || oldInclude.test(body)) result += blanksOf(whole);
    else if (kind === '-' || kind === '=')
      result += body.trim() === '' ? blanksOf(whole) : `${start}${body}${`);${trim}`.replace(/[-_]$/, ' ')}`;
    else {
      const code = withoutLastComment(body);
      const end = open.test(code) || code.trim() === '' ? '  ' : ' ;';
      result += `${start}${code}${end}${trim === '' ? '' : ' '}`;
    }
  }
  return result + blanksOf(text.slice(from));
}

/** A comment to the end of the line ends with the tag; in code it would go on. */
function withoutLastComment(code: string): string {
  const line = code.slice(code.lastIndexOf('\n') + 1);
  const comment = /(?:^|\s)\/\/[^'"`]*$/.exec(line);
  return comment ? code.slice(0, code.length - comment[0].length) + ' '.repeat(comment[0].length) : code;
}
