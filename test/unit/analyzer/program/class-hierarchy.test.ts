import assert from 'node:assert/strict';
import { Op } from '../../../../server/src/analyzer/ir/opcode.ts';
import {
  buildClassHierarchy,
  type Superclass,
} from '../../../../server/src/analyzer/program/class-hierarchy.ts';
import { createExportIndex } from '../../../../server/src/analyzer/program/exports.ts';
import { IrStub, linkStubs } from './ir-stub.ts';

function build(stubs: readonly IrStub[]) {
  const program = linkStubs(stubs);
  const hierarchy = buildClassHierarchy(program, createExportIndex(program));
  const names = program.modules.flatMap(({ ir }) => ir.classes.map(({ name }) => name));
  const idOf = (name: string): number => names.indexOf(name);
  const list = (ids: readonly number[]): string => ids.map((id) => names[id]).join(' ');
  const superclass = (name: string): string => {
    const it: Superclass | undefined = hierarchy.superclasses[idOf(name)];
    if (it?.kind === 'class') return names[it.classId] ?? '';
    return it?.kind === 'external' ? `${it.package}.${it.name}` : (it?.kind ?? '');
  };
  return { program, hierarchy, idOf, list, superclass };
}

describe('class-hierarchy', () => {
  const base = new IrStub('base.ts');
  const text = base.primitive('string');
  const baseClass = base.class('Base', {
    members: [
      { name: 'save', kind: 'method', functionId: 0 },
      { name: 'create', kind: 'method', isStatic: true, functionId: 0 },
      { name: 'id', type: text },
    ],
  });
  const reader = base.declare({ name: 'Reader' });
  const writer = base.declare({ name: 'Writer', extends: [base.ref('Reader', { declarationId: reader })] });
  base.export('Base', base.cell('Base', baseClass));
  const barrel = new IrStub('barrel.ts');
  barrel.reExport('./base', '*');
  barrel.reExport('./base', '*', 'all');
  const main = new IrStub('main.ts');
  const ns = main.import('./barrel', '*');
  const text2 = main.primitive('number');
  const writerType = main.ref('Writer', { importId: main.importId('./barrel', 'Writer') });
  const repository = main.class('Repository', {
    superValue: main.load(main.load(ns, 'all'), 'Base'),
    implements: [writerType],
    members: [{ name: 'save', kind: 'method', functionId: 0 }],
  });
  main.class('Special', {
    superValue: main.emit(Op.Copy, repository),
    members: [
      { name: 'save', kind: 'setter', functionId: -1 },
      { name: 'save', kind: 'getter', functionId: -1, type: text2 },
    ],
  });
  main.class('Failure', { superValue: main.global('Error') });
  main.class('View', { superValue: main.load(main.import('react', 'default'), 'Component') });
  main.class('Model', { superValue: main.import('sequelize', 'Model') });
  main.class('Mixed', { superValue: main.emit(Op.Call, main.func(), -1, main.list()) });
  main.class('Chosen', { superValue: main.emit(Op.Phi, main.list(main.global('Object'), repository)) });
  main.class('Plain', { implements: [main.ref('Base', { importId: main.importId('./barrel', 'Base') })] });
  const [param = -1] = main.openConstructor([
    { name: 'http', type: text2 },
    { name: 'other', type: -1 },
  ]);
  const http = main.emit(Op.This);
  const withHttp = main.store(http, 'http', param);
  main.store(withHttp, 'other', withHttp);
  const { program, hierarchy, idOf, list, superclass } = build([base, barrel, main]);
  const ownerOf = (name: string, member: string, isStatic = false): string => {
    const found = hierarchy.lookupMember(idOf(name), member, isStatic);
    return found === undefined ? '' : `${list([found.classId])}.${found.member.kind}`;
  };

  it('finds superclasses through copies, cells, namespaces and libraries', () => {
    assert.equal(superclass('Base'), 'none');
    assert.equal(superclass('Repository'), 'Base');
    assert.equal(superclass('Special'), 'Repository');
    assert.equal(superclass('Failure'), '.Error');
    assert.equal(superclass('View'), 'react.Component');
    assert.equal(superclass('Model'), 'sequelize.Model');
    assert.equal(superclass('Mixed'), 'unknown');
    assert.equal(superclass('Chosen'), 'Repository');
  });

  it('lists subclasses', () => {
    const direct = hierarchy.subclasses.subarray(
      hierarchy.subclassStart[idOf('Repository')],
      hierarchy.subclassStart[idOf('Repository') + 1],
    );
    assert.equal(list([...direct]), 'Special Chosen');
    assert.equal(list(hierarchy.descendants(idOf('Base'))), 'Repository Special Chosen');
    assert.equal(list(hierarchy.ancestors(idOf('Special'))), 'Special Repository Base');
  });

  it('looks members up from the class upwards', () => {
    assert.equal(ownerOf('Special', 'save'), 'Special.getter');
    assert.equal(ownerOf('Chosen', 'save'), 'Repository.method');
    assert.equal(ownerOf('Special', 'id'), 'Base.field');
    assert.equal(ownerOf('Special', 'create'), '');
    assert.equal(ownerOf('Special', 'create', true), 'Base.method');
    assert.equal(ownerOf('Special', 'constructor'), '');
    assert.equal(list(hierarchy.overriders(idOf('Base'), 'save')), 'Repository Special');
    assert.deepEqual(hierarchy.overriders(idOf('Base'), 'toString'), []);
  });

  it('finds implementers through extends of both sides', () => {
    const module = program.moduleByPath.get('base.ts') ?? -1;
    assert.equal(list(hierarchy.implementers(module, writer)), 'Repository Special Chosen');
    assert.equal(list(hierarchy.implementers(module, reader)), 'Repository Special Chosen');
    assert.deepEqual(hierarchy.implementers(module, 99), []);
    assert.equal(list(hierarchy.implementersOfClass(idOf('Base'))), 'Plain');
  });

  it('gives declared types of fields, inherited and made by the constructor', () => {
    const placed = (name: string, field: string): string => {
      const place = hierarchy.fieldType(idOf(name), field);
      return place === undefined ? '' : `${program.modules[place.module]?.ir.path} ${place.type}`;
    };
    assert.equal(placed('Special', 'id'), `base.ts ${text}`);
    assert.equal(placed('Special', 'save'), `main.ts ${text2}`);
    assert.equal(placed('Plain', 'http'), `main.ts ${text2}`);
    assert.equal(placed('Plain', 'other'), '');
    assert.equal(placed('Plain', 'gone'), '');
  });

  it('cuts cycles of broken code', () => {
    const a = new IrStub('a.ts');
    a.class('A', { superValue: a.import('./b', 'B') });
    a.export('A', 1);
    const b = new IrStub('b.ts');
    b.class('B', { superValue: b.import('./a', 'A') });
    b.export('B', 1);
    const broken = build([a, b]);
    assert.equal(broken.superclass('A'), 'B');
    assert.equal(broken.list(broken.hierarchy.ancestors(0)), 'A B');
    assert.equal(broken.list(broken.hierarchy.descendants(0)), 'B');
    assert.equal(broken.hierarchy.lookupMember(0, 'x', false), undefined);
  });
});
