/** Identifiers to tokens. */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { tokenizeName } from '../../../../server/src/analyzer/classification/tokenize.ts';

describe('tokenizeName', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['personnummer', 'personnummer'],
    ['patientName', 'patient name'],
    ['patient_name', 'patient name'],
    ['patient-name', 'patient name'],
    ['PatientName', 'patient name'],
    ['PATIENT_NAME', 'patient name'],
    ['patientSSN', 'patient ssn'],
    ['SSNNumber', 'ssn number'],
    ['HIVStatus', 'hiv status'],
    ['patientIDs', 'patient ids'],
    ['userIDsById', 'user ids by id'],
    ['icd10Code', 'icd10 code'],
    ['addressLine1', 'address line1'],
    ['$patient_', 'patient'],
    ['förNamn', 'for namn'],
    ['BESÖKSorsak', 'besok sorsak'],
    ['fødselsnummer', 'fodselsnummer'],
    ['ÅlderPåPatient', 'alder pa patient'],
    ['患者名', '患者名'],
    ['', ''],
    ['___', ''],
    ['x'.repeat(500), ''],
  ];
  for (const [name, tokens] of cases)
    it(`splits ${name.slice(0, 20) || 'nothing'}`, () => {
      assert.equal(tokenizeName(name).join(' '), tokens);
    });
});
