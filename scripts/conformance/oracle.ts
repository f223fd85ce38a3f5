/**
 * Runs real Semgrep over all rules and all targets at once, and keeps its answer by the text of both.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import type { ConformanceCase } from './cases.ts';

/** One range that an engine reports. Lines are 1-based. */
export interface ReportedRange {
  readonly id: string;
  /** Absolute. */
  readonly path: string;
  readonly line: number;
  readonly endLine: number;
  readonly column: number;
  readonly endColumn: number;
}

/** What an engine said. */
export interface Answers {
  readonly version: string;
  readonly ranges: readonly ReportedRange[];
  /** Id of a rule that did not run, or not everywhere → why. */
  readonly broken: Readonly<Record<string, string>>;
}

interface SemgrepReport {
  readonly version: string;
  readonly results: readonly {
    readonly check_id: string;
    readonly path: string;
    readonly start: { readonly line: number; readonly col: number };
    readonly end: { readonly line: number; readonly col: number };
  }[];
  readonly errors: readonly {
    readonly type: unknown;
    readonly message?: string;
    readonly rule_id?: string;
    readonly path?: string;
  }[];
}

/** Asks Semgrep, or takes what it said before about the same rules and targets. */
export function askSemgrep(
  program: string,
  cache: string,
  cases: readonly ConformanceCase[],
  targets: readonly string[],
): Answers {
  const hash = createHash('sha256');
  for (const { rule } of cases) hash.update(JSON.stringify(rule));
  for (const target of targets) hash.update(target).update(readFileSync(target));
  const kept = path.join(cache, `${hash.digest('hex').slice(0, 16)}.json`);
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8')) as Answers;
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'conformance-'));
  const rules = path.join(scratch, 'rules.json');
  const output = path.join(scratch, 'output.json');
  writeFileSync(rules, JSON.stringify({ rules: cases.map(({ rule }) => rule) }));
  const flags = ['--metrics=off', '--disable-version-check', '--disable-nosem', '--no-git-ignore', '--quiet'];
  const limits = ['--timeout', '60', '--max-target-bytes', '0', '--no-rewrite-rule-ids'];
  const run = spawnSync(
    program,
    ['scan', '--json', '--output', output, '--config', rules, ...flags, ...limits, ...targets],
    { encoding: 'utf8', env: { ...process.env, SEMGREP_SEND_METRICS: 'off' }, maxBuffer: 1 << 28 },
  );
  if (!existsSync(output)) throw new Error(`Semgrep wrote no report:\n${run.stderr}${run.stdout}`);
  const report = JSON.parse(readFileSync(output, 'utf8')) as SemgrepReport;
  rmSync(scratch, { recursive: true });
  const broken: Record<string, string> = {};
  for (const { rule_id, message, type } of report.errors)
    if (rule_id !== undefined) broken[rule_id] = message ?? JSON.stringify(type);
  const answers: Answers = {
    version: report.version,
    ranges: report.results.map(({ check_id, path: file, start, end }) => ({
      id: check_id.split('.').at(-1) ?? '',
      path: path.resolve(file),
      line: start.line,
      endLine: end.line,
      column: start.col,
      endColumn: end.col,
    })),
    broken,
  };
  mkdirSync(cache, { recursive: true });
  writeFileSync(kept, JSON.stringify(answers));
  return answers;
}
