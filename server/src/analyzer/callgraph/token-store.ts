/**
 * The nodes of the token propagation with their tokens, edges and fields: what every way of moving tokens works on.
 *
 * Nodes are numbered: values of the program, then captured variables, results and `this` of functions, then those that
 * are made while it runs (fields above all). A token that is new at a node is put into a queue; `drain` empties it
 * first in, first out, so that the order of work depends on the program alone.
 */
import type { CancellationToken } from '../base/cancellation.ts';
import { throwIfCancelled } from '../base/cancellation.ts';
import { IntVector } from '../base/int-vector.ts';
import { maxTokensPerValue } from '../base/limits.ts';
import { PairMap } from '../base/pair-map.ts';
import type { IrClassMember } from '../ir/module.ts';
import type { ExportTarget, Program, ProgramModule, ResolvedType } from '../program/program.ts';
import type { ProgramSymbols } from '../program/symbols.ts';
import type { ModelSet, ModelState } from '../rules/model.ts';
import type { EntryPoint } from './entry-points.ts';
import { isContainer, makeToken, TokenKind, TokenSets, tokenId, tokenKind } from './token.ts';
import { TokenEdges } from './token-edges.ts';

/** What the propagation asks of the program layer. */
export interface TokenFlowInput {
  readonly program: Program;
  readonly symbols: ProgramSymbols;
  readonly models: ModelSet;
  readonly importedValues: (module: number, importId: number) => readonly ExportTarget[];
  readonly resolveExport: (module: number, name: string) => readonly ExportTarget[];
  readonly resolveType: (module: number, typeIndex: number) => ResolvedType;
  /** Global id of the workspace superclass, -1 if none. */
  readonly superclassOf: (classId: number) => number;
  readonly lookupMember: (
    classId: number,
    name: string,
    isStatic: boolean,
  ) => { readonly classId: number; readonly member: IrClassMember } | undefined;
  /** Classes below `classId` that define the member themselves. */
  readonly overriders: (
    classId: number,
    name: string,
  ) => readonly { readonly classId: number; readonly member: IrClassMember }[];
  /** Exports that a framework calls by a convention. */
  readonly entryPoints: readonly EntryPoint[];
  /** Classes that implement an interface declaration. */
  readonly implementersOf: (module: number, declaration: number) => readonly number[];
}

/** A library function behind `call`, `apply`, `bind`, or bound with some arguments. */
export interface StateForm {
  readonly state: number;
  readonly form: 'call' | 'apply' | 'bind' | 'bound';
  /** Arguments fixed by `bind`. */
  readonly count: number;
}

const limitAll = maxTokensPerValue * 3;
const elementName = '*';
const anyName = '<any>';

/** What waits for the tokens of a node besides edges and uses: bits of its mark. */
const isGiven = 1;
const hasWatches = 2;
export const hasSuperCalls = 4;

/** See the head of this file. */
export class TokenStore {
  readonly input: TokenFlowInput;
  /** Asked now and then by what takes long. */
  readonly cancel: CancellationToken;
  /** Modules by index. */
  readonly modules: readonly ProgramModule[];
  /** Library places by number. */
  readonly states: readonly ModelState[];
  /** Nodes below are the values of the program. */
  readonly valueCount: number;
  /** First node of the captured variables. */
  readonly cellBase: number;
  /** Node of the value that function 0 returns; the others follow. */
  readonly returnBase: number;
  /** Node of `this` in function 0; the others follow. */
  readonly thisBase: number;
  #nodeCount: number;
  /** Module of each value. */
  readonly moduleOf: Int32Array;
  /** The tokens of each node. */
  readonly sets: TokenSets;
  /** What besides edges and uses waits for the tokens of a node, as far as it was there from the beginning. */
  readonly #marks: Uint8Array;
  /** Pairs of node and token that wait, and those that are being worked off. */
  #work = new IntVector(4096);
  #batch = new IntVector(4096);
  // Dynamic edges between nodes.
  readonly #edges: TokenEdges;
  // Field nodes.
  readonly #fieldNodes: PairMap;
  /** Owner → its newest field; the older ones follow in `#fieldBefore`. Fields are numbered as they are made. */
  readonly #newestField = new PairMap(4096);
  readonly #fieldBefore = new IntVector(1024);
  readonly #fieldSymbol = new IntVector(1024);
  readonly #fieldNodeOf = new IntVector(1024);
  readonly #delegates = new Map<number, number[]>();
  // Library places that a value is handed to.
  readonly #given = new Map<number, number[]>();
  /** Function (global) → library places it was handed to. */
  readonly handed = new Map<number, number[]>();
  /** Owner of fields → states whose rows about any member hold for its fields. */
  readonly #givenMembers = new Map<number, readonly number[]>();
  readonly #packages = new Map<string, number>();
  /** Packages without a model, by number. */
  readonly packageNames: string[] = [];
  /** What StateForm tokens stand for. */
  readonly stateForms: StateForm[] = [];
  /** Node → what else to do with every token that arrives there. */
  readonly #watches = new Map<number, ((token: number) => void)[]>();
  readonly #watchKeys = new Set<string>();
  /** Symbol of the field that stands for elements of unknown position. */
  readonly element: number;
  /** Symbol of the field that stands for all members. */
  readonly any: number;
  /** Symbol of `prototype`. */
  readonly prototype: number;
  readonly #rootClass = new Map<number, number>();

  constructor(input: TokenFlowInput, cancel: CancellationToken) {
    const { program, symbols } = input;
    this.input = input;
    this.cancel = cancel;
    this.modules = program.modules;
    this.states = input.models.states;
    this.valueCount = program.valueCount;
    this.cellBase = program.valueCount;
    this.returnBase = this.cellBase + program.cellCount;
    this.thisBase = this.returnBase + program.functionCount;
    this.#nodeCount = this.thisBase + program.functionCount;
    this.moduleOf = program.moduleOfValue;
    // A field for every four values is what most programs have.
    this.#fieldNodes = new PairMap(Math.max(4096, program.valueCount >> 2));
    this.#marks = new Uint8Array(this.#nodeCount);
    this.sets = new TokenSets(this.#nodeCount);
    this.#edges = new TokenEdges(this.#nodeCount);
    this.element = symbols.interner.intern(elementName);
    this.any = symbols.interner.intern(anyName);
    this.prototype = symbols.interner.intern('prototype');
  }

  get builtin(): ReadonlyMap<string, number> | undefined {
    return this.states[this.input.models.anyValue]?.members;
  }

  /** Calls `act` with every token of a node, now and later; once per key. */
  watch(node: number, key: string, act: (token: number) => void): void {
    const full = `${node}:${key}`;
    if (this.#watchKeys.has(full)) return;
    this.#watchKeys.add(full);
    const known = this.#watches.get(node);
    if (known) known.push(act);
    else {
      this.#watches.set(node, [act]);
      this.mark(node, hasWatches);
    }
    for (const token of this.sets.list(node)) act(token);
  }

  /** Tokens of what an import or a member of a module stands for. */
  addExport(node: number, target: ExportTarget): void {
    switch (target.kind) {
      case 'value':
        this.addEdge(target.value, node);
        break;
      case 'namespace':
        this.add(node, makeToken(TokenKind.Module, target.module));
        break;
      case 'external': {
        const key = target.subpath === '' ? target.package : `${target.package}/${target.subpath}`;
        const namespace = this.input.models.packages.get(key);
        const state = namespace === undefined ? undefined : this.states[namespace];
        if (!state) {
          this.add(node, makeToken(TokenKind.External, this.package(target.package)));
        } else if (target.name === '*') {
          this.addState(node, state.id);
        } else {
          // A package that is a type itself has the members of both.
          let member: number | undefined;
          for (const id of [state.id, ...state.aliases]) {
            const found = this.states[id]?.members.get(target.name);
            if (found === undefined) continue;
            member = found;
            this.addState(node, found);
          }
          // `import x from 'commonjs'` is the namespace itself.
          if (target.name === 'default') this.addState(node, state.id);
          else if (member === undefined) {
            if (state.anyMember > 0) this.addState(node, state.anyMember);
            else this.add(node, makeToken(TokenKind.External, this.package(target.package)));
          }
        }
        break;
      }
    }
  }

  /** Says that something besides edges and uses waits for the tokens of a node that was there from the beginning. */
  mark(node: number, mark: number): void {
    if (node < this.#marks.length) this.#marks[node] = (this.#marks[node] ?? 0) | mark;
  }

  /** Gives a node the token of a library function in another form; equal forms are one token. */
  addForm(node: number, form: StateForm): void {
    let index = this.stateForms.findIndex(
      (known) => known.state === form.state && known.form === form.form && known.count === form.count,
    );
    if (index < 0) index = this.stateForms.push(form) - 1;
    this.add(node, makeToken(TokenKind.StateForm, index));
  }

  /** Hands what reaches a node to a library place. */
  give(node: number, state: number): void {
    const given = this.#given.get(node);
    if (given) {
      if (given.includes(state)) return;
      given.push(state);
    } else {
      this.#given.set(node, [state]);
      this.mark(node, isGiven);
    }
    for (const token of this.sets.list(node)) this.applyGiven(state, token);
    for (const alias of this.states[state]?.aliases ?? []) this.give(node, alias);
  }

  /**
   * Gives what a state says of any member to each field that has no row of its own, also to those that are met later:
   * one node for all of them keeps few functions, and a table of handlers has many.
   */
  #giveMembers(token: number, stateId: number): void {
    const owner = this.owner(token);
    const known = this.#givenMembers.get(owner) ?? [];
    if (known.includes(stateId)) return;
    this.#givenMembers.set(owner, [...known, stateId]);
    const fields: number[] = [];
    for (let at = this.#newestField.get(owner, 0, -1); at >= 0; at = this.#fieldBefore.get(at))
      fields.push(at);
    for (const at of fields.reverse())
      this.#giveMember(stateId, this.#fieldSymbol.get(at), this.#fieldNodeOf.get(at));
    this.#giveMember(stateId, this.any, this.fieldNode(token, this.any));
  }

  #giveMember(stateId: number, field: number, node: number): void {
    const state = this.states[stateId];
    const name = this.input.symbols.interner.text(field);
    if (state && field !== this.element && !state.members.has(name)) this.give(node, state.anyMember);
  }

  /** Hands one token to a library place: what the place does with functions and with objects. */
  applyGiven(stateId: number, token: number): void {
    const state = this.states[stateId];
    if (!state) return;
    const kind = tokenKind(token);
    if (kind === TokenKind.Func) {
      const handed = this.handed.get(tokenId(token));
      if (handed === undefined) this.handed.set(tokenId(token), [stateId]);
      else if (!handed.includes(stateId)) handed.push(stateId);
      const parameters =
        state.parametersByArity?.get(this.parameterCount(tokenId(token))) ?? state.parameters;
      for (const [index, next] of parameters) {
        const node = this.parameterNode(tokenId(token), index);
        if (node >= 0) this.addState(node, next);
      }
      if (state.returnValue > 0) this.give(this.returnBase + tokenId(token), state.returnValue);
    } else if (kind === TokenKind.Obj || kind === TokenKind.Instance) {
      for (const [name, next] of state.members)
        this.give(this.fieldNode(token, this.input.symbols.interner.intern(name)), next);
      if (state.element > 0) this.give(this.fieldNode(token, this.element), state.element);
      if (state.anyMember > 0) this.#giveMembers(token, stateId);
    }
  }

  /** Program-wide symbol of a file-local text. */
  symbolOf(module: ProgramModule, text: number): number {
    return this.input.symbols.map[module.index]?.[text] ?? 0;
  }

  /** Puts a token into the set of a node and remembers to carry it on; a full set takes no more. */
  add(node: number, token: number): void {
    const kind = tokenKind(token);
    const limit =
      kind === TokenKind.State || kind === TokenKind.AnyState
        ? limitAll
        : kind === TokenKind.External
          ? limitAll
          : maxTokensPerValue * 2;
    if (!this.sets.add(node, token, limit)) return;
    this.#work.push(node);
    this.#work.push(token);
  }

  /** The same for a library place and those that it is also known as. */
  addState(node: number, state: number): void {
    this.add(node, makeToken(TokenKind.State, state));
    for (const alias of this.states[state]?.aliases ?? []) this.add(node, makeToken(TokenKind.State, alias));
  }

  /** Whatever reaches `from`, now and later, reaches `to`. */
  addEdge(from: number, to: number): void {
    if (from === to) return;
    if (!this.#edges.add(from, to)) return;
    // Adding to another node does not change the tokens of this one.
    for (let row = this.sets.first(from); row >= 0; row = this.sets.next(row))
      this.add(to, this.sets.tokenAt(row));
  }

  /** Node of a field of what a token stands for. Class instances share fields with their root class. */
  fieldNode(token: number, field: number): number {
    const owner = this.owner(token);
    const known = this.#fieldNodes.get(owner, field, -1);
    if (known >= 0) return known;
    const node = this.newNode();
    this.#fieldNodes.set(owner, field, node);
    this.#fieldBefore.push(this.#newestField.get(owner, 0, -1));
    this.#fieldSymbol.push(field);
    this.#newestField.set(owner, 0, this.#fieldNodeOf.push(node));
    for (const state of this.#givenMembers.get(owner) ?? []) this.#giveMember(state, field, node);
    const delegates = this.#delegates.size === 0 ? undefined : this.#delegates.get(owner);
    if (delegates) for (const source of delegates) this.addEdge(this.fieldNode(source, field), node);
    return node;
  }

  /** The token that the fields of what a token stands for are kept under. */
  owner(token: number): number {
    const kind = tokenKind(token);
    if (kind !== TokenKind.Instance && kind !== TokenKind.Typed && kind !== TokenKind.Implementer)
      return token;
    const id = tokenId(token);
    const known = this.#rootClass.get(id);
    if (known !== undefined) return makeToken(TokenKind.Instance, known);
    let root = id;
    for (let depth = 0; depth < 64; depth++) {
      const parent = this.input.superclassOf(root);
      if (parent < 0 || parent === id) break;
      root = parent;
    }
    this.#rootClass.set(id, root);
    return makeToken(TokenKind.Instance, root);
  }

  /** Fields of `source` are fields of `target` too (spread, prototype). */
  delegate(target: number, source: number): void {
    if (!isContainer(target) || !isContainer(source)) return;
    const to = this.owner(target);
    const from = this.owner(source);
    if (to === from) return;
    const list = this.#delegates.get(to) ?? [];
    if (list.includes(from) || list.length >= maxTokensPerValue) return;
    list.push(from);
    this.#delegates.set(to, list);
    const fields: number[] = [];
    for (let at = this.#newestField.get(to, 0, -1); at >= 0; at = this.#fieldBefore.get(at)) fields.push(at);
    for (const at of fields.reverse())
      this.addEdge(this.fieldNode(from, this.#fieldSymbol.get(at)), this.#fieldNodeOf.get(at));
  }

  /** Number of a package without a model. */
  package(name: string): number {
    const known = this.#packages.get(name);
    if (known !== undefined) return known;
    const id = this.packageNames.push(name) - 1;
    this.#packages.set(name, id);
    return id;
  }

  /** The function (global) that an instruction is in. */
  functionOf(module: ProgramModule, instruction: number): number {
    return module.functionBase + (module.ir.functionOf[instruction] ?? 0);
  }

  /** The function (global) of a member of a class, -1 if it has none. */
  globalFunction(classId: number, member: IrClassMember): number {
    const owner = this.modules[this.input.program.moduleOfClass[classId] ?? 0];
    return owner && member.functionId >= 0 ? owner.functionBase + member.functionId : -1;
  }

  #record(functionId: number) {
    const owner = this.modules[this.input.program.moduleOfFunction[functionId] ?? 0];
    return { owner, record: owner?.ir.functions[functionId - owner.functionBase] };
  }

  /** Parameters that a function (global) declares. */
  parameterCount(functionId: number): number {
    return this.#record(functionId).record?.params.length ?? 0;
  }

  /** Node of a parameter of a function (global), -1 if it has none there or takes the rest. */
  parameterNode(functionId: number, index: number): number {
    const { owner, record } = this.#record(functionId);
    const param = record?.params[index];
    return owner && param && !param.rest ? owner.valueBase + param.value : -1;
  }

  /** Node of the parameter that takes the rest of the arguments, -1 if there is none. */
  restNode(functionId: number): number {
    const { owner, record } = this.#record(functionId);
    const param = record?.params.at(-1);
    return owner && param?.rest ? owner.valueBase + param.value : -1;
  }

  /** A node that stands for something besides values, cells, results and `this`. */
  newNode(): number {
    return this.#nodeCount++;
  }

  /** Whether anything was put into, or asked of, a field of what a token stands for. */
  hasField(token: number, field: number): boolean {
    return this.#fieldNodes.get(this.owner(token), field, -1) >= 0;
  }

  /** Works until no set grows: carries each token on, then lets `arrive` do what else it does at its node. */
  drain(arrive: (node: number, token: number, marks: number) => void): void {
    let steps = 0;
    while (this.#work.length > 0) {
      // Batches keep the order first-in first-out without shifting arrays.
      const batch = this.#work;
      this.#work = this.#batch;
      this.#work.clear();
      this.#batch = batch;
      for (let k = 0; k < batch.length; k += 2) {
        if ((++steps & 0xfff) === 0) throwIfCancelled(this.cancel);
        const node = batch.get(k);
        const token = batch.get(k + 1);
        arrive(node, token, this.#carry(node, token));
      }
    }
  }

  /** A token over the edges of a node, and to what waits there. Returns the marks of the node. */
  #carry(node: number, token: number): number {
    for (let at = this.#edges.first(node); at >= 0; at = this.#edges.next(at))
      this.add(this.#edges.target(at), token);
    const marks = node < this.#marks.length ? (this.#marks[node] ?? 0) : isGiven | hasWatches;
    if ((marks & isGiven) !== 0) {
      const given = this.#given.get(node);
      if (given) for (const state of given) this.applyGiven(state, token);
    }
    if ((marks & hasWatches) !== 0) {
      const watches = this.#watches.get(node);
      if (watches) for (const act of watches) act(token);
    }
    return marks;
  }
}
