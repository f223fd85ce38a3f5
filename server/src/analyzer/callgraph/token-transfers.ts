/**
 * What the models of libraries say a call does with tokens: values moved from port to port, callbacks that are called
 * later (`resolve`, and what `promisify` makes), with ports read as nodes.
 */
import { PairMap } from '../base/pair-map.ts';
import { Op } from '../ir/opcode.ts';
import type { ProgramModule } from '../program/program.ts';
import type { CallModel, ModelState, PortPath, Transfer } from '../rules/model.ts';
import { madeObject, ownReceiver } from '../rules/model-path.ts';
import { argumentAt, argumentCount, methodsOfMade, pipedInto, receiverOf } from './call-arguments.ts';
import type { Settler } from './call-graph.ts';
import { isContainer, makeToken, TokenKind, tokenId, tokenKind } from './token.ts';
import type { TokenStore } from './token-store.ts';

/** Field of what `promisify` gives, as models write it: the function that it was given. */
const promisifiedName = '@promisified';
const noPort = { argument: -1, argumentEnd: -1, parameter: -1, callbackPath: [] } as const;
/** `callback(error, data)`: what becomes of the promise. */
const promisifiedTransfers: readonly Transfer[] = [
  {
    from: { ...noPort, port: 'callback-parameter', path: [], called: { argument: 1, returns: false } },
    to: { ...noPort, port: 'return', path: [] },
    mode: 'value',
  },
  {
    from: { ...noPort, port: 'callback-parameter', path: [], called: { argument: 0, returns: false } },
    to: { ...noPort, port: 'return', path: [{ kind: 'member', name: '<rejected>' }] },
    mode: 'value',
  },
];

/** See the head of this file. */
export class TokenTransfers {
  readonly #store: TokenStore;
  /** What Settler tokens stand for. */
  readonly settlers: Settler[] = [];
  readonly #settlerIds = new Map<string, number>();
  /** Calls of settlers, in the order found. */
  readonly settled: { call: number; settler: Settler }[] = [];
  readonly #settledKeys = new Set<string>();
  /** Call (global value) and state → 1 once the rows that do not depend on tokens have been applied. */
  readonly #applied = new PairMap(4096);

  constructor(store: TokenStore) {
    this.#store = store;
  }

  /** A call of `resolve` and the like: what it is given goes to the promise. */
  settle(module: ProgramModule, user: number, id: number): void {
    const settler = this.settlers[id];
    const called = settler?.transfer.from.called;
    if (!settler || !called) return;
    const call = module.valueBase + user;
    const key = `${call}:${id}`;
    if (this.#settledKeys.has(key)) return;
    this.#settledKeys.add(key);
    this.settled.push({ call, settler });
    const argument = argumentAt(module, user, called.argument);
    const owner = this.#store.modules[this.#store.moduleOf[settler.origin] ?? 0];
    if (argument < 0 || !owner || called.returns || settler.transfer.mode !== 'value') return;
    for (const target of this.#portNodes(owner, settler.origin - owner.valueBase, settler.transfer.to, true))
      this.#store.addEdge(module.valueBase + argument, target);
  }

  /** A function made by `promisify` hands the original a callback whose arguments settle the promise. */
  callPromisified(module: ProgramModule, user: number, made: number): void {
    const field = this.#store.input.symbols.interner.find(promisifiedName);
    if (field < 0 || !this.#store.hasField(made, field)) return;
    const origin = module.valueBase + user;
    this.#store.watch(this.#store.fieldNode(made, field), `promisified:${origin}`, (token) => {
      if (tokenKind(token) !== TokenKind.Func) return;
      const callback = this.#store.parameterNode(
        tokenId(token),
        this.#store.parameterCount(tokenId(token)) - 1,
      );
      if (callback < 0) return;
      for (const transfer of promisifiedTransfers) {
        const key = `${origin}:promisified:${transfer.from.called?.argument}`;
        let id = this.#settlerIds.get(key);
        if (id === undefined) {
          id = this.settlers.push({ origin, transfer }) - 1;
          this.#settlerIds.set(key, id);
        }
        this.#store.add(callback, makeToken(TokenKind.Settler, id));
      }
    });
  }

  /** Marks the functions that a row says are called later with what the call is about. */
  #addSettlers(module: ProgramModule, user: number, transfer: Transfer): void {
    const origin = module.valueBase + user;
    const nodes = this.#portNodes(module, user, transfer.from, true);
    if (nodes.length === 0) return;
    const { called } = transfer.from;
    const key = `${origin}:${called?.argument}:${called?.returns}:${transfer.from.parameter}:${keyOfPort(transfer.to)}`;
    let id = this.#settlerIds.get(key);
    if (id === undefined) {
      id = this.settlers.push({ origin, transfer }) - 1;
      this.#settlerIds.set(key, id);
    }
    for (const node of nodes) this.#store.add(node, makeToken(TokenKind.Settler, id));
  }

  /** An argument or receiver of a library call has a new token: callbacks may have become known. */
  argumentChanged(module: ProgramModule, user: number): void {
    const callee = module.ir.a[user] ?? -1;
    if (callee < 0) return;
    for (const token of this.#store.sets.list(module.valueBase + callee)) {
      const kind = tokenKind(token);
      if (kind !== TokenKind.State && kind !== TokenKind.AnyState) continue;
      const state = this.#store.states[tokenId(token)];
      if (state) this.applyTransfers(module, user, state);
    }
  }

  /** Moves the tokens of a call as the model of its callee says. */
  applyTransfers(module: ProgramModule, user: number, state: ModelState): void {
    const call = state.call;
    if (!call) return;
    const { all, byToken } = movingRows(call);
    if (all.length === 0) return;
    // Rows between whole arguments, receivers and results say the same whatever arrives: their edges are there.
    const u = module.valueBase + user;
    const isAgain = this.#applied.get(u, state.id, 0) === 1;
    if (isAgain && byToken.length === 0) return;
    if (!isAgain) this.#applied.set(u, state.id, 1);
    const callee = module.ir.a[user] ?? -1;
    const isBind =
      callee >= 0 &&
      module.ir.op[callee] === Op.Load &&
      module.ir.strings[module.ir.b[callee] ?? 0] === 'bind';
    for (const transfer of isAgain ? byToken : all) {
      if (transfer.from.called) {
        this.#addSettlers(module, user, transfer);
        continue;
      }
      // A bound function is not the function: it has its own token.
      if (isBind && transfer.from.port === 'receiver') continue;
      const sources = this.#portNodes(module, user, transfer.from, false);
      if (sources.length === 0) continue;
      const targets = this.#portNodes(module, user, transfer.to, true);
      const isBetweenArguments = isWholeArgument(transfer.from) && isWholeArgument(transfer.to);
      for (const source of sources)
        for (const target of targets)
          if (transfer.from.isInstance) this.#addInstances(source, target);
          else {
            this.#store.addEdge(source, target);
            if (isBetweenArguments) this.#addInherited(source, target);
          }
    }
  }

  /** What an object is given of another as a whole, it has: the members that it inherits, or that are copied to it. */
  #addInherited(from: number, to: number): void {
    this.#store.watch(to, `inherits:${from}`, (heir) => {
      this.#store.watch(from, `given:${to}:${heir}`, (token) => this.#store.delegate(heir, token));
    });
  }

  /** Objects of the classes that arrive at `from` are at `to`. */
  #addInstances(from: number, to: number): void {
    this.#store.watch(from, `instances:${to}`, (token) => {
      if (tokenKind(token) === TokenKind.Class)
        this.#store.add(to, makeToken(TokenKind.Instance, tokenId(token)));
      const instance =
        tokenKind(token) === TokenKind.State ? (this.#store.states[tokenId(token)]?.instance ?? -1) : -1;
      if (instance > 0) this.#store.addState(to, instance);
    });
  }

  /** Nodes a port stands for at a call; `isTarget` makes up the object that a path below the result needs. */
  #portNodes(module: ProgramModule, user: number, port: PortPath, isTarget: boolean): number[] {
    const { ir, valueBase } = module;
    let nodes: number[] = [];
    const argumentsOf = () => {
      const out: number[] = [];
      const count = argumentCount(module, user);
      const first = port.argument < 0 ? 0 : port.argument;
      const last = port.argument < 0 ? count - 1 : Math.min(port.argumentEnd, count - 1);
      for (let k = first; k <= last; k++) {
        const argument = argumentAt(module, user, k);
        if (argument >= 0) out.push(valueBase + argument);
      }
      return out;
    };
    switch (port.port) {
      case 'argument':
        nodes = argumentsOf();
        break;
      case 'receiver': {
        const receiver = receiverOf(module, user);
        if (receiver >= 0) nodes = [valueBase + receiver];
        break;
      }
      case 'piped': {
        const piped = pipedInto(module, user);
        if (piped >= 0) nodes = [valueBase + piped];
        break;
      }
      case 'last': {
        const last = argumentAt(module, user, argumentCount(module, user) - 1);
        if (last >= 0) nodes = [valueBase + last];
        break;
      }
      case 'return':
        nodes = [valueBase + user];
        break;
      case 'callee':
        nodes = [valueBase + (ir.a[user] ?? 0)];
        break;
      case 'callback-parameter':
      case 'callback-return':
        for (const target of this.#callbacksOf(module, user, port, argumentsOf)) {
          if (port.port === 'callback-return') nodes.push(this.#store.returnBase + target);
          else if (port.parameter === ownReceiver) nodes.push(this.#store.thisBase + target);
          else {
            const parameter = this.#store.parameterNode(target, port.parameter);
            if (parameter >= 0) nodes.push(parameter);
          }
        }
        break;
    }
    return this.#followPath(nodes, port.path, isTarget);
  }

  /** Functions (global) of a callback port: at an argument, or methods of the class that calls `super(…)`. */
  #callbacksOf(module: ProgramModule, user: number, port: PortPath, args: () => number[]): readonly number[] {
    if (port.argument === madeObject)
      return methodsOfMade(module, user, port, (id, name) => this.#methodsOf(id, name));
    const out: number[] = [];
    for (const argument of this.#followPath(args(), port.callbackPath, false))
      for (const token of this.#store.sets.list(argument))
        if (tokenKind(token) === TokenKind.Func) out.push(tokenId(token));
    return out;
  }

  #methodsOf(classId: number, name: string): readonly number[] {
    const found = this.#store.input.lookupMember(classId, name, false);
    const own = found ? this.#store.globalFunction(found.classId, found.member) : -1;
    const below = this.#store.input
      .overriders(classId, name)
      .map((other) => this.#store.globalFunction(other.classId, other.member));
    return [own, ...below].filter((id) => id >= 0);
  }

  /** The prototypes of functions are objects of their own: nodes that hold them, for those that are known by now. */
  #addPrototypes(node: number, into: number[]): boolean {
    let isFound = false;
    for (const token of this.#store.sets.list(node)) {
      if (tokenKind(token) !== TokenKind.Func) continue;
      isFound = true;
      const held = this.#store.fieldNode(token, this.#store.prototype);
      this.#store.add(held, makeToken(TokenKind.Obj, this.#store.valueCount + tokenId(token)));
      into.push(held);
    }
    return isFound;
  }

  #followPath(start: number[], path: PortPath['path'], isTarget: boolean): number[] {
    if (path.length === 0) return start;
    let nodes = start;
    const direct: number[] = [];
    if (path.length > 1) {
      // Values of a map are two steps down. One node for both, so that who writes first does not matter.
      const field = this.#store.input.symbols.interner.intern(pathName(path));
      for (const node of start)
        for (const token of this.#store.sets.list(node))
          if (isContainer(token)) direct.push(this.#store.fieldNode(token, field));
    }
    for (const step of path) {
      const next: number[] = [];
      const field =
        step.kind === 'member'
          ? this.#store.input.symbols.interner.intern(step.name)
          : step.kind === 'any' || (step.kind === 'given' && step.as === 'path')
            ? this.#store.any
            : this.#store.element;
      // Which fields are meant is not told apart here: parts of an object are the object.
      if (step.kind === 'given' && wholeSteps.has(step.as)) continue;
      for (const node of nodes) {
        if (field === this.#store.prototype && this.#addPrototypes(node, next)) continue;
        const tokens = this.#store.sets.list(node).filter(isContainer);
        if (tokens.length === 0 && isTarget && node < this.#store.valueCount) {
          const made = makeToken(TokenKind.Obj, node);
          this.#store.add(node, made);
          tokens.push(made);
        }
        for (const token of tokens) next.push(this.#store.fieldNode(token, field));
        // A position is also an element of unknown position.
        if (step.kind === 'member' && /^\d$/.test(step.name))
          for (const token of tokens) next.push(this.#store.fieldNode(token, this.#store.element));
      }
      nodes = next;
    }
    return direct.length === 0 ? nodes : [...nodes, ...direct];
  }
}

/** Whether a port is an argument, or the prototype of one, as a whole. */
function isWholeArgument({ port, path }: PortPath): boolean {
  const [step, ...others] = path;
  if (port !== 'argument' || others.length > 0) return false;
  return step === undefined || (step.kind === 'member' && step.name === 'prototype');
}

/** Rows of a call that move tokens, and those among them whose ports depend on the tokens that are there. */
interface MovingRows {
  readonly all: readonly Transfer[];
  readonly byToken: readonly Transfer[];
}

const moving = new WeakMap<CallModel, MovingRows>();

function movingRows(call: CallModel): MovingRows {
  const known = moving.get(call);
  if (known !== undefined) return known;
  const all = call.transfers.filter(({ from, mode }) => from.called !== undefined || mode === 'value');
  const byToken = all.filter(({ from, to }) => !isFixed(from) || !isFixed(to));
  const rows = { all, byToken };
  moving.set(call, rows);
  return rows;
}

/** Whether a port is the same nodes whatever tokens they have. */
function isFixed({ port, path, called }: PortPath): boolean {
  const isPlain = port === 'argument' || port === 'receiver' || port === 'return' || port === 'callee';
  return isPlain && path.length === 0 && called === undefined;
}

const pathNames = new WeakMap<PortPath['path'], string>();

/** Name of the one node that stands for a path of several steps. */
function pathName(path: PortPath['path']): string {
  const known = pathNames.get(path);
  if (known !== undefined) return known;
  const name = `<path>${path.map((step) => (step.kind === 'member' ? step.name : '*')).join('.')}`;
  pathNames.set(path, name);
  return name;
}

const portKeys = new WeakMap<PortPath, string>();

function keyOfPort(port: PortPath): string {
  const known = portKeys.get(port);
  if (known !== undefined) return known;
  const key = JSON.stringify(port);
  portKeys.set(port, key);
  return key;
}

/** Steps that choose among the parts of an object or move them. */
const wholeSteps: ReadonlySet<string> = new Set(['each', 'pair', 'slice', 'splice', 'cut', 'put', 'shift']);
