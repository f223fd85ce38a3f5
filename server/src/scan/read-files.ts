/**
 * Reads discovered files: texts for the engine, and a coverage gap or a reason for each file that is not given to it.
 */
import { type CancellationToken, throwIfCancelled } from '../analyzer/base/cancellation.ts';
import { maxFileLength } from '../analyzer/base/limits.ts';
import type { CoverageGap } from '../analyzer/base/problem.ts';
import type { Host, LeftOut, LeftOutReason, Location, TextOutcome } from '../hosts/host.ts';
import type { DiscoveredFile } from './discover.ts';
import { isForeignText, isGeneratedText } from './file-kinds.ts';

/** See the head of this file. Paths are relative to the root of the analysis. */
export interface ReadFiles {
  /** Path → text, in path order. */
  readonly texts: ReadonlyMap<string, string>;
  /** Code files among `texts`. */
  readonly codeFiles: number;
  /** Files among `texts` that are there for rules about texts. */
  readonly textFiles: number;
  readonly gaps: readonly CoverageGap[];
  /** Code files that the engine is not given although they should be analyzed. */
  readonly notGiven: number;
  readonly leftOut: readonly LeftOut[];
}

/** A UTF-16 unit takes at most three bytes of UTF-8, so a larger file is beyond the engine's limit in any case. */
const maxCodeBytes = 3 * maxFileLength;

/** Files asked for at once, so that a host that travels for each can gather them. */
const batchSize = 64;

interface Reading {
  readonly texts: Map<string, string>;
  readonly gaps: CoverageGap[];
  readonly leftOut: LeftOut[];
  codeFiles: number;
  textFiles: number;
  notGiven: number;
}

/** Reads everything. May throw CancelledError. */
export async function readFiles(
  host: Host,
  root: Location,
  files: readonly DiscoveredFile[],
  token: CancellationToken,
  onProgress: (done: number) => void,
): Promise<ReadFiles> {
  const reading: Reading = {
    texts: new Map(),
    gaps: [],
    leftOut: [],
    codeFiles: 0,
    textFiles: 0,
    notGiven: 0,
  };
  for (let start = 0; start < files.length; start += batchSize) {
    throwIfCancelled(token);
    const batch = files.slice(start, start + batchSize);
    const outcomes = await Promise.all(
      batch.map(({ path }) => host.readText(host.join(root, path), maxCodeBytes)),
    );
    for (const [index, outcome] of outcomes.entries()) {
      const file = batch[index];
      if (file !== undefined) take(reading, file, outcome);
    }
    onProgress(Math.min(files.length, start + batchSize));
  }
  return reading;
}

function take(reading: Reading, file: DiscoveredFile, outcome: TextOutcome): void {
  const { path, kind, isNamed } = file;
  if (outcome.kind !== 'text') {
    // That a file is no text says enough when only rules about texts wanted it.
    if (outcome.kind === 'binary' && kind === 'text') return;
    if (outcome.kind === 'binary' && !isNamed) leaveOut(reading, path, 'not-text');
    else miss(reading, file, outcome);
    return;
  }
  if (kind === 'code' && !isNamed) {
    const reason = isForeignText(path, outcome.text)
      ? 'not-text'
      : isGeneratedText(outcome.text)
        ? 'generated'
        : undefined;
    if (reason !== undefined) {
      leaveOut(reading, path, reason);
      return;
    }
  }
  if (!outcome.isWellFormed)
    reading.gaps.push({
      kind: 'file-not-utf8',
      path,
      message:
        'Some bytes of the file are not UTF-8 and were read as U+FFFD; identifiers and texts with them may be missed. Save it as UTF-8.',
    });
  reading.texts.set(path, outcome.text);
  if (kind === 'code') reading.codeFiles++;
  else if (kind === 'text') reading.textFiles++;
}

/** `kind` code: a gap in the analysis. Configuration: what it would have said is missing. */
function miss(
  reading: Reading,
  { path, kind }: DiscoveredFile,
  outcome: Exclude<TextOutcome, { kind: 'text' }>,
): void {
  if (kind === 'code') reading.notGiven++;
  if (outcome.kind === 'too-large') {
    reading.gaps.push({
      kind: kind === 'code' ? 'file-too-large' : 'configuration',
      path,
      message: `The file has ${outcome.bytes} bytes; files over ${maxCodeBytes} are not read. Nothing in it was analyzed.`,
    });
    return;
  }
  const why = outcome.kind === 'binary' ? 'it is not text' : outcome.why;
  reading.gaps.push({
    kind: kind === 'code' ? 'file-unreadable' : 'configuration',
    path,
    message: `The file could not be read: ${why}. Nothing in it was analyzed.`,
  });
}

function leaveOut(reading: Reading, path: string, reason: LeftOutReason): void {
  reading.leftOut.push({ reason, files: 1, folders: 0, paths: [path] });
}
