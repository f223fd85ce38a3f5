/**
 * The tokens that are known before anything moves: functions, classes and literals where they stand, imports, globals,
 * what annotations promise, and the edges that syntax alone gives.
 */
import { throwIfCancelled } from '../base/cancellation.ts';
import { maxTokensPerValue } from '../base/limits.ts';
import type { IrModule } from '../ir/module.ts';
import { Flag, Op } from '../ir/opcode.ts';
import { listAt } from '../ir/operands.ts';
import type { ProgramModule, ResolvedType } from '../program/program.ts';
import { decoratedFunction, superValueOf } from './call-arguments.ts';
import type { CallLinks } from './call-links.ts';
import type { DecoratedMethods } from './decorated-methods.ts';
import { isImplicitMethod } from './implicit-calls.ts';
import { isArrayLiteral, isLikelyList } from './list-receivers.ts';
import type { MemberFlow } from './member-flow.ts';
import { type ReturnedParts, returnedParts } from './returned-parts.ts';
import { makeToken, TokenKind, tokenId, tokenKind } from './token.ts';
import { hasSuperCalls, type TokenStore } from './token-store.ts';

/** The type of models whose members are the elements of a page: `Member[a].Argument[0].Field[href]`. */
const hostElementType = 'jsx.Element';

/** See the head of this file. */
export class InitialTokens {
  readonly #store: TokenStore;
  readonly #links: CallLinks;
  readonly #decorators: DecoratedMethods;
  readonly #members: MemberFlow;
  /** Node of an `extends` expression → `super(…)` calls of its class: global value of the call. */
  readonly superCalls = new Map<number, number[]>();

  constructor(store: TokenStore, links: CallLinks, decorators: DecoratedMethods, members: MemberFlow) {
    this.#store = store;
    this.#links = links;
    this.#decorators = decorators;
    this.#members = members;
  }

  /** Gives the tokens that are known from syntax, imports and annotations alone. */
  seed(): void {
    const { anyValue, types } = this.#store.input.models;
    const anyMembers = this.#store.states[anyValue]?.members;
    const arrayMembers = this.#store.states[types.get('Array') ?? -1]?.members;
    const hostElements = this.#store.states[types.get(hostElementType) ?? -1]?.members;
    for (const module of this.#store.modules) {
      throwIfCancelled(this.#store.cancel);
      const { ir, valueBase } = module;
      const { op, a, b, c, flags } = ir;
      for (let i = 0; i < op.length; i++) {
        const v = valueBase + i;
        switch (op[i]) {
          case Op.Func:
            this.#store.add(v, makeToken(TokenKind.Func, module.functionBase + (a[i] ?? 0)));
            break;
          case Op.Class:
            this.#store.add(v, makeToken(TokenKind.Class, module.classBase + (a[i] ?? 0)));
            break;
          case Op.Obj:
          case Op.Arr:
            this.#store.add(v, makeToken(TokenKind.Obj, v));
            if (op[i] === Op.Arr) this.#seedArray(module, i);
            break;
          case Op.Global:
            this.#seedGlobal(module, i);
            break;
          case Op.Import:
            for (const target of this.#store.input.importedValues(module.index, a[i] ?? 0))
              this.#store.addExport(v, target);
            break;
          case Op.CellGet:
            this.#store.addEdge(this.#store.cellBase + module.cellBase + (a[i] ?? 0), v);
            break;
          case Op.CellSet:
            this.#store.addEdge(
              valueBase + (b[i] ?? 0),
              this.#store.cellBase + module.cellBase + (a[i] ?? 0),
            );
            break;
          case Op.Super: {
            const node = superValueOf(module, i);
            if (node < 0) break;
            const calls = this.superCalls.get(node);
            if (calls) calls.push(v);
            else {
              this.superCalls.set(node, [v]);
              this.#store.mark(node, hasSuperCalls);
            }
            break;
          }
          case Op.Store:
            if (isImplicitMethod(ir.strings[b[i] ?? 0] ?? ''))
              this.#members.literalImplicit.add(ir.strings[b[i] ?? 0] ?? '');
            break;
          case Op.This: {
            const functionId = this.#store.functionOf(module, i);
            this.#store.addEdge(this.#store.thisBase + functionId, v);
            const record = ir.functions[ir.functionOf[i] ?? 0];
            if (record && record.classId >= 0) {
              const kind = record.isStatic ? TokenKind.Class : TokenKind.Typed;
              this.#store.add(v, makeToken(kind, module.classBase + record.classId));
            }
            break;
          }
          case Op.Call: {
            const callee = a[i] ?? -1;
            if (anyMembers && callee >= 0 && op[callee] === Op.Load && ((flags[i] ?? 0) & Flag.Jsx) === 0) {
              const name = ir.strings[b[callee] ?? 0] ?? '';
              // A literal is certainly a list, and no other value with a method of that name.
              const receiver = a[callee] ?? -1;
              const own = arrayMembers?.get(name);
              const state =
                own !== undefined && isLikelyList(ir, i, receiver, name) ? own : anyMembers.get(name);
              if (own !== undefined && isArrayLiteral(ir, receiver))
                this.#store.addState(valueBase + callee, own);
              else if (state !== undefined)
                this.#store.add(valueBase + callee, makeToken(TokenKind.AnyState, state));
            }
            if (hostElements && ((flags[i] ?? 0) & Flag.HostElement) !== 0) {
              const constant = ir.constants[a[callee] ?? -1];
              const tag = constant?.kind === 'string' ? hostElements.get(constant.value) : undefined;
              if (tag !== undefined) this.#store.addState(valueBase + callee, tag);
            }
            break;
          }
          case Op.Deco: {
            const found = decoratedFunction(module, i, ir.args[(c[i] ?? -1) + 1] ?? -1);
            if (found >= 0) this.#decorators.decorated.add(module.functionBase + found);
            break;
          }
          default:
            break;
        }
      }
      this.#seedReturns(module);
      this.#seedTypes(module);
      this.#seedSubclasses(module);
    }
    for (const { target, model } of this.#store.input.entryPoints)
      if (target.kind === 'value' && model.state > 0) this.#store.give(target.value, model.state);
  }

  /** Methods of a class that extends one of a library are what the library calls there: `process` of a `WorkerHost`. */
  #seedSubclasses({ ir, valueBase, classBase, functionBase }: ProgramModule): void {
    ir.classes.forEach(({ superValue, members }, k) => {
      if (superValue < 0) return;
      this.#store.watch(valueBase + superValue, `extends:${classBase + k}`, (token) => {
        const of = tokenKind(token) === TokenKind.State ? this.#store.states[tokenId(token)] : undefined;
        const instance = of === undefined ? undefined : this.#store.states[of.instance];
        for (const { name, functionId, isStatic } of members) {
          const state = functionId < 0 || isStatic ? undefined : instance?.members.get(name);
          if (state === undefined) continue;
          for (const place of [state, ...(this.#store.states[state]?.aliases ?? [])])
            this.#store.applyGiven(place, makeToken(TokenKind.Func, functionBase + functionId));
        }
      });
    });
  }

  /** What a function gives back of its own parameters is known at each of its calls; the rest is one for all. */
  #seedReturns(module: ProgramModule): void {
    const { ir, valueBase, functionBase } = module;
    const returns = new Map<number, ReturnedParts[]>();
    for (let i = 0; i < ir.op.length; i++) {
      const value = ir.op[i] === Op.Ret ? (ir.a[i] ?? -1) : -1;
      if (value < 0) continue;
      const f = ir.functionOf[i] ?? 0;
      this.#store.addEdge(valueBase + value, this.#store.returnBase + functionBase + f);
      const parts = returns.get(f);
      if (parts) parts.push(returnedParts(module, value));
      else returns.set(f, [returnedParts(module, value)]);
    }
    for (const [f, parts] of returns) {
      const parameters = new Set(parts.flatMap((part) => part.parameters));
      if (parameters.size === 0) continue;
      const own = this.#store.newNode();
      this.#links.passed.set(functionBase + f, { own, parameters: [...parameters] });
      for (const { others } of parts) for (const other of others) this.#store.addEdge(valueBase + other, own);
      const type = ir.functions[f]?.returnType ?? -1;
      if (type >= 0) this.#addType(own, this.#store.input.resolveType(module.index, type), 0);
    }
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
      const elements = this.#store.fieldNode(array, this.#store.element);
      if (op === Op.Elems) {
        // `[...listeners]` has what that list has.
        this.#store.watch(valueBase + element, `spread:${valueBase + i}`, (token) => {
          this.#members.loadElement(elements, token);
        });
        continue;
      }
      this.#store.addEdge(valueBase + element, elements);
      this.#store.addEdge(
        valueBase + element,
        this.#store.fieldNode(array, this.#store.input.symbols.interner.intern(String(k - 1))),
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
        const parent = this.#store.input.superclassOf(module.classBase + record.classId);
        if (parent >= 0)
          this.#store.add(v, makeToken(record.isStatic ? TokenKind.Class : TokenKind.Instance, parent));
        // A static method of a library's class: `super.init(…)` of a model.
        const superValue = ir.classes[record.classId]?.superValue ?? -1;
        if (parent < 0 && record.isStatic && superValue >= 0) this.#store.addEdge(valueBase + superValue, v);
      }
      return;
    }
    const state = this.#store.input.models.globals.get(name);
    if (state !== undefined) this.#store.addState(v, state);
    else if (name !== 'undefined')
      this.#store.add(v, makeToken(TokenKind.External, this.#store.package(`global:${name}`)));
  }

  #seedTypes(module: ProgramModule): void {
    const { ir } = module;
    for (let k = 0; k + 1 < ir.valueTypes.length; k += 2) {
      const value = ir.valueTypes[k] ?? 0;
      const type = this.#store.input.resolveType(module.index, ir.valueTypes[k + 1] ?? -1);
      // `const shape: Shape = new Circle()` is a circle, and no other shape.
      if ((type.kind === 'class' || type.kind === 'declaration') && isMade(ir, value)) continue;
      // So are the entries of a literal that has some.
      if (type.kind === 'array' && isFilledLiteral(ir, value)) continue;
      this.#addType(module.valueBase + value, type, 0);
    }
    ir.functions.forEach((record, f) => {
      for (const param of record.params) {
        if (param.type >= 0)
          this.#addType(
            module.valueBase + param.value,
            this.#store.input.resolveType(module.index, param.type),
            0,
          );
      }
      if (record.returnType >= 0) {
        this.#addType(
          this.#store.returnBase + module.functionBase + f,
          this.#store.input.resolveType(module.index, record.returnType),
          0,
        );
      }
    });
    ir.cells.forEach((cell, id) => {
      if (cell.type >= 0)
        this.#addType(
          this.#store.cellBase + module.cellBase + id,
          this.#store.input.resolveType(module.index, cell.type),
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
        const node = this.#store.fieldNode(owner, this.#store.input.symbols.interner.intern(member.name));
        this.#addType(node, this.#store.input.resolveType(module.index, member.type), 0);
      }
    });
  }

  /** Tokens that an annotation promises. */
  #addType(node: number, type: ResolvedType, depth: number): void {
    if (depth > 3) return;
    switch (type.kind) {
      case 'class':
        this.#store.add(node, makeToken(TokenKind.Typed, type.classId));
        break;
      case 'declaration': {
        const classes = this.#store.input.implementersOf(type.module, type.declaration);
        if (classes.length <= maxTokensPerValue) {
          for (const id of classes) this.#store.add(node, makeToken(TokenKind.Implementer, id));
        }
        break;
      }
      case 'external': {
        const state = this.#store.input.models.types.get(
          type.package === '' ? type.name : `${type.package}.${type.name}`,
        );
        if (state !== undefined) {
          this.#store.addState(node, state);
          // A function that is declared to be a library's handler is handed to that library.
          if (this.#isHandler(state)) this.#store.give(node, state);
        } else if (type.package !== '')
          this.#store.add(node, makeToken(TokenKind.External, this.#store.package(type.package)));
        break;
      }
      case 'union':
        for (const member of type.members) this.#addType(node, member, depth + 1);
        break;
      case 'array': {
        const keyed = type.keys === 'entries' ? this.#store.input.models.types.get('Map') : undefined;
        if (keyed !== undefined) this.#store.addState(node, keyed);
        // An array of typed things: its elements carry the type. The node itself stands for the allocation.
        const array = makeToken(
          TokenKind.Obj,
          this.#store.valueCount + this.#store.input.program.functionCount + node,
        );
        const field = this.#store.fieldNode(array, this.#store.element);
        this.#addType(field, type.element, depth + 1);
        if (!this.#store.sets.isEmpty(field)) this.#store.add(node, array);
        break;
      }
      default:
        break;
    }
  }

  /** Whether a library place is one for functions that the library calls. */
  #isHandler(stateId: number): boolean {
    const ids = [stateId, ...(this.#store.states[stateId]?.aliases ?? [])];
    return ids.some((id) => (this.#store.states[id]?.parameters.size ?? 0) > 0);
  }
}

/** Whether a value is what `new` gave right here. */
function isMade(ir: IrModule, value: number): boolean {
  let at = value;
  for (let steps = 0; steps < 10 && at >= 0; steps++) {
    if (ir.op[at] === Op.New) return true;
    if (ir.op[at] !== Op.Copy && ir.op[at] !== Op.Pi) return false;
    at = ir.a[at] ?? -1;
  }
  return false;
}

/** Whether a value is a literal that holds objects made in it. */
function isFilledLiteral(ir: IrModule, value: number): boolean {
  let at = value;
  let hasEntries = false;
  for (let steps = 0; steps < 50 && at >= 0; steps++) {
    switch (ir.op[at]) {
      case Op.Store:
        if (!isMade(ir, ir.c[at] ?? -1)) return false;
        hasEntries = true;
        break;
      case Op.Obj:
        return hasEntries;
      case Op.Arr: {
        const elements = listAt(ir, ir.a[at] ?? -1);
        return elements.length > 0 && elements.every((element) => isMade(ir, element));
      }
      case Op.Copy:
      case Op.Pi:
        break;
      default:
        return false;
    }
    at = ir.a[at] ?? -1;
  }
  return false;
}
