/**
 * Text to syntax tree: TypeScript's parser, without parents, JSDoc or checker.
 *
 * Never throws: the parser recovers from syntax errors by itself; text nested so deeply that it exhausts the stack
 * gives an empty tree. Both leave coverage gaps.
 */
import ts from 'typescript';
import type { CoverageGap } from '../../base/problem.ts';
import type { FileTriage } from '../../ir/file-facts.ts';
import { codeOfFile, isTypedCode } from './embedded-code.ts';
import { triageFile } from './triage.ts';

/** Syntax errors reported per file; the rest are in the same region as a rule. */
const maxSyntaxErrors = 5;

/** A parsed file. */
export interface ParsedModule {
  /** Workspace-relative path with forward slashes. */
  readonly path: string;
  /** Empty for files that are not lowered (minified, too large). */
  readonly sourceFile: ts.SourceFile;
  readonly triage: FileTriage;
  readonly problems: readonly CoverageGap[];
}

/** Parses a file. `triage` is asked for when it is not known yet. */
export function parseModule(path: string, text: string, knownTriage?: FileTriage): ParsedModule {
  const code = codeOfFile(path, text);
  const triage = knownTriage ?? triageFile(path, code);
  const kind = isTypedCode(path, text) ? ts.ScriptKind.TS : scriptKindOf(path);
  const refusal = refusalOf(path, text, triage);
  if (refusal !== undefined)
    return { path, sourceFile: createTree(path, '', kind), triage, problems: [refusal] };
  let sourceFile: ts.SourceFile;
  try {
    sourceFile = createTree(path, code, kind);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `The file could not be parsed (${reason}); it is not analyzed. Code nested this deeply is usually generated.`;
    return {
      path,
      sourceFile: createTree(path, '', kind),
      triage,
      problems: [{ kind: 'internal-error', path, message }],
    };
  }
  const problems = syntaxErrors(path, sourceFile);
  if (triage === 'data-table') {
    const message = 'The file is a table of literals; only the names of its keys are kept.';
    problems.push({ kind: 'file-data-table', path, message });
  }
  return { path, sourceFile, triage, problems };
}

function createTree(path: string, text: string, kind: ts.ScriptKind): ts.SourceFile {
  const options: ts.CreateSourceFileOptions = {
    languageVersion: ts.ScriptTarget.Latest,
    jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
  };
  return ts.createSourceFile(path, text, options, false, kind);
}

function refusalOf(path: string, text: string, triage: FileTriage): CoverageGap | undefined {
  if (triage === 'minified') {
    const message =
      'The file looks minified or bundled; it is only searched for literals. Analyze its sources.';
    return { kind: 'file-minified', path, message };
  }
  if (triage === 'too-large') {
    const message = `The file has ${text.length} characters, more than are analyzed; it is only searched for literals.`;
    return { kind: 'file-too-large', path, message };
  }
  return undefined;
}

/**
 * JavaScript files may hold JSX under any extension; TypeScript only in .tsx. JavaScript is read as TypeScript, so that
 * `useState<boolean>(false)` and annotations, which many bundlers take in JavaScript, are what they mean.
 */
function scriptKindOf(path: string): ts.ScriptKind {
  const extension = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  switch (extension) {
    case 'ts':
    case 'mts':
    case 'cts':
      return ts.ScriptKind.TS;
    default:
      return ts.ScriptKind.TSX;
  }
}

function syntaxErrors(path: string, sourceFile: ts.SourceFile): CoverageGap[] {
  // The parser keeps its errors in a field that is not part of the declared type.
  const { parseDiagnostics } = sourceFile as unknown as {
    readonly parseDiagnostics?: readonly ts.DiagnosticWithLocation[];
  };
  return (parseDiagnostics ?? []).slice(0, maxSyntaxErrors).map((diagnostic) => ({
    kind: 'syntax-error',
    path,
    start: diagnostic.start,
    length: diagnostic.length,
    message: `${ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ')} Code near a syntax error may be misread.`,
  }));
}
