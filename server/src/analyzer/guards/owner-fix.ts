/**
 * A fix in the idiom of the code base: the owner in the filter, as other endpoints write it for the same records.
 *
 * From a record that nothing ties to the caller, and an endpoint beside it that ties such a record by a field of its
 * filter, to edits that add this field with the same value. Only where that is safe: the filter is written out as an
 * object (or the call finds by a bare identifier), it has no comments, the value is a plain chain of members of a
 * parameter that is there under the same name too, and the method takes conditions beside the identifier.
 */
import { argumentAt, argumentCount } from '../callgraph/call-arguments.ts';
import type { FindingFix, SourceRange } from '../findings/finding.ts';
import { rangeOfValue } from '../findings/source-range.ts';
import { Op } from '../ir/opcode.ts';
import type { ProgramModule } from '../program/program.ts';
import { fieldsOf } from './endpoints/value-origin.ts';
import { subjectLane } from './guard-flow.ts';
import type { GuardSolution } from './guard-solution.ts';
import type { Judged } from './judged.ts';

/** Methods that find by one unique field → those that find by any. */
const widerMethods: Readonly<Record<string, string>> = {
  findUnique: 'findFirst',
  findUniqueOrThrow: 'findFirstOrThrow',
};

/** Methods that are given the bare identifier → the method and the filter that say the same. */
const filterMethods: Readonly<Record<string, readonly [string, (id: string, owner: string) => string]>> = {
  findById: ['findOne', (id, owner) => `{ _id: ${id}, ${owner} }`],
  findByIdAndUpdate: ['findOneAndUpdate', (id, owner) => `{ _id: ${id}, ${owner} }`],
  findByIdAndDelete: ['findOneAndDelete', (id, owner) => `{ _id: ${id}, ${owner} }`],
  findByPk: ['findOne', (id, owner) => `{ where: { id: ${id}, ${owner} } }`],
};

/** Changes of these take unique fields alone in earlier versions of the library. */
const uniqueOnly = /^(?:update|delete|upsert)$/;

const memberChain = /^([A-Za-z_$][\w$]*)(?:\??\.[A-Za-z_$][\w$]*)+$/;

/** The fix; undefined where none is safe. */
export function ownerFix(
  solution: GuardSolution,
  all: readonly Judged[],
  judged: Judged,
): FindingFix | undefined {
  const { input, queries } = solution;
  const query = queries[judged.q];
  const module = query && input.moduleOf(query.value);
  if (!query || !module || judged.verdict.guard !== 'none' || judged.verdict.possible.length > 0)
    return undefined;
  if (judged.request.facts.length === 0) return undefined;
  const call = query.value - module.valueBase;
  if (module.ir.op[call] !== Op.Call) return undefined;
  for (const sibling of all) {
    if (sibling.group !== judged.group || sibling.endpoint === judged.endpoint || sibling.column === '')
      continue;
    const text = callerText(solution, sibling);
    const root = text === undefined ? undefined : memberChain.exec(text)?.[1];
    if (text === undefined || root === undefined || !hasParameter(module, call, root)) continue;
    const owner = `${sibling.column}: ${text}`;
    const edits = editsOf(solution, judged.q, module, call, owner);
    if (edits) return { title: `Add the owner to the filter: ${owner}`, edits };
  }
  return undefined;
}

/** What the filter of a tied record compares its owner with, as the code writes it. */
function callerText(solution: GuardSolution, { endpoint, q, column }: Judged): string | undefined {
  const view = solution.viewOf(endpoint);
  for (const port of view.context.filters[q] ?? []) {
    const filter = objectAt(solution, port.node, port.path);
    const value = filter === undefined ? undefined : fieldsOf(solution.input, filter).get(column);
    const module = value === undefined ? undefined : solution.input.moduleOf(value);
    if (value === undefined || !module || !view.lanesAt(value).has(subjectLane)) continue;
    const text = textAt(solution, rangeOfValue(module, value - module.valueBase));
    const root = memberChain.exec(text)?.[1];
    if (root !== undefined && hasParameter(module, value - module.valueBase, root)) return text;
  }
  return undefined;
}

/** Whether a function around the value has a parameter of this name. */
function hasParameter({ ir }: ProgramModule, value: number, name: string): boolean {
  for (let f = ir.functionOf[value] ?? -1, depth = 0; f >= 0 && depth < 20; depth++) {
    const declared = ir.functions[f];
    if (declared?.params.some((param) => param.name === name)) return true;
    f = declared?.parent ?? -1;
  }
  return false;
}

function editsOf(
  solution: GuardSolution,
  q: number,
  module: ProgramModule,
  call: number,
  owner: string,
): FindingFix['edits'] | undefined {
  const { input, queries } = solution;
  const callee = module.ir.a[call] ?? -1;
  if (callee < 0 || module.ir.op[callee] !== Op.Load) return undefined;
  const method = module.ir.strings[module.ir.b[callee] ?? 0] ?? '';
  if (uniqueOnly.test(method) && queries[q]?.model.schema === 'prisma') return undefined;
  const named = endOf(rangeOfValue(module, callee), method.length);
  if (textAt(solution, named) !== method) return undefined;
  const rename = (to: string) => ({ location: named, newText: to });
  const bare = filterMethods[method];
  if (bare) {
    const argument = argumentAt(module, call, 0);
    if (argument < 0 || (method === 'findByPk' && argumentCount(module, call) > 1)) return undefined;
    const location = rangeOfValue(module, argument);
    const text = textAt(solution, location);
    if (!/^[\w$.?[\]'"]+$/.test(text)) return undefined;
    return [rename(bare[0]), { location, newText: bare[1](text, owner) }];
  }
  const [port] = solution.viewOf(0).context.filters[q] ?? [];
  const filter = port && objectAt(solution, port.node, port.path);
  const object = filter === undefined ? undefined : literalBehind(solution, filter);
  const home = object === undefined ? undefined : input.moduleOf(object);
  if (object === undefined || home !== module) return undefined;
  const range = rangeOfValue(module, object - module.valueBase);
  const text = textAt(solution, range);
  const inner = /^\{([\s\S]*)\}$/.exec(text)?.[1];
  if (inner === undefined || inner.trim() === '' || /\/\/|\/\*/.test(text)) return undefined;
  const kept = inner.trimEnd();
  const wider = widerMethods[method];
  return [
    ...(wider === undefined ? [] : [rename(wider)]),
    {
      location: partOf(range, text, 1 + kept.length),
      newText: `${kept.endsWith(',') ? '' : ','} ${owner}`,
    },
  ];
}

/** The filter below a value: `where` of the options, or the value itself. */
function objectAt({ input }: GuardSolution, node: number, path: readonly string[]): number | undefined {
  let at: number | undefined = node;
  for (const name of path) at = at === undefined ? undefined : fieldsOf(input, at).get(name);
  return at;
}

/** The object literal that a value is, with all that was stored in it there. */
function literalBehind({ input }: GuardSolution, value: number): number | undefined {
  const module = input.moduleOf(value);
  if (!module) return undefined;
  const { ir, valueBase } = module;
  let at = value - valueBase;
  for (let steps = 0; at >= 0 && steps < 100; steps++) {
    if (ir.op[at] === Op.Obj) return valueBase + at;
    if (ir.op[at] !== Op.Store) return undefined;
    at = ir.a[at] ?? -1;
  }
  return undefined;
}

function textAt({ input }: GuardSolution, { path, start, length }: SourceRange): string {
  return input.textOf(path).slice(start, start + length);
}

/** The last characters of a range on one line. */
function endOf(range: SourceRange, length: number): SourceRange {
  return {
    ...range,
    start: range.start + range.length - length,
    length,
    startLine: range.endLine,
    startColumn: range.endColumn - length,
  };
}

/** The empty range behind so many characters of a text. */
function partOf(range: SourceRange, text: string, offset: number): SourceRange {
  const lines = text.slice(0, offset).split('\n');
  const line = range.startLine + lines.length - 1;
  const column = (lines.length === 1 ? range.startColumn : 0) + (lines.at(-1) ?? '').length;
  return {
    path: range.path,
    start: range.start + offset,
    length: 0,
    startLine: line,
    startColumn: column,
    endLine: line,
    endColumn: column,
  };
}
