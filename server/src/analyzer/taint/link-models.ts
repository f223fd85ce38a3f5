/**
 * Links that library models say: what a call moves, what its callbacks are given, and what is settled later.
 */
import { applyShift, argumentAt, argumentCount, receiverOf } from '../callgraph/call-arguments.ts';
import type { Settler } from '../callgraph/call-graph.ts';
import { Op } from '../ir/opcode.ts';
import type { ProgramModule } from '../program/program.ts';
import type { AccessStep, CallModel, PortPath } from '../rules/model.ts';
import { ownReceiver } from '../rules/model-path.ts';
import type { ClearSpec } from '../rules/rule.ts';
import type { ClosureLinks } from './closure-links.ts';
import { droppedNames, namedMoves } from './given-paths.ts';
import {
  elementStep,
  type GraphDraft,
  maxSpreadArguments,
  mergesArguments,
  receiverPort,
  rejectedStep,
  samePort,
} from './graph-draft.ts';
import { addIdentityTransfer, addIntoIdentity, isIdentityField } from './identity-fields.ts';
import { copiedThroughText } from './json-copies.ts';
import { certainFields } from './replaced-fields.ts';
import { laterVersions } from './returned-places.ts';
import { LinkKind } from './value-flow-graph.ts';

/** What `resolve`, the setter of a state and the like are called with arrives at the call that made them. */
export function addSettled(draft: GraphDraft, closures: ClosureLinks): void {
  const { program, callGraph } = draft.input;
  for (const { call, settler } of callGraph.settled) {
    const module = program.modules[callGraph.moduleOfValue[call] ?? 0];
    const { called } = settler.transfer.from;
    const argument = module && called ? argumentAt(module, call - module.valueBase, called.argument) : -1;
    if (!module || !called || argument < 0) continue;
    const sources = called.returns
      ? callGraph.functionsOf(module.valueBase + argument).map((target) => draft.returnBase + target)
      : [module.valueBase + argument];
    for (const source of sources) addSettling(draft, source, settler, closures);
  }
}

function addSettling(
  draft: GraphDraft,
  source: number,
  { origin, transfer }: Settler,
  closures: ClosureLinks | undefined,
): void {
  const owner = draft.input.program.modules[draft.input.callGraph.moduleOfValue[origin] ?? 0];
  if (!owner) return;
  const i = origin - owner.valueBase;
  if (transfer.mode === 'drop') return;
  if (isIdentityField(transfer.to)) {
    addIntoIdentity(draft, source, owner, i, transfer.to, transfer.mode);
    return;
  }
  const change = draft.links.changeOf([], transfer.to.path, transfer.mode);
  const targets =
    transfer.to.port === 'callback-parameter'
      ? draft.callbackParameters(owner, i, transfer.to)
      : draft.portNodes(owner, i, transfer.to, true);
  if (closures?.addSettling(origin, source, targets, change) === true) return;
  for (const target of targets) draft.links.add(source, target, LinkKind.Heap, -1, change, -1);
}

/** `log.call(self, x)`, `log.apply(self, xs)`, `log.bind(self, x)`: the library function is called with x. */
export function addShifted(
  draft: GraphDraft,
  module: ProgramModule,
  i: number,
  site: number,
  f: number,
): void {
  const u = module.valueBase + i;
  for (const { state, shift, isBinding } of draft.input.callGraph.shiftedStates.get(u) ?? []) {
    const result = isBinding ? -1 : u;
    if (shift === applyShift) {
      const array = argumentAt(module, i, 1);
      if (array < 0) continue;
      for (let k = 0; k < maxSpreadArguments; k++) {
        const node = draft.virtualNode(u, `${state}:${k}`, f, site);
        const change = draft.links.changeOf([{ kind: 'member', name: String(k) }], [], 'value');
        draft.links.add(module.valueBase + array, node, LinkKind.Move, -1, change, site);
        addVirtualState(draft, state, node, k, result, u, site);
        if (!isBinding) addShiftedReceiver(draft, state, node, k, u, site);
      }
      continue;
    }
    for (let k = 0; k < argumentCount(module, i); k++) {
      const argument = argumentAt(module, i, k);
      if (argument < 0 || k + shift < 0) continue;
      const node = draft.virtualNode(u, `${state}:${k + shift}`, f, site);
      const isSpread = module.ir.op[argument] === Op.Elems;
      const change = isSpread ? draft.links.changeOf([elementStep], [], 'value') : -1;
      draft.links.add(module.valueBase + argument, node, LinkKind.Move, -1, change, site);
      addVirtualState(draft, state, node, k + shift, result, u, site);
      if (!isBinding && shift < 0) addShiftedReceiver(draft, state, node, k + shift, u, site);
    }
  }
}

/** `push.apply(list, rows)`: what a method puts into its receiver goes into the first argument. */
function addShiftedReceiver(
  draft: GraphDraft,
  stateId: number,
  node: number,
  argument: number,
  u: number,
  site: number,
): void {
  const call = draft.input.models.states[stateId]?.call;
  for (const { from, to, mode } of call?.transfers ?? []) {
    if (mode === 'drop' || to.port !== 'receiver' || from.port !== 'argument' || from.called) continue;
    if (from.argument >= 0 && (argument < from.argument || argument > from.argumentEnd)) continue;
    const change = draft.links.changeOf(from.path, to.path, mode);
    for (const { index, value } of draft.posts.get(u) ?? [])
      if (index === 0) draft.links.add(node, value, LinkKind.Move, -1, change, site);
  }
}

/** `.catch(f)` and the second argument of `.then`: what a promise is rejected with arrives as their parameter. */
function addRejections(draft: GraphDraft, module: ProgramModule, i: number, site: number, f: number): void {
  const { ir } = module;
  const callee = ir.a[i] ?? -1;
  const name = callee >= 0 && ir.op[callee] === Op.Load ? (ir.strings[ir.b[callee] ?? 0] ?? '') : '';
  if (name !== 'then' && name !== 'catch' && name !== 'finally') return;
  const rejected: PortPath = { ...receiverPort, path: [rejectedStep] };
  const handler = name === 'then' ? 1 : 0;
  if (name !== 'finally') {
    const parameter: PortPath = {
      ...receiverPort,
      port: 'callback-parameter',
      argument: handler,
      argumentEnd: handler,
      parameter: 0,
    };
    addTransfer(draft, module, i, site, f, rejected, parameter, 'value', undefined);
  }
  const isHandled = name !== 'finally' && argumentCount(module, i) > handler;
  if (!isHandled)
    addTransfer(draft, module, i, site, f, rejected, { ...rejected, port: 'return' }, 'value', undefined);
  for (let k = 0; k <= handler; k++) {
    const callbackPort: PortPath = {
      ...receiverPort,
      port: 'callback-parameter',
      argument: k,
      argumentEnd: k,
      parameter: 0,
    };
    for (const callback of draft.callbacks(module, i, callbackPort)) {
      const { target } = callback;
      const edge = draft.callbackEdge(module, i, site, callback, callbackPort);
      const change = draft.links.changeOf([], [rejectedStep], 'value');
      draft.links.add(draft.throwBase + target, module.valueBase + i, LinkKind.Exit, edge, change, site);
    }
  }
}

export function addModel(
  draft: GraphDraft,
  module: ProgramModule,
  i: number,
  site: number,
  f: number,
  call: CallModel,
): void {
  addRejections(draft, module, i, site, f);
  const copied = copiedThroughText(module.ir, i);
  if (copied >= 0) {
    draft.links.add(module.valueBase + copied, module.valueBase + i, LinkKind.Move, -1, -1, site);
    return;
  }
  const dropped: DroppedFields[] = [];
  for (const { from, to, mode } of call.transfers)
    if (mode === 'drop') addDropped(draft, module, i, from, to, dropped);
  for (const transfer of call.transfers) {
    if (transfer.from.called || transfer.from.isInstance || transfer.mode === 'drop') continue;
    if (call.clears.some((row) => samePort(row.from, transfer.from) && samePort(row.to, transfer.to)))
      continue;
    for (const { from, to } of namedMoves(module, i, transfer.from, transfer.to))
      addTransfer(draft, module, i, site, f, from, to, transfer.mode, undefined, dropped);
  }
  for (const row of call.clears) {
    const same = call.transfers.find(({ from, to }) => samePort(row.from, from) && samePort(row.to, to));
    const mode = same?.mode === 'value' ? 'value' : 'taint';
    for (const { from, to } of namedMoves(module, i, row.from, row.to))
      addTransfer(draft, module, i, site, f, from, to, mode, row.clears);
  }
}

/** Fields that a call takes away on the way from one of its ports to its result. */
interface DroppedFields {
  readonly from: PortPath;
  readonly names: readonly string[];
}

/** What a row says is gone after the call: of what the object was before, or of what the call gives back. */
function addDropped(
  draft: GraphDraft,
  module: ProgramModule,
  i: number,
  from: PortPath,
  to: PortPath,
  results: DroppedFields[],
): void {
  const names = droppedNames(module, i, from);
  if (to.port === 'return') {
    if (names) results.push({ from, names });
    return;
  }
  for (const target of draft.portNodes(module, i, to, true)) {
    if (from.path.length === 0) draft.strongPosts.add(target);
    else if (names) draft.replacedAtPost.set(target, [...(draft.replacedAtPost.get(target) ?? []), ...names]);
  }
}

function isSamePlace(a: PortPath, b: PortPath): boolean {
  return a.port === b.port && a.argument === b.argument;
}

function addTransfer(
  draft: GraphDraft,
  module: ProgramModule,
  i: number,
  site: number,
  f: number,
  from: PortPath,
  to: PortPath,
  mode: 'value' | 'taint',
  clears: ClearSpec | undefined,
  dropped: readonly DroppedFields[] = [],
): void {
  if (from.port === 'argument') {
    // `push(...rows)`: the argument is an element of the array, not the array.
    const last =
      from.argument < 0
        ? argumentCount(module, i) - 1
        : Math.min(from.argumentEnd, argumentCount(module, i) - 1);
    for (let k = Math.max(0, from.argument); k <= last; k++) {
      const argument = argumentAt(module, i, k);
      if (argument < 0 || module.ir.op[argument] !== Op.Elems || to.port === 'callback-parameter') continue;
      const change = draft.links.changeOf([elementStep, ...from.path], to.path, mode, clears);
      for (const target of draft.portNodes(module, i, to, true)) {
        draft.links.add(module.valueBase + argument, target, LinkKind.Move, -1, change, site);
      }
    }
  }
  if (isIdentityField(from) || isIdentityField(to)) {
    addIdentityTransfer(draft, module, i, from, to, mode);
    return;
  }
  // What `this` of a callback is matters for what is called on it.
  if (to.port === 'callback-parameter' && to.parameter === ownReceiver) return;
  const fromCallback = from.port === 'callback-return';
  const toCallback = to.port === 'callback-parameter';
  if (fromCallback && toCallback) {
    // Out of one callback and into the same or another: by way of a helper node in the caller.
    const helper = draft.nodeCount++;
    draft.helperFunction.set(helper, f);
    for (const callback of draft.callbacks(module, i, from)) {
      const { target } = callback;
      const edge = draft.callbackEdge(module, i, site, callback, from);
      draft.links.add(
        draft.returnBase + target,
        helper,
        LinkKind.Exit,
        edge,
        draft.links.changeOf(from.path, [], 'value'),
        site,
      );
    }
    for (const callback of draft.callbacks(module, i, to)) {
      const { target } = callback;
      const edge = draft.callbackEdge(module, i, site, callback, to);
      draft.addArgument(helper, target, to.parameter, edge, site, { from: [], to: to.path, mode, clears });
    }
    return;
  }
  if (fromCallback) {
    for (const argument of libraryCallbacks(draft, module, i, from)) {
      const result = draft.virtualNode(argument, 'return', f, site);
      const back = draft.links.changeOf(from.path, to.path, mode, clears);
      for (const node of draft.portNodes(module, i, to, true))
        draft.links.add(result, node, LinkKind.Move, -1, back, site);
    }
    const change = draft.links.changeOf(from.path, to.path, mode, clears);
    const targets = draft.portNodes(module, i, to, true);
    const field = ownField(draft, module, i, to);
    const intoField = draft.links.changeOf(from.path, to.path.slice(1), mode, clears);
    for (const callback of draft.callbacks(module, i, from)) {
      const { target } = callback;
      const edge = draft.callbackEdge(module, i, site, callback, from);
      for (const node of targets)
        draft.links.add(draft.returnBase + target, node, LinkKind.Exit, edge, change, site);
      if (field >= 0) draft.links.add(draft.returnBase + target, field, LinkKind.Exit, edge, intoField, site);
    }
    return;
  }
  const sources = draft.portNodes(module, i, from, false);
  if (sources.length === 0) return;
  if (toCallback) {
    for (const argument of libraryCallbacks(draft, module, i, to)) {
      const node = draft.virtualNode(argument, String(to.parameter), f, site);
      const change = draft.links.changeOf(from.path, to.path, mode, clears);
      for (const source of sources) draft.links.add(source, node, LinkKind.Move, -1, change, site);
      addVirtualCall(draft, argument, node, to.parameter, f, site);
    }
    const held = ownField(draft, module, i, from);
    for (const callback of draft.callbacks(module, i, to)) {
      const { target } = callback;
      const edge = draft.callbackEdge(module, i, site, callback, to);
      for (const source of sources)
        draft.addArgument(source, target, to.parameter, edge, site, {
          from: from.path,
          to: to.path,
          mode,
          clears,
        });
      if (held >= 0)
        draft.addArgument(held, target, to.parameter, edge, site, {
          from: from.path.slice(1),
          to: to.path,
          mode,
          clears,
        });
      // What the callback throws, the caller gets.
      draft.links.add(draft.throwBase + target, draft.catchNode(module, i, f), LinkKind.Exit, edge, -1, site);
      addCallbackPosts(draft, module, i, target, edge, site);
    }
    return;
  }
  // An argument given back as a whole is a copy of it more often than not.
  const isPart = from.path.length > 0 || from.port !== 'argument';
  if (mode === 'value' && to.port === 'return' && to.path.length === 0 && isPart)
    addChangesOfResult(draft, module, i, sources, from.path);
  const isMerge = mode === 'value' && !clears && mergesArguments(from, to);
  const gone =
    mode === 'value' && to.port === 'return' && from.path.length + to.path.length === 0
      ? dropped.filter((row) => isSamePlace(row.from, from)).flatMap(({ names }) => names)
      : [];
  const field = ownField(draft, module, i, to);
  const isPut =
    mode === 'value' &&
    !clears &&
    from.port === 'argument' &&
    from.path.length === 0 &&
    to.port === 'receiver';
  for (const source of sources) {
    if (field >= 0) {
      const intoField = draft.links.changeOf(from.path, to.path.slice(1), mode, clears);
      draft.links.add(source, field, LinkKind.Heap, -1, intoField, -1);
    }
    const replaced = isMerge ? replacedLater(module, i, source) : gone;
    const change = draft.links.changeOf(from.path, to.path, mode, clears, 'plain', replaced);
    const targets = draft.portNodes(module, i, to, true);
    if (isPut) addChangesOfPart(draft, module, source, to, targets);
    for (const target of targets) {
      if (source === target) continue;
      draft.links.add(source, target, LinkKind.Move, -1, change, site);
      if (!isMerge || to.port !== 'argument') continue;
      const before = draft.replacedAtPost.get(target) ?? [];
      draft.replacedAtPost.set(target, [...before, ...replacedLater(module, i, -1)]);
    }
  }
}

/** Later versions of what instruction `value` gave, but for those after calls that nobody can look into. */
export function changedVersions(draft: GraphDraft, module: ProgramModule, value: number): readonly number[] {
  const { ir, valueBase } = module;
  const { siteOfValue, targetStart, stateStart } = draft.input.callGraph;
  return laterVersions(module, value).filter((version) => {
    if (ir.op[version] !== Op.Post) return true;
    const site = siteOfValue[valueBase + (ir.b[version] ?? 0)] ?? -1;
    if (site < 0) return false;
    return (
      (targetStart[site] ?? 0) < (targetStart[site + 1] ?? 0) ||
      (stateStart[site] ?? 0) < (stateStart[site + 1] ?? 0)
    );
  });
}

/** `rows.push(row)`: what is done to the row from then on is done to what the list holds. */
function addChangesOfPart(
  draft: GraphDraft,
  module: ProgramModule,
  source: number,
  to: PortPath,
  targets: readonly number[],
): void {
  const { valueBase } = module;
  const change = draft.links.changeOf([], to.path, 'value');
  for (const version of changedVersions(draft, module, source - valueBase))
    for (const target of targets) draft.links.add(valueBase + version, target, LinkKind.Move, -1, change, -1);
}

/**
 * The shared field of the class around a call that a library's method sets or hands on, such as `state` by `setState`:
 * methods of the class read it wherever they run. -1 if there is none.
 */
function ownField(draft: GraphDraft, module: ProgramModule, i: number, to: PortPath): number {
  const [step] = to.path;
  if (to.port !== 'receiver' || step?.kind !== 'member') return -1;
  const owner = draft.receiverKind(module, receiverOf(module, i));
  return owner === undefined ? -1 : draft.receiverField(module, owner, step.name);
}

/** Fields that arguments behind `source` certainly have; of all but the first for -1. */
function replacedLater(module: ProgramModule, i: number, source: number): readonly string[] {
  const out = new Set<string>();
  let isBehind = source < 0;
  for (let k = 0; k < argumentCount(module, i); k++) {
    const argument = argumentAt(module, i, k);
    if (isBehind && k > 0)
      for (const field of certainFields(module.ir, argument)) out.add(module.ir.strings[field] ?? '');
    if (module.valueBase + argument === source) isBehind = true;
  }
  return [...out].sort();
}

/** Positions are no longer known. */
const anyPosition: AccessStep = { kind: 'moved', first: 0, end: 0, by: undefined };

/** What a library call gives out is still part of what it was called on: `map.get(id).name = x` changes the map. */
function addChangesOfResult(
  draft: GraphDraft,
  module: ProgramModule,
  i: number,
  owners: readonly number[],
  path: readonly AccessStep[],
): void {
  const changed = laterVersions(module, i);
  if (changed.length === 0) return;
  // Where a part of a list came from is not asked again.
  const isMoved = path.some(({ kind }) => kind === 'moved');
  const change = isMoved
    ? draft.links.changeOf([anyPosition], [], 'value')
    : draft.links.changeOf([], path, 'value');
  for (const version of changed)
    for (const owner of owners)
      draft.links.add(module.valueBase + version, owner, LinkKind.Move, -1, change, -1);
}

/** Arguments (global values) of a callback port that are functions of a library, or of nobody we know. */
function libraryCallbacks(draft: GraphDraft, module: ProgramModule, i: number, port: PortPath): number[] {
  if (port.callbackPath.length > 0) return [];
  const { ir, valueBase } = module;
  const out: number[] = [];
  const count = argumentCount(module, i);
  const last = port.argument < 0 ? count - 1 : Math.min(port.argumentEnd, count - 1);
  for (let k = Math.max(0, port.argument); k <= last; k++) {
    const argument = argumentAt(module, i, k);
    if (argument < 0 || draft.input.callGraph.functionsOf(valueBase + argument).length > 0) continue;
    const op = ir.op[argument];
    const isSettler = draft.input.callGraph.settlersOf(valueBase + argument).length > 0;
    if (isSettler || op === Op.Load || op === Op.Global || op === Op.Import || op === Op.Call)
      out.push(valueBase + argument);
  }
  return out;
}

/** The call that the library makes of a library function: its own model, or an unknown call. */
function addVirtualCall(
  draft: GraphDraft,
  argument: number,
  node: number,
  parameter: number,
  f: number,
  site: number,
): void {
  const { callGraph, models } = draft.input;
  const result = draft.virtualNode(argument, 'return', f, site);
  let isKnown = false;
  for (const id of callGraph.statesOf(argument)) {
    if (!models.states[id]) continue;
    if (addVirtualState(draft, id, node, parameter, result, argument, site)) isKnown = true;
  }
  for (const { state, shift } of callGraph.boundStatesOf(argument)) {
    addVirtualState(draft, state, node, parameter + shift, result, argument, site);
    isKnown = true;
  }
  for (const settler of callGraph.settlersOf(argument)) {
    isKnown = true;
    if (settler.transfer.from.called?.argument === parameter) addSettling(draft, node, settler, undefined);
  }
  if (!isKnown)
    draft.links.add(node, result, LinkKind.Move, -1, draft.links.changeOf([], [], 'unknown'), site);
}

/** Data at `node` is argument `argument` of the library function `id`; whether that has a model of its calls. */
function addVirtualState(
  draft: GraphDraft,
  id: number,
  node: number,
  argument: number,
  result: number,
  anchor: number,
  site: number,
): boolean {
  const state = draft.input.models.states[id];
  if (!state) return false;
  if (!draft.virtualArguments.some((known) => known.node === node && known.state === id))
    draft.virtualArguments.push({ node, state: id, argument, anchor });
  if (result < 0) return state.call !== undefined;
  for (const { from, to, mode } of state.call?.transfers ?? []) {
    if (mode === 'drop') continue;
    const isMeant =
      from.port === 'argument' &&
      (from.argument < 0 || (from.argument <= argument && argument <= from.argumentEnd));
    if (isMeant && to.port === 'return' && !from.called)
      draft.links.add(node, result, LinkKind.Move, -1, draft.links.changeOf(from.path, to.path, mode), site);
  }
  return state.call !== undefined;
}

/** A callback that changes the elements it is given changes the receiver's elements. */
function addCallbackPosts(
  draft: GraphDraft,
  module: ProgramModule,
  i: number,
  target: number,
  edge: number,
  site: number,
): void {
  for (const post of draft.paramPosts.get(target) ?? []) {
    if (post.index !== 0) continue;
    for (const node of draft.portNodes(module, i, { ...receiverPort }, true)) {
      draft.links.add(
        post.value,
        node,
        LinkKind.Exit,
        edge,
        draft.links.changeOf([], [elementStep], 'value'),
        site,
      );
    }
  }
}
