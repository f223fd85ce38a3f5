/** The built server over stdio, with its real engine and rules, on the example: open, edit, cancel, shut down. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CodeAction, Diagnostic, Hover } from 'vscode-languageserver-protocol';
import { type BuiltServer, startBuiltServer } from '../support/built-server.ts';
import { pullCapabilities, pushCapabilities } from '../support/lsp-client.ts';
import { repositoryRoot } from '../support/repository.ts';

const rule = 'lookup-by-national-id';
const project = path.join(repositoryRoot, 'test', 'projects', 'provsvar');
const folders = [{ uri: pathToFileURL(project).href, name: 'provsvar' }];
const file = path.join(project, 'src', 'routes', 'lookup.ts');
const uri = pathToFileURL(file).href;
const text = readFileSync(file, 'utf8');
/** 0-based line of the first answer with the person. */
const line = text.split('\n').findIndex((content) => content.includes('res.json(person)'));

function atLine(diagnostics: readonly Diagnostic[], wanted: number): Diagnostic | undefined {
  return diagnostics.find(({ code, range }) => code === rule && range.start.line === wanted);
}

describe('the built server over stdio', function () {
  this.timeout(60_000);
  let server: BuiltServer | undefined;

  afterEach(() => {
    server?.process.kill();
  });

  it('opens, shows the look-up with its path, follows edits, cancels, shuts down', async () => {
    server = startBuiltServer({ folders, capabilities: pushCapabilities });
    const { editor, exited } = server;
    const { capabilities, serverInfo } = await editor.start();
    assert.equal(serverInfo?.name, 'sekretess');
    assert.deepEqual(capabilities.textDocumentSync, { openClose: true, change: 2, save: true });
    await editor.open(uri, text);
    const found = atLine(await editor.diagnostics(uri, (all) => atLine(all, line) !== undefined), line);
    assert.equal(found?.severity, 1);
    assert.equal(found?.source, 'sekretess');
    const steps = found?.relatedInformation ?? [];
    assert.ok(steps.length >= 2, 'it has a path');
    assert.deepEqual([steps.at(-1)?.location.uri, steps.at(-1)?.location.range.start.line], [uri, line]);

    const hover: Hover | null = await editor.connection.sendRequest('textDocument/hover', {
      textDocument: { uri },
      position: found?.range.start,
    });
    assert.match(JSON.stringify(hover), /personnummer/);

    // Edits: two lines more above, then a suppression as the quick fix writes it.
    const top = { line: 0, character: 0 };
    await editor.change(uri, 2, { range: { start: top, end: top }, text: '// one\n// two\n' });
    const moved = await editor.diagnostics(
      uri,
      (all, version) => version === 2 && atLine(all, line + 2) !== undefined,
    );
    const shown = atLine(moved, line + 2);
    const actions: readonly CodeAction[] = await editor.connection.sendRequest('textDocument/codeAction', {
      textDocument: { uri },
      range: shown?.range,
      context: { diagnostics: [shown] },
    });
    const suppress = actions.find(({ title }) => title === `Suppress ${rule} here, with a reason`);
    const [edit] = suppress?.edit?.changes?.[uri] ?? [];
    assert.ok(edit);
    await editor.change(uri, 3, { range: edit.range, text: edit.newText });
    await editor.diagnostics(uri, (all, version) => version === 3 && atLine(all, line + 3) === undefined);

    // A suppression that has nothing to hide is a hint, and faded.
    const end = { line: 4, character: 0 };
    await editor.change(uri, 4, {
      range: { start: end, end },
      text: `// sekretess-ignore ${rule}: not here\n`,
    });
    const idle = await editor.diagnostics(
      uri,
      (all, version) => version === 4 && all.some(({ tags }) => tags),
    );
    const hint = idle.find(({ tags }) => tags);
    assert.deepEqual([hint?.range.start.line, hint?.severity, hint?.tags], [4, 4, [1]]);

    await editor.shutdown();
    assert.equal(await exited, 0);
  });

  it('cancels a pull that waits, and answers the next one', async () => {
    server = startBuiltServer({ folders, capabilities: pullCapabilities });
    const { editor, exited } = server;
    await editor.start();
    await editor.open(uri, text);
    const params = { textDocument: { uri } };
    await assert.rejects(editor.requestAndCancel('textDocument/diagnostic', params), /cancelled/);
    const report: { readonly kind: string } = await editor.connection.sendRequest(
      'textDocument/diagnostic',
      params,
    );
    assert.equal(report.kind, 'full');
    await editor.shutdown();
    assert.equal(await exited, 0);
  });

  it('ends when its editor goes away without a word', async () => {
    server = startBuiltServer({ folders });
    const { editor, exited, process: child } = server;
    await editor.start();
    child.stdin?.end();
    assert.equal(typeof (await exited), 'number');
  });
});
