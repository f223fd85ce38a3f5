/** The browser bundle of the server in a bare worker context: `initialize`, a scan of served files, edits. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Diagnostic, PublishDiagnosticsParams } from 'vscode-languageserver-protocol';
import type {
  ListFilesParams,
  ListFilesResult,
  ReadFilesParams,
  ReadFilesResult,
} from '../../server/src/protocol/files.ts';
import { BareWorker, type RpcMessage } from '../support/bare-worker.ts';
import { pushCapabilities } from '../support/lsp-client.ts';
import { repositoryRoot } from '../support/repository.ts';

const project = path.join(repositoryRoot, 'test', 'projects', 'provsvar');
const root = 'vscode-vfs://example/provsvar';
const uri = `${root}/src/routes/lookup.ts`;
const rule = 'lookup-by-national-id';

/** The example as a virtual file system. */
const answers = {
  'sekretess/listFiles': (params: unknown): ListFilesResult => {
    assert.equal((params as ListFilesParams).root, root);
    const paths = readdirSync(project, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        path.relative(project, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'),
      );
    return { paths: paths.sort(), truncated: false };
  },
  'sekretess/readFiles': (params: unknown): ReadFilesResult => ({
    texts: (params as ReadFilesParams).uris.map((asked) => {
      const file = path.join(project, asked.slice(root.length + 1));
      return asked.startsWith(`${root}/`) && existsSync(file) ? readFileSync(file, 'utf8') : null;
    }),
  }),
};

function published(message: RpcMessage): readonly Diagnostic[] | undefined {
  if (message.method !== 'textDocument/publishDiagnostics') return undefined;
  const params = message.params as PublishDiagnosticsParams;
  return params.uri === uri ? params.diagnostics : undefined;
}

describe('the server in a bare worker', function () {
  this.timeout(60_000);

  it('answers initialize, scans what the editor serves, and follows an edit', async () => {
    const worker = new BareWorker(answers);
    const { serverInfo } = (await worker.request('initialize', {
      processId: null,
      rootUri: root,
      workspaceFolders: [{ uri: root, name: 'provsvar' }],
      capabilities: pushCapabilities,
      initializationOptions: { servesFiles: true, documentation: 'https://example.com/docs/rules' },
    })) as { readonly serverInfo: { readonly name: string } };
    assert.equal(serverInfo.name, 'sekretess');
    worker.notify('initialized', {});
    const text = readFileSync(path.join(project, 'src', 'routes', 'lookup.ts'), 'utf8');
    worker.notify('textDocument/didOpen', {
      textDocument: { uri, languageId: 'typescript', version: 1, text },
    });

    const isFound = (message: RpcMessage): boolean =>
      published(message)?.some(({ code }) => code === rule) ?? false;
    const diagnostics = published(await worker.message(isFound)) ?? [];
    const found = diagnostics.find(({ code }) => code === rule);
    assert.equal(found?.codeDescription?.href, `https://example.com/docs/rules/${rule}.md`);
    assert.equal(found?.relatedInformation?.at(-1)?.location.uri, uri);

    worker.notify('textDocument/didChange', {
      textDocument: { uri, version: 2 },
      contentChanges: [{ text: '' }],
    });
    await worker.message((message) => published(message)?.length === 0);
    assert.equal(await worker.request('shutdown', undefined), null);
    worker.dispose();
  });
});
