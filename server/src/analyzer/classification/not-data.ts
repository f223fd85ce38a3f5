/**
 * Which values are no data, whatever they are called: descriptions of data, texts, checks, schemas, made-up people.
 *
 * Walks definitions backwards in the module, a bounded number of steps.
 */
import type { IrModule } from '../ir/module.ts';
import { BinOp, Flag, Op } from '../ir/opcode.ts';
import { callArguments, listAt, phiOperands } from '../ir/operands.ts';
import type { Program } from '../program/program.ts';
import { constantOf, moduleAtValue } from '../program/value-lookup.ts';
import type { DataTypeCatalog } from '../rules/data-type.ts';
import type { ModuleScan } from './module-scan.ts';
import type { ShapeReader } from './object-shape.ts';
import { calleeNameOf } from './value-names.ts';

/** What the questions of this file need; values are file-local. */
export interface NotDataContext {
  readonly input: {
    readonly program: Program;
    readonly catalog: DataTypeCatalog;
    readonly shapes: ShapeReader;
    readonly isNotDataPackage: (name: string) => boolean;
  };
  readonly scan: ModuleScan;
}

/** `process.env.SUPPORT_EMAIL`, `FIELDS.email` of a table of texts, members of libraries that describe data. */
export function isDescription(ctx: NotDataContext, value: number, object: number): boolean {
  const { ir, module } = ctx.scan;
  const name = ctx.scan.names.nameOf(object);
  if (name === 'env') return true;
  if (isRootedInDescription(ctx, object)) return true;
  const origin = ctx.input.shapes.originOf(module.valueBase + value);
  return (
    origin !== module.valueBase + value &&
    constantOf(ctx.input.program, origin) !== undefined &&
    ir.op[value] === Op.Load
  );
}

/** Modules that a value is followed through to the package it comes out of. */
const maxModules = 5;

/** Whether a value comes, through members, calls and modules, out of a package whose values are no data. */
function isRootedInDescription(ctx: NotDataContext, value: number): boolean {
  let { module } = ctx.scan;
  let at = value;
  let modules = 0;
  for (let step = 0; step < 24 && at >= 0; step++) {
    const { ir, valueBase } = module;
    const a = ir.a[at] ?? -1;
    switch (ir.op[at]) {
      case Op.Import: {
        if (ctx.input.isNotDataPackage(ir.imports[a]?.specifier ?? '')) return true;
        const outer = ctx.input.shapes.packageOf(valueBase + at);
        if (outer !== undefined) return ctx.input.isNotDataPackage(outer);
        const origin = ctx.input.shapes.originOf(valueBase + at);
        const other = moduleAtValue(ctx.input.program, origin);
        if (other === undefined || other === module || ++modules > maxModules) return false;
        module = other;
        at = origin - other.valueBase;
        break;
      }
      case Op.CellGet:
        at = ir.cells[a]?.singleValue ?? -1;
        break;
      case Op.Call:
        // What a schema parsed is data again.
        if (parseMethods.has(calleeNameOf(ir, a))) return false;
        at = a;
        break;
      case Op.Load:
      case Op.LoadX:
      case Op.Copy:
      case Op.Pi:
      case Op.Post:
      case Op.Await:
        at = a;
        break;
      default:
        return false;
    }
  }
  return false;
}

const parseMethods: ReadonlySet<string> = new Set([
  'parse',
  'parseAsync',
  'safeParse',
  'safeParseAsync',
  'validate',
  'validateSync',
  'validateAsync',
  'cast',
  'attempt',
  'decode',
]);

/** A call whose result is no data, whatever its variable is called. */
export function isNoData(ctx: NotDataContext, value: number): boolean {
  const { ir } = ctx.scan;
  let call = value;
  for (let step = 0; step < 4 && (ir.op[call] === Op.Await || ir.op[call] === Op.Copy); step++)
    call = ir.a[call] ?? -1;
  if (ir.op[call] === Op.Call) {
    const name = calleeNameOf(ir, ir.a[call] ?? -1);
    if (
      ctx.input.catalog.hints?.notDataCalls.has(name) === true ||
      /^(?:is|has|validate|check|should|can)(?=\p{Lu})/u.test(name) ||
      /^(?:mask|redact|anonymi[sz]e|pseudonymi[sz]e|obfuscate|censor)(?=\p{Lu}|_|$)/u.test(name) ||
      isMasking(ir, call)
    )
      return true;
  }
  if (isAnswerOrFlag(ctx, call) || isEntryOfTexts(ctx, call)) return true;
  return isRootedInDescription(ctx, call);
}

/** What replaces characters that nobody is to read. */
const maskText = /[*•●█]|x{3}|#{2}|redact|mask|hidden|filtered|removed/i;

/** Whether a call is `text.replace(…, '***')`. */
export function isMasking(ir: IrModule, call: number): boolean {
  if (!/^replace(?:All)?$/.test(calleeNameOf(ir, ir.a[call] ?? -1))) return false;
  const by = callArguments(ir, call)[1] ?? -1;
  const constant = ir.op[by] === Op.Const ? ir.constants[ir.a[by] ?? -1] : undefined;
  return constant?.kind === 'string' && maskText.test(constant.value);
}

/** Names of members that say whether something is to be done: `input.includeAllergies`. */
const flagName =
  /^(?:ok|success|successful|succeeded|enabled|verified)$|^(?:is|has|had|can|should|include|exclude|show|hide|enable|disable|allow|send|notify|needs?|requires?|wants?)(?=\p{Lu}|_)/u;

/** A yes or no: `prefs.includeAllergies`, `channels.email ?? false`. */
function isAnswerOrFlag({ scan: { ir } }: NotDataContext, value: number): boolean {
  if (ir.op[value] === Op.Load) return flagName.test(ir.strings[ir.b[value] ?? -1] ?? '');
  if (ir.op[value] !== Op.Phi) return false;
  const [left, right, more] = phiOperands(ir, value);
  if (left === undefined || right === undefined || more !== undefined || ir.op[right] !== Op.Const)
    return false;
  if (ir.constants[ir.a[right] ?? -1]?.kind !== 'boolean') return false;
  // What a default replaces comes from the block that asks; both arms of a choice come from blocks of their own.
  const from = ir.predecessors[ir.predecessorStart[ir.block[value] ?? 0] ?? 0] ?? 0;
  return (ir.successorStart[from + 1] ?? 0) - (ir.successorStart[from] ?? 0) > 1;
}

/** `for (const surname of ['Ek', 'Berg'])`: an entry of a list of texts that stands in the code. */
function isEntryOfTexts(ctx: NotDataContext, value: number): boolean {
  const { ir, module } = ctx.scan;
  if (ir.op[value] !== Op.Iter && ir.op[value] !== Op.LoadX) return false;
  const listed = ir.a[value] ?? -1;
  // What a loop goes through is what it was before the loop.
  const before = ir.op[listed] === Op.Phi ? phiOperands(ir, listed).find((entry) => entry < listed) : listed;
  const list = ctx.input.shapes.originOf(module.valueBase + (before ?? -1));
  const place = moduleAtValue(ctx.input.program, list);
  if (place === undefined || place.ir.op[list - place.valueBase] !== Op.Arr) return false;
  const entries = [...listAt(place.ir, place.ir.a[list - place.valueBase] ?? -1)];
  return entries.length > 0 && entries.every((entry) => entry >= 0 && place.ir.op[entry] === Op.Const);
}

/** Values stored under a name that describe it: constants, functions, schemas, `{ type: String }`, library members. */
export function isSchemaLike(ctx: NotDataContext, stored: number, visited: Set<number> = new Set()): boolean {
  const { ir, root } = ctx.scan;
  const origin = root[stored] ?? stored;
  // Variables may stand for each other in a circle; going round adds nothing.
  if (visited.has(origin)) return true;
  visited.add(origin);
  switch (ir.op[origin]) {
    case Op.Const:
    case Op.Func:
    case Op.Class:
    case Op.Import:
    case Op.Global:
    case Op.Cmp:
    case Op.Not:
    case Op.Un:
    case Op.Arr:
    case Op.Obj:
    case Op.New:
      return true;
    case Op.Pi:
    case Op.Copy:
      return isSchemaLike(ctx, ir.a[origin] ?? -1, visited);
    case Op.CellGet: {
      const single = ir.cells[ir.a[origin] ?? -1]?.singleValue ?? -1;
      return single >= 0 && single !== origin && isSchemaLike(ctx, single, visited);
    }
    case Op.Phi:
      if (isAnswerOrFlag(ctx, origin)) return true;
      return [...phiOperands(ir, origin)].every(
        (entry) => entry < 0 || (entry < origin && isSchemaLike(ctx, entry, visited)),
      );
    case Op.Bin: {
      // MEDICAL_HISTORY: 24 * 60 * 60 * 1000.
      const operands = [ir.a[origin] ?? -1, ir.b[origin] ?? -1];
      return operands.every((part) => part >= 0 && part < origin && isSchemaLike(ctx, part, visited));
    }
    case Op.Call:
      return isJsx(ir, origin) || isNoData(ctx, origin);
    case Op.Load:
      // `medications: byCode.size` is how many there are.
      return (
        ctx.input.catalog.memberKill.has(ir.strings[ir.b[origin] ?? -1] ?? '') ||
        isAnswerOrFlag(ctx, origin) ||
        isDescription(ctx, origin, ir.a[origin] ?? -1) ||
        isLibraryMember(ir, origin)
      );
    default:
      return false;
  }
}

/** How many there are: `rows.length || 0`, `all - found`, `await visits.countDocuments()`. */
export function isCount({ ir }: ModuleScan, catalog: DataTypeCatalog, value: number): boolean {
  let at = value;
  for (let step = 0; step < 10 && at >= 0; step++) {
    const a = ir.a[at] ?? -1;
    switch (ir.op[at]) {
      case Op.Load:
        return catalog.memberKill.has(ir.strings[ir.b[at] ?? -1] ?? '');
      case Op.Bin:
        return ir.c[at] !== BinOp.Add && ir.c[at] !== BinOp.Comma;
      case Op.Call:
        return /^(?:count|getCount|countDocuments|estimatedDocumentCount)$/.test(calleeNameOf(ir, a));
      case Op.Phi: {
        const made = [...phiOperands(ir, at)].filter((entry) => ir.op[entry] !== Op.Const);
        if (made.length !== 1) return false;
        at = made[0] ?? -1;
        break;
      }
      case Op.Await:
      case Op.Copy:
      case Op.Pi:
        at = a;
        break;
      default:
        return false;
    }
  }
  return false;
}

function isJsx(ir: IrModule, call: number): boolean {
  return ((ir.flags[call] ?? 0) & Flag.Jsx) !== 0;
}

/** `DataTypes.STRING`: a member of an import or a global that is read, not called. */
function isLibraryMember(ir: IrModule, value: number): boolean {
  let at = value;
  for (let step = 0; step < 6 && ir.op[at] === Op.Load; step++) at = ir.a[at] ?? -1;
  return ir.op[at] === Op.Import || ir.op[at] === Op.Global;
}

/** Whether a parameter is declared as a flag or a function. */
export function isFlagOrFunction(scan: ModuleScan, value: number): boolean {
  const { ir } = scan;
  const param = ir.functions[ir.functionOf[value] ?? -1]?.params[ir.a[value] ?? -1];
  const type = ir.types[param?.type ?? -1];
  return (
    type?.kind === 'function' ||
    (type?.kind === 'primitive' && (type.name === 'boolean' || type.name === 'void'))
  );
}
