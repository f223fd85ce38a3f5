/**
 * A rule as the analyzer uses it: checked, defaults filled in, every pattern still as text.
 *
 * Made by `load-rules.ts` from Semgrep-compatible YAML; patterns are parsed by `matching/`, the only place that knows
 * syntax. A rule and a model meet only in a kind (`rules/kinds.yaml`) or a data type (`rules/data-types`).
 */

/** Our four severities; Semgrep ERROR = high, WARNING = medium, INFO = low. */
export type Severity = 'critical' | 'high' | 'medium' | 'low';

/** How sure a finding is. "Shown by default" is medium and above. */
export type ConfidenceTier = 'high' | 'medium' | 'low';

/** Decides how unknown calls behave and what a missing model costs. Plain Semgrep rules are `semgrep`. */
export type RuleFamily = 'injection' | 'privacy' | 'guard' | 'config' | 'semgrep';

/** Where in the rule file something stands, for messages. 1-based. */
export interface RuleLocation {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** A condition of `patterns`/`where` on a metavariable. */
export type MetavariableCondition =
  | {
      readonly kind: 'regex';
      readonly metavariable: string;
      readonly regex: string;
      /** The regex is matched with the content of the constant string that the metavariable is, not with its code. */
      readonly constantPropagation?: boolean;
      readonly at: RuleLocation;
    }
  | {
      readonly kind: 'pattern';
      readonly metavariable: string;
      readonly formula: Formula;
      readonly language: string;
      readonly at: RuleLocation;
    }
  | {
      readonly kind: 'comparison';
      readonly metavariable: string;
      readonly comparison: string;
      readonly base: number;
      readonly strip: boolean;
      readonly at: RuleLocation;
    }
  | {
      readonly kind: 'analysis';
      readonly metavariable: string;
      readonly analyzer: 'entropy' | 'redos';
      readonly at: RuleLocation;
    }
  | {
      readonly kind: 'type';
      readonly metavariable: string;
      readonly types: readonly string[];
      readonly at: RuleLocation;
    };

/** A search formula: Semgrep's pattern operators as a tree. */
export type Formula =
  | { readonly kind: 'pattern'; readonly text: string; readonly at: RuleLocation }
  | { readonly kind: 'regex'; readonly regex: string; readonly at: RuleLocation }
  | {
      readonly kind: 'all';
      readonly formulas: readonly Formula[];
      readonly conditions: readonly MetavariableCondition[];
      /** Each entry narrows the range to one of its metavariables; several entries intersect. */
      readonly focus: readonly (readonly string[])[];
      readonly at: RuleLocation;
    }
  | { readonly kind: 'any'; readonly formulas: readonly Formula[]; readonly at: RuleLocation }
  | {
      readonly kind: 'inside' | 'anywhere' | NegativeKind;
      readonly formula: Formula;
      readonly at: RuleLocation;
    };

/** Terms that take matches away. */
export type NegativeKind = 'not' | 'not-inside' | 'not-regex' | 'not-anywhere';

/** Whether a term only narrows what others match. */
export function isNegative(formula: Formula): formula is Formula & { readonly kind: NegativeKind } {
  return formula.kind.startsWith('not');
}

/** `x-data`: values that classification says carry these data types. */
export interface DataSelector {
  /** Taxonomy ids, or prefixes ending in `.*`. Empty means any. */
  readonly types: readonly string[];
  /** Levels (direct, special, acute, quasi, pseudonym). Empty means any. */
  readonly levels: readonly string[];
  readonly minConfidence: ConfidenceTier;
}

/** What a sanitizer removes. Both empty means everything. */
export interface ClearSpec {
  readonly types: readonly string[];
  readonly levels: readonly string[];
}

/** One entry of pattern-sources, pattern-sinks, pattern-sanitizers or pattern-propagators. */
export interface TaintSpec {
  /** Exactly one of formula, data, modelKind is present. */
  readonly formula?: Formula;
  readonly data?: DataSelector;
  /** A kind of `rules/kinds.yaml`: every model row of that kind. */
  readonly modelKind?: string;
  /** Only the matched expression itself, not its parts. Default: sinks true, sources and sanitizers false. */
  readonly exact: boolean;
  readonly bySideEffect: boolean | 'only';
  /** Sources: the label they give. Empty when the rule uses none. */
  readonly label: string;
  /** Boolean expression over labels, as text; empty when none. */
  readonly requires: string;
  /** Propagators with a label: the labels that become it; absent when all do. */
  readonly replaceLabels?: readonly string[];
  /** Sinks: what each of several metavariables must carry, as label expressions; all must hold. */
  readonly requiresByMetavariable?: readonly { readonly metavariable: string; readonly requires: string }[];
  /** Sanitizers: does not count where it matches the same as a source or a sink. */
  readonly notConflicting?: boolean;
  /** Sources: control flow taints too. */
  readonly control: boolean;
  /** Sinks: only at function exit. */
  readonly atExit: boolean;
  /** Propagators: metavariables. */
  readonly from?: string;
  readonly to?: string;
  /** Sanitizers: what they clear. */
  readonly clears?: ClearSpec;
  readonly at: RuleLocation;
}

/** What a guard rule may ask for; what each means stands in docs/writing-rules.md. */
export const guardRequirements = [
  'tie',
  'compartment',
  'tenant',
  'authentication',
  'role',
  'known-caller',
  'closed-failure',
  'fixed-owner',
  'private-caching',
  'caller-in-key',
  'ending-link',
  'audit',
  'new-session',
  'ended-session',
  'closed-store',
] as const;

/** One of {@link guardRequirements}. */
export type GuardRequirement = (typeof guardRequirements)[number];

/** The guard part of a guard rule: which records, reached how, must be tied to the caller. */
export interface GuardSpec {
  readonly resource: DataSelector;
  readonly operations: readonly ('read' | 'list' | 'update' | 'delete' | 'create')[];
  readonly require: readonly GuardRequirement[];
  /** What of the request must select the record: `national-id`, `any` identifier, or `none` at all. */
  readonly identifier: 'any' | 'national-id' | 'none';
}

/** A replacement by a regular expression. */
export interface FixRegex {
  readonly regex: string;
  /** May name groups: `\\1`, `\\g<name>`. */
  readonly replacement: string;
  /** Matches that are replaced; 0: all. */
  readonly count: number;
}

/** A checked rule. */
export interface CompiledRule {
  readonly id: string;
  readonly mode: 'search' | 'taint' | 'guard' | 'literal';
  readonly languages: readonly string[];
  readonly severity: Severity;
  readonly family: RuleFamily;
  /** May hold metavariables (`$X`) and `{dataTypes}`, `{source}`, `{sink}`, `{endpoint}`. */
  readonly message: string;
  /** cwe, owasp, legal, references, confidence, category, code, why, fix …: plain JSON. */
  /** The word of the rule itself, where it is one of Semgrep's newer ones. */
  readonly severityName?: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** What the paths of the analysis lack for `include` and `exclude`; ends in a slash. Absent: nothing. */
  readonly pathPrefix?: string;
  /** Rules whose finding at the same place this one replaces. */
  readonly supersedes: readonly string[];
  /** Whether the rule runs only where the configuration names it. */
  readonly isOptional: boolean;
  /** Whether the rule concerns fixtures and so runs on test code. */
  readonly onTests: boolean;
  readonly search?: Formula;
  readonly taint?: {
    readonly sources: readonly TaintSpec[];
    readonly sinks: readonly TaintSpec[];
    readonly sanitizers: readonly TaintSpec[];
    readonly propagators: readonly TaintSpec[];
  };
  readonly guard?: GuardSpec;
  /** Literal rules: which identifier literals (taxonomy ids; empty = any). */
  readonly literals?: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
  /** Semgrep `fix`, may hold metavariables; empty when none. */
  readonly fix: string;
  /** Semgrep `fix-regex`: the fix is the matched text with this replaced in it. */
  readonly fixRegex?: FixRegex;
  readonly at: RuleLocation;
}
