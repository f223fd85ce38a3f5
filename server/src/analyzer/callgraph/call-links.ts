/**
 * Call edges, and the tokens that pass over them: arguments to parameters, the receiver to `this`, results back.
 * Each pair of call and callee is linked once, however often it is found.
 */
import { PairMap } from '../base/pair-map.ts';
import { Op } from '../ir/opcode.ts';
import type { ProgramModule } from '../program/program.ts';
import { applyShift, argumentAt, argumentCount } from './call-arguments.ts';
import { isContainer, makeToken, TokenKind } from './token.ts';
import type { TokenStore } from './token-store.ts';

/** A call edge. `shift` is added to an argument index to get the parameter index; `applyShift` spreads an array. */
export interface CallEdge {
  readonly site: number;
  readonly target: number;
  readonly shift: number;
  readonly tier: number;
}

/** See the head of this file. */
export class CallLinks {
  readonly #store: TokenStore;
  /** Call edges in the order found. */
  readonly callEdges: CallEdge[] = [];
  /** Call (global value) and callee with shift → 1. */
  readonly #linked: PairMap;
  /** Function that gives back parameters → them, and the node of all else that it gives back. */
  readonly passed = new Map<number, { readonly own: number; readonly parameters: readonly number[] }>();

  constructor(store: TokenStore) {
    this.#store = store;
    this.#linked = new PairMap(store.input.program.functionCount * 2);
  }

  /** Adds a call edge and moves tokens over it. */
  link(
    module: ProgramModule,
    user: number,
    target: number,
    shift: number,
    tier: number,
    givesResult = true,
  ): void {
    const u = module.valueBase + user;
    const callee = target * 512 + (shift + 256);
    if (this.#linked.get(u, callee, 0) === 1) return;
    this.#linked.set(u, callee, 1);
    this.callEdges.push({ site: u, target, shift, tier });
    const { ir, valueBase } = module;
    if (givesResult && ir.op[user] !== Op.Super) this.#addResult(module, user, target, shift);
    const receiver = ir.op[user] === Op.Call ? (ir.b[user] ?? -1) : -1;
    if (shift < 0) {
      const self = argumentAt(module, user, 0);
      if (self >= 0) this.#store.addEdge(valueBase + self, this.#store.thisBase + target);
    } else if (receiver >= 0) this.#store.addEdge(valueBase + receiver, this.#store.thisBase + target);
    else if (ir.op[user] === Op.Super)
      this.#store.addEdge(
        this.#store.thisBase + this.#store.functionOf(module, user),
        this.#store.thisBase + target,
      );
    if (shift === applyShift) {
      const array = argumentAt(module, user, 1);
      if (array < 0) return;
      for (const token of this.#store.sets.list(valueBase + array)) {
        if (!isContainer(token)) continue;
        const count = this.#store.parameterCount(target);
        for (let k = 0; k < count; k++) {
          this.#store.addEdge(
            this.#store.fieldNode(token, this.#store.input.symbols.interner.intern(String(k))),
            this.#store.parameterNode(target, k),
          );
        }
      }
      return;
    }
    const count = argumentCount(module, user);
    for (let k = 0; k < count; k++) {
      const parameter = k + shift;
      if (parameter >= 0) this.#argumentToParameter(module, user, k, target, parameter);
    }
  }

  /** The result of a call: what the callee gives back of this call's arguments, and what it gives to all calls. */
  #addResult(module: ProgramModule, user: number, target: number, shift: number): void {
    const u = module.valueBase + user;
    const passed = this.passed.get(target);
    const args = passed?.parameters.map((parameter) => argumentAt(module, user, parameter - shift));
    const isSpread = args?.some((argument) => argument >= 0 && module.ir.op[argument] === Op.Elems);
    if (!passed || !args || isSpread === true || shift === applyShift) {
      this.#store.addEdge(this.#store.returnBase + target, u);
      return;
    }
    this.#store.addEdge(passed.own, u);
    for (const argument of args) if (argument >= 0) this.#store.addEdge(module.valueBase + argument, u);
  }

  #argumentToParameter(
    module: ProgramModule,
    user: number,
    index: number,
    target: number,
    parameter: number,
  ): void {
    const argument = argumentAt(module, user, index);
    if (argument < 0) return;
    const node = this.#store.parameterNode(target, parameter);
    if (node >= 0) {
      this.#store.addEdge(module.valueBase + argument, node);
      return;
    }
    const rest = this.#store.restNode(target);
    if (rest < 0) return;
    const array = makeToken(TokenKind.Obj, rest);
    this.#store.add(rest, array);
    this.#store.addEdge(module.valueBase + argument, this.#store.fieldNode(array, this.#store.element));
  }
}
