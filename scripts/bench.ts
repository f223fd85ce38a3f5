/**
 * `npm run bench -- DIR [--runs N]`: how fast a cold scan of DIR is, and what of that is parsing.
 *
 * Each run starts three fresh processes one after the other: the built command line on DIR, the front end alone on the
 * same files (parsing, binding and lowering), and a bare parse of them (`createSourceFile` and one walk over the tree,
 * JSDoc off). Printed are lines, wall and CPU seconds, lines per second, peak memory, time of each stage, and how the
 * front end and the indexing stage (which matches the rules too) compare to the bare parse of the same run. With several
 * runs, the median of each figure.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { bundleTool } from '../build.mjs';
import type { FileRun, FileWork } from './bench-files.ts';
import { root, runNodeOrExit } from './run.mjs';

/** Figures of one process. Times in seconds, memory in MiB. */
interface ScanRun {
  readonly files: number;
  readonly lines: number;
  readonly findings: number;
  readonly wall: number;
  readonly cpu: number;
  readonly memory: number;
  readonly stages: ReadonlyMap<string, number>;
}

/** The part of the JSON report that is read here. */
interface ScanReport {
  readonly findings: readonly unknown[];
  readonly coverage: { readonly files: number; readonly lines: number };
  readonly statistics: {
    readonly cpuMilliseconds: number;
    readonly peakMemoryMebibytes: number;
    readonly stages: readonly { readonly stage: string; readonly milliseconds: number }[];
  };
}

function scanOnce(folder: string, scratch: string): ScanRun {
  const output = path.join(scratch, 'report.json');
  const args = [path.join(root, 'dist', 'server', 'cli.js'), 'scan', folder];
  const start = process.hrtime.bigint();
  const { stderr } = spawnSync(
    process.execPath,
    [...args, '--format', 'json', '--stats', '--quiet', '--fail-on', 'none', '--output', output],
    { encoding: 'utf8' },
  );
  const wall = Number(process.hrtime.bigint() - start) / 1e9;
  if (!existsSync(output))
    throw new Error(`The scan wrote no report, so there is nothing to measure:\n${stderr}`);
  const { findings, coverage, statistics }: ScanReport = JSON.parse(readFileSync(output, 'utf8'));
  rmSync(output);
  return {
    files: coverage.files,
    lines: coverage.lines,
    findings: findings.length,
    wall,
    cpu: statistics.cpuMilliseconds / 1000,
    memory: statistics.peakMemoryMebibytes,
    stages: new Map(statistics.stages.map(({ stage, milliseconds }) => [stage, milliseconds / 1000])),
  };
}

/** Runs the bundled `bench-files.ts`. */
function workOnFiles(program: string, work: FileWork, folder: string): FileRun {
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, work, folder], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The run with ${work} failed:\n${stderr}`);
  return JSON.parse(stdout);
}

/** Bundles `bench-files.ts` as the product is bundled: unbundled modules would be slower than what users run. */
async function bundleFileWork(scratch: string): Promise<string> {
  const outfile = path.join(scratch, 'bench-files.js');
  await bundleTool('scripts/bench-files.ts', outfile);
  return outfile;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

function report(
  folder: string,
  scans: readonly ScanRun[],
  lowerings: readonly FileRun[],
  parses: readonly FileRun[],
): void {
  const of = <T>(runs: readonly T[], value: (run: T) => number): number => median(runs.map(value));
  const seconds = (value: number): string => `${value.toFixed(2)} s`;
  const row = (name: string, ...values: readonly string[]): void =>
    console.log(`${name.padEnd(24)}${values.map((value) => value.padStart(16)).join('')}`);
  const [scan] = scans;
  const lines = scan?.lines ?? 0;
  const wall = of(scans, (run) => run.wall);
  console.log(
    `${folder}: ${scan?.files ?? 0} files, ${lines} lines, ${scan?.findings ?? 0} findings; ${scans.length} runs`,
  );
  const alone = [lowerings, parses];
  const columns = (name: string, whole: string, value: (runs: readonly FileRun[]) => string): void =>
    row(name, whole, ...alone.map(value));
  row('', 'scan', 'front end', 'bare parse');
  columns('wall', seconds(wall), (runs) => seconds(of(runs, (run) => run.wall)));
  columns('CPU', seconds(of(scans, (run) => run.cpu)), (runs) => seconds(of(runs, (run) => run.cpu)));
  columns('lines per second', perSecond(lines, wall), (runs) =>
    perSecond(
      runs[0]?.lines ?? 0,
      of(runs, (run) => run.wall),
    ),
  );
  const mebibytes = (value: number): string => `${Math.round(value)} MiB`;
  columns('peak memory', mebibytes(of(scans, (run) => run.memory)), (runs) =>
    mebibytes(of(runs, (run) => run.memory)),
  );
  for (const stage of scan?.stages.keys() ?? [])
    row(`  ${stage}`, seconds(of(scans, (run) => run.stages.get(stage) ?? 0)));
  // Pair by pair, because how busy the machine is changes from run to run.
  const ratios = scans.map((run, index) => (run.stages.get('index') ?? 0) / (parses[index]?.wall ?? 1));
  const frontEnd = lowerings.map((run, index) => run.cpu / (parses[index]?.cpu ?? 1));
  row('front end / parse, CPU', median(frontEnd).toFixed(2));
  row('index / parse, wall', median(ratios).toFixed(2));
}

function perSecond(lines: number, wall: number): string {
  return wall > 0 ? String(Math.round(lines / wall)) : '-';
}

async function main(args: readonly string[]): Promise<void> {
  const at = args.indexOf('--runs');
  const runs = at < 0 ? 1 : Number(args[at + 1]);
  const [folder] = args.filter((_, index) => at < 0 || (index !== at && index !== at + 1));
  if (folder === undefined || !Number.isInteger(runs) || runs < 1) {
    console.error('Name the folder to measure: npm run bench -- DIR [--runs N]');
    process.exitCode = 2;
    return;
  }
  runNodeOrExit(['build.mjs', '--quiet']);
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'sekretess-bench-'));
  try {
    const program = await bundleFileWork(scratch);
    const scans: ScanRun[] = [];
    const lowerings: FileRun[] = [];
    const parses: FileRun[] = [];
    for (let run = 0; run < runs; run++) {
      scans.push(scanOnce(folder, scratch));
      lowerings.push(workOnFiles(program, '--lower', folder));
      parses.push(workOnFiles(program, '--parse', folder));
    }
    report(folder, scans, lowerings, parses);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
