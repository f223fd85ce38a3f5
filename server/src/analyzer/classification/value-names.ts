/**
 * What the values of one module are called, and below whom: the chains that names are classified with.
 *
 * Walks definitions backwards, a few steps only: from a field to its object, from an element to its collection, from
 * a callback's parameter to the collection it is called for, from `this` to the class. Names of declared types stand
 * before names of variables, so that `p.name` with `p: Patient` reads as `Patient.p.name`.
 */
import type { IrModule } from '../ir/module.ts';
import { Op } from '../ir/opcode.ts';
import { callArguments, listAt } from '../ir/operands.ts';
import { declaredTypeOf } from '../program/value-lookup.ts';

/** Steps back from a value. Owners further away say too little about it. */
const maxDepth = 6;

/** Methods that call their function with elements of the receiver; the number is the parameter that gets them. */
const elementMethods: ReadonlyMap<string, number> = new Map([
  ['map', 0],
  ['forEach', 0],
  ['filter', 0],
  ['find', 0],
  ['findLast', 0],
  ['some', 0],
  ['every', 0],
  ['flatMap', 0],
  ['sort', 0],
  ['toSorted', 0],
  ['reduce', 1],
  ['then', 0],
  ['each', 0],
]);

/** Wrappers whose first argument is what the value is about. */
const wrapperTypes: ReadonlySet<string> = new Set([
  'Promise',
  'Partial',
  'Required',
  'Readonly',
  'Array',
  'ReadonlyArray',
  'Pick',
  'Omit',
  'NonNullable',
  'Awaited',
  'Set',
  'Ref',
  'Observable',
  'Loaded',
  'HydratedDocument',
  'WithId',
  'Nullable',
  'Maybe',
  'Signal',
]);

/** Names of values of one module. */
export interface ValueNames {
  /** Names of the value and of its owners, outermost first. */
  readonly chainOf: (value: number) => readonly string[];
  /** The name of a value: its field, parameter or variable; empty if it has none. */
  readonly nameOf: (value: number) => string;
  /** Name of the class whose member a function is (or lies in), empty if none. */
  readonly classNameOf: (functionId: number) => string;
  /** Name of the declared type of a value without wrappers, empty if it has none. */
  readonly typeNameOf: (value: number) => string;
}

/** Names of the values of a module. `stripCallVerb` says what a call gives by the name of the function. */
export function createValueNames(
  ir: IrModule,
  stripCallVerb: (name: string) => string | undefined,
): ValueNames {
  const elementOwners = findElementOwners(ir);
  const text = (symbol: number | undefined): string => ir.strings[symbol ?? -1] ?? '';
  const classNameOf = (functionId: number): string => {
    for (let f = functionId; f >= 0; f = ir.functions[f]?.parent ?? -1) {
      const classId = ir.functions[f]?.classId ?? -1;
      if (classId >= 0) return ir.classes[classId]?.name ?? '';
    }
    return '';
  };
  const typeNameOf = (value: number): string => typeName(ir, declaredTypeOf(ir, value), 0);
  const nameOf = (value: number): string => {
    switch (ir.op[value]) {
      case Op.Load:
        return text(ir.b[value]);
      case Op.Param:
        return text(ir.b[value]) || text(ir.name[value]);
      case Op.Global:
        return text(ir.a[value]);
      case Op.CellGet:
        return ir.cells[ir.a[value] ?? -1]?.name ?? '';
      default:
        return text(ir.name[value]);
    }
  };
  const collect = (value: number, depth: number, chain: string[]): void => {
    if (value < 0 || depth > maxDepth) return;
    const a = ir.a[value] ?? -1;
    switch (ir.op[value]) {
      case Op.Load:
        collect(a, depth + 1, chain);
        push(chain, text(ir.b[value]));
        break;
      case Op.LoadX:
      case Op.Iter:
        // An element is what its collection holds, whatever the variable is called: `match` of `patients`.
        push(chain, text(ir.name[value]));
        collect(a, depth + 1, chain);
        push(chain, typeNameOf(value));
        return;
      case Op.Rest:
        collect(a, depth + 1, chain);
        break;
      case Op.Param: {
        const owner = elementOwners.get(value);
        if (owner === undefined) {
          push(chain, typeNameOf(value));
          push(chain, text(ir.b[value]));
        } else {
          push(chain, text(ir.b[value]));
          collect(owner, depth + 1, chain);
          push(chain, typeNameOf(value));
        }
        return;
      }
      case Op.This:
        push(chain, classNameOf(ir.functionOf[value] ?? -1));
        break;
      case Op.Global:
        push(chain, text(a));
        break;
      case Op.Import:
        push(chain, importName(ir, a));
        break;
      case Op.CellGet: {
        const cell = ir.cells[a];
        push(chain, typeName(ir, cell?.type ?? -1, 0));
        push(chain, cell?.name ?? '');
        break;
      }
      case Op.Call:
        // patients.filter(…) and patients.at(0) are still the patients.
        if (ir.op[a] === Op.Load && collectionMethods.has(text(ir.b[a]))) {
          push(chain, text(ir.name[value]));
          collect(ir.a[a] ?? -1, depth + 1, chain);
          return;
        }
        // getPatient() gives a patient.
        push(chain, stripCallVerb(calleeNameOf(ir, a, text)) ?? '');
        break;
      case Op.New:
        push(chain, nameOf(a));
        break;
      case Op.Phi: {
        const first = listAt(ir, a).find((entry) => entry >= 0 && entry < value);
        if (first !== undefined) collect(first, depth + 1, chain);
        break;
      }
      case Op.Await:
      case Op.Copy:
      case Op.Pi:
      case Op.Post:
      case Op.Store:
      case Op.StoreX:
      case Op.Spread:
      case Op.Del:
      case Op.Elems:
      case Op.Yield:
        collect(a, depth + 1, chain);
        break;
      default:
        break;
    }
    push(chain, typeNameOf(value));
    push(chain, text(ir.name[value]));
  };
  return {
    chainOf: (value) => {
      const chain: string[] = [];
      collect(value, 0, chain);
      return chain;
    },
    nameOf,
    classNameOf,
    typeNameOf,
  };
}

/** Array methods whose result is made of elements of the receiver. */
export const collectionMethods: ReadonlySet<string> = new Set([
  'filter',
  'find',
  'findLast',
  'at',
  'slice',
  'sort',
  'toSorted',
  'reverse',
  'toReversed',
  'pop',
  'shift',
  'concat',
  'values',
  'get',
  'flat',
  'splice',
  'toSpliced',
]);

function push(chain: string[], name: string): void {
  // An index says nothing about whose the element is.
  if (name !== '' && chain[chain.length - 1] !== name && !/^\d+$/.test(name)) chain.push(name);
}

function importName(ir: IrModule, importId: number): string {
  const name = ir.imports[importId]?.name ?? '';
  return name === '*' || name === 'default' ? '' : name;
}

/** The last name of a callee: member, cell, global, import or function. */
export function calleeNameOf(
  ir: IrModule,
  callee: number,
  text: (symbol: number | undefined) => string = (symbol) => ir.strings[symbol ?? -1] ?? '',
): string {
  const a = ir.a[callee] ?? -1;
  switch (ir.op[callee]) {
    case Op.Load:
      return text(ir.b[callee]);
    case Op.Global:
      return text(a);
    case Op.CellGet:
      return ir.cells[a]?.name ?? '';
    case Op.Import:
      return importName(ir, a) || text(ir.name[callee]);
    case Op.Func:
      return ir.functions[a]?.name ?? '';
    case Op.Copy:
    case Op.Pi:
      return calleeNameOf(ir, a, text);
    default:
      return text(ir.name[callee]);
  }
}

/** The name of a type as written, wrappers and array marks off, without its namespace. */
function typeName(ir: IrModule, type: number, depth: number): string {
  const it = ir.types[type];
  if (it === undefined || depth > 4) return '';
  if (it.kind === 'array') return typeName(ir, it.element, depth + 1);
  if (it.kind === 'union') {
    const names = it.members.map((member) => typeName(ir, member, depth + 1)).filter((name) => name !== '');
    return names.length === 1 ? (names[0] ?? '') : '';
  }
  if (it.kind !== 'reference') return '';
  if (wrapperTypes.has(it.name)) return typeName(ir, it.args[0] ?? -1, depth + 1);
  return it.name.slice(it.name.lastIndexOf('.') + 1);
}

/** Param instruction → the collection whose elements it gets. */
function findElementOwners(ir: IrModule): ReadonlyMap<number, number> {
  const owners = new Map<number, number>();
  for (let call = 0; call < ir.op.length; call++) {
    if (ir.op[call] !== Op.Call) continue;
    const callee = ir.a[call] ?? -1;
    if (ir.op[callee] !== Op.Load) continue;
    const parameter = elementMethods.get(ir.strings[ir.b[callee] ?? -1] ?? '');
    if (parameter === undefined) continue;
    const callback = callArguments(ir, call)[0] ?? -1;
    if (ir.op[callback] !== Op.Func) continue;
    const param = ir.functions[ir.a[callback] ?? -1]?.params[parameter]?.value;
    if (param !== undefined) owners.set(param, ir.a[callee] ?? -1);
  }
  return owners;
}
