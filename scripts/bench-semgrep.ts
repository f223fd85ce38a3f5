/**
 * `node --import tsx scripts/bench-semgrep.ts --rules FILE [--runs N] [--semgrep PROGRAM] DIR …`: the same rules on the
 * same folders with Semgrep and with the built command line, one after the other in turn.
 *
 * Printed are the medians of wall time, CPU time (user and system, all processes) and of the memory of the largest
 * process, and how many times less each takes here. Needs GNU time. `--timeout` stops a run after that many seconds; a
 * run that was stopped counts with its time so far, and is marked.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { root, runNodeOrExit } from './run.mjs';

/** Figures of one run: seconds, seconds, MiB. */
interface Run {
  readonly wall: number;
  readonly cpu: number;
  readonly memory: number;
  readonly isWhole: boolean;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rules: { type: 'string', default: '' },
    runs: { type: 'string', default: '5' },
    semgrep: { type: 'string', default: 'semgrep' },
    timeout: { type: 'string', default: '3600' },
  },
});
const rules = path.resolve(values.rules);
const folders = positionals.map((folder) => path.resolve(folder));
if (values.rules === '' || folders.length === 0)
  throw new Error('Name the rules and the folders: --rules FILE DIR …');
runNodeOrExit(['build.mjs', '--quiet']);
const scratch = mkdtempSync(path.join(os.tmpdir(), 'bench-semgrep-'));
const cores = String(os.availableParallelism());
const theirFlags = ['--metrics=off', '--disable-version-check', '--no-git-ignore', '--quiet', '--json'];
const ourFlags = [
  '--semgrep-compat',
  '--include-tests',
  '--min-confidence',
  'low',
  '--fail-on',
  'none',
  '--quiet',
];

/** Runs a program under GNU time. */
function measure(program: string, args: readonly string[]): Run {
  const figures = path.join(scratch, 'time.txt');
  rmSync(figures, { force: true });
  const limit = ['timeout', '--signal=INT', values.timeout];
  const timed = ['-f', '%e %U %S %M', '-o', figures, ...limit, program, ...args];
  const { error } = spawnSync('/usr/bin/time', timed, {
    stdio: 'ignore',
    env: { ...process.env, SEMGREP_SEND_METRICS: 'off' },
  });
  if (error !== undefined || !existsSync(figures)) throw new Error('GNU time is needed in /usr/bin/time.');
  const text = readFileSync(figures, 'utf8');
  const [wall = 0, user = 0, system = 0, memory = 0] = (text.trim().split('\n').at(-1) ?? '')
    .split(' ')
    .map(Number);
  return { wall, cpu: user + system, memory: memory / 1024, isWhole: wall < Number(values.timeout) };
}

function theirs(): Run {
  const output = path.join(scratch, 'theirs.json');
  return measure(values.semgrep, [
    'scan',
    ...theirFlags,
    ...['--output', output, '--config', rules, '-j', cores],
    ...folders,
  ]);
}

/** One scan a folder, as a project is a folder here; times add up, memory is that of the largest. */
function ours(): Run {
  const cli = path.join(root, 'dist', 'server', 'cli.js');
  const output = path.join(scratch, 'ours.json');
  return folders
    .map((folder) =>
      measure(process.execPath, [
        ...[cli, 'scan', folder, '--config', rules],
        ...[...ourFlags, '--format', 'json', '--output', output],
      ]),
    )
    .reduce((sum, run) => ({
      wall: sum.wall + run.wall,
      cpu: sum.cpu + run.cpu,
      memory: Math.max(sum.memory, run.memory),
      isWhole: sum.isWhole && run.isWhole,
    }));
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((left, right) => left - right);
  return sorted[sorted.length >> 1] ?? 0;
}

const runs: { readonly theirs: Run; readonly ours: Run }[] = [];
for (let at = 0; at < Number(values.runs); at++) runs.push({ theirs: theirs(), ours: ours() });
rmSync(scratch, { recursive: true, force: true });
for (const [name, unit] of [
  ['wall', 's'],
  ['cpu', 's'],
  ['memory', 'MiB'],
] as const) {
  const [left, right] = [
    median(runs.map((run) => run.theirs[name])),
    median(runs.map((run) => run.ours[name])),
  ];
  process.stdout.write(
    `${name.padEnd(8)} Semgrep ${left.toFixed(1)} ${unit}, here ${right.toFixed(1)} ${unit}, ${(left / right).toFixed(1)} times less\n`,
  );
}
const stopped = runs.filter((run) => !run.theirs.isWhole || !run.ours.isWhole).length;
process.stdout.write(`${runs.length} runs in turn, ${stopped} of them stopped before their end\n`);
