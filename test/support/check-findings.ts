/**
 * Compares what was reported with what the comments of a fixture expect.
 *
 * Strict: a finding that no comment expects is a failure, and so is a comment about a rule nobody knows. Known
 * misses and known false reports are asserted as they are; when reality improves, the failure asks for promotion.
 */
import type { Annotation } from './annotations.ts';
import type { AnnotatedFile } from './fixture.ts';

/** A finding as far as fixtures care. */
export interface ReportedFinding {
  readonly ruleId: string;
  /** As in the fixture's files. */
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  readonly dataTypes: readonly string[];
  /** Places of the code flow in order, source first. 1-based lines. */
  readonly steps?: readonly { readonly path: string; readonly line: number }[];
}

/** What may be reported at all. */
export interface CheckOptions {
  /** All rules that ran; when given, a comment about another rule is a failure. */
  readonly ruleIds?: readonly string[];
}

/** One failure, a sentence with its place in the fixture. */
interface Failure {
  readonly file: AnnotatedFile | undefined;
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

/**
 * All disagreements, sorted by place; empty when the fixture holds. Each reads `path:line: what`, and in a fixture of
 * several files also says on which line of the fixture that is.
 */
export function checkFindings(
  findings: readonly ReportedFinding[],
  files: readonly AnnotatedFile[],
  options: CheckOptions = {},
): string[] {
  const failures: Failure[] = [];
  const known = options.ruleIds === undefined ? undefined : new Set(options.ruleIds);
  for (const file of files) {
    const fail = (line: number, message: string): void => {
      failures.push({ file, path: file.path, line, message });
    };
    for (const error of file.expected.errors) fail(error.line, error.message);
    for (const it of file.expected.annotations) {
      if (known !== undefined && !known.has(it.ruleId))
        fail(it.commentLine, `No rule has the id ${it.ruleId}.`);
    }
    checkFile(findings, file, fail);
  }
  const paths = new Set(files.map((file) => file.path));
  for (const finding of findings) {
    if (paths.has(finding.path)) continue;
    const message = `Unexpected finding of ${finding.ruleId} in a file that is not in the fixture.`;
    failures.push({ file: undefined, path: finding.path, line: finding.line, message });
  }
  checkSteps(findings, files, failures);
  return failures.sort(byPlace).map(show);
}

/** Throws with the whole list when anything disagrees. */
export function assertFindings(
  findings: readonly ReportedFinding[],
  files: readonly AnnotatedFile[],
  options: CheckOptions = {},
): void {
  const failures = checkFindings(findings, files, options);
  if (failures.length > 0) throw new Error(`${failures.length} disagreement(s):\n${failures.join('\n')}`);
}

type Fail = (line: number, message: string) => void;

function checkFile(findings: readonly ReportedFinding[], file: AnnotatedFile, fail: Fail): void {
  const places = new Map<
    string,
    { line: number; ruleId: string; here: ReportedFinding[]; said: Annotation[] }
  >();
  const placeOf = (line: number, ruleId: string) => {
    const key = `${line} ${ruleId}`;
    const place = places.get(key) ?? { line, ruleId, here: [], said: [] };
    places.set(key, place);
    return place;
  };
  for (const it of findings) if (it.path === file.path) placeOf(it.line, it.ruleId).here.push(it);
  for (const it of file.expected.annotations)
    if (it.kind !== 'step') placeOf(it.line, it.ruleId).said.push(it);
  for (const { line, ruleId, here, said } of places.values()) checkPlace(line, ruleId, here, said, fail);
}

/** Everything about one rule on one line. */
function checkPlace(
  line: number,
  ruleId: string,
  here: readonly ReportedFinding[],
  said: readonly Annotation[],
  fail: Fail,
): void {
  const kind = said[0]?.kind;
  const isReported = here.length > 0;
  const reason = said[0]?.reason ?? '';
  switch (kind) {
    case undefined:
      fail(
        line,
        `Unexpected finding of ${ruleId}${typesText(here)}. Annotate it with \`ruleid: ${ruleId}\` if it is right.`,
      );
      return;
    case 'ok':
      if (isReported)
        fail(line, `Unexpected finding of ${ruleId}${typesText(here)}; the line is marked \`ok\`.`);
      return;
    case 'ruleid':
      if (!isReported) fail(line, `Missing finding of ${ruleId}.`);
      else checkDataTypes(line, ruleId, here, said, fail);
      return;
    case 'todoruleid':
      if (isReported)
        fail(line, `${ruleId} is now reported (${reason}). Promote \`todoruleid\` to \`ruleid\`.`);
      return;
    case 'todook':
      if (!isReported)
        fail(line, `${ruleId} is no longer reported (${reason}). Promote \`todook\` to \`ok\`.`);
      else checkDataTypes(line, ruleId, here, said, fail);
      return;
    case 'step':
      return;
  }
}

/** Each finding must match one expected set exactly, each expected set one finding. */
function checkDataTypes(
  line: number,
  ruleId: string,
  here: readonly ReportedFinding[],
  said: readonly Annotation[],
  fail: Fail,
): void {
  const expected = said.flatMap((it) => (it.dataTypes === undefined ? [] : [setText(it.dataTypes)]));
  if (expected.length === 0) return;
  const actual = here.map((it) => setText(it.dataTypes));
  const isOpen = said.some((it) => it.dataTypes === undefined);
  const missing = expected.filter((it) => !actual.includes(it));
  const surplus = isOpen ? [] : actual.filter((it) => !expected.includes(it));
  if (missing.length === 0 && surplus.length === 0) return;
  fail(line, `${ruleId} has data types ${actual.join(' and ')}, expected ${expected.join(' and ')}.`);
}

function setText(types: readonly string[]): string {
  return `{${[...new Set(types)].sort().join(', ')}}`;
}

function typesText(findings: readonly ReportedFinding[]): string {
  const texts = findings.filter((it) => it.dataTypes.length > 0).map((it) => setText(it.dataTypes));
  return texts.length === 0 ? '' : ` ${texts.join(' ')}`;
}

interface ExpectedStep {
  readonly file: AnnotatedFile;
  readonly annotation: Annotation;
}

/** The numbered steps of a rule must occur, in this order, in the code flow of at least one of its findings. */
function checkSteps(
  findings: readonly ReportedFinding[],
  files: readonly AnnotatedFile[],
  failures: Failure[],
): void {
  const stepsByRule = new Map<string, ExpectedStep[]>();
  for (const file of files) {
    for (const annotation of file.expected.annotations) {
      if (annotation.kind !== 'step') continue;
      const steps = stepsByRule.get(annotation.ruleId) ?? [];
      steps.push({ file, annotation });
      stepsByRule.set(annotation.ruleId, steps);
    }
  }
  for (const [ruleId, steps] of stepsByRule) {
    steps.sort((a, b) => a.annotation.step - b.annotation.step);
    const wrong = steps.find((it, n) => it.annotation.step !== n + 1);
    const blame = wrong ?? steps[0];
    if (blame === undefined) continue;
    const fail = (message: string): void => {
      failures.push({ file: blame.file, path: blame.file.path, line: blame.annotation.line, message });
    };
    if (wrong !== undefined) {
      fail(`Steps of ${ruleId} must be numbered 1, 2, 3, … once each; found step ${wrong.annotation.step}.`);
      continue;
    }
    const flows = findings.filter((it) => it.ruleId === ruleId).map((it) => it.steps ?? []);
    if (flows.some((flow) => passes(flow, steps))) continue;
    const wanted = steps.map((it) => `${it.file.path}:${it.annotation.line}`).join(' → ');
    const seen = flows.map((flow) => flow.map((it) => `${it.path}:${it.line}`).join(' → ') || '(no steps)');
    fail(
      `No code flow of ${ruleId} passes ${wanted}. ${seen.length === 0 ? 'It has no finding.' : `Seen: ${seen.join(' | ')}.`}`,
    );
  }
}

function passes(flow: NonNullable<ReportedFinding['steps']>, steps: readonly ExpectedStep[]): boolean {
  let next = 0;
  for (const it of flow) {
    // Two numbered steps on one line are met by one place of the flow each, or by the same one.
    while (steps[next]?.file.path === it.path && steps[next]?.annotation.line === it.line) next++;
  }
  return next === steps.length;
}

function byPlace(a: Failure, b: Failure): number {
  return compareText(a.path, b.path) || a.line - b.line || compareText(a.message, b.message);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function show(failure: Failure): string {
  const { file, path, line, message } = failure;
  const offset = (file?.firstLine ?? 1) - 1;
  const inFixture = offset === 0 ? '' : ` (line ${line + offset} of the fixture)`;
  return `${path}:${line}${inFixture}: ${message}`;
}
