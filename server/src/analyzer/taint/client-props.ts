/**
 * Props that a component of the server hands to one of the browser, as sinks: React writes them into the page.
 *
 * A component of the browser is a function of a module that begins with `use client`. Who hands it props runs on the
 * server alone if it is asynchronous, or the page or layout of a route: everything else may be part of the browser's
 * code itself, where nothing is sent.
 */
import { argumentAt } from '../callgraph/call-arguments.ts';
import { type CallGraph, targetsOf } from '../callgraph/call-graph.ts';
import { Flag } from '../ir/opcode.ts';
import type { Program, ProgramModule } from '../program/program.ts';

/** Sink kind of such props. */
export const clientPropsKind = 'response.props';

/** The props of an element and the element; values are global. */
export interface ClientProps {
  readonly props: number;
  readonly element: number;
}

const serverFile = /(?:^|\/)app\/(?:.*\/)?(?:page|layout|template|default)\.[cm]?[jt]sx?$/;

/** See the head of this file. */
export function clientProps(program: Program, callGraph: CallGraph): readonly ClientProps[] {
  const isClient = ({ ir }: ProgramModule): boolean => ir.directives.includes('use client');
  if (!program.modules.some(isClient)) return [];
  const out: ClientProps[] = [];
  for (let site = 0; site < callGraph.sites.length; site++) {
    const element = callGraph.sites[site] ?? 0;
    const module = program.modules[callGraph.moduleOfValue[element] ?? -1];
    if (module === undefined || isClient(module)) continue;
    const { ir, valueBase } = module;
    const local = element - valueBase;
    if (((ir.flags[local] ?? 0) & Flag.Jsx) === 0) continue;
    const isOnServer = serverFile.test(ir.path) || ir.functions[ir.functionOf[local] ?? -1]?.isAsync === true;
    if (!isOnServer) continue;
    const isHandedOver = targetsOf(callGraph, site).some((target) => {
      const owner = program.modules[program.moduleOfFunction[target] ?? -1];
      return owner !== undefined && isClient(owner);
    });
    const props = isHandedOver ? argumentAt(module, local, 0) : -1;
    if (props >= 0) out.push({ props: valueBase + props, element });
  }
  return out;
}
