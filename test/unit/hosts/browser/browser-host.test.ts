import assert from 'node:assert/strict';
import { createBrowserHost } from '../../../../server/src/hosts/browser/browser-host.ts';
import type { ListVerdict } from '../../../../server/src/hosts/host.ts';

const root = 'vscode-vfs://github/example/app';
const going = { isCancellationRequested: false };
const judge = ({ name, kind }: { readonly name: string; readonly kind: string }): ListVerdict =>
  kind === 'folder' || name.endsWith('.ts') ? 'take' : 'pass';

/** A host on texts by path, and the requests that it made. */
function createHost(texts: Readonly<Record<string, string>>, truncated = false) {
  const requests: string[] = [];
  const host = createBrowserHost({
    async listFiles({ skipFolders }) {
      requests.push('list');
      return {
        paths: Object.keys(texts).filter((path) => !skipFolders.some((it) => path.startsWith(`${it}/`))),
        truncated,
      };
    },
    async readFiles({ uris }) {
      requests.push(`read ${uris.length}`);
      return { texts: uris.map((uri) => texts[decodeURIComponent(uri.slice(root.length + 1))] ?? null) };
    },
  });
  return { host, requests };
}

describe('browser host', () => {
  it('lists files in one request and respects ignore files', async () => {
    const { host } = createHost({
      'src/a.ts': '',
      'src/[id]/b c.ts': '',
      'old/c.ts': '',
      '.gitignore': 'old/\n',
      'node_modules/x.ts': '',
    });
    const listing = await host.listFiles({ folder: root, ignoreRoot: root, judge }, going);
    assert.deepEqual(listing.files, ['src/[id]/b c.ts', 'src/a.ts']);
  });

  it('reads what is asked for in one turn with one request', async () => {
    const { host, requests } = createHost({ 'a.ts': '\uFEFFa', 'b b.ts': 'b\uFFFD' });
    const outcomes = await Promise.all(
      ['a.ts', 'b b.ts', 'c.ts'].map((it) => host.readText(host.join(root, it), 100)),
    );
    assert.deepEqual(outcomes, [
      { kind: 'text', text: 'a', isWellFormed: true },
      { kind: 'text', text: 'b\uFFFD', isWellFormed: false },
      { kind: 'unreadable', why: 'the editor could not read it' },
    ]);
    assert.deepEqual(requests, ['read 3']);
  });

  it('says so when the list was cut', async () => {
    const listing = await createHost({ 'a.ts': '' }, true).host.listFiles(
      { folder: root, ignoreRoot: root, judge },
      going,
    );
    assert.deepEqual(listing.unreadableFolders, [{ path: '', why: 'the editor lists at most 50000 files' }]);
    assert.deepEqual(listing.files, ['a.ts']);
  });

  it('lives with an editor that refuses', async () => {
    const refuse = () => Promise.reject(new Error('not trusted'));
    const host = createBrowserHost({ listFiles: refuse, readFiles: refuse });
    const listing = await host.listFiles({ folder: root, ignoreRoot: root, judge }, going);
    assert.deepEqual(listing.unreadableFolders, [{ path: '', why: 'not trusted' }]);
    assert.deepEqual(await host.readText(`${root}/a.ts`, 10), { kind: 'unreadable', why: 'not trusted' });
  });
});
