/**
 * Links between the functions that handle one request: middleware, handlers, handlers of errors.
 *
 * What a function puts on the request or the answer (`req.user`, `res.locals.patient`, `ctx.state`) is there for those
 * that run later. Inside one registration the order is known; middleware of a router counts as before every handler.
 * What a handler throws, or gives to `next`, arrives at the handlers of errors. Services of one workspace that share
 * nothing have servers of their own.
 */

import { argumentAt } from '../callgraph/call-arguments.ts';
import type { IrFunction } from '../ir/module.ts';
import type { ProgramModule } from '../program/program.ts';
import type { LinkTable } from './link-table.ts';
import { LinkKind } from './value-flow-graph.ts';
import { callsOf } from './value-places.ts';

/** What the links are made of. */
export interface HandlerInput {
  readonly functionAt: (id: number) => {
    readonly owner: ProgramModule | undefined;
    readonly record: IrFunction | undefined;
  };
  /** Function → its parameters as it leaves them: index and global value. */
  readonly paramPosts: ReadonlyMap<number, readonly { readonly index: number; readonly value: number }[]>;
  /** Module → the service it belongs to. */
  readonly services: Int32Array;
  readonly throwNode: (id: number) => number;
  readonly newNode: () => number;
  readonly links: LinkTable;
}

/** Request and answer; with one parameter (`ctx`), both in one. */
const carriers = 2;

/** See the head of this file. */
export class HandlerChains {
  readonly #chains: number[][] = [];
  readonly #middleware = new Set<number>();
  readonly #all = new Set<number>();

  /** The functions of one registration, in order. */
  add(functions: readonly number[], isMiddleware: boolean): void {
    if (functions.length === 0) return;
    this.#chains.push([...functions]);
    for (const id of functions) {
      this.#all.add(id);
      if (isMiddleware) this.#middleware.add(id);
    }
  }

  /** Adds the links of all registrations. */
  link(input: HandlerInput): void {
    this.#linkRequests(input);
    this.#linkErrors(input);
  }

  #linkRequests(input: HandlerInput): void {
    const { links } = input;
    // Only what was put into the objects: that one of them counts as a whole in one handler says nothing of another.
    const change = links.changeOf([], [], 'field');
    const add = (from: number, to: number) => links.add(from, to, LinkKind.Heap, -1, change, -1);
    if (this.#middleware.size > 0) {
      for (let k = 0; k < carriers; k++) {
        const hubs = new Map<number, number>();
        for (const id of this.#middleware) {
          const service = serviceOf(input, id);
          const hub = hubs.get(service) ?? input.newNode();
          hubs.set(service, hub);
          for (const post of postsOf(input, id, k)) add(post, hub);
        }
        for (const id of this.#all) {
          const hub = hubs.get(serviceOf(input, id));
          const parameter = carrierOf(input, id, k);
          if (hub !== undefined && parameter >= 0) add(hub, parameter);
        }
      }
    }
    for (const chain of this.#chains) {
      chain.forEach((earlier, n) => {
        for (const later of chain.slice(n + 1)) {
          if (later === earlier) continue;
          for (let k = 0; k < carriers; k++) {
            const parameter = carrierOf(input, later, k);
            for (const post of postsOf(input, earlier, k)) if (parameter >= 0) add(post, parameter);
          }
        }
      });
    }
  }

  #linkErrors(input: HandlerInput): void {
    for (const errorHandler of this.#all) {
      if (!isErrorHandler(input, errorHandler)) continue;
      const { owner, record } = input.functionAt(errorHandler);
      const parameter = record?.params[0];
      if (!owner || !parameter) continue;
      const to = owner.valueBase + parameter.value;
      for (const handler of this.#all) {
        if (handler === errorHandler || serviceOf(input, handler) !== serviceOf(input, errorHandler))
          continue;
        input.links.add(input.throwNode(handler), to, LinkKind.Heap, -1, -1, -1);
        const from = input.functionAt(handler);
        const next = from.record?.params[from.record.params.length - 1];
        if (!from.owner || !next || (from.record?.params.length ?? 0) < 3) continue;
        for (const call of callsOf(from.owner, next.value)) {
          const argument = argumentAt(from.owner, call, 0);
          if (argument >= 0) input.links.add(from.owner.valueBase + argument, to, LinkKind.Heap, -1, -1, -1);
        }
      }
    }
  }
}

function serviceOf({ functionAt, services }: HandlerInput, id: number): number {
  return services[functionAt(id).owner?.index ?? -1] ?? -1;
}

/** Handlers of errors are declared with four parameters, the error first. */
function isErrorHandler(input: HandlerInput, id: number): boolean {
  return input.functionAt(id).record?.params.length === 4;
}

/** Global value of the parameter that is the request (0) or the answer (1), -1 if there is none. */
function carrierOf(input: HandlerInput, id: number, k: number): number {
  const { owner, record } = input.functionAt(id);
  const parameter = record?.params[k + (isErrorHandler(input, id) ? 1 : 0)];
  return owner && parameter && !parameter.rest ? owner.valueBase + parameter.value : -1;
}

/** Global values of that parameter as the function leaves it. */
function postsOf(input: HandlerInput, id: number, k: number): number[] {
  const index = k + (isErrorHandler(input, id) ? 1 : 0);
  return (input.paramPosts.get(id) ?? []).flatMap((post) => (post.index === index ? [post.value] : []));
}
