/**
 * The ways planted data takes from its source to its sink, as text: given both, each makes the files of one leak.
 *
 * The sink stands on a line that ends in a mark, by which it is found again. A way never changes what is leaked; what it
 * adds is one idea: another file, a class, a callback, a promise, another package.
 */

/** What every way is made of. `sink` is one statement about the expression it is given, with its mark. */
export interface WayInput {
  /** The number of the leak, part of every name. */
  readonly number: string;
  readonly sinkBefore: readonly string[];
  readonly sourceBefore: readonly string[];
  readonly parameter: string;
  readonly prepare: readonly string[];
  readonly value: string;
  readonly sink: (value: string) => string;
  /** The source is a route of an `inApp`, with `inRequest` in place of parameters. */
  readonly isRoute: boolean;
}

/** Text of the file that leaks, and of files beside it, by name without ending. */
export interface Planted {
  readonly main: string;
  readonly beside: Readonly<Record<string, string>>;
}

/** One way; `isOtherPackage` ones have `beside` in a package of their own, named `@planted/out-N`. */
export interface Way {
  readonly id: string;
  readonly isOtherPackage?: boolean;
  /** Its files have elements of JSX in them. */
  readonly isJsx?: boolean;
  readonly plant: (input: WayInput) => Planted;
}

function lines(...parts: readonly (string | readonly string[])[]): string {
  return `${parts.flat().join('\n')}\n`;
}

/** The function (or route) that reads the source and does `body`. */
function entry({ number, parameter, prepare, isRoute }: WayInput, ...body: readonly string[]): string[] {
  const statements = [...prepare, ...body].map((statement) => `  ${statement}`);
  if (isRoute)
    return [
      `inApp.post('/in-${number}', async (inRequest, inAnswer) => {`,
      ...statements,
      '  inAnswer.end();',
      '});',
    ];
  return [`export async function planted${number}(${parameter}) {`, ...statements, '}'];
}

function alone(input: WayInput, main: readonly (string | readonly string[])[]): Planted {
  return { main: lines(input.sourceBefore, input.sinkBefore, ...main), beside: {} };
}

/** The sink as a function of another file, and the text that imports it. */
function outside(input: WayInput, from: string, wrapped: readonly string[], use: readonly string[]): Planted {
  const names = `planted${input.number}Out`;
  return {
    main: lines(`import { ${names} } from '${from}';`, input.sourceBefore, entry(input, ...use)),
    beside: { [`planted-${input.number}-out`]: lines(input.sinkBefore, wrapped) },
  };
}

/** Every way. */
export const ways: readonly Way[] = [
  {
    id: 'same function',
    plant: (input) => alone(input, [entry(input, input.sink(input.value))]),
  },
  {
    id: 'wrapper in another file',
    plant: (input) =>
      outside(
        input,
        `./planted-${input.number}-out`,
        [`export async function planted${input.number}Out(text) {`, `  ${input.sink('text')}`, '}'],
        [`await planted${input.number}Out(${input.value});`],
      ),
  },
  {
    id: 'class',
    plant: (input) =>
      alone(input, [
        `class Planted${input.number}Holder {`,
        '  constructor(kept) {',
        '    this.kept = kept;',
        '  }',
        '  async tell() {',
        `    ${input.sink('this.kept')}`,
        '  }',
        '}',
        entry(
          input,
          `const plantedHolder = new Planted${input.number}Holder(${input.value});`,
          'await plantedHolder.tell();',
        ),
      ]),
  },
  {
    id: 'callback',
    plant: (input) =>
      alone(input, [
        `function planted${input.number}Each(items, visit) {`,
        '  for (const item of items) visit(item);',
        '}',
        entry(
          input,
          `planted${input.number}Each([${input.value}], async (item) => {`,
          `  ${input.sink('item')}`,
          '});',
        ),
      ]),
  },
  {
    id: 'promise',
    plant: (input) =>
      alone(input, [
        `async function planted${input.number}Later(value) {`,
        '  await Promise.resolve();',
        '  return value;',
        '}',
        entry(
          input,
          `await planted${input.number}Later(${input.value}).then(async (got) => {`,
          `  ${input.sink('got')}`,
          '});',
        ),
      ]),
  },
  {
    id: 'promises together',
    plant: (input) =>
      alone(input, [
        `const planted${input.number}Load = async (value) => ({ loaded: value });`,
        entry(
          input,
          `const [{ loaded }] = await Promise.all([planted${input.number}Load(${input.value}), null]);`,
          input.sink('loaded'),
        ),
      ]),
  },
  {
    id: 'fields and text',
    plant: (input) =>
      alone(input, [
        entry(
          input,
          `const plantedBody = { kind: 'x', inner: { kept: ${input.value} } };`,
          'const plantedCopy = { ...plantedBody, kind: "y" };',
          'const { inner: { kept: plantedText } } = plantedCopy;',
          // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a program
          input.sink('`Seen: ${plantedText}`'),
        ),
      ]),
  },
  {
    id: 'repository',
    plant: (input) => ({
      main: lines(
        `import { planted${input.number}Get } from './planted-${input.number}-get';`,
        input.sinkBefore,
        `export async function planted${input.number}(given) {`,
        `  const got = await planted${input.number}Get(given);`,
        `  ${input.sink('got')}`,
        '}',
      ),
      beside: {
        [`planted-${input.number}-get`]: lines(
          input.sourceBefore,
          `export async function planted${input.number}Get(${input.parameter}) {`,
          input.prepare.map((statement) => `  ${statement}`),
          `  return ${input.value};`,
          '}',
        ),
      },
    }),
  },
  {
    id: 'other package',
    isOtherPackage: true,
    plant: (input) =>
      outside(
        input,
        `@planted/out-${input.number}`,
        [`export const planted${input.number}Out = async (text) => {`, `  ${input.sink('text')}`, '};'],
        [`await planted${input.number}Out(${input.value});`],
      ),
  },
  {
    id: 'function in a map',
    plant: (input) =>
      alone(input, [
        `const planted${input.number}Actions = {`,
        '  none: async () => {},',
        '  send: async (text) => {',
        `    ${input.sink('text')}`,
        '  },',
        '};',
        entry(input, `await planted${input.number}Actions.send(${input.value});`),
      ]),
  },
  {
    id: 'event',
    plant: (input) =>
      alone(input, [
        "import { EventEmitter as PlantedEmitter } from 'node:events';",
        `const planted${input.number}Bus = new PlantedEmitter();`,
        `planted${input.number}Bus.on('seen', async (text) => {`,
        `  ${input.sink('text')}`,
        '});',
        entry(input, `planted${input.number}Bus.emit('seen', ${input.value});`),
      ]),
  },
  {
    id: 'inherited method',
    plant: (input) =>
      alone(input, [
        `class Planted${input.number}Base {`,
        '  async send(text) {',
        '    return this.write(text);',
        '  }',
        '}',
        `class Planted${input.number}Out extends Planted${input.number}Base {`,
        '  async write(text) {',
        `    ${input.sink('text')}`,
        '  }',
        '}',
        entry(input, `await new Planted${input.number}Out().send(${input.value});`),
      ]),
  },
  {
    id: 'default export behind an index',
    plant: (input) => ({
      main: lines(
        `import { planted${input.number}Out } from './planted-${input.number}-index';`,
        input.sourceBefore,
        entry(input, `await planted${input.number}Out(${input.value});`),
      ),
      beside: {
        [`planted-${input.number}-index`]: `export { default as planted${input.number}Out } from './planted-${input.number}-out';\n`,
        [`planted-${input.number}-out`]: lines(
          input.sinkBefore,
          'export default async function (text) {',
          `  ${input.sink('text')}`,
          '}',
        ),
      },
    }),
  },
  {
    id: 'curried function',
    plant: (input) =>
      alone(input, [
        `const planted${input.number}Out = (prefix) => async (text) => {`,
        `  ${input.sink('text')}`,
        '  return prefix;',
        '};',
        entry(input, `await planted${input.number}Out('x')(${input.value});`),
      ]),
  },
  {
    id: 'thrown',
    plant: (input) =>
      alone(input, [
        `function planted${input.number}Fail(text) {`,
        "  throw Object.assign(new Error('failed'), { detail: text });",
        '}',
        entry(
          input,
          'try {',
          `  planted${input.number}Fail(${input.value});`,
          '} catch (error) {',
          `  ${input.sink('error.detail')}`,
          '}',
        ),
      ]),
  },
  {
    id: 'map of the module',
    plant: (input) =>
      alone(input, [
        `const planted${input.number}Kept = new Map();`,
        `async function planted${input.number}Flush() {`,
        `  for (const [, text] of planted${input.number}Kept) {`,
        `    ${input.sink('text')}`,
        '  }',
        '}',
        entry(
          input,
          `planted${input.number}Kept.set('one', ${input.value});`,
          `await planted${input.number}Flush();`,
        ),
      ]),
  },
  {
    id: 'generator',
    plant: (input) =>
      alone(input, [
        `async function* planted${input.number}Pages(text) {`,
        '  yield text;',
        '}',
        entry(
          input,
          `for await (const page of planted${input.number}Pages(${input.value})) {`,
          `  ${input.sink('page')}`,
          '}',
        ),
      ]),
  },
  {
    id: 'handed-over service',
    plant: (input) =>
      alone(input, [
        `class Planted${input.number}Out {`,
        '  async send(text) {',
        `    ${input.sink('text')}`,
        '  }',
        '}',
        `class Planted${input.number}Work {`,
        '  constructor(out) {',
        '    this.out = out;',
        '  }',
        '  async run(text) {',
        '    await this.out.send(text);',
        '  }',
        '}',
        entry(
          input,
          `await new Planted${input.number}Work(new Planted${input.number}Out()).run(${input.value});`,
        ),
      ]),
  },
  {
    id: 'text of a list',
    plant: (input) =>
      alone(input, [
        entry(
          input,
          `const plantedText = [['a', ${input.value}]].map(([, one]) => one).filter(Boolean).reduce((sum, one) => sum + one, '');`,
          input.sink('plantedText'),
        ),
      ]),
  },
  {
    id: 'props of a component',
    isJsx: true,
    plant: (input) =>
      alone(input, [
        "import { useEffect as plantedEffect } from 'react';",
        `function Planted${input.number}Out({ text }) {`,
        '  plantedEffect(() => {',
        '    (async () => {',
        `      ${input.sink('text')}`,
        '    })();',
        '  }, [text]);',
        '  return null;',
        '}',
        entry(input, `return <Planted${input.number}Out text={${input.value}} />;`),
      ]),
  },
];
