/**
 * `--autofix`: writes the fixes of what was found into the files, or shows them with `--dryrun`.
 *
 * Only files of the scanned folder that are themselves and not links are written, whole or not at all, and only while
 * their text is the one that was analyzed. Byte order mark, line ends and permissions stay.
 */
import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { Finding } from '../analyzer/findings/finding.ts';
import { diffLines } from '../report/line-diff.ts';
import { toPrintable } from '../report/printable.ts';
import { countOf } from '../report/report.ts';
import { applyFixes } from '../scan/apply-fixes.ts';
import type { ScanResult } from '../scan/scan-workspace.ts';
import { writeFileAtomically } from './write-output.ts';

/** What was done, as text for people. `failed`: files that could not be written. */
export interface AutofixOutcome {
  readonly text: string;
  readonly failed: number;
}

/** Applies the fixes of all shown findings. `nameOf`: how a person calls a file of the scanned folder. */
export function autofix(
  { scannedRoot, findings, textOf }: ScanResult,
  isDryRun: boolean,
  nameOf: (path: string) => string,
): AutofixOutcome {
  const byPath = new Map<string, Finding[]>();
  for (const finding of findings)
    if (finding.fixes.length > 0)
      byPath.set(finding.location.path, [...(byPath.get(finding.location.path) ?? []), finding]);
  const lines: string[] = [];
  let fixed = 0;
  let files = 0;
  let failed = 0;
  for (const [file, own] of byPath) {
    const name = nameOf(file);
    const before = textOf(file);
    if (before === undefined) continue;
    const { text, applied, overlapping } = applyFixes(before, file, own);
    if (text === before) continue;
    const why = isDryRun ? whyUnfixable(scannedRoot, file, before) : write(scannedRoot, file, before, text);
    if (why === undefined) {
      fixed += applied;
      files++;
      if (isDryRun) lines.push(...toDiff(name, before, text));
    } else {
      failed++;
      lines.push(`${name} is not fixed: ${why}.`);
    }
    if (overlapping > 0)
      lines.push(
        `${name}: ${countOf(overlapping, 'fix', 'fixes')} left out, because another one changes the same text. Scan again.`,
      );
  }
  const what = isDryRun ? 'would be applied' : 'applied';
  lines.push(`${countOf(fixed, 'fix', 'fixes')} ${what} in ${countOf(files, 'file')}.`);
  return { text: `${lines.map(toPrintable).join('\n')}\n`, failed };
}

/** Why the file must not be written, as a clause. */
function whyUnfixable(scannedRoot: string, file: string, analyzed: string): string | undefined {
  if (file.startsWith('../') || path.isAbsolute(file)) return 'it lies outside of the scanned folder';
  const target = path.join(scannedRoot, file);
  try {
    if (!lstatSync(target).isFile()) return 'it is a link or no plain file';
    if (realpathSync(target) !== path.join(realpathSync(scannedRoot), file))
      return 'a folder on its path is a link';
    const bytes = readFileSync(target);
    if (!bytes.equals(Buffer.from(analyzed)) && !bytes.equals(Buffer.from(`\uFEFF${analyzed}`)))
      return 'it is not in UTF-8, or has changed since it was read';
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : 'the system gave no reason';
  }
}

function write(scannedRoot: string, file: string, before: string, after: string): string | undefined {
  const why = whyUnfixable(scannedRoot, file, before);
  if (why !== undefined) return why;
  const target = path.join(scannedRoot, file);
  try {
    const mark = readFileSync(target, 'utf8').startsWith('\uFEFF') ? '\uFEFF' : '';
    writeFileAtomically(target, mark + after);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : 'the system gave no reason';
  }
}

function toDiff(name: string, before: string, after: string): readonly string[] {
  const sign = { same: ' ', removed: '-', added: '+' };
  return [
    `${name}:`,
    ...diffLines(before, after).map(
      ({ kind, line, text }) => `${String(line).padStart(6)} ${sign[kind]} ${text}`,
    ),
  ];
}
