/**
 * `npm run bench:growth -- DIR… [--lines N,N,N] [--rules N]`: how time and memory of a cold scan grow with the program.
 *
 * The folders are repositories, read as they are. For each size, their files are copied to a scratch folder until it has
 * that many lines, one repository after the other, and the built command line scans it with all rules. Printed are
 * lines, wall and CPU seconds, CPU and memory per 1,000 lines, the share of values that survive stage 1, and the share
 * of the guard analysis; last, the largest program with the first N rules only. On a busy machine only CPU time can be
 * compared.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { neverCancelled } from '../server/src/analyzer/base/cancellation.ts';
import { nodeHost, toLocation } from '../server/src/hosts/node/node-host.ts';
import { discoverFiles } from '../server/src/scan/discover.ts';
import { scannedFileKind } from '../server/src/scan/file-kinds.ts';
import { findRoots, resolveTargets } from '../server/src/scan/find-roots.ts';
import { root, runNodeOrExit } from './run.mjs';

/** The part of the JSON report that is read here. */
interface ScanReport {
  readonly findings: readonly unknown[];
  readonly coverage: { readonly lines: number };
  readonly statistics: {
    readonly totalMilliseconds: number;
    readonly cpuMilliseconds: number;
    readonly peakMemoryMebibytes: number;
    readonly analysis: { readonly values: number; readonly survivors: number };
    readonly stages: readonly { readonly stage: string; readonly milliseconds: number }[];
  };
}

interface SourceFile {
  readonly from: string;
  /** Below the scratch folder. */
  readonly to: string;
  readonly lines: number;
}

const cli = path.join(root, 'dist', 'server', 'cli.js');

/** Files of a repository that a scan reads, in the order of their paths. */
async function filesOf(folder: string): Promise<SourceFile[]> {
  const location = toLocation(path.resolve(folder));
  const targets = await resolveTargets(nodeHost, [{ location, name: folder }]);
  const roots = await findRoots(nodeHost, targets.scannedRoot);
  const { files } = await discoverFiles(nodeHost, targets, roots, [], neverCancelled);
  return files
    .map((file) => file.path)
    .sort()
    .map((file) => {
      const below = file.slice(roots.prefix.length);
      const from = path.resolve(folder, below);
      const isCode = scannedFileKind(file) === 'code';
      return {
        from,
        to: path.join(path.basename(path.resolve(folder)), below),
        lines: isCode ? readFileSync(from, 'utf8').split('\n').length : 0,
      };
    });
}

/** Copies files until there are `lines` lines of code. */
function fill(target: string, files: readonly SourceFile[], lines: number): void {
  let copied = 0;
  for (const file of files) {
    if (copied >= lines) return;
    const to = path.join(target, file.to);
    mkdirSync(path.dirname(to), { recursive: true });
    cpSync(file.from, to);
    copied += file.lines;
  }
}

function scan(folder: string, scratch: string): ScanReport {
  const output = path.join(scratch, 'report.json');
  const args = ['--format', 'json', '--stats', '--quiet', '--fail-on', 'none', '--output', output];
  const { stderr } = spawnSync(process.execPath, [cli, 'scan', folder, ...args], { encoding: 'utf8' });
  if (!existsSync(output)) throw new Error(`The scan wrote no report:\n${stderr}`);
  const report: ScanReport = JSON.parse(readFileSync(output, 'utf8'));
  rmSync(output);
  return report;
}

function print(name: string, { coverage, statistics, findings }: ScanReport): void {
  const { totalMilliseconds, cpuMilliseconds, peakMemoryMebibytes, analysis, stages } = statistics;
  const total = stages.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const guards = stages.find(({ stage }) => stage === 'guards')?.milliseconds ?? 0;
  const thousands = coverage.lines / 1000;
  const cells = [
    name,
    coverage.lines,
    (totalMilliseconds / 1000).toFixed(1),
    (cpuMilliseconds / 1000).toFixed(1),
    (cpuMilliseconds / thousands).toFixed(1),
    Math.round(peakMemoryMebibytes),
    (peakMemoryMebibytes / thousands).toFixed(2),
    `${((100 * analysis.survivors) / analysis.values).toFixed(1)} %`,
    `${((100 * guards) / total).toFixed(1)} %`,
    findings.length,
  ];
  console.log(cells.map((cell) => String(cell).padStart(12)).join(''));
}

/** Switches all rules but the first `count` (by id) off. */
function keepRules(folder: string, count: number): void {
  const { stdout } = spawnSync(process.execPath, [cli, 'rules', '--format', 'json'], { encoding: 'utf8' });
  const listed: readonly { readonly id: string }[] = JSON.parse(stdout);
  const ids = listed.map(({ id }) => id).sort();
  const off = ids.slice(count).map((id) => `  ${id}: off`);
  writeFileSync(path.join(folder, 'sekretess.yml'), `rules:\n${off.join('\n')}\n`);
}

function optionOf(args: readonly string[], name: string, otherwise: string): string {
  const at = args.indexOf(name);
  return at < 0 ? otherwise : (args[at + 1] ?? otherwise);
}

async function main(args: readonly string[]): Promise<void> {
  const sizes = optionOf(args, '--lines', '50000,200000,1000000').split(',').map(Number);
  const rules = Number(optionOf(args, '--rules', '20'));
  const folders = args.filter(
    (argument, index) => !argument.startsWith('--') && !args[index - 1]?.startsWith('--'),
  );
  if (folders.length === 0 || sizes.some((size) => !(size > 0)) || !Number.isInteger(rules)) {
    console.error(
      'Name repositories: npm run bench:growth -- DIR… [--lines 50000,200000,1000000] [--rules 20]',
    );
    process.exitCode = 2;
    return;
  }
  runNodeOrExit(['build.mjs', '--quiet']);
  const files: SourceFile[] = [];
  for (const folder of folders) files.push(...(await filesOf(folder)));
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'sekretess-growth-'));
  const head = [
    '',
    'lines',
    'wall s',
    'CPU s',
    'CPU ms/kl',
    'MiB',
    'MiB/kl',
    'survivors',
    'guards',
    'findings',
  ];
  console.log(head.map((cell) => cell.padStart(12)).join(''));
  try {
    for (const size of sizes) {
      const program = path.join(scratch, String(size));
      fill(program, files, size);
      print('all rules', scan(program, scratch));
      if (size !== Math.max(...sizes)) continue;
      keepRules(program, rules);
      print(`${rules} rules`, scan(program, scratch));
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
