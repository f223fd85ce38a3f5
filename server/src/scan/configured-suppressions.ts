/**
 * `suppressions` of the configuration file, applied to findings: the same as a comment in the code, for a whole file
 * or folder.
 *
 * A comment goes first. Entries that hide nothing are problems, so that they do not pile up; not so when only a part of
 * what the file speaks about was scanned.
 */
import type { Problem } from '../analyzer/base/problem.ts';
import type { Finding } from '../analyzer/findings/finding.ts';
import type { Location } from '../hosts/host.ts';
import { createMatcher } from '../hosts/ignore-files.ts';
import { patternPrefix } from './discover.ts';
import type { LoadedConfiguration } from './load-configuration.ts';

/**
 * Marks what the configuration suppresses. Paths of `findings` are relative to `scannedRoot`. `today` (`YYYY-MM-DD`)
 * ends entries dated before it; empty ends none. `isWhole`: all of `scannedRoot` was scanned with all rules.
 */
export function suppressConfigured(
  findings: readonly Finding[],
  configuration: Pick<LoadedConfiguration, 'settings' | 'folder' | 'name'>,
  scannedRoot: Location,
  { today, isWhole }: { readonly today: string; readonly isWhole: boolean },
): { readonly findings: readonly Finding[]; readonly problems: readonly Problem[] } {
  const { settings, folder, name } = configuration;
  if (settings.suppressions.length === 0 || folder === undefined) return { findings, problems: [] };
  const prefix = patternPrefix(folder, scannedRoot);
  const entries = settings.suppressions.map((setting) => ({
    setting,
    matcher: createMatcher([setting.path]),
    isExpired: setting.until !== '' && today !== '' && setting.until < today,
    isUsed: false,
  }));
  const marked = findings.map((finding) => {
    const path = prefix + finding.location.path;
    // A path above the scanned folder is none that a pattern could name.
    if (finding.location.path.startsWith('../')) return finding;
    const fitting = entries.filter(
      ({ setting, matcher }) => setting.rule === finding.ruleId && matcher.ignores(path),
    );
    for (const entry of fitting) entry.isUsed = true;
    const holding = fitting.find(({ isExpired }) => !isExpired);
    if (holding === undefined || finding.suppression !== undefined) return finding;
    const { reason, until } = holding.setting;
    return { ...finding, suppression: { syntax: 'configuration' as const, reason, until } };
  });
  const problems = entries
    .filter(({ isUsed }) => !isUsed && isWhole && prefix === '')
    .map(({ setting: { rule, path, line, column } }) => ({
      severity: 'warning' as const,
      message: `This suppression hides nothing: there is no finding of "${rule}" in "${path}". Remove it, or correct the rule or the path.`,
      path: name,
      line,
      column,
      ruleId: rule,
    }));
  return { findings: marked, problems };
}
