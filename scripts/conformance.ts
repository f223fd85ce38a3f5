/**
 * `node --import tsx scripts/conformance.ts rules=DIR patterns=DIR …`: our engine beside real Semgrep, rule by rule.
 *
 * Options: `--semgrep PROGRAM` (default `semgrep`), `--cache DIR` for its answers, `--cross` (every rule on every target,
 * not only on its own), `--only TEXT`, `--languages js,ts`, `--json FILE` for the whole comparison, `--details` for lines.
 * `--record FILE` writes Semgrep's answers for `test/golden/semgrep.test.ts`; `--page FILE` writes the page of differences.
 * Semgrep is no dependency: install it somewhere outside (`python3 -m venv V && V/bin/pip install semgrep`).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import {
  type ConformanceCase,
  type ConformanceFolder,
  readCases,
  readExpectation,
} from './conformance/cases.ts';
import { type Answers, askSemgrep } from './conformance/oracle.ts';
import { askOurs } from './conformance/ours.ts';
import { compatibilityPage } from './conformance/page.ts';

interface Difference {
  readonly path: string;
  readonly line: number;
  readonly kind: 'missing' | 'extra';
  /** What the annotations of the target say of the line, if anything. */
  readonly annotation: '' | 'must be reported' | 'must not be reported';
}

/** How the engines compare on one rule. */
export interface CaseResult {
  readonly name: string;
  readonly languages: readonly string[];
  readonly isTaint: boolean;
  readonly theirProblem: string;
  readonly ourProblem: string;
  /** Whether Semgrep reports exactly the annotated lines of the rule's own targets. */
  readonly theyPass: boolean;
  readonly wePass: boolean;
  readonly same: number;
  readonly differences: readonly Difference[];
  /** Findings on the same line whose range differs. */
  readonly ranges: number;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    semgrep: { type: 'string', default: 'semgrep' },
    cache: { type: 'string', default: path.join(os.tmpdir(), 'conformance-cache') },
    only: { type: 'string', default: '' },
    languages: { type: 'string', default: '' },
    json: { type: 'string', default: '' },
    cross: { type: 'boolean', default: false },
    details: { type: 'boolean', default: false },
    record: { type: 'string', default: '' },
    page: { type: 'string', default: '' },
  },
});
const folders = positionals.map((text): ConformanceFolder => {
  const [kind, folder] = text.split('=');
  if ((kind !== 'rules' && kind !== 'patterns') || folder === undefined)
    throw new Error(`"${text}" names no folder. Write rules=DIR or patterns=DIR.`);
  return { kind, path: path.resolve(folder) };
});
const wanted = values.languages === '' ? [] : values.languages.split(',');
const families: Readonly<Record<string, string>> = { javascript: 'js', typescript: 'ts' };
const isWanted = (one: ConformanceCase): boolean =>
  wanted.length === 0 || one.languages.some((name) => wanted.includes(families[name] ?? name));
const all = readCases(folders).filter(isWanted);
const targetsOf = (cases: readonly ConformanceCase[]): string[] => [
  ...new Set(cases.flatMap(({ targets }) => targets)),
];
const theirs = askSemgrep(values.semgrep, values.cache, all, targetsOf(all));
const cases = all.filter(({ name }) => name.includes(values.only));
const ours = askOurs(cases, targetsOf(cases));
const results = cases.map((one) => compare(one, values.cross ? targetsOf(cases) : one.targets));
if (values.json !== '')
  writeFileSync(values.json, JSON.stringify({ version: theirs.version, results }, undefined, 1));
if (values.record !== '') writeFileSync(values.record, recorded());
if (values.page !== '') writeFileSync(values.page, compatibilityPage(theirs.version, results));
print(results);

/** Rule → target → lines that Semgrep reports, as JSON that reads well in a difference. */
function recorded(): string {
  const answers: Record<string, Record<string, readonly number[]>> = {};
  for (const one of cases)
    answers[one.name] = Object.fromEntries(
      one.targets.map((target) => [
        path.basename(target),
        [...linesOf(theirs, one.id, target).keys()].sort((a, b) => a - b),
      ]),
    );
  const text = JSON.stringify({ version: theirs.version, answers }, undefined, 1);
  return `${text.replace(/\[[\s\d,]*\]/g, (list) => list.replace(/\s+/g, ' '))}\n`;
}

function compare(one: ConformanceCase, targets: readonly string[]): CaseResult {
  const differences: Difference[] = [];
  let same = 0;
  let ranges = 0;
  let theyPass = true;
  let wePass = true;
  for (const target of targets) {
    const expected = readExpectation(readFileSync(target, 'utf8'), one.ruleId);
    const isOwn = one.targets.includes(target);
    const theirLines = linesOf(theirs, one.id, target);
    const ourLines = linesOf(ours, one.id, target);
    if (isOwn) {
      theyPass &&= passes(theirLines, expected);
      wePass &&= passes(ourLines, expected);
    }
    for (const line of new Set([...theirLines.keys(), ...ourLines.keys()])) {
      const their = theirLines.get(line);
      const our = ourLines.get(line);
      if (their !== undefined && our !== undefined) {
        same++;
        if (their !== our) ranges++;
        continue;
      }
      const annotation = !isOwn
        ? ''
        : expected.reported.has(line)
          ? 'must be reported'
          : expected.silent.has(line)
            ? 'must not be reported'
            : '';
      differences.push({ path: target, line, kind: our === undefined ? 'missing' : 'extra', annotation });
    }
  }
  return {
    name: one.name,
    languages: one.languages,
    isTaint: one.rule.mode === 'taint' || one.rule.taint !== undefined,
    theirProblem: theirs.broken[one.id] ?? '',
    ourProblem: ours.broken[one.id] ?? '',
    theyPass,
    wePass,
    same,
    differences,
    ranges,
  };
}

/** Line → the ranges that begin on it, as one text. */
function linesOf(answers: Answers, id: string, target: string): Map<number, string> {
  const lines = new Map<number, string[]>();
  for (const range of answers.ranges)
    if (range.id === id && range.path === target)
      lines.set(range.line, [
        ...(lines.get(range.line) ?? []),
        `${range.column}-${range.endLine}:${range.endColumn}`,
      ]);
  return new Map([...lines].map(([line, texts]) => [line, [...new Set(texts)].sort().join(' ')]));
}

function passes(lines: ReadonlyMap<number, string>, expected: ReturnType<typeof readExpectation>): boolean {
  return lines.size === expected.reported.size && [...expected.reported].every((line) => lines.has(line));
}

function print(list: readonly CaseResult[]): void {
  const out = (text: string): boolean => process.stdout.write(`${text}\n`);
  for (const one of list) {
    const isSame = one.differences.length === 0 && one.ourProblem === '';
    if (isSame && !values.details) continue;
    const missing = one.differences.filter(({ kind }) => kind === 'missing');
    const extra = one.differences.filter(({ kind }) => kind === 'extra');
    const marks = [
      one.isTaint ? 'taint' : '',
      one.theyPass ? '' : 'they fail',
      one.wePass ? 'we pass' : '',
    ].filter(Boolean);
    out(
      `${isSame ? 'same' : 'DIFF'} ${one.name} [${marks.join(', ')}] same ${one.same} missing ${missing.length} extra ${extra.length} ranges ${one.ranges}`,
    );
    if (one.ourProblem !== '') out(`     our problem: ${one.ourProblem}`);
    if (one.theirProblem !== '')
      out(`     their problem: ${one.theirProblem.replaceAll('\n', ' ').slice(0, 300)}`);
    for (const { kind, path: file, line, annotation } of one.differences.slice(0, 12))
      out(`     ${kind} ${file}:${line} ${annotation}`);
  }
  const count = (test: (one: CaseResult) => boolean): number => list.filter(test).length;
  const identical = (one: CaseResult): boolean => one.differences.length === 0 && one.ourProblem === '';
  out(
    `rules ${list.length}; identical ${count(identical)}; Semgrep passes ${count((one) => one.theyPass)}, of these identical ${count((one) => one.theyPass && identical(one))}`,
  );
  out(
    `taint rules ${count((one) => one.isTaint)}; identical ${count((one) => one.isTaint && identical(one))}; left out by us ${count((one) => one.ourProblem !== '')}`,
  );
  out(
    `ranges differ in ${count((one) => one.ranges > 0)} rules; lines: same ${sum(list, (one) => one.same)}, missing ${sum(list, (one) => one.differences.filter(({ kind }) => kind === 'missing').length)}, extra ${sum(list, (one) => one.differences.filter(({ kind }) => kind === 'extra').length)}`,
  );
}

function sum(list: readonly CaseResult[], of: (one: CaseResult) => number): number {
  return list.reduce((total, one) => total + of(one), 0);
}
