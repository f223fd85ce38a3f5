/** What a finding says about the redaction of the logger that its data reached. */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { runEngine } from '../../../support/run-engine.ts';

const messagesOf = (redact: string, logged: string): readonly string[] => {
  const text = `import pino from 'pino';
const log = pino({ ${redact} });
export function save(patient: { ssn: string; visit: { diagnosis: string } }) { log.info(${logged}); }`;
  return runEngine({ files: [{ path: 'src/save.ts', text }] })
    .findings()
    .map(({ message }) => message);
};
const hole = (messages: readonly string[]): string =>
  messages.map((message) => message.slice(message.indexOf('The redaction'))).join();

describe('findings behind a redaction', () => {
  it('name the field that is not covered, and what is', () => {
    assert.equal(
      hole(messagesOf("redact: ['ssn', 'patient.ssn']", '{ visit: { diagnosis: patient.visit.diagnosis } }')),
      'The redaction there covers patient.ssn, ssn, not visit.diagnosis.',
    );
    assert.equal(
      hole(messagesOf("redact: ['ssn']", "'saved ' + patient.ssn")),
      'The redaction there covers ssn, not what stands in a text or a whole record.',
    );
  });

  it('say nothing about it where there is none', () => {
    const messages = messagesOf("level: 'info'", '{ ssn: patient.ssn }');
    assert.equal(messages.length, 1);
    assert.ok(!messages[0]?.includes('redaction'));
  });

  it('are none where it covers everything', () => {
    assert.deepEqual(
      messagesOf("redact: { paths: ['*.ssn', 'ssn'], remove: true }", '{ ssn: patient.ssn }'),
      [],
    );
  });
});
