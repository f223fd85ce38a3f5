/**
 * `--stats`: time of each stage, CPU time and memory of the process, sizes of the analysis. Never part of a report
 * unless asked for, because it differs from run to run.
 */
import { formatCount } from '../report/report.ts';
import type { ScanResult } from '../scan/scan-workspace.ts';
import type { ProcessUsage } from './cli-environment.ts';

/** The figures, as JSON has them. */
export interface ScanStatistics {
  readonly totalMilliseconds: number;
  readonly linesPerSecond: number;
  readonly cpuMilliseconds: number;
  readonly peakMemoryMebibytes: number;
  readonly stages: readonly { readonly stage: string; readonly milliseconds: number }[];
  readonly analysis: ScanResult['statistics'];
  /** What the analysis had to leave open. */
  readonly open: {
    readonly calls: number;
    readonly callsUnresolved: number;
    readonly functionsOverBudget: number;
    readonly gaps: number;
  };
  readonly [key: string]: unknown;
}

/** Rounds to whole milliseconds. */
export function statisticsOf(result: ScanResult, usage: ProcessUsage): ScanStatistics {
  const total = result.timings.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  return {
    totalMilliseconds: Math.round(total),
    linesPerSecond: total > 0 ? Math.round((1000 * result.coverage.lines) / total) : 0,
    cpuMilliseconds: Math.round(usage.cpuMilliseconds),
    peakMemoryMebibytes: Math.round(usage.peakMemoryMebibytes),
    stages: result.timings.map(({ stage, milliseconds }) => ({
      stage,
      milliseconds: Math.round(milliseconds),
    })),
    analysis: result.statistics,
    open: {
      calls: result.coverage.calls,
      callsUnresolved: result.coverage.callsUnresolved,
      functionsOverBudget: result.coverage.functionsOverBudget,
      gaps: result.coverage.gaps.length,
    },
  };
}

/** A table for people. */
export function statisticsText(statistics: ScanStatistics): string {
  const row = (name: string, value: string): string => `  ${name.padEnd(22)} ${value.padStart(12)}`;
  return [
    'Statistics',
    row('time', `${formatCount(statistics.totalMilliseconds)} ms`),
    ...statistics.stages.map(({ stage, milliseconds }) =>
      row(`  ${stage}`, `${formatCount(milliseconds)} ms`),
    ),
    row('CPU time', `${formatCount(statistics.cpuMilliseconds)} ms`),
    row('peak memory', `${formatCount(statistics.peakMemoryMebibytes)} MiB`),
    row('lines per second', formatCount(statistics.linesPerSecond)),
    ...Object.entries(statistics.analysis).map(([name, value]) => row(name, formatCount(value))),
    ...Object.entries(statistics.open).map(([name, value]) => row(name, formatCount(value))),
    '',
  ].join('\n');
}
