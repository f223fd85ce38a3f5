/**
 * Builds small IR modules by hand, for tests of what works on the IR.
 *
 * Instructions are rows `[label, operation, a, b, c, flags]`. The columns are read as `operandKinds` says: values are
 * labels (`%x`), symbols plain text, constants plain JavaScript values, lists arrays, cells and functions numbers.
 * Blocks name their successors; predecessors, offsets and ranges follow.
 */
import type {
  Constant,
  FunctionKind,
  IrCell,
  IrClass,
  IrFunction,
  IrModule,
} from '../../server/src/analyzer/ir/module.ts';
import { Flag, Op } from '../../server/src/analyzer/ir/opcode.ts';
import { type OperandKind, operandKinds } from '../../server/src/analyzer/ir/operands.ts';

/** A constant, symbol, label, index, or list of these. */
export type OperandSpec = string | number | boolean | null | undefined | readonly (string | number)[];

/** `[label or '', operation, a, b, c, flags]`. */
export type InstructionSpec = readonly [
  string,
  keyof typeof Op,
  OperandSpec?,
  OperandSpec?,
  OperandSpec?,
  number?,
];

export interface BlockSpec {
  readonly name: string;
  /** Names of successors; the exception edge last. */
  readonly to?: readonly string[];
  readonly handler?: string;
  readonly code: readonly InstructionSpec[];
}

export interface FunctionSpec {
  readonly name?: string;
  readonly kind?: FunctionKind;
  readonly blocks: readonly BlockSpec[];
}

export interface ModuleSpec {
  readonly functions: readonly FunctionSpec[];
  /** `isConst` defaults to true; write counts are counted. */
  readonly cells?: readonly {
    readonly name: string;
    readonly functionId?: number;
    readonly isConst?: boolean;
  }[];
  readonly classes?: readonly IrClass[];
  /** Names of enums of the file. */
  readonly enums?: readonly string[];
}

/** One function is the module initializer with these blocks; else see {@link ModuleSpec}. */
export function buildIr(spec: ModuleSpec | readonly BlockSpec[]): IrModule {
  const module: ModuleSpec = 'functions' in spec ? spec : { functions: [{ blocks: spec }] };
  const labels = new Map<string, number>();
  const blockIds = new Map<string, number>();
  let instructionCount = 0;
  let blockCount = 0;
  module.functions.forEach((it, functionId) => {
    for (const block of it.blocks) {
      blockIds.set(`${functionId}:${block.name}`, blockCount++);
      for (const [label] of block.code)
        labels.set(label === '' ? `#${instructionCount}` : label, instructionCount++);
    }
  });
  const tables = emptyTables(instructionCount);
  const blockStart = [0];
  const successors: number[][] = [];
  const handler: number[] = [];
  const functions: IrFunction[] = [];
  module.functions.forEach((it, functionId) => {
    const firstInstruction = blockStart.at(-1) ?? 0;
    const firstBlock = successors.length;
    const idOf = (name: string): number => {
      const id = blockIds.get(`${functionId}:${name}`);
      if (id === undefined) throw new Error(`No block ${name}.`);
      return id;
    };
    for (const block of it.blocks) {
      let at = blockStart.at(-1) ?? 0;
      for (const row of block.code)
        writeInstruction(tables, labels, row, at++, functionId, successors.length);
      successors.push((block.to ?? []).map(idOf));
      handler.push(block.handler === undefined ? -1 : idOf(block.handler));
      blockStart.push(at);
    }
    functions.push({
      ...plainFunction,
      name: it.name ?? '',
      kind: it.kind ?? (functionId === 0 ? 'module' : 'function'),
      parent: functionId === 0 ? -1 : 0,
      firstInstruction,
      instructionCount: (blockStart.at(-1) ?? 0) - firstInstruction,
      firstBlock,
      blockCount: it.blocks.length,
    });
  });
  const predecessors = invert(successors);
  const cells = (module.cells ?? []).map((it, id) => cellOf(tables, it, id));
  return {
    path: 'test.ts',
    strings: tables.strings,
    constants: tables.constants,
    op: tables.op,
    flags: tables.flags,
    a: tables.a,
    b: tables.b,
    c: tables.c,
    position: new Int32Array(instructionCount),
    length: new Int32Array(instructionCount),
    name: new Int32Array(instructionCount).fill(-1),
    functionOf: tables.functionOf,
    block: tables.block,
    args: Int32Array.from(tables.args),
    blockStart: Int32Array.from(blockStart),
    successorStart: startsOf(successors),
    successors: Int32Array.from(successors.flat()),
    predecessorStart: startsOf(predecessors),
    predecessors: Int32Array.from(predecessors.flat()),
    handler: Int32Array.from(handler),
    functions: functions.map((it, id) => ({ ...it, params: paramsOf(tables, id) })),
    classes: module.classes ?? [],
    cells,
    imports: [],
    reExports: [],
    types: [],
    typeDeclarations: (module.enums ?? []).map((name) => ({
      kind: 'enum',
      name,
      isExported: true,
      typeParameters: [],
      extends: [],
      members: [],
      aliased: -1,
      classId: -1,
      start: 0,
      length: 0,
    })),
    valueTypes: new Int32Array(0),
    typeArguments: new Int32Array(0),
    isEsModule: true,
    directives: [],
  };
}

/** The value (or instruction) with this label; a label is an instruction's index in order of writing. */
export function labelsOf(spec: ModuleSpec | readonly BlockSpec[]): (label: string) => number {
  const module: ModuleSpec = 'functions' in spec ? spec : { functions: [{ blocks: spec }] };
  const labels = module.functions.flatMap((it) =>
    it.blocks.flatMap((block) => block.code.map(([label]) => label)),
  );
  return (label) => labels.indexOf(label);
}

const plainFunction: Omit<IrFunction, 'firstInstruction' | 'instructionCount' | 'firstBlock' | 'blockCount'> =
  {
    name: '',
    kind: 'function',
    parent: 0,
    isAsync: false,
    isGenerator: false,
    isStatic: false,
    classId: -1,
    start: 0,
    end: 0,
    params: [],
    returnType: -1,
  };

interface Tables {
  readonly op: Uint8Array;
  readonly flags: Uint8Array;
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly c: Int32Array;
  readonly functionOf: Int32Array;
  readonly block: Int32Array;
  readonly args: number[];
  readonly strings: string[];
  readonly constants: Constant[];
}

function emptyTables(count: number): Tables {
  return {
    op: new Uint8Array(count),
    flags: new Uint8Array(count),
    a: new Int32Array(count).fill(-1),
    b: new Int32Array(count).fill(-1),
    c: new Int32Array(count).fill(-1),
    functionOf: new Int32Array(count),
    block: new Int32Array(count),
    args: [],
    strings: [],
    constants: [],
  };
}

function writeInstruction(
  tables: Tables,
  labels: ReadonlyMap<string, number>,
  row: InstructionSpec,
  at: number,
  functionId: number,
  block: number,
): void {
  const [, name, a, b, c, flags] = row;
  const op = Op[name];
  const [kindA = 'none', kindB = 'none', kindC = 'none'] = operandKinds[op] ?? [];
  tables.op[at] = op;
  tables.flags[at] = flags ?? 0;
  tables.a[at] = encode(tables, labels, kindA, a);
  tables.b[at] = encode(tables, labels, kindB, b);
  tables.c[at] = encode(tables, labels, kindC, c);
  tables.functionOf[at] = functionId;
  tables.block[at] = block;
}

function encode(
  tables: Tables,
  labels: ReadonlyMap<string, number>,
  kind: OperandKind,
  operand: OperandSpec,
): number {
  if (kind === 'constant') return tables.constants.push(constantOf(operand)) - 1;
  if (Array.isArray(operand)) {
    const entries = operand.map((it: string | number, n) => {
      if (typeof it === 'number') return it;
      const isSymbol = kind === 'symbols' || kind === 'decorated' || (kind === 'template' && n % 2 === 0);
      return isSymbol ? symbolOf(tables, it) : labelOf(labels, it);
    });
    return tables.args.push(entries.length, ...entries) - entries.length - 1;
  }
  if (typeof operand === 'number') return operand;
  if (typeof operand !== 'string') return -1;
  return kind === 'symbol' || kind === 'optional-symbol'
    ? symbolOf(tables, operand)
    : labelOf(labels, operand);
}

function labelOf(labels: ReadonlyMap<string, number>, label: string): number {
  const value = labels.get(label);
  if (value === undefined) throw new Error(`No instruction ${label}.`);
  return value;
}

function symbolOf(tables: Tables, text: string): number {
  const known = tables.strings.indexOf(text);
  return known >= 0 ? known : tables.strings.push(text) - 1;
}

function constantOf(operand: OperandSpec): Constant {
  if (operand === null) return { kind: 'null' };
  switch (typeof operand) {
    case 'string':
      return { kind: 'string', value: operand };
    case 'number':
      return { kind: 'number', value: operand };
    case 'boolean':
      return { kind: 'boolean', value: operand };
    default:
      return { kind: 'undefined' };
  }
}

function invert(successors: readonly (readonly number[])[]): number[][] {
  const predecessors: number[][] = successors.map(() => []);
  successors.forEach((targets, block) => {
    for (const target of targets) predecessors[target]?.push(block);
  });
  return predecessors;
}

function startsOf(lists: readonly (readonly number[])[]): Int32Array {
  const starts = new Int32Array(lists.length + 1);
  lists.forEach((list, i) => {
    starts[i + 1] = (starts[i] ?? 0) + list.length;
  });
  return starts;
}

function cellOf(
  tables: Tables,
  spec: { readonly name: string; readonly functionId?: number; readonly isConst?: boolean },
  id: number,
): IrCell {
  const writes: number[] = [];
  for (let i = 0; i < tables.op.length; i++) {
    const isStrong = ((tables.flags[i] ?? 0) & Flag.Weak) === 0;
    if (tables.op[i] === Op.CellSet && tables.a[i] === id && isStrong) writes.push(tables.b[i] ?? -1);
  }
  return {
    name: spec.name,
    functionId: spec.functionId ?? 0,
    writeCount: writes.length,
    singleValue: writes.length === 1 ? (writes[0] ?? -1) : -1,
    isConst: spec.isConst ?? true,
    type: -1,
  };
}

function paramsOf(tables: Tables, functionId: number): IrFunction['params'] {
  const params: { name: string; value: number; rest: boolean; type: number }[] = [];
  for (let i = 0; i < tables.op.length; i++) {
    if (tables.op[i] !== Op.Param || tables.functionOf[i] !== functionId) continue;
    const name = tables.strings[tables.b[i] ?? -1] ?? '';
    params[tables.a[i] ?? 0] = { name, value: i, rest: ((tables.flags[i] ?? 0) & Flag.Rest) !== 0, type: -1 };
  }
  return params;
}
