import assert from 'node:assert/strict';
import {
  isConfigurationPath,
  parseWorkspaceFiles,
} from '../../../../server/src/analyzer/program/workspace-files.ts';
import { matchesGlob } from '../../../../server/src/analyzer/program/workspace-path.ts';
import { configurationFiles } from './ir-stub.ts';

describe('workspace-files', () => {
  it('knows which files it needs', () => {
    for (const path of [
      'package.json',
      'a/b/package.json',
      'tsconfig.json',
      'a/tsconfig.base.json',
      'tsconfig-base.json',
      'jsconfig.json',
      'pnpm-workspace.yaml',
      'lerna.json',
      'packages/typescript-config/next.json',
    ]) {
      assert.equal(isConfigurationPath(path), true, path);
    }
    for (const path of [
      'a/node_modules/x/package.json',
      'node_modules/x/tsconfig.json',
      'package-lock.json',
      'src/tsconfig.ts',
      'mytsconfig.json',
    ]) {
      assert.equal(isConfigurationPath(path), false, path);
    }
  });

  it('goes on without what is broken, and says what, why and what to do', () => {
    const { gaps, packages, typeScript } = parseWorkspaceFiles(
      configurationFiles({
        'package.json': '{"name": "root",\n "workspaces": ["a"\n',
        'a/package.json': { name: 'a' },
        'tsconfig.json': '{"compilerOptions": {"paths": {"@x/*": ["./x/*"]}}, \n\n oops }',
        'pnpm-workspace.yaml': 'packages: [a',
        'lerna.json': '[1, 2]',
        'deep/package.json': '['.repeat(50_000),
        'huge/tsconfig.json': ' '.repeat(1_000_001),
      }),
    );
    assert.deepEqual(
      gaps.map(({ kind, path }) => `${kind} ${path}`),
      [
        'configuration deep/package.json',
        'configuration huge/tsconfig.json',
        'configuration lerna.json',
        'configuration package.json',
        'configuration pnpm-workspace.yaml',
        'configuration tsconfig.json',
      ],
    );
    for (const { message } of gaps)
      assert.match(message, /could not be read completely.*: .*\. Imports .*\. Correct the file\.$/);
    assert.match(gaps[5]?.message ?? '', /\(line 3\)/);
    assert.deepEqual(
      packages.map(({ name }) => name),
      ['a', '', 'root'],
    );
    assert.equal(typeScript[1]?.aliases[0]?.prefix, '@x/');
  });

  it('survives values of the wrong shape', () => {
    const { gaps, packages, typeScript } = parseWorkspaceFiles(
      configurationFiles({
        'package.json': {
          name: 7,
          main: [],
          workspaces: 'a',
          dependencies: ['x'],
          exports: 3,
          imports: null,
        },
        'tsconfig.json': {
          extends: 5,
          references: [{ path: 4 }, null, 'x'],
          compilerOptions: { paths: ['x'], baseUrl: {}, rootDirs: 'a' },
        },
        'b/tsconfig.json': { compilerOptions: [] },
        'c/tsconfig.json': { compilerOptions: { paths: { '@a': 'not a list', '@b': [1, './b'] } } },
        'pnpm-workspace.yaml': 'packages: 3',
      }),
    );
    assert.deepEqual(gaps, []);
    assert.equal(packages[0]?.name, '');
    assert.deepEqual(
      typeScript[1]?.aliases.map(({ targets }) => targets),
      [[], ['c/b']],
    );
  });

  it('reports extends that lead nowhere or in a circle, once, and not those of libraries', () => {
    const { gaps, typeScript } = parseWorkspaceFiles(
      configurationFiles({
        'tsconfig.json': { extends: './gone.json', compilerOptions: { baseUrl: '.' } },
        'a/tsconfig.json': { extends: ['@tsconfig/node20/tsconfig.json', '/etc/tsconfig.json'] },
        'b/tsconfig.json': { extends: './tsconfig.other' },
        'b/tsconfig.other.json': { extends: './tsconfig.json', compilerOptions: { baseUrl: 'x' } },
        'c/tsconfig.json': { extends: '../tsconfig.json' },
      }),
    );
    assert.deepEqual(
      gaps.map(({ path }) => path),
      ['b/tsconfig.json', 'b/tsconfig.other.json', 'tsconfig.json'],
    );
    assert.equal(typeScript.find(({ path }) => path === 'c/tsconfig.json')?.baseUrl, '');
    assert.equal(typeScript.find(({ path }) => path === 'b/tsconfig.json')?.baseUrl, 'b/x');
  });

  it('extends a configuration of a workspace package', () => {
    const { gaps, typeScript } = parseWorkspaceFiles(
      configurationFiles({
        'package.json': { workspaces: ['*'] },
        'typescript/package.json': { name: '@acme/tsconfig' },
        'typescript/base.json': { compilerOptions: { paths: { '@r/*': ['./r/*'] } } },
        'typescript/broken.json': '[',
        'typescript/tsconfig.react.json': { extends: './base.json' },
        'web/tsconfig.json': { extends: '@acme/tsconfig/tsconfig.react.json' },
        'app/tsconfig.json': { extends: '@acme/tsconfig/base' },
      }),
    );
    assert.deepEqual(gaps, []);
    for (const heir of ['web', 'app']) {
      const found = typeScript.find(({ path }) => path === `${heir}/tsconfig.json`);
      assert.deepEqual(found?.aliases[0]?.targets, ['typescript/r/*']);
    }
  });
});

describe('workspace globs', () => {
  it('match as package managers match them', () => {
    const cases: readonly (readonly [string, string, boolean])[] = [
      ['packages/*', 'packages/a', true],
      ['packages/*', 'packages/a/b', false],
      ['packages/**', 'packages/a/b', true],
      ['packages/**', 'packages', true],
      ['**', 'a/b', true],
      ['**/test/**', 'a/test/b', true],
      ['**/test/**', 'a/tests/b', false],
      ['./apps/*/', 'apps/web', true],
      ['libs/{a,b-*}', 'libs/b-1', true],
      ['libs/{a,b-*}', 'libs/c', false],
      ['a?c', 'abc', true],
      ['a*c*e', 'abcde', true],
      ['a*c*e', 'abcd', false],
      ['.', '', true],
    ];
    for (const [glob, path, expected] of cases)
      assert.equal(matchesGlob(glob, path), expected, `${glob} ~ ${path}`);
  });

  it('are bounded', () => {
    assert.equal(matchesGlob(`${'*a'.repeat(200)}b`, 'a'.repeat(2_000)), false);
    assert.equal(matchesGlob(`${'**/'.repeat(200)}x`, 'a/'.repeat(200)), false);
    assert.equal(matchesGlob('{a,b}'.repeat(30), 'zzz'), false);
  });
});
