/**
 * Which fields a move of a call is about, where constant arguments of that call name them: `map.get('a')`,
 * `pick(record, ['id'])`, `set(target, 'a.b', value)`.
 *
 * From a row of a model and a call to rows without such steps: one for each name in a list, one for all where the names
 * are not known. A list counts if it is a literal (or a constant variable that nobody changes) of constant texts. Where
 * positions of a list go is in moved-positions.ts.
 */
import { argumentAt, argumentCount } from '../callgraph/call-arguments.ts';
import { constantOf, constantTableOf } from '../ir/constants.ts';
import type { IrModule } from '../ir/module.ts';
import { Op } from '../ir/opcode.ts';
import { listAt } from '../ir/operands.ts';
import type { ProgramModule } from '../program/program.ts';
import type { AccessStep, GivenStep, PortPath } from '../rules/model.ts';
import { literalBehind } from './literal-lists.ts';
import { isPlacing, movedPieces, placedMoves } from './moved-positions.ts';
import { entryName } from './value-flow-graph.ts';

/** A move between two paths that only name fields. */
export interface NamedMove {
  readonly from: PortPath;
  readonly to: PortPath;
}

/** Names of a list that are told apart; a longer list is any of its fields. */
const maxNames = 64;

const unknownKey: AccessStep = { kind: 'key' };

/** The moves that a row means at a call. */
export function namedMoves(
  module: ProgramModule,
  i: number,
  from: PortPath,
  to: PortPath,
): readonly NamedMove[] {
  if (to.path.some(isPlacing)) return placedMoves(module, i, from, to);
  const moved = movedPieces(module, i, from.path[0]);
  if (moved) return moved.map((piece) => ({ from: { ...from, path: [piece, ...from.path.slice(1)] }, to }));
  // Where a function stands in place of a name, its own row says what it does.
  if ([...from.path, ...to.path].some((step) => isShorthand(step) && namesAt(module, i, step) === undefined))
    return [];
  const listed = from.path.find(isListed) ?? to.path.find(isListed);
  if (!listed && !from.path.some(isGiven) && !to.path.some(isGiven)) return [{ from, to }];
  const parts = listed ? partsOf(module, i, listed) : undefined;
  const move = (part: readonly [AccessStep[], AccessStep[]] | undefined): NamedMove => ({
    from: { ...from, path: from.path.flatMap((step) => stepsAt(module, i, step, part?.[0] ?? [], false)) },
    to: { ...to, path: to.path.flatMap((step) => stepsAt(module, i, step, part?.[1] ?? [], true)) },
  });
  return parts ? parts.map(move) : [move(undefined)];
}

/** Fields at a port that a call with constant arguments takes away; undefined where they are not known. */
export function droppedNames(
  module: ProgramModule,
  i: number,
  { path }: PortPath,
): readonly string[] | undefined {
  const [step] = path;
  if (path.length !== 1 || !step) return undefined;
  if (step.kind === 'member') return [step.name];
  if (step.kind !== 'given') return undefined;
  if (step.as === 'each') return namesIn(module, i, step)?.filter((name) => !name.includes('.'));
  const [only, ...more] = stepsAt(module, i, step, [], false);
  return more.length === 0 && only?.kind === 'member' ? [only.name] : undefined;
}

function isGiven(step: AccessStep): step is GivenStep {
  return step.kind === 'given';
}

function isShorthand(step: AccessStep): step is GivenStep {
  return step.kind === 'given' && step.as === 'shorthand';
}

/** The fields that an argument names as a path. */
function namesAt(module: ProgramModule, i: number, step: GivenStep): readonly string[] | undefined {
  const argument = argumentAt(module, i, step.argument);
  // Where neither a name nor a function is given, the whole is meant.
  if (step.as === 'shorthand' && argumentCount(module, i) <= step.argument) return [];
  return argument < 0 ? undefined : namesOfPath(module.ir, argument);
}

/** Whether a step stands for several fields. */
function isListed(step: AccessStep): step is GivenStep {
  return step.kind === 'given' && (step.as === 'each' || step.as === 'pair');
}

/** What a step means at a call; `listed` is what those of a list mean. */
function stepsAt(
  module: ProgramModule,
  i: number,
  step: AccessStep,
  listed: readonly AccessStep[],
  isTarget: boolean,
): readonly AccessStep[] {
  if (step.kind !== 'given') return [step];
  if (step.as === 'each' || step.as === 'pair') return listed;
  const { ir } = module;
  const argument = argumentAt(module, i, step.argument);
  if (step.as === 'path' || step.as === 'shorthand') {
    const names = namesAt(module, i, step);
    return names?.map(fieldStep) ?? (isTarget ? [unknownKey] : [unknownKey, { kind: 'any' }]);
  }
  const name = argument < 0 ? undefined : textAt(ir, argument);
  // A position counted from the end.
  if (name === undefined || /^-\d+$/.test(name)) return [unknownKey];
  return [step.as === 'entry' ? { kind: 'member', name: entryName(name) } : fieldStep(name)];
}

/** For each field of a list: its steps where data comes from, and where it goes. */
function partsOf(
  module: ProgramModule,
  i: number,
  step: GivenStep,
): readonly (readonly [AccessStep[], AccessStep[]])[] | undefined {
  if (step.as === 'each')
    return namesIn(module, i, step)?.map((name) => {
      const path = splitPath(name).map(fieldStep);
      return [path, path];
    });
  const { ir } = module;
  const list = literalBehind(ir, argumentAt(module, i, step.argument));
  if (!list || list.length > maxNames) return undefined;
  const out: [AccessStep[], AccessStep[]][] = [];
  for (const [index, pair] of list.entries()) {
    const parts = ir.op[pair] === Op.Arr ? listAt(ir, ir.a[pair] ?? -1) : [];
    if (parts.length === 0 || ir.op[parts[0] ?? -1] === Op.Elems) return undefined;
    const key = textAt(ir, parts[0] ?? -1);
    const position: AccessStep = index <= 9 ? fieldStep(String(index)) : { kind: 'element' };
    out.push([[position], [key === undefined ? unknownKey : { kind: 'member', name: entryName(key) }]]);
  }
  return out;
}

/** Constant names in the arguments of a range, and in lists there; undefined if one is not known. */
function namesIn(module: ProgramModule, i: number, step: GivenStep): readonly string[] | undefined {
  const { ir } = module;
  const out: string[] = [];
  const last = Math.min(step.argumentEnd, argumentCount(module, i) - 1);
  if (last < step.argument) return undefined;
  for (let k = step.argument; k <= last; k++) {
    const argument = argumentAt(module, i, k);
    const name = textAt(ir, argument);
    const names = name === undefined ? literalBehind(ir, argument)?.map((it) => textAt(ir, it)) : [name];
    if (!names) return undefined;
    for (const it of names) {
      if (it === undefined || out.length >= maxNames) return undefined;
      out.push(it);
    }
  }
  return out;
}

/** The fields of `'a.b'`, `'a[0].b'` or `['a', 'b']`. */
function namesOfPath(ir: IrModule, argument: number): readonly string[] | undefined {
  const text = textAt(ir, argument);
  if (text !== undefined) return splitPath(text);
  const names = literalBehind(ir, argument)?.map((it) => textAt(ir, it));
  return names?.flatMap((name) => name ?? []).length === names?.length
    ? names?.flatMap((it) => it ?? [])
    : undefined;
}

function splitPath(text: string): readonly string[] {
  return text.split(/[.[\]]+/).filter((name) => name !== '');
}

function fieldStep(name: string): AccessStep {
  return { kind: 'member', name };
}

/** The text that a value certainly is when it is used as a key. */
function textAt(ir: IrModule, value: number): string | undefined {
  if (value < 0) return undefined;
  const constant = constantOf(constantTableOf(ir), value);
  return constant?.kind === 'string' || constant?.kind === 'number' ? String(constant.value) : undefined;
}
