import assert from 'node:assert/strict';
import { assertLines, lower } from './lowered.ts';

describe('lowering of JSX', () => {
  const jsx = (body: string) => lower(`function f(a, p, C, o) { return ${body}; }`, 'test.tsx');

  it('calls components with a props object', () => {
    assertLines(
      jsx('<C x={a} y="s" z {...p} />').body('f'),
      `%4 = obj
       %5 = store %4 .x = %0
       %6 = const "s"
       %7 = store %5 .y = %6
       %8 = const true
       %9 = store %7 .z = %8
       %10 = spread %9 ...%1
       %11 = call %2 (%10) [jsx]`,
    );
  });

  it('calls host elements by their name', () => {
    assertLines(
      jsx('<a href={p}>{a}</a>').body('f'),
      '%4 = const "a"\n%6 = store %5 .href = %1\n%7 = store %6 .children = %0\n%8 = call %4 (%7) [jsx hostelement]',
    );
    assert.match(jsx('<my-tag />').body('f'), /const "my-tag".*hostelement/s);
    assert.match(jsx('<svg:path xlink:href={a} />').body('f'), /const "svg:path".*\["xlink:href"\]/s);
  });

  it('takes members as components', () => {
    assert.match(jsx('<o.Item />').body('f'), /load %3 \.Item.*call %\d+ \(%\d+\) \[jsx\]/s);
  });

  it('collects several children in an array, and drops blank lines', () => {
    const it = jsx('<C>\n  text {a}\n  <b />\n  {/* none */}\n</C>');
    assert.match(it.body('f'), /const "text "/);
    assert.match(it.body('f'), /arr \[%\d+, %0, %\d+\]/);
  });

  it('lowers fragments and spread children', () => {
    assert.match(jsx('<>{a}{...p}</>').body('f'), /const "".*elems %1.*arr.*\[jsx hostelement\]/s);
  });

  it('keeps dangerouslySetInnerHTML visible', () => {
    const it = jsx('<div dangerouslySetInnerHTML={{ __html: a }} />');
    assert.match(it.body('f'), /store %\d+ \.__html = %0.*\.dangerouslySetInnerHTML/s);
  });
});
