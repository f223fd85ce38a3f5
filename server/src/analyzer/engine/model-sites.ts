/**
 * What the models say about a snippet: from code to sources, sinks, queries, endpoints and recognised calls, by line.
 *
 * Runs the stages of the engine up to the call graph, for the examples of model files. Flows are for the engine itself.
 */

import { neverCancelled } from '../base/cancellation.ts';
import { positionAt } from '../base/line-index.ts';
import type { Problem } from '../base/problem.ts';
import { buildCallGraph } from '../callgraph/build-call-graph.ts';
import { relateProgram } from '../callgraph/program-relations.ts';
import { collectQuerySites } from '../callgraph/query-sites.ts';
import type { Classification } from '../classification/classification.ts';
import { collectEndpoints } from '../guards/endpoints/collect-endpoints.ts';
import { prepareRules } from '../matching/match-rules.ts';
import { createLinkCache, linkProgram } from '../program/link-program.ts';
import { loadDataTypes } from '../rules/load-data-types.ts';
import { loadKinds } from '../rules/load-kinds.ts';
import { loadModels } from '../rules/load-models.ts';
import { loadRules } from '../rules/load-rules.ts';
import { collectSinks } from '../taint/collect-sinks.ts';
import { collectSources } from '../taint/collect-sources.ts';
import { buildLanes } from '../taint/lanes.ts';
import type { KnowledgeFile } from './engine.ts';
import { indexFile } from './index-file.ts';

/** Something that a model says about a place. */
export interface ModelSite {
  readonly subject: 'source' | 'sink' | 'query' | 'endpoint' | 'call';
  /** Kind; operation and resource; method and path; name of the place. */
  readonly words: readonly string[];
  /** Lines that the place covers, 1-based. */
  readonly lines: readonly number[];
}

/** Reads the knowledge once; `sitesOf` runs one file. `problems`: of the model files. */
export function createModelSites(files: readonly KnowledgeFile[]): {
  readonly problems: readonly Problem[];
  readonly sitesOf: (path: string, text: string) => readonly ModelSite[];
} {
  const { kinds } = loadKinds(files.find(({ path }) => path === 'kinds.yaml') ?? { path: '', text: '' });
  const { models, problems } = loadModels(
    files.filter(({ path }) => path.startsWith('models/')),
    kinds,
  );
  const { catalog } = loadDataTypes(files.filter(({ path }) => path.startsWith('data-types/')));
  // One rule that asks for every kind, so that every site is listed.
  const list = (...roles: string[]) =>
    [...kinds.values()]
      .filter(({ role }) => roles.includes(role))
      .map(({ id }) => `      - x-model: ${id}\n`)
      .join('');
  const text = `rules:
  - id: everything
    mode: taint
    languages: [typescript, javascript]
    severity: LOW
    message: Every source and every sink.
    pattern-sources:
${list('source', 'subject')}    pattern-sinks:
${list('sink')}`;
  const { rules } = loadRules([{ path: 'everything.yaml', text }], kinds, catalog);
  const context = {
    rules: prepareRules(rules),
    rulesDigest: '',
    catalog,
    testIdentityNumbers: new Set<string>(),
    wantsLiterals: false,
    wantsCode: true,
  };
  const nothing: Classification = {
    value: new Int32Array(0),
    path: new Int32Array(0),
    type: new Int32Array(0),
    confidence: new Uint8Array(0),
    evidence: new Int32Array(0),
    paths: [[]],
    evidences: [],
  };
  const sitesOf = (path: string, code: string): readonly ModelSite[] => {
    const { facts, matches } = indexFile(path, code, context);
    const program = linkProgram([facts], [], [], createLinkCache());
    const relations = relateProgram(program);
    const { exports } = relations;
    const callGraph = buildCallGraph(relations.callGraphInput(models), neverCancelled);
    const input = {
      program,
      callGraph,
      models,
      catalog,
      rules,
      lanes: buildLanes(rules, catalog),
      sanitizers: [],
      matches: [matches],
    };
    const { ir } = facts;
    const linesOf = (value: number): number[] => {
      const start = (ir.functions[ir.functionOf[value] ?? 0]?.start ?? 0) + (ir.position[value] ?? 0);
      const first = positionAt(facts.lineStarts, start).line + 1;
      const last = positionAt(facts.lineStarts, start + (ir.length[value] ?? 0)).line + 1;
      return Array.from({ length: last - first + 1 }, (_, k) => first + k);
    };
    const firstLine = (value: number) => linesOf(value).slice(0, 1);
    const sites: ModelSite[] = [];
    for (const { modelKind, anchor, node } of collectSinks(input, new Set(), []))
      sites.push({ subject: 'sink', words: [modelKind], lines: [...linesOf(anchor), ...linesOf(node)] });
    for (const { origin, node } of collectSources(input, nothing))
      if (origin.kind === 'model')
        sites.push({ subject: 'source', words: [origin.modelKind], lines: firstLine(node) });
    for (const { model, resource, value } of collectQuerySites(program, callGraph, models))
      sites.push({ subject: 'query', words: [model.operation, resource], lines: firstLine(value) });
    for (const { method, path: route, registration } of collectEndpoints({
      program,
      callGraph,
      models,
      importedValues: exports.importedValues,
    }))
      sites.push({ subject: 'endpoint', words: [method, route], lines: firstLine(registration) });
    callGraph.sites.forEach((value, site) => {
      for (let k = callGraph.stateStart[site] ?? 0; k < (callGraph.stateStart[site + 1] ?? 0); k++) {
        const name = models.states[callGraph.states[k] ?? 0]?.name;
        if (name) sites.push({ subject: 'call', words: [name], lines: firstLine(value) });
      }
    });
    return sites;
  };
  return { problems, sitesOf };
}
