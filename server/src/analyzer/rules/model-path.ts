/**
 * The path grammar of model rows: from text such as `Member[get,post].Argument[1..].Parameter[0]` to steps.
 *
 * A path is read left to right from a package or a named type. The same steps serve two readers: a *place* (rows that
 * say what is at a place: states of the automaton) and a *port* (rows that say what a call moves, seen from the call).
 * Never throws; a text that is no path gives a sentence and the offset of the trouble.
 */
import { type AccessStep, decoratedName, type GivenStep, type PortPath } from './model.ts';

/** Argument index that stands for "and all later ones" in {@link PortPath.argumentEnd}. */
export const lastArgument = 1000;

/** Argument index of callbacks that are methods of the object that a call makes, which a subclass of it has. */
export const madeObject = -2;

/** Parameter index that stands for `this` of a callback. */
export const ownReceiver = -2;

/** One step of a path. */
export type PathStep =
  | { readonly kind: 'member'; readonly names: readonly string[] }
  | { readonly kind: 'any-member' }
  /** Arguments `from` … `to`; `to` is {@link lastArgument} for an open range. */
  | { readonly kind: 'argument'; readonly from: number; readonly to: number }
  | { readonly kind: 'receiver' | 'piped' | 'last' }
  | { readonly kind: 'parameter'; readonly index: number }
  | { readonly kind: 'return' }
  | { readonly kind: 'instance' }
  | { readonly kind: 'element'; readonly isList: boolean }
  | { readonly kind: 'any-depth' }
  | { readonly kind: 'entry' | 'same' }
  | GivenStep
  | { readonly kind: 'callee' }
  /** The function at this place if it is declared with exactly `count` parameters. */
  | { readonly kind: 'arity'; readonly count: number };

/** A sentence and the 0-based offset in the path text it is about. */
export interface PathTrouble {
  readonly message: string;
  readonly offset: number;
}

/** Steps with a bracket; the rest stand alone. */
const bracketed = [
  'Member',
  'Field',
  'Argument',
  'Parameter',
  'WithArity',
  'KeyOf',
  'NameOf',
  'PathOf',
  'ShorthandOf',
  'EachOf',
  'PairOf',
  'PositionOf',
  'PlaceOf',
  'SliceOf',
  'SpliceOf',
  'AfterSplice',
  'AfterUnshift',
  'AfterShift',
];
/** Steps that name arguments of the call. */
const given: ReadonlyMap<string, GivenStep['as']> = new Map([
  ['KeyOf', 'entry'],
  ['NameOf', 'name'],
  ['PathOf', 'path'],
  ['ShorthandOf', 'shorthand'],
  ['EachOf', 'each'],
  ['PairOf', 'pair'],
  ['PositionOf', 'position'],
  ['PlaceOf', 'place'],
  ['SliceOf', 'slice'],
  ['SpliceOf', 'splice'],
  ['AfterSplice', 'cut'],
  ['AfterUnshift', 'put'],
  ['AfterShift', 'shift'],
]);
const bare = [
  'AnyMember',
  'ReturnValue',
  'Instance',
  'Awaited',
  'ArrayElement',
  'MapValue',
  'Each',
  'Entry',
  'SameMember',
  'AnyDepth',
  'Callee',
  'Decorated',
  'LastArgument',
  'Piped',
  'this',
];

/** The steps of `text`; empty for the empty text (the package or type itself). */
export function parseModelPath(text: string): readonly PathStep[] | PathTrouble {
  const steps: PathStep[] = [];
  if (text.trim() === '') return steps;
  let offset = 0;
  while (offset < text.length) {
    const word = /^[A-Za-z]+/.exec(text.slice(offset))?.[0] ?? '';
    const start = offset;
    offset += word.length;
    if (bare.includes(word)) {
      const step = bareStep(word);
      if (step !== undefined) steps.push(step);
    } else if (bracketed.includes(word)) {
      const end = text.indexOf(']', offset);
      if (text[offset] !== '[' || end < 0)
        return { message: `"${word}" needs brackets, such as \`${word}[0]\`.`, offset };
      const step = bracketStep(word, text.slice(offset + 1, end));
      if (typeof step === 'string') return { message: step, offset: offset + 1 };
      steps.push(step);
      offset = end + 1;
    } else
      return {
        message: `"${word || text.slice(start, start + 12)}" is no step of a path. Steps are ${[...bracketed.map((name) => `${name}[…]`), ...bare].join(', ')}.`,
        offset: start,
      };
    if (offset === text.length) break;
    if (text[offset] !== '.') return { message: 'Steps of a path are separated by a dot.', offset };
    offset++;
    if (offset === text.length) return { message: 'A path does not end with a dot.', offset };
  }
  return steps;
}

/** Whether {@link parseModelPath} or {@link toPorts} failed. */
export function isPathTrouble(value: object): value is PathTrouble {
  return 'message' in value && 'offset' in value;
}

/**
 * The ports a path names, seen from a call; several if a `Member[a,b]` names several places.
 *
 * `called` at the end of a path (an argument of something that is not itself an argument: `ReturnValue.Member[1]
 * .Argument[0]`) is what the function at that place is later called with.
 */
export function toPorts(steps: readonly PathStep[]): readonly PortPath[] | PathTrouble {
  const ports: PortPath[] = [];
  for (const single of expandMembers(steps)) {
    const port = toPort(single);
    if (isPathTrouble(port)) return port;
    ports.push(port);
  }
  return ports;
}

/** The steps below a value, or undefined if one of them is no step below a value. */
export function toAccessPath(steps: readonly PathStep[]): readonly AccessStep[] | undefined {
  const path: AccessStep[] = [];
  for (const step of steps) {
    if (step.kind === 'member' && step.names.length === 1)
      path.push({ kind: 'member', name: step.names[0] ?? '' });
    else if (step.kind === 'element') path.push({ kind: step.isList ? 'element' : 'key' });
    else if (step.kind === 'any-member') path.push({ kind: 'key' });
    else if (step.kind === 'any-depth') path.push({ kind: 'any' });
    else if (step.kind === 'entry' || step.kind === 'same' || step.kind === 'given') path.push(step);
    else return undefined;
  }
  return path;
}

/** The same paths with one name in each `Member[…]`. */
export function expandMembers(steps: readonly PathStep[]): readonly (readonly PathStep[])[] {
  return steps.reduce<readonly (readonly PathStep[])[]>(
    (paths, step) =>
      paths.flatMap((path) =>
        step.kind === 'member'
          ? step.names.map((name) => [...path, { kind: 'member' as const, names: [name] }])
          : [[...path, step]],
      ),
    [[]],
  );
}

function bareStep(word: string): PathStep | undefined {
  switch (word) {
    case 'AnyMember':
      return { kind: 'any-member' };
    case 'ReturnValue':
      return { kind: 'return' };
    case 'Instance':
      return { kind: 'instance' };
    case 'AnyDepth':
      return { kind: 'any-depth' };
    case 'Callee':
      return { kind: 'callee' };
    case 'Entry':
      return { kind: 'entry' };
    case 'SameMember':
      return { kind: 'same' };
    case 'Decorated':
      return { kind: 'member', names: [decoratedName] };
    case 'this':
      return { kind: 'receiver' };
    case 'LastArgument':
      return { kind: 'last' };
    case 'Piped':
      return { kind: 'piped' };
    // The analyzer treats a promise and what it resolves to as one value.
    case 'Awaited':
      return undefined;
    default:
      return { kind: 'element', isList: word === 'ArrayElement' };
  }
}

/** The step, or a sentence that says what is wrong with the text between the brackets. */
function bracketStep(word: string, inside: string): PathStep | string {
  if (word === 'Member' || word === 'Field') {
    const names = inside.split(',').map((name) => name.trim());
    if (names.some((name) => name === ''))
      return `"${word}[${inside}]" has an empty name. Write \`${word}[a,b]\`.`;
    return { kind: 'member', names };
  }
  if (word === 'Argument' && inside === 'this') return { kind: 'receiver' };
  const range = /^(\d{1,3})(\.\.(\d{1,3})?)?$/.exec(inside);
  const from = Number(range?.[1]);
  const as = given.get(word);
  if ((word === 'Argument' || as) && range !== null) {
    const to = range[2] === undefined ? from : range[3] === undefined ? lastArgument : Number(range[3]);
    if (to >= from)
      return as ? { kind: 'given', as, argument: from, argumentEnd: to } : { kind: 'argument', from, to };
  }
  if (word === 'Parameter' && range !== null && range[2] === undefined)
    return { kind: 'parameter', index: from };
  if (word === 'WithArity' && range !== null && range[2] === undefined) return { kind: 'arity', count: from };
  const forms = word === 'Argument' ? '`Argument[0]`, `Argument[1..]` or `Argument[this]`' : `\`${word}[0]\``;
  return `"${word}[${inside}]" is not understood. Write ${forms}.`;
}

function toPort(steps: readonly PathStep[]): PortPath | PathTrouble {
  const [first, ...rest] = steps;
  const trouble: PathTrouble = {
    message: 'A port begins with Argument[…], LastArgument, this, ReturnValue, Piped or Callee.',
    offset: 0,
  };
  if (first === undefined) return trouble;
  const plain = { argument: 0, argumentEnd: 0, parameter: -1, callbackPath: [] } as const;
  switch (first.kind) {
    case 'receiver':
    case 'piped':
    case 'last':
      return withPath({ port: first.kind, ...plain, path: [] }, rest);
    case 'return':
    case 'instance': {
      // `ReturnValue.Member[_write].Parameter[0]`: a method that the program adds to what the library makes.
      const [method, ...inner] = rest;
      if (first.kind === 'return' && method?.kind === 'member' && isFunctionStep(inner[0]))
        return argumentPort(madeObject, madeObject, rest);
      return withPath({ port: 'return', ...plain, path: [] }, rest);
    }
    case 'callee':
      return withPath({ port: 'callee', ...plain, path: [] }, rest);
    case 'argument':
      return argumentPort(first.from, first.to, rest);
    default:
      return trouble;
  }
}

/** `Argument[i]…`: a value below the argument, or a parameter or result of the function there. */
function argumentPort(from: number, to: number, rest: readonly PathStep[]): PortPath | PathTrouble {
  const callback = rest.findIndex(isFunctionStep);
  const range = { argument: from, argumentEnd: to };
  if (callback < 0)
    return withPath({ port: 'argument', ...range, parameter: -1, callbackPath: [], path: [] }, rest);
  const callbackPath = toAccessPath(rest.slice(0, callback));
  const step = rest[callback];
  if (callbackPath === undefined || step === undefined)
    return {
      message: 'Between an argument and its Parameter or ReturnValue only fields may stand.',
      offset: 0,
    };
  const after = rest.slice(callback + 1);
  if (step.kind === 'parameter' || step.kind === 'receiver') {
    const parameter = step.kind === 'parameter' ? step.index : ownReceiver;
    return withPath({ port: 'callback-parameter', ...range, parameter, callbackPath, path: [] }, after);
  }
  return withPath({ port: 'callback-return', ...range, parameter: -1, callbackPath, path: [] }, after);
}

function isFunctionStep(step: PathStep | undefined): boolean {
  return step?.kind === 'parameter' || step?.kind === 'return' || step?.kind === 'receiver';
}

/** Adds the steps below the port; an argument among them begins {@link PortPath.called}, `Instance` ends them. */
function withPath(port: PortPath, steps: readonly PathStep[]): PortPath | PathTrouble {
  if (steps.at(-1)?.kind === 'instance') {
    const owner = withPath(port, steps.slice(0, -1));
    return isPathTrouble(owner) ? owner : { ...owner, isInstance: true };
  }
  const call = steps.findIndex((step) => step.kind === 'argument');
  const path = toAccessPath(call < 0 ? steps : steps.slice(0, call));
  const argument = call < 0 ? undefined : steps[call];
  const after = call < 0 ? [] : steps.slice(call + 1);
  const returns = after[0]?.kind === 'return';
  if (path === undefined || after.length > (returns ? 1 : 0))
    return {
      message:
        'After the first step of a port only fields, ArrayElement, MapValue and AnyDepth may stand, and one Argument[i] (or Argument[i].ReturnValue) at the end.',
      offset: 0,
    };
  if (argument?.kind !== 'argument') return { ...port, path };
  return { ...port, path, called: { argument: argument.from, returns } };
}
