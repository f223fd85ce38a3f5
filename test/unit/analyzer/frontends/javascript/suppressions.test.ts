// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the samples are code.
import assert from 'node:assert/strict';
import { buildLineStarts } from '../../../../../server/src/analyzer/base/line-index.ts';
import { parseModule } from '../../../../../server/src/analyzer/frontends/javascript/parse.ts';
import { readSuppressions } from '../../../../../server/src/analyzer/frontends/javascript/suppressions.ts';

function read(text: string, path = 'a.tsx') {
  const found = readSuppressions(text, buildLineStarts(text), parseModule(path, text).sourceFile);
  const withoutTree = readSuppressions(text, buildLineStarts(text));
  assert.deepEqual(withoutTree, found, 'the same without a tree');
  return found;
}

describe('suppressions', () => {
  it('are read with ids, reason and day', () => {
    const [found, ...more] = read(
      'f(); // sekretess-ignore a-rule, pack.b: it is synthetic until 2027-01-31\n',
    );
    assert.deepEqual(more, []);
    assert.deepEqual(found, {
      ruleIds: ['a-rule', 'pack.b'],
      reason: 'it is synthetic',
      until: '2027-01-31',
      syntax: 'sekretess-ignore',
      targetLine: 0,
      start: 5,
      length: 68,
    });
  });

  it('need neither reason nor day, but an id', () => {
    assert.deepEqual(read('// sekretess-ignore a-rule\nf();')[0]?.ruleIds, ['a-rule']);
    assert.deepEqual(read('// sekretess-ignore\nf();'), []);
    assert.deepEqual(
      read('// about sekretess-ignore comments in general, see below.\nf();').length <= 1,
      true,
    );
  });

  it('speak about the next line of code', () => {
    const text = '// sekretess-ignore a: b\n\n// more\n/* and\n more */\nf();\n';
    assert.equal(read(text)[0]?.targetLine, 5);
    assert.equal(read('/* sekretess-ignore a: b */ f();')[0]?.targetLine, 0);
    assert.equal(read('f(1, // sekretess-ignore a: b\n2);')[0]?.targetLine, 0);
  });

  it('are read in block comments and JSX', () => {
    const text =
      'const a = (\n  <p>\n    {/* sekretess-ignore a: shown to the patient */}\n    <b>{x}</b>\n  </p>\n);';
    const [found] = read(text);
    assert.equal(found?.reason, 'shown to the patient');
    assert.equal(found?.targetLine, 3);
    assert.equal(read('/**\n * sekretess-ignore a: b\n */\nf();')[0]?.targetLine, 3);
  });

  it('are read for nosemgrep with and without ids', () => {
    assert.deepEqual(read('f(); // nosemgrep')[0]?.ruleIds, []);
    assert.deepEqual(read('f(); // nosemgrep: a.b.c, d')[0]?.ruleIds, ['a.b.c', 'd']);
    assert.equal(read('f(); // nosemgrep')[0]?.syntax, 'nosemgrep');
    for (const text of ['f(); // nosem', 'f(); // NOSEMGREP', 'f(); //nosem', 'f(); // why: nosemgrep'])
      assert.deepEqual(read(text)[0]?.ruleIds, [], text);
    assert.deepEqual(read('// nosem: a, b -- why\nf();')[0]?.ruleIds, ['a', 'b']);
    for (const text of ['f(); // foonosem', 'f(); // nosemantics', 'f(); // no-nosem'])
      assert.deepEqual(read(text), [], text);
  });

  it('speak about no line but their own and the next for nosemgrep', () => {
    assert.equal(read('// nosemgrep\nf();')[0]?.targetLine, 1);
    assert.equal(read('// nosemgrep\n\nf();')[0]?.targetLine, 1);
    assert.equal(read('// nosemgrep\n// more\nf();')[0]?.targetLine, 1);
    assert.equal(read('/*\n * nosemgrep\n */\nf();')[0]?.targetLine, 2);
    assert.deepEqual(read(`f(); // nosemgrep: "a", 'b'`)[0]?.ruleIds, ['a', 'b']);
  });

  it('are not read in strings, templates, regular expressions, code and JSX text', () => {
    const texts = [
      `f('// sekretess-ignore a: b');`,
      'f(`// nosemgrep`);',
      'f(`${a} // nosemgrep ${b} // nosemgrep`);',
      'f(/\\/\\/ nosemgrep/);',
      'const nosemgrep = 1; f(nosemgrep);',
      'const a = <p>// sekretess-ignore a: b</p>;',
      'const a = <p title="// sekretess-ignore a: b" />;',
    ];
    for (const text of texts) assert.deepEqual(read(text), [], text);
  });

  it('are read behind a template and before a string', () => {
    assert.equal(read('f(`${a}`); // nosemgrep').length, 1);
    assert.equal(read('f(/* nosemgrep */ "a");').length, 1);
    assert.equal(read('/* nosemgrep */ `a${1}`;').length, 1);
  });
});
