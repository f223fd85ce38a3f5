import assert from 'node:assert/strict';
import { annotateFixture, parseFixture } from '../../support/fixture.ts';

describe('parseFixture', () => {
  it('gives one file for a plain text', () => {
    const { files, options } = parseFixture('calls/plain.ts', '// A comment.\nrun();\n');
    assert.deepEqual(files, [{ path: 'calls/plain.ts', text: '// A comment.\nrun();\n', firstLine: 1 }]);
    assert.equal(options.size, 0);
  });

  it('keeps a fixture that is only a comment', () => {
    assert.equal(parseFixture('empty.ts', '// nothing\n').files.length, 1);
  });

  it('splits at file markers and drops a preamble of comments', () => {
    const text = [
      '// About this.',
      '',
      '// @file: src/a.ts',
      'a();',
      '# @file: b.yml',
      'b: 1',
      '<!-- @file: c.html -->',
      '<p>',
    ];
    assert.deepEqual(parseFixture('x.ts', text.join('\n')).files, [
      { path: 'src/a.ts', text: 'a();', firstLine: 4 },
      { path: 'b.yml', text: 'b: 1', firstLine: 6 },
      { path: 'c.html', text: '<p>', firstLine: 8 },
    ]);
  });

  it('names what stands in front of the first marker after the fixture', () => {
    const { files } = parseFixture('main.ts', 'import "./b";\n// @file: b.ts\nb(); // ok: demo');
    assert.deepEqual(
      files.map((it) => it.path),
      ['main.ts', 'b.ts'],
    );
    const [, second] = annotateFixture({ files, options: new Map() });
    assert.equal(second?.expected.annotations[0]?.line, 1);
  });

  it('reads options and refuses unknown, doubled or broken ones', () => {
    const known = ['maxAccessPathLength'];
    const { options, files } = parseFixture('x.ts', '// @option: maxAccessPathLength=2\nrun();', known);
    assert.equal(options.get('maxAccessPathLength'), '2');
    assert.equal(files[0]?.text.split('\n').length, 2, 'lines keep their numbers');
    assert.throws(
      () => parseFixture('x.ts', '// @option: other=2', known),
      /x\.ts:1: unknown option other; known are max/,
    );
    assert.throws(() => parseFixture('x.ts', '// @option: other', known), /must be `@option: name=value`/);
    const twice = '// @option: maxAccessPathLength=2\n'.repeat(2);
    assert.throws(() => parseFixture('x.ts', twice, known), /set twice/);
  });

  it('refuses doubled files and paths that lead away', () => {
    assert.throws(() => parseFixture('x.ts', 'a();\n// @file: b.ts\n// @file: b.ts\n'), /occurs twice/);
    for (const path of ['../b.ts', '/b.ts', 'a\\b.ts', 'c:/b.ts', '', './b.ts']) {
      assert.throws(() => parseFixture('x.ts', `a();\n// @file: ${path}\n`), /plain relative path/, path);
    }
  });
});
