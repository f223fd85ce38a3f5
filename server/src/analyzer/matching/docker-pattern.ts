/**
 * Patterns of language `dockerfile`: instructions, or a piece of a shell, compared with the tree of a Dockerfile.
 *
 * `...` stands for arguments, words of a command, commands or whole instructions; `$X` for one of them. A command of a
 * pattern may be any part of what the instruction runs; flags and aliases that a pattern does not name may be there.
 */
import type {
  DockerArgument,
  DockerInstruction,
  DockerName,
  DockerRange,
  DockerTree,
  DockerWord,
  ShellNode,
} from '../frontends/dockerfile/docker-tree.ts';
import { isInstructionLine, readDockerfile, readLines } from '../frontends/dockerfile/read-dockerfile.ts';
import type { GenericMatch } from './generic-pattern.ts';
import { isMetavariable } from './pattern-syntax.ts';

/** A compiled pattern. */
export type DockerPattern =
  | { readonly kind: 'instructions'; readonly text: string; readonly items: readonly Item[] }
  | { readonly kind: 'shell'; readonly text: string; readonly node: ShellNode };

/** One line of a pattern of instructions. */
type Item =
  | { readonly kind: 'gap' }
  | { readonly kind: 'any'; readonly name: string }
  | { readonly kind: 'instruction'; readonly instruction: DockerInstruction };

/** Steps of one search. Beyond it the search ends. */
const maxSteps = 500_000;

/** Reads a pattern text, or says why it is none. `isScript`: it is about a shell alone. */
export function compileDockerPattern(text: string, isScript = false): DockerPattern | string {
  // What an instruction runs is searched for its parts anyway.
  const plain = text.replace(/<\.\.\.\s+|\s+\.\.\.>/g, '');
  const lines = plain.split('\n').filter((line) => line.trim() !== '');
  if (isScript || !lines.some(isInstructionLine)) {
    const tree = readDockerfile(plain, true);
    if (tree.kind !== 'shell' || tree.node === undefined) return 'it holds no command';
    if (isGap(plain, tree.node)) return 'it holds nothing but "..."';
    return { kind: 'shell', text: plain, node: tree.node };
  }
  const items = readLines(plain).map((line): Item | string => {
    if (line.instruction !== undefined) return { kind: 'instruction', instruction: line.instruction };
    if (line.text === '...') return { kind: 'gap' };
    return isMetavariable(line.text) ? { kind: 'any', name: line.text } : line.text;
  });
  const wrong = items.find((item) => typeof item === 'string');
  if (wrong !== undefined) return `"${wrong}" is no instruction`;
  return { kind: 'instructions', text: plain, items: items.filter((item) => typeof item !== 'string') };
}

type Bound = ReadonlyMap<string, DockerRange>;

interface Search {
  readonly pattern: string;
  readonly text: string;
  steps: number;
}

/** All places where the pattern matches. */
export function findDocker(pattern: DockerPattern, tree: DockerTree): readonly GenericMatch[] {
  const search: Search = { pattern: pattern.text, text: tree.text, steps: maxSteps };
  const found = new Map<string, GenericMatch>();
  const add = ({ start, end }: DockerRange, bound: Bound): void => {
    const bindings = [...bound].map(([name, range]) => ({ name, start: range.start, end: range.end }));
    found.set(JSON.stringify([start, end, bindings]), { start, end, bindings });
  };
  const none: Bound = new Map();
  if (pattern.kind === 'instructions') {
    if (tree.kind === 'file') findInstructions(search, pattern.items, tree.instructions, add);
    return [...found.values()];
  }
  const { node } = pattern;
  const word = node.kind === 'command' && node.words.length === 1 ? node.words[0] : undefined;
  const isAny = word !== undefined && isMetavariable(rawText(search.pattern, word));
  if (word !== undefined && !isAny) {
    for (const one of allWords(tree)) for (const bound of matchWord(search, word, one, none)) add(one, bound);
    return [...found.values()];
  }
  if (isAny && tree.kind === 'file')
    for (const one of tree.instructions)
      for (const bound of bind(search, none, rawText(search.pattern, word), one)) add(one, bound);
  for (const one of bodiesOf(tree).flatMap((body) => [...(isAny ? everyStatement(body) : everyNode(body))])) {
    if (isAny) for (const bound of bind(search, none, rawText(search.pattern, word), one)) add(one, bound);
    else if (node.kind === 'list' && one.kind === 'list') {
      for (const [from] of one.items.entries())
        for (const { bound, end } of matchRun(search, node.items, one.items.slice(from), none))
          add({ start: one.items[from]?.start ?? 0, end }, bound);
    } else for (const bound of matchShell(search, node, one, none)) add(one, bound);
  }
  return [...found.values()];
}

function rawText(text: string, { start, end }: DockerRange): string {
  return text.slice(start, end);
}

/** `...` or `$...X` alone. */
function isGap(text: string, node: DockerArgument): boolean {
  const only = node.kind === 'command' && node.words.length === 1 ? node.words[0] : node;
  return only?.kind === 'word' && isGapWord(rawText(text, only));
}

function isGapWord(text: string): boolean {
  return text === '...' || /^\$\.\.\.[A-Z_][A-Z_0-9]*$/.test(text);
}

function bind(search: Search, bound: Bound, name: string, place: DockerRange): readonly Bound[] {
  if (name === '$_' || name === '...') return [bound];
  const known = bound.get(name);
  if (known === undefined) return [new Map(bound).set(name, { start: place.start, end: place.end })];
  return rawText(search.text, known) === rawText(search.text, place) ? [bound] : [];
}

function findInstructions(
  search: Search,
  items: readonly Item[],
  instructions: readonly DockerInstruction[],
  add: (range: DockerRange, bound: Bound) => void,
): void {
  const last = instructions.at(-1);
  const visit = (at: number, from: number, start: number, end: number, bound: Bound): void => {
    if (--search.steps < 0) return;
    const item = items[at];
    if (item === undefined) {
      add({ start, end }, bound);
      return;
    }
    if (item.kind === 'gap') {
      if (at === items.length - 1) add({ start, end: last?.end ?? end }, bound);
      else for (let next = from; next < instructions.length; next++) visit(at + 1, next, start, end, bound);
      return;
    }
    const instruction = instructions[from];
    if (instruction === undefined) return;
    const matched =
      item.kind === 'any'
        ? bind(search, bound, item.name, instruction)
        : matchInstruction(search, item.instruction, instruction, bound);
    const begin = start < 0 ? instruction.start : start;
    for (const inner of matched) visit(at + 1, from + 1, begin, instruction.end, inner);
    // One label of a pattern may be any of several.
    if (item.kind === 'instruction' && instruction.keyword === 'LABEL' && instruction.args.length > 1)
      for (const label of instruction.args) {
        const single = { ...instruction, args: [label], end: label.end };
        for (const inner of matchInstruction(search, item.instruction, single, bound))
          visit(at + 1, from + 1, begin, label.end, inner);
      }
  };
  for (let from = 0; from < instructions.length; from++) visit(0, from, -1, 0, new Map());
}

function matchInstruction(
  search: Search,
  p: DockerInstruction,
  n: DockerInstruction,
  bound: Bound,
): readonly Bound[] {
  const inner = n.args[0];
  // What a health check or a later build runs is an instruction itself.
  if (inner?.kind === 'instruction' && p.keyword === inner.keyword)
    return matchInstruction(search, p, inner, bound);
  if (p.keyword !== n.keyword) return [];
  let results: readonly Bound[] = [bound];
  for (const flag of p.flags)
    if (rawText(search.pattern, flag) !== '...')
      results = results.flatMap((one) =>
        n.flags.flatMap((other) => [...matchFlag(search, flag, other, one)]),
      );
  return results.flatMap((one) => [...matchArguments(search, p, n, one)]);
}

/** `--name=value`; a value of several `key=value` has those that the pattern names. */
function matchFlag(search: Search, p: DockerWord, n: DockerWord, bound: Bound): readonly Bound[] {
  const [name, ...value] = p.text.split('=');
  const at = n.text.indexOf('=');
  if (name !== (at < 0 ? n.text : n.text.slice(0, at))) return [];
  if (value.length === 0) return at < 0 ? [bound] : [];
  const wanted = value.join('=');
  const place = { start: n.start + at + 1, end: n.end };
  if (isMetavariable(wanted)) return bind(search, bound, wanted, place);
  const has = n.text.slice(at + 1).split(',');
  return wanted.split(',').reduce<readonly Bound[]>(
    (all, part) => {
      const [key, ...rest] = part.split('=');
      const hole = rest.join('=');
      if (!isMetavariable(hole)) return has.includes(part) ? all : [];
      const other = has.find((one) => one.startsWith(`${key}=`));
      if (other === undefined) return [];
      const start = n.start + n.text.indexOf(other) + (key ?? '').length + 1;
      const end = n.start + n.text.indexOf(other) + other.length;
      return all.flatMap((one) => [...bind(search, one, hole, { start, end })]);
    },
    [bound],
  );
}

function matchArguments(
  search: Search,
  p: DockerInstruction,
  n: DockerInstruction,
  bound: Bound,
): readonly Bound[] {
  const [first] = p.args;
  const [other] = n.args;
  if (first === undefined) return other === undefined ? [bound] : [];
  // `CMD ...;` is a command, and no list.
  if (rawText(search.pattern, p.rest).endsWith(';') && other?.kind === 'array') return [];
  if (p.args.length === 1 && isGap(search.pattern, first))
    return bind(search, bound, rawText(search.pattern, first), n.rest);
  if (other === undefined) return [];
  if (isShell(first))
    return isShell(other)
      ? [...reachable(other)].flatMap((node) => [...matchShell(search, first, node, bound)])
      : [];
  switch (first.kind) {
    case 'array':
      return other.kind === 'array' ? matchWords(search, first.items, other.items, bound) : [];
    case 'instruction':
      return other.kind === 'instruction' ? matchInstruction(search, first, other, bound) : [];
    case 'name': {
      if (other.kind !== 'name') return [];
      const named = matchName(search, first, other, bound);
      const alias = p.args[1];
      const own = n.args[1];
      if (alias?.kind !== 'word') return named;
      return own?.kind === 'word' ? named.flatMap((one) => [...matchWord(search, alias, own, one)]) : [];
    }
    default: {
      const only = p.args.length === 1 && first.kind === 'word' ? rawText(search.pattern, first) : '';
      if (isMetavariable(only) && n.args.length === 1) return bind(search, bound, only, other);
      return matchWords(search, p.args, n.args, bound);
    }
  }
}

function matchName(search: Search, p: DockerName, n: DockerName, bound: Bound): readonly Bound[] {
  let results = matchWord(search, p.name, n.name, bound);
  for (const [wanted, own] of [
    [p.tag, n.tag],
    [p.digest, n.digest],
  ])
    if (wanted !== undefined)
      results = own === undefined ? [] : results.flatMap((one) => [...matchWord(search, wanted, own, one)]);
  return results;
}

/** Words and pairs in order, with `...` for any and `$...X` for any that it names. */
function matchWords(
  search: Search,
  patterns: readonly DockerArgument[],
  nodes: readonly DockerArgument[],
  bound: Bound,
): readonly Bound[] {
  const results: Bound[] = [];
  const visit = (at: number, from: number, one: Bound): void => {
    if (--search.steps < 0) return;
    const pattern = patterns[at];
    if (pattern === undefined) {
      if (from === nodes.length) results.push(one);
      return;
    }
    if (pattern.kind === 'word' && isGapWord(rawText(search.pattern, pattern))) {
      for (let to = from; to <= nodes.length; to++) {
        const start = nodes[from]?.start ?? nodes.at(-1)?.end ?? 0;
        const place = { start, end: to > from ? (nodes[to - 1]?.end ?? start) : start };
        for (const inner of bind(search, one, rawText(search.pattern, pattern), place))
          visit(at + 1, to, inner);
      }
      return;
    }
    const node = nodes[from];
    if (node === undefined) return;
    for (const inner of matchArgument(search, pattern, node, one)) visit(at + 1, from + 1, inner);
  };
  visit(0, 0, bound);
  return results;
}

function matchArgument(search: Search, p: DockerArgument, n: DockerArgument, bound: Bound): readonly Bound[] {
  if (p.kind === 'word' && n.kind === 'word') return matchWord(search, p, n, bound);
  if (p.kind !== 'pair' || n.kind !== 'pair') return [];
  const { value } = p;
  const keyed = matchWord(search, p.key, n.key, bound);
  // `ARG $X` has no default; `ENV X` of a pattern may have any value.
  if (value === undefined) return n.value === undefined ? keyed : [];
  const own = n.value;
  if (own === undefined) return [];
  if (isGapWord(rawText(search.pattern, value))) return keyed;
  return keyed.flatMap((one) => [...matchWord(search, value, own, one)]);
}

function matchWord(search: Search, p: DockerWord, n: DockerWord, bound: Bound): readonly Bound[] {
  const raw = rawText(search.pattern, p);
  if (isMetavariable(raw)) return bind(search, bound, raw, n);
  if (raw === '"..."') return n.isTemplate ? [bound] : [];
  return p.text === n.text ? [bound] : [];
}

function isShell(node: DockerArgument): node is ShellNode {
  return (
    node.kind === 'command' || node.kind === 'binary' || node.kind === 'compound' || node.kind === 'list'
  );
}

function matchShell(search: Search, p: ShellNode, n: ShellNode, bound: Bound): readonly Bound[] {
  if (--search.steps < 0) return [];
  if (isGap(search.pattern, p)) return bind(search, bound, rawText(search.pattern, p), n);
  if (p.kind === 'command') return n.kind === 'command' ? matchWords(search, p.words, n.words, bound) : [];
  if (p.kind === 'binary') {
    if (n.kind !== 'binary' || p.operator !== n.operator) return [];
    return matchShell(search, p.left, n.left, bound).flatMap((one) => [
      ...matchShell(search, p.right, n.right, one),
    ]);
  }
  if (p.kind === 'compound') {
    if (n.kind !== 'compound' || p.word !== n.word || p.parts.length !== n.parts.length) return [];
    return p.parts.reduce<readonly Bound[]>(
      (all, part, at) => {
        const own = n.parts[at];
        return own === undefined ? [] : all.flatMap((one) => [...matchShell(search, part, own, one)]);
      },
      [bound],
    );
  }
  if (n.kind !== 'list') return [];
  return matchRun(search, p.items, n.items, bound)
    .filter(({ end }) => end === n.end)
    .map(({ bound: one }) => one);
}

/** Commands one after the other, with `...` between them; nodes may be left over. */
function matchRun(
  search: Search,
  patterns: readonly ShellNode[],
  nodes: readonly ShellNode[],
  bound: Bound,
): readonly { readonly bound: Bound; readonly end: number }[] {
  const results: { readonly bound: Bound; readonly end: number }[] = [];
  const visit = (at: number, from: number, one: Bound): void => {
    if (--search.steps < 0) return;
    const pattern = patterns[at];
    if (pattern === undefined) {
      results.push({ bound: one, end: nodes[from - 1]?.end ?? 0 });
      return;
    }
    if (isGap(search.pattern, pattern)) {
      const isLast = at === patterns.length - 1;
      for (let to = isLast ? nodes.length : from; to <= nodes.length; to++) visit(at + 1, to, one);
      return;
    }
    const node = nodes[from];
    if (node === undefined) return;
    for (const inner of matchShell(search, pattern, node, one)) visit(at + 1, from + 1, inner);
  };
  visit(0, 0, bound);
  return results;
}

/** A node and what of it a pattern of an instruction may be about: operands and substituted commands, no statements. */
function* reachable(node: ShellNode): Generator<ShellNode> {
  yield node;
  if (node.kind === 'binary') {
    yield* reachable(node.left);
    yield* reachable(node.right);
  }
  if (node.kind === 'command')
    for (const { commands } of node.words) for (const inner of commands) yield* reachable(inner);
}

/** A node with the statements in it. */
function* everyStatement(node: ShellNode): Generator<ShellNode> {
  yield node;
  const inner = node.kind === 'compound' ? node.parts : node.kind === 'list' ? node.items : [];
  for (const one of inner) yield* everyStatement(one);
}

/** A node with everything in it. */
function* everyNode(node: ShellNode): Generator<ShellNode> {
  yield node;
  switch (node.kind) {
    case 'binary':
      yield* everyNode(node.left);
      yield* everyNode(node.right);
      return;
    case 'compound':
      for (const part of node.parts) yield* everyNode(part);
      return;
    case 'list':
      for (const item of node.items) yield* everyNode(item);
      return;
    case 'command':
      for (const { commands } of node.words) for (const inner of commands) yield* everyNode(inner);
  }
}

/** What the instructions of a tree run. */
function bodiesOf(tree: DockerTree): readonly ShellNode[] {
  if (tree.kind === 'shell') return tree.node === undefined ? [] : [tree.node];
  const bodies = (instruction: DockerInstruction): readonly ShellNode[] =>
    instruction.args.flatMap((arg) => (arg.kind === 'instruction' ? bodies(arg) : isShell(arg) ? [arg] : []));
  return tree.instructions.flatMap((instruction) => [...bodies(instruction)]);
}

/** All words of a tree. */
function allWords(tree: DockerTree): readonly DockerWord[] {
  const inArgument = (arg: DockerArgument): readonly DockerWord[] => {
    switch (arg.kind) {
      case 'word':
        return [arg];
      case 'pair':
        return arg.value === undefined ? [] : [arg.value];
      case 'name':
        return [arg.name, ...(arg.tag === undefined ? [] : [arg.tag])];
      case 'array':
        return arg.items;
      case 'instruction':
        return arg.args.flatMap((inner) => [...inArgument(inner)]);
      default:
        return [...everyNode(arg)].flatMap((node) => (node.kind === 'command' ? node.words : []));
    }
  };
  if (tree.kind === 'shell') return tree.node === undefined ? [] : inArgument(tree.node);
  return tree.instructions.flatMap(({ args }) => args.flatMap((arg) => [...inArgument(arg)]));
}
