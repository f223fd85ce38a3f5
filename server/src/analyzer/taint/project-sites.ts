/**
 * Sources and sinks that a project declares in its configuration: calls of its functions, by name or by the module
 * that defines them.
 */
import { argumentAt, argumentCount } from '../callgraph/call-arguments.ts';
import type { ProgramModule } from '../program/program.ts';
import { matchesTypes } from './lanes.ts';
import type { SinkSite, SitesInput, SourceSite } from './taint-sites.ts';

/** A function of the project whose result is data, or comes from outside. */
export interface ProjectSource {
  /** `any#name` or `path of the module#name`. */
  readonly name: string;
  /** Data types; empty when a kind is given. */
  readonly types: readonly string[];
  readonly kind: string;
}

/** A function of the project through which data leaves. */
export interface ProjectSink {
  readonly name: string;
  readonly kind: string;
  /** 0-based; empty: every argument. */
  readonly arguments: readonly number[];
}

/** Whether a call is one of a declared function. */
export type IsDeclared = (site: number, declared: string) => boolean;

/** Results of declared functions. */
export function projectSources(input: SitesInput, isDeclared: IsDeclared): readonly SourceSite[] {
  const { callGraph, catalog, lanes } = input;
  const sources: SourceSite[] = [];
  for (const declared of input.projectSources ?? [])
    for (let site = 0; site < callGraph.sites.length; site++) {
      if (!isDeclared(site, declared.name)) continue;
      const node = callGraph.sites[site] ?? 0;
      const path: readonly string[] = [];
      if (declared.kind !== '')
        sources.push({
          node,
          path,
          lanes: lanes.lanesOfKind.get(declared.kind) ?? [],
          origin: { kind: 'model', modelKind: declared.kind, label: `"${callGraph.calleeName(site)}"` },
        });
      for (const type of catalog.types)
        if (declared.types.length > 0 && matchesTypes(declared.types, type.id))
          sources.push({
            node,
            path,
            lanes: lanes.lanesOfType[type.index] ?? [],
            origin: {
              kind: 'data',
              type: type.index,
              evidence: `result of "${callGraph.calleeName(site)}", says sekretess.yml`,
              confidence: 95,
            },
          });
    }
  return sources.filter((source) => source.lanes.length > 0);
}

/** Arguments of declared functions. `specsOfKind`: rules that ask for a kind. */
export function projectSinks(
  input: SitesInput,
  specsOfKind: ReadonlyMap<string, SinkSite['specs']>,
  isDeclared: IsDeclared,
): readonly SinkSite[] {
  const { callGraph, program } = input;
  const sinks: SinkSite[] = [];
  for (const declared of input.projectSinks ?? []) {
    const specs = specsOfKind.get(declared.kind) ?? [];
    if (specs.length === 0) continue;
    for (let site = 0; site < callGraph.sites.length; site++) {
      if (!isDeclared(site, declared.name)) continue;
      const anchor = callGraph.sites[site] ?? 0;
      const module: ProgramModule | undefined = program.modules[callGraph.moduleOfValue[anchor] ?? -1];
      if (module === undefined) continue;
      const call = anchor - module.valueBase;
      const count = argumentCount(module, call);
      for (let index = 0; index < count; index++) {
        if (declared.arguments.length > 0 && !declared.arguments.includes(index)) continue;
        const argument = argumentAt(module, call, index);
        if (argument < 0) continue;
        sinks.push({
          node: module.valueBase + argument,
          path: [],
          isDeep: true,
          specs,
          anchor,
          modelKind: declared.kind,
          label: `"${callGraph.calleeName(site)}"`,
          confidence: 'high',
          match: undefined,
        });
      }
    }
  }
  return sinks;
}
