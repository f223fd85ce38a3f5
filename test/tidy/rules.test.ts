/** Every shipped rule: its file, its metadata, its target. What a rule means is tested in test/rules. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { parse } from 'yaml';
import { loadKnowledge } from '../support/knowledge.ts';
import { readRepositoryText, repositoryFiles } from '../support/repository.ts';

interface ShippedRule {
  /** Relative to rules/. */
  readonly file: string;
  readonly pack: string;
  readonly id: string;
  readonly rule: Readonly<Record<string, unknown>>;
}

function shippedRules(): readonly ShippedRule[] {
  const packs = loadKnowledge().files.filter(({ path: file }) => file.startsWith('packs/'));
  return packs.flatMap(({ path: file, text }) => {
    const { rules } = parse(text) as { rules: readonly Record<string, unknown>[] };
    const pack = path.posix.dirname(file).slice('packs/'.length);
    return rules.map((rule) => ({ file, pack, id: String(rule.id), rule }));
  });
}

/** The strings of a metadata field, which may hold one or a list. */
function strings(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter(
    (item): item is string => typeof item === 'string' && item !== '',
  );
}

describe('rules/packs', () => {
  const rules = shippedRules();
  const files = repositoryFiles();
  const idsWhere = (isWrong: (rule: ShippedRule) => boolean): readonly string[] =>
    rules.filter(isWrong).map(({ file, id }) => `${file}: ${id}`);
  const metadata = ({ rule }: ShippedRule): Readonly<Record<string, unknown>> =>
    (rule.metadata ?? {}) as Readonly<Record<string, unknown>>;
  const targets = ({ pack, id }: ShippedRule): readonly string[] =>
    files.filter((file) => file.startsWith(`test/rules/${pack}/${id}.`));

  it('has one rule a file, named after its id, and no id twice', () => {
    assert.deepEqual(
      idsWhere(({ file, id }) => path.posix.parse(file).name !== id),
      [],
    );
    assert.equal(new Set(rules.map(({ id }) => id)).size, rules.length);
  });

  it('has a message that says "relevant to", never "violates"', () => {
    assert.deepEqual(
      idsWhere(({ rule }) => strings(rule.message).length === 0),
      [],
    );
    assert.deepEqual(
      idsWhere(({ rule }) => /\bviolat/i.test(JSON.stringify(rule))),
      [],
    );
  });

  it('names its CWE, its OWASP category and the law that it is relevant to', () => {
    const hasCwe = (rule: ShippedRule): boolean =>
      strings(metadata(rule).cwe).some((cwe) => /^CWE-\d+/.test(cwe));
    assert.deepEqual(
      idsWhere((rule) => !hasCwe(rule)),
      [],
    );
    assert.deepEqual(
      idsWhere((rule) => strings(metadata(rule).owasp).length === 0),
      [],
    );
    assert.deepEqual(
      idsWhere((rule) => strings(metadata(rule).legal).length === 0),
      [],
    );
  });

  it('has a target in test/rules with something to report and something not to', () => {
    const annotated = (rule: ShippedRule, word: string): boolean =>
      targets(rule).some((file) =>
        new RegExp(`\\b${word}:[^\\n]*\\b${rule.id}\\b`).test(readRepositoryText(file) ?? ''),
      );
    assert.deepEqual(
      idsWhere((rule) => !annotated(rule, 'ruleid')),
      [],
    );
    assert.deepEqual(
      idsWhere((rule) => !annotated(rule, 'ok')),
      [],
    );
  });

  it('has no target without its rule', () => {
    const known = new Set(rules.flatMap(targets));
    // What schemas and names say, and what frameworks hand over, is tested through all rules at once.
    const inputs = files.filter((file) =>
      /^test\/rules\/(?!(?:schemas|names|frameworks)\/)[^/]+\//.test(file),
    );
    assert.deepEqual(
      inputs.filter((file) => !known.has(file)),
      [],
    );
  });
});
