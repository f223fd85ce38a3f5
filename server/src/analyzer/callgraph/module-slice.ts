/**
 * What a call graph says of the values and calls of one module, in numbers that stay the same while other modules grow.
 *
 * Two analyses that say the same of a module have equal slices: functions, classes and objects are written as module and
 * local number, packages and rows as texts interned by the caller. Only what {@link CallSlice} names is in it; who asks
 * for callers must not rely on it.
 */
import { IntVector } from '../base/int-vector.ts';
import type { Interner } from '../base/interner.ts';
import type { Program, ProgramModule } from '../program/program.ts';
import type { CallGraph } from './call-graph.ts';
import { ownerOfObject, TokenKind, tokenId, tokenKind } from './token.ts';

/** The parts of a call graph that slices tell of, asked about values of the module. */
export type CallSlice = Pick<
  CallGraph,
  | 'siteOfValue'
  | 'targetStart'
  | 'targets'
  | 'targetShift'
  | 'stateStart'
  | 'states'
  | 'tier'
  | 'externalPackage'
  | 'packageNames'
  | 'wrappedQueries'
  | 'tokens'
  | 'settlersOf'
  | 'boundStatesOf'
  | 'shiftedStates'
  | 'boundCalls'
>;

/** Begins the row of a call; rows of tokens begin with the value, which is not negative. */
const siteMark = -1;

/** The slice of `module`; `texts` is the same for all slices that are compared. */
export function sliceOfModule(
  program: Program,
  graph: CallSlice,
  { ir, valueBase }: ProgramModule,
  texts: Interner,
): Int32Array {
  const { tokens } = graph;
  const out = new IntVector(256);
  const pushFunction = (f: number): void => {
    const owner = program.moduleOfFunction[f] ?? -1;
    out.push(owner);
    out.push(f - (program.modules[owner]?.functionBase ?? 0));
  };
  const pushValue = (value: number): void => {
    const owner = program.moduleOfValue[value] ?? -1;
    out.push(owner);
    out.push(value - (program.modules[owner]?.valueBase ?? 0));
  };
  const pushObject = (id: number): void => {
    const { value, f } = ownerOfObject(program, id);
    if (f >= 0) pushFunction(f);
    else pushValue(value);
  };
  const pushForms = (value: number): void => {
    for (const { origin, transfer } of graph.settlersOf(value)) {
      pushValue(origin);
      out.push(texts.intern(JSON.stringify(transfer)));
    }
    for (const form of graph.boundStatesOf(value)) out.push(texts.intern(JSON.stringify(form)));
  };
  for (let local = 0; local < ir.op.length; local++) {
    const value = valueBase + local;
    if (!tokens.isEmpty(value)) {
      let hasForms = false;
      out.push(local);
      for (let row = tokens.first(value); row >= 0; row = tokens.next(row)) {
        const token = tokens.tokenAt(row);
        const kind = tokenKind(token);
        const id = tokenId(token);
        switch (kind) {
          case TokenKind.Func:
          case TokenKind.FuncCall:
          case TokenKind.FuncApply:
          case TokenKind.FuncBind:
            out.push(kind);
            pushFunction(id);
            break;
          case TokenKind.Class:
          case TokenKind.Instance:
          case TokenKind.Typed:
          case TokenKind.Implementer: {
            const owner = program.moduleOfClass[id] ?? -1;
            out.push(kind);
            out.push(owner);
            out.push(id - (program.modules[owner]?.classBase ?? 0));
            break;
          }
          case TokenKind.Obj:
            out.push(kind);
            pushObject(id);
            break;
          case TokenKind.External:
            out.push(kind);
            out.push(texts.intern(graph.packageNames[id] ?? ''));
            break;
          case TokenKind.Settler:
          case TokenKind.StateForm:
          case TokenKind.Bound:
            // Their numbers count what all modules hold; what they stand for is written below.
            out.push(kind);
            hasForms = true;
            break;
          default:
            out.push(kind);
            out.push(id);
        }
      }
      if (hasForms) pushForms(value);
    }
    const site = graph.siteOfValue[value] ?? -1;
    if (site >= 0) pushSite(out, graph, site, value, pushFunction, texts);
  }
  return out.toArray();
}

function pushSite(
  out: IntVector,
  graph: CallSlice,
  site: number,
  value: number,
  pushFunction: (f: number) => void,
  texts: Interner,
): void {
  out.push(siteMark);
  out.push(graph.tier[site] ?? 0);
  const name = graph.packageNames[graph.externalPackage[site] ?? -1];
  out.push(name === undefined ? -1 : texts.intern(name));
  const rows = graph.wrappedQueries.get(value);
  out.push(rows === undefined ? -1 : texts.intern(JSON.stringify(rows)));
  for (const form of graph.shiftedStates.get(value) ?? []) out.push(texts.intern(JSON.stringify(form)));
  out.push(graph.boundCalls.has(value) ? 1 : 0);
  const first = graph.targetStart[site] ?? 0;
  const end = graph.targetStart[site + 1] ?? 0;
  out.push(end - first);
  for (let k = first; k < end; k++) {
    pushFunction(graph.targets[k] ?? 0);
    out.push(graph.targetShift[k] ?? 0);
  }
  const firstState = graph.stateStart[site] ?? 0;
  const endOfStates = graph.stateStart[site + 1] ?? 0;
  out.push(endOfStates - firstState);
  for (let k = firstState; k < endOfStates; k++) out.push(graph.states[k] ?? 0);
}

/** Whether two slices are equal. */
export function isSameSlice(a: Int32Array, b: Int32Array): boolean {
  if (a.length !== b.length) return false;
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return false;
  return true;
}
