import type { CallGraph } from '../callgraph/call-graph.ts';
import type { IrModule } from '../ir/module.ts';
import { BinOp, Flag, isVersion, Op } from '../ir/opcode.ts';
import { listAt, phiOperands } from '../ir/operands.ts';
import type { Program, ProgramModule } from '../program/program.ts';
import type { CompiledRule } from '../rules/rule.ts';
import type { LaneTable, Promotion } from './lanes.ts';
import { behindNames, nameOf } from './read-test.ts';

/** The source kind of what an object holds under an untrusted name; such a source requires the label of the name. */
export const namedPropertyKind = 'named-property';

/** The sink kind of an object of which a field is written. */
export const objectWriteKind = 'object-write';

/** A step that turns lanes into others. */
export interface PromotedStep {
  readonly to: number;
  /** Lanes that take the step as they are. */
  readonly mask: number;
  readonly promotion: Promotion;
}

/** From each computed name (global value) to what is read by it, for all rules that ask. */
export function namedPropertySteps(
  program: Program,
  rules: readonly CompiledRule[],
  lanes: LaneTable,
): ReadonlyMap<number, readonly PromotedStep[]> {
  const promotions = rules.flatMap(({ taint }, rule) =>
    (taint?.sources ?? []).flatMap(({ modelKind }, spec) =>
      modelKind === namedPropertyKind ? (lanes.promotions.get(`${rule}:${spec}`) ?? []) : [],
    ),
  );
  const out = new Map<number, PromotedStep[]>();
  if (promotions.length === 0) return out;
  const from = promotions.flatMap((promotion) => promotion.from);
  const to = promotions.flatMap((promotion) => promotion.to);
  for (const { ir, valueBase } of program.modules) {
    for (let i = 0; i < ir.op.length; i++) {
      const name = ir.op[i] === Op.LoadX ? (ir.b[i] ?? -1) : -1;
      if (name < 0 || isFixed(ir, name) || hasFixedPart(ir, name) || isSafeOwner(ir, ir.a[i] ?? -1)) continue;
      const step = { to: valueBase + i, mask: 0, promotion: { from, to } };
      const known = out.get(valueBase + name);
      if (known) known.push(step);
      else out.set(valueBase + name, [step]);
    }
  }
  return out;
}

/** From each object whose names are listed (global value) to the list: who chooses an object chooses its names. */
export function listedNames(program: Program): readonly { readonly from: number; readonly to: number }[] {
  return program.modules.flatMap(({ ir, valueBase }) =>
    listedNamesOf(ir).map(({ from, to }) => ({ from: valueBase + from, to: valueBase + to })),
  );
}

const listingFunctions = new Set(['keys', 'entries', 'getOwnPropertyNames', 'ownKeys']);
const listed = new WeakMap<IrModule, readonly { readonly from: number; readonly to: number }[]>();

function listedNamesOf(ir: IrModule): readonly { readonly from: number; readonly to: number }[] {
  const known = listed.get(ir);
  if (known !== undefined) return known;
  const out: { from: number; to: number }[] = [];
  for (let i = 0; i < ir.op.length; i++) {
    if (ir.op[i] !== Op.Call || !listingFunctions.has(nameOf(ir, i))) continue;
    const owner = ir.b[i] ?? -1;
    const from = listAt(ir, ir.c[i] ?? 0)[0] ?? -1;
    if (from >= 0 && owner >= 0 && ir.op[owner] === Op.Global) out.push({ from, to: i });
  }
  listed.set(ir, out);
  return out;
}

/** A write to an object that was not made right there; values are global. */
export interface ObjectWrite {
  readonly object: number;
  readonly write: number;
  /** Whether the name that is written is computed; one field of all objects does little harm. */
  readonly isComputed: boolean;
}

/**
 * All writes of computed names to what may have been read by a computed name, here or in a caller, and those of fixed
 * names to what was read just before.
 */
export function objectWrites(program: Program, callGraph: CallGraph): readonly ObjectWrite[] {
  const out: ObjectWrite[] = [];
  const handed = handedOn(program, callGraph);
  for (const module of program.modules) {
    const { ir, valueBase } = module;
    for (const { object, write, isComputed, isFound, origins } of namedUsesOf(ir).writes) {
      const mayBeFound = isFound || origins.some((origin) => isHandedOn(callGraph, handed, module, origin));
      if (mayBeFound) out.push({ object: valueBase + object, write: valueBase + write, isComputed });
    }
  }
  return out;
}

/** What one module does with what it read by computed names; all file-local. */
interface NamedUses {
  readonly writes: readonly (ObjectWrite & {
    /** Whether the object was read by a computed name right here. */
    readonly isFound: boolean;
    /** Else the parameters, reads of variables and results of calls that it may come from. */
    readonly origins: readonly number[];
  })[];
  /** Variables that are given such a value. */
  readonly cells: readonly number[];
  /** Variables that are given a parameter. */
  readonly parameterCells: readonly { readonly cell: number; readonly parameter: number }[];
  /** Functions that give one back. */
  readonly returning: readonly number[];
  /** Calls that hand one over, and as which argument. */
  readonly handing: readonly { readonly call: number; readonly argument: number }[];
}

const namedUses = new WeakMap<IrModule, NamedUses>();

/** Looked for once per module object. */
function namedUsesOf(ir: IrModule): NamedUses {
  const known = namedUses.get(ir);
  if (known !== undefined) return known;
  const uses = readNamedUses(ir);
  namedUses.set(ir, uses);
  return uses;
}

function readNamedUses(ir: IrModule): NamedUses {
  const writes: NamedUses['writes'][number][] = [];
  const cells: number[] = [];
  const parameterCells: { cell: number; parameter: number }[] = [];
  const returning: number[] = [];
  const handing: NamedUses['handing'][number][] = [];
  const isNamed = (value: number): boolean =>
    value >= 0 && originsOf(ir, value).some((origin) => isNamedRead(ir, origin));
  for (let i = 0; i < ir.op.length; i++) {
    const op = ir.op[i];
    if (op === Op.Store || op === Op.StoreX) {
      // What a call may have changed, and a place that is made for what follows.
      if (((ir.flags[i] ?? 0) & Flag.Weak) !== 0 || isNewObject(ir, ir.c[i] ?? -1)) continue;
      const isComputed = op === Op.StoreX && !isFixed(ir, ir.b[i] ?? -1);
      const object = ir.a[i] ?? -1;
      const all = originsOf(ir, object);
      const isFound = all.some((origin) => isNamedRead(ir, origin));
      const origins = isFound || !isComputed ? [] : all.filter((origin) => isDoor(ir, origin));
      if (isFound || origins.length > 0) writes.push({ object, write: i, isComputed, isFound, origins });
    } else if (op === Op.CellSet) {
      const cell = ir.a[i] ?? 0;
      for (const origin of originsOf(ir, ir.b[i] ?? -1))
        if (isNamedRead(ir, origin)) cells.push(cell);
        else if (ir.op[origin] === Op.Param) parameterCells.push({ cell, parameter: origin });
    } else if (op === Op.Ret && isNamed(ir.a[i] ?? -1)) returning.push(ir.functionOf[i] ?? 0);
    else if (op === Op.Call || op === Op.New)
      listAt(ir, ir.c[i] ?? -1).forEach((value, argument) => {
        if (isNamed(value)) handing.push({ call: i, argument });
      });
  }
  return { writes, cells, parameterCells, returning, handing };
}

/** Where something that was read by a computed name may turn up again; all global. */
interface HandedOn {
  readonly parameters: ReadonlySet<number>;
  readonly cells: ReadonlySet<number>;
  /** Functions that are given one as any argument. */
  readonly functions: ReadonlySet<number>;
  /** Functions that give one back. */
  readonly returning: ReadonlySet<number>;
}

/** A place through which a value comes in from elsewhere. */
function isDoor(ir: IrModule, origin: number): boolean {
  const op = ir.op[origin];
  return op === Op.Param || op === Op.CellGet || op === Op.Call || isArgument(ir, origin);
}

/** `arguments[0]` */
function isArgument(ir: IrModule, origin: number): boolean {
  const op = ir.op[origin];
  return (op === Op.Load || op === Op.LoadX) && ir.op[ir.a[origin] ?? -1] === Op.Arguments;
}

function isHandedOn(
  callGraph: CallGraph,
  handed: HandedOn,
  { ir, valueBase, functionBase, cellBase }: ProgramModule,
  origin: number,
): boolean {
  const op = ir.op[origin];
  if (op === Op.Param) return handed.parameters.has(valueBase + origin);
  if (op === Op.CellGet) return handed.cells.has(cellBase + (ir.a[origin] ?? 0));
  if (op !== Op.Call) return handed.functions.has(functionBase + (ir.functionOf[origin] ?? 0));
  // `path.reduce((at, name) => at[name], object)`, and helpers that look something up.
  const { siteOfValue, targetStart, targets } = callGraph;
  const site = siteOfValue[valueBase + origin] ?? -1;
  if (site >= 0)
    for (let k = targetStart[site] ?? 0; k < (targetStart[site + 1] ?? 0); k++)
      if (handed.returning.has(targets[k] ?? 0)) return true;
  return (
    nameOf(ir, origin) === 'reduce' &&
    callGraph
      .functionsOf(valueBase + (listAt(ir, ir.c[origin] ?? 0)[0] ?? 0))
      .some((f) => handed.returning.has(f))
  );
}

function handedOn(program: Program, callGraph: CallGraph): HandedOn {
  const parameters = new Set<number>();
  const cells = new Set<number>();
  const functions = new Set<number>();
  const returning = new Set<number>();
  const addParameter = (target: number, index: number): void => {
    const owner = program.modules[program.moduleOfFunction[target] ?? 0];
    const value = owner?.ir.functions[target - owner.functionBase]?.params[index]?.value ?? -1;
    if (owner && value >= 0) parameters.add(owner.valueBase + value);
    functions.add(target);
  };
  const { targetStart, targets, targetShift } = callGraph;
  for (const { ir, valueBase, functionBase, cellBase } of program.modules) {
    const uses = namedUsesOf(ir);
    for (const cell of uses.cells) cells.add(cellBase + cell);
    // The next turn of `reduce` begins with what the last one gave back.
    for (const f of uses.returning) {
      returning.add(functionBase + f);
      addParameter(functionBase + f, 0);
    }
    for (const { call, argument } of uses.handing) {
      const site = callGraph.siteOfValue[valueBase + call] ?? -1;
      if (site < 0) continue;
      for (let k = targetStart[site] ?? 0; k < (targetStart[site + 1] ?? 0); k++)
        addParameter(targets[k] ?? 0, argument + (targetShift[k] ?? 0));
    }
  }
  for (const { ir, valueBase, cellBase } of program.modules)
    for (const { cell, parameter } of namedUsesOf(ir).parameterCells)
      if (parameters.has(valueBase + parameter)) cells.add(cellBase + cell);
  return { parameters, cells, functions, returning };
}

/** Values that a value may be, under its names and versions. */
function originsOf(ir: IrModule, value: number): readonly number[] {
  const seen = new Set<number>();
  const work = [value];
  for (let next = work.pop(); next !== undefined && seen.size < 50; next = work.pop()) {
    let at = behindNames(ir, next);
    for (let steps = 0; steps < 50 && at >= 0 && isVersion(ir.op[at]); steps++)
      at = behindNames(ir, ir.a[at] ?? -1);
    if (at < 0 || seen.has(at)) continue;
    seen.add(at);
    if (ir.op[at] === Op.Phi) work.push(...phiOperands(ir, at));
  }
  return [...seen];
}

function isNamedRead(ir: IrModule, value: number): boolean {
  return ir.op[value] === Op.LoadX && !isFixed(ir, ir.b[value] ?? -1);
}

/** A constant, or a number that is counted up. */
function isFixed(ir: IrModule, name: number): boolean {
  const at = behindNames(ir, name);
  if (ir.op[at] === Op.Phi) return phiOperands(ir, at).some((one) => isNumber(ir, one));
  return ir.op[at] === Op.Const || isNumber(ir, at);
}

function isNumber(ir: IrModule, value: number): boolean {
  const constant = ir.op[value] === Op.Const ? ir.constants[ir.a[value] ?? 0] : undefined;
  return ir.op[value] === Op.Un || constant?.kind === 'number';
}

/** `{}`, and `found || {}`. */
function isNewObject(ir: IrModule, value: number): boolean {
  if (ir.op[value] !== Op.Phi) return ir.op[value] === Op.Obj || ir.op[value] === Op.Arr;
  const operands = phiOperands(ir, value);
  return operands.some((one) => ir.op[one] === Op.Obj || ir.op[one] === Op.Arr);
}

/** A text with a part that is constant, such as `user:${id}`: it is no name of the language. */
function hasFixedPart(ir: IrModule, name: number): boolean {
  const at = behindNames(ir, name);
  if (ir.op[at] === Op.Tpl) {
    const parts = listAt(ir, ir.a[at] ?? 0);
    return parts.some((part, index) => index % 2 === 0 && (ir.strings[part] ?? '') !== '');
  }
  if (ir.op[at] !== Op.Bin || ir.c[at] !== BinOp.Add) return false;
  return [ir.a[at] ?? -1, ir.b[at] ?? -1].some((side) => {
    const constant = ir.op[side] === Op.Const ? ir.constants[ir.a[side] ?? 0] : undefined;
    return (constant?.kind === 'string' && constant.value !== '') || hasFixedPart(ir, side);
  });
}

/** An object without a prototype. */
function isSafeOwner(ir: IrModule, object: number): boolean {
  return originsOf(ir, object).every((at) => ir.op[at] === Op.Phi || isMadeWithoutPrototype(ir, at));
}

function isMadeWithoutPrototype(ir: IrModule, at: number): boolean {
  if (ir.op[at] !== Op.Call || nameOf(ir, at) !== 'create') return false;
  const first = listAt(ir, ir.c[at] ?? 0)[0] ?? -1;
  const constant = ir.op[first] === Op.Const ? ir.constants[ir.a[first] ?? 0] : undefined;
  return constant?.kind === 'null';
}
