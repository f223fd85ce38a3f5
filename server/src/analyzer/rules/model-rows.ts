/**
 * What a model file says, row by row, checked but not yet compiled.
 *
 * Rows keep where they stand, so that a later stage can still speak about them. Kinds are checked against the registry
 * and paths are parsed when a row is made; whether its type exists is known only once all files are read.
 */

import type { EndpointModel, EntryPointModel, KindFact, PortPath, QueryModel, Transfer } from './model.ts';
import type { PathStep } from './model-path.ts';
import type { ClearSpec } from './rule.ts';

/** A model file as text. */
export interface ModelText {
  readonly path: string;
  readonly text: string;
}

/** Where a row stands. */
export interface RowOrigin {
  /** The file as it was named to us. */
  readonly path: string;
  /** 1-based, as is column. */
  readonly line: number;
  readonly column: number;
  /** Such as `sinks, row 3`; for the reader. */
  readonly row: string;
}

/** A place of a library: a path below a package or a named type. */
export interface Place {
  /** Name of a package or type. */
  readonly at: string;
  readonly steps: readonly PathStep[];
  readonly origin: RowOrigin;
}

/** `clears: nothing`: no type is called `none`. */
export const clearsNothing: ClearSpec = { types: ['none'], levels: [] };

/** One thing that is cleared between two ports of a call. */
export interface ClearRow {
  readonly from: PortPath;
  readonly to: PortPath;
  readonly clears: ClearSpec;
  readonly kind: string;
}

/** One checked row. `place` of the rows about calls is the place of the function that is called. */
export type ModelRow =
  | { readonly kind: 'type'; readonly name: string; readonly place: Place }
  | {
      readonly kind: 'annotation';
      readonly type: string;
      readonly package: string;
      readonly name: string;
      readonly origin: RowOrigin;
    }
  | {
      readonly kind: 'source' | 'sink';
      readonly place: Place;
      readonly fact: string;
      readonly confidence: KindFact['confidence'];
      /** Empty: made from the path. */
      readonly label: string;
    }
  | {
      readonly kind: 'transfer';
      readonly place: Place;
      readonly transfers: readonly Transfer[];
      /** Argument that is called even if nothing is handed to it, -1 if none. */
      readonly invokes: number;
    }
  | { readonly kind: 'inert' | 'noreturn'; readonly place: Place }
  | { readonly kind: 'clear'; readonly place: Place; readonly clears: readonly ClearRow[] }
  | { readonly kind: 'query'; readonly place: Place; readonly query: QueryModel }
  | {
      readonly kind: 'endpoint';
      readonly place: Place;
      /** Method empty: the name of the member, in upper case. */
      readonly endpoint: EndpointModel;
    }
  | {
      readonly kind: 'entry-point';
      /** The type of the exported values; made known by the row. */
      readonly type: string;
      readonly entryPoint: Omit<EntryPointModel, 'state'>;
      readonly origin: RowOrigin;
    };

/** A snippet of a model file with the facts that must be found in it; run as a test. */
export interface ModelExample {
  /** Model file, its line (1-based). */
  readonly path: string;
  readonly line: number;
  /** One sentence, or empty. */
  readonly name: string;
  /** File name that decides the language: `example.ts` unless the row says otherwise. */
  readonly file: string;
  readonly code: string;
  /** Checked texts, see {@link ExampleFact}. */
  readonly expect: readonly ExampleFact[];
}

/** `sink log @2`, `no sink log @3`, `flow remote -> sql @4`, `endpoint GET /patients @1`, `query read patient @2`. */
export interface ExampleFact {
  readonly negated: boolean;
  readonly subject: 'source' | 'sink' | 'flow' | 'endpoint' | 'query' | 'call';
  /** Words between the subject and the line: kinds, method and path, operation and resource. */
  readonly words: readonly string[];
  /** 1-based line of the snippet. */
  readonly line: number;
  /** As written. */
  readonly text: string;
}

/** All rows of one file. */
export interface ModelFile {
  readonly path: string;
  /** One entry a package: its main name, then other names of the same package. The first entry is the file's own. */
  readonly packages: readonly (readonly string[])[];
  /** Each member of the first package can also be imported alone: `lodash/map`. */
  readonly hasMemberSubpaths: boolean;
  readonly rows: readonly ModelRow[];
}
