/** Replays edits on one engine that is kept, and compares each answer with that of an engine that starts anew. */
import { neverCancelled } from '../../server/src/analyzer/base/cancellation.ts';
import { createEngine, defaultConfiguration } from '../../server/src/analyzer/engine/create-engine.ts';
import type { Engine, KnowledgeFile } from '../../server/src/analyzer/engine/engine.ts';
import { loadKnowledge } from './knowledge.ts';
import type { RandomEdit } from './random-edits.ts';

/** What an engine says of a program. */
export interface Answer {
  /** Findings with ranges and paths, and the coverage, as JSON. */
  readonly bytes: string;
  /** How many findings there are. */
  readonly findings: number;
}

/** Applies changes that lead to `current`, and answers with both engines. */
export type Replay = (
  changes: RandomEdit['changes'],
  current: ReadonlyMap<string, string>,
) => { readonly incremental: Answer; readonly cold: Answer };

const { files: knowledge } = loadKnowledge();
/** With what few would look at too: more can differ. */
const configuration = { ...defaultConfiguration, includeTests: true };

/** Starts with `files`. When rule files are given, only these rules run. */
export function createReplay(
  files: ReadonlyMap<string, string>,
  ruleFiles?: readonly KnowledgeFile[],
): Replay {
  const start = (program: ReadonlyMap<string, string>, keepsRun = false): Engine => {
    const engine = createEngine({ keepsRun });
    engine.applyChange({
      files: [...program].map(([path, text]) => ({ path, text })),
      knowledge,
      ...(ruleFiles ? { ruleFiles: { files: ruleFiles, includeDefaultRules: false } } : {}),
      configuration,
    });
    return engine;
  };
  const kept = start(files, true);
  ask(kept);
  return (changes, current) => {
    kept.applyChange({ files: changes });
    return { incremental: ask(kept), cold: ask(start(current)) };
  };
}

function ask(engine: Engine): Answer {
  for (const _ of engine.analyze([], neverCancelled)) {
    // Only the result counts.
  }
  const findings = engine.findings();
  return { bytes: JSON.stringify([findings, engine.coverage()]), findings: findings.length };
}
