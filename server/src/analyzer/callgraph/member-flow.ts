/**
 * Members of what a token stands for: loads and stores of fields, accessors, methods of classes and of library types,
 * elements, and the methods that the language calls by itself.
 */
import { maxTokensPerValue } from '../base/limits.ts';
import type { IrClassMember } from '../ir/module.ts';
import { Op } from '../ir/opcode.ts';
import { setterName } from '../program/class-hierarchy.ts';
import type { ProgramModule } from '../program/program.ts';
import type { ProgramSymbols } from '../program/symbols.ts';
import type { ModelState } from '../rules/model.ts';
import type { DecoratedMethods } from './decorated-methods.ts';
import { type ImplicitCall, implicitMethods } from './implicit-calls.ts';
import { isContainer, makeToken, TokenKind, tokenId, tokenKind } from './token.ts';
import type { TokenStore } from './token-store.ts';

/** Members that an unknown key of a library object may mean; with more, it means none of them. */
const maxUnknownMembers = 40;

/** See the head of this file. */
export class MemberFlow {
  readonly #store: TokenStore;
  readonly #decorators: DecoratedMethods;
  /** 1 for symbols that name a method of values of any type. */
  readonly #isBuiltin: Uint8Array;
  /** Loads, stores and other operations that run a function. */
  readonly accessors: ImplicitCall[] = [];
  /** Names of methods that the language calls by itself, as far as object literals have them. */
  readonly literalImplicit = new Set<string>();
  readonly #accessorKeys = new Set<string>();
  /** Property → symbols of the fields that hold its accessors in object literals. */
  readonly #literalGetters = new Map<number, number>();
  readonly #literalSetters = new Map<number, number>();

  constructor(store: TokenStore, decorators: DecoratedMethods) {
    this.#store = store;
    this.#decorators = decorators;
    this.#isBuiltin = builtinSymbols(store.input.symbols, store.builtin);
  }

  /** Lowering stores the accessors of a literal as fields `get x` and `set x`. */
  collectLiteralAccessors(): void {
    const { interner } = this.#store.input.symbols;
    const count = interner.size;
    for (let id = 0; id < count; id++) {
      const text = interner.text(id);
      if (text.startsWith('get ')) this.#literalGetters.set(interner.intern(text.slice(4)), id);
      else if (text.startsWith('set ')) this.#literalSetters.set(interner.intern(text.slice(4)), id);
    }
  }

  /** `base.name = value`: into the field, and to the setter if there is one. */
  storeField(base: number, field: number, valueNode: number, storeNode: number, name: string): void {
    if (tokenKind(base) === TokenKind.State) {
      // `window.onmessage = function (event) {…}`
      const next = this.#store.states[tokenId(base)]?.members.get(name) ?? 0;
      if ((this.#store.states[next]?.parameters.size ?? 0) > 0) this.#store.give(valueNode, next);
    }
    if (!isContainer(base)) return;
    this.#store.addEdge(valueNode, this.#store.fieldNode(base, field));
    this.#store.addEdge(valueNode, this.#store.fieldNode(base, this.#store.any));
    const kind = tokenKind(base);
    const setter = this.#literalSetters.get(field);
    if (setter !== undefined) {
      this.#store.watch(this.#store.fieldNode(base, setter), `set:${storeNode}`, (token) => {
        if (tokenKind(token) === TokenKind.Func) this.#accessor(storeNode, tokenId(token), -1);
      });
    }
    const isStatic = kind === TokenKind.Class;
    if (
      isStatic ||
      kind === TokenKind.Instance ||
      kind === TokenKind.Typed ||
      kind === TokenKind.Implementer
    ) {
      const found = this.#store.input.lookupMember(tokenId(base), setterName(name), isStatic);
      if (found?.member.kind === 'setter')
        this.#accessor(storeNode, this.#store.globalFunction(found.classId, found.member), valueNode);
    }
  }

  /** `value.name`, of which the value just received a token. */
  load(module: ProgramModule, user: number, token: number, field: number, name: string): void {
    const u = module.valueBase + user;
    const id = tokenId(token);
    switch (tokenKind(token)) {
      case TokenKind.Obj:
        this.#store.addEdge(this.#store.fieldNode(token, field), u);
        // What was stored under an unknown key may be meant by this name, unless it names a method of all arrays.
        if (this.#isBuiltin[field] !== 1)
          this.#store.addEdge(this.#store.fieldNode(token, this.#store.element), u);
        this.#loadLiteralGetter(module, user, token, field);
        break;
      case TokenKind.Func:
        if (name === 'call') this.#store.add(u, makeToken(TokenKind.FuncCall, id));
        else if (name === 'apply') this.#store.add(u, makeToken(TokenKind.FuncApply, id));
        else if (name === 'bind') this.#store.add(u, makeToken(TokenKind.FuncBind, id));
        else if (field === this.#store.prototype)
          this.#store.add(u, makeToken(TokenKind.Obj, this.#store.valueCount + id));
        else this.#store.addEdge(this.#store.fieldNode(token, field), u);
        break;
      case TokenKind.Class: {
        if (field === this.#store.prototype) this.#store.add(u, makeToken(TokenKind.Instance, id));
        const found = this.#store.input.lookupMember(id, name, true);
        if (found && found.member.functionId >= 0) this.#member(u, found, -1);
        else this.#store.addEdge(this.#store.fieldNode(token, field), u);
        if (!found) this.#loadFromLibraryParent(u, id, name, false);
        break;
      }
      case TokenKind.Instance:
      case TokenKind.Implementer:
      case TokenKind.Typed: {
        const object = module.valueBase + (module.ir.a[user] ?? 0);
        const found = this.#store.input.lookupMember(id, name, false);
        if (found && found.member.functionId >= 0 && found.member.kind !== 'setter')
          this.#member(u, found, object);
        if (tokenKind(token) !== TokenKind.Instance) {
          const below = this.#store.input.overriders(id, name);
          if (below.length <= maxTokensPerValue) for (const other of below) this.#member(u, other, object);
        }
        if (!found || found.member.kind === 'field')
          this.#store.addEdge(this.#store.fieldNode(token, field), u);
        if (!found) {
          this.#loadFromLibraryParent(u, id, name, true);
          this.#loadLiteralGetter(module, user, token, field);
        }
        break;
      }
      case TokenKind.State:
      case TokenKind.AnyState: {
        const state = this.#store.states[id];
        if (!state) break;
        const next = state.members.get(name) ?? state.anyMember;
        if (next > 0) this.#store.addState(u, next);
        else if (tokenKind(token) === TokenKind.State && isFunctionMethod(name) && isCallable(state)) {
          this.#store.addForm(u, { state: id, form: name, count: 0 });
        } else if (tokenKind(token) === TokenKind.State && state.package !== '') {
          this.#store.add(u, makeToken(TokenKind.External, this.#store.package(state.package)));
        }
        break;
      }
      case TokenKind.Module:
        for (const target of this.#store.input.resolveExport(id, name)) this.#store.addExport(u, target);
        break;
      case TokenKind.External:
        this.#store.add(u, token);
        break;
      default:
        break;
    }
  }

  #loadLiteralGetter(module: ProgramModule, user: number, object: number, field: number): void {
    const getter = this.#literalGetters.get(field);
    if (getter === undefined) return;
    const { valueBase, ir } = module;
    this.#store.watch(this.#store.fieldNode(object, getter), `get:${valueBase + user}`, (token) => {
      if (tokenKind(token) === TokenKind.Func)
        this.#accessor(valueBase + user, tokenId(token), valueBase + (ir.a[user] ?? 0));
    });
  }

  /** A member that a class inherits from a class of a library. */
  #loadFromLibraryParent(u: number, classId: number, name: string, isInstance: boolean): void {
    let at = classId;
    for (let depth = 0; depth < 64; depth++) {
      const parent = this.#store.input.superclassOf(at);
      if (parent < 0) break;
      at = parent;
    }
    const owner = this.#store.modules[this.#store.input.program.moduleOfClass[at] ?? 0];
    const superValue = owner?.ir.classes[at - owner.classBase]?.superValue ?? -1;
    if (!owner || superValue < 0) return;
    // The class of the library may be known only later: `const { Model } = require('sequelize')`.
    this.#store.watch(owner.valueBase + superValue, `inherit:${u}:${name}`, (token) => {
      if (tokenKind(token) !== TokenKind.State) return;
      const state = this.#store.states[tokenId(token)];
      const place = isInstance ? this.#store.states[state?.instance ?? -1] : state;
      if (!place) return;
      for (const id of [place.id, ...place.aliases]) {
        const next = this.#store.states[id]?.members.get(name) ?? this.#store.states[id]?.anyMember ?? -1;
        if (next > 0) this.#store.addState(u, next);
      }
    });
  }

  #member(
    u: number,
    found: { readonly classId: number; readonly member: IrClassMember },
    object: number,
  ): void {
    const target = this.#store.globalFunction(found.classId, found.member);
    if (target < 0) return;
    if (found.member.kind === 'getter') this.#accessor(u, target, object);
    else if (found.member.kind === 'method') {
      this.#store.add(u, makeToken(TokenKind.Func, target));
      if (!this.#decorators.decorated.has(target)) return;
      const users = this.#decorators.methodUsers.get(target);
      if (users) users.push(u);
      else this.#decorators.methodUsers.set(target, [u]);
      const replacement = this.#decorators.replacements.get(target);
      if (replacement !== undefined) this.#decorators.giveReplacements(replacement, u);
    }
  }

  /** Methods that an operation calls by itself: those that iterate an object, or make a text or number of it. */
  implicit(module: ProgramModule, user: number, value: number, token: number): void {
    const names = implicitMethods(module.ir, user);
    if (names.length === 0) return;
    const object = module.valueBase + value;
    switch (tokenKind(token)) {
      case TokenKind.Instance:
      case TokenKind.Typed:
        for (const name of names) {
          const found = this.#store.input.lookupMember(tokenId(token), name, false);
          if (!found || found.member.functionId < 0) continue;
          this.#implicitCall(
            module,
            user,
            object,
            this.#store.globalFunction(found.classId, found.member),
            0,
          );
          return;
        }
        break;
      case TokenKind.Obj:
        for (const name of names) {
          if (!this.literalImplicit.has(name)) continue;
          const field = this.#store.fieldNode(token, this.#store.input.symbols.interner.intern(name));
          this.#store.watch(field, `implicit:${module.valueBase + user}`, (method) => {
            if (tokenKind(method) === TokenKind.Func)
              this.#implicitCall(module, user, object, tokenId(method), 0);
          });
        }
        break;
      default:
        break;
    }
  }

  #implicitCall(module: ProgramModule, user: number, object: number, target: number, depth: number): void {
    const value = module.valueBase + user;
    const key = `${value}:${target}`;
    if (target < 0 || this.#accessorKeys.has(key)) return;
    this.#accessorKeys.add(key);
    const isText = module.ir.op[user] === Op.Tpl || module.ir.op[user] === Op.Bin;
    this.accessors.push({ value, target, object, kind: isText ? 'text' : depth > 0 ? 'next' : 'iterate' });
    this.#store.addEdge(object, this.#store.thisBase + target);
    if (isText || depth > 0) return;
    // What the method gives back has the elements, or a method that gives them.
    const iterator = this.#store.returnBase + target;
    this.#store.watch(iterator, `next:${value}`, (token) => {
      const kind = tokenKind(token);
      if (kind === TokenKind.Instance || kind === TokenKind.Typed) {
        const found = this.#store.input.lookupMember(tokenId(token), 'next', false);
        if (found && found.member.functionId >= 0)
          this.#implicitCall(
            module,
            user,
            iterator,
            this.#store.globalFunction(found.classId, found.member),
            1,
          );
      } else if (kind === TokenKind.Obj) {
        const next = this.#store.fieldNode(token, this.#store.input.symbols.interner.intern('next'));
        this.#store.watch(next, `next:${value}`, (method) => {
          if (tokenKind(method) === TokenKind.Func)
            this.#implicitCall(module, user, iterator, tokenId(method), 1);
        });
      }
    });
  }

  /** A load or store that runs a function. */
  #accessor(value: number, target: number, object: number): void {
    if (target < 0) return;
    const key = `${value}:${target}`;
    if (this.#accessorKeys.has(key)) return;
    this.#accessorKeys.add(key);
    this.accessors.push({ value, target, object: -1, kind: 'property' });
    this.#store.addEdge(this.#store.returnBase + target, value);
    if (object >= 0) this.#store.addEdge(object, this.#store.thisBase + target);
  }

  /** An element of what a token stands for. */
  loadElement(u: number, token: number): void {
    switch (tokenKind(token)) {
      case TokenKind.Obj:
      case TokenKind.Instance:
        this.#store.addEdge(this.#store.fieldNode(token, this.#store.element), u);
        break;
      case TokenKind.State: {
        const next = this.#store.states[tokenId(token)]?.element ?? -1;
        if (next > 0) this.#store.addState(u, next);
        break;
      }
      default:
        break;
    }
  }

  /** `value[key]` with an unknown key. */
  loadAny(u: number, token: number): void {
    this.loadElement(u, token);
    if (isContainer(token)) this.#store.addEdge(this.#store.fieldNode(token, this.#store.any), u);
    if (tokenKind(token) === TokenKind.State) {
      const state = this.#store.states[tokenId(token)];
      if (!state) return;
      if (state.anyMember > 0) this.#store.addState(u, state.anyMember);
      else if (state.members.size <= maxUnknownMembers) {
        // `console[level](…)`, `router[method](…)`: whichever takes data out, or registers a route.
        for (const id of state.members.values()) {
          const member = this.#store.states[id];
          if (this.#takesDataOut(member) || registersRoute(member)) this.#store.addState(u, id);
        }
      }
    }
  }

  #takesDataOut(state: ModelState | undefined): boolean {
    if (!state) return false;
    const isSink = (id: number) => (this.#store.states[id]?.sinks.length ?? 0) > 0;
    return (
      state.restArguments.some((rest) => isSink(rest.state)) || [...state.arguments.values()].some(isSink)
    );
  }
}

function builtinSymbols(symbols: ProgramSymbols, names: ReadonlyMap<string, number> | undefined): Uint8Array {
  const { interner } = symbols;
  const out = new Uint8Array(interner.size);
  for (const name of [...(names?.keys() ?? []), 'length']) {
    const symbol = interner.find(name);
    if (symbol >= 0) out[symbol] = 1;
  }
  return out;
}

function isFunctionMethod(name: string): name is 'call' | 'apply' | 'bind' {
  return name === 'call' || name === 'apply' || name === 'bind';
}

/** Whether a library place is known to be a function. */
function isCallable(state: ModelState): boolean {
  return state.call !== undefined || state.arguments.size > 0 || state.restArguments.length > 0;
}

/** Whether a call of this place registers a route of HTTP. */
function registersRoute(state: ModelState | undefined): boolean {
  return (state?.call?.endpoints ?? []).some(
    ({ on, method }) => on === 'call' && /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|ALL)$/.test(method),
  );
}
