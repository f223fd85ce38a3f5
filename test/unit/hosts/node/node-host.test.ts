import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { nodeHost, toLocation } from '../../../../server/src/hosts/node/node-host.ts';
import { createTemporaryWorkspace, type TemporaryWorkspace } from '../../../support/cli-runner.ts';

const limit = 1_000_000;

describe('nodeHost', () => {
  let workspace: TemporaryWorkspace;
  const at = (file: string): string => toLocation(path.join(workspace.root, file));

  beforeEach(() => {
    workspace = createTemporaryWorkspace({ 'a.ts': 'let a;' });
  });
  afterEach(() => workspace.remove());

  it('strips a byte order mark and keeps line ends', async () => {
    workspace.write('bom.ts', '\uFEFFa\r\nb\n');
    assert.deepEqual(await nodeHost.readText(at('bom.ts'), limit), {
      kind: 'text',
      text: 'a\r\nb\n',
      isWellFormed: true,
    });
  });

  it('decodes bytes that are not UTF-8 as far as it can, and says so', async () => {
    workspace.write('latin1.ts', Buffer.from('let å;', 'latin1'));
    assert.deepEqual(await nodeHost.readText(at('latin1.ts'), limit), {
      kind: 'text',
      text: 'let \uFFFD;',
      isWellFormed: false,
    });
  });

  it('reads UTF-16 when its mark says so, and nothing else with NULs', async () => {
    workspace.write('le.ts', Buffer.from('\uFEFFlet å;', 'utf16le'));
    workspace.write('be.ts', Buffer.from('\uFEFFlet å;', 'utf16le').swap16());
    workspace.write('video.ts', new Uint8Array([0x47, 0, 1, 2]));
    const text = { kind: 'text', text: 'let å;', isWellFormed: true };
    assert.deepEqual(await nodeHost.readText(at('le.ts'), limit), text);
    assert.deepEqual(await nodeHost.readText(at('be.ts'), limit), text);
    assert.deepEqual(await nodeHost.readText(at('video.ts'), limit), { kind: 'binary' });
  });

  it('does not read a file over the limit', async () => {
    assert.deepEqual(await nodeHost.readText(at('a.ts'), 5), { kind: 'too-large', bytes: 6 });
  });

  it('says why a file or folder cannot be read', async () => {
    symlinkSync('loop.ts', path.join(workspace.root, 'loop.ts'));
    mkdirSync(path.join(workspace.root, 'folder.ts'));
    assert.deepEqual(await nodeHost.readText(at('gone.ts'), limit), {
      kind: 'unreadable',
      why: 'it is no longer there',
    });
    assert.deepEqual(await nodeHost.readText(at('loop.ts'), limit), {
      kind: 'unreadable',
      why: 'its links lead in a circle',
    });
    assert.equal((await nodeHost.readText(at('folder.ts'), limit)).kind, 'unreadable');
    assert.deepEqual(await nodeHost.readFolder(at('gone')), { unreadable: 'it is no longer there' });
    assert.equal(await nodeHost.realLocation(at('loop.ts')), undefined);
    assert.equal(await nodeHost.kindOf(at('loop.ts')), 'unreadable');
  });

  it('says that permission was denied', async function () {
    if (process.getuid?.() === 0 || process.platform === 'win32') this.skip();
    chmodSync(at('a.ts'), 0);
    assert.deepEqual(await nodeHost.readText(at('a.ts'), limit), {
      kind: 'unreadable',
      why: 'permission denied',
    });
  });

  it('knows what stands at a place', async () => {
    mkdirSync(path.join(workspace.root, 'folder'));
    symlinkSync('folder', path.join(workspace.root, 'link'));
    assert.deepEqual(
      await Promise.all(
        [at('a.ts'), at('folder'), at('link'), at('gone'), at('a.ts/x')].map((it) => nodeHost.kindOf(it)),
      ),
      ['file', 'folder', 'folder', 'missing', 'missing'],
    );
    const { entries } = (await nodeHost.readFolder(toLocation(workspace.root))) as {
      entries: { name: string; kind: string }[];
    };
    assert.deepEqual(entries.map(({ name, kind }) => `${name} ${kind}`).sort(), [
      'a.ts file',
      'folder folder',
      'link link',
    ]);
  });

  it('finds the folder above, and nothing above the top', () => {
    assert.equal(nodeHost.parent(at('a.ts')), toLocation(workspace.root));
    assert.equal(nodeHost.parent(toLocation(path.parse(workspace.root).root)), undefined);
  });
});
