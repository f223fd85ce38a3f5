/** The shipped data vocabulary is well-formed, and mistakes in such files are named with their place. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { describe, it } from 'mocha';
import { parse } from 'yaml';
import { checkIdentifier } from '../../../../server/src/analyzer/classification/national-ids.ts';
import { foldText, toTokenSequence } from '../../../../server/src/analyzer/rules/fold-word.ts';
import { loadDataTypes } from '../../../../server/src/analyzer/rules/load-data-types.ts';
import { loadKnowledge } from '../../../support/knowledge.ts';
import { repositoryRoot } from '../../../support/repository.ts';

const files = loadKnowledge().files.filter((file) => file.path.startsWith('data-types/'));
const load = (text: string) => loadDataTypes([{ path: 'x.yaml', text }]);

describe('loadDataTypes', () => {
  const { catalog, problems } = loadDataTypes(files);

  it('reads the shipped files without a problem', () => {
    assert.deepEqual(problems, []);
    assert.equal(catalog.types.length, 51);
    assert.ok(catalog.types.every(({ id, index }) => catalog.byId.get(id)?.index === index));
    assert.equal(catalog.byId.get('nid.se.personnummer')?.check, 'se_pnr');
    assert.equal(catalog.byId.get('contact.protected_identity')?.level, 'acute');
    assert.equal(catalog.byId.get('rel.caregiver_staff')?.neverPatient, true);
    assert.ok(catalog.types.every(({ label }) => label !== ''));
  });

  it('has files that fit the JSON Schema', () => {
    const schema = JSON.parse(
      readFileSync(path.join(repositoryRoot, 'rules/schema/data-types.schema.json'), 'utf8'),
    );
    const validate = new Ajv({ allErrors: true, strict: true }).compile(schema);
    for (const file of files) {
      validate(parse(file.text));
      assert.deepEqual(validate.errors ?? [], [], file.path);
    }
  });

  it('folds every word', () => {
    for (const type of catalog.types)
      for (const word of [...type.words, ...type.weakWords, ...(type.doubtfulWords ?? [])])
        for (const token of word) assert.equal(foldText(token), token);
  });

  it('has no word in two lists of one type', () => {
    for (const type of catalog.types) {
      const all = [...type.words, ...type.weakWords, ...(type.doubtfulWords ?? [])].map((word) =>
        word.join('_'),
      );
      assert.deepEqual(
        all.filter((word, i) => all.indexOf(word) !== i),
        [],
        type.id,
      );
    }
  });

  it('names only checks that exist', () => {
    for (const { check } of catalog.types)
      if (check !== '') assert.doesNotThrow(() => checkIdentifier(check, '0'), check);
  });

  it('does not depend on the order of files', () => {
    const reversed = loadDataTypes([...files].reverse()).catalog;
    assert.equal(reversed.digest, catalog.digest);
    assert.deepEqual(reversed.types, catalog.types);
  });

  it('names mistakes with their place and reads the rest', () => {
    const { catalog: read, problems: found } = load(
      [
        'category: clinical',
        'level: hot',
        'types:',
        '  - id: clin.lab',
        '    words: { sv: [Provsvar, "prov-svar"] }',
        '    chek: x',
        '  - id: Bad',
        '  - 7',
        'identifier-systems:',
        '  - { value: "1.2.3", type: clin.gone }',
        'fhir:',
        '  resources: { Patient: [{ path: name, type: name.gone }, { type: clin.lab }] }',
        'other: 1',
      ].join('\n'),
    );
    assert.deepEqual(
      found.map(({ line, key }) => `${line} ${key ?? ''}`),
      ['2 level', '6 chek', '7 id', '8 ', '10 type', '12 type', '12 path', '13 other'],
    );
    assert.ok(found.every(({ path: file, message }) => file === 'x.yaml' && message.endsWith('.')));
    assert.deepEqual(
      read.types.map(({ id }) => id),
      ['clin.lab'],
    );
    assert.deepEqual(read.types[0]?.words, [['provsvar'], ['prov', 'svar']]);
  });

  it('adds the words of a second file to a type', () => {
    const { catalog: read } = loadDataTypes([
      {
        path: 'a.yaml',
        text: 'category: nid\nlevel: direct\ntypes: [{ id: nid.mrn, label: record, words: { en: [mrn] } }]',
      },
      { path: 'b.yaml', text: 'category: own\ntypes: [{ id: nid.mrn, words: [case_key] }]' },
    ]);
    assert.equal(read.types.length, 1);
    assert.equal(read.types[0]?.label, 'record');
    assert.deepEqual(read.types[0]?.words, [['mrn'], ['case', 'key']]);
  });

  it('survives files that are no maps', () => {
    for (const text of ['', '- a', '7', '{', 'types: 3', 'context: x', 'fhir: 1', 'negatives: [a]'])
      assert.ok(load(text).catalog.types.length === 0, text);
  });
});

describe('foldText', () => {
  it('folds Nordic and German letters', () => {
    assert.equal(foldText('FÖRNAMN'), 'fornamn');
    assert.equal(foldText('fødselsnummer'), 'fodselsnummer');
    assert.equal(foldText('Straße'), 'strasse');
    assert.equal(foldText('Lægemiddel'), 'laegemiddel');
    assert.equal(foldText('e\u0301'), 'e');
    assert.deepEqual(toTokenSequence('Date of-birth'), ['date', 'of', 'birth']);
  });
});
