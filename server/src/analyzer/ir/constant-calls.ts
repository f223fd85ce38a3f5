/**
 * Calls whose result is known when what they are given is: from a method of a text, a function of the language and
 * constant arguments to a constant.
 *
 * Only functions that depend on nothing else are here, and what a call would throw for or what would be long is not
 * folded. A list is given as its elements.
 */
import type { Constant, IrModule } from './module.ts';
import { Op } from './opcode.ts';

/** Longest text that a call may give, in UTF-16 units. */
const maxLength = 4096;

type Primitive = string | number | boolean | null | undefined;

/** What `text.method(...args)` gives; undefined when that is not folded. */
export function foldTextMethod(
  text: string,
  method: string,
  args: readonly Constant[],
): Constant | undefined {
  const [first, second] = args.map(primitiveOf);
  const word = typeof first === 'string' ? first : undefined;
  const from = typeof first === 'number' ? first : undefined;
  const to = typeof second === 'number' ? second : undefined;
  switch (method) {
    case 'startsWith':
      return word === undefined || args.length > 1 ? undefined : truth(text.startsWith(word));
    case 'endsWith':
      return word === undefined || args.length > 1 ? undefined : truth(text.endsWith(word));
    case 'includes':
      return word === undefined || args.length > 1 ? undefined : truth(text.includes(word));
    case 'indexOf':
      return word === undefined || args.length > 1 ? undefined : number(text.indexOf(word));
    case 'toUpperCase':
      return args.length > 0 ? undefined : string(text.toUpperCase());
    case 'toLowerCase':
      return args.length > 0 ? undefined : string(text.toLowerCase());
    case 'trim':
      return args.length > 0 ? undefined : string(text.trim());
    case 'toString':
    case 'valueOf':
      return args.length > 0 ? undefined : string(text);
    case 'charAt':
      return from === undefined ? undefined : string(text.charAt(from));
    case 'slice':
      return from === undefined || (args.length > 1 && to === undefined)
        ? undefined
        : string(text.slice(from, to));
    case 'substring':
      return from === undefined || (args.length > 1 && to === undefined)
        ? undefined
        : string(text.substring(from, to));
    case 'concat':
      return args.some((it) => it.kind !== 'string')
        ? undefined
        : string(text.concat(...args.map((it) => String(primitiveOf(it)))));
    default:
      return undefined;
  }
}

/** What `[...elements].method(...args)` gives. */
export function foldListMethod(
  elements: readonly Constant[],
  method: string,
  args: readonly Constant[],
): Constant | undefined {
  const [sought, ...more] = args;
  if (sought === undefined || more.length > 0 || ![...elements, sought].every(isPlain)) return undefined;
  const index = elements.findIndex((it) => primitiveOf(it) === primitiveOf(sought));
  if (method === 'includes') return truth(index >= 0);
  return method === 'indexOf' ? number(index) : undefined;
}

/** What a global function gives: `parseInt`, `Number`, `Math.max`. */
export function foldGlobal(name: string, args: readonly Constant[]): Constant | undefined {
  if (args.length === 0 || !args.every(isPlain)) return undefined;
  const [first, second] = args.map(primitiveOf);
  const numbers = args.map((it) => Number(primitiveOf(it)));
  switch (name) {
    case 'parseInt':
    case 'Number.parseInt':
      return number(Number.parseInt(String(first), second === undefined ? undefined : Number(second)));
    case 'parseFloat':
    case 'Number.parseFloat':
      return number(Number.parseFloat(String(first)));
    case 'Number':
      return number(Number(first));
    case 'String':
      return string(String(first));
    case 'Boolean':
      return truth(Boolean(first));
    case 'isNaN':
      return truth(Number.isNaN(Number(first)));
    case 'Math.max':
      return number(Math.max(...numbers));
    case 'Math.min':
      return number(Math.min(...numbers));
    case 'Math.abs':
      return number(Math.abs(numbers[0] ?? 0));
    case 'Math.floor':
      return number(Math.floor(numbers[0] ?? 0));
    case 'Math.ceil':
      return number(Math.ceil(numbers[0] ?? 0));
    case 'Math.round':
      return number(Math.round(numbers[0] ?? 0));
    default:
      return undefined;
  }
}

/** The constant (index, -1 for undefined) that a plain function gives back whenever it returns; undefined if none. */
export function constantReturn(ir: IrModule, functionId: number): number | undefined {
  const record = ir.functions[functionId];
  if (!record || record.isAsync || record.isGenerator) return undefined;
  let found: number | undefined;
  for (let i = record.firstInstruction; i < record.firstInstruction + record.instructionCount; i++) {
    if (ir.op[i] !== Op.Ret) continue;
    const value = ir.a[i] ?? -1;
    if (value < 0 || ir.op[value] !== Op.Const) return undefined;
    const constant = ir.a[value] ?? -1;
    if (found !== undefined && found !== constant) return undefined;
    found = constant;
  }
  return found;
}

/** Whether a function of the file certainly does not come back: it throws, and nothing else. */
export function neverReturns(ir: IrModule, functionId: number): boolean {
  const record = ir.functions[functionId];
  if (!record || record.isAsync || record.isGenerator) return false;
  let throws = false;
  for (let i = record.firstInstruction; i < record.firstInstruction + record.instructionCount; i++) {
    if (ir.op[i] === Op.Ret) return false;
    if (ir.op[i] === Op.Throw) throws = true;
  }
  return throws;
}

function isPlain(constant: Constant): boolean {
  return constant.kind !== 'bigint' && constant.kind !== 'regexp';
}

function primitiveOf(constant: Constant): Primitive {
  switch (constant.kind) {
    case 'null':
      return null;
    case 'undefined':
      return undefined;
    default:
      return constant.value;
  }
}

function truth(value: boolean): Constant {
  return { kind: 'boolean', value };
}

function number(value: number): Constant {
  return { kind: 'number', value };
}

function string(value: string): Constant | undefined {
  return value.length > maxLength ? undefined : { kind: 'string', value };
}
