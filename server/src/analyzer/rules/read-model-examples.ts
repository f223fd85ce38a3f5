/**
 * Reads the examples of model files: snippets with the facts that must be found in them.
 *
 * Apart from the rows, because only tests need them.
 */
import type { Problem } from '../base/problem.ts';
import type { KindRegistry } from './kind.ts';
import {
  type FileContext,
  fieldsOf,
  type RowReader,
  readTextNodes,
  report,
  reportAt,
  scalarText,
  textOf,
  unknownKind,
} from './model-row-reader.ts';
import type { ExampleFact, ModelExample, ModelText } from './model-rows.ts';
import { parseYamlTree, type YamlNode, yamlEntry } from './yaml-tree.ts';

/** The examples of all files in the order of their paths, and what is wrong with them. */
export function loadModelExamples(
  files: readonly ModelText[],
  kinds: KindRegistry,
): { readonly examples: readonly ModelExample[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const examples = sorted.flatMap(({ path, text }) => {
    const { root } = parseYamlTree(path, text);
    return root === undefined ? [] : readExamples({ path, kinds, problems }, root);
  });
  return { examples, problems };
}

function readExamples(context: FileContext, root: YamlNode): readonly ModelExample[] {
  const list = yamlEntry(root, 'examples')?.value;
  if (list === undefined) return [];
  if (list.kind !== 'list') {
    reportAt(
      context,
      list.at,
      'error',
      '"examples" must be a list of maps with `code:` and `expect:`.',
      'examples',
    );
    return [];
  }
  return list.items.flatMap((node, index) => {
    const row = `examples, row ${index + 1}`;
    const origin = { path: context.path, line: node.at.line, column: node.at.column, row };
    const reader: RowReader = { ...context, origin, section: 'examples' };
    const fields = fieldsOf(reader, node, [], ['name', 'file', 'code', 'expect']);
    const code = textOf(reader, fields, 'code');
    if (code === undefined) return [];
    const expect = readTextNodes(fields.get('expect')).flatMap((item) => readExampleFact(reader, item, code));
    if (expect.length === 0)
      report(reader, node.at, 'An example needs `expect:` with at least one fact.', 'expect');
    return [
      {
        path: context.path,
        line: node.at.line,
        name: fields.has('name') ? (textOf(reader, fields, 'name') ?? '') : '',
        file: fields.has('file') ? (textOf(reader, fields, 'file') ?? 'example.ts') : 'example.ts',
        code,
        expect,
      },
    ];
  });
}

function readExampleFact(reader: RowReader, node: YamlNode, code: string): readonly ExampleFact[] {
  const text = scalarText(node);
  const parts = /^(no )?(source|sink|flow|endpoint|query|call) (.+) @(\d+)$/.exec(text);
  const line = Number(parts?.[4]);
  if (parts === null || line < 1 || line > code.split('\n').length) {
    report(
      reader,
      node.at,
      `"${text}" is no expectation. Write \`sink log @2\`, \`no sink log @3\`, \`source remote @1\`, \`flow remote -> sql @4\`, \`endpoint GET /a @1\`, \`query read patient @2\` or \`call console.log @1\`, with a line of the snippet.`,
      'expect',
    );
    return [];
  }
  const words = (parts[3] ?? '').split(/\s+/).filter((word) => word !== '->');
  const subject = parts[2] as ExampleFact['subject'];
  const kindWords = subject === 'source' || subject === 'sink' || subject === 'flow' ? words : [];
  for (const word of kindWords)
    if (!reader.kinds.has(word)) report(reader, node.at, unknownKind(word), 'expect');
  return [{ negated: parts[1] !== undefined, subject, words, line, text }];
}
