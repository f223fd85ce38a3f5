/**
 * What an endpoint is: one way into the program, what runs before its handler, and how sure that is.
 */
import type { CallGraph } from '../../callgraph/call-graph.ts';
import type { ExportTarget, Program } from '../../program/program.ts';
import type { ModelSet } from '../../rules/model.ts';

/** Something that runs before, around or beside a handler, outermost first. */
export interface ChainMember {
  /** `mark` is metadata on the handler (`@Public()`, `@Roles('admin')`): it runs nothing by itself. */
  readonly kind: 'middleware' | 'guard' | 'interceptor' | 'mark';
  /** As the code names it; empty for a function without a name. */
  readonly name: string;
  /** Global function ids; empty when it is a library's, or unknown. */
  readonly functions: readonly number[];
  /** Texts among what it was made with, which are roles if it is about roles: `authorize('doctor', Role.Admin)`. */
  readonly words: readonly string[];
  /** False where it may be missing, or be something else: a list that is put together, a condition around it. */
  readonly isCertain?: boolean;
  /** True where one of the functions is enough to pass: `or(isAdmin, isOwner)`. */
  readonly isAnyOf?: boolean;
}

/** One way in. Function and value ids are global. */
export interface Endpoint {
  readonly method: string;
  /** Path pattern with the prefixes of the mounts; empty when unknown. */
  readonly path: string;
  readonly framework: string;
  /** The registering call, decorator or exported value. */
  readonly registration: number;
  /** Everything that runs before the handler, outermost first. */
  readonly chain: readonly ChainMember[];
  /** The functions of the chain, in the same order. */
  readonly middleware: readonly number[];
  /** The last function given; several when it is not certain which; none when it is a library's. */
  readonly handlers: readonly number[];
  /** Sentences on what is not certain about it; empty when nothing is. */
  readonly doubts: readonly string[];
}

/** What discovery needs. */
export interface EndpointInput {
  readonly program: Program;
  readonly callGraph: CallGraph;
  readonly models: ModelSet;
  readonly importedValues: (module: number, importId: number) => readonly ExportTarget[];
}

/** The doubt of a route whose path and method have a handler already. */
export const answeredBefore = 'an earlier handler of the same path may answer first';

/** Functions of a chain that run in any case. */
export function chainFunctions(chain: readonly ChainMember[]): readonly number[] {
  return chain.flatMap(({ functions, isCertain }) => (isCertain === false ? [] : functions));
}

/** Sentences about members of a chain that may be missing. */
export function doubtsOfChain(chain: readonly ChainMember[]): readonly string[] {
  const names = [
    ...new Set(chain.flatMap(({ isCertain, name }) => (isCertain === false ? [name || 'a function'] : []))),
  ];
  return names.map((name) => `it is not certain that "${name}" runs before it`);
}

/** Whether the word is an HTTP method, or stands for all. */
export function isHttpMethod(word: string): boolean {
  return /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|ALL)$/.test(word);
}
