/**
 * Reads on calls that register and raise events: from a call instruction to the name of the event.
 *
 * By method name alone, since emitters are made by many libraries and by classes of the workspace; that listener and
 * event meet only on one object is what keeps them apart. A name is a text, or what a constant is called, so that both
 * ends may write `Events.Saved` without anybody having to know its value.
 */
import { Op } from '../ir/opcode.ts';
import type { ProgramModule } from '../program/program.ts';
import { argumentAt } from './call-arguments.ts';

/** Stands for the name of an event that is not known. */
export const anyEvent = '*';

/** How a call takes part in events. */
export interface EventUse {
  /** `dispatch` hands over the event object itself, `emit` the arguments behind the name. */
  readonly kind: 'listen' | 'emit' | 'dispatch';
  readonly method: string;
  readonly event: string;
  /** File-local value of the listener, -1 if there is none. */
  readonly listener: number;
}

const kindOfMethod: ReadonlyMap<string, EventUse['kind']> = new Map([
  ['on', 'listen'],
  ['once', 'listen'],
  ['addListener', 'listen'],
  ['prependListener', 'listen'],
  ['prependOnceListener', 'listen'],
  ['addEventListener', 'listen'],
  ['emit', 'emit'],
  ['emitAsync', 'emit'],
  ['dispatchEvent', 'dispatch'],
]);

/** What a call instruction does with events; undefined for all others. */
export function eventUseOf(module: ProgramModule, call: number): EventUse | undefined {
  const { ir } = module;
  const callee = ir.a[call] ?? -1;
  if (callee < 0 || ir.op[callee] !== Op.Load) return undefined;
  const method = ir.strings[ir.b[callee] ?? 0] ?? '';
  const kind = kindOfMethod.get(method);
  if (kind === undefined) return undefined;
  if (kind === 'dispatch') {
    const made = eventObject(module, argumentAt(module, call, 0));
    const event = made < 0 ? anyEvent : eventName(module, argumentAt(module, made, 0));
    return { kind, method, event, listener: -1 };
  }
  const listener = kind === 'listen' ? argumentAt(module, call, 1) : -1;
  if (kind === 'listen' && listener < 0) return undefined;
  return { kind, method, event: eventName(module, argumentAt(module, call, 0)), listener };
}

/** The `new Event('saved')` behind a value, if the class is one of the platform; -1 otherwise. */
function eventObject(module: ProgramModule, value: number): number {
  const { ir } = module;
  let at = value;
  for (let steps = 0; steps < 20 && at >= 0 && (ir.op[at] === Op.Copy || ir.op[at] === Op.Post); steps++)
    at = ir.a[at] ?? -1;
  const callee = at >= 0 && ir.op[at] === Op.New ? (ir.a[at] ?? -1) : -1;
  return callee >= 0 && ir.op[callee] === Op.Global ? at : -1;
}

function eventName(module: ProgramModule, value: number): string {
  const { ir } = module;
  let at = value;
  for (let steps = 0; steps < 20 && at >= 0; steps++) {
    switch (ir.op[at]) {
      case Op.Copy:
      case Op.Pi:
      case Op.Post:
        at = ir.a[at] ?? -1;
        break;
      case Op.Const: {
        const constant = ir.constants[ir.a[at] ?? 0];
        return constant?.kind === 'string' ? `'${constant.value}` : anyEvent;
      }
      case Op.Load:
        return `.${ir.strings[ir.b[at] ?? 0] ?? ''}`;
      case Op.Import:
        return `.${ir.imports[ir.a[at] ?? 0]?.name ?? ''}`;
      case Op.CellGet: {
        const cell = ir.cells[ir.a[at] ?? 0];
        if (cell === undefined || !cell.isConst) return anyEvent;
        if (cell.singleValue >= 0 && ir.op[cell.singleValue] === Op.Const) at = cell.singleValue;
        else return `.${cell.name}`;
        break;
      }
      default:
        return anyEvent;
    }
  }
  return anyEvent;
}

/** Name of the made-up field that holds the listeners of an event. */
export function eventField(event: string): string {
  return `<event>${event}`;
}
