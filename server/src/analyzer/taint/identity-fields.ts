/**
 * Fields of models that belong to an object itself, whoever holds it, as links through the heap.
 *
 * A field whose name begins with `@` is a node of the object's identity: the value of a React context, what an emitter
 * emits. One that begins with `@@` belongs to whatever has a name of its own: a queue, a topic or a channel, so that a
 * message put there in one file arrives where another file listens under the same name. The name is a constant text, or
 * what a setting is called (`process.env.MAIL_QUEUE_URL`); without one there is no link. Part of a link's name up to the
 * dash is what it is called in a path: `@@queue-bull`.
 */
import { argumentAt, receiverOf } from '../callgraph/call-arguments.ts';
import type { LiteralReader } from '../classification/read-literal.ts';
import { Op } from '../ir/opcode.ts';
import type { ProgramModule } from '../program/program.ts';
import type { AccessStep, PortPath } from '../rules/model.ts';
import type { GraphDraft } from './graph-draft.ts';
import { laterVersions } from './returned-places.ts';
import { LinkKind, type PathChange } from './value-flow-graph.ts';

/** What a stream hands on, and what is written into it, piece by piece. */
const chunksField = '@chunks';
const writtenField = '@written';

/** Where the identity stands in the path of a port, -1 if nowhere. */
function identityStep({ path }: PortPath): number {
  const [first] = path;
  if (first?.kind === 'member' && first.name.startsWith('@')) return 0;
  return path.findIndex((step) => step.kind === 'member' && step.name.startsWith('@@'));
}

/** Whether a port is a field that belongs to an object, or to what has a name, itself. */
export function isIdentityField(port: PortPath): boolean {
  return identityStep(port) >= 0;
}

/** Links between two ports of which at least one is such a field. */
export function addIdentityTransfer(
  draft: GraphDraft,
  module: ProgramModule,
  i: number,
  from: PortPath,
  to: PortPath,
  mode: PathChange['mode'],
): void {
  const own = (port: PortPath) => port.path.slice(identityStep(port) + 1);
  if (isPiecewise(from) && identityNodes(draft, module, i, from).length === 0) {
    if (!isIdentityField(to)) addPlain(draft, module, i, inPieces(from), to, mode);
    return;
  }
  if (isPiecewise(to) && identityNodes(draft, module, i, to).length === 0) {
    if (!isIdentityField(from)) addPlain(draft, module, i, from, inPieces(to), mode);
    else {
      const intoList = draft.links.changeOf(own(from), inPieces(to).path, mode);
      for (const source of identityNodes(draft, module, i, from))
        for (const target of draft.portNodes(module, i, to, true))
          draft.links.add(source, target, LinkKind.Heap, -1, intoList, -1);
    }
    return;
  }
  const change = draft.links.changeOf(own(from), own(to), mode);
  const sources = isIdentityField(from)
    ? identityNodes(draft, module, i, from)
    : from.port === 'callback-return'
      ? draft.callbacks(module, i, from).map(({ target }) => draft.returnBase + target)
      : draft.portNodes(module, i, from, false);
  const targets = isIdentityField(to)
    ? identityNodes(draft, module, i, to)
    : to.port === 'callback-parameter'
      ? draft.callbackParameters(module, i, to)
      : draft.portNodes(module, i, to, true);
  for (const source of sources)
    for (const target of targets) draft.links.add(source, target, LinkKind.Heap, -1, change, -1);
  // What is given out is still what the object keeps: `storage.getStore().user = name`.
  if (mode !== 'value' || to.port !== 'return' || to.path.length > 0 || !isIdentityField(from)) return;
  const back = draft.links.changeOf([], own(from), 'value');
  for (const version of laterVersions(module, i))
    for (const source of sources)
      draft.links.add(module.valueBase + version, source, LinkKind.Heap, -1, back, -1);
}

/** Where there is no object to be told apart, what goes through it piece by piece is its elements. */
function isPiecewise({ path: [step] }: PortPath): boolean {
  return step?.kind === 'member' && (step.name === chunksField || step.name === writtenField);
}

function inPieces(port: PortPath): PortPath {
  return { ...port, path: [{ kind: 'element' }, ...port.path.slice(1)] };
}

function addPlain(
  draft: GraphDraft,
  module: ProgramModule,
  i: number,
  from: PortPath,
  to: PortPath,
  mode: PathChange['mode'],
): void {
  const change = draft.links.changeOf(from.path, to.path, mode);
  const targets =
    to.port === 'callback-parameter'
      ? draft.callbackParameters(module, i, to)
      : draft.portNodes(module, i, to, true);
  const kind = to.port === 'callback-parameter' ? LinkKind.Heap : LinkKind.Move;
  for (const source of draft.portNodes(module, i, from, false))
    for (const target of targets) draft.links.add(source, target, kind, -1, change, -1);
}

/** A value that is settled later arrives at such a field. */
export function addIntoIdentity(
  draft: GraphDraft,
  source: number,
  module: ProgramModule,
  i: number,
  to: PortPath,
  mode: PathChange['mode'],
): void {
  const change = draft.links.changeOf([], to.path.slice(identityStep(to) + 1), mode);
  for (const target of identityNodes(draft, module, i, to))
    draft.links.add(source, target, LinkKind.Heap, -1, change, -1);
}

/** `for await (const chunk of stream)`: iterating an object gives what it hands on. */
export function addIteratedChunks(draft: GraphDraft): void {
  const nodes = new Map<number, number>();
  for (const [key, node] of draft.identityFields)
    if (key.endsWith(`:${chunksField}`)) nodes.set(Number(key.slice(0, -chunksField.length - 1)), node);
  if (nodes.size === 0) return;
  const intoList = draft.links.changeOf([], [{ kind: 'element' }], 'value');
  for (const { index, ir, valueBase } of draft.input.program.modules) {
    for (let i = 0; i < ir.op.length; i++) {
      if (ir.op[i] !== Op.Iter && ir.op[i] !== Op.Elems) continue;
      for (const identity of draft.input.callGraph.identitiesOf(valueBase + (ir.a[i] ?? 0))) {
        const node = nodes.get(identity);
        if (node === undefined) continue;
        const change = ir.op[i] === Op.Iter ? -1 : intoList;
        draft.links.add(node, valueBase + i, LinkKind.Heap, -1, change, -1);
        draft.innerLinks.add(index);
      }
    }
  }
}

function identityNodes(draft: GraphDraft, module: ProgramModule, i: number, port: PortPath): number[] {
  const at = identityStep(port);
  const field = nameOfStep(port.path[at]);
  if (field.startsWith('@@')) return namedNodes(draft, module, i, port, at, field);
  const out: number[] = [];
  const { ir, classBase } = module;
  if (port.port === 'return' && ir.op[i] === Op.Super) {
    const classId = ir.functions[ir.functionOf[i] ?? -1]?.classId ?? -1;
    if (classId < 0) return [];
    return [nodeOf(draft, `${draft.input.callGraph.identityOfClass(classBase + classId)}:${field}`)];
  }
  const receiver = port.port === 'receiver' ? receiverOf(module, i) : -1;
  const values =
    receiver >= 0 ? [module.valueBase + receiver] : draft.portNodes(module, i, { ...port, path: [] }, false);
  for (const value of values) {
    if (value >= draft.valueCount) continue;
    for (const identity of draft.input.callGraph.identitiesOf(value))
      out.push(nodeOf(draft, `${identity}:${field}`));
  }
  return out;
}

function nodeOf(draft: GraphDraft, key: string): number {
  let node = draft.identityFields.get(key);
  if (node === undefined) {
    node = draft.nodeCount++;
    draft.identityFields.set(key, node);
  }
  return node;
}

function namedNodes(
  draft: GraphDraft,
  module: ProgramModule,
  i: number,
  port: PortPath,
  at: number,
  field: string,
): number[] {
  const name = nameAt(draft.literals(), module, i, port, at);
  if (name === undefined) return [];
  const node = nodeOf(draft, `${field}:${name}`);
  const [kind] = field.slice(2).split('-');
  draft.crossings.set(node, `${kind} "${name}"`);
  return [node];
}

/** The name that stands at a port: its value, a field of it, or for a receiver what it was made with. */
function nameAt(
  literals: LiteralReader,
  module: ProgramModule,
  i: number,
  port: PortPath,
  at: number,
): string | undefined {
  if (port.port === 'receiver') return nameOfMade(literals, module, receiverOf(module, i), 0);
  if (port.port !== 'argument') return undefined;
  let value = argumentAt(module, i, port.argument);
  if (value < 0) return undefined;
  value += module.valueBase;
  for (const step of port.path.slice(0, at)) {
    const next = literals.shapeOf(value)?.fields.get(nameOfStep(step));
    if (next === undefined) return undefined;
    value = next;
  }
  return textOrSetting(literals, value);
}

/** A text, or the name of a setting that holds it. */
function textOrSetting(literals: LiteralReader, value: number): string | undefined {
  const text = literals.textAt(value);
  if (text !== undefined) return text === '' ? undefined : text;
  const place = literals.placeOf(value);
  if (place === undefined) return undefined;
  const name = literals.memberAt(place.module.valueBase + place.local);
  return name !== undefined && /(?:queue|topic|channel|subject|stream|arn)/i.test(name) && name.length > 6
    ? name
    : undefined;
}

/** The name that the call which made an object was given first: `new Queue('letters')`, also where a field keeps it. */
function nameOfMade(
  literals: LiteralReader,
  module: ProgramModule,
  value: number,
  depth: number,
): string | undefined {
  const place = value < 0 ? undefined : literals.placeOf(module.valueBase + value);
  if (place === undefined || depth > 3) return undefined;
  const { ir, valueBase } = place.module;
  switch (ir.op[place.local]) {
    case Op.New:
    case Op.Call: {
      const first = argumentAt(place.module, place.local, 0);
      return first < 0 ? undefined : textOrSetting(literals, valueBase + first);
    }
    case Op.Load: {
      const stored = onlyStore(place.module, ir.b[place.local] ?? -1);
      return stored < 0 ? undefined : nameOfMade(literals, place.module, stored, depth + 1);
    }
    default:
      return undefined;
  }
}

/** The one value that a module puts into fields of a name, -1 if there are none or several. */
function onlyStore({ ir }: ProgramModule, field: number): number {
  let found = -1;
  for (let at = 0; at < ir.op.length; at++) {
    if (ir.op[at] !== Op.Store || ir.b[at] !== field) continue;
    const value = ir.c[at] ?? -1;
    if (ir.op[value] === Op.Post) continue;
    if (found >= 0) return -1;
    found = value;
  }
  return found;
}

function nameOfStep(step: AccessStep | undefined): string {
  return step?.kind === 'member' ? step.name : '';
}
