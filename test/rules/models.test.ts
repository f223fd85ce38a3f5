/**
 * The examples of every model file: facts that the models must state about a snippet, found by the real engine.
 *
 * Sources, sinks, queries, endpoints and calls are looked up after the call graph; `flow A -> B` is a rule made for
 * the example, from model sources of kind A to model sinks of kind B, and must report the line.
 */
import assert from 'node:assert/strict';
import { loadKinds } from '../../server/src/analyzer/rules/load-kinds.ts';
import type { ExampleFact, ModelExample } from '../../server/src/analyzer/rules/model-rows.ts';
import { loadModelExamples } from '../../server/src/analyzer/rules/read-model-examples.ts';
import { loadKnowledge } from '../support/knowledge.ts';
import { createModelSites, type ModelSite } from '../support/model-sites.ts';
import { runEngine } from '../support/run-engine.ts';

/** What clears a flow into these sinks, whatever the snippet: a rule about them would say so too. */
const sanitizersOf: Readonly<Record<string, readonly string[]>> = {
  sql: ['to-number', 'escape.sql', 'database-id'],
  nosql: ['database-id', 'to-number', 'validate'],
  path: ['basename'],
  html: ['escape.html'],
};

const { files } = loadKnowledge();
const { kinds } = loadKinds(
  files.find(({ path }) => path === 'kinds.yaml') ?? { path: 'kinds.yaml', text: '' },
);
const modelFiles = files.filter(({ path }) => path.startsWith('models/'));
const { examples, problems } = loadModelExamples(modelFiles, kinds);

describe('rules/models', () => {
  const sitesOf = createModelSites();

  it('has examples that can be read', () => assert.deepEqual(problems, []));

  it('has an example in every file', () => {
    const shown = new Set(examples.map(({ path }) => path));
    assert.deepEqual(
      modelFiles.filter(({ path }) => !shown.has(path)).map(({ path }) => path),
      [],
    );
  });

  for (const example of examples) {
    it(`${example.path}:${example.line} ${example.name}`.trim(), () => {
      const path = `src/${example.file}`;
      const sites = sitesOf(path, example.code);
      const flows = reportedFlows(path, example);
      const wrong = example.expect.filter(
        (fact) =>
          (fact.subject === 'flow' ? flows.has(flowKey(fact, fact.line)) : states(sites, fact)) ===
          fact.negated,
      );
      assert.deepEqual(
        wrong.map(({ text }) => text),
        [],
      );
    });
  }
});

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
function reportedFlows(path: string, example: ModelExample): ReadonlySet<string> {
  const facts = example.expect.filter(({ subject }) => subject === 'flow');
  if (facts.length === 0) return new Set();
  const ruleFiles = facts.map((fact, index) => ({
    path: `flow-${index}.yaml`,
    text: ruleText(`flow-${index}`, fact.words[0] ?? '', fact.words[1] ?? ''),
  }));
  const engine = runEngine({ files: [{ path, text: example.code }], ruleFiles });
  assert.deepEqual(engine.problems(), []);
  return new Set(
    engine.findings().flatMap(({ ruleId, location }) => {
      const fact = facts[Number(ruleId.slice('flow-'.length))];
      const count = location.endLine - location.startLine + 1;
      return fact
        ? Array.from({ length: count }, (_, line) => flowKey(fact, location.startLine + line + 1))
        : [];
    }),
  );
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
