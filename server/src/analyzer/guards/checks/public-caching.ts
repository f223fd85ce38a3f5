/**
 * Answers with patient data that shared caches may keep: a public `Cache-Control`, or a page that a framework renders
 * for everybody.
 *
 * The header is recognised by its text alone, wherever the code of an endpoint puts it; what stands before the handler
 * counts only if it is set on every way. A text that forbids keeping, anywhere in the endpoint, ends the question.
 */
import { Op } from '../../ir/opcode.ts';
import type { ProgramModule } from '../../program/program.ts';
import { functionAt, type GuardInput } from '../guard-context.ts';
import { instructionFinder, instructionsIn, type Placed, textAt } from './instructions.ts';
import { type CheckInput, type Remark, remarkOn } from './remark.ts';

/** A list of directives and nothing else. */
const directives = /^\s*[a-z-]+(?:\s*=\s*"?\w+"?)?(?:\s*,\s*[a-z-]+(?:\s*=\s*"?\w+"?)?){0,8}\s*$/i;
const forbids = /\b(no-store|private|no-cache)\b/i;

interface Found {
  readonly value: number;
  readonly text: string;
  /** Whether it says that everybody's cache may keep the answer. */
  readonly isPublic: boolean;
}

/** See the head of this file. */
export function cacheableAnswers({ input, scope, solution, judged, callers }: CheckInput): readonly Remark[] {
  if (!solution) return [];
  const out: Remark[] = [];
  const seen = new Set<number>();
  const headersIn = instructionFinder(input, ({ module, at }) => {
    const text = textAt(module, at);
    return text !== undefined && text.length <= 200 && directives.test(text);
  });
  for (const one of judged) {
    if (!one.isRead || seen.has(one.endpoint)) continue;
    const endpoint = scope.endpoints[one.endpoint];
    const tree = scope.trees[one.endpoint];
    if (!endpoint || !tree || !/^(GET|HEAD|ALL|QUERY)?$/.test(endpoint.method)) continue;
    const before = new Set(endpoint.middleware);
    const marked = endpoint.chain.flatMap(({ kind, name, words }) =>
      kind === 'mark' && /(^|\.)header/i.test(name) ? words : [],
    );
    const found = headerIn(input, headersIn, tree, before) ?? headerAmong(marked, one.anchor);
    const page = found ? undefined : renderedForAll(input, endpoint.handlers, tree, callers);
    if (!found && !page) continue;
    seen.add(one.endpoint);
    out.push(
      remarkOn(solution, one, {
        anchor: found?.value ?? one.anchor,
        most: found && !found.isPublic ? 'medium' : 'high',
        missing: [
          found
            ? `the answer is sent with "Cache-Control: ${found.text.trim()}"`
            : `${page} makes the framework keep the answer for everybody`,
          'nothing says "no-store" or "private"',
        ],
      }),
    );
  }
  return out;
}

function headerIn(
  input: GuardInput,
  headersIn: (functions: Iterable<number>) => readonly Placed[],
  tree: ReadonlySet<number>,
  before: ReadonlySet<number>,
): Found | undefined {
  let found: Found | undefined;
  for (const { module, at, f } of headersIn(tree)) {
    const text = textAt(module, at) ?? '';
    if (forbids.test(text) && /no-store|private|max-age/i.test(text)) return undefined;
    if (found || !isKept(text)) continue;
    // What stands before the handler holds for it only if no way leads around it.
    if (before.has(f) && hasBranches(input, f)) continue;
    found = { value: module.valueBase + at, text, isPublic: isPublic(text) };
  }
  return found;
}

function headerAmong(texts: readonly string[], anchor: number): Found | undefined {
  if (texts.some((text) => forbids.test(text))) return undefined;
  const text = texts.find((one) => directives.test(one) && isKept(one));
  return text === undefined ? undefined : { value: anchor, text, isPublic: isPublic(text) };
}

function isPublic(text: string): boolean {
  return /\bpublic\b/i.test(text) || /s-maxage\s*=\s*"?[1-9]/i.test(text);
}

function isKept(text: string): boolean {
  return /(max-age|s-maxage)\s*=\s*"?[1-9]/i.test(text) || /^\s*public\s*$/i.test(text);
}

function hasBranches(input: GuardInput, f: number): boolean {
  for (const { module, at } of instructionsIn(input, [f]))
    if (module.ir.op[at] === Op.Branch || module.ir.op[at] === Op.Switch) return true;
  return false;
}

/** `export const dynamic = 'force-static'`, or `revalidate` where nothing asks who is calling; empty if neither. */
function renderedForAll(
  input: GuardInput,
  handlers: readonly number[],
  tree: ReadonlySet<number>,
  callers: ReadonlySet<number>,
): string | undefined {
  const asksCaller = [...tree].some((f) => callers.has(f));
  for (const handler of handlers) {
    const module = functionAt(input.program, handler)?.module;
    if (!module || !/(^|\/)(app|src\/app)\/.*(route|page)\.[jt]sx?$/.test(module.ir.path)) continue;
    if (exported(module, 'dynamic') === 'force-static') return '"dynamic = \'force-static\'"';
    const age = exported(module, 'revalidate');
    if (typeof age === 'number' && age > 0 && !asksCaller) return `"revalidate = ${age}"`;
  }
  return undefined;
}

/** A constant that a module exports under a name. */
function exported({ ir }: ProgramModule, name: string): string | number | undefined {
  for (let i = 0; i < ir.op.length; i++) {
    if (ir.op[i] !== Op.Export || ir.strings[ir.a[i] ?? 0] !== name) continue;
    let at = ir.b[i] ?? -1;
    for (let steps = 0; at >= 0 && steps < 8 && ir.op[at] !== Op.Const; steps++)
      at = ir.op[at] === Op.CellGet ? (ir.cells[ir.a[at] ?? 0]?.singleValue ?? -1) : (ir.a[at] ?? -1);
    const constant = at >= 0 && ir.op[at] === Op.Const ? ir.constants[ir.a[at] ?? 0] : undefined;
    if (constant?.kind === 'string' || constant?.kind === 'number') return constant.value;
  }
  return undefined;
}
