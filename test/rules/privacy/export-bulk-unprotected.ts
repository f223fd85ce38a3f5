// What is taken away is chosen field by field.

// @file: src/export.ts
import ExcelJS from 'exceljs';
import Papa from 'papaparse';

interface Patient {
  id: string;
  personnummer: string;
  diagnosis: string;
}

// @example: bad
export const toCsv = (patients: Patient[]) => Papa.unparse(patients.map(({ personnummer }) => ({ personnummer }))); // ruleid: export-bulk-unprotected {nid.se.personnummer}
// @end

// @example: good
export const toCsvSafely = (patients: Patient[]) => Papa.unparse(patients.map(({ id }) => ({ id }))); // ok: export-bulk-unprotected
// @end

export function toSheet(patient: Patient) {
  const sheet = new ExcelJS.Workbook().addWorksheet('Visits');
  sheet.addRow([patient.id, patient.diagnosis]); // ruleid: export-bulk-unprotected {clin.diagnosis}
  sheet.addRow([patient.id]); // ok: export-bulk-unprotected
}
