/**
 * The extension in a browser (vscode.dev, github.dev): the server is a web worker.
 */
import * as vscode from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { type ExtensionApi, ExtensionClient } from '../common/extension-client.ts';

let extension: ExtensionClient | undefined;

/** Called by the editor when a file of a supported language is opened. */
export async function activate(context: vscode.ExtensionContext): Promise<ExtensionApi> {
  const server = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server', 'server-browser.js');
  extension = new ExtensionClient(context, (options) => {
    // The worker itself, not a function that makes it: the client would ask whether what the function returned is an
    // instance of Worker, which the editor's nested workers are not.
    const worker = new Worker(server.toString(true));
    return {
      client: new LanguageClient('sekretess', 'Sekretess', worker, options),
      release: () => worker.terminate(),
    };
  });
  await extension.start();
  return extension.api();
}

/** Called by the editor when it closes. */
export function deactivate(): Promise<void> | undefined {
  return extension?.stop();
}
