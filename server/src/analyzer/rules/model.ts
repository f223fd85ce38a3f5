/**
 * What libraries do, compiled: an automaton over the ways a program can reach a library value.
 *
 * A state is a place of an API: "what `require('express')()` returns", "argument 1 of its `get`". Values of the
 * program are given states by the call graph (a *token*), starting at imports, globals and annotated types. The
 * facts of a model row hang on the state that its path leads to. Rows and rules meet only in kinds.
 */
import type { ClearSpec } from './rule.ts';

/** One step below a value. `element` is any array element, map value or unknown key; `any` is any depth. */
export type AccessStep =
  | { readonly kind: 'member'; readonly name: string }
  /** A position of a list. */
  | { readonly kind: 'element' }
  /** Whatever is kept under a key that is not known: of a map, or of an object used as one. */
  | { readonly kind: 'key' }
  | { readonly kind: 'any' }
  /** An entry of a keyed collection. At both ends of a row: of the same key, or of the name of the member it was. */
  | { readonly kind: 'entry' }
  /** The field whose name is the key of the entry, or the name of the member, that the data comes from. */
  | { readonly kind: 'same' }
  /**
   * Positions `first` … `end` - 1 of a list, moved by `by`; the others are not there. What is no position stays as it is.
   * Without `by`, positions are no longer known.
   */
  | { readonly kind: 'moved'; readonly first: number; readonly end: number; readonly by: number | undefined }
  | GivenStep;

/**
 * Steps that constant arguments of a call name. `entry`: what a collection keeps under the key. `name`: the field of that
 * name. `path`: fields with dots between; `shorthand`: the
 * same where a function may stand instead, and nothing if one does. `each`: one of the fields that the arguments list. `pair`: the pairs of a list
 * literal at one end, the entries under their keys at the other. `position`: where in a list the argument comes to
 * stand, the first of the range at 0; `place`: the same from the position that argument 0 says. `slice`, `splice`: the
 * positions that calls of `slice` and `splice` give out. `cut`, `put`, `shift`: the positions of a list behind `splice`,
 * `unshift` and `shift`.
 */
export interface GivenStep {
  readonly kind: 'given';
  readonly as:
    | 'entry'
    | 'name'
    | 'path'
    | 'shorthand'
    | 'each'
    | 'pair'
    | 'position'
    | 'place'
    | 'slice'
    | 'splice'
    | 'cut'
    | 'put'
    | 'shift';
  readonly argument: number;
  readonly argumentEnd: number;
}

/** A place of a call, with a path below it. */
export interface PortPath {
  /**
   * `last` is the last argument. `piped` is what the call gets where its result is handed to a `pipe`: the receiver of
   * that `pipe`, or the argument before it.
   */
  readonly port:
    | 'argument'
    | 'last'
    | 'receiver'
    | 'return'
    | 'callback-parameter'
    | 'callback-return'
    | 'callee'
    | 'piped';
  /** Argument index for argument and callback ports; -1 for every argument. */
  readonly argument: number;
  /** Last argument of a range `i..`; equals argument for a single one, Infinity is written as 1000. */
  readonly argumentEnd: number;
  /** Parameter index of a callback; -1 otherwise. */
  readonly parameter: number;
  /** Path of a callback below the argument (`Argument[0].Field[handler].Parameter[0]`). */
  readonly callbackPath: readonly AccessStep[];
  readonly path: readonly AccessStep[];
  /**
   * The place is a function (`resolve` of `new Promise(…)`, the setter of `useState`) and what is meant is the value
   * it is later called with: its argument of this index or, if `returns`, the result of the function given there.
   */
  readonly called?: { readonly argument: number; readonly returns: boolean };
  /** The place is a class, and what is meant is an object of it: what a container gives for a class. */
  readonly isInstance?: boolean;
}

/**
 * Data a call moves. `value` keeps the structure below the path; `taint` makes the target depend on the whole; `drop`
 * says that what is at `from` before the call is no part of `to` after it.
 */
export interface Transfer {
  readonly from: PortPath;
  readonly to: PortPath;
  readonly mode: 'value' | 'taint' | 'drop';
}

/** A call that reads or writes records, or says something about those that other calls read. */
export interface QueryModel {
  /**
   * `define` makes a record type (its name is the resource, its fields are `data`); `refine` is a call of a chain that
   * names, narrows or widens what the chain reads.
   */
  readonly operation: 'read' | 'list' | 'update' | 'delete' | 'create' | 'define' | 'refine';
  /** How the resource is named: the receiver's last member (`prisma.patient`), a string argument, SQL text, or a class. */
  readonly resource: {
    readonly from: 'receiver-member' | 'argument' | 'sql-text' | 'receiver-class';
    readonly argument: number;
  };
  readonly filters: readonly PortPath[];
  readonly projections: readonly {
    readonly port: PortPath;
    readonly style: 'select' | 'omit' | 'include' | 'columns';
  }[];
  readonly data: readonly PortPath[];
  /** Where the record (or list of records, then ending in element) comes out. */
  readonly result: PortPath | undefined;
  /** Which schema language names the resource: `prisma`, `mongoose`, `sql`, `typeorm` … */
  readonly schema: string;
}

/** A call that itself reads or writes records. */
export type RecordQuery = QueryModel & {
  readonly operation: 'read' | 'list' | 'update' | 'delete' | 'create';
};

/**
 * Name of the made-up member that stands for what a decorator is put on: a method, a parameter, a class. In paths of
 * models it is written `Decorated`.
 */
export const decoratedName = '<decorated>';

/** How something becomes a way in, or a part of a chain: see {@link EndpointModel.on}. */
export const endpointForms = ['call', 'decorator', 'function', 'provider'] as const;

/** A place where handlers of an endpoint are registered, or what runs before them. */
export interface EndpointModel {
  /**
   * `call`: the call at this place registers its arguments. `decorator`: what the result of the call decorates is
   * registered. `function`: a function given to this place is a handler. `provider`: an object names the place as what
   * it provides.
   */
  readonly on: (typeof endpointForms)[number];
  readonly framework: string;
  /**
   * HTTP method in upper case, or `ALL`, or another word of the protocol (`QUERY`, `MESSAGE`). Words with a meaning:
   * `USE` middleware, `ROUTE` a path for what is chained, `PARAM` a handler of a parameter, `PREFIX` the path of a
   * group or of the whole application, `GUARD` and `INTERCEPT` what runs before and around, `MARK` metadata.
   */
  readonly method: string;
  /** Argument with the path pattern, -1 if none. */
  readonly pathArgument: number;
  /** First argument that is a handler; all later ones are too. */
  readonly handlersFrom: number;
  /** Argument that is an object of options (`route({method, url, handler})`), -1 if none. */
  readonly optionsArgument: number;
  /** Fields of an options object, first match counts; `chain`: all count. */
  readonly fields: {
    readonly method: readonly string[];
    readonly path: readonly string[];
    readonly handler: readonly string[];
    readonly chain: readonly string[];
  };
  /** Method of a class given as handler or guard that is called, such as `canActivate`. */
  readonly classMethods: readonly string[];
}

/** Files whose exports are ways in, by a convention of a framework. */
export interface EntryPointModel {
  /** Globs of paths; empty: any file. */
  readonly files: readonly string[];
  /** Kinds of deployment files that name such functions; not empty: only what they name counts. */
  readonly deployments: readonly string[];
  /** Directive that the file begins with (`use server`), or empty. */
  readonly directive: string;
  /** Exported names; `*` is every exported function. */
  readonly exports: readonly string[];
  /** Names that the first parameter must have; empty: any. */
  readonly parameters: readonly string[];
  /** Declared types that the first parameter must have, as `package.Type`; empty: any. */
  readonly parameterTypes: readonly string[];
  /** Fields of which the function must read one of its first parameter, or `answers`; both empty: any. */
  readonly reads: readonly string[];
  /** Fields of which an object that it returns must have one. */
  readonly answers: readonly string[];
  /** A package.json around the file must name one of these packages, if there is one at all; empty: no matter. */
  readonly packages: readonly string[];
  /** State of the exported value. */
  readonly state: number;
  readonly framework: string;
  /** Empty: the exported name in upper case, if it is a method of HTTP; else ALL. */
  readonly method: string;
  /** Directory below which the path of the file is the route; empty: the route is unknown. */
  readonly routeBelow: string;
  readonly routeStyle: (typeof routeStyles)[number];
  /** Middleware: the export and field with the routes it runs for (`config.matcher`), or empty. */
  readonly matcher: string;
  /** Only possibly a way in: the convention is weak. */
  readonly isUncertain: boolean;
}

/**
 * How a path of a file gives a route: by its `directory`, by the `file` itself (`index` left out, a method before the
 * extension), by a `flat` name whose dots are slashes; `export`: no route, but file and export name it; `none`.
 */
export const routeStyles = ['none', 'directory', 'file', 'flat', 'export'] as const;

/** What happens when a state is called (or constructed). */
export interface CallModel {
  readonly transfers: readonly Transfer[];
  /**
   * What the call clears from what flows through it. A spec whose only type is `none` clears no data: the row works
   * only in rules that name its kind as a sanitizer.
   */
  readonly clears: readonly {
    readonly from: PortPath;
    readonly to: PortPath;
    readonly clears: ClearSpec;
    readonly kind: string;
  }[];
  readonly queries: readonly QueryModel[];
  readonly endpoints: readonly EndpointModel[];
  readonly neverReturns: boolean;
  /** The function given as argument i is called by the library (even if no data is handed to it). */
  readonly invokes: readonly number[];
}

/** A fact of the value at a state. */
export interface KindFact {
  /** Kind of `rules/kinds.yaml`. */
  readonly kind: string;
  /** Below the value of the state. */
  readonly path: readonly AccessStep[];
  /**
   * Sinks: data anywhere below that place counts too (a whole record handed to a logger), not only the value itself
   * (the text of a query). Sources always speak of everything below. Absent means no.
   */
  readonly isDeep?: boolean;
  readonly confidence: 'high' | 'medium' | 'low';
  /** Readable place, such as `express.Request.body`. */
  readonly label: string;
}

/** One state. Absent transitions are -1. Ids are dense, 0 is the dead state. */
export interface ModelState {
  readonly id: number;
  /** Readable path, such as `express().get[Argument 1]`. */
  readonly name: string;
  /** Named package, empty for ECMAScript and browser globals. */
  readonly package: string;
  readonly members: ReadonlyMap<string, number>;
  readonly anyMember: number;
  readonly returnValue: number;
  /** What `new` gives. */
  readonly instance: number;
  readonly element: number;
  /** Argument index → state of the value given there. */
  readonly arguments: ReadonlyMap<number, number>;
  /** Arguments from an index on. */
  readonly restArguments: readonly { readonly from: number; readonly state: number }[];
  /** Parameter index → state of what a function at this state receives. */
  readonly parameters: ReadonlyMap<number, number>;
  /**
   * The same for functions declared with exactly this many parameters, instead of `parameters` (Express takes a
   * handler of four for one of errors). Absent when the number does not matter.
   */
  readonly parametersByArity?: ReadonlyMap<number, ReadonlyMap<number, number>>;
  /** Other states that hold for the same value (its named types). */
  readonly aliases: readonly number[];
  /** The value obtained here is a source of these kinds. */
  readonly sources: readonly KindFact[];
  /** A value given here reaches sinks of these kinds. */
  readonly sinks: readonly KindFact[];
  readonly call: CallModel | undefined;
}

/** All models together. */
export interface ModelSet {
  readonly states: readonly ModelState[];
  /** Package (with subpath: `fs/promises`) → state of its namespace object. */
  readonly packages: ReadonlyMap<string, number>;
  /** Global name (`console`, `fetch`, `document`) → state. */
  readonly globals: ReadonlyMap<string, number>;
  /** `package.Type` as an annotation names it (`express.Request`) → state of a value of that type. */
  readonly types: ReadonlyMap<string, number>;
  /** Conventions by which exports are ways in. */
  readonly entryPoints: readonly EntryPointModel[];
  /** State whose members are the methods of values of unknown type (`map`, `then`, `trim` …), -1 if none. */
  readonly anyValue: number;
  /** Packages that have a model, for the coverage report. */
  readonly modelledPackages: ReadonlySet<string>;
  /** Hash of all model texts. */
  readonly digest: string;
}
