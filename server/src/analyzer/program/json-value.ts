/**
 * Reading untrusted JSON values: only own properties count, and a value of the wrong shape reads as empty.
 */

/** The value as an object, or an empty one. Arrays are no objects here. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return isPlainObject(value) ? value : {};
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value if it is a string, else the empty string. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The strings among the entries of an array; empty for anything else. */
export function asStrings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}

/** An own property. A key such as `__proto__` or `constructor` in a workspace file never reaches a prototype. */
export function ownValue(object: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
