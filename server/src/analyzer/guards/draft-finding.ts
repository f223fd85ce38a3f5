/**
 * One finding of a guard rule: its message, the way of the identifier in and of the record out, and what was found and
 * missing between record and caller.
 */
import type { QuerySite } from '../callgraph/query-sites.ts';
import { sortDataTypes } from '../findings/build-findings.ts';
import { renderFlow } from '../findings/code-flow.ts';
import type { FindingDraft } from '../findings/draft-file-matches.ts';
import { fillMessage } from '../findings/fill-message.ts';
import type { EndpointRef, FindingDataType, FindingFix, FlowStep } from '../findings/finding.ts';
import { rangeOfValue } from '../findings/source-range.ts';
import type { DataType } from '../rules/data-type.ts';
import type { CompiledRule, ConfidenceTier, GuardRequirement } from '../rules/rule.ts';
import type { Endpoint } from './endpoints/endpoint.ts';
import type { GuardInput } from './guard-context.ts';
import { type GuardFlow, recordLane, requestLane, witnessIn } from './guard-flow.ts';

/** What stands between the caller and one exposed record. */
export interface Verdict {
  /** A tie, only a test of the caller's role, or nothing. */
  readonly guard: 'tied' | 'role' | 'none';
  /** Ties as sentences, each with its place (global value, -1 if it has none). */
  readonly found: readonly { readonly text: string; readonly value: number }[];
  /** Calls that may be the missing check. */
  readonly possible: readonly string[];
  readonly missing: readonly string[];
  /** Whether only roles that may see every record, as the project says, come there. */
  readonly maySeeAll?: boolean;
}

/** A data type that reaches a response. */
export interface ExposedType {
  readonly type: DataType;
  readonly evidence: string;
  readonly confidence: ConfidenceTier;
}

/** What a finding is made of. */
export interface DraftInput {
  readonly input: GuardInput;
  /** Undefined if nothing was solved. */
  readonly flow: GuardFlow | undefined;
  readonly rule: CompiledRule;
  readonly endpoint: Endpoint;
  /** The query of the record, undefined if it is about none. */
  readonly query: QuerySite | undefined;
  readonly q: number;
  /** Functions (global) of the endpoint. */
  readonly tree: ReadonlySet<number>;
  /** How the record is named; empty if it is about none. */
  readonly resource: string;
  /** Fact of the identifier in the filter, -1 if the request selects nothing. */
  readonly request: number;
  /** Global value of the place where the record leaves. */
  readonly anchor: number;
  /** Fact of the record there, -1 if it does not leave. */
  readonly exposed: number;
  readonly types: readonly ExposedType[];
  readonly verdict: Verdict;
  /** The most the rule can say. */
  readonly most: ConfidenceTier;
  /** Why it can say no more; may be empty. */
  readonly doubt: string;
  /** What other endpoints do; may be empty. */
  readonly siblings: string;
  readonly fixes?: readonly FindingFix[];
}

/** Drafts the finding. */
export function draftFinding(draft: DraftInput): FindingDraft {
  const { input, rule, endpoint, resource, anchor, types, verdict } = draft;
  const module = input.moduleOf(anchor);
  const site = input.callGraph.siteOfValue[anchor] ?? -1;
  const sinkName = site >= 0 ? input.callGraph.calleeName(site) : 'response';
  const dataTypes: FindingDataType[] = sortDataTypes(
    types.map(({ type, evidence, confidence }) => ({
      type: type.id,
      label: type.label,
      level: type.level,
      confidence,
      evidence,
    })),
  );
  const { steps, reasons, confidence } = waysOf(draft, sinkName);
  const location = module ? rangeOfValue(module, anchor - module.valueBase) : emptyRange;
  const registration = input.moduleOf(endpoint.registration);
  const endpointRef: EndpointRef = {
    method: endpoint.method,
    path: endpoint.path,
    framework: endpoint.framework,
    handler: registration
      ? rangeOfValue(registration, endpoint.registration - registration.valueBase)
      : location,
  };
  return {
    rule,
    sinkName: `${sinkName} ${resource}`.trim(),
    finding: {
      ruleId: rule.id,
      message: `${fillMessage(
        rule.message,
        {
          dataTypes,
          source: resource,
          sink: sinkName,
          endpoint: `${endpoint.method} ${endpoint.path}`,
        },
        undefined,
      )}${factsInWords(draft)}`,
      severity: input.severities.get(rule.id) ?? rule.severity,
      confidence,
      confidenceReasons: [...new Set(reasons)],
      location,
      evidence: {
        kind: 'facts',
        endpoint: endpointRef,
        steps,
        tiesFound: verdict.found.map(({ text }) => text),
        tiesMissing: verdict.missing,
        siblings: draft.siblings === '' ? [] : [draft.siblings],
      },
      dataTypes,
      endpoint: endpointRef,
      fixes: draft.fixes ?? [],
      isTest: module?.facts.isTest ?? false,
    },
  };
}

/** What was found, what is missing and what the endpoints beside it do, as sentences behind the message. */
function factsInWords({ verdict, siblings }: DraftInput): string {
  const sentence = (label: string, texts: readonly string[]) =>
    texts.length === 0 ? '' : ` ${label}: ${[...new Set(texts)].slice(0, maxFactsInWords).join('; ')}.`;
  const found = verdict.found.map(({ text }) => text);
  return `${sentence('Found', found)}${sentence('Missing', verdict.missing)}${siblings === '' ? '' : ` ${siblings}.`}`;
}

/** Facts of one kind that a message names; the evidence has all. */
const maxFactsInWords = 3;

/** What rules ask for that a role does not give. */
const ofRecords: readonly GuardRequirement[] = ['tie', 'compartment'];

/** The identifier's way into the query and the record's way out, and how sure they are. */
function waysOf(
  draft: DraftInput,
  sinkName: string,
): { readonly steps: FlowStep[]; readonly reasons: string[]; readonly confidence: ConfidenceTier } {
  const { input, flow, rule, query, resource, tree, verdict } = draft;
  const steps: FlowStep[] = [];
  const reasons: string[] = [];
  let confidence = draft.most;
  const add = (fact: number, lane: number, from: string | undefined, to: string, anchor: number) => {
    const witness = flow && witnessIn(flow, tree, fact, lane);
    if (!witness) return;
    const source = flow.sources[witness.seed];
    const text = from ?? `${source?.evidence ?? 'a value of the request'} comes from outside`;
    const way = renderFlow(input, witness, text, to, anchor, rule.family);
    steps.push(...way.steps);
    reasons.push(...way.reasons);
    confidence = lower(confidence, way.confidence);
  };
  if (query) add(draft.request, requestLane, undefined, `selects the ${resource} record`, query.value);
  add(
    draft.exposed,
    recordLane(draft.q),
    `record of ${resource} is read`,
    `is sent by "${sinkName}"`,
    draft.anchor,
  );
  if (verdict.possible.length > 0) {
    confidence = 'low';
    reasons.unshift(
      `${verdict.possible.map((name) => `"${name}"`).join(', ')} saw the caller and the record, but is not understood: it may be the missing check`,
    );
  } else if (
    verdict.guard === 'role' &&
    rule.guard?.require.some((word) => ofRecords.includes(word)) === true
  ) {
    confidence = 'low';
    reasons.unshift(
      'only callers of a certain role come here, which says what they are, not whose record this is',
    );
  }
  if (draft.doubt !== '') reasons.unshift(draft.doubt);
  return { steps, reasons, confidence };
}

function lower(a: ConfidenceTier, b: ConfidenceTier): ConfidenceTier {
  if (a === 'low' || b === 'low') return 'low';
  return a === 'medium' || b === 'medium' ? 'medium' : 'high';
}

const emptyRange = {
  path: '',
  start: 0,
  length: 0,
  startLine: 0,
  startColumn: 0,
  endLine: 0,
  endColumn: 0,
};
