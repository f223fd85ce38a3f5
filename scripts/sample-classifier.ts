/**
 * `npm run sample-classifier -- DIR… [--each 60] [--seed 1]`: identifiers to judge by hand, drawn from checkouts.
 *
 * Of each checkout, half are drawn among those that classification takes for patient data at the default confidence, a
 * quarter among names with a word of the vocabulary that it does not, an eighth among other names that are declared
 * as texts, and an eighth among the rest. A name counts once for each owner it has. The same seed draws the same rows.
 * Prints tab-separated rows, and for each stratum how many there were, so that what is found can be weighted back.
 *
 * `--judged FILE` holds judged rows (repository, commit, stratum, file, line, identifier, verdict `data` or `none`, what)
 * against what classification says today: precision, and recall, weighted by how many there were of each stratum;
 * `--wrong` lists the rows that are missed or that are not data, with what each stands for.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { neverCancelled } from '../server/src/analyzer/base/cancellation.ts';
import { buildLineStarts } from '../server/src/analyzer/base/line-index.ts';
import { buildCallGraph } from '../server/src/analyzer/callgraph/build-call-graph.ts';
import { relateProgram } from '../server/src/analyzer/callgraph/program-relations.ts';
import { createNameClassifier } from '../server/src/analyzer/classification/classify-name.ts';
import { createProgramClassifier } from '../server/src/analyzer/classification/classify-program.ts';
import { createValueNames } from '../server/src/analyzer/classification/value-names.ts';
import { lowerModule } from '../server/src/analyzer/frontends/javascript/lower-module.ts';
import { parseModule } from '../server/src/analyzer/frontends/javascript/parse.ts';
import {
  isSupportedPath,
  isTestPath,
  triageFile,
} from '../server/src/analyzer/frontends/javascript/triage.ts';
import type { FileFacts } from '../server/src/analyzer/ir/file-facts.ts';
import { Op } from '../server/src/analyzer/ir/opcode.ts';
import { linkProgram } from '../server/src/analyzer/program/link-program.ts';
import type { Program, ProgramModule } from '../server/src/analyzer/program/program.ts';
import { isSchemaPath, readSchemaFiles } from '../server/src/analyzer/program/schemas/schema-files.ts';
import { startOfValue } from '../server/src/analyzer/program/value-lookup.ts';
import type { DataTypeCatalog } from '../server/src/analyzer/rules/data-type.ts';
import { loadDataTypes } from '../server/src/analyzer/rules/load-data-types.ts';
import { loadKinds } from '../server/src/analyzer/rules/load-kinds.ts';
import { loadModels } from '../server/src/analyzer/rules/load-models.ts';
import { readKnowledge } from './read-knowledge.mjs';
import { root } from './run.mjs';

type Stratum = 'classified' | 'word' | 'text' | 'rest';

interface Identifier {
  readonly stratum: Stratum;
  readonly file: string;
  readonly line: number;
  readonly name: string;
  /** Id of the data type, empty if none. */
  readonly type: string;
  readonly code: string;
}

/** Confidence from which findings are shown by default. */
const shownConfidence = 60;
const shares: Readonly<Record<Stratum, number>> = { classified: 4, word: 2, text: 1, rest: 1 };
const skippedFolders = /(?:^|\/)(?:node_modules|dist|build|out|coverage|vendor|\.git|\.next|\.yarn)(?:\/|$)/;

const knowledge = readKnowledge(root) as readonly { readonly path: string; readonly text: string }[];
const { catalog } = loadDataTypes(knowledge.filter((file) => file.path.startsWith('data-types/')));
const kindsFile = knowledge.find((file) => file.path === 'kinds.yaml') ?? { path: '', text: 'kinds: []' };
const { models } = loadModels(
  knowledge.filter((file) => file.path.startsWith('models/')),
  loadKinds(kindsFile).kinds,
);

/** A generator of numbers in 0 … 1 that the seed decides (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function readProgram(folder: string): {
  readonly program: Program;
  readonly texts: ReadonlyMap<string, string>;
} {
  const texts = new Map<string, string>();
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) =>
    name.split(path.sep).join('/'),
  );
  for (const name of names.sort()) {
    if (skippedFolders.test(name) || isTestPath(name)) continue;
    if ((!isSupportedPath(name) && !isSchemaPath(name)) || name.endsWith('.d.ts')) continue;
    const text = readFileSync(path.join(folder, name), 'utf8');
    if (isSchemaPath(name) || triageFile(name, text) === 'code') texts.set(name, text);
  }
  const { schemas } = readSchemaFiles(new Map([...texts].filter(([name]) => isSchemaPath(name))));
  const facts = [...texts]
    .filter(([name]) => isSupportedPath(name))
    .map(([name, text]): FileFacts => {
      const { ir, gaps } = lowerModule(parseModule(name, text));
      const lineStarts = buildLineStarts(text);
      return {
        path: name,
        textHash: '',
        triage: 'code',
        lineStarts,
        isTest: false,
        ir,
        gaps,
        suppressions: [],
      };
    });
  return { program: linkProgram(facts, [], schemas), texts };
}

/** The name of a field that is read or written, or of a parameter; empty for other values. */
function nameAt({ ir }: ProgramModule, local: number): string {
  const op = ir.op[local];
  const isNamed = op === Op.Load || op === Op.Store || op === Op.Param;
  return isNamed ? (ir.strings[ir.b[local] ?? -1] ?? '') : '';
}

function isText({ ir }: ProgramModule, local: number): boolean {
  if (ir.op[local] !== Op.Param) return false;
  const param = ir.functions[ir.functionOf[local] ?? -1]?.params[ir.a[local] ?? -1];
  const type = ir.types[param?.type ?? -1];
  return type?.kind === 'primitive' && type.name === 'string';
}

/** The data type of a field, as the record or type of the object it is read from says it. */
function fieldAt(
  { ir, valueBase }: ProgramModule,
  object: number,
  name: string,
  fieldsOf: ReadonlyMap<number, ReadonlyMap<string, string>>,
): string | undefined {
  let at = object;
  for (let step = 0; step < 20 && at >= 0; step++) {
    const type = fieldsOf.get(valueBase + at)?.get(name);
    if (type !== undefined) return type;
    const op = ir.op[at];
    const isSame = op === Op.Copy || op === Op.Pi || op === Op.Post || op === Op.Await || op === Op.Store;
    if (isSame || op === Op.LoadX || op === Op.Iter) at = ir.a[at] ?? -1;
    else if (op === Op.CellGet) at = ir.cells[ir.a[at] ?? -1]?.singleValue ?? -1;
    else return undefined;
  }
  return undefined;
}

/** All identifiers of a program, one for each name and nearest owner, in order of the sources. */
function identifiersOf(
  program: Program,
  texts: ReadonlyMap<string, string>,
  types: DataTypeCatalog,
): Identifier[] {
  const relations = relateProgram(program);
  const callGraph = buildCallGraph(relations.callGraphInput(models), neverCancelled);
  const classify = createProgramClassifier({
    program,
    callGraph,
    models,
    catalog: types,
    resolveType: relations.types.resolveType,
    membersOf: relations.types.membersOf,
    exports: relations.exports,
  });
  const classification = classify();
  const typeOf = new Map<number, string>();
  /** Values that are said to be of who works there, whatever the object says that they are read from. */
  const ofStaff = new Set<number>();
  const fieldsOf = new Map<number, Map<string, string>>();
  for (let i = 0; i < classification.value.length; i++) {
    const type = types.types[classification.type[i] ?? -1];
    const isShown = (classification.confidence[i] ?? 0) >= shownConfidence;
    if (type === undefined || !isShown) continue;
    if (type.neverPatient) ofStaff.add(classification.value[i] ?? 0);
    if (type.neverPatient) continue;
    if (type.level !== 'direct' && type.level !== 'special' && type.level !== 'acute') continue;
    const value = classification.value[i] ?? 0;
    typeOf.set(value, type.id);
    const field = (classification.paths[classification.path[i] ?? 0] ?? []).find((name) =>
      /^[\p{L}_$]/u.test(name),
    );
    if (field === undefined) continue;
    const fields = fieldsOf.get(value) ?? new Map<string, string>();
    fieldsOf.set(value, fields.set(field, type.id));
  }
  const names = createNameClassifier(types);
  const seen = new Set<string>();
  const found: Identifier[] = [];
  for (const module of program.modules) {
    const { ir, valueBase } = module;
    const chains = createValueNames(ir, names.stripCallVerb);
    const lines = (texts.get(ir.path) ?? '').split('\n');
    for (let local = 0; local < ir.op.length; local++) {
      const name = nameAt(module, local);
      if (name === '' || /^\d+$/.test(name)) continue;
      const owner = ir.op[local] === Op.Param ? '' : (chains.chainOf(ir.a[local] ?? -1).at(-1) ?? '');
      const stored = ir.op[local] === Op.Store ? typeOf.get(valueBase + (ir.c[local] ?? -1)) : undefined;
      const isOwn = ir.op[local] === Op.Load && !ofStaff.has(valueBase + local);
      const read = isOwn ? fieldAt(module, ir.a[local] ?? -1, name, fieldsOf) : undefined;
      const type = typeOf.get(valueBase + local) ?? stored ?? read ?? '';
      const key = `${owner}.${name} ${type === '' ? '' : 'data'}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const stratum =
        type !== '' ? 'classified' : names.maySpeak(name) ? 'word' : isText(module, local) ? 'text' : 'rest';
      const start = startOfValue(program, valueBase + local);
      const line = (texts.get(ir.path) ?? '').slice(0, start).split('\n').length;
      const code = (lines[line - 1] ?? '').trim().replace(/\s+/g, ' ').slice(0, 110);
      found.push({
        stratum,
        file: ir.path,
        line,
        name: owner === '' ? name : `${owner}.${name}`,
        type,
        code,
      });
    }
  }
  return found;
}

function numberAfter(flag: string, otherwise: number): number {
  const at = process.argv.indexOf(flag);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
}

/** How many identifiers a judged row stands for, and what is said of it today. */
interface Weighed {
  readonly weight: number;
  readonly isData: boolean;
  readonly isClassified: boolean;
  /** The judged row, for whoever looks for causes. */
  readonly row: string;
}

/** The judged rows of one checkout. Rows whose identifier is no longer there are left out. */
function weigh(
  repository: string,
  rows: readonly (readonly string[])[],
  populations: ReadonlyMap<string, number>,
  identifiers: readonly Identifier[],
): Weighed[] {
  const key = (file: string, line: number | string, name: string): string => `${file}:${line} ${name}`;
  const today = new Map<string, boolean>();
  for (const { file, line, name, type } of identifiers) {
    const at = key(file, line, name);
    today.set(at, today.get(at) === true || type !== '');
  }
  const own = rows.filter(([name]) => name === repository);
  const counts = new Map<string, number>();
  for (const [, , stratum = ''] of own) counts.set(stratum, (counts.get(stratum) ?? 0) + 1);
  return own.flatMap(([, , stratum = '', file = '', line = '', name = '', verdict = '']) => {
    const isClassified = today.get(key(file, line, name));
    const population = populations.get(`${repository}\t${stratum}`) ?? 0;
    const weight = population / (counts.get(stratum) ?? 1);
    const row = [repository, stratum, `${file}:${line}`, name].join('\t');
    return isClassified === undefined ? [] : [{ weight, isData: verdict === 'data', isClassified, row }];
  });
}

function printMeasured(weighed: readonly Weighed[]): void {
  const sum = (of: (row: Weighed) => boolean, by: (row: Weighed) => number): number =>
    weighed.filter(of).reduce((total, row) => total + by(row), 0);
  const share = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;
  const isRight = (row: Weighed): boolean => row.isData && row.isClassified;
  for (const [title, by] of [
    ['as drawn', () => 1],
    ['weighted', ({ weight }: Weighed) => weight],
  ] as const) {
    const right = sum(isRight, by);
    const precision = share(
      right,
      sum(({ isClassified }) => isClassified, by),
    );
    const recall = share(
      right,
      sum(({ isData }) => isData, by),
    );
    if (title === 'weighted' && process.argv.includes('--wrong'))
      for (const { isData, isClassified, weight, row } of weighed)
        if (isData !== isClassified)
          process.stdout.write(`${isData ? 'missed' : 'not data'}\t${weight.toFixed(1)}\t${row}\n`);
    process.stdout.write(`${title}: precision ${precision}, recall ${recall}, ${weighed.length} judged\n`);
  }
}

const each = numberAfter('--each', 60);
const judgedAt = process.argv.indexOf('--judged');
const judgedLines = judgedAt < 0 ? [] : readFileSync(process.argv[judgedAt + 1] ?? '', 'utf8').split('\n');
const judgedRows = judgedLines.map((row) => row.split('\t'));
/** `population` rows of the judged file: repository and stratum → how many there were when it was drawn. */
const judgedPopulations = new Map(
  judgedRows
    .filter(([first]) => first === 'population')
    .map(([, repository, stratum, count]) => [`${repository}\t${stratum}`, Number(count)]),
);
const weighed: Weighed[] = [];
const random = createRandom(numberAfter('--seed', 1));
const folders = process.argv
  .slice(2)
  .filter((text, at, all) => !/^--/.test(text) && !/^--/.test(all[at - 1] ?? ''));
const populations: string[] = [];
for (const folder of folders) {
  const { program, texts } = readProgram(folder);
  const identifiers = identifiersOf(program, texts, catalog);
  const repository = path.basename(folder);
  if (judgedAt >= 0) {
    weighed.push(...weigh(repository, judgedRows, judgedPopulations, identifiers));
    continue;
  }
  for (const stratum of Object.keys(shares) as Stratum[]) {
    const pool = identifiers.filter((one) => one.stratum === stratum);
    populations.push([repository, stratum, pool.length].join('\t'));
    const count = Math.round((each * shares[stratum]) / 8);
    for (let drawn = 0; drawn < count && pool.length > 0; drawn++) {
      const [one] = pool.splice(Math.floor(random() * pool.length), 1);
      if (one === undefined) break;
      process.stdout.write(
        `${[repository, stratum, one.file, one.line, one.name, one.type, one.code].join('\t')}\n`,
      );
    }
  }
}
if (judgedAt >= 0) printMeasured(weighed);
else process.stdout.write(`\n${populations.join('\n')}\n`);
