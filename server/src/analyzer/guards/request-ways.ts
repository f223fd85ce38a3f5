/**
 * By which name a value was read from the request: the way of a fact back to the source of its data, or to the call that
 * handed it in.
 *
 * The part of the way inside of one call is the same for all endpoints and is walked once, facts on it included; which
 * callers count is for the endpoint to say (see endpoint-view.ts).
 */
import { argumentAt, argumentCount } from '../callgraph/call-arguments.ts';
import { Op } from '../ir/opcode.ts';
import { anyPath } from '../taint/paths.ts';
import { LinkKind } from '../taint/value-flow-graph.ts';
import { decoratedParameters } from './decorated-parameters.ts';
import type { GuardInput } from './guard-context.ts';
import { type GuardFlow, requestLane } from './guard-flow.ts';

/** A request that as a whole, or under a name that is not known, is meant. */
export const anyField = '*';

/** Where a way begins: at a source (`key`), at callers of a context (`context`), or it is not known (neither). */
export interface RequestWay {
  /** Name of the field, such as `params.id`; empty if the way begins elsewhere. */
  readonly key: string;
  /** Context that was entered, -1 if the way begins elsewhere. */
  readonly context: number;
  /** The field that was read first since then; empty if none was. */
  readonly field: string;
}

/** Calls that read one field of a request by its name. */
const accessor =
  /^(get|getAll|param|query|queries|header|cookie|input|getRouterParam|getHeader|getRequestHeader|getCookie)$/;

/** Steps that are walked back without meeting one that is known. */
const maxWalk = 4000;

/** See the head of this file. */
export class RequestWays {
  readonly #input: GuardInput;
  readonly #flow: GuardFlow;
  readonly #ways = new Map<number, RequestWay>();

  constructor(input: GuardInput, flow: GuardFlow) {
    this.#input = input;
    this.#flow = flow;
  }

  /** The way of a fact that carries what the request controls. */
  of(fact: number): RequestWay {
    const known = this.#ways.get(fact);
    if (known) return known;
    const { graph, solution } = this.#flow;
    /** Facts on the way that are in the call itself, with the field that was read behind each. */
    const own: { readonly fact: number; field: string }[] = [];
    const callers: number[] = [];
    let end: RequestWay | undefined;
    for (let at = fact, count = 0; !end; count++) {
      if (callers.length === 0) {
        end = this.#ways.get(at);
        if (end) break;
        own.push({ fact: at, field: '' });
      }
      const step = count < maxWalk && at >= 0 ? solution.stepOf(at, requestLane) : undefined;
      if (!step) {
        end = { key: anyKey, context: -1, field: '' };
        break;
      }
      if (step.link === -2) {
        end = { key: this.#keyOfSource(step.id, ''), context: -1, field: '' };
        break;
      }
      const kind = step.link >= 0 ? graph.kind[step.link] : -1;
      if (kind === LinkKind.Enter && callers.length === 0) {
        end = { key: '', context: solution.contextOf(at), field: '' };
        break;
      }
      const node = solution.nodeOf(at);
      const before = kind === LinkKind.Enter ? (callers.pop() ?? step.from) : step.from;
      if (kind === LinkKind.Exit && step.caller >= 0) callers.push(step.caller);
      let field = '';
      if (kind === -1 && solution.pathOf(before) <= anyPath) {
        const module = this.#input.moduleOf(node);
        const local = node - (module?.valueBase ?? 0);
        if (module?.ir.op[local] === Op.Load) field = module.ir.strings[module.ir.b[local] ?? 0] ?? '';
      }
      field = this.#askedName(node) || field;
      const last = own.at(-1);
      if (last && field !== '') last.field = field;
      at = before;
    }
    let way = end ?? { key: anyKey, context: -1, field: '' };
    for (let k = own.length - 1; k >= 0; k--) {
      const one = own[k];
      if (!one) continue;
      if (one.field !== '') way = readFrom(way, one.field);
      this.#ways.set(one.fact, way);
    }
    return way;
  }

  /** Name of what a source of the request brings, of which `field` was read; empty if it was not. */
  #keyOfSource(id: number, field: string): string {
    const source = this.#flow.sources[id];
    const module = source && this.#input.moduleOf(source.node);
    const part = module && decoratedParameters(module).get((source?.node ?? 0) - module.valueBase);
    const label = source?.evidence ?? '';
    const name = part?.part ?? label.slice(label.lastIndexOf('.') + 1).replace(/\(\)$/, '');
    const read = part && part.field !== '' ? part.field : (source && this.#askedName(source.node)) || field;
    return `${name}.${read === '' ? anyField : read}`;
  }

  /** The name that an accessor is asked for: `searchParams.get('id')`, `c.req.param('id')`; empty if it is none. */
  #askedName(node: number): string {
    const { callGraph } = this.#input;
    const module = this.#input.moduleOf(node);
    const local = node - (module?.valueBase ?? 0);
    const site = callGraph.siteOfValue[node] ?? -1;
    if (!module || site < 0 || module.ir.op[local] !== Op.Call) return '';
    const name = callGraph.calleeName(site);
    if (!accessor.test(name.slice(name.lastIndexOf('.') + 1))) return '';
    for (let k = Math.min(argumentCount(module, local), 2) - 1; k >= 0; k--) {
      const argument = argumentAt(module, local, k);
      const constant =
        module.ir.op[argument] === Op.Const ? module.ir.constants[module.ir.a[argument] ?? 0] : undefined;
      if (constant?.kind === 'string') return constant.value;
    }
    return '';
  }
}

/** What is not known by any name. */
const anyKey = anyField;

/** A way behind whose beginning a field was read; the one that was read first says what it is. */
function readFrom(way: RequestWay, field: string): RequestWay {
  if (way.context >= 0) return way.field === '' ? { ...way, field } : way;
  return { ...way, key: named(way.key, field) };
}

/** A key of which no field was known yet, with the field that is read next. */
export function named(key: string, field: string): string {
  return field !== '' && key.endsWith(`.${anyField}`) ? `${key.slice(0, -1)}${field}` : key;
}
