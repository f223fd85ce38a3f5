/**
 * The browser bundle of the server in a context that has what every worker has and nothing more: `self`, messages,
 * timers, microtasks, TextDecoder and TextEncoder. Whatever else it reached for would fail here.
 *
 * Messages are copied both ways as `postMessage` does it.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import { repositoryRoot } from './repository.ts';

/** A JSON-RPC message. */
export interface RpcMessage {
  readonly jsonrpc: '2.0';
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** Answers a request of the server. */
export type Answer = (params: unknown) => unknown;

/** See the head of this file. */
export class BareWorker {
  readonly messages: RpcMessage[] = [];
  readonly #answers: Readonly<Record<string, Answer>>;
  readonly #timers = new Set<NodeJS.Timeout>();
  #onmessage: ((event: { readonly data: unknown }) => void) | undefined;
  #listeners: (() => void)[] = [];
  #lastId = 0;

  constructor(answers: Readonly<Record<string, Answer>>) {
    this.#answers = answers;
    const bundle = path.join(repositoryRoot, 'dist', 'server', 'server-browser.js');
    const scope: Record<string, unknown> = {
      postMessage: (message: RpcMessage) => this.#receive(structuredClone(message)),
      setTimeout: (run: () => void, milliseconds?: number) => {
        const timer = setTimeout(() => {
          this.#timers.delete(timer);
          run();
        }, milliseconds);
        this.#timers.add(timer);
        return timer;
      },
      clearTimeout: (timer: NodeJS.Timeout) => {
        this.#timers.delete(timer);
        clearTimeout(timer);
      },
      addEventListener: () => undefined,
      queueMicrotask,
      TextDecoder,
      // The JSON-RPC library makes one when it loads.
      TextEncoder,
    };
    scope.self = scope;
    const context = vm.createContext(scope);
    vm.runInContext(readFileSync(bundle, 'utf8'), context, { filename: bundle });
    this.#onmessage = scope.onmessage as (event: { readonly data: unknown }) => void;
  }

  /** Sends a request; resolves with its result. */
  async request(method: string, params: unknown): Promise<unknown> {
    const id = ++this.#lastId;
    this.#send({ jsonrpc: '2.0', id, method, params });
    const answer = await this.message((message) => message.id === id && message.method === undefined);
    if (answer.error) throw new Error(answer.error.message);
    return answer.result;
  }

  notify(method: string, params: unknown): void {
    this.#send({ jsonrpc: '2.0', method, params });
  }

  /** The first message of the server, past or future, that fits. */
  async message(fits: (message: RpcMessage) => boolean): Promise<RpcMessage> {
    for (;;) {
      const found = this.messages.find(fits);
      if (found) return found;
      await new Promise<void>((resolve) => this.#listeners.push(resolve));
    }
  }

  /** Ends what would still run. */
  dispose(): void {
    this.#onmessage = undefined;
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #send(message: RpcMessage): void {
    this.#onmessage?.({ data: structuredClone(message) });
  }

  #receive(message: RpcMessage): void {
    this.messages.push(message);
    const { id, method } = message;
    if (method !== undefined && id !== undefined) {
      const result = this.#answers[method]?.(message.params) ?? null;
      queueMicrotask(() => this.#send({ jsonrpc: '2.0', id, result }));
    }
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
  }
}
