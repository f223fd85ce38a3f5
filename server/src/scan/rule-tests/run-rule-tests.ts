/**
 * Runs rule files on their targets and compares what is reported with what the targets expect.
 *
 * Each rule file runs alone, without the shipped rules, and each of its targets alone, unless targets import each other.
 * `paths` of rules count for nothing here, and test code is scanned like any other. Known failings (`todo…`) never fail
 * a test; that reality has become better is said.
 */
import { neverCancelled } from '../../analyzer/base/cancellation.ts';
import type { Problem } from '../../analyzer/base/problem.ts';
import type { Engine, KnowledgeFile } from '../../analyzer/engine/engine.ts';
import type { Finding } from '../../analyzer/findings/finding.ts';
import type { Host } from '../../hosts/host.ts';
import { applyFixes } from '../apply-fixes.ts';
import { type ConfidenceTier, isAtLeastConfidence } from '../options.ts';
import { compareTarget, type TargetComparison } from './compare-target.ts';
import type { RuleTest, TestTarget } from './find-rule-tests.ts';
import { type RuleAnnotation, readRuleAnnotations } from './read-annotations.ts';

/** One rule on its targets. */
export interface RuleCheck {
  readonly ruleId: string;
  /** `untested`: no target says anything about the rule. */
  readonly outcome: 'passed' | 'failed' | 'untested';
  readonly targets: readonly (TargetComparison & { readonly path: string })[];
}

/** A target after its fixes against what it should look like. */
export interface FixCheck {
  readonly path: string;
  /** Undefined: rules change the target, and nothing says what it should look like then. */
  readonly fixedPath: string | undefined;
  readonly outcome: 'passed' | 'failed' | 'untested';
  readonly expected: string;
  readonly actual: string;
}

/** Everything about one rule file. */
export interface RuleFileResult {
  readonly ruleFile: string;
  readonly checks: readonly RuleCheck[];
  readonly fixes: readonly FixCheck[];
  /** Of the rule file and of comments in its targets. Errors are the author's to mend before the test means anything. */
  readonly problems: readonly Problem[];
  readonly hasTargets: boolean;
}

/** What tests run with. */
export interface RuleTestOptions {
  readonly createEngine: () => Engine;
  /** The shipped models and data types; its rules do not run. */
  readonly knowledge: readonly KnowledgeFile[];
  /** Undefined: low for Semgrep's rules, medium for ours. */
  readonly minConfidence: ConfidenceTier | undefined;
  readonly semgrepCompat: boolean;
}

const maxFileBytes = 16_000_000;

interface TargetText {
  readonly target: TestTarget;
  readonly text: string;
}

/** Runs the tests of one rule file. */
export async function runRuleTest(
  host: Host,
  test: RuleTest,
  options: RuleTestOptions,
): Promise<RuleFileResult> {
  const problems: Problem[] = [];
  const ruleFile = test.ruleFile.name;
  const read = async (file: { readonly name: string; readonly location: string }) => {
    const outcome = await host.readText(file.location, maxFileBytes);
    if (outcome.kind === 'text') return outcome.text;
    problems.push(
      problemAt(file.name, 1, 'The file cannot be read as text. Make it readable, or take it out.'),
    );
    return undefined;
  };
  const ruleText = await read(test.ruleFile);
  const texts: TargetText[] = [];
  for (const target of test.targets) {
    const text = await read(target);
    if (text !== undefined) texts.push({ target, text });
  }
  const empty = { ruleFile, checks: [], fixes: [], problems, hasTargets: test.targets.length > 0 };
  if (ruleText === undefined) return empty;
  const run = runEngines(options, { path: ruleFile, text: ruleText }, texts);
  problems.push(...run.problems);

  const ruleIds = new Set(run.rules.map(({ id }) => id));
  const checks = new Map<string, (TargetComparison & { readonly path: string })[]>();
  for (const id of ruleIds) checks.set(id, []);
  let annotationCount = 0;
  for (const { target, text } of texts) {
    const { annotations, problems: unreadable } = readRuleAnnotations(text);
    annotationCount += annotations.length;
    problems.push(...unreadable.map(({ line, message }) => problemAt(target.name, line, message, 'warning')));
    const byRule = new Map<string, RuleAnnotation[]>();
    for (const annotation of annotations) {
      const id = resolveRuleId(annotation.ruleId, ruleIds);
      byRule.set(id, [...(byRule.get(id) ?? []), annotation]);
    }
    const findings = run.findings.filter(({ location }) => location.path === target.name);
    for (const id of new Set([...byRule.keys(), ...findings.map(({ ruleId }) => ruleId)])) {
      if (!ruleIds.has(id)) {
        reportUnknown(problems, target.name, byRule.get(id) ?? [], ruleFile, ruleText);
        continue;
      }
      const reported = findings
        .filter(({ ruleId }) => ruleId === id)
        .map(({ location }) => location.startLine + 1);
      checks.get(id)?.push({ path: target.name, ...compareTarget(byRule.get(id) ?? [], reported) });
    }
  }
  if (texts.length > 0 && annotationCount === 0 && ruleIds.size > 0)
    problems.push(
      problemAt(
        texts[0]?.target.name ?? ruleFile,
        1,
        `No comment here says what the rules of ${ruleFile} should report, so nothing is tested. Write \`// ruleid: ${[...ruleIds][0] ?? 'rule-id'}\` above a line that must be reported, and \`// ok: …\` above one that must not.`,
      ),
    );
  return {
    ...empty,
    checks: [...checks]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([ruleId, targets]) => ({ ruleId, outcome: outcomeOf(targets), targets })),
    fixes: await checkFixes(texts, run.findings, read),
  };
}

function outcomeOf(targets: readonly TargetComparison[]): RuleCheck['outcome'] {
  if (targets.some(({ missing, unexpected }) => missing.length + unexpected.length > 0)) return 'failed';
  return targets.some(({ annotations }) => annotations > 0) ? 'passed' : 'untested';
}

/** Semgrep's registry writes ids with their folders in front. */
function resolveRuleId(written: string, known: ReadonlySet<string>): string {
  if (known.has(written)) return written;
  for (let dot = written.indexOf('.'); dot >= 0; dot = written.indexOf('.', dot + 1))
    if (known.has(written.slice(dot + 1))) return written.slice(dot + 1);
  return written;
}

function reportUnknown(
  problems: Problem[],
  path: string,
  annotations: readonly RuleAnnotation[],
  ruleFile: string,
  ruleText: string,
): void {
  const [first] = annotations;
  if (first === undefined) return;
  const isWritten = ruleText.includes(first.ruleId);
  problems.push(
    problemAt(
      path,
      first.commentLine,
      isWritten
        ? `Rule "${first.ruleId}" of ${ruleFile} could not be loaded or is for other languages, so this is not tested.`
        : `There is no rule "${first.ruleId}" in ${ruleFile}, so this is not tested. Correct the id.`,
      isWritten || first.kind !== 'ruleid' ? 'warning' : 'error',
    ),
  );
}

interface EngineRun {
  readonly rules: ReturnType<Engine['rules']>;
  readonly findings: readonly Finding[];
  readonly problems: readonly Problem[];
}

function runEngines(
  options: RuleTestOptions,
  ruleFile: KnowledgeFile,
  texts: readonly TargetText[],
): EngineRun {
  const groups = doImportEachOther(texts) ? [texts] : texts.map((text) => [text]);
  const engine = options.createEngine();
  engine.applyChange({
    knowledge: options.knowledge,
    ruleFiles: { files: [ruleFile], includeDefaultRules: false },
    configuration: {
      rules: {},
      includeTests: true,
      testIdentityNumbers: [],
      sanitizers: [],
      today: '',
      isRuleTest: true,
      semgrepCompat: options.semgrepCompat,
    },
  });
  const findings: Finding[] = [];
  const problems: Problem[] = [];
  for (const group of groups) {
    engine.applyChange({ files: group.map(({ target, text }) => ({ path: target.name, text })) });
    for (const _ of engine.analyze([], neverCancelled));
    findings.push(...engine.findings());
    for (const { kind, path, message, start = 0 } of engine.coverage().gaps)
      if (kind === 'internal-error' || kind === 'syntax-error' || kind === 'budget') {
        const before = group.find(({ target }) => target.name === path)?.text.slice(0, start) ?? '';
        const severity = kind === 'internal-error' ? 'error' : 'warning';
        problems.push({
          ...problemAt(path, before.split('\n').length, message, severity),
          column: before.length - before.lastIndexOf('\n'),
        });
      }
    engine.applyChange({ files: group.map(({ target }) => ({ path: target.name, text: undefined })) });
  }
  // Patterns are checked when they are first needed.
  if (groups.length === 0) for (const _ of engine.analyze([], neverCancelled));
  const rules = engine.rules();
  const families = new Map(rules.map(({ id, family }) => [id, family]));
  return {
    rules,
    findings: findings.filter(({ ruleId, confidence }) =>
      isAtLeastConfidence(
        confidence,
        options.minConfidence ?? (families.get(ruleId) === 'semgrep' ? 'low' : 'medium'),
      ),
    ),
    problems: [...engine.problems().filter(({ path }) => path === ruleFile.path), ...problems],
  };
}

/** Whether a target names another one in an import. */
function doImportEachOther(texts: readonly TargetText[]): boolean {
  if (texts.length < 2) return false;
  const names = texts.map(({ target }) =>
    target.name.slice(target.name.lastIndexOf('/') + 1).replace(/\.[^.]+$/, ''),
  );
  return texts.some(({ text }) =>
    names.some((name) => text.includes(`'./${name}`) || text.includes(`"./${name}`)),
  );
}

async function checkFixes(
  texts: readonly TargetText[],
  findings: readonly Finding[],
  read: (file: { readonly name: string; readonly location: string }) => Promise<string | undefined>,
): Promise<readonly FixCheck[]> {
  const checks: FixCheck[] = [];
  for (const { target, text } of texts) {
    const own = findings.filter(({ location }) => location.path === target.name);
    const actual = applyFixes(text, target.name, own).text;
    if (target.fixed === undefined) {
      if (actual !== text)
        checks.push({ path: target.name, fixedPath: undefined, outcome: 'untested', expected: '', actual });
      continue;
    }
    const expected = await read(target.fixed);
    if (expected === undefined) continue;
    const isSame = normalized(expected) === normalized(actual);
    checks.push({
      path: target.name,
      fixedPath: target.fixed.name,
      outcome: isSame ? 'passed' : 'failed',
      expected,
      actual,
    });
  }
  return checks;
}

/** A missing line end at the end of a file is no difference. */
function normalized(text: string): string {
  return text.replace(/(?:\r\n|\n)+$/, '');
}

function problemAt(
  path: string,
  line: number,
  message: string,
  severity: Problem['severity'] = 'error',
): Problem {
  return { severity, message, path, line, column: 1 };
}
