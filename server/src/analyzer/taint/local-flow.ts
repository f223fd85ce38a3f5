/**
 * Steps of data inside the functions of one module, and their condensation onto ports.
 *
 * A step goes from an operand to the value that carries it on (object-level and field-blind). *Ports* are the values
 * where data enters or leaves a function: parameters, receiver, cells, imports, call arguments and results, what is
 * returned, thrown or stored in `this`. The condensation keeps the ports and the few values that many steps meet in,
 * and joins everything between them: same reachability between ports, far fewer nodes. Both depend on the IR alone
 * and are made once per module object.
 */
import { IntVector } from '../base/int-vector.ts';
import type { IrModule } from '../ir/module.ts';
import { isVersion, Op, UnOp } from '../ir/opcode.ts';
import { usesOf } from '../ir/uses.ts';

/** Steps of one module in compressed rows over file-local values, forward and backward. */
export interface LocalFlow {
  readonly start: Int32Array;
  readonly target: Int32Array;
  readonly backStart: Int32Array;
  readonly backTarget: Int32Array;
  /** 1 for values that stay in the condensation. */
  readonly isKept: Uint8Array;
  /** Condensed steps between kept values. */
  readonly keptStart: Int32Array;
  readonly keptTarget: Int32Array;
  readonly keptBackStart: Int32Array;
  readonly keptBackTarget: Int32Array;
  readonly keptCount: number;
}

const cache = new WeakMap<IrModule, LocalFlow>();

/** The steps of `ir`, made once per module object. */
export function localFlowOf(ir: IrModule): LocalFlow {
  const known = cache.get(ir);
  if (known) return known;
  const flow = buildLocalFlow(ir);
  cache.set(ir, flow);
  return flow;
}

/** Whether instruction `user` carries on what its operand `value` holds. */
export function carries(ir: IrModule, user: number, value: number): boolean {
  switch (ir.op[user]) {
    case Op.Copy:
    case Op.Pi:
    case Op.Phi:
    case Op.Await:
    case Op.Load:
    case Op.Rest:
    case Op.Del:
    case Op.Post:
    case Op.Elems:
    case Op.Iter:
    case Op.Arr:
    case Op.Tpl:
    case Op.Bin:
    case Op.Spread:
    case Op.Unk:
    case Op.ParamPost:
      return true;
    case Op.Store:
      return ir.a[user] === value || ir.c[user] === value;
    case Op.StoreX:
      return ir.a[user] === value || ir.c[user] === value;
    case Op.LoadX:
      return ir.a[user] === value;
    case Op.Un:
      return ir.c[user] !== UnOp.TypeOf && ir.c[user] !== UnOp.Void && ir.c[user] !== UnOp.Delete;
    default:
      return false;
  }
}

function buildLocalFlow(ir: IrModule): LocalFlow {
  const count = ir.op.length;
  const uses = usesOf(ir);
  const start = new Int32Array(count + 1);
  const target = new IntVector(uses.users.length);
  const isPort = new Uint8Array(count);
  const incoming = new Int32Array(count + 1);
  for (let v = 0; v < count; v++) {
    if (isEntry(ir.op[v] ?? 0) || (ir.op[v] === Op.Load && isThisVersion(ir, ir.a[v] ?? -1))) isPort[v] = 1;
    if (isNamed(ir, v) || isChangedPart(ir, v)) isPort[v] = 1;
    let previous = -1;
    for (let k = uses.start[v] ?? 0; k < (uses.start[v + 1] ?? 0); k++) {
      const user = uses.users[k] ?? 0;
      if (user === previous) continue;
      previous = user;
      if (isExit(ir, user, v)) isPort[v] = 1;
      if (!carries(ir, user, v)) continue;
      target.push(user);
      incoming[user + 1] = (incoming[user + 1] ?? 0) + 1;
    }
    start[v + 1] = target.length;
  }
  const targets = target.toArray();
  const backStart = incoming;
  for (let v = 0; v < count; v++) backStart[v + 1] = (backStart[v + 1] ?? 0) + (backStart[v] ?? 0);
  const backTarget = reverse(count, start, targets, backStart);
  const isKept = isPort;
  for (let v = 0; v < count; v++) {
    const ins = (backStart[v + 1] ?? 0) - (backStart[v] ?? 0);
    const outs = (start[v + 1] ?? 0) - (start[v] ?? 0);
    // Joining around such a value would make more steps than it saves.
    if (ins * outs > ins + outs) isKept[v] = 1;
  }
  const condensed = condense(count, start, targets, isKept);
  let keptCount = 0;
  for (let v = 0; v < count; v++) keptCount += isKept[v] ?? 0;
  const keptBackStart = new Int32Array(count + 1);
  for (const to of condensed.target) keptBackStart[to + 1] = (keptBackStart[to + 1] ?? 0) + 1;
  for (let v = 0; v < count; v++)
    keptBackStart[v + 1] = (keptBackStart[v + 1] ?? 0) + (keptBackStart[v] ?? 0);
  return {
    start,
    target: targets,
    backStart,
    backTarget,
    isKept,
    keptStart: condensed.start,
    keptTarget: condensed.target,
    keptBackStart,
    keptBackTarget: reverse(count, condensed.start, condensed.target, keptBackStart),
    keptCount,
  };
}

/** Values where data comes into a function. */
function isEntry(op: number): boolean {
  switch (op) {
    case Op.Param:
    case Op.Arguments:
    case Op.This:
    case Op.Func:
    case Op.Import:
    case Op.CellGet:
    case Op.Catch:
    case Op.Call:
    case Op.New:
    case Op.Super:
    case Op.Post:
    case Op.ParamPost:
    case Op.Yield:
      return true;
    default:
      return false;
  }
}

/** Whether a value is read by a computed name: some rules go on from that name. */
function isNamed(ir: IrModule, value: number): boolean {
  return ir.op[value] === Op.LoadX && ir.op[ir.b[value] ?? 0] !== Op.Const;
}

/** Whether a value is what a call gave or was given, changed: it may be a part of what the call was made on. */
function isChangedPart(ir: IrModule, value: number): boolean {
  const op = ir.op[value];
  if (op !== Op.Store && op !== Op.StoreX && op !== Op.Spread) return false;
  let at = ir.a[value] ?? -1;
  for (let steps = 0; steps < 8 && at >= 0 && isVersion(ir.op[at] ?? 0); steps++) {
    if (ir.op[at] === Op.Post && (ir.c[at] ?? -1) >= 0) return true;
    at = ir.a[at] ?? -1;
  }
  return at >= 0 && ir.op[at] === Op.Call;
}

/** Whether data leaves the function from `value` through `user`. */
function isExit(ir: IrModule, user: number, value: number): boolean {
  switch (ir.op[user]) {
    case Op.Call:
    case Op.New:
    case Op.Super:
    case Op.CellSet:
    case Op.Ret:
    case Op.Throw:
    case Op.Yield:
    case Op.Export:
    case Op.Deco:
      return true;
    case Op.Store:
      return ir.c[user] === value && isThisVersion(ir, ir.a[user] ?? -1);
    case Op.LoadX:
      return isNamed(ir, user) && ir.b[user] === value;
    default:
      return false;
  }
}

function isThisVersion(ir: IrModule, value: number): boolean {
  let at = value;
  for (let steps = 0; steps < 100 && at >= 0; steps++) {
    const op = ir.op[at];
    if (op === Op.This || op === Op.CellGet) return true;
    if (op !== Op.Store && op !== Op.Post && op !== Op.Spread && op !== Op.Copy && op !== Op.Phi)
      return false;
    at = op === Op.Phi ? (ir.args[(ir.a[at] ?? 0) + 1] ?? -1) : (ir.a[at] ?? -1);
  }
  return false;
}

/** Rows of `target` values seen from the other end; `backStart` are the row starts. */
function reverse(count: number, start: Int32Array, target: Int32Array, backStart: Int32Array): Int32Array {
  const next = backStart.slice();
  const out = new Int32Array(target.length);
  for (let v = 0; v < count; v++) {
    for (let k = start[v] ?? 0; k < (start[v + 1] ?? 0); k++) {
      const to = target[k] ?? 0;
      const at = next[to] ?? 0;
      out[at] = v;
      next[to] = at + 1;
    }
  }
  return out;
}

/** Steps from each kept value to the kept values reachable through values that are not kept. */
function condense(
  count: number,
  start: Int32Array,
  target: Int32Array,
  isKept: Uint8Array,
): { start: Int32Array; target: Int32Array } {
  const keptStart = new Int32Array(count + 1);
  const keptTarget = new IntVector(target.length);
  const seen = new Int32Array(count).fill(-1);
  const stack: number[] = [];
  for (let v = 0; v < count; v++) {
    if (isKept[v] === 1) {
      stack.push(v);
      while (stack.length > 0) {
        const at = stack.pop() ?? 0;
        for (let k = start[at] ?? 0; k < (start[at + 1] ?? 0); k++) {
          const to = target[k] ?? 0;
          if (seen[to] === v) continue;
          seen[to] = v;
          if (isKept[to] === 1) keptTarget.push(to);
          else stack.push(to);
        }
      }
    }
    keptStart[v + 1] = keptTarget.length;
  }
  return { start: keptStart, target: keptTarget.toArray() };
}
