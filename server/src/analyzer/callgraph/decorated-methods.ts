/**
 * Decorators: a method is handed to the library whose decorator stands before it, a parameter comes from there, and a
 * function of the workspace may put another function in the method's place.
 */
import type { ProgramModule } from '../program/program.ts';
import { decoratedName } from '../rules/model.ts';
import { decoratedFunction } from './call-arguments.ts';
import { makeToken, TokenKind, tokenId, tokenKind } from './token.ts';
import type { TokenStore } from './token-store.ts';

/** See the head of this file. */
export class DecoratedMethods {
  readonly #store: TokenStore;
  /** Parameters (global values) that a decorator of a library stands before. */
  readonly decoratedParameters = new Set<number>();
  /** Methods (global functions) before which a decorator stands. */
  readonly decorated = new Set<number>();
  /** Such a method → node of the functions that decorators put in its place. */
  readonly replacements = new Map<number, number>();
  /** Such a method → values by which it was read. */
  readonly methodUsers = new Map<number, number[]>();

  constructor(store: TokenStore) {
    this.#store = store;
  }

  /** A decorator of a library: the method it stands before is handed to the library, a parameter comes from it. */
  decorate(module: ProgramModule, user: number, token: number): void {
    if (tokenKind(token) === TokenKind.Func) this.#decorateByFunction(module, user, tokenId(token));
    if (tokenKind(token) !== TokenKind.State) return;
    const next = this.#store.states[tokenId(token)]?.members.get(decoratedName) ?? -1;
    if (next <= 0) return;
    const { ir } = module;
    const list = ir.c[user] ?? -1;
    const member = ir.args[list + 1] ?? -1;
    const parameter = ir.args[list + 2] ?? -1;
    const found = decoratedFunction(module, user, member);
    if (parameter >= 0) {
      const node = found >= 0 ? this.#store.parameterNode(module.functionBase + found, parameter) : -1;
      if (node < 0) return;
      this.decoratedParameters.add(node);
      this.#store.addState(node, next);
    } else if (found >= 0) {
      for (const id of [next, ...(this.#store.states[next]?.aliases ?? [])])
        this.#store.applyGiven(id, makeToken(TokenKind.Func, module.functionBase + found));
    }
  }

  /**
   * A decorator of the workspace is called with the method, or with its descriptor; functions that it puts in its place
   * are called too where the method is. The method that they call stays the one that the caller calls anyway, so it is
   * no target of theirs: one decorator stands before many methods.
   */
  #decorateByFunction(module: ProgramModule, user: number, decorator: number): void {
    const list = module.ir.c[user] ?? -1;
    const member = module.ir.args[list + 1] ?? -1;
    if (member < 0 || (module.ir.args[list + 2] ?? -1) >= 0) return;
    const found = decoratedFunction(module, user, member);
    if (found < 0) return;
    const { interner } = this.#store.input.symbols;
    const descriptor = makeToken(TokenKind.Obj, module.valueBase + user);
    const held = this.#store.fieldNode(descriptor, interner.intern('value'));
    const original = this.#store.input.models.types.get('OriginalMethod');
    const parameter = this.#store.parameterNode(decorator, 2);
    if (parameter >= 0) {
      this.#store.add(parameter, descriptor);
      if (original !== undefined) this.#store.addState(held, original);
    } else {
      const method = this.#store.parameterNode(decorator, 0);
      if (method >= 0 && original !== undefined) this.#store.addState(method, original);
    }
    const result = this.#store.returnBase + decorator;
    const replacement = this.#replacementOf(module.functionBase + found);
    this.#store.addEdge(held, replacement);
    this.#store.addEdge(result, replacement);
    this.#store.watch(result, `decorated:${descriptor}`, (token) => {
      if (tokenKind(token) === TokenKind.Obj)
        this.#store.addEdge(this.#store.fieldNode(token, interner.intern('value')), replacement);
    });
  }

  /** Node of the functions that decorators put in the place of a method. */
  #replacementOf(method: number): number {
    const known = this.replacements.get(method);
    if (known !== undefined) return known;
    const node = this.#store.newNode();
    this.replacements.set(method, node);
    for (const user of this.methodUsers.get(method) ?? []) this.giveReplacements(node, user);
    return node;
  }

  /** Functions in the place of a method reach those who read it. */
  giveReplacements(from: number, user: number): void {
    this.#store.watch(from, `replaces:${user}`, (token) => {
      if (tokenKind(token) === TokenKind.Func) this.#store.add(user, token);
    });
  }
}
