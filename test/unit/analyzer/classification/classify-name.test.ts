/** Names: the cases of the research, and words that are common in programs and mean something else there. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { createNameClassifier } from '../../../../server/src/analyzer/classification/classify-name.ts';
import { shippedDataTypes } from './catalog.ts';

const { catalog } = shippedDataTypes;
const names = createNameClassifier(catalog);

/** The type id and confidence, `none` if the name says nothing. */
function said(expression: string): string {
  const evidence = names.classify(expression.split('.'));
  return evidence === undefined ? 'none' : `${catalog.types[evidence.type]?.id} ${evidence.confidence}`;
}

function typeOf(expression: string): string {
  const evidence = names.classify(expression.split('.'));
  const type = evidence && catalog.types[evidence.type];
  if (type === undefined) return 'none';
  return type.level === 'pseudonym' ? 'pseudonym' : type.id;
}

describe('createNameClassifier', () => {
  describe('cases of the research', () => {
    const rows = readFileSync(new URL('classifier-cases.csv', `file://${__filename}`), 'utf8')
      .trim()
      .split('\n')
      .slice(1);
    it('are 133', () => assert.equal(rows.length, 133));
    for (const row of rows) {
      const [expression = '', expected = ''] = row.split(',');
      it(`${expression} is ${expected}`, () => assert.equal(typeOf(expression), expected));
    }
  });

  describe('says nothing about words of programs', () => {
    for (const expression of [
      ...[
        'file.name',
        'server.address',
        'socket.address',
        'key',
        'test',
        'status',
        'result',
        'record',
        'note',
        'visit',
      ],
      ...[
        'operation',
        'condition',
        'procedure',
        'race',
        'Promise.race',
        'config.key',
        'order.result',
        'query.result',
      ],
      ...[
        'node.visit',
        'ast.visit',
        'branch.condition',
        'release.note',
        'db.address',
        'mac_address',
        'tag.name',
      ],
      ...['clinic.name', 'clinic.phone', 'hospital.address', 'supportEmail', 'company.email', 'noreplyEmail'],
      ...['formErrors.personnummer', 'errors.email', 'labels.ssn', 'validators.phone', 'schema.diagnosis'],
      ...[
        'getPersonnummer',
        'setEmail',
        'useDiagnosis',
        'findByEmail',
        'sendEmail',
        'emailSent',
        'emailVerified',
      ],
      ...[
        'phone.label',
        'diagnosisOptions',
        'medicationRepository',
        'prescriptionRouter',
        'allergyIcon',
        'symptomTypes',
      ],
      ...['patientListName', 'patientService.name', 'patientRouter.address', 'patient.clinic.name'],
      ...[
        'maskedPersonnummer',
        'encryptedSsn',
        'redactedName',
        'anonymizedDiagnosis',
        'zipFile',
        'zip',
        'lab.name',
      ],
      ...['age', 'sex', 'patientsByDiagnosis', 'templateId', 'buttonId', 'id', 'order.id', 'x', ''],
    ])
      it(expression || 'the empty name', () => assert.equal(typeOf(expression), 'none'));
  });

  describe('says what data is', () => {
    const cases: readonly (readonly [string, string])[] = [
      ['req.body.patient.name', 'name.person 80'],
      ['patients.name', 'name.person 80'],
      ['patientDto.name', 'name.person 80'],
      ['patient.user.name', 'name.person 80'],
      ['selectedPatient.address1', 'contact.address 80'],
      ['user.fullName', 'name.person 85'],
      ['fullName', 'name.person 55'],
      ['member.name', 'name.person 50'],
      ['user.name', 'name.person 50'],
      ['doctor.email', 'rel.caregiver_staff 70'],
      ['patient.doctor.name', 'rel.caregiver_staff 70'],
      ['patient.note', 'clin.note 80'],
      ['medication.name', 'clin.medication 70'],
      ['lab.result', 'clin.lab 80'],
      ['record.result', 'clin.lab 50'],
      ['provsvar.fritext', 'clin.note 85'],
      ['fritext', 'clin.note 55'],
      ['testResults', 'clin.lab 55'],
      ['patient.testResults', 'clin.lab 85'],
      ['hasDiagnosis', 'clin.diagnosis 65'],
      ['isPregnant', 'acute.sexual_reproductive 85'],
      ['diagnosisText', 'clin.diagnosis 80'],
      ['diagnosisDetailPaneWidth', 'clin.diagnosis 45'],
      ['emailTemplate', 'contact.email 45'],
      ['phoneNumber2', 'contact.phone 90'],
      ['patientPersonNummer', 'nid.se.personnummer 90'],
      ['emails', 'contact.email 90'],
      ['person.personId', 'nid.se.personnummer 60'],
      ['patientId', 'tech.record_id 70'],
      ['encounterId', 'tech.record_id 55'],
      ['caseId', 'tech.record_id 50'],
      ['DOB', 'demo.birthdate 90'],
      ['subjectOfCare.name', 'name.person 80'],
      ['diagnoses.d.code', 'clin.diagnosis 70'],
      ['patient.allergies.description', 'clin.allergy 70'],
    ];
    for (const [expression, expected] of cases)
      it(expression, () => assert.equal(said(expression), expected));
  });

  it('gives its evidence as words', () => {
    assert.equal(names.classify(['a', 'b', 'patient', 'efternamn'])?.evidence, 'named patient.efternamn');
    assert.equal(names.classify(['pnr'])?.evidence, 'named pnr');
  });

  it('knows names of whole records', () => {
    const records = [
      'patient',
      'patients',
      'patienten',
      'pasient',
      'potilas',
      'currentPatient',
      'patientData',
      'allPatients',
    ];
    for (const name of records)
      assert.equal(names.classifyRecordName(name)?.evidence, `object named ${name}`, name);
    const others = [
      'patientId',
      'patientService',
      'patientCount',
      'patientStatus',
      'isPatient',
      'patientForm',
      'person',
      'user',
    ];
    for (const name of others) assert.equal(names.classifyRecordName(name), undefined, name);
    assert.equal(catalog.types[names.classifyRecordName('patient')?.type ?? -1]?.id, 'name.person');
    assert.equal(names.classifyRecordName('patient')?.confidence, 65);
  });

  it('takes verbs off function names', () => {
    assert.equal(names.stripCallVerb('getPersonnummer'), 'Personnummer');
    assert.equal(names.stripCallVerb('fetch_diagnosis'), '_diagnosis');
    assert.equal(names.stripCallVerb('hämtaJournal'), 'Journal');
    assert.equal(names.stripCallVerb('getaway'), undefined);
    assert.equal(names.stripCallVerb('get'), undefined);
    assert.equal(names.stripCallVerb('saveEmail'), undefined);
  });
});
