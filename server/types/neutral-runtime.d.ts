/**
 * The globals that Node and a web worker both have, for the layers that must run in either (scan/, lsp/, client common/).
 * Written out instead of taking a whole `lib`, so that `process`, `document` or `fetch` stay compile errors there.
 */

/** What `setTimeout` returns: a number in a worker, an object in Node. Only `clearTimeout` may look at it. */
interface TimerHandle {
  readonly __timerHandle: unique symbol;
}

declare function setTimeout(callback: () => void, milliseconds?: number): TimerHandle;
declare function clearTimeout(handle: TimerHandle | undefined): void;
declare function queueMicrotask(callback: () => void): void;

/** Decodes UTF-8; malformed bytes become U+FFFD. */
declare class TextDecoder {
  decode(bytes: Uint8Array): string;
}
