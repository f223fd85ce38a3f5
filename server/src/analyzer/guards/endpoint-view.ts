/**
 * What one endpoint's functions see: which values are of the caller, which name or hold the record in question.
 *
 * Identifiers of the request are told apart by the field they were read from (`params.id` is not `params.unit`).
 * A record is in question together with everything that belongs to it by construction: other reads by the same
 * identifier, records whose filter it takes part in, and records it is found by. That relation is symmetric and
 * transitive; the caller is never part of it, so a tie is exactly a check between the two sides.
 */
import { isAtSink } from '../taint/analyze-taint.ts';
import type { CheckView } from './check-context.ts';
import { isExcludingField, isOperatorField, isSecretField } from './filter-words.ts';
import type { FilterPort, GuardContext } from './guard-context.ts';
import { requestLane, subjectLane, touchLane } from './guard-flow.ts';
import { overwrittenFields } from './overwritten-fields.ts';
import { queriesIn } from './queries-in.ts';
import { anyField, named } from './request-ways.ts';

/** A record with everything that belongs to it. */
export interface RecordGroup {
  readonly queries: ReadonlySet<number>;
  /** Identifiers of the request, as {@link EndpointView.keysAt} names them. */
  readonly keys: ReadonlySet<string>;
}

/** Names of what of the request proves who is calling, or may. */
const credential =
  /authori[sz]ation|token|cookie|session|\bsid\b|jwt|bearer|api[-_]?key|signature|secret|passw|otp|code|\*/i;

/** Functions that a name is followed up through. */
const maxCallDepth = 30;

/** See the head of this file. Answers are remembered; one object per endpoint. */
export class EndpointView implements CheckView {
  readonly context: GuardContext;
  /** Functions (global) that run when the endpoint is called. */
  readonly tree: ReadonlySet<number>;
  readonly #chain: readonly number[];
  readonly #queries: readonly number[];
  #overwritten: ReadonlySet<string> | undefined;
  readonly #lanes = new Map<number, ReadonlySet<number>>();
  readonly #keys = new Map<number, ReadonlySet<string>>();
  readonly #factKeys = new Map<number, ReadonlySet<string>>();
  /** Context → names of what its callers hand in. */
  readonly #handedKeys = new Map<number, ReadonlySet<string>>();
  readonly #isFoundByCaller = new Map<number, boolean>();
  readonly #isFoundBySecret = new Map<number, boolean>();
  readonly #recordsInFilter = new Map<number, readonly number[]>();
  readonly #groups = new Map<number, RecordGroup>();

  constructor(context: GuardContext, tree: ReadonlySet<number>, chain: readonly number[]) {
    this.context = context;
    this.tree = tree;
    this.#chain = chain;
    this.#queries = queriesIn(context.queries, context.flow.graph, tree);
  }

  /** Queries that run in this endpoint. */
  queries(): readonly number[] {
    return this.#queries;
  }

  /** Lanes at a node, as this endpoint sees it. */
  lanesAt(node: number): ReadonlySet<number> {
    let lanes = this.#lanes.get(node);
    if (!lanes) {
      lanes = this.context.flow.lanesAt(node, this.tree);
      this.#lanes.set(node, lanes);
    }
    return lanes;
  }

  /** Whether a function (global) runs when the endpoint is called. */
  isRunning(f: number): boolean {
    return this.tree.has(f);
  }

  /** Whether the value says who is calling. */
  isSubject(node: number): boolean {
    return this.lanesAt(node).has(subjectLane);
  }

  /** Whether the request controls the value. */
  isRequested(node: number): boolean {
    return this.lanesAt(node).has(requestLane);
  }

  /** Whether the value says who is calling, or at least is nothing that the request brings. */
  isNotRequestAlone(node: number): boolean {
    const lanes = this.lanesAt(node);
    return lanes.has(subjectLane) || !lanes.has(requestLane);
  }

  /**
   * Whether the value was read only from records that the request names: `(await users.findById(req.body.userId)).role`
   * says what somebody is, not who is calling. What is found by a credential is not named by it.
   */
  isOfNamedRecord(node: number): boolean {
    const lanes = this.lanesAt(node);
    if (lanes.has(subjectLane)) return false;
    let isNamed = false;
    for (const q of this.#touched(lanes)) {
      const keys = [...this.filterKeys(q)];
      if (keys.length === 0 || keys.some((key) => credential.test(key))) return false;
      if (this.isFoundByCaller(q) || this.isFoundBySecret(q)) return false;
      isNamed = true;
    }
    return isNamed;
  }

  /** Whether the value says who is calling, or was read from a record that was found by the caller. */
  isOfCaller(node: number, exceptQuery = -1): boolean {
    const lanes = this.lanesAt(node);
    if (lanes.has(subjectLane)) return true;
    for (const q of this.#touched(lanes)) if (q !== exceptQuery && this.isFoundByCaller(q)) return true;
    return lanes.has(requestLane) && this.#areOverwritten(this.keysAt(node));
  }

  /** Whether the value names the record of the group, or was read from it. */
  isOfRecord(node: number, group: RecordGroup): boolean {
    if (this.isReadFrom(node, group)) return true;
    if (!this.lanesAt(node).has(requestLane)) return false;
    for (const key of this.keysAt(node)) if (hasKey(group.keys, key)) return true;
    return false;
  }

  /** Whether the value was read from a record of the group. */
  isReadFrom(node: number, group: RecordGroup): boolean {
    for (const q of this.#touched(this.lanesAt(node))) if (group.queries.has(q)) return true;
    return false;
  }

  /** Whether the value is (part of) a record that only exists if record and caller belong together. */
  isRelation(node: number, q: number): boolean {
    const group = this.groupOf(q);
    for (const other of this.#touched(this.lanesAt(node)))
      if (this.isRelationQuery(other, q, group)) return true;
    return false;
  }

  /** Whether query `other` finds something by the caller and by the record of query `q` together. */
  isRelationQuery(other: number, q: number, group = this.groupOf(q)): boolean {
    // That a record could be made says nothing of whether it belongs to the caller.
    if (this.context.queries[other]?.model.operation === 'create') return false;
    return other !== q && group.queries.has(other) && this.isFoundByCaller(other);
  }

  /** Whether a value of the caller, or of a record found by one, takes part in the filter of a query. */
  isFoundByCaller(q: number): boolean {
    return this.#isFoundBy(q, this.#isFoundByCaller, (other) => this.#holdsCaller(other));
  }

  #holdsCaller(q: number): boolean {
    return this.#ports(q).some(
      (port) =>
        this.factsBelow(port, subjectLane).length > 0 ||
        this.factsBelow(port, requestLane).some((fact) => this.#areOverwritten(this.#keysOf(fact))),
    );
  }

  /**
   * Whether `holds` is true of a query, or of one whose records take part in its filter, however far back. What is
   * `known` is filled: each query is asked once however many ways lead to it, since chains of lookups are dense.
   */
  #isFoundBy(q: number, known: Map<number, boolean>, holds: (query: number) => boolean): boolean {
    const before = known.get(q);
    if (before !== undefined) return before;
    const reached = new Set([q]);
    for (const at of reached) {
      if (known.get(at) === false) continue;
      if (known.get(at) || holds(at)) {
        known.set(at, true);
        known.set(q, true);
        return true;
      }
      for (const other of this.recordsInFilter(at)) reached.add(other);
    }
    // Whoever is reached from here reaches no more than this query does.
    for (const at of reached) known.set(at, false);
    return false;
  }

  /** Whether a record that another query read takes part in the filter. */
  isFoundByRecord(q: number): boolean {
    return this.recordsInFilter(q).length > 0;
  }

  /** Queries whose records take part in the filter of query `q`, ascending. */
  recordsInFilter(q: number): readonly number[] {
    let records = this.#recordsInFilter.get(q);
    if (!records) {
      const touched = new Set(this.#ports(q).flatMap((port) => [...this.#touchesBelow(port)]));
      records = [...touched].sort((a, b) => a - b);
      this.#recordsInFilter.set(q, records);
    }
    return records;
  }

  /** The record of a query and what belongs to it. */
  groupOf(q: number): RecordGroup {
    const known = this.#groups.get(q);
    if (known) return known;
    const queries = new Set<number>([q]);
    const keys = new Set<string>();
    const own = new Map(
      this.#queries.map((other) => [
        other,
        {
          keys: this.filterKeys(other),
          touches: this.recordsInFilter(other),
        },
      ]),
    );
    for (const key of own.get(q)?.keys ?? this.filterKeys(q)) keys.add(key);
    for (let size = 0; size !== queries.size + keys.size; ) {
      size = queries.size + keys.size;
      for (const [other, { keys: theirs, touches }] of own) {
        const isLinked =
          queries.has(other) ||
          [...theirs].some((key) => hasKey(keys, key)) ||
          touches.some((touched) => queries.has(touched));
        if (!isLinked) continue;
        queries.add(other);
        for (const key of theirs) keys.add(key);
        // What was found by the caller alone belongs to the caller, also where both sides take part in a filter.
        for (const touched of touches) if (!this.isFoundByCaller(touched)) queries.add(touched);
      }
    }
    const group = { queries, keys };
    this.#groups.set(q, group);
    return group;
  }

  /** Whether the chain before the handler put all of these fields there itself. */
  #areOverwritten(keys: ReadonlySet<string>): boolean {
    this.#overwritten ??= overwrittenFields(
      this.context.input,
      this.#chain,
      (value) => this.lanesAt(value).has(requestLane) && !this.lanesAt(value).has(subjectLane),
    );
    if (keys.size === 0 || this.#overwritten.size === 0) return false;
    for (const key of keys) if (!this.#overwritten.has(key)) return false;
    return true;
  }

  /** Identifiers of the request that a query filters by. */
  filterKeys(q: number): ReadonlySet<string> {
    const out = new Set<string>();
    for (const port of this.#ports(q))
      for (const fact of this.factsBelow(port, requestLane))
        for (const key of this.#keysOf(fact)) if (!this.#areOverwritten(new Set([key]))) out.add(key);
    return out;
  }

  /** Columns that a value of the caller, or of a record found by one, is compared with in the filter of a query. */
  callerColumns(q: number): readonly string[] {
    const { queries } = this.context;
    const out = new Set<string>();
    for (const port of this.#ports(q)) {
      const lanes = [subjectLane];
      for (const other of this.#touchesBelow(port))
        if (other !== q && this.isFoundByCaller(other)) lanes.push(touchLane(other, queries.length));
      for (const lane of lanes)
        for (const fact of this.factsBelow(port, lane)) {
          const column = this.columnOf(fact, port);
          if (column !== undefined && column !== '') out.add(column);
        }
    }
    return [...out];
  }

  /** Whether a secret that the request brings takes part in the filter, or in that of a record it is found by. */
  isFoundBySecret(q: number): boolean {
    return this.#isFoundBy(q, this.#isFoundBySecret, (other) => this.#holdsSecret(other));
  }

  #holdsSecret(q: number): boolean {
    return this.#ports(q).some((port) =>
      this.factsBelow(port, requestLane).some((fact) => {
        const column = this.columnOf(fact, port) ?? '';
        const { isCapability } = this.context.input.configured;
        return isSecretField(column) || isCapability(column) || [...this.#keysOf(fact)].some(isCapability);
      }),
    );
  }

  /** Facts of a lane that take part in a filter: below the port, and not as what is excluded. */
  factsBelow(port: FilterPort, lane: number): readonly number[] {
    const { flow, input } = this.context;
    return flow.factsOf(port.node, lane, this.tree).filter((fact) => {
      const path = flow.solution.pathOf(fact);
      return (
        isAtSink(input, { path: port.path, isDeep: true }, path) &&
        !this.fieldsOf(fact, port).some(isExcludingField)
      );
    });
  }

  /** Field names of a fact below a filter port, operators included. */
  fieldsOf(fact: number, port: FilterPort): readonly string[] {
    const { flow, input } = this.context;
    return input.paths
      .heads(flow.solution.pathOf(fact))
      .map((symbol) => input.symbols.interner.text(symbol))
      .slice(port.path.length);
  }

  /** The innermost field that a fact is compared with in a filter, undefined if none is known. */
  columnOf(fact: number, port: FilterPort): string | undefined {
    const column = port.column === '' ? undefined : port.column;
    return this.fieldsOf(fact, port).findLast((field) => !isOperatorField(field)) ?? column;
  }

  /** Names of the request's fields that a value was read from, such as `params.id`. */
  keysAt(node: number): ReadonlySet<string> {
    let keys = this.#keys.get(node);
    if (!keys) {
      const { flow } = this.context;
      keys = new Set(flow.factsOf(node, requestLane, this.tree).flatMap((fact) => [...this.#keysOf(fact)]));
      this.#keys.set(node, keys);
    }
    return keys;
  }

  /** The same for one fact of the request. */
  keysOfFact(fact: number): ReadonlySet<string> {
    return this.#keysOf(fact);
  }

  /**
   * The first field that was read from the request's data on the way of a fact. A function that several callers use is
   * left towards those of this endpoint only.
   */
  #keysOf(fact: number, depth = 0): ReadonlySet<string> {
    const known = this.#factKeys.get(fact);
    if (known) return known;
    const { key, context, field } = this.context.ways.of(fact);
    const keys = context < 0 ? new Set([key]) : this.#keysHandedIn(context, field, depth);
    this.#factKeys.set(fact, keys);
    return keys;
  }

  /** The same of a fact that was handed in by callers, of whom nothing but `field` was read. */
  #keysHandedIn(context: number, field: string, depth: number): ReadonlySet<string> {
    if (depth > maxCallDepth) return new Set([anyField]);
    let handed = this.#handedKeys.get(context);
    if (!handed) {
      // A way that leads back here brings no other name.
      this.#handedKeys.set(context, new Set());
      const { flow } = this.context;
      const found = new Set<string>();
      for (const caller of flow.solution.incomingOf(context)) {
        if (!flow.isSeenBy(caller, requestLane, this.tree)) continue;
        for (const key of this.#keysOf(caller, depth + 1)) found.add(key);
      }
      handed = found.size > 0 ? found : new Set([anyField]);
      this.#handedKeys.set(context, handed);
    }
    return field === '' ? handed : new Set(Array.from(handed, (key) => named(key, field)));
  }

  #ports(q: number): readonly FilterPort[] {
    return this.context.filters[q] ?? [];
  }

  /** Queries that a value may have been read by. */
  *#touched(lanes: ReadonlySet<number>): Generator<number> {
    const first = touchLane(0, this.context.queries.length);
    for (const lane of lanes) if (lane >= first) yield lane - first;
  }

  /** Queries whose records take part in a filter. */
  #touchesBelow(port: FilterPort): ReadonlySet<number> {
    const out = new Set<number>();
    for (const q of this.#touched(this.lanesAt(port.node))) {
      if (this.factsBelow(port, touchLane(q, this.context.queries.length)).length > 0) out.add(q);
    }
    return out;
  }
}

/** Whether two names may mean the same field: equal, or one of them the whole it is read from. */
function hasKey(keys: ReadonlySet<string>, key: string): boolean {
  if (keys.has(key) || keys.has(anyField) || (key === anyField && keys.size > 0)) return true;
  const whole = `${key.slice(0, key.indexOf('.'))}.${anyField}`;
  if (keys.has(whole)) return true;
  if (key !== whole) return false;
  for (const other of keys) if (other.startsWith(key.slice(0, -1))) return true;
  return false;
}
