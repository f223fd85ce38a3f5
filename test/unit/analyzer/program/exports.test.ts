import assert from 'node:assert/strict';
import { Op } from '../../../../server/src/analyzer/ir/opcode.ts';
import { createExportIndex } from '../../../../server/src/analyzer/program/exports.ts';
import type { ExportTarget, Program } from '../../../../server/src/analyzer/program/program.ts';
import { IrStub, linkStubs } from './ir-stub.ts';

/** Targets as text: `path#localValue`, `path*` for a namespace, `[package subpath].name`. */
function shown(program: Program, targets: readonly ExportTarget[]): string {
  return targets
    .map((target) => {
      if (target.kind === 'external')
        return `[${[target.package, target.subpath].join(' ').trim()}].${target.name}`;
      const module = program.modules[target.module];
      if (target.kind === 'namespace') return `${module?.ir.path}*`;
      return `${module?.ir.path}#${target.value - (module?.valueBase ?? 0)}`;
    })
    .join(' ');
}

function ask(stubs: readonly IrStub[]) {
  const program = linkStubs(stubs);
  const index = createExportIndex(program);
  const moduleOf = (path: string): number => program.moduleByPath.get(path) ?? -1;
  return {
    resolve: (path: string, name: string) => shown(program, index.resolveExport(moduleOf(path), name)),
    imported: (path: string, importId: number) =>
      shown(program, index.importedValues(moduleOf(path), importId)),
    follow: (path: string, value: number) => shown(program, index.followValue(moduleOf(path), value)),
  };
}

describe('exports: ES modules', () => {
  const a = new IrStub('a.ts');
  const f = a.func();
  a.export('f', f);
  a.export('renamed', a.cell('inner', f));
  a.export('default', f);
  const barrel = new IrStub('barrel.ts');
  barrel.reExport('./a', '*');
  barrel.reExport('./a', 'f', 'g');
  barrel.reExport('./a', 'default', 'main');
  barrel.reExport('./a', '*', 'ns');
  barrel.reExport('express', 'Router');
  barrel.reExport('pg', '*');
  const user = new IrStub('user.ts');
  const ns = user.import('./barrel', '*');
  user.import('./barrel', 'f');
  user.import('./a', 'default');
  const reImported = user.import('./a', 'f');
  user.export('again', user.cell('again', reImported));
  user.export('viaNamespace', user.load(user.load(ns, 'ns'), 'renamed'));
  const { resolve, imported } = ask([a, barrel, user]);

  it('finds local names and namespaces', () => {
    assert.equal(resolve('a.ts', 'f'), 'a.ts#0');
    assert.equal(resolve('a.ts', 'renamed'), 'a.ts#2');
    assert.equal(resolve('a.ts', 'default'), 'a.ts#0');
    assert.equal(resolve('a.ts', '*'), 'a.ts*');
    assert.equal(resolve('a.ts', 'missing'), '');
    assert.equal(resolve('a.ts', '='), '');
  });

  it('follows re-exports', () => {
    assert.equal(resolve('barrel.ts', 'f'), 'a.ts#0');
    assert.equal(resolve('barrel.ts', 'g'), 'a.ts#0');
    assert.equal(resolve('barrel.ts', 'main'), 'a.ts#0');
    assert.equal(resolve('barrel.ts', 'ns'), 'a.ts*');
    assert.equal(resolve('barrel.ts', 'Router'), '[express].Router');
  });

  it('does not hand default through export *, and asks libraries last', () => {
    assert.equal(resolve('barrel.ts', 'default'), '');
    assert.equal(resolve('barrel.ts', 'Pool'), '[pg].Pool');
  });

  it('follows imports that are exported again, and members of namespaces', () => {
    assert.equal(imported('user.ts', 0), 'barrel.ts*');
    assert.equal(imported('user.ts', 1), 'a.ts#0');
    assert.equal(imported('user.ts', 2), 'a.ts#0');
    assert.equal(resolve('user.ts', 'again'), 'a.ts#0');
    assert.equal(resolve('user.ts', 'viaNamespace'), 'a.ts#2');
  });
});

describe('exports: cycles', () => {
  const a = new IrStub('a.ts');
  a.reExport('./b', '*');
  a.reExport('./c', '*');
  a.reExport('./b', 'loop');
  const b = new IrStub('b.ts');
  b.reExport('./a', '*');
  b.reExport('./a', 'loop');
  const c = new IrStub('c.ts');
  c.export('x', c.func());
  const self = new IrStub('self.ts');
  self.reExport('./self', '*');
  self.export('y', self.import('./self', 'y'));

  it('are cut, and the answer does not depend on which question came first', () => {
    for (const order of [
      ['a.ts', 'b.ts'],
      ['b.ts', 'a.ts'],
    ]) {
      const { resolve } = ask([a, b, c, self]);
      for (const path of order) assert.equal(resolve(path, 'x'), 'c.ts#0', path);
      assert.equal(resolve('a.ts', 'loop'), '');
      assert.equal(resolve('self.ts', 'y'), '');
    }
  });
});

describe('exports: CommonJS', () => {
  const object = new IrStub('object.js', false);
  const f = object.func();
  const g = object.func(1);
  object.export('=', object.obj({ f, g }));
  object.export('added', f);
  const named = new IrStub('named.js', false);
  named.export('a', named.func());
  named.export('b', named.func(1));
  const instance = new IrStub('instance.js', false);
  const service = instance.class('Service');
  instance.export('=', instance.emit(Op.New, service, -1, instance.list()));
  const whole = new IrStub('whole.js', false);
  whole.export('=', whole.func());
  const forward = new IrStub('forward.js', false);
  forward.export('=', forward.require('./object'));
  const picks = new IrStub('picks.js', false);
  picks.export('f', picks.load(picks.require('./object'), 'f'));
  picks.export('Router', picks.load(picks.require('express'), 'Router'));
  const spread = new IrStub('spread.js', false);
  const empty = spread.obj();
  const first = spread.emit(Op.Spread, empty, spread.require('./named'));
  const second = spread.emit(Op.Spread, first, spread.require('./object'));
  const over = spread.store(second, 'a', spread.func(7));
  spread.export('=', over);
  const frozen = new IrStub('frozen.js', false);
  const freeze = frozen.load(frozen.global('Object'), 'freeze');
  const literal = frozen.obj({ key: frozen.func() });
  frozen.export('=', frozen.emit(Op.Call, freeze, -1, frozen.list(literal)));
  const choice = new IrStub('choice.js', false);
  const one = choice.require('./whole');
  const other = choice.require('./named');
  choice.export('=', choice.emit(Op.Phi, choice.list(one, other)));
  const esm = new IrStub('esm.ts');
  esm.export('default', esm.func());
  esm.export('x', esm.func(1));
  const user = new IrStub('user.ts');
  user.import('./object', 'default'); // 0
  user.import('./object', 'f'); // 1
  user.import('./named', 'default'); // 2
  user.import('./named', 'b'); // 3
  user.import('./instance', 'default'); // 4
  user.import('./whole', '*'); // 5
  user.import('./forward', 'g'); // 6
  user.import('./whole', '*', 'import-equals'); // 7
  const script = new IrStub('script.js', false);
  script.require('./esm'); // 0
  script.require('./whole'); // 1
  script.require('./object'); // 2
  script.require('./named'); // 3
  const viaDefault = script.load(script.require('./esm'), 'default');
  const files = [object, named, instance, whole, forward, picks, spread, frozen, choice, esm, user, script];
  const { resolve, imported, follow } = ask(files);

  it('gives default imports module.exports, or the namespace', () => {
    assert.equal(imported('user.ts', 0), 'object.js#4');
    assert.equal(imported('user.ts', 2), 'named.js*');
    assert.equal(imported('user.ts', 4), 'instance.js#1');
  });

  it('finds named imports among exports.x and the properties of module.exports', () => {
    assert.equal(imported('user.ts', 1), 'object.js#0');
    assert.equal(imported('user.ts', 3), 'named.js#2');
    assert.equal(resolve('object.js', 'added'), 'object.js#0');
    assert.equal(resolve('object.js', 'none'), '');
    assert.equal(imported('user.ts', 6), 'object.js#1');
  });

  it('looks through spread, freeze and require', () => {
    assert.equal(resolve('spread.js', 'a'), 'spread.js#5');
    assert.equal(resolve('spread.js', 'b'), 'named.js#2');
    assert.equal(resolve('spread.js', 'f'), 'object.js#0');
    assert.equal(resolve('frozen.js', 'key'), 'frozen.js#2');
    assert.equal(resolve('picks.js', 'f'), 'object.js#0');
    assert.equal(resolve('picks.js', 'Router'), '[express].Router');
  });

  it('gives several values where there are several', () => {
    assert.equal(resolve('choice.js', '='), 'whole.js#0 named.js*');
  });

  it('gives import * and import = both sides', () => {
    assert.equal(imported('user.ts', 5), 'whole.js* whole.js#0');
    assert.equal(imported('user.ts', 7), 'whole.js#0');
  });

  it('gives require the namespace of an ES module', () => {
    assert.equal(imported('script.js', 0), 'esm.ts*');
    assert.equal(imported('script.js', 1), 'whole.js#0');
    assert.equal(imported('script.js', 2), 'object.js#4 object.js*');
    assert.equal(imported('script.js', 3), 'named.js*');
    assert.equal(follow('script.js', viaDefault), 'esm.ts#0');
  });
});

describe('exports: libraries and bounds', () => {
  it('names members of libraries', () => {
    const a = new IrStub('a.ts');
    const values = [
      a.import('express', 'default'),
      a.load(a.import('react', 'default'), 'Component'),
      a.load(a.load(a.import('aws-sdk/clients/s3', '*'), 'S3'), 'Types'),
      a.load(a.import('rxjs', 'operators'), 'map'),
      a.emit(Op.Await, a.import('zod', '*', 'dynamic')),
    ];
    const { follow } = ask([a]);
    assert.deepEqual(
      values.map((value) => follow('a.ts', value)),
      [
        '[express].default',
        '[react].Component',
        '[aws-sdk clients/s3].S3.Types',
        '[rxjs].operators.map',
        '[zod].*',
      ],
    );
  });

  it('finds the first of ten thousand properties, and survives values that lead to themselves', () => {
    const a = new IrStub('a.js', false);
    let object = a.obj({ first: a.func() });
    for (let i = 0; i < 10_000; i++) object = a.store(object, `p${i}`, 0);
    a.export('=', object);
    const b = new IrStub('b.js', false);
    b.cells.push({ name: 'c', functionId: 0, writeCount: 1, singleValue: 0, isConst: true, type: -1 });
    const cell = b.emit(Op.CellGet, 0);
    b.export('=', cell);
    const phi = b.emit(Op.Phi, b.list(3, 3));
    b.export('phi', b.store(phi, 'x', phi));
    b.export('member', b.load(phi, 'y'));
    const { resolve } = ask([a, b]);
    assert.equal(resolve('a.js', 'first'), 'a.js#0');
    assert.equal(resolve('b.js', '='), 'b.js#0');
    resolve('b.js', 'phi');
    resolve('b.js', 'member');
  });
});
