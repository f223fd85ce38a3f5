/**
 * `npm run package`: a production build, then the VSIX and the npm tarball, into dist/packages/.
 * The archives take the time of the last commit, so that the same sources give the same bytes.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ensureInstalled, runNpm } from './ensure-installed.mjs';
import { root, runNodeOrExit } from './run.mjs';

function commitTime() {
  try {
    return execFileSync('git', ['log', '-1', '--format=%ct'], {
      cwd: root,
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim();
  } catch {
    return undefined;
  }
}

ensureInstalled();
runNodeOrExit(['build.mjs']);
const packages = path.join(root, 'dist', 'packages');
rmSync(packages, { recursive: true, force: true });
mkdirSync(packages, { recursive: true });
const time = commitTime();
if (time !== undefined) process.env.SOURCE_DATE_EPOCH ??= time;
runNodeOrExit([
  'node_modules/@vscode/vsce/vsce',
  'package',
  '--no-dependencies',
  '--no-rewrite-relative-links',
  '--allow-missing-repository',
  '--out',
  'dist/packages/',
]);
process.exit(runNpm(['pack', '--ignore-scripts', '--pack-destination', 'dist/packages']));
