import assert from 'node:assert/strict';
import { createLinkCache, linkProgram } from '../../../../server/src/analyzer/program/link-program.ts';
import type { Program } from '../../../../server/src/analyzer/program/program.ts';
import { configurationFiles, IrStub, linkStubs } from './ir-stub.ts';

function small(): readonly IrStub[] {
  const b = new IrStub('src/b.ts');
  b.export('x', b.func());
  b.class('B');
  const a = new IrStub('src/a.ts');
  a.import('./b', 'x');
  a.import('./gone', 'y');
  a.import('./gone', 'z');
  a.reExport('./gone', '*');
  a.reExport('./missing', 'q');
  a.import('*', '*', 'dynamic');
  a.import('./style.css', 'default');
  a.import('express', 'default');
  a.cell('counter', 0);
  return [b, a, new IrStub('src/empty.ts'), new IrStub('README.md')];
}

/** Everything of a program that must not depend on how it was made. */
function digest(program: Program): unknown {
  return {
    modules: program.modules.map(({ facts, ir, ...rest }) => ({ ...rest, path: facts.path })),
    gaps: program.gaps,
    moduleOfValue: [...program.moduleOfValue],
    owners: [program.moduleOfFunction, program.moduleOfClass, program.moduleOfCell],
  };
}

describe('link-program', () => {
  it('sorts modules and gives bases', () => {
    const program = linkStubs(small());
    assert.deepEqual(
      program.modules.map(({ facts }) => facts.path),
      ['README.md', 'src/a.ts', 'src/b.ts', 'src/empty.ts'],
    );
    assert.deepEqual([...program.moduleOfValue], [1, 1, 1, 1, 1, 1, 1, 2, 2, 2]);
    assert.equal(program.valueCount, 10);
    assert.equal(program.moduleByPath.get('src/b.ts'), 2);
    assert.deepEqual([...program.moduleOfFunction], [0, 1, 2, 3]);
    assert.deepEqual([...program.moduleOfClass], [2]);
    assert.deepEqual([...program.moduleOfCell], [1]);
    assert.deepEqual(program.modules[1]?.importTargets[0], { kind: 'module', module: 2 });
    assert.equal(program.modules[1]?.importTargets.at(-1)?.kind, 'external');
  });

  it('reports each specifier that leads nowhere once per file', () => {
    const { gaps } = linkStubs(small(), { 'tsconfig.json': '{' });
    assert.deepEqual(
      gaps.map(({ kind, path, message }) => `${kind} ${path} ${/"(.*?)"/.exec(message)?.[1] ?? '-'}`),
      [
        'configuration tsconfig.json -',
        'unresolved-module src/a.ts ./gone',
        'unresolved-module src/a.ts -',
        'unresolved-module src/a.ts ./missing',
      ],
    );
    assert.equal(gaps[1]?.start, 0);
    assert.equal(gaps[3]?.start, undefined);
  });

  it('survives structuredClone', () => {
    const program = linkStubs(small());
    assert.deepEqual(digest(structuredClone(program)), digest(program));
  });

  it('gives the same program with and without a cache, whatever changed', () => {
    const cache = createLinkCache();
    const facts = small().map((stub) => stub.facts());
    const configuration = configurationFiles({ 'package.json': { name: 'p' } });
    const first = linkProgram(facts, configuration, [], cache);
    const resolver = cache.resolver;
    assert.deepEqual(digest(first), digest(linkProgram(facts, configuration, [])));

    // One file edited: the resolver stays.
    const edited = new IrStub('src/b.ts');
    edited.import('./a', 'default');
    const changed = facts.map((it) => (it.path === 'src/b.ts' ? edited.facts() : it));
    const second = linkProgram([...changed].reverse(), [...configuration], [], cache);
    assert.equal(cache.resolver, resolver);
    assert.equal(second.modules[1]?.importTargets, first.modules[1]?.importTargets);
    assert.deepEqual(digest(second), digest(linkProgram(changed, configuration, [])));

    // A file appears: what led nowhere now leads there.
    const more = [...changed, new IrStub('src/gone.ts').facts()];
    const third = linkProgram(more, configuration, [], cache);
    assert.notEqual(cache.resolver, resolver);
    assert.deepEqual(third.modules[1]?.importTargets[1], { kind: 'module', module: 4 });

    // The configuration changes.
    const other = configurationFiles({ 'package.json': { name: 'p', imports: { '#x': './src/a.ts' } } });
    assert.deepEqual(digest(linkProgram(more, other, [], cache)), digest(linkProgram(more, other, [])));
  });

  it('says when a computed import is cut', () => {
    const files = Array.from({ length: 60 }, (_, index) => new IrStub(`x/f${index}.ts`));
    const main = new IrStub('main.ts');
    main.import('./x/*', '*', 'dynamic');
    const { gaps } = linkStubs([...files, main]);
    assert.match(gaps[0]?.message ?? '', /50 or more modules/);
  });
});
