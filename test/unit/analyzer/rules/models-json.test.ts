/**
 * Compiled models survive being written as text.
 */
import assert from 'node:assert/strict';
import { loadKinds } from '../../../../server/src/analyzer/rules/load-kinds.ts';
import { loadModels } from '../../../../server/src/analyzer/rules/load-models.ts';
import { modelsFromJson, modelsToJson } from '../../../../server/src/analyzer/rules/model-json.ts';
import { loadKnowledge } from '../../../support/knowledge.ts';

describe('models as JSON', () => {
  const { files } = loadKnowledge();
  const kinds = loadKinds(files.find(({ path }) => path === 'kinds.yaml') ?? { path: '', text: '' });
  const { models } = loadModels(
    files.filter(({ path }) => path.startsWith('models/')),
    kinds.kinds,
  );
  const text = modelsToJson(models);

  it('are the same models when read back', () => {
    assert.deepEqual(modelsFromJson(text), models);
  });

  it('are the same text when written again', () => {
    assert.equal(modelsToJson(modelsFromJson(text)), text);
  });
});
