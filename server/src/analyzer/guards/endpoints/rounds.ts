/**
 * Registrations that run several times: in loops over a table, in callbacks of `forEach`, in functions that are called
 * for each resource.
 *
 * From the values that a registration is made of to rounds: in each, what is iterated (or handed in) is one known
 * element. Only what is written in the program as a list, an object or an argument is unrolled; everything else stays
 * as it is, and its path is not known. Texts and values of one round belong together, so a method never meets the path
 * of another row.
 */
import { argumentAt, argumentCount } from '../../callgraph/call-arguments.ts';
import type { IrModule } from '../../ir/module.ts';
import { IterKind, Op } from '../../ir/opcode.ts';
import { usesOf } from '../../ir/uses.ts';
import type { ProgramModule } from '../../program/program.ts';
import type { EndpointInput } from './endpoint.ts';
import { elementsOf, exportOf, fieldsOf, nameOfValue, originOf, placeOf, textOf } from './value-origin.ts';

/** What an iterated value or a parameter is in one round. */
interface Bound {
  /** A key, where it is one. */
  readonly text: string | undefined;
  /** Global value; -1 if it is a key alone. */
  readonly value: number;
  /** Whether it is a pair of a key and a value. */
  readonly isEntry: boolean;
}

/** Iterated values and parameters (global) of one round. */
export type Round = ReadonlyMap<number, Bound>;

/** The only round of what runs once. */
export const onlyRound: Round = new Map();

/** Rounds of one registration, and steps of one walk. */
const maxRounds = 256;
const maxDepth = 24;

/** The rounds in which these values (global) are what they are; never empty. */
export function roundsOf(input: EndpointInput, values: readonly number[]): readonly Round[] {
  let rounds: readonly Round[] = [onlyRound];
  const stuck = new Set<number>();
  // Each pass unrolls one loop or function; what a round binds may be iterated itself further out.
  for (let pass = 0; pass < 6; pass++) {
    const next: Round[] = [];
    let hasGrown = false;
    for (const round of rounds) {
      const root = firstRoot(input, round, values, stuck);
      const inner = root === undefined ? undefined : unrolled(input, root);
      if (root !== undefined && (inner === undefined || rounds.length * inner.length > maxRounds))
        stuck.add(root);
      if (inner === undefined || rounds.length * inner.length > maxRounds) {
        next.push(round);
        hasGrown ||= root !== undefined;
        continue;
      }
      hasGrown = true;
      for (const bound of inner) next.push(new Map([...round, ...bound]));
    }
    rounds = next;
    if (!hasGrown) break;
  }
  return rounds;
}

/**
 * Which rounds of the loops and functions around it a value is made in, as a text: a router that a loop makes is another
 * one in each round.
 */
export function roundsAround(input: EndpointInput, round: Round, made: number): string {
  const place = made < 0 ? undefined : placeOf(input, made);
  if (!place) return '';
  const { ir, valueBase } = place.module;
  const isAround = (root: number) =>
    root >= valueBase &&
    root < valueBase + place.local &&
    ir.functionOf[root - valueBase] === ir.functionOf[place.local];
  return [...round]
    .flatMap(([root, { text, value }]) => (isAround(root) ? `${root} ${text ?? ''} ${value}` : []))
    .join(',');
}

/** The value in a round: the element behind a loop variable, the field of a row; else the value itself. */
export function valueIn(input: EndpointInput, round: Round, value: number, depth = 0): number {
  if (round.size === 0 || depth > maxDepth) return value;
  const bound = round.get(value);
  if (bound)
    return bound.value >= 0 && !bound.isEntry ? valueIn(input, round, bound.value, depth + 1) : value;
  const place = placeOf(input, value);
  if (!place) return value;
  const { module, local } = place;
  const { ir, valueBase } = module;
  const next = (other: number) => valueIn(input, round, valueBase + other, depth + 1);
  switch (ir.op[local]) {
    case Op.Copy:
    case Op.Pi:
    case Op.Post:
      return next(ir.a[local] ?? 0);
    case Op.CellGet: {
      const single = ir.cells[ir.a[local] ?? 0]?.singleValue ?? -1;
      return single < 0 ? value : next(single);
    }
    case Op.Elems: {
      // `...row.before` is the list of the row.
      const list = next(ir.a[local] ?? 0);
      return list === valueBase + (ir.a[local] ?? 0) ? value : list;
    }
    case Op.Phi:
      return defaultedIn(input, round, place, depth) ?? value;
    case Op.Load: {
      const name = ir.strings[ir.b[local] ?? 0] ?? '';
      const owner = valueBase + versionBefore(ir, ir.a[local] ?? 0, name);
      const pair = boundBehind(input, round, owner);
      if (pair?.isEntry) return name === '1' ? valueIn(input, round, pair.value, depth + 1) : value;
      const object = valueIn(input, round, owner, depth + 1);
      if (object === owner) return value;
      const field = fieldsOf(input, object).get(name) ?? exportOf(input, module, object, name, depth);
      return field < 0 ? value : valueIn(input, round, field, depth + 1);
    }
    case Op.LoadX: {
      const key = textIn(input, round, valueBase + (ir.b[local] ?? 0), depth + 1);
      const field = key === undefined ? undefined : fieldsOf(input, next(ir.a[local] ?? 0)).get(key);
      return field === undefined ? value : valueIn(input, round, field, depth + 1);
    }
    default:
      return value;
  }
}

/** The version of an object before what was stored under other names than this one. */
function versionBefore(ir: IrModule, object: number, name: string): number {
  let at = object;
  for (let steps = 0; steps < maxDepth; steps++) {
    const isOther = ir.op[at] === Op.Store && ir.strings[ir.b[at] ?? 0] !== name;
    if (!isOther && ir.op[at] !== Op.Post) return at;
    at = ir.a[at] ?? -1;
  }
  return object;
}

/** `{ before = [] }` of a row: what the row says, or the default where it says nothing; undefined if it is none. */
function defaultedIn(
  input: EndpointInput,
  round: Round,
  { module, local }: NonNullable<ReturnType<typeof placeOf>>,
  depth: number,
): number | undefined {
  const { ir, valueBase } = module;
  const list = ir.a[local] ?? 0;
  if (ir.args[list] !== 2) return undefined;
  const sides = [ir.args[list + 1] ?? -1, ir.args[list + 2] ?? -1];
  for (const [side, other] of [sides, [...sides].reverse()]) {
    let load = side ?? -1;
    while (load >= 0 && (ir.op[load] === Op.Copy || ir.op[load] === Op.Pi)) load = ir.a[load] ?? -1;
    if (load < 0 || ir.op[load] !== Op.Load || other === undefined || other < 0) continue;
    const owner = valueBase + (ir.a[load] ?? 0);
    const row = valueIn(input, round, owner, depth + 1);
    if (row === owner) continue;
    const field = fieldsOf(input, row).get(ir.strings[ir.b[load] ?? 0] ?? '');
    return valueIn(input, round, field ?? valueBase + other, depth + 1);
  }
  return undefined;
}

/** The text of a value in a round, undefined if it is not known. */
export function textIn(input: EndpointInput, round: Round, value: number, depth = 0): string | undefined {
  if (depth > maxDepth) return undefined;
  const part = (other: number) => textIn(input, round, other, depth + 1);
  return composed(input, round, value, part, () => undefined, depth);
}

/** The same with `:name` for each part that is not known; undefined where no part is. */
export function patternIn(input: EndpointInput, round: Round, value: number): string | undefined {
  let isKnown = false;
  const at = (other: number, depth: number): string | undefined => {
    if (depth > maxDepth) return undefined;
    const text = composed(
      input,
      round,
      other,
      (inner) => at(inner, depth + 1),
      (unknown) => `:${/(\w+)\W*$/.exec(nameOfValue(input, unknown))?.[1] ?? 'part'}`,
      depth,
    );
    isKnown ||= text !== undefined && text !== '/';
    return text;
  };
  const text = at(value, 0);
  return isKnown ? text : undefined;
}

/** A constant, or texts and values put together; `instead` stands for a part that is not known. */
function composed(
  input: EndpointInput,
  round: Round,
  value: number,
  part: (value: number) => string | undefined,
  instead: (value: number) => string | undefined,
  depth: number,
): string | undefined {
  const bound = round.get(value);
  if (bound?.text !== undefined && !bound.isEntry) return bound.text;
  const place = placeOf(input, value);
  if (!place) return undefined;
  const { module, local } = place;
  const { ir, valueBase } = module;
  switch (ir.op[local]) {
    case Op.Tpl: {
      const list = ir.a[local] ?? 0;
      let text = '';
      for (let k = 1; k <= (ir.args[list] ?? 0); k++) {
        const entry = ir.args[list + k] ?? -1;
        const found =
          k % 2 === 1 ? (ir.strings[entry] ?? '') : (part(valueBase + entry) ?? instead(valueBase + entry));
        if (found === undefined) return undefined;
        text += found;
      }
      return text;
    }
    case Op.Bin: {
      if (ir.c[local] !== 0) return undefined;
      const sides = [ir.a[local] ?? -1, ir.b[local] ?? -1].map(
        (side) => part(valueBase + side) ?? instead(valueBase + side),
      );
      return sides[0] === undefined || sides[1] === undefined ? undefined : sides[0] + sides[1];
    }
    case Op.Copy:
    case Op.Pi:
    case Op.Post:
      return part(valueBase + (ir.a[local] ?? 0));
    case Op.Load: {
      const pair = boundBehind(input, round, valueBase + (ir.a[local] ?? 0));
      if (pair?.isEntry && (ir.strings[ir.b[local] ?? 0] ?? '') === '0') return pair.text;
      break;
    }
    case Op.Call: {
      const callee = ir.a[local] ?? -1;
      const method = callee >= 0 && ir.op[callee] === Op.Load ? ir.strings[ir.b[callee] ?? 0] : '';
      const receiver = ir.b[local] ?? -1;
      if (receiver >= 0 && /^to(?:Lower|Upper)Case$/.test(method ?? '')) {
        const text = part(valueBase + receiver);
        return method === 'toLowerCase' ? text?.toLowerCase() : text?.toUpperCase();
      }
      break;
    }
    default:
      break;
  }
  const found = valueIn(input, round, value, depth);
  return found === value ? textOf(input, value) : part(found);
}

/** What a round knows of the value behind variables. */
function boundBehind(input: EndpointInput, round: Round, value: number): Bound | undefined {
  let at = value;
  for (let steps = 0; steps < maxDepth; steps++) {
    const bound = round.get(at);
    if (bound) return bound;
    const place = placeOf(input, at);
    if (!place) return undefined;
    const { ir, valueBase } = place.module;
    const op = ir.op[place.local];
    if (op === Op.Copy || op === Op.Pi || op === Op.Post || op === Op.Store || op === Op.StoreX)
      at = valueBase + (ir.a[place.local] ?? 0);
    else if (op === Op.CellGet) {
      const single = ir.cells[ir.a[place.local] ?? 0]?.singleValue ?? -1;
      if (single < 0) return undefined;
      at = valueBase + single;
    } else return undefined;
  }
  return undefined;
}

/** The first loop variable or parameter that the values depend on and the round does not know. */
function firstRoot(
  input: EndpointInput,
  round: Round,
  values: readonly number[],
  stuck: ReadonlySet<number>,
): number | undefined {
  const seen = new Set<number>();
  const stack = [...values].reverse().map((value) => ({ value, depth: 0 }));
  for (let item = stack.pop(); item; item = stack.pop()) {
    const { value, depth } = item;
    if (value < 0 || depth > maxDepth || seen.has(value) || seen.size > 400) continue;
    seen.add(value);
    const push = (other: number) => stack.push({ value: other, depth: depth + 1 });
    const bound = round.get(value);
    if (bound) {
      if (bound.value >= 0) push(bound.value);
      continue;
    }
    const place = placeOf(input, value);
    if (!place) continue;
    const { module, local } = place;
    const { ir, valueBase } = module;
    switch (ir.op[local]) {
      case Op.Iter:
      case Op.Param:
        if (!stuck.has(value)) return value;
        break;
      case Op.Copy:
      case Op.Pi:
      case Op.Post:
      case Op.Load:
      case Op.Elems:
        push(valueBase + (ir.a[local] ?? 0));
        break;
      case Op.Phi:
        for (let k = 1; k <= (ir.args[ir.a[local] ?? 0] ?? 0); k++)
          push(valueBase + (ir.args[(ir.a[local] ?? 0) + k] ?? -1));
        break;
      case Op.LoadX:
      case Op.Bin:
        push(valueBase + (ir.b[local] ?? 0));
        push(valueBase + (ir.a[local] ?? 0));
        break;
      case Op.CellGet: {
        const single = ir.cells[ir.a[local] ?? 0]?.singleValue ?? -1;
        if (single >= 0) push(valueBase + single);
        break;
      }
      case Op.Tpl: {
        const list = ir.a[local] ?? 0;
        for (let k = 2; k <= (ir.args[list] ?? 0); k += 2) push(valueBase + (ir.args[list + k] ?? 0));
        break;
      }
      case Op.Call: {
        for (let k = 0; k < argumentCount(module, local); k++) {
          const argument = argumentAt(module, local, k);
          if (argument >= 0) push(valueBase + argument);
        }
        if ((ir.b[local] ?? -1) >= 0) push(valueBase + (ir.b[local] ?? 0));
        break;
      }
      case Op.Store:
        // The fields of an object of options.
        for (const field of fieldsOf(input, value).values()) push(field);
        break;
      default:
        break;
    }
  }
  return undefined;
}

/** What each round binds; undefined where the rounds are not known. */
function unrolled(input: EndpointInput, root: number): readonly Round[] | undefined {
  const place = placeOf(input, root);
  if (!place) return undefined;
  const { module, local } = place;
  const { ir, valueBase } = module;
  if (ir.op[local] === Op.Iter) {
    const items = itemsOf(input, valueBase + (ir.a[local] ?? 0), ir.b[local] === IterKind.In);
    return items?.map((item) => new Map([[root, item]]));
  }
  const f = ir.functionOf[local] ?? 0;
  const list = listOfCallback(module, f);
  if (list >= 0) {
    if ((ir.a[local] ?? 0) !== 0) return undefined;
    const items = itemsOf(input, valueBase + list, false);
    return items?.map((item) => new Map([[root, item]]));
  }
  return roundsOfCallers(input, module, f);
}

/** One round for each call of a function, with all of its arguments. */
function roundsOfCallers(
  input: EndpointInput,
  module: ProgramModule,
  f: number,
): readonly Round[] | undefined {
  const { callGraph, program } = input;
  const target = module.functionBase + f;
  const params = module.ir.functions[f]?.params ?? [];
  const first = callGraph.callerStart[target] ?? 0;
  const end = callGraph.callerStart[target + 1] ?? 0;
  // One caller is looked through anyhow; without any there is nothing to see.
  if (end - first < 1 || end - first > maxRounds) return undefined;
  const rounds: Round[] = [];
  for (let k = first; k < end; k++) {
    const call = callGraph.sites[callGraph.callers[k] ?? 0] ?? -1;
    const owner = program.modules[callGraph.moduleOfValue[call] ?? 0];
    if (call < 0 || !owner || owner.facts.isTest) continue;
    const round = new Map<number, Bound>();
    params.forEach(({ value }, index) => {
      const argument = argumentAt(owner, call - owner.valueBase, index);
      round.set(module.valueBase + value, {
        text: undefined,
        value: argument < 0 ? -1 : owner.valueBase + argument,
        isEntry: false,
      });
    });
    rounds.push(round);
  }
  return rounds.length > 0 ? rounds : undefined;
}

/** The list (local value) whose callback the function is: `list.forEach(f)`, `each(list, f)`; -1 if it is none. */
function listOfCallback(module: ProgramModule, f: number): number {
  const { ir } = module;
  for (let i = 0; i < ir.op.length; i++) {
    if (ir.op[i] !== Op.Func || ir.a[i] !== f) continue;
    const uses = usesOf(ir);
    for (let k = uses.start[i] ?? 0; k < (uses.start[i + 1] ?? 0); k++) {
      const call = uses.users[k] ?? 0;
      const callee = ir.op[call] === Op.Call ? (ir.a[call] ?? -1) : -1;
      if (callee < 0 || ir.op[callee] !== Op.Load) continue;
      if (!/^(?:forEach|map|flatMap|each)$/.test(ir.strings[ir.b[callee] ?? 0] ?? '')) continue;
      if (argumentAt(module, call, 0) === i) return ir.b[call] ?? -1;
      if (argumentAt(module, call, 1) === i) return argumentAt(module, call, 0);
    }
  }
  return -1;
}

/** Elements of a list, keys, values or entries of an object, as far as they are written in the program. */
function itemsOf(input: EndpointInput, collection: number, isKeys: boolean): readonly Bound[] | undefined {
  const keysOf = (object: number) => [...fieldsOf(input, object)].reverse();
  const bounded = (items: readonly Bound[]) =>
    items.length > 0 && items.length <= maxRounds ? items : undefined;
  if (isKeys) return bounded(keysOf(collection).map(([text]) => ({ text, value: -1, isEntry: false })));
  const place = placeOf(input, listBehind(input, collection));
  if (!place) return undefined;
  const { module, local } = place;
  const { ir, valueBase } = module;
  if (ir.op[local] === Op.Arr)
    return bounded(
      elementsOf(input, valueBase + local).map((value) => ({ text: undefined, value, isEntry: false })),
    );
  const callee = ir.op[local] === Op.Call ? (ir.a[local] ?? -1) : -1;
  if (callee < 0 || ir.op[callee] !== Op.Load) return undefined;
  const owner = ir.a[callee] ?? -1;
  if (ir.op[owner] !== Op.Global || ir.strings[ir.a[owner] ?? 0] !== 'Object') return undefined;
  const argument = argumentAt(module, local, 0);
  if (argument < 0) return undefined;
  const fields = keysOf(valueBase + argument);
  switch (ir.strings[ir.b[callee] ?? 0]) {
    case 'keys':
      return bounded(fields.map(([text]) => ({ text, value: -1, isEntry: false })));
    case 'values':
      return bounded(fields.map(([, value]) => ({ text: undefined, value, isEntry: false })));
    case 'entries':
      return bounded(fields.map(([text, value]) => ({ text, value, isEntry: true })));
    default:
      return undefined;
  }
}

/** The list behind variables, imports, and what earlier rounds left of it. */
function listBehind(input: EndpointInput, value: number): number {
  let at = originOf(input, value, 0);
  for (let steps = 0; steps < 200; steps++) {
    const place = placeOf(input, at);
    if (!place || place.module.ir.op[place.local] !== Op.StoreX) return at;
    at = originOf(input, place.module.valueBase + (place.module.ir.a[place.local] ?? 0), 0);
  }
  return at;
}
