import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { Writable } from 'node:stream';
import { whyNotWritable, writeFileAtomically, writeText } from '../../../server/src/cli/write-output.ts';
import { createTemporaryWorkspace, type TemporaryWorkspace } from '../../support/cli-runner.ts';

/** A stream whose every write fails with this code. */
function failing(code: string): Writable {
  return new Writable({
    write(_chunk, _encoding, done) {
      done(Object.assign(new Error(code), { code }));
    },
  });
}

describe('writeText', () => {
  it('takes a reader that went away for the end, and other trouble for trouble', async () => {
    await writeText(failing('EPIPE'), 'x');
    await assert.rejects(writeText(failing('ENOSPC'), 'x'), /ENOSPC/);
  });
});

describe('writeFileAtomically', () => {
  let workspace: TemporaryWorkspace;
  const at = (file: string): string => path.join(workspace.root, file);
  beforeEach(() => {
    workspace = createTemporaryWorkspace({ 'old.txt': 'old' });
  });
  afterEach(() => workspace.remove());

  it('replaces a file and leaves nothing beside it', () => {
    writeFileAtomically(at('old.txt'), 'new');
    assert.equal(readFileSync(at('old.txt'), 'utf8'), 'new');
    assert.deepEqual(readdirSync(workspace.root), ['old.txt']);
  });

  it('writes through a link instead of replacing it', () => {
    symlinkSync('old.txt', at('link.txt'));
    writeFileAtomically(at('link.txt'), 'new');
    assert.equal(readFileSync(at('old.txt'), 'utf8'), 'new');
  });

  it('knows beforehand when it cannot', () => {
    mkdirSync(at('folder'));
    assert.equal(whyNotWritable(at('new.txt')), undefined);
    assert.equal(whyNotWritable(at('folder')), 'it is a folder');
    assert.match(whyNotWritable(at('nope/new.txt')) ?? '', /does not exist/);
  });

  it('leaves nothing behind when it fails', () => {
    assert.throws(() => writeFileAtomically(at('nope/new.txt'), 'x'));
    assert.deepEqual(readdirSync(workspace.root), ['old.txt']);
  });
});
