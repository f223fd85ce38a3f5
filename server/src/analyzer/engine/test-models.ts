/**
 * The examples of model files: facts that the models must state about a snippet, found by the engine itself.
 *
 * Sources, sinks, queries, endpoints and calls are looked up after the call graph; `flow A -> B` is a rule made for the
 * example, from model sources of kind A to model sinks of kind B, and must report the line.
 */
import { neverCancelled } from '../base/cancellation.ts';
import type { Problem } from '../base/problem.ts';
import { loadKinds } from '../rules/load-kinds.ts';
import type { ExampleFact, ModelExample } from '../rules/model-rows.ts';
import { loadModelExamples } from '../rules/read-model-examples.ts';
import { createEngine, defaultConfiguration } from './create-engine.ts';
import type { KnowledgeFile } from './engine.ts';
import { createModelSites, type ModelSite } from './model-sites.ts';

/** One example, and what of it does not hold. */
export interface ModelExampleResult {
  readonly example: ModelExample;
  /** Facts as written; empty when the example holds. */
  readonly wrong: readonly string[];
  /** Of the rules that were made for its flows: kinds that nobody has. */
  readonly problems: readonly Problem[];
}

/** What clears a flow into these sinks, whatever the snippet: a rule about them would say so too. */
const sanitizersOf: Readonly<Record<string, readonly string[]>> = {
  sql: ['to-number', 'escape.sql', 'database-id'],
  nosql: ['database-id', 'to-number', 'validate'],
  path: ['basename'],
  html: ['escape.html'],
};

/** The examples of `modelFiles`, which are part of `knowledge`, and what is wrong with how they are written. */
export function readExamples(
  knowledge: readonly KnowledgeFile[],
  modelFiles: readonly KnowledgeFile[],
): { readonly examples: readonly ModelExample[]; readonly problems: readonly Problem[] } {
  const { kinds } = loadKinds(
    knowledge.find(({ path }) => path === 'kinds.yaml') ?? { path: 'kinds.yaml', text: '' },
  );
  return loadModelExamples(modelFiles, kinds);
}

/** Runs examples with the models of `knowledge`. */
export interface ExampleRunner {
  /** What is wrong with the model files. */
  readonly problems: readonly Problem[];
  readonly run: (example: ModelExample) => ModelExampleResult;
}

/** See {@link ExampleRunner}. */
export function createExampleRunner(knowledge: readonly KnowledgeFile[]): ExampleRunner {
  const { sitesOf, problems: modelProblems } = createModelSites(knowledge);
  const run = (example: ModelExample): ModelExampleResult => {
    const path = `src/${example.file}`;
    const sites = sitesOf(path, example.code);
    const { flows, problems } = reportedFlows(knowledge, path, example);
    const wrong = example.expect.filter(
      (fact) =>
        (fact.subject === 'flow' ? flows.has(flowKey(fact, fact.line)) : states(sites, fact)) ===
        fact.negated,
    );
    return { example, wrong: wrong.map(({ text }) => text), problems };
  };
  return { problems: modelProblems, run };
}

function states(sites: readonly ModelSite[], fact: ExampleFact): boolean {
  return sites.some(
    ({ subject, words, lines }) =>
      subject === fact.subject &&
      lines.includes(fact.line) &&
      fact.words.every((word, index) => words[index] === word),
  );
}

function flowKey({ words }: ExampleFact, line: number): string {
  return `${words.join(' -> ')} @${line}`;
}

/** Which of the flows that the example speaks about the engine reports, and where. */
function reportedFlows(
  knowledge: readonly KnowledgeFile[],
  path: string,
  example: ModelExample,
): { readonly flows: ReadonlySet<string>; readonly problems: readonly Problem[] } {
  const facts = example.expect.filter(({ subject }) => subject === 'flow');
  if (facts.length === 0) return { flows: new Set(), problems: [] };
  const engine = createEngine();
  engine.applyChange({
    files: [{ path, text: example.code }],
    knowledge,
    ruleFiles: {
      files: facts.map((fact, index) => ({
        path: `flow-${index}.yaml`,
        text: ruleText(`flow-${index}`, fact.words[0] ?? '', fact.words[1] ?? ''),
      })),
      includeDefaultRules: false,
    },
    configuration: defaultConfiguration,
  });
  for (const _ of engine.analyze([], neverCancelled));
  const flows = engine.findings().flatMap(({ ruleId, location }) => {
    const fact = facts[Number(ruleId.slice('flow-'.length))];
    const count = location.endLine - location.startLine + 1;
    return fact === undefined
      ? []
      : Array.from({ length: count }, (_, line) => flowKey(fact, location.startLine + line + 1));
  });
  return {
    flows: new Set(flows),
    problems: engine.problems().filter(({ path: file }) => file.startsWith('flow-')),
  };
}

function ruleText(id: string, source: string, sink: string): string {
  const sanitizers = (sanitizersOf[sink] ?? []).map((kind) => `      - x-model: ${kind}\n`).join('');
  return `rules:
  - id: ${id}
    mode: taint
    languages: [typescript, javascript]
    severity: LOW
    x-family: injection
    message: From ${source} to ${sink}.
    pattern-sources:
      - x-model: ${source}
${sanitizers === '' ? '' : `    pattern-sanitizers:\n${sanitizers}`}    pattern-sinks:
      - x-model: ${sink}
`;
}
