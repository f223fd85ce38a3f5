/** URIs of the editor and paths of the workspace, there and back. */
import assert from 'node:assert/strict';
import { isOutside, outsidePath, WorkspacePaths } from '../../../server/src/lsp/workspace-paths.ts';

describe('WorkspacePaths', () => {
  it('is relative to the only root', () => {
    const paths = new WorkspacePaths([{ uri: 'file:///w/a%20b/', name: 'a b' }]);
    assert.equal(paths.toPath('file:///w/a%20b/src/%C3%A5.ts'), 'src/å.ts');
    assert.equal(paths.toUri('src/å.ts'), 'file:///w/a%20b/src/%C3%A5.ts');
    assert.equal(paths.toPath('file:///w/a%20bc/x.ts'), '~file/w/a bc/x.ts');
  });

  it('begins with the name of the root where there are several, and takes the innermost', () => {
    const paths = new WorkspacePaths([
      { uri: 'file:///w', name: 'w' },
      { uri: 'file:///w/inner', name: 'w' },
      { uri: 'vscode-vfs://github/w', name: '~odd/name' },
    ]);
    assert.deepEqual(
      paths.roots.map(({ prefix }) => prefix),
      ['w/', 'w-2/', '_odd_name/'],
    );
    for (const [uri, path] of [
      ['file:///w/a.ts', 'w/a.ts'],
      ['file:///w/inner/a.ts', 'w-2/a.ts'],
      ['vscode-vfs://github/w/a.ts', '_odd_name/a.ts'],
    ] as const) {
      assert.equal(paths.toPath(uri), path);
      assert.equal(paths.toUri(path), uri);
    }
  });

  it('gives back the URI of an open document as the editor writes it', () => {
    const paths = new WorkspacePaths([{ uri: 'file:///w', name: 'w' }]);
    const path = paths.open('file:///w/%61.ts', 'typescript');
    assert.equal(path, 'a.ts');
    assert.equal(paths.toUri(path), 'file:///w/%61.ts');
    paths.close(path);
    assert.equal(paths.toUri(path), 'file:///w/a.ts');
  });

  it('keeps what is outside apart, and gives it the extension of its language', () => {
    const paths = new WorkspacePaths([{ uri: 'file:///w', name: 'w' }]);
    assert.equal(paths.open('untitled:Untitled-1', 'typescriptreact'), '~untitled/Untitled-1.tsx');
    assert.equal(paths.toUri('~untitled/Untitled-1.tsx'), 'untitled:Untitled-1');
    assert.equal(paths.toUri('~file/x.ts'), undefined);
    assert.ok(isOutside(outsidePath('/etc/x.ts')));
    assert.equal(outsidePath('/etc/x.ts'), paths.toPath('file:///etc/x.ts'));
  });
});
