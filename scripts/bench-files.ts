/**
 * `node bench-files.js --parse|--lower DIR`, bundled by `npm run bench`: what the files of DIR cost without a scan.
 *
 * `--parse` is `createSourceFile` and one walk over the tree, JSDoc off; `--lower` is the front end: parsing, binding and
 * lowering. Both read the same files, before the clock starts, and print their figures as one JSON object (`FileRun`).
 */
import path from 'node:path';
import process from 'node:process';
import ts from 'typescript';
import { neverCancelled } from '../server/src/analyzer/base/cancellation.ts';
import { maxFileLength, maxMeanLineLength } from '../server/src/analyzer/base/limits.ts';
import { lowerModule } from '../server/src/analyzer/frontends/javascript/lower-module.ts';
import { parseModule } from '../server/src/analyzer/frontends/javascript/parse.ts';
import { nodeHost, toLocation } from '../server/src/hosts/node/node-host.ts';
import { compileForShortRuns } from '../server/src/hosts/node/tune-compiler.ts';
import { keepYoungObjectsYoung } from '../server/src/hosts/node/tune-heap.ts';
import { discoverFiles } from '../server/src/scan/discover.ts';
import { scannedFileKind } from '../server/src/scan/file-kinds.ts';
import { findRoots, resolveTargets } from '../server/src/scan/find-roots.ts';
import { readFiles } from '../server/src/scan/read-files.ts';

/** Figures of one run. Times in seconds, memory in MiB. */
export interface FileRun {
  readonly files: number;
  readonly lines: number;
  /** Nodes of the trees, or functions that were lowered: shows that the work was done. */
  readonly parts: number;
  readonly wall: number;
  readonly cpu: number;
  readonly memory: number;
}

/** What is done with each file. */
export type FileWork = '--parse' | '--lower';

/** Works on file after file, and prints the figures. */
async function workOn(work: FileWork, folder: string): Promise<void> {
  const location = toLocation(path.resolve(folder));
  const targets = await resolveTargets(nodeHost, [{ location, name: folder }]);
  const roots = await findRoots(nodeHost, targets.scannedRoot);
  const { files } = await discoverFiles(nodeHost, targets, roots, [], neverCancelled);
  const read = await readFiles(nodeHost, roots.analysisRoot, files, neverCancelled, () => undefined);
  const texts = [...read.texts].filter(([file, text]) => scannedFileKind(file) === 'code' && isParsed(text));
  const lines = texts.reduce((sum, [, text]) => sum + countLines(text), 0);
  const cpuBefore = process.cpuUsage();
  const start = process.hrtime.bigint();
  let parts = 0;
  for (const [file, text] of texts)
    parts += work === '--parse' ? parseAndWalk(file, text) : lower(file, text);
  const wall = Number(process.hrtime.bigint() - start) / 1e9;
  const { user, system } = process.cpuUsage(cpuBefore);
  const memory = process.resourceUsage().maxRSS / 1024;
  const run: FileRun = { files: texts.length, lines, parts, wall, cpu: (user + system) / 1e6, memory };
  process.stdout.write(JSON.stringify(run));
}

/** Parses as the analyzer does, and looks at every node. Returns how many there are. */
function parseAndWalk(file: string, text: string): number {
  let nodes = 0;
  const walk = (node: ts.Node): void => {
    nodes++;
    ts.forEachChild(node, walk);
  };
  const jsDocParsingMode = ts.JSDocParsingMode.ParseNone;
  walk(ts.createSourceFile(file, text, { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode }));
  return nodes;
}

/** Parses, binds and lowers. Returns the number of functions. */
function lower(file: string, text: string): number {
  return lowerModule(parseModule(file, text)).ir.functions.length;
}

/** Files that the analyzer parses too. */
function isParsed(text: string): boolean {
  return text.length <= maxFileLength && text.length / countLines(text) <= maxMeanLineLength;
}

function countLines(text: string): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

// As the command line does.
keepYoungObjectsYoung();
compileForShortRuns();
const [work, folder] = process.argv.slice(2);
if ((work !== '--parse' && work !== '--lower') || folder === undefined)
  throw new Error('Say --parse or --lower, and name a folder.');
workOn(work, folder).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
