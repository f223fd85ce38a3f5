/**
 * The one result type: a flow, a missing guard, or a plain match, at one place, of one rule.
 *
 * Plain data, sorted by path, offset and rule id before it leaves the analyzer. Contains no text of the scanned code
 * except identifiers and what the rule's message quotes through metavariables.
 */
import type { ConfidenceTier, Severity } from '../rules/rule.ts';

/** A range in a file. */
export interface SourceRange {
  /** Workspace-relative path. */
  readonly path: string;
  /** UTF-16 offset and length. */
  readonly start: number;
  readonly length: number;
  /** 0-based line and UTF-16 column of the start and of the end. */
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** One place on the way from source to sink. */
export interface FlowStep {
  readonly location: SourceRange;
  /** `source`, `sink`, or what happened here. */
  readonly kind:
    | 'source'
    | 'assign'
    | 'call'
    | 'parameter'
    | 'return'
    | 'store'
    | 'load'
    | 'propagate'
    | 'throw'
    | 'catch'
    | 'await'
    | 'sink';
  /** One short clause: `personnummer is passed to formatLine as text`. */
  readonly message: string;
  /** Call depth relative to the source's function; 0 there, +1 in callees, -1 in callers. */
  readonly depth: number;
  /** Function the step lies in, empty for module level. */
  readonly functionName: string;
}

/** One data type in a finding. */
export interface FindingDataType {
  /** Taxonomy id. */
  readonly type: string;
  readonly label: string;
  readonly level: string;
  readonly confidence: ConfidenceTier;
  /** Why we think so: `field personnummer of Prisma model Patient`. */
  readonly evidence: string;
}

/** A way in. */
export interface EndpointRef {
  readonly method: string;
  /** Path pattern, empty when unknown. */
  readonly path: string;
  readonly framework: string;
  readonly handler: SourceRange;
}

/** A way in, as it is listed: everything that is known of it, for people and programs. */
export interface EndpointListing {
  readonly method: string;
  /** Path pattern, empty when unknown. */
  readonly path: string;
  readonly framework: string;
  /** Where it is registered: the call, decorator or export. */
  readonly location: SourceRange;
  /** The functions that answer; empty when they are a library's or unknown. */
  readonly handlers: readonly NamedPlace[];
  /** What runs before, around or beside the handler, outermost first. */
  readonly chain: readonly {
    readonly kind: 'middleware' | 'guard' | 'interceptor' | 'mark';
    readonly name: string;
    /** Where its code is; empty when it is a library's. */
    readonly functions: readonly NamedPlace[];
  }[];
  /** Sentences on what is not certain; empty when nothing is. */
  readonly doubts: readonly string[];
}

/** What was decided about one record that one endpoint hands out or changes; also when nothing is reported. */
export interface GuardDecision {
  readonly method: string;
  readonly path: string;
  readonly framework: string;
  /** Where the endpoint is registered. */
  readonly location: SourceRange;
  /** Whether anything on the way to the handler asks who is calling. */
  readonly authentication: 'seen' | 'none' | 'unknown';
  /** Model, table or collection as the code names it; empty when unknown. */
  readonly resource: string;
  readonly operation: 'read' | 'list' | 'update' | 'delete' | 'create';
  readonly query: SourceRange;
  /** Where the record leaves; the query itself where it is changed. */
  readonly place: SourceRange;
  /** Fields of the request that select the record, such as `params.id`. */
  readonly identifiers: readonly string[];
  /** What leaves, or is changed; sorted by level rank, then id. */
  readonly dataTypes: readonly FindingDataType[];
  readonly verdict: 'tied' | 'role' | 'none';
  /** What the configuration says about it; absent where it says nothing. */
  readonly answer?: { readonly kind: 'public' | 'tied'; readonly text: string };
  /** Why: ties and tests that were found, each with its place if it has one. */
  readonly found: readonly { readonly text: string; readonly location: SourceRange | undefined }[];
  readonly missing: readonly string[];
  /** Calls that saw both sides, but are not understood. */
  readonly possible: readonly string[];
  /** What other endpoints do with such records; empty when there is nothing to compare with. */
  readonly siblings: string;
  /** From the request to the query and from the record to the place where it leaves; empty unless asked for. */
  readonly ways: readonly FlowStep[];
}

/** A function, with the place where it is written. */
export interface NamedPlace {
  /** Empty when it has no name. */
  readonly name: string;
  readonly location: SourceRange;
}

/** What shows that the finding holds. */
export type Evidence =
  | { readonly kind: 'flow'; readonly steps: readonly FlowStep[] }
  | {
      readonly kind: 'facts';
      readonly endpoint: EndpointRef;
      /** From the request to the query and from the record to the exposure. */
      readonly steps: readonly FlowStep[];
      readonly tiesFound: readonly string[];
      readonly tiesMissing: readonly string[];
      readonly siblings: readonly string[];
    }
  | { readonly kind: 'match' };

/** A replacement of text, as an editor applies it. */
export interface FindingFix {
  readonly title: string;
  readonly edits: readonly { readonly location: SourceRange; readonly newText: string }[];
}

/** What a metavariable of the rule is bound to. */
export interface FindingMetavariable {
  /** With the dollar sign: `$REQ`. */
  readonly name: string;
  readonly text: string;
  /** UTF-16 offsets in the file of the finding; -1 for texts that stand in no file. */
  readonly start: number;
  readonly end: number;
}

/** To whom a sink hands data, as far as it is known. */
export interface FindingRecipient {
  /** What happens there, as in `rules/kinds.yaml`: `log`, `analytics`; empty when a pattern of a rule is the sink. */
  readonly kind: string;
  /** What is called, as in the message of the finding. */
  readonly callee: string;
  /** Package that is called; empty when it is none, or not known. */
  readonly package: string;
  /** Host of the address, lower case; empty when it is not constant. */
  readonly host: string;
}

/** Set when a human said no. */
export interface Suppression {
  readonly syntax: 'sekretess-ignore' | 'nosemgrep' | 'configuration';
  readonly reason: string;
  /** `YYYY-MM-DD` or empty. */
  readonly until: string;
  readonly location?: SourceRange;
}

/** See the head of this file. */
export interface Finding {
  readonly ruleId: string;
  readonly message: string;
  readonly severity: Severity;
  readonly confidence: ConfidenceTier;
  /** What lowered (or made) the confidence, most important first. */
  readonly confidenceReasons: readonly string[];
  /** The sink; for a guard finding the exposure. */
  readonly location: SourceRange;
  readonly evidence: Evidence;
  /** Sorted by level rank, then id. */
  readonly dataTypes: readonly FindingDataType[];
  readonly endpoint?: EndpointRef;
  /** Only where the configuration approves recipients, or a map of them is wanted. */
  readonly recipient?: FindingRecipient;
  /** 32 hex digits, free of line numbers; see `fingerprint.ts`. */
  readonly fingerprint: string;
  readonly suppression?: Suppression;
  readonly fixes: readonly FindingFix[];
  /** Of the pattern at the location, by name; absent when no pattern matched there. */
  readonly metavariables?: readonly FindingMetavariable[];
  readonly isTest: boolean;
}
