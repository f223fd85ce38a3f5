/**
 * Properties that untrusted data names, and writes to what may be found there.
 *
 * An object gives the prototype of all objects under `__proto__`, and its class under `constructor`. So what is read
 * from an object by an untrusted name may be the prototype, and a write to it changes every object of the program.
 * Reads by a computed name are steps from the name to what is read, for rules that ask for it; writes to objects that
 * are not made on the spot are sinks.
 */
import { argumentAt, argumentCount } from '../callgraph/call-arguments.ts';
import type { CallGraph } from '../callgraph/call-graph.ts';
import type { IrModule } from '../ir/module.ts';
import { BinOp, Flag, isVersion, Op } from '../ir/opcode.ts';
import { listAt, phiOperands } from '../ir/operands.ts';
import type { Program } from '../program/program.ts';
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
  for (const { ir, valueBase, cellBase } of program.modules) {
    for (let i = 0; i < ir.op.length; i++) {
      if (ir.op[i] !== Op.Store && ir.op[i] !== Op.StoreX) continue;
      // What a call may have changed, and a place that is made for what follows.
      if (((ir.flags[i] ?? 0) & Flag.Weak) !== 0 || isNewObject(ir, ir.c[i] ?? -1)) continue;
      const isComputed = ir.op[i] === Op.StoreX && !isFixed(ir, ir.b[i] ?? -1);
      const object = ir.a[i] ?? -1;
      const mayBeFound = originsOf(ir, object).some((origin) => {
        if (isNamedRead(ir, origin)) return true;
        if (!isComputed) return false;
        if (ir.op[origin] === Op.Param) return handed.parameters.has(valueBase + origin);
        return ir.op[origin] === Op.CellGet && handed.cells.has(cellBase + (ir.a[origin] ?? 0));
      });
      if (mayBeFound) out.push({ object: valueBase + object, write: valueBase + i, isComputed });
    }
  }
  return out;
}

/** Parameters and variables (global) that are given something that was read by a computed name. */
function handedOn(
  program: Program,
  callGraph: CallGraph,
): { readonly parameters: ReadonlySet<number>; readonly cells: ReadonlySet<number> } {
  const parameters = new Set<number>();
  const cells = new Set<number>();
  const addParameter = (target: number, index: number): void => {
    const owner = program.modules[program.moduleOfFunction[target] ?? 0];
    const value = owner?.ir.functions[target - owner.functionBase]?.params[index]?.value ?? -1;
    if (owner && value >= 0) parameters.add(owner.valueBase + value);
  };
  const { targetStart, targets, targetShift } = callGraph;
  for (const module of program.modules) {
    const { ir, valueBase, functionBase, cellBase } = module;
    const isNamed = (value: number): boolean =>
      value >= 0 && originsOf(ir, value).some((origin) => isNamedRead(ir, origin));
    for (let i = 0; i < ir.op.length; i++) {
      if (ir.op[i] === Op.CellSet && isNamed(ir.b[i] ?? -1)) cells.add(cellBase + (ir.a[i] ?? 0));
      // The next turn of `reduce` begins with what the last one gave back.
      else if (ir.op[i] === Op.Ret && isNamed(ir.a[i] ?? -1))
        addParameter(functionBase + (ir.functionOf[i] ?? 0), 0);
      else if (ir.op[i] === Op.Call || ir.op[i] === Op.New) {
        const site = callGraph.siteOfValue[valueBase + i] ?? -1;
        if (site < 0) continue;
        for (let n = 0; n < argumentCount(module, i); n++) {
          if (!isNamed(argumentAt(module, i, n))) continue;
          for (let k = targetStart[site] ?? 0; k < (targetStart[site + 1] ?? 0); k++)
            addParameter(targets[k] ?? 0, n + (targetShift[k] ?? 0));
        }
      }
    }
  }
  return { parameters, cells };
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
