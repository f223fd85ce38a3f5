/**
 * Columns that say whose a record is, written from whatever the request brings.
 *
 * A write that takes a whole body takes `ownerId` and `role` with it. Asked are writes of records that have such a
 * column, as the schema says or as others tie the record by it; what is stored over the body afterwards is the code's,
 * and a body that went through a list of fields or a schema is no longer whole.
 */
import { argumentAt } from '../../callgraph/call-arguments.ts';
import type { QuerySite } from '../../callgraph/query-sites.ts';
import { Op } from '../../ir/opcode.ts';
import type { ProgramModule } from '../../program/program.ts';
import { emptyPath } from '../../taint/paths.ts';
import { namesOf } from '../../taint/taint-sites.ts';
import { isAboutAccounts } from '../authentication.ts';
import { requestLane, witnessIn } from '../guard-flow.ts';
import { resourceKey } from '../guard-scope.ts';
import { lastName } from './instructions.ts';
import { type CheckInput, type Remark, remarkAt } from './remark.ts';

const owning =
  /^((owner|user|patient|account|tenant|org|organi[sz]ation|clinic|practice|hospital|unit|care_?unit|ward|member|customer|responsible|assigned|created_?by|practitioner|doctor)_?(user_?)?(id|ref)?|created_?by|role|roles|is_?admin|permissions)$/i;
const narrowing =
  /^(pick|omit|parse|safeParse|parseAsync|validate\w*|sanitize\w*|whitelist\w*|allowlist\w*|permit\w*|filter\w*|only|strip\w*|plainToClass|plainToInstance|matchedData|from|of|create\w*Dto|to\w*(Dto|Input|Entity|Model)|map\w*|cast|assert|check|decode)$/i;

/** Fields of a request that are all it brings. */
const wholeField = /^(body|rawBody|payload|input|args|data|json)$/;

/** See the head of this file. */
export function ownershipFromRequest(about: CheckInput): readonly Remark[] {
  const { input, scope, solution, creates, callers } = about;
  if (!solution || callers.size === 0) return [];
  const out: Remark[] = [];
  const columns = ownershipColumns(about);
  const writes = [...creates, ...solution.queries.filter(({ model }) => model.operation === 'update')].sort(
    (a, b) => a.value - b.value,
  );
  const seen = new Set<number>();
  scope.endpoints.forEach((endpoint, e) => {
    const tree = scope.trees[e] ?? new Set();
    if (isAboutAccounts(endpoint)) return;
    for (const query of writes) {
      const f = input.graph.functionOf(query.value);
      if (seen.has(query.value) || !tree.has(f)) continue;
      const known = columns.get(resourceKey(query)) ?? ownColumns(about, query);
      if (known.length === 0) continue;
      const found = wholeRequestIn(about, query, tree, known);
      if (!found) continue;
      seen.add(query.value);
      const left = known.filter((column) => !found.covered.has(column));
      const types = scope.heldTypes(query);
      if (left.length === 0 || (types.length === 0 && !/user|account/i.test(query.resource))) continue;
      const isHalf = left.length < known.length;
      out.push(
        remarkAt(e, query.value, {
          operation: query.model.operation,
          resource: query.resource,
          types,
          most: isHalf || found.isTyped ? 'low' : 'medium',
          doubt: isHalf
            ? 'other columns of this kind are set by the code'
            : found.isTyped
              ? 'the body has a declared type, which a pipe may enforce'
              : '',
          missing: [
            `the request may set ${left.map((column) => `"${column}"`).join(', ')} of ${query.resource}`,
          ],
        }),
      );
    }
  });
  return out;
}

/** Columns of ownership by resource, as judged records are tied by them. */
function ownershipColumns({ solution, judged }: CheckInput): ReadonlyMap<string, readonly string[]> {
  const out = new Map<string, Set<string>>();
  for (const { q, column } of judged) {
    if (!owning.test(column)) continue;
    const key = resourceKey(solution?.queries[q]);
    out.set(key, (out.get(key) ?? new Set()).add(column));
  }
  return new Map([...out].map(([key, names]) => [key, [...names].sort()]));
}

/** The same as the schema has them. */
function ownColumns({ input }: CheckInput, query: QuerySite): readonly string[] {
  const name = query.resource.replace(/(Repo|Repository|Model|Collection)$/i, '').toLowerCase();
  for (const { models } of input.program.schemas) {
    const model = models.find(
      (one) =>
        one.name.toLowerCase() === name ||
        one.table.toLowerCase() === name ||
        `${one.name.toLowerCase()}s` === name,
    );
    if (model)
      return model.fields
        .filter(({ name: field, isRelation }) => !isRelation && owning.test(field))
        .map((field) => field.name)
        .sort();
  }
  return [];
}

interface Whole {
  /** Columns that are stored over the request. */
  readonly covered: ReadonlySet<string>;
  readonly isTyped: boolean;
}

/** Whether the data of a write is a whole body of the request, and what is stored over it. */
function wholeRequestIn(
  about: CheckInput,
  query: QuerySite,
  tree: ReadonlySet<number>,
  columns: readonly string[],
): Whole | undefined {
  const { input, solution } = about;
  const module = input.program.modules[query.module];
  if (!module || !solution) return undefined;
  for (const port of query.model.data) {
    if (port.port !== 'argument') continue;
    const argument = argumentAt(module, query.value - module.valueBase, port.argument);
    const names = namesOf(port.path);
    const data = argument < 0 ? -1 : fieldBelow(module, argument, names);
    if (data < 0) continue;
    const covered = new Set<string>();
    const node = requestBelow(about, module, data, tree, covered, columns);
    if (node !== undefined) return { covered, isTyped: node };
  }
  return undefined;
}

/** The value of a field of an object literal; the value itself without a name, -1 if it is not known. */
function fieldBelow({ ir }: ProgramModule, value: number, names: readonly string[]): number {
  const [name, ...rest] = names;
  if (name === undefined) return value;
  if (rest.length > 0) return -1;
  for (let at = value, steps = 0; at >= 0 && steps < 100; steps++) {
    if (ir.op[at] === Op.Store && ir.strings[ir.b[at] ?? 0] === name) return ir.c[at] ?? -1;
    if (ir.op[at] !== Op.Store && ir.op[at] !== Op.Copy && ir.op[at] !== Op.Post && ir.op[at] !== Op.Spread)
      return -1;
    at = ir.a[at] ?? -1;
  }
  return -1;
}

/**
 * Whether an object is, or spreads, a whole body: undefined if not, else whether the body has a type of its own. What
 * is stored after it goes into `covered`.
 */
function requestBelow(
  about: CheckInput,
  module: ProgramModule,
  value: number,
  tree: ReadonlySet<number>,
  covered: Set<string>,
  columns: readonly string[],
): boolean | undefined {
  const { ir, valueBase } = module;
  for (let at = value, steps = 0; at >= 0 && steps < 100; steps++) {
    const op = ir.op[at];
    if (op === Op.Store) {
      const name = ir.strings[ir.b[at] ?? 0] ?? '';
      if (columns.includes(name)) covered.add(name);
      at = ir.a[at] ?? -1;
    } else if (op === Op.Del) {
      covered.add(ir.strings[ir.b[at] ?? 0] ?? '');
      at = ir.a[at] ?? -1;
    } else if (op === Op.Spread) {
      const whole = wholeBody(about, valueBase + (ir.b[at] ?? 0), tree);
      if (whole !== undefined) return whole;
      at = ir.a[at] ?? -1;
    } else if (op === Op.Copy || op === Op.Post || op === Op.Pi) at = ir.a[at] ?? -1;
    else return op === Op.Obj ? undefined : wholeBody(about, valueBase + at, tree);
  }
  return undefined;
}

/** Whether a value is a whole body of the request that nothing narrowed down; if so, whether it has a type of its own. */
function wholeBody({ solution }: CheckInput, node: number, tree: ReadonlySet<number>): boolean | undefined {
  if (!solution) return undefined;
  const { flow, input } = solution;
  for (const fact of flow.factsOf(node, requestLane, tree)) {
    if (flow.solution.pathOf(fact) > emptyPath) continue;
    const witness = witnessIn(flow, tree, fact, requestLane);
    const source = witness && flow.sources[witness.seed];
    if (!witness || !source || !/body|payload|Body|args|input|json|formData/i.test(source.evidence)) continue;
    let isNarrowed = false;
    let isTyped = false;
    let isField = false;
    for (const step of witness.steps) {
      const module = input.moduleOf(step.node);
      const at = step.node - (module?.valueBase ?? 0);
      if (!module) continue;
      const op = module.ir.op[at];
      if (op === Op.Rest || op === Op.Obj) isNarrowed = true;
      if (
        op === Op.Load &&
        step.node !== source.node &&
        !wholeField.test(module.ir.strings[module.ir.b[at] ?? 0] ?? '')
      )
        isField = true;
      if (
        op === Op.Call &&
        narrowing.test(lastName(input.callGraph.calleeName(input.callGraph.siteOfValue[step.node] ?? -1)))
      )
        isNarrowed = true;
      if (op === Op.Param) isTyped ||= hasOwnType(module, at);
    }
    if (!isNarrowed && !isField) return isTyped;
  }
  return undefined;
}

/** Whether a parameter is declared as some class or interface that is not a request's or a record's. */
function hasOwnType({ ir }: ProgramModule, at: number): boolean {
  const record = ir.functions[ir.functionOf[at] ?? 0];
  const type = ir.types[record?.params[ir.a[at] ?? 0]?.type ?? -1];
  return (
    type?.kind === 'reference' &&
    /(Dto|DTO|Input|Command|Payload|Form|Body|Schema|Create\w+|Update\w+)$/.test(type.name)
  );
}
