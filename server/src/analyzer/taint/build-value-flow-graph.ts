/**
 * Builds the value-flow graph of a linked program from IR, call graph and models.
 *
 * One pass over all instructions makes the links of calls, library models, cells, imports, class fields, exceptions
 * and accessors; steps inside a function are left to its def–use chains. The order of links follows the program, so
 * the graph is the same for the same program. Links are collected in vectors and put into compressed rows at the end.
 */
import type { CancellationToken } from '../base/cancellation.ts';
import { throwIfCancelled } from '../base/cancellation.ts';
import { applyShift } from '../callgraph/call-arguments.ts';
import type { ImplicitCall } from '../callgraph/implicit-calls.ts';
import { Flag, Op } from '../ir/opcode.ts';
import type { KnownArgument } from '../ir/specialized-constants.ts';
import type { ProgramModule } from '../program/program.ts';
import { servicesOf } from '../program/services.ts';
import type { AccessStep } from '../rules/model.ts';
import { ClosureLinks, writtenBack } from './closure-links.ts';
import { addGlobalLoad, addGlobalName, addGlobalStore, writtenGlobals } from './global-properties.ts';
import { elementStep, GraphDraft, rejectedStep, returnedStep, type ValueFlowInput } from './graph-draft.ts';
import { addHeldFields } from './held-fields.ts';
import { addIteratedChunks } from './identity-fields.ts';
import { addImportChange } from './imported-changes.ts';
import { decidingParameters, knownArguments } from './known-arguments.ts';
import { addCall, addDecoration } from './link-calls.ts';
import { addSettled } from './link-models.ts';
import { SharedFields } from './shared-fields.ts';
import { atInstruction, LinkKind, type ValueFlowGraph } from './value-flow-graph.ts';
import { mayBeNamespace } from './value-places.ts';

/** Builds the graph. */
export function buildValueFlowGraph(input: ValueFlowInput, cancel: CancellationToken): ValueFlowGraph {
  const draft = new GraphDraft(input);
  const globals = writtenGlobals(input);
  for (const module of input.program.modules) {
    throwIfCancelled(cancel);
    addModule(draft, module, globals);
  }
  return finish(draft);
}

function addModule(draft: GraphDraft, module: ProgramModule, globals: ReadonlySet<string>): void {
  const { ir, valueBase, functionBase, cellBase } = module;
  const { callGraph } = draft.input;
  ir.cells.forEach((cell, id) => {
    if (cell.writeCount > 1) draft.looseCells.add(draft.cellBase + cellBase + id);
  });
  for (let i = 0; i < ir.op.length; i++) {
    const v = valueBase + i;
    const f = functionBase + (ir.functionOf[i] ?? 0);
    switch (ir.op[i]) {
      case Op.Import:
        for (const target of draft.input.importedValues(module.index, ir.a[i] ?? 0)) {
          if (target.kind === 'value') draft.links.add(target.value, v, LinkKind.Heap, -1, -1, -1);
        }
        break;
      case Op.ParamPost:
        if ((ir.a[i] ?? 0) < 0) draft.links.add(v, draft.selfBase + f, LinkKind.Move, -1, -1, -1);
        break;
      case Op.Global:
        if (globals.size > 0) addGlobalName(draft, module, i, globals);
        break;
      case Op.CellSet:
        if (((ir.flags[i] ?? 0) & Flag.Weak) !== 0)
          draft.looseCells.add(draft.cellBase + cellBase + (ir.a[i] ?? 0));
        break;
      case Op.Ret:
        if ((ir.a[i] ?? -1) >= 0)
          draft.links.add(
            valueBase + (ir.a[i] ?? 0),
            draft.returnBase + f,
            LinkKind.Move,
            -1,
            // What a generator returns is none of its elements.
            ir.functions[ir.functionOf[i] ?? 0]?.isGenerator === true
              ? draft.links.changeOf([], [returnedStep], 'value')
              : -1,
            atInstruction(v),
          );
        break;
      case Op.Deco:
        addDecoration(draft, module, i);
        break;
      case Op.Yield: {
        const change = (ir.b[i] ?? 0) === 1 ? -1 : draft.links.changeOf([], [elementStep], 'value');
        draft.links.add(
          valueBase + (ir.a[i] ?? 0),
          draft.returnBase + f,
          LinkKind.Move,
          -1,
          change,
          atInstruction(v),
        );
        if (change === -1) {
          const returned = draft.links.changeOf([returnedStep], [], 'value');
          draft.links.add(valueBase + (ir.a[i] ?? 0), v, LinkKind.Move, -1, returned, -1);
          draft.innerLinks.add(module.index);
        }
        break;
      }
      case Op.Throw:
        draft.links.add(
          valueBase + (ir.a[i] ?? 0),
          draft.catchNode(module, i, f),
          LinkKind.Move,
          -1,
          -1,
          atInstruction(v),
        );
        break;
      case Op.Await:
        // What the promise is rejected with is thrown here.
        draft.links.add(
          valueBase + (ir.a[i] ?? 0),
          draft.catchNode(module, i, f),
          LinkKind.Move,
          -1,
          draft.links.changeOf([rejectedStep], [], 'value'),
          -1,
        );
        break;
      case Op.Class: {
        // A class has the static members of its parent.
        const parent = ir.classes[ir.a[i] ?? -1]?.superValue ?? -1;
        if (parent >= 0) {
          draft.links.add(
            valueBase + parent,
            v,
            LinkKind.Move,
            -1,
            draft.links.changeOf([], [], 'field'),
            -1,
          );
          draft.innerLinks.add(module.index);
        }
        break;
      }
      case Op.Load:
        addGlobalLoad(draft, module, i);
        addNamespaceLoad(draft, module, i);
        addThisLoad(draft, module, i);
        break;
      case Op.Store:
        addGlobalStore(draft, module, i);
        addThisStore(draft, module, i);
        addImportChange(draft, module, i);
        break;
      case Op.StoreX:
      case Op.Spread:
      case Op.Post:
        addImportChange(draft, module, i);
        break;
      case Op.Call:
      case Op.New:
      case Op.Super: {
        const site = callGraph.siteOfValue[v] ?? -1;
        if (site >= 0) addCall(draft, module, i, site, f);
        break;
      }
      default:
        break;
    }
  }
}

/** `lib.name` of a workspace module that was imported or required as a whole. */
function addNamespaceLoad(draft: GraphDraft, module: ProgramModule, i: number): void {
  const { ir, valueBase } = module;
  const object = ir.a[i] ?? -1;
  if (object < 0 || !mayBeNamespace(ir.op[object] ?? 0)) return;
  for (const other of draft.input.callGraph.namespacesOf(valueBase + object)) {
    for (const target of draft.input.resolveExport(other, ir.strings[ir.b[i] ?? 0] ?? '')) {
      if (target.kind === 'value') draft.links.add(target.value, valueBase + i, LinkKind.Heap, -1, -1, -1);
    }
    draft.innerLinks.add(module.index);
  }
}

function addThisStore(draft: GraphDraft, module: ProgramModule, i: number): void {
  const { ir, valueBase } = module;
  const owner = draft.receiverKind(module, ir.a[i] ?? -1);
  if (owner === undefined || !draft.isShared(module, owner)) return;
  const node = draft.receiverField(module, owner, ir.strings[ir.b[i] ?? 0] ?? '');
  draft.links.add(valueBase + (ir.c[i] ?? 0), node, LinkKind.Heap, -1, -1, -1);
}

function addThisLoad(draft: GraphDraft, module: ProgramModule, i: number): void {
  const { ir, valueBase } = module;
  const owner = draft.receiverKind(module, ir.a[i] ?? -1);
  if (owner === undefined) return;
  const node = draft.receiverField(module, owner, ir.strings[ir.b[i] ?? 0] ?? '');
  draft.links.add(node, valueBase + i, LinkKind.ThisHeap, -1, -1, -1);
}

function finish(draft: GraphDraft): ValueFlowGraph {
  const { program, callGraph } = draft.input;
  draft.chains.link({
    functionAt: (id) => draft.functionAt(id),
    services: servicesOf(program),
    paramPosts: draft.paramPosts,
    throwNode: (id) => draft.throwBase + id,
    newNode: () => draft.nodeCount++,
    links: draft.links,
  });
  for (const accessor of callGraph.accessors) {
    if (accessor.kind === 'property') addAccessor(draft, accessor);
    else addImplicit(draft, accessor);
    draft.innerLinks.add(callGraph.moduleOfValue[accessor.value] ?? 0);
  }
  addHeldFields(draft);
  const lastField = draft.nodeCount;
  const closures = closureLinks(draft);
  addSettled(draft, closures);
  addIteratedChunks(draft);
  addCells(draft, closures);
  const hasAccessors = new Uint8Array(program.modules.length);
  for (const index of draft.innerLinks) hasAccessors[index] = 1;
  const links = draft.links.toRows(draft.nodeCount);
  draft.forgetWays();
  const helperFunction = draft.helperFunction;
  const looseCells = draft.looseCells;
  const firstField = draft.selfBase + program.functionCount;
  const valueCount = draft.valueCount;
  const returnBase = draft.returnBase;
  const throwBase = draft.throwBase;
  const selfBase = draft.selfBase;
  const functionCount = program.functionCount;
  return {
    nodeCount: draft.nodeCount,
    valueCount,
    ...links,
    changes: draft.links.changes,
    edgeIsFresh: Uint8Array.from(draft.edgeIsFresh.view()),
    edgeTier: Uint8Array.from(draft.edgeTier.view()),
    edgeTarget: draft.edgeTarget.toArray(),
    edgeThrough: draft.edgeThrough.toArray(),
    handed: draft.handed,
    siteValue: (site) => callGraph.sites[site] ?? -1,
    knownArguments: (edge) => knownArgumentsOf(draft, edge),
    functionOf: (node) => {
      if (node < valueCount) {
        const module = program.modules[callGraph.moduleOfValue[node] ?? 0];
        return module ? module.functionBase + (module.ir.functionOf[node - module.valueBase] ?? 0) : -1;
      }
      if (node >= returnBase && node < throwBase) return node - returnBase;
      if (node >= throwBase && node < selfBase) return node - throwBase;
      if (node >= selfBase && node < selfBase + functionCount) return node - selfBase;
      return helperFunction.get(node) ?? -1;
    },
    returnNode: (functionId) => returnBase + functionId,
    throwNode: (functionId) => throwBase + functionId,
    linkCount: links.to.length,
    virtualArguments: draft.virtualArguments,
    crossings: draft.crossings,
    strongPosts: draft.strongPosts,
    setterStores: draft.setterStores,
    replacedAtPost: draft.replacedAtPost,
    sharedFields: new SharedFields({
      program,
      symbols: draft.input.symbols,
      callGraph,
      fresh: draft.fresh,
      root: (classId) => draft.root(classId),
      classFields: draft.classFields,
      thisValues: draft.thisValues,
    }),
    isSelf: (node) => node >= selfBase && node < selfBase + functionCount,
    isLoose: (node) =>
      looseCells.has(node) || (node >= firstField && node < lastField) || closures.isLoose(node),
    hasAccessors,
  };
}

function closureLinks(draft: GraphDraft): ClosureLinks {
  const { program, callGraph } = draft.input;
  return new ClosureLinks(
    {
      program,
      callGraph,
      links: draft.links,
      newNode: (functionId) => {
        const node = draft.nodeCount++;
        draft.helperFunction.set(node, functionId);
        return node;
      },
      edgeCount: draft.edgeTarget.length,
      edgeTarget: (edge) => draft.edgeTarget.get(edge),
      edgeThrough: (edge) => draft.edgeThrough.get(edge),
      handed: draft.handed,
      receiverAfter: (call) => draft.posts.get(call)?.find(({ index }) => index < 0)?.value ?? -1,
      onModule: (index) => {
        draft.innerLinks.add(index);
      },
    },
    draft.calleePlaces,
  );
}

/** Captured variables: as fields of the closures where that tells callers apart, as one node for all otherwise. */
function addCells(draft: GraphDraft, closures: ClosureLinks): void {
  const { program } = draft.input;
  for (const module of program.modules) {
    const { ir, valueBase, cellBase } = module;
    for (let i = 0; i < ir.op.length; i++) {
      if (ir.op[i] !== Op.CellGet && ir.op[i] !== Op.CellSet) continue;
      const cell = ir.a[i] ?? 0;
      if (closures.isTracked(module, cell)) continue;
      const node = draft.cellBase + cellBase + cell;
      if (ir.op[i] === Op.CellGet) draft.links.add(node, valueBase + i, LinkKind.Heap, -1, -1, -1);
      else {
        const change = writtenBack(ir, i) ? draft.links.changeOf([], [], 'below') : -1;
        draft.links.add(
          valueBase + (ir.b[i] ?? 0),
          node,
          LinkKind.Heap,
          -1,
          change,
          atInstruction(valueBase + i),
        );
      }
    }
    closures.addModule(module);
  }
}

function knownArgumentsOf(draft: GraphDraft, edge: number): readonly KnownArgument[] {
  const { program, callGraph } = draft.input;
  const call = draft.edgeCall.get(edge);
  const shift = draft.edgeShift.get(edge);
  if (call < 0 || shift === applyShift) return [];
  const target = draft.edgeTarget.get(edge);
  let parameters = draft.decidingParameters.get(target);
  if (!parameters) {
    const { owner, record } = draft.functionAt(target);
    parameters = owner && record ? decidingParameters(owner, record) : [];
    draft.decidingParameters.set(target, parameters);
  }
  const module = program.modules[callGraph.moduleOfValue[call] ?? 0];
  if (!module || parameters.length === 0) return [];
  return knownArguments(module, call - module.valueBase, shift, parameters);
}

/** A property access that runs a getter or setter is a call. */
function addAccessor(draft: GraphDraft, accessor: ImplicitCall): void {
  const { value, target } = accessor;
  const { program, callGraph } = draft.input;
  const module = program.modules[callGraph.moduleOfValue[value] ?? 0];
  if (!module) return;
  const local = value - module.valueBase;
  const { ir, valueBase } = module;
  // Accessors have no call site; numbers above the sites keep their edges apart.
  const edge = draft.accessorEdge(value, target, draft.objectOf(accessor));
  const object = ir.a[local] ?? -1;
  if (object >= 0) {
    for (const self of draft.thisValues.get(target) ?? [])
      draft.links.add(valueBase + object, self, LinkKind.Enter, edge, -1, -1);
  }
  const caught = draft.catchNode(module, local, module.functionBase + (ir.functionOf[local] ?? 0));
  draft.links.add(draft.throwBase + target, caught, LinkKind.Exit, edge, -1, -1);
  if (ir.op[local] === Op.Load) {
    draft.links.add(draft.returnBase + target, value, LinkKind.Exit, edge, -1, -1);
  } else if (ir.op[local] === Op.Store) {
    draft.setterStores.add(value);
    draft.addArgument(valueBase + (ir.c[local] ?? 0), target, 0, edge, -1, undefined);
    draft.links.add(draft.selfBase + target, value, LinkKind.Exit, edge, -1, -1);
  }
}

/** What iterating an object, or making a text of it, runs. */
function addImplicit(draft: GraphDraft, accessor: ImplicitCall): void {
  const { value, target, object, kind } = accessor;
  const { program, callGraph } = draft.input;
  const module = program.modules[callGraph.moduleOfValue[value] ?? 0];
  if (!module) return;
  const op = module.ir.op[value - module.valueBase];
  const edge = draft.accessorEdge(value, target, draft.objectOf(accessor));
  // Where the nodes of the call graph are values, they are those of this graph.
  if (object < draft.valueCount) {
    for (const self of draft.thisValues.get(target) ?? [])
      draft.links.add(object, self, LinkKind.Enter, edge, -1, -1);
  }
  const isSpread = op === Op.Elems || op === Op.Rest;
  const result: AccessStep[] = isSpread ? [elementStep] : [];
  const from = draft.returnBase + target;
  if (kind === 'text') {
    draft.links.add(from, value, LinkKind.Exit, edge, draft.links.changeOf([], [], 'taint'), -1);
    return;
  }
  const held: AccessStep = kind === 'next' ? { kind: 'member', name: 'value' } : elementStep;
  const change = draft.links.changeOf([held], result, 'value');
  if (op !== Op.Yield) {
    draft.links.add(from, value, LinkKind.Exit, edge, change, -1);
    return;
  }
  const f = module.functionBase + (module.ir.functionOf[value - module.valueBase] ?? 0);
  const yielded = draft.links.changeOf([held], [elementStep], 'value');
  draft.links.add(from, draft.returnBase + f, LinkKind.Exit, edge, yielded, -1);
}
