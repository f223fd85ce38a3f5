import assert from 'node:assert/strict';
import type { FileListing, ListVerdict } from '../../../server/src/hosts/host.ts';
import { createMemoryHost, type MemoryEntry } from '../../support/memory-host.ts';

const going = { isCancellationRequested: false };

/** Lists `folder`: every `.ts` file is wanted, `node_modules` is left out. */
function list(
  entries: Readonly<Record<string, MemoryEntry>>,
  folder = '/r',
  ignoreRoot = folder,
): Promise<FileListing> {
  const judge = ({ name, kind }: { readonly name: string; readonly kind: string }): ListVerdict => {
    if (kind === 'folder')
      return name === 'node_modules' ? 'dependencies' : name === 'dist' ? 'build-output' : 'take';
    return name.endsWith('.ts') ? 'take' : 'pass';
  };
  return createMemoryHost(entries).listFiles({ folder, ignoreRoot, judge }, going);
}

describe('walkFiles', () => {
  it('lists wanted files in the order of their paths, and counts what is left out', async () => {
    const { files, leftOut } = await list({
      '/r/z.ts': '',
      '/r/a/b.ts': '',
      '/r/a.ts': '',
      '/r/a/readme.md': '',
      '/r/node_modules/x/i.ts': '',
      '/r/a/node_modules/y/i.ts': '',
    });
    assert.deepEqual(files, ['a.ts', 'a/b.ts', 'z.ts']);
    assert.deepEqual(leftOut, [
      { reason: 'dependencies', files: 0, folders: 2, paths: ['a/node_modules/', 'node_modules/'] },
    ]);
  });

  it('respects .gitignore of every folder, the deepest first', async () => {
    const { files, leftOut } = await list({
      '/r/.gitignore': '*.gen.ts\n/only-here.ts\nout/\n',
      '/r/a.gen.ts': '',
      '/r/only-here.ts': '',
      '/r/sub/only-here.ts': '',
      '/r/sub/.gitignore': '!keep.gen.ts\n!out/\n',
      '/r/sub/keep.gen.ts': '',
      '/r/sub/drop.gen.ts': '',
      '/r/out/a.ts': '',
      '/r/sub/out/b.ts': '',
    });
    assert.deepEqual(files, ['sub/keep.gen.ts', 'sub/only-here.ts', 'sub/out/b.ts']);
    assert.deepEqual(leftOut, [
      {
        reason: 'ignored',
        files: 3,
        folders: 1,
        paths: ['a.gen.ts', 'only-here.ts', 'out/', 'sub/drop.gen.ts'],
      },
    ]);
  });

  it('respects ignore files above the listed folder up to the root of the repository, and .git/info/exclude', async () => {
    const entries = {
      '/.gitignore': 'all.ts\n',
      '/repo/.gitignore': 'p/api/generated/\nx.ts\n',
      '/repo/.git/info/exclude': 'private.ts\n',
      '/repo/p/.sekretessignore': 'api/old.ts\n',
      '/repo/p/api/x.ts': '',
      '/repo/p/api/old.ts': '',
      '/repo/p/api/private.ts': '',
      '/repo/p/api/all.ts': '',
      '/repo/p/api/generated/g.ts': '',
    };
    assert.deepEqual((await list(entries, '/repo/p/api', '/repo')).files, ['all.ts']);
  });

  it('scans a folder that is ignored when it is the one that was named', async () => {
    const entries = {
      '/repo/.gitignore': 'dist/\n*.log.ts\n',
      '/repo/dist/a.ts': '',
      '/repo/dist/b/c.ts': '',
    };
    assert.deepEqual((await list(entries, '/repo/dist', '/repo')).files, ['a.ts', 'b/c.ts']);
  });

  it('matches letter case on every platform', async () => {
    assert.deepEqual((await list({ '/r/.gitignore': 'Foo.ts\n', '/r/foo.ts': '', '/r/Foo.ts': '' })).files, [
      'foo.ts',
    ]);
  });

  it('reads :include and escaped colons in .semgrepignore, and reports what it skips', async () => {
    const { files, problems } = await list({
      '/r/.semgrepignore': ':include more.txt\n\\:odd.ts\n:nonsense\n:include ../up\n:include gone\n',
      '/r/more.txt': 'a.ts\n',
      '/r/a.ts': '',
      '/r/:odd.ts': '',
      '/r/b.ts': '',
    });
    assert.deepEqual(files, ['b.ts']);
    assert.deepEqual(
      problems.map(({ line }) => line),
      [3, 4, 5],
    );
  });

  it('skips patterns that would take for ever to match, and says so', async () => {
    const { files, problems } = await list({
      '/r/.gitignore': '*a*a*a*a*a*a*b\nb.ts\n',
      '/r/b.ts': '',
      '/r/aaaa.ts': '',
    });
    assert.deepEqual(files, ['aaaa.ts']);
    assert.equal(problems.length, 1);
    assert.match(problems[0]?.message ?? '', /more than 5 stars/);
  });

  it('lets .sekretessignore take in what we would leave out', async () => {
    const { files } = await list({
      '/r/.sekretessignore': '!dist/\n',
      '/r/dist/a.ts': '',
      '/r/p/dist/b.ts': '',
    });
    assert.deepEqual(files, ['dist/a.ts', 'p/dist/b.ts']);
  });

  it('does not let .sekretessignore take in what .gitignore leaves out', async () => {
    const { files } = await list({
      '/r/.gitignore': 'dist/\n',
      '/r/.sekretessignore': '!dist/\n',
      '/r/dist/a.ts': '',
    });
    assert.deepEqual(files, []);
  });

  it('lists a file once although links lead to it, and ends in spite of circles', async () => {
    const { files, leftOut } = await list({
      '/r/a/real.ts': '',
      '/r/a/again.ts': { link: '/r/a/real.ts' },
      '/r/a/up': { link: '/r' },
      '/r/same': { link: '/r/a' },
      '/r/self.ts': { link: '/r/nowhere' },
    });
    assert.deepEqual(files, ['a/real.ts']);
    assert.deepEqual(leftOut, [{ reason: 'link', files: 1, folders: 0, paths: ['self.ts'] }]);
  });

  it('does not follow links that lead out, and counts them', async () => {
    const { files, leftOut } = await list({
      '/r/a.ts': '',
      '/r/out': { link: '/elsewhere' },
      '/r/secret.ts': { link: '/elsewhere/secret.ts' },
      '/r/notes.md': { link: '/elsewhere/notes.md' },
      '/elsewhere/secret.ts': '',
      '/elsewhere/notes.md': '',
    });
    assert.deepEqual(files, ['a.ts']);
    assert.deepEqual(leftOut, [{ reason: 'link', files: 1, folders: 1, paths: ['out/', 'secret.ts'] }]);
  });

  it('goes on after a folder that cannot be opened', async () => {
    const { files, unreadableFolders } = await list({
      '/r/a.ts': '',
      '/r/locked/': { unreadable: 'permission denied' },
    });
    assert.deepEqual(files, ['a.ts']);
    assert.deepEqual(unreadableFolders, [{ path: 'locked', why: 'permission denied' }]);
  });

  it('stops when told to', async () => {
    const host = createMemoryHost({ '/r/a.ts': '' });
    const request = { folder: '/r', ignoreRoot: '/r', judge: () => 'take' as const };
    assert.deepEqual((await host.listFiles(request, { isCancellationRequested: true })).files, []);
  });
});
