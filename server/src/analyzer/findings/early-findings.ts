/**
 * What is certain of an edited file while its analysis is still on its way.
 *
 * From the findings of the last analysis, the edit, and the drafts that are final already to the findings of the file:
 * those of rules that are not through stay, moved with the text. Where the edit stands in one of them nobody knows
 * whether it holds, so then there is no early answer at all.
 */
import type { FileFacts } from '../ir/file-facts.ts';
import type { CompiledRule } from '../rules/rule.ts';
import { finishFindings } from './build-findings.ts';
import type { FindingDraft } from './draft-file-matches.ts';
import type {
  EndpointRef,
  Evidence,
  Finding,
  FindingFix,
  FindingMetavariable,
  SourceRange,
} from './finding.ts';
import { rangeIn } from './source-range.ts';
import { applySuppressions } from './suppress.ts';

/** What the answer is made of. */
export interface EarlyInput {
  /** The file as it is now. */
  readonly facts: FileFacts;
  readonly text: string;
  /** Its text at the last analysis, and what was found in it. */
  readonly textBefore: string;
  readonly before: readonly Finding[];
  /** Final drafts of the file, of all rules that {@link isFinal} holds for. */
  readonly drafts: readonly FindingDraft[];
  readonly isFinal: (ruleId: string) => boolean;
  readonly rules: ReadonlyMap<string, CompiledRule>;
  readonly today: string;
}

/** Findings of the file, sorted, with suppressed ones marked; undefined if it cannot be told what becomes of one. */
export function earlyFindings(input: EarlyInput): readonly Finding[] | undefined {
  const { facts, drafts, before, rules, isFinal } = input;
  const shift = shiftBetween(input.textBefore, input.text);
  const kept: FindingDraft[] = [];
  for (const finding of before) {
    const rule = rules.get(finding.ruleId);
    if (rule === undefined) return undefined;
    if (isFinal(finding.ruleId)) continue;
    const moved = moveFinding(finding, facts, shift);
    if (moved === undefined) return undefined;
    kept.push({ rule, finding: moved, sinkName: '', fingerprint: finding.fingerprint });
  }
  const finished = finishFindings([...drafts, ...kept]);
  return applySuppressions(finished, new Map([[facts.path, facts]]), input.today).findings;
}

/** One replacement that makes a text of another. */
interface Shift {
  /** What is replaced, in the text of before: from … to - 1. */
  readonly from: number;
  readonly to: number;
  /** Added to offsets behind it. */
  readonly by: number;
}

function shiftBetween(before: string, now: string): Shift {
  const most = Math.min(before.length, now.length);
  let same = 0;
  while (same < most && before.charCodeAt(same) === now.charCodeAt(same)) same++;
  let sameEnd = 0;
  while (
    sameEnd < most - same &&
    before.charCodeAt(before.length - 1 - sameEnd) === now.charCodeAt(now.length - 1 - sameEnd)
  )
    sameEnd++;
  return { from: same, to: before.length - sameEnd, by: now.length - before.length };
}

/** The range in the new text; undefined if it begins or ends in what was replaced. */
function moveRange(range: SourceRange, facts: FileFacts, { from, to, by }: Shift): SourceRange | undefined {
  const { start } = range;
  const end = start + range.length;
  const newStart = start >= to ? start + by : start < from ? start : -1;
  const newEnd = end <= from ? end : end >= to ? end + by : -1;
  return newStart < 0 || newEnd < newStart ? undefined : rangeIn(facts, newStart, newEnd - newStart);
}

function moveFinding(
  finding: Finding,
  facts: FileFacts,
  shift: Shift,
): Omit<Finding, 'fingerprint'> | undefined {
  const { fingerprint, suppression, metavariables, ...rest } = finding;
  const location = moveRange(finding.location, facts, shift);
  if (location === undefined) return undefined;
  const inFile = <T extends SourceRange>(range: T): SourceRange | undefined =>
    range.path === facts.path ? moveRange(range, facts, shift) : range;
  const { evidence } = finding;
  // What was edited on the way is shown at the edit.
  const place = (range: SourceRange): SourceRange =>
    inFile(range) ?? rangeIn(facts, Math.min(range.start, shift.from), 0);
  const ofEndpoint = (endpoint: EndpointRef): EndpointRef => ({
    ...endpoint,
    handler: place(endpoint.handler),
  });
  return {
    ...rest,
    location,
    ...(rest.endpoint && { endpoint: ofEndpoint(rest.endpoint) }),
    evidence: moveEvidence(evidence, place, ofEndpoint),
    fixes: finding.fixes.flatMap((fix) => moveFix(fix, inFile) ?? []),
    ...(metavariables && { metavariables: metavariables.map((one) => moveVariable(one, shift)) }),
  };
}

function moveEvidence(
  evidence: Evidence,
  place: (range: SourceRange) => SourceRange,
  ofEndpoint: (endpoint: EndpointRef) => EndpointRef,
): Evidence {
  if (evidence.kind === 'match') return evidence;
  const steps = evidence.steps.map((step) => ({ ...step, location: place(step.location) }));
  return evidence.kind === 'flow'
    ? { ...evidence, steps }
    : { ...evidence, steps, endpoint: ofEndpoint(evidence.endpoint) };
}

/** Undefined if the edit stands where the fix would change something. */
function moveFix(
  fix: FindingFix,
  inFile: (range: SourceRange) => SourceRange | undefined,
): FindingFix | undefined {
  const edits: FindingFix['edits'][number][] = [];
  for (const edit of fix.edits) {
    const location = inFile(edit.location);
    if (location === undefined) return undefined;
    edits.push({ ...edit, location });
  }
  return { ...fix, edits };
}

function moveVariable(variable: FindingMetavariable, { to, by }: Shift): FindingMetavariable {
  return variable.start >= to
    ? { ...variable, start: variable.start + by, end: variable.end + by }
    : variable;
}
