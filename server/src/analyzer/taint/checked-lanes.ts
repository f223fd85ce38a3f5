/**
 * Which lanes are left of a value where it is used, after the tests that came before: allow-lists, checks of
 * characters, helpers that throw, hosts that are already closed.
 *
 * Asked for every step of stage 2, so what is known of a value at a place is remembered, and nothing is asked for lanes
 * that no test can clear.
 */
import { Op } from '../ir/opcode.ts';
import { Harmless } from './harmless.ts';
import type { HelperChecks } from './helper-checks.ts';
import { isBehindHost } from './host-part.ts';
import type { LaneTable } from './lanes.ts';
import { checksOf, type ModuleView, type ModuleViews } from './module-views.ts';
import type { ValueFlowGraph } from './value-flow-graph.ts';

/** What is asked of. */
export interface CheckedLanesInput {
  readonly graph: ValueFlowGraph;
  readonly lanes: LaneTable;
  /** Lanes of rules for which only the host of an address matters. */
  readonly hostMask: number;
  /** Per combination of bits of `Harmless`: lanes for which such a value does no harm; empty: tests are not asked. */
  readonly harmlessMasks: readonly number[];
  /** What calls of helpers that throw say about their arguments; undefined where tests are not asked. */
  readonly helperChecks: HelperChecks | undefined;
  /** Global value of the call of a call site. */
  readonly callOfSite: (site: number) => number;
}

/** See the head of this file. */
export class CheckedLanes {
  readonly #in: CheckedLanesInput;
  readonly #views: ModuleViews;
  readonly #clearable: number;

  constructor(input: CheckedLanesInput, views: ModuleViews) {
    this.#in = input;
    this.#views = views;
    this.#clearable = input.harmlessMasks[Harmless.All] ?? 0;
  }

  /** Whether any test could clear one of these lanes, in a module where they are. */
  mayClear(mask: number, view: ModuleView | undefined): boolean {
    const { masks } = this.#in.lanes;
    if (this.#in.harmlessMasks.length === 0) return false;
    if (view !== undefined && checksOf(view).knowsValues) return true;
    return this.#clearable !== 0 && !masks.isEmpty(masks.and(mask, this.#clearable));
  }

  /** What is left of the lanes of a value (file-local) where instruction `user` takes it. */
  atUse(view: ModuleView, value: number, user: number, mask: number): number {
    // What joins in a Phi was last seen at the end of the block that it comes from.
    return view.ir.op[user] === Op.Phi
      ? this.#inPhi(view, value, user, mask)
      : this.#inBlock(view, value, view.ir.block[user] ?? 0, user, mask);
  }

  #inPhi(view: ModuleView, value: number, phi: number, mask: number): number {
    const { ir } = view;
    const { masks } = this.#in.lanes;
    const join = ir.block[phi] ?? -1;
    const first = ir.predecessorStart[join] ?? 0;
    const list = ir.a[phi] ?? 0;
    const count = ir.args[list] ?? 0;
    let left = 0;
    for (let n = 0; n < count; n++) {
      if (ir.args[list + 1 + n] !== value) continue;
      const isKnown = (checksOf(view).over(value, first + n, join) & Harmless.Known) !== 0;
      if (!isKnown)
        left = masks.or(left, this.#inBlock(view, value, ir.predecessors[first + n] ?? 0, -1, mask));
    }
    return left;
  }

  #inBlock(view: ModuleView, value: number, block: number, user: number, mask: number): number {
    const { lanes, harmlessMasks, helperChecks } = this.#in;
    const behindCalls = user < 0 ? 0 : (helperChecks?.before(view.module, value, user) ?? 0);
    const bits = checksOf(view).at(value, block) | behindCalls;
    return bits === 0 ? mask : lanes.masks.andNot(mask, harmlessMasks[bits] ?? 0);
  }

  /** The same for what leaves over a link: into a call, or out of the function by a return or a variable. */
  overLink(node: number, link: number, to: number, mask: number): number {
    const { graph, lanes, harmlessMasks } = this.#in;
    const view = node < graph.valueCount ? this.#views.of(node) : undefined;
    if (!view) return mask;
    const { ir, valueBase, uses } = view;
    const site = graph.site[link] ?? -1;
    if (site >= 0) {
      const call = this.#in.callOfSite(site) - valueBase;
      if (call < 0 || call >= ir.op.length) return mask;
      const left = this.#inBlock(view, node - valueBase, ir.block[call] ?? 0, call, mask);
      if (to !== valueBase + call) return left;
      const bits = checksOf(view).ofResult(call);
      return bits === 0 ? left : lanes.masks.andNot(left, harmlessMasks[bits] ?? 0);
    }
    let left = 0;
    let leaves = false;
    for (let k = uses.start[node - valueBase] ?? 0; k < (uses.start[node - valueBase + 1] ?? 0); k++) {
      const user = uses.users[k] ?? 0;
      if (ir.op[user] !== Op.Ret && ir.op[user] !== Op.CellSet) continue;
      leaves = true;
      left = lanes.masks.or(left, this.#inBlock(view, node - valueBase, ir.block[user] ?? 0, user, mask));
    }
    return leaves ? left : mask;
  }

  /** What is left of the lanes that only the host of an address matters for, where a value comes behind it. */
  behindHost(view: ModuleView, user: number, value: number, mask: number): number {
    const { lanes, hostMask } = this.#in;
    if (lanes.masks.isEmpty(lanes.masks.and(mask, hostMask))) return mask;
    return isBehindHost(view.ir, view.constants, user, value) ? lanes.masks.andNot(mask, hostMask) : mask;
  }
}
