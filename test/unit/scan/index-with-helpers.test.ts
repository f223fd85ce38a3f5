/** Indexing with helpers: the same answer with any number of them, whatever becomes of them. */
import assert from 'node:assert/strict';
import { CancelledError, neverCancelled } from '../../../server/src/analyzer/base/cancellation.ts';
import { hashText } from '../../../server/src/analyzer/base/hash.ts';
import { createEngine, defaultConfiguration } from '../../../server/src/analyzer/engine/create-engine.ts';
import type { Engine, FileToIndex, IndexedEntry } from '../../../server/src/analyzer/engine/engine.ts';
import { type IndexHelper, indexWithHelpers } from '../../../server/src/scan/index-with-helpers.ts';
import { loadKnowledge } from '../../support/knowledge.ts';
import { readRepositoryText, repositoryFiles } from '../../support/repository.ts';

const given = { knowledge: loadKnowledge().files, configuration: defaultConfiguration };
const project = 'test/projects/provsvar/';
const files = repositoryFiles()
  .filter((name) => name.startsWith(project))
  .map((name) => ({ path: name.slice(project.length), text: readRepositoryText(name) ?? '' }));

function newEngine(): Engine {
  const engine = createEngine();
  engine.applyChange(given);
  return engine;
}

/** Another engine on this thread, whose answers come as they would over a border; it ends after some batches. */
function createHelper(batches = Number.POSITIVE_INFINITY): IndexHelper & { readonly served: () => number } {
  const engine = newEngine();
  let left = batches;
  let served = 0;
  let isDisposed = false;
  const waiting: (readonly FileToIndex[])[] = [];
  return {
    get isAlive() {
      return left > 0 && !isDisposed;
    },
    served: () => served,
    post: (batch) => {
      waiting.push(structuredClone(batch));
    },
    async collect() {
      const out: (readonly IndexedEntry[])[] = [];
      const batch = left > 0 ? waiting.shift() : undefined;
      if (batch) {
        left--;
        served += batch.length;
        out.push(structuredClone(engine.index?.(batch) ?? []));
      }
      return out;
    },
    arrival: async () => undefined,
    dispose() {
      isDisposed = true;
    },
  };
}

/** A hash of what an engine finds in the project, once indexed so. */
async function answerWith(helpers: readonly IndexHelper[]): Promise<string> {
  const engine = newEngine();
  engine.applyChange({ files });
  const unindexed = engine.unindexed?.() ?? [];
  assert.ok(unindexed.length > 30);
  await indexWithHelpers(engine, unindexed, helpers, neverCancelled, () => undefined);
  for (const _ of engine.analyze([], neverCancelled)) {
    // Only where it is.
  }
  return hashText(JSON.stringify([engine.findings(), engine.coverage()]));
}

describe('indexWithHelpers', function () {
  this.timeout(60_000);

  it('gives the same bytes with any number of helpers, also when they end on the way', async () => {
    const alone = await answerWith([]);
    const one = createHelper();
    assert.equal(await answerWith([one]), alone);
    assert.ok(one.served() > 0);
    assert.equal(await answerWith([createHelper(), createHelper(), createHelper()]), alone);
    assert.equal(await answerWith([createHelper(0)]), alone);
    assert.equal(await answerWith([createHelper(1), createHelper()]), alone);
  });

  it('leaves nothing to index', async () => {
    const engine = newEngine();
    engine.applyChange({ files });
    const seen: number[] = [];
    await indexWithHelpers(
      engine,
      engine.unindexed?.() ?? [],
      [createHelper()],
      neverCancelled,
      (done, total) => seen.push(done / total),
    );
    assert.deepEqual(engine.unindexed?.(), []);
    assert.equal(seen.at(-1), 1);
  });

  it('takes nothing that was made of another text or with other rules', () => {
    const engine = newEngine();
    engine.applyChange({ files: [{ path: 'a.ts', text: 'one();' }] });
    const entries = engine.index?.([{ path: 'a.ts', text: 'another();' }]) ?? [];
    engine.takeIndexed?.(entries);
    engine.takeIndexed?.([
      ...(engine.index?.([{ path: 'a.ts', text: 'one();' }]) ?? []).map((entry) => ({
        ...entry,
        rulesDigest: 'x',
      })),
      ...(engine.index?.([{ path: 'gone.ts', text: 'one();' }]) ?? []),
    ]);
    assert.equal(engine.unindexed?.().length, 1);
  });

  it('ends its helpers when it is cancelled', async () => {
    const helper = createHelper();
    const engine = newEngine();
    engine.applyChange({ files });
    const token = { isCancellationRequested: true };
    const run = indexWithHelpers(engine, engine.unindexed?.() ?? [], [helper], token, () => undefined);
    await assert.rejects(run, CancelledError);
    assert.equal(helper.isAlive, false);
  });
});
