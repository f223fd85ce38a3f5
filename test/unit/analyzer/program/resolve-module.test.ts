import assert from 'node:assert/strict';
import type { ImportTarget } from '../../../../server/src/analyzer/program/program.ts';
import { createModuleResolver } from '../../../../server/src/analyzer/program/resolve-module.ts';
import { maxDynamicModules } from '../../../../server/src/analyzer/program/resolve-prefix.ts';
import { parseWorkspaceFiles } from '../../../../server/src/analyzer/program/workspace-files.ts';
import { configurationFiles } from './ir-stub.ts';

/** A resolver over `paths`; answers are written as text: a path, `pkg + subpath`, `asset:path`, `?specifier`. */
function workspace(paths: readonly string[], configuration: Readonly<Record<string, unknown>> = {}) {
  const resolver = createModuleResolver(paths, parseWorkspaceFiles(configurationFiles(configuration)));
  const show = (target: ImportTarget): string => {
    switch (target.kind) {
      case 'module':
        return resolver.paths[target.module] ?? 'no such module';
      case 'modules':
        return target.modules.map((module) => resolver.paths[module]).join(' ');
      case 'external':
        return target.subpath === '' ? `[${target.package}]` : `[${target.package} + ${target.subpath}]`;
      case 'asset':
        return `asset:${target.path}`;
      case 'unresolved':
        return `?${target.specifier}`;
    }
  };
  return (from: string, specifier: string): string => show(resolver.resolve(from, specifier));
}

describe('resolve-module: relative specifiers', () => {
  const resolve = workspace([
    'src/a.ts',
    'src/b.tsx',
    'src/both.ts',
    'src/both.js',
    'src/typed.js',
    'src/typed.d.ts',
    'src/only.d.ts',
    'src/m.mts',
    'src/c.cts',
    'src/user.service.ts',
    'src/dir/index.ts',
    'src/card.native.tsx',
    'lib/old/index.js',
    'index.js',
    'Src/a.ts',
  ]);

  it('tries extensions and index files', () => {
    assert.equal(resolve('src/x.ts', './a'), 'src/a.ts');
    assert.equal(resolve('src/x.ts', './a.ts'), 'src/a.ts');
    assert.equal(resolve('src/x.ts', './b'), 'src/b.tsx');
    assert.equal(resolve('src/x.ts', './user.service'), 'src/user.service.ts');
    assert.equal(resolve('src/x.ts', './dir'), 'src/dir/index.ts');
    assert.equal(resolve('src/x.ts', './dir/'), 'src/dir/index.ts');
    assert.equal(resolve('src/dir/x.ts', '.'), 'src/dir/index.ts');
    assert.equal(resolve('src/dir/x.ts', '..'), '?..');
    assert.equal(resolve('lib/x.js', '..'), 'index.js');
    assert.equal(resolve('lib/x.js', './old'), 'lib/old/index.js');
    assert.equal(resolve('src/x.ts', './card'), 'src/card.native.tsx');
  });

  it('maps compiled extensions to sources', () => {
    assert.equal(resolve('src/x.ts', './a.js'), 'src/a.ts');
    assert.equal(resolve('src/x.ts', './b.js'), 'src/b.tsx');
    assert.equal(resolve('src/x.ts', './b.jsx'), 'src/b.tsx');
    assert.equal(resolve('src/x.ts', './m.mjs'), 'src/m.mts');
    assert.equal(resolve('src/x.ts', './c.cjs'), 'src/c.cts');
    assert.equal(resolve('src/x.ts', './both.js'), 'src/both.ts');
  });

  it('prefers bodies to declarations', () => {
    assert.equal(resolve('src/x.ts', './typed'), 'src/typed.js');
    assert.equal(resolve('src/x.ts', './typed.js'), 'src/typed.js');
    assert.equal(resolve('src/x.ts', './only'), 'src/only.d.ts');
    assert.equal(resolve('src/x.ts', './only.js'), 'src/only.d.ts');
  });

  it('leaves out loaders and queries', () => {
    assert.equal(resolve('src/x.ts', './a?worker'), 'src/a.ts');
    assert.equal(resolve('src/x.ts', '!!raw-loader!./a.ts'), 'src/a.ts');
  });

  it('is case sensitive and never leaves the workspace', () => {
    assert.equal(resolve('src/x.ts', './A'), '?./A');
    assert.equal(resolve('Src/x.ts', './a'), 'Src/a.ts');
    assert.equal(resolve('src/x.ts', '../../src/a'), '?../../src/a');
    assert.equal(resolve('src/x.ts', '../../../etc/passwd'), '?../../../etc/passwd');
  });

  it('tells assets from missing modules', () => {
    assert.equal(resolve('src/x.ts', './style.module.css'), 'asset:src/style.module.css');
    assert.equal(resolve('src/x.ts', '../data.json'), 'asset:data.json');
    assert.equal(resolve('src/x.ts', './logo.svg?url'), 'asset:src/logo.svg');
    assert.equal(resolve('src/x.ts', './gone'), '?./gone');
    assert.equal(resolve('src/x.ts', './App.vue'), 'asset:src/App.vue');
    assert.equal(resolve('src/x.ts', ''), '?');
  });

  it('uses main of a directory with package.json', () => {
    const inPackage = workspace(['legacy/lib/entry.js', 'legacy/other.js', 'built/src/index.ts', 'a.js'], {
      'legacy/package.json': { main: './lib/entry' },
      'built/package.json': { main: 'dist/index.js' },
    });
    assert.equal(inPackage('a.js', './legacy'), 'legacy/lib/entry.js');
    assert.equal(inPackage('a.js', './built'), 'built/src/index.ts');
    assert.equal(inPackage('legacy/lib/entry.js', '../package'), 'asset:legacy/package.json');
  });
});

describe('resolve-module: libraries', () => {
  const resolve = workspace(['src/a.ts']);
  it('splits package and subpath', () => {
    assert.equal(resolve('src/a.ts', 'express'), '[express]');
    assert.equal(resolve('src/a.ts', 'lodash/fp'), '[lodash + fp]');
    assert.equal(resolve('src/a.ts', '@scope/pkg'), '[@scope/pkg]');
    assert.equal(resolve('src/a.ts', '@scope/pkg/deep/file.js'), '[@scope/pkg + deep/file.js]');
    assert.equal(resolve('src/a.ts', 'bootstrap/dist/b.css'), '[bootstrap + dist/b.css]');
  });
  it('names modules of Node whole', () => {
    assert.equal(resolve('src/a.ts', 'node:fs/promises'), '[fs/promises]');
    assert.equal(resolve('src/a.ts', 'fs/promises'), '[fs/promises]');
    assert.equal(resolve('src/a.ts', 'node:fs'), '[fs]');
    assert.equal(resolve('src/a.ts', 'fs'), '[fs]');
  });
  it('knows other schemes', () => {
    assert.equal(resolve('src/a.ts', 'npm:express@4/lib/x'), '[express + lib/x]');
    assert.equal(resolve('src/a.ts', 'npm:@scope/p@1.2'), '[@scope/p]');
    assert.equal(resolve('src/a.ts', 'https://esm.sh/@scope/p@2.39?target=deno'), '[@scope/p]');
    assert.equal(resolve('src/a.ts', 'https://esm.sh/v135/express@4/lib/x'), '[express + lib/x]');
    assert.equal(resolve('src/a.ts', 'https://cdn.jsdelivr.net/npm/lodash@4/+esm'), '[lodash]');
    assert.equal(
      resolve('src/a.ts', 'https://deno.land/std@0.168.0/http/server.ts'),
      '[deno.land + std/http/server.ts]',
    );
    assert.equal(resolve('src/a.ts', 'https://example.com/mod.ts'), '[https://example.com/mod.ts]');
    assert.equal(resolve('src/a.ts', 'cloudflare:workers'), '[cloudflare:workers]');
    assert.equal(resolve('src/a.ts', '@/nowhere'), '?@/nowhere');
    assert.equal(resolve('src/a.ts', '#nothing'), '?#nothing');
  });
});

describe('resolve-module: TypeScript configurations', () => {
  it('follows extends, comments, longest prefix and all targets', () => {
    const resolve = workspace(
      [
        'apps/web/src/page.ts',
        'apps/web/src/lib/a.ts',
        'apps/web/generated/b.ts',
        'shared/index.ts',
        'shared/models/patient.ts',
        'shared/ui/button.tsx',
      ],
      {
        'tsconfig.base.json': `{
          // The root of all.
          "compilerOptions": {
            "paths": { "@shared": ["./shared/index.ts"], "@shared/*": ["./shared/*"], "@shared/ui-*": ["shared/ui/*"], },
          },
        }`,
        'apps/web/tsconfig.json': {
          extends: ['../../tsconfig.base.json', './tsconfig.paths'],
        },
        'apps/web/tsconfig.paths.json': {
          extends: '../../tsconfig.base.json',
          compilerOptions: {
            baseUrl: 'src',
            paths: { '@lib/*': ['lib/*', '../generated/*'], '@shared/*': ['../../../shared/*'] },
          },
        },
      },
    );
    assert.equal(resolve('apps/web/src/page.ts', '@lib/a'), 'apps/web/src/lib/a.ts');
    assert.equal(resolve('apps/web/src/page.ts', '@lib/b'), 'apps/web/generated/b.ts');
    assert.equal(resolve('apps/web/src/page.ts', '@shared/models/patient'), 'shared/models/patient.ts');
    assert.equal(resolve('apps/web/src/page.ts', 'lib/a'), 'apps/web/src/lib/a.ts');
    assert.equal(resolve('shared/index.ts', '@shared'), 'shared/index.ts');
    assert.equal(resolve('shared/index.ts', '@shared/ui-button'), 'shared/ui/button.tsx');
    assert.equal(resolve('apps/web/src/page.ts', '@lib/gone'), '?@lib/gone');
  });

  it('fills in the directory of the file that inherits', () => {
    const resolve = workspace(['pkg/src/a.ts', 'pkg/test/b.ts'], {
      'base/tsconfig.json': { compilerOptions: { paths: { '~src/*': ['$' + '{configDir}/src/*'] } } },
      'pkg/tsconfig.json': { extends: '../base' },
    });
    assert.equal(resolve('pkg/test/b.ts', '~src/a'), 'pkg/src/a.ts');
  });

  it('finds aliases in siblings, references and the configurations around', () => {
    const resolve = workspace(['src/app/main.ts', 'src/core/a.ts', 'libs/x/src/index.ts', 'other/b.ts'], {
      'tsconfig.base.json': { compilerOptions: { paths: { '@nx/x': ['libs/x/src/index.ts'] } } },
      'tsconfig.json': { files: [], references: [{ path: './tsconfig.app.json' }] },
      'tsconfig.app.json': { compilerOptions: { baseUrl: '.', paths: { '@core/*': ['src/core/*'] } } },
      'libs/x/tsconfig.json': { compilerOptions: { strict: true } },
      'other/jsconfig.json': { compilerOptions: { paths: { '@/*': ['./*'] } } },
    });
    assert.equal(resolve('src/app/main.ts', '@core/a'), 'src/core/a.ts');
    assert.equal(resolve('libs/x/src/index.ts', '@core/a'), 'src/core/a.ts');
    assert.equal(resolve('src/app/main.ts', '@nx/x'), 'libs/x/src/index.ts');
    assert.equal(resolve('other/b.ts', '@/b'), 'other/b.ts');
  });

  it('does not let baseUrl or * take the place of a declared library', () => {
    const resolve = workspace(['config/index.ts', 'types/express.d.ts', 'util/index.ts', 'src/a.ts'], {
      'package.json': { dependencies: { config: '^3.0.0', express: '4' } },
      'tsconfig.json': { compilerOptions: { baseUrl: '.', paths: { '*': ['types/*'] } } },
    });
    assert.equal(resolve('src/a.ts', 'config'), '[config]');
    assert.equal(resolve('src/a.ts', 'express'), '[express]');
    assert.equal(resolve('src/a.ts', 'util'), '[util]');
    assert.equal(resolve('src/a.ts', 'src/a'), 'src/a.ts');
  });

  it('ignores aliases into node_modules, and lays rootDirs over one another', () => {
    const resolve = workspace(['src/a.ts', 'src/views/page.ts', 'generated/views/template.ts'], {
      'tsconfig.json': {
        compilerOptions: {
          rootDirs: ['src', 'generated'],
          paths: { react: ['./node_modules/@types/react'] },
        },
      },
    });
    assert.equal(resolve('src/a.ts', 'react'), '[react]');
    assert.equal(resolve('src/views/page.ts', './template'), 'generated/views/template.ts');
  });

  it('finds @/ and ~/ by convention if one place fits', () => {
    const one = workspace(['web/src/lib/a.ts', 'web/src/b.ts'], { 'web/package.json': { name: 'web' } });
    assert.equal(one('web/src/b.ts', '@/lib/a'), 'web/src/lib/a.ts');
    assert.equal(one('web/src/b.ts', '~/lib/a'), 'web/src/lib/a.ts');
    assert.equal(one('web/src/b.ts', '$lib/a'), 'web/src/lib/a.ts');
    assert.equal(one('web/src/b.ts', '$library/a'), '[$library + a]');
    const two = workspace(['web/src/a.ts', 'web/client/src/a.ts', 'web/src/b.ts'], {
      'web/package.json': { name: 'web' },
    });
    assert.equal(two('web/src/b.ts', '@/a'), '?@/a');
  });
});

describe('resolve-module: a pnpm monorepo', () => {
  const resolve = workspace(
    [
      'apps/api/src/main.ts',
      'apps/api/src/db/client.ts',
      'apps/api/src/feature.ts',
      'packages/core/src/index.ts',
      'packages/core/src/crypto/index.ts',
      'packages/core/src/crypto/hash.ts',
      'packages/core/src/internal.ts',
      'packages/ui/source/button.tsx',
      'packages/ui/types/index.d.ts',
      'packages/ui/index.ts',
      'packages/compiled/code/start.ts',
      'packages/compiled/code/util.ts',
      'packages/plain/lib/index.js',
      'packages/plain/lib/sub.js',
      'examples/express/index.js',
      'tools/linked/index.js',
    ],
    {
      'package.json': { name: 'root', private: true, dependencies: { 'linked-name': 'file:./tools/linked' } },
      'pnpm-workspace.yaml': 'packages:\n  - "apps/*" # applications\n  - packages/**\n  - "!**/test/**"\n',
      'apps/api/package.json': {
        name: '@acme/api',
        imports: {
          '#db': './dist/db/client.js',
          '#feature/*': { development: './src/*.ts', default: './dist/*.js' },
          '#log': { node: 'pino', default: './src/gone.js' },
          '#core': '@acme/core/crypto',
        },
      },
      'packages/core/package.json': {
        name: '@acme/core',
        exports: {
          '.': {
            types: './dist/index.d.ts',
            import: './dist/esm/index.mjs',
            require: './dist/cjs/index.cjs',
          },
          './crypto': { import: { types: './dist/crypto/index.d.ts', default: './dist/crypto/index.js' } },
          './crypto/*': './dist/crypto/*.js',
          './private/*': null,
          './package.json': './package.json',
        },
      },
      'packages/ui/package.json': {
        name: '@acme/ui',
        types: './types/index.d.ts',
        module: './dist/index.mjs',
        exports: { '.': { types: './types/index.d.ts', '@acme/source': './index.ts' }, './*': './lib/*.js' },
      },
      'packages/compiled/package.json': { name: 'compiled', main: 'output/js/start.js' },
      'packages/compiled/tsconfig.json': { compilerOptions: { outDir: 'output/js', rootDir: 'code' } },
      'packages/plain/package.json': { name: 'plain', main: 'lib/index.js' },
      'examples/express/package.json': { name: 'express' },
      'tools/linked/package.json': { name: 'something-else' },
    },
  );
  const from = 'apps/api/src/main.ts';

  it('maps exports to sources', () => {
    assert.equal(resolve(from, '@acme/core'), 'packages/core/src/index.ts');
    assert.equal(resolve(from, '@acme/core/crypto'), 'packages/core/src/crypto/index.ts');
    assert.equal(resolve(from, '@acme/core/crypto/hash'), 'packages/core/src/crypto/hash.ts');
    assert.equal(resolve(from, '@acme/core/package.json'), 'asset:packages/core/package.json');
    assert.equal(resolve(from, '@acme/core/gone'), '?@acme/core/gone');
    assert.equal(resolve(from, '@acme/core/src/internal'), 'packages/core/src/internal.ts');
  });

  it('prefers bodies, conditions of its own, and unusual source directories', () => {
    assert.equal(resolve(from, '@acme/ui'), 'packages/ui/index.ts');
    assert.equal(resolve(from, '@acme/ui/button'), 'packages/ui/source/button.tsx');
  });

  it('maps main by outDir and rootDir, and takes plain sources as they are', () => {
    assert.equal(resolve(from, 'compiled'), 'packages/compiled/code/start.ts');
    assert.equal(resolve(from, 'compiled/output/js/util.js'), 'packages/compiled/code/util.ts');
    assert.equal(resolve(from, 'plain'), 'packages/plain/lib/index.js');
    assert.equal(resolve(from, 'plain/lib/sub'), 'packages/plain/lib/sub.js');
  });

  it('resolves #imports with conditions, to files, libraries and packages', () => {
    assert.equal(resolve(from, '#db'), 'apps/api/src/db/client.ts');
    assert.equal(resolve(from, '#feature/feature'), 'apps/api/src/feature.ts');
    assert.equal(resolve(from, '#log'), '[pino]');
    assert.equal(resolve(from, '#core'), 'packages/core/src/crypto/index.ts');
  });

  it('resolves a package by its own name', () => {
    assert.equal(
      resolve('packages/core/src/internal.ts', '@acme/core/crypto'),
      'packages/core/src/crypto/index.ts',
    );
  });

  it('does not take an example for a library, but follows file: links', () => {
    assert.equal(resolve(from, 'express'), '[express]');
    assert.equal(resolve(from, 'linked-name'), 'tools/linked/index.js');
    assert.equal(resolve(from, 'something-else'), '[something-else]');
  });
});

describe('resolve-module: workspaces of npm, yarn and lerna', () => {
  it('reads lists, objects and defaults', () => {
    for (const configuration of [
      { 'package.json': { workspaces: ['libs/{a,b}'] } },
      { 'package.json': { workspaces: { packages: ['./libs/*', '!libs/c'] } } },
      { 'lerna.json': { packages: ['libs/a'] } },
    ]) {
      const resolve = workspace(['libs/a/index.js', 'libs/c/index.js', 'x.js'], {
        ...configuration,
        'libs/a/package.json': { name: 'lib-a' },
        'libs/c/package.json': { name: 'lib-c' },
      });
      assert.equal(resolve('x.js', 'lib-a'), 'libs/a/index.js');
      assert.equal(resolve('x.js', 'lib-c'), '[lib-c]');
    }
  });
});

describe('resolve-module: computed specifiers', () => {
  it('lists what lies below a constant prefix', () => {
    const resolve = workspace(['src/m/a.ts', 'src/m/b/index.ts', 'src/main.ts', 'src/mx.ts'], {
      'tsconfig.json': { compilerOptions: { paths: { '@src/*': ['./src/*'] } } },
    });
    assert.equal(resolve('src/main.ts', './m/*'), 'src/m/a.ts src/m/b/index.ts');
    assert.equal(resolve('src/main.ts', './m*'), 'src/m/a.ts src/m/b/index.ts src/main.ts src/mx.ts');
    assert.equal(resolve('src/main.ts', '@src/m/*'), 'src/m/a.ts src/m/b/index.ts');
    assert.equal(resolve('src/main.ts', './locales/*'), '?./locales/*');
    assert.equal(resolve('src/main.ts', '*'), '?*');
    assert.equal(resolve('src/main.ts', 'moment/locale/*'), '[moment + locale]');
    assert.equal(resolve('src/main.ts', 'mo*'), '?mo*');
  });

  it('is capped', () => {
    const paths = Array.from({ length: 80 }, (_, index) => `p/f${String(index).padStart(2, '0')}.ts`);
    const resolver = createModuleResolver(paths, parseWorkspaceFiles([]));
    const target = resolver.resolve('a.ts', './p/*');
    assert.equal(target.kind === 'modules' && target.modules.length, maxDynamicModules);
  });
});

describe('resolve-module: determinism and hostile input', () => {
  it('does not depend on the order of paths and files, and remembers answers', () => {
    const paths = ['b/index.ts', 'a.ts', 'b.ts'];
    const one = createModuleResolver(paths, parseWorkspaceFiles([]));
    const other = createModuleResolver([...paths].reverse(), parseWorkspaceFiles([]));
    assert.deepEqual(one.paths, other.paths);
    assert.deepEqual(one.resolve('a.ts', './b'), other.resolve('a.ts', './b'));
    assert.equal(one.resolve('a.ts', './b'), one.resolve('x.ts', './b'));
  });

  it('survives keys of prototypes, patterns that look like expressions, and cycles of #imports', () => {
    const resolve = workspace(['a.ts', 'src/(a+)+.ts'], {
      'package.json':
        '{"name":"p","__proto__":{"name":"q"},"exports":{"./(a+)+*":"./src/*.ts","./constructor":"./a.ts"},"imports":{"#a":"#b","#b":"#a","#__proto__":"./a.ts"}}',
    });
    assert.equal(resolve('a.ts', '#a'), '?#a');
    assert.equal(resolve('a.ts', '#__proto__'), 'a.ts');
    assert.equal(resolve('a.ts', 'p/constructor'), 'a.ts');
    assert.equal(resolve('a.ts', 'p/toString'), '?p/toString');
    assert.equal(resolve('a.ts', 'p/(a+)+(a+)+'), 'src/(a+)+.ts');
  });
});

describe('resolve-module: generated clients of Prisma', () => {
  const paths = ['src/a.ts', 'src/prisma/client.ts', 'src/generated/report.ts'];
  const manifest = { 'package.json': { name: 'app', devDependencies: { prisma: '7.0.0' } } };

  it('are the library where the folder is not there', () => {
    const resolve = workspace(paths, manifest);
    assert.equal(resolve('src/a.ts', './generated/prisma'), '[@prisma/client]');
    assert.equal(resolve('src/a.ts', '../generated/prisma/client.js'), '[@prisma/client]');
    assert.equal(resolve('src/a.ts', '../prisma/generated/client'), '[@prisma/client]');
    assert.equal(resolve('src/a.ts', '@/generated/prisma/enums'), '[@prisma/client]');
    assert.equal(resolve('src/a.ts', '../../packages/generated-prisma'), '[@prisma/client]');
  });

  it('are not taken for other code that is missing, or where Prisma is not used', () => {
    const resolve = workspace(paths, manifest);
    assert.equal(resolve('src/a.ts', './prisma/client'), 'src/prisma/client.ts');
    assert.equal(resolve('src/a.ts', './generated/graphql'), '?./generated/graphql');
    assert.equal(resolve('src/a.ts', './prisma/seed'), '?./prisma/seed');
    assert.equal(workspace(paths)('src/a.ts', './generated/prisma'), '?./generated/prisma');
  });
});
