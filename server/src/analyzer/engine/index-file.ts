/**
 * One job per file: text → facts, pattern matches and identifier literals. The syntax tree lives no longer than this.
 *
 * Fenced: whatever goes wrong in one file becomes a coverage gap of that file, and its other results stay.
 */
import { hashText } from '../base/hash.ts';
import { maxFileLength } from '../base/limits.ts';
import { buildLineStarts } from '../base/line-index.ts';
import type { CoverageGap } from '../base/problem.ts';
import { scanIdentifierLiterals } from '../classification/scan-literals.ts';
import { codeOfFile } from '../frontends/javascript/embedded-code.ts';
import { lowerModule } from '../frontends/javascript/lower-module.ts';
import { parseModule } from '../frontends/javascript/parse.ts';
import { readSuppressions } from '../frontends/javascript/suppressions.ts';
import { isTestPath, triageFile } from '../frontends/javascript/triage.ts';
import { emptyModule } from '../ir/empty-module.ts';
import type { FileFacts, FileTriage, IdentifierLiteral } from '../ir/file-facts.ts';
import { matchRules, type PreparedRules } from '../matching/match-rules.ts';
import { matchTexts } from '../matching/match-texts.ts';
import type { MatchFacts } from '../matching/rule-matches.ts';
import type { DataTypeCatalog } from '../rules/data-type.ts';

/** Everything known of one file. */
export interface IndexedFile {
  readonly facts: FileFacts;
  readonly matches: MatchFacts;
  readonly literals: readonly IdentifierLiteral[];
  /** Gaps of matching, which depend on the rules. */
  readonly matchGaps: readonly CoverageGap[];
  /** How many functions the file has, also when its lowered code was not kept. */
  readonly functionCount: number;
  /** Whether the lowered code is kept: only rules that look beyond single files need it. */
  readonly isWhole: boolean;
}

/** What indexing needs besides the file. */
export interface IndexContext {
  readonly rules: PreparedRules;
  readonly rulesDigest: string;
  readonly catalog: DataTypeCatalog;
  readonly testIdentityNumbers: ReadonlySet<string>;
  /** Whether any rule asks for identifier literals. */
  readonly wantsLiterals: boolean;
  /** Whether the lowered code is wanted after matching. */
  readonly wantsCode: boolean;
}

const triageMessages: Readonly<Record<Exclude<FileTriage, 'code'>, string>> = {
  'data-table':
    'The file is a table of literals; its contents were not followed as code. Code it holds belongs in a file of its own.',
  minified:
    'The file looks minified or bundled; it was only searched for identifiers, not analyzed as code. Scan its sources.',
  'too-large': `The file has more than ${maxFileLength / 1_000_000} million characters; it was only searched for identifiers, not analyzed as code. Scan its sources, or split it.`,
};

/** Indexes one file. Never throws. */
export function indexFile(path: string, text: string, context: IndexContext): IndexedFile {
  const lineStarts = buildLineStarts(text);
  const textHash = hashText(text);
  const isTest = isTestPath(path);
  const matchGaps: CoverageGap[] = [];
  const literals = fence(path, 'Identifiers could not be searched', matchGaps, () => {
    return context.wantsLiterals
      ? scanIdentifierLiterals(text, context.catalog, {
          isCode: true,
          testIdentityNumbers: context.testIdentityNumbers,
        })
      : [];
  });
  const code = codeOfFile(path, text);
  const triage = triageFile(path, code);
  const noMatches: MatchFacts = { path, rulesDigest: context.rulesDigest, matches: [] };
  const gaps: CoverageGap[] = [];
  if (triage !== 'code') gaps.push({ kind: `file-${triage}`, path, message: triageMessages[triage] });
  const empty = (): FileFacts => ({
    path,
    textHash,
    triage,
    lineStarts,
    isTest,
    ir: emptyModule(path),
    gaps,
    suppressions: [],
  });
  const withoutCode = (facts: FileFacts): IndexedFile => ({
    facts,
    matches: noMatches,
    literals: literals ?? [],
    matchGaps,
    functionCount: 0,
    isWhole: true,
  });
  if (triage === 'minified' || triage === 'too-large') return withoutCode(empty());
  const lowered = fence(path, 'The file could not be read as code', gaps, () => {
    const parsed = parseModule(path, text, triage);
    return { parsed, module: lowerModule(parsed) };
  });
  if (!lowered) return withoutCode(empty());
  const { parsed, module } = lowered;
  const suppressions =
    fence(path, 'Suppression comments could not be read', gaps, () => readSuppressions(code, lineStarts)) ??
    [];
  const facts: FileFacts = {
    path,
    textHash,
    triage,
    lineStarts,
    isTest,
    ir: module.ir,
    gaps: [...gaps, ...parsed.problems, ...module.gaps],
    suppressions,
  };
  const matched = fence(path, 'The rules could not be matched', matchGaps, () =>
    matchRules(context.rules, parsed, module.expressionValues, module.ir),
  );
  if (matched) matchGaps.push(...matched.gaps);
  const asText = matchAsText(path, text, context, matchGaps);
  const own = matched?.facts ?? noMatches;
  const matches = asText.length === 0 ? own : { ...own, matches: [...own.matches, ...asText] };
  const isWhole = context.wantsCode;
  return {
    facts: isWhole ? facts : { ...facts, ir: emptyModule(path) },
    matches,
    literals: literals ?? [],
    matchGaps,
    functionCount: module.ir.functions.length,
    isWhole,
  };
}

/** Files that are no code are matched up to this size, in UTF-16 units. */
const maxTextFileLength = 2_000_000;

/** Indexes a file that is no code: its text alone is matched. Never throws. */
export function indexText(path: string, text: string, context: IndexContext): IndexedFile {
  const lineStarts = buildLineStarts(text);
  const matchGaps: CoverageGap[] = [];
  const matches = text.length > maxTextFileLength ? [] : matchAsText(path, text, context, matchGaps);
  const hasComments = matches.length > 0 && text.includes('nosem');
  const facts: FileFacts = {
    path,
    textHash: '',
    triage: 'code',
    lineStarts,
    isTest: isTestPath(path),
    ir: emptyModule(path),
    gaps: [],
    suppressions: hasComments ? readTextSuppressions(text) : [],
  };
  return {
    facts,
    matches: { path, rulesDigest: context.rulesDigest, matches },
    literals: [],
    matchGaps,
    functionCount: 0,
    isWhole: true,
  };
}

function matchAsText(
  path: string,
  text: string,
  context: IndexContext,
  gaps: CoverageGap[],
): MatchFacts['matches'] {
  const found = fence(path, 'The rules could not be matched', gaps, () =>
    matchTexts(context.rules, { path, text }),
  );
  if (found) gaps.push(...found.gaps);
  return found?.matches ?? [];
}

/** `nosemgrep` in a file without comments that we know: it speaks about its own line, or alone on it about the next. */
function readTextSuppressions(text: string): FileFacts['suppressions'] {
  const found: FileFacts['suppressions'][number][] = [];
  let start = 0;
  for (const [line, content] of text.split('\n').entries()) {
    const match =
      /(?<![\w-])nosem(?:grep)?(?![\w-])(?:[ \t]*:[ \t"']*([\w./-]+(?:[ \t"']*,[ \t"']*[\w./-]+)*))?/i.exec(
        content,
      );
    if (match !== null)
      found.push({
        ruleIds: match[1] === undefined ? [] : match[1].split(',').map((id) => id.replace(/[\s"']/g, '')),
        reason: '',
        until: '',
        syntax: 'nosemgrep',
        targetLine: /^\s*(?:#|\/\/|<!--|--|;|\/\*|\*)\s*$/.test(content.slice(0, match.index))
          ? line + 1
          : line,
        start: start + match.index,
        length: match[0].length,
      });
    start += content.length + 1;
  }
  return found;
}

function fence<T>(path: string, what: string, gaps: CoverageGap[], work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    gaps.push({
      kind: 'internal-error',
      path,
      message: `${what}: an error of ours (${reason}). The rest of the scan is not affected.`,
    });
    return undefined;
  }
}
