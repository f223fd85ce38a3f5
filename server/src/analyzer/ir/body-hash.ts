/**
 * What a function does, as 64 bits: functions that differ in layout, comments or the code around them alone hash alike.
 *
 * Hashed are operations, operands, symbols, constants and the edges between blocks. Values and blocks count from the
 * first of the function, functions from its own id, and symbols by their text, because all of these are numbered by the
 * file. Computed when somebody asks: a scan of everything never does.
 */
import { IntHasher } from '../base/hash.ts';
import type { IrModule } from './module.ts';
import { type OperandKind, operandKinds } from './operands.ts';

/** The hash of function `functionId` of `ir`, 16 hex digits. */
export function bodyHash(ir: IrModule, functionId: number): string {
  const hasher = new IntHasher();
  const it = ir.functions[functionId];
  if (it === undefined) return hasher.digest();
  for (let i = it.firstInstruction; i < it.firstInstruction + it.instructionCount; i++) {
    const op = ir.op[i] ?? 0;
    hasher.add(op | ((ir.flags[i] ?? 0) << 8));
    const kinds = operandKinds[op];
    addOperand(hasher, ir, kinds?.[0], ir.a[i] ?? -1, it.firstInstruction, functionId);
    addOperand(hasher, ir, kinds?.[1], ir.b[i] ?? -1, it.firstInstruction, functionId);
    addOperand(hasher, ir, kinds?.[2], ir.c[i] ?? -1, it.firstInstruction, functionId);
    addSymbol(hasher, ir, ir.name[i] ?? -1);
  }
  for (let block = it.firstBlock; block < it.firstBlock + it.blockCount; block++) {
    hasher.add((ir.blockStart[block] ?? 0) - it.firstInstruction);
    const end = ir.successorStart[block + 1] ?? ir.successors.length;
    for (let edge = ir.successorStart[block] ?? end; edge < end; edge++)
      hasher.add((ir.successors[edge] ?? 0) - it.firstBlock);
  }
  return hasher.digest();
}

function addOperand(
  hasher: IntHasher,
  ir: IrModule,
  kind: OperandKind | undefined,
  operand: number,
  first: number,
  functionId: number,
): void {
  switch (kind) {
    case 'value':
    case 'optional-value':
    case 'branch':
    case 'call':
      hasher.add(operand < 0 ? -1 : operand - first);
      return;
    case 'symbol':
    case 'optional-symbol':
      addSymbol(hasher, ir, operand);
      return;
    case 'constant':
      addConstant(hasher, ir, operand);
      return;
    case 'function':
      hasher.add(operand - functionId);
      return;
    case 'cell':
      hasher.addText(ir.cells[operand]?.name ?? '');
      hasher.add(ir.cells[operand]?.functionId === functionId ? 1 : 0);
      return;
    case 'import':
      hasher.addText(ir.imports[operand]?.specifier ?? '');
      hasher.addText(ir.imports[operand]?.name ?? '');
      return;
    case 'class':
      // Local numbers of classes depend on the code around the function.
      return;
    case 'values':
    case 'template':
    case 'symbols':
    case 'decorated': {
      const length = operand < 0 ? 0 : (ir.args[operand] ?? 0);
      hasher.add(length);
      for (let i = 1; i <= length; i++) {
        const entry = ir.args[operand + i] ?? -1;
        if (isSymbolEntry(kind, i)) addSymbol(hasher, ir, entry);
        else hasher.add(entry < 0 || kind === 'decorated' ? entry : entry - first);
      }
      return;
    }
    default:
      hasher.add(operand);
  }
}

/** Whether entry `i`, counted from 1, of such a list is a symbol. */
function isSymbolEntry(kind: 'values' | 'template' | 'symbols' | 'decorated', i: number): boolean {
  return kind === 'symbols' || (kind === 'template' && i % 2 === 1) || (kind === 'decorated' && i === 1);
}

function addSymbol(hasher: IntHasher, ir: IrModule, symbol: number): void {
  if (symbol < 0) hasher.add(-1);
  else hasher.addText(ir.strings[symbol] ?? '');
}

function addConstant(hasher: IntHasher, ir: IrModule, index: number): void {
  const item = ir.constants[index];
  if (item === undefined) return;
  hasher.addText(item.kind);
  if ('value' in item) hasher.addText(String(item.value));
  if (item.kind === 'regexp') hasher.addText(item.flags);
}
