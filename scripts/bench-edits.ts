/**
 * `npm run bench:edits -- DIR [--edits N] [--seed S] [--kind log|comment]`: how long the analyzer takes after an edit of
 * one function.
 *
 * Analyzes DIR once, then replays N seeded edits: each logs the first parameter of a random function at the beginning
 * of its body, or puts a comment there, and the next one takes that out again. Printed are the median, the 95th percentile and the longest wall
 * time, the same of the CPU time of all threads, and the median CPU time of each stage: on a busy machine only that can
 * be compared. Only the analyzer is measured: no editor, no file system. The first edits, in which the code of the
 * analyzer itself is compiled, are printed apart.
 */
import process from 'node:process';
import ts from 'typescript';
import { neverCancelled } from '../server/src/analyzer/base/cancellation.ts';
import { createEngine } from '../server/src/analyzer/engine/create-engine.ts';
import type { Engine } from '../server/src/analyzer/engine/engine.ts';
import { isTestPath, triageFile } from '../server/src/analyzer/frontends/javascript/triage.ts';
import { scannedFileKind } from '../server/src/scan/file-kinds.ts';
import { readKnowledge } from './read-knowledge.mjs';
import { readWorkspace } from './read-workspace.ts';
import { root } from './run.mjs';

/** Edits that do not count: until then, the analyzer runs partly uncompiled. */
const warmUp = 6;

/** Where a statement can be put, and which. */
interface Place {
  readonly file: string;
  /** UTF-16 offset just behind the brace that opens the body. */
  readonly offset: number;
  readonly statement: string;
}

/** Function bodies of production code, in the order of files and offsets. */
function placesOf(texts: ReadonlyMap<string, string>, kind: string): Place[] {
  const places: Place[] = [];
  for (const [file, text] of texts) {
    if (scannedFileKind(file) !== 'code' || isTestPath(file) || triageFile(file, text) !== 'code') continue;
    const walk = (node: ts.Node): void => {
      if (ts.isFunctionLike(node) && 'body' in node && node.body && ts.isBlock(node.body as ts.Node)) {
        const [first] = node.parameters;
        const name = first && ts.isIdentifier(first.name) ? first.name.text : "'edited'";
        const offset = (node.body as ts.Block).getStart() + 1;
        const statement = kind === 'comment' ? ' /* edited */' : ` console.log(${name});`;
        places.push({ file, offset, statement });
      }
      ts.forEachChild(node, walk);
    };
    walk(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  }
  return places;
}

/** What one analysis took, in milliseconds. */
interface Spent {
  readonly wall: number;
  readonly cpu: number;
  /** CPU time by stage. */
  readonly stages: ReadonlyMap<string, number>;
}

function cpuNow(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function analyze(engine: Engine, file: string): Spent {
  const stages = new Map<string, number>();
  const wallStart = performance.now();
  const cpuStart = cpuNow();
  let stage = 'start';
  let since = cpuStart;
  const enter = (next: string): void => {
    const now = cpuNow();
    stages.set(stage, (stages.get(stage) ?? 0) + now - since);
    stage = next;
    since = now;
  };
  for (const progress of engine.analyze([file], neverCancelled)) enter(progress.stage);
  enter('');
  return { wall: performance.now() - wallStart, cpu: cpuNow() - cpuStart, stages };
}

/** The value below which `share` of the values lie. */
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Numbers from 0 to 1 that depend on the seed alone (a linear congruential generator, Numerical Recipes' constants). */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

async function main(args: readonly string[]): Promise<void> {
  const option = (name: string, otherwise: number): number => {
    const at = args.indexOf(name);
    return at < 0 ? otherwise : Number(args[at + 1]);
  };
  const edits = option('--edits', 40);
  const seed = option('--seed', 1);
  const [folder] = args;
  const kind = args.includes('--kind') ? (args[args.indexOf('--kind') + 1] ?? '') : 'log';
  const isKnown = kind === 'log' || kind === 'comment';
  if (
    folder === undefined ||
    folder.startsWith('--') ||
    !(edits > 0) ||
    !Number.isInteger(seed) ||
    !isKnown
  ) {
    console.error(
      'Name the folder to measure: npm run bench:edits -- DIR [--edits N] [--seed S] [--kind log|comment]',
    );
    process.exitCode = 2;
    return;
  }
  const texts = await readWorkspace(folder);
  const engine = createEngine({ keepsRun: true });
  engine.applyChange({
    knowledge: readKnowledge(root),
    files: [...texts].map(([file, text]) => ({ path: file, text })),
  });
  const cold = analyze(engine, '');
  const { files, lines } = engine.coverage();
  const places = placesOf(texts, kind);
  const random = randomNumbers(seed);
  const runs: Spent[] = [];
  for (let edit = 0; edit < edits + warmUp; edit += 2) {
    const place = places[Math.floor(random() * places.length)];
    if (!place) throw new Error(`${folder} has no function to edit.`);
    const text = texts.get(place.file) ?? '';
    const edited = text.slice(0, place.offset) + place.statement + text.slice(place.offset);
    for (const next of [edited, text]) {
      engine.applyChange({ files: [{ path: place.file, text: next }] });
      runs.push(analyze(engine, place.file));
    }
  }
  const counted = runs.slice(warmUp);
  const milliseconds = (value: number | undefined): string =>
    (value === undefined ? '' : `${Math.round(value)} ms`).padStart(10);
  const row = (name: string, wall: number | undefined, cpu: number | undefined): void =>
    console.log(`${name.padEnd(16)}${milliseconds(wall)}${milliseconds(cpu)}`);
  const quantiles = (name: string, share: number): void =>
    row(
      name,
      quantile(
        counted.map(({ wall }) => wall),
        share,
      ),
      quantile(
        counted.map(({ cpu }) => cpu),
        share,
      ),
    );
  console.log(`${folder}: ${files} files, ${lines} lines, ${counted.length} edits (${kind}), seed ${seed}`);
  console.log(`${''.padEnd(16)}${'wall'.padStart(10)}${'CPU'.padStart(10)}`);
  row('cold', cold.wall, cold.cpu);
  row('first edit', runs[0]?.wall, runs[0]?.cpu);
  quantiles('median', 0.5);
  quantiles('p95', 0.95);
  quantiles('longest', 1);
  for (const stage of new Set(counted.flatMap(({ stages }) => [...stages.keys()])))
    row(
      `  ${stage}`,
      undefined,
      quantile(
        counted.map(({ stages }) => stages.get(stage) ?? 0),
        0.5,
      ),
    );
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
