/**
 * Which names a computed key may be: `record[key]` with `key` out of a list that the program writes down.
 *
 * From the value of a key to the texts it is one of; undefined where it may be any. Keys come from few constants, from a
 * loop over a list literal, or are the parameter of a callback of such a list. Also here: the copy of one field from an
 * object to another under the same key, `to[key] = from[key]`, which keeps the name whatever it is.
 */
import { constantOf, constantsOf } from '../ir/constants.ts';
import type { IrModule } from '../ir/module.ts';
import { IterKind, Op } from '../ir/opcode.ts';
import { literalBehind } from './literal-lists.ts';
import type { ModuleView } from './module-views.ts';

/** Methods of lists → index of the parameter of their callback that is an element. */
const elementParameter: ReadonlyMap<string, number> = new Map([
  ['map', 0],
  ['forEach', 0],
  ['filter', 0],
  ['flatMap', 0],
  ['find', 0],
  ['some', 0],
  ['every', 0],
  ['reduce', 1],
]);

/** See the head of this file. Symbols of the program. */
export class KeyNames {
  readonly #intern: (text: string) => number;
  readonly #names = new Map<number, ReadonlySet<number> | undefined>();
  readonly #copies = new Map<number, number>();
  readonly #closures = new WeakMap<IrModule, ReadonlyMap<number, number>>();

  constructor(intern: (text: string) => number) {
    this.#intern = intern;
  }

  /** Names that a key (file-local value) may be; undefined if that is not known. */
  of(view: ModuleView, key: number): ReadonlySet<number> | undefined {
    const id = view.valueBase + key;
    if (this.#names.has(id)) return this.#names.get(id);
    const texts = this.#textsOf(view, key);
    const names = texts && new Set(texts.map(this.#intern));
    this.#names.set(id, names);
    return names;
  }

  /** The store (file-local) that puts what a load reads under the same key, and is its only user; -1 if there is none. */
  copiedBy({ ir, valueBase, uses }: ModuleView, load: number): number {
    const known = this.#copies.get(valueBase + load);
    if (known !== undefined) return known;
    const start = uses.start[load] ?? 0;
    const isOnly = (uses.start[load + 1] ?? 0) === start + 1;
    const user = isOnly ? (uses.users[start] ?? -1) : -1;
    const isCopy =
      user >= 0 &&
      ir.op[user] === Op.StoreX &&
      ir.c[user] === load &&
      ir.b[user] === ir.b[load] &&
      ir.block[user] === ir.block[load];
    this.#copies.set(valueBase + load, isCopy ? user : -1);
    return isCopy ? user : -1;
  }

  #textsOf(view: ModuleView, key: number): readonly string[] | undefined {
    const { ir, constants } = view;
    const known = constantsOf(constants, key)?.map((constant) =>
      constant.kind === 'string' || constant.kind === 'number' ? String(constant.value) : undefined,
    );
    if (known) return complete(known);
    switch (ir.op[key]) {
      case Op.Copy:
      case Op.Pi:
        return this.#textsOf(view, ir.a[key] ?? -1);
      case Op.Iter:
        return ir.b[key] === IterKind.Of ? elementsOf(view, ir.a[key] ?? -1) : undefined;
      case Op.Param:
        return elementsOf(view, this.#listOfCallback(view, key));
      default:
        return undefined;
    }
  }

  /** The list (file-local value) whose method calls the function of a parameter with each element; -1 if it is none. */
  #listOfCallback(view: ModuleView, parameter: number): number {
    const { ir, uses } = view;
    const closure = this.#closuresOf(ir).get(ir.functionOf[parameter] ?? -1) ?? -1;
    if (closure < 0) return -1;
    const start = uses.start[closure] ?? 0;
    if ((uses.start[closure + 1] ?? 0) !== start + 1) return -1;
    const call = uses.users[start] ?? -1;
    const callee = ir.op[call] === Op.Call ? (ir.a[call] ?? -1) : -1;
    if (callee < 0 || ir.op[callee] !== Op.Load) return -1;
    const isFirst = ir.args[(ir.c[call] ?? -1) + 1] === closure;
    const index = elementParameter.get(ir.strings[ir.b[callee] ?? -1] ?? '');
    return isFirst && index === ir.a[parameter] ? (ir.a[callee] ?? -1) : -1;
  }

  /** Function → the value that is its closure. */
  #closuresOf(ir: IrModule): ReadonlyMap<number, number> {
    const known = this.#closures.get(ir);
    if (known) return known;
    const out = new Map<number, number>();
    for (let i = 0; i < ir.op.length; i++) if (ir.op[i] === Op.Func) out.set(ir.a[i] ?? -1, i);
    this.#closures.set(ir, out);
    return out;
  }
}

function elementsOf({ ir, constants }: ModuleView, list: number): readonly string[] | undefined {
  const elements = list < 0 ? undefined : literalBehind(ir, list);
  return (
    elements &&
    complete(
      elements.map((element) => {
        const constant = constantOf(constants, element);
        return constant?.kind === 'string' ? constant.value : undefined;
      }),
    )
  );
}

function complete(texts: readonly (string | undefined)[]): readonly string[] | undefined {
  const out = texts.flatMap((text) => text ?? []);
  return out.length === texts.length && out.length > 0 ? out : undefined;
}
