/**
 * What the condition of a branch says about the values it tests: one of a list, a number, without "..", of this host.
 *
 * A condition is read as people write it (`list.includes(x)`, `/^\w+$/.test(x)`, `typeof x === 'number'`,
 * `path.resolve(x).startsWith(root)`, `x === 'a'`), through negation and comparison with a position. What is not
 * understood says nothing.
 */
import type { IrModule } from '../ir/module.ts';
import { CmpOp, Op, UnOp } from '../ir/opcode.ts';
import { listAt, phiOperands } from '../ir/operands.ts';
import { Harmless } from './harmless.ts';
import { regexVerdict } from './regex-verdict.ts';

/** A value of which something is known on one side of a branch. */
export interface TestedValue {
  readonly value: number;
  /** Bits of {@link Harmless}. */
  readonly bits: number;
  /** Side of the branch on which they hold. */
  readonly when: boolean;
}

/** Negations and copies that are looked through. */
const maxDepth = 8;
/** Functions longer than this are no predicates. */
const maxPredicate = 80;

const listMethods = new Set(['includes', 'has', 'contains']);
const resolvingFunctions = new Set(['resolve', 'join', 'normalize', 'realpath', 'realpathSync']);
const keepingMethods = new Set(['toLowerCase', 'toUpperCase', 'trim', 'toString', 'normalize', 'String']);
const prototypeKeys = new Set(['__proto__', 'constructor', 'prototype']);
const hostFields = new Set(['hostname', 'host', 'origin']);
/** Functions that know values of a harmless form; others by what their name promises. */
const formTest =
  /^is_?(UUID|Uuid|Int|Integer|SafeInteger|Numeric|Number|Finite|Float|Decimal|Boolean|Alpha|Alphanumeric|Hexadecimal|MongoId|ObjectId|Hash|Date|ISO8601|Port|In|ValidObjectId|ValidId|ValidUuid|ValidUUID)$/;
const promisingName =
  /^is_?[A-Z]\w*$|^(?:has|check|matches|in|are)_?\w*(?:Allowed|Safe|Valid|Permitted|Trusted)\w*$/;
/** Names of tests that say nothing about the form of a text. */
const weakName =
  /^is_?(?:Not_?)?(?:String|Text|Array|Object|PlainObject|Empty|Nil|Null|Undefined|Defined|Function|Truthy|Falsy|Present|Blank|Buffer|Ur[li]|UR[LI]|Link|Https?|Absolute|Error|Admin|Auth|Log|Owner|Active|Enabled|Disabled|Required|Set|Equal|Dev|Prod|Browser|Server|Client|Test|Debug|New|First|Last|Open|Load|Ready|Done|Async|Promise|Iterable|Same|J[Ss][Oo][Nn]|File|Dir|Exist|Base64|Component|Element|Node|Current|Deleted|Member|Of|User)/;
const refusingName =
  /^(?:is|has|contains|check)_?\w*(?:Blocked|Forbidden|Unsafe|Malicious|Invalid|Denied|Dangerous|Private|Internal|External|Traversal|Proto|Prototype|Pollut)\w*$/;

/** What is known of tested values on either side of a branch over `condition`. */
export function readTest(ir: IrModule, condition: number): readonly TestedValue[] {
  return readCondition(ir, condition, true, 0);
}

function readCondition(ir: IrModule, at: number, when: boolean, depth: number): readonly TestedValue[] {
  if (at < 0 || depth > maxDepth) return [];
  const a = ir.a[at] ?? -1;
  switch (ir.op[at]) {
    case Op.Copy:
    case Op.Await:
    case Op.Pi:
      return readCondition(ir, a, when, depth + 1);
    case Op.Not:
      return readCondition(ir, a, !when, depth + 1);
    case Op.Cmp:
      return readComparison(ir, at, when, depth);
    case Op.Call:
      return [...readCall(ir, at, when), ...empty(ir, at, !when)];
    case Op.Phi:
      return [...readBothSides(ir, at, when, depth), ...empty(ir, at, !when)];
    case Op.LoadX:
      // A key that a table has; every object has a prototype.
      return [
        ...tested(ir, ir.b[at] ?? -1, Harmless.All & ~Harmless.Key, when),
        { value: at, bits: Harmless.Known, when: !when },
      ];
    default:
      return empty(ir, at, !when);
  }
}

/** `a && b` and `a || b` as values: what both sides say, where both are known to hold or not to hold. */
function readBothSides(ir: IrModule, phi: number, when: boolean, depth: number): readonly TestedValue[] {
  const [first = -1, right = -1, third] = phiOperands(ir, phi);
  if (first < 0 || right < 0 || third !== undefined) return [];
  const from = ir.predecessors[ir.predecessorStart[ir.block[phi] ?? 0] ?? 0] ?? -1;
  const branch = (ir.blockStart[from + 1] ?? 0) - 1;
  if (ir.op[branch] !== Op.Branch) return [];
  // What is left of a condition that decided is that it was falsy, or truthy.
  const left = ir.a[branch] ?? -1;
  if (ir.op[first] !== Op.Unk && behindNames(ir, left) !== behindNames(ir, first)) return [];
  const isAnd = ir.successors[(ir.successorStart[from] ?? 0) + 1] === ir.block[phi];
  // Both hold where `a && b` is true, and neither where `a || b` is false.
  const isBoth = (one: TestedValue): boolean => one.when === (isAnd === when);
  const ofLeft = readCondition(ir, left, when, depth + 1);
  const ofRight = readCondition(ir, right, when, depth + 1);
  return [
    ...ofLeft.filter(isBoth),
    ...ofRight.filter(isBoth),
    ...whatEitherSays(
      ir,
      ofLeft.filter((one) => !isBoth(one)),
      ofRight.filter((one) => !isBoth(one)),
    ),
  ];
}

/** `x === 'a' || x === 'b'`: where only one of two tests is known to hold, what both say about the same value. */
function whatEitherSays(
  ir: IrModule,
  left: readonly TestedValue[],
  right: readonly TestedValue[],
): readonly TestedValue[] {
  const out: TestedValue[] = [];
  for (const { value, bits, when } of left)
    for (const other of right)
      if (other.when === when && (bits & other.bits) !== 0 && isSameValue(ir, value, other.value))
        out.push({ value, bits: bits & other.bits, when });
  return out;
}

/** Whether two values are one, as far as names and fields read from it show. */
function isSameValue(ir: IrModule, one: number, other: number): boolean {
  const a = behindNames(ir, one);
  const b = behindNames(ir, other);
  if (a === b) return true;
  return (
    ir.op[a] === Op.Load &&
    ir.op[b] === Op.Load &&
    ir.b[a] === ir.b[b] &&
    behindNames(ir, ir.a[a] ?? -1) === behindNames(ir, ir.a[b] ?? -1)
  );
}

/** What the result of a function says about its first parameter, when it is true and when it is not. */
export function readPredicate(
  ir: IrModule,
  value: number,
): { readonly whenTrue: number; readonly whenFalse: number } | undefined {
  const at = behindNames(ir, value);
  const record = ir.op[at] === Op.Func ? ir.functions[ir.a[at] ?? 0] : undefined;
  const parameter = record?.params[0]?.value ?? -1;
  if (record === undefined || parameter < 0 || record.instructionCount > maxPredicate) return undefined;
  let result = -1;
  for (let i = record.firstInstruction; i < record.firstInstruction + record.instructionCount; i++) {
    if (ir.op[i] !== Op.Ret || ir.functionOf[i] !== ir.a[at]) continue;
    if (result >= 0) return undefined;
    result = ir.a[i] ?? -1;
  }
  let whenTrue = 0;
  let whenFalse = 0;
  for (const one of readCondition(ir, result, true, 0)) {
    if (behindNames(ir, one.value) !== parameter) continue;
    if (one.when) whenTrue |= one.bits;
    else whenFalse |= one.bits;
  }
  return { whenTrue, whenFalse };
}

function readComparison(ir: IrModule, at: number, when: boolean, depth: number): readonly TestedValue[] {
  const operator = ir.c[at] ?? 0;
  const left = ir.a[at] ?? -1;
  const right = ir.b[at] ?? -1;
  if (operator === CmpOp.In)
    return [
      ...tested(ir, left, Harmless.All & ~Harmless.Key, when),
      ...tested(ir, left, Harmless.Key, !when),
    ];
  const position = readPosition(ir, operator, left, right);
  if (position !== undefined) {
    const { call, isFound } = position;
    return readCall(ir, call, when === isFound, position.isAtStart);
  }
  if (operator >= CmpOp.Less && operator <= CmpOp.GreaterEqual)
    return readLength(ir, operator, left, right, when);
  if (operator > CmpOp.StrictNotEqual) return [];
  const isEqual = operator === CmpOp.LooseEqual || operator === CmpOp.StrictEqual;
  const holds = when === isEqual;
  for (const [one, other] of [
    [left, right],
    [right, left],
  ] as const) {
    const constant = constantAt(ir, other);
    if (constant?.kind === 'boolean') return readCondition(ir, one, holds === constant.value, depth + 1);
    if (constant?.kind === 'null' || constant?.kind === 'undefined' || isUndefined(ir, other))
      return tested(ir, one, Harmless.Known, holds);
    if (constant?.kind === 'string') {
      if (ir.op[one] === Op.Un && ir.c[one] === UnOp.TypeOf)
        return tested(ir, ir.a[one] ?? -1, bitsOfType(constant.value), holds);
      const known = prototypeKeys.has(constant.value) ? tested(ir, one, Harmless.Key, !holds) : [];
      return [...tested(ir, one, Harmless.All | Harmless.Known, holds), ...known];
    }
    if (constant?.kind === 'number')
      return [
        ...tested(ir, one, Harmless.All | Harmless.Known, holds),
        ...(constant.value === 0 ? empty(ir, one, holds) : []),
      ];
    if (isHostField(ir, one)) return tested(ir, one, Harmless.Host, holds);
  }
  return [];
}

/** `text.length > 1000`: on one side, it is short. */
function readLength(
  ir: IrModule,
  operator: number,
  left: number,
  right: number,
  when: boolean,
): readonly TestedValue[] {
  const isLength = (value: number): boolean =>
    ir.op[value] === Op.Load && (ir.strings[ir.b[value] ?? 0] ?? '') === 'length';
  const isUpper = operator === CmpOp.Less || operator === CmpOp.LessEqual;
  if (isLength(behindNames(ir, left)))
    return tested(ir, ir.a[behindNames(ir, left)] ?? -1, Harmless.Short, when === isUpper);
  if (isLength(behindNames(ir, right)))
    return tested(ir, ir.a[behindNames(ir, right)] ?? -1, Harmless.Short, when !== isUpper);
  return [];
}

/** A value that is falsy, and what has no length then. */
function empty(ir: IrModule, value: number, when: boolean): readonly TestedValue[] {
  let at = value;
  while (at >= 0 && (ir.op[at] === Op.Copy || ir.op[at] === Op.Pi)) at = ir.a[at] ?? -1;
  const isLength = ir.op[at] === Op.Load && /^(length|size)$/.test(ir.strings[ir.b[at] ?? 0] ?? '');
  const owner = isLength ? tested(ir, ir.a[at] ?? -1, Harmless.Known, when) : [];
  return [{ value, bits: Harmless.Known, when }, ...owner];
}

function isUndefined(ir: IrModule, value: number): boolean {
  const at = behindNames(ir, value);
  return at >= 0 && ir.op[at] === Op.Global && ir.strings[ir.a[at] ?? 0] === 'undefined';
}

function bitsOfType(type: string): number {
  if (type === 'undefined') return Harmless.Known;
  if (type === 'number' || type === 'boolean' || type === 'bigint') return Harmless.All;
  return type === 'string' ? Harmless.Text : 0;
}

/** `list.indexOf(x) >= 0` and its relatives: which call, and whether a true comparison means that it was found. */
function readPosition(
  ir: IrModule,
  operator: number,
  left: number,
  right: number,
): { readonly call: number; readonly isFound: boolean; readonly isAtStart: boolean } | undefined {
  if (ir.op[left] !== Op.Call || !/^(indexOf|lastIndexOf|search|findIndex)$/.test(nameOf(ir, left)))
    return undefined;
  const constant = numberAt(ir, right);
  if (constant === undefined) return undefined;
  const isEqual = operator === CmpOp.LooseEqual || operator === CmpOp.StrictEqual;
  const isUnequal = operator === CmpOp.LooseNotEqual || operator === CmpOp.StrictNotEqual;
  if (constant === 0 && (isEqual || isUnequal)) return { call: left, isFound: isEqual, isAtStart: true };
  if (constant === -1 && (isEqual || isUnequal)) return { call: left, isFound: isUnequal, isAtStart: false };
  if (operator === CmpOp.Greater || operator === CmpOp.GreaterEqual)
    return { call: left, isFound: true, isAtStart: false };
  if (operator === CmpOp.Less || operator === CmpOp.LessEqual)
    return { call: left, isFound: false, isAtStart: false };
  return undefined;
}

function readCall(ir: IrModule, call: number, when: boolean, isAtStart = false): readonly TestedValue[] {
  const name = nameOf(ir, call);
  const receiver = ir.b[call] ?? -1;
  const args = [...listAt(ir, ir.c[call] ?? 0)];
  const first = args[0] ?? -1;
  if (name === 'hasOwn' || name === 'hasOwnProp' || (name === 'has' && args.length > 1))
    return readOwn(ir, first, args[1] ?? -1, when);
  if (name === 'hasOwnProperty') return readOwn(ir, receiver, first, when);
  if (name === 'call' && /^has_?Own/i.test(nameOfValue(ir, receiver)))
    return readOwn(ir, first, args[1] ?? -1, when);
  if (name === 'startsWith' || isAtStart) return readStart(ir, receiver, first, when);
  if (listMethods.has(name) || name === 'indexOf') {
    const text = textAt(ir, first);
    if (text !== undefined) return tested(ir, receiver, bitsOfPart(text), !when);
    return isListOfRefused(ir, receiver)
      ? tested(ir, first, Harmless.Key | Harmless.Other, !when)
      : tested(ir, first, Harmless.All, when);
  }
  if (name === 'test' || name === 'exec') return readRegex(ir, receiver, first, when);
  if (name === 'match' || name === 'search') return readRegex(ir, first, receiver, when);
  if (name === 'some' || name === 'every') {
    const told = readPredicate(ir, first);
    if (told === undefined) return [];
    return name === 'some'
      ? tested(ir, receiver, told.whenFalse, !when)
      : tested(ir, receiver, told.whenTrue, when);
  }
  if (name === 'isNaN') return tested(ir, first, Harmless.All, !when);
  if (name === 'isString') return tested(ir, first, Harmless.Text, when);
  if (formTest.test(name)) return tested(ir, first, Harmless.All, when);
  if (name === 'isValid' || name === 'validate') {
    const owner = receiver < 0 ? packageOf(ir, ir.a[call] ?? -1) : nameOfValue(ir, receiver);
    return /^(ObjectId|Types|uuid|ObjectID|mongoose)$/.test(owner)
      ? tested(ir, first, Harmless.All, when)
      : [];
  }
  if (refusingName.test(name)) return args.flatMap((value) => tested(ir, value, Harmless.All, !when));
  if (promisingName.test(name) && !weakName.test(name))
    return args.flatMap((value) => tested(ir, value, Harmless.All, when));
  return [];
}

/** A key that an object has itself; of the object that it was taken from, that says nothing. */
function readOwn(ir: IrModule, owner: number, key: number, when: boolean): readonly TestedValue[] {
  const at = behindNames(ir, key);
  const isItsOwn = ir.op[at] === Op.Iter && behindNames(ir, ir.a[at] ?? -1) === behindNames(ir, owner);
  return tested(ir, key, isItsOwn ? Harmless.All & ~Harmless.Key : Harmless.All, when);
}

/** Whether a list says what is not allowed: by its name, or since it holds the key of prototypes. */
function isListOfRefused(ir: IrModule, written: number): boolean {
  // In a loop, the list is joined with what calls may have left of it.
  const joined = behindNames(ir, written);
  const list = ir.op[joined] === Op.Phi ? (phiOperands(ir, joined)[0] ?? -1) : written;
  if (
    /block|deny|denied|forbid|unsafe|danger|proto|\bbad|blacklist|reserved|illegal|ignored?/i.test(
      nameOfValue(ir, list),
    )
  )
    return true;
  let at = behindNames(ir, list);
  if (ir.op[at] === Op.New) at = behindNames(ir, listAt(ir, ir.c[at] ?? 0)[0] ?? -1);
  if (ir.op[at] !== Op.Arr) return false;
  return listAt(ir, ir.a[at] ?? 0).some((item) => prototypeKeys.has(textAt(ir, item) ?? ''));
}

function readRegex(ir: IrModule, regex: number, value: number, when: boolean): readonly TestedValue[] {
  const constant = constantAt(ir, regex);
  // An expression that comes from elsewhere is taken for one that says how a value must look.
  if (constant?.kind !== 'regexp') return constant ? [] : tested(ir, value, Harmless.All, when);
  const { whenMatched, whenNot } = regexVerdict(constant.value);
  return [...tested(ir, value, whenMatched, when), ...tested(ir, value, whenNot, !when)];
}

function readStart(ir: IrModule, receiver: number, start: number, when: boolean): readonly TestedValue[] {
  const text = textAt(ir, start);
  if (text !== undefined && /^(https?:)?\/\/[^/]+\//.test(text))
    return tested(ir, receiver, Harmless.Host, when);
  if (text === '//') return tested(ir, receiver, Harmless.Host, !when);
  const at = behindNames(ir, receiver);
  const name = ir.op[at] === Op.Call ? nameOf(ir, at) : '';
  if (text?.startsWith('..') === true) {
    const whole = name === 'relative' ? (listAt(ir, ir.c[at] ?? 0)[1] ?? -1) : -1;
    return [receiver, whole].flatMap((one) => (one < 0 ? [] : tested(ir, one, Harmless.Path, !when)));
  }
  return resolvingFunctions.has(name) ? tested(ir, receiver, Harmless.Path, when) : [];
}

/** A part that a text does not have. */
function bitsOfPart(part: string): number {
  if (part === '..' || part === '../' || part === '/' || part === './') return Harmless.Path;
  return part === '//' || part === '://' ? Harmless.Host : 0;
}

/** The value, and what it is a plain form of: `x.trim()` was tested, so `x` was. */
function tested(ir: IrModule, value: number, bits: number, when: boolean): readonly TestedValue[] {
  const out: TestedValue[] = [];
  let known = bits;
  let at = value;
  for (let depth = 0; depth < maxDepth && at >= 0 && known !== 0; depth++) {
    out.push({ value: at, bits: known, when });
    const source = behindNames(ir, at);
    if (source !== at) {
      // What a variable is given later is not what it was found to be.
      known &= Harmless.All;
      if (known === 0) break;
      out.push({ value: source, bits: known, when });
    }
    if (isHostField(ir, source)) known &= Harmless.Host;
    else if (ir.op[source] === Op.New || ir.op[source] === Op.Call) {
      const name = nameOf(ir, source);
      const first = listAt(ir, ir.c[source] ?? 0)[0] ?? -1;
      if (/^(URL|parse)$/.test(name) && known === Harmless.Host) at = first;
      else if (keepingMethods.has(name)) at = name === 'String' ? first : (ir.b[source] ?? -1);
      else break;
      continue;
    } else break;
    at = ir.a[source] ?? -1;
  }
  return out;
}

function isHostField(ir: IrModule, value: number): boolean {
  return value >= 0 && ir.op[value] === Op.Load && hostFields.has(ir.strings[ir.b[value] ?? 0] ?? '');
}

/** What a value is under its names: copies, awaited values, variables that are written once. */
export function behindNames(ir: IrModule, value: number): number {
  let at = value;
  for (let depth = 0; depth < 20 && at >= 0; depth++) {
    const op = ir.op[at];
    if (op === Op.Copy || op === Op.Await || op === Op.Pi || op === Op.Post) at = ir.a[at] ?? -1;
    else if (op === Op.CellGet && (ir.cells[ir.a[at] ?? 0]?.singleValue ?? -1) >= 0)
      at = ir.cells[ir.a[at] ?? 0]?.singleValue ?? -1;
    else return at;
  }
  return at;
}

/** Last name of what is called: `a.b.c(…)` is c. */
export function nameOf(ir: IrModule, call: number): string {
  return nameOfValue(ir, ir.a[call] ?? -1);
}

function nameOfValue(ir: IrModule, value: number): string {
  switch (ir.op[value]) {
    case Op.Load:
    case Op.Global:
      return ir.strings[(ir.op[value] === Op.Load ? ir.b[value] : ir.a[value]) ?? 0] ?? '';
    case Op.Import: {
      const { name = '', specifier = '' } = ir.imports[ir.a[value] ?? 0] ?? {};
      return name === '*' || name === 'default' ? specifier : name;
    }
    case Op.Func:
      return ir.functions[ir.a[value] ?? 0]?.name ?? '';
    case Op.CellGet:
      return ir.cells[ir.a[value] ?? 0]?.name ?? '';
    case Op.Copy:
    case Op.Post:
      return nameOfValue(ir, ir.a[value] ?? -1);
    default:
      return '';
  }
}

/** Package that a plain function was imported from. */
function packageOf(ir: IrModule, callee: number): string {
  return ir.op[callee] === Op.Import ? (ir.imports[ir.a[callee] ?? 0]?.specifier ?? '') : '';
}

/** The constant that a value is, under all its names. */
export function constantAt(ir: IrModule, value: number): IrModule['constants'][number] | undefined {
  const at = behindNames(ir, value);
  return at >= 0 && ir.op[at] === Op.Const ? ir.constants[ir.a[at] ?? 0] : undefined;
}

function textAt(ir: IrModule, value: number): string | undefined {
  const constant = constantAt(ir, value);
  return constant?.kind === 'string' ? constant.value : undefined;
}

function numberAt(ir: IrModule, value: number): number | undefined {
  const at = behindNames(ir, value);
  if (at >= 0 && ir.op[at] === Op.Un && ir.c[at] === UnOp.Minus) {
    const inner = constantAt(ir, ir.a[at] ?? -1);
    return inner?.kind === 'number' ? -inner.value : undefined;
  }
  const constant = constantAt(ir, at);
  return constant?.kind === 'number' ? constant.value : undefined;
}
