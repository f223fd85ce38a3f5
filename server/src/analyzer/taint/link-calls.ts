/**
 * Links of a call: into functions of the workspace and out of them, and of calls that nobody can look into.
 */
import {
  applyShift,
  argumentAt,
  argumentCount,
  decoratedFunction,
  stateOfArgument,
} from '../callgraph/call-arguments.ts';
import { CallTier, targetsOf } from '../callgraph/call-graph.ts';
import { Flag, Op } from '../ir/opcode.ts';
import { listAt } from '../ir/operands.ts';
import type { ProgramModule } from '../program/program.ts';
import { type CalleePlace, callbackPlaceOf, calleePlaceOf } from './closure-links.ts';
import { elementStep, type GraphDraft, noShift, rejectedStep } from './graph-draft.ts';
import { addModel, addShifted, changedVersions } from './link-models.ts';
import { hasSinks } from './model-sinks.ts';
import { addRendered } from './rendered-templates.ts';
import { classOfUnknown } from './unknown-call.ts';
import { LinkKind } from './value-flow-graph.ts';
import { definitionOf } from './value-places.ts';

export function addCall(draft: GraphDraft, module: ProgramModule, i: number, site: number, f: number): void {
  const { ir, valueBase } = module;
  const { callGraph, models } = draft.input;
  addSent(draft, module, i);
  addRendered(draft, module, i, site);
  const isJsx = ((ir.flags[i] ?? 0) & Flag.Jsx) !== 0;
  const first = callGraph.targetStart[site] ?? 0;
  const last = callGraph.targetStart[site + 1] ?? 0;
  for (let k = first; k < last; k++)
    addTarget(draft, module, i, site, f, callGraph.targets[k] ?? 0, callGraph.targetShift[k] ?? 0);
  if (isJsx && first === last) {
    const props = argumentAt(module, i, 0);
    for (const classId of draft.input.callGraph.classesOf(valueBase + (ir.a[i] ?? 0))) {
      if (props >= 0)
        draft.links.add(
          valueBase + props,
          draft.classField(draft.root(classId), 'props'),
          LinkKind.Heap,
          -1,
          -1,
          -1,
        );
    }
    // An element holds what it was made with; who renders it to a text shows it.
    if (props >= 0)
      draft.links.add(
        valueBase + props,
        valueBase + i,
        LinkKind.Move,
        -1,
        draft.links.changeOf([], [{ kind: 'member', name: 'props' }], 'value'),
        site,
      );
    if ((callGraph.stateStart[site] ?? 0) === (callGraph.stateStart[site + 1] ?? 0)) return;
  }
  markStrongPosts(draft, module, i, site);
  addShifted(draft, module, i, site, f);
  // What is bound went into the function where it was bound; the bound function stands for what comes out.
  const callee = ir.a[i] ?? -1;
  if (callee >= 0 && callGraph.boundCalls.has(valueBase + i)) {
    draft.links.add(valueBase + callee, valueBase + i, LinkKind.Move, -1, -1, site);
  }
  let hasModel = callGraph.shiftedStates.has(valueBase + i);
  let isSink = false;
  for (let k = callGraph.stateStart[site] ?? 0; k < (callGraph.stateStart[site + 1] ?? 0); k++) {
    const state = models.states[callGraph.states[k] ?? 0];
    if (!state) continue;
    if (state.call) {
      if (state.call.endpoints.length > 0)
        collectHandlers(
          draft,
          module,
          i,
          state.call.endpoints.some(({ method }) => method === 'USE' || method === 'PARAM'),
        );
      hasModel = true;
      addModel(draft, module, i, site, f, state.call);
    }
    const count = argumentCount(module, i);
    for (let n = 0; n < count && !isSink; n++) {
      const next = models.states[stateOfArgument(state, n)];
      if (next && next.id > 0 && hasSinks(models, next.id)) isSink = true;
    }
  }
  if (hasModel || isSink) addQuietCallbacks(draft, module, i, site);
  if (first < last || hasModel || isSink) return;
  if (callGraph.tier[site] === CallTier.External || callGraph.tier[site] === CallTier.Unresolved) {
    addUnknown(draft, module, i, site, f);
  }
}

/** `generator.next(v)`: v is what the generator's `yield` gives. */
function addSent(draft: GraphDraft, module: ProgramModule, i: number): void {
  const { ir, valueBase } = module;
  const callee = ir.a[i] ?? -1;
  const sent = argumentAt(module, i, 0);
  if (sent < 0 || callee < 0 || ir.op[callee] !== Op.Load || ir.strings[ir.b[callee] ?? 0] !== 'next') return;
  const made = definitionOf(module, ir.b[i] ?? -1);
  const site = made < 0 ? -1 : (draft.input.callGraph.siteOfValue[valueBase + made] ?? -1);
  if (site < 0) return;
  for (const target of targetsOf(draft.input.callGraph, site)) {
    const { owner, record } = draft.functionAt(target);
    if (!owner || !record?.isGenerator) continue;
    for (let k = record.firstInstruction; k < record.firstInstruction + record.instructionCount; k++) {
      if (owner.ir.op[k] !== Op.Yield || owner.ir.b[k] === 1) continue;
      draft.links.add(valueBase + sent, owner.valueBase + k, LinkKind.Heap, -1, -1, -1);
    }
  }
}

/** Callbacks that a library runs without handing them anything: what they captured goes in all the same. */
function addQuietCallbacks(draft: GraphDraft, module: ProgramModule, i: number, site: number): void {
  const { ir, valueBase } = module;
  const count = argumentCount(module, i);
  for (let k = 0; k < count; k++) {
    const argument = argumentAt(module, i, k);
    const op = argument < 0 ? Op.Const : ir.op[argument];
    if (op !== Op.Func && op !== Op.CellGet && op !== Op.Copy && op !== Op.Phi && op !== Op.Call) continue;
    for (const target of draft.input.callGraph.functionsOf(valueBase + argument)) {
      const edge = draft.edgeId(
        site,
        target,
        CallTier.Direct,
        draft.handedFunctions.slotOf(module, argument),
      );
      if (!draft.calleePlaces.has(edge)) draft.calleePlaces.set(edge, callbackPlaceOf(module, i, k, []));
      draft.collectHanded(module, i, edge, target, noShift);
    }
  }
}

/** An argument that every possible callee gives back on every exit has no other way around the call. */
function markStrongPosts(draft: GraphDraft, module: ProgramModule, i: number, site: number): void {
  const { callGraph } = draft.input;
  const posts = draft.posts.get(module.valueBase + i);
  const first = callGraph.targetStart[site] ?? 0;
  const last = callGraph.targetStart[site + 1] ?? 0;
  if (!posts || first === last || (callGraph.tier[site] ?? 9) > CallTier.Flow) return;
  if ((callGraph.stateStart[site] ?? 0) < (callGraph.stateStart[site + 1] ?? 0)) return;
  for (const post of posts) {
    // What a method reads of an object that others may hold does not come from its receiver alone.
    let isStrong = post.index >= 0 || draft.fresh.isFreshReceiver(site);
    for (let k = first; k < last && isStrong; k++) {
      const shift = callGraph.targetShift[k] ?? 0;
      const parameter = post.index < 0 ? -1 : post.index + shift;
      isStrong = shift !== applyShift && givesBack(draft, callGraph.targets[k] ?? 0, parameter);
    }
    if (isStrong) draft.strongPosts.add(post.value);
  }
}

function givesBack(draft: GraphDraft, target: number, parameter: number): boolean {
  const { owner, record } = draft.functionAt(target);
  if (!owner || !record || record.isAsync || record.isGenerator) return false;
  if (parameter >= 0 && record.params[parameter]?.rest !== false) return false;
  const returns = draft.returnsIn(owner.ir, record);
  const posts = (draft.paramPosts.get(target) ?? []).filter(({ index }) => index === parameter).length;
  return returns > 0 && posts >= returns;
}

/** Functions that a registration hands over, in the order in which they run. */
function collectHandlers(draft: GraphDraft, module: ProgramModule, i: number, isMiddleware: boolean): void {
  const { ir, valueBase } = module;
  const chain: number[] = [];
  const collect = (value: number) => {
    for (const target of draft.input.callGraph.functionsOf(valueBase + value)) chain.push(target);
    if (ir.op[value] !== Op.Arr) return;
    for (const element of listAt(ir, ir.a[value] ?? -1)) if (element >= 0) collect(element);
  };
  for (let k = 0; k < argumentCount(module, i); k++) {
    const argument = argumentAt(module, i, k);
    if (argument >= 0) collect(argument);
  }
  draft.chains.add(chain, isMiddleware);
}

/** A parameter is what its decorator stands for: `createParamDecorator(factory)` gives what the factory returns. */
export function addDecoration(draft: GraphDraft, module: ProgramModule, i: number): void {
  const { ir, valueBase } = module;
  const list = ir.c[i] ?? -1;
  const parameter = ir.args[list + 2] ?? -1;
  if (parameter < 0) return;
  const f = decoratedFunction(module, i, ir.args[list + 1] ?? -1);
  const param = ir.functions[f]?.params[parameter];
  if (param) draft.links.add(valueBase + (ir.b[i] ?? 0), valueBase + param.value, LinkKind.Heap, -1, -1, -1);
}

function addTarget(
  draft: GraphDraft,
  module: ProgramModule,
  i: number,
  site: number,
  f: number,
  target: number,
  shift: number,
): void {
  const { ir, valueBase } = module;
  const { callGraph } = draft.input;
  const u = valueBase + i;
  const edge = draft.edgeId(
    site,
    target,
    callGraph.tier[site] ?? 0,
    draft.handedFunctions.calledThrough(module, i),
    shift,
  );
  draft.collectHanded(module, i, edge, target, shift);
  const place = calleePlaceOf(module, i, target, callGraph);
  if (place) draft.calleePlaces.set(edge, place);
  const count = argumentCount(module, i);
  for (let k = 0; k < count; k++) {
    const argument = argumentAt(module, i, k);
    if (argument < 0) continue;
    if (shift === applyShift) {
      if (k === 1) draft.addSpreadArgument(valueBase + argument, target, 0, edge, site);
      continue;
    }
    const isSpread = ir.op[argument] === Op.Elems;
    if (isSpread) draft.addSpreadArgument(valueBase + argument, target, k + shift, edge, site);
    else if (k + shift >= 0)
      draft.addArgument(valueBase + argument, target, k + shift, edge, site, undefined);
  }
  const receiver = shift < 0 ? argumentAt(module, i, 0) : ir.op[i] === Op.Call ? (ir.b[i] ?? -1) : -1;
  if (receiver >= 0) {
    for (const self of draft.thisValues.get(target) ?? [])
      draft.links.add(valueBase + receiver, self, LinkKind.Enter, edge, -1, site);
  }
  if (ir.op[i] !== Op.Super) draft.links.add(draft.returnBase + target, u, LinkKind.Exit, edge, -1, site);
  // A promise that nobody awaits is not thrown.
  if (draft.functionAt(target).record?.isAsync) {
    draft.links.add(
      draft.throwBase + target,
      u,
      LinkKind.Exit,
      edge,
      draft.links.changeOf([], [rejectedStep], 'value'),
      site,
    );
  } else
    draft.links.add(draft.throwBase + target, draft.catchNode(module, i, f), LinkKind.Exit, edge, -1, site);
  const posts = draft.posts.get(u) ?? [];
  // The receiver as the callee left it: the new object, `this` after super(…), or the object it was called on.
  const self = draft.selfBase + target;
  if (ir.op[i] === Op.New) draft.links.add(self, u, LinkKind.Exit, edge, -1, site);
  else if (ir.op[i] === Op.Super) {
    for (const own of draft.selfNodes(f)) draft.links.add(self, own, LinkKind.Exit, edge, -1, site);
  }
  for (const out of posts) {
    if (out.index === (shift < 0 ? 0 : -1)) draft.links.add(self, out.value, LinkKind.Exit, edge, -1, site);
  }
  addResultChanges(draft, module, i, target, shift);
  for (const post of draft.paramPosts.get(target) ?? []) {
    for (const out of posts) {
      if (post.index >= 0 && out.index >= 0 && out.index + shift === post.index) {
        draft.links.add(post.value, out.value, LinkKind.Exit, edge, -1, site);
      }
    }
  }
}

/** What is done to the result of a call is done where the callee keeps it. */
function addResultChanges(
  draft: GraphDraft,
  module: ProgramModule,
  i: number,
  target: number,
  shift: number,
): void {
  const { ir, valueBase } = module;
  if (ir.op[i] !== Op.Call || shift === applyShift) return;
  const changed = changedVersions(draft, module, i);
  if (changed.length === 0) return;
  const { owner } = draft.functionAt(target);
  for (const { root, index, path } of draft.placesOfResult(target)) {
    const local =
      root === 'parameter'
        ? argumentAt(module, i, index - shift)
        : root === 'receiver' && shift === 0
          ? (ir.b[i] ?? -1)
          : -1;
    const node =
      root === 'variable' && owner
        ? draft.cellBase + owner.cellBase + index
        : local < 0
          ? -1
          : valueBase + local;
    if (node < 0) continue;
    const change = draft.links.changeOf([], path, 'value');
    const kind = root === 'variable' ? LinkKind.Heap : LinkKind.Move;
    for (const version of changed) draft.links.add(valueBase + version, node, kind, -1, change, -1);
  }
}

/** `err`, `error`, `reportingErr`: what the first parameter of a callback is called that is given an error. */
function isErrorName(name: string | undefined): boolean {
  return name !== undefined && /^_*(?:err(?:or)?|[a-z]\w*Err(?:or)?)$/.test(name);
}

/** Whether a value is a package that was imported as a whole, and that is no part of the workspace. */
function isPackage(module: ProgramModule, value: number): boolean {
  const made = value < 0 ? -1 : definitionOf(module, value);
  if (made < 0 || module.ir.op[made] !== Op.Import) return false;
  const id = module.ir.a[made] ?? 0;
  const name = module.ir.imports[id]?.name;
  return module.importTargets[id]?.kind === 'external' && (name === '*' || name === 'default');
}

/** Whether a value is what a component was given, `this.props`: a function among it does not change the rest. */
function isProps(module: ProgramModule, value: number): boolean {
  const { ir } = module;
  const made = value < 0 ? -1 : definitionOf(module, value);
  if (made < 0 || ir.op[made] !== Op.Load || ir.strings[ir.b[made] ?? 0] !== 'props') return false;
  const object = definitionOf(module, ir.a[made] ?? -1);
  return object >= 0 && ir.op[object] === Op.This;
}

/** A call nobody can look into: data goes to the result, into the receiver, and into callbacks. */
function addUnknown(draft: GraphDraft, module: ProgramModule, i: number, site: number, f: number): void {
  const { ir, valueBase } = module;
  const { callGraph } = draft.input;
  const u = valueBase + i;
  const unknownClass = classOfUnknown(callGraph.calleeName(site));
  const change = draft.links.changeOf([], [], 'unknown', undefined, unknownClass);
  const receiver = ir.op[i] === Op.Call ? (ir.b[i] ?? -1) : -1;
  const inputs: number[] = [];
  const count = argumentCount(module, i);
  for (let k = 0; k < count; k++) {
    const argument = argumentAt(module, i, k);
    if (argument >= 0) inputs.push(valueBase + argument);
  }
  const callbacks: number[] = [];
  const places: CalleePlace[] = [];
  for (let k = 0; k < count; k++) {
    const argument = argumentAt(module, i, k);
    if (argument < 0) continue;
    for (const target of callGraph.functionsOf(valueBase + argument)) {
      callbacks.push(target);
      places.push(callbackPlaceOf(module, i, k, []));
    }
    for (const target of draft.functionsAt(module, argument, [elementStep])) {
      if (callbacks.includes(target)) continue;
      callbacks.push(target);
      places.push(callbackPlaceOf(module, i, k, [elementStep]));
    }
  }
  // A package as a whole keeps nothing: what one call of `uuid.parse(x)` is given does not come out of the next.
  const posts = isPackage(module, receiver) || isProps(module, receiver) ? [] : (draft.posts.get(u) ?? []);
  for (const input of inputs) {
    draft.links.add(input, u, LinkKind.Move, -1, change, site);
    for (const post of posts)
      if (post.index < 0) draft.links.add(input, post.value, LinkKind.Move, -1, change, site);
  }
  if (receiver >= 0) {
    draft.links.add(valueBase + receiver, u, LinkKind.Move, -1, change, site);
    inputs.push(valueBase + receiver);
  }
  for (const [index, target] of callbacks.entries()) {
    const edge = draft.edgeId(site, target, CallTier.Name);
    const place = places[index];
    if (place && !draft.calleePlaces.has(edge)) draft.calleePlaces.set(edge, place);
    const { owner, record } = draft.functionAt(target);
    const params = record?.params ?? [];
    // An error tells what went wrong in there, not what was handed in.
    const first = isErrorName(owner?.ir.strings[owner.ir.b[params[0]?.value ?? -1] ?? -1]) ? 1 : 0;
    for (const input of inputs) {
      if (callGraph.functionsOf(input).length > 0) continue;
      for (let k = first; k < params.length; k++) {
        draft.addArgument(input, target, k, edge, site, {
          from: [],
          to: [],
          mode: 'unknown',
          clears: undefined,
        });
      }
    }
    draft.links.add(draft.returnBase + target, u, LinkKind.Exit, edge, change, site);
    draft.links.add(draft.throwBase + target, draft.catchNode(module, i, f), LinkKind.Exit, edge, -1, site);
  }
}
