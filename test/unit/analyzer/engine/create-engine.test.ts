/** The façade: order of files, edits after edits, and half-typed code, each compared with a cold run. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { neverCancelled } from '../../../../server/src/analyzer/base/cancellation.ts';
import { createEngine, defaultConfiguration } from '../../../../server/src/analyzer/engine/create-engine.ts';
import type { Engine } from '../../../../server/src/analyzer/engine/engine.ts';
import { loadKnowledge } from '../../../support/knowledge.ts';
import { repositoryRoot } from '../../../support/repository.ts';

const project = path.join(repositoryRoot, 'test/projects/provsvar');
const knowledge = loadKnowledge().files;

function readProject(): Map<string, string> {
  const files = new Map<string, string>();
  for (const entry of readdirSync(project, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const absolute = path.join(entry.parentPath, entry.name);
    files.set(path.relative(project, absolute).split(path.sep).join('/'), readFileSync(absolute, 'utf8'));
  }
  return files;
}

function finish(engine: Engine): string {
  for (const _ of engine.analyze([], neverCancelled)) {
    // Only the result counts.
  }
  return JSON.stringify([engine.findings(), engine.coverage()]);
}

function cold(files: ReadonlyMap<string, string>): string {
  const engine = createEngine();
  engine.applyChange({
    files: [...files].map(([name, text]) => ({ path: name, text })),
    knowledge,
    configuration: defaultConfiguration,
  });
  return finish(engine);
}

/** Numbers that are the same in every run (a linear congruential generator, after Knuth). */
function createNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
}

describe('createEngine', () => {
  const files = readProject();

  it('gives the same bytes whatever the order of the files', () => {
    const expected = cold(files);
    const next = createNumbers(7);
    const shuffled = [...files];
    for (let k = shuffled.length - 1; k > 0; k--) {
      const other = next(k + 1);
      const [a, b] = [shuffled[k], shuffled[other]];
      if (a && b) [shuffled[k], shuffled[other]] = [b, a];
    }
    assert.equal(cold(new Map(shuffled)), expected);
  }).timeout(30_000);

  it('gives after any edit what a cold run gives', () => {
    const next = createNumbers(42);
    const current = new Map(files);
    const engine = createEngine();
    engine.applyChange({
      files: [...current].map(([name, text]) => ({ path: name, text })),
      knowledge,
      configuration: defaultConfiguration,
    });
    finish(engine);
    const code = [...current.keys()].filter((name) => name.endsWith('.ts'));
    for (let edit = 0; edit < 16; edit++) {
      const name = code[next(code.length)] ?? '';
      const text = current.get(name) ?? files.get(name) ?? '';
      const lines = text.split('\n');
      const at = next(Math.max(1, lines.length));
      let changed: string | undefined;
      switch (edit % 6) {
        case 0:
          changed = `// moved down\n${text}`;
          break;
        case 1:
          changed = lines.filter((_, k) => k !== at).join('\n');
          break;
        case 2:
          changed = [...lines.slice(0, at), 'console.log(patient', ...lines.slice(at)].join('\n');
          break;
        case 3:
          changed = current.has(name) && edit % 4 === 3 ? undefined : files.get(name);
          break;
        case 4:
          changed = text.replaceAll('personnummer', 'pnr');
          break;
        default:
          changed = text.replace(/^import .*$/m, '');
          break;
      }
      if (changed === undefined) current.delete(name);
      else current.set(name, changed);
      engine.applyChange({ files: [{ path: name, text: changed }] });
      assert.equal(finish(engine), cold(current), `edit ${edit} of ${name}`);
    }
  }).timeout(120_000);

  it('keeps the findings of the rest when one function is half-typed', () => {
    const text = [
      'export function ok(patient: { personnummer: string }) {',
      '  console.log(patient.personnummer);',
      '}',
      'export function broken(patient) {',
      '  logger.info(patient.',
    ].join('\n');
    const result = JSON.parse(cold(new Map([['a.ts', text]]))) as [
      { ruleId: string }[],
      { filesWithProblems: number },
    ];
    assert.deepEqual(
      result[0].map(({ ruleId }) => ruleId),
      ['phi-to-log'],
    );
    assert.equal(result[1].filesWithProblems, 1);
  }).timeout(30_000);

  it('stops when it is cancelled, and finishes when asked again', () => {
    const engine = createEngine();
    engine.applyChange({
      files: [...files].map(([name, text]) => ({ path: name, text })),
      knowledge,
      configuration: defaultConfiguration,
    });
    const token = { isCancellationRequested: false };
    assert.throws(
      () => {
        for (const _ of engine.analyze([], token)) token.isCancellationRequested = true;
      },
      { name: 'CancelledError' },
    );
    assert.equal(finish(engine), cold(files));
  }).timeout(30_000);

  it('gives plain data', () => {
    const engine = createEngine();
    engine.applyChange({
      files: [...files].map(([name, text]) => ({ path: name, text })),
      knowledge,
      configuration: defaultConfiguration,
    });
    finish(engine);
    assert.deepEqual(structuredClone(engine.findings()), engine.findings());
  }).timeout(30_000);
});
