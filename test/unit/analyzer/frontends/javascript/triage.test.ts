import assert from 'node:assert/strict';
import { lowerModule } from '../../../../../server/src/analyzer/frontends/javascript/lower-module.ts';
import { parseModule } from '../../../../../server/src/analyzer/frontends/javascript/parse.ts';
import {
  isSupportedPath,
  isTestPath,
  triageFile,
} from '../../../../../server/src/analyzer/frontends/javascript/triage.ts';
import { verifyModule } from '../../../../../server/src/analyzer/ir/verify-module.ts';

describe('triage', () => {
  it('supports the extensions of the language', () => {
    for (const path of [
      'a.ts',
      'a.tsx',
      'a.mts',
      'a.cts',
      'a.js',
      'a.jsx',
      'a.mjs',
      'a.cjs',
      'a.d.ts',
      'a.d.mts',
    ])
      assert.equal(isSupportedPath(path), true, path);
    for (const path of ['a.json', 'a.py', 'ts', 'a.tsx.snap', 'a.astro', 'Makefile'])
      assert.equal(isSupportedPath(path), false, path);
  });

  it('knows test code by its path', () => {
    for (const path of [
      'test/a.ts',
      'src/__tests__/a.ts',
      'src/a.test.ts',
      'src/a.spec.tsx',
      'e2e/a.ts',
      'cypress/support/a.ts',
      'src/mocks/a.ts',
      '__mocks__/a.js',
      'src/fixtures/a.ts',
      'src/a.stories.tsx',
      'test-login.js',
      'test_sms.ts',
      'scripts/test-connection.mjs',
      'backend/scripts/test-connection.js',
      'src/setupTests.ts',
      'jest.setup.js',
      'vitest.config.mts',
      '.storybook/preview.tsx',
      'src/list/fixture.tsx',
      'src/test-utils/render.tsx',
      'src/data/mock-data.ts',
      'playwright/login.ts',
      'create-test-users-simple.js',
      'scripts/create-sample-appointments.ts',
      'src/app/tests/orders.ts',
      'src/modules/orders/tests/a.ts',
      'tests/modules/orders/a.ts',
    ])
      assert.equal(isTestPath(path), true, path);
    for (const path of [
      'src/a.ts',
      'src/latest/a.ts',
      'src/contest.ts',
      'src/attestation/a.ts',
      'src/test.ts',
      'src/test-results.ts',
      'test-results.tsx',
      'lab-test.ts',
      'src/scripts/test-order.ts',
      'src/setup.ts',
      'src/data/samples.ts',
      'src/sample-data-entry/a.ts',
      'src/specimens/a.ts',
      'src/lab/test-orders.ts',
      'src/attest-data.ts',
      'src/graphql/modules/Test/resolvers.js',
      'src/features/tests/order.ts',
      'src/app/(staff)/tests/[id]/page.tsx',
      'src/routes/tests/+page.server.ts',
    ])
      assert.equal(isTestPath(path), false, path);
  });

  it('leaves out what is too large or minified', () => {
    assert.equal(triageFile('a.js', 'x;\n'.repeat(700_000)), 'too-large');
    assert.equal(triageFile('a.js', `${'a+b;'.repeat(2000)}\n`), 'minified');
    assert.equal(triageFile('a.js', 'const a = 1;\n'.repeat(1000)), 'code');
    assert.equal(triageFile('a.js', `const a = '${'x'.repeat(1500)}';`), 'code');
    const bundle = `(function webpackUniversalModuleDefinition(root, factory) {\n${'  part();\n'.repeat(25_000)}`;
    assert.equal(triageFile('lib/quill.js', bundle), 'minified');
    assert.equal(triageFile('dist/small.js', bundle.slice(0, 100_000)), 'code');
    assert.equal(triageFile('src/build.js', `${'  part();\n'.repeat(25_000)}// webpackBootstrap\n`), 'code');
    const lowered = lowerModule(parseModule('bundle.js', 'a(b);'.repeat(1_000_000)));
    assert.deepEqual(
      lowered.gaps.map((gap) => gap.kind),
      ['file-too-large'],
    );
    assert.equal(lowered.ir.functions.length, 1);
    assert.deepEqual(verifyModule(lowered.ir), []);
  });

  it('keeps the key names of data tables and nothing of their size', () => {
    const rows = Array.from(
      { length: 4000 },
      (_, i) => `  { code: ${i}, display: 'Finding ${i}', 'sort-order': -1 },`,
    );
    const text = `export const codes = [\n${rows.join('\n')}\n];\n`;
    assert.equal(triageFile('codes.ts', text), 'data-table');
    const { ir, gaps } = lowerModule(parseModule('codes.ts', text));
    assert.deepEqual(
      gaps.map((gap) => gap.kind),
      ['file-data-table'],
    );
    assert.ok(ir.op.length < 20);
    for (const key of ['code', 'display', 'sort-order']) assert.ok(ir.strings.includes(key));
    assert.deepEqual(verifyModule(ir), []);
    const code = Array.from({ length: 4000 }, (_, i) => `f${i}(a, b + ${i});`).join('\n');
    assert.equal(triageFile('code.ts', code), 'code');
  });
});
