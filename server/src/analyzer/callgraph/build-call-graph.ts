/**
 * Turns the result of the token flow into the tables of the call graph.
 *
 * Every Call, New and Super becomes a site; a site that nothing explains stays, with tier `Unresolved`.
 */
import type { CancellationToken } from '../base/cancellation.ts';
import { IntVector } from '../base/int-vector.ts';
import { Flag, Op } from '../ir/opcode.ts';
import type { Program, ProgramModule } from '../program/program.ts';
import { superValueOf } from './call-arguments.ts';
import type { CallGraph } from './call-graph.ts';
import { CallTier } from './call-graph.ts';
import type { CallEdge } from './call-links.ts';
import { collectEntryPoints } from './entry-points.ts';
import { collectHandedRepositories } from './handed-repositories.ts';
import { makeToken, TokenKind, tokenId, tokenKind } from './token.ts';
import { flowTokens } from './token-flow.ts';
import type { TokenFlowInput } from './token-store.ts';
import { collectWrappedQueries } from './wrapped-queries.ts';

const noIds: readonly number[] = [];
/** Never written to. */
const noStates: number[] = [];

/** Builds the call graph. Throws CancelledError when the token is set. */
export function buildCallGraph(
  input: Omit<TokenFlowInput, 'entryPoints'>,
  cancel: CancellationToken,
): CallGraph {
  const { program, models } = input;
  const entryPoints = collectEntryPoints(program, models, input.resolveExport);
  const flow = flowTokens({ ...input, entryPoints }, cancel);
  const { siteArray, siteOfValue } = findSites(program);
  const siteCount = siteArray.length;
  const { targetStart, order } = bySite(flow.edges, siteOfValue, siteCount);
  const targets = new Int32Array(order.length);
  const targetShift = new Int16Array(order.length);
  const stateStart = new Int32Array(siteCount + 1);
  const states: number[] = [];
  const tier = new Uint8Array(siteCount).fill(CallTier.Unresolved);
  const externalPackage = new Int32Array(siteCount).fill(-1);
  const byTier: number[] = new Array(7).fill(0);
  const callerStart = new Int32Array(program.functionCount + 1);
  const boundCalls = new Set<number>();
  for (let s = 0; s < siteCount; s++) {
    const value = siteArray[s] ?? 0;
    const module = program.modules[flow.moduleOfValue[value] ?? 0] as ProgramModule;
    let best: number = CallTier.Unresolved;
    const firstEdge = targetStart[s] ?? 0;
    const endOfEdges = targetStart[s + 1] ?? 0;
    for (let k = firstEdge; k < endOfEdges; k++) {
      const edge = flow.edges[order[k] ?? 0];
      if (!edge) continue;
      targets[k] = edge.target;
      targetShift[k] = edge.shift;
      best = Math.min(best, edge.tier);
      callerStart[edge.target + 1] = (callerStart[edge.target + 1] ?? 0) + 1;
    }
    const local = value - module.valueBase;
    const operand = module.ir.a[local] ?? -1;
    const callee =
      module.ir.op[local] === Op.Super
        ? superValueOf(module, local)
        : operand < 0
          ? -1
          : module.valueBase + operand;
    let found = noStates;
    let fallback = noStates;
    let isHandled = false;
    if (callee >= 0 && !flow.tokens.isEmpty(callee)) {
      found = [];
      fallback = [];
      for (let row = flow.tokens.first(callee); row >= 0; row = flow.tokens.next(row)) {
        const token = flow.tokens.tokenAt(row);
        const id = tokenId(token);
        switch (tokenKind(token)) {
          case TokenKind.State:
            found.push(id);
            break;
          case TokenKind.AnyState:
            fallback.push(id);
            break;
          case TokenKind.External:
            externalPackage[s] = id;
            break;
          case TokenKind.Bound:
            boundCalls.add(value);
            break;
          case TokenKind.FuncBind:
          case TokenKind.StateForm:
          case TokenKind.Settler:
          case TokenKind.Class:
            isHandled = true;
            break;
          default:
            break;
        }
      }
    }
    // A method of an unknown value counts only when neither the program nor a package model explains the call.
    if (endOfEdges > firstEdge || found.length > 0 || flow.shiftedStates.has(value)) fallback = noStates;
    if (found.length + fallback.length > 0)
      for (const state of [...found, ...fallback].sort((x, y) => x - y)) states.push(state);
    stateStart[s + 1] = states.length;
    if (best === CallTier.Unresolved) {
      const isHost = ((module.ir.flags[value - module.valueBase] ?? 0) & Flag.HostElement) !== 0;
      if (found.length > 0 || fallback.length > 0 || (externalPackage[s] ?? -1) >= 0 || isHandled || isHost)
        best = CallTier.External;
    }
    tier[s] = best;
    byTier[best] = (byTier[best] ?? 0) + 1;
  }
  for (let f = 0; f < program.functionCount; f++)
    callerStart[f + 1] = (callerStart[f] ?? 0) + (callerStart[f + 1] ?? 0);
  const callers = new Int32Array(order.length);
  const nextCaller = callerStart.slice();
  for (let s = 0; s < siteCount; s++)
    for (let k = targetStart[s] ?? 0; k < (targetStart[s + 1] ?? 0); k++) {
      const target = targets[k] ?? 0;
      const at = nextCaller[target] ?? 0;
      nextCaller[target] = at + 1;
      callers[at] = s;
    }
  const listOf = (value: number, wanted: (kind: number) => boolean): readonly number[] => {
    // Most values are nothing that matters to calls.
    if (flow.tokens.isEmpty(value)) return noIds;
    const out: number[] = [];
    for (let row = flow.tokens.first(value); row >= 0; row = flow.tokens.next(row)) {
      const token = flow.tokens.tokenAt(row);
      const id = tokenId(token);
      if (wanted(tokenKind(token)) && !out.includes(id)) out.push(id);
    }
    return out.length > 1 ? out.sort((x, y) => x - y) : out;
  };
  const tables = {
    sites: siteArray,
    siteOfValue,
    targetStart,
    targets,
    targetShift,
    stateStart,
    states: Int32Array.from(states),
    callerStart,
    callers,
    moduleOfValue: flow.moduleOfValue,
  };
  const wrapped = collectWrappedQueries(program, tables, models);
  const handed = collectHandedRepositories(program, tables, models, wrapped.rows);
  return {
    ...tables,
    tokens: flow.tokens,
    tier,
    externalPackage,
    packageNames: flow.packageNames,
    accessors: flow.accessors,
    handed: flow.handed,
    decoratedParameters: flow.decoratedParameters,
    entryPoints,
    wrappedQueries: new Map([...wrapped.rows, ...handed.rows]),
    handedOnQueries: new Set([...wrapped.handedOn, ...handed.handedOn]),
    calleeName: (site) => {
      const value = siteArray[site] ?? 0;
      const module = program.modules[flow.moduleOfValue[value] ?? 0];
      return module ? calleeText(module, module.ir.a[value - module.valueBase] ?? -1, 0) : '';
    },
    functionsOf: (value) => listOf(value, (kind) => kind === TokenKind.Func),
    statesOf: (value) => listOf(value, (kind) => kind === TokenKind.State),
    namespacesOf: (value) => listOf(value, (kind) => kind === TokenKind.Module),
    classesOf: (value) => listOf(value, (kind) => kind === TokenKind.Class),
    instancesOf: (value) =>
      listOf(
        value,
        (kind) => kind === TokenKind.Instance || kind === TokenKind.Typed || kind === TokenKind.Implementer,
      ),
    shiftedStates: flow.shiftedStates,
    boundStatesOf: (value) =>
      listOf(value, (kind) => kind === TokenKind.StateForm).flatMap((id) => flow.boundState(id) ?? []),
    settled: [...flow.settled].sort((x, y) => x.call - y.call || x.settler.origin - y.settler.origin),
    settlersOf: (value) =>
      listOf(value, (kind) => kind === TokenKind.Settler).flatMap((id) => flow.settler(id) ?? []),
    boundCalls,
    identityOfClass: (classId) => flow.ownerOf(makeToken(TokenKind.Instance, classId)),
    identitiesOf: (value) => {
      const out = new Set<number>();
      for (const token of flow.tokens.list(value)) {
        const kind = tokenKind(token);
        if (
          kind === TokenKind.Obj ||
          kind === TokenKind.Instance ||
          kind === TokenKind.Typed ||
          kind === TokenKind.Class
        )
          out.add(flow.ownerOf(token));
      }
      return [...out].sort((x, y) => x - y);
    },
    counts: { byTier, calls: siteCount },
    modelledPackages: models.modelledPackages,
  };
}

/** All calls of a program, in order. */
function findSites(program: Program): { readonly siteArray: Int32Array; readonly siteOfValue: Int32Array } {
  const found = new IntVector(1024);
  const siteOfValue = new Int32Array(program.valueCount).fill(-1);
  for (const { ir, valueBase } of program.modules) {
    const { op } = ir;
    for (let i = 0; i < op.length; i++)
      if (op[i] === Op.Call || op[i] === Op.New || op[i] === Op.Super)
        siteOfValue[valueBase + i] = found.push(valueBase + i);
  }
  return { siteArray: found.toArray(), siteOfValue };
}

/** Indices of the edges by site, and by target within a site; equal ones stay in the order found. */
function bySite(
  edges: readonly CallEdge[],
  siteOfValue: Int32Array,
  siteCount: number,
): { readonly targetStart: Int32Array; readonly order: Int32Array } {
  const targetStart = new Int32Array(siteCount + 1);
  for (const { site } of edges) {
    const s = siteOfValue[site] ?? 0;
    targetStart[s + 1] = (targetStart[s + 1] ?? 0) + 1;
  }
  for (let s = 0; s < siteCount; s++) targetStart[s + 1] = (targetStart[s] ?? 0) + (targetStart[s + 1] ?? 0);
  const order = new Int32Array(edges.length);
  const next = targetStart.slice();
  for (let k = 0; k < edges.length; k++) {
    const edge = edges[k];
    const s = siteOfValue[edge?.site ?? 0] ?? 0;
    const first = targetStart[s] ?? 0;
    let at = next[s] ?? 0;
    next[s] = at + 1;
    // Few edges a site: each is put behind those of the same and smaller targets.
    for (; at > first && (edges[order[at - 1] ?? 0]?.target ?? 0) > (edge?.target ?? 0); at--)
      order[at] = order[at - 1] ?? 0;
    order[at] = k;
  }
  return { targetStart, order };
}

/** The callee as a person would write it: `logger.info`, `save`; empty when it has no name. */
function calleeText(module: ProgramModule, value: number, depth: number): string {
  if (value < 0 || depth > 4) return '';
  const { ir } = module;
  const text = (sym: number | undefined) => (sym === undefined || sym < 0 ? '' : (ir.strings[sym] ?? ''));
  switch (ir.op[value]) {
    case Op.Load: {
      const object = calleeText(module, ir.a[value] ?? -1, depth + 1);
      const field = text(ir.b[value]);
      return object === '' ? field : `${object}.${field}`;
    }
    case Op.Global:
      return text(ir.a[value]);
    case Op.Import: {
      const name = text(ir.name[value]);
      return name === '' ? (ir.imports[ir.a[value] ?? 0]?.name ?? '') : name;
    }
    case Op.CellGet:
      return ir.cells[ir.a[value] ?? 0]?.name ?? '';
    case Op.Func:
      return ir.functions[ir.a[value] ?? 0]?.name ?? '';
    case Op.Class:
      return ir.classes[ir.a[value] ?? 0]?.name ?? '';
    case Op.This:
      return 'this';
    case Op.Call:
    case Op.New: {
      const inner = calleeText(module, ir.a[value] ?? -1, depth + 1);
      const named = text(ir.name[value]);
      return named !== '' ? named : inner === '' ? '' : `${inner}()`;
    }
    case Op.Const: {
      const constant = ir.constants[ir.a[value] ?? 0];
      return constant?.kind === 'string' ? constant.value : '';
    }
    default:
      return text(ir.name[value]);
  }
}
