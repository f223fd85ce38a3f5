import assert from 'node:assert/strict';
import { rulesOfPacks, unknownPacks } from '../../../server/src/scan/packs.ts';

const paths = [
  'kinds.yaml',
  'models/a.yaml',
  'packs/access/b.yaml',
  'packs/web/c.yaml',
  'packs/web/deep/d.yml',
];

describe('rulesOfPacks', () => {
  it('switches off what was not chosen, and nothing without a choice', () => {
    assert.deepEqual(rulesOfPacks([], paths), {});
    assert.deepEqual(rulesOfPacks(['web'], paths), { b: 'off' });
    assert.deepEqual(rulesOfPacks(['access', 'web'], paths), {});
  });

  it('switches on every rule of a pack that was chosen with its optional rules', () => {
    assert.deepEqual(rulesOfPacks(['web/all'], paths), { b: 'off', c: 'on', d: 'on' });
  });
});

describe('unknownPacks', () => {
  it('names what no pack is called', () => {
    assert.deepEqual(unknownPacks(['web', 'web/all', 'wep', 'models'], paths), ['wep', 'models']);
  });
});
