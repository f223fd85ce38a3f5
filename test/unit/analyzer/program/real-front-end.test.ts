import assert from 'node:assert/strict';
import { opNames } from '../../../../server/src/analyzer/ir/opcode.ts';
import { buildClassHierarchy } from '../../../../server/src/analyzer/program/class-hierarchy.ts';
import { createExportIndex } from '../../../../server/src/analyzer/program/exports.ts';
import type { ExportTarget, Program, ResolvedType } from '../../../../server/src/analyzer/program/program.ts';
import { createTypeResolver } from '../../../../server/src/analyzer/program/resolve-type.ts';
import {
  classAt,
  classMadeBy,
  functionAt,
  functionMadeBy,
  opOf,
} from '../../../../server/src/analyzer/program/value-lookup.ts';
import { linkTexts } from './lowered-workspace.ts';

/** A target by what it is: `function f`, `class C`, `namespace path`, `[package].name`, or the operation. */
function shown(program: Program, targets: readonly ExportTarget[]): string {
  return targets
    .map((target) => {
      if (target.kind === 'external') return `[${target.package}].${target.name}`;
      if (target.kind === 'namespace') return `namespace ${program.modules[target.module]?.ir.path}`;
      const made = functionMadeBy(program, target.value);
      if (made >= 0) return `function ${functionAt(program, made)?.name}`;
      const classId = classMadeBy(program, target.value);
      return classId >= 0
        ? `class ${classAt(program, classId)?.name}`
        : (opNames[opOf(program, target.value)] ?? '?');
    })
    .join(', ');
}

/** What each import of a file binds, one line per import; values are followed to their definitions. */
function importsOf(program: Program, path: string): readonly string[] {
  const index = createExportIndex(program);
  const module = program.modules[program.moduleByPath.get(path) ?? -1];
  return (module?.ir.imports ?? []).map(({ name, specifier }, importId) => {
    const targets = index.importedValues(module?.index ?? -1, importId).flatMap((target) => {
      if (target.kind !== 'value') return [target];
      const base = program.modules[target.module]?.valueBase ?? 0;
      return index.followValue(target.module, target.value - base);
    });
    return `${name} of ${specifier}: ${shown(program, targets)}`;
  });
}

describe('program on lowered sources: exports', () => {
  it('follows ES modules, barrels and libraries', () => {
    const program = linkTexts({
      'src/patient.ts': `
        export function load() { return reload(); }
        export const save = async () => load();
        export class Patient { static table = 'p'; static of() { return new Patient(); } }
        export default function main() {}
        function reload() { return save(); }
        export { reload as refresh };`,
      'src/index.ts': `
        export * from './patient';
        export { default } from './patient';
        export { load as fetchOne } from './patient.js';
        export * as patients from './patient';
        import { Router } from 'express';
        import helper from './helper';
        export { Router, helper as assistant };`,
      'src/helper.ts': 'const helper = () => 1; export default helper;',
      'src/user.ts': `
        import main, { load, save, Patient, refresh, fetchOne, patients, Router, assistant, gone } from './index';
        import * as all from '@app/index';
        import type { Patient as P } from './index';
        export const lazy = () => import('./patient');
        export function use(p: P) { return [main, load, save, Patient, refresh, fetchOne, patients, Router, assistant, gone, all]; }`,
      'tsconfig.json': { compilerOptions: { paths: { '@app/*': ['./src/*'] } } },
    });
    assert.deepEqual(program.gaps, []);
    assert.deepEqual(importsOf(program, 'src/user.ts'), [
      'default of ./index: function main',
      'load of ./index: function load',
      'save of ./index: function save',
      'Patient of ./index: class Patient',
      'refresh of ./index: function reload',
      'fetchOne of ./index: function load',
      'patients of ./index: namespace src/patient.ts',
      'Router of ./index: [express].Router',
      'assistant of ./index: function helper',
      'gone of ./index: ',
      '* of @app/index: namespace src/index.ts',
      'Patient of ./index: class Patient',
      '* of ./patient: namespace src/patient.ts',
    ]);
  });

  it('follows CommonJS both ways', () => {
    const program = linkTexts({
      'lib/db.js': `
        const { Pool } = require('pg');
        function query() {}
        class Store { static shared = 1; }
        module.exports = { query, Store, Pool, nested: { query } };
        module.exports.extra = function extra() {};`,
      'lib/named.js': 'exports.a = function a() {}; exports.b = require("./db").query;',
      'lib/service.js': 'class Service { run() {} }\nmodule.exports = new Service();',
      'lib/whole.js': 'module.exports = function whole() {};',
      'lib/all.js': 'module.exports = { ...require("./named"), ...require("./db") };',
      'lib/choice.js': 'module.exports = process.env.X ? require("./whole") : require("./named");',
      'src/esm.ts': 'export const x = () => 1; export default class Thing {}',
      'lib/script.js': `
        const esm = require('../src/esm');
        const Thing = require('../src/esm').default;
        const { query } = require('./db');
        const whole = require('./whole');
        const choice = require('./choice');
        exports.made = new Thing();
        exports.q = query;
        exports.T = Thing;
        exports.x = esm.x;`,
      'src/main.ts': `
        import db, { query, Store, Pool, extra, nested } from '../lib/db';
        import { a, b } from '../lib/named';
        import service from '../lib/service';
        import whole = require('../lib/whole');
        import { a as viaAll, query as viaAllQuery } from '../lib/all';
        import { q, T, x } from '../lib/script';
        console.log(db, query, Store, Pool, extra, nested, a, b, service, whole, viaAll, viaAllQuery, q, T, x);`,
    });
    assert.deepEqual(program.gaps, []);
    assert.deepEqual(importsOf(program, 'src/main.ts'), [
      'default of ../lib/db: Store',
      'query of ../lib/db: function query',
      'Store of ../lib/db: class Store',
      'Pool of ../lib/db: [pg].Pool',
      'extra of ../lib/db: function extra',
      'nested of ../lib/db: Store',
      'a of ../lib/named: function a',
      'b of ../lib/named: function query',
      'default of ../lib/service: New',
      '* of ../lib/whole: function whole',
      'a of ../lib/all: function a',
      'query of ../lib/all: function query',
      'q of ../lib/script: function query',
      'T of ../lib/script: class Thing',
      'x of ../lib/script: function x',
    ]);
    assert.deepEqual(importsOf(program, 'lib/script.js'), [
      '* of ../src/esm: namespace src/esm.ts',
      '* of ../src/esm: namespace src/esm.ts',
      '* of ./db: Store, namespace lib/db.js',
      '* of ./whole: function whole',
      '* of ./choice: function whole, namespace lib/named.js',
    ]);
  });
});

describe('program on lowered sources: classes and types', () => {
  const program = linkTexts({
    'packages/model/package.json': { name: '@acme/model', exports: { '.': './dist/index.js' } },
    'pnpm-workspace.yaml': 'packages: [packages/*]',
    'packages/model/src/index.ts':
      "export * from './patient';\nexport type { Journal as Record } from './journal';",
    'packages/model/src/patient.ts': `
      import type { Journal } from './journal';
      export interface Entity { id: string }
      export interface Patient extends Entity { name: string; journal?: Journal | null; tags: Map<string, Tag> }
      export type Tag = { label: string };
      export type PatientView = Omit<Patient, 'journal' | 'tags'> & { age: number };
      export type Page<T> = { items: T[]; next: Page<T> };
      export enum Role { Doctor = 'doctor' }
      export abstract class Repository<T> {
        static shared = new Map();
        constructor(protected readonly table: string, private page: Page<T>) {}
        abstract load(id: string): Promise<T>;
        save(value: T): this { return this; }
      }
      export interface Reader { read(): Patient }`,
    'packages/model/src/journal.ts':
      'export interface Journal { text: string; author: Role }\nimport { Role } from "./patient";',
    'packages/api/src/main.ts': `
      import { Repository, type Patient, type PatientView, type Page, type Reader, type Record as Entry } from '@acme/model';
      import * as model from '@acme/model';
      import express from 'express';
      const config = { url: 'x', retry: { times: 3 } };
      export class Patients extends Repository<Patient> implements Reader {
        cache: Partial<Patient>[] = [];
        async load(id: string): Promise<Patient> { return this.read(); }
        read(): Patient { return this.cache[0]; }
      }
      export class Special extends model.Repository<string> { load() { return Promise.resolve(''); } }
      export class Failure extends Error {}
      export function handler(a: Patient, b: PatientView, c: Page<Patient>, d: express.Request, e: typeof config,
        f: Entry, g: Patients, h: Patient['journal'], i: Readonly<Patient>[], j: model.Role, k: Promise<model.Tag>,
        l: InstanceType<typeof Patients>) {}`,
  });
  const exports = createExportIndex(program);
  const types = createTypeResolver(program, exports);
  const hierarchy = buildClassHierarchy(program, exports, types);
  const api = program.moduleByPath.get('packages/api/src/main.ts') ?? -1;
  const show = (type: ResolvedType): string => {
    switch (type.kind) {
      case 'class':
        return `class ${classAt(program, type.classId)?.name}`;
      case 'declaration':
        return `${program.modules[type.module]?.ir.typeDeclarations[type.declaration]?.name}${type.args.length > 0 ? `<${type.args.map(show)}>` : ''}`;
      case 'external':
        return `${type.package}.${type.name}`;
      case 'array':
        return `${show(type.element)}[]`;
      case 'union':
        return type.members.map(show).join(' | ');
      case 'object':
        return `{${type.members.map(({ name, type: member }) => `${name}: ${show(member)}`).join('; ')}}`;
      case 'function':
        return `(${type.params.map(show).join(', ')}) => ${show(type.result)}`;
      case 'primitive':
        return type.name;
      case 'unknown':
        return '?';
    }
  };
  const members = (type: ResolvedType): string =>
    types
      .membersOf(type)
      .map(({ name, type: member }) => `${name}: ${show(member)}`)
      .join('; ');
  const handler = program.modules[api]?.ir.functions.find(({ name }) => name === 'handler');
  const parameter = new Map(
    (handler?.params ?? []).map(({ name, type }) => [name, types.resolveType(api, type)] as const),
  );
  const typeOf = (name: string): ResolvedType => parameter.get(name) ?? { kind: 'unknown' };
  const idOf = (name: string): number =>
    program.modules.flatMap(({ ir }) => ir.classes.map((it) => it.name)).indexOf(name);

  it('resolves declared types', () => {
    assert.deepEqual(program.gaps, []);
    assert.deepEqual(
      [...parameter].map(([name, type]) => `${name}: ${show(type)}`),
      [
        'a: Patient',
        'b: {name: string; id: string; age: number}',
        'c: Page<Patient>',
        'd: express.Request',
        'e: {url: string; retry: {times: number}}',
        'f: Journal',
        'g: class Patients',
        'h: Journal',
        'i: Patient[]',
        'j: string',
        'k: Tag',
        'l: class Patients',
      ],
    );
  });

  it('lists members', () => {
    assert.equal(members(typeOf('a')), 'name: string; journal: Journal; tags: Tag[]; id: string');
    assert.equal(members(typeOf('c')), 'items: Patient[]; next: Page<Patient>');
    assert.equal(members(typeOf('f')), 'text: string; author: string');
    assert.equal(
      members(typeOf('g')),
      'cache: Patient[]; load: (string) => Patient; read: () => Patient; table: string; page: Page<Patient>; save: (Patient) => class Repository',
    );
  });

  it('builds the class hierarchy', () => {
    assert.deepEqual(hierarchy.superclasses[idOf('Patients')], {
      kind: 'class',
      classId: idOf('Repository'),
    });
    assert.deepEqual(hierarchy.superclasses[idOf('Special')], { kind: 'class', classId: idOf('Repository') });
    assert.deepEqual(hierarchy.superclasses[idOf('Failure')], {
      kind: 'external',
      package: '',
      name: 'Error',
    });
    assert.deepEqual(hierarchy.overriders(idOf('Repository'), 'load'), [idOf('Patients'), idOf('Special')]);
    assert.equal(hierarchy.lookupMember(idOf('Patients'), 'save', false)?.classId, idOf('Repository'));
    assert.equal(hierarchy.lookupMember(idOf('Patients'), 'shared', true)?.classId, idOf('Repository'));
    const table = hierarchy.fieldType(idOf('Patients'), 'table');
    assert.equal(table && show(types.resolveType(table.module, table.type)), 'string');
    const model = program.moduleByPath.get('packages/model/src/patient.ts') ?? -1;
    const reader =
      program.modules[model]?.ir.typeDeclarations.findIndex(({ name }) => name === 'Reader') ?? -1;
    assert.deepEqual(hierarchy.implementers(model, reader), [idOf('Patients')]);
  });
});
