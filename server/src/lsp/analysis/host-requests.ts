/**
 * Requests that the analysis makes of the client through the protocol thread, and their answers.
 */
import type { FromAnalysis, ToAnalysis } from './messages.ts';

/** See the head of this file. */
export class HostRequests {
  readonly #post: (message: FromAnalysis) => void;
  readonly #open = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  #lastId = 0;

  constructor(post: (message: FromAnalysis) => void) {
    this.#post = post;
  }

  /** Sends a request; its answer is not checked here. */
  request(method: string, params: unknown): Promise<unknown> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#open.set(id, { resolve, reject });
      this.#post({ kind: 'host-request', id, method, params });
    });
  }

  /** Takes an answer in. */
  answer(message: Extract<ToAnalysis, { kind: 'host-answer' }>): void {
    const open = this.#open.get(message.id);
    this.#open.delete(message.id);
    if (message.error === undefined) open?.resolve(message.value);
    else open?.reject(new Error(message.error));
  }
}
