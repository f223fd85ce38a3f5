/**
 * The JSON Schema of rule files agrees with the loader: what one accepts the other accepts, as far as a schema can say.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { loadKinds } from '../../../../server/src/analyzer/rules/load-kinds.ts';
import { loadRules } from '../../../../server/src/analyzer/rules/load-rules.ts';
import { loadKnowledge } from '../../../support/knowledge.ts';
import { repositoryRoot } from '../../../support/repository.ts';

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, strictRequired: false, strictTypes: false });
// Words that editors show and validators skip.
ajv.addVocabulary(['patternErrorMessage', 'errorMessage', 'deprecationMessage']);
const validate = ajv.compile(
  JSON.parse(readFileSync(path.join(repositoryRoot, 'rules/schema/rule.schema.json'), 'utf8')),
);
const knowledge = loadKnowledge().files;
const kinds = loadKinds({
  path: 'kinds.yaml',
  text: knowledge.find((file) => file.path === 'kinds.yaml')?.text ?? '',
}).kinds;

/** Whether the schema and the loader accept a file of one rule with the given body. */
function accepts(body: string): { readonly schema: boolean; readonly loader: boolean } {
  const indented = body.replace(/^\n/, '').replaceAll('\n', '\n  ');
  const text = `rules:\n- id: r\n  message: m\n  languages: [typescript]\n  severity: ERROR\n  ${indented}`;
  const { problems } = loadRules([{ path: 'r.yaml', text }], kinds, undefined);
  return { schema: validate(parse(text)), loader: problems.length === 0 };
}

const good: readonly string[] = [
  'pattern: foo(...)',
  'pattern-regex: fo+',
  'patterns:\n- pattern: foo($X)\n- pattern-not: foo(1)\n- metavariable-regex: {metavariable: $X, regex: a}\n- focus-metavariable: $X',
  'pattern-either:\n- pattern: a\n- patterns:\n  - pattern: b\n  - pattern-not-inside: {pattern: c}',
  'match:\n  all: [foo($X), {not: foo(1)}]\n  where:\n  - metavariable: $X\n    regex: a',
  'mode: taint\npattern-sources: [{pattern: a, label: A}]\npattern-sinks: [{pattern: b($X), exact: false, requires: A}]',
  'mode: taint\npattern-sources: [{x-data: "nid.*"}]\npattern-sinks: [{x-model: log}]',
  'mode: taint\npattern-sources: [{x-data: {types: [nid.se.personnummer], levels: [direct], min-confidence: high}}]\npattern-sinks: [{pattern: b}]\npattern-sanitizers: [{pattern: c}]\npattern-propagators: [{pattern: "$A.add($B)", from: $B, to: $A}]',
  'mode: x-guard\nx-resource: {levels: [special]}\nx-operations: [read]\nx-require: [tie]\nx-identifier: national-id\nx-family: guard',
  'mode: x-literal\nx-literals: ["nid.*"]\nx-tests: true',
  'pattern: a\npaths: {include: ["src/**"], exclude: [test]}\nfix: b\nmetadata: {cwe: CWE-1}\noptions: {symmetric_eq: true}\nx-supersedes: [other]',
];

const bad: readonly string[] = [
  '',
  'pattern: a\npattern-regex: b',
  'patern: a',
  'patterns: []',
  'patterns:\n- patern: a',
  'patterns:\n- pattern: a\n  pattern-not: b',
  'pattern: a\nmode: join',
  'mode: taint\npattern: a',
  'mode: taint\npattern-sources: [{pattern: a}]',
  'mode: taint\npattern-sources: [{pattern: a, x-model: remote}]\npattern-sinks: [{pattern: b}]',
  'mode: taint\npattern-sources: [{}]\npattern-sinks: [{pattern: b}]',
  'mode: taint\npattern-sources: [{x-data: {level: [direct]}}]\npattern-sinks: [{pattern: b}]',
  'mode: x-guard\nx-operations: [look]',
  'mode: x-guard\npattern: a',
  'mode: x-literal\nx-require: [tie]',
  'pattern: a\nx-family: other',
  'patterns:\n- pattern: foo($X)\n- focus-metavariable: X',
  'patterns:\n- pattern: foo($X)\n- metavariable-regex: {metavariable: $X}',
];

describe('the schema of rule files', () => {
  for (const body of good)
    it(`accepts what the loader accepts: ${body.slice(0, 60).replaceAll('\n', ' ')}`, () => {
      assert.deepEqual(accepts(body), { schema: true, loader: true }, ajv.errorsText(validate.errors));
    });
  for (const body of bad)
    it(`refuses what the loader refuses: ${body.slice(0, 60).replaceAll('\n', ' ') || 'nothing to match'}`, () => {
      assert.deepEqual(accepts(body), { schema: false, loader: false });
    });
  it('accepts every shipped rule file', () => {
    for (const { path: file, text } of knowledge.filter((one) => one.path.startsWith('packs/')))
      assert.ok(validate(parse(text)), `${file}: ${ajv.errorsText(validate.errors)}`);
  });
});
