/**
 * Results of rule tests for people and, in the shape of `semgrep test --json`, for programs.
 */
import type { DiffLine } from './line-diff.ts';
import { diffLines } from './line-diff.ts';
import { toPrintable } from './printable.ts';
import { countOf } from './report.ts';

/** One rule in one target; 1-based lines. */
export interface ReportedTarget {
  readonly path: string;
  readonly expected: readonly number[];
  readonly reported: readonly number[];
  readonly missing: readonly number[];
  readonly unexpected: readonly number[];
  readonly forbidden: readonly number[];
  readonly promotable: readonly { readonly line: number; readonly kind: 'todoruleid' | 'todook' }[];
}

type Outcome = 'passed' | 'failed' | 'untested';

/** One rule file. Fits the results of `scan/rule-tests`. */
export interface ReportedRuleTest {
  readonly ruleFile: string;
  readonly checks: readonly {
    readonly ruleId: string;
    readonly outcome: Outcome;
    readonly targets: readonly ReportedTarget[];
  }[];
  readonly fixes: readonly {
    readonly path: string;
    readonly fixedPath: string | undefined;
    readonly outcome: Outcome;
    readonly expected: string;
    readonly actual: string;
  }[];
  readonly problems: readonly { readonly severity: 'error' | 'warning'; readonly message: string }[];
  readonly hasTargets: boolean;
}

/** How a report reads and what it has at hand. */
export interface RuleTestView {
  /** Only what failed, and the sums. */
  readonly isQuiet: boolean;
  /** 1-based line of a target. */
  readonly lineOf: (path: string, line: number) => string | undefined;
}

/** Lines of one target that are listed; all are counted. */
const maxListed = 20;

/** Lines of a difference that are shown. */
const maxDiffLines = 60;

/** Sums over all rule files. */
export interface RuleTestTotals {
  readonly passed: number;
  readonly failed: number;
  readonly untested: number;
  readonly fixesPassed: number;
  readonly fixesFailed: number;
  readonly errors: number;
}

/** Adds up. */
export function sumRuleTests(results: readonly ReportedRuleTest[]): RuleTestTotals {
  const checks = results.flatMap((result) => result.checks);
  const fixes = results.flatMap((result) => result.fixes);
  const count = (list: readonly { readonly outcome: Outcome }[], outcome: Outcome): number =>
    list.filter((item) => item.outcome === outcome).length;
  return {
    passed: count(checks, 'passed'),
    failed: count(checks, 'failed'),
    untested: count(checks, 'untested'),
    fixesPassed: count(fixes, 'passed'),
    fixesFailed: count(fixes, 'failed'),
    errors: results.flatMap(({ problems }) => problems).filter(({ severity }) => severity === 'error').length,
  };
}

/** For people: what failed with the lines it is about, then the sums. */
export function ruleTestsText(results: readonly ReportedRuleTest[], view: RuleTestView): string {
  const lines = results.flatMap((result) => ruleFileText(result, view));
  const totals = sumRuleTests(results);
  const fixes =
    totals.fixesPassed + totals.fixesFailed === 0
      ? ''
      : ` ${countOf(totals.fixesPassed + totals.fixesFailed, 'fix test')}: ${totals.fixesPassed} passed, ${totals.fixesFailed} failed.`;
  const untested = totals.untested === 0 ? '' : `, ${totals.untested} without a test`;
  const errors = totals.errors === 0 ? '' : ` ${countOf(totals.errors, 'error')}.`;
  lines.push(
    `${countOf(totals.passed + totals.failed + totals.untested, 'rule')}: ${totals.passed} passed, ${totals.failed} failed${untested}.${fixes}${errors}`,
  );
  return `${lines.map(toPrintable).join('\n')}\n`;
}

function ruleFileText(result: ReportedRuleTest, view: RuleTestView): readonly string[] {
  const lines: string[] = [];
  for (const { ruleId, outcome, targets } of result.checks) {
    if (outcome === 'untested') {
      if (!view.isQuiet) lines.push(`untested  ${ruleId}  ${result.ruleFile}`);
      continue;
    }
    if (outcome === 'passed') {
      if (!view.isQuiet) lines.push(`passed    ${ruleId}  ${targets.map(({ path }) => path).join(', ')}`);
    } else {
      lines.push(`FAILED    ${ruleId}  ${result.ruleFile}`);
      for (const target of targets) lines.push(...failureText(target, view));
    }
    if (!view.isQuiet) lines.push(...targets.flatMap((target) => promotionText(target)));
  }
  for (const { path, fixedPath, outcome, expected, actual } of result.fixes) {
    if (outcome === 'passed' && !view.isQuiet) lines.push(`passed    fix  ${path}`);
    if (outcome === 'untested' && !view.isQuiet)
      lines.push(`untested  fix  ${path} (name what it should look like ${fixedName(path)})`);
    if (outcome === 'failed') {
      lines.push(`FAILED    fix  ${path} is not ${fixedPath ?? ''} after its fixes (- expected, + got)`);
      lines.push(...diffText(diffLines(expected, actual)));
    }
  }
  return lines;
}

function fixedName(path: string): string {
  return path.replace(/(\.[^./]+)$/, '.fixed$1');
}

function failureText(target: ReportedTarget, view: RuleTestView): readonly string[] {
  const rows = [
    ...target.missing.map((line) => ({ line, sign: '-', what: 'not reported' })),
    ...target.unexpected.map((line) => ({
      line,
      sign: '+',
      what: target.forbidden.includes(line) ? 'reported, but must not be' : 'reported, but not expected',
    })),
  ].sort((a, b) => a.line - b.line);
  const lines = rows.slice(0, maxListed).flatMap(({ line, sign, what }) => {
    const code = view.lineOf(target.path, line)?.trim() ?? '';
    return [`  ${sign} ${target.path}:${line}: ${what}`, ...(code === '' ? [] : [`      ${code}`])];
  });
  return rows.length <= maxListed ? lines : [...lines, `  … and ${rows.length - maxListed} more lines`];
}

function promotionText({ path, promotable }: ReportedTarget): readonly string[] {
  return promotable.map(({ line, kind }) =>
    kind === 'todoruleid'
      ? `  ${path}:${line}: is reported now; write ruleid instead of todoruleid`
      : `  ${path}:${line}: is no longer reported; write ok instead of todook`,
  );
}

const diffSigns: Readonly<Record<DiffLine['kind'], string>> = { same: ' ', removed: '-', added: '+' };

function diffText(diff: readonly DiffLine[]): readonly string[] {
  const lines = diff
    .slice(0, maxDiffLines)
    .map(({ kind, line, text }) => `  ${String(line).padStart(5)} ${diffSigns[kind]} ${text}`);
  return diff.length <= maxDiffLines ? lines : [...lines, `  … and ${diff.length - maxDiffLines} more lines`];
}

/** The shape of `semgrep test --json`. `absolute`: from a path to the one that Semgrep would name. */
export function ruleTestsJson(
  results: readonly ReportedRuleTest[],
  absolute: (path: string) => string,
): string {
  const shape = {
    results: Object.fromEntries(
      results
        .filter(({ hasTargets }) => hasTargets)
        .map(({ ruleFile, checks }) => [
          ruleFile,
          {
            checks: Object.fromEntries(
              checks
                .filter(({ outcome }) => outcome !== 'untested')
                .map(({ ruleId, outcome, targets }) => [
                  ruleId,
                  {
                    passed: outcome === 'passed',
                    matches: Object.fromEntries(
                      targets.map(({ path, expected, reported }) => [
                        absolute(path),
                        { expected_lines: expected, reported_lines: reported },
                      ]),
                    ),
                    errors: [],
                  },
                ]),
            ),
          },
        ]),
    ),
    fixtest_results: Object.fromEntries(
      results
        .flatMap(({ fixes }) => fixes)
        .filter(({ outcome }) => outcome !== 'untested')
        .map(({ path, outcome }) => [path, { passed: outcome === 'passed' }]),
    ),
    config_missing_tests: results.filter(({ hasTargets }) => !hasTargets).map(({ ruleFile }) => ruleFile),
    config_missing_fixtests: results
      .filter(({ fixes }) => fixes.some(({ outcome }) => outcome === 'untested'))
      .map(({ ruleFile }) => ruleFile),
    config_with_errors: results
      .map(({ ruleFile, problems }) => ({
        filename: ruleFile,
        error: problems.filter(({ severity }) => severity === 'error').map(({ message }) => message),
      }))
      .filter(({ error }) => error.length > 0),
  };
  return `${JSON.stringify(shape, undefined, 2)}\n`;
}
