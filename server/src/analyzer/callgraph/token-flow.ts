/**
 * Propagates tokens (functions, classes, objects, library places) over a linked program until nothing changes.
 *
 * Flow-insensitive on SSA values, object fields per allocation site, class fields per root class; call edges are
 * added as callees become known (after Jelly's and CodeQL's type tracking in spirit, with small bounded sets instead
 * of full points-to). The order of work depends only on the program, so the result does too.
 */
import type { CancellationToken } from '../base/cancellation.ts';
import { throwIfCancelled } from '../base/cancellation.ts';
import { IntVector } from '../base/int-vector.ts';
import { maxNameCandidates, maxTokensPerValue } from '../base/limits.ts';
import { PairMap } from '../base/pair-map.ts';
import type { IrClassMember, IrModule } from '../ir/module.ts';
import { Flag, isVersion, Op } from '../ir/opcode.ts';
import { type Uses, usesOf } from '../ir/uses.ts';
import { setterName } from '../program/class-hierarchy.ts';
import type { ExportTarget, Program, ProgramModule, ResolvedType } from '../program/program.ts';
import type { ProgramSymbols } from '../program/symbols.ts';
import {
  type CallModel,
  decoratedName,
  type ModelSet,
  type ModelState,
  type PortPath,
  type Transfer,
} from '../rules/model.ts';
import {
  applyShift,
  argumentAt,
  argumentCount,
  decoratedFunction,
  receiverOf,
  stateOfArgument,
  superValueOf,
} from './call-arguments.ts';
import { CallTier, type Settler, type ShiftedState } from './call-graph.ts';
import type { EntryPoint } from './entry-points.ts';
import { anyEvent, type EventUse, eventField, eventUseOf } from './event-names.ts';
import { type ImplicitCall, implicitMethods, isImplicitMethod } from './implicit-calls.ts';
import { type ReturnedParts, returnedParts } from './returned-parts.ts';
import { makeToken, TokenKind, TokenSets, tokenId, tokenKind } from './token.ts';
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

/** A call edge. `shift` is added to an argument index to get the parameter index; `applyShift` spreads an array. */
export interface CallEdge {
  readonly site: number;
  readonly target: number;
  readonly shift: number;
  readonly tier: number;
}

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

/** A library function behind `call`, `apply`, `bind`, or bound with some arguments. */
interface StateForm {
  readonly state: number;
  readonly form: 'call' | 'apply' | 'bind' | 'bound';
  /** Arguments fixed by `bind`. */
  readonly count: number;
}

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

/** The type of models whose members are the elements of a page: `Member[a].Argument[0].Field[href]`. */
const hostElementType = 'jsx.Element';

const limitAll = maxTokensPerValue * 3;
/** Members that an unknown key of a library object may mean; with more, it means none of them. */
const maxUnknownMembers = 40;
const elementName = '*';
const anyName = '<any>';

class TokenPropagation {
  readonly #in: TokenFlowInput;
  readonly #cancel: CancellationToken;
  readonly #modules: readonly ProgramModule[];
  readonly #states: readonly ModelState[];
  readonly #valueCount: number;
  readonly #cellBase: number;
  readonly #returnBase: number;
  readonly #thisBase: number;
  #nodeCount: number;
  readonly #moduleOf: Int32Array;
  readonly #sets: TokenSets;
  /** Def–use chains by module. */
  readonly #uses: readonly Uses[];
  /** What besides edges and uses waits for the tokens of a node, as far as it was there from the beginning. */
  readonly #marks: Uint8Array;
  /** 1 for symbols that name a method of values of any type. */
  readonly #isBuiltin: Uint8Array;
  // Worklist of (node, token) pairs.
  #workNode: number[] = [];
  #workToken: number[] = [];
  // Dynamic edges between nodes.
  readonly #edges: TokenEdges;
  // Field nodes.
  readonly #fieldNodes = new PairMap(4096);
  /** Owner → its newest field; the older ones follow in `#fieldBefore`. Fields are numbered as they are made. */
  readonly #newestField = new PairMap(4096);
  readonly #fieldBefore = new IntVector(1024);
  readonly #fieldSymbol = new IntVector(1024);
  readonly #fieldNodeOf = new IntVector(1024);
  readonly #delegates = new Map<number, number[]>();
  // Library places that a value is handed to.
  readonly #given = new Map<number, number[]>();
  readonly #handed = new Map<number, number[]>();
  /** Owner of fields → states whose rows about any member hold for its fields. */
  readonly #givenMembers = new Map<number, readonly number[]>();
  readonly #decoratedParameters = new Set<number>();
  /** Methods (global functions) before which a decorator stands. */
  readonly #decorated = new Set<number>();
  /** Such a method → node of the functions that decorators put in its place. */
  readonly #replacements = new Map<number, number>();
  /** Such a method → values by which it was read. */
  readonly #methodUsers = new Map<number, number[]>();
  readonly #callEdges: CallEdge[] = [];
  /** Call (global value) and callee with shift → 1. */
  readonly #linked: PairMap;
  readonly #accessors: ImplicitCall[] = [];
  /** Names of methods that the language calls by itself, as far as object literals have them. */
  readonly #literalImplicit = new Set<string>();
  readonly #accessorKeys = new Set<string>();
  readonly #packages = new Map<string, number>();
  readonly #packageNames: string[] = [];
  readonly #bound: { target: number; count: number }[] = [];
  readonly #stateForms: StateForm[] = [];
  readonly #shiftedStates = new Map<number, ShiftedState[]>();
  readonly #settlers: Settler[] = [];
  readonly #settlerIds = new Map<string, number>();
  readonly #settled: { call: number; settler: Settler }[] = [];
  readonly #settledKeys = new Set<string>();
  /** Node → what else to do with every token that arrives there. */
  readonly #watches = new Map<number, ((token: number) => void)[]>();
  readonly #watchKeys = new Set<string>();
  /** Property → symbols of the fields that hold its accessors in object literals. */
  readonly #literalGetters = new Map<number, number>();
  readonly #literalSetters = new Map<number, number>();
  readonly #element: number;
  readonly #any: number;
  readonly #prototype: number;
  readonly #rootClass = new Map<number, number>();
  /** Function that gives back parameters → them, and the node of all else that it gives back. */
  readonly #passed = new Map<number, { readonly own: number; readonly parameters: readonly number[] }>();
  /** Node of an `extends` expression → `super(…)` calls of its class: global value of the call. */
  readonly #superCalls = new Map<number, number[]>();

  constructor(input: TokenFlowInput, cancel: CancellationToken) {
    this.#in = input;
    this.#cancel = cancel;
    const { program, symbols } = input;
    this.#modules = program.modules;
    this.#states = input.models.states;
    this.#valueCount = program.valueCount;
    this.#cellBase = program.valueCount;
    this.#returnBase = this.#cellBase + program.cellCount;
    this.#thisBase = this.#returnBase + program.functionCount;
    this.#nodeCount = this.#thisBase + program.functionCount;
    this.#moduleOf = program.moduleOfValue;
    this.#linked = new PairMap(program.functionCount * 2);
    this.#marks = new Uint8Array(this.#nodeCount);
    this.#uses = program.modules.map(({ ir }) => usesOf(ir));
    this.#isBuiltin = builtinSymbols(symbols, this.#builtin);
    this.#sets = new TokenSets(this.#nodeCount);
    this.#edges = new TokenEdges(this.#nodeCount);
    this.#element = symbols.interner.intern(elementName);
    this.#any = symbols.interner.intern(anyName);
    this.#prototype = symbols.interner.intern('prototype');
  }

  get #builtin(): ReadonlyMap<string, number> | undefined {
    return this.#states[this.#in.models.anyValue]?.members;
  }

  /** Gives the tokens that are known from syntax, imports and annotations alone. */
  seed(): void {
    this.#collectLiteralAccessors();
    const { anyValue, types } = this.#in.models;
    const anyMembers = this.#states[anyValue]?.members;
    const arrayMembers = this.#states[types.get('Array') ?? -1]?.members;
    const hostElements = this.#states[types.get(hostElementType) ?? -1]?.members;
    for (const module of this.#modules) {
      throwIfCancelled(this.#cancel);
      const { ir, valueBase } = module;
      const { op, a, b, c, flags } = ir;
      for (let i = 0; i < op.length; i++) {
        const v = valueBase + i;
        switch (op[i]) {
          case Op.Func:
            this.#add(v, makeToken(TokenKind.Func, module.functionBase + (a[i] ?? 0)));
            break;
          case Op.Class:
            this.#add(v, makeToken(TokenKind.Class, module.classBase + (a[i] ?? 0)));
            break;
          case Op.Obj:
          case Op.Arr:
            this.#add(v, makeToken(TokenKind.Obj, v));
            if (op[i] === Op.Arr) this.#seedArray(module, i);
            break;
          case Op.Global:
            this.#seedGlobal(module, i);
            break;
          case Op.Import:
            for (const target of this.#in.importedValues(module.index, a[i] ?? 0)) this.#addExport(v, target);
            break;
          case Op.CellGet:
            this.#addEdge(this.#cellBase + module.cellBase + (a[i] ?? 0), v);
            break;
          case Op.CellSet:
            this.#addEdge(valueBase + (b[i] ?? 0), this.#cellBase + module.cellBase + (a[i] ?? 0));
            break;
          case Op.Super: {
            const node = superValueOf(module, i);
            if (node < 0) break;
            const calls = this.#superCalls.get(node);
            if (calls) calls.push(v);
            else {
              this.#superCalls.set(node, [v]);
              this.#mark(node, hasSuperCalls);
            }
            break;
          }
          case Op.Store:
            if (isImplicitMethod(ir.strings[b[i] ?? 0] ?? ''))
              this.#literalImplicit.add(ir.strings[b[i] ?? 0] ?? '');
            break;
          case Op.This: {
            const functionId = this.#functionOf(module, i);
            this.#addEdge(this.#thisBase + functionId, v);
            const record = ir.functions[ir.functionOf[i] ?? 0];
            if (record && record.classId >= 0) {
              const kind = record.isStatic ? TokenKind.Class : TokenKind.Typed;
              this.#add(v, makeToken(kind, module.classBase + record.classId));
            }
            break;
          }
          case Op.Call: {
            const callee = a[i] ?? -1;
            if (anyMembers && callee >= 0 && op[callee] === Op.Load && ((flags[i] ?? 0) & Flag.Jsx) === 0) {
              const name = ir.strings[b[callee] ?? 0] ?? '';
              // A literal is certainly a list, and no other value with a method of that name.
              const own = isArrayLiteral(ir, a[callee] ?? -1) ? arrayMembers?.get(name) : undefined;
              const state = anyMembers.get(name);
              if (own !== undefined) this.#addState(valueBase + callee, own);
              else if (state !== undefined)
                this.#add(valueBase + callee, makeToken(TokenKind.AnyState, state));
            }
            if (hostElements && ((flags[i] ?? 0) & Flag.HostElement) !== 0) {
              const constant = ir.constants[a[callee] ?? -1];
              const tag = constant?.kind === 'string' ? hostElements.get(constant.value) : undefined;
              if (tag !== undefined) this.#addState(valueBase + callee, tag);
            }
            break;
          }
          case Op.Deco: {
            const found = decoratedFunction(module, i, ir.args[(c[i] ?? -1) + 1] ?? -1);
            if (found >= 0) this.#decorated.add(module.functionBase + found);
            break;
          }
          default:
            break;
        }
      }
      this.#seedReturns(module);
      this.#seedTypes(module);
    }
    for (const { target, model } of this.#in.entryPoints)
      if (target.kind === 'value' && model.state > 0) this.#give(target.value, model.state);
  }

  /** What a function gives back of its own parameters is known at each of its calls; the rest is one for all. */
  #seedReturns(module: ProgramModule): void {
    const { ir, valueBase, functionBase } = module;
    const returns = new Map<number, ReturnedParts[]>();
    for (let i = 0; i < ir.op.length; i++) {
      const value = ir.op[i] === Op.Ret ? (ir.a[i] ?? -1) : -1;
      if (value < 0) continue;
      const f = ir.functionOf[i] ?? 0;
      this.#addEdge(valueBase + value, this.#returnBase + functionBase + f);
      const parts = returns.get(f);
      if (parts) parts.push(returnedParts(module, value));
      else returns.set(f, [returnedParts(module, value)]);
    }
    for (const [f, parts] of returns) {
      const parameters = new Set(parts.flatMap((part) => part.parameters));
      if (parameters.size === 0) continue;
      const own = this.#nodeCount++;
      this.#passed.set(functionBase + f, { own, parameters: [...parameters] });
      for (const { others } of parts) for (const other of others) this.#addEdge(valueBase + other, own);
      const type = ir.functions[f]?.returnType ?? -1;
      if (type >= 0) this.#addType(own, this.#in.resolveType(module.index, type), 0);
    }
  }

  /** Lowering stores the accessors of a literal as fields `get x` and `set x`. */
  #collectLiteralAccessors(): void {
    const { interner } = this.#in.symbols;
    const count = interner.size;
    for (let id = 0; id < count; id++) {
      const text = interner.text(id);
      if (text.startsWith('get ')) this.#literalGetters.set(interner.intern(text.slice(4)), id);
      else if (text.startsWith('set ')) this.#literalSetters.set(interner.intern(text.slice(4)), id);
    }
  }

  /** Calls `act` with every token of a node, now and later; once per key. */
  #watch(node: number, key: string, act: (token: number) => void): void {
    const full = `${node}:${key}`;
    if (this.#watchKeys.has(full)) return;
    this.#watchKeys.add(full);
    const known = this.#watches.get(node);
    if (known) known.push(act);
    else {
      this.#watches.set(node, [act]);
      this.#mark(node, hasWatches);
    }
    for (const token of this.#sets.list(node)) act(token);
  }

  #seedArray(module: ProgramModule, i: number): void {
    const { ir, valueBase } = module;
    const offset = ir.a[i] ?? 0;
    const length = ir.args[offset] ?? 0;
    const array = makeToken(TokenKind.Obj, valueBase + i);
    for (let k = 1; k <= length; k++) {
      const element = ir.args[offset + k] ?? -1;
      if (element < 0) continue;
      const op = ir.op[element];
      if (op === Op.Const || op === Op.Tpl || op === Op.Bin || op === Op.Cmp) continue;
      this.#addEdge(valueBase + element, this.#fieldNode(array, this.#element));
      if (op !== Op.Elems)
        this.#addEdge(
          valueBase + element,
          this.#fieldNode(array, this.#in.symbols.interner.intern(String(k - 1))),
        );
    }
  }

  #seedGlobal(module: ProgramModule, i: number): void {
    const { ir, valueBase } = module;
    const name = ir.strings[ir.a[i] ?? 0] ?? '';
    const v = valueBase + i;
    if (name === 'super') {
      const record = ir.functions[ir.functionOf[i] ?? 0];
      if (record && record.classId >= 0) {
        const parent = this.#in.superclassOf(module.classBase + record.classId);
        if (parent >= 0)
          this.#add(v, makeToken(record.isStatic ? TokenKind.Class : TokenKind.Instance, parent));
        // A static method of a library's class: `super.init(…)` of a model.
        const superValue = ir.classes[record.classId]?.superValue ?? -1;
        if (parent < 0 && record.isStatic && superValue >= 0) this.#addEdge(valueBase + superValue, v);
      }
      return;
    }
    const state = this.#in.models.globals.get(name);
    if (state !== undefined) this.#addState(v, state);
    else if (name !== 'undefined')
      this.#add(v, makeToken(TokenKind.External, this.#package(`global:${name}`)));
  }

  #seedTypes(module: ProgramModule): void {
    const { ir } = module;
    for (let k = 0; k + 1 < ir.valueTypes.length; k += 2) {
      this.#addType(
        module.valueBase + (ir.valueTypes[k] ?? 0),
        this.#in.resolveType(module.index, ir.valueTypes[k + 1] ?? -1),
        0,
      );
    }
    ir.functions.forEach((record, f) => {
      for (const param of record.params) {
        if (param.type >= 0)
          this.#addType(module.valueBase + param.value, this.#in.resolveType(module.index, param.type), 0);
      }
      if (record.returnType >= 0) {
        this.#addType(
          this.#returnBase + module.functionBase + f,
          this.#in.resolveType(module.index, record.returnType),
          0,
        );
      }
    });
    ir.cells.forEach((cell, id) => {
      if (cell.type >= 0)
        this.#addType(
          this.#cellBase + module.cellBase + id,
          this.#in.resolveType(module.index, cell.type),
          0,
        );
    });
    ir.classes.forEach((record, id) => {
      for (const member of record.members) {
        if (member.kind !== 'field' || member.type < 0) continue;
        const owner = makeToken(
          member.isStatic ? TokenKind.Class : TokenKind.Instance,
          module.classBase + id,
        );
        const node = this.#fieldNode(owner, this.#in.symbols.interner.intern(member.name));
        this.#addType(node, this.#in.resolveType(module.index, member.type), 0);
      }
    });
  }

  /** Tokens that an annotation promises. */
  #addType(node: number, type: ResolvedType, depth: number): void {
    if (depth > 3) return;
    switch (type.kind) {
      case 'class':
        this.#add(node, makeToken(TokenKind.Typed, type.classId));
        break;
      case 'declaration': {
        const classes = this.#in.implementersOf(type.module, type.declaration);
        if (classes.length <= maxTokensPerValue) {
          for (const id of classes) this.#add(node, makeToken(TokenKind.Implementer, id));
        }
        break;
      }
      case 'external': {
        const state = this.#in.models.types.get(
          type.package === '' ? type.name : `${type.package}.${type.name}`,
        );
        if (state !== undefined) {
          this.#addState(node, state);
          // A function that is declared to be a library's handler is handed to that library.
          if (this.#isHandler(state)) this.#give(node, state);
        } else if (type.package !== '')
          this.#add(node, makeToken(TokenKind.External, this.#package(type.package)));
        break;
      }
      case 'union':
        for (const member of type.members) this.#addType(node, member, depth + 1);
        break;
      case 'array': {
        const keyed = type.keys === 'entries' ? this.#in.models.types.get('Map') : undefined;
        if (keyed !== undefined) this.#addState(node, keyed);
        // An array of typed things: its elements carry the type. The node itself stands for the allocation.
        const array = makeToken(TokenKind.Obj, this.#valueCount + this.#in.program.functionCount + node);
        const field = this.#fieldNode(array, this.#element);
        this.#addType(field, type.element, depth + 1);
        if (!this.#sets.isEmpty(field)) this.#add(node, array);
        break;
      }
      default:
        break;
    }
  }

  /** Whether a library place is one for functions that the library calls. */
  #isHandler(stateId: number): boolean {
    const ids = [stateId, ...(this.#states[stateId]?.aliases ?? [])];
    return ids.some((id) => (this.#states[id]?.parameters.size ?? 0) > 0);
  }

  #addExport(node: number, target: ExportTarget): void {
    switch (target.kind) {
      case 'value':
        this.#addEdge(target.value, node);
        break;
      case 'namespace':
        this.#add(node, makeToken(TokenKind.Module, target.module));
        break;
      case 'external': {
        const key = target.subpath === '' ? target.package : `${target.package}/${target.subpath}`;
        const namespace = this.#in.models.packages.get(key);
        const state = namespace === undefined ? undefined : this.#states[namespace];
        if (!state) {
          this.#add(node, makeToken(TokenKind.External, this.#package(target.package)));
        } else if (target.name === '*') {
          this.#addState(node, state.id);
        } else {
          // A package that is a type itself has the members of both.
          let member: number | undefined;
          for (const id of [state.id, ...state.aliases]) {
            const found = this.#states[id]?.members.get(target.name);
            if (found === undefined) continue;
            member = found;
            this.#addState(node, found);
          }
          // `import x from 'commonjs'` is the namespace itself.
          if (target.name === 'default') this.#addState(node, state.id);
          else if (member === undefined) {
            if (state.anyMember > 0) this.#addState(node, state.anyMember);
            else this.#add(node, makeToken(TokenKind.External, this.#package(target.package)));
          }
        }
        break;
      }
    }
  }

  /** Works until no set grows. */
  run(): void {
    let steps = 0;
    while (this.#workNode.length > 0) {
      // Batches keep the order first-in first-out without shifting arrays.
      const nodes = this.#workNode;
      const tokens = this.#workToken;
      this.#workNode = [];
      this.#workToken = [];
      for (let k = 0; k < nodes.length; k++) {
        if ((++steps & 0xfff) === 0) throwIfCancelled(this.#cancel);
        this.#process(nodes[k] ?? 0, tokens[k] ?? 0);
      }
    }
  }

  #process(node: number, token: number): void {
    for (let at = this.#edges.first(node); at >= 0; at = this.#edges.next(at))
      this.#add(this.#edges.target(at), token);
    const marks = node < this.#marks.length ? (this.#marks[node] ?? 0) : isGiven | hasWatches;
    if ((marks & isGiven) !== 0) {
      const given = this.#given.get(node);
      if (given) for (const state of given) this.#applyGiven(state, token);
    }
    if ((marks & hasWatches) !== 0) {
      const watches = this.#watches.get(node);
      if (watches) for (const act of watches) act(token);
    }
    if (node >= this.#valueCount) return;
    const index = this.#moduleOf[node] ?? 0;
    const module = this.#modules[index];
    const uses = this.#uses[index];
    if (!module || !uses) return;
    const local = node - module.valueBase;
    if ((marks & hasSuperCalls) !== 0)
      for (const call of this.#superCalls.get(node) ?? [])
        this.#callee(module, call - module.valueBase, token);
    const { start, users } = uses;
    for (let k = start[local] ?? 0, end = start[local + 1] ?? 0; k < end; k++)
      this.#use(module, local, users[k] ?? 0, token);
  }

  #mark(node: number, mark: number): void {
    if (node < this.#marks.length) this.#marks[node] = (this.#marks[node] ?? 0) | mark;
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
      case Op.Rest:
      case Op.Del:
        this.#add(u, token);
        break;
      case Op.Post:
        this.#add(u, token);
        break;
      case Op.Store:
        if (ir.a[user] === value) {
          this.#add(u, token);
          // Tokens stand for objects, and writing a changed object back brings no other object.
          if (((ir.flags[user] ?? 0) & Flag.Weak) !== 0) break;
          this.#storeField(
            token,
            this.#symbolOf(module, ir.b[user] ?? 0),
            valueBase + (ir.c[user] ?? 0),
            u,
            ir.strings[ir.b[user] ?? 0] ?? '',
          );
        }
        break;
      case Op.StoreX:
        if (ir.a[user] === value) {
          this.#add(u, token);
          if (isContainer(token) && ((ir.flags[user] ?? 0) & Flag.Weak) === 0)
            this.#addEdge(valueBase + (ir.c[user] ?? 0), this.#fieldNode(token, this.#element));
        }
        break;
      case Op.Spread:
        if (ir.a[user] === value) {
          this.#add(u, token);
          for (const source of this.#sets.list(valueBase + (ir.b[user] ?? 0))) this.#delegate(token, source);
        }
        if (ir.b[user] === value) {
          for (const target of this.#sets.list(valueBase + (ir.a[user] ?? 0))) this.#delegate(target, token);
        }
        break;
      case Op.Load:
        this.#load(
          module,
          user,
          token,
          this.#symbolOf(module, ir.b[user] ?? 0),
          ir.strings[ir.b[user] ?? 0] ?? '',
        );
        break;
      case Op.LoadX:
        if (ir.a[user] === value) this.#loadAny(u, token);
        break;
      case Op.Iter:
        this.#loadElement(u, token);
        this.#implicit(module, user, value, token);
        break;
      case Op.Elems:
      case Op.Tpl:
      case Op.Bin:
      case Op.Yield:
        if (ir.op[user] === Op.Elems) this.#add(u, token);
        this.#implicit(module, user, value, token);
        break;
      case Op.Call:
      case Op.New:
      case Op.Super:
        if (ir.a[user] === value) this.#callee(module, user, token);
        else if (ir.op[user] === Op.Call && ir.b[user] === value) this.#event(module, user, token);
        this.#argumentChanged(module, user);
        break;
      case Op.Deco:
        if (ir.b[user] === value) this.#decorate(module, user, token);
        break;
      default:
        break;
    }
  }

  /** A decorator of a library: the method it stands before is handed to the library, a parameter comes from it. */
  #decorate(module: ProgramModule, user: number, token: number): void {
    if (tokenKind(token) === TokenKind.Func) this.#decorateByFunction(module, user, tokenId(token));
    if (tokenKind(token) !== TokenKind.State) return;
    const next = this.#states[tokenId(token)]?.members.get(decoratedName) ?? -1;
    if (next <= 0) return;
    const { ir } = module;
    const list = ir.c[user] ?? -1;
    const member = ir.args[list + 1] ?? -1;
    const parameter = ir.args[list + 2] ?? -1;
    const found = decoratedFunction(module, user, member);
    if (parameter >= 0) {
      const node = found >= 0 ? this.#parameterNode(module.functionBase + found, parameter) : -1;
      if (node < 0) return;
      this.#decoratedParameters.add(node);
      this.#addState(node, next);
    } else if (found >= 0) {
      for (const id of [next, ...(this.#states[next]?.aliases ?? [])])
        this.#applyGiven(id, makeToken(TokenKind.Func, module.functionBase + found));
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
    const { interner } = this.#in.symbols;
    const descriptor = makeToken(TokenKind.Obj, module.valueBase + user);
    const held = this.#fieldNode(descriptor, interner.intern('value'));
    const original = this.#in.models.types.get('OriginalMethod');
    const parameter = this.#parameterNode(decorator, 2);
    if (parameter >= 0) {
      this.#add(parameter, descriptor);
      if (original !== undefined) this.#addState(held, original);
    } else {
      const method = this.#parameterNode(decorator, 0);
      if (method >= 0 && original !== undefined) this.#addState(method, original);
    }
    const result = this.#returnBase + decorator;
    const replacement = this.#replacementOf(module.functionBase + found);
    this.#addEdge(held, replacement);
    this.#addEdge(result, replacement);
    this.#watch(result, `decorated:${descriptor}`, (token) => {
      if (tokenKind(token) === TokenKind.Obj)
        this.#addEdge(this.#fieldNode(token, interner.intern('value')), replacement);
    });
  }

  /** Node of the functions that decorators put in the place of a method. */
  #replacementOf(method: number): number {
    const known = this.#replacements.get(method);
    if (known !== undefined) return known;
    const node = this.#nodeCount++;
    this.#replacements.set(method, node);
    for (const user of this.#methodUsers.get(method) ?? []) this.#giveReplacements(node, user);
    return node;
  }

  #giveReplacements(from: number, user: number): void {
    this.#watch(from, `replaces:${user}`, (token) => {
      if (tokenKind(token) === TokenKind.Func) this.#add(user, token);
    });
  }

  /** `bus.on('saved', f)` and `bus.emit('saved', x)` on the same object: the second calls f with x. */
  #event(module: ProgramModule, user: number, base: number): void {
    const use = eventUseOf(module, user);
    if (!use || !isContainer(base)) return;
    const kind = tokenKind(base);
    if (kind !== TokenKind.Obj && kind !== TokenKind.Func) {
      // Methods of the workspace do what they do.
      const isStatic = kind === TokenKind.Class;
      if (this.#in.lookupMember(tokenId(base), use.method, isStatic)?.member.kind === 'method') return;
    }
    const { interner } = this.#in.symbols;
    const field = (name: string) => this.#fieldNode(base, interner.intern(eventField(name)));
    if (use.kind === 'listen') {
      const listener = module.valueBase + use.listener;
      this.#addEdge(listener, field(use.event));
      if (use.event !== anyEvent) this.#addEdge(listener, field(`${anyEvent}${anyEvent}`));
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
    this.#watch(listeners, `emit:${module.valueBase + user}`, (token) => {
      if (tokenKind(token) === TokenKind.Func)
        this.#link(module, user, tokenId(token), use.kind === 'dispatch' ? 0 : -1, CallTier.Flow, false);
      else if (tokenKind(token) === TokenKind.State) this.#callState(module, user, tokenId(token), -1, false);
    });
  }

  #storeField(base: number, field: number, valueNode: number, storeNode: number, name: string): void {
    if (tokenKind(base) === TokenKind.State) {
      // `window.onmessage = function (event) {…}`
      const next = this.#states[tokenId(base)]?.members.get(name) ?? 0;
      if ((this.#states[next]?.parameters.size ?? 0) > 0) this.#give(valueNode, next);
    }
    if (!isContainer(base)) return;
    this.#addEdge(valueNode, this.#fieldNode(base, field));
    this.#addEdge(valueNode, this.#fieldNode(base, this.#any));
    const kind = tokenKind(base);
    const setter = this.#literalSetters.get(field);
    if (kind === TokenKind.Obj && setter !== undefined) {
      this.#watch(this.#fieldNode(base, setter), `set:${storeNode}`, (token) => {
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
      const found = this.#in.lookupMember(tokenId(base), setterName(name), isStatic);
      if (found?.member.kind === 'setter')
        this.#accessor(storeNode, this.#globalFunction(found.classId, found.member), valueNode);
    }
  }

  #load(module: ProgramModule, user: number, token: number, field: number, name: string): void {
    const u = module.valueBase + user;
    const id = tokenId(token);
    switch (tokenKind(token)) {
      case TokenKind.Obj:
        this.#addEdge(this.#fieldNode(token, field), u);
        // What was stored under an unknown key may be meant by this name, unless it names a method of all arrays.
        if (this.#isBuiltin[field] !== 1) this.#addEdge(this.#fieldNode(token, this.#element), u);
        this.#loadLiteralGetter(module, user, token, field);
        break;
      case TokenKind.Func:
        if (name === 'call') this.#add(u, makeToken(TokenKind.FuncCall, id));
        else if (name === 'apply') this.#add(u, makeToken(TokenKind.FuncApply, id));
        else if (name === 'bind') this.#add(u, makeToken(TokenKind.FuncBind, id));
        else if (field === this.#prototype) this.#add(u, makeToken(TokenKind.Obj, this.#valueCount + id));
        else this.#addEdge(this.#fieldNode(token, field), u);
        break;
      case TokenKind.Class: {
        if (field === this.#prototype) this.#add(u, makeToken(TokenKind.Instance, id));
        const found = this.#in.lookupMember(id, name, true);
        if (found && found.member.functionId >= 0) this.#member(u, found, -1);
        else this.#addEdge(this.#fieldNode(token, field), u);
        if (!found) this.#loadFromLibraryParent(u, id, name, false);
        break;
      }
      case TokenKind.Instance:
      case TokenKind.Implementer:
      case TokenKind.Typed: {
        const object = module.valueBase + (module.ir.a[user] ?? 0);
        const found = this.#in.lookupMember(id, name, false);
        if (found && found.member.functionId >= 0 && found.member.kind !== 'setter')
          this.#member(u, found, object);
        if (tokenKind(token) !== TokenKind.Instance) {
          const below = this.#in.overriders(id, name);
          if (below.length <= maxTokensPerValue) for (const other of below) this.#member(u, other, object);
        }
        if (!found || found.member.kind === 'field') this.#addEdge(this.#fieldNode(token, field), u);
        if (!found) this.#loadFromLibraryParent(u, id, name, true);
        break;
      }
      case TokenKind.State:
      case TokenKind.AnyState: {
        const state = this.#states[id];
        if (!state) break;
        const next = state.members.get(name) ?? state.anyMember;
        if (next > 0) this.#addState(u, next);
        else if (tokenKind(token) === TokenKind.State && isFunctionMethod(name) && isCallable(state)) {
          this.#addForm(u, { state: id, form: name, count: 0 });
        } else if (tokenKind(token) === TokenKind.State && state.package !== '') {
          this.#add(u, makeToken(TokenKind.External, this.#package(state.package)));
        }
        break;
      }
      case TokenKind.Module:
        for (const target of this.#in.resolveExport(id, name)) this.#addExport(u, target);
        break;
      case TokenKind.External:
        this.#add(u, token);
        break;
      default:
        break;
    }
  }

  #loadLiteralGetter(module: ProgramModule, user: number, object: number, field: number): void {
    const getter = this.#literalGetters.get(field);
    if (getter === undefined) return;
    const { valueBase, ir } = module;
    this.#watch(this.#fieldNode(object, getter), `get:${valueBase + user}`, (token) => {
      if (tokenKind(token) === TokenKind.Func)
        this.#accessor(valueBase + user, tokenId(token), valueBase + (ir.a[user] ?? 0));
    });
  }

  #addForm(node: number, form: StateForm): void {
    let index = this.#stateForms.findIndex(
      (known) => known.state === form.state && known.form === form.form && known.count === form.count,
    );
    if (index < 0) index = this.#stateForms.push(form) - 1;
    this.#add(node, makeToken(TokenKind.StateForm, index));
  }

  /** A member that a class inherits from a class of a library. */
  #loadFromLibraryParent(u: number, classId: number, name: string, isInstance: boolean): void {
    let at = classId;
    for (let depth = 0; depth < 64; depth++) {
      const parent = this.#in.superclassOf(at);
      if (parent < 0) break;
      at = parent;
    }
    const owner = this.#modules[this.#in.program.moduleOfClass[at] ?? 0];
    const superValue = owner?.ir.classes[at - owner.classBase]?.superValue ?? -1;
    if (!owner || superValue < 0) return;
    for (const token of this.#sets.list(owner.valueBase + superValue)) {
      if (tokenKind(token) !== TokenKind.State) continue;
      const state = this.#states[tokenId(token)];
      const place = isInstance ? this.#states[state?.instance ?? -1] : state;
      if (!place) continue;
      for (const id of [place.id, ...place.aliases]) {
        const next = this.#states[id]?.members.get(name) ?? this.#states[id]?.anyMember ?? -1;
        if (next > 0) this.#addState(u, next);
      }
    }
  }

  #member(
    u: number,
    found: { readonly classId: number; readonly member: IrClassMember },
    object: number,
  ): void {
    const target = this.#globalFunction(found.classId, found.member);
    if (target < 0) return;
    if (found.member.kind === 'getter') this.#accessor(u, target, object);
    else if (found.member.kind === 'method') {
      this.#add(u, makeToken(TokenKind.Func, target));
      if (!this.#decorated.has(target)) return;
      const users = this.#methodUsers.get(target);
      if (users) users.push(u);
      else this.#methodUsers.set(target, [u]);
      const replacement = this.#replacements.get(target);
      if (replacement !== undefined) this.#giveReplacements(replacement, u);
    }
  }

  /** Methods that an operation calls by itself: those that iterate an object, or make a text or number of it. */
  #implicit(module: ProgramModule, user: number, value: number, token: number): void {
    const names = implicitMethods(module.ir, user);
    if (names.length === 0) return;
    const object = module.valueBase + value;
    switch (tokenKind(token)) {
      case TokenKind.Instance:
      case TokenKind.Typed:
        for (const name of names) {
          const found = this.#in.lookupMember(tokenId(token), name, false);
          if (!found || found.member.functionId < 0) continue;
          this.#implicitCall(module, user, object, this.#globalFunction(found.classId, found.member), 0);
          return;
        }
        break;
      case TokenKind.Obj:
        for (const name of names) {
          if (!this.#literalImplicit.has(name)) continue;
          const field = this.#fieldNode(token, this.#in.symbols.interner.intern(name));
          this.#watch(field, `implicit:${module.valueBase + user}`, (method) => {
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
    this.#accessors.push({ value, target, object, kind: isText ? 'text' : depth > 0 ? 'next' : 'iterate' });
    this.#addEdge(object, this.#thisBase + target);
    if (isText || depth > 0) return;
    // What the method gives back has the elements, or a method that gives them.
    const iterator = this.#returnBase + target;
    this.#watch(iterator, `next:${value}`, (token) => {
      const kind = tokenKind(token);
      if (kind === TokenKind.Instance || kind === TokenKind.Typed) {
        const found = this.#in.lookupMember(tokenId(token), 'next', false);
        if (found && found.member.functionId >= 0)
          this.#implicitCall(module, user, iterator, this.#globalFunction(found.classId, found.member), 1);
      } else if (kind === TokenKind.Obj) {
        const next = this.#fieldNode(token, this.#in.symbols.interner.intern('next'));
        this.#watch(next, `next:${value}`, (method) => {
          if (tokenKind(method) === TokenKind.Func)
            this.#implicitCall(module, user, iterator, tokenId(method), 1);
        });
      }
    });
  }

  #accessor(value: number, target: number, object: number): void {
    if (target < 0) return;
    const key = `${value}:${target}`;
    if (this.#accessorKeys.has(key)) return;
    this.#accessorKeys.add(key);
    this.#accessors.push({ value, target, object: -1, kind: 'property' });
    this.#addEdge(this.#returnBase + target, value);
    if (object >= 0) this.#addEdge(object, this.#thisBase + target);
  }

  #loadElement(u: number, token: number): void {
    switch (tokenKind(token)) {
      case TokenKind.Obj:
      case TokenKind.Instance:
        this.#addEdge(this.#fieldNode(token, this.#element), u);
        break;
      case TokenKind.State: {
        const next = this.#states[tokenId(token)]?.element ?? -1;
        if (next > 0) this.#addState(u, next);
        break;
      }
      default:
        break;
    }
  }

  #loadAny(u: number, token: number): void {
    this.#loadElement(u, token);
    if (isContainer(token)) this.#addEdge(this.#fieldNode(token, this.#any), u);
    if (tokenKind(token) === TokenKind.State) {
      const state = this.#states[tokenId(token)];
      if (!state) return;
      if (state.anyMember > 0) this.#addState(u, state.anyMember);
      else if (state.members.size <= maxUnknownMembers) {
        // `console[level](…)`, `router[method](…)`: whichever takes data out, or registers a route.
        for (const id of state.members.values()) {
          const member = this.#states[id];
          if (this.#takesDataOut(member) || registersRoute(member)) this.#addState(u, id);
        }
      }
    }
  }

  #takesDataOut(state: ModelState | undefined): boolean {
    if (!state) return false;
    const isSink = (id: number) => (this.#states[id]?.sinks.length ?? 0) > 0;
    return (
      state.restArguments.some((rest) => isSink(rest.state)) || [...state.arguments.values()].some(isSink)
    );
  }

  #callee(module: ProgramModule, user: number, token: number): void {
    const { ir, valueBase } = module;
    const u = valueBase + user;
    const id = tokenId(token);
    const isNew = ir.op[user] === Op.New;
    const isJsx = ((ir.flags[user] ?? 0) & Flag.Jsx) !== 0;
    switch (tokenKind(token)) {
      case TokenKind.Func:
        this.#link(module, user, id, 0, this.#directTier(module, user));
        if (isNew) {
          const object = makeToken(TokenKind.Obj, u);
          this.#add(u, object);
          this.#add(this.#thisBase + id, object);
          this.#delegate(object, makeToken(TokenKind.Obj, this.#valueCount + id));
        }
        break;
      case TokenKind.FuncCall:
        this.#link(module, user, id, -1, this.#directTier(module, user));
        break;
      case TokenKind.FuncApply:
        this.#link(module, user, id, applyShift, this.#directTier(module, user));
        break;
      case TokenKind.FuncBind: {
        // Binding is a call that hands over the first arguments, and whose result nobody sees yet.
        const count = Math.max(0, argumentCount(module, user) - 1);
        this.#link(module, user, id, -1, this.#directTier(module, user), false);
        if (count === 0) this.#add(u, makeToken(TokenKind.Func, id));
        let index = this.#bound.findIndex((known) => known.target === id && known.count === count);
        if (index < 0) index = this.#bound.push({ target: id, count }) - 1;
        this.#add(u, makeToken(TokenKind.Bound, index));
        break;
      }
      case TokenKind.Bound: {
        const bound = this.#bound[id];
        if (bound) this.#link(module, user, bound.target, bound.count, CallTier.Flow);
        break;
      }
      case TokenKind.Class:
        this.#construct(module, user, id, isNew || ir.op[user] === Op.Super, isJsx);
        break;
      case TokenKind.State:
      case TokenKind.AnyState: {
        const state = this.#states[id];
        if (!state) break;
        const result = isNew ? (state.instance > 0 ? state.instance : state.returnValue) : state.returnValue;
        if (result > 0) this.#addState(u, result);
        // An object of a library has an identity of its own: what is kept in one map is not in another.
        if (isNew || givesIdentity(state)) this.#add(u, makeToken(TokenKind.Obj, u));
        const count = argumentCount(module, user);
        for (let k = 0; k < count; k++) {
          const argument = argumentAt(module, user, k);
          const next = stateOfArgument(state, k);
          if (argument >= 0 && next > 0) this.#give(valueBase + argument, next);
        }
        this.#applyTransfers(module, user, state);
        break;
      }
      case TokenKind.StateForm: {
        const form = this.#stateForms[id];
        if (!form) break;
        if (form.form === 'bind') {
          const bound = Math.max(0, argumentCount(module, user) - 1);
          this.#addForm(u, { state: form.state, form: 'bound', count: bound });
          this.#callState(module, user, form.state, -1, true);
        } else {
          const shift = form.form === 'call' ? -1 : form.form === 'apply' ? applyShift : form.count;
          this.#callState(module, user, form.state, shift, false);
        }
        break;
      }
      case TokenKind.Settler:
        this.#settle(module, user, id);
        break;
      case TokenKind.Obj:
        this.#callPromisified(module, user, token);
        break;
      case TokenKind.External:
        this.#add(u, token);
        // An object of a library has an identity of its own, known or not.
        if (isNew) this.#add(u, makeToken(TokenKind.Obj, u));
        break;
      default:
        break;
    }
  }

  /** A call of a library function whose arguments stand elsewhere than in a plain call. */
  #callState(module: ProgramModule, user: number, id: number, shift: number, isBinding: boolean): void {
    const state = this.#states[id];
    if (!state) return;
    const u = module.valueBase + user;
    const known = this.#shiftedStates.get(u) ?? [];
    if (known.some((other) => other.state === id && other.shift === shift)) return;
    this.#shiftedStates.set(u, [...known, { state: id, shift, isBinding }]);
    if (!isBinding && state.returnValue > 0) this.#addState(u, state.returnValue);
    if (shift === applyShift) return;
    for (let k = 0; k < argumentCount(module, user); k++) {
      const argument = argumentAt(module, user, k);
      const next = k + shift < 0 ? -1 : stateOfArgument(state, k + shift);
      if (argument >= 0 && next > 0) this.#give(module.valueBase + argument, next);
    }
  }

  /** A call of `resolve` and the like: what it is given goes to the promise. */
  #settle(module: ProgramModule, user: number, id: number): void {
    const settler = this.#settlers[id];
    const called = settler?.transfer.from.called;
    if (!settler || !called) return;
    const call = module.valueBase + user;
    const key = `${call}:${id}`;
    if (this.#settledKeys.has(key)) return;
    this.#settledKeys.add(key);
    this.#settled.push({ call, settler });
    const argument = argumentAt(module, user, called.argument);
    const owner = this.#modules[this.#moduleOf[settler.origin] ?? 0];
    if (argument < 0 || !owner || called.returns || settler.transfer.mode !== 'value') return;
    for (const target of this.#portNodes(owner, settler.origin - owner.valueBase, settler.transfer.to, true))
      this.#addEdge(module.valueBase + argument, target);
  }

  /** A function made by `promisify` hands the original a callback whose arguments settle the promise. */
  #callPromisified(module: ProgramModule, user: number, made: number): void {
    const field = this.#in.symbols.interner.find(promisifiedName);
    if (field < 0 || this.#fieldNodes.get(this.#owner(made), field, -1) < 0) return;
    const origin = module.valueBase + user;
    this.#watch(this.#fieldNode(made, field), `promisified:${origin}`, (token) => {
      if (tokenKind(token) !== TokenKind.Func) return;
      const callback = this.#parameterNode(tokenId(token), this.#parameterCount(tokenId(token)) - 1);
      if (callback < 0) return;
      for (const transfer of promisifiedTransfers) {
        const key = `${origin}:promisified:${transfer.from.called?.argument}`;
        let id = this.#settlerIds.get(key);
        if (id === undefined) {
          id = this.#settlers.push({ origin, transfer }) - 1;
          this.#settlerIds.set(key, id);
        }
        this.#add(callback, makeToken(TokenKind.Settler, id));
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
      id = this.#settlers.push({ origin, transfer }) - 1;
      this.#settlerIds.set(key, id);
    }
    for (const node of nodes) this.#add(node, makeToken(TokenKind.Settler, id));
  }

  #construct(
    module: ProgramModule,
    user: number,
    classId: number,
    isConstruction: boolean,
    isJsx: boolean,
  ): void {
    const owner = this.#modules[this.#in.program.moduleOfClass[classId] ?? 0];
    const record = owner?.ir.classes[classId - owner.classBase];
    if (!owner || !record) return;
    const u = module.valueBase + user;
    if (isConstruction) {
      this.#link(module, user, owner.functionBase + record.constructorId, 0, CallTier.Direct);
      if (module.ir.op[user] === Op.New) this.#add(u, makeToken(TokenKind.Instance, classId));
    } else if (isJsx) {
      const props = argumentAt(module, user, 0);
      const instance = makeToken(TokenKind.Instance, classId);
      if (props >= 0)
        this.#addEdge(
          module.valueBase + props,
          this.#fieldNode(instance, this.#in.symbols.interner.intern('props')),
        );
    }
  }

  /** Adds a call edge and moves tokens over it. */
  #link(
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
    this.#callEdges.push({ site: u, target, shift, tier });
    const { ir, valueBase } = module;
    if (givesResult && ir.op[user] !== Op.Super) this.#addResult(module, user, target, shift);
    const receiver = ir.op[user] === Op.Call ? (ir.b[user] ?? -1) : -1;
    if (shift < 0) {
      const self = argumentAt(module, user, 0);
      if (self >= 0) this.#addEdge(valueBase + self, this.#thisBase + target);
    } else if (receiver >= 0) this.#addEdge(valueBase + receiver, this.#thisBase + target);
    else if (ir.op[user] === Op.Super)
      this.#addEdge(this.#thisBase + this.#functionOf(module, user), this.#thisBase + target);
    if (shift === applyShift) {
      const array = argumentAt(module, user, 1);
      if (array < 0) return;
      for (const token of this.#sets.list(valueBase + array)) {
        if (!isContainer(token)) continue;
        const count = this.#parameterCount(target);
        for (let k = 0; k < count; k++) {
          this.#addEdge(
            this.#fieldNode(token, this.#in.symbols.interner.intern(String(k))),
            this.#parameterNode(target, k),
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
    const passed = this.#passed.get(target);
    const args = passed?.parameters.map((parameter) => argumentAt(module, user, parameter - shift));
    const isSpread = args?.some((argument) => argument >= 0 && module.ir.op[argument] === Op.Elems);
    if (!passed || !args || isSpread === true || shift === applyShift) {
      this.#addEdge(this.#returnBase + target, u);
      return;
    }
    this.#addEdge(passed.own, u);
    for (const argument of args) if (argument >= 0) this.#addEdge(module.valueBase + argument, u);
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
    const node = this.#parameterNode(target, parameter);
    if (node >= 0) {
      this.#addEdge(module.valueBase + argument, node);
      return;
    }
    const rest = this.#restNode(target);
    if (rest < 0) return;
    const array = makeToken(TokenKind.Obj, rest);
    this.#add(rest, array);
    this.#addEdge(module.valueBase + argument, this.#fieldNode(array, this.#element));
  }

  /** An argument or receiver of a library call has a new token: callbacks may have become known. */
  #argumentChanged(module: ProgramModule, user: number): void {
    const callee = module.ir.a[user] ?? -1;
    if (callee < 0) return;
    for (const token of this.#sets.list(module.valueBase + callee)) {
      const kind = tokenKind(token);
      if (kind !== TokenKind.State && kind !== TokenKind.AnyState) continue;
      const state = this.#states[tokenId(token)];
      if (state) this.#applyTransfers(module, user, state);
    }
  }

  #applyTransfers(module: ProgramModule, user: number, state: ModelState): void {
    const call = state.call;
    if (!call || !movesTokens(call)) return;
    const callee = module.ir.a[user] ?? -1;
    const isBind =
      callee >= 0 &&
      module.ir.op[callee] === Op.Load &&
      module.ir.strings[module.ir.b[callee] ?? 0] === 'bind';
    for (const transfer of call.transfers) {
      if (transfer.from.called) {
        this.#addSettlers(module, user, transfer);
        continue;
      }
      if (transfer.mode !== 'value') continue;
      // A bound function is not the function: it has its own token.
      if (isBind && transfer.from.port === 'receiver') continue;
      const sources = this.#portNodes(module, user, transfer.from, false);
      if (sources.length === 0) continue;
      const targets = this.#portNodes(module, user, transfer.to, true);
      for (const source of sources) for (const target of targets) this.#addEdge(source, target);
    }
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
      case 'return':
        nodes = [valueBase + user];
        break;
      case 'callee':
        nodes = [valueBase + (ir.a[user] ?? 0)];
        break;
      case 'callback-parameter':
      case 'callback-return':
        for (const argument of this.#followPath(argumentsOf(), port.callbackPath, false)) {
          for (const token of this.#sets.list(argument)) {
            if (tokenKind(token) !== TokenKind.Func) continue;
            const target = tokenId(token);
            if (port.port === 'callback-return') nodes.push(this.#returnBase + target);
            else {
              const parameter = this.#parameterNode(target, port.parameter);
              if (parameter >= 0) nodes.push(parameter);
            }
          }
        }
        break;
    }
    return this.#followPath(nodes, port.path, isTarget);
  }

  #followPath(start: number[], path: PortPath['path'], isTarget: boolean): number[] {
    if (path.length === 0) return start;
    let nodes = start;
    const direct: number[] = [];
    if (path.length > 1) {
      // Values of a map are two steps down. One node for both, so that who writes first does not matter.
      const field = this.#in.symbols.interner.intern(pathName(path));
      for (const node of start)
        for (const token of this.#sets.list(node))
          if (isContainer(token)) direct.push(this.#fieldNode(token, field));
    }
    for (const step of path) {
      const next: number[] = [];
      const field =
        step.kind === 'member'
          ? this.#in.symbols.interner.intern(step.name)
          : step.kind === 'any' || (step.kind === 'given' && step.as === 'path')
            ? this.#any
            : this.#element;
      // Which fields are meant is not told apart here: parts of an object are the object.
      if (step.kind === 'given' && wholeSteps.has(step.as)) continue;
      for (const node of nodes) {
        const tokens = this.#sets.list(node).filter(isContainer);
        if (tokens.length === 0 && isTarget && node < this.#valueCount) {
          const made = makeToken(TokenKind.Obj, node);
          this.#add(node, made);
          tokens.push(made);
        }
        for (const token of tokens) next.push(this.#fieldNode(token, field));
        // A position is also an element of unknown position.
        if (step.kind === 'member' && /^\d$/.test(step.name))
          for (const token of tokens) next.push(this.#fieldNode(token, this.#element));
      }
      nodes = next;
    }
    return direct.length === 0 ? nodes : [...nodes, ...direct];
  }

  #give(node: number, state: number): void {
    const given = this.#given.get(node);
    if (given) {
      if (given.includes(state)) return;
      given.push(state);
    } else {
      this.#given.set(node, [state]);
      this.#mark(node, isGiven);
    }
    for (const token of this.#sets.list(node)) this.#applyGiven(state, token);
    for (const alias of this.#states[state]?.aliases ?? []) this.#give(node, alias);
  }

  /**
   * Gives what a state says of any member to each field that has no row of its own, also to those that are met later:
   * one node for all of them keeps few functions, and a table of handlers has many.
   */
  #giveMembers(token: number, stateId: number): void {
    const owner = this.#owner(token);
    const known = this.#givenMembers.get(owner) ?? [];
    if (known.includes(stateId)) return;
    this.#givenMembers.set(owner, [...known, stateId]);
    const fields: number[] = [];
    for (let at = this.#newestField.get(owner, 0, -1); at >= 0; at = this.#fieldBefore.get(at))
      fields.push(at);
    for (const at of fields.reverse())
      this.#giveMember(stateId, this.#fieldSymbol.get(at), this.#fieldNodeOf.get(at));
    this.#giveMember(stateId, this.#any, this.#fieldNode(token, this.#any));
  }

  #giveMember(stateId: number, field: number, node: number): void {
    const state = this.#states[stateId];
    const name = this.#in.symbols.interner.text(field);
    if (state && field !== this.#element && !state.members.has(name)) this.#give(node, state.anyMember);
  }

  #applyGiven(stateId: number, token: number): void {
    const state = this.#states[stateId];
    if (!state) return;
    const kind = tokenKind(token);
    if (kind === TokenKind.Func) {
      const handed = this.#handed.get(tokenId(token));
      if (handed === undefined) this.#handed.set(tokenId(token), [stateId]);
      else if (!handed.includes(stateId)) handed.push(stateId);
      const parameters =
        state.parametersByArity?.get(this.#parameterCount(tokenId(token))) ?? state.parameters;
      for (const [index, next] of parameters) {
        const node = this.#parameterNode(tokenId(token), index);
        if (node >= 0) this.#addState(node, next);
      }
      if (state.returnValue > 0) this.#give(this.#returnBase + tokenId(token), state.returnValue);
    } else if (kind === TokenKind.Obj || kind === TokenKind.Instance) {
      for (const [name, next] of state.members)
        this.#give(this.#fieldNode(token, this.#in.symbols.interner.intern(name)), next);
      if (state.element > 0) this.#give(this.#fieldNode(token, this.#element), state.element);
      if (state.anyMember > 0) this.#giveMembers(token, stateId);
    }
  }

  /** Method calls that nothing else explained: candidates by name, if they are few. */
  resolveByName(): void {
    const candidates = new Map<string, number[]>();
    for (const module of this.#modules) {
      for (const record of module.ir.classes) {
        for (const member of record.members) {
          if (member.kind !== 'method' || member.functionId < 0) continue;
          const list = candidates.get(member.name) ?? [];
          list.push(module.functionBase + member.functionId);
          candidates.set(member.name, list);
        }
      }
      const { ir } = module;
      for (let i = 0; i < ir.op.length; i++) {
        if (ir.op[i] !== Op.Store) continue;
        const value = ir.c[i] ?? -1;
        if (value < 0 || ir.op[value] !== Op.Func) continue;
        const name = ir.strings[ir.b[i] ?? 0] ?? '';
        const list = candidates.get(name) ?? [];
        list.push(module.functionBase + (ir.a[value] ?? 0));
        candidates.set(name, list);
      }
    }
    const builtin = this.#builtin;
    for (const module of this.#modules) {
      const { ir, valueBase } = module;
      for (let i = 0; i < ir.op.length; i++) {
        if (ir.op[i] !== Op.Call) continue;
        const callee = ir.a[i] ?? -1;
        if (callee < 0 || ir.op[callee] !== Op.Load) continue;
        if (!this.#sets.isEmpty(valueBase + callee)) continue;
        const object = ir.a[callee] ?? -1;
        // A receiver that is known, but has no such member, is not somebody else's object.
        if (object >= 0 && ir.op[object] === Op.Global) continue;
        const name = ir.strings[ir.b[callee] ?? 0] ?? '';
        if (builtin?.has(name)) continue;
        const found = candidates.get(name);
        if (!found || found.length > maxNameCandidates) continue;
        const count = argumentCount(module, i);
        for (const target of found) {
          if (count <= this.#parameterCount(target) || this.#restNode(target) >= 0)
            this.#link(module, i, target, 0, CallTier.Name);
        }
      }
    }
  }

  result(): TokenFlow {
    return {
      tokens: this.#sets,
      edges: this.#callEdges,
      accessors: this.#accessors,
      packageNames: this.#packageNames,
      handed: this.#handed,
      decoratedParameters: this.#decoratedParameters,
      shiftedStates: this.#shiftedStates,
      boundState: (id) => {
        const form = this.#stateForms[id];
        return form?.form === 'bound'
          ? { state: form.state, shift: form.count, isBinding: false }
          : undefined;
      },
      settled: this.#settled,
      settler: (id) => this.#settlers[id],
      ownerOf: (token) => this.#owner(token),
      returnNode: (functionId) => this.#returnBase + functionId,
      moduleOfValue: this.#moduleOf,
      saturated: this.#sets.saturated,
    };
  }

  /** Program-wide symbol of a file-local text. */
  #symbolOf(module: ProgramModule, text: number): number {
    return this.#in.symbols.map[module.index]?.[text] ?? 0;
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
        for (const token of this.#sets.list(module.valueBase + object)) {
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

  #add(node: number, token: number): void {
    const kind = tokenKind(token);
    const limit =
      kind === TokenKind.State || kind === TokenKind.AnyState
        ? limitAll
        : kind === TokenKind.External
          ? limitAll
          : maxTokensPerValue * 2;
    if (!this.#sets.add(node, token, limit)) return;
    this.#workNode.push(node);
    this.#workToken.push(token);
  }

  #addState(node: number, state: number): void {
    this.#add(node, makeToken(TokenKind.State, state));
    for (const alias of this.#states[state]?.aliases ?? [])
      this.#add(node, makeToken(TokenKind.State, alias));
  }

  #addEdge(from: number, to: number): void {
    if (from === to) return;
    if (!this.#edges.add(from, to)) return;
    // Adding to another node does not change the tokens of this one.
    for (let row = this.#sets.first(from); row >= 0; row = this.#sets.next(row))
      this.#add(to, this.#sets.tokenAt(row));
  }

  /** Node of a field of what a token stands for. Class instances share fields with their root class. */
  #fieldNode(token: number, field: number): number {
    const owner = this.#owner(token);
    const known = this.#fieldNodes.get(owner, field, -1);
    if (known >= 0) return known;
    const node = this.#nodeCount++;
    this.#fieldNodes.set(owner, field, node);
    this.#fieldBefore.push(this.#newestField.get(owner, 0, -1));
    this.#fieldSymbol.push(field);
    this.#newestField.set(owner, 0, this.#fieldNodeOf.push(node));
    for (const state of this.#givenMembers.get(owner) ?? []) this.#giveMember(state, field, node);
    const delegates = this.#delegates.size === 0 ? undefined : this.#delegates.get(owner);
    if (delegates) for (const source of delegates) this.#addEdge(this.#fieldNode(source, field), node);
    return node;
  }

  #owner(token: number): number {
    const kind = tokenKind(token);
    if (kind !== TokenKind.Instance && kind !== TokenKind.Typed && kind !== TokenKind.Implementer)
      return token;
    const id = tokenId(token);
    const known = this.#rootClass.get(id);
    if (known !== undefined) return makeToken(TokenKind.Instance, known);
    let root = id;
    for (let depth = 0; depth < 64; depth++) {
      const parent = this.#in.superclassOf(root);
      if (parent < 0 || parent === id) break;
      root = parent;
    }
    this.#rootClass.set(id, root);
    return makeToken(TokenKind.Instance, root);
  }

  /** Fields of `source` are fields of `target` too (spread, prototype). */
  #delegate(target: number, source: number): void {
    if (!isContainer(target) || !isContainer(source)) return;
    const to = this.#owner(target);
    const from = this.#owner(source);
    if (to === from) return;
    const list = this.#delegates.get(to) ?? [];
    if (list.includes(from) || list.length >= maxTokensPerValue) return;
    list.push(from);
    this.#delegates.set(to, list);
    const fields: number[] = [];
    for (let at = this.#newestField.get(to, 0, -1); at >= 0; at = this.#fieldBefore.get(at)) fields.push(at);
    for (const at of fields.reverse())
      this.#addEdge(this.#fieldNode(from, this.#fieldSymbol.get(at)), this.#fieldNodeOf.get(at));
  }

  #package(name: string): number {
    const known = this.#packages.get(name);
    if (known !== undefined) return known;
    const id = this.#packageNames.push(name) - 1;
    this.#packages.set(name, id);
    return id;
  }

  #functionOf(module: ProgramModule, instruction: number): number {
    return module.functionBase + (module.ir.functionOf[instruction] ?? 0);
  }

  #globalFunction(classId: number, member: IrClassMember): number {
    const owner = this.#modules[this.#in.program.moduleOfClass[classId] ?? 0];
    return owner && member.functionId >= 0 ? owner.functionBase + member.functionId : -1;
  }

  #record(functionId: number) {
    const owner = this.#modules[this.#in.program.moduleOfFunction[functionId] ?? 0];
    return { owner, record: owner?.ir.functions[functionId - owner.functionBase] };
  }

  #parameterCount(functionId: number): number {
    return this.#record(functionId).record?.params.length ?? 0;
  }

  #parameterNode(functionId: number, index: number): number {
    const { owner, record } = this.#record(functionId);
    const param = record?.params[index];
    return owner && param && !param.rest ? owner.valueBase + param.value : -1;
  }

  #restNode(functionId: number): number {
    const { owner, record } = this.#record(functionId);
    const param = record?.params.at(-1);
    return owner && param?.rest ? owner.valueBase + param.value : -1;
  }
}

/** Bits of `#marks`. */
const isGiven = 1;
const hasWatches = 2;
const hasSuperCalls = 4;

function builtinSymbols(symbols: ProgramSymbols, names: ReadonlyMap<string, number> | undefined): Uint8Array {
  const { interner } = symbols;
  const out = new Uint8Array(interner.size);
  for (const name of [...(names?.keys() ?? []), 'length']) {
    const symbol = interner.find(name);
    if (symbol >= 0) out[symbol] = 1;
  }
  return out;
}

const moving = new WeakMap<CallModel, boolean>();

/** Whether any transfer of a call matters to tokens. */
function movesTokens(call: CallModel): boolean {
  const known = moving.get(call);
  if (known !== undefined) return known;
  const moves = call.transfers.some(({ from, mode }) => from.called !== undefined || mode === 'value');
  moving.set(call, moves);
  return moves;
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

function isFunctionMethod(name: string): name is 'call' | 'apply' | 'bind' {
  return name === 'call' || name === 'apply' || name === 'bind';
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

/** Whether a library place is known to be a function. */
function isCallable(state: ModelState): boolean {
  return state.call !== undefined || state.arguments.size > 0 || state.restArguments.length > 0;
}

/** Whether a token stands for something with fields of its own. */
function isContainer(token: number): boolean {
  switch (tokenKind(token)) {
    case TokenKind.Obj:
    case TokenKind.Func:
    case TokenKind.Class:
    case TokenKind.Instance:
    case TokenKind.Typed:
    case TokenKind.Implementer:
      return true;
    default:
      return false;
  }
}

/** Whether a call of this place registers a route of HTTP. */
function registersRoute(state: ModelState | undefined): boolean {
  return (state?.call?.endpoints ?? []).some(
    ({ on, method }) => on === 'call' && /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|ALL)$/.test(method),
  );
}

/** Steps that choose among the parts of an object or move them. */
const wholeSteps: ReadonlySet<string> = new Set(['each', 'pair', 'slice', 'splice', 'cut', 'put', 'shift']);

/** Whether a value is a list literal, perhaps changed in between. */
function isArrayLiteral(ir: IrModule, value: number): boolean {
  let at = value;
  for (let steps = 0; steps < 50 && at >= 0; steps++) {
    const op = ir.op[at];
    if (op === Op.Arr) return true;
    if (op === Op.Store || !isVersion(op)) return false;
    at = ir.a[at] ?? -1;
  }
  return false;
}
