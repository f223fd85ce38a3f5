/**
 * Propagates tokens (functions, classes, objects, library places) over a linked program until nothing changes.
 *
 * Flow-insensitive on SSA values, object fields per allocation site, class fields per root class; call edges are
 * added as callees become known (after Jelly's and CodeQL's type tracking in spirit, with small bounded sets instead
 * of full points-to). The order of work depends only on the program, so the result does too.
 * Nodes and their sets are kept in token-store.ts; here stands what a token does at each use of the value it reached.
 */
import type { CancellationToken } from '../base/cancellation.ts';
import { Flag, Op } from '../ir/opcode.ts';
import { type Uses, usesOf } from '../ir/uses.ts';
import type { ProgramModule } from '../program/program.ts';
import { argumentCount } from './call-arguments.ts';
import { CallFlow } from './call-flow.ts';
import { CallTier, type Settler, type ShiftedState } from './call-graph.ts';
import { type CallEdge, CallLinks } from './call-links.ts';
import { DecoratedMethods } from './decorated-methods.ts';
import { gatherModules } from './gathered-modules.ts';
import { type ImplicitCall, isPosition } from './implicit-calls.ts';
import { InitialTokens } from './initial-tokens.ts';
import { MemberFlow } from './member-flow.ts';
import { NameCandidates } from './name-candidates.ts';
import { isContainer, type TokenSets } from './token.ts';
import { hasSuperCalls, type TokenFlowInput, TokenStore } from './token-store.ts';
import { TokenTransfers } from './token-transfers.ts';

/** See the head of this file. */
export interface TokenFlow {
  readonly tokens: TokenSets;
  /** Call edges in the order found; unique per (site value, target). */
  readonly edges: readonly CallEdge[];
  /** Loads and stores that run an accessor: pairs (global value of the Load or Store, global function). */
  readonly accessors: readonly ImplicitCall[];
  readonly packageNames: readonly string[];
  /** Function (global) → library states it was handed to: as a callback, by decoration, by a convention. */
  readonly handed: ReadonlyMap<number, readonly number[]>;
  /** Parameters (global values) that a decorator of a library stands before. */
  readonly decoratedParameters: ReadonlySet<number>;
  /** Library functions called in a roundabout way, by the global value of the call. */
  readonly shiftedStates: ReadonlyMap<number, readonly ShiftedState[]>;
  /** The bound library function a StateForm token stands for, undefined for `f.call` and the like. */
  readonly boundState: (id: number) => ShiftedState | undefined;
  readonly settled: readonly { readonly call: number; readonly settler: Settler }[];
  /** What a Settler token stands for. */
  readonly settler: (id: number) => Settler | undefined;
  /** The token that an object's fields are kept under: class instances share those of their root class. */
  readonly ownerOf: (token: number) => number;
  /** Node of the value that function f returns. */
  readonly returnNode: (functionId: number) => number;
  readonly moduleOfValue: Int32Array;
  /** Times a set was full. */
  readonly saturated: number;
}

/** Runs the propagation. Throws CancelledError when the token is set. */
export function flowTokens(input: TokenFlowInput, token: CancellationToken): TokenFlow {
  const flow = new TokenPropagation(input, token);
  flow.seed();
  flow.run();
  flow.resolveByName();
  flow.run();
  return flow.result();
}

class TokenPropagation {
  readonly #store: TokenStore;
  readonly #links: CallLinks;
  readonly #transfers: TokenTransfers;
  readonly #decorators: DecoratedMethods;
  readonly #members: MemberFlow;
  readonly #calls: CallFlow;
  readonly #seeds: InitialTokens;
  /** Def–use chains by module. */
  readonly #uses: readonly Uses[];

  constructor(input: TokenFlowInput, cancel: CancellationToken) {
    this.#store = new TokenStore(input, cancel);
    this.#links = new CallLinks(this.#store);
    this.#transfers = new TokenTransfers(this.#store);
    this.#decorators = new DecoratedMethods(this.#store);
    this.#members = new MemberFlow(this.#store, this.#decorators);
    this.#calls = new CallFlow(this.#store, this.#links, this.#transfers);
    this.#seeds = new InitialTokens(this.#store, this.#links, this.#decorators, this.#members);
    this.#uses = input.program.modules.map(({ ir }) => usesOf(ir));
  }

  /** Gives the tokens that nothing has to move to. */
  seed(): void {
    this.#members.collectLiteralAccessors();
    this.#seeds.seed();
    gatherModules(this.#store, this.#links);
  }

  /** Works until no set grows. */
  run(): void {
    this.#store.drain((node, token, marks) => this.#process(node, token, marks));
  }

  /** What a token does where a value of a module is used. */
  #process(node: number, token: number, marks: number): void {
    if (node >= this.#store.valueCount) return;
    const index = this.#store.moduleOf[node] ?? 0;
    const module = this.#store.modules[index];
    const uses = this.#uses[index];
    if (!module || !uses) return;
    const local = node - module.valueBase;
    if ((marks & hasSuperCalls) !== 0)
      for (const call of this.#seeds.superCalls.get(node) ?? [])
        this.#calls.callee(module, call - module.valueBase, token);
    const { start, users } = uses;
    for (let k = start[local] ?? 0, end = start[local + 1] ?? 0; k < end; k++)
      this.#use(module, local, users[k] ?? 0, token);
  }

  /** One use of a value that just received a token. */
  #use(module: ProgramModule, value: number, user: number, token: number): void {
    const { ir, valueBase } = module;
    const u = valueBase + user;
    switch (ir.op[user]) {
      case Op.Copy:
      case Op.Pi:
      case Op.Phi:
      case Op.Await:
      case Op.Del:
        this.#store.add(u, token);
        break;
      case Op.Rest:
        this.#store.add(u, token);
        this.#members.implicit(module, user, value, token);
        break;
      case Op.Post:
        this.#store.add(u, token);
        break;
      case Op.Store:
        if (ir.a[user] === value) {
          this.#store.add(u, token);
          // Tokens stand for objects, and writing a changed object back brings no other object.
          if (((ir.flags[user] ?? 0) & Flag.Weak) !== 0) break;
          this.#members.storeField(
            token,
            this.#store.symbolOf(module, ir.b[user] ?? 0),
            valueBase + (ir.c[user] ?? 0),
            u,
            ir.strings[ir.b[user] ?? 0] ?? '',
          );
        }
        break;
      case Op.StoreX:
        if (ir.a[user] === value) {
          this.#store.add(u, token);
          if (isContainer(token) && ((ir.flags[user] ?? 0) & Flag.Weak) === 0)
            this.#store.addEdge(
              valueBase + (ir.c[user] ?? 0),
              this.#store.fieldNode(token, this.#store.element),
            );
        }
        break;
      case Op.Spread:
        if (ir.a[user] === value) {
          this.#store.add(u, token);
          for (const source of this.#store.sets.list(valueBase + (ir.b[user] ?? 0)))
            this.#store.delegate(token, source);
        }
        if (ir.b[user] === value) {
          for (const target of this.#store.sets.list(valueBase + (ir.a[user] ?? 0)))
            this.#store.delegate(target, token);
        }
        break;
      case Op.Load:
        this.#members.load(
          module,
          user,
          token,
          this.#store.symbolOf(module, ir.b[user] ?? 0),
          ir.strings[ir.b[user] ?? 0] ?? '',
        );
        if (isPosition(ir.strings[ir.b[user] ?? 0] ?? '')) this.#members.implicit(module, user, value, token);
        break;
      case Op.LoadX:
        if (ir.a[user] === value) this.#members.loadAny(u, token);
        break;
      case Op.Iter:
        this.#members.loadElement(u, token);
        this.#members.implicit(module, user, value, token);
        break;
      case Op.Elems:
      case Op.Tpl:
      case Op.Bin:
      case Op.Yield:
        if (ir.op[user] === Op.Elems) this.#store.add(u, token);
        this.#members.implicit(module, user, value, token);
        break;
      case Op.Call:
      case Op.New:
      case Op.Super:
        if (ir.a[user] === value) this.#calls.callee(module, user, token);
        else if (ir.op[user] === Op.Call && ir.b[user] === value) this.#calls.event(module, user, token);
        this.#transfers.argumentChanged(module, user);
        break;
      case Op.Deco:
        if (ir.b[user] === value) this.#decorators.decorate(module, user, token);
        break;
      default:
        break;
    }
  }

  /** Method calls that nothing else explained: candidates by name, if they are few. */
  resolveByName(): void {
    const candidates = new NameCandidates(this.#store.input.program);
    const builtin = this.#store.builtin;
    for (const module of this.#store.modules) {
      const { ir, valueBase } = module;
      for (let i = 0; i < ir.op.length; i++) {
        if (ir.op[i] !== Op.Call) continue;
        const callee = ir.a[i] ?? -1;
        if (callee < 0 || ir.op[callee] !== Op.Load) continue;
        if (!this.#store.sets.isEmpty(valueBase + callee)) continue;
        const object = ir.a[callee] ?? -1;
        // A receiver that is known, but has no such member, is not somebody else's object.
        if (object >= 0 && ir.op[object] === Op.Global) continue;
        if (builtin?.has(ir.strings[ir.b[callee] ?? 0] ?? '')) continue;
        const count = argumentCount(module, i);
        for (const target of candidates.of(module, callee)) {
          if (count <= this.#store.parameterCount(target) || this.#store.restNode(target) >= 0)
            this.#links.link(module, i, target, 0, CallTier.Name);
        }
      }
    }
  }

  result(): TokenFlow {
    return {
      tokens: this.#store.sets,
      edges: this.#links.callEdges,
      accessors: this.#members.accessors,
      packageNames: this.#store.packageNames,
      handed: this.#store.handed,
      decoratedParameters: this.#decorators.decoratedParameters,
      shiftedStates: this.#calls.shiftedStates,
      boundState: (id) => {
        const form = this.#store.stateForms[id];
        return form?.form === 'bound'
          ? { state: form.state, shift: form.count, isBinding: false }
          : undefined;
      },
      settled: this.#transfers.settled,
      settler: (id) => this.#transfers.settlers[id],
      ownerOf: (token) => this.#store.owner(token),
      returnNode: (functionId) => this.#store.returnBase + functionId,
      moduleOfValue: this.#store.moduleOf,
      saturated: this.#store.sets.saturated,
    };
  }
}
