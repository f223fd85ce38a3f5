/**
 * Versions of objects while a function is built: memory SSA on top of {@link FunctionBuilder}.
 *
 * The object first defined by value r has one pseudo-variable; every mutation through any name gives it a new
 * version, and every later read yields the newest. What was itself read out of something (a field, a cell, an
 * element, a merge of two objects) is written back there, weakly unless the source says so in one chain; so are the
 * containers that the object was put into. Bounded: at most `maxWriteBacks` write-backs a mutation.
 */
import { type FunctionBuilder, maxContainers, mayBeObject, mergedContainer, phiCopy } from './builder.ts';
import { Flag, IterKind, Op } from './opcode.ts';

/** Write-backs one mutation may cause. Beyond it, aliases see the object as it was: possible misses. */
const maxWriteBacks = 20;
/** How far a write-back is carried from object to container. */
const maxWriteBackDepth = 5;

/** Versions looked at to find what a field holds. */
const maxContentSteps = 24;

/** In place of a field: the container is a cell. */
export const cellContainer = -2;
/** In place of a field: the container is an exported name. */
export const exportContainer = -3;

let writeBacksLeft = 0;
/** Objects that the mutation being carried on has reached already. */
const reached: number[] = [];
/** Whether the object being written back to is known to have been read on the way here, and with it its index. */
let isCertain = true;

/** The newest version of the object that `value` is, `value` itself if nothing changed it. */
export function currentVersion(f: FunctionBuilder, value: number): number {
  const resolved = f.resolve(value);
  const root = f.rootOf(resolved);
  let variable = f.version[root] ?? -1;
  if (variable < 0) {
    // A loop may change the object later in its text and earlier in its run.
    const header = f.loopHeaders.length === 0 ? -1 : (f.loopHeaders[f.loopHeaders.length - 1] ?? -1);
    if (header < 0 || f.dead || (f.block[root] ?? 0) >= header || !mayBeObject(f.op[root] ?? 0))
      return resolved;
    variable = f.newVersionVariable(root);
  }
  const newest = f.readVariable(variable, f.current);
  return newest === root ? resolved : newest;
}

/**
 * Reads a variable of the front end, as its newest version. Phis are made when they are first asked for; what happened
 * to the objects they merge between the join and here is added to them as a weak Spread.
 */
export function readNewest(f: FunctionBuilder, variable: number): number {
  const value = f.readVariable(variable, f.current);
  while (f.newPhis.length > 0) {
    const phi = f.newPhis.pop() ?? -1;
    if (!f.dead && f.op[phi] === Op.Phi && f.dominatesCurrent(f.block[phi] ?? 0)) catchUp(f, phi);
  }
  return currentVersion(f, value);
}

function catchUp(f: FunctionBuilder, phi: number): void {
  const offset = f.a[phi] ?? -1;
  const operands: number[] = [];
  if (offset < 0) operands.push(valueBeforeLoop(f, phi));
  else {
    const count = Math.min(f.lists[offset] ?? 0, maxContainers);
    for (let i = 1; i <= count; i++) operands.push(f.lists[offset + i] ?? -1);
  }
  for (const operand of operands) {
    if (operand < 0) continue;
    const root = f.rootOf(operand);
    const variable = f.version[root] ?? -1;
    if (variable < 0 || root === phi || !mayBeObject(f.op[root] ?? 0)) continue;
    if (!f.dominatesCurrent(f.block[root] ?? 0)) continue;
    const newest = f.readVariable(variable, f.current);
    const isSame = newest === f.resolve(operand) || newest === root;
    if (isSame || (f.op[newest] === Op.Phi && f.block[newest] === f.block[phi])) continue;
    const position = f.statementPosition;
    mutate(f, Op.Spread, phi, newest, -1, Flag.Weak, position, 0, 0);
  }
}

/**
 * Emits `op` on the newest version of the object and makes the result its newest version. `chain` says
 * how many fields the object was read through in this very expression: there it replaces what the field held.
 */
export function mutate(
  f: FunctionBuilder,
  op: number,
  object: number,
  b: number,
  c: number,
  flags: number,
  position: number,
  length: number,
  chain: number,
): number {
  writeBacksLeft = maxWriteBacks;
  isCertain = true;
  reached.length = 0;
  reached.push(f.rootOf(object));
  return mutateWithin(f, op, object, b, c, flags, position, length, chain, 0);
}

function mutateWithin(
  f: FunctionBuilder,
  op: number,
  object: number,
  b: number,
  c: number,
  flags: number,
  position: number,
  length: number,
  chain: number,
  depth: number,
): number {
  const root = f.rootOf(object);
  let variable = f.version[root] ?? -1;
  if (variable < 0) variable = f.newVersionVariable(root);
  const before = f.readVariable(variable, f.current);
  const version = f.emit(op, before, b, c, flags, position, length);
  f.root[version] = root;
  f.name[version] = f.name[root] ?? -1;
  // A handler cannot see objects made inside its try.
  f.writeVariable(variable, version, (f.block[root] ?? 0) <= f.tryEntry);
  f.versionCount++;
  if (depth < maxWriteBackDepth) writeBack(f, root, version, op, b, c, flags, position, length, chain, depth);
  return version;
}

/** Makes the change known where the object came from and where it was put. */
function writeBack(
  f: FunctionBuilder,
  root: number,
  version: number,
  op: number,
  b: number,
  c: number,
  flags: number,
  position: number,
  length: number,
  chain: number,
  depth: number,
): void {
  // First, so that what the chain below stores strongly hides what comes back this way.
  writeToContent(f, root, op, b, c, flags, position, length, depth);
  const weak = chain > 0 ? 0 : Flag.Weak;
  switch (f.op[root]) {
    case Op.Load:
      if (!takeWriteBack()) return;
      mutateWithin(
        f,
        Op.Store,
        f.a[root] ?? 0,
        f.b[root] ?? 0,
        version,
        weak,
        position,
        length,
        chain - 1,
        depth + 1,
      );
      break;
    case Op.LoadX:
      if (!takeWriteBack()) return;
      mutateWithin(
        f,
        Op.StoreX,
        f.a[root] ?? 0,
        isCertain ? (f.b[root] ?? 0) : f.unknownIndex(),
        version,
        Flag.Weak,
        position,
        length,
        0,
        depth + 1,
      );
      break;
    case Op.Iter:
      if (f.b[root] === IterKind.In || !takeWriteBack()) return;
      mutateWithin(
        f,
        Op.StoreX,
        f.a[root] ?? 0,
        f.unknownIndex(),
        version,
        Flag.Weak,
        position,
        length,
        0,
        depth + 1,
      );
      break;
    case Op.CellGet:
      f.emit(Op.CellSet, f.a[root] ?? 0, version, -1, Flag.Weak, position, length);
      break;
    case Op.Phi:
    case phiCopy:
      writeBackToMerged(f, root, version, op, b, c, flags, position, length, depth);
      break;
    case Op.Param:
      rememberParam(f, f.a[root] ?? 0, root);
      break;
    case Op.This:
      rememberParam(f, -1, root);
      break;
    default:
      break;
  }
  const containers = f.containers.get(root);
  if (containers === undefined) return;
  const wasCertain = isCertain;
  isCertain = false;
  for (let i = 0; i + 1 < containers.length; i += 2) {
    if (!takeWriteBack()) break;
    const container = containers[i] ?? 0;
    const field = containers[i + 1] ?? -1;
    if (field === cellContainer) {
      f.emit(Op.CellSet, container, version, -1, Flag.Weak, position, length);
      continue;
    }
    if (field === mergedContainer) {
      const phi = f.rootOf(container);
      if (f.dominatesCurrent(f.block[phi] ?? 0) && reach(f, op, phi))
        mutateWithin(f, op, phi, b, c, flags | Flag.Weak, position, length, 0, depth + 1);
      continue;
    }
    if (field === exportContainer) {
      // `module.exports.a = …` comes here by way of the object exported before; it is exported under its own name.
      if (!wasCertain) continue;
      f.emit(Op.Export, container, version, -1, 0, position, length);
      continue;
    }
    if (field >= 0) {
      mutateWithin(f, Op.Store, container, field, version, Flag.Weak, position, length, 0, depth + 1);
      continue;
    }
    mutateWithin(
      f,
      Op.StoreX,
      container,
      f.unknownIndex(),
      version,
      Flag.Weak,
      position,
      length,
      0,
      depth + 1,
    );
  }
  isCertain = wasCertain;
}

/** The object was read out of one that this function filled: what it put there may be the very object. */
function writeToContent(
  f: FunctionBuilder,
  root: number,
  op: number,
  b: number,
  c: number,
  flags: number,
  position: number,
  length: number,
  depth: number,
): void {
  const read = f.op[root];
  if (read !== Op.Load && read !== Op.LoadX && read !== Op.Iter) return;
  const content = contentOf(f, f.a[root] ?? 0, read === Op.Load ? (f.b[root] ?? -1) : -1);
  if (content.length === 0) return;
  const wasCertain = isCertain;
  isCertain = false;
  for (const value of content) {
    if (value < 0) continue;
    if (!reach(f, op, f.rootOf(value))) continue;
    mutateWithin(f, op, value, b, c, flags | Flag.Weak, position, length, 0, depth + 1);
  }
  isCertain = wasCertain;
}

/** A value just read out of an object that this function made may be what it put there: changes of that reach it. */
export function noteRead(f: FunctionBuilder, read: number): void {
  if (f.containers.size === 0) return;
  const base = f.a[read] ?? -1;
  const op = f.op[f.rootOf(base)];
  if (op !== Op.Obj && op !== Op.Arr) return;
  const content = contentOf(f, base, f.op[read] === Op.Load ? (f.b[read] ?? -1) : -1);
  for (const value of content) if (value >= 0) f.noteMerge(read, value);
}

/** What this function stored under a field (-1: any) of an object, as far as its versions show within few steps. */
function contentOf(f: FunctionBuilder, object: number, field: number): readonly number[] {
  let found: number[] | undefined;
  const work = [object];
  let steps = maxContentSteps;
  for (let next = work.pop(); next !== undefined && steps-- > 0; next = work.pop()) {
    if (next < 0) continue;
    const at = f.resolve(next);
    const before = f.a[at] ?? -1;
    switch (f.op[at]) {
      case Op.Store: {
        const isSame = field < 0 || f.b[at] === field;
        if (isSame) {
          found ??= [];
          found.push(f.c[at] ?? -1);
        }
        if (!isSame || field < 0 || ((f.flags[at] ?? 0) & Flag.Weak) !== 0) work.push(before);
        break;
      }
      case Op.StoreX:
        found ??= [];
        found.push(f.c[at] ?? -1);
        work.push(before);
        break;
      case Op.Spread:
      case Op.Del:
      case Op.Post:
      case Op.Copy:
      case phiCopy:
        work.push(before);
        break;
      case Op.Phi:
        if (before < 0) {
          work.push(valueBeforeLoop(f, at));
          break;
        }
        for (let i = Math.min(f.lists[before] ?? 0, maxContainers); i > 0; i--)
          work.push(f.lists[before + i] ?? -1);
        break;
      case Op.Arr:
        for (let i = Math.min(f.lists[before] ?? 0, maxContainers); i > 0; i--) {
          found ??= [];
          found.push(f.lists[before + i] ?? -1);
        }
        break;
      default:
        break;
    }
    if (found !== undefined && found.length >= maxContainers) break;
  }
  return found ?? noContent;
}

const noContent: readonly number[] = [];

/** The object is one of several: each of them may have changed. */
function writeBackToMerged(
  f: FunctionBuilder,
  phi: number,
  version: number,
  op: number,
  b: number,
  c: number,
  flags: number,
  position: number,
  length: number,
  depth: number,
): void {
  const merged: number[] = [];
  const offset = f.a[phi] ?? -1;
  if (f.op[phi] === phiCopy) merged.push(offset);
  else if (offset >= 0) {
    const count = Math.min(f.lists[offset] ?? 0, maxContainers);
    for (let i = 1; i <= count; i++) merged.push(f.lists[offset + i] ?? -1);
  } else {
    merged.push(valueBeforeLoop(f, phi));
  }
  const wasCertain = isCertain;
  isCertain = false;
  for (const value of merged) {
    if (value < 0) continue;
    const root = f.rootOf(value);
    if (!reach(f, op, root)) continue;
    if (f.dominatesCurrent(f.block[root] ?? 0))
      mutateWithin(f, op, value, b, c, flags | Flag.Weak, position, length, 0, depth + 1);
    else if (depth < maxWriteBackDepth && reachesOthers(f.op[root] ?? 0)) {
      // Made on only one of the ways: it has no name of its own here, but what it was read out of may have.
      writeBack(f, root, version, op, b, c, flags, position, length, 0, depth + 1);
    }
  }
  isCertain = wasCertain;
}

/** Whether an object that such an operation yields is known to something else as well. */
function reachesOthers(op: number): boolean {
  switch (op) {
    case Op.Load:
    case Op.LoadX:
    case Op.Iter:
    case Op.CellGet:
    case Op.Phi:
    case phiCopy:
      return true;
    default:
      return false;
  }
}

/** Remembers that `object` is now the content of a cell, or exported under a name: changes of it must get there. */
export function rememberPublished(
  f: FunctionBuilder,
  object: number,
  kind: typeof cellContainer | typeof exportContainer,
  target: number,
): void {
  const root = f.rootOf(object);
  const op = f.op[root] ?? 0;
  if (!mayBeObject(op) && op !== Op.Class && op !== Op.Func) return;
  f.rememberContainer(root, target, kind);
}

/** What comes into a phi of a loop under construction from before the loop; the rest is not known yet. */
function valueBeforeLoop(f: FunctionBuilder, phi: number): number {
  const preheader = f.firstPredecessor(f.block[phi] ?? 0);
  return preheader < 0 ? -1 : f.readVariable(f.c[phi] ?? 0, preheader);
}

/** Whether the mutation should be carried to this object: it is one, was not reached yet, and some work is left. */
function reach(f: FunctionBuilder, op: number, root: number): boolean {
  // That a field may be gone adds nothing.
  if (op === Op.Del) return false;
  if (writeBacksLeft <= 0 || !mayBeObject(f.op[root] ?? 0) || reached.includes(root)) return false;
  reached.push(root);
  writeBacksLeft--;
  return true;
}

function takeWriteBack(): boolean {
  if (writeBacksLeft <= 0) return false;
  writeBacksLeft--;
  return true;
}

function rememberParam(f: FunctionBuilder, index: number, root: number): void {
  for (let i = 1; i < f.mutatedParams.length; i += 2) if (f.mutatedParams[i] === root) return;
  f.mutatedParams.push(index, root);
}

/** Remembers that `object` is now in `container`, under `field` or, if that is -1, somewhere. */
export function rememberContainer(
  f: FunctionBuilder,
  object: number,
  container: number,
  field: number,
): void {
  const root = f.rootOf(object);
  const containerRoot = f.rootOf(container);
  if (containerRoot !== root && mayBeObject(f.op[root] ?? 0)) f.rememberContainer(root, containerRoot, field);
}

/**
 * Emits the returns collected so far, each behind the ParamPosts of the parameters that changed on the way to it.
 * `extra` gives further pairs (parameter index or -1, cell) whose content inner functions may have changed.
 */
export function emitReturns(f: FunctionBuilder, extra: readonly number[]): void {
  f.handler = -1;
  f.dead = false;
  for (let i = 0; i + 3 < f.returns.length; i += 4) {
    const block = f.returns[i] ?? 0;
    f.current = block;
    for (let j = 0; j + 1 < f.mutatedParams.length; j += 2) {
      const root = f.mutatedParams[j + 1] ?? 0;
      const variable = f.version[root] ?? -1;
      if (variable < 0) continue;
      const version = f.readVariable(variable, block);
      if (version === root) continue;
      const position = f.position[root] ?? 0;
      f.emit(Op.ParamPost, f.mutatedParams[j] ?? -1, version, -1, 0, position, f.length[root] ?? 0);
    }
    const position = f.returns[i + 2] ?? 0;
    const length = f.returns[i + 3] ?? 0;
    for (let j = 0; j + 1 < extra.length; j += 2) {
      const content = f.emit(Op.CellGet, extra[j + 1] ?? 0, -1, -1, 0, position, length);
      f.emit(Op.ParamPost, extra[j] ?? -1, content, -1, 0, position, length);
    }
    f.emit(Op.Ret, f.returns[i + 1] ?? -1, -1, -1, 0, position, length);
  }
}
