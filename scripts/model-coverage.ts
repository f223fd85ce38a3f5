/**
 * `npm run model-coverage -- DIR… [--list N]`: which calls of packages the shipped models say something about.
 *
 * Counted are the calls whose callee is a member of a package (elements of JSX and methods of texts and lists apart). A
 * member is known if a row of a model is about it and an example of the same file has it in its code. Nothing of DIR is executed. Prints, for each
 * DIR, how many calls go to members that are not known, and with `--list` the members that are called most.
 */
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { neverCancelled } from '../server/src/analyzer/base/cancellation.ts';
import { buildCallGraph } from '../server/src/analyzer/callgraph/build-call-graph.ts';
import type { CallGraph } from '../server/src/analyzer/callgraph/call-graph.ts';
import { relateProgram } from '../server/src/analyzer/callgraph/program-relations.ts';
import { readExamples } from '../server/src/analyzer/engine/test-models.ts';
import { Flag } from '../server/src/analyzer/ir/opcode.ts';
import { createLinkCache, linkProgram } from '../server/src/analyzer/program/link-program.ts';
import type { Program } from '../server/src/analyzer/program/program.ts';
import { loadDataTypes } from '../server/src/analyzer/rules/load-data-types.ts';
import { loadKinds } from '../server/src/analyzer/rules/load-kinds.ts';
import { loadModels } from '../server/src/analyzer/rules/load-models.ts';
import type { ModelState } from '../server/src/analyzer/rules/model.ts';
import { readKnowledge } from './read-knowledge.mjs';
import { indexWorkspace, readWorkspace } from './read-workspace.ts';
import { root } from './run.mjs';

interface Counts {
  readonly known: Map<string, number>;
  readonly unknown: Map<string, number>;
}

const knowledge = readKnowledge(root);
const kindsFile = knowledge.find((file) => file.path === 'kinds.yaml') ?? { path: '', text: '' };
const { kinds } = loadKinds(kindsFile);
const modelFiles = knowledge.filter((file) => file.path.startsWith('models/'));
const { models } = loadModels(modelFiles, kinds);
const { catalog } = loadDataTypes(knowledge.filter((file) => file.path.startsWith('data-types/')));
const { examples } = readExamples(knowledge, modelFiles);

async function readProgram(folder: string): Promise<Program> {
  const texts = await readWorkspace(folder);
  const { facts, configuration } = indexWorkspace(texts, catalog);
  return linkProgram(
    facts.filter(({ isTest }) => !isTest),
    configuration,
    [],
    createLinkCache(),
  );
}

/** Places of models that a call site is at, and their named types. */
function statesAt(callGraph: CallGraph, site: number): readonly ModelState[] {
  const ids = callGraph.states.subarray(callGraph.stateStart[site] ?? 0, callGraph.stateStart[site + 1] ?? 0);
  return [...ids].flatMap((id) => {
    const state = models.states[id];
    return [state, ...(state?.aliases ?? []).map((alias) => models.states[alias])].flatMap(
      (one) => one ?? [],
    );
  });
}

/** Whether a row is about a call there, or about what it gives. */
function hasRow({ call, returnValue, instance, arguments: given }: ModelState): boolean {
  const hasSink = [...given.values()].some((id) => (models.states[id]?.sinks.length ?? 0) > 0);
  return (
    call !== undefined ||
    models.states[returnValue] !== undefined ||
    models.states[instance] !== undefined ||
    hasSink
  );
}

const shown = new Map<string, boolean>();

/** Whether a model file with a row of that name has an example with it in its code. */
function hasExample(member: string): boolean {
  let known = shown.get(member);
  if (known === undefined) {
    const word = new RegExp(`(?<![\\w$])${member.replaceAll('$', '\\$')}(?![\\w$])`);
    const files = new Set(
      modelFiles.filter(({ text }) => word.test(text.split(/^examples:/m)[0] ?? '')).map((file) => file.path),
    );
    known = examples.some((example) => files.has(example.path) && word.test(JSON.stringify(example)));
    shown.set(member, known);
  }
  return known;
}

/** The last member that leads to a place: `useState` of `react.useState()[1]`. */
function memberOf(state: ModelState, fallback: string): string {
  // A function of a named type (`i18n.T`) is called as whatever holds it.
  if (/^\w+\.[A-Z]\w*$/.test(state.name)) return fallback;
  const words =
    (state.name.startsWith(state.package) ? state.name.slice(state.package.length) : state.name).match(
      /[A-Za-z_$][\w$]*/g,
    ) ?? [];
  return (
    words.filter((word) => !/^(?:Argument|Parameter|Instance|ReturnValue)$/.test(word)).at(-1) ?? fallback
  );
}

function countCalls(program: Program): Counts {
  const callGraph = buildCallGraph(relateProgram(program).callGraphInput(models), neverCancelled);
  const known = new Map<string, number>();
  const unknown = new Map<string, number>();
  callGraph.sites.forEach((value, site) => {
    const module = program.modules[callGraph.moduleOfValue[value] ?? -1];
    const name = callGraph.packageNames[callGraph.externalPackage[site] ?? -1] ?? '';
    if (!module || name === '' || name.startsWith('global:')) return;
    if (((module.ir.flags[value - module.valueBase] ?? 0) & Flag.Jsx) !== 0) return;
    // What a package gives back may be a function of the program: an action of a store, a callback.
    if ((callGraph.targetStart[site + 1] ?? 0) > (callGraph.targetStart[site] ?? 0)) return;
    const member = callGraph.calleeName(site).split('.').at(-1) ?? '';
    // Methods of texts and lists, whatever gave the value.
    if (models.states[models.anyValue]?.members.has(member) === true) return;
    const states = statesAt(callGraph, site);
    const isKnown = states.some((state) => hasRow(state) && hasExample(memberOf(state, member)));
    const counts = isKnown ? known : unknown;
    const key = `${name} ${member}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  });
  return { known, unknown };
}

const total = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((sum, count) => sum + count, 0);

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { list: { type: 'string', default: '0' } },
  });
  for (const folder of positionals) {
    const { known, unknown } = countCalls(await readProgram(folder));
    const all = total(known) + total(unknown);
    const share = all === 0 ? 0 : Math.round((1000 * total(unknown)) / all) / 10;
    process.stdout.write(`${path.basename(folder)}\t${total(unknown)} of ${all}\t${share} %\n`);
    for (const [member, count] of [...unknown].sort((x, y) => y[1] - x[1]).slice(0, Number(values.list)))
      process.stdout.write(`  ${count}\t${member}\n`);
  }
}

void main();
