/** Rules of the workspace in the built server: on code, and on files that are no code, opened, edited and on disk. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Diagnostic } from 'vscode-languageserver-protocol';
import { type BuiltWorkspace, createBuiltWorkspace, isBuilt } from '../support/built-program.ts';
import { type BuiltServer, startBuiltServer } from '../support/built-server.ts';
import { pushCapabilities } from '../support/lsp-client.ts';

const rules = `rules:
  - id: privileged
    languages: [yaml]
    severity: WARNING
    message: m
    pattern: "privileged: true"
  - id: key-in-text
    languages: [regex]
    severity: ERROR
    message: m
    pattern-regex: 'KEY-[0-9]{4}'
  - id: no-eval
    languages: [ts]
    severity: ERROR
    message: m
    pattern: eval(...)
`;

const lines = (diagnostics: readonly Diagnostic[]): readonly string[] =>
  diagnostics.map(({ code, range }) => `${range.start.line + 1} ${code}`);

describe('rules of the workspace in the built server', function () {
  this.timeout(60_000);
  let workspace: BuiltWorkspace;
  let server: BuiltServer | undefined;

  before(function () {
    if (!isBuilt()) this.skip();
  });
  beforeEach(() => {
    workspace = createBuiltWorkspace({
      'sekretess.yml': 'ruleFiles: [rules/]\n',
      'rules/own.yaml': rules,
      'src/a.ts': "eval('1');\n",
      'pod.yaml': 'privileged: true\n',
      'notes.txt': 'one\nKEY-1234\n',
    });
  });
  afterEach(() => {
    server?.process.kill();
    workspace.remove();
  });

  const uriOf = (name: string): string => pathToFileURL(path.join(workspace.root, name)).href;

  it('show what they find, and follow edits', async () => {
    server = startBuiltServer({
      folders: [{ uri: pathToFileURL(workspace.root).href, name: 'w' }],
      capabilities: pushCapabilities,
    });
    const { editor } = server;
    await editor.start();
    const [code, pod, notes] = [uriOf('src/a.ts'), uriOf('pod.yaml'), uriOf('notes.txt')];
    await editor.diagnostics(code, (all) => lines(all).includes('1 no-eval'));
    await editor.diagnostics(pod, (all) => lines(all).includes('1 privileged'));
    await editor.diagnostics(notes, (all) => lines(all).includes('2 key-in-text'));

    await editor.open(pod, 'name: a\nprivileged: true\nkey: KEY-0000\n');
    const opened = await editor.diagnostics(pod, (all) => all.length === 2);
    assert.deepEqual(lines(opened), ['2 privileged', '3 key-in-text']);
    const range = { start: { line: 1, character: 12 }, end: { line: 1, character: 16 } };
    await editor.change(pod, 2, { range, text: 'false' });
    const edited = await editor.diagnostics(pod, (all, version) => version === 2 && all.length === 1);
    assert.deepEqual(lines(edited), ['3 key-in-text']);
    await editor.shutdown();
  });

  it('leave files alone that no rule looks at', async () => {
    workspace.write('sekretess.yml', 'packs: [privacy]\n');
    server = startBuiltServer({
      folders: [{ uri: pathToFileURL(workspace.root).href, name: 'w' }],
      capabilities: pushCapabilities,
    });
    const { editor } = server;
    await editor.start();
    await editor.open(uriOf('pod.yaml'), 'privileged: true\n');
    const code = uriOf('src/b.ts');
    await editor.open(code, 'export function f(personnummer: string) {\n  console.log(personnummer);\n}\n');
    await editor.diagnostics(code, (all) => lines(all).includes('2 phi-to-log'));
    const published = editor.messages.filter(({ method }) => method === 'textDocument/publishDiagnostics');
    assert.doesNotMatch(JSON.stringify(published), /pod\.yaml/);
    await editor.shutdown();
  });
});
