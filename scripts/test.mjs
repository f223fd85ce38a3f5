/**
 * `npm test`: installs what is missing, builds, runs the suites with mocha, and closes with one line
 * `N passed, N failed`. The exit code is mocha's.
 *
 * Arguments go to mocha: `npm test -- --grep suppression`. Naming test files runs only those.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ensureInstalled } from './ensure-installed.mjs';
import { root, runNode, runNodeOrExit } from './run.mjs';

/**
 * Files run in one process for each core, in this order: those that take longest first, so that no core waits for
 * another one at the end. `deep: false`: below the folder lie inputs of tests, which may look like tests.
 */
const suites = [
  { folder: 'test/unit/analyzer/engine', deep: true },
  { folder: 'test/cli', deep: true },
  { folder: 'test/lsp', deep: true },
  { folder: 'test/web', deep: true },
  { folder: 'test/fixtures-runner', deep: true },
  { folder: 'test/golden', deep: false },
  { folder: 'test/rules', deep: false },
  { folder: 'test/guards', deep: false },
  { folder: 'test/projects', deep: false },
  { folder: 'test/unit', deep: true },
  { folder: 'test/tidy', deep: true },
];

/** Each process needs several hundred megabytes. */
const mostProcesses = 4;

/**
 * @param {{ folder: string, deep: boolean }} suite
 * @returns {string[]} Paths of its test files relative to the root, sorted.
 */
function testFiles({ folder, deep }) {
  const absolute = path.join(root, folder);
  return readdirSync(absolute, { withFileTypes: true, recursive: deep })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts'))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .sort();
}

ensureInstalled();
runNodeOrExit(['build.mjs', '--quiet']);

const args = process.argv.slice(2);
const files = args.some((arg) => arg.endsWith('.test.ts')) ? [] : new Set(suites.flatMap(testFiles));
const scratch = mkdtempSync(path.join(os.tmpdir(), 'sekretess-test-'));
const countsFile = path.join(scratch, 'counts.json');
process.env.SEKRETESS_TEST_COUNTS = countsFile;
const exitCode = runNode([
  'node_modules/mocha/bin/mocha.js',
  '--reporter',
  'scripts/mocha-reporter.cjs',
  '--parallel',
  '--jobs',
  String(Math.min(os.availableParallelism(), mostProcesses)),
  ...args,
  ...files,
]);

if (existsSync(countsFile)) {
  const { passes, failures } = JSON.parse(readFileSync(countsFile, 'utf8'));
  process.stdout.write(`${passes} passed, ${failures} failed\n`);
} else {
  process.stderr.write('mocha ended before it ran a test: see its message above.\n');
  process.stdout.write('0 passed, 1 failed\n');
}
rmSync(scratch, { recursive: true, force: true });
process.exit(exitCode);
