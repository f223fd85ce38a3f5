/**
 * Knowledge is compiled once: precompiled parts equal compiled ones, and changes compile only what they touch.
 */
import assert from 'node:assert/strict';
import { precompileKnowledge as precompileForBundles } from '../../../../scripts/precompile-knowledge.mjs';
import { defaultConfiguration } from '../../../../server/src/analyzer/engine/create-engine.ts';
import type { EngineChange, KnowledgeFile } from '../../../../server/src/analyzer/engine/engine.ts';
import {
  type KnowledgeReferences,
  knowledgeParts,
  noReferences,
  sortKnowledge,
} from '../../../../server/src/analyzer/engine/knowledge-parts.ts';
import { KnowledgeLoader } from '../../../../server/src/analyzer/engine/load-knowledge.ts';
import { precompileKnowledge } from '../../../../server/src/analyzer/engine/precompile-knowledge.ts';
import { loadRules } from '../../../../server/src/analyzer/rules/load-rules.ts';
import { loadKnowledge } from '../../../support/knowledge.ts';
import { repositoryRoot } from '../../../support/repository.ts';

const shipped = loadKnowledge().files;

describe('precompiled knowledge', function () {
  this.timeout(60_000);

  const sorted = sortKnowledge(shipped);
  const kinds = knowledgeParts.kinds.compile(sorted, noReferences);
  const dataTypes = knowledgeParts.dataTypes.compile(sorted, noReferences);
  const references: KnowledgeReferences = { kinds: kinds.value, catalog: dataTypes.value };
  const precompiled = precompileKnowledge(shipped);

  it('has the kinds, data types, models and rules that the YAML has', () => {
    const models = knowledgeParts.models.compile(sorted, references);
    const rules = knowledgeParts.rules.compile(sorted, references);
    assert.deepEqual(knowledgeParts.kinds.fromJson(precompiled.kinds ?? ''), kinds.value);
    assert.deepEqual(knowledgeParts.dataTypes.fromJson(precompiled.dataTypes ?? ''), dataTypes.value);
    assert.deepEqual(knowledgeParts.models.fromJson(precompiled.models ?? ''), models.value);
    assert.deepEqual(knowledgeParts.rules.fromJson(precompiled.rules ?? ''), rules.value);
  });

  it('is what the build puts into the bundles', async () => {
    const alias = { recheck: 'recheck/lib/browser.js' };
    const built = await precompileForBundles(repositoryRoot, shipped, { alias });
    assert.deepEqual({ ...built }, precompiled);
  });

  it('leaves out a part that has problems', () => {
    const files = shipped.map((file) =>
      file.path === 'models/express.yaml' ? { ...file, text: `${file.text}\nnonsense: 1\n` } : file,
    );
    const { models, rules } = precompileKnowledge(files);
    assert.equal(models, undefined);
    assert.equal(typeof rules, 'string');
  });
});

describe('loading knowledge', function () {
  this.timeout(60_000);

  const fileCount = (folder: string) => shipped.filter(({ path }) => path.startsWith(folder)).length;
  const ownRule = (id: string, extra = ''): KnowledgeFile => ({
    path: `own/${id}.yaml`,
    text: `rules:\n  - id: ${id}\n    languages: [ts]\n    severity: ERROR\n    message: A test.\n    pattern: forbidden()\n${extra}`,
  });
  let copies = 0;
  /** The shipped files with a comment that no other test has, because engines share what they read lately. */
  const freshFiles = (): readonly KnowledgeFile[] => {
    copies++;
    return shipped.map(({ path, text }) => ({ path, text: `${text}\n# copy ${copies}\n` }));
  };
  const input = (files: readonly KnowledgeFile[], ruleFiles?: EngineChange['ruleFiles']) => ({
    files,
    ruleFiles,
    configuration: defaultConfiguration,
  });

  it('parses no YAML when precompiled knowledge fits', () => {
    const files = freshFiles();
    const loader = new KnowledgeLoader(precompileKnowledge(files));
    const knowledge = loader.load(input(files.map((file) => ({ ...file }))));
    assert.equal(loader.filesParsed, 0);
    const compiled = new KnowledgeLoader(undefined).load(input(shipped));
    assert.deepEqual(knowledge.rules, compiled.rules);
    assert.deepEqual(knowledge.problems, []);
  });

  it('compiles the parts of which a text differs', () => {
    const files = freshFiles();
    const loader = new KnowledgeLoader(precompileKnowledge(files));
    const changed = files.map((file) =>
      file.path === 'models/express.yaml' ? { ...file, text: `${file.text}\nnonsense: 1\n` } : file,
    );
    const { problems } = loader.load(input(changed));
    assert.equal(loader.filesParsed, fileCount('models/'));
    const lines = changed.find(({ path }) => path === 'models/express.yaml')?.text.split('\n') ?? [];
    assert.deepEqual(
      problems.map(({ path, key, line }) => [path, key, line]),
      [['models/express.yaml', 'nonsense', lines.indexOf('nonsense: 1') + 1]],
    );
  });

  it('compiles everything when the kinds differ, on which models and rules depend', () => {
    const files = freshFiles();
    const loader = new KnowledgeLoader(precompileKnowledge(files));
    loader.load(
      input(files.map((file) => (file.path === 'kinds.yaml' ? { ...file, text: `${file.text}#\n` } : file))),
    );
    assert.equal(loader.filesParsed, 1 + fileCount('models/') + fileCount('packs/'));
  });

  it('compiles nothing again when the configuration changes', () => {
    const files = freshFiles();
    const loader = new KnowledgeLoader(undefined);
    const before = loader.load(input(files));
    assert.equal(loader.filesParsed, files.length);
    const severe = loader.load({
      ...input(files),
      configuration: { ...defaultConfiguration, rules: { 'phi-to-log': 'low' } },
    });
    assert.equal(severe.prepared, before.prepared);
    const without = loader.load({
      ...input(files),
      configuration: { ...defaultConfiguration, rules: { 'phi-to-log': 'off' } },
    });
    assert.equal(loader.filesParsed, files.length);
    assert.equal(without.models, before.models);
    assert.equal(without.catalog, before.catalog);
    assert.equal(without.rules.length, before.rules.length - 1);
    assert.notEqual(without.rulesDigest, before.rulesDigest);
    const back = loader.load(input(files));
    assert.deepEqual([back.rules, back.rulesDigest], [before.rules, before.rulesDigest]);
  });

  it('says when a literal could be judged otherwise', () => {
    const loader = new KnowledgeLoader(undefined);
    const literal: KnowledgeFile = {
      path: 'own/literal.yaml',
      text: 'rules:\n  - id: literal\n    mode: x-literal\n    languages: [ts]\n    severity: ERROR\n    message: A test.\n',
    };
    const digest = (testIdentityNumbers: readonly string[], file: KnowledgeFile) =>
      loader.load({
        ...input(shipped, { files: [file], includeDefaultRules: false }),
        configuration: { ...defaultConfiguration, testIdentityNumbers },
      }).rulesDigest;
    assert.notEqual(digest(['199001012385'], literal), digest([], literal));
    assert.equal(digest(['199001012385'], ownRule('plain')), digest([], ownRule('plain')));
  });

  it('compiles only rules when rule files are added', () => {
    const files = freshFiles();
    const loader = new KnowledgeLoader(precompileKnowledge(files));
    const before = loader.load(input(files));
    const own = [ownRule('own-one'), ownRule('own-two')];
    const both = loader.load(input(files, { files: own, includeDefaultRules: true }));
    assert.equal(loader.filesParsed, 2);
    assert.equal(both.models, before.models);
    assert.deepEqual(
      both.rules.map(({ id }) => id),
      [...before.rules.map(({ id }) => id), 'own-one', 'own-two'].sort(),
    );
    const alone = loader.load(input(files, { files: own, includeDefaultRules: false }));
    assert.deepEqual(
      alone.rules.map(({ id }) => id),
      ['own-one', 'own-two'],
    );
    loader.load(input(files, { files: own.map((file) => ({ ...file })), includeDefaultRules: false }));
    assert.equal(loader.filesParsed, 4);
  });

  it('reports problems of own rules like those of all files together', () => {
    const own = [
      ownRule('phi-to-log'),
      ownRule('wrong', '    nonsense: 1\n'),
      {
        path: 'own/kinds.yaml',
        text: 'rules:\n  - id: odd\n    mode: taint\n    languages: [ts]\n    severity: ERROR\n    message: A test.\n    pattern-sources: [{ x-model: no-such-kind }]\n    pattern-sinks: [{ pattern: sink($X) }]\n',
      },
    ];
    const { problems, rules } = new KnowledgeLoader(undefined).load(
      input(shipped, { files: own, includeDefaultRules: true }),
    );
    const sorted = sortKnowledge(shipped);
    const kinds = knowledgeParts.kinds.compile(sorted, noReferences).value;
    const catalog = knowledgeParts.dataTypes.compile(sorted, noReferences).value;
    const together = loadRules([...sorted.packs, ...own], kinds, catalog);
    assert.equal(problems.length, 3);
    assert.deepEqual(problems, together.problems);
    assert.deepEqual(
      rules,
      together.rules.filter(({ isOptional }) => !isOptional).sort((a, b) => (a.id < b.id ? -1 : 1)),
    );
  });
});
