/**
 * The text of a statement in a query language as the code puts it together, with the values that are put into it.
 *
 * From a value of one module to constant text in which `?` stands for each hole. Literals, templates, `+`, variables
 * that are set once, objects that name the text (`{ text, values }`), and calls that shape, fill or finish it are read. Where a condition is added on some
 * ways only, the text is what all ways have in common, so nothing is taken for certain that only sometimes holds.
 */
import { BinOp, Op } from '../ir/opcode.ts';
import { phiOperands } from '../ir/operands.ts';
import type { ProgramModule } from '../program/program.ts';
import { argumentAt, argumentCount } from './call-arguments.ts';

/** See the head of this file. */
export interface Statement {
  readonly text: string;
  /** One entry for each `?` of the text: the file-local value of a hole, -1 for a placeholder that the code wrote. */
  readonly holes: readonly number[];
  /** What fills the placeholders before the driver sees the text, as `format(text, values)` does: file-local values. */
  readonly filled: readonly number[];
}

const maxDepth = 60;
/** Text that is read of one statement, in UTF-16 units. */
const maxLength = 40_000;

/** The statement a value holds; undefined if no part of it is known. */
export function statementOf(module: ProgramModule, value: number): Statement | undefined {
  return read({ module, known: new Map() }, value, 0);
}

interface Reading {
  readonly module: ProgramModule;
  /** What was read of a value. Ways that meet again and again are walked once; one that comes back to itself ends. */
  readonly known: Map<number, Statement | undefined>;
}

function read(reading: Reading, value: number, depth: number): Statement | undefined {
  if (value < 0 || depth > maxDepth) return undefined;
  const { known } = reading;
  if (known.has(value)) return known.get(value);
  known.set(value, undefined);
  const found = readPart(reading, value, depth);
  known.set(value, found);
  return found;
}

function readPart(reading: Reading, value: number, depth: number): Statement | undefined {
  const { ir } = reading.module;
  const next = (other: number) => read(reading, other, depth + 1);
  switch (ir.op[value]) {
    case Op.Const: {
      const constant = ir.constants[ir.a[value] ?? 0];
      return constant?.kind === 'string' ? literal(constant.value) : undefined;
    }
    case Op.Copy:
    case Op.Pi:
    case Op.Post:
      return next(ir.a[value] ?? -1);
    case Op.CellGet:
      return next(ir.cells[ir.a[value] ?? 0]?.singleValue ?? -1);
    case Op.Tpl: {
      const list = ir.a[value] ?? 0;
      let joined: Statement = { text: '', holes: [], filled: [] };
      for (let k = 1; k <= (ir.args[list] ?? 0); k++) {
        const at = ir.args[list + k] ?? -1;
        const part = k % 2 === 1 ? literal(ir.strings[at] ?? '') : (next(at) ?? hole(at));
        joined = join(joined, part);
      }
      return joined;
    }
    case Op.Bin: {
      if (ir.c[value] !== BinOp.Add) return undefined;
      const [left, right] = [ir.a[value] ?? -1, ir.b[value] ?? -1];
      const [first, second] = [next(left), next(right)];
      return first || second ? join(first ?? hole(left), second ?? hole(right)) : undefined;
    }
    case Op.Phi:
      return common([...phiOperands(ir, value)].filter((operand) => operand !== value).map(next));
    case Op.Store:
      if (/^(text|sql|query)$/.test(ir.strings[ir.b[value] ?? 0] ?? '')) return next(ir.c[value] ?? -1);
      return next(ir.a[value] ?? -1);
    case Op.Call:
      return ofCall(reading, value, next);
    default:
      return undefined;
  }
}

/** `text.trim()`, `text.concat(more)`, `[text, more].join(' ')`, `mysql.format(text, values)`. */
function ofCall(
  { module }: Reading,
  call: number,
  next: (value: number) => Statement | undefined,
): Statement | undefined {
  const { ir } = module;
  const shaped = shapedText(module, call);
  if (shaped) {
    const found = next(shaped.text);
    return found && shaped.values >= 0 ? { ...found, filled: [...found.filled, shaped.values] } : found;
  }
  const receiver = ir.b[call] ?? -1;
  const others = Array.from({ length: argumentCount(module, call) }, (_, k) => argumentAt(module, call, k));
  const name = calledName(module, call);
  if (receiver < 0 || (name !== 'concat' && name !== 'join'))
    return finished(call, receiver, others.map(next));
  if (name === 'concat') {
    const first = next(receiver);
    return first && others.reduce((text, value) => join(text, next(value) ?? hole(value)), first);
  }
  if (ir.op[receiver] !== Op.Arr) return undefined;
  const list = ir.a[receiver] ?? 0;
  const parts = Array.from({ length: ir.args[list] ?? 0 }, (_, k) => ir.args[list + 1 + k] ?? -1);
  const between = next(others[0] ?? -1) ?? literal(' ');
  let joined: Statement | undefined;
  for (const value of parts) {
    const part = next(value) ?? hole(value);
    joined = joined ? join(join(joined, between), part) : part;
  }
  return joined;
}

/** How a statement begins that only lacks its end. */
const beginning = /^\s*(?:select|update|delete|with)\s/i;

/**
 * What a function makes of a statement that it is handed: `filters.applyQuery(sql)`. It is the same statement with
 * conditions that are not read, made of whatever the function gives back and is called on.
 */
function finished(
  call: number,
  receiver: number,
  handed: readonly (Statement | undefined)[],
): Statement | undefined {
  const statements = handed.filter((one) => one !== undefined && beginning.test(one.text));
  const [begun] = statements;
  if (!begun || statements.length > 1) return undefined;
  const conditions = receiver < 0 ? [call] : [call, receiver];
  return conditions.reduce((text, value) => join(join(text, literal(' WHERE ')), hole(value)), begun);
}

/** The text that a call gives back in another shape, and what it puts into its placeholders (-1: nothing). */
export function shapedText(
  module: ProgramModule,
  call: number,
): { readonly text: number; readonly values: number } | undefined {
  const { ir } = module;
  if (ir.op[call] !== Op.Call) return undefined;
  const receiver = ir.b[call] ?? -1;
  switch (calledName(module, call)) {
    case 'trim':
    case 'trimStart':
    case 'trimEnd':
    case 'toString':
    case 'replace':
    case 'replaceAll':
      return receiver < 0 ? undefined : { text: receiver, values: -1 };
    case 'format':
      return argumentCount(module, call) === 0
        ? undefined
        : { text: argumentAt(module, call, 0), values: argumentAt(module, call, 1) };
    default:
      return undefined;
  }
}

/** `format` of `mysql.format(…)` and of an imported `format(…)`. */
function calledName({ ir }: ProgramModule, call: number): string {
  const callee = ir.a[call] ?? -1;
  if (callee < 0) return '';
  if (ir.op[callee] === Op.Load) return ir.strings[ir.b[callee] ?? 0] ?? '';
  return ir.op[callee] === Op.Import ? (ir.imports[ir.a[callee] ?? 0]?.name ?? '') : '';
}

function literal(text: string): Statement {
  return { text, holes: Array.from({ length: text.split('?').length - 1 }, () => -1), filled: [] };
}

function hole(value: number): Statement {
  return { text: ' ? ', holes: [value], filled: [] };
}

function join(first: Statement, second: Statement): Statement {
  if (first.text.length + second.text.length > maxLength) return first;
  return {
    text: first.text + second.text,
    holes: [...first.holes, ...second.holes],
    filled: [...first.filled, ...second.filled],
  };
}

/** The shortest of the texts that all others begin with; where they differ from the start, the first that is known. */
function common(statements: readonly (Statement | undefined)[]): Statement | undefined {
  const known = statements.filter((statement) => statement !== undefined);
  const shortest = known.toSorted((a, b) => a.text.length - b.text.length)[0];
  if (!shortest) return undefined;
  return known.every(({ text }) => text.startsWith(shortest.text)) ? shortest : known[0];
}
