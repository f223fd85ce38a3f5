/**
 * Middleware that is a file by a convention, and the routes it runs for.
 *
 * It runs for a route only if it stands above the file in the same folder tree and its matcher, where it has one, is
 * plain enough to be read and covers the route. A matcher that is not understood covers nothing: that middleware exists
 * must not make a handler look protected.
 */
import { Op } from '../../ir/opcode.ts';
import type { ProgramModule } from '../../program/program.ts';
import { directoryOf, isWithin } from '../../program/workspace-path.ts';
import type { ChainMember, EndpointInput } from './endpoint.ts';
import { callBehind, fieldsOf, textsOf } from './value-origin.ts';

/** The chain that files of middleware give a route of a framework. */
export type FileMiddleware = (framework: string, file: string, route: string) => readonly ChainMember[];

interface Runner {
  readonly framework: string;
  /** Folder of the application. */
  readonly directory: string;
  /** Empty: every route. Undefined: not understood. */
  readonly matchers: readonly string[] | undefined;
  readonly member: ChainMember;
}

/** Collects them once. */
export function collectFileMiddleware(input: EndpointInput): FileMiddleware {
  const runners = input.callGraph.entryPoints.flatMap(({ module, target, exportName, model }): Runner[] => {
    const owner = input.program.modules[module];
    if (model.method !== 'USE' || target.kind !== 'value' || !owner) return [];
    const functions = input.callGraph.functionsOf(target.value);
    return [
      {
        framework: model.framework,
        directory: directoryOf(owner.facts.path).replace(/(^|\/)src$/, ''),
        matchers: matchersOf(input, owner, model.matcher),
        member: {
          kind: 'middleware',
          name: exportName === 'default' ? 'middleware' : exportName,
          functions,
          words: [],
        },
      },
    ];
  });
  return (framework, file, route) =>
    runners.flatMap((runner) =>
      runner.framework === framework && isWithin(runner.directory, file) && covers(runner.matchers, route)
        ? [runner.member]
        : [],
    );
}

/** Texts of the matcher that an export holds (`config.matcher`). */
function matchersOf(
  input: EndpointInput,
  module: ProgramModule,
  place: string,
): readonly string[] | undefined {
  const [exportName = '', field = ''] = place.split('.');
  const exported = exportName === '' ? -1 : exportedValue(module, exportName);
  if (exported < 0) return [];
  const value =
    fieldsOf(input, callBehind(input, exported)).get(field) ?? fieldsOf(input, exported).get(field);
  if (value === undefined) return [];
  const texts = textsOf(input, value);
  return texts.length > 0 ? texts : undefined;
}

/** Global value of an export, -1 if there is none. */
function exportedValue({ ir, valueBase }: ProgramModule, name: string): number {
  for (let i = 0; i < ir.op.length; i++)
    if (ir.op[i] === Op.Export && ir.strings[ir.a[i] ?? 0] === name) return valueBase + (ir.b[i] ?? 0);
  return -1;
}

function covers(matchers: readonly string[] | undefined, route: string): boolean {
  if (matchers === undefined) return false;
  return matchers.length === 0 || matchers.some((matcher) => matches(matcher, route));
}

/** Whether a path may begin with a text in which a dot is any character; parameters may be anything. */
function startsLike(path: string, start: string): boolean {
  for (let i = 0; i < start.length; i++) {
    if (path[i] === ':' || path[i] === '*') return true;
    if (path[i] === undefined || (start[i] !== '.' && start[i] !== path[i])) return false;
  }
  return true;
}

/**
 * `/api/:path*`, `/about`, `/users/:id`, and the usual form for everything but some folders (`/((?!api|_next).*)`);
 * other expressions in parentheses are not understood.
 */
function matches(matcher: string, route: string): boolean {
  const [, prefix, but] = /^(\/(?:[\w-]+\/)*)\(\(\?!([\w./|-]+)\)\.\*\)$/.exec(matcher) ?? [];
  if (prefix !== undefined && but !== undefined) {
    if (!route.startsWith(prefix)) return false;
    const rest = route.slice(prefix.length);
    return !but.split('|').some((start) => start === '' || startsLike(rest, start));
  }
  if (/[()]/.test(matcher)) return false;
  const wanted = matcher.split('/').filter((part) => part !== '');
  const given = route.split('/').filter((part) => part !== '');
  for (let i = 0; i < wanted.length; i++) {
    const part = wanted[i] ?? '';
    if (part.endsWith('*')) return true;
    if (part.endsWith('+')) return given.length > i;
    if (part.endsWith('?')) return given.length <= i + 1;
    if (given[i] === undefined) return false;
    if (!part.startsWith(':') && part !== given[i]) return false;
  }
  return given.length === wanted.length;
}
