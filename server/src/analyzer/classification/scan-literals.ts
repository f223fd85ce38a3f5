/**
 * Finds identifiers of real people written into a text: source code, fixtures, comments, data.
 *
 * A literal counts if its check digit and date hold and it is no published dummy and no official test number. Weak
 * formats (ten digits and the like) count only beside a word that names them. One native search jumps from digit
 * group to digit group and every candidate is bounded, so time is linear. The digits never leave this file.
 */

import type { IdentifierLiteral } from '../ir/file-facts.ts';
import type { DataTypeCatalog } from '../rules/data-type.ts';
import { foldText } from '../rules/fold-word.ts';
import { createTextLexer, type TextPlace } from './lex-text.ts';
import { checkIdentifier, type IdentifierCheck } from './national-ids.ts';
import { tokenizeName } from './tokenize.ts';
import { buildWordIndex, findWords, type WordIndex } from './word-index.ts';

/** What else a scan needs to know. */
export interface ScanOptions {
  /** Whether the text is code (or JSON), with strings and comments; otherwise all of it is plain text. */
  readonly isCode: boolean;
  /** Official test identity numbers, digits only. Not empty: membership decides, serials are no hint. */
  readonly testIdentityNumbers: ReadonlySet<string>;
}

/** Literals reported of one text. A table of a million people is one finding, not a million. */
const maxLiterals = 1_000;
/** UTF-16 units before and after a candidate, on its line, in which a word may name it. */
const contextReach = 120;

/** Confidence 0 … 1. The default threshold of findings is 0.6. */
const confidences = {
  named: 0.95,
  strong: 0.85,
  /** Twelve digits in a row, or an SSN by its dashes alone. */
  plain: 0.7,
  weakNamed: 0.8,
  maybeTest: 0.4,
} as const;

/** Single words that name an identifier although the vocabulary has them only in longer ones. */
const contextWords: Readonly<Record<string, readonly string[]>> = {
  se_pnr: ['pnr', 'personnr', 'samordning'],
  se_reserve: ['reservnummer', 'reservnr', 'reserv'],
  dk_cpr: ['cpr'],
  no_fnr: ['fnr'],
  fi_hetu: ['hetu'],
  uk_nhs: ['nhs'],
  us_ssn: ['ssn'],
  de_kvnr: ['kvnr', 'egk', 'gkv', 'versichertennummer'],
  nl_bsn: ['bsn'],
  fr_nir: ['nir', 'insee'],
};

/** The identifiers in a text, in order of position. */
export function scanIdentifierLiterals(
  text: string,
  catalog: DataTypeCatalog,
  options: ScanOptions = { isCode: true, testIdentityNumbers: new Set() },
): IdentifierLiteral[] {
  const literals: IdentifierLiteral[] = [];
  const digits = /\d{2}/g;
  const scan: Scan = { text, catalog, options, words: undefined, lexer: undefined };
  for (let match = digits.exec(text); match !== null; match = digits.exec(text)) {
    const start = startOfAtom(text, match.index);
    const end = endOfAtom(text, match.index);
    const found = start < 0 ? undefined : readCandidates(scan, start, end);
    digits.lastIndex = Math.max(end, found === undefined ? 0 : found.start + found.length);
    if (found === undefined) continue;
    literals.push(found);
    if (literals.length === maxLiterals) break;
  }
  return literals;
}

interface Scan {
  readonly text: string;
  readonly catalog: DataTypeCatalog;
  readonly options: ScanOptions;
  /** Made when the first candidate passes: most texts have none. */
  words: WordIndex | undefined;
  lexer: ((offset: number) => TextPlace) | undefined;
}

/** Longest run of letters and digits that may belong to an identifier. */
const maxAtomLength = 16;

/** Start of the run of letters, digits and `_` around an offset; -1 if the run is too long or joined to more. */
function startOfAtom(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && offset - start <= maxAtomLength && isWordUnit(text.charCodeAt(start - 1))) start--;
  if (offset - start > maxAtomLength) return -1;
  const before = text[start - 1];
  const isJoined = before === '-' || before === '.' || before === '+' || before === '$';
  // A sign in front of digits is a phone number or arithmetic; a point makes a fraction.
  return isJoined && (before === '+' || isWordUnit(text.charCodeAt(start - 2))) ? -1 : start;
}

/** End of the run; scanned without bound, so that the search goes on behind it. */
function endOfAtom(text: string, offset: number): number {
  let end = offset;
  while (end < text.length && isWordUnit(text.charCodeAt(end))) end++;
  return end;
}

function isWordUnit(unit: number): boolean {
  return (
    (unit >= 48 && unit <= 57) ||
    (unit >= 65 && unit <= 90) ||
    (unit >= 97 && unit <= 122) ||
    unit === 95 ||
    unit > 127
  );
}

interface Shape {
  /** Matches at the start of the atom; sticky. */
  readonly pattern: RegExp;
  readonly checks: readonly string[];
}

/** Which checks a spelling may belong to. Bounded repetitions only. */
const shapes: readonly Shape[] = [
  { pattern: /\d{6}[-+]\d{4}/y, checks: ['se_pnr', 'dk_cpr'] },
  { pattern: /(?:18|19|20)\d{6}[-+]?\d{4}/y, checks: ['se_pnr'] },
  { pattern: /\d{6}[-+A-FU-Y]\d{3}[0-9A-Y]/y, checks: ['fi_hetu'] },
  { pattern: /\d{6} ?\d{5}/y, checks: ['no_fnr'] },
  { pattern: /[1-478]\d{4}\d[0-9AB]\d{8}/y, checks: ['fr_nir'] },
  { pattern: /\d{3}-\d{2}-\d{4}/y, checks: ['us_ssn'] },
  { pattern: /\d{3}[ -]\d{3}[ -]\d{4}/y, checks: ['uk_nhs'] },
  { pattern: /\d{10}/y, checks: ['se_pnr', 'uk_nhs', 'dk_cpr'] },
  { pattern: /\d{9}/y, checks: ['nl_bsn', 'us_ssn'] },
  { pattern: /\d{8}/y, checks: ['nl_bsn'] },
  { pattern: /[A-Z]\d{9}/y, checks: ['de_kvnr'] },
  { pattern: /\d{8}[0-9A-Z]{4}/y, checks: ['se_reserve'] },
];
const spacedFrench: Shape = { pattern: /[12] \d{2} \d{2} \d[0-9AB] \d{3} \d{3} \d{2}/y, checks: ['fr_nir'] };

function readCandidates(scan: Scan, start: number, end: number): IdentifierLiteral | undefined {
  const { text } = scan;
  if (end - start === 2 && text[start - 1] === ' ' && !isWordUnit(text.charCodeAt(start - 3))) {
    const found = readShape(scan, spacedFrench, start - 2);
    if (found !== undefined) return found;
  }
  let best: IdentifierLiteral | undefined;
  for (const shape of shapes) {
    const found = readShape(scan, shape, start);
    if (found !== undefined && (best === undefined || found.confidence > best.confidence)) best = found;
  }
  return best;
}

function readShape(scan: Scan, shape: Shape, start: number): IdentifierLiteral | undefined {
  const { text } = scan;
  shape.pattern.lastIndex = start;
  const candidate = shape.pattern.exec(text)?.[0];
  if (candidate === undefined) return undefined;
  const end = start + candidate.length;
  if (isWordUnit(text.charCodeAt(end)) || isJoinedBehind(text, end)) return undefined;
  let best: IdentifierLiteral | undefined;
  for (const name of shape.checks) {
    const check = checkIdentifier(name, candidate);
    if (check === undefined || !scan.catalog.byId.has(check.type)) continue;
    const literal = weigh(scan, { name, check, candidate, start });
    if (literal !== undefined && (best === undefined || literal.confidence > best.confidence)) best = literal;
  }
  return best;
}

function isJoinedBehind(text: string, end: number): boolean {
  const next = text[end];
  return (next === '-' || next === '.' || next === '+') && isWordUnit(text.charCodeAt(end + 1));
}

interface Candidate {
  readonly name: string;
  readonly check: IdentifierCheck;
  readonly candidate: string;
  readonly start: number;
}

function weigh(scan: Scan, { name, check, candidate, start }: Candidate): IdentifierLiteral | undefined {
  const digits = candidate.replace(/\D/g, '');
  if (check.standing === 'test' || check.standing === 'never-issued') return undefined;
  if (isTimeOfMessage(scan.text, start, digits)) return undefined;
  if (scan.catalog.knownDummies.has(digits) || isOneDigit(digits)) return undefined;
  if (name === 'se_pnr' && isListed(scan.options.testIdentityNumbers, digits)) return undefined;
  const isNamed = isNamedNearby(scan, name, start, candidate.length);
  if (check.isWeak && !isNamed) return undefined;
  const place = placeOf(scan, start);
  const base = check.isWeak
    ? confidences.weakNamed
    : isNamed
      ? confidences.named
      : name === 'us_ssn' || /^\d{12}$/.test(candidate)
        ? confidences.plain
        : confidences.strong;
  const listDecides = name === 'se_pnr' && scan.options.testIdentityNumbers.size > 0;
  const isMaybeTest = check.standing === 'maybe-test' && !listDecides;
  return {
    type: check.type,
    start,
    length: candidate.length,
    confidence: isMaybeTest ? Math.min(base, confidences.maybeTest) : base,
    evidence: describe(check, { isNamed, isMaybeTest, hasDigitCheck: name !== 'us_ssn' }),
    place,
  };
}

/** `MSH|^~\\&|…|202312151000|`: minutes of a day in a segment of HL7 v2 that holds no identity. */
function isTimeOfMessage(text: string, start: number, digits: string): boolean {
  if (text[start - 1] !== '|' || !/^20\d{2}(?:0\d|1[0-2])[0-3]\d[0-2]\d[0-5]\d$/.test(digits)) return false;
  const before = text.slice(Math.max(0, start - contextReach), start);
  const segments = [
    ...before.matchAll(/(?<![A-Z|])(MSH|EVN|OBR|OBX|ORC|PV1|TXA|MSA|PID|NK1|GT1|IN1|IN2|MRG)\|/g),
  ];
  return /^(?:MSH|EVN|OBR|OBX|ORC|PV1|TXA|MSA)$/.test(segments.at(-1)?.[1] ?? '');
}

function describe(
  check: IdentifierCheck,
  found: { readonly isNamed: boolean; readonly isMaybeTest: boolean; readonly hasDigitCheck: boolean },
): string {
  const proof = found.hasDigitCheck ? 'passes the check of a' : 'has the form of a';
  const named = found.isNamed ? ', and the line names one' : '';
  const test = found.isMaybeTest ? '; its range is used for test numbers too' : '';
  return `${proof} ${check.variant}${named}${test}`;
}

/** The list may hold ten or twelve digits. */
function isListed(numbers: ReadonlySet<string>, digits: string): boolean {
  if (numbers.size === 0) return false;
  if (numbers.has(digits)) return true;
  if (digits.length === 12) return numbers.has(digits.slice(2));
  return ['18', '19', '20'].some((century) => numbers.has(century + digits));
}

function isOneDigit(digits: string): boolean {
  for (let i = 1; i < digits.length; i++) if (digits[i] !== digits[0]) return false;
  return true;
}

/** Whether the line, near the candidate, has a word of a data type with this check. */
function isNamedNearby(scan: Scan, check: string, start: number, length: number): boolean {
  const { text, catalog } = scan;
  // Cut out first, so that a file of one long line costs no more than others.
  const before = text.slice(Math.max(0, start - contextReach), start);
  const after = text.slice(start + length, start + length + contextReach);
  const around = `${before.slice(before.lastIndexOf('\n') + 1)} ${after.split('\n', 1)[0] ?? ''}`;
  const tokens: string[] = [];
  for (const match of around.matchAll(/[\p{L}\p{M}\d_]{1,80}/gu)) tokens.push(...tokenizeName(match[0]));
  const extra = contextWords[check] ?? [];
  if (tokens.some((token) => extra.includes(foldText(token)))) return true;
  scan.words ??= buildWordIndex(catalog);
  return findWords(scan.words, tokens).some(({ type }) => {
    const named = catalog.types[type];
    // A bare "personnummer" is listed under Sweden; it names the Danish and the Norwegian number as well.
    return (
      named?.check === check || (named?.category === 'nid' && named.check === 'se_pnr' && isNordic(check))
    );
  });
}

function isNordic(check: string): boolean {
  return check === 'dk_cpr' || check === 'no_fnr' || check === 'fi_hetu' || check === 'se_reserve';
}

function placeOf(scan: Scan, offset: number): TextPlace {
  if (!scan.options.isCode) return 'text';
  scan.lexer ??= createTextLexer(scan.text);
  return scan.lexer(offset);
}
