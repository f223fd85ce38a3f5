/**
 * Paths of routes as text: joining prefixes, and reading a route off the path of a file.
 *
 * Parameters are written `:name`, the rest of a path `*name`, whatever the framework writes.
 */
import type { EntryPointModel } from '../../rules/model.ts';
import { isHttpMethod } from './endpoint.ts';

/** `/a` and `b/` give `/a/b`; an empty part adds nothing. */
export function joinRoute(...parts: readonly string[]): string {
  const joined = parts
    .map((part) => part.replace(/^\/+|\/+$/g, ''))
    .filter((part) => part !== '')
    .join('/');
  return `/${joined}`;
}

/** The route that a file stands for, and the method if its name says it; undefined when the model knows no route. */
export function routeOfFile(
  path: string,
  model: Pick<EntryPointModel, 'routeBelow' | 'routeStyle'>,
): { readonly path: string; readonly method: string } | undefined {
  if (model.routeStyle === 'none' || model.routeStyle === 'export') return undefined;
  const below = model.routeBelow.split('/');
  const segments = path.split('/');
  const at = segments.findIndex((_, index) =>
    below.every((name, offset) => segments[index + offset] === name),
  );
  const rest = at < 0 ? segments : segments.slice(at + below.length);
  const file = (rest.at(-1) ?? '').replace(/\.[cm]?[jt]sx?$/, '');
  const directories = rest.slice(0, -1);
  if (model.routeStyle === 'directory') return { path: routeOf(directories), method: '' };
  if (model.routeStyle === 'flat') {
    const names = [...directories, ...(file === 'route' || file === 'index' ? [] : [file])];
    return { path: routeOf(names.flatMap((name) => name.split('.'))), method: '' };
  }
  const suffix = /\.([a-z]+)$/.exec(file)?.[1]?.toUpperCase() ?? '';
  const method = isHttpMethod(suffix) ? suffix : '';
  const name = method === '' ? file : file.slice(0, -suffix.length - 1);
  return { path: routeOf([...directories, ...(name === 'index' ? [] : [name])]), method };
}

function routeOf(segments: readonly string[]): string {
  return joinRoute(...segments.flatMap(segmentOf));
}

/** Groups, layouts and slots are no part of the address. */
function segmentOf(segment: string): readonly string[] {
  if (/^\(.*\)$/.test(segment) || segment.startsWith('@') || segment.startsWith('_')) return [];
  const rest = /^\[\[?\.\.\.([^\]]*)\]\]?$/.exec(segment)?.[1];
  if (rest !== undefined) return [`*${rest}`];
  if (segment === '$') return ['*'];
  if (segment.startsWith('$')) return [`:${segment.slice(1)}`];
  if (segment.endsWith('_')) return [segment.slice(0, -1)];
  return [segment.replace(/\[\[?([^\]=]*)(?:=[^\]]*)?\]\]?/g, ':$1')];
}
