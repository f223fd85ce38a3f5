/**
 * From the text of a Semgrep pattern to a parsed pattern that `match-pattern.ts` can match.
 *
 * The text is rewritten to TypeScript and parsed in the forms a pattern may have, in a fixed order: expression,
 * statements, class member, object property, catch clause, decorated class, type. The first form without a syntax
 * error wins. Pure and deterministic; a text that fits no form is a problem, never an exception.
 */
import ts from 'typescript';
import { compileSafeRegex, type SafeRegex } from '../rules/safe-regex.ts';
import { ellipsisName, isEllipsis, readStringPattern } from './pattern-syntax.ts';
import { rewritePattern } from './rewrite-pattern.ts';
import {
  createSourceFile,
  flattenDiagnosticMessageText,
  forEachChild,
  getDecorators,
  isBlock,
  isClassDeclaration,
  isExpressionStatement,
  isFunctionDeclaration,
  isLabeledStatement,
  isMethodDeclaration,
  isObjectLiteralExpression,
  isParenthesizedExpression,
  isStringLiteralLike,
  isSwitchStatement,
  isTryStatement,
  isTypeAliasDeclaration,
  Kind,
} from './syntax.ts';

/** A parsed pattern. Stand-ins in the trees are read through `pattern-syntax.ts`. */
export type Pattern =
  | { readonly kind: 'expression'; readonly root: ts.Expression }
  /** One statement or a list; a list matches a run of statements. Never empty. */
  | { readonly kind: 'statements'; readonly statements: readonly ts.Statement[] }
  | { readonly kind: 'member'; readonly member: ts.ClassElement }
  | { readonly kind: 'property'; readonly property: ts.ObjectLiteralElementLike }
  | { readonly kind: 'catch'; readonly clause: ts.CatchClause }
  | { readonly kind: 'case'; readonly clause: ts.CaseOrDefaultClause }
  | { readonly kind: 'finally'; readonly block: ts.Block }
  | { readonly kind: 'decorator'; readonly decorator: ts.Decorator }
  | { readonly kind: 'type'; readonly type: ts.TypeNode }
  /** Of HTML alone. */
  | { readonly kind: 'attribute'; readonly attribute: ts.JsxAttribute };

/** A pattern, or why the text is none; the reason completes "The pattern cannot be parsed: …". */
export type PatternCompilation =
  | { readonly ok: true; readonly pattern: Pattern }
  | { readonly ok: false; readonly reason: string };

/** Longest pattern text that is compiled, in UTF-16 units. */
export const maxPatternLength = 50_000;

/** Compiles one pattern text. */
export function compilePattern(text: string): PatternCompilation {
  const trimmed = text.trim();
  if (trimmed === '') return { ok: false, reason: 'it is empty' };
  if (trimmed.length > maxPatternLength)
    return { ok: false, reason: `it is longer than ${maxPatternLength} characters` };
  const rewritten = rewritePattern(trimmed);
  for (const extension of ['tsx', 'ts'] as const) {
    const pattern = parseForms(rewritten, extension) ?? parsePartialIf(rewritten, extension);
    if (pattern === undefined) continue;
    const reason = checkStrings(pattern);
    return reason === '' ? { ok: true, pattern } : { ok: false, reason };
  }
  return { ok: false, reason: firstSyntaxError(rewritten, trimmed) };
}

/** The syntax trees a pattern consists of. */
export function patternRoots(pattern: Pattern): readonly ts.Node[] {
  switch (pattern.kind) {
    case 'expression':
      return [pattern.root];
    case 'statements':
      return pattern.statements;
    case 'member':
      return [pattern.member];
    case 'property':
      return [pattern.property];
    case 'catch':
    case 'case':
      return [pattern.clause];
    case 'finally':
      return [pattern.block];
    case 'decorator':
      return [pattern.decorator];
    case 'type':
      return [pattern.type];
    case 'attribute':
      return [pattern.attribute];
  }
}

function parse(text: string, extension: 'ts' | 'tsx'): ts.SourceFile {
  return createSourceFile(`pattern.${extension}`, text, {
    languageVersion: ts.ScriptTarget.ESNext,
    jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
  });
}

/** TypeScript keeps the syntax errors of a parse in a field that its declarations leave out. */
function syntaxErrors(file: ts.SourceFile): readonly ts.DiagnosticWithLocation[] {
  return (
    (file as ts.SourceFile & { readonly parseDiagnostics?: readonly ts.DiagnosticWithLocation[] })
      .parseDiagnostics ?? []
  );
}

function parseForms(text: string, extension: 'ts' | 'tsx'): Pattern | undefined {
  const forms =
    /^(?:async\s+function|function|abstract|class|@|export|import\s*(?!\()|enum|interface|type|namespace|declare)\b/.test(
      text,
    ) || text.startsWith('@')
      ? [asStatements, asExpression]
      : [asExpression, asStatements];
  for (const form of [asCatch, asFinally, asCase, ...forms, asMember, asProperty, asDecorator, asType]) {
    const pattern = form(text, extension);
    if (pattern !== undefined) return pattern;
  }
  return undefined;
}

/** `if ($CONDITION)`: whatever is done then. */
function parsePartialIf(text: string, extension: 'ts' | 'tsx'): Pattern | undefined {
  return /^if\s*\([\s\S]*\)$/.test(text) ? parseForms(`${text} ${ellipsisName};`, extension) : undefined;
}

type Form = (text: string, extension: 'ts' | 'tsx') => Pattern | undefined;

/** The only statement of a file that parses without errors. */
function parseSingle(text: string, extension: 'ts' | 'tsx'): ts.Statement | undefined {
  const file = parse(text, extension);
  return syntaxErrors(file).length === 0 && file.statements.length === 1 ? file.statements[0] : undefined;
}

const asExpression: Form = (text, extension) => {
  // A statement that ends in a semicolon is one; so is a declaration.
  if (/;\s*$/.test(text)) return undefined;
  // Inside an async generator, `await` and `yield` are operators.
  const wrapper = parseSingle(`async function*__wrapper(){(\n${text}\n)}`, extension);
  const statement =
    wrapper !== undefined && isFunctionDeclaration(wrapper) ? wrapper.body?.statements : undefined;
  const only = statement?.length === 1 ? statement[0] : undefined;
  if (only === undefined || !isExpressionStatement(only) || !isParenthesizedExpression(only.expression))
    return undefined;
  const root = only.expression.expression;
  // `{ f(); }` is a block; the parser forgives a method without a body.
  const isBlockOfCalls = isObjectLiteralExpression(root) && root.properties.some(isBodiless);
  return root.kind === Kind.OmittedExpression || isBlockOfCalls ? undefined : { kind: 'expression', root };
};

function isBodiless(property: ts.ObjectLiteralElementLike): boolean {
  return isMethodDeclaration(property) && property.body === undefined;
}

const asStatements: Form = (text, extension) => {
  const isModule = /^\s*(?:import|export)\b/m.test(text);
  if (isModule) {
    const file = parse(text, extension);
    if (syntaxErrors(file).length === 0 && file.statements.length > 0)
      return { kind: 'statements', statements: file.statements };
  }
  const source = `async function*__wrapper(){\n${text}\n}`;
  const wrapper = parseSingle(source, extension);
  const statements =
    wrapper !== undefined && isFunctionDeclaration(wrapper) ? wrapper.body?.statements : undefined;
  if (statements === undefined || statements.length === 0) return undefined;
  // `key: value` is a property, not a labelled statement.
  const only = statements.length === 1 ? statements[0] : undefined;
  if (only !== undefined && isLabeledStatement(only)) {
    const property = asProperty(text, extension);
    if (property !== undefined || isExpressionStatement(only.statement)) return property;
  }
  return {
    kind: 'statements',
    statements: statements.map((statement) => blockAsObject(statement, source, extension)),
  };
};

/** `{key: value}` at the beginning of a statement is an object, although JavaScript reads a block with a label. */
function blockAsObject(statement: ts.Statement, source: string, extension: 'ts' | 'tsx'): ts.Statement {
  if (!isBlock(statement) || !statement.statements.some((inner) => isLabeledStatement(inner)))
    return statement;
  const text = source.slice(statement.pos, statement.end).trim();
  const object = parseSingle(`(${text});`, extension);
  return object !== undefined && isExpressionStatement(object) ? object : statement;
}

const asMember: Form = (text, extension) => {
  const wrapper = parseSingle(`class __wrapper {\n${text}\n}`, extension);
  const members = wrapper !== undefined && isClassDeclaration(wrapper) ? wrapper.members : undefined;
  const only = members?.length === 1 ? members[0] : undefined;
  return only === undefined || isEllipsis(only) ? undefined : { kind: 'member', member: only };
};

const asProperty: Form = (text, extension) => {
  const wrapper = parseSingle(`({\n${text}\n})`, extension);
  const inner = wrapper !== undefined && isExpressionStatement(wrapper) ? wrapper.expression : undefined;
  const object = inner !== undefined && isParenthesizedExpression(inner) ? inner.expression : undefined;
  const only =
    object !== undefined && isObjectLiteralExpression(object) && object.properties.length === 1
      ? object.properties[0]
      : undefined;
  return only === undefined ? undefined : { kind: 'property', property: only };
};

const asCatch: Form = (text, extension) => {
  if (!/^catch\b/.test(text)) return undefined;
  const wrapper = parseSingle(`try {} ${text}`, extension);
  const clause = wrapper !== undefined && isTryStatement(wrapper) ? wrapper.catchClause : undefined;
  return clause === undefined ? undefined : { kind: 'catch', clause };
};

const asFinally: Form = (text, extension) => {
  if (!/^finally\b/.test(text)) return undefined;
  const wrapper = parseSingle(`try {} ${text}`, extension);
  const block = wrapper !== undefined && isTryStatement(wrapper) ? wrapper.finallyBlock : undefined;
  return block === undefined ? undefined : { kind: 'finally', block };
};

const asCase: Form = (text, extension) => {
  if (!/^(?:case|default)\b/.test(text)) return undefined;
  const wrapper = parseSingle(`switch (__wrapper) {\n${text}\n}`, extension);
  const clauses = wrapper !== undefined && isSwitchStatement(wrapper) ? wrapper.caseBlock.clauses : undefined;
  const clause = clauses?.length === 1 ? clauses[0] : undefined;
  return clause === undefined ? undefined : { kind: 'case', clause };
};

const asDecorator: Form = (text, extension) => {
  if (!text.startsWith('@')) return undefined;
  const wrapper = parseSingle(`${text}\nclass __wrapper {}`, extension);
  const decorators =
    wrapper !== undefined && isClassDeclaration(wrapper) ? getDecorators(wrapper) : undefined;
  const only = decorators?.length === 1 ? decorators[0] : undefined;
  return only === undefined ? undefined : { kind: 'decorator', decorator: only };
};

const asType: Form = (text, extension) => {
  const wrapper = parseSingle(`type __wrapper = ${text}`, extension);
  return wrapper !== undefined && isTypeAliasDeclaration(wrapper)
    ? { kind: 'type', type: wrapper.type }
    : undefined;
};

const stringRegexes = new WeakMap<ts.Node, SafeRegex>();

/** The expression of a string `"=~/…/"` of a pattern. */
export function regexOfString(node: ts.StringLiteralLike, source: string): SafeRegex | undefined {
  const known = stringRegexes.get(node);
  if (known !== undefined) return known;
  const compiled = compileSafeRegex(source, { multiline: true });
  if (!compiled.ok) return undefined;
  stringRegexes.set(node, compiled.regex);
  return compiled.regex;
}

/** Why a string like `"=~/re/"` inside the pattern cannot be used; empty if all are fine. */
function checkStrings(pattern: Pattern): string {
  let reason = '';
  const visit = (node: ts.Node): void => {
    if (reason !== '') return;
    if (isStringLiteralLike(node)) {
      const string = readStringPattern(node.text);
      if (string.kind === 'regex') {
        const regex = compileSafeRegex(string.source, { multiline: true });
        if (regex.ok) stringRegexes.set(node, regex.regex);
        else reason = `its regular expression "${node.text}" cannot be used: ${regex.reason}`;
      }
    }
    forEachChild(node, visit);
  };
  for (const root of patternRoots(pattern)) visit(root);
  return reason;
}

function firstSyntaxError(rewritten: string, original: string): string {
  const prefix = 'async function*__wrapper(){\n';
  const file = parse(`${prefix}${rewritten}\n}`, 'tsx');
  const error = syntaxErrors(file)[0];
  if (error === undefined)
    return 'it is neither an expression nor statements, a class member, a property or a type';
  const message = flattenDiagnosticMessageText(error.messageText, ' ');
  const at = Math.min(Math.max(0, error.start - prefix.length), rewritten.length);
  const line = rewritten.slice(0, at).split('\n').length;
  const where = original.includes('\n') ? ` in line ${line} of the pattern` : '';
  return `${message.replace(/\.$/, '')}${where}`;
}
