/** Runs the engine in memory over files given as text. */

import { neverCancelled } from '../../server/src/analyzer/base/cancellation.ts';
import { createEngine, defaultConfiguration } from '../../server/src/analyzer/engine/create-engine.ts';
import type { EngineConfiguration, KnowledgeFile } from '../../server/src/analyzer/engine/engine.ts';
import type { ReportedFinding } from './check-findings.ts';
import { loadKnowledge } from './knowledge.ts';

/** What to run. */
export interface RunOptions {
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** When given, only these rules run; models and data types always apply. */
  readonly ruleFiles?: readonly KnowledgeFile[];
  readonly configuration?: Partial<EngineConfiguration>;
}

/** Runs to the end and returns the engine. */
export function runEngine(options: RunOptions) {
  const engine = createEngine();
  engine.applyChange({
    files: options.files,
    knowledge: loadKnowledge().files,
    ...(options.ruleFiles ? { ruleFiles: { files: options.ruleFiles, includeDefaultRules: false } } : {}),
    configuration: { ...defaultConfiguration, ...options.configuration },
  });
  for (const _ of engine.analyze([], neverCancelled)) {
    // The generator only reports where it is.
  }
  return engine;
}

/** Findings as fixtures compare them: shown by default, not suppressed. */
export function reportedFindings(
  engine: ReturnType<typeof runEngine>,
  leastConfidence: 'low' | 'medium' = 'medium',
): ReportedFinding[] {
  return engine
    .findings()
    .filter(
      ({ suppression, confidence }) => !suppression && (leastConfidence === 'low' || confidence !== 'low'),
    )
    .map((finding) => ({
      ruleId: finding.ruleId,
      path: finding.location.path,
      line: finding.location.startLine + 1,
      dataTypes: finding.dataTypes.map(({ type }) => type),
      steps:
        finding.evidence.kind === 'match'
          ? []
          : finding.evidence.steps.map(({ location }) => ({
              path: location.path,
              line: location.startLine + 1,
            })),
    }));
}
