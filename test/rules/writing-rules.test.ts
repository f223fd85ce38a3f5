/**
 * The examples of docs/writing-rules.md: every YAML block loads without a problem, and a block of code behind a rule is
 * scanned with that rule and held against its comments.
 */
import assert from 'node:assert/strict';
import { loadKinds } from '../../server/src/analyzer/rules/load-kinds.ts';
import { loadModels } from '../../server/src/analyzer/rules/load-models.ts';
import { loadModelExamples } from '../../server/src/analyzer/rules/read-model-examples.ts';
import { checkFindings } from '../support/check-findings.ts';
import { annotateFixture, parseFixture } from '../support/fixture.ts';
import { loadKnowledge } from '../support/knowledge.ts';
import { readRepositoryText } from '../support/repository.ts';
import { reportedFindings, runEngine } from '../support/run-engine.ts';

interface Block {
  readonly language: string;
  readonly text: string;
  /** 1-based line of its first line in the page. */
  readonly line: number;
}

function readBlocks(page: string): readonly Block[] {
  const blocks: Block[] = [];
  for (const match of page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm))
    blocks.push({
      language: match[1] ?? '',
      text: match[2] ?? '',
      line: page.slice(0, match.index).split('\n').length + 1,
    });
  return blocks;
}

describe('docs/writing-rules.md', () => {
  const blocks = readBlocks(readRepositoryText('docs/writing-rules.md') ?? '');
  const yaml = blocks.filter(({ language }) => language === 'yaml');

  it('has examples of rules and of a model', () => {
    assert.ok(yaml.some(({ text }) => text.startsWith('rules:')));
    assert.ok(yaml.some(({ text }) => text.startsWith('schema:')));
  });

  for (const block of yaml.filter(({ text }) => !text.startsWith('schema:'))) {
    const code = blocks[blocks.indexOf(block) + 1];
    it(`line ${block.line}: the rule loads${code?.language === 'ts' ? ' and finds what its code says' : ''}`, () => {
      const fixture = parseFixture('example.ts', code?.language === 'ts' ? code.text : '');
      const ruleFiles = [{ path: 'example.yaml', text: block.text }];
      const engine = runEngine({ files: fixture.files, ruleFiles });
      assert.deepEqual(engine.problems(), []);
      const ruleIds = engine.rules().map(({ id }) => id);
      assert.equal(ruleIds.length, 1);
      assert.deepEqual(checkFindings(reportedFindings(engine), annotateFixture(fixture), { ruleIds }), []);
    });
  }

  for (const block of yaml.filter(({ text }) => text.startsWith('schema:'))) {
    it(`line ${block.line}: the model loads`, () => {
      const { files } = loadKnowledge();
      const { kinds } = loadKinds(
        files.find(({ path }) => path === 'kinds.yaml') ?? { path: 'kinds.yaml', text: '' },
      );
      const models = [{ path: 'models/example.yaml', text: block.text }];
      assert.deepEqual(loadModels(models, kinds).problems, []);
      assert.deepEqual(loadModelExamples(models, kinds).problems, []);
    });
  }
});
