/** Settings of the editor: what is understood, what is reported, and that the manifest says the same. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { defaultSettings, resolveSettings } from '../../../server/src/lsp/settings.ts';
import { repositoryRoot } from '../../support/repository.ts';

describe('resolveSettings', () => {
  it('fills in what is missing', () => {
    assert.deepEqual(resolveSettings(undefined).settings, defaultSettings);
    assert.deepEqual(resolveSettings({ severity: 'high', rules: { a: 'off' } }), {
      settings: { ...defaultSettings, severity: 'high', rules: { a: 'off' } },
      problems: [],
    });
  });

  it('names what it does not understand, and goes on', () => {
    const { settings, problems } = resolveSettings({
      severity: 3,
      minConfidence: 'low',
      includeTests: 'yes',
      rules: { a: 'loud', b: 'low' },
      packs: 'privacy',
      scan: null,
    });
    assert.deepEqual(settings, { ...defaultSettings, minConfidence: 'low', rules: { b: 'low' } });
    assert.equal(problems.length, 4);
    assert.match(
      problems.join('\n'),
      /sekretess\.severity is 3.*\n.*includeTests.*\n.*"loud" for a.*\n.*packs/,
    );
    assert.equal(resolveSettings([]).problems.length, 1);
  });

  it('has the defaults of package.json', () => {
    const { contributes } = JSON.parse(readFileSync(path.join(repositoryRoot, 'package.json'), 'utf8'));
    const properties: Record<string, { readonly default: unknown; readonly markdownDescription?: string }> =
      contributes.configuration.properties;
    for (const [key, value] of Object.entries(defaultSettings))
      assert.deepEqual(properties[`sekretess.${key}`]?.default, value, key);
    for (const [key, { markdownDescription }] of Object.entries(properties))
      assert.ok(markdownDescription, `${key} has a description`);
  });
});
