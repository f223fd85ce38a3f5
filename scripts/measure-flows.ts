/**
 * `npm run measure-flows -- dataflowbench|securibench DIR`: how many flows of a public benchmark the engine finds.
 *
 * DIR is a checkout of the benchmark; nothing of it is executed. Both runs use patterns of the benchmark's own sources
 * and sinks in place of the shipped rules, so that the engine is measured and not its models, and count what is shown
 * at the default confidence. DataFlowBench says in `case.json` whether a case has a flow; the basic group of
 * SecuribenchMicro.js marks its lines with `BAD` and `OK`. The other groups of the latter are not read.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { neverCancelled } from '../server/src/analyzer/base/cancellation.ts';
import { createEngine, defaultConfiguration } from '../server/src/analyzer/engine/create-engine.ts';
import { readKnowledge } from './read-knowledge.mjs';
import { root } from './run.mjs';

const knowledge = readKnowledge(root);

const dataflowbenchRule = `
rules:
  - id: flow
    mode: taint
    languages: [typescript, javascript]
    severity: HIGH
    message: Data of the source reaches the sink.
    pattern-sources:
      - pattern: dfb_source()
    pattern-sinks:
      - patterns:
          - pattern: dfb_sink($X)
          - focus-metavariable: $X
`;

// The request as a whole, the environment and the parameters of the application count as input, as in the original.
const securibenchRule = `
rules:
  - id: flow
    mode: taint
    languages: [javascript]
    severity: HIGH
    message: Input reaches the sink.
    pattern-sources:
      - pattern: process.env
      - patterns:
          - pattern-either:
              - pattern: "const handler = ($REQ, $RES) => { ... }"
              - pattern: "const handler = async ($REQ, $RES) => { ... }"
          - focus-metavariable: $REQ
      - patterns:
          - pattern: "$REQ.on('data', ($CHUNK) => { ... })"
          - focus-metavariable: $CHUNK
    pattern-sinks:
      - patterns:
          - pattern-either:
              - pattern: $R.send($X)
              - pattern: $R.write($X)
              - pattern: $R.redirect($X)
              - pattern: $D.query($X, ...)
              - pattern: fs.open($X, ...)
              - pattern: fs.writeFileSync($X, ...)
              - pattern: fs.createWriteStream($X, ...)
              - pattern: fs.createReadStream($X, ...)
          - focus-metavariable: $X
`;

interface SourceText {
  readonly path: string;
  readonly text: string;
}

/** What was expected of one place, and what came. */
interface Outcome {
  readonly name: string;
  readonly isExpected: boolean;
  readonly isFound: boolean;
}

/** The lines (1-based) of `files` where the rule reports. */
function reportedLines(files: readonly SourceText[], rule: string): ReadonlySet<string> {
  const engine = createEngine();
  engine.applyChange({
    files,
    knowledge,
    ruleFiles: { files: [{ path: 'flow.yaml', text: rule }], includeDefaultRules: false },
    configuration: defaultConfiguration,
  });
  for (const _ of engine.analyze([], neverCancelled)) {
    // The generator only reports where it is.
  }
  const problems = engine.problems();
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join('\n'));
  return new Set(
    engine
      .findings()
      .filter(({ confidence }) => confidence !== 'low')
      .map(({ location }) => `${location.path}:${location.startLine + 1}`),
  );
}

/** A case of DataFlowBench, as far as it is read here. */
interface BenchmarkCase {
  readonly id: string;
  readonly polarity: 'positive' | 'negative';
  readonly fixture_files: readonly string[];
}

function runDataflowbench(folder: string): Outcome[] {
  const outcomes: Outcome[] = [];
  for (const language of ['javascript', 'typescript']) {
    const base = path.join(folder, 'cases', 'taint', language);
    for (const name of readdirSync(base).sort()) {
      const manifest = path.join(base, name, 'case.json');
      if (!existsSync(manifest)) continue;
      const { id, polarity, fixture_files }: BenchmarkCase = JSON.parse(readFileSync(manifest, 'utf8'));
      const files = fixture_files.map((file) => ({
        path: file,
        text: readFileSync(path.join(base, name, file), 'utf8'),
      }));
      const isFound = reportedLines(files, dataflowbenchRule).size > 0;
      outcomes.push({ name: id, isExpected: polarity === 'positive', isFound });
    }
  }
  return outcomes;
}

const sinkCall = /\.(send|write|redirect|query|open|writeFileSync|createWriteStream|createReadStream)\(/;

function runSecuribench(folder: string): Outcome[] {
  const outcomes: Outcome[] = [];
  const base = path.join(folder, 'test-cases', 'basic');
  const names = readdirSync(base).filter((name) => name.endsWith('.js'));
  names.sort((x, y) => Number.parseInt(x, 10) - Number.parseInt(y, 10));
  for (const name of names) {
    const text = readFileSync(path.join(base, name), 'utf8');
    const file = `test-cases/basic/${name}`;
    const reported = reportedLines([{ path: file, text }], securibenchRule);
    const lines = text.split('\n');
    const hasMarks = lines.some((line) => line.includes('// BAD'));
    lines.forEach((line, index) => {
      const isFound = reported.has(`${file}:${index + 1}`);
      // One case has no mark on its only sink, which its own count says is bad.
      const isExpected = line.includes('// BAD') || (!hasMarks && sinkCall.test(line));
      if (isExpected || isFound || line.includes('// OK'))
        outcomes.push({ name: `${file}:${index + 1}`, isExpected, isFound });
    });
  }
  return outcomes;
}

function print(title: string, outcomes: readonly Outcome[]): void {
  const positives = outcomes.filter(({ isExpected }) => isExpected);
  const negatives = outcomes.filter(({ isExpected }) => !isExpected);
  const found = positives.filter(({ isFound }) => isFound).length;
  const silent = negatives.filter(({ isFound }) => !isFound).length;
  console.log(
    `${title}: ${found} of ${positives.length} flows found, ${silent} of ${negatives.length} silent`,
  );
  for (const { name, isExpected, isFound } of outcomes)
    if (isExpected !== isFound) console.log(`  ${isExpected ? 'missed' : 'wrong '}  ${name}`);
}

const [benchmark, folder] = process.argv.slice(2);
if (folder === undefined || (benchmark !== 'dataflowbench' && benchmark !== 'securibench')) {
  console.error('Usage: npm run measure-flows -- dataflowbench|securibench DIR');
  process.exit(2);
}
if (benchmark === 'dataflowbench') {
  const outcomes = runDataflowbench(folder);
  for (const language of ['javascript', 'typescript'])
    print(
      language,
      outcomes.filter(({ name }) => name.includes(`-${language}-`)),
    );
} else print('basic', runSecuribench(folder));
