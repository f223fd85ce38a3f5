/**
 * Trouble that only the user can mend: a path that does not exist, an option that makes no sense.
 *
 * Shown as three sentences without a stack; ends a run with exit code 2. Bundles share no classes, so it is told from
 * other errors by its name ({@link isUserError}).
 */

const userErrorName = 'UserError';

/** See the head of this file. */
export class UserError extends Error {
  /** @param message What is wrong, why, and what to do, in that order. */
  constructor(message: string) {
    super(message);
    this.name = userErrorName;
  }
}

/** Whether `error` is a {@link UserError}, also of another bundle. */
export function isUserError(error: unknown): error is Error {
  return error instanceof Error && error.name === userErrorName;
}
