/** Schemas of messages that are broken, circular or large: a message with its place, and the rest is read. */
import assert from 'node:assert/strict';
import { mayBeGraphql, readGraphql } from '../../../../server/src/analyzer/program/schemas/graphql.ts';
import { readJsonSchema } from '../../../../server/src/analyzer/program/schemas/json-schema.ts';
import { readProtobuf } from '../../../../server/src/analyzer/program/schemas/protobuf.ts';
import { readSchemaFiles } from '../../../../server/src/analyzer/program/schemas/schema-files.ts';

describe('readGraphql', () => {
  it('names what is broken and reads the rest', () => {
    const text = 'type A { id ID! }\ntype Patient { name: String! }\nquery Q { me { name }';
    const { models, documents, gaps } = readGraphql('a.graphql', text);
    assert.deepEqual(
      models.map(({ name, fields }) => [name, fields.map((field) => field.name)]),
      [
        ['A', []],
        ['Patient', ['name']],
      ],
    );
    assert.deepEqual(documents, []);
    assert.deepEqual(
      gaps.map(({ kind, start }) => [kind, start]),
      [
        ['syntax-error', text.indexOf('ID!')],
        ['syntax-error', text.length - 1],
      ],
    );
  });

  it('reads operations with everything they may have', () => {
    const { documents, gaps } = readGraphql(
      'q.gql',
      'query Q($id: ID! = "x", $in: [In!] = [{a: 1}]) @live { p: patient(id: $id, in: {a: [1]}) @include(if: true) { ...F ... on Adult @skip(if: false) { job } } } fragment F on Patient { name }',
    );
    assert.deepEqual(gaps, []);
    assert.deepEqual(
      documents.map(({ kind, name, on }) => [kind, name, on]),
      [
        ['query', 'Q', ''],
        ['fragment', 'F', 'Patient'],
      ],
    );
    const [patient] = documents[0]?.selections ?? [];
    assert.deepEqual([patient?.name, patient?.as], ['patient', 'p']);
    assert.deepEqual(
      patient?.below.map(({ fragment, on }) => fragment || on),
      ['F', 'Adult'],
    );
  });

  it('reads values of fields that are texts', () => {
    const { models, gaps } = readGraphql(
      'a.graphql',
      'input A { "what" version: String = "a" "who" name: String }',
    );
    assert.deepEqual(gaps, []);
    assert.deepEqual(
      models[0]?.fields.map((field) => field.name),
      ['version', 'name'],
    );
  });

  it('tells its texts from others', () => {
    assert.equal(mayBeGraphql('\n  query { a }'), true);
    assert.equal(mayBeGraphql('{ patients { id } }'), true);
    assert.equal(mayBeGraphql('{"patients": []}'), false);
    assert.equal(mayBeGraphql('SELECT a FROM b'), false);
  });

  it('stays linear and does not throw on hostile texts', () => {
    for (const part of ['{', 'type A {', '"""', 'query Q(', 'fragment F on A { ...', '[', 'extend '])
      assert.ok(readGraphql('a.graphql', part.repeat(100_000)).gaps.length <= 20);
  });
});

describe('readJsonSchema', () => {
  it('says where a broken file is broken', () => {
    const text = 'openapi: 3.0.0\ncomponents:\n  schemas: { A: [ }\n';
    const { models, gaps } = readJsonSchema('openapi.yaml', text);
    assert.deepEqual(models, []);
    assert.deepEqual(
      gaps.map(({ kind, start }) => [kind, text.slice(0, start).split('\n').length]),
      [['syntax-error', 3]],
    );
  });

  it('follows circles by name', () => {
    const schema = {
      definitions: {
        A: { properties: { next: { $ref: '#/definitions/A' }, b: { $ref: '#/definitions/B' } } },
        B: { allOf: [{ $ref: '#/definitions/A' }, { properties: { title: { type: 'string' } } }] },
      },
    };
    const { models } = readJsonSchema('x.schema.json', JSON.stringify(schema));
    assert.deepEqual(
      models.map(({ name, fields }) => [name, fields.map((field) => `${field.name}:${field.type}`)]),
      [
        ['A', ['next:A', 'b:B']],
        ['B', [':A', 'title:string']],
      ],
    );
  });

  it('does not exhaust the stack on objects inside one another', () => {
    const deep = `${'{"properties":{"a":'.repeat(3000)}{}${'}}'.repeat(3000)}`;
    assert.ok(readJsonSchema('x.schema.json', deep).models.length < 20);
  });
});

describe('readProtobuf', () => {
  it('names a message that is not closed and reads its fields', () => {
    const { models, gaps } = readProtobuf('a.proto', 'message A { string birth_date = 1;');
    assert.deepEqual(
      models.map(({ fields }) => fields.map(({ name }) => name)),
      [['birth_date', 'birthDate']],
    );
    assert.deepEqual(
      gaps.map(({ start }) => start),
      [10],
    );
  });
});

describe('readSchemaFiles', () => {
  it('reads the others beside a broken one', () => {
    const { schemas, gaps } = readSchemaFiles(
      new Map([
        ['a.graphql', 'type {'],
        ['b.graphql', 'type B { id: ID }'],
        ['c.proto', 'message C { string id = 1; }'],
      ]),
    );
    assert.deepEqual(
      schemas.map(({ path }) => path),
      ['b.graphql', 'c.proto'],
    );
    assert.deepEqual(
      gaps.map(({ path }) => path),
      ['a.graphql'],
    );
  });
});
