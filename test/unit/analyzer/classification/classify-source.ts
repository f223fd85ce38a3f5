/**
 * Classifies source texts through the real front end, linker, call graph and models, and shows the seeds as lines:
 * `patient.name => name.person 80`, with the path below the value in brackets: `rows [[].email] => contact.email 95`.
 */

import { neverCancelled } from '../../../../server/src/analyzer/base/cancellation.ts';
import { buildLineStarts } from '../../../../server/src/analyzer/base/line-index.ts';
import { buildCallGraph } from '../../../../server/src/analyzer/callgraph/build-call-graph.ts';
import { relateProgram } from '../../../../server/src/analyzer/callgraph/program-relations.ts';
import type { Classification } from '../../../../server/src/analyzer/classification/classification.ts';
import { createProgramClassifier } from '../../../../server/src/analyzer/classification/classify-program.ts';
import { KeptSeeds } from '../../../../server/src/analyzer/classification/kept-seeds.ts';
import { lowerModule } from '../../../../server/src/analyzer/frontends/javascript/lower-module.ts';
import { parseModule } from '../../../../server/src/analyzer/frontends/javascript/parse.ts';
import { isTestPath } from '../../../../server/src/analyzer/frontends/javascript/triage.ts';
import type { FileFacts } from '../../../../server/src/analyzer/ir/file-facts.ts';
import { createLinkCache, linkProgram } from '../../../../server/src/analyzer/program/link-program.ts';
import type { Program } from '../../../../server/src/analyzer/program/program.ts';
import type { DataSchema } from '../../../../server/src/analyzer/program/schema.ts';
import {
  isSchemaPath,
  readSchemaFiles,
} from '../../../../server/src/analyzer/program/schemas/schema-files.ts';
import { moduleAtValue, startOfValue } from '../../../../server/src/analyzer/program/value-lookup.ts';
import { loadKinds } from '../../../../server/src/analyzer/rules/load-kinds.ts';
import { loadModels } from '../../../../server/src/analyzer/rules/load-models.ts';
import { loadKnowledge } from '../../../support/knowledge.ts';
import { shippedDataTypes } from './catalog.ts';

const knowledge = loadKnowledge().files;
const kindsFile = knowledge.find(({ path }) => path === 'kinds.yaml') ?? {
  path: 'kinds.yaml',
  text: 'kinds: []',
};
const { models } = loadModels(
  knowledge.filter(({ path }) => path.startsWith('models/')),
  loadKinds(kindsFile).kinds,
);

/** Files by path; `.prisma` files are schemas. */
export type Sources = Readonly<Record<string, string>>;

/** What classifying sources gives. */
export interface ClassifiedSources {
  readonly program: Program;
  readonly classification: Classification;
  /** One line a seed, in the order of the sources. Pseudonyms are left out. */
  readonly lines: readonly string[];
}

/** What is kept between two programs, as an engine does. */
export interface KeptSources {
  readonly seeds: KeptSeeds;
  readonly links: ReturnType<typeof createLinkCache>;
  /** Path and text → facts. */
  readonly facts: Map<string, FileFacts>;
}

/** Keeps nothing yet. */
export function keepSources(): KeptSources {
  return { seeds: new KeptSeeds(), links: createLinkCache(), facts: new Map() };
}

const noSchemas: readonly DataSchema[] = [];

/** A program of some sources, and its seeds. */
export function classifySources(
  sources: Sources,
  {
    kept,
    ...options
  }: {
    readonly includeTests?: boolean;
    readonly isWanted?: (value: number) => boolean;
    readonly kept?: KeptSources;
  } = {},
): ClassifiedSources {
  const entries = Object.entries(sources);
  const schemaFiles = new Map(entries.filter(([path]) => isSchemaPath(path)));
  const schemas = schemaFiles.size === 0 ? noSchemas : readSchemaFiles(schemaFiles).schemas;
  const facts = entries
    .filter(([path]) => !isSchemaPath(path))
    .map(([path, text]): FileFacts => {
      const known = kept?.facts.get(`${path}\n${text}`);
      if (known) return known;
      const { ir, gaps } = lowerModule(parseModule(path, text));
      const lineStarts = buildLineStarts(text);
      const made: FileFacts = {
        path,
        textHash: '',
        triage: 'code',
        lineStarts,
        isTest: isTestPath(path),
        ir,
        gaps,
        suppressions: [],
      };
      kept?.facts.set(`${path}\n${text}`, made);
      return made;
    });
  const program = linkProgram(facts, [], schemas, kept?.links);
  const relations = relateProgram(program);
  const { exports, types } = relations;
  const callGraph = buildCallGraph(relations.callGraphInput(models), neverCancelled);
  const { catalog } = shippedDataTypes;
  const { isWanted, ...including } = options;
  const classify = createProgramClassifier({
    program,
    callGraph,
    models,
    catalog,
    resolveType: types.resolveType,
    membersOf: types.membersOf,
    exports,
    kept: kept?.seeds,
    ...including,
  });
  const classification = classify(isWanted);
  const lines: string[] = [];
  for (let i = 0; i < classification.value.length; i++) {
    const value = classification.value[i] ?? 0;
    const type = catalog.types[classification.type[i] ?? -1];
    if (type === undefined || type.level === 'pseudonym') continue;
    const path = (classification.paths[classification.path[i] ?? 0] ?? []).join('.');
    const shown = path === '' ? '' : ` [${path}]`;
    lines.push(`${textOf(program, sources, value)}${shown} => ${type.id} ${classification.confidence[i]}`);
  }
  return { program, classification, lines };
}

/** The source text of a value, blanks squeezed, at most 60 letters. */
function textOf(program: Program, sources: Sources, value: number): string {
  const module = moduleAtValue(program, value);
  if (module === undefined) return '?';
  const start = startOfValue(program, value);
  const length = module.ir.length[value - module.valueBase] ?? 0;
  const text = (sources[module.ir.path] ?? '').slice(start, start + length).replace(/\s+/g, ' ');
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
