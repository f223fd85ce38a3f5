/**
 * Small questions about values that registrations are made of: which call made a router, which texts, elements and
 * fields a value has. Followed through versions, variables, imports and unique callers; bounded, never guessed.
 */
import { argumentAt } from '../../callgraph/call-arguments.ts';
import { Op } from '../../ir/opcode.ts';
import type { ProgramModule } from '../../program/program.ts';
import { roleTextOf, roleTextsOf } from '../role-tests.ts';
import type { EndpointInput } from './endpoint.ts';

/** Steps that a value is followed. */
const maxSteps = 30;

/** The value that an object was made by. */
export function originOf(input: EndpointInput, value: number, depth: number): number {
  const { program, callGraph } = input;
  if (depth > maxSteps) return value;
  const module = program.modules[callGraph.moduleOfValue[value] ?? 0];
  if (!module) return value;
  const { ir, valueBase, functionBase } = module;
  const local = value - valueBase;
  const next = (other: number) => (other < 0 ? value : originOf(input, valueBase + other, depth + 1));
  switch (ir.op[local]) {
    case Op.Copy:
    case Op.Post:
    case Op.Store:
    case Op.Pi:
    case Op.Await:
      return next(ir.a[local] ?? -1);
    case Op.Phi:
      return next(ir.args[(ir.a[local] ?? 0) + 1] ?? -1);
    case Op.CellGet:
      return next(ir.cells[ir.a[local] ?? 0]?.singleValue ?? -1);
    case Op.Import: {
      const targets = input.importedValues(module.index, ir.a[local] ?? 0);
      const target = targets.find((candidate) => candidate.kind === 'value');
      return target?.kind === 'value' ? originOf(input, target.value, depth + 1) : value;
    }
    case Op.Load: {
      // `require('./data').users`
      const member = memberOf(input, module, local, depth);
      return member < 0 ? value : originOf(input, member, depth + 1);
    }
    case Op.Call: {
      // `router.get(…).post(…)` and `app.route(path).get(…)` go on with the same router; a factory with its result.
      const receiver = ir.b[local] ?? -1;
      if (receiver >= 0 && givesReceiver(input, value)) return next(receiver);
      const site = callGraph.siteOfValue[value] ?? -1;
      const target =
        site >= 0 && (callGraph.targetStart[site + 1] ?? 0) - (callGraph.targetStart[site] ?? 0) === 1
          ? (callGraph.targets[callGraph.targetStart[site] ?? 0] ?? -1)
          : -1;
      const returned = target >= 0 ? returnedValue(input, target) : -1;
      return returned >= 0 ? originOf(input, returned, depth + 1) : value;
    }
    case Op.Param: {
      const f = functionBase + (ir.functionOf[local] ?? 0);
      const start = callGraph.callerStart[f] ?? 0;
      if ((callGraph.callerStart[f + 1] ?? 0) - start !== 1) return value;
      const site = callGraph.callers[start] ?? 0;
      const caller = callGraph.sites[site] ?? 0;
      const owner = program.modules[callGraph.moduleOfValue[caller] ?? 0];
      const argument = owner ? argumentAt(owner, caller - owner.valueBase, ir.a[local] ?? 0) : -1;
      return owner && argument >= 0 ? originOf(input, owner.valueBase + argument, depth + 1) : value;
    }
    default:
      return value;
  }
}

/** The value that another module exports under the name of a member, -1 if it is no member of a module. */
function memberOf(input: EndpointInput, module: ProgramModule, load: number, depth: number): number {
  const { ir, valueBase } = module;
  const name = ir.strings[ir.b[load] ?? 0] ?? '';
  return exportOf(input, module, valueBase + (ir.a[load] ?? 0), name, depth);
}

/** What a module, imported in `from` as the value `imported`, exports under a name; -1 if it is no module. */
export function exportOf(
  input: EndpointInput,
  from: ProgramModule,
  imported: number,
  name: string,
  depth: number,
): number {
  const owner = placeOf(input, originOf(input, imported, depth + 1));
  if (!owner) return -1;
  if (owner.module.ir.op[owner.local] === Op.Import) {
    for (const target of input.importedValues(owner.module.index, owner.module.ir.a[owner.local] ?? 0)) {
      const exporter = target.kind === 'namespace' ? input.program.modules[target.module] : undefined;
      if (!exporter) continue;
      for (let i = 0; i < exporter.ir.op.length; i++)
        if (exporter.ir.op[i] === Op.Export && exporter.ir.strings[exporter.ir.a[i] ?? 0] === name)
          return exporter.valueBase + (exporter.ir.b[i] ?? 0);
    }
    return -1;
  }
  if (owner.module === from || owner.module.ir.op[owner.local] !== Op.Obj) return -1;
  const object = owner.module.ir.op.findIndex(
    (op, i) => op === Op.Export && owner.module.ir.strings[owner.module.ir.a[i] ?? 0] === '=',
  );
  if (object < 0) return -1;
  return (
    fieldsOf(input, owner.module.valueBase + (owner.module.ir.b[object] ?? 0), depth + 5).get(name) ?? -1
  );
}

/** Whether a call of a library gives back what it was called on, or a part of it that registers. */
function givesReceiver(input: EndpointInput, value: number): boolean {
  const { callGraph, models } = input;
  const site = callGraph.siteOfValue[value] ?? -1;
  if (site < 0) return false;
  for (let k = callGraph.stateStart[site] ?? 0; k < (callGraph.stateStart[site + 1] ?? 0); k++) {
    const call = models.states[callGraph.states[k] ?? 0]?.call;
    if (!call) continue;
    if (call.endpoints.some(({ on, optionsArgument }) => on === 'call' && optionsArgument < 0)) return true;
    const isReceiver = call.transfers.some(
      ({ from, to }) =>
        from.port === 'receiver' && to.port === 'return' && from.path.length + to.path.length === 0,
    );
    if (isReceiver) return true;
  }
  return false;
}

/** The value that a function returns first, -1 if none. */
export function returnedValue(input: EndpointInput, f: number): number {
  const { program } = input;
  const module = program.modules[program.moduleOfFunction[f] ?? 0];
  const record = module?.ir.functions[f - (module?.functionBase ?? 0)];
  if (!module || !record) return -1;
  const { ir } = module;
  for (let i = record.firstInstruction; i < record.firstInstruction + record.instructionCount; i++) {
    if (ir.op[i] === Op.Ret && (ir.a[i] ?? -1) >= 0) return module.valueBase + (ir.a[i] ?? 0);
  }
  return -1;
}

/** The module of a value, and its index there. */
export function placeOf(
  input: EndpointInput,
  value: number,
): { readonly module: ProgramModule; readonly local: number } | undefined {
  const module = input.program.modules[input.callGraph.moduleOfValue[value] ?? -1];
  return module ? { module, local: value - module.valueBase } : undefined;
}

/** Text of a value that is known: constants, variables written once, templates and sums of them; else undefined. */
export function textOf(input: EndpointInput, value: number, depth = 0): string | undefined {
  const place = placeOf(input, value);
  if (!place || depth > maxSteps) return undefined;
  const { module, local } = place;
  const { ir, valueBase } = module;
  const at = (other: number): string | undefined =>
    other < 0 ? undefined : textOf(input, valueBase + other, depth + 1);
  switch (ir.op[local]) {
    case Op.Const: {
      const constant = ir.constants[ir.a[local] ?? 0];
      return constant?.kind === 'string' ? constant.value : undefined;
    }
    case Op.Tpl: {
      const list = ir.a[local] ?? 0;
      let text = '';
      for (let k = 1; k <= (ir.args[list] ?? 0); k++) {
        const entry = ir.args[list + k] ?? -1;
        const part = k % 2 === 1 ? (ir.strings[entry] ?? '') : at(entry);
        if (part === undefined) return undefined;
        text += part;
      }
      return text;
    }
    case Op.Bin: {
      const left = at(ir.a[local] ?? -1);
      const right = at(ir.b[local] ?? -1);
      return left === undefined || right === undefined || ir.c[local] !== 0 ? undefined : left + right;
    }
    case Op.Load: {
      const field = ir.strings[ir.b[local] ?? 0] ?? '';
      const found = fieldsOf(input, valueBase + (ir.a[local] ?? 0), depth + 1).get(field);
      return found === undefined ? undefined : textOf(input, found, depth + 1);
    }
    default: {
      const origin = originOf(input, value, depth + 1);
      return origin === value ? undefined : textOf(input, origin, depth + 1);
    }
  }
}

/** Texts of a value: of all elements of a list, or of the value itself. */
export function textsOf(input: EndpointInput, value: number): readonly string[] {
  return elementsOf(input, value).flatMap((element) => textOf(input, element) ?? []);
}

/** The members of an array literal, or the value itself. Global values. */
export function elementsOf(input: EndpointInput, value: number, depth = 0): readonly number[] {
  const place = placeOf(input, originOf(input, value, 0));
  // `...requireAdmin`
  if (place && place.module.ir.op[place.local] === Op.Elems && depth <= 4)
    return elementsOf(input, place.module.valueBase + (place.module.ir.a[place.local] ?? 0), depth + 1);
  if (!place || place.module.ir.op[place.local] !== Op.Arr || depth > 4) return [value];
  const { ir, valueBase } = place.module;
  const list = ir.a[place.local] ?? 0;
  const out: number[] = [];
  for (let k = 1; k <= (ir.args[list] ?? 0); k++) {
    const element = ir.args[list + k] ?? -1;
    if (element < 0) continue;
    if (ir.op[element] === Op.Elems)
      out.push(...elementsOf(input, valueBase + (ir.a[element] ?? 0), depth + 1));
    else out.push(...elementsOf(input, valueBase + element, depth + 1));
  }
  return out;
}

/** Fields of an object literal, the newest store first; spread objects count below. Global values. */
export function fieldsOf(input: EndpointInput, value: number, depth = 0): ReadonlyMap<string, number> {
  const out = new Map<string, number>();
  let at = value;
  for (let steps = 0; steps < 500; steps++) {
    const place = placeOf(input, at);
    if (!place || depth > maxSteps) break;
    const { ir, valueBase } = place.module;
    const op = ir.op[place.local];
    const next = ir.a[place.local] ?? -1;
    if (op === Op.Store) {
      const name = ir.strings[ir.b[place.local] ?? 0] ?? '';
      if (!out.has(name)) out.set(name, valueBase + (ir.c[place.local] ?? 0));
      at = valueBase + next;
    } else if (op === Op.Spread) {
      const spread = fieldsOf(input, valueBase + (ir.b[place.local] ?? 0), depth + 5);
      for (const [name, field] of spread) if (!out.has(name)) out.set(name, field);
      at = valueBase + next;
    } else if (op === Op.Copy || op === Op.Post || op === Op.StoreX || op === Op.Pi) at = valueBase + next;
    else if (op === Op.Obj) break;
    else {
      const origin = newestOf(input, at);
      if (origin === at) break;
      at = origin;
    }
  }
  return out;
}

/** One step behind a variable or import; the value itself when there is none. */
function newestOf(input: EndpointInput, value: number): number {
  const place = placeOf(input, value);
  if (!place) return value;
  const { ir, valueBase } = place.module;
  switch (ir.op[place.local]) {
    case Op.CellGet: {
      const single = ir.cells[ir.a[place.local] ?? 0]?.singleValue ?? -1;
      return single < 0 ? value : valueBase + single;
    }
    case Op.Import: {
      const targets = input.importedValues(place.module.index, ir.a[place.local] ?? 0);
      const target = targets.find((candidate) => candidate.kind === 'value');
      return target?.kind === 'value' ? target.value : value;
    }
    case Op.Call:
    case Op.Param:
    case Op.Await:
      return originOf(input, value, 0);
    case Op.Phi:
      // What a loop begins with.
      return valueOfOperand(place.module, place.local);
    default:
      return value;
  }
}

/** The first operand of a phi. */
function valueOfOperand({ ir, valueBase }: ProgramModule, phi: number): number {
  const first = ir.args[(ir.a[phi] ?? 0) + 1] ?? -1;
  return first < 0 ? valueBase + phi : valueBase + first;
}

/** The value behind variables and imports, up to the call, object or function that made it. */
export function callBehind(input: EndpointInput, value: number): number {
  let at = value;
  for (let steps = 0; steps < maxSteps; steps++) {
    const place = placeOf(input, at);
    if (!place) return at;
    const { ir, valueBase } = place.module;
    const op = ir.op[place.local];
    if (op === Op.Copy || op === Op.Post || op === Op.Pi || op === Op.Await)
      at = valueBase + (ir.a[place.local] ?? 0);
    else if (op === Op.CellGet || op === Op.Import) {
      const next = newestOf(input, at);
      if (next === at) return at;
      at = next;
    } else if (op === Op.Load) {
      // `procedures.list` of an object literal, or of a namespace.
      const field = ir.strings[ir.b[place.local] ?? 0] ?? '';
      const found = fieldsOf(input, valueBase + (ir.a[place.local] ?? 0)).get(field);
      if (found === undefined) return at;
      at = found;
    } else return at;
  }
  return at;
}

/** What the code calls a value: its variable, its field, the callee of a call. */
export function nameOfValue(input: EndpointInput, value: number, depth = 0): string {
  const place = placeOf(input, value);
  if (!place || depth > 4) return '';
  const { ir, valueBase } = place.module;
  const { local } = place;
  const named = ir.strings[ir.name[local] ?? -1] ?? '';
  switch (ir.op[local]) {
    case Op.Func:
      return (input.program.modules[place.module.index]?.ir.functions[ir.a[local] ?? 0]?.name ?? '') || named;
    case Op.Class:
      return ir.classes[ir.a[local] ?? 0]?.name ?? '';
    case Op.Import: {
      const imported = ir.imports[ir.a[local] ?? 0]?.name ?? '';
      return named !== '' ? named : imported;
    }
    case Op.CellGet:
      return ir.cells[ir.a[local] ?? 0]?.name ?? '';
    case Op.Global:
      return ir.strings[ir.a[local] ?? 0] ?? '';
    case Op.Load: {
      const object = nameOfValue(input, valueBase + (ir.a[local] ?? 0), depth + 1);
      const field = ir.strings[ir.b[local] ?? 0] ?? '';
      return object === '' ? field : `${object}.${field}`;
    }
    case Op.Call:
    case Op.New: {
      if (named !== '') return named;
      const callee = nameOfValue(input, valueBase + (ir.a[local] ?? 0), depth + 1);
      const list = ir.c[local] ?? -1;
      const texts: string[] = [];
      for (let k = 1; k <= (list < 0 ? 0 : (ir.args[list] ?? 0)); k++) {
        const text = textOf(input, valueBase + (ir.args[list + k] ?? 0));
        texts.push(text === undefined ? '…' : `'${text}'`);
      }
      return `${ir.op[local] === Op.New ? 'new ' : ''}${callee}(${texts.join(', ')})`;
    }
    case Op.Copy:
    case Op.Store:
    case Op.Post:
    case Op.Pi:
      return nameOfValue(input, valueBase + (ir.a[local] ?? 0), depth + 1) || named;
    case Op.This:
      return 'this';
    default:
      return named;
  }
}

/** Texts among the arguments of the call that a value is: constants, members of tables, elements of lists. */
export function wordsOfValue(input: EndpointInput, value: number): readonly string[] {
  const place = placeOf(input, value);
  const op = place?.module.ir.op[place.local];
  if (!place || (op !== Op.Call && op !== Op.New)) return [];
  const { ir } = place.module;
  const list = ir.c[place.local] ?? -1;
  const out: string[] = [];
  for (let k = 1; k <= (list < 0 ? 0 : (ir.args[list] ?? 0)); k++) {
    const argument = ir.args[list + k] ?? -1;
    const text = roleTextOf(place.module, argument);
    out.push(...(text === undefined ? (roleTextsOf(place.module, argument) ?? []) : [text]));
    // `authorize({ anyOf: [Permission.DeleteUser] })`
    if (text !== undefined || argument < 0 || place.module.ir.op[argument] !== Op.Store) continue;
    for (const field of fieldsOf(input, place.module.valueBase + argument).values()) {
      const at = placeOf(input, field);
      const named = at && roleTextOf(at.module, at.local);
      if (at) out.push(...(named === undefined ? (roleTextsOf(at.module, at.local) ?? []) : [named]));
    }
  }
  return out;
}

/** Functions that a value given as handler or guard runs: itself, or the named methods of its class or object. */
export function runnableOf(
  input: EndpointInput,
  value: number,
  methods: readonly string[],
): readonly number[] {
  const direct = input.callGraph.functionsOf(value);
  if (direct.length > 0 || methods.length === 0) return direct;
  const out: number[] = [];
  for (const classId of [...input.callGraph.classesOf(value), ...input.callGraph.instancesOf(value)]) {
    const owner = input.program.modules[input.program.moduleOfClass[classId] ?? 0];
    const record = owner?.ir.classes[classId - owner.classBase];
    for (const member of record?.members ?? [])
      if (owner && methods.includes(member.name) && member.functionId >= 0)
        out.push(owner.functionBase + member.functionId);
  }
  return out;
}
