/**
 * The extension on a desktop or a remote machine: the server is a process of its own.
 */
import type * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { type ExtensionApi, ExtensionClient } from '../common/extension-client.ts';

let extension: ExtensionClient | undefined;

/** Called by the editor when a file of a supported language is opened. */
export async function activate(context: vscode.ExtensionContext): Promise<ExtensionApi> {
  const module = context.asAbsolutePath('dist/server/server-node.js');
  extension = new ExtensionClient(context, (options) => ({
    client: new LanguageClient('sekretess', 'Sekretess', { module, transport: TransportKind.ipc }, options),
    // The process ends itself when it is told to, and when its parent goes.
    release: () => undefined,
  }));
  await extension.start();
  return extension.api();
}

/** Called by the editor when it closes. */
export function deactivate(): Promise<void> | undefined {
  return extension?.stop();
}
