import assert from 'node:assert/strict';
import { parseAnnotations } from '../../support/annotations.ts';

/** `line kind rule` of every expectation. */
function read(...lines: string[]): string[] {
  const { annotations, errors } = parseAnnotations(lines.join('\n'));
  assert.deepEqual(errors, []);
  return annotations.map((it) => {
    const types = it.dataTypes === undefined ? '' : ` {${it.dataTypes.join(' ')}}`;
    const kind = it.kind === 'step' ? `step${it.step}` : it.kind;
    return `${it.line} ${kind} ${it.ruleId}${types}${it.reason === '' ? '' : ` (${it.reason})`}`;
  });
}

function errorsOf(...lines: string[]): string[] {
  return parseAnnotations(lines.join('\n')).errors.map((it) => `${it.line}: ${it.message}`);
}

describe('annotations', () => {
  it('behind code speak about their own line', () => {
    assert.deepEqual(
      read(
        'sink(a); // ruleid: demo',
        'sink(b); // ok: demo',
        'sink(c); //todook:demo -- fields are merged',
        'eval(d); /* todoruleid: demo -- code in strings */',
        'return e; // step 2: demo',
      ),
      [
        '1 ruleid demo',
        '2 ok demo',
        '3 todook demo (fields are merged)',
        '4 todoruleid demo (code in strings)',
        '5 step2 demo',
      ],
    );
  });

  it('alone on a line speak about the next code line, and add up', () => {
    assert.deepEqual(
      read(
        '// ruleid: one',
        '/* ok: two */',
        '',
        '// a plain comment',
        '  /* and',
        '     another */',
        'sink(a);',
        'sink(b);',
      ),
      ['7 ruleid one', '7 ok two'],
    );
  });

  it('take several ids, data types and a reason', () => {
    assert.deepEqual(
      read(
        'lookup(x); // ruleid: by-id {nid.se.personnummer, name.person}, other, third {} -- both leave -- really',
      ),
      [
        '1 ruleid by-id {name.person nid.se.personnummer} (both leave -- really)',
        '1 ruleid other (both leave -- really)',
        '1 ruleid third {} (both leave -- really)',
      ],
    );
  });

  it('come in every comment form', () => {
    assert.deepEqual(
      read(
        '{/* ruleid: jsx */}',
        '<p>{name}</p> {/* ok: jsx2 */}',
        '# ruleid: yaml',
        'key: value # ok: yaml2',
        '<!-- ruleid: html -->',
        '<p>text</p> <!-- ok: html2 -->',
        '/* ruleid: before */ sink(a);',
      ),
      [
        '2 ruleid jsx',
        '2 ok jsx2',
        '4 ruleid yaml',
        '4 ok yaml2',
        '6 ruleid html',
        '6 ok html2',
        '7 ruleid before',
      ],
    );
  });

  it('may share a line', () => {
    assert.deepEqual(read('sink(a); // step 1: one // ruleid: two', '/* ok: a */ /* ok: b */', 'code();'), [
      '1 step1 one',
      '1 ruleid two',
      '3 ok a',
      '3 ok b',
    ]);
  });

  it('are not taken for code when they hide in a pattern or private field', () => {
    assert.deepEqual(
      read("const glob = 'src/**/*.ts'; // ok: demo", 'class A {', '  // ruleid: field', '  #name = 1;', '}'),
      ['1 ok demo', '4 ruleid field'],
    );
  });

  it('leave prose alone', () => {
    assert.deepEqual(
      read(
        'a(); // ok then we go on',
        '// Step by step',
        '// the ruleid is in the docs',
        '// ok',
        'b(); // okay: fine',
      ),
      [],
    );
  });

  it('fail when they only look like expectations', () => {
    for (const comment of [
      '// ruleid demo',
      '// ruleid',
      '// RuleID: demo',
      '// rule-id: demo',
      '// todo-ruleid: demo -- why',
      '// deepruleid: demo',
      '// ok demo',
      '// ok = demo',
      '// step: demo',
      '// step 1 demo',
      '// ^^^ ruleid: demo',
      '// ruleid: two words',
      '// ruleid:',
      '// ok: demo {name.person}',
      '// todook: demo',
      '// todoruleid: demo --',
    ]) {
      const errors = errorsOf(`sink(a); ${comment}`);
      assert.equal(errors.length, 1, comment);
    }
    assert.match(errorsOf('x(); // ruleid demo').join(), /^1: `ruleid demo` looks like an expectation/);
    assert.match(errorsOf('x(); // todook: demo').join(), /needs a reason/);
  });

  it('fail without a code line and when they contradict each other', () => {
    assert.deepEqual(errorsOf('code();', '// ruleid: demo', ''), [
      '2: No code line follows this expectation.',
    ]);
    assert.deepEqual(errorsOf('// ok: demo', 'code(); // ruleid: demo'), [
      '2: Line 2 is both `ok` and `ruleid` for demo.',
    ]);
  });

  it('count lines alike for LF and CRLF', () => {
    assert.deepEqual(parseAnnotations('a();\r\nb(); // ok: x\r\n').annotations[0]?.line, 2);
  });
});
