/** What is shipped: the npm package and the VSIX hold what they need, and nothing else. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../support/repository.ts';

const list = (folder: string, ending: string): readonly string[] =>
  readdirSync(path.join(repositoryRoot, folder))
    .filter((name) => name.endsWith(ending))
    .map((name) => `${folder}/${name}`);

/** Diagnostics lead to pages of rules, editors to schemas; both packages carry them. */
const shared = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'THIRD-PARTY-NOTICES.md',
  'package.json',
  ...list('docs/rules', '.md'),
  ...list('rules/schema', '.json'),
];

describe('packages', function () {
  this.timeout(60_000);

  before(function () {
    if (!existsSync(path.join(repositoryRoot, 'dist', 'server', 'cli.js'))) this.skip();
  });

  it('npm: the command line and the language server', () => {
    const { stdout, stderr } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: repositoryRoot,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    assert.notEqual(stdout, '', stderr);
    const [{ files }] = JSON.parse(stdout) as [{ files: readonly { readonly path: string }[] }];
    const programs = ['cli', 'scan-main', 'server-node', 'worker-node'];
    assert.deepEqual(
      files.map((file) => file.path).sort(),
      [...shared, ...programs.map((name) => `dist/server/${name}.js`)].sort(),
    );
  });

  it('VSIX: the extension with its servers, and the picture of its page', () => {
    const vsce = path.join(repositoryRoot, 'node_modules', '@vscode', 'vsce', 'vsce');
    const { stdout, stderr } = spawnSync(process.execPath, [vsce, 'ls', '--no-dependencies'], {
      cwd: repositoryRoot,
      encoding: 'utf8',
    });
    assert.notEqual(stdout, '', stderr);
    const servers = ['server-browser', 'server-node', 'worker-node'];
    assert.deepEqual(
      stdout.trim().split(/\r?\n/).sort(),
      [
        ...shared,
        ...servers.map((name) => `dist/server/${name}.js`),
        'dist/client/browser/extension.js',
        'dist/client/node/extension.js',
        ...list('docs/images', '.png'),
      ].sort(),
    );
  });
});
