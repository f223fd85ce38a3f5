/**
 * What the uses of a value in its module say it is: an object with fields, a text, something that makes objects.
 */
import type { IrModule } from '../ir/module.ts';
import { Op } from '../ir/opcode.ts';
import { callArguments } from '../ir/operands.ts';
import { usesOf } from '../ir/uses.ts';
import type { ModuleScan } from './module-scan.ts';
import { calleeNameOf } from './value-names.ts';

/** Whether anything is done with the value that only objects and lists allow. */
export function isUsedAsObject(scan: ModuleScan, value: number): boolean {
  const { ir } = scan;
  const { start, users } = usesOf(ir);
  for (let i = start[value] ?? 0; i < (start[value + 1] ?? 0); i++) {
    const user = users[i] ?? -1;
    switch (ir.op[user]) {
      case Op.Load:
      case Op.LoadX:
      case Op.Store:
      case Op.Rest:
      case Op.Iter:
      case Op.Elems:
        if (ir.a[user] === value && !isTextMember(ir, user)) return true;
        break;
      case Op.Spread:
        return true;
      case Op.Call:
        if (takesObject(ir, user) && callArguments(ir, user)[0] === value) return true;
        break;
      default:
        break;
    }
  }
  return false;
}

/** `JSON.stringify(patient)`, `Object.entries(patient)`: nobody writes that for a text. */
function takesObject(ir: IrModule, call: number): boolean {
  const callee = ir.a[call] ?? -1;
  const owner = ir.a[callee] ?? -1;
  if (ir.op[callee] !== Op.Load || ir.op[owner] !== Op.Global) return false;
  const name = `${ir.strings[ir.a[owner] ?? -1]}.${ir.strings[ir.b[callee] ?? -1]}`;
  return /^(?:JSON\.stringify|Object\.(?:keys|values|entries|assign))$/.test(name);
}

/**
 * Whether fields of the value are read, other than to call them: then it is an object, not a text or a list. A path
 * that is read by a function (`get(json, path)`) counts, and so does what an inner function reads of a constant.
 */
export function hasFieldsRead(scan: ModuleScan, value: number): boolean {
  const { ir, isCallee } = scan;
  const { start, users } = usesOf(ir);
  for (let i = start[value] ?? 0; i < (start[value + 1] ?? 0); i++) {
    const user = users[i] ?? -1;
    if (ir.op[user] === Op.Load && isCallee[user] !== 1 && !isTextMember(ir, user)) return true;
    if (ir.op[user] === Op.Rest && ir.c[user] === -1) return true;
    if (ir.op[user] === Op.Call && readsPath(ir, user, value)) return true;
    if (ir.op[user] === Op.CellSet && captured(ir, user, value).some((read) => hasFieldsRead(scan, read)))
      return true;
  }
  return false;
}

const pathReaders: ReadonlySet<string> = new Set([
  'get',
  'getPath',
  'path',
  'at',
  'pick',
  'prop',
  'property',
]);

/** `_.get(dicomJson, tag)`: an element of the object, named by a value. */
function readsPath(ir: IrModule, call: number, object: number): boolean {
  const [first = -1, second = -1] = callArguments(ir, call);
  if (first !== object || second < 0 || ir.op[second] === Op.Func) return false;
  return pathReaders.has(calleeNameOf(ir, ir.a[call] ?? -1));
}

/** Where inner functions read a variable that is set only here. */
function captured(ir: IrModule, set: number, value: number): readonly number[] {
  const cell = ir.a[set] ?? -1;
  if (ir.cells[cell]?.singleValue !== value) return [];
  let reads = cellReads.get(ir);
  if (reads === undefined) {
    reads = new Map();
    for (let at = 0; at < ir.op.length; at++) {
      if (ir.op[at] !== Op.CellGet) continue;
      const known = reads.get(ir.a[at] ?? -1);
      if (known === undefined) reads.set(ir.a[at] ?? -1, [at]);
      else known.push(at);
    }
    cellReads.set(ir, reads);
  }
  return reads.get(cell) ?? [];
}

/** Cell → the instructions that read it. */
const cellReads = new WeakMap<IrModule, Map<number, number[]>>();

/** Fields that hold the content of a text that is kept as an object: `email.value`, `phone.number`. */
const contentFields: ReadonlySet<string> = new Set([
  ...[
    'value',
    'number',
    'text',
    'address',
    'content',
    'raw',
    'data',
    'current',
    'formatted',
    'normalized',
    'original',
  ],
  ...['target', 'error', 'message', 'errors', 'props', 'type', 'year', 'month', 'day'],
]);

/** Whether fields of the value are read that neither texts nor objects that hold one text have. */
export function hasOwnFields(scan: ModuleScan, value: number): boolean {
  const { ir, isCallee } = scan;
  const { start, users } = usesOf(ir);
  for (let i = start[value] ?? 0; i < (start[value + 1] ?? 0); i++) {
    const user = users[i] ?? -1;
    if (ir.op[user] !== Op.Load || ir.a[user] !== value || isCallee[user] === 1 || isTextMember(ir, user))
      continue;
    if (!contentFields.has(ir.strings[ir.b[user] ?? -1] ?? '')) return true;
  }
  return false;
}

/** Fields that tell how it stands with a text: `phone.error`. */
const stateFields: ReadonlySet<string> = new Set(['error', 'errors', 'message', 'touched', 'invalid']);

/** Whether what is read of the value tells how it stands with it: then the text is one of its fields. */
export function hasStateFields(scan: ModuleScan, value: number): boolean {
  const { ir } = scan;
  const { start, users } = usesOf(ir);
  for (let i = start[value] ?? 0; i < (start[value + 1] ?? 0); i++) {
    const user = users[i] ?? -1;
    if (ir.op[user] === Op.Load && stateFields.has(ir.strings[ir.b[user] ?? -1] ?? '')) return true;
  }
  return false;
}

/** Methods of lists and the parameter of their callback that is an element. */
const elementParameters: ReadonlyMap<string, number> = new Map([
  ['map', 0],
  ['forEach', 0],
  ['filter', 0],
  ['find', 0],
  ['some', 0],
  ['every', 0],
  ['flatMap', 0],
  ['sort', 0],
  ['reduce', 1],
]);
/** Methods of lists that give elements of the list, or a list of them. */
const listMethods: ReadonlySet<string> = new Set([
  'filter',
  'sort',
  'slice',
  'concat',
  'reverse',
  'find',
  'at',
  'pop',
]);

/**
 * Whether elements of a list are used as objects: `medications.map((each) => each.uuid)`. Then they are records, whose
 * data lies in fields of their own.
 */
export function hasElementsWithFields(scan: ModuleScan, value: number, depth = 0): boolean {
  const { ir } = scan;
  const { start, users } = usesOf(ir);
  for (let i = start[value] ?? 0; i < (start[value + 1] ?? 0); i++) {
    const user = users[i] ?? -1;
    const op = ir.op[user];
    if (op === Op.Iter || op === Op.LoadX) {
      if (ir.a[user] === value && hasFieldsRead(scan, user)) return true;
    } else if (op === Op.Load) {
      const name = ir.strings[ir.b[user] ?? -1] ?? '';
      if (/^\d+$/.test(name) && hasFieldsRead(scan, user)) return true;
    } else if (op === Op.Call && ir.b[user] === value) {
      const callee = ir.a[user] ?? -1;
      const name = ir.op[callee] === Op.Load ? (ir.strings[ir.b[callee] ?? -1] ?? '') : '';
      const callback = callArguments(ir, user)[0] ?? -1;
      const parameter = elementParameters.get(name);
      const body = ir.op[callback] === Op.Func ? ir.functions[ir.a[callback] ?? -1] : undefined;
      const element = parameter === undefined ? undefined : body?.params[parameter]?.value;
      if (element !== undefined && hasFieldsRead(scan, element)) return true;
      if (depth < 3 && listMethods.has(name) && hasElementsWithFields(scan, user, depth + 1)) return true;
    } else if (depth < 3 && (op === Op.Copy || op === Op.Pi || op === Op.Post) && ir.a[user] === value) {
      if (hasElementsWithFields(scan, user, depth + 1)) return true;
    }
  }
  return false;
}

/** Members that strings and lists have as well, and indices. */
function isTextMember(ir: IrModule, value: number): boolean {
  if (ir.op[value] !== Op.Load) return false;
  const name = ir.strings[ir.b[value] ?? -1] ?? '';
  return (
    /^\d+$/.test(name) ||
    name === 'length' ||
    name === 'toString' ||
    name === 'trim' ||
    name === 'split' ||
    name === 'toLowerCase'
  );
}

/** Whether the operation gives whole values rather than texts made of them. */
export function makesObjects(scan: ModuleScan, value: number): boolean {
  const op = scan.ir.op[value];
  return op === Op.Call || op === Op.Await || op === Op.Iter || op === Op.LoadX || op === Op.Rest;
}
