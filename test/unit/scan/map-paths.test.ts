import assert from 'node:assert/strict';
import { createPathMap } from '../../../server/src/scan/map-paths.ts';

describe('createPathMap', () => {
  it('makes paths relative to the scanned folder, also those outside of it', () => {
    const map = createPathMap('packages/api/');
    assert.deepEqual(
      [
        'packages/api/src/a.ts',
        'tsconfig.json',
        'packages/tsconfig.json',
        'packages/apiary/a.ts',
        'config/x.json',
      ].map(map),
      ['src/a.ts', '../../tsconfig.json', '../tsconfig.json', '../apiary/a.ts', '../../config/x.json'],
    );
  });

  it('changes nothing without a prefix', () => {
    assert.equal(createPathMap('')('a/b.ts'), 'a/b.ts');
  });
});
