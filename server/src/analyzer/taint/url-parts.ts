/**
 * Objects that are a text in parts: what is set in `search`, `pathname` or `searchParams` is read as part of `href`
 * and of the text that is made of the object. From the name of a part and the name of what is read to whether the one
 * shows in the other. Goes by names alone: URL, Location, links of a page and parsed addresses have the same ones.
 */

const parts: ReadonlySet<string> = new Set([
  'hash',
  'host',
  'hostname',
  'href',
  'password',
  'pathname',
  'search',
  'searchParams',
  'username',
]);

/** Whether data in the part `name` of an address is in the text of the whole address. */
export function showsInText(name: string): boolean {
  return parts.has(name);
}

/** Whether data in the part `name` of an address is in its part `read`. */
export function showsInPart(name: string, read: string): boolean {
  if (read === 'href') return parts.has(name);
  return name === 'searchParams' ? read === 'search' : name === 'hostname' && read === 'host';
}
