/**
 * Collects the links of a value-flow graph, and puts them into compressed rows, forward and backward.
 *
 * Links keep the order in which they were added within each row, so the graph is the same for the same program.
 * Changes of paths are interned: equal ones are one object.
 */
import { IntVector } from '../base/int-vector.ts';
import type { AccessStep } from '../rules/model.ts';
import type { ClearSpec } from '../rules/rule.ts';
import type { UnknownClass } from './unknown-call.ts';
import type { PathChange, ValueFlowGraph } from './value-flow-graph.ts';

/** The columns of the graph that links fill. */
export type LinkRows = Pick<
  ValueFlowGraph,
  'start' | 'to' | 'kind' | 'edge' | 'change' | 'site' | 'backStart' | 'backFrom'
>;

/** See the head of this file. */
export class LinkTable {
  #from = new IntVector(1024);
  #to = new IntVector(1024);
  #kind = new IntVector(1024);
  #edge = new IntVector(1024);
  #change = new IntVector(1024);
  #site = new IntVector(1024);
  readonly #changes: PathChange[] = [];
  readonly #changeKeys = new Map<string, number>();

  get count(): number {
    return this.#from.length;
  }

  get changes(): readonly PathChange[] {
    return this.#changes;
  }

  /** One link; -1 for no call edge, no change of the path, no site. */
  add(from: number, to: number, kind: number, edge: number, change: number, site: number): void {
    this.#from.push(from);
    this.#to.push(to);
    this.#kind.push(kind);
    this.#edge.push(edge);
    this.#change.push(change);
    this.#site.push(site);
  }

  /** Index of a change, -1 for one that changes nothing. */
  changeOf(
    from: readonly AccessStep[],
    to: readonly AccessStep[],
    mode: PathChange['mode'],
    clears: ClearSpec | undefined = undefined,
    unknownClass: UnknownClass = 'plain',
    replaced: readonly string[] = [],
  ): number {
    if (from.length === 0 && to.length === 0 && mode === 'value' && !clears && replaced.length === 0)
      return -1;
    const isPlain = from.length === 0 && to.length === 0 && !clears && replaced.length === 0;
    const key = isPlain
      ? plainKeys[mode][unknownClass]
      : keyOf(from, to, mode, clears, unknownClass, replaced);
    const known = this.#changeKeys.get(key);
    if (known !== undefined) return known;
    const id = this.#changes.push({ from, to, mode, clears, unknownClass, replaced }) - 1;
    this.#changeKeys.set(key, id);
    return id;
  }

  /** All links, by source and by target. The table is empty afterwards: nobody needs them twice. */
  toRows(nodeCount: number): LinkRows {
    const count = this.#from.length;
    const start = new Int32Array(nodeCount + 1);
    const backStart = new Int32Array(nodeCount + 1);
    for (let k = 0; k < count; k++) {
      const from = this.#from.get(k);
      const to = this.#to.get(k);
      start[from + 1] = (start[from + 1] ?? 0) + 1;
      backStart[to + 1] = (backStart[to + 1] ?? 0) + 1;
    }
    for (let n = 0; n < nodeCount; n++) {
      start[n + 1] = (start[n + 1] ?? 0) + (start[n] ?? 0);
      backStart[n + 1] = (backStart[n + 1] ?? 0) + (backStart[n] ?? 0);
    }
    const to = new Int32Array(count);
    const kind = new Uint8Array(count);
    const edge = new Int32Array(count);
    const change = new Int32Array(count);
    const site = new Int32Array(count);
    const backFrom = new Int32Array(count);
    const next = start.slice();
    const backNext = backStart.slice();
    for (let k = 0; k < count; k++) {
      const from = this.#from.get(k);
      const at = next[from] ?? 0;
      next[from] = at + 1;
      to[at] = this.#to.get(k);
      kind[at] = this.#kind.get(k);
      edge[at] = this.#edge.get(k);
      change[at] = this.#change.get(k);
      site[at] = this.#site.get(k);
      const back = backNext[this.#to.get(k)] ?? 0;
      backNext[this.#to.get(k)] = back + 1;
      backFrom[back] = from;
    }
    this.#from = new IntVector();
    this.#to = new IntVector();
    this.#kind = new IntVector();
    this.#edge = new IntVector();
    this.#change = new IntVector();
    this.#site = new IntVector();
    this.#changeKeys.clear();
    return { start, to, kind, edge, change, site, backStart, backFrom };
  }
}

function keyOf(
  from: readonly AccessStep[],
  to: readonly AccessStep[],
  mode: PathChange['mode'],
  clears: ClearSpec | undefined,
  unknownClass: UnknownClass,
  replaced: readonly string[],
): string {
  const cleared = clears ? `${clears.types.join()}/${clears.levels.join()}` : '-';
  return `${stepsKey(from)}>${stepsKey(to)}|${mode}|${unknownClass}|${cleared}|${replaced.join()}`;
}

type KeyOfClass = Readonly<Record<UnknownClass, string>>;

/** Keys of changes that leave the path alone: most links of calls that nobody can look into. Made once. */
const plainKeys: Readonly<Record<PathChange['mode'], KeyOfClass>> = {
  value: plainKeysOf('value'),
  field: plainKeysOf('field'),
  below: plainKeysOf('below'),
  taint: plainKeysOf('taint'),
  unknown: plainKeysOf('unknown'),
};

function plainKeysOf(mode: PathChange['mode']): KeyOfClass {
  const of = (unknownClass: UnknownClass) => keyOf([], [], mode, undefined, unknownClass, []);
  return { plain: of('plain'), predicate: of('predicate'), hiding: of('hiding'), hash: of('hash') };
}

/** A path as text, to compare two of them. */
export function stepsKey(steps: readonly AccessStep[]): string {
  let key = '';
  for (const step of steps) key += keyOfStep(step);
  return key;
}

function keyOfStep(step: AccessStep): string {
  switch (step.kind) {
    case 'member':
      return `.${step.name}`;
    case 'element':
      return '[]';
    case 'key':
      return '[*]';
    case 'any':
      return '**';
    case 'moved':
      return `[${step.first}..${step.end} by ${step.by}]`;
    case 'given':
      return `[${step.as} of ${step.argument}..${step.argumentEnd}]`;
    default:
      return `[${step.kind}]`;
  }
}
