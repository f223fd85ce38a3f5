/**
 * Between the argument parser, which answers `--help` alone, and the commands, which need the engine: two bundles that
 * share only these types.
 */
import type { Writable } from 'node:stream';

/** A stream that may be a terminal. */
export type OutputStream = Writable & { readonly isTTY?: boolean };

/** What the process gives to a run. */
export interface CliEnvironment {
  readonly version: string;
  /** Absolute path of this platform. */
  readonly currentFolder: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  /** What the process has used so far. */
  readonly usage: () => ProcessUsage;
}

/** CPU time and memory of this process. */
export interface ProcessUsage {
  readonly cpuMilliseconds: number;
  readonly peakMemoryMebibytes: number;
}

/** `sekretess scan`, checked. */
export interface ScanArguments {
  /** As written; never empty. */
  readonly paths: readonly string[];
  readonly format: 'text' | 'sarif' | 'json' | 'semgrep-json';
  readonly output: string | undefined;
  readonly config: readonly string[];
  readonly severity: 'critical' | 'high' | 'medium' | 'low';
  readonly minConfidence: 'high' | 'medium' | 'low';
  readonly failOn: 'critical' | 'high' | 'medium' | 'low' | 'none';
  readonly requireCoverage: number | undefined;
  readonly includeTests: boolean;
  /** Patterns as in `.gitignore`, relative to the scanned folder. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** An earlier report, as written. */
  readonly baseline: string | undefined;
  readonly autofix: boolean;
  readonly dryRun: boolean;
  readonly semgrepCompat: boolean;
  readonly stats: boolean;
  readonly quiet: boolean;
  /** False: `--no-color`. */
  readonly color: boolean;
}

/** `sekretess explain`. */
export interface ExplainArguments {
  /** Method and path, or a part of the path, as written. */
  readonly endpoint: string;
  /** What is scanned; never empty. */
  readonly paths: readonly string[];
  readonly format: 'text' | 'json';
  readonly quiet: boolean;
}

/** `sekretess endpoints`. */
export interface EndpointsArguments {
  /** As written; never empty. */
  readonly paths: readonly string[];
  readonly format: 'text' | 'json';
  readonly quiet: boolean;
}

/** `sekretess map`. */
export interface MapArguments {
  /** As written; never empty. */
  readonly paths: readonly string[];
  readonly format: 'text' | 'json' | 'html';
  readonly output: string | undefined;
  /** An earlier map, as written. */
  readonly diff: string | undefined;
  readonly minConfidence: 'high' | 'medium' | 'low';
  readonly quiet: boolean;
}

/** `sekretess rules`. */
export interface RulesArguments {
  readonly config: readonly string[];
  readonly format: 'text' | 'json';
}

/** `sekretess test`. */
export interface TestArguments {
  /** Rules with their targets beside them; with `config`, targets alone. Never empty. */
  readonly paths: readonly string[];
  readonly config: readonly string[];
  readonly json: boolean;
  readonly minConfidence: 'high' | 'medium' | 'low' | undefined;
  readonly semgrepCompat: boolean;
  readonly quiet: boolean;
}

/** `sekretess debug-flow`. */
export interface DebugFlowArguments {
  /** `FILE:LINE` or `FILE:LINE:COLUMN`, as written. */
  readonly place: string;
  /** What is scanned; empty: the project of the file. */
  readonly paths: readonly string[];
  readonly config: readonly string[];
  /** Empty: all. */
  readonly rules: readonly string[];
  readonly includeTests: boolean;
  readonly json: boolean;
}

/** `sekretess model`. */
export interface ModelArguments {
  /** `init` or `test`, as written. */
  readonly action: string;
  readonly names: readonly string[];
  readonly output: string | undefined;
}

/** The commands that need the engine. Each resolves to the exit code. */
export interface CliCommands {
  scan(args: ScanArguments, environment: CliEnvironment): Promise<number>;
  explain(args: ExplainArguments, environment: CliEnvironment): Promise<number>;
  endpoints(args: EndpointsArguments, environment: CliEnvironment): Promise<number>;
  map(args: MapArguments, environment: CliEnvironment): Promise<number>;
  rules(args: RulesArguments, environment: CliEnvironment): Promise<number>;
  explainRule(
    args: { readonly id: string; readonly config: readonly string[] },
    environment: CliEnvironment,
  ): Promise<number>;
  debugFlow(args: DebugFlowArguments, environment: CliEnvironment): Promise<number>;
  model(args: ModelArguments, environment: CliEnvironment): Promise<number>;
  test(args: TestArguments, environment: CliEnvironment): Promise<number>;
  validate(args: { readonly rules: readonly string[] }, environment: CliEnvironment): Promise<number>;
}
