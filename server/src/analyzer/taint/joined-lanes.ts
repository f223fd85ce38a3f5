/**
 * Which lanes of a joined value a use of it sees: those that came over ways which the use does not rule out.
 *
 * From a fact at a Phi and an instruction that uses it to the part of the mask that is left. Lanes that no way into the
 * join explains (a source at the join itself) always count.
 */
import { Op } from '../ir/opcode.ts';
import { phiOperands } from '../ir/operands.ts';
import type { FactTable } from './fact-table.ts';
import type { LaneTable } from './lanes.ts';
import { joinsOf, type ModuleView, type ModuleViews } from './module-views.ts';
import { anyPath, emptyPath } from './paths.ts';
import { atInstruction, type ValueFlowGraph } from './value-flow-graph.ts';

/** Joins of joins that are looked through. */
const maxDepth = 4;

/** See the head of this file. */
export class JoinedLanes {
  readonly #graph: ValueFlowGraph;
  readonly #lanes: LaneTable;
  readonly #views: ModuleViews;
  readonly #facts: FactTable;
  readonly #nameOf: Int32Array;

  constructor(
    { graph, lanes }: { readonly graph: ValueFlowGraph; readonly lanes: LaneTable },
    views: ModuleViews,
    facts: FactTable,
    nameOf: Int32Array,
  ) {
    this.#graph = graph;
    this.#lanes = lanes;
    this.#views = views;
    this.#facts = facts;
    this.#nameOf = nameOf;
  }

  /** Lanes of a join (file-local) that instruction `user` sees, which knows it by `name`. */
  atUse(
    view: ModuleView,
    context: number,
    path: number,
    mask: number,
    { phi, name, user }: { readonly phi: number; readonly name: number; readonly user: number },
  ): number {
    const { ir } = view;
    if (ir.op[user] !== Op.Phi) return this.#inBlock(view, context, path, mask, phi, ir.block[user] ?? -1);
    const { masks } = this.#lanes;
    const first = ir.predecessorStart[ir.block[user] ?? 0] ?? 0;
    let seen = 0;
    phiOperands(ir, user).forEach((operand, n) => {
      if (operand !== name) return;
      const from = ir.predecessors[first + n] ?? -1;
      const ruledOut = from < 0 ? 0 : joinsOf(view).ruledOutOver(phi, from, ir.block[user] ?? -1);
      seen = masks.or(seen, this.#without(view, context, path, mask, phi, ruledOut));
    });
    return seen;
  }

  /** The same for what leaves over a link: into a call, or out of the function by a return or a variable. */
  overLink(node: number, link: number, context: number, path: number, mask: number): number {
    const site = this.#graph.site[link] ?? -1;
    if (site === -1) return mask;
    const at = site < 0 ? atInstruction(site) : this.#graph.siteValue(site);
    return this.#atValue(node, context, path, mask, at);
  }

  /** Lanes of a fact that an instruction (global value) sees. */
  ofFact(fact: number, value: number): number {
    const facts = this.#facts;
    return this.#atValue(
      facts.nodeOf(fact),
      facts.contextOf(fact),
      facts.pathOf(fact),
      facts.maskOf(fact),
      value,
    );
  }

  #atValue(node: number, context: number, path: number, mask: number, value: number): number {
    const view = node < this.#graph.valueCount ? this.#views.of(node) : undefined;
    if (!view || view.ir.op[node - view.valueBase] !== Op.Phi) return mask;
    const user = value - view.valueBase;
    if (view.ir.functionOf[user] !== view.ir.functionOf[node - view.valueBase]) return mask;
    const block = view.ir.block[user] ?? -1;
    return this.#inBlock(view, context, path, mask, node - view.valueBase, block);
  }

  #inBlock(
    view: ModuleView,
    context: number,
    path: number,
    mask: number,
    phi: number,
    block: number,
  ): number {
    const ruledOut = block < 0 ? 0 : joinsOf(view).ruledOut(phi, block);
    return this.#without(view, context, path, mask, phi, ruledOut);
  }

  #without(
    view: ModuleView,
    context: number,
    path: number,
    mask: number,
    phi: number,
    ruledOut: number,
    depth = 0,
  ): number {
    if (ruledOut === 0 || depth > maxDepth) return mask;
    const { ir } = view;
    const { masks } = this.#lanes;
    const join = ir.block[phi] ?? -1;
    const first = ir.predecessorStart[join] ?? 0;
    let seen = 0;
    let hidden = 0;
    phiOperands(ir, phi).forEach((operand, way) => {
      if (operand < 0) return;
      const at = this.#nameOf[view.valueBase + operand] ?? -1;
      let brought = 0;
      for (const known of [path, emptyPath, anyPath]) {
        const fact = this.#facts.find(context, at, known);
        if (fact >= 0) brought = masks.or(brought, this.#facts.maskOf(fact));
      }
      // A join before this one has ways of its own, which the way between the two may rule out.
      if (ir.op[operand] === Op.Phi) {
        const before = joinsOf(view).ruledOutOver(operand, ir.predecessors[first + way] ?? -1, join);
        brought = this.#without(view, context, path, brought, operand, before, depth + 1);
      }
      if (((ruledOut >> way) & 1) === 1) hidden = masks.or(hidden, brought);
      else seen = masks.or(seen, brought);
    });
    return masks.andNot(mask, masks.andNot(hidden, seen));
  }
}
