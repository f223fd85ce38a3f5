/**
 * Texts that are held against a slow regular expression, as sinks.
 *
 * The expression is the literal or `new RegExp('…')` of the call itself, or of a variable or field of this module that
 * is written once.
 */
import type { IrModule } from '../ir/module.ts';
import { Flag, isVersion, Op } from '../ir/opcode.ts';
import { listAt } from '../ir/operands.ts';
import type { Program } from '../program/program.ts';
import { prototypeGroupsOf, receiverFunction } from './prototype-groups.ts';
import { behindNames, nameOf } from './read-test.ts';
import { regexCost } from './slow-regex.ts';

/** Sink kinds of texts that such an expression is tried on. */
export const slowRegexKinds = { exponential: 'slow-regex', polynomial: 'slow-regex.polynomial' } as const;

/** A text and the call that tries an expression on it; values are global. */
export interface RegexUse {
  readonly text: number;
  readonly call: number;
  readonly kind: string;
}

const onRegex = new Set(['test', 'exec']);
const onText = new Set(['match', 'matchAll', 'search', 'replace', 'replaceAll', 'split']);

/** See the head of this file. */
export function slowRegexUses(program: Program): readonly RegexUse[] {
  return program.modules.flatMap(({ ir, valueBase }) =>
    usesIn(ir).map(({ text, call, kind }) => ({ text: valueBase + text, call: valueBase + call, kind })),
  );
}

const localUses = new WeakMap<IrModule, readonly RegexUse[]>();

/** Those of one module, file-local; looked for once per module object. */
function usesIn(ir: IrModule): readonly RegexUse[] {
  const known = localUses.get(ir);
  if (known !== undefined) return known;
  const out: RegexUse[] = [];
  for (let i = 0; i < ir.op.length; i++) {
    if (ir.op[i] !== Op.Call || ir.op[ir.a[i] ?? -1] !== Op.Load) continue;
    const name = nameOf(ir, i);
    const receiver = ir.b[i] ?? -1;
    const first = listAt(ir, ir.c[i] ?? 0)[0] ?? -1;
    if (first < 0 || receiver < 0 || (!onRegex.has(name) && !onText.has(name))) continue;
    const regex = regexAt(ir, onRegex.has(name) ? receiver : first);
    if (regex === undefined) continue;
    const cost = regexCost(regex.source, regex.flags);
    if (cost === 'linear') continue;
    const text = onRegex.has(name) ? first : receiver;
    out.push({ text, call: i, kind: slowRegexKinds[cost] });
  }
  localUses.set(ir, out);
  return out;
}

function regexAt(
  ir: IrModule,
  value: number,
): { readonly source: string; readonly flags: string } | undefined {
  const at = fieldAt(ir, behindNames(ir, value));
  if (ir.op[at] === Op.Const) {
    const constant = ir.constants[ir.a[at] ?? 0];
    return constant?.kind === 'regexp' ? { source: constant.value, flags: constant.flags } : undefined;
  }
  if ((ir.op[at] !== Op.New && ir.op[at] !== Op.Call) || nameOf(ir, at) !== 'RegExp') return undefined;
  const [first = -1, second = -1] = listAt(ir, ir.c[at] ?? 0).map((one) => behindNames(ir, one));
  const source = ir.op[first] === Op.Const ? ir.constants[ir.a[first] ?? 0] : undefined;
  const flags = ir.op[second] === Op.Const ? ir.constants[ir.a[second] ?? 0] : undefined;
  return source?.kind === 'string'
    ? { source: source.value, flags: flags?.kind === 'string' ? flags.value : '' }
    : undefined;
}

/** What a field of an object of this module was written with: `const rules = { name: /…/ }`. */
function fieldAt(ir: IrModule, value: number): number {
  if (ir.op[value] !== Op.Load) return value;
  const field = fieldOfReceiver(ir, value);
  if (field >= 0) return field;
  let at = behindNames(ir, ir.a[value] ?? -1);
  for (let steps = 0; steps < 500 && at >= 0 && isVersion(ir.op[at]); steps++) {
    if (ir.op[at] === Op.Store && ir.b[at] === ir.b[value]) return behindNames(ir, ir.c[at] ?? -1);
    at = behindNames(ir, ir.a[at] ?? -1);
  }
  return value;
}

/** What a field of the receiver is written with, where the methods of its class or group write it only once. */
function fieldOfReceiver(ir: IrModule, load: number): number {
  const kind = receiverKey(ir, ir.a[load] ?? -1);
  if (kind === '') return -1;
  let fields = receiverFields.get(ir);
  if (fields === undefined) {
    fields = new Map();
    for (let i = 0; i < ir.op.length; i++) {
      if (ir.op[i] !== Op.Store || ((ir.flags[i] ?? 0) & Flag.Weak) !== 0) continue;
      const owner = receiverKey(ir, ir.a[i] ?? -1);
      if (owner === '') continue;
      const key = `${owner}:${ir.b[i] ?? 0}`;
      fields.set(key, fields.has(key) ? -1 : behindNames(ir, ir.c[i] ?? -1));
    }
    receiverFields.set(ir, fields);
  }
  return fields.get(`${kind}:${ir.b[load] ?? 0}`) ?? -1;
}

const receiverFields = new WeakMap<IrModule, Map<string, number>>();

/** The class or group whose receiver a value is, as a text; empty for any other value. */
function receiverKey(ir: IrModule, value: number): string {
  const f = receiverFunction(ir, value);
  if (f < 0) return '';
  const classId = ir.functions[f]?.classId ?? -1;
  if (classId >= 0) return `class ${classId}`;
  const group = prototypeGroupsOf(ir).groupOf[f] ?? -1;
  return group < 0 ? '' : `group ${group}`;
}
