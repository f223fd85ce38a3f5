/**
 * The literal parts and holes of a text that is put together: for hosts of URLs and for SQL.
 *
 * Follows templates, `+`, `concat`, `join`, copies, constants, constant cells (into the function that writes them)
 * and fields of object literals. A shape is evidence, not proof: unlike constants, it does not ask whether somebody
 * else wrote to the literal in between.
 */
import { ObjectFields } from './constant-objects.ts';
import { textOf } from './constant-values.ts';
import { type ConstantTable, constantOf } from './constants.ts';
import type { IrModule } from './module.ts';
import { BinOp, Op } from './opcode.ts';
import { callArguments, listAt } from './operands.ts';

/** A piece of a text; the value of a hole may belong to an outer function. */
export type StringPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'hole'; readonly value: number };

/** Parts of one shape. Longer texts end in a hole for the rest. */
const maxParts = 64;
/** Nesting of templates, sums and constants that is followed; what is deeper is a hole. */
const maxDepth = 32;

/** Reads shapes of one file; indexes its object literals once. */
export class StringShapes {
  readonly #ir: IrModule;
  readonly #constants: ConstantTable;
  readonly #fields: ObjectFields;

  constructor(ir: IrModule, constants: ConstantTable) {
    this.#ir = ir;
    this.#constants = constants;
    this.#fields = new ObjectFields(ir);
  }

  /**
   * The parts of the text that the value is, in order. Neighboring texts are joined, so texts and holes may only
   * follow each other as text-hole or hole-hole. A value that is not put together is one hole (-1 if unknown).
   */
  of(value: number): readonly StringPart[] {
    const parts: StringPart[] = [];
    this.#collect(value, parts, 0);
    return parts;
  }

  #collect(value: number, parts: StringPart[], depth: number): void {
    const ir = this.#ir;
    const constant = value < 0 ? undefined : constantOf(this.#constants, value);
    const text = constant === undefined ? undefined : textOf(constant);
    if (text !== undefined) {
      addText(parts, text);
      return;
    }
    if (value < 0 || depth > maxDepth || parts.length >= maxParts) {
      addHole(parts, value);
      return;
    }
    const a = ir.a[value] ?? -1;
    switch (ir.op[value]) {
      case Op.Copy:
      case Op.Pi:
      case Op.Await:
        this.#collect(a, parts, depth + 1);
        return;
      case Op.Tpl:
        listAt(ir, a).forEach((entry, n) => {
          if (n % 2 === 0) addText(parts, ir.strings[entry] ?? '');
          else this.#collect(entry, parts, depth + 1);
        });
        return;
      case Op.Bin:
        if (ir.c[value] === BinOp.Add) this.#collectSum(value, parts, depth);
        else addHole(parts, value);
        return;
      case Op.Call:
        if (!this.#collectCall(value, parts, depth)) addHole(parts, value);
        return;
      default: {
        const target = this.#resolve(value);
        if (target < 0) addHole(parts, value);
        else this.#collect(target, parts, depth + 1);
      }
    }
  }

  /** `a + b` is a text only if one side is; otherwise it may be a sum of numbers, and stays one hole. */
  #collectSum(value: number, parts: StringPart[], depth: number): void {
    const left: StringPart[] = [];
    const right: StringPart[] = [];
    this.#collect(this.#ir.a[value] ?? -1, left, depth + 1);
    this.#collect(this.#ir.b[value] ?? -1, right, depth + 1);
    if (![...left, ...right].some((it) => it.kind === 'text')) {
      addHole(parts, value);
      return;
    }
    for (const part of [...left, ...right]) {
      if (part.kind === 'text') addText(parts, part.text);
      else addHole(parts, part.value);
    }
  }

  /** `text.concat(…)`, `[…].join(constant)`, `String(x)`; false if it is none of them. */
  #collectCall(call: number, parts: StringPart[], depth: number): boolean {
    const ir = this.#ir;
    const callee = ir.a[call] ?? -1;
    const args = callArguments(ir, call);
    if (ir.op[callee] === Op.Global && ir.strings[ir.a[callee] ?? -1] === 'String' && args.length === 1) {
      this.#collect(args[0] ?? -1, parts, depth + 1);
      return true;
    }
    if (ir.op[callee] !== Op.Load) return false;
    const receiver = ir.a[callee] ?? -1;
    const method = ir.strings[ir.b[callee] ?? -1];
    if (method === 'join' && ir.op[receiver] === Op.Arr)
      return this.#collectJoin(receiver, args, parts, depth);
    if (method !== 'concat' || args.some((it) => ir.op[it] === Op.Elems)) return false;
    const own: StringPart[] = [];
    this.#collect(receiver, own, depth + 1);
    if (!own.some((it) => it.kind === 'text')) return false;
    for (const value of [receiver, ...args]) this.#collect(value, parts, depth + 1);
    return true;
  }

  #collectJoin(array: number, args: Int32Array, parts: StringPart[], depth: number): boolean {
    const ir = this.#ir;
    const elements = listAt(ir, ir.a[array] ?? -1);
    if (elements.some((it) => ir.op[it] === Op.Elems)) return false;
    const given = args.length === 0 ? undefined : constantOf(this.#constants, args[0] ?? -1);
    const separator = args.length === 0 ? ',' : given === undefined ? undefined : textOf(given);
    if (separator === undefined) return false;
    elements.forEach((element, n) => {
      if (n > 0) addText(parts, separator);
      this.#collect(element, parts, depth + 1);
    });
    return true;
  }

  /** The value behind a constant cell or a field of a literal, -1 if not known. */
  #resolve(value: number): number {
    const ir = this.#ir;
    if (ir.op[value] === Op.CellGet) {
      const cell = ir.cells[ir.a[value] ?? -1];
      return cell?.isConst === true && cell.writeCount === 1 ? cell.singleValue : -1;
    }
    if (ir.op[value] !== Op.Load) return -1;
    const field = ir.strings[ir.b[value] ?? -1] ?? '';
    const object = ir.a[value] ?? -1;
    const found = this.#fields.find(object, field);
    if (found >= 0) return found;
    // A literal in a literal: `config.api.url`.
    const outer = ir.op[object] === Op.Load ? this.#resolve(object) : -1;
    return outer < 0 ? -1 : Math.max(-1, this.#fields.find(outer, field));
  }
}

function addText(parts: StringPart[], text: string): void {
  if (text === '') return;
  const last = parts.at(-1);
  if (last?.kind === 'text') parts[parts.length - 1] = { kind: 'text', text: last.text + text };
  else if (parts.length < maxParts) parts.push({ kind: 'text', text });
}

function addHole(parts: StringPart[], value: number): void {
  if (parts.length < maxParts) parts.push({ kind: 'hole', value });
}
