/** Ranks of levels, alone and together. */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  combinedRank,
  coOccurrenceOf,
  levelRanks,
  levelsByRank,
  matchesSelector,
  typesAt,
  worstLevel,
} from '../../../../server/src/analyzer/classification/levels.ts';
import { shippedDataTypes } from './catalog.ts';

const { catalog } = shippedDataTypes;
const types = (...ids: string[]) => ids.flatMap((id) => catalog.byId.get(id) ?? []);

describe('levels', () => {
  it('are listed worst first', () => {
    assert.deepEqual(
      levelsByRank.map((level) => levelRanks[level]),
      [5, 4, 4, 2, 1],
    );
  });

  it('give the worst of a set', () => {
    assert.equal(worstLevel([]), undefined);
    assert.equal(worstLevel(types('demo.zip', 'clin.lab')), 'special');
    assert.equal(worstLevel(types('clin.lab', 'acute.mental', 'name.person')), 'acute');
    assert.equal(worstLevel(types('clin.lab', 'name.person')), 'direct');
  });

  it('tell identities from health data, and both together', () => {
    assert.equal(coOccurrenceOf(types('name.person', 'clin.lab')), 'identity-and-health');
    assert.equal(coOccurrenceOf(types('name.person', 'demo.zip')), 'identity');
    assert.equal(coOccurrenceOf(types('acute.mental')), 'health');
    assert.equal(coOccurrenceOf(types('demo.zip', 'rel.caregiver_staff')), 'neither');
  });

  it('rank an identity with health data above both', () => {
    assert.equal(combinedRank([]), 0);
    assert.equal(combinedRank(types('name.person')), 4);
    assert.equal(combinedRank(types('name.person', 'clin.lab')), 5);
    assert.equal(combinedRank(types('name.person', 'acute.mental')), 6);
  });

  it('match selectors of rules', () => {
    const [lab] = types('clin.lab');
    assert.ok(lab);
    assert.equal(matchesSelector(lab, { types: [], levels: [] }), true);
    assert.equal(matchesSelector(lab, { types: ['clin.*'], levels: ['special'] }), true);
    assert.equal(matchesSelector(lab, { types: ['clin.lab'], levels: ['direct'] }), false);
    assert.equal(matchesSelector(lab, { types: ['cli.*', 'clin'], levels: [] }), false);
  });

  it('are found by index', () => {
    const indices = types('clin.lab', 'name.person', 'clin.lab').map(({ index }) => index);
    assert.deepEqual(
      typesAt(catalog, [...indices, 999])
        .map(({ id }) => id)
        .sort(),
      ['clin.lab', 'name.person'],
    );
  });
});
