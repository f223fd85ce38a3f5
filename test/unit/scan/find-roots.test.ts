import assert from 'node:assert/strict';
import { findRoots, resolveTargets } from '../../../server/src/scan/find-roots.ts';
import { createMemoryHost, type MemoryEntry } from '../../support/memory-host.ts';

const target = (location: string) => ({ location, name: location });

describe('resolveTargets', () => {
  const host = createMemoryHost({ '/r/a/x.ts': '', '/r/a/b/y.ts': '', '/r/c/z.ts': '', '/other/o.ts': '' });
  const resolve = (...locations: readonly string[]) => resolveTargets(host, locations.map(target));

  it('scans relative to a folder', async () => {
    assert.deepEqual(await resolve('/r/a'), { scannedRoot: '/r/a', folders: [''], files: [] });
  });

  it('scans several places relative to the innermost folder around them', async () => {
    assert.deepEqual(await resolve('/r/c/z.ts', '/r/a/b', '/r/a/b'), {
      scannedRoot: '/r',
      folders: ['a/b'],
      files: ['c/z.ts'],
    });
    assert.deepEqual(await resolve('/r/a/x.ts'), { scannedRoot: '/r/a', folders: [], files: ['x.ts'] });
    assert.equal((await resolve('/r/a', '/other')).scannedRoot, '/');
  });

  it('lists a folder once when another one is around it', async () => {
    assert.deepEqual((await resolve('/r/a/b', '/r/a', '/r/c')).folders, ['a', 'c']);
    assert.deepEqual((await resolve('/r/a/b', '/r')).folders, ['']);
  });

  it('refuses a place that is not there', async () => {
    await assert.rejects(resolve('/r/nope'), { name: 'UserError', message: /no file or folder "\/r\/nope"/ });
  });
});

describe('findRoots', () => {
  const find = (entries: Readonly<Record<string, MemoryEntry>>, folder: string) =>
    findRoots(createMemoryHost(entries), folder);

  it('stays in the folder when nothing is around it', async () => {
    assert.deepEqual(await find({ '/tmp/x/a.ts': '' }, '/tmp/x'), {
      analysisRoot: '/tmp/x',
      repositoryRoot: undefined,
      prefix: '',
      contextFiles: [],
    });
  });

  it('goes up to the package, and takes its configuration along', async () => {
    const roots = await find(
      {
        '/repo/.git/HEAD': '',
        '/repo/package.json': '{}',
        '/repo/tsconfig.json': '{}',
        '/repo/readme.md': '',
        '/repo/prisma/schema.prisma': '',
        '/repo/src/server/a.ts': '',
        '/repo/src/package.json.txt': '',
      },
      '/repo/src/server',
    );
    assert.equal(roots.analysisRoot, '/repo');
    assert.equal(roots.prefix, 'src/server/');
    assert.deepEqual(roots.contextFiles, ['package.json', 'prisma/schema.prisma', 'tsconfig.json']);
  });

  it('does not take a project below test/ for a part of the project around it', async () => {
    const roots = await find(
      {
        '/repo/.git/HEAD': '',
        '/repo/package.json': '{}',
        '/repo/test/app/package.json': '{}',
        '/repo/test/app/a.ts': '',
      },
      '/repo/test/app',
    );
    assert.deepEqual([roots.analysisRoot, roots.prefix], ['/repo/test/app', '']);
  });

  it('goes up to the workspace that has the package as a member', async () => {
    const member = {
      '/repo/.git/HEAD': '',
      '/repo/packages/api/package.json': '{}',
      '/repo/packages/api/a.ts': '',
    };
    const npm = { ...member, '/repo/package.json': '{"workspaces": ["./packages/*"]}' };
    const yarn = { ...member, '/repo/package.json': '{"workspaces": {"packages": ["packages/**"]}}' };
    const pnpm = { ...member, '/repo/pnpm-workspace.yaml': 'packages:\n  - packages/*\n' };
    for (const entries of [npm, yarn, pnpm]) {
      const roots = await find(entries, '/repo/packages/api');
      assert.deepEqual([roots.analysisRoot, roots.prefix], ['/repo', 'packages/api/']);
    }
    const notListed = {
      ...member,
      '/repo/pnpm-workspace.yaml': 'packages:\n  - packages/*\n  - "!packages/api"\n',
    };
    assert.equal((await find(notListed, '/repo/packages/api')).analysisRoot, '/repo/packages/api');
  });

  it('follows the extends of a tsconfig upwards, but not out of the repository', async () => {
    const entries = {
      '/repo/.git/HEAD': '',
      '/outside/tsconfig.json': '{}',
      '/repo/apps/web/package.json': '{}',
      '/repo/apps/web/src/a.ts': '',
      '/repo/apps/web/tsconfig.json':
        '{ // comment\n "extends": ["../../config/tsconfig.web", "@org/tsconfig"] }',
      '/repo/config/tsconfig.web.json': '{"extends": "../../outside/tsconfig.json"}',
    };
    const roots = await find(entries, '/repo/apps/web/src');
    assert.equal(roots.analysisRoot, '/repo');
    assert.deepEqual(roots.contextFiles, [
      'apps/web/package.json',
      'apps/web/tsconfig.json',
      'config/tsconfig.web.json',
    ]);
  });

  it('ends although tsconfig files extend each other in a circle', async () => {
    const entries = {
      '/r/.git/HEAD': '',
      '/r/a/tsconfig.json': '{"extends": "../tsconfig.json"}',
      '/r/tsconfig.json': '{"extends": "./a/tsconfig.json"}',
    };
    assert.equal((await find(entries, '/r/a')).analysisRoot, '/r');
  });

  it('survives broken configuration', async () => {
    const entries = {
      '/r/.git/HEAD': '',
      '/r/package.json': '{',
      '/r/pnpm-workspace.yaml': '[',
      '/r/a/package.json': '{}',
      '/r/a/x.ts': '',
    };
    assert.equal((await find(entries, '/r/a')).analysisRoot, '/r/a');
  });
});
