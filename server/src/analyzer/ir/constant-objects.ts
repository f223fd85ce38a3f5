/**
 * Finds what a field of an object literal holds, by walking the versions of the object.
 *
 * Works for literals used as tables: enums, `as const` objects, arrays of hosts. A field is reported only while
 * nobody else can have written to the object: no version of it escapes before the place that asks, or it lives in a
 * constant cell and is only ever read. One exception is deliberate: an exported enum counts as never written.
 */
import { buildCsr, type Csr, targetsOf } from '../base/csr.ts';
import type { IrModule } from './module.ts';
import { Flag, Op } from './opcode.ts';
import { callArguments, forEachOperand, listAt } from './operands.ts';

/** The literal certainly does not have the field itself. */
export const fieldAbsent = -2;
/** Not known. */
export const fieldUnknown = -1;

/** Versions walked for one lookup. Longer literals give unknown fields. */
const maxVersions = 512;

/** Lookups on one module; uses are indexed when the first lookup needs them. */
export class ObjectFields {
  readonly #ir: IrModule;
  readonly #symbols = new Map<string, number>();
  #uses: Csr | undefined;
  readonly #readOnlyCells = new Map<number, boolean>();

  constructor(ir: IrModule) {
    this.#ir = ir;
    ir.strings.forEach((text, symbol) => {
      this.#symbols.set(text, symbol);
    });
  }

  /**
   * The value that `object.field` has at instruction `at`, {@link fieldAbsent} or {@link fieldUnknown}. Does not yet
   * ask whether somebody else may have written: see {@link isUntouched}.
   */
  find(object: number, field: string): number {
    const symbol = this.#symbols.get(field) ?? -1;
    return this.#find(object, field, symbol, 0);
  }

  #find(object: number, field: string, symbol: number, depth: number): number {
    const ir = this.#ir;
    let version = object;
    for (let step = 0; step < maxVersions && version >= 0; step++) {
      const isWeak = ((ir.flags[version] ?? 0) & Flag.Weak) !== 0;
      switch (ir.op[version]) {
        case Op.Store:
          if (ir.b[version] === symbol) return isWeak ? fieldUnknown : (ir.c[version] ?? -1);
          break;
        case Op.Del:
          if (ir.b[version] === symbol && !isWeak) return fieldAbsent;
          if (ir.b[version] === -1 || isWeak) return fieldUnknown;
          break;
        case Op.Spread: {
          const found = depth > 4 ? fieldUnknown : this.#find(ir.b[version] ?? -1, field, symbol, depth + 1);
          if (found !== fieldAbsent) return isWeak ? fieldUnknown : found;
          break;
        }
        case Op.Post:
          if (!this.#isHarmlessCall(ir.b[version] ?? -1)) return fieldUnknown;
          break;
        case Op.Copy:
        case Op.Pi:
          break;
        case Op.Obj:
          return fieldAbsent;
        case Op.Arr:
          return this.#elementOf(version, field);
        case Op.CellGet: {
          const cell = ir.cells[ir.a[version] ?? -1];
          if (cell === undefined || !cell.isConst || cell.writeCount !== 1) return fieldUnknown;
          if (depth > 4) return fieldUnknown;
          return this.#find(cell.singleValue, field, symbol, depth + 1);
        }
        default:
          return fieldUnknown;
      }
      version = ir.a[version] ?? -1;
    }
    return fieldUnknown;
  }

  #elementOf(array: number, field: string): number {
    if (!/^(0|[1-9]\d{0,5})$/.test(field)) return fieldUnknown;
    const elements = listAt(this.#ir, this.#ir.a[array] ?? -1);
    const index = Number(field);
    for (let i = 0; i <= index && i < elements.length; i++) {
      if (this.#ir.op[elements[i] ?? -1] === Op.Elems) return fieldUnknown;
    }
    return elements[index] ?? fieldUnknown;
  }

  /** Whether nobody but the versions themselves can have written to the object before instruction `at` reads it. */
  isUntouched(object: number, at: number): boolean {
    const ir = this.#ir;
    let version = object;
    for (let step = 0; step < maxVersions && version >= 0; step++) {
      const op = ir.op[version];
      if (op === Op.CellGet) return this.isReadOnlyCell(ir.a[version] ?? -1);
      for (const use of targetsOf(this.#useTable(), version)) {
        if (!this.#isHarmlessUse(version, use, true) && mayPrecede(ir, use, at)) return false;
      }
      if (op === Op.Obj || op === Op.Arr) return true;
      if (op === Op.Spread && !this.isUntouched(ir.b[version] ?? -1, at)) return false;
      if (!isVersion(op)) return false;
      version = ir.a[version] ?? -1;
    }
    return false;
  }

  /** Whether the cell holds one literal for good and everybody only reads it. */
  isReadOnlyCell(cell: number): boolean {
    const known = this.#readOnlyCells.get(cell);
    if (known !== undefined) return known;
    // Provisional answer for cells that lead back to themselves.
    this.#readOnlyCells.set(cell, false);
    const answer = this.#examineCell(cell);
    this.#readOnlyCells.set(cell, answer);
    return answer;
  }

  #examineCell(cell: number): boolean {
    const ir = this.#ir;
    const declared = ir.cells[cell];
    if (declared === undefined || !declared.isConst || declared.writeCount !== 1) return false;
    const chain = this.#versionChain(declared.singleValue);
    if (chain === undefined) return false;
    const isEnum = ir.typeDeclarations.some((it) => it.kind === 'enum' && it.name === declared.name);
    const isFine = (value: number, use: number): boolean => {
      if (ir.op[use] === Op.CellSet && ir.a[use] === cell) return true;
      if (ir.op[use] === Op.Export && isEnum) return true;
      if (isVersion(ir.op[use]) && ir.a[use] === value && chain.has(use)) return true;
      return this.#isHarmlessUse(value, use, false);
    };
    for (const version of chain) {
      for (const use of targetsOf(this.#useTable(), version)) if (!isFine(version, use)) return false;
    }
    for (let i = 0; i < ir.op.length; i++) {
      if (ir.a[i] !== cell) continue;
      if (ir.op[i] === Op.CellSet && !chain.has(ir.b[i] ?? -1) && !this.#isHarmlessWriteBack(i, cell))
        return false;
      if (ir.op[i] !== Op.CellGet) continue;
      for (const use of targetsOf(this.#useTable(), i)) if (!isFine(i, use)) return false;
    }
    return true;
  }

  /** The versions from a literal's last one down to the literal; undefined if it is no literal. */
  #versionChain(last: number): ReadonlySet<number> | undefined {
    const ir = this.#ir;
    const chain = new Set<number>();
    let version = last;
    for (let step = 0; step < maxVersions && version >= 0; step++) {
      chain.add(version);
      const op = ir.op[version];
      if (op === Op.Obj || op === Op.Arr) return chain;
      if (!isVersion(op)) return undefined;
      if (op === Op.Post && !this.#isHarmlessCall(ir.b[version] ?? -1)) return undefined;
      version = ir.a[version] ?? -1;
    }
    return undefined;
  }

  /** A weak write of what a harmless call left, into the cell it came from. */
  #isHarmlessWriteBack(write: number, cell: number): boolean {
    const ir = this.#ir;
    const post = ir.b[write] ?? -1;
    if (ir.op[post] !== Op.Post || !this.#isHarmlessCall(ir.b[post] ?? -1)) return false;
    const original = ir.a[post] ?? -1;
    return ir.op[original] === Op.CellGet && ir.a[original] === cell;
  }

  /** Whether `use` only reads the object `value`, or (if allowed) makes its next version. */
  #isHarmlessUse(value: number, use: number, nextVersionAllowed: boolean): boolean {
    const ir = this.#ir;
    switch (ir.op[use]) {
      case Op.Load:
      case Op.Cmp:
      case Op.Not:
      case Op.Un:
      case Op.Branch:
      case Op.Switch:
        return true;
      case Op.LoadX:
        return true;
      case Op.Iter:
        return true;
      case Op.Store:
        return nextVersionAllowed && ir.c[use] !== value;
      case Op.StoreX:
        return nextVersionAllowed && ir.a[use] === value && ir.c[use] !== value;
      case Op.Spread:
        return ir.b[use] === value ? ir.a[use] !== value : nextVersionAllowed;
      case Op.Del:
        return nextVersionAllowed;
      case Op.Post:
        return this.#isHarmlessCall(ir.b[use] ?? -1);
      case Op.Call:
        return this.#isHarmlessCall(use);
      default:
        return false;
    }
  }

  /** A call of a built-in that reads objects and arrays and keeps no hold of them. */
  #isHarmlessCall(call: number): boolean {
    const ir = this.#ir;
    if (ir.op[call] !== Op.Call) return false;
    const callee = ir.a[call] ?? -1;
    if (ir.op[callee] !== Op.Load) return false;
    const method = ir.strings[ir.b[callee] ?? -1] ?? '';
    const receiver = ir.a[callee] ?? -1;
    if (ir.op[receiver] === Op.Global) {
      const global = ir.strings[ir.a[receiver] ?? -1] ?? '';
      return global === 'Object' ? readingStatics.has(method) : global === 'JSON' && method === 'stringify';
    }
    // Only primitives may be handed in: a callback could write.
    return readingMethods.has(method) && callArguments(ir, call).every((it) => ir.op[it] !== Op.Func);
  }

  #useTable(): Csr {
    if (this.#uses !== undefined) return this.#uses;
    const from: number[] = [];
    const to: number[] = [];
    for (let i = 0; i < this.#ir.op.length; i++) {
      forEachOperand(this.#ir, i, (value) => {
        from.push(value);
        to.push(i);
      });
    }
    this.#uses = buildCsr(this.#ir.op.length, Int32Array.from(from), Int32Array.from(to));
    return this.#uses;
  }
}

const readingStatics = new Set(['keys', 'values', 'entries', 'freeze', 'seal', 'hasOwn', 'isFrozen']);
const readingMethods = new Set([
  'includes',
  'indexOf',
  'lastIndexOf',
  'join',
  'at',
  'slice',
  'concat',
  'keys',
  'values',
  'entries',
  'hasOwnProperty',
]);

/** Whether the operation gives the same object again, held by operand a. */
function isVersion(op: number | undefined): boolean {
  switch (op) {
    case Op.Store:
    case Op.StoreX:
    case Op.Spread:
    case Op.Del:
    case Op.Post:
    case Op.Copy:
    case Op.Pi:
      return true;
    default:
      return false;
  }
}

/**
 * Whether `first` may run before `then`, both of one function. Later instructions can only come before when some
 * edge leads back across the stretch between them.
 */
function mayPrecede(ir: IrModule, first: number, then: number): boolean {
  if (ir.functionOf[first] !== ir.functionOf[then] || first <= then) return true;
  const low = ir.block[then] ?? 0;
  const high = ir.block[first] ?? 0;
  const declared = ir.functions[ir.functionOf[then] ?? -1];
  if (declared === undefined) return true;
  const end = declared.firstBlock + declared.blockCount;
  for (let block = low; block < end; block++) {
    for (let edge = ir.successorStart[block] ?? 0; edge < (ir.successorStart[block + 1] ?? 0); edge++) {
      const target = ir.successors[edge] ?? -1;
      if (target <= block && target <= high) return true;
    }
  }
  return false;
}

/**
 * Whether the value is certainly an object or function: a literal, class, closure or `new`, in any version.
 * Such a value is truthy and neither null nor undefined.
 */
export function isObjectValue(ir: IrModule, value: number): boolean {
  let at = value;
  for (let step = 0; step < 64 && at >= 0; step++) {
    const op = ir.op[at];
    switch (op) {
      case Op.Obj:
      case Op.Arr:
      case Op.Func:
      case Op.Class:
      case Op.New:
      case Op.Arguments:
        return true;
      default:
        if (!isVersion(op)) return false;
        at = ir.a[at] ?? -1;
    }
  }
  return false;
}
