/**
 * What any endpoint might see: the answers of all views together, on the safe side.
 *
 * From the solved flow to yes or no for a value: whether there is an endpoint and a record for which the answer might be
 * yes. A question that is denied here is denied by every {@link EndpointView}.
 */
import type { CheckView } from './check-context.ts';
import type { RecordGroup } from './endpoint-view.ts';
import type { GuardContext } from './guard-context.ts';
import { heldRequest, heldSubject, heldTouch } from './guard-flow.ts';

const noGroup: RecordGroup = { queries: new Set(), keys: new Set() };
const noKeys: ReadonlySet<string> = new Set();

/** The view of nobody in particular. */
export function possibleView(context: GuardContext): CheckView {
  const { flow } = context;
  const holds = (node: number, bits: number) => (flow.heldAt(node) & bits) !== 0;
  return {
    context,
    isSubject: (node) => holds(node, heldSubject),
    isRequested: (node) => holds(node, heldRequest),
    isNotRequestAlone: () => true,
    isOfNamedRecord: () => false,
    isOfCaller: (node) => holds(node, heldSubject | heldRequest | heldTouch),
    isOfRecord: (node) => holds(node, heldRequest | heldTouch),
    isReadFrom: (node) => holds(node, heldTouch),
    isRelation: (node) => holds(node, heldTouch),
    isRelationQuery: () => true,
    groupOf: () => noGroup,
    keysAt: () => noKeys,
    isRunning: () => true,
  };
}
