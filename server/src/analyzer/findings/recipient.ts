/**
 * To whom a sink hands data: the package that is called, and the host of the address where it is known.
 */

import { argumentAt, argumentCount } from '../callgraph/call-arguments.ts';
import type { CallGraph } from '../callgraph/call-graph.ts';
import { propagateConstants } from '../ir/constants.ts';
import type { IrModule } from '../ir/module.ts';
import { StringShapes } from '../ir/string-shape.ts';
import type { ProgramModule } from '../program/program.ts';
import type { FindingRecipient } from './finding.ts';
import { memberPathOf } from './member-path.ts';

const shapesOfModule = new WeakMap<IrModule, StringShapes>();

/** `anchor`: global value of the call. */
export function recipientOf(
  callGraph: CallGraph,
  module: ProgramModule,
  anchor: number,
): Pick<FindingRecipient, 'package' | 'host'> {
  const site = callGraph.siteOfValue[anchor] ?? -1;
  if (site < 0) return { package: '', host: '' };
  const packageName = packageOf(
    memberPathOf(module, module.ir.a[anchor - module.valueBase] ?? -1)?.package ?? '',
  );
  return { package: packageName, host: hostOf(module, anchor - module.valueBase) };
}

/** Without a subpath: `@example/errors/node` is of `@example/errors`. */
function packageOf(name: string): string {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
}

/** The host of the first argument that is an address with a known one. */
function hostOf(module: ProgramModule, call: number): string {
  const { ir } = module;
  let shapes = shapesOfModule.get(ir);
  if (shapes === undefined) {
    shapes = new StringShapes(ir, propagateConstants(ir));
    shapesOfModule.set(ir, shapes);
  }
  const count = Math.min(argumentCount(module, call), 3);
  for (let index = 0; index < count; index++) {
    const [first, second] = shapes.of(argumentAt(module, call, index));
    if (first?.kind !== 'text') continue;
    // A host that a hole follows directly may go on in it.
    const end = second === undefined ? '(?=[:/?#]|$)' : '(?=(?::\\d+)?[/?#])';
    const match = new RegExp(`^[a-z][a-z0-9+.-]*://(?:[^/?#@]*@)?([a-z0-9.-]+)${end}`, 'i').exec(first.text);
    if (match?.[1] !== undefined) return match[1].toLowerCase();
  }
  return '';
}
