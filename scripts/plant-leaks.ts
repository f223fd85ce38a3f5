/**
 * `npm run plant-leaks -- DIR... [--each N] [--seed N] [--list]`: how many leaks that are planted into real
 * applications a scan finds, and how many harmless twins of them it reports.
 *
 * Each DIR is copied to a temporary folder and scanned; then N leaks are planted beside source files drawn by a seeded
 * generator, each a source of planting/sources.yaml, a sink of planting/sinks.yaml and a way of planting/ways.ts, each
 * with a twin that hands a harmless field of the same record the same way. A leak is found if a rule of its sink reports
 * its marked line at the default confidence. Nothing of DIR is executed or changed.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { type Way, ways } from './planting/ways.ts';
import { root, runNodeOrExit } from './run.mjs';

interface Source {
  readonly id: string;
  readonly typescript?: boolean;
  readonly types: readonly string[];
  readonly before?: readonly string[];
  readonly parameter?: string;
  readonly prepare?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly route?: boolean;
  readonly value: string;
  readonly safe: string;
}

interface Sink {
  readonly id: string;
  readonly rules: readonly string[];
  /** Prefixes of the data types that its rules are about; all when absent. */
  readonly types: readonly string[] | undefined;
  readonly use: string;
  readonly before: readonly string[];
}

interface SinkGroup {
  readonly rules: readonly string[];
  readonly types?: readonly string[];
  readonly sinks: readonly (readonly string[])[];
}

/** One planted leak or twin. */
interface Leak {
  readonly number: string;
  readonly source: Source;
  readonly sink: Sink;
  readonly way: Way;
  readonly isTwin: boolean;
}

interface Outcome extends Leak {
  readonly isFound: boolean;
}

interface Report {
  readonly findings: readonly { readonly ruleId: string; readonly location: Location }[];
}

interface Location {
  readonly path: string;
  readonly line: number;
}

const folder = path.join(root, 'scripts', 'planting');
const sources: readonly Source[] = parse(readFileSync(path.join(folder, 'sources.yaml'), 'utf8'));
const groups: readonly SinkGroup[] = parse(readFileSync(path.join(folder, 'sinks.yaml'), 'utf8'));
const sinks: readonly Sink[] = groups.flatMap(({ rules, types, sinks: rows }) =>
  rows.map(([id = '', use = '', ...before]) => ({ id, rules, types, use, before })),
);

/** Numbers from 0 to below 1, the same for the same seed (xorshift). */
function generator(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** `list` in an order drawn by `random`. */
function shuffled<T>(list: readonly T[], random: () => number): T[] {
  return list
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

function fits(source: Source, sink: Sink, way: Way): boolean {
  if (source.route && way.id === 'repository') return false;
  const { types } = sink;
  return types === undefined || source.types.some((type) => types.includes(type));
}

/** `count` leaks in which sources, sinks and ways all take their turn. */
function drawLeaks(count: number, usable: readonly Source[], random: () => number): Leak[] {
  const leaks: Leak[] = [];
  let sourceTurn = shuffled(usable, random);
  let wayTurn = shuffled(ways, random);
  let sinkTurn = shuffled(sinks, random);
  while (leaks.length < count * 2) {
    if (sourceTurn.length === 0) sourceTurn = shuffled(usable, random);
    if (wayTurn.length === 0) wayTurn = shuffled(ways, random);
    if (sinkTurn.length === 0) sinkTurn = shuffled(sinks, random);
    const source = sourceTurn.pop();
    const way = wayTurn.find((one) => !(source?.route && one.id === 'repository')) ?? ways[0];
    if (!source || !way) break;
    wayTurn = wayTurn.filter((one) => one !== way);
    const sink = sinkTurn.find((one) => fits(source, one, way));
    if (!sink) {
      sinkTurn = [];
      continue;
    }
    sinkTurn = sinkTurn.filter((one) => one !== sink);
    const number = String(leaks.length / 2 + 1);
    leaks.push({ number, source, sink, way, isTwin: false });
    leaks.push({ number: `${number}b`, source, sink, way, isTwin: true });
  }
  return leaks;
}

/** Folders below `folder` (relative) with source files that a scan reads, each with one ending. */
function sourceFolders(base: string): { readonly folder: string; readonly ending: string }[] {
  const found: { folder: string; ending: string }[] = [];
  const visit = (relative: string) => {
    const entries = readdirSync(path.join(base, relative), { withFileTypes: true });
    const file = entries.find(
      (entry) =>
        entry.isFile() &&
        /\.[jt]sx?$/.test(entry.name) &&
        !/\.(d|test|spec|stories|config|min)\./.test(entry.name),
    );
    if (file && relative !== '')
      found.push({ folder: relative, ending: /\.tsx?$/.test(file.name) ? 'ts' : 'js' });
    for (const entry of entries)
      if (
        entry.isDirectory() &&
        !/^(\.|node_modules|dist|build|out|coverage|vendor|public|static|(__)?(tests?|mocks?|fixtures?|e2e|cypress|stories|spec)(__)?$)/.test(
          entry.name,
        )
      )
        visit(path.join(relative, entry.name));
  };
  visit('');
  return found.sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

function mark(number: string): string {
  return `// planted ${number}.`;
}

/** Writes a leak beside the files of `at`; gives nothing, the mark finds it again. */
function plant(base: string, at: { readonly folder: string; readonly ending: string }, leak: Leak): void {
  const { number, source, sink, way } = leak;
  const named = (text: string) =>
    text.replaceAll(/(?<=[a-z])N\b|-N\b|_N\b/g, (hit) => hit.replace('N', number));
  const { main, beside } = way.plant({
    number,
    sinkBefore: sink.before,
    sourceBefore: (source.before ?? []).map(named),
    parameter: named(source.parameter ?? ''),
    prepare: (source.prepare ?? []).map(named),
    value: leak.isTwin ? source.safe : source.value,
    sink: (value) => `${sink.use.replaceAll('VALUE', value)} ${mark(number)}`,
    isRoute: source.route ?? false,
  });
  const inFolder = path.join(base, at.folder);
  writeFileSync(path.join(inFolder, `planted-${number}.${at.ending}${way.isJsx ? 'x' : ''}`), main);
  for (const [name, text] of Object.entries(source.files ?? {})) {
    const target = path.join(inFolder, named(name));
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, named(text));
  }
  for (const [name, text] of Object.entries(beside)) {
    if (!way.isOtherPackage) {
      writeFileSync(path.join(inFolder, `${name}.${at.ending}`), text);
      continue;
    }
    const packageFolder = path.join(base, 'planted-packages', `out-${number}`);
    mkdirSync(path.join(packageFolder, 'src'), { recursive: true });
    const manifest = { name: `@planted/out-${number}`, version: '1.0.0', main: `src/index.${at.ending}` };
    writeFileSync(path.join(packageFolder, 'package.json'), JSON.stringify(manifest));
    writeFileSync(path.join(packageFolder, 'src', `index.${at.ending}`), text);
  }
}

function scan(base: string, output: string): Report {
  const { stderr } = spawnSync(
    process.execPath,
    [
      path.join(root, 'dist/server/cli.js'),
      'scan',
      base,
      '--format',
      'json',
      '--quiet',
      '--fail-on',
      'none',
      '--output',
      output,
    ],
    { encoding: 'utf8' },
  );
  try {
    return JSON.parse(readFileSync(output, 'utf8'));
  } catch {
    throw new Error(`The scan wrote no report, so there is nothing to count:\n${stderr}`);
  }
}

/** Whether one of the rules of a leak reports the line with its mark. */
function isReported(base: string, report: Report, leak: Leak): boolean {
  return report.findings.some(({ ruleId, location }) => {
    if (!leak.sink.rules.includes(ruleId) || !location.path.includes('planted')) return false;
    const text = readFileSync(path.join(base, location.path), 'utf8');
    return text.split('\n')[location.line - 1]?.includes(mark(leak.number)) ?? false;
  });
}

function measure(application: string, each: number, seed: number): Outcome[] {
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'planted-'));
  try {
    const base = path.join(scratch, path.basename(application));
    cpSync(application, base, {
      recursive: true,
      filter: (from) => !/\/(\.git|node_modules)(\/|$)/.test(from),
    });
    const random = generator(seed);
    const places = sourceFolders(base);
    const hasTypescript = places.some(({ ending }) => ending === 'ts');
    const usable = sources.filter(({ typescript }) => hasTypescript || !typescript);
    const leaks = drawLeaks(each, usable, random);
    for (const leak of leaks) {
      const fitting = places.filter(({ ending }) => !leak.source.typescript || ending === 'ts');
      const place = fitting[Math.floor(random() * fitting.length)];
      if (place) plant(base, place, leak);
    }
    const report = scan(base, path.join(scratch, 'report.json'));
    return leaks.map((leak) => ({ ...leak, isFound: isReported(base, report, leak) }));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function share(outcomes: readonly Outcome[]): string {
  const found = outcomes.filter(({ isFound }) => isFound).length;
  return `${found} of ${outcomes.length} (${((100 * found) / Math.max(1, outcomes.length)).toFixed(1)} %)`;
}

function printBy(title: string, outcomes: readonly Outcome[], key: (outcome: Outcome) => string): void {
  console.log(`\n${title}`);
  for (const name of [...new Set(outcomes.map(key))].sort())
    console.log(`  ${name}: ${share(outcomes.filter((outcome) => key(outcome) === name))}`);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    each: { type: 'string', default: '60' },
    seed: { type: 'string', default: '20261122' },
    list: { type: 'boolean', default: false },
  },
});
if (positionals.length === 0) {
  console.error('Usage: npm run plant-leaks -- DIR... [--each N] [--seed N] [--list]');
  process.exit(2);
}
if (!process.env.SEKRETESS_BUILT) runNodeOrExit(['build.mjs']);
const all: Outcome[] = [];
for (const [index, application] of positionals.entries()) {
  const outcomes = measure(path.resolve(application), Number(values.each), Number(values.seed) + index);
  all.push(...outcomes);
  const planted = outcomes.filter(({ isTwin }) => !isTwin);
  const twins = outcomes.filter(({ isTwin }) => isTwin);
  console.log(`${path.basename(application)}: found ${share(planted)}, twins reported ${share(twins)}`);
}
const planted = all.filter(({ isTwin }) => !isTwin);
console.log(`All: found ${share(planted)}, twins reported ${share(all.filter(({ isTwin }) => isTwin))}`);
printBy('By way', planted, ({ way }) => way.id);
printBy('By source', planted, ({ source }) => source.id);
if (values.list) {
  for (const { number, source, sink, way, isTwin, isFound } of all)
    if (isFound === isTwin)
      console.log(`${isTwin ? 'reported' : 'missed'} ${number}: ${source.id} | ${sink.id} | ${way.id}`);
}
