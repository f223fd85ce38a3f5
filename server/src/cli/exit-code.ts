/**
 * What the exit code says. Documented in docs/cli.md; never changed.
 */

/** The five exit codes. */
export const exitCodes = {
  /** Nothing at the gate. */
  ok: 0,
  /** Findings at or above `--fail-on`. */
  findings: 1,
  /** Wrong usage, configuration or rule file. */
  usage: 2,
  /** An error of ours. */
  bug: 3,
  /** Less was fully analyzed than `--require-coverage` asks for. */
  coverage: 4,
} as const;

/** One of them. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What happened in a scan that ran to its end. */
export interface ScanOutcome {
  readonly findingsAtGate: number;
  readonly isCoverageMissed: boolean;
  /** Errors in what the user wrote: rule files, configuration. */
  readonly hasUserProblems: boolean;
  /** Errors in what we ship. */
  readonly hasOwnProblems: boolean;
}

/** 3 wins over 2, both over 1, 1 over 4. */
export function decideExitCode(outcome: ScanOutcome): ExitCode {
  if (outcome.hasOwnProblems) return exitCodes.bug;
  if (outcome.hasUserProblems) return exitCodes.usage;
  if (outcome.findingsAtGate > 0) return exitCodes.findings;
  return outcome.isCoverageMissed ? exitCodes.coverage : exitCodes.ok;
}

/** For the documentation: code and meaning. */
export const exitCodeMeanings: readonly (readonly [ExitCode, string])[] = [
  [exitCodes.ok, 'Nothing at the gate.'],
  [exitCodes.findings, 'Findings at or above `--fail-on`.'],
  [
    exitCodes.usage,
    'Wrong usage, configuration or rule file. Findings of the rules that are right are printed all the same.',
  ],
  [exitCodes.bug, 'An error of ours.'],
  [exitCodes.coverage, 'Less was fully analyzed than `--require-coverage` asks for.'],
];
