/**
 * Cancellation as the analyzer knows it: a flag that somebody else may set.
 *
 * An LSP token fits this type as it is. The analyzer never waits and owns no timer; it asks at checkpoints.
 */

/** Set from outside; read at every checkpoint. */
export interface CancellationToken {
  readonly isCancellationRequested: boolean;
}

/** A token that is never cancelled. */
export const neverCancelled: CancellationToken = { isCancellationRequested: false };

/** Thrown at a checkpoint after the token was set. Not a bug and never reported as one. */
export class CancelledError extends Error {
  constructor() {
    super('The analysis was cancelled.');
    this.name = 'CancelledError';
  }
}

/** Throws {@link CancelledError} if the token is set. */
export function throwIfCancelled(token: CancellationToken): void {
  if (token.isCancellationRequested) throw new CancelledError();
}
