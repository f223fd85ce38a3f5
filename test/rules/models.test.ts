/**
 * The examples of every model file: facts that the models must state about a snippet, found by the real engine.
 */
import assert from 'node:assert/strict';
import { createExampleRunner, readExamples } from '../../server/src/analyzer/engine/test-models.ts';
import { loadKnowledge } from '../support/knowledge.ts';

const { files } = loadKnowledge();
const modelFiles = files.filter(({ path }) => path.startsWith('models/'));
const { examples, problems } = readExamples(files, modelFiles);

describe('rules/models', () => {
  const { run } = createExampleRunner(files);

  it('has examples that can be read', () => assert.deepEqual(problems, []));

  it('has an example in every file', () => {
    const shown = new Set(examples.map(({ path }) => path));
    assert.deepEqual(
      modelFiles.filter(({ path }) => !shown.has(path)).map(({ path }) => path),
      [],
    );
  });

  for (const example of examples) {
    it(`${example.path}:${example.line} ${example.name}`.trim(), () => {
      const result = run(example);
      assert.deepEqual(result.problems, []);
      assert.deepEqual(result.wrong, []);
    });
  }
});
