/**
 * The coverage report: what was and was not analyzed, with every gap named.
 */
import type { CoverageGap } from '../base/problem.ts';
import { type CallGraph, CallTier } from '../callgraph/call-graph.ts';
import type { EndpointListing } from '../findings/finding.ts';
import type { Program } from '../program/program.ts';
import type { Coverage } from './engine.ts';
import type { IndexedFile } from './index-file.ts';

/** What the report is made of. */
export interface CoverageInput {
  readonly program: Program;
  readonly callGraph: CallGraph;
  readonly overBudget: OverBudget;
  readonly files: readonly IndexedFile[];
  readonly otherGaps: readonly CoverageGap[];
}

/** Functions (global) at which a budget ended: their own, or that of a whole run. */
interface OverBudget {
  readonly functions: readonly number[];
  readonly runs: readonly number[];
}

/** What was analyzed, and every gap, by path and place. */
export function reportCoverage({
  program,
  callGraph,
  overBudget,
  files,
  otherGaps,
}: CoverageInput): Coverage {
  const gaps: CoverageGap[] = [...program.gaps, ...otherGaps];
  let lines = 0;
  let skipped = 0;
  const withProblems = new Set<string>();
  for (const { facts, matchGaps } of files) {
    gaps.push(...facts.gaps, ...matchGaps);
    if (facts.gaps.some(({ kind }) => kind === 'syntax-error' || kind === 'internal-error'))
      withProblems.add(facts.path);
    if (facts.triage === 'code') lines += facts.lineStarts.length;
    else skipped++;
  }
  for (const f of overBudget.functions)
    gaps.push(
      ...budgetGap(
        program,
        f,
        (name) => `The budget for following data through ${name} ran out; flows through it may be missing.`,
      ),
    );
  for (const f of overBudget.runs)
    gaps.push(
      ...budgetGap(
        program,
        f,
        (name) =>
          `The budget for following data through the whole program ran out, at last in ${name}; long or entangled flows may be missing anywhere. Scanning parts of it one by one follows them further.`,
      ),
    );
  const byTier = callGraph.counts.byTier;
  const calls = new Map<string, number>();
  for (let site = 0; site < callGraph.sites.length; site++) {
    const id = callGraph.externalPackage[site] ?? -1;
    const name = id < 0 ? '' : (callGraph.packageNames[id] ?? '');
    if (name === '' || name.startsWith('global:') || callGraph.modelledPackages.has(name)) continue;
    calls.set(name, (calls.get(name) ?? 0) + 1);
  }
  const external = byTier[CallTier.External] ?? 0;
  const unresolved = byTier[CallTier.Unresolved] ?? 0;
  gaps.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : (a.start ?? -1) - (b.start ?? -1)));
  return {
    files: files.length,
    lines,
    filesWithProblems: withProblems.size,
    filesSkipped: skipped,
    functions: program.functionCount,
    functionsOverBudget: overBudget.functions.length + overBudget.runs.length,
    calls: callGraph.counts.calls,
    callsResolved: callGraph.counts.calls - external - unresolved,
    callsExternal: external,
    callsUnresolved: unresolved,
    unmodelledPackages: [...calls]
      .map(([name, count]) => ({ name, calls: count }))
      .sort((a, b) => b.calls - a.calls || (a.name < b.name ? -1 : 1))
      .slice(0, 20),
    gaps,
  };
}

/** Ways in of which something is not certain: nothing says that they are safe. */
export function endpointGaps(endpoints: readonly EndpointListing[]): readonly CoverageGap[] {
  return endpoints.flatMap(({ method, path, location, doubts }) =>
    doubts.length === 0
      ? []
      : [
          {
            kind: 'uncertain-endpoint' as const,
            path: location.path,
            start: location.start,
            length: location.length,
            message: `${method} ${path === '' ? '?' : path}: ${doubts.join('; ')}.`,
          },
        ],
  );
}

/** A gap at a function; none if the function is not in the program. */
function budgetGap(program: Program, f: number, message: (name: string) => string): CoverageGap[] {
  const module = program.modules[program.moduleOfFunction[f] ?? 0];
  const record = module?.ir.functions[f - (module?.functionBase ?? 0)];
  if (!module || !record) return [];
  return [
    {
      kind: 'budget',
      path: module.facts.path,
      start: record.start,
      length: record.end - record.start,
      message: message(record.name === '' ? 'a function' : `"${record.name}"`),
    },
  ];
}
