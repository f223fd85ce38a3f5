/**
 * Seeded edits of a program, as people make them: the same seed and files give the same edits.
 *
 * Each edit is one change of one or two files: a name or a file renamed, a statement moved, deleted or doubled, a call
 * put into a function, an import touched, a bracket lost, a text changed, a comment put above everything or somewhere,
 * a file deleted, cut off or brought back. Edits pile up; every third brings a file back to what it was, so that the program stays one.
 */
import ts from 'typescript';

/** One change of the program. */
export interface RandomEdit {
  /** Kind and file, for a message. */
  readonly what: string;
  /** Files with their new text; `undefined` means the file is gone. */
  readonly changes: readonly { readonly path: string; readonly text: string | undefined }[];
}

/** A program under edits. */
export interface RandomEdits {
  /** Makes one more edit, and applies it to {@link current}. */
  readonly next: () => RandomEdit;
  /** All files as they are now. */
  readonly current: ReadonlyMap<string, string>;
}

/** Whole numbers from 0 up to, not including, `below`. */
type Numbers = (below: number) => number;

/** Changes a text, or answers `undefined` where there is nothing to change in this way. */
type TextEdit = (text: string, next: Numbers, file: string) => string | undefined;

const codeFile = /\.[cm]?[jt]sx?$/;

/** Numbers that are the same in every run: a linear congruential generator (constants of Numerical Recipes), its high bits. */
export function createNumbers(seed: number): Numbers {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
}

/**
 * Edits of `original` (paths and texts), in an order that `seed` decides.
 * Only files of JavaScript and TypeScript change their statements; others are cut off and brought back.
 */
export function createRandomEdits(original: ReadonlyMap<string, string>, seed: number): RandomEdits {
  const next = createNumbers(seed);
  const current = new Map(original);
  /** Files that are not what they were: renamed, changed, gone or new. */
  const touched = new Set<string>();

  const apply = (what: string, changes: RandomEdit['changes']): RandomEdit => {
    for (const { path, text } of changes) {
      if (text === undefined) current.delete(path);
      else current.set(path, text);
      if (original.get(path) === text) touched.delete(path);
      else touched.add(path);
    }
    return { what, changes };
  };

  const restore = (): RandomEdit | undefined => {
    const path = pick([...touched], next);
    if (path === undefined) return undefined;
    return apply(`restore ${path}`, [{ path, text: original.get(path) }]);
  };

  const editText = (): RandomEdit | undefined => {
    const path = pick([...current.keys()], next);
    if (path === undefined) return undefined;
    const kinds = codeFile.test(path) ? codeEdits : dataEdits;
    const [kind, edit] = pick(kinds, next) ?? kinds[0];
    const text = edit(current.get(path) ?? '', next, path);
    return text === undefined ? undefined : apply(`${kind} ${path}`, [{ path, text }]);
  };

  const editFiles = (): RandomEdit | undefined => {
    const path = pick([...current.keys()], next);
    const text = path === undefined ? undefined : current.get(path);
    if (path === undefined || text === undefined) return undefined;
    if (next(3) === 0) return apply(`delete ${path}`, [{ path, text: undefined }]);
    const renamed = path.replace(/([^/]*?)(\.[^/]*)?$/, '$1-renamed$2');
    return apply(`rename ${path}`, [
      { path, text: undefined },
      { path: renamed, text },
    ]);
  };

  return {
    current,
    next: () => {
      for (;;) {
        const turn = next(12);
        const edit = turn < 4 ? restore() : turn < 11 ? editText() : editFiles();
        if (edit) return edit;
        if (current.size === 0 && touched.size === 0) throw new Error('There is no file to edit.');
      }
    },
  };
}

function pick<T>(values: readonly T[], next: Numbers): T | undefined {
  return values[next(values.length)];
}

function splice(text: string, start: number, end: number, replacement: string): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

function parse(text: string, file: string): ts.SourceFile {
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
}

/** Statements at any depth, in the order of the text. */
function statementsOf(source: ts.SourceFile): ts.Statement[] {
  const found: ts.Statement[] = [];
  const walk = (node: ts.Node): void => {
    if (ts.isStatement(node) && !ts.isBlock(node)) found.push(node);
    ts.forEachChild(node, walk);
  };
  ts.forEachChild(source, walk);
  return found;
}

const deleteStatement: TextEdit = (text, next, file) => {
  const statement = pick(statementsOf(parse(text, file)), next);
  return statement && splice(text, statement.getStart(), statement.end, '');
};

const doubleStatement: TextEdit = (text, next, file) => {
  const statement = pick(statementsOf(parse(text, file)), next);
  return statement && splice(text, statement.end, statement.end, `\n${statement.getText()}`);
};

/** Takes a statement out and puts it behind another one, at whatever depth. */
const moveStatement: TextEdit = (text, next, file) => {
  const source = parse(text, file);
  const statement = pick(statementsOf(source), next);
  if (!statement) return undefined;
  const target = pick(
    statementsOf(source).filter(({ pos, end }) => end <= statement.pos || pos >= statement.end),
    next,
  );
  if (!target) return undefined;
  const moved = `\n${statement.getText()}`;
  return target.end <= statement.pos
    ? splice(splice(text, statement.getStart(), statement.end, ''), target.end, target.end, moved)
    : splice(splice(text, target.end, target.end, moved), statement.getStart(), statement.end, '');
};

/** Gives the first parameter of a function to the console, or to a name that may be a function. */
const insertCall: TextEdit = (text, next, file) => {
  const calls: { readonly offset: number; readonly argument: string }[] = [];
  const names: string[] = ['console.log'];
  const walk = (node: ts.Node): void => {
    if (ts.isFunctionDeclaration(node) && node.name) names.push(node.name.text);
    if (ts.isFunctionLike(node) && 'body' in node && node.body && ts.isBlock(node.body as ts.Node)) {
      const [first] = node.parameters;
      const argument = first && ts.isIdentifier(first.name) ? first.name.text : 'undefined';
      calls.push({ offset: (node.body as ts.Block).getStart() + 1, argument });
    }
    ts.forEachChild(node, walk);
  };
  walk(parse(text, file));
  const call = pick(calls, next);
  return call && splice(text, call.offset, call.offset, ` ${pick(names, next)}(${call.argument});`);
};

/** Gives all uses of one name in the file another name; what other files import from it stays as it was. */
const renameName: TextEdit = (text, next) => {
  const name = pick(text.match(/\b[a-z_$][\w$]{3,}\b/gi) ?? [], next);
  if (name === undefined) return undefined;
  return text.replace(new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`, 'g'), `${name}2`);
};

const breakSyntax: TextEdit = (text, next) => {
  const brackets = [...text.matchAll(/[(){}[\];'"`]/g)].map(({ index }) => index);
  const at = pick(brackets, next);
  if (at === undefined) return undefined;
  return next(2) === 0 ? splice(text, at, at + 1, '') : splice(text, at, at, 'half(');
};

/** Takes an import away, doubles it, or lets it bring everything. */
const touchImport: TextEdit = (text, next, file) => {
  const imports = parse(text, file).statements.filter(ts.isImportDeclaration);
  const statement = pick(imports, next);
  if (!statement) return undefined;
  const start = statement.getStart();
  const specifier = statement.moduleSpecifier.getText();
  const replacement = pick(['', `import * as everything from ${specifier};`, `import ${specifier};`], next);
  return splice(text, start, statement.end, replacement ?? '');
};

const commentAbove: TextEdit = (text, next) => `${'// moved down\n'.repeat(1 + next(3))}${text}`;

/** Puts a comment or blank lines before a statement, at whatever depth. */
const moveDown: TextEdit = (text, next, file) => {
  const statement = pick(statementsOf(parse(text, file)), next);
  if (!statement) return undefined;
  const at = statement.getStart();
  return splice(text, at, at, pick(['\n', '// what follows\n', '/* here */ '], next) ?? '');
};

/** Changes what a text literal says. */
const changeText: TextEdit = (text, next) => {
  const literals = [...text.matchAll(/'[^'\\\n]*'/g)];
  const literal = pick(literals, next);
  return literal && splice(text, literal.index + 1, literal.index + 1, 'more ');
};

const cutOff: TextEdit = (text, next) => (text.length === 0 ? undefined : text.slice(0, next(text.length)));

const codeEdits = [
  ['delete a statement of', deleteStatement],
  ['double a statement of', doubleStatement],
  ['move a statement of', moveStatement],
  ['insert a call into', insertCall],
  ['insert a call into', insertCall],
  ['rename in', renameName],
  ['break', breakSyntax],
  ['touch an import of', touchImport],
  ['comment above', commentAbove],
  ['move down in', moveDown],
  ['change a text of', changeText],
  ['cut off', cutOff],
] as const satisfies readonly (readonly [string, TextEdit])[];

const dataEdits = [
  ['cut off', cutOff],
  ['rename in', renameName],
] as const satisfies readonly (readonly [string, TextEdit])[];
