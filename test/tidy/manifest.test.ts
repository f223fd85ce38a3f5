/** The manifest and the lock file: what npm, vsce and a fresh clone rely on. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../support/repository.ts';

function readJson(file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(path.join(repositoryRoot, file), 'utf8'));
}

describe('package.json', () => {
  const manifest = readJson('package.json');
  const development = manifest.devDependencies as Record<string, string>;

  it('lists every library as a devDependency, because everything is bundled', () => {
    assert.deepEqual(
      [manifest.dependencies, manifest.optionalDependencies, manifest.peerDependencies],
      Array(3).fill(undefined),
    );
  });

  it('pins every version exactly', () => {
    const loose = Object.entries(development).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version),
    );
    assert.deepEqual(loose, []);
  });

  it('pins the vscode API to the oldest editor that it supports', () => {
    assert.equal((manifest.engines as Record<string, string>).vscode, `^${development['@types/vscode']}`);
  });

  it('has no "files" (vsce refuses it beside .vscodeignore) and no "type" (the web extension host needs CommonJS)', () => {
    assert.deepEqual([manifest.files, manifest.type], [undefined, undefined]);
  });

  it('names no address that does not exist', () => {
    assert.deepEqual([manifest.repository, manifest.bugs, manifest.homepage], Array(3).fill(undefined));
  });
});

describe('package-lock.json', () => {
  const { packages } = readJson('package-lock.json') as { packages: Record<string, Record<string, unknown>> };
  const installed = Object.entries(packages).filter(([folder]) => folder !== '');

  it('names no registry', () => {
    assert.deepEqual(
      installed.filter(([, entry]) => entry.resolved !== undefined).map(([folder]) => folder),
      [],
    );
  });

  it('has a checksum for every package', () => {
    assert.deepEqual(
      installed.filter(([, entry]) => entry.integrity === undefined).map(([folder]) => folder),
      [],
    );
  });
});
