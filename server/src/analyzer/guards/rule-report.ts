/**
 * What the rules about ties and authentication say of what was judged, and how sure they are.
 *
 * Each rule asks for one thing; what it is satisfied by says nothing. Confidence falls where evidence is thin: a path of
 * signing in, a list that nobody narrows down, a program that never asks who is calling.
 */

import { anyFhirResource, fhirSchema } from '../callgraph/fhir-resources.ts';
import { createNameClassifier } from '../classification/classify-name.ts';
import type { FindingDraft } from '../findings/draft-file-matches.ts';
import type { FindingFix } from '../findings/finding.ts';
import type { CompiledRule, ConfidenceTier, GuardRequirement, GuardSpec } from '../rules/rule.ts';
import { type Authentication, isAboutAccounts, isOpenByNature } from './authentication.ts';
import { asksNobody } from './caller-words.ts';
import type { CheckInput } from './checks/remark.ts';
import { concerns } from './concerned-rules.ts';
import { draftFinding } from './draft-finding.ts';
import { isIdentifierField } from './filter-words.ts';
import type { GuardSolution } from './guard-solution.ts';
import { type Judged, operationOf } from './judged.ts';
import { ownerFix } from './owner-fix.ts';
import { siblingsOf } from './siblings.ts';

/** What rules may ask for that is judged with ties and authentication. */
const ofTies: readonly GuardRequirement[] = ['tie', 'compartment', 'authentication'];

/** What the rules say about what was judged. */
export class RuleReport {
  readonly #solution: GuardSolution;
  readonly #judged: readonly Judged[];
  readonly #isNationalId: (name: string) => boolean;
  readonly #callers: ReadonlySet<number>;
  readonly #authenticationOf: (endpoint: number) => Authentication;

  constructor(
    solution: GuardSolution,
    { judged, callers, authenticationOf }: Pick<CheckInput, 'judged' | 'callers' | 'authenticationOf'>,
  ) {
    this.#solution = solution;
    this.#judged = judged;
    this.#callers = callers;
    this.#authenticationOf = authenticationOf;
    const { catalog } = solution.input;
    const classifier = createNameClassifier(catalog);
    this.#isNationalId = (name) => {
      const evidence = classifier.classify([name]);
      return evidence !== undefined && (catalog.types[evidence.type]?.id.startsWith('nid.') ?? false);
    };
  }

  draftsOf(rules: readonly CompiledRule[], judged: Judged): FindingDraft[] {
    const out: FindingDraft[] = [];
    const { input, flow, endpoints, queries } = this.#solution;
    const endpoint = endpoints[judged.endpoint];
    const query = queries[judged.q];
    if (!endpoint || !query) return out;
    let fix: FindingFix | undefined;
    let isFixKnown = false;
    for (const rule of rules) {
      const spec = rule.guard;
      if (!spec?.require.some((word) => ofTies.includes(word))) continue;
      if (!concerns(spec, operationOf(this.#solution, judged), judged.types)) continue;
      const confidence = this.#confidenceOf(spec, judged);
      if (confidence === undefined) continue;
      if (!isFixKnown) fix = ownerFix(this.#solution, this.#judged, judged);
      isFixKnown = true;
      // What has nothing to do with callers may be missing: nobody relied on it.
      const isUncertain = endpoint.chain.some(
        ({ isCertain, name }) => isCertain === false && !asksNobody(name),
      );
      const isAccount = isAboutAccounts(endpoint) && !spec.require.includes('authentication');
      out.push(
        draftFinding({
          input,
          flow,
          rule,
          endpoint,
          query,
          resource: query.resource,
          q: judged.q,
          tree: this.#solution.viewOf(judged.endpoint).tree,
          request: judged.request.facts[0] ?? -1,
          anchor: judged.anchor,
          exposed: judged.exposed,
          types: judged.types,
          verdict: judged.verdict,
          most: isAccount ? 'low' : isUncertain ? lessThan(confidence) : confidence,
          doubt: isAccount
            ? 'the path is one of signing in, where callers prove who they are'
            : isUncertain
              ? 'what runs before the handler is not certain'
              : '',
          siblings: this.siblingsOf(judged),
          ...(fix === undefined || spec.require.includes('authentication') ? {} : { fixes: [fix] }),
        }),
      );
    }
    return out;
  }

  /** What the endpoints beside it do with the same record; may be empty. */
  siblingsOf({ endpoint, group, q }: Judged): string {
    const resource = this.#solution.queries[q]?.resource ?? '';
    return siblingsOf(this.#judged, endpoint, group, resource).sentence;
  }

  /** The most that can be said for a rule about what was judged; undefined if it has nothing to say. */
  #confidenceOf(spec: GuardSpec, judged: Judged): ConfidenceTier | undefined {
    if (spec.require.includes('authentication')) return this.#withoutAuthentication(judged);
    if (judged.verdict.guard === 'tied' || judged.verdict.maySeeAll === true) return undefined;
    if (spec.require.includes('compartment')) return this.#outsideCompartment(judged);
    const { facts, fields } = judged.request;
    if (operationOf(this.#solution, judged) === 'create') return facts.length > 0 ? 'medium' : undefined;
    const isNational = fields.some((field) => this.#isNationalId(field));
    const isSelected =
      facts.length > 0 &&
      (isNational || fields.length === 0 || fields.some(isIdentifierField) || this.#namesRecord(judged));
    switch (spec.identifier) {
      case 'national-id':
        return isNational ? 'high' : undefined;
      case 'none':
        return isSelected ? undefined : this.#withoutScope(judged);
      case 'any':
        return isSelected ? 'high' : undefined;
    }
  }

  /** A FHIR server is asked for whatever the request says; every parameter chooses, not identifiers alone. */
  #outsideCompartment({ q, request }: Judged): ConfidenceTier | undefined {
    const query = this.#solution.queries[q];
    if (query?.model.schema !== fhirSchema || request.facts.length === 0) return undefined;
    return query.resource === anyFhirResource ? 'medium' : 'high';
  }

  /** Whether the request calls what it selects by an identifier, whatever the column is called: `{ patient: params.id }`. */
  #namesRecord({ endpoint, q }: Judged): boolean {
    const keys = this.#solution.viewOf(endpoint).filterKeys(q);
    return [...keys].some((key) => isIdentifierField(key.slice(key.lastIndexOf('.') + 1)));
  }

  /** A list that is the same for whoever asks: said aloud if others narrow the same records down, or it tells much of people. */
  #withoutScope(judged: Judged): ConfidenceTier | undefined {
    const { endpoint, q, group, verdict } = judged;
    const view = this.#solution.viewOf(endpoint);
    if (this.#solution.queries[q]?.model.operation !== 'list' || verdict.guard !== 'none') return undefined;
    if (view.isFoundByCaller(q) || view.isFoundByRecord(q)) return undefined;
    // Where the caller is not known as a person, as with keys of other services, there is nothing to narrow down by.
    if (![...view.tree].some((f) => this.#callers.has(f))) return undefined;
    const { others, tied } = siblingsOf(this.#judged, endpoint, group, '');
    const isOfPeople = tellsMuch(judged) && !isCatalog.test(this.#solution.queries[q]?.resource ?? '');
    return (others >= 2 && tied * 2 >= others) || isOfPeople ? 'medium' : 'low';
  }

  /** Said aloud only if most of the program asks who is calling, or none of it, though people sign in. */
  #withoutAuthentication(judged: Judged): ConfidenceTier | undefined {
    const { endpoints } = this.#solution;
    const endpoint = endpoints[judged.endpoint];
    if (
      !endpoint ||
      isOpenByNature(endpoint, judged.types) ||
      this.#authenticationOf(judged.endpoint) !== 'none'
    )
      return undefined;
    if (!tellsMuch(judged)) return undefined;
    const seen = endpoints.filter((_, e) => this.#authenticationOf(e) === 'seen').length;
    if (seen * 2 >= endpoints.length) return 'medium';
    // A program that signs people in and then asks nobody has no gateway that does it in its place.
    return endpoints.some(isAboutAccounts) ? 'medium' : 'low';
  }
}

/** Whether a record says what is the matter with somebody, or who somebody is in more than one way. */
function tellsMuch({ types }: Judged): boolean {
  const personal = new Set(
    types.flatMap(({ type }) => (personalCategories.has(type.category) ? [type.category] : [])),
  );
  return personal.size > 1 || types.some(({ type }) => type.level === 'special' || type.level === 'acute');
}

/** Records that say what there is, and nothing of anybody: `treatmentCategories`, `labTestTypes`. */
const isCatalog =
  /(?:categor(?:y|ies)|catalog(?:ue)?|types?|codes?|templates?|kinds?|status(?:es)?|options?|settings?|services?|special(?:i[sz]ation|t)(?:y|ies|s)?|symptoms?|diseases?|medicines?|drugs?|vaccines?|questions?|packages?|plans?|tariffs?|prices?|fees?)_?(?:repo|repository|model|collection|table)?$/i;

const personalCategories: ReadonlySet<string> = new Set(['name', 'contact', 'demographic', 'nid']);

function lessThan(confidence: ConfidenceTier): ConfidenceTier {
  return confidence === 'high' ? 'medium' : 'low';
}
