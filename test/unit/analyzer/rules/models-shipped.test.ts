/**
 * The shipped models: they load without a problem, fit their schema, say what they cover, and carry examples.
 */
import assert from 'node:assert/strict';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { loadKinds } from '../../../../server/src/analyzer/rules/load-kinds.ts';
import { loadModels } from '../../../../server/src/analyzer/rules/load-models.ts';
import type { ModelSet, ModelState } from '../../../../server/src/analyzer/rules/model.ts';
import { loadModelExamples } from '../../../../server/src/analyzer/rules/read-model-examples.ts';
import { loadKnowledge } from '../../../support/knowledge.ts';
import { readRepositoryText } from '../../../support/repository.ts';

const { files } = loadKnowledge();
const kindsFile = files.find(({ path }) => path === 'kinds.yaml') ?? { path: 'kinds.yaml', text: '' };
const modelFiles = files.filter(({ path }) => path.startsWith('models/'));
const kinds = loadKinds(kindsFile);
const loaded = loadModels(modelFiles, kinds.kinds);
const examples = loadModelExamples(modelFiles, kinds.kinds);

function stateOf(id: number | undefined): ModelState {
  const state = loaded.models.states[id ?? -1];
  assert.ok(state);
  return state;
}

/** Kinds of the sinks a value reaches that is given as an argument of a member. */
function sinksOf(models: ModelSet, start: number | undefined, member: string, argument: number): string[] {
  const found = stateOf(start);
  const states = [found, ...found.aliases.map(stateOf)];
  return states.flatMap((state) => {
    const callee = models.states[state.members.get(member) ?? state.anyMember];
    const rest = callee?.restArguments.find(({ from }) => from <= argument)?.state;
    return [callee?.arguments.get(argument), rest].flatMap((id) =>
      id === undefined ? [] : stateOf(id).sinks.map(({ kind }) => kind),
    );
  });
}

describe('shipped models', () => {
  it('load without a problem', () => {
    assert.deepEqual(kinds.problems, []);
    assert.deepEqual(loaded.problems, []);
    assert.deepEqual(examples.problems, []);
  });

  it('fit the schema', () => {
    const schema: unknown = JSON.parse(readRepositoryText('rules/schema/model.schema.json') ?? '{}');
    assert.ok(typeof schema === 'object' && schema !== null);
    const validate = new Ajv({
      allErrors: true,
      strict: true,
      strictTuples: false,
      allowUnionTypes: true,
    }).compile(schema);
    for (const { path, text } of modelFiles)
      assert.ok(validate(parse(text)), `${path}: ${JSON.stringify(validate.errors?.slice(0, 3))}`);
  });

  it('begin with what they cover and where the facts come from', () => {
    for (const { path, text } of modelFiles) {
      const comment = text.split('\n').filter((line) => line.startsWith('#'));
      assert.ok(text.startsWith('# '), path);
      assert.ok(
        comment.some((line) => line.startsWith('# Facts: ')),
        path,
      );
    }
  });

  it('carry examples', () => {
    for (const { path } of modelFiles)
      assert.ok(
        examples.examples.some((example) => example.path === path),
        `${path} has no example`,
      );
  });

  it('use every sink, source and sanitizer kind that a row could have', () => {
    const used = new Set(
      loaded.models.states.flatMap((state) => [
        ...state.sources.map(({ kind }) => kind),
        ...state.sinks.map(({ kind }) => kind),
        ...(state.call?.clears ?? []).map(({ kind }) => kind),
      ]),
    );
    for (const kind of used) assert.ok(kinds.kinds.has(kind), kind);
    for (const kind of [
      'remote',
      'subject',
      'log',
      'error-tracker',
      'analytics',
      'email',
      'llm',
      'response',
      'sql',
    ])
      assert.ok(used.has(kind), kind);
  });

  it('have well-formed states', () => {
    const { states } = loaded.models;
    states.forEach((state, index) => {
      assert.equal(state.id, index);
      const targets = [
        ...state.members.values(),
        ...state.arguments.values(),
        ...state.parameters.values(),
        ...state.aliases,
        ...state.restArguments.map((rest) => rest.state),
      ];
      for (const target of targets) assert.ok(target > 0 && target < states.length, state.name);
      assert.ok(!state.aliases.includes(state.id));
    });
  });

  it('know the globals, the packages and the annotated types', () => {
    const { models } = loaded;
    assert.deepEqual(sinksOf(models, models.globals.get('console'), 'log', 2), ['log']);
    assert.ok(sinksOf(models, models.types.get('express.Response'), 'json', 0).includes('response'));
    assert.deepEqual(sinksOf(models, models.types.get('@prisma/client.PrismaClient'), '$queryRawUnsafe', 0), [
      'sql',
    ]);
    const model = stateOf(models.types.get('@prisma/client.PrismaClient')).anyMember;
    assert.ok(sinksOf(models, model, 'findUnique', 0).includes('query-filter'));
    for (const name of ['fetch', 'localStorage', 'process', 'Buffer', 'window', 'gtag'])
      assert.ok(models.globals.has(name), name);
    for (const name of [
      'fs/promises',
      'crypto',
      'pg',
      'pino',
      'winston',
      'axios',
      'openai',
      'react',
      'lodash/map',
    ])
      assert.ok(models.packages.has(name), name);
  });

  it('know the methods of unknown values', () => {
    const { members } = stateOf(loaded.models.anyValue);
    for (const name of ['map', 'filter', 'then', 'trim', 'get', 'push', 'toISOString', 'join'])
      assert.ok(members.has(name), name);
    const includes = stateOf(members.get('includes'));
    assert.deepEqual(includes.call?.transfers, [], 'a truth value carries nothing');
  });
});
