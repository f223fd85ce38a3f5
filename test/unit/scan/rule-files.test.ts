import assert from 'node:assert/strict';
import { loadRuleFiles } from '../../../server/src/scan/rule-files.ts';
import { createMemoryHost } from '../../support/memory-host.ts';

const host = createMemoryHost({
  '/r/rules/a.yaml': 'a',
  '/r/rules/deep/b.yml': 'b',
  '/r/rules/a.test.yaml': '',
  '/r/rules/.hidden/c.yaml': '',
  '/r/rules/a.ts': '',
  '/r/locked.yaml': { unreadable: 'permission denied' },
  '/r/empty/readme.md': '',
});
const load = (...names: readonly string[]) =>
  loadRuleFiles(
    host,
    names.map((name) => ({ name, location: `/r/${name}` })),
  );

describe('loadRuleFiles', () => {
  it('reads files and folders under the names that the user gave them, each once', async () => {
    const { files, includeDefaultRules } = await load('rules/a.yaml', 'rules');
    assert.deepEqual(files, [
      { path: 'rules/a.yaml', text: 'a' },
      { path: 'rules/deep/b.yml', text: 'b' },
    ]);
    assert.equal(includeDefaultRules, false);
  });

  it('knows the shipped rules by their word', async () => {
    assert.deepEqual(await load('default'), { files: [], includeDefaultRules: true, problems: [] });
  });

  it('reports a file that cannot be read', async () => {
    const { problems } = await load('locked.yaml');
    assert.match(problems[0]?.message ?? '', /permission denied\. Its rules did not run/);
  });

  it('refuses what is not there, what is on the network, and folders without rules', async () => {
    await assert.rejects(load('nope.yaml'), /no rule file or folder "nope\.yaml"/);
    for (const name of ['p/javascript', 'auto', 'https://example.com/rules.yaml'])
      await assert.rejects(load(name), /never uses the network/);
    await assert.rejects(load('empty'), /holds no rule file/);
  });
});
