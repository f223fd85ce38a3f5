/**
 * Where data of some lanes must not arrive: sinks of all rules, from the rows of models, from patterns, and from what
 * the project declares.
 */
import { argumentAt, argumentCount, stateOfArgument } from '../callgraph/call-arguments.ts';
import { elementSegment, keySegment } from '../classification/seed-collector.ts';
import { Flag, Op } from '../ir/opcode.ts';
import type { ProgramModule } from '../program/program.ts';
import type { KindFact, ModelSet } from '../rules/model.ts';
import type { Formula } from '../rules/rule.ts';
import { clientProps, clientPropsKind } from './client-props.ts';
import { objectWriteKind, objectWrites } from './named-properties.ts';
import { projectSinks } from './project-sites.ts';
import { slowRegexKinds, slowRegexUses } from './regex-sites.ts';
import { hasValue, isDeclared, namesOf, type SinkSite, type SitesInput } from './taint-sites.ts';
import { mayBeText } from './text-values.ts';
import type { VirtualArgument } from './value-flow-graph.ts';

/** Sinks of all rules, from models and patterns, plus those of `extraKinds` (for the guard analysis; no rule). */
export function collectSinks(
  input: SitesInput,
  extraKinds: ReadonlySet<string>,
  virtualArguments: readonly VirtualArgument[],
): SinkSite[] {
  const sinks: SinkSite[] = [];
  const specsOfKind = new Map<string, { rule: number; spec: number }[]>();
  input.rules.forEach((rule, index) => {
    rule.taint?.sinks.forEach(({ modelKind }, spec) => {
      if (modelKind !== undefined)
        specsOfKind.set(modelKind, [...(specsOfKind.get(modelKind) ?? []), { rule: index, spec }]);
    });
  });
  const addModelSink = (node: number, path: readonly string[], fact: KindFact, anchor: number) => {
    const specs = specsOfKind.get(fact.kind) ?? [];
    if (specs.length === 0 && !extraKinds.has(fact.kind)) return;
    sinks.push({
      node,
      path: [...path, ...namesOf(fact.path)],
      isDeep: fact.isDeep === true,
      specs,
      anchor,
      modelKind: fact.kind,
      label: fact.label,
      confidence: fact.confidence,
      match: undefined,
    });
  };
  const below = sinksBelow(input.models);
  for (const { node, state, argument, anchor } of virtualArguments) {
    const called = input.models.states[state];
    if (called)
      for (const row of below(stateOfArgument(called, argument)))
        addModelSink(node, row.path, row.fact, anchor);
  }
  collectReturnSinks(input, below, addModelSink);
  const writeSpecs = specsOfKind.get(objectWriteKind) ?? [];
  if (writeSpecs.length > 0)
    for (const { object, write, isComputed } of objectWrites(input.program, input.callGraph))
      sinks.push({
        node: object,
        path: [],
        isDeep: false,
        specs: writeSpecs,
        anchor: write,
        modelKind: objectWriteKind,
        label: '',
        confidence: isComputed ? 'high' : 'low',
        match: undefined,
      });
  const propsSpecs = specsOfKind.get(clientPropsKind) ?? [];
  if (propsSpecs.length > 0)
    for (const { props, element } of clientProps(input.program, input.callGraph))
      sinks.push({
        node: props,
        path: [],
        isDeep: true,
        specs: propsSpecs,
        anchor: element,
        modelKind: clientPropsKind,
        label: '',
        confidence: 'high',
        match: undefined,
      });
  for (const kind of Object.values(slowRegexKinds)) {
    const specs = specsOfKind.get(kind) ?? [];
    if (specs.length === 0) continue;
    for (const use of slowRegexUses(input.program))
      if (use.kind === kind)
        sinks.push({
          node: use.text,
          path: [],
          isDeep: false,
          specs,
          anchor: use.call,
          modelKind: kind,
          label: '',
          confidence: kind === slowRegexKinds.exponential ? 'high' : 'medium',
          match: undefined,
        });
  }
  sinks.push(...projectSinks(input, specsOfKind, (site, declared) => isDeclared(input, site, declared)));
  for (const module of input.program.modules) {
    const { ir, valueBase } = module;
    for (let i = 0; i < ir.op.length; i++) {
      if (ir.op[i] === Op.Call || ir.op[i] === Op.New)
        collectCallSinks(input, module, i, below, addModelSink);
      // What a call may have changed is written back; nobody puts it there.
      else if (((ir.flags[i] ?? 0) & Flag.Weak) !== 0) continue;
      else if (ir.op[i] === Op.StoreX) {
        for (const stateId of input.callGraph.statesOf(valueBase + (ir.a[i] ?? 0))) {
          const state = input.models.states[stateId];
          for (const row of below(state?.anyMember ?? -1))
            addModelSink(valueBase + (ir.c[i] ?? 0), row.path, row.fact, valueBase + i);
        }
      } else if (ir.op[i] === Op.Store) {
        const states = input.callGraph.statesOf(valueBase + (ir.a[i] ?? 0));
        for (const stateId of states.length === 0 ? [input.models.anyValue] : states) {
          const state = input.models.states[stateId];
          const next = state?.members.get(ir.strings[ir.b[i] ?? 0] ?? '') ?? state?.anyMember ?? -1;
          for (const row of below(next))
            addModelSink(valueBase + (ir.c[i] ?? 0), row.path, row.fact, valueBase + i);
        }
      }
    }
    input.matches[module.index]?.matches.forEach((match, index) => {
      if (match.role !== 'sink' || !hasValue(module, match.value)) return;
      const formula = input.rules[match.rule]?.taint?.sinks[match.spec]?.formula;
      for (const node of sinkNodes(module, match.value, formula !== undefined && hasFocus(formula))) {
        sinks.push({
          node,
          path: [],
          isDeep: true,
          specs: [{ rule: match.rule, spec: match.spec }],
          anchor: valueBase + match.value,
          modelKind: '',
          label: '',
          confidence: 'high',
          match: { module: module.index, index },
        });
      }
    });
  }
  return sinks;
}

/** Whether a formula narrows its range to a metavariable. */
function hasFocus(formula: Formula): boolean {
  switch (formula.kind) {
    case 'all':
      return formula.focus.length > 0 || formula.formulas.some(hasFocus);
    case 'any':
      return formula.formulas.some(hasFocus);
    default:
      return false;
  }
}

/** A call matched as a sink means what goes into it, unless a metavariable was chosen that happens to be a call. */
function sinkNodes(module: ProgramModule, value: number, isChosen: boolean): number[] {
  const { ir, valueBase } = module;
  const out = [valueBase + value];
  if (isChosen || (ir.op[value] !== Op.Call && ir.op[value] !== Op.New)) return out;
  const count = argumentCount(module, value);
  for (let k = 0; k < count; k++) {
    const argument = argumentAt(module, value, k);
    if (argument >= 0) out.push(valueBase + argument);
  }
  return out;
}

function collectCallSinks(
  input: SitesInput,
  module: ProgramModule,
  i: number,
  below: (state: number) => readonly { readonly path: readonly string[]; readonly fact: KindFact }[],
  add: (node: number, path: readonly string[], fact: KindFact, anchor: number) => void,
): void {
  const { callGraph, models } = input;
  const { ir, valueBase } = module;
  const site = callGraph.siteOfValue[valueBase + i] ?? -1;
  if (site < 0) return;
  for (let k = callGraph.stateStart[site] ?? 0; k < (callGraph.stateStart[site + 1] ?? 0); k++) {
    const state = models.states[callGraph.states[k] ?? 0];
    if (!state) continue;
    const count = argumentCount(module, i);
    for (let n = 0; n < count; n++) {
      const argument = argumentAt(module, i, n);
      if (argument < 0) continue;
      const isSpread = ir.op[argument] === Op.Elems;
      for (const row of below(stateOfArgument(state, n))) {
        // An object is sent as data, and never as markup.
        if (row.fact.kind === 'html-answer' && !mayBeText(input.program, callGraph, module, argument))
          continue;
        add(
          valueBase + argument,
          isSpread ? [elementSegment, ...row.path] : row.path,
          row.fact,
          valueBase + i,
        );
      }
    }
  }
}

/** What functions that were handed to a library give back to it goes where the rows say. */
function collectReturnSinks(
  input: SitesInput,
  below: (state: number) => readonly { readonly path: readonly string[]; readonly fact: KindFact }[],
  add: (node: number, path: readonly string[], fact: KindFact, anchor: number) => void,
): void {
  const { program, callGraph, models } = input;
  for (const [target, states] of [...callGraph.handed].sort(([a], [b]) => a - b)) {
    // A kind of sink is meant once, whichever of the places says so.
    const rows = new Map<string, { readonly path: readonly string[]; readonly fact: KindFact }>();
    for (const id of states)
      for (const row of below(models.states[id]?.returnValue ?? -1))
        rows.set(`${row.fact.kind} ${row.path.join('.')} ${namesOf(row.fact.path).join('.')}`, row);
    const owner = rows.size > 0 ? program.modules[program.moduleOfFunction[target] ?? 0] : undefined;
    const record = owner?.ir.functions[target - owner.functionBase];
    if (!owner || !record) continue;
    for (let i = record.firstInstruction; i < record.firstInstruction + record.instructionCount; i++) {
      const returned = owner.ir.op[i] === Op.Ret ? (owner.ir.a[i] ?? -1) : -1;
      if (returned < 0) continue;
      for (const row of rows.values())
        add(owner.valueBase + returned, row.path, row.fact, owner.valueBase + i);
    }
  }
}

/** All sinks at a state and at the members below it, with their paths; memoized. */
export function sinksBelow(
  models: ModelSet,
): (state: number) => readonly { readonly path: readonly string[]; readonly fact: KindFact }[] {
  const memo = new Map<number, { path: readonly string[]; fact: KindFact }[]>();
  const visit = (id: number, depth: number): { path: readonly string[]; fact: KindFact }[] => {
    if (id <= 0 || depth > 5) return [];
    const known = memo.get(id);
    if (known) return known;
    const state = models.states[id];
    if (!state) return [];
    const out: { path: readonly string[]; fact: KindFact }[] = state.sinks.map((fact) => ({
      path: [],
      fact,
    }));
    for (const alias of state.aliases) if (alias !== id) out.push(...visit(alias, depth + 1));
    for (const [name, next] of state.members) {
      for (const row of visit(next, depth + 1)) out.push({ path: [name, ...row.path], fact: row.fact });
    }
    for (const next of [state.element, state.anyMember]) {
      if (next > 0)
        for (const row of visit(next, depth + 1))
          out.push({ path: [keySegment, ...row.path], fact: row.fact });
    }
    memo.set(id, out);
    return out;
  };
  return (id) => visit(id, 0);
}
