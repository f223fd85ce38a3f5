/** Which files plain data names places in. */

/** Adds the path of every place (an object with `path` and `start`) anywhere in the data. */
export function collectMentioned(data: unknown, paths: Set<string>): Set<string> {
  if (typeof data !== 'object' || data === null) return paths;
  if ('path' in data && 'start' in data && typeof data.path === 'string') paths.add(data.path);
  for (const part of Object.values(data)) collectMentioned(part, paths);
  return paths;
}
