import assert from 'node:assert/strict';
import { assertFindings, checkFindings, type ReportedFinding } from '../../support/check-findings.ts';
import { type AnnotatedFile, annotateFixture, parseFixture } from '../../support/fixture.ts';

function files(...lines: string[]): AnnotatedFile[] {
  return annotateFixture(parseFixture('a.ts', lines.join('\n')));
}

function finding(line: number, more: Partial<ReportedFinding> = {}): ReportedFinding {
  return { ruleId: 'demo', path: 'a.ts', line, dataTypes: [], ...more };
}

describe('checkFindings', () => {
  it('accepts what is expected', () => {
    const fixture = files(
      'sink(a); // ruleid: demo',
      'sink(b); // ok: demo',
      'sink(c); // todook: demo -- merged',
      'sink(d); // todoruleid: demo -- eval',
      'sink(e); // ruleid: demo {name.person, contact.address}',
    );
    const findings = [
      finding(1, { dataTypes: ['name.person'] }),
      finding(3),
      finding(5, { dataTypes: ['contact.address', 'name.person'] }),
    ];
    assert.deepEqual(checkFindings(findings, fixture, { ruleIds: ['demo'] }), []);
    assert.doesNotThrow(() => assertFindings(findings, fixture));
  });

  it('names every disagreement with its place', () => {
    const fixture = files(
      'sink(a); // ruleid: demo',
      'sink(b); // ok: demo',
      'sink(c); // todook: demo -- merged',
      'sink(d); // todoruleid: demo -- eval',
      'sink(e);',
      'sink(f); // ruleid: demo {name.person}',
      'sink(g); // ruleid demo',
    );
    const findings = [
      finding(2),
      finding(4),
      finding(5, { dataTypes: ['name.person'] }),
      finding(6, { dataTypes: ['contact.address'] }),
      finding(9, { path: 'b.ts' }),
    ];
    assert.deepEqual(checkFindings(findings, fixture), [
      'a.ts:1: Missing finding of demo.',
      'a.ts:2: Unexpected finding of demo; the line is marked `ok`.',
      'a.ts:3: demo is no longer reported (merged). Promote `todook` to `ok`.',
      'a.ts:4: demo is now reported (eval). Promote `todoruleid` to `ruleid`.',
      'a.ts:5: Unexpected finding of demo {name.person}. Annotate it with `ruleid: demo` if it is right.',
      'a.ts:6: demo has data types {contact.address}, expected {name.person}.',
      'a.ts:7: `ruleid demo` looks like an expectation and is none. Write `ruleid: rule-id`, `ok: …`, `todoruleid: … -- reason`, `todook: … -- reason` or `step 1: …`.',
      'b.ts:9: Unexpected finding of demo in a file that is not in the fixture.',
    ]);
    assert.throws(() => assertFindings(findings, fixture), /^Error: 8 disagreement\(s\):\na\.ts:1/);
  });

  it('refuses rules nobody knows', () => {
    assert.deepEqual(checkFindings([], files('a(); // ok: dmeo'), { ruleIds: ['demo'] }), [
      'a.ts:1: No rule has the id dmeo.',
    ]);
  });

  it('matches several findings of one line by their data types', () => {
    const fixture = files('// ruleid: demo {a}', '// ruleid: demo {b}', 'sink(x, y);');
    const both = [finding(3, { dataTypes: ['b'] }), finding(3, { dataTypes: ['a'] })];
    assert.deepEqual(checkFindings(both, fixture), []);
    assert.equal(checkFindings(both.slice(1), fixture).length, 1);
    assert.equal(checkFindings([...both, finding(3, { dataTypes: ['c'] })], fixture).length, 1);
  });

  describe('steps', () => {
    const fixture = files(
      'const r = source(); // step 1: demo',
      'const w = wrap(r);',
      'sink(w); // ruleid: demo',
      '// @file: b.ts',
      'return v; // step 2: demo',
    );
    const at = (...places: string[]): ReportedFinding =>
      finding(3, {
        steps: places.map((it) => {
          const [path = '', line = ''] = it.split(':');
          return { path, line: Number(line) };
        }),
      });

    it('must be passed in order, other places may lie between', () => {
      assert.deepEqual(checkFindings([at('a.ts:1', 'a.ts:2', 'b.ts:1', 'a.ts:3')], fixture), []);
    });

    it('fail when the flow goes another way', () => {
      assert.deepEqual(checkFindings([at('b.ts:1', 'a.ts:1', 'a.ts:3')], fixture), [
        'a.ts:1: No code flow of demo passes a.ts:1 → b.ts:1. Seen: b.ts:1 → a.ts:1 → a.ts:3.',
      ]);
      assert.match(checkFindings([finding(3)], fixture).join(), /Seen: \(no steps\)/);
    });

    it('must be numbered without gaps', () => {
      assert.match(checkFindings([], files('a(); // step 2: demo')).join(), /numbered 1, 2, 3/);
      assert.match(
        checkFindings([], files('a(); // step 1: demo', 'b(); // step 1: demo')).join(),
        /found step 1/,
      );
    });
  });

  it('names lines of the whole fixture too', () => {
    const fixture = files('a();', '// @file: b.ts', 'b();', 'c(); // ruleid: demo');
    assert.deepEqual(checkFindings([], fixture), [
      'b.ts:2 (line 4 of the fixture): Missing finding of demo.',
    ]);
  });
});
