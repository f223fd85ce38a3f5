/** Prisma schemas: models, fields, keys, relations, comments, several files, broken files. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'mocha';
import {
  readPrismaSchema,
  readPrismaSchemas,
} from '../../../../../server/src/analyzer/program/schemas/prisma.ts';
import { repositoryRoot } from '../../../../support/repository.ts';

const clinic = `
generator client { provider = "prisma-client-js" }
datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL") // not a field
}

/// A person in care.
/// One row each.
model Patient {
  /// National identity number
  personnummer String   @id @db.VarChar(12) /// never log
  name         String?  @map("full_name") // plain
  visits       Visit[]
  doctorId     String
  doctor       Doctor   @relation("cares", fields: [doctorId], references: [id], onDelete: Cascade)
  tags         String[] @default([])
  role         Role     @default(USER)
  area         Unsupported("circle")?
  home         Address
  registered   DateTime @default(now())

  @@unique([name, doctorId(sort: Desc)], name: "perDoctor")
  @@index([registered])
  @@map("patients")
}
enum Role {
  USER @map("user")
  ADMIN
}
view Caseload { id Int @unique }
type Address { street String }
model Visit { id Int @id }
model Doctor { id String @id }
`;

const only = (text: string) => {
  const { schema, gaps } = readPrismaSchema('schema.prisma', text);
  return { models: schema?.models ?? [], gaps };
};

describe('readPrismaSchema', () => {
  const { models, gaps } = only(clinic);
  const patient = models.find(({ name }) => name === 'Patient');
  const field = (name: string) => patient?.fields.find((candidate) => candidate.name === name);

  it('reads models, views and composite types, and no enums', () => {
    assert.deepEqual(gaps, []);
    assert.deepEqual(
      models.map(({ name, table }) => `${name} ${table}`),
      ['Patient patients', 'Caseload Caseload', 'Address Address', 'Visit Visit', 'Doctor Doctor'],
    );
    assert.equal(patient?.comment, 'A person in care.\nOne row each.');
    assert.equal(patient?.fields.length, 10);
  });

  it('reads names, columns, comments and types of fields', () => {
    assert.deepEqual(field('personnummer'), {
      name: 'personnummer',
      column: 'personnummer',
      type: 'String',
      isList: false,
      isOptional: false,
      isRelation: false,
      isKey: true,
      foreignKey: [],
      comment: 'National identity number\nnever log',
    });
    assert.equal(field('name')?.column, 'full_name');
    assert.equal(field('name')?.isOptional, true);
    assert.equal(field('tags')?.isList, true);
    assert.equal(field('area')?.type, 'Unsupported');
  });

  it('tells relations from enums and composite types, and reads foreign keys', () => {
    assert.equal(field('visits')?.isRelation, true);
    assert.equal(field('role')?.isRelation, false);
    assert.equal(field('home')?.isRelation, false);
    assert.deepEqual(field('doctor')?.foreignKey, ['doctorId']);
  });

  it('counts members of composite keys as keys', () => {
    assert.equal(field('doctorId')?.isKey, true);
    assert.equal(field('name')?.isKey, true);
    assert.equal(field('registered')?.isKey, false);
  });

  it('resolves names across the files of one schema', () => {
    const [first] = readPrismaSchemas([
      { path: 'a.prisma', text: 'model A {\n id Int @id\n b B?\n kind Kind\n}' },
      { path: 'b.prisma', text: 'model B {\n id Int @id\n}\nenum Kind {\n X\n}' },
    ]);
    const fields = first?.schema?.models[0]?.fields ?? [];
    assert.deepEqual(
      fields.map(({ name, isRelation }) => [name, isRelation]),
      [
        ['id', false],
        ['b', true],
        ['kind', false],
      ],
    );
  });

  it('reads what it can of a broken schema and names the rest', () => {
    const broken = only(
      'model A {\n id Int @id\n name ???\n mail String\n}\nfoo bar\nmodel B {\n id Int @id\n',
    );
    assert.deepEqual(
      broken.models.map(({ name, fields }) => `${name}: ${fields.map((one) => one.name).join(' ')}`),
      ['A: id mail', 'B: id'],
    );
    assert.equal(broken.gaps.length, 3);
    assert.ok(
      broken.gaps.every(({ kind, path: file }) => kind === 'syntax-error' && file === 'schema.prisma'),
    );
  });

  it('survives texts that are no schema', () => {
    for (const text of [
      '',
      '{',
      '}}}}',
      '@@@@',
      'model',
      'model X',
      '"',
      '///',
      'model X { @ }',
      '('.repeat(100_000),
    ])
      assert.equal(
        readPrismaSchema('x.prisma', text).schema?.models[0]?.fields.length ?? 0,
        0,
        text.slice(0, 20),
      );
    assert.ok(only('?\n'.repeat(1_000)).gaps.length <= 20);
  });

  it('reads the schema of the test project without a gap', () => {
    const file = path.join(repositoryRoot, 'test/projects/provsvar/prisma/schema.prisma');
    const { schema, gaps: found } = readPrismaSchema('prisma/schema.prisma', readFileSync(file, 'utf8'));
    assert.deepEqual(found, []);
    const provsvar = schema?.models.find(({ name }) => name === 'Provsvar');
    assert.equal(provsvar?.fields.find(({ name }) => name === 'patient')?.isRelation, true);
    assert.equal(provsvar?.fields.find(({ name }) => name === 'status')?.isRelation, false);
    assert.equal(
      schema?.models
        .find(({ name }) => name === 'Patient')
        ?.fields.find(({ name }) => name === 'personnummer')?.isKey,
      true,
    );
  });
});
