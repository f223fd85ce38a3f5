/**
 * Data that templates are given: `res.render('visits/show', { note })` → the name `note` in `views/visits/show.ejs`.
 *
 * A template is known by the constant name it is rendered under, which is the end of its path without the ending. Names
 * that nothing declares in it are fields of the data; `locals` is the data itself. What a template includes sees the
 * same names, and those that the inclusion adds.
 */
import { argumentAt, stateOfArgument } from '../callgraph/call-arguments.ts';
import { isTemplatePath } from '../frontends/javascript/template-file.ts';
import { Op } from '../ir/opcode.ts';
import type { Program, ProgramModule } from '../program/program.ts';
import { constantOf } from '../program/value-lookup.ts';
import type { GraphDraft } from './graph-draft.ts';
import { LinkKind } from './value-flow-graph.ts';

const dataKind = 'template-data';
/** A name that as many templates end with says nothing. */
const maxTemplates = 4;

const templatesOf = new WeakMap<Program, readonly ProgramModule[]>();

/** Links the data of a call that renders a template of the program, and that of a template that includes another. */
export function addRendered(draft: GraphDraft, module: ProgramModule, i: number, site: number): void {
  const templates = allTemplates(draft.input.program);
  if (templates.length === 0) return;
  const { ir, valueBase } = module;
  if (isTemplatePath(module.facts.path)) {
    const callee = ir.a[i] ?? -1;
    if (callee < 0 || ir.op[callee] !== Op.Global || nameOfGlobal(module, callee) !== 'include') return;
    for (const part of templatesNamed(draft, templates, module, argumentAt(module, i, 0))) {
      if (part === module) continue;
      shareNames(draft, module, part);
      addData(draft, module, argumentAt(module, i, 1), part, site);
    }
    return;
  }
  for (const id of draft.input.callGraph.statesOf(valueBase + (ir.a[i] ?? 0))) {
    const state = draft.input.models.states[id];
    const given = state && stateOfArgument(state, 1);
    const sinks = given === undefined ? undefined : draft.input.models.states[given]?.sinks;
    if (!sinks?.some(({ kind, path }) => kind === dataKind && path.length === 0)) continue;
    for (const template of templatesNamed(draft, templates, module, argumentAt(module, i, 0)))
      addData(draft, module, argumentAt(module, i, 1), template, site);
    return;
  }
}

function allTemplates(program: Program): readonly ProgramModule[] {
  let found = templatesOf.get(program);
  if (found === undefined) {
    found = program.modules.filter(({ facts }) => isTemplatePath(facts.path));
    templatesOf.set(program, found);
  }
  return found;
}

function templatesNamed(
  draft: GraphDraft,
  templates: readonly ProgramModule[],
  module: ProgramModule,
  value: number,
): readonly ProgramModule[] {
  const constant = value < 0 ? undefined : constantOf(draft.input.program, module.valueBase + value);
  if (constant?.kind !== 'string') return [];
  const name = constant.value.replace(/^(?:\.{0,2}\/)+/, '').replace(/\.ejs$/i, '');
  if (name === '') return [];
  const found = templates.filter(({ facts }) =>
    `/${facts.path}`.toLowerCase().endsWith(`/${name.toLowerCase()}.ejs`),
  );
  return found.length > maxTemplates ? [] : found;
}

/** Fields of `data` become the names in a template. */
function addData(
  draft: GraphDraft,
  module: ProgramModule,
  data: number,
  template: ProgramModule,
  site: number,
): void {
  if (data < 0) return;
  draft.innerLinks.add(template.index);
  for (const value of namesIn(draft, template)) {
    const name = nameOfGlobal(template, value);
    const change = name === 'locals' ? -1 : draft.links.changeOf([{ kind: 'member', name }], [], 'value');
    draft.links.add(module.valueBase + data, template.valueBase + value, LinkKind.Heap, -1, change, site);
  }
}

/** The names of a template are those of what it includes. */
function shareNames(draft: GraphDraft, module: ProgramModule, part: ProgramModule): void {
  const own = new Map<string, number>();
  draft.innerLinks.add(part.index);
  for (const value of namesIn(draft, module)) own.set(nameOfGlobal(module, value), value);
  for (const value of namesIn(draft, part)) {
    const from = own.get(nameOfGlobal(part, value));
    if (from !== undefined)
      draft.links.add(module.valueBase + from, part.valueBase + value, LinkKind.Heap, -1, -1, -1);
  }
}

/** Values of a template that are names which neither it nor the platform declares. */
function namesIn(draft: GraphDraft, template: ProgramModule): readonly number[] {
  const { ir } = template;
  const out: number[] = [];
  for (let i = 0; i < ir.op.length; i++)
    if (ir.op[i] === Op.Global && !draft.input.models.globals.has(nameOfGlobal(template, i))) out.push(i);
  return out;
}

function nameOfGlobal({ ir }: ProgramModule, value: number): string {
  return ir.strings[ir.a[value] ?? 0] ?? '';
}
