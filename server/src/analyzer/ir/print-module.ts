/**
 * Prints a lowered file as text for people and golden files.
 *
 * One line per instruction; values are `%n`, blocks `bn`, functions `fn`, all module-wide as in `IrModule`, so the
 * text matches the messages of the verifier. The same module always gives the same text. Never throws: an index out
 * of range prints as `<bad …>`.
 */
import { positionAt } from '../base/line-index.ts';
import { blockPredecessors, blockSuccessors } from './cfg.ts';
import type { Constant, IrFunction, IrModule, IrType } from './module.ts';
import { BinOp, CmpOp, definesValue, Flag, IterKind, Op, opNames, UnOp } from './opcode.ts';
import { listAt } from './operands.ts';

/** What to print beside the instructions. */
export interface PrintOptions {
  /** Print where each instruction stands: `@start+length` in file offsets, or `@line:column` with lineStarts. */
  readonly positions?: boolean;
  /** Line starts of the file; makes positions 1-based `line:column`. */
  readonly lineStarts?: Int32Array;
}

/** The whole file: imports, types, cells, classes, then every function. Ends with a line feed. */
export function printModule(ir: IrModule, options: PrintOptions = {}): string {
  const lines: string[] = [`module ${ir.path}${ir.isEsModule ? ' (es module)' : ''}`];
  for (const directive of ir.directives) lines.push(`directive ${JSON.stringify(directive)}`);
  printImports(ir, lines);
  printTypes(ir, lines);
  printCells(ir, lines);
  printClasses(ir, lines);
  for (let id = 0; id < ir.functions.length; id++) lines.push('', printFunction(ir, id, options).trimEnd());
  return `${lines.join('\n')}\n`;
}

/** One function: header, blocks, instructions. Ends with a line feed. */
export function printFunction(ir: IrModule, functionId: number, options: PrintOptions = {}): string {
  const declared = ir.functions[functionId];
  if (declared === undefined) return `<bad function ${functionId}>\n`;
  const lines = [printHeader(ir, functionId, declared)];
  for (let block = declared.firstBlock; block < declared.firstBlock + declared.blockCount; block++) {
    lines.push(printBlockHead(ir, block));
    const end = ir.blockStart[block + 1] ?? 0;
    for (let i = ir.blockStart[block] ?? 0; i < end; i++) {
      lines.push(`    ${printInstruction(ir, i)}${printRemark(ir, i, declared.start, options)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function printImports(ir: IrModule, lines: string[]): void {
  ir.imports.forEach((it, id) => {
    const typeOnly = it.isTypeOnly ? ' type-only' : '';
    lines.push(`import ${id}: ${it.name} from ${JSON.stringify(it.specifier)} ${it.kind}${typeOnly}`);
  });
  for (const it of ir.reExports) {
    lines.push(`re-export ${it.importedName} as ${it.name} from ${JSON.stringify(it.specifier)}`);
  }
}

function printTypes(ir: IrModule, lines: string[]): void {
  ir.types.forEach((_, id) => {
    lines.push(`type t${id}: ${printType(ir, id)}`);
  });
  ir.typeDeclarations.forEach((it, id) => {
    const parameters = it.typeParameters.length === 0 ? '' : `<${it.typeParameters.join(', ')}>`;
    const bases = it.extends.length === 0 ? '' : ` extends ${printTypeList(ir, it.extends)}`;
    const aliased = it.aliased < 0 ? '' : ` = ${printType(ir, it.aliased)}`;
    const ofClass = it.classId < 0 ? '' : ` class ${it.classId}`;
    const members = it.members.map((member) => `${member.name}: ${printType(ir, member.type)}`).join('; ');
    const body = it.members.length === 0 ? '' : ` { ${members} }`;
    const exported = it.isExported ? 'exported ' : '';
    lines.push(
      `declare ${id}: ${exported}${it.kind} ${it.name}${parameters}${bases}${aliased}${ofClass}${body}`,
    );
  });
  for (let i = 0; i + 1 < ir.valueTypes.length; i += 2) {
    lines.push(`value type ${valueText(ir.valueTypes[i])}: ${printType(ir, ir.valueTypes[i + 1] ?? -1)}`);
  }
  for (let i = 0; i + 1 < ir.typeArguments.length; i += 2) {
    const types = printType(ir, ir.typeArguments[i + 1] ?? -1);
    lines.push(`type arguments ${valueText(ir.typeArguments[i])}: ${types}`);
  }
}

function printCells(ir: IrModule, lines: string[]): void {
  ir.cells.forEach((it, id) => {
    const written =
      it.writeCount === 1 ? `written once: ${valueText(it.singleValue)}` : `writes: ${it.writeCount}`;
    const type = it.type < 0 ? '' : ` : ${printType(ir, it.type)}`;
    lines.push(`cell ${id}: ${it.isConst ? 'const ' : ''}${it.name} of f${it.functionId}, ${written}${type}`);
  });
}

function printClasses(ir: IrModule, lines: string[]): void {
  ir.classes.forEach((it, id) => {
    const base = it.superValue < 0 ? '' : ` extends ${valueText(it.superValue)}`;
    const implemented = it.implements.length === 0 ? '' : ` implements ${printTypeList(ir, it.implements)}`;
    const abstract = it.isAbstract ? 'abstract ' : '';
    const where = `value ${valueText(it.value)}, constructor f${it.constructorId}`;
    lines.push(`class ${id}: ${abstract}${it.name || '(anonymous)'}${base}${implemented}, ${where}`);
    for (const member of it.members) {
      const isStatic = member.isStatic ? 'static ' : '';
      const body = member.functionId < 0 ? '' : ` f${member.functionId}`;
      const type = member.type < 0 ? '' : ` : ${printType(ir, member.type)}`;
      lines.push(`  ${isStatic}${member.kind} ${member.name}${body}${type}`);
    }
  });
}

function printHeader(ir: IrModule, functionId: number, it: IrFunction): string {
  const words: string[] = [];
  if (it.isStatic) words.push('static');
  if (it.isAsync) words.push('async');
  if (it.isGenerator) words.push('generator');
  words.push(it.kind);
  const params = it.params
    .map((param) => {
      const type = param.type < 0 ? '' : `: ${printType(ir, param.type)}`;
      return `${param.rest ? '...' : ''}${param.name || '(pattern)'} ${valueText(param.value)}${type}`;
    })
    .join(', ');
  const result = it.returnType < 0 ? '' : `: ${printType(ir, it.returnType)}`;
  const parent = it.parent < 0 ? '' : ` in f${it.parent}`;
  const ofClass = it.classId < 0 ? '' : ` of class ${it.classId}`;
  return `f${functionId} ${words.join(' ')} ${it.name || '(anonymous)'}(${params})${result}${parent}${ofClass}`;
}

function printBlockHead(ir: IrModule, block: number): string {
  const from = [...blockPredecessors(ir, block)].map((it) => `b${it}`).join(', ');
  const to = [...blockSuccessors(ir, block)].map((it) => `b${it}`).join(', ');
  const handler = ir.handler[block] ?? -1;
  const parts = [`  b${block}:`];
  if (from !== '') parts.push(`from ${from}`);
  if (to !== '') parts.push(`to ${to}`);
  if (handler >= 0) parts.push(`handler b${handler}`);
  return parts.join(' ');
}

function printRemark(ir: IrModule, i: number, functionStart: number, options: PrintOptions): string {
  const remarks: string[] = [];
  const name = ir.name[i] ?? -1;
  if (name >= 0) remarks.push(`name=${symbolText(ir, name)}`);
  if (options.positions === true) {
    const start = functionStart + (ir.position[i] ?? 0);
    if (options.lineStarts === undefined) remarks.push(`@${start}+${ir.length[i] ?? 0}`);
    else {
      const { line, column } = positionAt(options.lineStarts, start);
      remarks.push(`@${line + 1}:${column + 1}`);
    }
  }
  return remarks.length === 0 ? '' : `  ; ${remarks.join(' ')}`;
}

/** One instruction without its remarks: `%12 = load %3 .name`. */
export function printInstruction(ir: IrModule, i: number): string {
  const op = ir.op[i] ?? 0;
  const name = (opNames[op] ?? `<bad op ${op}>`).toLowerCase();
  const operands = printOperands(ir, i, op);
  const text = operands === '' ? name : `${name} ${operands}`;
  const flags = flagText(ir.flags[i] ?? 0);
  return `${definesValue(op) ? `%${i} = ` : ''}${text}${flags}`;
}

function printOperands(ir: IrModule, i: number, op: number): string {
  const a = ir.a[i] ?? -1;
  const b = ir.b[i] ?? -1;
  const c = ir.c[i] ?? -1;
  const va = valueText(a);
  const vb = valueText(b);
  const vc = valueText(c);
  switch (op) {
    case Op.Const:
      return constantText(ir.constants[a], a);
    case Op.Param:
      return `${a} ${symbolText(ir, b)}`;
    case Op.Global:
    case Op.Opaque:
      return symbolText(ir, a);
    case Op.Import:
      return importText(ir, a);
    case Op.Func:
      return `f${a} ${ir.functions[a]?.name || '(anonymous)'}`;
    case Op.Class:
      return `${a} ${ir.classes[a]?.name || '(anonymous)'}`;
    case Op.Phi:
      return phiText(ir, i, a);
    case Op.Pi:
      return `${va} when ${c === 1 ? 'true' : 'false'} at b${ir.block[b] ?? -1}`;
    case Op.Arr:
      return `[${listText(ir, a)}]`;
    case Op.Load:
      return `${va} ${fieldText(ir, b)}`;
    case Op.Store:
      return `${va} ${fieldText(ir, b)} = ${vc}`;
    case Op.LoadX:
      return `${va} [${vb}]`;
    case Op.StoreX:
      return `${va} [${vb}] = ${vc}`;
    case Op.Spread:
      return `${va} ...${vb}`;
    case Op.Rest:
      return `${va} without (${[...listAt(ir, b)].map((it) => fieldText(ir, it)).join(', ')})${c < 0 ? '' : ` from ${c}`}`;
    case Op.Del:
      return b < 0 ? `${va} [?]` : `${va} ${fieldText(ir, b)}`;
    case Op.Post:
      return `${va} after ${vb} ${c < 0 ? 'receiver' : `argument ${c}`}`;
    case Op.Bin:
      return `${va} ${tableName(BinOp, c)} ${vb}`;
    case Op.Un:
      return `${tableName(UnOp, c)} ${va}`;
    case Op.Cmp:
      return `${va} ${tableName(CmpOp, c)} ${vb}`;
    case Op.Tpl:
      return templateText(ir, a);
    case Op.Call:
      return `${va} (${listText(ir, c)})${b < 0 ? '' : ` on ${vb}`}`;
    case Op.New:
    case Op.Super:
      return `${va} (${listText(ir, c)})`;
    case Op.Deco:
      return `${va} with ${vb}${decoratedText(ir, c)}`;
    case Op.Yield:
      return `${b === 1 ? '* ' : ''}${va}`;
    case Op.Iter:
      return `${tableName(IterKind, b)} ${va}`;
    case Op.CellGet:
      return cellText(ir, a);
    case Op.CellSet:
      return `${cellText(ir, a)} = ${vb}`;
    case Op.Branch:
      return `${va} ${targetText(ir, i, ['true', 'false'])}`;
    case Op.Switch: {
      const labels = [...listAt(ir, c)].map((it) => `case ${valueText(it)}`);
      return `${va} ${targetText(ir, i, [...labels, 'default'])}`;
    }
    case Op.Ret:
      return a < 0 ? '' : va;
    case Op.Export:
      return `${symbolText(ir, a)} = ${vb}`;
    case Op.ParamPost:
      return `${a < 0 ? 'receiver' : a} = ${vb}`;
    case Op.Unk:
      return `${symbolText(ir, a)} (${listText(ir, c)})`;
    case Op.Arguments:
    case Op.This:
    case Op.Obj:
    case Op.Catch:
      return '';
    default:
      // Copy, Not, Await, Elems, Throw: one value.
      return va;
  }
}

function valueText(value: number | undefined): string {
  return value === undefined || value < 0 ? '?' : `%${value}`;
}

function symbolText(ir: IrModule, symbol: number): string {
  const text = ir.strings[symbol];
  if (text === undefined) return `<bad symbol ${symbol}>`;
  return /^[\w$#@=*.-]+$/.test(text) ? text : JSON.stringify(text);
}

function fieldText(ir: IrModule, symbol: number): string {
  const text = ir.strings[symbol];
  if (text === undefined) return `<bad symbol ${symbol}>`;
  return /^[\w$#]+$/.test(text) ? `.${text}` : `[${JSON.stringify(text)}]`;
}

function constantText(constant: Constant | undefined, index: number): string {
  if (constant === undefined) return `<bad constant ${index}>`;
  switch (constant.kind) {
    case 'string':
      return JSON.stringify(constant.value);
    case 'bigint':
      return `${constant.value}n`;
    case 'regexp':
      return `/${constant.value}/${constant.flags}`;
    case 'number':
      return Object.is(constant.value, -0) ? '-0' : String(constant.value);
    case 'boolean':
      return String(constant.value);
    default:
      return constant.kind;
  }
}

function importText(ir: IrModule, index: number): string {
  const it = ir.imports[index];
  return it === undefined
    ? `<bad import ${index}>`
    : `${index} ${it.name} from ${JSON.stringify(it.specifier)}`;
}

function cellText(ir: IrModule, index: number): string {
  const it = ir.cells[index];
  return it === undefined ? `<bad cell ${index}>` : `${index} ${it.name}`;
}

function listText(ir: IrModule, offset: number): string {
  return [...listAt(ir, offset)].map(valueText).join(', ');
}

function phiText(ir: IrModule, i: number, offset: number): string {
  const predecessors = blockPredecessors(ir, ir.block[i] ?? -1);
  return [...listAt(ir, offset)].map((it, n) => `b${predecessors[n] ?? '?'}: ${valueText(it)}`).join(', ');
}

function templateText(ir: IrModule, offset: number): string {
  return [...listAt(ir, offset)]
    .map((it, n) => (n % 2 === 0 ? JSON.stringify(ir.strings[it] ?? `<bad symbol ${it}>`) : valueText(it)))
    .join(' ');
}

function decoratedText(ir: IrModule, offset: number): string {
  const [member = -1, parameter = -1] = listAt(ir, offset);
  return `${member < 0 ? '' : ` member ${symbolText(ir, member)}`}${parameter < 0 ? '' : ` parameter ${parameter}`}`;
}

function targetText(ir: IrModule, i: number, labels: readonly string[]): string {
  const successors = blockSuccessors(ir, ir.block[i] ?? -1);
  return labels.map((label, n) => `${label}: b${successors[n] ?? '?'}`).join(', ');
}

/** `StrictEqual` → `===` and the like; other operators by their name in lower case. */
function tableName(table: Readonly<Record<string, number>>, operator: number): string {
  const name = Object.keys(table).find((key) => table[key] === operator);
  if (name === undefined) return `<bad operator ${operator}>`;
  return operatorSigns[name] ?? name.toLowerCase();
}

const operatorSigns: Readonly<Record<string, string>> = {
  Add: '+',
  Comma: ',',
  Minus: '-',
  Plus: '+',
  BitNot: '~',
  LooseEqual: '==',
  LooseNotEqual: '!=',
  StrictEqual: '===',
  StrictNotEqual: '!==',
  Less: '<',
  LessEqual: '<=',
  Greater: '>',
  GreaterEqual: '>=',
};

function flagText(flags: number): string {
  const names = Object.entries(Flag).filter(([, bit]) => (flags & bit) !== 0);
  return names.length === 0 ? '' : ` [${names.map(([name]) => name.toLowerCase()).join(' ')}]`;
}

/** A declared type as one line. Nesting beyond eight levels is cut to `…`. */
export function printType(ir: IrModule, type: number, depth = 0): string {
  const it: IrType | undefined = ir.types[type];
  if (type < 0) return '?';
  if (it === undefined) return `<bad type ${type}>`;
  if (depth > 8) return '…';
  const inner = (id: number): string => printType(ir, id, depth + 1);
  switch (it.kind) {
    case 'reference': {
      const origin =
        it.importId >= 0 ? `#import${it.importId}` : it.declarationId >= 0 ? `#${it.declarationId}` : '';
      return `${it.name}${origin}${it.args.length === 0 ? '' : `<${it.args.map(inner).join(', ')}>`}`;
    }
    case 'array':
      return `(${inner(it.element)})[]`;
    case 'tuple':
      return `[${it.elements.map(inner).join(', ')}]`;
    case 'union':
      return `(${it.members.map(inner).join(' | ')})`;
    case 'intersection':
      return `(${it.members.map(inner).join(' & ')})`;
    case 'object':
      return `{ ${it.members.map((member) => `${member.name}: ${inner(member.type)}`).join('; ')} }`;
    case 'function':
      return `((${it.params.map(inner).join(', ')}) => ${inner(it.result)})`;
    case 'primitive':
      return it.name;
    case 'literal':
      return JSON.stringify(it.value);
    case 'typeof':
      return `typeof ${it.name}${it.value < 0 ? '' : ` ${valueText(it.value)}`}`;
    case 'asserts':
      return `${it.isAssertion ? 'asserts ' : ''}${it.parameter}${it.type < 0 ? '' : ` is ${inner(it.type)}`}`;
    case 'indexed':
      return `${inner(it.object)}[${inner(it.index)}]`;
    case 'other':
      return `other ${JSON.stringify(it.text)}`;
  }
}

function printTypeList(ir: IrModule, types: readonly number[]): string {
  return types.map((it) => printType(ir, it)).join(', ');
}
