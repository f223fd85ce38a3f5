import assert from 'node:assert/strict';
import type { ReportRule } from '../../../server/src/report/report.ts';
import {
  cweNumbers,
  metadataTexts,
  ruleMarkdown,
  ruleMessage,
  ruleTitle,
} from '../../../server/src/report/rule-text.ts';

const rule = (
  metadata: Readonly<Record<string, unknown>>,
  message = '{dataTypes} of {source} reach {sink}.',
): ReportRule => ({
  id: 'java.lang.phi-to_log',
  mode: 'taint',
  family: 'privacy',
  severity: 'high',
  message,
  metadata,
});

describe('rule text', () => {
  it('takes one text, a list, a number, and nothing else', () => {
    const texts = metadataTexts(
      rule({ a: ' x ', b: ['y', '', 7, { no: 1 }], c: null, toString: 'own' }),
      'a',
      'b',
      'c',
      'd',
    );
    assert.deepEqual(texts, ['x', 'y', '7']);
    assert.deepEqual(metadataTexts(rule({}), 'constructor'), []);
  });

  it('names a rule by its title or its id', () => {
    assert.equal(ruleTitle(rule({ title: 'T' })), 'T');
    assert.equal(ruleTitle(rule({})), 'Phi to log');
  });

  it('puts words in the place of placeholders', () => {
    assert.equal(ruleMessage(rule({})), 'Patient data of (source) reach (sink).');
  });

  it('reads CWE numbers in every spelling', () => {
    const cwe = ['CWE-359: Exposure', 'cwe-532', 'CWE-359', 'none'];
    assert.deepEqual(cweNumbers(rule({ cwe })), ['359', '532']);
  });

  it('leaves out sections that have nothing', () => {
    assert.equal(
      ruleMarkdown(rule({ fix: 'Mask it.' }, 'M.')),
      '# Phi to log\n\nM.\n\n## What to do\n\nMask it.\n',
    );
  });
});
