/**
 * `npm run bench -- DIR [--runs N]`: how fast a cold scan of DIR is, and what of that is parsing.
 *
 * Each run starts two fresh processes one after the other: the built command line on DIR, and a bare parse of the same
 * files (`createSourceFile` and one walk over the tree, JSDoc off). Printed are lines, wall and CPU seconds, lines per
 * second, peak memory, time of each stage, and how the indexing stage compares to the bare parse of the same run. With
 * several runs, the median of each figure.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import ts from 'typescript';
import { neverCancelled } from '../server/src/analyzer/base/cancellation.ts';
import { maxFileLength, maxMeanLineLength } from '../server/src/analyzer/base/limits.ts';
import { nodeHost, toLocation } from '../server/src/hosts/node/node-host.ts';
import { discoverFiles } from '../server/src/scan/discover.ts';
import { scannedFileKind } from '../server/src/scan/file-kinds.ts';
import { findRoots, resolveTargets } from '../server/src/scan/find-roots.ts';
import { readFiles } from '../server/src/scan/read-files.ts';
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

interface ParseRun {
  readonly files: number;
  readonly lines: number;
  readonly nodes: number;
  readonly wall: number;
  readonly cpu: number;
  readonly memory: number;
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

function parseOnce(folder: string): ParseRun {
  const args = ['--import', 'tsx', path.join(root, 'scripts', 'bench.ts'), '--parse', folder];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8', cwd: root });
  if (status !== 0) throw new Error(`The bare parse failed:\n${stderr}`);
  return JSON.parse(stdout);
}

/** In the second process: parses and walks, and prints its figures as JSON. */
async function parseOnly(folder: string): Promise<void> {
  const location = toLocation(path.resolve(folder));
  const targets = await resolveTargets(nodeHost, [{ location, name: folder }]);
  const roots = await findRoots(nodeHost, targets.scannedRoot);
  const { files } = await discoverFiles(nodeHost, targets, roots, [], neverCancelled);
  const read = await readFiles(nodeHost, roots.analysisRoot, files, neverCancelled, () => undefined);
  const texts = [...read.texts].filter(([file, text]) => scannedFileKind(file) === 'code' && isParsed(text));
  const lines = texts.reduce((sum, [, text]) => sum + countLines(text), 0);
  const cpuBefore = process.cpuUsage();
  const start = process.hrtime.bigint();
  let nodes = 0;
  const walk = (node: ts.Node): void => {
    nodes++;
    ts.forEachChild(node, walk);
  };
  for (const [file, text] of texts)
    walk(
      ts.createSourceFile(file, text, {
        languageVersion: ts.ScriptTarget.Latest,
        jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
      }),
    );
  const wall = Number(process.hrtime.bigint() - start) / 1e9;
  const { user, system } = process.cpuUsage(cpuBefore);
  const memory = process.resourceUsage().maxRSS / 1024;
  const run: ParseRun = { files: texts.length, lines, nodes, wall, cpu: (user + system) / 1e6, memory };
  process.stdout.write(JSON.stringify(run));
}

/** Files that the analyzer parses too. */
function isParsed(text: string): boolean {
  return text.length <= maxFileLength && text.length / countLines(text) <= maxMeanLineLength;
}

function countLines(text: string): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

function report(folder: string, scans: readonly ScanRun[], parses: readonly ParseRun[]): void {
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
  row('', 'scan', 'bare parse');
  row('wall', seconds(wall), seconds(of(parses, (run) => run.wall)));
  row('CPU', seconds(of(scans, (run) => run.cpu)), seconds(of(parses, (run) => run.cpu)));
  row(
    'lines per second',
    perSecond(lines, wall),
    perSecond(
      parses[0]?.lines ?? 0,
      of(parses, (run) => run.wall),
    ),
  );
  row(
    'peak memory',
    `${Math.round(of(scans, (run) => run.memory))} MiB`,
    `${Math.round(of(parses, (run) => run.memory))} MiB`,
  );
  for (const stage of scan?.stages.keys() ?? [])
    row(`  ${stage}`, seconds(of(scans, (run) => run.stages.get(stage) ?? 0)));
  // Pair by pair, because how busy the machine is changes from run to run.
  const ratios = scans.map((run, index) => (run.stages.get('index') ?? 0) / (parses[index]?.wall ?? 1));
  row('index / bare parse', median(ratios).toFixed(2));
}

function perSecond(lines: number, wall: number): string {
  return wall > 0 ? String(Math.round(lines / wall)) : '-';
}

async function main(args: readonly string[]): Promise<void> {
  if (args[0] === '--parse') return parseOnly(args[1] ?? '.');
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
    const scans: ScanRun[] = [];
    const parses: ParseRun[] = [];
    for (let run = 0; run < runs; run++) {
      scans.push(scanOnce(folder, scratch));
      parses.push(parseOnce(folder));
    }
    report(folder, scans, parses);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
