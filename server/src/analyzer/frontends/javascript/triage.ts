/**
 * What is done with a file before it is parsed: code, table of literals, minified, too large; test code or not.
 *
 * Decided from path and text alone, so it can be asked before any parsing.
 */
import ts from 'typescript';
import {
  bundleHeadLength,
  maxFileLength,
  maxMeanLineLength,
  minBundleLength,
  minDataTableLength,
  minDataTableLiteralShare,
} from '../../base/limits.ts';
import type { FileTriage } from '../../ir/file-facts.ts';
import { Kind } from './kinds.ts';

const supportedExtension = /\.(?:[cm]?[jt]s|[jt]sx|vue|svelte|ejs)$/i;

/** Whether this front end reads files with this path. Declaration files count: they are read for their types. */
export function isSupportedPath(path: string): boolean {
  return supportedExtension.test(path);
}

const testFolder =
  /(?:^|\/)(?:tests?|__tests__|__mocks__|mocks?|specs?|(?:[\w-]+-)?e2e(?:-tests?)?|cypress|playwright|mock-?(?:servers?|api)|fixtures?|__fixtures__|stories|\.?storybook|testing|test-?(?:utils|helpers|data|setup)|(?:mock|demo|sample|fake)-?data|seeds?|seeders?)(?:\/)/i;
const testFile =
  /\.(?:test|tests|spec|specs|e2e|e2e-spec|cy|pw|stories|story|mock|mocks|fixture|fixtures)\.[a-z]+$/i;

/** Files that set up a test runner, or hold nothing but what tests use: `setupTests.ts`, `jest.setup.js`, `fixture.tsx`. */
const testSetup =
  /(?:^|\/)(?:setup-?tests?|test-?setup|(?:jest|vitest|karma|mocha|cypress|playwright)[.-](?:setup|config|env|global|preset)[\w.-]*|fixtures?|mocks?|mock-?data|(?:fake|sample|demo|dummy)-?data)\.[cm]?[jt]sx?$/i;

/** Scripts about made-up records: `create-test-users.js`, `create-sample-appointments.ts`. */
const madeUpRecords =
  /(?:^|\/)(?:[\w.]+[-_])*(?:test|sample|demo|dummy|mock|fake)[-_](?:data|users?|accounts?|patients?|appointments?|doctors?)(?:[-_.][\w.-]*)?\.[cm]?[jt]s$/i;

/** Scripts that fill a database with made-up people. */
const seedFile = /(?:^|\/)seed(?:[-_.][\w-]*)?\.[cm]?[jt]s$/i;

/** `scripts/e2e-test.ts`: a whole program of tests in one file. */
const testProgram = /(?:^|\/)(?:e2e|smoke|integration|load|stress)[-_]tests?\.[cm]?[jt]s$/i;

/** Scripts for trying something out, beside the sources. Elsewhere `test-results.ts` and `test_order.ts` are about tests of patients. */
const testScript = /^(?:(?:(?!src\/)[^/]+\/)*scripts\/)?test[-_][\w.-]*\.[cm]?[jt]s$/i;

/** A part of a program about tests of patients: `modules/Test/resolvers.js`, `app/tests/page.tsx`. */
const partAboutTests = /(^|\/)(modules|features|domains)\/tests?\//i;
const routeFile = /\/(?:\+?(?:page|layout|server)(?:\.server)?|route)\.[jt]sx?$/i;
const routeAboutTests = /((?:^|\/)(?:app|routes)\/(?:[^/]+\/)*)tests?\//i;

/** Whether the path is that of test code, mocks, fixtures, stories or seed data. */
export function isTestPath(written: string): boolean {
  const route = routeFile.test(written) ? written.replace(routeAboutTests, '$1') : written;
  const path = route.replace(partAboutTests, '$1$2/');
  return (
    testFolder.test(path) ||
    testFile.test(path) ||
    testSetup.test(path) ||
    seedFile.test(path) ||
    madeUpRecords.test(path) ||
    testScript.test(path) ||
    testProgram.test(path)
  );
}

/** How the file is to be treated. */
export function triageFile(path: string, text: string): FileTriage {
  if (text.length > maxFileLength) return 'too-large';
  if (isMinified(text) || isBundle(text)) return 'minified';
  if (text.length > minDataTableLength && isDataTable(path, text)) return 'data-table';
  return 'code';
}

/** Short files and those with one long line among many short ones are no bundles. */
function isMinified(text: string): boolean {
  if (text.length <= maxMeanLineLength * 4) return false;
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  if (lines === 1) for (let at = text.indexOf('\r'); at >= 0; at = text.indexOf('\r', at + 1)) lines++;
  return text.length / lines > maxMeanLineLength;
}

/** What bundlers write at the beginning of everything they make. */
const bundleHead =
  /\bwebpackUniversalModuleDefinition\b|\bwebpackBootstrap\b|\bfunction __webpack_require__\(|\bparcelRequire\b/;

/** Whether a large file was put together from others: nobody edits it, and following it costs as much as a whole program. */
function isBundle(text: string): boolean {
  return text.length > minBundleLength && bundleHead.test(text.slice(0, bundleHeadLength));
}

/** Whether nearly all tokens are literals, keys and punctuation. */
function isDataTable(path: string, text: string): boolean {
  const variant = /x$/i.test(path) ? ts.LanguageVariant.JSX : ts.LanguageVariant.Standard;
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true, variant, text);
  let tokens = 0;
  let plain = 0;
  let isAfterName = false;
  for (let token = scanner.scan(); token !== Kind.EndOfFileToken; token = scanner.scan()) {
    tokens++;
    // A name before a colon is a key.
    if (isAfterName && token === Kind.ColonToken) plain++;
    isAfterName = token === Kind.Identifier || (token >= Kind.FirstKeyword && token <= Kind.LastKeyword);
    if (isPlainToken(token)) plain++;
    // Code shows early; a table stays one to its end.
    if (tokens === 4000 && plain < tokens * 0.8) return false;
  }
  return tokens > 0 && plain >= tokens * minDataTableLiteralShare;
}

function isPlainToken(token: ts.SyntaxKind): boolean {
  switch (token) {
    case Kind.StringLiteral:
    case Kind.NumericLiteral:
    case Kind.BigIntLiteral:
    case Kind.NoSubstitutionTemplateLiteral:
    case Kind.RegularExpressionLiteral:
    case Kind.TrueKeyword:
    case Kind.FalseKeyword:
    case Kind.NullKeyword:
    case Kind.OpenBraceToken:
    case Kind.CloseBraceToken:
    case Kind.OpenBracketToken:
    case Kind.CloseBracketToken:
    case Kind.CommaToken:
    case Kind.ColonToken:
    case Kind.SemicolonToken:
    case Kind.MinusToken:
      return true;
    default:
      return false;
  }
}
