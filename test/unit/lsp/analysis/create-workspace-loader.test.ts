/** Loading a workspace for the editor: the same files as on the command line, trust, several roots, changes on disk. */
import assert from 'node:assert/strict';
import { neverCancelled } from '../../../../server/src/analyzer/base/cancellation.ts';
import { createWorkspaceLoader } from '../../../../server/src/lsp/analysis/create-workspace-loader.ts';
import type { WorkspaceRequest } from '../../../../server/src/lsp/analysis/messages.ts';
import type { WorkspaceLoader } from '../../../../server/src/lsp/analysis/workspace-loader.ts';
import { defaultSettings } from '../../../../server/src/lsp/settings.ts';
import { createMemoryHost } from '../../../support/memory-host.ts';

function loaderOf(files: Parameters<typeof createMemoryHost>[0]): WorkspaceLoader {
  const host = createMemoryHost(files);
  return createWorkspaceLoader({
    accessTo: (uri) =>
      uri.startsWith('file:') ? { host, location: uri.slice('file://'.length) } : undefined,
    today: () => '2026-01-01',
    knowledgePaths: ['kinds.yaml', 'packs/access/a.yaml', 'packs/privacy/b.yaml', 'packs/privacy/deep/c.yml'],
    languagesOf: () => new Set(['yaml']),
  });
}

function request(overrides: Partial<WorkspaceRequest> = {}): WorkspaceRequest {
  return {
    roots: [{ prefix: '', uri: 'file:///w' }],
    settings: defaultSettings,
    trusted: true,
    ...overrides,
  };
}

describe('createWorkspaceLoader', () => {
  it('reads what a scan reads, and says how far it is', async () => {
    const reports: (readonly [number, number])[] = [];
    const loaded = await loaderOf({
      '/w/src/a.ts': 'a',
      '/w/package.json': '{}',
      '/w/node_modules/x/index.js': 'x',
      '/w/.gitignore': 'ignored.ts',
      '/w/ignored.ts': 'i',
      '/w/sekretess.yml': 'rules: {x: off}\npaths: {exclude: [legacy/]}\n',
      '/w/legacy/b.ts': 'b',
    }).load(request(), (done, total) => reports.push([done, total]), neverCancelled);
    assert.deepEqual(
      loaded.files.map(({ path }) => path),
      ['package.json', 'src/a.ts'],
    );
    assert.deepEqual(reports.at(-1), [2, 2]);
    assert.deepEqual(loaded.rules.configuration.rules, { x: 'off' });
    assert.equal(loaded.rules.configurationFiles[0]?.path, 'sekretess.yml');
    assert.match(loaded.rules.configurationFiles[0]?.text ?? '', /exclude/);
  });

  it('reads the rule files that the configuration names, and the files that their rules look at', async () => {
    const files = {
      '/w/src/a.ts': 'a',
      '/w/pod.yaml': 'a: 1',
      '/w/notes.txt': 'n',
      '/w/checks/own.yaml': 'rules: []',
      '/w/sekretess.yml': 'ruleFiles: [checks]\n',
    };
    const loader = loaderOf(files);
    const loaded = await loader.load(request(), () => undefined, neverCancelled);
    assert.deepEqual(loaded.rules.ruleFiles, [{ path: 'checks/own.yaml', text: 'rules: []' }]);
    assert.deepEqual(
      loaded.files.map(({ path }) => path),
      ['checks/own.yaml', 'pod.yaml', 'sekretess.yml', 'src/a.ts'],
    );
    assert.deepEqual(await loader.reread(request(), ['pod.yaml', 'notes.txt']), [
      { path: 'pod.yaml', text: 'a: 1' },
    ]);
    assert.equal(await loader.reread(request(), ['new.yaml']), 'reload');
    assert.equal(await loader.reread(request(), ['checks/own.yaml']), 'reload');
    const distrusted = await loaderOf(files).load(
      request({ trusted: false }),
      () => undefined,
      neverCancelled,
    );
    assert.deepEqual(distrusted.rules.ruleFiles, []);
    assert.deepEqual(
      distrusted.files.map(({ path }) => path),
      ['src/a.ts'],
    );
  });

  it('takes the configuration above an opened folder along, under the paths of the package around it', async () => {
    const files = {
      '/repo/.git/HEAD': '',
      '/repo/package.json': '{}',
      '/repo/tsconfig.json': '{}',
      '/repo/src/a.ts': 'a',
      '/repo/sekretess.yml': 'rules: {x: off}',
    };
    const loaded = await loaderOf(files).load(
      request({ roots: [{ prefix: '', uri: 'file:///repo/src' }] }),
      () => undefined,
      neverCancelled,
    );
    assert.equal(loaded.prefix, 'src/');
    assert.deepEqual(loaded.files, [{ path: 'a.ts', text: 'a' }]);
    assert.deepEqual(
      loaded.contextFiles.map(({ path }) => path),
      ['package.json', 'tsconfig.json'],
    );
    assert.deepEqual(loaded.rules.configuration.rules, { x: 'off' });
    assert.deepEqual(loaded.rules.configurationFiles[0], {
      prefix: '',
      path: '~file/repo/sekretess.yml',
      above: 'src/',
      text: 'rules: {x: off}',
    });
  });

  it('lets nothing of an untrusted workspace hide a finding', async () => {
    const files = { '/w/a.ts': 'a', '/w/sekretess.yml': 'rules: {x: off}\npaths: {exclude: [a.ts]}\n' };
    const loaded = await loaderOf(files).load(request({ trusted: false }), () => undefined, neverCancelled);
    assert.deepEqual(loaded.rules.configuration.rules, {});
    assert.equal(loaded.rules.honorsSuppressions, false);
    assert.deepEqual(loaded.rules.configurationFiles, []);
    assert.deepEqual(
      loaded.files.map(({ path }) => path),
      ['a.ts'],
    );
  });

  it('tells several roots apart, and leaves out those that it cannot reach', async () => {
    const roots = [
      { prefix: 'one/', uri: 'file:///one' },
      { prefix: 'two/', uri: 'file:///two' },
      { prefix: 'far/', uri: 'vscode-vfs://far' },
    ];
    const files = { '/one/a.ts': '1', '/two/a.ts': '2', '/two/sekretess.yml': 'nonsense: 1' };
    const loaded = await loaderOf(files).load(request({ roots }), () => undefined, neverCancelled);
    assert.deepEqual(loaded.files, [
      { path: 'one/a.ts', text: '1' },
      { path: 'two/a.ts', text: '2' },
    ]);
    assert.deepEqual(
      loaded.rules.problems.map(({ path }) => path),
      ['two/sekretess.yml'],
    );
  });

  it('turns off the rules of packs that were not chosen', () => {
    const settings = { ...defaultSettings, packs: ['access'], rules: { c: 'high' } as const };
    const { configuration } = loaderOf({}).initial(request({ settings }));
    assert.deepEqual(configuration.rules, { b: 'off', c: 'high' });
  });

  it('reads known files again, and asks for a scan where only that is right', async () => {
    const files: Record<string, string> = { '/w/a.ts': 'a', '/w/b.ts': 'b' };
    const loader = loaderOf(files);
    await loader.load(request(), () => undefined, neverCancelled);
    assert.deepEqual(await loader.reread(request(), ['b.ts', 'README.md']), [{ path: 'b.ts', text: 'b' }]);
    for (const path of ['new.ts', 'sekretess.yml', 'src/.gitignore'])
      assert.equal(await loader.reread(request(), [path]), 'reload', path);
  });

  it('says so when it could not list anything', async () => {
    const loader = loaderOf({ '/w/': { unreadable: 'permission denied' } });
    const loaded = await loader.load(request(), () => undefined, neverCancelled);
    assert.deepEqual([loaded.isListed, loaded.files, loaded.gaps.length], [false, [], 1]);
    const far = request({ roots: [{ prefix: '', uri: 'vscode-vfs://far' }] });
    assert.equal((await loader.load(far, () => undefined, neverCancelled)).isListed, false);
  });

  it('ends early when it is cancelled', async () => {
    await assert.rejects(
      loaderOf({ '/w/a.ts': 'a' }).load(request(), () => undefined, { isCancellationRequested: true }),
      { name: 'CancelledError' },
    );
  });
});
