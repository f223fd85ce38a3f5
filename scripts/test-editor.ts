/**
 * `npm run test:editor`: packages, and tries the packages in real editors: VS Code (its own server and web workbench,
 * driven through Chromium) and Neovim.
 *
 * Installs what is missing: Debian packages where it may (as root, with apt-get), the editor from the npm registry into
 * test/editor/env. What cannot be installed is named, and only the tests that need it are left out. Closes with one line
 * `N passed, N failed`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root, runNode, runNodeOrExit } from './run.mjs';

const environment = path.join(root, 'test', 'editor', 'env');
const vscode = path.join(environment, 'node_modules', 'code-server', 'lib', 'vscode');

/** By its path: nothing else of that name will do. */
const aptGet = '/usr/bin/apt-get';

/** A suite, and what it needs beyond the project. */
interface Suite {
  readonly name: string;
  readonly file: string;
  /** Why it cannot run; empty when it can. */
  readonly obstacle: () => string;
}

const suites: readonly Suite[] = [
  {
    name: 'VS Code',
    file: 'test/editor/vscode.test.ts',
    obstacle: () =>
      process.platform !== 'linux' || process.arch !== 'x64'
        ? 'the editor of these tests runs on Linux x64 only'
        : obstacleOf('chromium', process.env.CHROMIUM ?? '/usr/bin/chromium') || obstacleOfEnvironment(),
  },
  {
    name: 'Neovim',
    file: 'test/editor/neovim.test.ts',
    obstacle: () => obstacleOf('neovim', '/usr/bin/nvim'),
  },
];

/** Makes sure that a Debian package is there. @returns Why not; empty when it is. */
function obstacleOf(debianPackage: string, program: string): string {
  if (existsSync(program)) return '';
  if (process.getuid?.() !== 0)
    return `${program} is missing, and only root may install the package ${debianPackage}`;
  console.log(`Installing the Debian package ${debianPackage} …`);
  const options = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const;
  spawnSync(aptGet, ['update', '-qq'], options);
  spawnSync(aptGet, ['install', '-y', '-qq', '--no-install-recommends', debianPackage], options);
  return existsSync(program) ? '' : `apt-get could not install the package ${debianPackage}`;
}

/** Makes sure that the editor is there. @returns Why not; empty when it is. */
function obstacleOfEnvironment(): string {
  if (isEnvironmentInstalled()) return '';
  console.log('Installing the editor into test/editor/env …');
  const isInstalled =
    npm(environment, 'ci', '--ignore-scripts', '--loglevel=error') &&
    // "install", not "ci": the lock that VS Code's server ships lacks an entry, and "ci" refuses it.
    npm(vscode, 'install', '--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund', '--loglevel=error');
  return isInstalled ? '' : 'npm could not install the editor into test/editor/env: see its message above';
}

/** The folder is filled by two installations; this file comes with the second, and the version with the first. */
function isEnvironmentInstalled(): boolean {
  const lock = path.join(environment, 'package-lock.json');
  const installed = path.join(environment, 'node_modules', '.package-lock.json');
  if (!existsSync(installed) || !existsSync(path.join(vscode, 'node_modules', '.package-lock.json')))
    return false;
  const versionIn = (file: string): unknown =>
    JSON.parse(readFileSync(file, 'utf8')).packages?.['node_modules/code-server']?.version;
  return versionIn(lock) === versionIn(installed);
}

/** @returns Whether it went well. */
function npm(cwd: string, ...args: readonly string[]): boolean {
  const script = process.env.npm_execpath;
  const [command, first] = script?.endsWith('.js') ? [process.execPath, [script]] : ['npm', []];
  // The project insists on engines, and npm hands that down; the editor wants the newer Node.js that it brings along.
  return (
    spawnSync(command, [...first, ...args, '--engine-strict=false'], { cwd, stdio: 'inherit' }).status === 0
  );
}

function main(): number {
  const runnable: string[] = [];
  const left: string[] = [];
  for (const { name, file, obstacle } of suites) {
    const why = obstacle();
    if (why === '') runnable.push(file);
    else left.push(`NOT RUN: ${name}, because ${why}.`);
  }
  let exitCode = 0;
  let counts = '0 passed, 0 failed';
  if (runnable.length > 0) {
    runNodeOrExit(['scripts/package.mjs']);
    const scratch = mkdtempSync(path.join(os.tmpdir(), 'sekretess-test-'));
    const countsFile = path.join(scratch, 'counts.json');
    process.env.SEKRETESS_TEST_COUNTS = countsFile;
    exitCode = runNode([
      'node_modules/mocha/bin/mocha.js',
      '--reporter',
      'scripts/mocha-reporter.cjs',
      ...process.argv.slice(2),
      ...runnable,
    ]);
    counts = '0 passed, 1 failed';
    if (existsSync(countsFile)) {
      const { passes, failures } = JSON.parse(readFileSync(countsFile, 'utf8'));
      counts = `${passes} passed, ${failures} failed`;
    }
    rmSync(scratch, { recursive: true, force: true });
  }
  for (const line of left) console.log(line);
  console.log(counts);
  return exitCode;
}

process.exitCode = main();
