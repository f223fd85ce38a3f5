/**
 * The client's capabilities and options → the few questions that the server asks about them.
 */
import type { ClientCapabilities, InitializeParams } from 'vscode-languageserver';
import type { InitializationOptions } from '../protocol/initialization.ts';

/** What the client can do. */
export interface ClientFeatures {
  /** Pull only where the client can also be told to pull again: what one file shows depends on others. */
  readonly diagnosticMode: 'push' | 'pull';
  readonly relatedInformation: boolean;
  readonly codeDescription: boolean;
  readonly tags: boolean;
  readonly hoverFormat: 'markdown' | 'plaintext';
  readonly documentChanges: boolean;
  readonly createsFiles: boolean;
  readonly snippets: boolean;
  readonly configuration: boolean;
  readonly watchesConfiguration: boolean;
  readonly watchesFiles: boolean;
  readonly workspaceFolders: boolean;
  readonly workDoneProgress: boolean;
}

/** Reads `initialize`. */
export function readClientFeatures(capabilities: ClientCapabilities): ClientFeatures {
  const { textDocument, window, workspace } = capabilities;
  const edit = workspace?.workspaceEdit;
  const canPull = textDocument?.diagnostic !== undefined && workspace?.diagnostics?.refreshSupport === true;
  const published = canPull ? textDocument?.diagnostic : textDocument?.publishDiagnostics;
  return {
    diagnosticMode: canPull ? 'pull' : 'push',
    relatedInformation:
      (published ?? textDocument?.publishDiagnostics)?.relatedInformation ??
      textDocument?.publishDiagnostics?.relatedInformation ??
      false,
    codeDescription:
      published?.codeDescriptionSupport ?? textDocument?.publishDiagnostics?.codeDescriptionSupport ?? false,
    tags: (published?.tagSupport ?? textDocument?.publishDiagnostics?.tagSupport) !== undefined,
    hoverFormat: textDocument?.hover?.contentFormat?.includes('markdown') ? 'markdown' : 'plaintext',
    documentChanges: edit?.documentChanges === true,
    createsFiles: edit?.resourceOperations?.includes('create') === true,
    snippets: edit?.snippetEditSupport === true,
    configuration: workspace?.configuration === true,
    watchesConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    workspaceFolders: workspace?.workspaceFolders === true,
    workDoneProgress: window?.workDoneProgress === true,
  };
}

/** Reads `initializationOptions`; what is malformed counts as absent. */
export function readInitializationOptions(params: InitializeParams): InitializationOptions {
  const options: unknown = params.initializationOptions;
  if (typeof options !== 'object' || options === null) return {};
  const { trusted, documentation, servesFiles, wantsStatus } = options as Record<string, unknown>;
  return {
    ...(typeof trusted === 'boolean' ? { trusted } : {}),
    ...(typeof documentation === 'string' ? { documentation } : {}),
    ...(typeof servesFiles === 'boolean' ? { servesFiles } : {}),
    ...(typeof wantsStatus === 'boolean' ? { wantsStatus } : {}),
  };
}

/** The folders of the workspace, from whichever of the three fields the client fills. */
export function readWorkspaceFolders(
  params: InitializeParams,
): readonly { readonly uri: string; readonly name: string }[] {
  if (params.workspaceFolders) return params.workspaceFolders;
  const uri = params.rootUri;
  if (!uri) return [];
  return [{ uri, name: decodeURIComponent(uri.replace(/\/+$/, '').split('/').at(-1) ?? 'root') }];
}
