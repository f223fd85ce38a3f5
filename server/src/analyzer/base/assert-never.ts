/** Ends an exhaustive `switch`: a new union member that nobody handles is a compile error here. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
