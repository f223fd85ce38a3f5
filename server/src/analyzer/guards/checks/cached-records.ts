/**
 * Records of one caller kept under a key that others share.
 *
 * A record that was found with the help of the caller (`where: { id, ownerId: user.id }`) is right for that caller only.
 * Where it is put into a cache, a map of a module or a cache of answers under a key without the caller, the next one
 * with the same key gets it. Records that were found without the caller were checked by other means, and are let be.
 */
import { argumentAt, argumentCount, stateOfArgument } from '../../callgraph/call-arguments.ts';
import { Op } from '../../ir/opcode.ts';
import type { ProgramModule } from '../../program/program.ts';
import { methodName } from '../condition-shapes.ts';
import type { EndpointView } from '../endpoint-view.ts';
import { touchLane } from '../guard-flow.ts';
import type { Judged } from '../judged.ts';
import { calleeAt, instructionsIn, type Placed } from './instructions.ts';
import { type CheckInput, type Remark, remarkOn } from './remark.ts';

const puts =
  /^(set|setex|setEx|psetex|setNX|setnx|put|add|hset|hSet|hmset|save|store|setItem|write|remember)$/;
const holder = /cache|redis|memo|lru|kv|keyv|memcache|store\b/i;
const cachingInterceptor =
  /^(new )?(Http)?CacheInterceptor\b|^apicache|\bcacheMiddleware\b|^routeCache|^expressCache/i;

/** See the head of this file. */
export function sharedCaches(about: CheckInput): readonly Remark[] {
  const { input, scope, solution, judged } = about;
  if (!solution) return [];
  const out: Remark[] = [];
  const byEndpoint = new Map<number, Judged[]>();
  for (const one of judged) {
    if (!one.isRead) continue;
    const known = byEndpoint.get(one.endpoint);
    if (known) known.push(one);
    else byEndpoint.set(one.endpoint, [one]);
  }
  for (const [e, records] of byEndpoint) {
    const view = solution.viewOf(e);
    const own = records.filter(({ q }) => view.isFoundByCaller(q));
    if (own.length === 0) continue;
    const endpoint = scope.endpoints[e];
    const answers = endpoint?.chain.find(
      ({ name, functions }) => functions.length === 0 && cachingInterceptor.test(name),
    );
    const first = own[0];
    if (answers && first) {
      out.push(
        remarkOn(solution, first, {
          most: 'high',
          missing: [
            `"${answers.name}" keeps the answer under the address alone, which is the same for every caller`,
          ],
        }),
      );
      continue;
    }
    for (const placed of instructionsIn(input, scope.trees[e] ?? new Set())) {
      const kept = keptAt(about, placed);
      if (!kept) continue;
      const { module } = placed;
      const record = own.find(({ q }) =>
        view.lanesAt(module.valueBase + kept.value).has(touchLane(q, solution.queries.length)),
      );
      if (!record || kept.keys.some((key) => isOfCaller(view, module, key, record.q))) continue;
      out.push(
        remarkOn(solution, record, {
          anchor: module.valueBase + placed.at,
          exposed: -1,
          most: 'high',
          missing: ['no value of the caller takes part in the key, although the record was found with one'],
        }),
      );
    }
  }
  return out;
}

/** What a call keeps beyond the request, and under which keys. File-local values. */
function keptAt(
  { input }: CheckInput,
  placed: Placed,
): { readonly value: number; readonly keys: readonly number[] } | undefined {
  const { module, at } = placed;
  const { ir } = module;
  if (ir.op[at] === Op.StoreX) {
    return isOfModule(module, ir.a[at] ?? -1) ? { value: ir.c[at] ?? -1, keys: [ir.b[at] ?? -1] } : undefined;
  }
  if (ir.op[at] !== Op.Call || !puts.test(methodName(module, at))) return undefined;
  const receiver = ir.b[at] ?? -1;
  const count = argumentCount(module, at);
  if (receiver < 0 || count < 2) return undefined;
  const isCache = isKeptByModel(input, module, at) || holder.test(receiverName(calleeAt(input, placed)));
  const isMap = isOfModule(module, receiver) && isMapValue(module, receiver);
  if (!isCache && !isMap) return undefined;
  const values = Array.from({ length: count }, (_, k) => argumentAt(module, at, k));
  // `setex(key, seconds, value)`, `hset(key, field, value)`: the value is the last that is no option.
  const method = methodName(module, at);
  const place = /^(setex|psetex|hset|setEx|hSet)$/.test(method) && count > 2 ? 2 : 1;
  return { value: values[place] ?? -1, keys: values.slice(0, place) };
}

function receiverName(callee: string): string {
  return callee.split('.').slice(0, -1).join('.');
}

/** Whether a model knows that a call keeps what it is given. */
function isKeptByModel(
  { callGraph, models }: CheckInput['input'],
  module: ProgramModule,
  at: number,
): boolean {
  const site = callGraph.siteOfValue[module.valueBase + at] ?? -1;
  if (site < 0) return false;
  for (let k = callGraph.stateStart[site] ?? 0; k < (callGraph.stateStart[site + 1] ?? 0); k++) {
    const state = models.states[callGraph.states[k] ?? 0];
    for (let n = 0; state && n < 4; n++)
      if (models.states[stateOfArgument(state, n)]?.sinks.some(({ kind }) => kind === 'cache') === true)
        return true;
  }
  return false;
}

/** Whether a value is kept in a variable of the module, or is imported. */
function isOfModule({ ir }: ProgramModule, value: number): boolean {
  let at = value;
  for (let steps = 0; at >= 0 && steps < 20; steps++) {
    const op = ir.op[at];
    if (op === Op.CellGet) return ir.cells[ir.a[at] ?? 0]?.functionId === 0;
    if (op === Op.Import) return true;
    if (op !== Op.Copy && op !== Op.Pi && op !== Op.Post && op !== Op.Store && op !== Op.StoreX) return false;
    at = ir.a[at] ?? -1;
  }
  return false;
}

/** Whether a variable of the module holds `new Map()`. */
function isMapValue({ ir }: ProgramModule, value: number): boolean {
  let at = value;
  for (let steps = 0; at >= 0 && steps < 20; steps++) {
    const op = ir.op[at];
    if (op === Op.New) {
      const callee = ir.a[at] ?? -1;
      return callee >= 0 && ir.op[callee] === Op.Global && /Map$/.test(ir.strings[ir.a[callee] ?? 0] ?? '');
    }
    if (op === Op.CellGet) at = ir.cells[ir.a[at] ?? 0]?.singleValue ?? -1;
    else if (op === Op.Copy || op === Op.Pi || op === Op.Post) at = ir.a[at] ?? -1;
    else return false;
  }
  return false;
}

function isOfCaller(view: EndpointView, module: ProgramModule, key: number, q: number): boolean {
  return key >= 0 && view.isOfCaller(module.valueBase + key, q);
}
