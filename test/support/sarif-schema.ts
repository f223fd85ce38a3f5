/**
 * Checks a text against the SARIF 2.1.0 schema, which comes with the package @microsoft/jest-sarif (draft 4 of JSON
 * Schema, which differs from what our validator reads only in the key of its id).
 */
import sarifSchema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json';
import { Ajv } from 'ajv';
import type { Log } from 'sarif';

const { $schema: _draft, id: _id, ...schema } = sarifSchema;
const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
ajv.addFormat('uri', /^[a-z][a-z0-9+.-]*:\S*$/i);
ajv.addFormat('uri-reference', /^[^\s\\<>"{}|^`]*$/);
ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT/);
const validate = ajv.compile(schema);

/** The log in `text`; throws with every violation when it is not valid. */
export function parseValidSarif(text: string): Log {
  const log: Log = JSON.parse(text);
  if (validate(log)) return log;
  const violations = validate.errors?.map(({ instancePath, message }) => `${instancePath}: ${message}`) ?? [];
  throw new Error(`This is not valid SARIF:\n${violations.join('\n')}`);
}
