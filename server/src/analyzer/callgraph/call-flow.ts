/**
 * Calls whose callee has become known: functions, classes, library places and their `call`, `apply` and `bind`, events.
 */
import { Flag, Op } from '../ir/opcode.ts';
import type { ProgramModule } from '../program/program.ts';
import type { CallModel, ModelState } from '../rules/model.ts';
import { applyShift, argumentAt, argumentCount, stateOfArgument } from './call-arguments.ts';
import { CallTier, type ShiftedState } from './call-graph.ts';
import type { CallLinks } from './call-links.ts';
import { anyEvent, type EventUse, eventField, eventUseOf } from './event-names.ts';
import { isContainer, makeToken, TokenKind, tokenId, tokenKind } from './token.ts';
import type { TokenStore } from './token-store.ts';
import type { TokenTransfers } from './token-transfers.ts';

/** See the head of this file. */
export class CallFlow {
  readonly #store: TokenStore;
  readonly #links: CallLinks;
  readonly #transfers: TokenTransfers;
  readonly #bound: { target: number; count: number }[] = [];
  /** Library functions called in a roundabout way, by the global value of the call. */
  readonly shiftedStates = new Map<number, ShiftedState[]>();

  constructor(store: TokenStore, links: CallLinks, transfers: TokenTransfers) {
    this.#store = store;
    this.#links = links;
    this.#transfers = transfers;
  }

  /** `bus.on('saved', f)` and `bus.emit('saved', x)` on the same object: the second calls f with x. */
  event(module: ProgramModule, user: number, base: number): void {
    const use = eventUseOf(module, user);
    if (!use || !isContainer(base)) return;
    const kind = tokenKind(base);
    if (kind !== TokenKind.Obj && kind !== TokenKind.Func) {
      // Methods of the workspace do what they do.
      const isStatic = kind === TokenKind.Class;
      if (this.#store.input.lookupMember(tokenId(base), use.method, isStatic)?.member.kind === 'method')
        return;
    }
    const { interner } = this.#store.input.symbols;
    const field = (name: string) => this.#store.fieldNode(base, interner.intern(eventField(name)));
    if (use.kind === 'listen') {
      const listener = module.valueBase + use.listener;
      this.#store.addEdge(listener, field(use.event));
      if (use.event !== anyEvent) this.#store.addEdge(listener, field(`${anyEvent}${anyEvent}`));
      return;
    }
    this.#emit(
      module,
      user,
      use,
      use.event === anyEvent ? field(`${anyEvent}${anyEvent}`) : field(use.event),
    );
    this.#emit(module, user, use, field(anyEvent));
  }

  #emit(module: ProgramModule, user: number, use: EventUse, listeners: number): void {
    this.#store.watch(listeners, `emit:${module.valueBase + user}`, (token) => {
      if (tokenKind(token) === TokenKind.Func)
        this.#links.link(
          module,
          user,
          tokenId(token),
          use.kind === 'dispatch' ? 0 : -1,
          CallTier.Flow,
          false,
        );
      else if (tokenKind(token) === TokenKind.State) this.#callState(module, user, tokenId(token), -1, false);
      else if (use.kind === 'dispatch' && isContainer(token)) this.#dispatchTo(module, user, token);
    });
  }

  /** An object whose method `handleEvent` is called with the event. */
  #dispatchTo(module: ProgramModule, user: number, listener: number): void {
    const { interner } = this.#store.input.symbols;
    const found =
      tokenKind(listener) === TokenKind.Obj
        ? undefined
        : this.#store.input.lookupMember(tokenId(listener), 'handleEvent', false);
    if (found !== undefined) {
      const target = this.#store.globalFunction(found.classId, found.member);
      if (target >= 0) this.#links.link(module, user, target, 0, CallTier.Flow, false);
      return;
    }
    const held = this.#store.fieldNode(listener, interner.intern('handleEvent'));
    this.#store.watch(held, `handle:${module.valueBase + user}`, (token) => {
      if (tokenKind(token) === TokenKind.Func)
        this.#links.link(module, user, tokenId(token), 0, CallTier.Flow, false);
    });
  }

  /** A call whose callee just received a token. */
  callee(module: ProgramModule, user: number, token: number): void {
    const { ir, valueBase } = module;
    const u = valueBase + user;
    const id = tokenId(token);
    const isNew = ir.op[user] === Op.New;
    const isJsx = ((ir.flags[user] ?? 0) & Flag.Jsx) !== 0;
    switch (tokenKind(token)) {
      case TokenKind.Func:
        this.#links.link(module, user, id, 0, this.#directTier(module, user));
        if (isNew) {
          const object = makeToken(TokenKind.Obj, u);
          this.#store.add(u, object);
          this.#store.add(this.#store.thisBase + id, object);
          this.#store.delegate(object, makeToken(TokenKind.Obj, this.#store.valueCount + id));
        }
        break;
      case TokenKind.FuncCall:
        this.#links.link(module, user, id, -1, this.#directTier(module, user));
        break;
      case TokenKind.FuncApply:
        this.#links.link(module, user, id, applyShift, this.#directTier(module, user));
        break;
      case TokenKind.FuncBind: {
        // Binding is a call that hands over the first arguments, and whose result nobody sees yet.
        const count = Math.max(0, argumentCount(module, user) - 1);
        this.#links.link(module, user, id, -1, this.#directTier(module, user), false);
        if (count === 0) this.#store.add(u, makeToken(TokenKind.Func, id));
        let index = this.#bound.findIndex((known) => known.target === id && known.count === count);
        if (index < 0) index = this.#bound.push({ target: id, count }) - 1;
        this.#store.add(u, makeToken(TokenKind.Bound, index));
        break;
      }
      case TokenKind.Bound: {
        const bound = this.#bound[id];
        if (bound) this.#links.link(module, user, bound.target, bound.count, CallTier.Flow);
        break;
      }
      case TokenKind.Class:
        this.#construct(module, user, id, isNew || ir.op[user] === Op.Super, isJsx);
        break;
      case TokenKind.State:
      case TokenKind.AnyState: {
        const state = this.#store.states[id];
        if (!state) break;
        const result = isNew ? (state.instance > 0 ? state.instance : state.returnValue) : state.returnValue;
        if (result > 0) this.#store.addState(u, result);
        // An object of a library has an identity of its own: what is kept in one map is not in another.
        if (isNew || givesIdentity(state)) this.#store.add(u, makeToken(TokenKind.Obj, u));
        const count = argumentCount(module, user);
        for (let k = 0; k < count; k++) {
          const argument = argumentAt(module, user, k);
          const next = stateOfArgument(state, k);
          if (argument >= 0 && next > 0) this.#store.give(valueBase + argument, next);
        }
        this.#transfers.applyTransfers(module, user, state);
        break;
      }
      case TokenKind.StateForm: {
        const form = this.#store.stateForms[id];
        if (!form) break;
        if (form.form === 'bind') {
          const bound = Math.max(0, argumentCount(module, user) - 1);
          this.#store.addForm(u, { state: form.state, form: 'bound', count: bound });
          this.#callState(module, user, form.state, -1, true);
        } else {
          const shift = form.form === 'call' ? -1 : form.form === 'apply' ? applyShift : form.count;
          this.#callState(module, user, form.state, shift, false);
        }
        break;
      }
      case TokenKind.Settler:
        this.#transfers.settle(module, user, id);
        break;
      case TokenKind.Obj:
        this.#transfers.callPromisified(module, user, token);
        break;
      case TokenKind.External:
        this.#store.add(u, token);
        // An object of a library has an identity of its own, known or not.
        if (isNew) this.#store.add(u, makeToken(TokenKind.Obj, u));
        break;
      default:
        break;
    }
  }

  /** A call of a library function whose arguments stand elsewhere than in a plain call. */
  #callState(module: ProgramModule, user: number, id: number, shift: number, isBinding: boolean): void {
    const state = this.#store.states[id];
    if (!state) return;
    const u = module.valueBase + user;
    const known = this.shiftedStates.get(u) ?? [];
    if (known.some((other) => other.state === id && other.shift === shift)) return;
    this.shiftedStates.set(u, [...known, { state: id, shift, isBinding }]);
    if (!isBinding && state.returnValue > 0) this.#store.addState(u, state.returnValue);
    if (shift === applyShift) return;
    for (let k = 0; k < argumentCount(module, user); k++) {
      const argument = argumentAt(module, user, k);
      const next = k + shift < 0 ? -1 : stateOfArgument(state, k + shift);
      if (argument >= 0 && next > 0) this.#store.give(module.valueBase + argument, next);
    }
  }

  /** `new C(…)`, `super(…)` or `<C … />`. */
  #construct(
    module: ProgramModule,
    user: number,
    classId: number,
    isConstruction: boolean,
    isJsx: boolean,
  ): void {
    const owner = this.#store.modules[this.#store.input.program.moduleOfClass[classId] ?? 0];
    const record = owner?.ir.classes[classId - owner.classBase];
    if (!owner || !record) return;
    const u = module.valueBase + user;
    if (isConstruction) {
      this.#links.link(module, user, owner.functionBase + record.constructorId, 0, CallTier.Direct);
      if (module.ir.op[user] === Op.New) this.#store.add(u, makeToken(TokenKind.Instance, classId));
    } else if (isJsx) {
      const props = argumentAt(module, user, 0);
      const instance = makeToken(TokenKind.Instance, classId);
      if (props >= 0)
        this.#store.addEdge(
          module.valueBase + props,
          this.#store.fieldNode(instance, this.#store.input.symbols.interner.intern('props')),
        );
    }
  }

  #directTier(module: ProgramModule, user: number): number {
    const { ir } = module;
    const callee = ir.a[user] ?? -1;
    switch (ir.op[callee]) {
      case Op.Func:
      case Op.Class:
      case Op.CellGet:
      case Op.Import:
        return CallTier.Direct;
      case Op.Load: {
        const object = ir.a[callee] ?? -1;
        let tier: number = CallTier.Direct;
        for (const token of this.#store.sets.list(module.valueBase + object)) {
          const kind = tokenKind(token);
          if (kind === TokenKind.Implementer) tier = Math.max(tier, CallTier.Interface);
          else if (kind === TokenKind.Typed && ir.op[object] !== Op.This)
            tier = Math.max(tier, CallTier.Type);
        }
        return tier;
      }
      default:
        return CallTier.Flow;
    }
  }
}

/** Whether a library function makes an object that is known by what is put into it later (`createContext`). */
function givesIdentity({ call }: ModelState): boolean {
  if (call === undefined) return false;
  let gives = givingIdentity.get(call);
  if (gives === undefined) {
    gives = call.transfers.some(({ to }) => {
      const step = to.path[0];
      return to.port === 'return' && step?.kind === 'member' && step.name.startsWith('@');
    });
    givingIdentity.set(call, gives);
  }
  return gives;
}

const givingIdentity = new WeakMap<CallModel, boolean>();
