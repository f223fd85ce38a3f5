/**
 * Input of a size or shape that nobody writes by hand: no crash, bounded work, and the rest is still analyzed.
 *
 * Each case stands beside a small file with a finding, which must be found. What could not be read is a coverage gap
 * with the name of its file; what could be read has its own finding at the end.
 */
import assert from 'node:assert/strict';
import { reportedFindings, runEngine } from '../../../support/run-engine.ts';

const rule = `rules:
  - id: demo
    mode: taint
    languages: [typescript, javascript]
    severity: HIGH
    message: Data of the source reaches the sink.
    pattern-sources:
      - pattern: source(...)
    pattern-sinks:
      - pattern: sink(...)
`;
const ending = '\nexport function last() {\n  sink(source());\n}\n';

/** `count` texts, one a line. */
function lines(count: number, text: (index: number) => string, separator = '\n'): string {
  return Array.from({ length: count }, (_, index) => text(index)).join(separator);
}

interface Outcome {
  /** Files with a finding, sorted. */
  readonly found: readonly string[];
  /** Files of the coverage gaps, sorted. */
  readonly gaps: readonly string[];
}

function scan(files: readonly { readonly path: string; readonly text: string }[]): Outcome {
  const engine = runEngine({
    files: [...files, { path: 'other.ts', text: ending }],
    ruleFiles: [{ path: 'rule.yaml', text: rule }],
  });
  const sorted = (paths: readonly string[]) => [...new Set(paths)].sort();
  return {
    found: sorted(reportedFindings(engine, 'low').map(({ path }) => path)),
    gaps: sorted(engine.coverage().gaps.map(({ path }) => path)),
  };
}

describe('bad input', function () {
  this.timeout(120_000);

  const whole: readonly (readonly [string, string])[] = [
    [
      'a file of 50,000 lines',
      lines(
        10_000,
        (i) =>
          `export function f${i}(a: any) {\n  const b = a.x${i};\n  if (b) return f${(i + 1) % 10_000}(b);\n  return b;\n}`,
      ),
    ],
    [
      'a switch with 100,000 arms',
      `function s(a: any) { switch (a) {\n${lines(100_000, (i) => `case ${i}:b();`)}\n} }`,
    ],
    [
      '5,000 functions that call each other',
      `${lines(
        5000,
        (i) =>
          `function r${i}(a: any, n: any): any { return n ? r${(i + 1) % 5000}(a, n) : r${(i * 7 + 3) % 5000}(a.b, n - 1); }`,
      )}\nr0(source(), 3);`,
    ],
    [
      'a hierarchy of 500 classes',
      `class C0 { m(a: any) { return a; } }\n${lines(
        500,
        (i) => `class C${i + 1} extends C${i} { m${i}(a: any) { return super.m(a); } }`,
      )}\nnew C500().m499(source());`,
    ],
    ['a text of a megabyte', `${'const y = 1;\n'.repeat(3000)}const x = "${'abc '.repeat(250_000)}";`],
    ['an object with 20,000 keys', `const x = {\n${lines(20_000, (i) => `key${i}: value${i}(),`)}\n};`],
  ];
  for (const [title, text] of whole) {
    it(title, () => {
      assert.deepEqual(scan([{ path: 'bad.ts', text: text + ending }]).found, ['bad.ts', 'other.ts']);
    });
  }

  it('a cycle of 500 modules', () => {
    const files = Array.from({ length: 500 }, (_, i) => ({
      path: `m${i}.ts`,
      text: `import { f${(i + 1) % 500} } from './m${(i + 1) % 500}';\nexport * from './m${(i + 1) % 500}';\nexport const f${i} = (a: any): any => f${(i + 1) % 500}(a);\n`,
    }));
    const last = { path: 'z.ts', text: `import { f7 } from './m9';\nf7(source());${ending}` };
    assert.deepEqual(scan([...files, last]).found, ['other.ts', 'z.ts']);
  });

  const deep: readonly (readonly [string, string])[] = [
    ['parentheses', `const x = ${'(\n'.repeat(10_000)}1${')'.repeat(10_000)};`],
    ['arrays', `const x = ${'[\n'.repeat(10_000)}1${']'.repeat(10_000)};`],
    ['blocks', `function g() ${'{\n'.repeat(10_000)}${'}'.repeat(10_000)}`],
    ['functions', `${'(() =>\n'.repeat(10_000)}1${')'.repeat(10_000)};`],
    ['calls in a row', `const x = q${lines(10_000, (i) => `.m(${i})`)};`],
    ['terms', `const x = ${lines(10_000, (i) => `a${i}`, ' +\n')};`],
    ['else', `function h(a: any) { ${lines(10_000, (i) => `if (a === ${i}) return ${i};`, ' else\n')} }`],
    ['conditional expressions', `const x = ${lines(10_000, (i) => `a === ${i} ? ${i} :`)} 0;`],
  ];
  for (const [title, text] of deep) {
    it(`${title}, nested 10,000 deep`, () => {
      const { found, gaps } = scan([{ path: 'bad.ts', text: text + ending }]);
      assert.ok(found.includes('other.ts'));
      assert.deepEqual(gaps, ['bad.ts']);
    });
  }
});
