/**
 * Quick fixes for a finding: what the rule proposes, a suppression with a reason, and excluding the rule for the file.
 *
 * The reason is for the person to write. Where the client knows snippets the cursor lands on it; elsewhere a
 * placeholder stands there that says so.
 */
import {
  type CodeAction,
  CodeActionKind,
  type CreateFile,
  type Diagnostic,
  type SnippetTextEdit,
  type TextDocumentEdit,
  type TextEdit,
} from 'vscode-languageserver';
import type { Finding } from '../analyzer/findings/finding.ts';
import { addSuppression } from '../scan/add-suppression.ts';
import type { ConfigurationFile } from './analysis/messages.ts';
import { placeComment } from './comment-position.ts';
import { toRange } from './to-lsp.ts';

/** What the fixes of one document need to know. */
export interface CodeActionContext {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
  readonly allowsJsx: boolean;
  readonly uriOf: (path: string) => string | undefined;
  /** Where an exclusion is written; undefined where none can be. */
  readonly configurationFile: ConfigurationFile | undefined;
  readonly client: {
    readonly documentChanges: boolean;
    readonly createsFiles: boolean;
    readonly snippets: boolean;
  };
}

/** What stands where the person writes why. */
const reasonPlaceholder = 'say why this is acceptable';

/** Fixes of one finding, the most specific first. `diagnostic` is the one that the client showed for it, if it did. */
export function fixesOf(
  finding: Finding,
  diagnostic: Diagnostic | undefined,
  context: CodeActionContext,
): readonly CodeAction[] {
  const shared = { kind: CodeActionKind.QuickFix, ...(diagnostic ? { diagnostics: [diagnostic] } : {}) };
  return [
    ...proposedFixes(finding, context, shared),
    suppression(finding, context, shared),
    ...exclusion(finding, context, shared),
  ];
}

function proposedFixes(
  finding: Finding,
  context: CodeActionContext,
  shared: Partial<CodeAction>,
): readonly CodeAction[] {
  return finding.fixes.flatMap(({ title, edits }) => {
    const changes: Record<string, TextEdit[]> = {};
    for (const { location, newText } of edits) {
      const uri = context.uriOf(location.path);
      if (uri === undefined) return [];
      const list = changes[uri] ?? [];
      list.push({ range: toRange(location), newText });
      changes[uri] = list;
    }
    return [{ ...shared, title, isPreferred: true, edit: { changes } }];
  });
}

function suppression(finding: Finding, context: CodeActionContext, shared: Partial<CodeAction>): CodeAction {
  const { startLine, startColumn } = finding.location;
  const { line, column, before, after } = placeComment(
    context.text,
    startLine,
    startColumn,
    context.allowsJsx,
  );
  const position = { line, character: column };
  const range = { start: position, end: position };
  const start = `${before}sekretess-ignore ${finding.ruleId}: `;
  const title = `Suppress ${finding.ruleId} here, with a reason`;
  if (context.client.documentChanges && context.client.snippets) {
    const value = `${escapeSnippet(start)}\${1:${reasonPlaceholder}}${escapeSnippet(after)}`;
    const edit: SnippetTextEdit = { range, snippet: { kind: 'snippet', value } };
    const change: TextDocumentEdit = {
      textDocument: { uri: context.uri, version: context.version },
      edits: [edit],
    };
    return { ...shared, title, edit: { documentChanges: [change] } };
  }
  const newText = `${start}${reasonPlaceholder}${after}`;
  return { ...shared, title, edit: { changes: { [context.uri]: [{ range, newText }] } } };
}

/** Writes the file into `suppressions` of sekretess.yml, which it creates if need be. */
function exclusion(
  finding: Finding,
  context: CodeActionContext,
  shared: Partial<CodeAction>,
): readonly CodeAction[] {
  const { configurationFile, client } = context;
  const uri = configurationFile && context.uriOf(configurationFile.path);
  if (configurationFile === undefined || uri === undefined) return [];
  const { prefix, above, text } = configurationFile;
  const insertion = addSuppression(text ?? '', {
    rule: finding.ruleId,
    path: above + finding.location.path.slice(prefix.length),
    reason: reasonPlaceholder,
  });
  if (insertion === undefined) return [];
  const title = `Exclude ${finding.ruleId} in this file, in sekretess.yml`;
  const position = { line: insertion.line, character: insertion.column };
  const edit: TextEdit = { range: { start: position, end: position }, newText: insertion.text };
  if (text !== undefined) return [{ ...shared, title, edit: { changes: { [uri]: [edit] } } }];
  if (!client.documentChanges || !client.createsFiles) return [];
  const create: CreateFile = { kind: 'create', uri, options: { ignoreIfExists: true } };
  const change: TextDocumentEdit = { textDocument: { uri, version: null }, edits: [edit] };
  return [{ ...shared, title, edit: { documentChanges: [create, change] } }];
}

function escapeSnippet(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}
