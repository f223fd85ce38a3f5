/**
 * Where data of interest begins and where it must not arrive, as nodes of the value-flow graph with lanes: what
 * `collect-sources.ts`, `collect-sinks.ts` and `collect-barriers.ts` give, and what they share.
 *
 * Each source and sink remembers what it is, for messages; the solver sees only nodes, paths and lanes.
 */
import type { CallGraph } from '../callgraph/call-graph.ts';
import { elementSegment, keySegment } from '../classification/seed-collector.ts';
import type { MatchFacts } from '../matching/rule-matches.ts';
import type { Program, ProgramModule } from '../program/program.ts';
import type { DataTypeCatalog } from '../rules/data-type.ts';
import type { AccessStep, ModelSet } from '../rules/model.ts';
import type { CompiledRule, ConfidenceTier } from '../rules/rule.ts';
import type { ExportedParameter } from './exported-parameters.ts';
import type { LaneTable, Promotion } from './lanes.ts';
import type { PromotedStep } from './named-properties.ts';
import type { ProjectSink, ProjectSource } from './project-sites.ts';

/** A data type that a record holds. */
export interface RecordType {
  /** DataType.index. */
  readonly type: number;
  readonly evidence: string;
  /** 0 … 100. */
  readonly confidence: number;
}

/** A place where data begins. */
export interface SourceSite {
  readonly node: number;
  /** Field names below the node, outermost first; `*` any element, `<record>` unknown fields of a record. */
  readonly path: readonly string[];
  readonly lanes: readonly number[];
  readonly origin:
    | { readonly kind: 'data'; readonly type: number; readonly evidence: string; readonly confidence: number }
    | { readonly kind: 'model'; readonly modelKind: string; readonly label: string }
    | { readonly kind: 'record'; readonly resource: string; readonly types: readonly RecordType[] }
    | { readonly kind: 'match'; readonly rule: number; readonly match: number; readonly module: number };
}

/** A place where data of some lanes must not arrive. */
export interface SinkSite {
  readonly node: number;
  readonly path: readonly string[];
  /** Whether data anywhere below the value counts. */
  readonly isDeep: boolean;
  /** Rules and their sink specs (indices) that have this sink. */
  readonly specs: readonly { readonly rule: number; readonly spec: number }[];
  /** Node that stands for the sink in messages: the call. */
  readonly anchor: number;
  /** Model kind, or empty for a pattern. */
  readonly modelKind: string;
  readonly label: string;
  readonly confidence: ConfidenceTier;
  /** Pattern sinks: the match. */
  readonly match: { readonly module: number; readonly index: number } | undefined;
}

/** Everything the solver starts from. */
export interface TaintSites {
  readonly sources: readonly SourceSite[];
  readonly sinks: readonly SinkSite[];
  /** Node → mask of lanes cleared there. */
  readonly cleared: ReadonlyMap<number, number>;
  /** Node → nodes that rules' propagators move data to, with the lanes concerned. */
  readonly propagators: ReadonlyMap<number, readonly Propagated[]>;
  /** Name of a property → what is read by it. */
  readonly namedProperties: ReadonlyMap<number, readonly PromotedStep[]>;
  /** Lanes of rules for which only the host of an address matters. */
  readonly hostMask: number;
  /** Per combination of bits of `Harmless`: lanes for which such a value does no harm. */
  readonly harmlessMasks: readonly number[];
  /** Node → lanes that become other lanes there. */
  readonly promotions: ReadonlyMap<number, readonly Promotion[]>;
}

/** A step of a rule beside those of the program. */
export interface Propagated {
  readonly to: number;
  /** Lanes that take it. */
  readonly mask: number;
  /** Whether only what is untrusted as a whole takes it, and no object of which fields are. */
  readonly isWhole?: boolean;
}

/** What the collectors need. */
export interface SitesInput {
  readonly program: Program;
  readonly callGraph: CallGraph;
  readonly models: ModelSet;
  readonly catalog: DataTypeCatalog;
  readonly rules: readonly CompiledRule[];
  readonly lanes: LaneTable;
  /** Per module, parallel to `program.modules`. */
  readonly matches: readonly MatchFacts[];
  /** What whoever uses the packages of the workspace gives them; only when that is a source. */
  readonly exportedParameters?: readonly ExportedParameter[];
  /** Kinds of sources that count as `remote` too. */
  readonly untrusted?: readonly string[];
  /** Functions that the project says clear data: `any#name` or `path of the module#name`. */
  readonly projectSources?: readonly ProjectSource[];
  readonly projectSinks?: readonly ProjectSink[];
  readonly sanitizers: readonly {
    readonly name: string;
    readonly types: readonly string[];
    readonly levels: readonly string[];
  }[];
}

/** See {@link exportedKinds}. */
export const exportedPartKind = 'exported-api.part';
/** As the part, at low confidence. */
export const exportedWeakKind = 'exported-api.weak';

/** Path name of "unknown fields of a whole object": passed on with the object, lost by reading a field. */
export const recordName = '<record>';

/**
 * What whoever uses a package gives to its functions. A rule that names the second kind asks that the value was put
 * together with other text on its way: a function that runs what it is given does what it says.
 */
export const exportedKinds: ReadonlySet<string> = new Set([
  'exported-api',
  exportedPartKind,
  exportedWeakKind,
]);

/** Seeds with less confidence than this (percent) raise nothing by themselves. */
export const minSeedConfidence = 55;

/** Whether a matched value is in the program; the code of tests may be left out of it. */
export function hasValue(module: ProgramModule, value: number): boolean {
  return value >= 0 && value < module.ir.op.length;
}

/** Whether a call is one of a function that the project declares: by its name, or by the module it is defined in. */
export function isDeclared(
  { program, callGraph }: Pick<SitesInput, 'program' | 'callGraph'>,
  site: number,
  declared: string,
): boolean {
  const at = declared.lastIndexOf('#');
  const place = at < 0 ? 'any' : declared.slice(0, at);
  const name = declared.slice(at + 1);
  const callee = callGraph.calleeName(site);
  if (callee !== name && !callee.endsWith(`.${name}`)) return false;
  if (place === 'any') return true;
  for (let k = callGraph.targetStart[site] ?? 0; k < (callGraph.targetStart[site + 1] ?? 0); k++) {
    const owner = program.modules[program.moduleOfFunction[callGraph.targets[k] ?? 0] ?? 0];
    if (owner?.facts.path === place || owner?.facts.path.replace(/\.[cm]?[jt]sx?$/, '') === place)
      return true;
  }
  return false;
}

/** Path steps as field names; see `elementSegment` and `keySegment` for those without one. */
export function namesOf(path: readonly AccessStep[]): string[] {
  return path.map((step) =>
    step.kind === 'member' ? step.name : step.kind === 'element' ? elementSegment : keySegment,
  );
}
