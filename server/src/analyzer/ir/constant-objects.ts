/**
 * Finds what a field of an object literal holds, by walking the versions of the object.
 *
 * Works for literals used as tables: enums, `as const` objects, arrays of hosts. A field is reported only while
 * nobody else can have written to the object: no version of it escapes before the place that asks, or it lives in a
 * constant cell and is only ever read. One exception is deliberate: an exported enum counts as never written.
 */
import { buildCsr, type Csr, targetsOf } from '../base/csr.ts';
import type { IrModule } from './module.ts';
import { Flag, isVersion, Op } from './opcode.ts';
import { callArguments, forEachOperand, listAt, phiOperands } from './operands.ts';

/** The literal certainly does not have the field itself. */
export const fieldAbsent = -2;
/** Not known. */
export const fieldUnknown = -1;

/** Versions walked for one lookup, and names followed for one object. Longer literals give unknown fields. */
const maxVersions = 512;
/** Spreads and cells followed into each other. */
const maxNesting = 4;

/** Lookups on one module; its indexes are built when the first lookup needs them. */
export class ObjectFields {
  readonly #ir: IrModule;
  #symbols: Map<string, number> | undefined;
  #uses: Csr | undefined;
  #cellUses: Csr | undefined;
  readonly #readOnlyCells = new Map<number, boolean>();
  readonly #idle = new Map<number, boolean>();

  constructor(ir: IrModule) {
    this.#ir = ir;
  }

  /**
   * The value that `object.field` has, {@link fieldAbsent} or {@link fieldUnknown}. Does not yet ask whether
   * somebody else may have written: see {@link isUntouched}.
   */
  find(object: number, field: string): number {
    return this.#find(object, field, this.#symbolOf(field), 0);
  }

  #find(object: number, field: string, symbol: number, nesting: number): number {
    const ir = this.#ir;
    let version = object;
    for (let step = 0; step < maxVersions && version >= 0; step++) {
      const isWeak = ((ir.flags[version] ?? 0) & Flag.Weak) !== 0;
      switch (ir.op[version]) {
        case Op.Store:
          if (ir.b[version] !== symbol) break;
          if (!isWeak) return ir.c[version] ?? -1;
          if (!this.#isIdle(version)) return fieldUnknown;
          break;
        case Op.Del:
          if (ir.b[version] === -1 || isWeak) return fieldUnknown;
          if (ir.b[version] === symbol) return fieldAbsent;
          break;
        case Op.Spread: {
          const source = ir.b[version] ?? -1;
          const found = nesting > maxNesting ? fieldUnknown : this.#find(source, field, symbol, nesting + 1);
          if (found !== fieldAbsent) return isWeak ? fieldUnknown : found;
          break;
        }
        case Op.Post:
        case Op.Copy:
        case Op.Pi:
          if (!this.#isIdle(version)) return fieldUnknown;
          break;
        case Op.Phi:
          version = this.#mergedVersion(version);
          continue;
        case Op.Obj:
          return fieldAbsent;
        case Op.Arr:
          return this.#elementOf(version, field);
        case Op.CellGet: {
          const cell = ir.cells[ir.a[version] ?? -1];
          if (cell === undefined || !cell.isConst || cell.writeCount !== 1 || nesting > maxNesting)
            return fieldUnknown;
          return this.#find(cell.singleValue, field, symbol, nesting + 1);
        }
        default:
          return fieldUnknown;
      }
      version = ir.a[version] ?? -1;
    }
    return fieldUnknown;
  }

  /** The elements of a list literal; undefined if it is none. Asks as little as {@link find}. */
  elements(list: number): readonly number[] | undefined {
    const ir = this.#ir;
    let version = list;
    for (let step = 0; step < maxVersions && version >= 0; step++) {
      switch (ir.op[version]) {
        case Op.Arr: {
          const elements = listAt(ir, ir.a[version] ?? -1);
          return elements.some((it) => ir.op[it] === Op.Elems) ? undefined : [...elements];
        }
        case Op.Copy:
        case Op.Pi:
        case Op.Post:
          if (!this.#isIdle(version)) return undefined;
          version = ir.a[version] ?? -1;
          break;
        case Op.Phi:
          version = this.#mergedVersion(version);
          break;
        case Op.CellGet: {
          const cell = ir.cells[ir.a[version] ?? -1];
          if (cell === undefined || !cell.isConst || cell.writeCount !== 1) return undefined;
          version = cell.singleValue;
          break;
        }
        default:
          return undefined;
      }
    }
    return undefined;
  }

  #symbolOf(field: string): number {
    this.#symbols ??= new Map(this.#ir.strings.map((text, symbol) => [text, symbol]));
    return this.#symbols.get(field) ?? -1;
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

  /**
   * Whether the instruction makes a version that differs in nothing from the one before: a copy, what a reading
   * built-in left, or a primitive field that was handed to a call and written back.
   */
  #isIdle(version: number): boolean {
    const known = this.#idle.get(version);
    if (known !== undefined) return known;
    this.#idle.set(version, false);
    const answer = this.#examineVersion(version);
    this.#idle.set(version, answer);
    return answer;
  }

  #examineVersion(version: number): boolean {
    const ir = this.#ir;
    switch (ir.op[version]) {
      case Op.Copy:
      case Op.Pi:
        return true;
      case Op.Post:
        return this.#isHarmlessCall(ir.b[version] ?? -1);
      case Op.Store: {
        const post = ir.c[version] ?? -1;
        const load = ir.a[post] ?? -1;
        if (ir.op[post] !== Op.Post || ir.op[load] !== Op.Load || ir.b[load] !== ir.b[version]) return false;
        const content = this.find(ir.a[load] ?? -1, ir.strings[ir.b[load] ?? -1] ?? '');
        return content >= 0 && isPrimitiveOperation(ir.op[content] ?? -1);
      }
      default:
        return false;
    }
  }

  /** The one version that a Phi merges with itself and its idle successors, -1 if there are several. */
  #mergedVersion(phi: number): number {
    const ir = this.#ir;
    const seen = new Set<number>([phi]);
    let merged = -1;
    for (const start of seen) {
      for (const operand of phiOperands(ir, start)) {
        let version = operand;
        while (version >= 0 && ir.op[version] !== Op.Phi && this.#isIdle(version))
          version = ir.a[version] ?? -1;
        if (ir.op[version] === Op.Phi) seen.add(version);
        else if (merged < 0) merged = version;
        else if (merged !== version) return -1;
        if (version < 0 || seen.size > maxVersions) return -1;
      }
    }
    return merged;
  }

  /** Whether nobody but its own versions can have written to the object before instruction `at` reads it. */
  isUntouched(object: number, at: number): boolean {
    const ir = this.#ir;
    const names: number[] = [];
    let version = object;
    for (let step = 0; step < maxVersions && version >= 0; step++) {
      const op = ir.op[version];
      if (op === Op.CellGet) return this.isReadOnlyCell(ir.a[version] ?? -1);
      names.push(version);
      if (op === Op.Obj || op === Op.Arr)
        return this.#everyUse(names, (name, use) => this.#mayUse(name, use, at));
      if (op === Op.Spread && !this.isUntouched(ir.b[version] ?? -1, version)) return false;
      if (op !== Op.Phi && !isVersion(op)) return false;
      version = op === Op.Phi ? this.#mergedVersion(version) : (ir.a[version] ?? -1);
    }
    return false;
  }

  /** For an object that is followed through its versions: what cannot write behind their back before `at`. */
  #mayUse(name: number, use: number, at: number): UseVerdict {
    const ir = this.#ir;
    const op = ir.op[use];
    if (op === Op.Phi) return 'same object';
    if (isVersion(op) && ir.a[use] === name && ir.c[use] !== name) return 'same object';
    if (this.#isReading(name, use)) return 'fine';
    return mayPrecede(ir, use, at) ? 'bad' : 'fine';
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
    const reads = [...targetsOf(this.#cellTable(), cell)].filter((it) => ir.op[it] === Op.CellGet);
    const names = [...chain, ...reads];
    const isFine = this.#everyUse(names, (name, use) => {
      const op = ir.op[use];
      if (op === Op.CellSet) return ir.a[use] === cell ? 'fine' : 'bad';
      if (op === Op.Export) return isEnum ? 'fine' : 'bad';
      if (op === Op.Phi) return 'same object';
      if (isVersion(op) && ir.a[use] === name)
        return chain.has(use) || this.#isIdle(use) ? 'same object' : 'bad';
      return this.#isReading(name, use) ? 'fine' : 'bad';
    });
    if (!isFine) return false;
    // A write of anything that is not the object under one of its names, such as an alias we lost sight of.
    const known = new Set(names);
    for (const use of targetsOf(this.#cellTable(), cell)) {
      if (ir.op[use] === Op.CellSet && !known.has(ir.b[use] ?? -1)) return false;
    }
    return true;
  }

  /** Asks about every use of the object under every name; `names` grows by what is the same object. */
  #everyUse(names: number[], judge: (name: number, use: number) => UseVerdict): boolean {
    const seen = new Set(names);
    for (const name of names) {
      if (names.length > maxVersions) return false;
      for (const use of targetsOf(this.#useTable(), name)) {
        const verdict = judge(name, use);
        if (verdict === 'bad') return false;
        if (verdict === 'fine' || seen.has(use)) continue;
        seen.add(use);
        names.push(use);
      }
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
      if (!isVersion(op) || (op === Op.Post && !this.#isIdle(version))) return undefined;
      version = ir.a[version] ?? -1;
    }
    return undefined;
  }

  /** Whether `use` only looks at the object. */
  #isReading(name: number, use: number): boolean {
    const ir = this.#ir;
    switch (ir.op[use]) {
      case Op.Load:
      case Op.LoadX:
      case Op.Iter:
      case Op.Cmp:
      case Op.Not:
      case Op.Un:
      case Op.Branch:
      case Op.Switch:
        return true;
      case Op.Spread:
        return ir.b[use] === name && ir.a[use] !== name;
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
    // A callback could write.
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

  /** Cell → its CellGet and CellSet instructions. */
  #cellTable(): Csr {
    if (this.#cellUses !== undefined) return this.#cellUses;
    const from: number[] = [];
    const to: number[] = [];
    for (let i = 0; i < this.#ir.op.length; i++) {
      const op = this.#ir.op[i];
      if (op !== Op.CellGet && op !== Op.CellSet) continue;
      from.push(this.#ir.a[i] ?? 0);
      to.push(i);
    }
    this.#cellUses = buildCsr(this.#ir.cells.length, Int32Array.from(from), Int32Array.from(to));
    return this.#cellUses;
  }
}

type UseVerdict = 'fine' | 'bad' | 'same object';

/** Whether values of the operation are primitives, which no call can change. */
function isPrimitiveOperation(op: number): boolean {
  switch (op) {
    case Op.Const:
    case Op.Tpl:
    case Op.Bin:
    case Op.Un:
    case Op.Cmp:
    case Op.Not:
      return true;
    default:
      return false;
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
