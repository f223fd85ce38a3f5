/**
 * Installs the dependencies when they are missing or differ from package-lock.json, so that `npm start` and `npm test`
 * work on a fresh clone. Uses only what Node brings: it runs before anything is installed.
 *
 * npm writes what it installed to node_modules/.package-lock.json; comparing versions with it is exact, where file
 * times are not (a checkout or a restored cache changes them).
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean }> | undefined} `packages` of a lock file, by folder.
 */
function readPackages(file) {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** Whether node_modules holds what package-lock.json asks for. Optional packages of other platforms may be absent. */
export function isInstalled() {
  const wanted = readPackages(path.join(root, 'package-lock.json'));
  const installed = readPackages(path.join(root, 'node_modules', '.package-lock.json'));
  if (wanted === undefined || installed === undefined) return false;
  return Object.entries(wanted).every(([folder, entry]) => {
    if (folder === '') return true;
    const found = installed[folder];
    return found === undefined ? entry.optional === true : found.version === entry.version;
  });
}

/**
 * Runs npm with the npm that started us, or else the one on the PATH.
 * @param {string[]} args
 * @returns {number} The exit code.
 */
export function runNpm(args) {
  const npm = process.env.npm_execpath;
  const viaNode = npm !== undefined && /\.[cm]?js$/.test(npm);
  const result = viaNode
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: 'inherit' })
    : spawnSync('npm', args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  return result.status ?? 1;
}

/** Installs if needed. Ends the process with npm's exit code when that fails. */
export function ensureInstalled() {
  if (isInstalled()) return;
  process.stderr.write('Installing dependencies (npm ci) …\n');
  const exitCode = runNpm(['ci', '--ignore-scripts']);
  if (exitCode !== 0) {
    process.stderr.write('npm ci failed: see its message above. Repair that, then run the command again.\n');
    process.exit(exitCode);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) ensureInstalled();
