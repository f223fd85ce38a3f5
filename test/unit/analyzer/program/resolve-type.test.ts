import assert from 'node:assert/strict';
import { Op } from '../../../../server/src/analyzer/ir/opcode.ts';
import type { Program, ResolvedType } from '../../../../server/src/analyzer/program/program.ts';
import { createTypeResolver } from '../../../../server/src/analyzer/program/resolve-type.ts';
import { IrStub, linkStubs } from './ir-stub.ts';

/** A type as text, with names instead of numbers. */
function show(program: Program, type: ResolvedType): string {
  const many = (types: readonly ResolvedType[]): string => types.map((it) => show(program, it)).join(', ');
  const args = (types: readonly ResolvedType[]): string => (types.length === 0 ? '' : `<${many(types)}>`);
  switch (type.kind) {
    case 'class': {
      const module = program.modules[program.moduleOfClass[type.classId] ?? -1];
      return `class ${module?.ir.classes[type.classId - module.classBase]?.name}${args(type.args)}`;
    }
    case 'declaration': {
      const module = program.modules[type.module];
      return `${module?.ir.path}:${module?.ir.typeDeclarations[type.declaration]?.name}${args(type.args)}`;
    }
    case 'external':
      return `${type.package}.${type.name}${args(type.args)}`;
    case 'array':
      return `${show(program, type.element)}[]`;
    case 'union':
      return type.members.map((it) => show(program, it)).join(' | ');
    case 'object':
      return `{${type.members.map((it) => `${it.name}: ${show(program, it.type)}`).join('; ')}}`;
    case 'function':
      return `(${many(type.params)}) => ${show(program, type.result)}`;
    case 'primitive':
      return type.name;
    case 'unknown':
      return '?';
  }
}

function ask(stubs: readonly IrStub[]) {
  const program = linkStubs(stubs);
  const resolver = createTypeResolver(program);
  const moduleOf = (path: string): number => program.moduleByPath.get(path) ?? -1;
  return {
    type: (path: string, type: number) => show(program, resolver.resolveType(moduleOf(path), type)),
    members: (path: string, type: number) =>
      resolver
        .membersOf(resolver.resolveType(moduleOf(path), type))
        .map((it) => `${it.name}: ${show(program, it.type)}`)
        .join('; '),
  };
}

describe('resolve-type: names', () => {
  const models = new IrStub('models.ts');
  const text = models.primitive('string');
  models.declare({ name: 'Patient', members: [{ name: 'ssn', type: text }] });
  const record = models.type({ kind: 'object', members: [{ name: 'code', type: text }] });
  models.declare({ name: 'Diagnosis', kind: 'alias', aliased: record });
  models.declare({ name: 'Id', kind: 'alias', aliased: text });
  models.declare({ name: 'Role', kind: 'enum', members: [{ name: 'Doctor', type: -1 }] });
  models.declare({
    name: 'Level',
    kind: 'enum',
    members: [{ name: 'Low', type: models.type({ kind: 'literal', value: '1' }) }],
  });
  models.export('Service', models.class('Service'));
  models.export('default', models.class('Main'));
  const barrel = new IrStub('barrel.ts');
  barrel.reExport('./models', '*');
  barrel.reExport('./models', 'Patient', 'Person');
  barrel.reExport('./models', '*', 'models');
  barrel.reExport('fhir', '*');
  const user = new IrStub('user.ts');
  const { type } = (() => {
    const stubs = [models, barrel, user];
    return { type: (index: number) => ask(stubs).type('user.ts', index) };
  })();
  const from = (specifier: string, name: string): number => user.importId(specifier, name, 'esm', true);

  it('follows imports through re-exports', () => {
    assert.equal(type(user.ref('Patient', { importId: from('./barrel', 'Patient') })), 'models.ts:Patient');
    assert.equal(type(user.ref('P', { importId: from('./barrel', 'Person') })), 'models.ts:Patient');
    assert.equal(type(user.ref('m.Patient', { importId: from('./models', '*') })), 'models.ts:Patient');
    assert.equal(
      type(user.ref('b.models.Patient', { importId: from('./barrel', '*') })),
      'models.ts:Patient',
    );
    assert.equal(type(user.ref('Service', { importId: from('./barrel', 'Service') })), 'class Service');
    assert.equal(type(user.ref('Main', { importId: from('./models', 'default') })), 'class Main');
    assert.equal(type(user.ref('Gone', { importId: from('./models', 'Gone') })), '?');
  });

  it('keeps aliases of object types as declarations, expands the others, and makes enums primitive', () => {
    assert.equal(type(user.ref('D', { importId: from('./models', 'Diagnosis') })), 'models.ts:Diagnosis');
    assert.equal(type(user.ref('Id', { importId: from('./models', 'Id') })), 'string');
    assert.equal(type(user.ref('Role.Doctor', { importId: from('./models', 'Role') })), 'string');
    assert.equal(type(user.ref('Level', { importId: from('./models', 'Level') })), 'number');
  });

  it('names types of libraries, of missing modules and globals', () => {
    assert.equal(
      type(user.ref('express.Request', { importId: from('express', 'default') })),
      'express.Request',
    );
    assert.equal(type(user.ref('e.Request', { importId: from('express', '*') })), 'express.Request');
    assert.equal(type(user.ref('Req', { importId: from('express', 'Request') })), 'express.Request');
    assert.equal(
      type(user.ref('S', { importId: from('aws-sdk/clients/s3', 'default') })),
      'aws-sdk/clients/s3.default',
    );
    assert.equal(
      type(user.ref('Prisma.Patient', { importId: from('@prisma/client', 'Prisma') })),
      '@prisma/client.Prisma.Patient',
    );
    assert.equal(type(user.ref('X', { importId: from('./generated', 'Patient') })), './generated.Patient');
    assert.equal(type(user.ref('Obs', { importId: from('./barrel', 'Observation') })), 'fhir.Observation');
    assert.equal(type(user.ref('fhir4.Patient')), '.fhir4.Patient');
    assert.equal(type(-1), '?');
    assert.equal(type(9_999), '?');
  });
});

describe('resolve-type: structure', () => {
  const a = new IrStub('a.ts');
  const text = a.primitive('string');
  const count = a.primitive('number');
  const patient = a.declare({
    name: 'Patient',
    members: [
      { name: 'name', type: text },
      { name: 'age', type: count },
      { name: 'tags', type: a.type({ kind: 'array', element: text }) },
    ],
  });
  const ref = a.ref('Patient', { declarationId: patient });
  const keys = a.type({
    kind: 'union',
    members: [a.type({ kind: 'literal', value: 'name' }), a.type({ kind: 'literal', value: "'age'" })],
  });
  const keysAlias = a.declare({ name: 'Keys', kind: 'alias', aliased: keys });
  const generic = (name: string, ...args: number[]): number => a.ref(name, { args });
  const program = () => ask([a]);
  const type = (index: number): string => program().type('a.ts', index);
  const members = (index: number): string => program().members('a.ts', index);

  it('unwraps what only wraps', () => {
    for (const name of [
      'Promise',
      'PromiseLike',
      'Readonly',
      'Partial',
      'Required',
      'NonNullable',
      'Awaited',
    ]) {
      assert.equal(type(generic(name, ref)), 'a.ts:Patient', name);
    }
    assert.equal(type(generic('Promise', generic('Readonly', generic('Array', ref)))), 'a.ts:Patient[]');
    assert.equal(type(generic('Promise')), '?');
  });

  it('makes containers arrays', () => {
    assert.equal(type(generic('ReadonlyArray', ref)), 'a.ts:Patient[]');
    assert.equal(type(generic('Set', ref)), 'a.ts:Patient[]');
    assert.equal(type(generic('Map', text, ref)), 'a.ts:Patient[]');
    assert.equal(type(generic('AsyncIterable', ref)), 'a.ts:Patient[]');
    assert.equal(type(generic('Record', text, ref)), 'a.ts:Patient[]');
    assert.equal(type(generic('Record', keys, count)), '{name: number; age: number}');
    assert.equal(type(a.type({ kind: 'tuple', elements: [text, count, text] })), 'string | number[]');
    assert.equal(
      type(a.type({ kind: 'object', members: [{ name: '[index]', type: ref }] })),
      'a.ts:Patient[]',
    );
  });

  it('simplifies unions', () => {
    const nullable = a.type({ kind: 'union', members: [ref, a.primitive('null'), a.primitive('undefined')] });
    assert.equal(type(nullable), 'a.ts:Patient');
    assert.equal(
      type(a.type({ kind: 'union', members: [keys, text, nullable, ref] })),
      'string | a.ts:Patient',
    );
    assert.equal(type(a.type({ kind: 'union', members: [a.primitive('any'), a.primitive('null')] })), '?');
  });

  it('picks and omits members', () => {
    assert.equal(type(generic('Pick', ref, keys)), '{name: string; age: number}');
    assert.equal(type(generic('Omit', ref, keys)), '{tags: string[]}');
    assert.equal(type(generic('Omit', ref, a.ref('Keys', { declarationId: keysAlias }))), '{tags: string[]}');
    const library = a.ref('User', { importId: a.importId('lib', 'User') });
    assert.equal(type(generic('Omit', library, keys)), 'lib.User');
  });

  it('merges intersections', () => {
    const one = a.type({ kind: 'object', members: [{ name: 'x', type: text }] });
    const two = a.type({ kind: 'object', members: [{ name: 'y', type: count }] });
    assert.equal(type(a.type({ kind: 'intersection', members: [one, two] })), '{x: string; y: number}');
    const mixed = a.type({ kind: 'intersection', members: [ref, one] });
    assert.equal(type(mixed), 'a.ts:Patient | {x: string}');
    assert.equal(members(mixed), 'name: string; age: number; tags: string[]; x: string');
    const brand = a.type({ kind: 'intersection', members: [text, one] });
    assert.equal(type(brand), 'string');
  });

  it('indexes', () => {
    const name = a.type({ kind: 'literal', value: 'name' });
    assert.equal(type(a.type({ kind: 'indexed', object: ref, index: name })), 'string');
    assert.equal(type(a.type({ kind: 'indexed', object: ref, index: keys })), 'string | number');
    assert.equal(
      type(a.type({ kind: 'indexed', object: generic('Array', ref), index: count })),
      'a.ts:Patient',
    );
    assert.equal(type(a.type({ kind: 'indexed', object: ref, index: text })), '?');
  });

  it('reads predicates and functions', () => {
    assert.equal(type(a.type({ kind: 'asserts', parameter: 'x', type: ref, isAssertion: false })), 'boolean');
    assert.equal(type(a.type({ kind: 'asserts', parameter: 'x', type: ref, isAssertion: true })), 'void');
    assert.equal(
      type(a.type({ kind: 'function', params: [ref, -1], result: text })),
      '(a.ts:Patient, ?) => string',
    );
    assert.equal(type(a.type({ kind: 'other', text: 'infer T' })), '?');
  });

  it('binds type parameters', () => {
    const page = a.declare({
      name: 'Page',
      typeParameters: ['T'],
      members: [{ name: 'items', type: a.type({ kind: 'array', element: a.ref('T') }) }],
    });
    const maybe = a.declare({
      name: 'Maybe',
      kind: 'alias',
      typeParameters: ['T'],
      aliased: a.type({ kind: 'union', members: [a.ref('T'), a.primitive('null')] }),
    });
    const patients = a.declare({
      name: 'PatientPage',
      extends: [a.ref('Page', { declarationId: page, args: [ref] })],
      members: [{ name: 'total', type: count }],
    });
    assert.equal(type(a.ref('Maybe', { declarationId: maybe, args: [ref] })), 'a.ts:Patient');
    assert.equal(type(a.ref('Page', { declarationId: page, args: [ref] })), 'a.ts:Page<a.ts:Patient>');
    assert.equal(members(a.ref('Page', { declarationId: page, args: [ref] })), 'items: a.ts:Patient[]');
    assert.equal(members(a.ref('Page', { declarationId: page })), 'items: ?[]');
    assert.equal(
      members(a.ref('PatientPage', { declarationId: patients })),
      'total: number; items: a.ts:Patient[]',
    );
  });

  it('merges interfaces of one name, nearest declaration first', () => {
    const base = a.declare({ name: 'Base', members: [{ name: 'id', type: count }] });
    const first = a.declare({
      name: 'Merged',
      extends: [a.ref('Base', { declarationId: base })],
      members: [{ name: 'id', type: text }],
    });
    a.declare({ name: 'Merged', members: [{ name: 'more', type: text }] });
    assert.equal(members(a.ref('Merged', { declarationId: first })), 'id: string; more: string');
  });
});

describe('resolve-type: classes and typeof', () => {
  const base = new IrStub('base.ts');
  const id = base.primitive('string');
  base.export(
    'Base',
    base.class('Base', {
      members: [
        { name: 'id', type: id },
        { name: 'count', isStatic: true, type: id },
      ],
    }),
  );
  const a = new IrStub('a.ts');
  const text = a.primitive('string');
  const imported = a.import('./base', 'Base');
  const service = a.class('Service', { superValue: imported, members: [{ name: 'log', kind: 'field' }] });
  const declaration = a.declare({ name: 'Service', kind: 'class', classId: 0 });
  const config = a.obj({
    url: a.text('x'),
    nested: a.obj({ retries: a.constant({ kind: 'number', value: 3 }) }),
  });
  const cell = a.cell('config', config);
  const instance = a.emit(Op.New, service, -1, a.list());
  const typed = a.annotate(a.global('whatever'), text);
  const list = a.emit(Op.Arr, a.list(a.text('a'), a.text('b')));
  const typeofs = [cell, instance, typed, list, service].map((value) =>
    a.type({ kind: 'typeof', name: 'x', value }),
  );
  const ofService = a.type({ kind: 'typeof', name: 'Service', value: service });
  const instanceType = a.ref('InstanceType', { args: [ofService] });
  const element = a.type({ kind: 'indexed', object: typeofs[3] ?? -1, index: a.primitive('number') });
  const [param = -1] = a.openConstructor([{ name: 'repository', type: text }]);
  const receiver = a.emit(Op.This);
  const stored = a.store(receiver, 'repository', param);
  a.store(stored, 'log', a.emit(Op.Copy, param));
  const { type, members } = ask([base, a]);

  it('lists members, inherited ones and constructor properties included', () => {
    const ref = a.ref('Service', { declarationId: declaration });
    assert.equal(ask([base, a]).type('a.ts', ref), 'class Service');
    assert.equal(ask([base, a]).members('a.ts', ref), 'log: string; repository: string; id: string');
  });

  it('reads the shape of constants', () => {
    assert.equal(type('a.ts', typeofs[0] ?? -1), '{url: string; nested: {retries: number}}');
    assert.equal(type('a.ts', typeofs[1] ?? -1), 'class Service');
    assert.equal(type('a.ts', typeofs[2] ?? -1), 'string');
    assert.equal(type('a.ts', element), 'string');
    assert.equal(type('a.ts', typeofs[4] ?? -1), '(string) => class Service');
    assert.equal(type('a.ts', instanceType), 'class Service');
    assert.equal(members('a.ts', typeofs[0] ?? -1), 'url: string; nested: {retries: number}');
  });
});

describe('resolve-type: globals and bounds', () => {
  it('sees declarations of scripts and of declaration files', () => {
    const globals = new IrStub('types/global.d.ts', false);
    globals.declare({ name: 'Journal' });
    const augment = new IrStub('types/augment.d.ts');
    augment.declare({ name: 'Session', isExported: false });
    augment.declare({ name: 'Hidden', isExported: true });
    const module = new IrStub('module.ts');
    module.declare({ name: 'Local', isExported: false });
    const user = new IrStub('user.ts');
    const { type } = ask([globals, augment, module, user]);
    const answers = ['Journal', 'Session', 'Hidden', 'Local'].map((name) => user.ref(name));
    assert.deepEqual(
      answers.map((index) => type('user.ts', index)),
      ['types/global.d.ts:Journal', 'types/augment.d.ts:Session', '.Hidden', '.Local'],
    );
  });

  it('ends on types that contain themselves', () => {
    const a = new IrStub('a.ts');
    const text = a.primitive('string');
    const key = a.type({ kind: 'literal', value: 'x' });
    // type Json = string | Json[];
    const json = a.ref('Json', { declarationId: 0 });
    a.declare({
      name: 'Json',
      kind: 'alias',
      aliased: a.type({ kind: 'union', members: [text, a.type({ kind: 'array', element: json })] }),
    });
    // interface Tree { next: Tree }
    const tree = a.ref('Tree', { declarationId: 1 });
    a.declare({ name: 'Tree', members: [{ name: 'next', type: tree }] });
    // interface Odd extends Omit<Odd, 'x'> { y: string }
    const odd = a.ref('Odd', { declarationId: 2 });
    a.declare({
      name: 'Odd',
      extends: [a.ref('Omit', { args: [odd, key] })],
      members: [{ name: 'y', type: text }],
    });
    // interface Loop extends Loop {}
    const loop = a.ref('Loop', { declarationId: 3 });
    a.declare({ name: 'Loop', extends: [loop] });
    // type Grow<T> = Grow<Promise<T> | T[]>
    const grow = a.ref('Grow', { declarationId: 4, args: [text] });
    const inner = a.type({ kind: 'array', element: a.ref('T') });
    a.declare({
      name: 'Grow',
      kind: 'alias',
      typeParameters: ['T'],
      aliased: a.ref('Grow', { declarationId: 4, args: [inner] }),
    });
    // type Keys = Keys;
    const keys = a.ref('Keys', { declarationId: 5 });
    a.declare({ name: 'Keys', kind: 'alias', aliased: keys });
    const picked = a.ref('Pick', { args: [tree, keys] });
    const { type, members } = ask([a]);
    assert.equal(type('a.ts', json), 'string | ?[]');
    assert.equal(members('a.ts', tree), 'next: a.ts:Tree');
    assert.equal(members('a.ts', odd), 'y: string');
    assert.equal(members('a.ts', loop), '');
    assert.equal(type('a.ts', grow), '?');
    assert.equal(type('a.ts', picked), 'a.ts:Tree');
  });

  it('ends on types that explode', () => {
    const a = new IrStub('a.ts');
    let last = a.primitive('string');
    for (let i = 0; i < 24; i++) last = a.type({ kind: 'function', params: [last, last], result: last });
    // 3 ** 24 parts without a bound.
    const shown = ask([a]).type('a.ts', last);
    assert.ok(shown.length < 100_000);
    // What is small enough is complete.
    assert.match(ask([a]).type('a.ts', 3), /^\(\(\(string, string\) => string, /);
  });
});
