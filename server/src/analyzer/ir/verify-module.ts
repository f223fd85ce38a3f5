/**
 * Checks every invariant of `module.ts` and `opcode.ts` on a lowered file.
 *
 * Returns sentences, empty when all holds. Stops a function's deeper checks when its tables are so broken that
 * later messages would mislead. For tests and for the debug build of the front end; never throws.
 */
import { blockPredecessors, blockSuccessors, normalSuccessorCount, terminatorOf } from './cfg.ts';
import { buildDominatorTree, type DominatorTree, dominates, instructionDominates } from './dominators.ts';
import type { IrModule } from './module.ts';
import { BinOp, CmpOp, definesValue, Flag, IterKind, isTerminator, Op, opNames, UnOp } from './opcode.ts';
import { isCall, listAt, type OperandKind, operandKinds, phiOperands } from './operands.ts';
import { printInstruction } from './print-module.ts';

/** Messages are cut after this many: one mistake in the front end repeats. */
const maxMessages = 200;

/** All violated invariants of the file, as sentences in table order. */
export function verifyModule(ir: IrModule): string[] {
  const messages: string[] = [];
  const say = (message: string): void => {
    if (messages.length < maxMessages) messages.push(message);
  };
  checkTables(ir, say);
  if (messages.length > 0) return messages;
  checkEdges(ir, say);
  if (messages.length > 0) return messages;
  for (let i = 0; i < ir.op.length; i++) checkInstruction(ir, i, say);
  checkIds(ir, say);
  checkCells(ir, say);
  checkValueTypes(ir, say);
  if (messages.length > 0) return messages;
  for (let id = 0; id < ir.functions.length; id++) checkFunction(ir, id, say);
  return messages;
}

type Say = (message: string) => void;

/** Lengths, and functions and blocks as contiguous ranges. */
function checkTables(ir: IrModule, say: Say): void {
  const count = ir.op.length;
  const columns = { flags: ir.flags, a: ir.a, b: ir.b, c: ir.c, position: ir.position, length: ir.length };
  const more = { name: ir.name, functionOf: ir.functionOf, block: ir.block };
  for (const [column, table] of Object.entries({ ...columns, ...more })) {
    if (table.length !== count) say(`Column ${column} has ${table.length} entries, op has ${count}.`);
  }
  const blockCount = ir.handler.length;
  const starts = {
    blockStart: ir.blockStart,
    successorStart: ir.successorStart,
    predecessorStart: ir.predecessorStart,
  };
  for (const [name, table] of Object.entries(starts)) {
    if (table.length !== blockCount + 1)
      say(`${name} has ${table.length} entries for ${blockCount} blocks, not one more.`);
    if ((table[0] ?? 0) !== 0) say(`${name} does not begin with 0.`);
    for (let i = 0; i + 1 < table.length; i++) {
      if ((table[i] ?? 0) > (table[i + 1] ?? 0)) say(`${name} descends at b${i}.`);
    }
  }
  if ((ir.blockStart[blockCount] ?? 0) !== count)
    say(`blockStart ends at ${ir.blockStart[blockCount]}, not ${count}.`);
  if ((ir.successorStart[blockCount] ?? 0) !== ir.successors.length)
    say('successorStart does not end at the last successor.');
  if ((ir.predecessorStart[blockCount] ?? 0) !== ir.predecessors.length) {
    say('predecessorStart does not end at the last predecessor.');
  }
  checkFunctionRanges(ir, count, blockCount, say);
}

function checkFunctionRanges(ir: IrModule, count: number, blockCount: number, say: Say): void {
  if (ir.functions.length === 0) say('There is no function 0; the module initializer always exists.');
  if (ir.functions[0] !== undefined && ir.functions[0].kind !== 'module') {
    say(`f0 is of kind ${ir.functions[0].kind}; it must be the module initializer.`);
  }
  const blockOwner = new Int32Array(blockCount).fill(-1);
  let instructions = 0;
  ir.functions.forEach((it, id) => {
    if (it.blockCount < 1) say(`f${id} has no block.`);
    if (it.firstBlock < 0 || it.firstBlock + it.blockCount > blockCount) {
      say(`Blocks of f${id} (b${it.firstBlock}, ${it.blockCount}) are out of range.`);
      return;
    }
    const start = ir.blockStart[it.firstBlock];
    const end = ir.blockStart[it.firstBlock + it.blockCount] ?? 0;
    if (start !== it.firstInstruction || end !== it.firstInstruction + it.instructionCount) {
      say(
        `f${id} claims instructions ${it.firstInstruction}+${it.instructionCount}, its blocks hold ${start}…${end - 1}.`,
      );
    }
    instructions += it.instructionCount;
    for (let block = it.firstBlock; block < it.firstBlock + it.blockCount; block++) {
      if ((blockOwner[block] ?? -1) >= 0) say(`b${block} belongs to f${blockOwner[block]} and to f${id}.`);
      blockOwner[block] = id;
      for (let i = ir.blockStart[block] ?? 0; i < Math.min(count, ir.blockStart[block + 1] ?? 0); i++) {
        if (ir.block[i] !== block) say(`Instruction ${i} lies in b${block} but says b${ir.block[i]}.`);
        if (ir.functionOf[i] !== id) say(`Instruction ${i} lies in f${id} but says f${ir.functionOf[i]}.`);
      }
    }
  });
  const orphan = blockOwner.indexOf(-1);
  if (orphan >= 0) say(`b${orphan} belongs to no function.`);
  if (instructions !== count)
    say(`The functions have ${instructions} instructions together, the file ${count}.`);
}

/** Successors and predecessors as the same multiset of edges, inside one function, and as the terminators ask. */
function checkEdges(ir: IrModule, say: Say): void {
  const blockCount = ir.handler.length;
  const owner = new Int32Array(blockCount);
  ir.functions.forEach((it, id) => {
    owner.fill(id, it.firstBlock, it.firstBlock + it.blockCount);
    if (blockPredecessors(ir, it.firstBlock).length > 0)
      say(`The entry b${it.firstBlock} of f${id} has predecessors.`);
  });
  const edgeCount = new Map<string, number>();
  for (let block = 0; block < blockCount; block++) {
    for (const target of blockSuccessors(ir, block)) {
      if (target < 0 || target >= blockCount || owner[target] !== owner[block]) {
        say(`b${block} has successor b${target}, which is not a block of the same function.`);
      }
      edgeCount.set(`${block} ${target}`, (edgeCount.get(`${block} ${target}`) ?? 0) + 1);
    }
    const handler = ir.handler[block] ?? -1;
    if (handler < -1 || handler >= blockCount || (handler >= 0 && owner[handler] !== owner[block])) {
      say(`b${block} has handler b${handler}, which is not a block of the same function.`);
    }
    checkSuccessorCount(ir, block, handler, say);
  }
  for (let block = 0; block < blockCount; block++) {
    for (const from of blockPredecessors(ir, block)) {
      edgeCount.set(`${from} ${block}`, (edgeCount.get(`${from} ${block}`) ?? 0) - 1);
    }
  }
  for (const [edge, difference] of edgeCount) {
    if (difference === 0) continue;
    const [from, to] = edge.split(' ');
    say(
      `Edge b${from} → b${to} occurs ${Math.abs(difference)} times more among ${difference > 0 ? 'successors' : 'predecessors'}.`,
    );
  }
}

function checkSuccessorCount(ir: IrModule, block: number, handler: number, say: Say): void {
  const successors = blockSuccessors(ir, block);
  const wanted = normalSuccessorCount(ir, block);
  const extra = successors.length - wanted;
  const terminator = terminatorOf(ir, block);
  const end = terminator < 0 ? 'no terminator' : (opNames[ir.op[terminator] ?? 0] ?? '');
  // A block that falls through but only ever throws, or falls off the world, still needs its one successor.
  if (extra < 0 || extra > 1)
    say(`b${block} ends with ${end} and has ${successors.length} successors, not ${wanted}.`);
  else if (extra === 1 && handler < 0) say(`b${block} (${end}) has an exception edge but no handler.`);
  else if (extra === 1 && successors[wanted] !== handler) {
    say(`The last successor of b${block} (${end}) is b${successors[wanted]}, not its handler b${handler}.`);
  }
}

function checkInstruction(ir: IrModule, i: number, say: Say): void {
  const op = ir.op[i] ?? 255;
  const kinds = operandKinds[op];
  if (kinds === undefined) {
    say(`Instruction ${i} has the unknown operation ${op}.`);
    return;
  }
  const complain = (what: string): void => say(`${describe(ir, i)}: ${what}.`);
  const functionId = ir.functionOf[i] ?? -1;
  [ir.a[i] ?? -1, ir.b[i] ?? -1, ir.c[i] ?? -1].forEach((operand, column) => {
    const problem = operandProblem(ir, functionId, kinds[column] ?? 'none', operand);
    if (problem !== '') complain(`operand ${'abc'[column]} = ${operand}: ${problem}`);
  });
  const operators = operatorTable(op);
  if (operators !== undefined) {
    const operator = op === Op.Iter || op === Op.Yield ? (ir.b[i] ?? -1) : (ir.c[i] ?? -1);
    if (!operators.includes(operator)) complain(`unknown operator ${operator}`);
  }
  const name = ir.name[i] ?? -1;
  if (name < -1 || name >= ir.strings.length) complain(`its name ${name} is no symbol`);
  if ((ir.length[i] ?? 0) < 0) complain(`its length ${ir.length[i]} is negative`);
  if ((ir.functions[functionId]?.start ?? 0) + (ir.position[i] ?? 0) < 0)
    complain('it stands before the file');
  checkFlags(op, ir.flags[i] ?? 0, complain);
}

function describe(ir: IrModule, i: number): string {
  return `f${ir.functionOf[i]} b${ir.block[i]} #${i} \`${printInstruction(ir, i)}\``;
}

function operatorTable(op: number): readonly number[] | undefined {
  switch (op) {
    case Op.Bin:
      return Object.values(BinOp);
    case Op.Un:
      return Object.values(UnOp);
    case Op.Cmp:
      return Object.values(CmpOp);
    case Op.Iter:
      return Object.values(IterKind);
    case Op.Pi:
    case Op.Yield:
      return [0, 1];
    default:
      return undefined;
  }
}

function checkFlags(op: number, flags: number, complain: Say): void {
  const only = (bit: number, name: string, ...allowed: number[]): void => {
    if ((flags & bit) !== 0 && !allowed.includes(op)) complain(`flag ${name} does not belong here`);
  };
  only(Flag.Tag, 'Tag', Op.Call);
  only(Flag.Jsx, 'Jsx', Op.Call);
  only(Flag.HostElement, 'HostElement', Op.Call);
  only(Flag.Rest, 'Rest', Op.Param);
  only(Flag.Weak, 'Weak', Op.Store, Op.StoreX, Op.Spread, Op.Del, Op.Post, Op.CellSet);
  if ((flags & Flag.HostElement) !== 0 && (flags & Flag.Jsx) === 0)
    complain('flag HostElement needs flag Jsx');
}

/** What is wrong with one operand, empty when nothing is. */
function operandProblem(ir: IrModule, functionId: number, kind: OperandKind, operand: number): string {
  const within = (table: { readonly length: number }, what: string): string =>
    operand >= 0 && operand < table.length ? '' : `no such ${what}`;
  switch (kind) {
    case 'none':
    case 'operator':
      return '';
    case 'value':
      return valueProblem(ir, functionId, operand);
    case 'optional-value':
      return operand === -1 ? '' : valueProblem(ir, functionId, operand);
    case 'values':
      return listProblem(ir, operand, (it) => (it === -1 ? '' : valueProblem(ir, functionId, it)));
    case 'template': {
      if (listAt(ir, operand).length % 2 === 0) return 'a template begins and ends with a symbol';
      return listProblem(ir, operand, (it, n) =>
        n % 2 === 0 ? symbolProblem(ir, it) : valueProblem(ir, functionId, it),
      );
    }
    case 'symbols':
      return listProblem(ir, operand, (it) => symbolProblem(ir, it));
    case 'decorated': {
      if (listAt(ir, operand).length !== 2) return 'the list must be [member or -1, parameter index or -1]';
      return listProblem(ir, operand, (it, n) => (it === -1 || n === 1 ? '' : symbolProblem(ir, it)));
    }
    case 'symbol':
      return symbolProblem(ir, operand);
    case 'optional-symbol':
      return operand === -1 ? '' : symbolProblem(ir, operand);
    case 'constant':
      return within(ir.constants, 'constant');
    case 'import':
      return within(ir.imports, 'import');
    case 'function':
      return within(ir.functions, 'function');
    case 'class':
      return within(ir.classes, 'class');
    case 'cell':
      return within(ir.cells, 'cell');
    case 'branch':
      if (ir.functionOf[operand] !== functionId) return 'not an instruction of this function';
      return ir.op[operand] === Op.Branch ? '' : 'not a Branch';
    case 'call':
      if (ir.functionOf[operand] !== functionId) return 'not an instruction of this function';
      return isCall(ir.op[operand] ?? -1) ? '' : 'not a Call, New or Super';
    case 'index':
      return operand >= 0 ? '' : 'an index is at least 0';
    case 'optional-index':
      return operand >= -1 ? '' : 'an index is at least 0, or -1';
  }
}

function valueProblem(ir: IrModule, functionId: number, value: number): string {
  if (value < 0 || value >= ir.op.length) return `${value} is no value`;
  if (ir.functionOf[value] !== functionId)
    return `%${value} is a value of f${ir.functionOf[value]}, not of f${functionId}`;
  return definesValue(ir.op[value] ?? 0) ? '' : `${opNames[ir.op[value] ?? 0]} (#${value}) defines no value`;
}

function symbolProblem(ir: IrModule, symbol: number): string {
  return symbol >= 0 && symbol < ir.strings.length ? '' : `${symbol} is no symbol`;
}

function listProblem(ir: IrModule, offset: number, check: (entry: number, n: number) => string): string {
  if (offset < 0 || offset >= ir.args.length) return 'no such list';
  const length = ir.args[offset] ?? -1;
  if (length < 0 || offset + length >= ir.args.length) return `the list claims ${length} entries`;
  let problem = '';
  listAt(ir, offset).forEach((entry, n) => {
    if (problem === '') problem = check(entry, n);
  });
  return problem;
}

/** Functions, classes, types and declarations point at things that exist and point back. */
function checkIds(ir: IrModule, say: Say): void {
  const typeOk = (type: number): boolean => type >= -1 && type < ir.types.length;
  ir.functions.forEach((it, id) => {
    if (id === 0 ? it.parent !== -1 : it.parent < 0 || it.parent >= ir.functions.length)
      say(`f${id} has parent f${it.parent}.`);
    if (it.classId < -1 || it.classId >= ir.classes.length)
      say(`f${id} is of class ${it.classId}, which does not exist.`);
    if (it.start > it.end) say(`f${id} ends at ${it.end}, before its start ${it.start}.`);
    if (!typeOk(it.returnType)) say(`f${id} has return type t${it.returnType}, which does not exist.`);
    it.params.forEach((param, index) => {
      if (!typeOk(param.type))
        say(`Parameter ${index} of f${id} has type t${param.type}, which does not exist.`);
      const isOwn = ir.op[param.value] === Op.Param && ir.functionOf[param.value] === id;
      if (!isOwn || ir.a[param.value] !== index)
        say(`Parameter ${index} of f${id} is %${param.value}, not its Param.`);
      else if (((ir.flags[param.value] ?? 0) & Flag.Rest) !== (param.rest ? Flag.Rest : 0)) {
        say(`Parameter ${index} of f${id} and %${param.value} disagree about being a rest parameter.`);
      }
    });
  });
  ir.classes.forEach((it, id) => {
    if (ir.op[it.value] !== Op.Class || ir.a[it.value] !== id)
      say(`Class ${id} says its value is %${it.value}.`);
    const isConstructor = ir.functions[it.constructorId]?.kind === 'constructor';
    if (!isConstructor) say(`Class ${id} has constructor f${it.constructorId}, which is none.`);
    const container = ir.functionOf[it.value];
    if (it.superValue !== -1 && (ir.functionOf[it.superValue] !== container || container === undefined)) {
      say(`Class ${id} extends %${it.superValue}, which is not a value of the function around it.`);
    }
    if (!it.implements.every(typeOk)) say(`Class ${id} implements a type that does not exist.`);
    for (const member of it.members) {
      const isFunction = member.functionId >= 0 && member.functionId < ir.functions.length;
      if (
        member.kind === 'field'
          ? member.functionId !== -1
          : !isFunction && !(it.isAbstract && member.functionId === -1)
      ) {
        say(`The ${member.kind} ${member.name} of class ${id} has function f${member.functionId}.`);
      }
      if (!typeOk(member.type))
        say(`Member ${member.name} of class ${id} has type t${member.type}, which does not exist.`);
    }
  });
  ir.typeDeclarations.forEach((it, id) => {
    const types = [...it.extends, it.aliased, ...it.members.map((member) => member.type)];
    if (!types.every(typeOk)) say(`Declaration ${id} (${it.name}) names a type that does not exist.`);
    if (it.classId < -1 || it.classId >= ir.classes.length)
      say(`Declaration ${id} (${it.name}) is of class ${it.classId}.`);
  });
  checkTypes(ir, typeOk, say);
}

function checkTypes(ir: IrModule, typeOk: (type: number) => boolean, say: Say): void {
  ir.types.forEach((it, id) => {
    const inner: number[] = [];
    switch (it.kind) {
      case 'reference':
        inner.push(...it.args);
        if (it.importId < -1 || it.importId >= ir.imports.length)
          say(`Type t${id} comes from import ${it.importId}.`);
        if (it.declarationId < -1 || it.declarationId >= ir.typeDeclarations.length) {
          say(`Type t${id} is bound to declaration ${it.declarationId}, which does not exist.`);
        }
        break;
      case 'array':
        inner.push(it.element);
        break;
      case 'tuple':
        inner.push(...it.elements);
        break;
      case 'union':
      case 'intersection':
        inner.push(...it.members);
        break;
      case 'object':
        inner.push(...it.members.map((member) => member.type));
        break;
      case 'function':
        inner.push(...it.params, it.result);
        break;
      case 'asserts':
        inner.push(it.type);
        break;
      case 'indexed':
        inner.push(it.object, it.index);
        break;
      default:
        break;
    }
    if (!inner.every(typeOk)) say(`Type t${id} names a type that does not exist.`);
  });
}

/** `writeCount` and `singleValue` agree with the CellSet instructions. */
function checkCells(ir: IrModule, say: Say): void {
  const writes = ir.cells.map((): number[] => []);
  for (let i = 0; i < ir.op.length; i++) {
    if (ir.op[i] === Op.CellSet && ((ir.flags[i] ?? 0) & Flag.Weak) === 0)
      writes[ir.a[i] ?? -1]?.push(ir.b[i] ?? -1);
  }
  ir.cells.forEach((it, id) => {
    const values = writes[id] ?? [];
    if (it.functionId < 0 || it.functionId >= ir.functions.length)
      say(`Cell ${id} (${it.name}) is of f${it.functionId}.`);
    if (it.type < -1 || it.type >= ir.types.length) say(`Cell ${id} (${it.name}) has type t${it.type}.`);
    if (values.length !== it.writeCount)
      say(`Cell ${id} (${it.name}) claims ${it.writeCount} writes, has ${values.length}.`);
    const single = values.length === 1 ? (values[0] ?? -1) : -1;
    if (it.singleValue !== single)
      say(`Cell ${id} (${it.name}) has single value ${it.singleValue}, not ${single}.`);
  });
}

function checkValueTypes(ir: IrModule, say: Say): void {
  checkTypedValues(ir, 'valueTypes', say);
  checkTypedValues(ir, 'typeArguments', say);
}

function checkTypedValues(ir: IrModule, name: 'valueTypes' | 'typeArguments', say: Say): void {
  const table = ir[name];
  if (table.length % 2 !== 0) say(`${name} has an odd number of entries.`);
  for (let i = 0; i + 1 < table.length; i += 2) {
    const value = table[i] ?? -1;
    const type = table[i + 1] ?? -1;
    if (value < 0 || value >= ir.op.length || !definesValue(ir.op[value] ?? 0))
      say(`${name} speaks of ${value}, which is no value.`);
    if (type < 0 || type >= ir.types.length)
      say(`${name} gives %${value} the type t${type}, which does not exist.`);
    if (i > 0 && value < (table[i - 2] ?? -1)) say(`${name} is not sorted at %${value}.`);
  }
}

/** Order inside blocks, phis, and dominance. */
function checkFunction(ir: IrModule, id: number, say: Say): void {
  const declared = ir.functions[id];
  if (declared === undefined) return;
  const tree = buildDominatorTree(ir, id);
  for (let block = declared.firstBlock; block < declared.firstBlock + declared.blockCount; block++) {
    const end = ir.blockStart[block + 1] ?? 0;
    let phisOver = false;
    for (let i = ir.blockStart[block] ?? 0; i < end; i++) {
      const op = ir.op[i] ?? 0;
      if (isTerminator(op) && i !== end - 1)
        say(`${describe(ir, i)}: a terminator stands before the end of its block.`);
      if (op === Op.Phi && phisOver) say(`${describe(ir, i)}: a phi stands behind other instructions.`);
      if (op === Op.Param && block !== declared.firstBlock)
        say(`${describe(ir, i)}: a parameter outside the entry block.`);
      if (op !== Op.Phi) phisOver = true;
      if (op === Op.Phi) checkPhi(ir, tree, i, block, say);
      else checkUses(ir, tree, i, say);
    }
  }
}

function checkPhi(ir: IrModule, tree: DominatorTree, phi: number, block: number, say: Say): void {
  const operands = phiOperands(ir, phi);
  const predecessors = blockPredecessors(ir, block);
  if (operands.length !== predecessors.length) {
    say(`${describe(ir, phi)}: ${operands.length} entries for ${predecessors.length} predecessors.`);
    return;
  }
  const others = new Set(operands.filter((it) => it !== phi));
  if (others.size < 2) say(`${describe(ir, phi)}: a trivial phi.`);
  operands.forEach((value, n) => {
    const from = predecessors[n] ?? -1;
    if (value >= 0 && !dominates(tree, ir.block[value] ?? -1, from)) {
      say(`${describe(ir, phi)}: %${value} of b${ir.block[value]} does not dominate the end of b${from}.`);
    }
  });
}

function checkUses(ir: IrModule, tree: DominatorTree, i: number, say: Say): void {
  if ((tree.enter[(ir.block[i] ?? 0) - tree.firstBlock] ?? -1) < 0) return;
  for (const value of referencedInstructions(ir, i)) {
    if (!instructionDominates(ir, tree, value, i))
      say(`${describe(ir, i)}: ${value} does not dominate this use.`);
  }
}

/** Value operands, and the call or branch that a Post or Pi names. */
function referencedInstructions(ir: IrModule, i: number): number[] {
  const found: number[] = [];
  const kinds = operandKinds[ir.op[i] ?? 0] ?? [];
  [ir.a[i] ?? -1, ir.b[i] ?? -1, ir.c[i] ?? -1].forEach((operand, column) => {
    switch (kinds[column]) {
      case 'value':
      case 'optional-value':
      case 'call':
      case 'branch':
        found.push(operand);
        break;
      case 'values':
        found.push(...listAt(ir, operand));
        break;
      case 'template':
        found.push(...listAt(ir, operand).filter((_, n) => n % 2 === 1));
        break;
      default:
        break;
    }
  });
  return found.filter((it) => it >= 0);
}
