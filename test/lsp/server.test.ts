/** The language server with a scripted editor and a fake engine, in one process: what is sent when. */
import assert from 'node:assert/strict';
import type {
  CodeAction,
  DocumentDiagnosticReport,
  Hover,
  PublishDiagnosticsParams,
  WorkspaceDiagnosticReport,
} from 'vscode-languageserver-protocol';
import { startInProcess } from '../support/in-process-server.ts';
import { pullCapabilities, type ServerMessage } from '../support/lsp-client.ts';
import { createMarkerEngine } from '../support/marker-engine.ts';

const root = { uri: 'file:///ws', name: 'ws' };
const uri = 'file:///ws/a.ts';

function isPublish(message: ServerMessage): boolean {
  return message.method === 'textDocument/publishDiagnostics';
}

describe('the language server, pushing', () => {
  it('publishes findings of the open file and of the workspace, then follows edits', async () => {
    const files = new Map([
      ['a.ts', 'on disk'],
      ['b.ts', 'const b = SOURCE;\n'],
      ['c.ts', 'EXPOSURE\n'],
    ]);
    const { editor } = startInProcess({ folders: [root], files });
    const { capabilities, serverInfo } = await editor.start();
    assert.equal(serverInfo?.name, 'sekretess');
    assert.equal(capabilities.diagnosticProvider, undefined);

    await editor.open(uri, 'log(SINK);\n');
    const [first] = await editor.diagnostics(uri, ([d]) => d?.relatedInformation !== undefined);
    assert.equal(first?.code, 'fake-flow');
    assert.equal(first?.severity, 1);
    assert.deepEqual(first?.range, { start: { line: 0, character: 4 }, end: { line: 0, character: 8 } });
    assert.deepEqual(
      first?.relatedInformation?.map(({ location, message }) => [location.uri, message]),
      [
        ['file:///ws/b.ts', '1/2 the name is read'],
        ['file:///ws/a.ts', '2/2 and handed out'],
      ],
    );
    await editor.diagnostics('file:///ws/c.ts', ([d]) => d?.code === 'fake-guard');

    // Incremental: one character more in front moves the finding; the version says what it is about.
    const start = { line: 0, character: 0 };
    await editor.change(uri, 2, { range: { start, end: start }, text: ' ' });
    const moved = await editor.diagnostics(uri, (_, version) => version === 2);
    assert.equal(moved[0]?.range.start.character, 5);
    await editor.change(uri, 3, { text: 'clean' });
    assert.deepEqual(await editor.diagnostics(uri, (_, version) => version === 3), []);
    await editor.shutdown();
  });

  it('tells what a missing guard is only when the whole workspace was read', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { editor } = startInProcess({ folders: [root], beforeLoaded: () => held });
    await editor.start();
    await editor.open(uri, 'EXPOSURE SINK\n');
    const early = await editor.diagnostics(uri, () => true);
    assert.deepEqual(
      early.map(({ code }) => code),
      ['fake-flow'],
    );
    release();
    await editor.diagnostics(uri, (diagnostics) => diagnostics.length === 2);
    await editor.shutdown();
  });

  it('does not analyze each edit of a burst, and publishes no version that is gone', async () => {
    const { editor, engine } = startInProcess({ folders: [root] });
    await editor.start();
    await editor.open(uri, 'SINK');
    await editor.diagnostics(uri, (diagnostics) => diagnostics.length === 1);
    const begun = engine.begun();
    const seen = editor.messages.length;
    // Sent in one turn, so that they arrive together.
    await Promise.all(
      [2, 3, 4, 5].map((version) => editor.change(uri, version, { text: `SINK ${version} SINK` })),
    );
    await editor.diagnostics(uri, (_, version) => version === 5);
    const published = editor.messages.slice(seen).filter(isPublish);
    // The connection hands one message to a turn, and an analysis may slip in between.
    assert.ok(published.length < 4, `${published.length} versions published for a burst of 4`);
    assert.ok(engine.begun() - begun < 4, `${engine.begun() - begun} analyses for a burst of 4`);
    await editor.shutdown();
  });

  it('answers an edit that takes long with what is certain already, and then with the whole', async () => {
    let clock = 0;
    const { editor } = startInProcess({ folders: [root], now: () => (clock += 100) });
    await editor.start();
    await editor.open(uri, 'EXPOSURE');
    await editor.diagnostics(uri, (diagnostics) => diagnostics.length === 1);
    // How long an edit takes is known from the one before.
    await editor.change(uri, 2, { text: 'EXPOSURE SINK' });
    await editor.diagnostics(uri, (_, version) => version === 2);
    await editor.change(uri, 3, { text: 'EXPOSURE SINK SINK EXPOSURE' });
    await editor.diagnostics(uri, (diagnostics, version) => version === 3 && diagnostics.length === 4);
    await editor.change(uri, 4, { text: 'EXPOSURE SINK SINK' });
    await editor.diagnostics(uri, (diagnostics, version) => version === 4 && diagnostics.length === 3);
    const published = editor.messages.filter(isPublish).map(({ params }) => {
      const { version, diagnostics } = params as PublishDiagnosticsParams;
      return [version, diagnostics.length];
    });
    // With version 4 nothing comes or goes but what is missing, so there is one answer.
    assert.deepEqual(published, [
      [1, 1],
      [2, 2],
      [3, 3],
      [3, 4],
      [4, 3],
    ]);
    await editor.shutdown();
  });

  it('takes back what a closed document outside of the workspace showed', async () => {
    const { editor } = startInProcess({ folders: [root] });
    await editor.start();
    await editor.open('untitled:one', 'SINK', 1, 'typescriptreact');
    await editor.diagnostics('untitled:one', (diagnostics) => diagnostics.length === 1);
    await editor.close('untitled:one');
    await editor.diagnostics('untitled:one', (diagnostics) => diagnostics.length === 0);
    await editor.shutdown();
  });

  it('reads a file again that changed on disk, and scans again when the configuration changed', async () => {
    const { editor, files, requests } = startInProcess({
      folders: [root],
      files: new Map([['b.ts', 'SINK']]),
    });
    await editor.start();
    const b = 'file:///ws/b.ts';
    await editor.diagnostics(b, (diagnostics) => diagnostics.length === 1);
    files.set('b.ts', 'SINK SINK');
    const changed = { changes: [{ uri: b, type: 2 }] };
    await editor.connection.sendNotification('workspace/didChangeWatchedFiles', changed);
    await editor.diagnostics(b, (diagnostics) => diagnostics.length === 2);
    assert.equal(requests.length, 1);
    files.delete('b.ts');
    const configured = { changes: [{ uri: 'file:///ws/sekretess.yml', type: 1 }] };
    await editor.connection.sendNotification('workspace/didChangeWatchedFiles', configured);
    await editor.diagnostics(b, (diagnostics) => diagnostics.length === 0);
    assert.equal(requests.length, 2);
    await editor.shutdown();
  });

  it('tells the files of several roots apart, whatever they are called', async () => {
    const folders = [
      { uri: 'file:///one/app', name: 'app' },
      { uri: 'file:///two/app', name: 'app' },
    ];
    const files = new Map([
      ['app/x.ts', 'SINK'],
      ['app-2/x.ts', 'SINK SINK'],
    ]);
    const { editor } = startInProcess({ folders, files });
    await editor.start();
    await editor.diagnostics('file:///one/app/x.ts', (diagnostics) => diagnostics.length === 1);
    await editor.diagnostics('file:///two/app/x.ts', (diagnostics) => diagnostics.length === 2);
    await editor.shutdown();
  });

  it('hides suppressed findings, except in a workspace that is not trusted', async () => {
    const text = '// sekretess-ignore fake-flow: tested\nSINK\n';
    const trusted = startInProcess({ folders: [root] });
    await trusted.editor.start();
    await trusted.editor.open(uri, text);
    assert.deepEqual(await trusted.editor.diagnostics(uri, () => true), []);
    await trusted.editor.shutdown();

    const initializationOptions = { trusted: false };
    const { editor } = startInProcess({ folders: [root], initializationOptions });
    await editor.start();
    await editor.open(uri, text);
    await editor.diagnostics(uri, (diagnostics) => diagnostics.length === 1);
    await editor.connection.sendNotification('sekretess/trustGranted');
    await editor.diagnostics(uri, (diagnostics) => diagnostics.length === 0);
    await editor.shutdown();
  });

  it('uses settings that are pushed, and says what it did not understand', async () => {
    const { editor } = startInProcess({ folders: [root] });
    await editor.start();
    await editor.open(uri, 'SINK');
    await editor.diagnostics(uri, (diagnostics) => diagnostics.length === 1);
    const settings = { sekretess: { rules: { 'fake-flow': 'off' }, severity: 'loud' } };
    await editor.connection.sendNotification('workspace/didChangeConfiguration', { settings });
    await editor.diagnostics(uri, (diagnostics) => diagnostics.length === 0);
    await editor.message(
      ({ method, params }) =>
        method === 'window/logMessage' &&
        /sekretess\.severity is .*loud.*low is used/.test(JSON.stringify(params)),
    );
    await editor.shutdown();
  });

  it('survives a bug of the engine, and says so', async () => {
    const initializationOptions = { wantsStatus: true };
    const { editor } = startInProcess({ folders: [root], initializationOptions });
    await editor.start();
    await editor.open(uri, 'CRASH');
    const { params } = await editor.message(
      ({ method, params }) =>
        method === 'sekretess/status' && (params as { readonly state: string }).state === 'failed',
    );
    assert.match((params as { readonly message: string }).message, /crash in a\.ts/);
    await editor.change(uri, 2, { text: 'SINK' });
    await editor.diagnostics(uri, (diagnostics) => diagnostics.length === 1);
    await editor.shutdown();
  });

  it('starts an analysis anew that ended by itself, with everything it knew', async () => {
    let kill: (() => void) | undefined;
    const { editor } = startInProcess({
      folders: [root],
      files: new Map([['b.ts', 'SOURCE']]),
      wrap: (start) => (listener) => {
        const transport = start(listener);
        kill = () => listener.exit('The analysis ended');
        return transport;
      },
    });
    await editor.start();
    await editor.open(uri, 'SINK');
    await editor.diagnostics(uri, (diagnostics) => diagnostics[0]?.relatedInformation !== undefined);
    const seen = editor.messages.length;
    kill?.();
    await editor.message(
      ({ method, params }) =>
        method === 'window/logMessage' && JSON.stringify(params).includes('started again'),
      seen,
    );
    await editor.change(uri, 2, { text: ' SINK' });
    await editor.diagnostics(uri, ([d], version) => version === 2 && d?.relatedInformation !== undefined);
    await editor.shutdown();
  });
});

describe('the language server, pulled', () => {
  it('answers for exactly the version that was asked for, and unchanged when nothing changed', async () => {
    const { editor } = startInProcess({ folders: [root], capabilities: pullCapabilities });
    const { capabilities } = await editor.start();
    assert.deepEqual(capabilities.diagnosticProvider, {
      identifier: 'sekretess',
      interFileDependencies: true,
      workspaceDiagnostics: true,
    });
    await editor.open(uri, 'SINK');
    const params = { textDocument: { uri }, identifier: 'sekretess' };
    const first: DocumentDiagnosticReport = await editor.connection.sendRequest(
      'textDocument/diagnostic',
      params,
    );
    assert.equal(first.kind === 'full' && first.items.length, 1);
    await editor.change(uri, 2, { text: 'SINK SINK' });
    const second: DocumentDiagnosticReport = await editor.connection.sendRequest(
      'textDocument/diagnostic',
      params,
    );
    assert.equal(second.kind === 'full' && second.items.length, 2);
    const { resultId } = second;
    const third: DocumentDiagnosticReport = await editor.connection.sendRequest('textDocument/diagnostic', {
      ...params,
      previousResultId: resultId,
    });
    assert.deepEqual(third, { kind: 'unchanged', resultId });
    assert.equal(editor.messages.filter(isPublish).length, 0);
    await editor.shutdown();
  });

  it('asks for a refresh when another file changes what an open one shows', async () => {
    const { editor } = startInProcess({ folders: [root], capabilities: pullCapabilities });
    await editor.start();
    await editor.open(uri, 'SINK');
    const params = { textDocument: { uri } };
    const first: DocumentDiagnosticReport = await editor.connection.sendRequest(
      'textDocument/diagnostic',
      params,
    );
    assert.equal(first.kind === 'full' && first.items[0]?.relatedInformation, undefined);
    const seen = editor.messages.length;
    await editor.open('file:///ws/b.ts', 'SOURCE');
    await editor.message(({ method }) => method === 'workspace/diagnostic/refresh', seen);
    const second: DocumentDiagnosticReport = await editor.connection.sendRequest(
      'textDocument/diagnostic',
      params,
    );
    assert.equal(second.kind === 'full' && second.items[0]?.relatedInformation?.length, 2);
    await editor.shutdown();
  });

  it('holds a pull of the workspace open until something differs, and lets it be cancelled', async () => {
    const files = new Map([['b.ts', 'SINK']]);
    const { editor } = startInProcess({ folders: [root], files, capabilities: pullCapabilities });
    await editor.start();
    const first: WorkspaceDiagnosticReport = await editor.connection.sendRequest('workspace/diagnostic', {
      previousResultIds: [],
    });
    assert.deepEqual(
      first.items.map((item) => [item.uri, item.kind]),
      [['file:///ws/b.ts', 'full']],
    );
    const previousResultIds = first.items.map((item) => ({ uri: item.uri, value: item.resultId ?? '' }));
    const second = editor.connection.sendRequest<WorkspaceDiagnosticReport>('workspace/diagnostic', {
      previousResultIds,
    });
    await editor.open('file:///ws/c.ts', 'SINK');
    const { items } = await second;
    assert.deepEqual(
      items.map((item) => item.uri),
      ['file:///ws/c.ts'],
    );
    const latest = [...first.items, ...items].map((item) => ({ uri: item.uri, value: item.resultId ?? '' }));
    await assert.rejects(
      editor.requestAndCancel('workspace/diagnostic', { previousResultIds: latest }),
      /cancelled/,
    );
    await editor.shutdown();
  });
});

describe('the scan of the workspace', () => {
  it('reports progress that can be cancelled; the open files stay analyzed', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { editor, engine } = startInProcess({
      folders: [root],
      files: new Map([['b.ts', 'SINK']]),
      capabilities: pullCapabilities,
      beforeLoaded: () => held,
      initializationOptions: { wantsStatus: true },
    });
    await editor.start();
    const begin = await editor.message(
      ({ method, params }) => method === '$/progress' && hasKind(params, 'begin'),
    );
    const { token } = begin.params as { readonly token: string };
    await editor.connection.sendNotification('window/workDoneProgress/cancel', { token });
    await editor.message(({ method, params }) => method === '$/progress' && hasKind(params, 'end'));
    await editor.message(
      ({ method, params }) =>
        method === 'sekretess/status' && (params as { readonly state: string }).state === 'partial',
    );
    release();
    await editor.open(uri, 'SINK');
    const report: DocumentDiagnosticReport = await editor.connection.sendRequest('textDocument/diagnostic', {
      textDocument: { uri },
    });
    assert.equal(report.kind === 'full' && report.items.length, 1);
    assert.equal(
      engine.changes.some(({ files }) => files?.some(({ path }) => path === 'b.ts')),
      false,
    );
    await editor.shutdown();
  });

  it('is begun again by the command, and ends its progress', async () => {
    const { editor, requests } = startInProcess({ folders: [root], capabilities: pullCapabilities });
    await editor.start();
    await editor.message(({ method, params }) => method === '$/progress' && hasKind(params, 'end'));
    const seen = editor.messages.length;
    await editor.connection.sendRequest('workspace/executeCommand', { command: 'sekretess.server.scan' });
    await editor.message(({ method, params }) => method === '$/progress' && hasKind(params, 'end'), seen);
    assert.equal(requests.length, 2);
    await editor.shutdown();
  });

  it('is abandoned at the next checkpoint when an edit arrives', async () => {
    let editing: Promise<void> | undefined;
    const engine = createMarkerEngine((path) => {
      if (path === 'b.ts') editing ??= editor.change(uri, 2, { text: 'SINK SINK' });
    });
    const files = new Map(['b', 'c', 'd'].map((name) => [`${name}.ts`, 'SINK']));
    const { editor } = startInProcess({ folders: [root], files, engine });
    await editor.start();
    await editor.open(uri, 'SINK');
    const found = await editor.diagnostics(uri, (_, version) => version === 2);
    assert.equal(found.length, 2);
    await editor.diagnostics('file:///ws/d.ts', (diagnostics) => diagnostics.length === 1);
    await editing;
    await editor.shutdown();
  });
});

describe('hovers and quick fixes', () => {
  it('explains a finding where it stands', async () => {
    const files = new Map([['b.ts', 'SOURCE']]);
    const { editor } = startInProcess({ folders: [root], files });
    await editor.start();
    await editor.open(uri, 'log(SINK);\n');
    await editor.diagnostics(uri, ([d]) => d?.relatedInformation !== undefined);
    const hover: Hover | null = await editor.connection.sendRequest('textDocument/hover', {
      textDocument: { uri },
      position: { line: 0, character: 6 },
    });
    const { value } = (hover?.contents ?? { value: '' }) as { readonly value: string };
    assert.match(value, /\*\*fake-flow\*\* · high/);
    assert.match(value, /name \\\(direct\\\): the field \\`name\\`/);
    assert.match(value, /\*\*Confidence\*\* medium: a marker says so/);
    assert.match(value, /1\. \[b\.ts:1\]\(<file:\/\/\/ws\/b\.ts#L1>\) the name is read/);
    const nothing = await editor.connection.sendRequest('textDocument/hover', {
      textDocument: { uri },
      position: { line: 0, character: 1 },
    });
    assert.equal(nothing, null);
    await editor.shutdown();
  });

  it('suppresses with a reason, as a snippet where the editor has them', async () => {
    for (const capabilities of [undefined, pullCapabilities]) {
      const { editor } = startInProcess({ folders: [root], ...(capabilities ? { capabilities } : {}) });
      await editor.start();
      await editor.open(uri, 'if (a) {\n  log(SINK);\n}\n');
      if (capabilities)
        await editor.connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } });
      else await editor.diagnostics(uri, (diagnostics) => diagnostics.length === 1);
      const position = { line: 1, character: 7 };
      const actions: readonly CodeAction[] = await editor.connection.sendRequest('textDocument/codeAction', {
        textDocument: { uri },
        range: { start: position, end: position },
        context: { diagnostics: [] },
      });
      const action = actions.find(({ title }) => title.startsWith('Suppress fake-flow'));
      const at = { line: 1, character: 0 };
      const range = { start: at, end: at };
      if (capabilities === undefined)
        assert.deepEqual(action?.edit?.changes?.[uri], [
          { range, newText: '  // sekretess-ignore fake-flow: say why this is acceptable\n' },
        ]);
      else
        assert.deepEqual(action?.edit?.documentChanges?.[0], {
          textDocument: { uri, version: 1 },
          edits: [
            {
              range,
              snippet: {
                kind: 'snippet',
                // biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholder of a snippet
                value: '  // sekretess-ignore fake-flow: ${1:say why this is acceptable}\n',
              },
            },
          ],
        });
      await editor.shutdown();
    }
  });
});

describe('excluding a rule', () => {
  it('writes the file into sekretess.yml, which it creates where the editor can', async () => {
    const { editor } = startInProcess({ folders: [root], capabilities: pullCapabilities });
    await editor.start();
    await editor.open(uri, 'SINK');
    await editor.connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } });
    const configuration = 'file:///ws/sekretess.yml';
    const ask = async (): Promise<CodeAction | undefined> => {
      const at = { line: 0, character: 2 };
      const actions: readonly CodeAction[] = await editor.connection.sendRequest('textDocument/codeAction', {
        textDocument: { uri },
        range: { start: at, end: at },
        context: { diagnostics: [] },
      });
      return actions.find(({ title }) => title.startsWith('Exclude fake-flow'));
    };
    const newText =
      'suppressions:\n  - rule: fake-flow\n    path: /a.ts\n    reason: say why this is acceptable\n';
    assert.deepEqual((await ask())?.edit?.documentChanges, [
      { kind: 'create', uri: configuration, options: { ignoreIfExists: true } },
      {
        textDocument: { uri: configuration, version: null },
        edits: [{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, newText }],
      },
    ]);
    // An open file counts as the editor has it.
    await editor.open(configuration, 'rules: {x: off}\n', 1, 'yaml');
    await editor.connection.sendRequest('textDocument/diagnostic', { textDocument: { uri: configuration } });
    assert.deepEqual((await ask())?.edit?.changes?.[configuration], [
      { range: { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } }, newText },
    ]);
    await editor.shutdown();
  });
});

function hasKind(params: unknown, kind: string): boolean {
  return (params as { readonly value?: { readonly kind?: string } }).value?.kind === kind;
}
