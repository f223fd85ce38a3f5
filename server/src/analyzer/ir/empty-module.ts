/**
 * The IR of a file that is not analyzed as code: one function without instructions of its own, nothing else.
 */
import type { IrModule } from './module.ts';
import { Op } from './opcode.ts';

/** An empty but valid module for `path`. */
export function emptyModule(path: string): IrModule {
  const one = () => Int32Array.of(0);
  return {
    path,
    strings: [],
    constants: [],
    op: Uint8Array.of(Op.Ret),
    flags: Uint8Array.of(0),
    a: Int32Array.of(-1),
    b: Int32Array.of(-1),
    c: Int32Array.of(-1),
    position: one(),
    length: one(),
    name: Int32Array.of(-1),
    functionOf: one(),
    block: one(),
    args: new Int32Array(0),
    blockStart: Int32Array.of(0, 1),
    successorStart: Int32Array.of(0, 0),
    successors: new Int32Array(0),
    predecessorStart: Int32Array.of(0, 0),
    predecessors: new Int32Array(0),
    handler: Int32Array.of(-1),
    functions: [
      {
        name: '',
        kind: 'module',
        parent: -1,
        isAsync: false,
        isGenerator: false,
        isStatic: false,
        classId: -1,
        start: 0,
        end: 0,
        firstInstruction: 0,
        instructionCount: 1,
        firstBlock: 0,
        blockCount: 1,
        params: [],
        returnType: -1,
      },
    ],
    classes: [],
    cells: [],
    imports: [],
    reExports: [],
    types: [],
    typeDeclarations: [],
    valueTypes: new Int32Array(0),
    typeArguments: new Int32Array(0),
    isEsModule: false,
    directives: [],
  };
}
