/**
 * Whether a value that is sent as an answer may be a text, and so markup, or is certainly or most likely an object.
 *
 * Frameworks send objects as JSON. A text is put together here, is a field of what came in, or comes out of a function
 * of the program that makes texts; what a library or an unknown function gives back is taken for an object.
 */
import type { CallGraph } from '../callgraph/call-graph.ts';
import { BinOp, Op } from '../ir/opcode.ts';
import { phiOperands } from '../ir/operands.ts';
import type { Program, ProgramModule } from '../program/program.ts';

const textMethods =
  /^(?:join|replace|replaceAll|concat|trim|toString|toUpperCase|toLowerCase|slice|substring|substr|repeat|padStart|padEnd|String|normalize|inspect|format|decodeURIComponent|decodeURI|unescape|stringify|render\w*|get|header|param)$/;

/** Functions, fields and names that are looked behind. */
const maxDepth = 12;

/** See the head of this file. `value` is local to the module. */
export function mayBeText(
  program: Program,
  callGraph: CallGraph,
  module: ProgramModule,
  value: number,
  depth = 0,
): boolean {
  // What takes that many functions to say is no text that this program puts together.
  if (value < 0 || depth > maxDepth) return value < 0;
  const { ir, valueBase } = module;
  const a = ir.a[value] ?? -1;
  const behind = (next: number): boolean => mayBeText(program, callGraph, module, next, depth + 1);
  switch (ir.op[value]) {
    case Op.Copy:
    case Op.Pi:
    case Op.Await:
    case Op.Post:
      return behind(a);
    case Op.Load:
    case Op.LoadX:
      return behind(objectBehind(module, a));
    case Op.Bin:
      return ir.c[value] === BinOp.Add;
    case Op.Phi:
      return [...phiOperands(ir, value)].some((operand) => operand < value && behind(operand));
    case Op.CellGet: {
      const { singleValue = -1 } = ir.cells[a] ?? {};
      return singleValue < 0 || behind(singleValue);
    }
    case Op.Obj:
    case Op.Arr:
    case Op.Store:
    case Op.StoreX:
    case Op.Spread:
    case Op.New:
    case Op.Rest:
      return false;
    case Op.Call: {
      const site = callGraph.siteOfValue[valueBase + value] ?? -1;
      if (site < 0) return false;
      const name = callGraph.calleeName(site);
      if (textMethods.test(name.slice(name.lastIndexOf('.') + 1))) return true;
      for (let k = callGraph.targetStart[site] ?? 0; k < (callGraph.targetStart[site + 1] ?? 0); k++)
        if (givesText(program, callGraph, callGraph.targets[k] ?? 0, depth + 1)) return true;
      return false;
    }
    default:
      return true;
  }
}

/** The object that a field is read of, as it was before this function wrote to it. */
function objectBehind({ ir }: ProgramModule, value: number): number {
  let at = value;
  for (let steps = 0; steps < 100 && at >= 0; steps++) {
    const op = ir.op[at];
    if (op !== Op.Store && op !== Op.StoreX && op !== Op.Spread && op !== Op.Post && op !== Op.Del) break;
    at = ir.a[at] ?? -1;
  }
  // A field of an object made here may be anything.
  return ir.op[at] === Op.Obj || ir.op[at] === Op.Arr ? -1 : at;
}

function givesText(program: Program, callGraph: CallGraph, target: number, depth: number): boolean {
  const module = program.modules[program.moduleOfFunction[target] ?? -1];
  const record = module?.ir.functions[target - (module?.functionBase ?? 0)];
  if (module === undefined || record === undefined) return false;
  const { ir, functionBase } = module;
  for (let i = record.firstInstruction; i < record.firstInstruction + record.instructionCount; i++) {
    if (ir.op[i] !== Op.Ret || (ir.functionOf[i] ?? -1) !== target - functionBase) continue;
    if ((ir.a[i] ?? -1) >= 0 && mayBeText(program, callGraph, module, ir.a[i] ?? -1, depth)) return true;
  }
  return false;
}
